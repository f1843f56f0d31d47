//! The command line: one file a command. The only room that knows clap.

mod backtest;
mod chart;
mod choices;
mod completions;
mod config;
mod coverage;
mod data;
mod describe;
mod dialogue;
mod doctor;
mod evaluate;
mod export;
mod features;
mod fetch;
mod forecast;
mod fourth_down;
mod games;
mod info;
mod interrupt;
mod kickoff;
mod lines;
mod man;
mod matchup;
mod output;
mod overtime;
mod predict;
mod ratings;
mod score;
mod search;
mod serve;
mod simulate;
mod simulate_check;
mod simulate_fit;
mod simulate_situation;
mod spread;
mod timeout;
mod train;
mod two_point;
mod watch;
mod words;

use crate::error::{Error, Result};
use crate::model_file::SavedModel;
use clap::{Parser, Subcommand};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use xxhash_rust::xxh3::xxh3_128;

/// NFL win probability: models, predictions, fourth-down decisions, charts and simulation.
#[derive(Debug, Parser)]
#[command(
    name = "wp",
    version,
    about,
    arg_required_else_help = true,
    infer_subcommands = false
)]
struct Cli {
    #[command(flatten)]
    manners: output::Manners,

    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Download nflverse play-by-play and the schedule
    Fetch(fetch::Args),
    /// Train a model on play-by-play
    Train(train::Args),
    /// Win probability for a game situation
    Predict(predict::Args),
    /// Evaluate a model on held-out seasons: metrics, plots and an HTML page
    Evaluate(evaluate::Args),
    /// Walk-forward backtest against competing models
    Backtest(backtest::Args),
    /// Add WP and WPA to every play, from files or a live feed
    Score(score::Args),
    /// Win probability chart of a game, with its turning points
    Chart(chart::Args),
    /// List games by excitement, comeback or largest swing
    Games(games::Args),
    /// Team ratings from results alone, with intervals
    Ratings(ratings::Args),
    /// Forecast games before kickoff from the ratings, or check such forecasts
    Forecast(forecast::Args),
    /// Search for features and models that help, on any table with a label
    Search(search::Args),
    /// Export the feature matrix, to train other models on the same data
    Features(features::Args),
    /// Summarize the data: rows, class balance, missing values, plays by time remaining
    Describe(describe::Args),
    /// Describe a model file: settings, training data, features, metrics
    Info(info::Args),
    /// Export a model as an ONNX file
    Export(export::Args),
    /// Measure interval coverage on simulated leagues
    Coverage(coverage::Args),
    /// Answer over HTTP: a service with the calculator's page
    Serve(serve::Args),
    /// Follow games of a public feed as they are played
    Watch(watch::Args),
    /// Fourth-down decision: WP of going for it, kicking and punting
    FourthDown(fourth_down::Args),
    /// Two-point decision: WP of the two-point attempt and of the extra point
    TwoPoint(two_point::Args),
    /// Kickoff decision: WP of a deep kick and of an onside kick
    Kickoff(kickoff::Args),
    /// Value of a timeout in a situation
    Timeout(timeout::Args),
    /// Fit or test the drive model behind overtime, kickoffs and conversions
    #[command(subcommand)]
    Overtime(overtime::Command),
    /// Simulate seasons in nflverse format, or play out a situation
    Simulate(simulate::Args),
    /// Say what data, model and machine wp sees
    Doctor(doctor::Args),
    /// Completions for a shell, to stdout
    Completions(completions::Args),
    /// Manual pages into a folder
    Man(man::Args),
}

/// Runs the command line of this process.
#[must_use]
pub fn run() -> ExitCode {
    let cli = match Cli::try_parse_from(words::in_place(std::env::args_os())) {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version come this way too; a closed pipe is no matter.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    // Of a file that cannot be read `wp doctor` tells more.
    let configured = config::read();
    output::set_manners(cli.manners);
    // The service ends in its own order.
    if !matches!(cli.command, Command::Serve(_)) {
        interrupt::clean_up();
    }
    let prepared = match &cli.command {
        Command::Doctor(_) | Command::Completions(_) | Command::Man(_) => Ok(()),
        _ => configured,
    };
    let result = prepared
        .and_then(|()| use_threads())
        .and_then(|()| match cli.command {
            Command::Fetch(args) => fetch::run(&args),
            Command::Train(args) => train::run(&args),
            Command::Predict(args) => predict::run(&args),
            Command::Evaluate(args) => evaluate::run(&args),
            Command::Backtest(args) => backtest::run(&args),
            Command::Score(args) => score::run(&args),
            Command::Chart(args) => chart::run(&args),
            Command::Games(args) => games::run(&args),
            Command::Ratings(args) => ratings::run(&args),
            Command::Forecast(args) => forecast::run(&args),
            Command::Search(args) => search::run(&args),
            Command::Features(args) => features::run(&args),
            Command::Describe(args) => describe::run(&args),
            Command::Info(args) => info::run(&args),
            Command::Export(args) => export::run(&args),
            Command::Coverage(args) => coverage::run(&args),
            Command::Serve(args) => serve::run(&args),
            Command::Watch(args) => watch::run(&args),
            Command::FourthDown(args) => fourth_down::run(&args),
            Command::TwoPoint(args) => two_point::run(&args),
            Command::Kickoff(args) => kickoff::run(&args),
            Command::Timeout(args) => timeout::run(&args),
            Command::Overtime(command) => overtime::run(&command),
            Command::Simulate(args) => simulate::run(&args),
            Command::Doctor(args) => doctor::run(&args),
            Command::Completions(args) => completions::run(&args),
            Command::Man(args) => man::run(&args),
        });
    match result {
        Ok(code) => code,
        Err(error) if output::is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            output::report(&error);
            ExitCode::from(error.exit_code())
        }
    }
}

/// The model that was named, else as configured, else the shipped one.
fn model(named: Option<&Path>) -> Result<(SavedModel, PathBuf)> {
    match config::model(named) {
        Some(path) => Ok((crate::file::read_model(&path.value)?, path.value)),
        None => {
            let path = PathBuf::from("the built-in model");
            Ok((crate::shipped_model()?, path))
        }
    }
}

/// Sets how many threads the work may use.
fn use_threads() -> Result<()> {
    if let Some(n) = output::threads()? {
        // Fails only where the pool is in use already, which it is not here.
        let _ = rayon::ThreadPoolBuilder::new()
            .num_threads(n)
            .build_global();
    }
    Ok(())
}

/// The hash of the running program: results that are kept depend on it, besides
/// the settings.
fn program() -> Result<String> {
    let program = std::env::current_exe().map_err(|e| Error::io("find", "the program", e))?;
    let bytes = std::fs::read(&program).map_err(|e| Error::io("read", &program, e))?;
    Ok(format!("{:032x}", xxh3_128(&bytes)))
}

#[cfg(test)]
mod tests {
    use super::Cli;
    use clap::{Arg, ArgAction, Command, CommandFactory};
    use std::collections::BTreeMap;

    /// Every command that does something, with its name.
    fn commands(of: &Command, name: &str, found: &mut Vec<(String, Command)>) {
        for command in of.get_subcommands().filter(|c| c.get_name() != "help") {
            let name = format!("{name} {}", command.get_name());
            found.push((name.clone(), command.clone()));
            commands(command, &name, found);
        }
    }

    fn all() -> Vec<(String, Command)> {
        let mut root = Cli::command();
        root.build();
        let mut found = Vec::new();
        commands(&root, "wp", &mut found);
        found
    }

    fn flag<'a>(command: &'a Command, name: &str) -> Option<&'a Arg> {
        command.get_arguments().find(|a| a.get_long() == Some(name))
    }

    #[test]
    fn the_commands_are_well_formed() {
        Cli::command().debug_assert();
        assert!(all().len() > 30);
    }

    /// A flag takes the same kind of value in every command that has it.
    #[test]
    fn a_flag_means_the_same_in_every_command() {
        /// Where one word says two things.
        const TWO: &[&str] = &[
            "game", "games", "groups", "html", "model", "out", "plays", "season", "seasons",
            "spread", "to",
        ];
        let mut seen: BTreeMap<String, (String, String)> = BTreeMap::new();
        for (name, command) in all() {
            for manner in ["quiet", "color", "threads"] {
                assert!(flag(&command, manner).is_some(), "{name} lacks --{manner}");
            }
            for arg in command.get_arguments() {
                let Some(long) = arg.get_long().filter(|l| !TWO.contains(l)) else {
                    continue;
                };
                let value = arg.get_value_names().map(|v| format!("{v:?}"));
                let kind = value.unwrap_or_else(|| format!("{:?}", arg.get_action()));
                let (first, before) = seen
                    .entry(long.to_owned())
                    .or_insert_with(|| (name.clone(), kind.clone()));
                assert_eq!(*before, kind, "--{long} of {first} and of {name}");
            }
        }
    }

    /// What prints a result prints it as JSON too, but for commands whose result is a
    /// file, and text for a shell.
    #[test]
    fn every_result_can_be_had_as_json() {
        let mut without = Vec::new();
        for (name, command) in all() {
            match flag(&command, "json") {
                Some(json) => assert!(matches!(json.get_action(), ArgAction::SetTrue), "{name}"),
                None if command.has_subcommands() || flag(&command, "out").is_some() => {}
                None => without.push(name),
            }
        }
        assert_eq!(without, ["wp export", "wp serve", "wp completions"]);
    }
}
