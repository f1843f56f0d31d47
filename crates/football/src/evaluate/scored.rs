//! What comes in: probabilities, outcomes and where in the game they stand.

use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};

/// Plays with a probability and what came of it; all slices as long as `p`.
#[derive(Debug, Clone, Copy)]
pub struct Scored<'a> {
    /// P(the team with the ball wins), in 0–1.
    pub p: &'a [f32],
    /// Whether it won.
    pub y: &'a [bool],
    /// Which game, any numbers; plays of a game need not stand together.
    pub game: &'a [u32],
    /// Quarter: 1–4, overtime 5 and up to 9.
    pub quarter: &'a [u8],
    /// Seconds of the game (in overtime: of the overtime) that remain, 0–3600.
    pub seconds: &'a [u16],
}

/// How to evaluate.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    /// `p` at or above this is read as "wins", in 0–1; 0.5.
    pub threshold: f64,
    /// How often the games are drawn anew; 1000. With 0 there are no intervals.
    pub resamples: usize,
    /// Share of the resamples within an interval, above 0 and below 1; 0.9.
    pub level: f64,
    /// Seed of the draws.
    pub seed: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            threshold: 0.5,
            resamples: 1000,
            level: 0.9,
            seed: 2009,
        }
    }
}

impl Settings {
    /// # Errors
    /// [`Error::Parameter`] names the setting that is out of its range.
    pub fn check(&self) -> Result<()> {
        if !(0.0..=1.0).contains(&self.threshold) {
            return Err(Error::parameter(
                "threshold",
                "between 0 and 1",
                self.threshold,
            ));
        }
        if self.resamples != 0 && !(100..=100_000).contains(&self.resamples) {
            let rule = "0 (no intervals) or between 100 and 100000";
            return Err(Error::parameter("resamples", rule, self.resamples));
        }
        if !(self.level > 0.0 && self.level < 1.0) {
            return Err(Error::parameter("level", "above 0 and below 1", self.level));
        }
        Ok(())
    }
}

/// A part of the game.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Quarter {
    /// First quarter.
    Q1,
    /// Second quarter.
    Q2,
    /// Third quarter.
    Q3,
    /// Fourth quarter.
    Q4,
    /// Overtime, all periods of it.
    Overtime,
}

impl Quarter {
    /// All five, in order.
    pub const ALL: [Self; 5] = [Self::Q1, Self::Q2, Self::Q3, Self::Q4, Self::Overtime];

    /// From 1–4, or more for overtime.
    pub(super) fn of(number: u8) -> Self {
        Self::ALL[usize::from(number.clamp(1, 5)) - 1]
    }

    /// "Q1" … "Q4", "overtime".
    #[must_use]
    pub fn name(self) -> &'static str {
        ["Q1", "Q2", "Q3", "Q4", "overtime"][self as usize]
    }
}

/// Games numbered 0, 1, … in the order of their ids.
#[derive(Debug)]
pub(super) struct Games {
    /// How many.
    pub count: usize,
    /// The number of each play's game.
    pub of_play: Vec<u32>,
}

impl Games {
    pub fn new(ids: &[u32]) -> Self {
        let mut sorted = ids.to_vec();
        sorted.sort_unstable();
        sorted.dedup();
        let number = |id: &u32| sorted.partition_point(|other| other < id) as u32;
        Self {
            count: sorted.len(),
            of_play: ids.iter().map(number).collect(),
        }
    }
}

impl Scored<'_> {
    /// Checks lengths and ranges.
    ///
    /// # Errors
    /// [`Error::Shape`] where a length differs or there is no play,
    /// [`Error::Data`] with the row and the value that is out of range.
    pub fn check(&self) -> Result<()> {
        let n = self.p.len();
        check_lengths(
            n,
            &[
                ("outcomes", self.y.len()),
                ("games", self.game.len()),
                ("quarters", self.quarter.len()),
                ("seconds", self.seconds.len()),
            ],
        )?;
        if let Some((row, p)) = self
            .p
            .iter()
            .enumerate()
            .find(|(_, p)| !(0.0..=1.0).contains(*p))
        {
            return Err(out_of_range("the probability", row, p, "between 0 and 1"));
        }
        check_quarters(self.quarter)?;
        match self.seconds.iter().enumerate().find(|(_, s)| **s > 3600) {
            Some((row, s)) => Err(out_of_range(
                "the seconds remaining",
                row,
                s,
                "between 0 and 3600",
            )),
            None => Ok(()),
        }
    }
}

pub(super) fn check_quarters(quarter: &[u8]) -> Result<()> {
    match quarter
        .iter()
        .enumerate()
        .find(|(_, q)| !(1..=9).contains(*q))
    {
        Some((row, q)) => Err(out_of_range(
            "the quarter",
            row,
            q,
            "1 to 4, overtime 5 to 9",
        )),
        None => Ok(()),
    }
}

pub(super) fn check_lengths(n: usize, others: &[(&'static str, usize)]) -> Result<()> {
    if n == 0 {
        return Err(Error::Shape {
            what: "plays to evaluate",
            expected: "at least one".into(),
            found: "none".into(),
        });
    }
    match others.iter().find(|(_, length)| *length != n) {
        Some((what, length)) => Err(Error::Shape {
            what,
            expected: format!("{n}, one for each probability"),
            found: length.to_string(),
        }),
        None => Ok(()),
    }
}

pub(super) fn out_of_range(
    what: &str,
    row: usize,
    value: impl std::fmt::Display,
    rule: &str,
) -> Error {
    Error::data(
        "plays to evaluate",
        format!("{what} of row {row} (counted from 0) is {value}, but must be {rule}"),
        "",
    )
}
