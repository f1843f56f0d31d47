//! Formats of tables.

use crate::error::{Error, Result};
use std::path::Path;

/// Formats that can be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Apache Parquet.
    Parquet,
    /// Comma-separated with a header; missing is empty.
    Csv,
    /// One JSON object a line; missing is null.
    JsonLines,
}

impl Format {
    /// From a file's ending.
    ///
    /// # Errors
    /// [`Error::Parameter`] for any other ending than `.parquet`, `.csv`,
    /// `.jsonl` and `.ndjson`.
    pub fn of(path: &Path) -> Result<Self> {
        match path
            .extension()
            .and_then(|e| e.to_str())
            .map(str::to_ascii_lowercase)
            .as_deref()
        {
            Some("parquet") => Ok(Self::Parquet),
            Some("csv") => Ok(Self::Csv),
            Some("jsonl" | "ndjson") => Ok(Self::JsonLines),
            _ => Err(Error::parameter(
                "the output file",
                "named .parquet, .csv or .jsonl",
                path.display(),
            )),
        }
    }
}
