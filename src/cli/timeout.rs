//! `wp timeout`: what one is worth now.
//!
//! The situation is played out many times with it and without, by the football
//! that was fitted to real seasons, whose sides take timeouts as real ones do.
//! The model of win probability stands beside it: it hardly sees timeouts, which
//! are missing in trimmed files and matter in few plays.

use super::choices::{self, Flags, bad};
use super::output;
use crate::decide::words;
use crate::error::Result;
use crate::game::GameState;
use crate::simulate::{Distributions, Start, play_out};
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

    /// Games to simulate for each number of timeouts [default: 100000 in the
    /// last ten minutes of the game, else 25000].
    #[arg(short = 'n', long = "rollouts", value_name = "N")]
    rollouts: Option<u32>,

    /// Seed of the simulated games.
    #[arg(long, value_name = "SEED", default_value_t = 1)]
    seed: u64,
}

/// Standard errors from 0 at which a difference of played-out games is called one.
const PLAIN: f64 = 3.0;

/// Seconds left from which games are short, and timeouts matter.
const LATE: u16 = 600;

/// A probability by games that were played out, and its standard error.
#[derive(Clone, Copy)]
struct Played {
    wp: f64,
    error: f64,
}

impl Played {
    /// Of the side that a moment is told of; `theirs`: of the other.
    fn of(
        (games, seed): (u32, u64),
        state: &GameState,
        kickoff: bool,
        theirs: bool,
    ) -> Result<Self> {
        let table = Distributions::shipped();
        // Kickoffs are played from the side that receives.
        let seen = if kickoff { &turned(state) } else { state };
        let start = Start::new(seen, kickoff, table)?;
        let tally = play_out(table, &start, games, seed)?.tally;
        let wp = tally.wp();
        Ok(Self {
            wp: if theirs != kickoff { 1.0 - wp } else { wp },
            error: tally.error(),
        })
    }

    /// How much more than `other`.
    fn over(self, other: Self) -> Self {
        Self {
            wp: self.wp - other.wp,
            error: self.error.hypot(other.error),
        }
    }

    /// "+2.6 points ± 0.1".
    fn words(self) -> String {
        format!("{} ± {:.1}", words::points(self.wp), 100.0 * self.error)
    }

    fn is_plain(self) -> bool {
        self.wp.abs() > PLAIN * self.error
    }

    /// What such a difference says: nobody has to take a timeout, so that less
    /// than nothing is nothing.
    fn verdict(self) -> String {
        let words = self.words();
        if !self.is_plain() {
            format!("{words}, within chance")
        } else if self.wp < 0.0 {
            format!("nothing ({words} the way teams use them)")
        } else {
            words
        }
    }
}

const EXAMPLES: &str = r#"Describe the situation from the side of the offense, or of the kicking team.

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
            "the overtime model does not use timeouts",
            "ask about a situation in Q1 to Q4",
        ));
    }
    let (Some(own), Some(opponent)) = (
        state.posteam_timeouts_remaining,
        state.defteam_timeouts_remaining,
    ) else {
        return Err(bad(
            "how many timeouts does each team have?",
            "add them, own first, as in \"2 timeouts to 1\"",
        ));
    };
    let sides = [
        Side {
            name: "your team",
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
    let kickoff = kind == Kind::Kickoff;
    let moment = |state: &GameState| {
        if kickoff {
            Moment::Kickoff(turned(state), Kick::Best)
        } else {
            Moment::Scrimmage(state.clone())
        }
    };
    let late = state.game_seconds_remaining() <= LATE;
    let games = args.rollouts.unwrap_or(if late { 100_000 } else { 25_000 });
    let mut choices_of = Vec::new();
    let mut played = Vec::new();
    for side in &sides {
        // A side without one: what it would be worth to have one.
        let more = side.has.max(1);
        for (name, n) in [("with", more), ("without", more - 1)] {
            let changed = (side.with)(state, n);
            played.push(Played::of(
                (games, args.seed),
                &changed,
                kickoff,
                side.theirs,
            )?);
            choices_of.push(Choice {
                name,
                moment: moment(&changed),
                // Each side's own probability.
                theirs: kickoff != side.theirs,
            });
        }
    }
    let valuer = Valuer::new(&saved);
    let all = compare(&valuer, &choices_of, flags.level)?;
    let mut table = output::table(&[
        "team", "timeouts", "with one", "without", "worth", "WP model",
    ]);
    let mut lines = Vec::new();
    let mut out = Vec::new();
    let pairs = all.chunks(2).zip(played.chunks(2));
    for (side, (by_model, by_play)) in sides.iter().zip(pairs) {
        let ([with, without], [played_with, played_without]) = (by_model, by_play) else {
            continue;
        };
        let model = with.over(without, flags.level)?;
        let worth = played_with.over(*played_without);
        table.add_row([
            side.name,
            &side.has.to_string(),
            &words::percent(played_with.wp),
            &words::percent(played_without.wp),
            &worth.words(),
            &model.words(),
        ]);
        let what = if side.has > 0 {
            "a timeout is worth"
        } else {
            "has none; a timeout would be worth"
        };
        lines.push(format!("{}: {what} {}", side.name, worth.verdict()));
        let shown = |p: Played| json!({"wp": p.wp, "standard_error": p.error});
        out.push(json!({
            "side": side.name,
            "timeouts": side.has,
            "with": shown(*played_with),
            "without": shown(*played_without),
            "worth": {"gain": worth.wp, "standard_error": worth.error, "plain": worth.is_plain()},
            "model": {
                "with": choices::option(with),
                "without": choices::option(without),
                "worth": choices::gained(&model),
            },
        }));
    }
    if flags.json {
        output::json(&json!({
            "sides": out,
            "games": games,
            "seed": args.seed,
            "situation": said.state,
            "understood": said.understood,
            "unknown": said.unknown,
        }))?;
        return Ok(ExitCode::SUCCESS);
    }
    output::print(format_args!(
        "{}\n\n{}\n\nEach probability is for the team whose timeout it is, from {} games simulated with\n\
         rates fitted to real seasons (± is one standard error). The WP model barely uses\n\
         timeouts: they are missing in part of its training data.\n{}{}",
        lines.join("\n"),
        output::shown(&table),
        output::thousands(games as usize),
        choices::about(&all),
        output::understood(&said)
    ))?;
    Ok(ExitCode::SUCCESS)
}
