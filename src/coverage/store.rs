//! Results that were computed before.

use crate::error::{Error, Result};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use std::io::Write;
use std::path::{Path, PathBuf};
use xxhash_rust::xxh3::xxh3_64;

/// Raised when what is kept, or how it is computed, changes.
const FORMAT: u32 = 1;
const MAGIC: &[u8; 8] = b"wpcover\n";

/// A folder of results, each under the hash of all that it depends on. Layout:
/// `wpcover\n`, 32 bytes of key, XXH3-64 of the rest (little-endian), postcard.
#[derive(Debug, Clone)]
pub(super) struct Store {
    folder: PathBuf,
}

impl Store {
    pub fn new(folder: &Path) -> Self {
        Self {
            folder: folder.to_path_buf(),
        }
    }

    fn key(what: &str) -> [u8; 32] {
        let version = env!("CARGO_PKG_VERSION");
        Sha256::digest(format!("{FORMAT}\n{version}\n{what}")).into()
    }

    fn path(&self, name: &str, key: &[u8; 32]) -> PathBuf {
        let short: String = key[..8].iter().map(|b| format!("{b:02x}")).collect();
        self.folder.join(format!("{name}-{short}.bin"))
    }

    /// What was kept under a name for `what`, where it is whole.
    pub fn get<T: DeserializeOwned>(&self, name: &str, what: &str) -> Option<T> {
        let key = Self::key(what);
        let bytes = std::fs::read(self.path(name, &key)).ok()?;
        let (magic, rest) = bytes.split_first_chunk::<8>()?;
        let (found, rest) = rest.split_first_chunk::<32>()?;
        let (checksum, body) = rest.split_first_chunk::<8>()?;
        let whole =
            magic == MAGIC && *found == key && u64::from_le_bytes(*checksum) == xxh3_64(body);
        whole.then(|| postcard::from_bytes(body).ok()).flatten()
    }

    /// Keeps a value.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn put<T: Serialize>(&self, name: &str, what: &str, value: &T) -> Result<()> {
        let key = Self::key(what);
        let path = self.path(name, &key);
        let body = postcard::to_stdvec(value)
            .map_err(|e| Error::io("write", &path, std::io::Error::other(e)))?;
        crate::file::write_whole(&path, |file| {
            file.write_all(MAGIC)?;
            file.write_all(&key)?;
            file.write_all(&xxh3_64(&body).to_le_bytes())?;
            file.write_all(&body)
        })
    }
}
