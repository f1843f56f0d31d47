//! Predictions that were made before.

use crate::error::{Error, Result};
use sha2::{Digest, Sha256};
use std::io::Write;
use std::path::{Path, PathBuf};
use xxhash_rust::xxh3::xxh3_64;

/// Raised when the layout of a file or the meaning of a key changes.
const FORMAT: u32 = 1;
const MAGIC: &[u8; 8] = b"wpcache\n";

/// A folder of predictions, one file a competitor and season.
///
/// A file's name and head carry the hash of everything that the predictions
/// depend on. Layout, little-endian: `wpcache\n`, 32 bytes of key, XXH3-64 of
/// the rest, the probabilities in the order of the season's plays (`f32`).
#[derive(Debug, Clone)]
pub struct Cache {
    folder: PathBuf,
    source: String,
}

impl Cache {
    /// `source` says which program and which data: everything that the
    /// settings do not.
    #[must_use]
    pub fn new(folder: impl AsRef<Path>, source: impl Into<String>) -> Self {
        Self {
            folder: folder.as_ref().to_path_buf(),
            source: source.into(),
        }
    }

    fn key(&self, name: &str, season: u16, what: &str) -> [u8; 32] {
        let version = env!("CARGO_PKG_VERSION");
        let mut hash = Sha256::new();
        hash.update(format!(
            "{FORMAT}\n{version}\n{name}\n{season}\n{what}\n{}",
            self.source
        ));
        hash.finalize().into()
    }

    fn path(&self, name: &str, season: u16, key: &[u8; 32]) -> PathBuf {
        let word: String = name
            .chars()
            .map(|c| if c.is_alphanumeric() { c } else { '-' })
            .collect();
        let short: String = key[..8].iter().map(|b| format!("{b:02x}")).collect();
        self.folder.join(format!("{word}-{season}-{short}.p"))
    }

    /// The predictions for `plays` plays, where there are any and they are
    /// whole. `what` tells the settings.
    #[must_use]
    pub fn get(&self, name: &str, season: u16, what: &str, plays: usize) -> Option<Vec<f32>> {
        let key = self.key(name, season, what);
        let bytes = std::fs::read(self.path(name, season, &key)).ok()?;
        let (magic, rest) = bytes.split_first_chunk::<8>()?;
        let (found, rest) = rest.split_first_chunk::<32>()?;
        let (checksum, body) = rest.split_first_chunk::<8>()?;
        let whole = magic == MAGIC
            && *found == key
            && u64::from_le_bytes(*checksum) == xxh3_64(body)
            && body.len() == 4 * plays;
        whole.then(|| {
            body.as_chunks()
                .0
                .iter()
                .map(|&b| f32::from_le_bytes(b))
                .collect()
        })
    }

    /// Keeps predictions.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn put(&self, name: &str, season: u16, what: &str, p: &[f32]) -> Result<()> {
        std::fs::create_dir_all(&self.folder).map_err(|e| Error::io("create", &self.folder, e))?;
        let key = self.key(name, season, what);
        let body: Vec<u8> = p.iter().flat_map(|p| p.to_le_bytes()).collect();
        crate::file::write_whole(&self.path(name, season, &key), |file| {
            file.write_all(MAGIC)?;
            file.write_all(&key)?;
            file.write_all(&xxh3_64(&body).to_le_bytes())?;
            file.write_all(&body)
        })
    }
}
