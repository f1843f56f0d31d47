//! What a timeout is worth now: win probability with it and without it.
//!
//! On request the same situation is also played out many times by the simulator,
//! whose teams take timeouts as real ones do, as a check.

use super::Advisor;
use super::options::{Difference, OptionValue};
use super::predict::Said;
use crate::error::{Error, Result};
use crate::game::GameState;
use crate::math::Portable;
use crate::simulate::{Distributions, Start, play_out};
use crate::situation::{MomentKind, Understood, parse_play_or_kickoff};
use crate::value::compare::{Choice, compare};
use crate::value::{Kick, Moment, turned};
use serde::Serialize;

/// Standard errors from 0 at which a difference of played-out games is called one.
const PLAIN: f64 = 3.0;

/// What each team's timeouts are worth.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TimeoutValue {
    /// The team that is asked about, then its opponent.
    pub sides: [TimeoutSide; 2],
    /// What was asked.
    #[serde(flatten)]
    pub said: Said,
}

/// What a timeout of one team is worth to it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TimeoutSide {
    /// Whose.
    pub side: &'static str,
    /// How many it has.
    pub timeouts: u8,
    /// Its probability of winning with the timeout.
    pub with: OptionValue,
    /// Without.
    pub without: OptionValue,
    /// The difference.
    pub worth: Difference,
    /// The same by games played out, where that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub simulated: Option<Simulated>,
}

/// What a timeout is worth by games played out with it and without.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Simulated {
    /// Games for each.
    pub games: u32,
    /// Their seed.
    pub seed: u64,
    /// With the timeout.
    pub with: Played,
    /// Without.
    pub without: Played,
    /// The difference.
    pub worth: PlayedGain,
}

/// A probability by games that were played out, and its standard error.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Played {
    /// Probability of winning, a tie counting half.
    pub wp: f64,
    /// Standard error.
    pub standard_error: f64,
}

/// A difference of two [`Played`].
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PlayedGain {
    /// The difference.
    pub gain: f64,
    /// Standard error.
    pub standard_error: f64,
    /// Whether it is more than three standard errors from 0.
    pub plain: bool,
}

impl Played {
    /// Of the team that a moment is told of; `theirs`: of the other.
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
            standard_error: tally.error(),
        })
    }

    fn over(self, other: Self) -> PlayedGain {
        let (gain, error) = (
            self.wp - other.wp,
            self.standard_error.hypot_(other.standard_error),
        );
        PlayedGain {
            gain,
            standard_error: error,
            plain: gain.abs() > PLAIN * error,
        }
    }
}

/// A team's timeouts in a state.
type WithTimeouts = fn(&GameState, u8) -> GameState;

impl Advisor<'_> {
    /// What a timeout is worth to either team, before a snap or a kickoff.
    /// `games`: how many to play out beside it, with that seed; `None` for none.
    ///
    /// # Errors
    /// [`Error::Situation`] for an impossible situation, one in overtime, or one
    /// that leaves the timeouts open.
    pub fn timeout(
        &self,
        (kind, said): (MomentKind, Understood),
        games: Option<u32>,
        seed: u64,
    ) -> Result<TimeoutValue> {
        let state = &said.state;
        if state.is_overtime() {
            return Err(Error::Situation {
                problem: "the overtime model does not use timeouts".into(),
                hint: "ask about a situation in Q1 to Q4".into(),
            });
        }
        let (Some(own), Some(opponent)) = (
            state.posteam_timeouts_remaining,
            state.defteam_timeouts_remaining,
        ) else {
            return Err(Error::Situation {
                problem: "how many timeouts does each team have?".into(),
                hint: "add them, own first, as in \"2 timeouts to 1\"".into(),
            });
        };
        let kickoff = kind == MomentKind::Kickoff;
        let side = |side, has: u8, theirs: bool, with: WithTimeouts| -> Result<TimeoutSide> {
            // A team without one: what it would be worth to have one.
            let more = has.max(1);
            let states = [with(state, more), with(state, more - 1)];
            let choice = |name, state: &GameState| Choice {
                name,
                moment: if kickoff {
                    Moment::Kickoff(turned(state), Kick::Best)
                } else {
                    Moment::Scrimmage(state.clone())
                },
                // Each team's own probability.
                theirs: kickoff != theirs,
            };
            let choices = [choice("with", &states[0]), choice("without", &states[1])];
            let [valued_with, valued_without] =
                super::options::exactly(compare(&self.valuer, &choices, self.level)?)?;
            let simulated = games
                .map(|games| -> Result<Simulated> {
                    let of = |state| Played::of((games, seed), state, kickoff, theirs);
                    let (with, without) = (of(&states[0])?, of(&states[1])?);
                    let worth = with.over(without);
                    Ok(Simulated {
                        games,
                        seed,
                        with,
                        without,
                        worth,
                    })
                })
                .transpose()?;
            Ok(TimeoutSide {
                side,
                timeouts: has,
                with: (&valued_with).into(),
                without: (&valued_without).into(),
                worth: (&valued_with.over(&valued_without, self.level)?).into(),
                simulated,
            })
        };
        let sides = [
            side("your team", own, false, |s, n| GameState {
                posteam_timeouts_remaining: Some(n),
                ..s.clone()
            })?,
            side("the opponent", opponent, true, |s, n| GameState {
                defteam_timeouts_remaining: Some(n),
                ..s.clone()
            })?,
        ];
        Ok(TimeoutValue {
            sides,
            said: said.into(),
        })
    }

    /// [`Advisor::timeout`] of a situation in words.
    ///
    /// # Errors
    /// [`Error::Situation`] that quotes the words.
    pub fn timeout_words(&self, text: &str, games: Option<u32>, seed: u64) -> Result<TimeoutValue> {
        self.timeout(parse_play_or_kickoff(text)?, games, seed)
    }
}
