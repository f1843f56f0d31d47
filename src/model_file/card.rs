//! What a model is: settings, data, metrics.

use crate::error::{Error, Result};
use crate::estimator::Settings;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::path::Path;

/// Everything about a model but the model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Card {
    /// Version of wp that trained it.
    pub wp_version: String,
    /// How it was trained.
    pub settings: Settings,
    /// Names of its features, in the order of its matrix.
    pub features: Vec<String>,
    /// What it was trained on.
    pub provenance: Provenance,
    /// What training measured on plays that it did not fit (out of bag), by
    /// name.
    pub metrics: Vec<(String, f64)>,
}

/// The training data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Provenance {
    /// Seasons, ascending.
    pub seasons: Vec<u16>,
    /// Plays.
    pub plays: u64,
    /// Games.
    pub games: u64,
    /// Whether the seasons are simulated.
    pub simulated: bool,
    /// The files, by name.
    pub files: Vec<DataFile>,
}

/// One file of training data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DataFile {
    /// Name without folder.
    pub name: String,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
}

impl DataFile {
    /// Fingerprint of a file.
    ///
    /// # Errors
    /// [`Error::Io`] where it cannot be read.
    pub fn of(path: &Path) -> Result<Self> {
        let failed = |e| Error::io("read", path, e);
        let mut file = std::fs::File::open(path).map_err(failed)?;
        let mut hash = Sha256::new();
        let mut buffer = vec![0; 1 << 16];
        loop {
            match std::io::Read::read(&mut file, &mut buffer).map_err(failed)? {
                0 => break,
                n => hash.update(&buffer[..n]),
            }
        }
        let digest = hash.finalize();
        Ok(Self {
            name: path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned(),
            sha256: digest.iter().map(|b| format!("{b:02x}")).collect(),
        })
    }
}

impl Provenance {
    /// One fingerprint of all files: SHA-256 over their fingerprints.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let mut hash = Sha256::new();
        for file in &self.files {
            hash.update(file.sha256.as_bytes());
        }
        hash.finalize().iter().map(|b| format!("{b:02x}")).collect()
    }
}
