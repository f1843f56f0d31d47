//! `wp two-point`.

use super::choices::{self, Flags};
use super::output;
use crate::ask::Advisor;
use crate::error::Result;
use std::process::ExitCode;

/// Flags of `wp two-point`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(flatten)]
    flags: Flags,
}

const EXAMPLES: &str = r#"The score includes the six points of the touchdown.

Examples:
  wp two-point --situation "up 6 after a touchdown, 4:00 left in Q4"
  wp two-point --situation "down 8 after a touchdown, 6:00 left in Q4, favored by 3"
  wp two-point --situation "down 2, extra point, 0:40 left in Q4, 1 timeout to 2""#;

pub fn run(args: &Args) -> Result<ExitCode> {
    let flags = &args.flags;
    let saved = flags.model()?;
    let answer = Advisor::new(&saved)
        .with_level(flags.level)?
        .two_point_words(&flags.situation)?;
    if flags.json {
        output::json(&answer)?;
        return Ok(ExitCode::SUCCESS);
    }
    let [two, kick] = &answer.options;
    let mut table = output::table(&["option", "WP", "success rate", "WP if good", "WP if not"]);
    for (option, rate, made) in [
        (two, answer.conversion.two, answer.after.two),
        (kick, answer.conversion.kick, answer.after.one),
    ] {
        table.add_row([
            option.option,
            &choices::shown(option),
            &output::percent(rate as f32),
            &output::percent(made),
            &output::percent(answer.after.none),
        ]);
    }
    let needed = match answer.break_even {
        Some(p) if p <= 1.0 => format!(
            "Break-even conversion rate of the two-point attempt: {}.\n",
            output::percent(p)
        ),
        _ => "The two-point attempt does not pay at any conversion rate.\n".to_owned(),
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
