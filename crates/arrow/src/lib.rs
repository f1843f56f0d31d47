//! Arrow's tables as the football reads them, and the football's as Arrow's.

#[cfg(feature = "ipc")]
pub mod ipc;

use arrow_array::cast::AsArray;
use arrow_array::types::Float64Type;
use arrow_array::{
    Array, ArrayRef, BooleanArray, Float32Array, Float64Array, Int32Array, Int64Array, RecordBatch,
    StringArray,
};
use arrow_cast::{CastOptions, cast, cast_with_options};
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};
use football::plays::TextColumn;
use football::plays::frame::{Columns, number};
use football::score::family;
use football::table::{Column, Table, set_aside};
use football::{Error, Result};
use std::sync::Arc;

/// A table in the pieces in which it came.
#[derive(Debug, Clone)]
pub struct Batches {
    /// What it is called in messages.
    name: &'static str,
    schema: SchemaRef,
    batches: Vec<RecordBatch>,
}

impl Batches {
    /// Batches of one schema; `name` is what messages call them.
    #[must_use]
    pub fn new(name: &'static str, schema: SchemaRef, batches: Vec<RecordBatch>) -> Self {
        Self {
            name,
            schema,
            batches,
        }
    }

    /// A table of the football's.
    ///
    /// # Errors
    /// [`Error::Shape`] for columns of different lengths.
    pub fn of(name: &'static str, columns: Table) -> Result<Self> {
        let batch = batch(columns).map_err(|e| shape(0, &e))?;
        Ok(Self::new(name, batch.schema(), vec![batch]))
    }

    fn pieces<'a>(&'a self, column: &'a str) -> impl Iterator<Item = &'a ArrayRef> {
        let of = |batch: &'a RecordBatch| batch.column_by_name(column);
        self.batches.iter().filter_map(of)
    }

    /// The same rows with `added` columns at the end, one value a row. Columns that have
    /// their names, or belong to another model's win probability, are called `original_…`,
    /// as in `wp score`.
    ///
    /// # Errors
    /// [`Error::Shape`] for columns of another length.
    pub fn beside(&self, added: Table) -> Result<Self> {
        let taken = |name: &str| {
            let family = [&family::WP[..], &family::OTHER_WP[..]].concat();
            family.contains(&name) || added.iter().any(|(other, _)| *other == name)
        };
        let names = set_aside(&self.names(), taken);
        let old = self.schema.fields().iter().zip(names);
        let mut fields: Vec<Field> = old
            .map(|(field, name)| field.as_ref().clone().with_name(name))
            .collect();
        let mut arrays = Vec::with_capacity(added.len());
        for (name, column) in added {
            let array = array(column);
            fields.push(Field::new(name, array.data_type().clone(), true));
            arrays.push(array);
        }
        let metadata = self.schema.metadata().clone();
        let schema: SchemaRef = Arc::new(Schema::new_with_metadata(fields, metadata));
        let mut at = 0;
        let mut batches = Vec::with_capacity(self.batches.len());
        for batch in &self.batches {
            let rows = batch.num_rows();
            let mut columns = batch.columns().to_vec();
            for array in &arrays {
                if at + rows > array.len() {
                    return Err(shape(self.rows(), &array.len()));
                }
                columns.push(array.slice(at, rows));
            }
            at += rows;
            let joined = RecordBatch::try_new(schema.clone(), columns);
            batches.push(joined.map_err(|e| shape(self.rows(), &e))?);
        }
        Ok(Self {
            name: self.name,
            schema,
            batches,
        })
    }
}

fn shape(rows: usize, found: &dyn std::fmt::Display) -> Error {
    Error::Shape {
        what: "added columns",
        expected: format!("{rows} values each"),
        found: found.to_string(),
    }
}

impl Columns for Batches {
    fn name(&self) -> &str {
        self.name
    }

    fn rows(&self) -> usize {
        self.batches.iter().map(RecordBatch::num_rows).sum()
    }

    fn names(&self) -> Vec<String> {
        let fields = self.schema.fields().iter();
        fields.map(|f| f.name().clone()).collect()
    }

    fn has(&self, column: &str) -> bool {
        self.schema.column_with_name(column).is_some()
    }

    fn text(&self, column: &str) -> Result<Option<TextColumn>> {
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

    fn numbers(&self, column: &str) -> Result<Option<Vec<f64>>> {
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
                    all.push(number(value).map_err(|e| self.not(column, "numbers", &e))?);
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
}

fn is_text(kind: &DataType) -> bool {
    match kind {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => true,
        DataType::Dictionary(_, values) => is_text(values),
        _ => false,
    }
}

/// A table of the football's as one batch.
///
/// # Errors
/// For columns of different lengths.
pub fn batch(columns: Table) -> Result<RecordBatch, ArrowError> {
    let arrays = columns.into_iter().map(|(n, c)| (n, array(c), true));
    RecordBatch::try_from_iter_with_nullable(arrays)
}

fn array(column: Column) -> ArrayRef {
    match column {
        Column::Float(v) => Arc::new(Float32Array::from_iter(
            v.into_iter().map(|v| (!v.is_nan()).then_some(v)),
        )),
        Column::Double(v) => Arc::new(Float64Array::from_iter(
            v.into_iter().map(|v| (!v.is_nan()).then_some(v)),
        )),
        Column::Whole(v) => Arc::new(Int64Array::from(v)),
        Column::Id(v) => Arc::new(Int32Array::from(v)),
        Column::Text(v) => Arc::new(StringArray::from(v)),
        Column::Flag(v) => Arc::new(BooleanArray::from(v)),
    }
}
