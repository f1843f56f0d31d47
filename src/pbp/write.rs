//! Tables out: Parquet, CSV or JSON Lines, whole or block by block.

use super::format::Format;
use super::wide::{Block, Layout};
use super::{text, words};
use crate::error::{Error, Result};
use crate::table;
use polars::io::parquet::write::BatchedWriter;
use polars::polars_utils::compression::ZstdLevel;
use polars::prelude::*;
use std::borrow::Cow;
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

/// The values of one column that is written.
#[derive(Debug, Clone)]
pub enum Values<'a> {
    /// Text; `None` for missing.
    Text(Vec<Option<Cow<'a, str>>>),
    /// Text that rows share.
    Shared(&'a [Arc<str>]),
    /// Words that are somebody else's, none missing.
    Words(&'a [&'a str]),
    /// The same; `None` for missing.
    OptWords(&'a [Option<&'a str>]),
    /// Numbers; NaN is written as missing.
    Float(Cow<'a, [f32]>),
    /// Whole numbers; `None` for missing.
    Int(Cow<'a, [Option<i32>]>),
    /// Whole numbers, none missing.
    Whole(Cow<'a, [i32]>),
    /// Yes or no.
    Bool(Vec<bool>),
}

impl From<table::Column> for Values<'static> {
    fn from(column: table::Column) -> Self {
        use table::Column;
        let whole = |v: Option<i64>| v.and_then(|v| i32::try_from(v).ok());
        match column {
            Column::Float(v) => Self::Float(v.into()),
            Column::Double(v) => Self::Float(v.into_iter().map(|v| v as f32).collect()),
            Column::Whole(v) => Self::Int(v.into_iter().map(whole).collect()),
            Column::Id(v) => Self::Whole(v.into()),
            Column::Text(v) => Self::Text(v.into_iter().map(|t| t.map(Cow::Owned)).collect()),
            Column::Flag(v) => {
                let number = |v: Option<bool>| v.map(i32::from);
                Self::Int(v.into_iter().map(number).collect())
            }
        }
    }
}

impl Values<'_> {
    fn len(&self) -> usize {
        match self {
            Self::Text(v) => v.len(),
            Self::Shared(v) => v.len(),
            Self::Words(v) => v.len(),
            Self::OptWords(v) => v.len(),
            Self::Float(v) => v.len(),
            Self::Int(v) => v.len(),
            Self::Whole(v) => v.len(),
            Self::Bool(v) => v.len(),
        }
    }

    fn column(self, name: &str) -> PolarsResult<Column> {
        let name: PlSmallStr = name.into();
        Ok(match self {
            Self::Text(v) => Column::new(name, v),
            Self::Shared(v) => words::column(name, v.iter().map(|text| Some(&**text)))?,
            Self::Words(v) => words::column(name, v.iter().map(|&word| Some(word)))?,
            Self::OptWords(v) => words::column(name, v.iter().copied())?,
            Self::Float(v) => {
                let known: Float32Chunked = v.iter().map(|&v| (!v.is_nan()).then_some(v)).collect();
                known.with_name(name).into_series().into()
            }
            Self::Int(v) => {
                let known: Int32Chunked = v.iter().copied().collect();
                known.with_name(name).into_series().into()
            }
            Self::Whole(v) => Column::new(name, &*v),
            Self::Bool(v) => Column::new(name, v),
        })
    }
}

/// Columns of a table, or of a part of one, by name.
pub type Columns<'a> = Vec<(&'a str, Values<'a>)>;

/// Writes columns of one length to `path`, whole or not at all: under another
/// name first, renamed at the end.
///
/// # Errors
/// [`Error::Parameter`] for an unknown ending, [`Error::Shape`] for columns of
/// different lengths, [`Error::Io`] where the file cannot be written.
pub fn table(path: &Path, columns: Columns<'_>) -> Result<()> {
    let format = Format::of(path)?;
    let mut frame = frame_of(path, columns)?;
    crate::file::write_whole(path, |file| {
        match format {
            Format::Parquet => parquet(&mut *file)
                .and_then(|to| words::write(to, &frame))
                .map_err(other),
            Format::Csv => CsvWriter::new(&mut *file).finish(&mut frame).map_err(other),
            Format::JsonLines => text::write(&mut *file, &frame, format),
        }?;
        file.flush()
    })
}

/// As [`table`], in parts: `make` hands each on to the function that it is given.
/// Where there are none, nothing is written.
///
/// # Errors
/// As [`table`], and those of `make`.
pub fn parts(
    path: &Path,
    make: impl FnOnce(&mut dyn FnMut(Columns<'_>) -> Result<()>) -> Result<()>,
) -> Result<()> {
    let format = Format::of(path)?;
    let mut failed = None;
    let written = crate::file::write_whole(path, |file| {
        let mut parts = Parts {
            to: Some(&mut *file),
            batches: None,
            format,
            begun: false,
        };
        let made = make(&mut |columns| {
            let frame = frame_of(path, columns)?;
            parts.write(frame).map_err(|e| Error::io("write", path, e))
        });
        match made {
            Ok(()) => parts.finish(),
            Err(error) => {
                failed = Some(error);
                Err(io::Error::other("the rows could not be made"))
            }
        }
    });
    failed.map_or(written, Err)
}

/// Parts on their way into a file.
struct Parts<'a, W: Write> {
    /// Until Parquet's writer has it.
    to: Option<&'a mut W>,
    batches: Option<BatchedWriter<&'a mut W>>,
    format: Format,
    begun: bool,
}

impl<W: Write> Parts<'_, W> {
    fn write(&mut self, mut frame: DataFrame) -> io::Result<()> {
        frame.rechunk_mut();
        let first = !std::mem::replace(&mut self.begun, true);
        if self.format == Format::Parquet {
            if let Some(to) = self.to.take() {
                let writer = parquet(to).and_then(|to| to.batched(frame.schema()));
                self.batches = Some(writer.map_err(other)?);
            }
            let Some(batches) = &mut self.batches else {
                return Ok(());
            };
            return batches.write_batch(&frame).map_err(other);
        }
        let Some(to) = &mut self.to else {
            return Ok(());
        };
        match self.format {
            Format::Csv => CsvWriter::new(to)
                .include_header(first)
                .finish(&mut frame)
                .map_err(other),
            format => text::write(to, &frame, format),
        }
    }

    fn finish(self) -> io::Result<()> {
        match self.batches {
            Some(writer) => writer.finish().map(drop).map_err(other),
            None => Ok(()),
        }
    }
}

fn frame_of(path: &Path, columns: Columns<'_>) -> Result<DataFrame> {
    let height = columns.first().map_or(0, |(_, v)| v.len());
    if let Some((_, odd)) = columns.iter().find(|(_, v)| v.len() != height) {
        return Err(Error::Shape {
            what: "columns of a table",
            expected: format!("{height} values each"),
            found: odd.len().to_string(),
        });
    }
    let failed = |e: PolarsError| Error::io("write", path, std::io::Error::other(e.to_string()));
    let columns = columns
        .into_iter()
        .map(|(name, v)| v.column(name))
        .collect::<PolarsResult<_>>()
        .map_err(failed)?;
    DataFrame::new(height, columns).map_err(failed)
}

/// The fastest level of compression, which makes plays 4% larger than the third,
/// and no statistics: files of one season or league are read as a whole.
fn parquet<W: Write>(to: W) -> PolarsResult<ParquetWriter<W>> {
    let fastest = ZstdLevel::try_new(1)?;
    Ok(ParquetWriter::new(to)
        .with_compression(ParquetCompression::Zstd(Some(fastest)))
        .with_statistics(StatisticsOptions::empty()))
}

fn other(error: PolarsError) -> io::Error {
    match error {
        // What the disk or a pipe said must stay what it is.
        PolarsError::IO { error, .. } => io::Error::new(error.kind(), error.to_string()),
        error => io::Error::other(error.to_string()),
    }
}

/// A table that is written block by block.
pub struct TableWriter<W: Write>(Kind<W>);

enum Kind<W: Write> {
    Parquet(Box<BatchedWriter<W>>),
    Text { to: W, format: Format },
}

impl<W: Write> TableWriter<W> {
    /// Begins a table of these columns.
    ///
    /// # Errors
    /// What the output says.
    pub fn new(mut to: W, format: Format, layout: &Layout) -> io::Result<Self> {
        let schema = layout.schema();
        Ok(Self(match format {
            Format::Parquet => {
                let writer = parquet(to).and_then(|to| to.batched(&schema));
                let writer = writer.map_err(other)?;
                Kind::Parquet(Box::new(writer))
            }
            Format::Csv | Format::JsonLines => {
                if format == Format::Csv {
                    to.write_all(&text::header(&schema))?;
                }
                Kind::Text { to, format }
            }
        }))
    }

    /// Writes the rows of a block that has the table's layout.
    ///
    /// # Errors
    /// What the output says.
    pub fn write(&mut self, block: &Block) -> io::Result<()> {
        match &mut self.0 {
            Kind::Parquet(writer) => writer.write_batch(&block.frame).map_err(other),
            Kind::Text { to, format } => text::write(to, &block.frame, *format),
        }
    }

    /// Ends the table.
    ///
    /// # Errors
    /// What the output says.
    pub fn finish(self) -> io::Result<()> {
        match self.0 {
            Kind::Parquet(writer) => writer.finish().map(drop).map_err(other),
            Kind::Text { mut to, .. } => to.flush(),
        }
    }
}
