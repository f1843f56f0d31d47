//! Rows as text: CSV and JSON Lines.

use super::format::Format;
use polars::prelude::*;
use rayon::prelude::*;
use std::io::{self, Write};

/// Rows that one thread writes at a time.
const ROWS: usize = 2048;

/// One column's values, ready to be looked up by row.
enum Cells {
    Bool(BooleanChunked),
    Int(Int64Chunked),
    Single(Float32Chunked),
    Double(Float64Chunked),
    Text(StringChunked),
}

impl Cells {
    fn of(column: &Column) -> PolarsResult<Self> {
        let one = column.rechunk();
        let as_type = |dtype| one.cast(&dtype);
        Ok(match one.dtype() {
            DataType::Boolean => Self::Bool(one.bool()?.clone()),
            DataType::UInt64 => Self::Text(as_type(DataType::String)?.str()?.clone()),
            d if d.is_integer() => Self::Int(as_type(DataType::Int64)?.i64()?.clone()),
            DataType::Float32 => Self::Single(one.f32()?.clone()),
            DataType::Float64 => Self::Double(one.f64()?.clone()),
            // An instant as that of Greenwich, which this polars has no zones to read in.
            DataType::Datetime(unit, Some(_)) => {
                let text = as_type(DataType::Datetime(*unit, None))?.cast(&DataType::String)?;
                let text = text.str()?.iter().map(|t| t.map(|t| format!("{t}Z")));
                Self::Text(text.collect())
            }
            // Dates, times and categories as they are read aloud.
            _ => Self::Text(as_type(DataType::String)?.str()?.clone()),
        })
    }

    /// Whether there is a value; NaN is none.
    fn write(&self, row: usize, format: Format, out: &mut Vec<u8>) -> io::Result<bool> {
        match self {
            Self::Bool(c) => match c.get(row) {
                Some(value) => write!(out, "{value}")?,
                None => return Ok(false),
            },
            Self::Int(c) => match c.get(row) {
                Some(value) => write!(out, "{value}")?,
                None => return Ok(false),
            },
            Self::Single(c) => match c.get(row).filter(|v| v.is_finite()) {
                // The shortest digits that read back as the same number.
                Some(value) => write!(out, "{value}")?,
                None => return Ok(false),
            },
            Self::Double(c) => match c.get(row).filter(|v| v.is_finite()) {
                Some(value) => write!(out, "{value}")?,
                None => return Ok(false),
            },
            Self::Text(c) => match (c.get(row), format) {
                (None, _) => return Ok(false),
                (Some(value), Format::JsonLines) => serde_json::to_writer(out, value)?,
                (Some(value), _) => quoted(value, out),
            },
        }
        Ok(true)
    }
}

/// A CSV field, in quotes where it needs them. Empty text is not missing.
fn quoted(value: &str, out: &mut Vec<u8>) {
    let special = |b: &u8| matches!(b, b',' | b'"' | b'\n' | b'\r');
    if !value.is_empty() && !value.as_bytes().iter().any(special) {
        out.extend(value.as_bytes());
        return;
    }
    out.push(b'"');
    for byte in value.bytes() {
        if byte == b'"' {
            out.push(b'"');
        }
        out.push(byte);
    }
    out.push(b'"');
}

/// The first line of a CSV.
pub(super) fn header(schema: &Schema) -> Vec<u8> {
    let mut out = Vec::new();
    for (i, name) in schema.iter_names().enumerate() {
        if i > 0 {
            out.push(b',');
        }
        quoted(name, &mut out);
    }
    out.push(b'\n');
    out
}

/// Writes all rows, one a line. The text is made on all threads and written in
/// order.
pub(super) fn write(to: &mut impl Write, frame: &DataFrame, format: Format) -> io::Result<()> {
    let failed = |e: PolarsError| io::Error::other(e.to_string());
    let columns = frame
        .columns()
        .iter()
        .map(Cells::of)
        .collect::<PolarsResult<Vec<_>>>()
        .map_err(failed)?;
    let mut keys = Vec::new();
    for (i, name) in frame.columns().iter().map(Column::name).enumerate() {
        let before = if i == 0 { "{" } else { "," };
        keys.push(format!(
            "{before}{}:",
            serde_json::to_string(name.as_str())?
        ));
    }
    let starts: Vec<usize> = (0..frame.height()).step_by(ROWS).collect();
    let parts = starts.par_iter().map(|&start| {
        let mut out = Vec::with_capacity(ROWS * columns.len() * 4);
        for row in start..(start + ROWS).min(frame.height()) {
            for (i, (cells, key)) in columns.iter().zip(&keys).enumerate() {
                match format {
                    Format::JsonLines => out.extend(key.as_bytes()),
                    _ if i > 0 => out.push(b','),
                    _ => {}
                }
                if !cells.write(row, format, &mut out)? && format == Format::JsonLines {
                    out.extend(b"null");
                }
            }
            if format == Format::JsonLines {
                out.push(b'}');
            }
            out.push(b'\n');
        }
        Ok(out)
    });
    for part in parts.collect::<io::Result<Vec<_>>>()? {
        to.write_all(&part)?;
    }
    Ok(())
}
