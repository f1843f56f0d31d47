//! One file into typed columns, with polars.

use crate::error::{Error, Result};
use football::plays::schema::{NEEDED, NUMBERS, TEXT};
use football::plays::{RawTable, TextColumn};
use polars::prelude::*;
use std::io::Read;
use std::path::Path;

/// What a CSV may write for a missing value.
pub(super) fn missing_words() -> NullValues {
    NullValues::AllColumns(["", "NA", "NaN", "nan", "null"].map(Into::into).to_vec())
}

/// Opens Parquet, CSV or CSV.gz lazily. A CSV's values all come as text: its
/// types are this crate's decision, not a guess from the first rows.
pub(super) fn scan(path: &Path) -> Result<LazyFrame> {
    let polars_path = PlRefPath::try_from_path(path).map_err(|e| unreadable(path, &e))?;
    let is_parquet = path
        .extension()
        .is_some_and(|e| e.eq_ignore_ascii_case("parquet"));
    let frame = if is_parquet {
        no_decimals(path)?;
        let args = ScanArgsParquet {
            glob: false,
            ..Default::default()
        };
        LazyFrame::scan_parquet(polars_path, args)
    } else {
        no_endless_lines(path)?;
        LazyCsvReader::new(polars_path)
            .with_glob(false)
            .with_infer_schema_length(Some(0))
            .with_null_values(Some(missing_words()))
            .finish()
    };
    frame.map_err(|e| unreadable(path, &e))
}

/// Longest line of a CSV, in bytes: nflverse's have some thousands.
const LONGEST_LINE: usize = 16 << 20;

/// Refuses a CSV with a line that is no row of play-by-play: polars would look for its
/// end again and again. What is compressed is small enough.
fn no_endless_lines(path: &Path) -> Result<()> {
    let failed = |e| Error::io("read", path, e);
    let mut file = std::fs::File::open(path).map_err(failed)?;
    let packed = path.extension().is_some_and(|e| e == "gz");
    // A pipe is read once.
    let size = file.metadata().map_err(failed)?;
    if packed || !size.is_file() || size.len() <= LONGEST_LINE as u64 {
        return Ok(());
    }
    let mut buffer = vec![0; 1 << 20];
    let (mut line, mut since) = (1_u64, 0);
    loop {
        let read = file.read(&mut buffer).map_err(failed)?;
        if read == 0 {
            return Ok(());
        }
        for part in buffer[..read].split_inclusive(|b| *b == b'\n') {
            since += part.len();
            if since > LONGEST_LINE {
                return Err(Error::data(
                    path.display(),
                    format!("line {line} is longer than {} MB", LONGEST_LINE >> 20),
                    "a row of play-by-play has some thousand characters: look for a quote that is not closed",
                ));
            }
            if part.ends_with(b"\n") {
                (line, since) = (line + 1, 0);
            }
        }
    }
}

/// Refuses a file with decimals, which this build of polars does not read.
fn no_decimals(path: &Path) -> Result<()> {
    let file = std::fs::File::open(path).map_err(|e| Error::io("read", path, e))?;
    let mut reader = ParquetReader::new(file);
    let metadata = reader.get_metadata().map_err(|e| unreadable(path, &e))?;
    let decimal = |kind: String| kind.contains("Decimal");
    let columns = metadata.schema_descr.columns().iter().filter(|column| {
        let of = &column.descriptor.primitive_type;
        decimal(format!("{:?}", of.logical_type)) || decimal(format!("{:?}", of.converted_type))
    });
    let names: Vec<String> = columns.map(|c| c.path_in_schema.join(".")).collect();
    if names.is_empty() {
        return Ok(());
    }
    Err(Error::data(
        path.display(),
        format!(
            "has decimal numbers, which cannot be read, in {}",
            names.join(", ")
        ),
        "write them as doubles: CAST(column AS DOUBLE) in SQL, .cast(pl.Float64) in polars, \
         .astype(float) in pandas",
    ))
}

/// Refuses columns that hold lists or records, which one value a row needs.
pub(super) fn no_nested<'a>(
    path: &Path,
    columns: impl Iterator<Item = (&'a PlSmallStr, &'a DataType)>,
    why: &str,
) -> Result<()> {
    let nested: Vec<&str> = columns
        .filter(|(_, kind)| kind.is_nested())
        .map(|(name, _)| name.as_str())
        .collect();
    if nested.is_empty() {
        return Ok(());
    }
    Err(Error::data(
        path.display(),
        format!("has lists or records in {}, which {why}", nested.join(", ")),
        "drop such columns or spread them over several; --out FILE.parquet keeps those that wp does not need",
    ))
}

/// Reads the columns of [`TEXT`] and [`NUMBERS`] that a file has, and `extra`.
///
/// # Errors
/// [`Error::Data`] for a file that polars cannot read or a text where a number
/// should be; [`Error::MissingColumn`] where one of [`NEEDED`] is absent.
pub fn file(path: &Path, extra: &[String]) -> Result<RawTable> {
    let mut lazy = scan(path)?;
    let schema = lazy.collect_schema().map_err(|e| unreadable(path, &e))?;
    let has = |c: &str| schema.contains(c);
    for (column, stand_ins) in NEEDED {
        if !has(column) && !stand_ins.iter().any(|c| has(c)) {
            return Err(missing(path, column, stand_ins, &schema));
        }
    }
    let mut names: Vec<&str> = NUMBERS.iter().copied().filter(|c| has(c)).collect();
    for name in extra {
        if has(name) && !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    let text: Vec<&'static str> = TEXT.iter().copied().filter(|c| has(c)).collect();
    let needed = |(c, _): &(&PlSmallStr, &DataType)| {
        names.contains(&c.as_str()) || text.contains(&c.as_str())
    };
    no_nested(
        path,
        schema.iter().filter(needed),
        "must hold one value a row",
    )?;
    let read = |number: &dyn Fn(&str) -> Expr| {
        let texts = text.iter().map(|c| col(*c).cast(DataType::String));
        let numbers = names
            .iter()
            .map(|c| number(c).strict_cast(DataType::Float64));
        let select: Vec<Expr> = texts.chain(numbers).collect();
        lazy.clone().select(select).collect()
    };
    // R writes yes and no as words, which hardly any file has.
    let frame = read(&|c| col(c))
        .or_else(|failed| {
            let is_text = |c: &str| schema.get(c) == Some(&DataType::String);
            if !names.iter().any(|c| is_text(c)) {
                return Err(failed);
            }
            // What failed first names its column.
            read(&|c| if is_text(c) { yes_as_one(c) } else { col(c) }).map_err(|_| failed)
        })
        .map_err(|e| unreadable(path, &e))?;
    let mut texts = Vec::with_capacity(text.len());
    for name in text {
        let column = frame.column(name).map_err(|e| unreadable(path, &e))?;
        let values = column.str().map_err(|e| unreadable(path, &e))?;
        texts.push((name, values.iter().collect::<TextColumn>()));
    }
    let mut numbers = Vec::with_capacity(names.len());
    for name in names {
        let column = frame.column(name).map_err(|e| unreadable(path, &e))?;
        let values = column.f64().map_err(|e| unreadable(path, &e))?;
        let values = values.iter().map(|v| v.unwrap_or(f64::NAN)).collect();
        numbers.push((name.to_owned(), values));
    }
    let name = path.display().to_string();
    Ok(RawTable::new(&name, frame.height(), texts, numbers, extra))
}

/// A text column of numbers with `TRUE` as 1 and `FALSE` as 0.
fn yes_as_one(name: &str) -> Expr {
    let is = |words: [&str; 2]| {
        let [a, b] = words.map(|word| col(name).eq(lit(word)));
        a.or(b)
    };
    when(is(["TRUE", "true"]))
        .then(lit("1"))
        .when(is(["FALSE", "false"]))
        .then(lit("0"))
        .otherwise(col(name))
        .alias(name)
}

fn missing(path: &Path, column: &str, stand_ins: &[&str], schema: &Schema) -> Error {
    let mut column = column.to_owned();
    if !stand_ins.is_empty() {
        column = format!("{column}` (or `{}", stand_ins.join("`, `"));
        column.push_str("` to derive it from)");
    }
    let found: Vec<&str> = schema.iter_names().map(PlSmallStr::as_str).collect();
    let mut list = found
        .iter()
        .take(40)
        .copied()
        .collect::<Vec<_>>()
        .join(", ");
    if found.len() > 40 {
        list = format!("{list}, … ({} columns)", found.len());
    }
    Error::MissingColumn {
        file: path.display().to_string(),
        column: column.trim_end_matches('`').to_owned(),
        found: list,
    }
}

pub(super) fn unreadable(path: &Path, error: &PolarsError) -> Error {
    let text = error.to_string();
    // polars adds advice for Python users after the first lines.
    let first = text.lines().next().unwrap_or_default();
    // Whatever polars wraps it in.
    let problem = if text.contains("conversion from") {
        format!("a numeric column contains something else: {first}")
    } else {
        format!("cannot be read: {first}")
    };
    Error::data(
        path.display(),
        problem,
        "the file must be nflverse play-by-play as Parquet, CSV or CSV.gz; download it again if it is damaged",
    )
}
