//! What has been said so far, each value with the words it came from.

use super::MomentKind;
use super::describe;
use super::say::{self, quote};
use crate::error::Result;
use crate::game::{Possession, Site};
use std::borrow::Cow;

/// One thing that a phrase, a pair or a JSON member says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Fact {
    /// The down.
    Down(u8),
    /// Yards to go.
    Yards(u8),
    /// To the goal line, wherever that is.
    Goal,
    /// Not to the goal line (`goal_to_go=0`).
    NotGoal,
    /// Yards to the opponent's goal line.
    Yardline(u8),
    /// "at the 3", of which half is not said.
    BareLine(u8),
    /// Lead of the team with the ball.
    Score(i16),
    /// Points of the team with the ball.
    OwnPoints(i16),
    /// Points of the other team.
    OppPoints(i16),
    /// Quarter, 5 for overtime.
    Quarter(u8),
    /// Half.
    Half(u8),
    /// Seconds left in the quarter.
    QuarterClock(u16),
    /// Seconds left in the half.
    HalfClock(u16),
    /// Seconds left in the game.
    GameClock(u16),
    /// The two-minute warning.
    TwoMinute,
    /// Timeouts of the team with the ball.
    OwnTimeouts(u8),
    /// Timeouts of the other team.
    OppTimeouts(u8),
    /// Spread, positive when the team with the ball is favored.
    Spread(f32),
    /// Spread, positive when the home team is favored (nflverse's `spread_line`).
    HomeSpread(f32),
    /// Total line.
    Total(f32),
    /// Where the team with the ball plays.
    Site(Site),
    /// Whether the team with the ball receives the second half's kickoff.
    Receives(bool),
    /// The season whose rules hold.
    Season(u16),
    /// Whether it is a playoff game.
    Playoffs(bool),
    /// Which possession of overtime it is.
    OvertimePossession(Possession),
    /// A kickoff or a try, rather than a play from scrimmage.
    Moment(MomentKind),
    /// A touchdown was just scored.
    Touchdown,
}

/// A value and the words it came from.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Given<'a, T> {
    pub value: T,
    pub words: Cow<'a, str>,
}

/// A place for a value.
pub(super) type Slot<'a, T> = Option<Given<'a, T>>;

/// What was said, by field.
#[derive(Debug, Default)]
pub(super) struct Draft<'a> {
    pub down: Slot<'a, u8>,
    pub yards: Slot<'a, u8>,
    pub goal: Slot<'a, bool>,
    pub yardline: Slot<'a, u8>,
    pub bare_line: Slot<'a, u8>,
    pub score: Slot<'a, i16>,
    pub own_points: Slot<'a, i16>,
    pub opp_points: Slot<'a, i16>,
    pub quarter: Slot<'a, u8>,
    pub half: Slot<'a, u8>,
    pub quarter_clock: Slot<'a, u16>,
    pub half_clock: Slot<'a, u16>,
    pub game_clock: Slot<'a, u16>,
    pub two_minute: Slot<'a, bool>,
    pub own_timeouts: Slot<'a, u8>,
    pub opp_timeouts: Slot<'a, u8>,
    pub spread: Slot<'a, f32>,
    pub home_spread: Slot<'a, f32>,
    pub total: Slot<'a, f32>,
    pub site: Slot<'a, Site>,
    pub receives: Slot<'a, bool>,
    pub season: Slot<'a, u16>,
    pub playoffs: Slot<'a, bool>,
    pub overtime_possession: Slot<'a, Possession>,
    pub moment: Slot<'a, MomentKind>,
    pub touchdown: Slot<'a, bool>,
}

/// Puts `value` where it belongs; a different one that is there already is an error.
fn put<'a, T: PartialEq>(
    slot: &mut Slot<'a, T>,
    field: &str,
    value: T,
    words: Cow<'a, str>,
) -> Result<()> {
    match slot {
        Some(old) if old.value == value => Ok(()),
        Some(old) => Err(conflict(field, &old.words, &words)),
        None => {
            *slot = Some(Given { value, words });
            Ok(())
        }
    }
}

/// The error for two words that say different things about one field.
pub(super) fn conflict(field: &str, one: &str, other: &str) -> crate::error::Error {
    say::error(
        format!("{} and {} disagree about {field}", quote(one), quote(other)),
        "keep only the correct one",
    )
}

impl<'a> Draft<'a> {
    /// Takes note of a fact.
    pub fn add(&mut self, fact: Fact, words: Cow<'a, str>) -> Result<()> {
        use describe::field;
        match fact {
            Fact::Down(v) => put(&mut self.down, field::DOWN, v, words),
            Fact::Yards(v) => put(&mut self.yards, field::DISTANCE, v, words),
            Fact::Goal => put(&mut self.goal, field::DISTANCE, true, words),
            Fact::NotGoal => put(&mut self.goal, field::DISTANCE, false, words),
            Fact::Yardline(v) => put(&mut self.yardline, field::SPOT, v, words),
            Fact::BareLine(v) => put(&mut self.bare_line, field::SPOT, v, words),
            Fact::Score(v) => put(&mut self.score, field::SCORE, v, words),
            Fact::OwnPoints(v) => put(&mut self.own_points, field::SCORE, v, words),
            Fact::OppPoints(v) => put(&mut self.opp_points, field::SCORE, v, words),
            Fact::Quarter(v) => put(&mut self.quarter, field::QUARTER, v, words),
            Fact::Half(v) => put(&mut self.half, "the half", v, words),
            Fact::QuarterClock(v) => put(&mut self.quarter_clock, field::CLOCK, v, words),
            Fact::HalfClock(v) => put(&mut self.half_clock, field::CLOCK, v, words),
            Fact::GameClock(v) => put(&mut self.game_clock, field::CLOCK, v, words),
            Fact::TwoMinute => put(&mut self.two_minute, field::CLOCK, true, words),
            Fact::OwnTimeouts(v) => put(&mut self.own_timeouts, field::OWN_TIMEOUTS, v, words),
            Fact::OppTimeouts(v) => put(&mut self.opp_timeouts, field::OPP_TIMEOUTS, v, words),
            Fact::Spread(v) => put(&mut self.spread, field::SPREAD, v, words),
            Fact::HomeSpread(v) => put(&mut self.home_spread, field::SPREAD, v, words),
            Fact::Total(v) => put(&mut self.total, field::TOTAL, v, words),
            Fact::Site(v) => put(&mut self.site, field::SITE, v, words),
            Fact::Receives(v) => put(&mut self.receives, field::RECEIVES, v, words),
            Fact::Season(v) => put(&mut self.season, field::SEASON, v, words),
            Fact::Playoffs(v) => put(&mut self.playoffs, field::PLAYOFFS, v, words),
            Fact::OvertimePossession(v) => {
                put(&mut self.overtime_possession, field::POSSESSION, v, words)
            }
            Fact::Moment(v) => put(&mut self.moment, "the type of play", v, words),
            Fact::Touchdown => put(&mut self.touchdown, "the touchdown", true, words),
        }
    }
}

impl Fact {
    /// The same fact said of the opponent, where that can be turned round.
    pub fn turned(self) -> Self {
        match self {
            Self::Score(v) => Self::Score(-v),
            Self::Spread(v) => Self::Spread(0.0 - v),
            Self::OwnTimeouts(v) => Self::OppTimeouts(v),
            Self::OppTimeouts(v) => Self::OwnTimeouts(v),
            Self::Receives(v) => Self::Receives(!v),
            Self::Site(Site::Home) => Self::Site(Site::Away),
            Self::Site(Site::Away) => Self::Site(Site::Home),
            other => other,
        }
    }
}
