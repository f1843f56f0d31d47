//! `wp info`: what a model is.

use super::output;
use crate::error::Result;
use crate::model_file::{FORMAT_VERSION, SavedModel};
use crate::pbp::Seasons;
use std::fmt::Write;
use std::path::PathBuf;
use std::process::ExitCode;

/// Flags of `wp info`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The model's file. Default: $WP_MODEL, else the shipped model.
    model: Option<PathBuf>,

    /// Print JSON.
    #[arg(long, conflicts_with = "markdown")]
    json: bool,

    /// Print a model card in Markdown.
    #[arg(long)]
    markdown: bool,
}

pub fn run(args: &Args) -> Result<ExitCode> {
    let (saved, path) = super::model(args.model.as_deref())?;
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
            "features": features,
        }))?;
    } else if args.markdown {
        output::print(card(&saved))?;
    } else {
        output::print(describe(&saved, &path))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn describe(saved: &SavedModel, path: &std::path::Path) -> String {
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
    let _ = writeln!(text, "\n{}\n\ndata files (SHA-256)", output::shown(&table));
    for file in &data.files {
        let _ = writeln!(text, "{}  {}", file.sha256, file.name);
    }
    text
}

/// How intervals are made, in words.
fn intervals(saved: &SavedModel) -> String {
    match saved.model.intervals().map(|m| m.settings()) {
        None => "none: train with --intervals".to_owned(),
        Some(i) => format!(
            "from {} resamples of {:.0} % of the games{}, and {:.1} points on either side",
            i.groups,
            100.0 * i.games,
            if i.replacement {
                " with replacement"
            } else {
                ""
            },
            100.0 * i.margin,
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
         Made by `wp info --markdown`; the model itself is made by `make model`.\n\n\
         Tells how likely the team with the ball is to win an NFL game, from a situation before a\n\
         play from scrimmage in regulation.\n\n\
         | | |\n| --- | --- |\n\
         | estimator | {}: {} |\n\
         | trained on | {simulated}seasons {seasons}: {} plays of {} games; ties left out |\n\
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
        "\nOut of bag means: each training play predicted by fits that did not see its game. Measured on\n\
         whole seasons that a model has not seen: `reports/`.\n\n\
         ## Features\n\n| feature | unit | more of it | meaning |\n| --- | --- | --- | --- |\n",
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
         - Overtime, kick-offs and tries are not answered.\n\
         - An interval tells how well the model knows the probability, given how many games there are;\n  \
           it is checked on simulated football (`reports/coverage`), where the truth is known.\n\
         - Timeouts were unknown in the training data of 2020–2023; the total line and timeouts reach the\n  \
           answer through the forest's small correction and the kneel-out rule only.\n\
         - Players, injuries and weather count only as far as the closing spread knows them.\n",
    );
    text
}
