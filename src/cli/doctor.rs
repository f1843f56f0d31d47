//! `wp doctor`: what the program sees, for a look when something is odd.

use super::data::DataArgs;
use super::{config, output};
use crate::error::Result;
use crate::pbp::{Source, require_results};
use crate::plays::Seasons;
use serde::Serialize;
use std::path::PathBuf;
use std::process::ExitCode;

/// Flags of `wp doctor`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Folder (or one file) of nflverse play-by-play: Parquet, CSV or CSV.gz
    /// [default: $WP_DATA, else data/pbp, else the simulated data/sample].
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,

    /// Model file [default: $WP_MODEL, else the built-in model].
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,

    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// One thing that was looked at.
#[derive(Debug, Serialize)]
struct Finding {
    what: &'static str,
    /// Whether it will do.
    fine: bool,
    found: String,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<String>,
}

impl Finding {
    fn of(what: &'static str, found: Result<String>) -> Self {
        match found {
            Ok(found) => Self {
                what,
                fine: true,
                found,
                hint: None,
            },
            Err(error) => Self {
                what,
                fine: false,
                hint: error.hint().map(str::to_owned),
                found: error.to_string(),
            },
        }
    }
}

pub fn run(args: &Args) -> Result<ExitCode> {
    let mut findings = vec![
        Finding::of("version", Ok(version())),
        Finding::of("machine", Ok(machine())),
        Finding::of("environment", Ok(environment())),
        Finding::of("configuration", configuration()),
        Finding::of("model", model(args)),
    ];
    match source(args) {
        Ok(source) => {
            findings.push(Finding::of("plays", plays(&source)));
            findings.push(Finding::of("schedule", schedule(&source)));
        }
        Err(error) => findings.push(Finding::of("plays", Err(error))),
    }
    let fine = findings.iter().all(|f| f.fine);
    if args.json {
        output::json(&findings)?;
    } else {
        let mut table = output::table(&["", "", ""]);
        for one in &findings {
            let mark = if one.fine { "ok" } else { "!!" };
            let hint = one.hint.as_ref().map(|h| format!("\nhint: {h}"));
            let found = format!("{}{}", one.found, hint.unwrap_or_default());
            table.add_row([mark, one.what, &found]);
        }
        output::line(output::shown(&table).trim_start_matches('\n'))?;
    }
    Ok(ExitCode::from(u8::from(!fine)))
}

fn version() -> String {
    format!("wp {}", env!("CARGO_PKG_VERSION"))
}

fn machine() -> String {
    format!(
        "{} {}, {} threads, {}",
        std::env::consts::OS,
        std::env::consts::ARCH,
        rayon::current_num_threads(),
        instructions()
    )
}

/// What the forest has for this kind of processor.
fn instructions() -> &'static str {
    #[cfg(target_arch = "x86_64")]
    if is_x86_feature_detected!("avx512vbmi") {
        return "AVX-512";
    } else if is_x86_feature_detected!("avx2") {
        return "AVX2";
    }
    "no vector instructions that the forest uses (slower, with the same results)"
}

fn environment() -> String {
    let set = ["WP_DATA", "WP_MODEL", "WP_THREADS", "WP_CONFIG", "NO_COLOR"]
        .into_iter()
        .filter_map(|name| {
            let value = std::env::var_os(name).filter(|v| !v.is_empty())?;
            Some(format!("{name}={}", value.to_string_lossy()))
        });
    let set: Vec<String> = set.collect();
    match set.is_empty() {
        true => "none of WP_DATA, WP_MODEL, WP_THREADS, WP_CONFIG and NO_COLOR is set".to_owned(),
        false => set.join(", "),
    }
}

/// The files that settings are read from, and what they say.
fn configuration() -> Result<String> {
    // Read again: the finding is what is wrong with it.
    config::read()?;
    let config = config::config();
    if config.read.is_empty() {
        let places: Vec<String> = config
            .places
            .iter()
            .map(|p| p.display().to_string())
            .collect();
        return Ok(format!("no file (looked for {})", places.join(", ")));
    }
    let said = config.said();
    Ok(match said.is_empty() {
        true => format!("{}: nothing set", config.read[0].display()),
        false => said.join("\n"),
    })
}

fn model(args: &Args) -> Result<String> {
    let (saved, path) = super::model(args.model.as_deref())?;
    let card = &saved.card;
    let seasons = Seasons::from_list(card.provenance.seasons.clone());
    Ok(format!(
        "{}: {}, trained on {}{}",
        path.display(),
        card.settings.kind().name(),
        seasons.map_or_else(|| "no seasons".to_owned(), |s| s.to_string()),
        match saved.has_intervals() {
            true => ", with intervals",
            false => ", without intervals",
        }
    ))
}

fn source(args: &Args) -> Result<Source> {
    let data = DataArgs {
        data: args.data.clone(),
        seasons: None,
        audit: false,
    };
    data.source()
}

fn plays(source: &Source) -> Result<String> {
    let files = source.files(None)?;
    Ok(format!(
        "{}: {} files, {}",
        source.root().display(),
        files.len(),
        source.summary()
    ))
}

fn schedule(source: &Source) -> Result<String> {
    let Some(path) = source.schedule() else {
        return Ok("none: spreads and results come from the plays alone".to_owned());
    };
    let results = require_results(source)?;
    let played = results.games.iter().filter(|g| g.score.is_some()).count();
    Ok(format!(
        "{}: {} games, {} played",
        path.display(),
        results.games.len(),
        played
    ))
}
