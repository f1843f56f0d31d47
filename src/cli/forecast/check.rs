//! `wp forecast check`: forecasts against results and the closing line.

use crate::cli::data::DataArgs;
use crate::cli::output;
use crate::error::{Error, Result};
use crate::ratings::History;
use crate::ratings::check::{
    Checked, Decile, Row, beside_the_line, checked, covered, deciles, rows,
};
use serde::Serialize;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

/// Flags of `wp forecast check`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Folder of the schedule (games.parquet) [default: $WP_DATA, else
    /// data/pbp, else the simulated data/sample].
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,

    /// First season. The shipped parameters are fitted to seasons up to 2013.
    #[arg(long, value_name = "SEASON", default_value_t = 2014)]
    from: u16,

    /// Last season.
    #[arg(long, value_name = "SEASON", default_value_t = 2023)]
    to: u16,

    /// Also write the tables to this file: Markdown.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,

    /// Print JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Serialize)]
struct Report {
    seasons: (u16, u16),
    /// Each season and, last, all together.
    by_season: Vec<Row>,
    calibration: Vec<Decile>,
    /// Points of margin a point of line, and one of rating beside it: value, standard error.
    beside_the_line: Option<[(f64, f64); 2]>,
    /// Share of margins, and of closing lines, in the 90% interval.
    covered: (f64, Option<f64>),
    /// Root mean square error of the total.
    total_rms: f64,
}

pub fn run(args: &Args) -> Result<ExitCode> {
    if args.from > args.to {
        let rule = format!("no later than --to, {}", args.to);
        return Err(Error::parameter("--from", rule, args.from));
    }
    if let Some(out) = &args.out {
        crate::file::check_writable(out)?;
    }
    let source = DataArgs {
        data: args.data.clone(),
        seasons: None,
        audit: false,
    }
    .source()?;
    let results = crate::pbp::require_results(&source)?;
    let history = History::of(&results.games, &results.numbers)?;
    let lines: Vec<Option<f64>> = results.listed.iter().map(|l| l.spread_line).collect();
    let span = (args.from, args.to);
    let games = checked(&results.games, &history.forecasts, &lines, span);
    let first = results.games.first().map_or(0, |g| g.season);
    if games.is_empty() || first >= args.from {
        return Err(Error::data(
            source.root().display(),
            format!(
                "the schedule has no results of {}–{} with a season before them",
                args.from, args.to
            ),
            format!("it begins with {first}; see --from and --to"),
        ));
    }
    let report = report(&games, span);
    let text = words(&report);
    if let Some(out) = &args.out {
        let page = format!(
            "# Forecasts before kickoff, {}–{}\n\n`wp forecast check --from {} --to {}`: the ratings \
             (docs/ratings.md), from results before each game, against results and the closing line.\n\n\
             ```\n{text}```\n",
            args.from, args.to, args.from, args.to
        );
        crate::file::write_whole(out, |file| file.write_all(page.as_bytes()))?;
        output::note(format_args!("wrote {}", out.display()));
    }
    if args.json {
        output::json(&report)?;
    } else {
        output::print(text)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn report(games: &[Checked], seasons: (u16, u16)) -> Report {
    let squares: f64 = games
        .iter()
        .map(|c| (c.total - c.forecast.total).powi(2))
        .sum();
    Report {
        seasons,
        by_season: rows(games),
        calibration: deciles(games),
        beside_the_line: beside_the_line(games),
        covered: covered(games, 0.9),
        total_rms: (squares / games.len().max(1) as f64).sqrt(),
    }
}

fn words(report: &Report) -> String {
    let mut table = output::table(&[
        "season",
        "games",
        "rms: ratings",
        "line",
        "log loss: ratings",
        "line",
        "ratings less line",
        "Brier: ratings",
        "line",
    ]);
    for row in &report.by_season {
        table.add_row([
            row.season.map_or("all".to_owned(), |s| s.to_string()),
            row.games.to_string(),
            format!("{:.2}", row.ratings.rms),
            format!("{:.2}", row.line.rms),
            format!("{:.4}", row.ratings.log_loss),
            format!("{:.4}", row.line.log_loss),
            format!("{:+.4} ± {:.4}", row.difference, row.difference_error).replace('-', "−"),
            format!("{:.4}", row.ratings.brier),
            format!("{:.4}", row.line.brier),
        ]);
    }
    output::numbers_right(&mut table, 1);
    let mut tenths = output::table(&[
        "favorite wins, tenth",
        "games",
        "predicted",
        "observed",
        "off by",
    ]);
    for (i, d) in report.calibration.iter().enumerate() {
        tenths.add_row([
            (i + 1).to_string(),
            d.games.to_string(),
            format!("{:.1}%", 100.0 * d.predicted),
            format!("{:.1}% ± {:.1}", 100.0 * d.observed, 100.0 * d.error),
            format!(
                "{:+.1} standard errors",
                (d.observed - d.predicted) / d.error
            )
            .replace('-', "−"),
        ]);
    }
    output::numbers_right(&mut tenths, 1);
    let mut text = format!(
        "Margin in points (root mean square error), log loss of the winner in nats a game; games with a line.\n\n{}\n\n{}\n\n",
        output::shown(&table),
        output::shown(&tenths)
    );
    text += &format!(
        "90% intervals hold {:.1}% of the margins{}. Total: rms {:.2} points.\n",
        100.0 * report.covered.0,
        report.covered.1.map_or(String::new(), |l| format!(
            ", and what is not known of the teams {:.1}% of the closing lines",
            100.0 * l
        )),
        report.total_rms
    );
    if let Some([line, rating]) = report.beside_the_line {
        text += &format!(
            "Beside each other, a point of line is worth {:.2} ± {:.2} points of margin, a point of rating {:.2} ± {:.2}.\n",
            line.0, line.1, rating.0, rating.1
        );
    }
    text
}
