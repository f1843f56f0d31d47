//! Any table with a label and groups, for `wp search`.

use super::read::{scan, unreadable};
use crate::error::{Error, Result};
use crate::search::Table;
use polars::prelude::*;
use std::collections::HashMap;
use std::path::Path;

/// Which columns are what.
#[derive(Debug, Clone, Copy)]
pub struct Labeled<'a> {
    /// Yes or no: a boolean or 0 and 1. Rows where it is missing are left out.
    pub label: &'a str,
    /// Rows that belong together.
    pub groups: &'a str,
    /// Whole numbers in the order of time; `None` for tenths of the groups in
    /// the order of the file.
    pub periods: Option<&'a str>,
    /// A probability that every model starts from.
    pub offset: Option<&'a str>,
}

/// Tenths, where a table has no periods.
const PARTS: usize = 10;

/// Reads a Parquet or CSV file; all its columns of numbers (and booleans) that
/// are nothing else become columns of the table.
///
/// # Errors
/// [`Error::Data`] for files that cannot be read or a label that is not yes or
/// no, [`Error::MissingColumn`], and those of [`Table::new`].
pub fn read_labeled(path: &Path, what: Labeled<'_>) -> Result<Table> {
    let bad = |problem: String, hint: &str| Error::data(path.display(), problem, hint);
    let mut lazy = scan(path)?;
    let schema = lazy.collect_schema().map_err(|e| unreadable(path, &e))?;
    let named = [
        Some(what.label),
        Some(what.groups),
        what.periods,
        what.offset,
    ];
    for name in named.into_iter().flatten() {
        if !schema.contains(name) {
            let found: Vec<&str> = schema.iter_names().map(PlSmallStr::as_str).collect();
            return Err(Error::MissingColumn {
                file: path.display().to_string(),
                column: name.to_owned(),
                found: found.join(", "),
            });
        }
    }
    // A CSV's columns all come as text; those without a single number go below.
    let is_csv = path
        .extension()
        .is_none_or(|e| !e.eq_ignore_ascii_case("parquet"));
    let numeric = |t: &DataType| {
        t.is_primitive_numeric() || *t == DataType::Boolean || (is_csv && *t == DataType::String)
    };
    let columns: Vec<String> = schema
        .iter()
        .filter(|(name, t)| numeric(t) && !named.contains(&Some(name.as_str())))
        .map(|(name, _)| name.to_string())
        .collect();
    let number = |name: &str| col(name).cast(DataType::Float32);
    let mut wanted: Vec<Expr> = columns.iter().map(|c| number(c)).collect();
    wanted.push(number(what.label).alias("\u{1}label"));
    wanted.push(col(what.groups).cast(DataType::String).alias("\u{1}group"));
    wanted.extend(
        what.periods
            .map(|p| col(p).cast(DataType::Float64).alias("\u{1}period")),
    );
    wanted.extend(what.offset.map(|o| number(o).alias("\u{1}offset")));
    let frame = lazy
        .select(wanted)
        .filter(
            col("\u{1}label")
                .is_not_null()
                .and(col("\u{1}group").is_not_null()),
        )
        .collect()
        .map_err(|e| unreadable(path, &e))?;
    let floats = |name: &str| -> Result<Vec<f32>> {
        let column = frame.column(name).and_then(|c| c.f32().cloned());
        let column = column.map_err(|e| unreadable(path, &e))?;
        Ok(column.iter().map(|x| x.unwrap_or(f32::NAN)).collect())
    };
    let label = floats("\u{1}label")?;
    if let Some(other) = label.iter().find(|y| **y != 0.0 && **y != 1.0) {
        return Err(bad(
            format!("the label `{}` has a value of {other}", what.label),
            "a label is a boolean, or 0 and 1",
        ));
    }
    let names = frame.column("\u{1}group").and_then(|c| c.str().cloned());
    let names = names.map_err(|e| unreadable(path, &e))?;
    let mut index: HashMap<&str, u32> = HashMap::new();
    let group: Vec<u32> = names
        .iter()
        .map(|name| {
            let next = u32::try_from(index.len()).unwrap_or(u32::MAX);
            *index.entry(name.unwrap_or_default()).or_insert(next)
        })
        .collect();
    let period: Vec<u32> = match what.periods {
        Some(name) => {
            let column = frame.column("\u{1}period").and_then(|c| c.f64().cloned());
            let column = column.map_err(|e| unreadable(path, &e))?;
            let whole = |p: Option<f64>| p.filter(|p| *p >= 0.0 && p.fract() == 0.0);
            column
                .iter()
                .map(|p| whole(p).map(|p| p as u32))
                .collect::<Option<_>>()
                .ok_or_else(|| {
                    bad(
                        format!("the period `{name}` is missing or no whole number in some rows"),
                        "a period is a whole number that grows with time, such as a season",
                    )
                })?
        }
        None => {
            let n = index.len().max(1);
            group
                .iter()
                .map(|&g| (g as usize * PARTS / n) as u32)
                .collect()
        }
    };
    let offset = match what.offset {
        Some(_) => Some(floats("\u{1}offset")?),
        None => None,
    };
    let mut kept = Vec::with_capacity(columns.len());
    for name in columns {
        let values = floats(&name)?;
        if !is_csv || values.iter().any(|x| !x.is_nan()) {
            kept.push((name, values));
        }
    }
    let label = label.iter().map(|&y| y == 1.0).collect();
    Table::new(kept, label, group, period, offset)
}
