//! `wp` as a service: the football's answers over HTTP.
//!
//! [`Server::open`] takes [`Settings`] and listens; [`Server::run`] answers until it
//! is told to stop. Every number comes from [`football::ask::Advisor`], as in the
//! command and in a browser. `docs/service.md` has the addresses with examples;
//! [`openapi`] describes them all.

mod app;
mod ask;
mod file;
mod games;
mod gate;
mod guard;
mod logging;
mod metrics;
mod model;
mod problem;
mod routes;
mod server;
mod settings;

pub use logging::{LogFormat, log_to_stderr};
pub use routes::openapi;
pub use server::Server;
pub use settings::{Limits, ModelSource, Parquet, Settings};
