//! A file without a name, in the address space: what the system reads when it is
//! asked for, and takes out of memory when others need it.

#![allow(unsafe_code)]

use std::fs::File;
use std::io;

use memmap2::Mmap;

/// What was written to a file that nobody else can open.
#[derive(Debug)]
pub(super) struct Mapped {
    map: Mmap,
}

impl Mapped {
    /// Of a file that [`tempfile::tempfile_in`] made and that nobody writes to
    /// from now on: it is closed here.
    pub fn of(file: File) -> io::Result<Self> {
        // SAFETY: the file has no name (on Windows, nobody else may open it), and
        // its handle ends here, so no one changes or shortens it while it is mapped.
        let map = unsafe { Mmap::map(&file)? };
        Ok(Self { map })
    }

    /// All bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.map
    }

    /// All bytes as integers, in the order of bytes of this machine.
    pub fn integers(&self) -> &[u16] {
        // SAFETY: every two bytes are a `u16`. A map starts on a page, so none are
        // left over but an odd last one.
        let (_, integers, _) = unsafe { self.map.align_to() };
        integers
    }
}
