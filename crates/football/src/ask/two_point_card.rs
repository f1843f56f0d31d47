//! The card that coaches carry: go for two or kick, by lead and minutes left.

use super::Advisor;
use super::options::Difference;
use crate::error::{Error, Result};
use crate::game::GameState;
use crate::value::compare::{Choice, compare};
use crate::value::{Attempt, Moment};
use serde::Serialize;

/// Seconds of the fourth quarter that are left, a column each.
pub const SECONDS: [u16; 11] = [900, 720, 600, 480, 360, 300, 240, 180, 120, 60, 30];
/// Leads after the touchdown and before the try, a row each: two touchdowns
/// with their tries and a point more.
pub const LEADS: std::ops::RangeInclusive<i16> = -17..=17;
/// A difference in probability of winning below this is a toss-up.
const EVEN: f32 = 0.001;

/// What a cell of the card says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Call {
    /// Go for two.
    Two,
    /// Kick the extra point.
    Kick,
    /// Less than a tenth of a point of win probability apart.
    Even,
}

/// A cell of the card.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct CardCell {
    /// What to do.
    pub call: Call,
    /// Going for two over kicking, in probability of winning.
    pub difference: Difference,
}

/// A row of the card.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CardRow {
    /// Lead after the touchdown, its six points included, before the try.
    pub lead: i16,
    /// A cell for each of the card's times.
    pub cells: Vec<CardCell>,
}

/// Go for two or kick, by lead and time left in the fourth quarter.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TwoPointCard {
    /// Spread of the team that scored, positive when favored.
    pub spread: f32,
    /// How often two-point attempts are good, 0 to 1.
    pub two: f64,
    /// How often extra-point kicks are.
    pub kick: f64,
    /// Seconds left, of each column.
    pub seconds: Vec<u16>,
    /// From far ahead to far behind.
    pub rows: Vec<CardRow>,
}

impl Advisor<'_> {
    /// The card for a team with this spread (positive when favored), by the
    /// rules of the latest season and with the timeouts that teams usually have
    /// then.
    ///
    /// # Errors
    /// [`Error::Situation`] for a spread beyond 60 points.
    pub fn two_point_card(&self, spread: f32) -> Result<TwoPointCard> {
        if !(-60.0..=60.0).contains(&spread) {
            return Err(Error::Situation {
                problem: format!("a spread of {spread} points"),
                hint: "spreads are between -60 and 60, positive when favored".into(),
            });
        }
        let state = |lead: i16, seconds: u16| GameState {
            qtr: 4,
            quarter_seconds_remaining: seconds,
            score_differential: lead,
            posteam_spread: Some(spread),
            ..GameState::kickoff_touchback()
        };
        let leads: Vec<i16> = LEADS.rev().collect();
        let choices: Vec<Choice> = leads
            .iter()
            .flat_map(|&lead| SECONDS.map(|seconds| state(lead, seconds)))
            .flat_map(|state| {
                [("go for two", Attempt::Two), ("kick", Attempt::Kick)].map(|(name, attempt)| {
                    Choice {
                        name,
                        moment: Moment::Try(state.clone(), attempt),
                        theirs: false,
                    }
                })
            })
            .collect();
        let valued = compare(&self.valuer, &choices, self.level)?;
        let cells: Vec<CardCell> = valued
            .chunks_exact(2)
            .map(|pair| {
                let gain = pair[0].over(&pair[1], self.level)?;
                let call = if gain.value.abs() < EVEN {
                    Call::Even
                } else if gain.value > 0.0 {
                    Call::Two
                } else {
                    Call::Kick
                };
                let difference = (&gain).into();
                Ok(CardCell { call, difference })
            })
            .collect::<Result<_>>()?;
        let any = state(0, SECONDS[0]);
        let rates = self.valuer.tables().tries(self.valuer.season_of(&any));
        Ok(TwoPointCard {
            spread,
            two: rates.two,
            kick: rates.kick,
            seconds: SECONDS.to_vec(),
            rows: leads
                .into_iter()
                .zip(cells.chunks_exact(SECONDS.len()))
                .map(|(lead, cells)| CardRow {
                    lead,
                    cells: cells.to_vec(),
                })
                .collect(),
        })
    }
}

impl TwoPointCard {
    /// "2:00".
    #[must_use]
    pub fn clock(seconds: u16) -> String {
        format!("{}:{:02}", seconds / 60, seconds % 60)
    }
}

impl CardRow {
    /// "up 4", "tied", "down 2".
    #[must_use]
    pub fn words(&self) -> String {
        match self.lead {
            0 => "tied".into(),
            1.. => format!("up {}", self.lead),
            _ => format!("down {}", -self.lead),
        }
    }
}

impl CardCell {
    /// "2 +1.3": the call, and what it is worth over the other in points of
    /// win probability; "even" where that is nothing.
    #[must_use]
    pub fn words(&self) -> String {
        let points = 100.0 * self.difference.gain.abs();
        match self.call {
            Call::Two => format!("2 +{points:.1}"),
            Call::Kick => format!("1 +{points:.1}"),
            Call::Even => "·".into(),
        }
    }
}
