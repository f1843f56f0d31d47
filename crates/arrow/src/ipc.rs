//! Arrow's streams and files as bytes.

use crate::Batches;
use arrow_buffer::Buffer;
use arrow_ipc::reader::StreamDecoder;
use arrow_ipc::writer::{FileWriter, StreamWriter};
use arrow_schema::ArrowError;
use football::{Error, Result};

/// What a file begins with.
const MAGIC: &[u8] = b"ARROW1\0\0";

/// How Arrow's bytes are laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// One message after the other.
    Stream,
    /// The same with an index at the end (Feather, version 2).
    File,
}

/// A table of bytes of either layout, without compression; `name` is what messages call it.
///
/// # Errors
/// [`Error::Data`] for bytes that are neither.
pub fn read(name: &'static str, bytes: Vec<u8>) -> Result<(Batches, Layout)> {
    let unreadable = |e: &dyn std::fmt::Display| {
        Error::data(
            name,
            format!("it cannot be read as Arrow: {e}"),
            "expected an Arrow stream or file without compression",
        )
    };
    let (layout, messages) = match bytes.starts_with(MAGIC) {
        true => {
            let index = index(&bytes).ok_or_else(|| unreadable(&"the file has no end"))?;
            (Layout::File, MAGIC.len()..index)
        }
        false => (Layout::Stream, 0..bytes.len()),
    };
    // What stands before a file's index is a stream.
    let mut rest = Buffer::from(bytes).slice_with_length(messages.start, messages.len());
    // This decoder takes no length for granted that the bytes only claim.
    let mut decoder = StreamDecoder::new();
    let mut batches = Vec::new();
    while !rest.is_empty() {
        let batch = decoder.decode(&mut rest).map_err(|e| unreadable(&e))?;
        batches.extend(batch);
    }
    decoder.finish().map_err(|e| unreadable(&e))?;
    let schema = decoder.schema().ok_or_else(|| unreadable(&"no schema"))?;
    Ok((Batches::new(name, schema, batches), layout))
}

/// Where a file's index begins: before its length and the last six letters.
fn index(bytes: &[u8]) -> Option<usize> {
    let rest = bytes.strip_suffix(&MAGIC[..6])?;
    let (rest, length) = rest.split_last_chunk::<4>()?;
    let index = rest
        .len()
        .checked_sub(u32::from_le_bytes(*length) as usize)?;
    (index >= MAGIC.len()).then_some(index)
}

/// The bytes of a table.
///
/// # Errors
/// [`Error::Shape`] for types that have no such form.
pub fn write(table: &Batches, layout: Layout) -> Result<Vec<u8>> {
    let whole = || -> std::result::Result<Vec<u8>, ArrowError> {
        match layout {
            Layout::Stream => {
                let mut to = StreamWriter::try_new(Vec::new(), &table.schema)?;
                table.batches.iter().try_for_each(|b| to.write(b))?;
                to.into_inner()
            }
            Layout::File => {
                let mut to = FileWriter::try_new(Vec::new(), &table.schema)?;
                table.batches.iter().try_for_each(|b| to.write(b))?;
                to.into_inner()
            }
        }
    };
    whole().map_err(|e| Error::Shape {
        what: "table",
        expected: "types that Arrow can write".into(),
        found: e.to_string(),
    })
}
