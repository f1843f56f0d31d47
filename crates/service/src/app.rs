//! What all handlers share.

use crate::games::Games;
use crate::gate::Gate;
use crate::metrics::Metrics;
use crate::model::Models;
use crate::settings::Settings;
use std::sync::Arc;
use tokio::sync::watch;

/// What all handlers share.
#[derive(Clone)]
pub(crate) struct App(Arc<Parts>);

pub(crate) struct Parts {
    pub settings: Settings,
    pub models: Models,
    pub gate: Gate,
    pub games: Games,
    pub metrics: Metrics,
    /// Becomes true when the service is about to stop.
    pub closing: watch::Sender<bool>,
    /// The OpenAPI document.
    pub openapi: std::sync::OnceLock<crate::file::File>,
}

impl std::ops::Deref for App {
    type Target = Parts;
    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl App {
    /// Loads the model.
    ///
    /// # Errors
    /// Those of the settings and of the model.
    pub fn open(settings: Settings) -> football::Result<Self> {
        settings.check()?;
        let limits = settings.limits;
        Ok(Self(Arc::new(Parts {
            models: Models::open(settings.model.clone(), limits.cache)?,
            gate: Gate::new(limits.at_once, limits.waiting, limits.time),
            games: Games::open(settings.games.as_deref())?,
            metrics: Metrics::new(),
            closing: watch::Sender::new(false),
            openapi: std::sync::OnceLock::new(),
            settings,
        })))
    }

    /// Whether the service is about to stop.
    pub fn is_closing(&self) -> bool {
        *self.closing.borrow()
    }
}
