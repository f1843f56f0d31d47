//! The numbers of the simulated game from real seasons (`wp simulate fit`).
//!
//! What the files tell is counted and smoothed: curves get few points, rates
//! are drawn to the number from before by a few pseudo-plays, field goals may
//! only get harder with the distance. What they do not tell stays as it was
//! set by hand and is marked so in the file ([`super::file`]). Last, the
//! strength of teams is set by playing: the numbers that make the simulated
//! margin answer to the spread, the total to the total line, and each quarter
//! to the lead, as the real ones do.

mod gains;
mod habits;
mod kicks;
mod smooth;
mod strength;

use super::log::Log;
use super::table::Distributions;
use crate::error::{Error, Result};

pub use strength::{Answers, again, answers};

/// Games without which nothing is fitted.
const LEAST_GAMES: usize = 200;

/// Fits all numbers that `log` tells, from `start` (usually
/// [`Distributions::hand_written`]). `progress` hears what is done.
///
/// # Errors
/// [`Error::Fit`] for fewer than 200 games or games without lines.
pub fn fit(
    log: &Log,
    start: &Distributions,
    mut progress: impl FnMut(&str),
) -> Result<Distributions> {
    let mut table = plays(log, start)?;
    strength::lines(log, &mut table)?;
    table.check()?;
    strength::by_playing(log, &mut table, &mut progress)?;
    table.check()?;
    Ok(table)
}

/// As [`fit`], but what plays lead to and what teams choose only: the strength
/// of teams stays as it is in `start`.
///
/// # Errors
/// [`Error::Fit`] for fewer than 200 games.
pub fn plays(log: &Log, start: &Distributions) -> Result<Distributions> {
    if log.games.len() < LEAST_GAMES {
        return Err(Error::Fit {
            problem: format!(
                "{} games with a result are too few for the simulator's numbers",
                log.games.len()
            ),
            hint: format!("give at least {LEAST_GAMES} games, a season or more"),
        });
    }
    let mut table = start.clone();
    gains::fit(log, &mut table);
    kicks::fit(log, &mut table);
    habits::fit(log, &mut table);
    table.check()?;
    Ok(table)
}
