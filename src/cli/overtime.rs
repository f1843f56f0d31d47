//! `wp overtime`.

use super::data::{self, DataArgs};
use super::output;
use crate::error::{Error, Result};
use crate::pbp::{self, LoadOptions, Source};
use crate::value::check::{self, Mean, Said};
use crate::value::fit;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

/// What `wp overtime` does.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Fit the drive model: results of possessions, kickoffs and conversions
    Fit(FitArgs),
    /// Test the overtime model on real overtimes, each season held out
    Evaluate(EvaluateArgs),
}

/// Flags of `wp overtime evaluate`.
#[derive(Debug, clap::Args)]
pub struct EvaluateArgs {
    #[command(flatten)]
    data: DataArgs,

    /// File with nflfastR's own `wp` and `vegas_wp` to compare with, if the
    /// files in --data lack them.
    #[arg(long, value_name = "FILE")]
    published: Option<PathBuf>,

    /// Also write every play with its prediction to this CSV file.
    #[arg(long, value_name = "FILE")]
    plays: Option<PathBuf>,

    /// Write the tables to this Markdown file instead of stdout.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// Flags of `wp overtime fit`.
#[derive(Debug, clap::Args)]
pub struct FitArgs {
    #[command(flatten)]
    data: DataArgs,

    /// Output file; `wp` embeds data/possessions.toml.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

pub fn run(command: &Command) -> Result<ExitCode> {
    match command {
        Command::Fit(args) => run_fit(args),
        Command::Evaluate(args) => run_evaluate(args),
    }
}

fn run_fit(args: &FitArgs) -> Result<ExitCode> {
    crate::file::check_writable(&args.out)?;
    let (_, plays, _) = args.data.load(&[])?;
    let seasons = plays.seasons();
    if plays.simulated() {
        return Err(Error::Refused {
            problem: "these seasons are simulated, so their results are made up".into(),
            hint: "use real seasons with --data DIR or WP_DATA".into(),
        });
    }
    let tables = fit::fit(&plays, &|_| true)?;
    let text = tables.text();
    crate::file::write_whole(&args.out, |file| file.write_all(text.as_bytes()))?;
    output::note(format_args!(
        "fitted on {}: {}",
        data::label(&seasons),
        args.out.display()
    ));
    Ok(ExitCode::SUCCESS)
}

fn run_evaluate(args: &EvaluateArgs) -> Result<ExitCode> {
    for path in [&args.out, &args.plays].into_iter().flatten() {
        crate::file::check_writable(path)?;
    }
    let columns: Vec<String> = vec!["vegas_wp".into(), "wp".into()];
    let (_, plays, _) = args.data.load(&columns)?;
    let bar = output::bar(plays.seasons().len(), "seasons held out");
    let said = check::predictions(&plays, &|done, _| {
        bar.set_position(done as u64);
        true
    })?;
    bar.finish_and_clear();
    if let Some(path) = &args.plays {
        crate::file::write_whole(path, |file| {
            writeln!(file, "{}", Said::CSV_HEADER)?;
            said.iter().try_for_each(|s| writeln!(file, "{}", s.csv()))
        })?;
        output::note(format_args!("wrote {}", path.display()));
    }
    let theirs = match &args.published {
        None => None,
        Some(path) => {
            let options = LoadOptions {
                seasons: None,
                extra: columns,
                ..LoadOptions::default()
            };
            let (theirs, _) = pbp::load(&Source::open(path.clone())?, &options)?;
            Some(check::published(&plays, &theirs)?)
        }
    };
    let compared = theirs.as_deref().unwrap_or(&said);
    let text = report(&said, compared, &data::label(&plays.seasons()));
    match &args.out {
        None => output::print(text)?,
        Some(out) => {
            crate::file::write_whole(out, |file| file.write_all(text.as_bytes()))?;
            output::note(format_args!("wrote {}", out.display()));
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn number(mean: &Mean) -> String {
    match mean.interval {
        Some(i) => format!("{:.4} ({:.4} to {:.4})", mean.value, i.low, i.high),
        None => format!("{:.4}", mean.value),
    }
}

fn share(mean: &Mean) -> String {
    match mean.interval {
        Some(i) => format!("{:.3} ({:.3} to {:.3})", mean.value, i.low, i.high),
        None => format!("{:.3}", mean.value),
    }
}

/// The tables as Markdown.
fn report(said: &[Said], compared: &[Said], seasons: &str) -> String {
    let mut text = format!(
        "# Overtime on real games\n\nWritten by `wp overtime evaluate`. {seasons}: {} plays from \
         scrimmage of {} overtimes. Each season is predicted by tables fitted without it. A tie \
         counts as half a win. Intervals ({:.0}%) resample games.\n",
        said.len(),
        games(&said.iter().collect::<Vec<_>>()),
        100.0 * check::LEVEL
    );
    let all: Vec<&Said> = said.iter().collect();
    let openings: Vec<&Said> = said.iter().filter(|s| s.opening).collect();
    for (title, plays) in [("All plays", &all), ("First plays only", &openings)] {
        text.push_str(&format!(
            "\n## {title} ({})\n\n| prediction | log loss | minus the drive model | Brier score |\n| --- | --- | --- | --- |\n",
            plays.len()
        ));
        type Way = fn(&Said) -> f32;
        let ways: [(&str, Way); 3] = [
            ("drive model", |s| s.outcome.wp()),
            ("spread alone", |s| s.spread),
            ("always 50%", |_| 0.5),
        ];
        for (i, (name, way)) in ways.iter().enumerate() {
            let loss = check::mean(plays, &|s| check::losses(s, way(s))[0]);
            let brier = check::mean(plays, &|s| check::losses(s, way(s))[1]);
            let more = check::mean(plays, &|s| {
                check::losses(s, way(s))[0] - check::losses(s, s.outcome.wp())[0]
            });
            let more = if i == 0 { String::new() } else { number(&more) };
            text.push_str(&format!(
                "| {name} | {} | {more} | {} |\n",
                number(&loss),
                number(&brier)
            ));
        }
    }
    by_down(&mut text, said);
    published(&mut text, compared);
    calibration(&mut text, said, &openings);
    text
}

/// Log loss by down, and for possessions that must score.
fn by_down(text: &mut String, said: &[Said]) {
    text.push_str(
        "\n## By down\n\n| plays | n | games | log loss | Brier score |\n| --- | --- | --- | --- | --- |\n",
    );
    let mut row = |name: &str, keep: &dyn Fn(&Said) -> bool| {
        let plays: Vec<&Said> = said.iter().filter(|s| keep(s)).collect();
        if plays.is_empty() {
            return;
        }
        let of = |k: usize| check::mean(&plays, &|s| check::losses(s, s.outcome.wp())[k]);
        text.push_str(&format!(
            "| {name} | {} | {} | {} | {} |\n",
            plays.len(),
            games(&plays),
            number(&of(0)),
            number(&of(1))
        ));
    };
    for (name, down) in [("1st down", 1), ("2nd down", 2), ("3rd down", 3)] {
        row(name, &|s| s.down == down);
    }
    row("4th down", &|s| s.down == 4);
    row("trailing, downs 1–3", &|s| s.down < 4 && s.lead < 0);
    row("trailing, 4th down", &|s| s.down == 4 && s.lead < 0);
    row("tied, downs 1–3", &|s| s.down < 4 && s.lead == 0);
    row("tied, 4th down", &|s| s.down == 4 && s.lead == 0);
}

fn games(said: &[&Said]) -> usize {
    said.iter()
        .map(|s| s.game)
        .collect::<std::collections::BTreeSet<_>>()
        .len()
}

/// nflfastR's own values, where a file has them: paired, game by game.
fn published(text: &mut String, said: &[Said]) {
    text.push_str("\n## Against nflfastR's published values\n");
    if said.iter().all(|s| s.published.iter().all(Option::is_none)) {
        text.push_str(
            "\nNo file of these seasons has nflfastR's `wp` or `vegas_wp` on a play of overtime; \
             `--published FILE` names one that has.\n",
        );
        return;
    }
    text.push_str(
        "\n| their column | plays | overtimes | log loss, theirs | drive model's | theirs minus ours | overtimes in which ours is lower |\n| --- | --- | --- | --- | --- | --- | --- |\n",
    );
    let mut fewest = usize::MAX;
    for (k, name) in ["vegas_wp", "wp"].into_iter().enumerate() {
        let have: Vec<&Said> = said.iter().filter(|s| s.published[k].is_some()).collect();
        if have.is_empty() {
            continue;
        }
        let theirs = |s: &Said| check::losses(s, s.published[k].unwrap_or(0.5))[0];
        let ours = |s: &Said| check::losses(s, s.outcome.wp())[0];
        let mut by_game = std::collections::BTreeMap::<u32, f64>::new();
        for s in &have {
            *by_game.entry(s.game).or_default() += theirs(s) - ours(s);
        }
        let lower = by_game.values().filter(|&&more| more > 0.0).count();
        fewest = fewest.min(by_game.len());
        text.push_str(&format!(
            "| `{name}` | {} | {} | {:.4} | {:.4} | {} | {lower} of {} |\n",
            have.len(),
            by_game.len(),
            check::mean(&have, &theirs).value,
            check::mean(&have, &ours).value,
            number(&check::mean(&have, &|s| theirs(s) - ours(s))),
            by_game.len(),
        ));
    }
    if fewest < crate::evaluate::FEWEST_GAMES {
        text.push_str(&format!(
            "\nThe plays of an overtime share one result, so {fewest} overtimes are {fewest} \
             results: far too few to tell which model is better, so no interval is given.\n"
        ));
    }
}

/// What was said and what happened, by format and possession.
fn calibration(text: &mut String, said: &[Said], openings: &[&Said]) {
    text.push_str(
        "\n## Predicted and observed\n\n| overtimes | games | receiver wins, predicted | observed | tie, predicted | observed |\n| --- | --- | --- | --- | --- | --- |\n",
    );
    let formats: std::collections::BTreeSet<&str> = said.iter().map(check::format_of).collect();
    let mut row = |name: &str, plays: &[&Said], count: usize| {
        let win = check::mean(plays, &|s| f64::from(s.outcome.win));
        let won = check::mean(plays, &|s| f64::from(u8::from(check::counted(s) == 1.0)));
        let tie = check::mean(plays, &|s| f64::from(s.outcome.tie));
        let tied = check::mean(plays, &|s| f64::from(u8::from(check::counted(s) == 0.5)));
        text.push_str(&format!(
            "| {name} | {count} | {:.3} | {} | {:.3} | {} |\n",
            win.value,
            share(&won),
            tie.value,
            share(&tied)
        ));
    };
    for format in formats {
        let plays: Vec<&Said> = openings
            .iter()
            .copied()
            .filter(|s| check::format_of(s) == format)
            .collect();
        row(format, &plays, plays.len());
    }
    row("all", openings, openings.len());
    for (name, which) in [
        (
            "plays of the first possession",
            crate::game::Possession::First,
        ),
        ("of the second", crate::game::Possession::Second),
        ("of a later one", crate::game::Possession::Later),
    ] {
        let plays: Vec<&Said> = said
            .iter()
            .filter(|s| s.possession == Some(which))
            .collect();
        row(name, &plays, games(&plays));
    }
    for low in 0..5 {
        let (from, to) = (0.2 * f64::from(low), 0.2 * f64::from(low + 1));
        let plays: Vec<&Said> = said
            .iter()
            .filter(|s| (from..to).contains(&f64::from(s.outcome.wp().min(0.9999))))
            .collect();
        if !plays.is_empty() {
            row(
                &format!("plays predicted {from:.1} to {to:.1}"),
                &plays,
                games(&plays),
            );
        }
    }
    let three = check::mean(&said.iter().collect::<Vec<_>>(), &|s| {
        check::three_way(s, &s.outcome)
    });
    text.push_str(&format!(
        "\nThree-way log loss (win, tie, loss), all plays: {}.\n",
        number(&three)
    ));
}
