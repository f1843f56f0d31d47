//! How a service is set up.

use crate::problem::Refusal;
use football::model_file::SavedModel;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// Where the model comes from.
#[derive(Debug, Clone)]
pub enum ModelSource {
    /// The bytes of a model that came with the program.
    BuiltIn(&'static [u8]),
    /// A file, read again when it changes and on SIGHUP.
    File(PathBuf),
}

/// Play-by-play as Parquet: the service has no library for it, the program around it may.
pub trait Parquet: std::fmt::Debug + Send + Sync {
    /// How many rows there are, without reading them.
    ///
    /// # Errors
    /// [`football::Error::Data`] for what is no Parquet.
    fn rows(&self, bytes: &[u8]) -> football::Result<usize>;

    /// The same rows with the columns that `wp score` adds.
    ///
    /// # Errors
    /// [`football::Error`] for what is no play-by-play.
    fn score(&self, bytes: &[u8], model: &SavedModel, level: f64) -> football::Result<Vec<u8>>;
}

/// How a service is set up.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where to listen; port 0 takes a free one.
    pub address: SocketAddr,
    /// The model.
    pub model: ModelSource,
    /// What a client must show (`Authorization: Bearer …`): for writes, and for
    /// everything where the address is not a loopback one.
    pub token: Option<String>,
    /// Listen beyond loopback without a token.
    pub open: bool,
    /// Origins of pages that may ask from a browser (CORS); none by default.
    pub origins: Vec<String>,
    /// The file of the live games; `None` keeps them in memory.
    pub games: Option<PathBuf>,
    /// What reads and writes Parquet; without it nobody can send any.
    pub parquet: Option<Arc<dyn Parquet>>,
    /// One log line a request.
    pub log_requests: bool,
    /// What is too much.
    pub limits: Limits,
}

/// What is too much.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Bytes of a request's body.
    pub body: usize,
    /// Situations or rows in a request.
    pub rows: usize,
    /// Games that one question may have played out.
    pub games: u32,
    /// Seconds that a request may take.
    pub time: Duration,
    /// Requests that compute at once.
    pub at_once: usize,
    /// Requests that may wait for that.
    pub waiting: usize,
    /// Open connections.
    pub connections: usize,
    /// Bytes of answers that are kept for the next to ask the same.
    pub cache: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body: 8 << 20,
            rows: 20_000,
            games: 100_000,
            time: Duration::from_secs(30),
            at_once: std::thread::available_parallelism().map_or(2, usize::from),
            waiting: 512,
            connections: 16_384,
            cache: 32 << 20,
        }
    }
}

impl Settings {
    /// On loopback, with everything else as it is by default.
    #[must_use]
    pub fn new(address: SocketAddr, model: ModelSource) -> Self {
        Self {
            address,
            model,
            token: None,
            open: false,
            origins: Vec::new(),
            games: None,
            parquet: None,
            log_requests: false,
            limits: Limits::default(),
        }
    }

    /// Whether only programs on this machine can reach the service.
    #[must_use]
    pub fn is_local(&self) -> bool {
        self.address.ip().is_loopback()
    }

    /// Refuses what would leave the service open by accident.
    ///
    /// # Errors
    /// [`football::Error::Refused`] or [`football::Error::Parameter`].
    pub fn check(&self) -> football::Result<()> {
        if !self.is_local() && self.token.is_none() && !self.open {
            return Err(football::Error::Refused {
                problem: format!(
                    "{} can be reached from other machines, and there is no token",
                    self.address.ip()
                ),
                hint: "set one with --token (or $WP_TOKEN), or insist with --open".into(),
            });
        }
        if self.token.as_deref().is_some_and(|t| t.trim().len() < 8) {
            return Err(football::Error::parameter(
                "--token",
                "at least 8 characters",
                "shorter",
            ));
        }
        for origin in &self.origins {
            Refusal::origin(origin)?;
        }
        Ok(())
    }
}
