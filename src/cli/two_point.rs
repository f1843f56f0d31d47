//! `wp two-point`.

use super::choices::{self, Flags, break_even};
use super::output;
use crate::error::Result;
use crate::situation::{Kind, parse_as};
use crate::value::compare::{Choice, compare};
use crate::value::{Attempt, Moment, Valuer};
use serde_json::json;
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
    let said = parse_as(Kind::Try, &flags.situation)?;
    let valuer = Valuer::new(&saved);
    let state = &said.state;
    let choice = |name, attempt| Choice {
        name,
        moment: Moment::Try(state.clone(), attempt),
        theirs: false,
    };
    let all = compare(
        &valuer,
        &[
            choice("go for two", Attempt::Two),
            choice("kick", Attempt::Kick),
            choice("two points good", Attempt::Made(2)),
            choice("one point good", Attempt::Made(1)),
            choice("no good", Attempt::Made(0)),
        ],
        flags.level,
    )?;
    let [two, kick, made_two, made_one, none] = all.as_slice() else {
        return Ok(ExitCode::FAILURE);
    };
    let (best, other) = if two.wp > kick.wp {
        (two, kick)
    } else {
        (kick, two)
    };
    let gain = best.over(other, flags.level)?;
    let verdict = gain.verdict(best.name);
    let needed = break_even(kick.wp, none.wp, made_two.wp);
    let tries = valuer.tables().tries(valuer.season_of(state));
    if flags.json {
        output::json(&json!({
            "best": best.name,
            "verdict": verdict,
            "difference": choices::gained(&gain),
            "options": [choices::option(two), choices::option(kick)],
            "break_even": needed,
            "conversion": {"two": tries.two, "kick": tries.kick},
            "after": {"two": made_two.wp, "one": made_one.wp, "none": none.wp},
            "situation": said.state,
            "understood": said.understood,
            "unknown": said.unknown,
        }))?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut table = output::table(&["option", "WP", "success rate", "WP if good", "WP if not"]);
    table.add_row([
        "go for two",
        &choices::shown(two),
        &output::percent(tries.two as f32),
        &output::percent(made_two.wp),
        &output::percent(none.wp),
    ]);
    table.add_row([
        "kick",
        &choices::shown(kick),
        &output::percent(tries.kick as f32),
        &output::percent(made_one.wp),
        &output::percent(none.wp),
    ]);
    let needed = match needed {
        Some(p) if p <= 1.0 => {
            format!(
                "Break-even conversion rate of the two-point attempt: {}.\n",
                output::percent(p)
            )
        }
        _ => "The two-point attempt does not pay at any conversion rate.\n".to_owned(),
    };
    output::print(format_args!(
        "{verdict}\n\n{}\n\n{needed}{}{}",
        output::shown(&table),
        choices::about(&all[..2]),
        output::understood(&said)
    ))?;
    Ok(ExitCode::SUCCESS)
}
