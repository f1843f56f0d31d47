//! What a model is: settings, data, metrics.

use crate::estimator::Settings;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

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
