//! One situation of a game, from the side of the team with the ball.

use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};
use std::ops::RangeInclusive;

/// Where the team with the ball plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Site {
    /// In its own stadium.
    Home,
    /// In its opponent's.
    Away,
    /// In neither's: Super Bowls and international games.
    Neutral,
}

/// How far an overtime is: which sides have had the ball.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Possession {
    /// The first possession of overtime.
    First,
    /// The other side's first, after what the first one scored: by as many
    /// points the side with the ball is behind.
    Second,
    /// Any later one: both sides have had the ball.
    Later,
}

/// A situation before a play from scrimmage, seen by the team with the ball
/// (`posteam`). `None` means unknown, which is a value of its own: a model
/// answers an unknown spread with what it learned for that, not with a zero.
///
/// Names and units are nflverse's.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GameState {
    /// Quarter: 1–4, 5 for overtime.
    pub qtr: u8,
    /// Seconds left in the quarter: 0–900.
    pub quarter_seconds_remaining: u16,
    /// Down: 1–4.
    pub down: u8,
    /// Yards to go for a first down (or the goal): 1–99, at most `yardline_100`.
    pub ydstogo: u8,
    /// Yards to the opponent's goal line: 1–99.
    pub yardline_100: u8,
    /// Points of the team with the ball less the other's.
    pub score_differential: i16,
    /// Timeouts left to the team with the ball: 0–3.
    pub posteam_timeouts_remaining: Option<u8>,
    /// Timeouts left to the other team: 0–3.
    pub defteam_timeouts_remaining: Option<u8>,
    /// Closing point spread; positive when the team with the ball is favored.
    pub posteam_spread: Option<f32>,
    /// Closing line for the points of both teams together.
    pub total_line: Option<f32>,
    /// Where the team with the ball plays.
    pub site: Option<Site>,
    /// Whether the team with the ball receives the second half's kickoff.
    /// Read in the first half only.
    pub receive_2h_ko: Option<bool>,
    /// The season whose rules hold; `None` for today's.
    pub season: Option<u16>,
    /// Whether this is a playoff game; `None` for the regular season's rules.
    pub playoffs: Option<bool>,
    /// In overtime: which possession this is.
    pub overtime_possession: Option<Possession>,
}

/// Highest seconds in a quarter (and in overtime before 2017 and in playoffs).
pub const QUARTER_SECONDS: u16 = 900;
/// Leads that a game can have, in points.
pub const LEADS: RangeInclusive<i16> = -100..=100;
/// Spreads that a game can have.
pub const SPREADS: RangeInclusive<f32> = -60.0..=60.0;
/// Totals that a game can have.
pub const TOTALS: RangeInclusive<f32> = 10.0..=120.0;

impl GameState {
    /// First and ten at the own 25 in a tied game, everything else unknown.
    #[must_use]
    pub fn kickoff_touchback() -> Self {
        Self {
            qtr: 1,
            quarter_seconds_remaining: QUARTER_SECONDS,
            down: 1,
            ydstogo: 10,
            yardline_100: 75,
            score_differential: 0,
            posteam_timeouts_remaining: None,
            defteam_timeouts_remaining: None,
            posteam_spread: None,
            total_line: None,
            site: None,
            receive_2h_ko: None,
            season: None,
            playoffs: None,
            overtime_possession: None,
        }
    }

    /// Whether this is overtime.
    #[must_use]
    pub fn is_overtime(&self) -> bool {
        self.qtr > 4
    }

    /// Seconds left in the half: 0–1800 (in overtime: in the period).
    #[must_use]
    pub fn half_seconds_remaining(&self) -> u16 {
        match self.qtr {
            1 | 3 => self.quarter_seconds_remaining + QUARTER_SECONDS,
            _ => self.quarter_seconds_remaining,
        }
    }

    /// Seconds left in regulation: 0–3600 (in overtime: in the period).
    #[must_use]
    pub fn game_seconds_remaining(&self) -> u16 {
        match self.qtr {
            q @ 1..=4 => self.quarter_seconds_remaining + (4 - u16::from(q)) * QUARTER_SECONDS,
            _ => self.quarter_seconds_remaining,
        }
    }

    /// Checks that a try can be played: as [`GameState::validate`], but the
    /// score has the touchdown's six points in it, with which a first possession
    /// of overtime is no longer level.
    ///
    /// # Errors
    /// Those of [`GameState::validate`].
    pub fn validate_try(&self) -> Result<()> {
        let touchdown = if self.is_overtime() { 6 } else { 0 };
        let before = Self {
            score_differential: self.score_differential.saturating_sub(touchdown),
            ..self.clone()
        };
        before.validate()
    }

    /// Checks that the situation can occur in a game.
    ///
    /// # Errors
    /// [`Error::Situation`] that names the value and the rule it breaks.
    pub fn validate(&self) -> Result<()> {
        let fail = |problem: String, hint: &str| {
            Err(Error::Situation {
                problem,
                hint: hint.to_owned(),
            })
        };
        if !(1..=5).contains(&self.qtr) {
            return fail(
                format!("there is no quarter {}", self.qtr),
                "quarters are Q1 to Q4, and OT",
            );
        }
        if self.quarter_seconds_remaining > QUARTER_SECONDS {
            return fail(
                format!(
                    "{}:{:02} left is more than a quarter has",
                    self.quarter_seconds_remaining / 60,
                    self.quarter_seconds_remaining % 60
                ),
                "the quarter clock runs from 15:00 to 0:00, as in \"2:10 left in Q4\"",
            );
        }
        if !(1..=4).contains(&self.down) {
            return fail(
                format!("there is no down {}", self.down),
                "downs are 1st to 4th, as in \"4th and 2\"",
            );
        }
        if !(1..=99).contains(&self.yardline_100) {
            return fail(
                format!(
                    "no play starts {} yards from the goal line",
                    self.yardline_100
                ),
                "write \"own 25\" or \"opp 35\", from 1 to 50 (or yardline_100=1 to 99)",
            );
        }
        if self.ydstogo < 1 || self.ydstogo > self.yardline_100 {
            return fail(
                format!(
                    "{} yards to go is impossible with {} yards to the goal line",
                    self.ydstogo, self.yardline_100
                ),
                "yards to go are at least 1 and at most the yards to the goal line",
            );
        }
        if !LEADS.contains(&self.score_differential) {
            return fail(
                format!(
                    "a lead of {} points is out of range",
                    self.score_differential
                ),
                "a lead or deficit is at most 100 points",
            );
        }
        for (who, timeouts) in [
            ("the offense", self.posteam_timeouts_remaining),
            ("the defense", self.defteam_timeouts_remaining),
        ] {
            if let Some(n) = timeouts.filter(|&n| n > 3) {
                return fail(
                    format!("{who} cannot have {n} timeouts"),
                    "each team has 0 to 3 timeouts a half",
                );
            }
        }
        if let Some(season) = self.season.filter(|s| !(1920..=9999).contains(s)) {
            return fail(
                format!("there is no season {season}"),
                "a season is a year, as in \"season 2016\" or \"2016 rules\"",
            );
        }
        match self.overtime_possession {
            Some(_) if !self.is_overtime() => {
                return fail(
                    format!("possessions are counted in overtime, not in Q{}", self.qtr),
                    "write \"OT\", as in \"8:10 left in OT, second possession\"",
                );
            }
            Some(Possession::First | Possession::Later) if self.score_differential != 0 => {
                return fail(
                    format!(
                        "with a {}-point difference, overtime is on its second possession",
                        self.score_differential.unsigned_abs()
                    ),
                    "write \"second possession\", or \"tied\"",
                );
            }
            _ => {}
        }
        if let Some(s) = self.posteam_spread.filter(|s| !SPREADS.contains(s)) {
            return fail(
                format!("a spread of {s} points is out of range"),
                "a spread is between -60 and 60, positive when the team with the ball is favored",
            );
        }
        if let Some(t) = self.total_line.filter(|t| !TOTALS.contains(t)) {
            return fail(
                format!("a total of {t} points is out of range"),
                "a total is between 10 and 120 points, as in \"total 44.5\"",
            );
        }
        Ok(())
    }
}
