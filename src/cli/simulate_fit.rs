//! `wp simulate fit`: the simulator's numbers from real seasons.

use super::data::DataArgs;
use super::output;
use crate::error::Result;
use crate::file::{check_writable, write_whole};
use crate::simulate::Distributions;
use crate::simulate::fit::fit;
use crate::simulate::log::{EXTRA, Log};
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

/// Flags of `wp simulate fit`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    data: DataArgs,

    /// The file to write. `wp simulate --numbers FILE` plays with it; wp comes
    /// with data/simulator.toml.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

pub fn run(args: &Args) -> Result<ExitCode> {
    check_writable(&args.out)?;
    let (_, plays, _) = args.data.load(&EXTRA.map(String::from))?;
    let seasons = plays.seasons();
    let log = Log::of(&plays);
    drop(plays);
    let said = format!(
        "{} plays in {} games, seasons {}",
        output::thousands(log.len()),
        output::thousands(log.games.len()),
        span(&seasons)
    );
    output::note(&said);
    let table = fit(&log, &Distributions::hand_written(), |line| {
        output::note(line)
    })?;
    let text = table.to_toml(&format!(
        "The numbers of the simulated football (wp::simulate), fitted by `wp simulate fit`\n\
         from {said}.\n\
         Numbers that the files cannot tell are marked \"set by hand\"; what each one\n\
         means stands at its field in src/simulate/table.rs. Curves are points\n\
         [yards, P(at most so many)]; pairs of seconds are the ends of a uniform range.\n"
    ))?;
    write_whole(&args.out, |file| file.write_all(text.as_bytes()))?;
    output::note(format_args!("wrote {}", args.out.display()));
    Ok(ExitCode::SUCCESS)
}

/// "2014–2022", "2019".
pub(super) fn span(seasons: &[u16]) -> String {
    match (seasons.first(), seasons.last()) {
        (Some(a), Some(b)) if a != b => format!("{a}–{b}"),
        (Some(a), _) => a.to_string(),
        _ => String::new(),
    }
}

/// The numbers that were named, else those that come with wp.
pub(super) fn numbers(path: Option<&std::path::Path>) -> Result<Distributions> {
    match path {
        Some(path) => crate::file::read_distributions(path),
        None => Ok(Distributions::default()),
    }
}
