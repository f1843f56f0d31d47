//! Seconds that a play takes, and after a first down those to the next snap.

use super::conversion::converted;
use super::field_goal::made;
use super::observed::Observed;
use super::punt;
use super::slots::Slots;
use crate::error::{Error, Result};
use crate::plays::PlayType;
use serde::{Deserialize, Serialize};

/// Slots of a distribution of seconds.
pub const SLOTS: usize = 3;

/// Who wants the clock to run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mood {
    /// First half.
    FirstHalf,
    /// Second half or overtime, the side with the ball behind.
    Behind,
    /// Level.
    Level,
    /// Ahead, and the other side can stop the clock (or it is unknown).
    Ahead,
    /// Ahead, and the other side has no timeout left.
    AheadNoTimeouts,
}

impl Mood {
    const ALL: [Self; 5] = [
        Self::FirstHalf,
        Self::Behind,
        Self::Level,
        Self::Ahead,
        Self::AheadNoTimeouts,
    ];

    /// Of a lead in a quarter, with the other side's timeouts.
    #[must_use]
    pub fn of(qtr: u8, lead: i16, their_timeouts: Option<u8>) -> Self {
        match lead.signum() {
            _ if qtr <= 2 => Self::FirstHalf,
            -1 => Self::Behind,
            0 => Self::Level,
            _ if their_timeouts == Some(0) => Self::AheadNoTimeouts,
            _ => Self::Ahead,
        }
    }
}

/// Seconds left in the half above which there is no hurry, some, and much: with
/// half a minute left nobody lets half of it go by.
const PHASES: [u16; 3] = [300, 120, 60];

fn phase(half_seconds: u16) -> usize {
    PHASES.iter().filter(|&&p| half_seconds <= p).count()
}

/// Seconds from the snap on, each as equally likely values.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Clock {
    /// A field goal, made or not.
    pub field_goal: Slots,
    /// A punt to the other side's first snap.
    pub punt: Slots,
    /// A play on fourth down that fails.
    pub failure: Slots,
    /// A touchdown.
    pub touchdown: Slots,
    /// A first down to the next snap: by phase of the half (early, five
    /// minutes, two minutes, one), then by [`Mood`].
    pub first_down: Vec<Vec<Slots>>,
}

impl Clock {
    /// Fits to real plays.
    ///
    /// # Errors
    /// [`Error::Fit`] where a kind of play is missing.
    pub fn fit(seen: &[Observed]) -> Result<Self> {
        // A clock that was corrected says nothing about a play.
        let seconds = |keep: &dyn Fn(&Observed) -> bool, most: u16| -> Vec<(f64, f64)> {
            seen.iter()
                .filter(|s| keep(s))
                .filter_map(|s| s.run_off.filter(|r| (1..=most).contains(r)))
                .map(|r| (f64::from(r), 1.0))
                .collect()
        };
        let some = |what: &str, values| {
            Slots::of(values, SLOTS).ok_or_else(|| Error::Fit {
                problem: format!("no {what} has a clock reading"),
                hint: "fit on full seasons".into(),
            })
        };
        let first_down = |phase_: usize, mood: Option<Mood>| {
            let like = |s: &Observed| {
                s.first_down()
                    && s.play_type != PlayType::NoPlay
                    && phase(s.half_seconds_remaining()) == phase_
                    && mood.is_none_or(|m| Mood::of(s.qtr, s.lead, s.timeouts.1) == m)
            };
            seconds(&like, 60)
        };
        Ok(Self {
            field_goal: some("field goal", seconds(&|s| made(s).is_some(), 15))?,
            punt: some(
                "punt",
                seconds(&|s| punt::counts(s) && s.taken_over_at().is_some(), 30),
            )?,
            failure: some(
                "failed fourth down",
                seconds(&|s| s.down == 4 && converted(s) == Some(false), 20),
            )?,
            touchdown: some("touchdown", seconds(&|s| s.went() && s.touchdown(), 20))?,
            first_down: (0..=PHASES.len())
                .map(|phase| {
                    Mood::ALL
                        .iter()
                        .map(|&mood| {
                            let mut values = first_down(phase, Some(mood));
                            if values.len() < 30 {
                                values = first_down(phase, None);
                            }
                            some("first down", values)
                        })
                        .collect()
                })
                .collect::<Result<_>>()?,
        })
    }

    /// Whether all parts are there.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        let plays = [&self.field_goal, &self.punt, &self.failure, &self.touchdown];
        self.first_down.len() == PHASES.len() + 1
            && self.first_down.iter().all(|p| p.len() == Mood::ALL.len())
            && plays
                .into_iter()
                .chain(self.first_down.iter().flatten())
                .all(|s| s.is_sound(SLOTS))
    }

    /// Seconds from a snap that gains a first down to the next one.
    #[must_use]
    pub fn to_next_snap(&self, half_seconds: u16, mood: Mood) -> &Slots {
        &self.first_down[phase(half_seconds)][mood as usize]
    }
}
