//! `wp timeout`: what one is worth now.

use super::choices::{self, Flags};
use super::output;
use crate::ask::{Advisor, TimeoutSide};
use crate::decide::words;
use crate::error::Result;
use std::process::ExitCode;

/// Flags of `wp timeout`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Situation in words or key=value, from the side of the team that decides.
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    situation: String,

    #[command(flatten)]
    flags: Flags,

    /// Also simulate this many games for each number of timeouts, as a check.
    #[arg(short = 'n', long = "rollouts", value_name = "N")]
    rollouts: Option<u32>,

    /// Seed of the simulated games.
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
}

/// Seconds left above which the last minutes are not solved.
const EARLY: u16 = football::endings::HORIZON as u16;

const EXAMPLES: &str = r#"Describe the situation from the side of the offense, or of the kicking team.

Examples:
  wp timeout --situation "2nd and 7 at the own 40, down 4, 1:50 left in Q4, 2 timeouts to 1"
  wp timeout --situation "before the kickoff, up 3, 2:40 left in Q4, 1 timeout to 3""#;

pub fn run(args: &Args) -> Result<ExitCode> {
    let flags = &args.flags;
    let saved = flags.model()?;
    let answer = Advisor::new(&saved)
        .with_level(flags.level)?
        .timeout_words(&args.situation, args.rollouts, args.seed)?;
    if flags.json {
        output::json(&answer)?;
        return Ok(ExitCode::SUCCESS);
    }
    let simulated = answer.sides[0].simulated.map(|s| s.games);
    let mut heads = vec!["team", "timeouts", "WP with one", "without", "worth"];
    heads.extend(simulated.map(|_| "simulated"));
    let mut table = output::table(&heads);
    for side in &answer.sides {
        let mut row = vec![
            side.side.to_owned(),
            side.timeouts.to_string(),
            choices::shown(&side.with),
            choices::shown(&side.without),
            side.worth.words(),
        ];
        row.extend(side.simulated.map(|s| {
            let (gain, error) = (s.worth.gain, 100.0 * s.worth.standard_error);
            format!("{} ± {error:.1}", words::points(gain))
        }));
        table.add_row(row);
    }
    let lines: Vec<String> = answer.sides.iter().map(verdict).collect();
    let games = simulated.map_or_else(String::new, |n| {
        format!(
            "Simulated: {} games with each number of timeouts (± is one standard error).\n",
            output::thousands(n as usize)
        )
    });
    let early = if answer.said.situation.game_seconds_remaining() > EARLY {
        "Before the last six minutes WP hardly depends on timeouts.\n"
    } else {
        ""
    };
    output::print(format_args!(
        "{}\n\n{}\n\n{early}{games}{}{}",
        lines.join("\n"),
        output::shown(&table),
        choices::about(&answer.sides[0].worth),
        output::understood(&answer.said)
    ))?;
    Ok(ExitCode::SUCCESS)
}

/// Nobody has to take a timeout, so that less than nothing is nothing.
fn verdict(side: &TimeoutSide) -> String {
    let what = if side.timeouts > 0 {
        "a timeout is worth"
    } else {
        "has none; a timeout would be worth"
    };
    let worth = match side.worth.gain {
        gain if gain < 0.0005 => "nothing".to_owned(),
        gain => words::points(gain.into()),
    };
    format!("{}: {what} {worth}", side.side)
}
