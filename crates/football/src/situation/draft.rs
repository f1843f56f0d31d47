//! What has been said so far, each value with the words it came from.

use super::describe;
use super::say::{self, quote};
use super::{MomentKind, TryKind};
use crate::error::Result;
use crate::game::{Possession, Site};
use std::borrow::Cow;

/// One thing that a phrase, a pair or a JSON member says.
#[derive(Debug, Clone, PartialEq)]
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
    /// Seconds left, of the quarter or, late, of the game.
    Left(u16),
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
    /// How it is tried.
    Try(TryKind),
    /// A part of the game starts.
    Start(Start),
    /// Who kicks off.
    KickSide(KickSide),
    /// Who has the ball.
    Offense(Team),
    /// Who has not.
    Defense(Team),
    /// A team that plays.
    Named(Team),
    /// The home team.
    HomeTeam(Team),
    /// The visiting team.
    AwayTeam(Team),
    /// The week of the schedule.
    Week(u8),
    /// Something said of a team by its name, as if it had the ball.
    Of(Team, Box<Fact>),
}

/// A team's code: of today, or of a file of its own.
pub(super) type Team = Cow<'static, str>;

/// What starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Start {
    /// The game.
    Game,
    /// Nothing yet: it is halftime.
    Halftime,
    /// The second half.
    Half,
    /// Overtime.
    Overtime,
}

/// Who kicks off, as the team says that the text is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum KickSide {
    /// It kicks.
    Kicks,
    /// It receives.
    Receives,
    /// It may choose.
    WonToss,
    /// The other may choose.
    LostToss,
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
    /// The same, said as time that is left.
    pub left: Slot<'a, u16>,
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
    pub tries: Vec<TryKind>,
    pub start: Slot<'a, Start>,
    pub kick_side: Slot<'a, KickSide>,
    pub offense: Slot<'a, Team>,
    pub defense: Slot<'a, Team>,
    pub home_team: Slot<'a, Team>,
    pub away_team: Slot<'a, Team>,
    pub week: Slot<'a, u8>,
    /// Teams that were named without saying what they do.
    pub named: Vec<Given<'a, Team>>,
    /// What was said of teams by name, until it is known who has the ball.
    pub of_teams: Vec<(Team, Given<'a, Fact>)>,
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
            Fact::Left(v) => {
                put(&mut self.left, field::CLOCK, v, words.clone())?;
                put(&mut self.quarter_clock, field::CLOCK, v, words)
            }
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
            Fact::Start(v) => put(&mut self.start, "what starts", v, words),
            Fact::KickSide(v) => put(&mut self.kick_side, "the kickoff", v, words),
            Fact::Offense(v) => put(&mut self.offense, field::OFFENSE, v, words),
            Fact::Defense(v) => put(&mut self.defense, field::DEFENSE, v, words),
            Fact::HomeTeam(v) => put(&mut self.home_team, "the home team", v, words),
            Fact::AwayTeam(v) => put(&mut self.away_team, "the visiting team", v, words),
            Fact::Week(v) => put(&mut self.week, "the week", v, words),
            Fact::Try(kind) => {
                self.tries.push(kind);
                Ok(())
            }
            Fact::Named(value) => {
                self.named.push(Given { value, words });
                Ok(())
            }
            Fact::Of(team, fact) => {
                self.of_teams.push((
                    team,
                    Given {
                        value: *fact,
                        words,
                    },
                ));
                Ok(())
            }
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
            Self::OwnPoints(v) => Self::OppPoints(v),
            Self::OppPoints(v) => Self::OwnPoints(v),
            Self::Yardline(v) => Self::Yardline(100 - v),
            Self::KickSide(side) => Self::KickSide(match side {
                KickSide::Kicks => KickSide::Receives,
                KickSide::Receives => KickSide::Kicks,
                KickSide::WonToss => KickSide::LostToss,
                KickSide::LostToss => KickSide::WonToss,
            }),
            Self::Site(Site::Home) => Self::Site(Site::Away),
            Self::Site(Site::Away) => Self::Site(Site::Home),
            other => other,
        }
    }

    /// The same said of a team by its name.
    pub fn of(self, team: &'static str) -> Self {
        Self::Of(team.into(), Box::new(self))
    }
}
