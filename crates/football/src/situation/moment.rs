//! Which moment a text is about, and what follows from its kind.

use super::draft::{Draft, Fact, Given, KickSide, Start};
use super::say::{self, quote};
use super::{Kicker, Moment, MomentKind, TryKind};
use crate::error::Result;
use crate::game::Possession;
use crate::rules::Rules;

impl<'a> Draft<'a> {
    /// What the words speak of.
    pub fn kind(&self) -> MomentKind {
        if let Some(moment) = &self.moment {
            return moment.value;
        }
        let play = self.down.is_some() || self.yards.is_some() || self.goal.is_some();
        if self.touchdown.is_some() {
            MomentKind::Try
        } else if self.start.is_some() && !play {
            MomentKind::Kickoff
        } else {
            MomentKind::Scrimmage
        }
    }

    /// What the start of something says without saying so: the score, the clock,
    /// the timeouts.
    ///
    /// # Errors
    /// Where that contradicts what was said.
    pub fn settle_start(&mut self) -> Result<()> {
        let Some(start) = self.start.clone() else {
            return Ok(());
        };
        let words = start.words;
        let rules = |draft: &Self| {
            let season = draft.season.as_ref().map(|s| s.value);
            let playoffs = draft.playoffs.as_ref().is_some_and(|p| p.value);
            Rules::of(season.unwrap_or_else(Rules::latest_season), playoffs)
        };
        let timeouts = match start.value {
            Start::Game | Start::Halftime | Start::Half => 3,
            Start::Overtime => {
                let overtime = rules(self).overtime;
                if self.quarter_clock.is_none() {
                    self.add(Fact::QuarterClock(overtime.period), words.clone())?;
                }
                if self.overtime_possession.is_none() {
                    self.add(Fact::OvertimePossession(Possession::First), words.clone())?;
                }
                overtime.timeouts
            }
        };
        let unscored = self.score.is_none() && self.own_points.is_none();
        if unscored && matches!(start.value, Start::Game | Start::Overtime) {
            self.add(Fact::Score(0), words.clone())?;
        }
        if self.own_timeouts.is_none() && self.kind() == MomentKind::Kickoff {
            self.add(Fact::OwnTimeouts(timeouts), words.clone())?;
        }
        if self.opp_timeouts.is_none() && self.kind() == MomentKind::Kickoff {
            self.add(Fact::OppTimeouts(timeouts), words)?;
        }
        Ok(())
    }

    /// The moment that the words speak of, with its choices.
    ///
    /// # Errors
    /// For a toss that decides no kickoff.
    pub fn moment_spoken(&self) -> Result<Moment> {
        Ok(match self.kind() {
            MomentKind::Scrimmage => Moment::Scrimmage,
            MomentKind::Try => Moment::Try(match self.tries.as_slice() {
                [] => None,
                [first, rest @ ..] if rest.iter().all(|k| k == first) => Some(*first),
                _ => None,
            }),
            MomentKind::Kickoff => Moment::Kickoff(self.kicker()?),
        })
    }

    fn kicker(&self) -> Result<Kicker> {
        let toss = |said: &Given<'_, KickSide>, kicker| match &self.start {
            Some(start) if matches!(start.value, Start::Game | Start::Overtime) => Ok(kicker),
            _ => Err(say::error(
                format!(
                    "{}: there is no toss before this kickoff",
                    quote(&said.words)
                ),
                "write \"receiving\" or \"kicking off\"",
            )),
        };
        if let Some(said) = &self.kick_side {
            return match said.value {
                KickSide::Kicks => Ok(Kicker::This),
                KickSide::Receives => Ok(Kicker::Opponent),
                KickSide::WonToss => toss(said, Kicker::ThisChooses),
                KickSide::LostToss => toss(said, Kicker::OpponentChooses),
            };
        }
        let second_half = self.receives.as_ref().map(|r| r.value);
        Ok(match (self.start.as_ref().map(|s| s.value), second_half) {
            (None, _) => Kicker::This,
            (Some(Start::Game), Some(true)) => Kicker::This,
            (Some(Start::Game), Some(false)) => Kicker::Opponent,
            (Some(Start::Half | Start::Halftime), Some(true)) => Kicker::Opponent,
            (Some(Start::Half | Start::Halftime), Some(false)) => Kicker::This,
            _ => Kicker::Unknown,
        })
    }
}

impl Kicker {
    /// In words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::This => "kicks off",
            Self::Opponent => "receives",
            Self::Unknown => "unknown (either team, half each)",
            Self::ThisChooses => "its choice (the better of both)",
            Self::OpponentChooses => "the opponent's choice (the better of both)",
        }
    }
}

impl TryKind {
    /// In words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Kick => "extra point",
            Self::Two => "two-point attempt",
        }
    }
}
