//! Fitting the tables: what possessions, kick-offs and tries led to.

mod habits;
mod kicks;
mod possessions;
mod series;

use super::habits as choices;
use super::possession::{self, STEPS, Weight};
use super::tables::{self, ChoiceWeight, Tables};
use crate::error::{Error, Result};
use crate::estimator::fit_logistic;
use crate::math::Portable;
use crate::plays::{Play, PlayType, Plays};
use ndarray::Array2;

/// Rows of terms and, for each, whether it happened.
#[derive(Debug, Default)]
struct Sample {
    width: usize,
    terms: Vec<f32>,
    happened: Vec<f32>,
}

impl Sample {
    fn push(&mut self, terms: impl IntoIterator<Item = f64>, happened: bool) {
        let before = self.terms.len();
        self.terms.extend(terms.into_iter().map(|t| t as f32));
        self.width = self.terms.len() - before;
        self.happened.push(f32::from(u8::from(happened)));
    }

    /// Weights of a logistic regression; the first term is the constant.
    fn fit(self, penalty: f64, what: &str) -> Result<Vec<f64>> {
        let yes: f32 = self.happened.iter().sum();
        let n = self.happened.len();
        if n < 50 || yes < 5.0 || yes > n as f32 - 5.0 {
            return Err(Error::Fit {
                problem: format!("too few plays: {n}, {yes} of them {what}"),
                hint: "use more seasons, such as --seasons 2009-2023".into(),
            });
        }
        let x = Array2::from_shape_vec((n, self.width), self.terms).map_err(|e| Error::Shape {
            what: "terms",
            expected: format!("{n} rows of {}", self.width),
            found: e.to_string(),
        })?;
        let rows: Vec<u32> = (0..n as u32).collect();
        let mut penalties = vec![penalty; x.ncols()];
        penalties[0] = 1e-9;
        Ok(fit_logistic(&x.view(), &rows, &self.happened, &penalties, None)?.to_vec())
    }
}

/// Fits all tables to the games of `plays` that `keep` takes.
///
/// # Errors
/// [`Error::Fit`] where there is too little to learn from.
pub fn fit(plays: &Plays, keep: &dyn Fn(u16) -> bool) -> Result<Tables> {
    let kept = || plays.games().iter().map(|g| g.season).filter(|&s| keep(s));
    let (Some(first), Some(last)) = (kept().min(), kept().max()) else {
        return Err(Error::Fit {
            problem: "no games in these seasons".into(),
            hint: "use more seasons, such as --seasons 2009-2023".into(),
        });
    };
    let games: Vec<&[Play]> = plays
        .rows()
        .chunk_by(|a, b| a.game == b.game)
        .filter(|rows| keep(plays.game(&rows[0]).season))
        .collect();
    let drives: Vec<possessions::Drive> = games
        .iter()
        .flat_map(|rows| possessions::drives(plays, rows))
        .collect();
    let weights = possessions::weights(plays, &drives)?;
    let fourth_weights = habits::habits(plays, &drives)?;
    let tables = Tables {
        seasons: [first, last],
        field_goal: field_goal(plays, &drives)?,
        last_play: last_play(&drives)?,
        first_possession: first_possession(&games),
        to_overtime: to_overtime(plays, &games)?,
        flow: possessions::flow(&drives)?,
        free_kick: kicks::free_kicks(&games)?,
        kickoff: kicks::kickoffs(plays, &games)?,
        onside: kicks::onsides(plays, &games)?,
        tries: kicks::tries(plays, &games)?,
        possession: possession::names()
            .into_iter()
            .zip(&weights)
            .map(|(term, &weights)| Weight {
                term: term.to_owned(),
                weights,
            })
            .collect(),
        weights,
        hurry: series::hurry(&drives),
        series_rows: Vec::new(),
        series: series::series(&drives)?,
        fourth: choices::names()
            .into_iter()
            .zip(&fourth_weights)
            .map(|(term, &weights)| ChoiceWeight {
                term: term.to_owned(),
                weights,
            })
            .collect(),
        fourth_weights,
    };
    // What is written is what is used: rounded once, and checked.
    Tables::read(&tables.text(), "the fitted tables")
}

fn array<const N: usize>(weights: Vec<f64>) -> Result<[f64; N]> {
    <[f64; N]>::try_from(weights).map_err(|w| Error::Shape {
        what: "weights",
        expected: N.to_string(),
        found: w.len().to_string(),
    })
}

/// Whether field goals were good, by distance and season.
fn field_goal(plays: &Plays, drives: &[possessions::Drive]) -> Result<[f64; 5]> {
    let mut sample = Sample::default();
    for drive in drives {
        let Some(last) = drive
            .plays
            .last()
            .filter(|p| p.play_type == PlayType::FieldGoal)
        else {
            continue;
        };
        let season = f64::from(plays.game(last).season);
        let distance = f64::from(last.yardline_100) + 18.0;
        let good = drive.end == possessions::End::FieldGoal;
        sample.push(tables::field_goal_terms(distance, season), good);
    }
    array(sample.fit(0.5, "good field goals")?)
}

/// Touchdowns on runs and passes that start with at most eight seconds left in
/// the half.
fn last_play(drives: &[possessions::Drive]) -> Result<[f64; 2]> {
    let mut sample = Sample::default();
    for drive in drives {
        for (i, play) in drive.plays.iter().enumerate() {
            let tried = matches!(play.play_type, PlayType::Run | PlayType::Pass);
            if tried && possessions::half_left(play) <= 8 {
                let spot = f64::from(play.yardline_100).ln_();
                let last = i + 1 == drive.plays.len();
                let scored = last && drive.end == possessions::End::Touchdown;
                sample.push([1.0, spot], scored);
            }
        }
    }
    array(sample.fit(0.5, "touchdowns on the last play")?)
}

/// Share of first possessions among tied plays of overtime, by minute, pulled
/// together so that it never rises.
fn first_possession(games: &[&[Play]]) -> Vec<f64> {
    use crate::game::Possession;
    let mut counts = [[0.0_f64; 2]; 15];
    for rows in games {
        let start = rows
            .iter()
            .filter(|p| p.qtr == 5)
            .map(|p| p.quarter_seconds_remaining)
            .max();
        for play in rows
            .iter()
            .filter(|p| p.qtr == 5 && p.score_differential == 0)
        {
            let Some(which) = play.overtime_possession else {
                continue;
            };
            let elapsed = start
                .unwrap_or(0)
                .saturating_sub(play.quarter_seconds_remaining);
            if let Some(count) = counts.get_mut(usize::from(elapsed / 60)) {
                count[0] += 1.0;
                count[1] += f64::from(u8::from(which == Possession::First));
            }
        }
    }
    let mut last = 1.0_f64;
    counts
        .iter()
        .map(|[n, first]| {
            last = last.min((first + 0.5) / (n + 1.0));
            last
        })
        .collect()
}

/// Whether regulation ended in a tie, on every fourth play from scrimmage (a
/// game's plays share one answer).
fn to_overtime(plays: &Plays, games: &[&[Play]]) -> Result<Vec<f64>> {
    let mut sample = Sample::default();
    for rows in games {
        let tied = rows.iter().any(|p| p.qtr == 5) || plays.game(&rows[0]).result == Some(0);
        let spread = f64::from(plays.game(&rows[0]).spread_line.unwrap_or(0.0));
        let regulation = rows
            .iter()
            .filter(|p| p.down > 0 && (1..=4).contains(&p.qtr));
        for play in regulation.step_by(4) {
            let left = 900.0 * f64::from(4 - play.qtr) + f64::from(play.quarter_seconds_remaining);
            sample.push(
                tables::to_overtime(play.score_differential, left, spread),
                tied,
            );
        }
    }
    sample.fit(3.0, "on the way to overtime")
}

pub(super) const PENALTY: f64 = 2.0;
pub(super) type StepWeights = [f64; STEPS];
