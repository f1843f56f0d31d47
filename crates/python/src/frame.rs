//! Data frames in: columns by Arrow's PyCapsule interface, into the plain types
//! that the football cleans.

use crate::error::bad;
use arrow_array::cast::AsArray;
use arrow_array::ffi_stream::{FFI_ArrowArrayStream, RecordBatchStreamReader};
use arrow_array::types::Float64Type;
use arrow_array::{Array, ArrayRef, RecordBatch, RecordBatchReader};
use arrow_cast::{CastOptions, cast, cast_with_options};
use arrow_schema::{DataType, SchemaRef};
use football::Result;
use football::plays::TextColumn;
use football::plays::frame::{Columns, number};
use pyo3::exceptions::PyTypeError;
use pyo3::ffi::c_str;
use pyo3::prelude::*;
use pyo3::types::PyCapsule;

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
        let batches = reader
            .collect::<std::result::Result<Vec<_>, _>>()
            .map_err(unreadable)?;
        Ok(Self {
            name,
            schema,
            batches,
        })
    }

    fn pieces<'a>(&'a self, column: &'a str) -> impl Iterator<Item = &'a ArrayRef> {
        let of = |batch: &'a RecordBatch| batch.column_by_name(column);
        self.batches.iter().filter_map(of)
    }
}

impl Columns for Frame {
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

/// The columns that are looked at: all that Python needs to hand over.
#[pyfunction]
pub fn columns_read() -> Vec<&'static str> {
    football::plays::frame::columns_read()
}
