//! Data frames in: columns by Arrow's PyCapsule interface, into the plain types
//! that the football cleans.

use crate::error::bad;
use arrow_array::cast::AsArray;
use arrow_array::ffi_stream::{FFI_ArrowArrayStream, RecordBatchStreamReader};
use arrow_array::types::Float64Type;
use arrow_array::{Array, ArrayRef, RecordBatch, RecordBatchReader};
use arrow_cast::{CastOptions, cast, cast_with_options};
use arrow_schema::{DataType, SchemaRef};
use football::plays::schema::{NEEDED, NUMBERS, TEXT};
use football::plays::{Listed, RawTable, Schedule, Sideline, Sidelines, TextColumn};
use pyo3::exceptions::PyTypeError;
use pyo3::ffi::c_str;
use pyo3::prelude::*;
use pyo3::types::PyCapsule;

/// What a text column may say for a missing number, as in a CSV.
const MISSING: [&str; 5] = ["", "NA", "NaN", "nan", "null"];

/// A frame's columns, in the pieces in which they came.
pub struct Frame {
    /// What it is called in messages.
    name: &'static str,
    schema: SchemaRef,
    batches: Vec<RecordBatch>,
}

impl Frame {
    /// Takes a frame over from any library that has `__arrow_c_stream__`,
    /// without copying.
    pub fn of(frame: &Bound<'_, PyAny>, name: &'static str) -> PyResult<Self> {
        let Ok(export) = frame.getattr("__arrow_c_stream__") else {
            let kind = frame.get_type().fully_qualified_name()?;
            return Err(PyTypeError::new_err(format!(
                "{name}: a {kind} is no data frame\nhint: give a frame of polars, pandas, \
                 pyarrow or duckdb, or anything else that has __arrow_c_stream__"
            )));
        };
        let capsule = export.call0()?;
        let capsule = capsule.cast::<PyCapsule>()?;
        let pointer = capsule.pointer_checked(Some(c_str!("arrow_array_stream")))?;
        // SAFETY: by Arrow's PyCapsule interface a capsule of this name, which was
        // checked, holds an `ArrowArrayStream`; taking it leaves a released one
        // behind, which the capsule's own end then passes over.
        let stream = unsafe { FFI_ArrowArrayStream::from_raw(pointer.cast().as_ptr()) };
        let unreadable = |e: arrow_schema::ArrowError| bad(format!("{name}: cannot be read: {e}"));
        let reader = RecordBatchStreamReader::try_new(stream).map_err(unreadable)?;
        let schema = reader.schema();
        let batches = reader.collect::<Result<Vec<_>, _>>().map_err(unreadable)?;
        Ok(Self {
            name,
            schema,
            batches,
        })
    }

    /// Rows.
    pub fn rows(&self) -> usize {
        self.batches.iter().map(RecordBatch::num_rows).sum()
    }

    fn has(&self, column: &str) -> bool {
        self.schema.column_with_name(column).is_some()
    }

    fn pieces<'a>(&'a self, column: &'a str) -> impl Iterator<Item = &'a ArrayRef> {
        let of = |batch: &'a RecordBatch| batch.column_by_name(column);
        self.batches.iter().filter_map(of)
    }

    /// A column as text, whatever its type; `None` where there is no such column.
    fn text(&self, column: &str) -> PyResult<Option<TextColumn>> {
        if !self.has(column) {
            return Ok(None);
        }
        let mut values = Vec::with_capacity(self.batches.len());
        for piece in self.pieces(column) {
            values.push(cast(piece, &DataType::Utf8).map_err(|e| self.not(column, "text", &e))?);
        }
        let all = values.iter().flat_map(|v| v.as_string::<i32>().iter());
        Ok(Some(all.collect()))
    }

    /// A column as numbers, NaN for missing, whatever number type (or text) it
    /// has; `None` where there is no such column.
    fn numbers(&self, column: &str) -> PyResult<Option<Vec<f64>>> {
        if !self.has(column) {
            return Ok(None);
        }
        let strict = CastOptions {
            safe: false,
            ..CastOptions::default()
        };
        let mut all = Vec::with_capacity(self.rows());
        for piece in self.pieces(column) {
            if is_text(piece.data_type()) {
                let text =
                    cast(piece, &DataType::Utf8).map_err(|e| self.not(column, "text", &e))?;
                for value in text.as_string::<i32>() {
                    all.push(match value.map(str::trim) {
                        None => f64::NAN,
                        Some(text) if MISSING.contains(&text) => f64::NAN,
                        Some(text) => text
                            .parse()
                            .map_err(|_| self.not(column, "numbers", &format!("\"{text}\"")))?,
                    });
                }
                continue;
            }
            let numbers = cast_with_options(piece, &DataType::Float64, &strict)
                .map_err(|e| self.not(column, "numbers", &e))?;
            let numbers = numbers.as_primitive::<Float64Type>();
            all.extend(numbers.iter().map(|v| v.unwrap_or(f64::NAN)));
        }
        Ok(Some(all))
    }

    fn not(&self, column: &str, what: &str, found: &dyn std::fmt::Display) -> PyErr {
        let name = self.name;
        bad(format!(
            "{name}: column `{column}` should be {what}, but has {found}\nhint: give the \
             frame as nflverse publishes it"
        ))
    }

    /// The columns that the football reads, and `extra` ones.
    pub fn raw(&self, extra: &[String]) -> PyResult<RawTable> {
        for (column, stand_ins) in NEEDED {
            if !self.has(column) && !stand_ins.iter().any(|c| self.has(c)) {
                return Err(self.lacks(column, stand_ins));
            }
        }
        let mut text = Vec::new();
        for &name in TEXT {
            if let Some(column) = self.text(name)? {
                text.push((name, column));
            }
        }
        let mut numbers = Vec::new();
        let extra_names = extra.iter().map(String::as_str);
        for name in NUMBERS.iter().copied().chain(extra_names) {
            if numbers.iter().any(|(n, _)| n == name) {
                continue;
            }
            if let Some(column) = self.numbers(name)? {
                numbers.push((name.to_owned(), column));
            }
        }
        Ok(RawTable::new(self.name, self.rows(), text, numbers, extra))
    }

    fn lacks(&self, column: &str, stand_ins: &[&str]) -> PyErr {
        let or = match stand_ins {
            [] => String::new(),
            some => format!(" (or `{}` to derive it from)", some.join("`, `")),
        };
        let names: Vec<&str> = self
            .schema
            .fields()
            .iter()
            .map(|f| f.name().as_str())
            .collect();
        let found = match names.as_slice() {
            [some @ .., _] if names.len() > 40 => {
                format!("{}, … ({} columns)", some[..40].join(", "), names.len())
            }
            all => all.join(", "),
        };
        bad(format!(
            "{}: needs a column `{column}`{or}, but has only: {found}",
            self.name
        ))
    }

    /// nflverse's schedule: results and lines by game.
    pub fn schedule(&self) -> PyResult<Schedule> {
        let ids = self.ids()?;
        let (places, days) = (self.text("location")?, self.text("gameday")?);
        let number = |name| -> PyResult<_> {
            let column = self.numbers(name)?;
            Ok(move |row: usize| column.as_ref().map(|c| c[row]).filter(|v| v.is_finite()))
        };
        // Some schedules name the weeks of the playoffs in words.
        let weeks = self.text("week")?;
        let (home, away) = (number("home_score")?, number("away_score")?);
        let (result, spread) = (number("result")?, number("spread_line")?);
        let total = number("total_line")?;
        let text = |column: &Option<TextColumn>, row: usize| {
            column.as_ref().and_then(|c| c.get(row)).map(str::to_owned)
        };
        let games = (0..self.rows()).filter_map(|row| {
            let week = text(&weeks, row).and_then(|w| w.trim().parse::<f64>().ok());
            let listed = Listed {
                result: result(row).map(|v| v as i16),
                score: home(row).zip(away(row)).map(|(h, a)| (h as i16, a as i16)),
                spread_line: spread(row).map(|v| v as f32),
                total_line: total(row).map(|v| v as f32),
                neutral: text(&places, row).map(|p| p == "Neutral"),
                week: week.filter(|w| (1.0..=30.0).contains(w)).map(|w| w as u8),
                date: text(&days, row),
            };
            Some((ids.get(row)?.to_owned(), listed))
        });
        Ok(games.collect())
    }

    /// Coaches and roofs by game, from the same schedule.
    pub fn sidelines(&self) -> PyResult<Sidelines> {
        let ids = self.ids()?;
        let (home, away) = (self.text("home_coach")?, self.text("away_coach")?);
        let roofs = self.text("roof")?;
        let named = |column: &Option<TextColumn>, row: usize| {
            let name = column.as_ref()?.get(row)?;
            (!name.is_empty()).then(|| name.to_owned())
        };
        let games = (0..self.rows()).filter_map(|row| {
            let sideline = Sideline {
                home_coach: named(&home, row),
                away_coach: named(&away, row),
                indoors: match roofs.as_ref().and_then(|r| r.get(row)) {
                    Some("dome" | "closed") => Some(true),
                    Some("outdoors" | "open") => Some(false),
                    _ => None,
                },
            };
            Some((ids.get(row)?.to_owned(), sideline))
        });
        Ok(games.collect())
    }

    fn ids(&self) -> PyResult<TextColumn> {
        self.text("game_id")?
            .ok_or_else(|| self.lacks("game_id", &[]))
    }
}

fn is_text(kind: &DataType) -> bool {
    match kind {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => true,
        DataType::Dictionary(_, values) => is_text(values),
        _ => false,
    }
}

/// The columns that are looked at, of play-by-play and of schedules: all that
/// Python needs to hand over.
#[pyfunction]
pub fn columns_read() -> Vec<&'static str> {
    let schedule = ["gameday", "week", "home_coach", "away_coach", "roof"];
    let mut all: Vec<&str> = TEXT.iter().chain(NUMBERS).copied().collect();
    all.extend(schedule);
    all
}
