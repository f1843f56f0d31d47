//! Tables out: columns that any library of data frames takes over by Arrow's
//! PyCapsule interface, or one by one.

use crate::error::bad;
use arrow_array::cast::AsArray;
use arrow_array::ffi_stream::FFI_ArrowArrayStream;
use arrow_array::types::{Float32Type, Float64Type, Int32Type, Int64Type};
use arrow_array::{Array, RecordBatch, RecordBatchIterator};
use arrow_schema::{ArrowError, DataType};
use numpy::PyArray1;
use pyo3::IntoPyObjectExt;
use pyo3::exceptions::PyKeyError;
use pyo3::ffi::c_str;
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyList};

/// A table of named columns; data frames are made from it without copying.
#[pyclass(module = "nflwp._nflwp", frozen)]
pub struct Table {
    batch: RecordBatch,
}

impl Table {
    /// From columns of equal length.
    pub fn new(columns: football::table::Table) -> PyResult<Self> {
        let batch = tables::batch(columns).map_err(|e| failed(&e))?;
        Ok(Self { batch })
    }
}

fn failed(error: &ArrowError) -> PyErr {
    bad(format!("the table cannot be handed over: {error}"))
}

#[pymethods]
impl Table {
    /// The columns' names, in order.
    #[getter]
    fn column_names(&self) -> Vec<String> {
        let schema = self.batch.schema();
        schema.fields().iter().map(|f| f.name().clone()).collect()
    }

    /// Rows and columns.
    #[getter]
    fn shape(&self) -> (usize, usize) {
        (self.batch.num_rows(), self.batch.num_columns())
    }

    fn __len__(&self) -> usize {
        self.batch.num_rows()
    }

    fn __repr__(&self) -> String {
        let (rows, columns) = self.shape();
        format!(
            "Table({rows} rows × {columns} columns: {})",
            self.column_names().join(", ")
        )
    }

    /// One column: a NumPy array of floats (NaN for missing) or whole numbers
    /// that are all there, else a list with None for missing.
    fn column<'py>(&self, py: Python<'py>, name: &str) -> PyResult<Bound<'py, PyAny>> {
        let Some(array) = self.batch.column_by_name(name) else {
            return Err(PyKeyError::new_err(format!(
                "{name}: the columns are {}",
                self.column_names().join(", ")
            )));
        };
        match array.data_type() {
            DataType::Float32 => {
                let v = array.as_primitive::<Float32Type>().iter();
                let v = v.map(|v| v.unwrap_or(f32::NAN)).collect();
                Ok(PyArray1::from_vec(py, v).into_any())
            }
            DataType::Float64 => {
                let v = array.as_primitive::<Float64Type>().iter();
                let v = v.map(|v| v.unwrap_or(f64::NAN)).collect();
                Ok(PyArray1::from_vec(py, v).into_any())
            }
            DataType::Int32 => {
                let v = array.as_primitive::<Int32Type>().values().to_vec();
                Ok(PyArray1::from_vec(py, v).into_any())
            }
            DataType::Int64 if array.null_count() == 0 => {
                let v = array.as_primitive::<Int64Type>().values().to_vec();
                Ok(PyArray1::from_vec(py, v).into_any())
            }
            DataType::Int64 => list(py, array.as_primitive::<Int64Type>().iter()),
            DataType::Boolean => list(py, array.as_boolean().iter()),
            _ => list(py, array.as_string::<i32>().iter()),
        }
    }

    /// Arrow's PyCapsule interface.
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        // The interface lets a producer pass over a wish for other types.
        drop(requested_schema);
        let one = std::iter::once(Ok(self.batch.clone()));
        let reader = RecordBatchIterator::new(one, self.batch.schema());
        let stream = FFI_ArrowArrayStream::new(Box::new(reader));
        PyCapsule::new_with_value(py, stream, c_str!("arrow_array_stream"))
    }
}

fn list<'py, T: IntoPyObject<'py>>(
    py: Python<'py>,
    values: impl Iterator<Item = Option<T>>,
) -> PyResult<Bound<'py, PyAny>> {
    let items = values.map(|v| v.into_bound_py_any(py));
    Ok(PyList::new(py, items.collect::<PyResult<Vec<_>>>()?)?.into_any())
}
