//! Whole files block by block, with all their columns: what is held in memory
//! does not grow with the length of a file.

use super::format::Format;
use super::read::{missing_words, no_nested, scan, unreadable};
use crate::error::{Error, Result};
use crate::table::set_aside;
use flate2::read::MultiGzDecoder;
use polars::prelude::*;
use std::fs::File;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};

/// Some rows, with all columns.
pub struct Block {
    pub(super) frame: DataFrame,
}

impl Block {
    /// Number of rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.frame.height()
    }
}

/// Cells of a block, about: some 25 MB, and the same again while it is written.
const CELLS: usize = 3_000_000;
/// Bytes of a block of CSV, about.
const CSV_BYTES: usize = 6 << 20;

/// The blocks of one file, in its order.
pub struct Blocks {
    path: PathBuf,
    from: From,
}

enum From {
    Parquet {
        metadata: FileMetadataRef,
        at: usize,
        step: usize,
    },
    Csv(CsvBlocks),
}

impl Blocks {
    /// Opens Parquet, CSV or CSV.gz.
    ///
    /// # Errors
    /// [`Error::Io`] and [`Error::Data`] for a file that cannot be read.
    pub fn open(path: &Path) -> Result<Self> {
        let file = File::open(path).map_err(|e| Error::io("read", path, e))?;
        let from = if is_parquet(path) {
            let mut reader = ParquetReader::new(file);
            let metadata = reader.get_metadata().map_err(|e| unreadable(path, &e))?;
            let metadata = metadata.clone();
            let columns = metadata.schema().fields().len().max(1);
            From::Parquet {
                metadata,
                at: 0,
                step: (CELLS / columns).clamp(1 << 12, 1 << 16),
            }
        } else {
            let gz = path
                .extension()
                .is_some_and(|e| e.eq_ignore_ascii_case("gz"));
            let reader: Box<dyn Read + Send> = match gz {
                true => Box::new(MultiGzDecoder::new(file)),
                false => Box::new(file),
            };
            let csv = CsvBlocks::new(reader).map_err(|e| Error::io("read", path, e))?;
            From::Csv(csv)
        };
        Ok(Self {
            path: path.to_path_buf(),
            from,
        })
    }

    /// The next block; `None` after the last.
    ///
    /// # Errors
    /// As [`Blocks::open`].
    pub fn advance(&mut self) -> Result<Option<Block>> {
        let failed = |e: PolarsError| unreadable(&self.path, &e);
        let frame = match &mut self.from {
            From::Parquet { metadata, at, step } => {
                if *at >= metadata.num_rows {
                    return Ok(None);
                }
                let rows = (*step).min(metadata.num_rows - *at);
                let file = File::open(&self.path).map_err(|e| Error::io("read", &self.path, e))?;
                let mut reader = ParquetReader::new(file)
                    .with_slice(Some((*at, rows)))
                    .set_rechunk(true);
                reader.set_metadata(metadata.clone());
                *at += rows;
                reader.finish().map_err(failed)?
            }
            From::Csv(csv) => {
                let text = csv.next().map_err(|e| Error::io("read", &self.path, e))?;
                let Some(text) = text else { return Ok(None) };
                let parse = CsvParseOptions::default().with_null_values(Some(missing_words()));
                CsvReadOptions::default()
                    .with_infer_schema_length(Some(0))
                    .with_parse_options(parse)
                    .with_rechunk(true)
                    .into_reader_with_file_handle(Cursor::new(text))
                    .finish()
                    .map_err(failed)?
            }
        };
        Ok(Some(Block { frame }))
    }
}

/// Rows of a Parquet file's bytes, by what it says of itself.
///
/// # Errors
/// What the library says of bytes that are no Parquet.
pub(crate) fn parquet_rows(bytes: &[u8]) -> std::result::Result<usize, String> {
    let mut reader = ParquetReader::new(Cursor::new(bytes));
    let metadata = reader.get_metadata().map_err(|e| e.to_string())?;
    Ok(metadata.num_rows)
}

fn is_parquet(path: &Path) -> bool {
    path.extension()
        .is_some_and(|e| e.eq_ignore_ascii_case("parquet"))
}

/// A CSV cut between records, each piece with the header before it.
struct CsvBlocks {
    reader: Box<dyn Read + Send>,
    header: Vec<u8>,
    pending: Vec<u8>,
    /// Bytes of `pending` that were looked at.
    seen: usize,
    /// Whether byte `seen` stands inside quotes, where a line break cuts nothing.
    quoted: bool,
    /// End of the last whole record among them.
    whole: usize,
    ended: bool,
}

impl CsvBlocks {
    fn new(reader: Box<dyn Read + Send>) -> std::io::Result<Self> {
        let mut blocks = Self {
            reader,
            header: Vec::new(),
            pending: Vec::new(),
            seen: 0,
            quoted: false,
            whole: 0,
            ended: false,
        };
        blocks.header = blocks.records(1)?.unwrap_or_default();
        Ok(blocks)
    }

    /// Whole records of at least `least` bytes (fewer at the end).
    fn records(&mut self, least: usize) -> std::io::Result<Option<Vec<u8>>> {
        loop {
            while self.seen < self.pending.len() && self.whole < least {
                match self.pending[self.seen] {
                    b'"' => self.quoted = !self.quoted,
                    b'\n' if !self.quoted => self.whole = self.seen + 1,
                    _ => {}
                }
                self.seen += 1;
            }
            if self.whole >= least || self.ended {
                let end = if self.whole >= least {
                    self.whole
                } else {
                    self.pending.len()
                };
                let rest = self.pending.split_off(end);
                let block = std::mem::replace(&mut self.pending, rest);
                self.seen = self.seen.saturating_sub(end);
                self.whole = 0;
                return Ok((!block.is_empty()).then_some(block));
            }
            let more = (&mut self.reader)
                .take(1 << 20)
                .read_to_end(&mut self.pending)?;
            self.ended = more == 0;
        }
    }

    fn next(&mut self) -> std::io::Result<Option<Vec<u8>>> {
        let Some(records) = self.records(CSV_BYTES)? else {
            return Ok(None);
        };
        if records.trim_ascii().is_empty() {
            return Ok(None);
        }
        let mut text = self.header.clone();
        text.extend(records);
        Ok(Some(text))
    }
}

/// The columns of an output: those of all the files that go into it, in the
/// order in which they first appear, then the added ones.
pub struct Layout {
    columns: Vec<Taken>,
    added: Vec<String>,
}

struct Taken {
    name: PlSmallStr,
    out: PlSmallStr,
    dtype: DataType,
}

impl Layout {
    /// Looks at the columns of `files`. Where their types differ, a column gets
    /// one that holds them all. The columns of a CSV stay text where `format`
    /// is CSV too; else they become numbers where all their values are.
    ///
    /// A column of a file that is named like an added one, or is one of `others`, is
    /// kept as `original_<name>`.
    ///
    /// # Errors
    /// As [`Blocks::open`].
    pub fn of(
        files: &[PathBuf],
        format: Format,
        added: &[String],
        others: &[&str],
    ) -> Result<Self> {
        let mut columns: Vec<Taken> = Vec::new();
        for path in files {
            let mut lazy = scan(path)?;
            let mut schema = lazy
                .collect_schema()
                .map_err(|e| unreadable(path, &e))?
                .as_ref()
                .clone();
            if !is_parquet(path) && format != Format::Csv {
                schema = number_columns(path, schema)?;
            }
            if format != Format::Parquet {
                no_nested(path, schema.iter(), "text has no place for")?;
            }
            for (name, dtype) in schema.iter() {
                match columns.iter_mut().find(|c| c.name == *name) {
                    Some(c) => c.dtype = both(&c.dtype, dtype),
                    None => columns.push(Taken {
                        name: name.clone(),
                        out: name.clone(),
                        dtype: dtype.clone(),
                    }),
                }
            }
        }
        let names: Vec<String> = columns.iter().map(|c| c.name.to_string()).collect();
        let taken = |name: &str| added.iter().any(|a| a == name) || others.contains(&name);
        for (column, out) in columns.iter_mut().zip(set_aside(&names, taken)) {
            column.out = out.into();
        }
        for column in &mut columns {
            if column.dtype == DataType::Null {
                column.dtype = DataType::String;
            }
        }
        Ok(Self {
            columns,
            added: added.to_vec(),
        })
    }

    /// The columns of the files that are written under another name: old and new.
    #[must_use]
    pub fn renamed(&self) -> Vec<(String, String)> {
        let other = self.columns.iter().filter(|c| c.out != c.name);
        other
            .map(|c| (c.name.to_string(), c.out.to_string()))
            .collect()
    }

    /// Number of columns.
    #[must_use]
    pub fn width(&self) -> usize {
        self.columns.len() + self.added.len()
    }

    pub(super) fn schema(&self) -> Schema {
        let taken = self.columns.iter();
        let taken = taken.map(|c| Field::new(c.out.clone(), c.dtype.clone()));
        let added = self.added.iter();
        taken
            .chain(added.map(|a| Field::new(a.as_str().into(), DataType::Float32)))
            .collect()
    }

    /// A file's block in this layout. `added` holds one value a row of the
    /// block for each added column, NaN for missing; `keep` which rows stay.
    ///
    /// # Errors
    /// [`Error::Data`] for values that do not fit, with the file's name.
    pub fn join(
        &self,
        path: &Path,
        block: Block,
        added: &[&[f32]],
        keep: Option<&[bool]>,
    ) -> Result<Block> {
        let failed = |e: PolarsError| unreadable(path, &e);
        let height = block.rows();
        let mut columns = Vec::with_capacity(self.width());
        for taken in &self.columns {
            let column = match block.frame.column(&taken.name) {
                Ok(c) if *c.dtype() == taken.dtype => c.clone().with_name(taken.out.clone()),
                Ok(c) => c
                    .strict_cast(&taken.dtype)
                    .map_err(failed)?
                    .with_name(taken.out.clone()),
                Err(_) => Column::full_null(taken.out.clone(), height, &taken.dtype),
            };
            columns.push(column);
        }
        for (name, values) in self.added.iter().zip(added) {
            let known = values.iter().map(|v| (!v.is_nan()).then_some(*v));
            let column: Float32Chunked = known.collect();
            columns.push(column.with_name(name.as_str().into()).into_series().into());
        }
        let mut frame = DataFrame::new(height, columns).map_err(failed)?;
        if let Some(keep) = keep.filter(|k| k.contains(&false)) {
            let mask: BooleanChunked = keep.iter().map(|k| Some(*k)).collect();
            frame = frame.filter(&mask).map_err(failed)?;
        }
        frame.rechunk_mut();
        Ok(Block { frame })
    }
}

/// A type that holds the values of both.
fn both(a: &DataType, b: &DataType) -> DataType {
    match (a, b) {
        (a, b) if a == b => a.clone(),
        (DataType::Null, other) | (other, DataType::Null) => other.clone(),
        (a, b) if a.is_integer() && b.is_integer() => DataType::Int64,
        (DataType::Float32, DataType::Float32) => DataType::Float32,
        (a, b) if a.is_primitive_numeric() && b.is_primitive_numeric() => DataType::Float64,
        _ => DataType::String,
    }
}

/// A CSV's columns with number types where every value is a number. Codes with
/// leading zeros stay text.
fn number_columns(path: &Path, mut schema: Schema) -> Result<Schema> {
    let failed = |e: PolarsError| unreadable(path, &e);
    let code = |text: &StringChunked| {
        let mut values = text.iter().flatten();
        values.any(|v| {
            let digits = v.trim_start_matches('-').as_bytes();
            digits.len() > 1 && digits[0] == b'0' && digits[1].is_ascii_digit()
        })
    };
    let mut kinds = vec![DataType::Null; schema.len()];
    let mut blocks = Blocks::open(path)?;
    while let Some(block) = blocks.advance()? {
        for (kind, column) in kinds.iter_mut().zip(block.frame.columns()) {
            let missing = column.null_count();
            if *kind == DataType::String || missing == column.len() {
                continue;
            }
            let fits = |dtype: &DataType| -> Result<bool> {
                Ok(column.cast(dtype).map_err(failed)?.null_count() == missing)
            };
            *kind = if code(column.str().map_err(failed)?) {
                DataType::String
            } else if *kind != DataType::Float64 && fits(&DataType::Int64)? {
                DataType::Int64
            } else if fits(&DataType::Float64)? {
                DataType::Float64
            } else {
                DataType::String
            };
        }
    }
    for ((_, dtype), kind) in schema.iter_mut().zip(kinds) {
        *dtype = kind;
    }
    Ok(schema)
}
