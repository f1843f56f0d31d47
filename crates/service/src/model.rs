//! The model that answers, and the next one.

use crate::settings::ModelSource;
use arc_swap::ArcSwap;
use axum::body::Bytes;
use axum::http::HeaderValue;
use football::Error;
use football::ask::Advisor;
use football::model_file::SavedModel;
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use self_cell::self_cell;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::SystemTime;
use xxhash_rust::xxh3::{xxh3_64, xxh3_128};

self_cell!(
    struct Held {
        owner: SavedModel,
        #[covariant]
        dependent: Advisor,
    }
);

/// An answer that was given, ready to be given again.
#[derive(Clone)]
pub(crate) struct Kept {
    pub body: Bytes,
    pub etag: HeaderValue,
    pub rows: u64,
}

#[derive(Clone)]
struct Size;

impl Weighter<Box<[u8]>, Kept> for Size {
    fn weight(&self, key: &Box<[u8]>, kept: &Kept) -> u64 {
        // What the maps and headers around them take, roughly.
        (key.len() + kept.body.len() + 192) as u64
    }
}

/// A model, its advisor and the answers that it gave. Whoever began with one
/// ends with it, whatever is loaded meanwhile; its answers go with it.
pub(crate) struct Loaded {
    held: Held,
    version: String,
    answers: Cache<Box<[u8]>, Kept, Size>,
}

impl Loaded {
    fn new(bytes: &[u8], path: &Path, cache: u64) -> football::Result<Self> {
        let model = SavedModel::from_bytes(bytes, path)?;
        Ok(Self {
            held: Held::new(model, |model| Advisor::new(model)),
            version: format!("{:016x}", xxh3_64(bytes)),
            // An answer is about 2 kB.
            answers: Cache::with_weighter((cache / 2048).max(16) as usize, cache, Size),
        })
    }

    pub fn advisor(&self) -> &Advisor<'_> {
        self.held.borrow_dependent()
    }

    pub fn model(&self) -> &SavedModel {
        self.held.borrow_owner()
    }

    /// A fingerprint of the model's file.
    pub fn version(&self) -> &str {
        &self.version
    }

    pub fn kept(&self, key: &[u8]) -> Option<Kept> {
        self.answers.get(key)
    }

    pub fn keep(&self, key: Box<[u8]>, kept: Kept) {
        self.answers.insert(key, kept);
    }

    /// A fingerprint of an answer of this model.
    pub fn etag(&self, answer: &[u8]) -> HeaderValue {
        etag(&[self.version.as_bytes(), answer])
    }
}

/// A strong entity tag of some parts.
pub(crate) fn etag(parts: &[&[u8]]) -> HeaderValue {
    let hash = parts
        .iter()
        .fold(0, |hash: u128, part| hash.rotate_left(1) ^ xxh3_128(part));
    HeaderValue::from_str(&format!("\"{hash:032x}\""))
        .unwrap_or_else(|_| HeaderValue::from_static("\"\""))
}

/// The model of now.
pub(crate) struct Models {
    source: ModelSource,
    cache: u64,
    now: ArcSwap<Loaded>,
    /// The file's time when it was last looked at.
    seen: Mutex<Option<SystemTime>>,
}

/// What came of loading again.
pub(crate) enum Reloaded {
    /// Another model answers now.
    New(String),
    /// The file holds the model that answers already.
    Same,
    /// It cannot be used; the old one stays.
    Kept(Error),
}

impl Models {
    pub fn open(source: ModelSource, cache: u64) -> football::Result<Self> {
        let seen = modified(&source);
        let first = read(&source, cache)?;
        Ok(Self {
            source,
            cache,
            now: ArcSwap::from_pointee(first),
            seen: Mutex::new(seen),
        })
    }

    pub fn now(&self) -> Arc<Loaded> {
        self.now.load_full()
    }

    /// Whether the file was written since it was last looked at.
    pub fn has_changed(&self) -> bool {
        let modified = modified(&self.source);
        let mut seen = self.seen.lock().unwrap_or_else(|e| e.into_inner());
        let changed = modified.is_some() && *seen != modified;
        *seen = modified;
        changed
    }

    /// Loads the model again; what cannot be read changes nothing.
    pub fn reload(&self) -> Reloaded {
        match read(&self.source, self.cache) {
            Err(error) => Reloaded::Kept(error),
            Ok(next) if next.version() == self.now.load().version() => Reloaded::Same,
            Ok(next) => {
                let version = next.version().to_owned();
                self.now.store(Arc::new(next));
                Reloaded::New(version)
            }
        }
    }
}

fn read(source: &ModelSource, cache: u64) -> football::Result<Loaded> {
    match source {
        ModelSource::BuiltIn(bytes) => Loaded::new(bytes, "the built-in model".as_ref(), cache),
        ModelSource::File(path) => {
            let bytes = std::fs::read(path).map_err(|e| Error::io("read", path, e))?;
            Loaded::new(&bytes, path, cache)
        }
    }
}

fn modified(source: &ModelSource) -> Option<SystemTime> {
    match source {
        ModelSource::BuiltIn(_) => None,
        ModelSource::File(path) => std::fs::metadata(path).and_then(|m| m.modified()).ok(),
    }
}
