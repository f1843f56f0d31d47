//! `wp kickoff`.

use super::choices::{self, Flags};
use super::output;
use crate::ask::Advisor;
use crate::error::Result;
use std::process::ExitCode;

/// Flags of `wp kickoff`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Situation in words or key=value, from the side of the team that decides.
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    situation: String,

    #[command(flatten)]
    flags: Flags,
}

const EXAMPLES: &str = r#"Describe the situation from the side of the kicking team.

Examples:
  wp kickoff --situation "down 3, 1:50 left in Q4, no timeouts to 2"
  wp kickoff --situation "down 8, 2:30 left in Q4, 3 timeouts each, season 2023""#;

pub fn run(args: &Args) -> Result<ExitCode> {
    let flags = &args.flags;
    let saved = flags.model()?;
    let answer = Advisor::new(&saved)
        .with_level(flags.level)?
        .kickoff_words(&args.situation)?;
    if flags.json {
        output::json(&answer)?;
        return Ok(ExitCode::SUCCESS);
    }
    let [deep, onside] = &answer.options;
    let mut table = output::table(&[
        "option",
        "WP",
        "recovery rate",
        "WP if recovered",
        "WP if not",
    ]);
    table.add_row([deep.option, &choices::shown(deep), "", "", ""]);
    table.add_row([
        onside.option,
        &choices::shown(onside),
        &output::percent(answer.recovery as f32),
        &output::percent(answer.after.recovered),
        &output::percent(answer.after.not_recovered),
    ]);
    let needed = match answer.break_even {
        Some(p) if p <= 1.0 => format!(
            "Break-even recovery rate of an onside kick: {}.\n",
            output::percent(p)
        ),
        _ => "An onside kick does not pay at any recovery rate.\n".to_owned(),
    };
    output::print(format_args!(
        "{}\n\n{}\n\n{needed}{}{}",
        answer.verdict,
        output::shown(&table),
        choices::about(&answer.difference),
        output::understood(&answer.said)
    ))?;
    Ok(ExitCode::SUCCESS)
}
