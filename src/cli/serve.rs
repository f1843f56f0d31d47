//! `wp serve`.

use super::output;
use crate::error::{Error, Result};
use crate::export::ScoresParquet;
use service::{LogFormat, ModelSource, Server, Settings};
use std::net::ToSocketAddrs;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

/// Flags of `wp serve`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Port; 0 takes a free one.
    #[arg(long, value_name = "N", default_value_t = 8080)]
    port: u16,

    /// Address or name to listen at.
    #[arg(long, value_name = "HOST", default_value = "127.0.0.1")]
    host: String,

    /// Model file, read again when it changes and on SIGHUP [default: $WP_MODEL, else
    /// the built-in model].
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,

    /// What clients must show to write, and at a --host beyond this machine to ask
    /// anything [default: $WP_TOKEN].
    #[arg(long, value_name = "TEXT")]
    token: Option<String>,

    /// Listen beyond this machine without a token.
    #[arg(long)]
    open: bool,

    /// Origin of a page that may ask from a browser, such as https://example.org;
    /// may be repeated.
    #[arg(long, value_name = "ORIGIN")]
    allow_origin: Vec<String>,

    /// File of the live games, which survive a restart in it; without one they are kept
    /// in memory.
    #[arg(long, value_name = "FILE")]
    games: Option<PathBuf>,

    /// Log every request to stderr, as text or JSON.
    #[arg(long, value_enum)]
    log: Option<Log>,
}

/// Forms of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Log {
    Text,
    Json,
}

const EXAMPLES: &str = r#"Examples:
  wp serve
  curl localhost:8080/v1/predict -d '4&2 opp35 -3 Q4 2:10'
  wp serve --host 0.0.0.0 --token "$(openssl rand -hex 16)" --log json

All addresses: docs/service.md, and /docs of the running service"#;

pub fn run(args: &Args) -> Result<ExitCode> {
    let address = (args.host.as_str(), args.port)
        .to_socket_addrs()
        .ok()
        .and_then(|mut all| all.next())
        .ok_or_else(|| {
            Error::parameter("--host", "an address or name of this machine", &args.host)
        })?;
    let model = match super::config::model(args.model.as_deref()).map(|s| s.value) {
        Some(path) => ModelSource::File(path),
        None => ModelSource::BuiltIn(crate::shipped_bytes()),
    };
    let token = || std::env::var("WP_TOKEN").ok().filter(|t| !t.is_empty());
    let settings = Settings {
        token: args.token.clone().or_else(token),
        open: args.open,
        origins: args.allow_origin.clone(),
        games: args.games.clone(),
        parquet: Some(Arc::new(ScoresParquet)),
        log_requests: args.log.is_some(),
        ..Settings::new(address, model)
    };
    service::log_to_stderr(match args.log {
        Some(Log::Json) => LogFormat::Json,
        _ => LogFormat::Text,
    });
    let server = Server::open(settings)?;
    output::line(format_args!("http://{}", server.address()))?;
    server.run()?;
    Ok(ExitCode::SUCCESS)
}
