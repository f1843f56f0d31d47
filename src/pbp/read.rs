//! One file into typed columns, with polars.

use super::schema::{NEEDED, NUMBERS, TEXT};
use crate::error::{Error, Result};
use polars::prelude::*;
use std::collections::HashMap;
use std::path::Path;

/// A file's columns, in the types that the rest of the crate uses: text as it
/// is, every number as `f64` with NaN for missing.
pub struct RawFile {
    /// The file's name, for messages.
    pub name: String,
    /// Rows.
    pub len: usize,
    text: HashMap<&'static str, StringChunked>,
    numbers: HashMap<String, Vec<f64>>,
    extra: Vec<String>,
}

impl RawFile {
    /// From columns that were not read from a file: text, and numbers with NaN
    /// for missing, of `len` values each.
    pub(super) fn of_columns(
        name: &str,
        len: usize,
        text: Vec<(&'static str, Vec<Option<&str>>)>,
        numbers: Vec<(String, Vec<f64>)>,
    ) -> Self {
        let column = |(name, values): (&'static str, Vec<Option<&str>>)| {
            (name, StringChunked::new(name.into(), values))
        };
        Self {
            name: name.to_owned(),
            len,
            text: text.into_iter().map(column).collect(),
            numbers: numbers.into_iter().collect(),
            extra: Vec::new(),
        }
    }

    /// A text column.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&StringChunked> {
        self.text.get(name)
    }

    /// A number column; NaN where missing.
    #[must_use]
    pub fn numbers(&self, name: &str) -> Option<&[f64]> {
        self.numbers.get(name).map(Vec::as_slice)
    }

    /// The columns that were read.
    #[must_use]
    pub fn column_names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.text.keys().copied().collect();
        names.extend(self.numbers.keys().map(String::as_str));
        names.sort_unstable();
        names
    }

    /// The names of the further columns that were asked for.
    #[must_use]
    pub fn extra_names(&self) -> &[String] {
        &self.extra
    }

    /// The further columns that were asked for, in that order; `None` where
    /// this file has no such column.
    pub fn extra(&self) -> impl Iterator<Item = Option<&[f64]>> {
        self.extra.iter().map(|name| self.numbers(name))
    }
}

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
        let args = ScanArgsParquet {
            glob: false,
            ..Default::default()
        };
        LazyFrame::scan_parquet(polars_path, args)
    } else {
        LazyCsvReader::new(polars_path)
            .with_glob(false)
            .with_infer_schema_length(Some(0))
            .with_null_values(Some(missing_words()))
            .finish()
    };
    frame.map_err(|e| unreadable(path, &e))
}

/// Reads the columns of [`TEXT`] and [`NUMBERS`] that a file has, and `extra`.
///
/// # Errors
/// [`Error::Data`] for a file that polars cannot read or a text where a number
/// should be; [`Error::MissingColumn`] where one of [`NEEDED`] is absent.
pub fn file(path: &Path, extra: &[String]) -> Result<RawFile> {
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
    let select: Vec<Expr> = text
        .iter()
        .map(|c| col(*c).cast(DataType::String))
        .chain(names.iter().map(|c| col(*c).strict_cast(DataType::Float64)))
        .collect();
    let frame = lazy
        .select(select)
        .collect()
        .map_err(|e| unreadable(path, &e))?;
    let mut raw = RawFile {
        name: path.display().to_string(),
        len: frame.height(),
        text: HashMap::new(),
        numbers: HashMap::new(),
        extra: extra.to_vec(),
    };
    for name in text {
        let column = frame.column(name).map_err(|e| unreadable(path, &e))?;
        let values = column.str().map_err(|e| unreadable(path, &e))?;
        raw.text.insert(name, values.clone());
    }
    for name in names {
        let column = frame.column(name).map_err(|e| unreadable(path, &e))?;
        let values = column.f64().map_err(|e| unreadable(path, &e))?;
        let values = values.iter().map(|v| v.unwrap_or(f64::NAN)).collect();
        raw.numbers.insert(name.to_owned(), values);
    }
    Ok(raw)
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
        format!("a column of numbers has something else in it: {first}")
    } else {
        format!("cannot be read: {first}")
    };
    Error::data(
        path.display(),
        problem,
        "the file should be nflverse play-by-play as Parquet, CSV or CSV.gz; fetch it again if it is damaged",
    )
}
