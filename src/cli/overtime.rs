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
    /// Count and fit what possessions, kick-offs and tries lead to
    Fit(FitArgs),
    /// Test overtime's model on all real overtimes, each season left out of its fit
    Evaluate(EvaluateArgs),
}

/// Flags of `wp overtime evaluate`.
#[derive(Debug, clap::Args)]
pub struct EvaluateArgs {
    #[command(flatten)]
    data: DataArgs,

    /// A file with nflfastR's own `wp` and `vegas_wp`, where those of --data have
    /// none: its overtimes are compared with them.
    #[arg(long, value_name = "FILE")]
    published: Option<PathBuf>,

    /// Write the tables there as Markdown instead of to stdout.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// Flags of `wp overtime fit`.
#[derive(Debug, clap::Args)]
pub struct FitArgs {
    #[command(flatten)]
    data: DataArgs,

    /// The file to write; `wp` is built with data/possessions.toml.
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
            problem: "these seasons are simulated, and what they lead to is made up".into(),
            hint: "name real seasons with --data DIR or WP_DATA".into(),
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
    if let Some(out) = &args.out {
        crate::file::check_writable(out)?;
    }
    let columns: Vec<String> = vec!["vegas_wp".into(), "wp".into()];
    let (_, plays, _) = args.data.load(&columns)?;
    let bar = output::bar(plays.seasons().len(), "seasons left out");
    let said = check::predictions(&plays, &|done, _| {
        bar.set_position(done as u64);
        true
    })?;
    bar.finish_and_clear();
    let theirs = match &args.published {
        None => None,
        Some(path) => {
            let options = LoadOptions {
                seasons: None,
                extra: columns,
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
         counts as half a win. Intervals ({:.0} %) resample games.\n",
        said.len(),
        games(&said.iter().collect::<Vec<_>>()),
        100.0 * check::LEVEL
    );
    let all: Vec<&Said> = said.iter().collect();
    let openings: Vec<&Said> = said.iter().filter(|s| s.opening).collect();
    for (title, plays) in [("All plays", &all), ("First plays only", &openings)] {
        text.push_str(&format!(
            "\n## {title} ({})\n\n| prediction | log loss | less the possession model | Brier score |\n| --- | --- | --- | --- |\n",
            plays.len()
        ));
        type Way = fn(&Said) -> f32;
        let ways: [(&str, Way); 3] = [
            ("possession model", |s| s.outcome.wp()),
            ("the spread alone", |s| s.spread),
            ("one half", |_| 0.5),
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
    published(&mut text, compared);
    calibration(&mut text, said, &openings);
    text
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
        "\n| their column | plays | overtimes | log loss, theirs | the possession model's | theirs less ours | overtimes in which ours is lower |\n| --- | --- | --- | --- | --- | --- | --- |\n",
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
            "\nThe plays of an overtime share its result, so that {fewest} overtimes are {fewest} \
             results: far too few to tell which is better, and no interval is given.\n"
        ));
    }
}

/// What was said and what happened, by format and possession.
fn calibration(text: &mut String, said: &[Said], openings: &[&Said]) {
    text.push_str(
        "\n## Said and seen\n\n| overtimes | games | said: receiver wins | seen | said: tie | seen |\n| --- | --- | --- | --- | --- | --- |\n",
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
                &format!("plays said {from:.1} to {to:.1}"),
                &plays,
                games(&plays),
            );
        }
    }
    let three = check::mean(&said.iter().collect::<Vec<_>>(), &|s| {
        check::three_way(s, &s.outcome)
    });
    text.push_str(&format!(
        "\nLog loss of win, tie and loss apart, all plays: {}.\n",
        number(&three)
    ));
}
