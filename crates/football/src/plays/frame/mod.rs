//! Data frames in, of any library: their columns as the cleaning wants them.

mod schedule;

pub use schedule::{columns_read, schedule, sidelines};

use super::schema::{NEEDED, NUMBERS, TEXT};
use super::{RawTable, TextColumn};
use crate::error::{Error, Result};

/// What text may say for a missing number, as in a CSV.
pub const MISSING: [&str; 5] = ["", "NA", "NaN", "nan", "null"];

/// A data frame's columns.
pub trait Columns {
    /// What it is called in messages.
    fn name(&self) -> &str;

    /// Rows.
    fn rows(&self) -> usize;

    /// The columns' names.
    fn names(&self) -> Vec<String>;

    /// Whether there is such a column.
    fn has(&self, column: &str) -> bool;

    /// A column as text, whatever its type; `None` where there is no such column.
    ///
    /// # Errors
    /// [`Error::Data`] for a type that cannot be text.
    fn text(&self, column: &str) -> Result<Option<TextColumn>>;

    /// A column as numbers, NaN for missing, whatever number type (or text) it
    /// has; `None` where there is no such column.
    ///
    /// # Errors
    /// [`Error::Data`] for what is no number.
    fn numbers(&self, column: &str) -> Result<Option<Vec<f64>>>;

    /// The error for a column that holds something else than it should.
    fn not(&self, column: &str, what: &str, found: &dyn std::fmt::Display) -> Error {
        Error::data(
            self.name(),
            format!("column `{column}` should be {what}, but has {found}"),
            "give the frame as nflverse publishes it",
        )
    }
}

/// A number that is written as text; NaN for missing.
///
/// # Errors
/// The text, where it is no number.
pub fn number(text: Option<&str>) -> std::result::Result<f64, String> {
    match text.map(str::trim) {
        None => Ok(f64::NAN),
        Some(text) if MISSING.contains(&text) => Ok(f64::NAN),
        Some(text) => text.parse().map_err(|_| format!("\"{text}\"")),
    }
}

/// The columns that the football reads, and `extra` ones.
///
/// # Errors
/// [`Error::MissingColumn`] where one is missing that nothing stands in for,
/// [`Error::Data`] where one holds something else than it should.
pub fn raw(frame: &dyn Columns, extra: &[String]) -> Result<RawTable> {
    for (column, stand_ins) in NEEDED {
        if !frame.has(column) && !stand_ins.iter().any(|c| frame.has(c)) {
            return Err(lacks(frame, column, stand_ins));
        }
    }
    let mut text = Vec::new();
    for &name in TEXT {
        if let Some(column) = frame.text(name)? {
            text.push((name, column));
        }
    }
    let mut numbers = Vec::new();
    let extra_names = extra.iter().map(String::as_str);
    for name in NUMBERS.iter().copied().chain(extra_names) {
        if numbers.iter().any(|(n, _)| n == name) {
            continue;
        }
        if let Some(column) = frame.numbers(name)? {
            numbers.push((name.to_owned(), column));
        }
    }
    Ok(RawTable::new(
        frame.name(),
        frame.rows(),
        text,
        numbers,
        extra,
    ))
}

/// The error for a column that is missing, with those that could stand in for it.
pub(super) fn lacks(frame: &dyn Columns, column: &str, stand_ins: &[&str]) -> Error {
    // The message puts the whole in quotes.
    let column = match stand_ins {
        [] => column.to_owned(),
        some => format!("{column}` or, to derive it from, `{}", some.join("`, `")),
    };
    let names = frame.names();
    let found = match names.as_slice() {
        [some @ .., _] if names.len() > 40 => {
            format!("{}, … ({} columns)", some[..40].join(", "), names.len())
        }
        all => all.join(", "),
    };
    Error::MissingColumn {
        file: frame.name().to_owned(),
        column,
        found,
    }
}
