//! Small files whole, as the football's columns.

use super::read::{scan, unreadable};
use crate::error::Result;
use football::plays::TextColumn;
use football::plays::frame::{Columns, columns_read};
use polars::prelude::{Column, DataFrame, DataType, Expr, col};
use std::path::Path;

/// A file's columns.
pub(super) struct Table {
    name: String,
    frame: DataFrame,
}

impl Table {
    /// Reads the columns of a file that the football looks at.
    pub(super) fn read(path: &Path) -> Result<Self> {
        let mut lazy = scan(path)?;
        let schema = lazy.collect_schema().map_err(|e| unreadable(path, &e))?;
        let read = columns_read();
        let there = schema.iter_names().filter(|n| read.contains(&n.as_str()));
        let columns: Vec<Expr> = there.map(|n| col(n.clone())).collect();
        let frame = lazy.select(columns).collect();
        Ok(Self {
            name: path.display().to_string(),
            frame: frame.map_err(|e| unreadable(path, &e))?,
        })
    }

    /// A column of one type; `None` where there is no such column.
    fn cast(&self, column: &str, to: &DataType) -> Result<Option<Column>> {
        let Ok(found) = self.frame.column(column) else {
            return Ok(None);
        };
        let cast = found.strict_cast(to);
        let cast = cast.map_err(|e| unreadable(Path::new(&self.name), &e))?;
        Ok(Some(cast))
    }
}

impl Columns for Table {
    fn name(&self) -> &str {
        &self.name
    }

    fn rows(&self) -> usize {
        self.frame.height()
    }

    fn names(&self) -> Vec<String> {
        let names = self.frame.get_column_names().into_iter();
        names.map(ToString::to_string).collect()
    }

    fn has(&self, column: &str) -> bool {
        self.frame.column(column).is_ok()
    }

    fn text(&self, column: &str) -> Result<Option<TextColumn>> {
        let Some(cast) = self.cast(column, &DataType::String)? else {
            return Ok(None);
        };
        let text = cast
            .str()
            .map_err(|e| unreadable(Path::new(&self.name), &e))?;
        Ok(Some(text.iter().collect()))
    }

    fn numbers(&self, column: &str) -> Result<Option<Vec<f64>>> {
        let Some(cast) = self.cast(column, &DataType::Float64)? else {
            return Ok(None);
        };
        let numbers = cast
            .f64()
            .map_err(|e| unreadable(Path::new(&self.name), &e))?;
        Ok(Some(
            numbers.iter().map(|v| v.unwrap_or(f64::NAN)).collect(),
        ))
    }
}
