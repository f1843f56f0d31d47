//! Quarter and clock from whatever was said of them: a quarter, a half, the time
//! left in the quarter, in the half or in the game.

use super::describe::{clock, field};
use super::draft::{Draft, Given, Slot, conflict};
use super::say::{self, quote};
use crate::error::{Error, Result};
use crate::game::QUARTER_SECONDS;
use std::borrow::Cow;

/// Seconds left at the two-minute warning.
const WARNING: u16 = 120;

/// "2:10 left" without a quarter is of the game up to so many seconds: nobody leaves
/// the quarter out earlier.
const LATE: u16 = 300;

/// What is known of the quarter and of the time left in it.
#[derive(Debug, Default)]
pub(super) struct Period<'a> {
    pub quarter: Slot<'a, u8>,
    pub clock: Slot<'a, u16>,
}

/// Works out quarter and clock; all that was said must agree.
pub(super) fn resolve<'a>(draft: &Draft<'a>) -> Result<Period<'a>> {
    let quarter = quarter(draft)?;
    let mut period = Period {
        quarter,
        clock: None,
    };
    if let Some(seconds) = &draft.quarter_clock {
        period.say_clock(seconds.value, seconds.words.clone())?;
    }
    let Some(qtr) = value(&period.quarter) else {
        return unknown_quarter(draft, period);
    };
    if let Some(left) = &draft.half_clock {
        let later = if qtr == 1 || qtr == 3 {
            QUARTER_SECONDS
        } else {
            0
        };
        period.say_later(left, later, "half")?;
    }
    if let Some(left) = &draft.game_clock {
        let later = QUARTER_SECONDS * 4_u16.saturating_sub(qtr.into());
        period.say_later(left, later, "game")?;
    }
    if let Some(warning) = &draft.two_minute {
        if qtr == 1 || qtr == 3 {
            return Err(say::error(
                format!("{}: Q{qtr} has none", quote(&warning.words)),
                "the two-minute warning comes in Q2, in Q4 and in OT",
            ));
        }
        period.say_clock(WARNING, warning.words.clone())?;
    }
    Ok(period)
}

/// The quarter, if it was said or follows from the half or the game clock.
fn quarter<'a>(draft: &Draft<'a>) -> Result<Slot<'a, u8>> {
    let half = draft.half.as_ref();
    if let Some(said) = &draft.quarter {
        if let Some(half) = half.filter(|h| h.value != half_of(said.value)) {
            return Err(conflict(field::QUARTER, &said.words, &half.words));
        }
        return Ok(Some(said.clone()));
    }
    let from = |value: u8, words: &Cow<'a, str>| {
        Some(Given {
            value,
            words: words.clone(),
        })
    };
    if let Some(left) = &draft.game_clock {
        // Where a quarter ends another begins: 900 is 15:00 in Q4, unless the
        // half says that it is 0:00.
        let mut quarter = match left.value {
            0..=900 => 4,
            901..=1800 => 3,
            1801..=2700 => 2,
            _ => 1,
        };
        if let Some(half) = half.filter(|h| h.value != half_of(quarter)) {
            if left.value != 2 * QUARTER_SECONDS {
                return Err(conflict(field::CLOCK, &left.words, &half.words));
            }
            quarter = 2;
        }
        return Ok(from(quarter, &left.words));
    }
    let Some(half) = half else {
        return Ok(late(draft));
    };
    let first = half.value * 2 - 1;
    if let Some(left) = &draft.half_clock {
        let later = left.value <= QUARTER_SECONDS;
        return Ok(from(first + u8::from(later), &half.words));
    }
    if draft.two_minute.is_some() {
        return Ok(from(first + 1, &half.words));
    }
    Ok(None)
}

/// The fourth quarter, where words say that little time is left and nothing speaks of
/// another one. A clock without a word, "2:10", says less.
fn late<'a>(draft: &Draft<'a>) -> Slot<'a, u8> {
    let other = draft.start.is_some()
        || draft.receives.is_some()
        || draft.overtime_possession.is_some()
        || draft.half_clock.is_some();
    let left = draft.left.as_ref().filter(|_| !other)?;
    let spoken = left.words.contains(char::is_alphabetic);
    (spoken && left.value <= LATE).then(|| Given {
        value: 4,
        words: left.words.clone(),
    })
}

/// With no quarter there is still the clock to ask for, or not.
fn unknown_quarter<'a>(draft: &Draft<'a>, mut period: Period<'a>) -> Result<Period<'a>> {
    if let Some(warning) = &draft.two_minute {
        period.say_clock(WARNING, warning.words.clone())?;
    }
    if let (Some(left), None) = (&draft.half_clock, &period.clock) {
        // Not the time left in the quarter, but not to be asked for again.
        period.clock = Some(left.clone());
    }
    Ok(period)
}

impl<'a> Period<'a> {
    fn say_clock(&mut self, seconds: u16, words: Cow<'a, str>) -> Result<()> {
        match &self.clock {
            Some(old) if old.value != seconds => Err(conflict(field::CLOCK, &old.words, &words)),
            Some(_) => Ok(()),
            None => {
                self.clock = Some(Given {
                    value: seconds,
                    words,
                });
                Ok(())
            }
        }
    }

    /// Time left in a half or game, of which `later` seconds belong to later quarters.
    fn say_later(&mut self, left: &Given<'a, u16>, later: u16, what: &str) -> Result<()> {
        let seconds = left
            .value
            .checked_sub(later)
            .filter(|&s| s <= QUARTER_SECONDS);
        match seconds {
            Some(seconds) => self.say_clock(seconds, left.words.clone()),
            None => Err(self.outside(left, later, what)),
        }
    }

    fn outside(&self, left: &Given<u16>, later: u16, what: &str) -> Error {
        let quarter = self.quarter.as_ref();
        let words = quarter.map_or("", |q| q.words.as_ref());
        let name = match quarter.map(|q| q.value) {
            Some(5) => "OT".to_owned(),
            Some(n) => format!("Q{n}"),
            None => String::new(),
        };
        say::error(
            format!(
                "{} and {} contradict each other: in {name} the {what} has {} to {} left",
                quote(&left.words),
                quote(words),
                clock(later),
                clock(later + QUARTER_SECONDS)
            ),
            "give the quarter and the time left in it, as in \"2:10 left in Q4\"",
        )
    }
}

fn half_of(quarter: u8) -> u8 {
    match quarter {
        1 | 2 => 1,
        3 | 4 => 2,
        _ => 3,
    }
}

fn value<T: Copy>(slot: &Slot<T>) -> Option<T> {
    slot.as_ref().map(|g| g.value)
}
