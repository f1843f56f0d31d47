//! `wp simulate check`: the simulated football beside the real seasons.

use super::data::DataArgs;
use super::output;
use super::simulate_fit::{numbers, span};
use crate::error::{Error, Result};
use crate::file::{check_writable, write_whole};
use crate::report::Labels;
use crate::report::bars::{self, Bars, Series};
use crate::simulate::fit::again;
use crate::simulate::log::{EXTRA, Log};
use crate::simulate::measure::{self, Classes, MEASURES, Value};
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Flags of `wp simulate check`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    data: DataArgs,

    /// The folder for the table and the pictures.
    #[arg(long, value_name = "DIR", default_value = "reports/simulator")]
    out: PathBuf,

    /// Times that each real game is played again, with its lines and rules.
    #[arg(long, value_name = "N", default_value_t = 10)]
    times: usize,

    /// Numbers of the game, as `wp simulate fit` writes them. Default: those
    /// that come with wp.
    #[arg(long, value_name = "FILE")]
    numbers: Option<PathBuf>,

    /// Seed.
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
}

/// Real games and the same ones simulated.
struct Pair {
    name: String,
    real: Log,
    simulated: Log,
}

pub fn run(args: &Args) -> Result<ExitCode> {
    if !(1..=1000).contains(&args.times) {
        let rule = "between 1 and 1000";
        return Err(Error::parameter("--times", rule, args.times));
    }
    let table = numbers(args.numbers.as_deref())?;
    let page = args.out.join("README.md");
    check_writable(&page)?;
    let (_, plays, _) = args.data.load(&EXTRA.map(String::from))?;
    let seasons = plays.seasons();
    let real = Log::of(&plays);
    drop(plays);
    if !real
        .games
        .iter()
        .any(|g| g.spread.is_some() && g.total_line.is_some())
    {
        return Err(Error::data(
            "the seasons",
            "no game has a spread and a total",
            "put the schedule (games.parquet) in the data folder",
        ));
    }
    let simulated = again(&real, &table, args.times, args.seed);
    let mut pairs = vec![Pair {
        name: span(&seasons),
        real,
        simulated,
    }];
    // The last season apart: it is usually one that nothing was fitted on.
    if let (Some(last), 2..) = (seasons.last(), seasons.len()) {
        let only = |log: &Log| Log {
            games: log
                .games
                .iter()
                .filter(|g| g.season == *last)
                .cloned()
                .collect(),
        };
        pairs.push(Pair {
            name: last.to_string(),
            real: only(&pairs[0].real),
            simulated: only(&pairs[0].simulated),
        });
    }
    let text = markdown(&pairs, args.times);
    pictures(&pairs[0], &args.out)?;
    write_whole(&page, |file| file.write_all(text.as_bytes()))?;
    output::print(shown(&pairs))?;
    output::note(format_args!("wrote {}", page.display()));
    Ok(ExitCode::SUCCESS)
}

/// Standard errors by which simulated and real differ.
fn apart(real: Value, simulated: Value) -> f64 {
    (simulated.value - real.value) / real.error.hypot(simulated.error)
}

fn number(value: f64, share: bool) -> String {
    if value.is_nan() {
        "–".into()
    } else if share {
        format!("{:.1}%", 100.0 * value)
    } else {
        format!("{value:.2}")
    }
    .replace('-', "−")
}

/// Cells of one measure: real ± error, simulated, standard errors apart.
fn cells(measure: &measure::Measure, pair: &Pair) -> [String; 3] {
    let [real, simulated] = [&pair.real, &pair.simulated].map(|log| measure.of(log));
    let shown = number(real.value, measure.share);
    let error = number(real.error, measure.share);
    [
        format!("{shown} ± {}", error.trim_end_matches('%')),
        number(simulated.value, measure.share),
        match apart(real, simulated) {
            z if z.is_nan() => "–".into(),
            z => format!("{z:+.1}").replace('-', "−"),
        },
    ]
}

fn shown(pairs: &[Pair]) -> String {
    let mut header = vec!["measure".to_owned()];
    for pair in pairs {
        header.extend([
            format!("real {}", pair.name),
            "simulated".into(),
            "SE apart".into(),
        ]);
    }
    let names: Vec<&str> = header.iter().map(String::as_str).collect();
    let mut table = output::table(&names);
    for measure in MEASURES {
        let row = pairs.iter().flat_map(|pair| cells(measure, pair));
        table.add_row(std::iter::once(measure.name.to_owned()).chain(row));
    }
    output::numbers_right(&mut table, 1);
    format!("{}\n", output::shown(&table))
}

fn markdown(pairs: &[Pair], times: usize) -> String {
    let mut out = format!(
        "# Simulated and real football\n\n\
         Written by `wp simulate check --seasons {}`: each real game was replayed {times} times\n\
         with its spread, its total and the rules of its season. ± is one standard error of the\n\
         real figure, games resampled; \"SE apart\" is the difference in standard errors of both.\n\
         One row in twenty differs by 2 by chance. Variances are around the spread and the total.\n\
         Timeouts, completions and sacks are compared where the files have them; penalties of\n\
         2019 and later are counted where a play was nullified.\n\n",
        pairs[0].name.replace('–', "-"),
    );
    let mut group = "";
    for measure in MEASURES {
        if measure.group != group {
            group = measure.group;
            let _ = write!(out, "\n| {group} |");
            for pair in pairs {
                let _ = write!(out, " real {} | simulated | SE apart |", pair.name);
            }
            let _ = write!(
                out,
                "\n| --- |{}\n",
                " ---: | ---: | ---: |".repeat(pairs.len())
            );
        }
        let _ = write!(out, "| {} |", measure.name);
        for cell in pairs.iter().flat_map(|pair| cells(measure, pair)) {
            let _ = write!(out, " {cell} |");
        }
        out.push('\n');
    }
    let agree = |pair: &Pair| {
        let z = MEASURES
            .iter()
            .map(|m| apart(m.of(&pair.real), m.of(&pair.simulated)).abs());
        z.filter(|z| *z > 3.0).count()
    };
    let _ = writeln!(out, "\n## Where they differ\n");
    for pair in pairs {
        let _ = writeln!(
            out,
            "{}: {} of {} measures are more than 3 standard errors apart{}.\n",
            pair.name,
            agree(pair),
            MEASURES.len(),
            far(pair)
        );
    }
    out.push_str("## Plots\n\n");
    for (file, title, _) in PICTURES {
        let _ = writeln!(out, "![{title}]({file}.png)\n");
    }
    out
}

/// The measures that are far apart, by name.
fn far(pair: &Pair) -> String {
    let names: Vec<&str> = MEASURES
        .iter()
        .filter(|m| apart(m.of(&pair.real), m.of(&pair.simulated)).abs() > 3.0)
        .map(|m| m.name)
        .collect();
    if names.is_empty() {
        String::new()
    } else {
        format!(": {}", names.join(", "))
    }
}

type Picture = (&'static str, &'static str, fn(&Log) -> Classes);

const PICTURES: &[Picture] = &[
    ("margins", "Final margin", measure::margins),
    ("totals", "Total points", measure::totals),
    ("quarters", "Points by quarter", measure::quarters),
    (
        "spread",
        "Home team win rate, by spread",
        measure::wins_by_spread,
    ),
    (
        "field_goals",
        "Field goal percentage, by distance",
        measure::field_goals,
    ),
    (
        "fourth_downs",
        "Fourth-down go rate, by yards to go",
        measure::fourth_downs,
    ),
];

fn pictures(pair: &Pair, out: &Path) -> Result<()> {
    for (file, title, of) in PICTURES {
        let [real, simulated] = [&pair.real, &pair.simulated].map(of);
        let (x, y, percent) = match *file {
            "margins" => ("Margin of victory (points)", "Fraction of games", true),
            "totals" => ("Points", "Fraction of games", true),
            "quarters" => ("Period", "Total points per game", false),
            "spread" => (
                "Spread (positive: home team favored)",
                "Fraction of games won",
                true,
            ),
            "field_goals" => ("Kick distance (yards)", "Fraction good", true),
            _ => ("Yards to go", "Share", true),
        };
        let series = |name: &str, classes: &Classes, errors: bool| Series {
            name: name.to_owned(),
            values: classes.values.iter().map(|v| v.value).collect(),
            errors: classes
                .values
                .iter()
                .map(|v| if errors { 1.96 * v.error } else { 0.0 })
                .collect(),
        };
        let bars = Bars {
            title: format!("{title}: real and simulated"),
            note: "Lines: 95% intervals of the real figures, games resampled.".into(),
            x: x.to_owned(),
            y: y.to_owned(),
            percent,
            classes: real.labels.clone(),
            series: vec![
                series("real", &real, true),
                series("simulated", &simulated, false),
            ],
        };
        let labels = Labels {
            seasons: pair.name.clone(),
            model: format!(
                "{} real games, {} simulated",
                output::thousands(pair.real.games.len()),
                output::thousands(pair.simulated.games.len())
            ),
            ..Labels::default()
        };
        bars::draw(&bars, &labels, &out.join(format!("{file}.png")))?;
    }
    Ok(())
}
