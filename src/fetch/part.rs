//! A download that is not whole yet: `NAME.part`, and beside it
//! `NAME.part.json`, which says of what it is a part.

use super::version::Version;
use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// What the name of a note has before what `write_whole` adds while it writes.
pub const NOTE_INFIX: &str = ".part.json.";

/// The part of a file that has come so far.
#[derive(Debug)]
pub struct Part {
    /// Where the bytes are.
    pub path: PathBuf,
    note: PathBuf,
}

/// Of what a part is a part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// Where it comes from.
    pub url: String,
    /// Which version of the file it is.
    pub version: Version,
    /// Bytes of the whole file, where the server said so.
    pub total: Option<u64>,
}

/// A part that can be continued.
#[derive(Debug, Clone)]
pub struct Begun {
    /// Bytes that are there.
    pub len: u64,
    /// Of what.
    pub note: Note,
}

impl Begun {
    /// Whether nothing is missing (the process ended before the file got its
    /// name).
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.note.total == Some(self.len)
    }
}

impl Part {
    /// The part of `name` in `folder`, there or not.
    #[must_use]
    pub fn of(folder: &Path, name: &str) -> Self {
        Self {
            path: folder.join(format!("{name}.part")),
            note: folder.join(format!("{name}.part.json")),
        }
    }

    /// What can be continued: a part of the file at `url` whose version the
    /// server can be asked for. Anything else that lies there is of no use.
    ///
    /// # Errors
    /// [`Error::Io`] where something is there but cannot be read.
    pub fn begun(&self, url: &str) -> Result<Option<Begun>> {
        let note = match std::fs::read(&self.note) {
            Ok(bytes) => bytes,
            Err(e) if e.kind() == ErrorKind::NotFound => return Ok(None),
            Err(e) => return Err(Error::io("read", &self.note, e)),
        };
        let Ok(note) = serde_json::from_slice::<Note>(&note) else {
            return Ok(None);
        };
        let len = self.len()?;
        let usable = note.url == url
            && note.version.exact().is_some()
            && len > 0
            && note.total.is_none_or(|t| len <= t);
        Ok(usable.then_some(Begun { len, note }))
    }

    /// Bytes that are there.
    ///
    /// # Errors
    /// [`Error::Io`] where that cannot be found out.
    pub fn len(&self) -> Result<u64> {
        match std::fs::metadata(&self.path) {
            Ok(m) => Ok(m.len()),
            Err(e) if e.kind() == ErrorKind::NotFound => Ok(0),
            Err(e) => Err(Error::io("read", &self.path, e)),
        }
    }

    /// Begins anew. The old bytes go first and the new note comes second, so
    /// that at no moment bytes of one version lie beside the note of another.
    ///
    /// # Errors
    /// [`Error::Io`] where either cannot be written.
    pub fn begin(&self, note: &Note) -> Result<File> {
        let file = File::create(&self.path).map_err(|e| Error::io("write", &self.path, e))?;
        crate::file::write_whole(&self.note, |out| {
            serde_json::to_writer_pretty(out, note).map_err(Into::into)
        })?;
        Ok(file)
    }

    /// Opens it to add to its end.
    ///
    /// # Errors
    /// [`Error::Io`] where it cannot be opened.
    pub fn append(&self) -> Result<File> {
        File::options()
            .append(true)
            .open(&self.path)
            .map_err(|e| Error::io("write", &self.path, e))
    }

    /// Gives it its final name, once its bytes are on the disk.
    ///
    /// # Errors
    /// [`Error::Io`] where it cannot be renamed.
    pub fn finish(self, path: &Path) -> Result<()> {
        let failed = |e| Error::io("write", path, e);
        // Through a handle that may write: some systems sync no other.
        let file = self.append()?;
        file.sync_all().map_err(failed)?;
        drop(file);
        std::fs::rename(&self.path, path).map_err(failed)?;
        sync_folder(path);
        remove(&self.note)
    }

    /// Removes what is there.
    ///
    /// # Errors
    /// [`Error::Io`] where it is there and cannot be removed.
    pub fn discard(&self) -> Result<()> {
        remove(&self.path)?;
        remove(&self.note)
    }
}

/// Removes a file, if it is there.
///
/// # Errors
/// [`Error::Io`] where it is there and cannot be removed.
pub fn remove(path: &Path) -> Result<()> {
    match std::fs::remove_file(path) {
        Err(e) if e.kind() != ErrorKind::NotFound => Err(Error::io("remove", path, e)),
        _ => Ok(()),
    }
}

/// Makes a rename last through a power cut. Not every file system lets a
/// folder be synced; the file itself is whole either way.
fn sync_folder(path: &Path) {
    #[cfg(unix)]
    if let Some(Ok(folder)) = path.parent().map(File::open) {
        let _ = folder.sync_all();
    }
    #[cfg(not(unix))]
    let _ = path;
}
