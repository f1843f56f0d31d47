//! Data frames of R's as the football's columns.

use crate::value::Value;
use football::plays::TextColumn;
use football::plays::frame::{Columns, number};
use football::{Error, Result};

/// The columns of a data frame that are of interest.
pub struct Frame<'a> {
    name: &'static str,
    rows: usize,
    columns: &'a [(String, Value)],
}

impl<'a> Frame<'a> {
    /// Columns of equal length; `rows` is needed where there are none.
    pub fn of(name: &'static str, columns: &'a [(String, Value)], rows: usize) -> Result<Self> {
        let frame = Self {
            name,
            rows,
            columns,
        };
        for (column, value) in columns {
            let len = match value {
                Value::Flags(v) | Value::Whole(v) => v.len(),
                Value::Numbers(v) => v.len(),
                Value::Long(v) => v.len(),
                Value::Text(v) => v.len(),
                Value::Factor(codes, _) => codes.len(),
                _ => return Err(frame.not(column, "numbers or text", &"something else")),
            };
            if len != rows {
                return Err(frame.not(column, &format!("{rows} rows"), &len));
            }
        }
        Ok(frame)
    }

    fn get(&self, column: &str) -> Option<&'a Value> {
        let found = self.columns.iter().find(|(name, _)| name == column);
        found.map(|(_, value)| value)
    }
}

impl Columns for Frame<'_> {
    fn name(&self) -> &str {
        self.name
    }

    fn rows(&self) -> usize {
        self.rows
    }

    fn names(&self) -> Vec<String> {
        self.columns.iter().map(|(name, _)| name.clone()).collect()
    }

    fn has(&self, column: &str) -> bool {
        self.get(column).is_some()
    }

    fn text(&self, column: &str) -> Result<Option<TextColumn>> {
        let Some(value) = self.get(column) else {
            return Ok(None);
        };
        let written = |texts: Vec<Option<String>>| texts.iter().map(Option::as_deref).collect();
        Ok(Some(match value {
            Value::Text(text) => text.clone(),
            Value::Factor(codes, levels) => codes.iter().map(|&c| level(levels, c)).collect(),
            Value::Flags(v) => {
                let word =
                    |&v: &i32| (v != i32::MIN).then_some(if v != 0 { "TRUE" } else { "FALSE" });
                v.iter().map(word).collect()
            }
            Value::Whole(v) => written(
                v.iter()
                    .map(|&v| (v != i32::MIN).then(|| v.to_string()))
                    .collect(),
            ),
            Value::Long(v) => written(
                v.iter()
                    .map(|&v| (v != i64::MIN).then(|| v.to_string()))
                    .collect(),
            ),
            Value::Numbers(v) => written(
                v.iter()
                    .map(|v| (!v.is_nan()).then(|| v.to_string()))
                    .collect(),
            ),
            _ => return Err(self.not(column, "text", &"something else")),
        }))
    }

    fn numbers(&self, column: &str) -> Result<Option<Vec<f64>>> {
        let Some(value) = self.get(column) else {
            return Ok(None);
        };
        let read = |text: Option<&str>| -> Result<f64, Error> {
            number(text).map_err(|e| self.not(column, "numbers", &e))
        };
        Ok(Some(match value {
            Value::Numbers(v) => v.to_vec(),
            Value::Whole(v) | Value::Flags(v) => v
                .iter()
                .map(|&v| if v == i32::MIN { f64::NAN } else { v.into() })
                .collect(),
            Value::Long(v) => v
                .iter()
                .map(|&v| if v == i64::MIN { f64::NAN } else { v as f64 })
                .collect(),
            Value::Text(text) => (0..text.len())
                .map(|row| read(text.get(row)))
                .collect::<Result<_>>()?,
            Value::Factor(codes, levels) => {
                // Levels that no row has may say anything.
                let known: Vec<_> = (0..levels.len()).map(|i| number(levels.get(i))).collect();
                codes
                    .iter()
                    .map(|&code| {
                        match usize::try_from(code)
                            .ok()
                            .and_then(|c| known.get(c.wrapping_sub(1)))
                        {
                            None => Ok(f64::NAN),
                            Some(Ok(value)) => Ok(*value),
                            Some(Err(odd)) => Err(self.not(column, "numbers", odd)),
                        }
                    })
                    .collect::<Result<_>>()?
            }
            _ => return Err(self.not(column, "numbers", &"something else")),
        }))
    }
}

/// A factor's text; NA has the smallest code.
fn level(levels: &TextColumn, code: i32) -> Option<&str> {
    levels.get(usize::try_from(code).ok()?.checked_sub(1)?)
}
