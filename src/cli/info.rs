//! `wp info`: what a model is.

use super::output;
use crate::error::Result;
use crate::fetch::Manifest;
use crate::model_file::{DataFile, FORMAT_VERSION, Provenance, SavedModel};
use crate::pbp;
use crate::plays::Seasons;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Flags of `wp info`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Model file [default: $WP_MODEL, else the built-in model].
    model: Option<PathBuf>,

    /// Check each training file against the files in this folder.
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,

    /// Print JSON.
    #[arg(long, conflicts_with = "markdown")]
    json: bool,

    /// Print a Markdown model card.
    #[arg(long)]
    markdown: bool,
}

pub fn run(args: &Args) -> Result<ExitCode> {
    let (saved, path) = super::model(args.model.as_deref())?;
    let files = seen(&saved.card.provenance, args.data.as_deref())?;
    if args.json {
        let features: Vec<_> = saved
            .features()
            .iter()
            .map(|f| {
                serde_json::json!({
                    "name": f.name, "unit": f.unit, "range": f.range,
                    "monotone": f.monotone, "about": f.about,
                })
            })
            .collect();
        output::json(&serde_json::json!({
            "model": path,
            "format_version": FORMAT_VERSION,
            "card": saved.card,
            "intervals": saved.model.intervals().map(|m| m.settings()),
            "data_fingerprint": saved.card.provenance.fingerprint(),
            "data": files,
            "features": features,
        }))?;
    } else if args.markdown {
        output::print(card(&saved))?;
    } else {
        output::print(describe(&saved, &path, &files))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// A file that the model saw, by season.
#[derive(Debug, serde::Serialize)]
struct Seen {
    /// `None` for the schedule and for files without a year in their name.
    season: Option<u16>,
    file: String,
    sha256: String,
    /// Against a folder, where one was named.
    #[serde(skip_serializing_if = "Option::is_none")]
    now: Option<&'static str>,
    /// When these bytes were fetched, where `wp fetch` knows of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    fetched: Option<String>,
}

fn seen(data: &Provenance, folder: Option<&Path>) -> Result<Vec<Seen>> {
    let manifest = folder.map(Manifest::read).transpose()?.unwrap_or_default();
    let file = |file: &DataFile| {
        let now = folder.map(|folder| state(&folder.join(&file.name), &file.sha256));
        let entry = manifest.files.get(&file.name);
        Ok(Seen {
            season: pbp::source::year(Path::new(&file.name)),
            file: file.name.clone(),
            sha256: file.sha256.clone(),
            now: now.transpose()?,
            fetched: entry
                .filter(|e| e.sha256 == file.sha256)
                .map(|e| e.fetched.clone()),
        })
    };
    data.files.iter().map(file).collect()
}

/// What became of the file with this fingerprint.
fn state(path: &Path, sha256: &str) -> Result<&'static str> {
    Ok(match path.exists() {
        false => "missing",
        true if crate::file::sha256(path)? == sha256 => "unchanged",
        true => "changed",
    })
}

fn describe(saved: &SavedModel, path: &Path, files: &[Seen]) -> String {
    let card = &saved.card;
    let data = &card.provenance;
    let seasons = Seasons::from_list(data.seasons.clone())
        .map_or_else(|| "none".to_owned(), |s| s.to_string());
    let mut text = String::new();
    let mut row = |what: &str, value: String| {
        let _ = writeln!(text, "{what:<13} {value}");
    };
    row("model", path.display().to_string());
    row(
        "format",
        format!("{FORMAT_VERSION}, written by wp {}", card.wp_version),
    );
    row("estimator", card.settings.kind().name().to_owned());
    row("settings", card.settings.words());
    let kind = if data.simulated {
        "simulated seasons"
    } else {
        "seasons"
    };
    row(
        "trained on",
        format!(
            "{kind} {seasons}: {} plays of {} games",
            output::thousands(data.plays as usize),
            output::thousands(data.games as usize)
        ),
    );
    row("intervals", intervals(saved));
    row("data hash", data.fingerprint());
    for (name, value) in &card.metrics {
        row(name, format!("{value:.4}"));
    }
    let mut table = output::table(&["feature", "unit", "monotone", "meaning"]);
    for f in saved.features().iter() {
        let sign = match f.monotone {
            0 => "",
            1.. => "more helps",
            _ => "more hurts",
        };
        table.add_row([f.name, f.unit, sign, f.about]);
    }
    let _ = writeln!(text, "\n{}\n", output::shown(&table));
    let mut header = vec!["season", "data (SHA-256)", "file"];
    if files.iter().any(|f| f.now.is_some()) {
        header.extend(["now", "fetched"]);
    }
    let mut table = output::table(&header);
    for file in files {
        let season = file.season.map_or_else(|| "all".into(), |s| s.to_string());
        let mut row = vec![season, file.sha256.clone(), file.file.clone()];
        if let Some(now) = file.now {
            row.extend([now.to_owned(), file.fetched.clone().unwrap_or_default()]);
        }
        table.add_row(row);
    }
    let _ = writeln!(text, "{}", output::shown(&table));
    text
}

/// How intervals are made, in words.
fn intervals(saved: &SavedModel) -> String {
    match saved.model.intervals().map(|m| m.settings()) {
        None => "none (train with --intervals)".to_owned(),
        Some(i) => format!(
            "from {} resamples of {:.0}% of the games{}, plus {}",
            i.groups,
            100.0 * i.games,
            if i.replacement {
                " with replacement"
            } else {
                ""
            },
            i.margin,
        ),
    }
}

/// The model card: what the model is for, where it comes from, what it cannot do.
fn card(saved: &SavedModel) -> String {
    let card = &saved.card;
    let data = &card.provenance;
    let seasons =
        Seasons::from_list(data.seasons.clone()).map_or_else(String::new, |s| s.to_string());
    let simulated = if data.simulated { "simulated " } else { "" };
    let mut text = format!(
        "# Model card\n\n\
         Written by `wp info --markdown`; `make model` trains the model.\n\n\
         Predicts the win probability of the offense in an NFL game before a play from scrimmage\n\
         in regulation.\n\n\
         | | |\n| --- | --- |\n\
         | estimator | {}: {} |\n\
         | trained on | {simulated}seasons {seasons}: {} plays of {} games; ties excluded |\n\
         | intervals | {} |\n\
         | data fingerprint | `{}` |\n\
         | written by | wp {}, format {FORMAT_VERSION} |\n",
        card.settings.kind().name(),
        card.settings.words(),
        output::thousands(data.plays as usize),
        output::thousands(data.games as usize),
        intervals(saved),
        data.fingerprint(),
        card.wp_version,
    );
    for (name, value) in &card.metrics {
        let _ = writeln!(text, "| {name} | {value:.4} |");
    }
    text.push_str(
        "\nOut-of-bag metrics: each training play is predicted by fits that did not see its game. For\n\
         held-out seasons see `reports/`.\n\n\
         ## Features\n\n| feature | unit | higher value | meaning |\n| --- | --- | --- | --- |\n",
    );
    for f in saved.features().iter() {
        let sign = match f.monotone {
            0 => "either",
            1.. => "never hurts",
            _ => "never helps",
        };
        let _ = writeln!(text, "| `{}` | {} | {sign} | {} |", f.name, f.unit, f.about);
    }
    text.push_str(
        "\n## Limits\n\n\
         - Overtime, kickoffs and conversion attempts are handled by the drive model, not by this model.\n\
         - An interval says how well the number of games pins down the probability; its coverage is\n  \
           checked on simulated football (`reports/coverage`), where the true WP is known.\n\
         - Timeouts were missing in the training data of 2020–2023; the total and timeouts enter only\n  \
           through the forest's small correction and the kneel-out rule.\n\
         - Players, injuries and weather enter only through the closing spread.\n",
    );
    text
}
