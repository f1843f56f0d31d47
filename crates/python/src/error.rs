//! The football's errors as Python's own kinds.

use football::Error;
use pyo3::exceptions::{PyConnectionError, PyKeyboardInterrupt, PyRuntimeError, PyValueError};
use pyo3::prelude::*;

/// The exception for an error: `OSError` and its kinds for files, `ValueError`
/// for what was asked wrongly, with the hint on a line of its own.
pub fn to_python(error: Error) -> PyErr {
    let hint = error.hint().map(str::to_owned);
    let mut text = error.to_string();
    if let Some(hint) = hint {
        text.push_str("\nhint: ");
        text.push_str(&hint);
    }
    match error {
        Error::Io { source, .. } => PyErr::from(std::io::Error::new(source.kind(), text)),
        Error::Cancelled => PyKeyboardInterrupt::new_err("cancelled"),
        Error::Fetch { .. } => PyConnectionError::new_err(text),
        Error::Draw { .. } | Error::Linfa(_) => PyRuntimeError::new_err(text),
        _ => PyValueError::new_err(text),
    }
}

/// The same for an error of the forest's.
pub fn of_forest(error: grouped_forest::Error) -> PyErr {
    to_python(Error::from(error))
}

/// A `ValueError`.
pub fn bad(text: impl Into<String>) -> PyErr {
    PyValueError::new_err(text.into())
}
