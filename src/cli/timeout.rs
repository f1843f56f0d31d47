//! `wp timeout`.

use super::choices::{self, Flags, bad};
use super::output;
use crate::error::Result;
use crate::game::GameState;
use crate::situation::{Kind, parse_play_or_kickoff};
use crate::value::compare::{Choice, compare};
use crate::value::{Kick, Moment, Valuer, turned};
use serde_json::json;
use std::process::ExitCode;

/// Flags of `wp timeout`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(flatten)]
    flags: Flags,
}

const EXAMPLES: &str = r#"Everything is said of the side with the ball, or of the side that kicks off.

Examples:
  wp timeout --situation "2nd and 7 at the own 40, down 4, 1:50 left in Q4, 2 timeouts to 1"
  wp timeout --situation "before the kickoff, up 3, 2:40 left in Q4, 1 timeout to 3""#;

/// The sides: whose timeout, and the state with so many of them.
struct Side {
    name: &'static str,
    has: u8,
    theirs: bool,
    with: fn(&GameState, u8) -> GameState,
}

pub fn run(args: &Args) -> Result<ExitCode> {
    let flags = &args.flags;
    let saved = flags.model()?;
    let (kind, said) = parse_play_or_kickoff(&flags.situation)?;
    let state = &said.state;
    if state.is_overtime() {
        return Err(bad(
            "the model of overtime does not count timeouts",
            "ask about a situation in Q1 to Q4",
        ));
    }
    let (Some(own), Some(opponent)) = (
        state.posteam_timeouts_remaining,
        state.defteam_timeouts_remaining,
    ) else {
        return Err(bad(
            "how many timeouts has each side?",
            "add them, own first, as in \"2 timeouts to 1\"",
        ));
    };
    let sides = [
        Side {
            name: "your side",
            has: own,
            theirs: false,
            with: |s, n| GameState {
                posteam_timeouts_remaining: Some(n),
                ..s.clone()
            },
        },
        Side {
            name: "the opponent",
            has: opponent,
            theirs: true,
            with: |s, n| GameState {
                defteam_timeouts_remaining: Some(n),
                ..s.clone()
            },
        },
    ];
    let moment = |state: &GameState| match kind {
        Kind::Kickoff => (Moment::Kickoff(turned(state), Kick::Best), true),
        _ => (Moment::Scrimmage(state.clone()), false),
    };
    let mut choices_of = Vec::new();
    for side in &sides {
        // A side without one: what it would be worth to have one.
        let more = side.has.max(1);
        for (name, n) in [("with", more), ("without", more - 1)] {
            let (moment, turned) = moment(&(side.with)(state, n));
            choices_of.push(Choice {
                name,
                moment,
                // Each side's own probability.
                theirs: turned != side.theirs,
            });
        }
    }
    let valuer = Valuer::new(&saved);
    let all = compare(&valuer, &choices_of, flags.level)?;
    let mut table = output::table(&["whose", "timeouts", "with it", "without", "worth"]);
    let mut lines = Vec::new();
    let mut out = Vec::new();
    for (side, pair) in sides.iter().zip(all.chunks(2)) {
        let [with, without] = pair else { continue };
        let worth = with.over(without, flags.level)?;
        table.add_row([
            side.name,
            &side.has.to_string(),
            &choices::shown(with),
            &choices::shown(without),
            &worth.words(),
        ]);
        let what = if side.has > 0 {
            "a timeout is worth"
        } else {
            "has none; one would be worth"
        };
        lines.push(format!("{}: {what} {}", side.name, worth.words()));
        out.push(json!({
            "side": side.name,
            "timeouts": side.has,
            "with": choices::option(with),
            "without": choices::option(without),
            "worth": choices::gained(&worth),
        }));
    }
    if flags.json {
        output::json(&json!({
            "sides": out,
            "situation": said.state,
            "understood": said.understood,
            "unknown": said.unknown,
        }))?;
        return Ok(ExitCode::SUCCESS);
    }
    output::print(format_args!(
        "{}\n\n{}\n\nEach probability is that of the side whose timeout it is.\n{}{}",
        lines.join("\n"),
        output::shown(&table),
        choices::about(&all),
        output::understood(&said)
    ))?;
    Ok(ExitCode::SUCCESS)
}
