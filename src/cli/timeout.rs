//! `wp timeout`: what one is worth now.

use super::choices::{self, Flags};
use super::output;
use crate::ask::{Advisor, PlayedGain, TimeoutSide};
use crate::decide::words;
use crate::error::Result;
use std::process::ExitCode;

/// Flags of `wp timeout`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(flatten)]
    flags: Flags,

    /// Games to simulate for each number of timeouts [default: 100000 in the
    /// last ten minutes of the game, else 25000].
    #[arg(short = 'n', long = "rollouts", value_name = "N")]
    rollouts: Option<u32>,

    /// Seed of the simulated games.
    #[arg(long, value_name = "SEED", default_value_t = 1)]
    seed: u64,
}

const EXAMPLES: &str = r#"Describe the situation from the side of the offense, or of the kicking team.

Examples:
  wp timeout --situation "2nd and 7 at the own 40, down 4, 1:50 left in Q4, 2 timeouts to 1"
  wp timeout --situation "before the kickoff, up 3, 2:40 left in Q4, 1 timeout to 3""#;

pub fn run(args: &Args) -> Result<ExitCode> {
    let flags = &args.flags;
    let saved = flags.model()?;
    let answer = Advisor::new(&saved)
        .with_level(flags.level)?
        .timeout_words(&flags.situation, args.rollouts, args.seed)?;
    if flags.json {
        output::json(&answer)?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut table = output::table(&[
        "team", "timeouts", "with one", "without", "worth", "WP model",
    ]);
    for side in &answer.sides {
        table.add_row([
            side.side,
            &side.timeouts.to_string(),
            &words::percent(side.with.wp),
            &words::percent(side.without.wp),
            &worth(&side.worth),
            &side.model.worth.words(),
        ]);
    }
    let lines: Vec<String> = answer.sides.iter().map(verdict).collect();
    output::print(format_args!(
        "{}\n\n{}\n\nEach probability is for the team whose timeout it is, from {} games simulated with\n\
         rates fitted to real seasons (± is one standard error). The WP model barely uses\n\
         timeouts: they are missing in part of its training data.\n{}{}",
        lines.join("\n"),
        output::shown(&table),
        output::thousands(answer.games as usize),
        choices::about(&answer.sides[0].model.worth),
        output::understood(&answer.said)
    ))?;
    Ok(ExitCode::SUCCESS)
}

/// "+2.6 points ± 0.1".
fn worth(gain: &PlayedGain) -> String {
    format!(
        "{} ± {:.1}",
        words::points(gain.gain),
        100.0 * gain.standard_error
    )
}

/// What such a difference says: nobody has to take a timeout, so that less than
/// nothing is nothing.
fn verdict(side: &TimeoutSide) -> String {
    let words = worth(&side.worth);
    let verdict = if !side.worth.plain {
        format!("{words}, within chance")
    } else if side.worth.gain < 0.0 {
        format!("nothing ({words} the way teams use them)")
    } else {
        words
    };
    let what = if side.timeouts > 0 {
        "a timeout is worth"
    } else {
        "has none; a timeout would be worth"
    };
    format!("{}: {what} {verdict}", side.side)
}
