//! Arrow's streams and files as bytes.

use crate::Batches;
use arrow_array::RecordBatch;
use arrow_buffer::Buffer;
use arrow_ipc::convert::try_fb_to_schema;
use arrow_ipc::reader::{FileDecoder, StreamDecoder};
use arrow_ipc::writer::{FileWriter, StreamWriter};
use arrow_ipc::{Block, root_as_footer};
use arrow_schema::{ArrowError, SchemaRef};
use football::{Error, Result};
use std::sync::Arc;

/// What a file begins with.
const MAGIC: &[u8] = b"ARROW1";

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
    let layout = match bytes.starts_with(MAGIC) {
        true => Layout::File,
        false => Layout::Stream,
    };
    let bytes = Buffer::from(bytes);
    let read = match layout {
        Layout::Stream => stream(bytes),
        Layout::File => file(&bytes),
    };
    let (schema, batches) = read.map_err(|e| unreadable(&e))?;
    Ok((Batches::new(name, schema, batches), layout))
}

type Parts = (SchemaRef, Vec<RecordBatch>);

fn broken(what: &str) -> ArrowError {
    ArrowError::IpcError(what.to_owned())
}

fn stream(mut rest: Buffer) -> std::result::Result<Parts, ArrowError> {
    // This decoder takes no length for granted that the bytes only claim.
    let mut decoder = StreamDecoder::new();
    let mut batches = Vec::new();
    while !rest.is_empty() {
        batches.extend(decoder.decode(&mut rest)?);
    }
    decoder.finish()?;
    let schema = decoder.schema().ok_or_else(|| broken("no schema"))?;
    Ok((schema, batches))
}

fn file(bytes: &Buffer) -> std::result::Result<Parts, ArrowError> {
    let index = index(bytes).ok_or_else(|| broken("the file has no end"))?;
    let footer = root_as_footer(index).map_err(|e| broken(&e.to_string()))?;
    let schema = footer.schema().ok_or_else(|| broken("no schema"))?;
    let schema = Arc::new(try_fb_to_schema(schema)?);
    let mut decoder = FileDecoder::new(schema.clone(), footer.version());
    let piece = |block: &Block| {
        let place = |n: i64| usize::try_from(n).ok();
        let begin = place(block.offset())?;
        let length =
            place(block.metaDataLength().into())?.checked_add(place(block.bodyLength())?)?;
        let whole = begin.checked_add(length)? <= bytes.len() && block.metaDataLength() >= 8;
        whole.then(|| bytes.slice_with_length(begin, length))
    };
    let outside = || broken("a block is outside of the file");
    for block in footer.dictionaries().iter().flatten() {
        decoder.read_dictionary(block, &piece(block).ok_or_else(outside)?)?;
    }
    let mut batches = Vec::new();
    for block in footer.recordBatches().iter().flatten() {
        batches.extend(decoder.read_record_batch(block, &piece(block).ok_or_else(outside)?)?);
    }
    Ok((schema, batches))
}

/// A file's index: before its length and the last six letters.
fn index(bytes: &[u8]) -> Option<&[u8]> {
    let rest = bytes.strip_suffix(MAGIC)?;
    let (rest, length) = rest.split_last_chunk::<4>()?;
    let begin = rest
        .len()
        .checked_sub(u32::from_le_bytes(*length) as usize)?;
    rest.get(begin..)
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
