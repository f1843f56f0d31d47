//! Data frames in: columns by Arrow's PyCapsule interface, into the plain types
//! that the football cleans.

use crate::error::bad;
use arrow_array::RecordBatchReader;
use arrow_array::ffi_stream::{FFI_ArrowArrayStream, RecordBatchStreamReader};
use pyo3::exceptions::PyTypeError;
use pyo3::ffi::c_str;
use pyo3::prelude::*;
use pyo3::types::PyCapsule;
use tables::Batches;

/// Takes a frame over from any library that has `__arrow_c_stream__`,
/// without copying; `name` is what messages call it.
pub fn of(frame: &Bound<'_, PyAny>, name: &'static str) -> PyResult<Batches> {
    let reader = stream(frame, name)?;
    let schema = reader.schema();
    let batches = reader
        .collect::<std::result::Result<Vec<_>, _>>()
        .map_err(|e| unreadable(name, &e))?;
    Ok(Batches::new(name, schema, batches))
}

/// As [`of`], batch by batch.
pub fn stream(frame: &Bound<'_, PyAny>, name: &'static str) -> PyResult<RecordBatchStreamReader> {
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
    RecordBatchStreamReader::try_new(stream).map_err(|e| unreadable(name, &e))
}

fn unreadable(name: &str, error: &arrow_schema::ArrowError) -> PyErr {
    bad(format!("{name}: cannot be read: {error}"))
}

/// The columns that are looked at: all that Python needs to hand over.
#[pyfunction]
pub fn columns_read() -> Vec<&'static str> {
    football::plays::frame::columns_read()
}
