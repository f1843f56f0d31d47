//! What was fetched into a folder, and what it was at the time.

use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Name of the manifest in its folder.
pub const NAME: &str = ".wp-fetch.json";

/// The version of the layout that this wp writes.
const VERSION: u32 = 1;

/// The files that were fetched into a folder, by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    version: u32,
    /// By name without folder.
    pub files: BTreeMap<String, Entry>,
}

/// One fetched file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Where it came from.
    pub url: String,
    /// Its season; `None` for the schedule.
    pub season: Option<u16>,
    /// Its entity tag, as the server gave it.
    pub etag: Option<String>,
    /// When it was last changed, as the server gave it.
    pub last_modified: Option<String>,
    /// Bytes.
    pub size: u64,
    /// Rows.
    pub rows: u64,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// When it was fetched (RFC 3339, UTC).
    pub fetched: String,
}

impl Default for Manifest {
    fn default() -> Self {
        Self {
            version: VERSION,
            files: BTreeMap::new(),
        }
    }
}

impl Manifest {
    /// Where a folder's manifest is.
    #[must_use]
    pub fn path(folder: &Path) -> PathBuf {
        folder.join(NAME)
    }

    /// Reads a folder's manifest; an empty one where there is none.
    ///
    /// # Errors
    /// [`Error::Io`] where it cannot be read, [`Error::Data`] where it is not
    /// one, or one of a later wp.
    pub fn read(folder: &Path) -> Result<Self> {
        let path = Self::path(folder);
        let bytes = match std::fs::read(&path) {
            Ok(bytes) => bytes,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(e) => return Err(Error::io("read", path, e)),
        };
        let bad = |problem: String| {
            Error::data(
                path.display(),
                problem,
                "delete it; every file is then downloaded and recorded again",
            )
        };
        let manifest: Self = serde_json::from_slice(&bytes)
            .map_err(|e| bad(format!("not a list of downloaded files: {e}")))?;
        if manifest.version > VERSION {
            return Err(bad(format!(
                "it has version {}, from a newer wp; this one reads {VERSION}",
                manifest.version
            )));
        }
        Ok(manifest)
    }

    /// Writes it into a folder, whole or not at all.
    ///
    /// # Errors
    /// [`Error::Io`] where it cannot be written.
    pub fn write(&self, folder: &Path) -> Result<()> {
        let path = Self::path(folder);
        crate::file::write_whole(&path, |out| {
            serde_json::to_writer_pretty(&mut *out, self)?;
            std::io::Write::write_all(out, b"\n")
        })
    }

    /// The entry of a file that is on the disk just as it was fetched from
    /// `url`: an answer "not changed" then speaks of these very bytes.
    ///
    /// # Errors
    /// [`Error::Io`] where the file is there but cannot be read.
    pub fn intact(&self, folder: &Path, name: &str, url: &str) -> Result<Option<&Entry>> {
        let Some(entry) = self.files.get(name).filter(|e| e.url == url) else {
            return Ok(None);
        };
        let path = folder.join(name);
        let same_size =
            std::fs::metadata(&path).is_ok_and(|m| m.is_file() && m.len() == entry.size);
        if same_size && crate::file::sha256(&path)? == entry.sha256 {
            return Ok(Some(entry));
        }
        Ok(None)
    }
}
