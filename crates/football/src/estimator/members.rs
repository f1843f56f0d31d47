//! Members: the same model fitted to resamples of games, and the intervals
//! that their differences give.

use super::margin::Margin;
use super::score_process::{FittedScoreProcess, ProcessMembers, append};
use super::sigmoid::{corrected, knelt_out, probability};
use crate::error::{Error, Result};
use crate::forest::wide::{Wide, wide};
use crate::forest::{Bags, Forest};
use crate::math::Portable;
use ndarray::{Array1, Array2, ArrayView2, Axis};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

/// How the members behind intervals are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct IntervalSettings {
    /// Resamples of games; the score process is refitted to each, and each has
    /// an equal share of the forest's trees.
    pub groups: usize,
    /// Fraction of the games that a resample holds. Drawn without replacement,
    /// half of the games give members that differ as fits to as many new games
    /// would; fewer games give wider intervals, by sqrt((1 − f) / f).
    pub games: f64,
    /// Whether games are drawn with replacement.
    pub replacement: bool,
    /// What the model's terms cannot express.
    pub margin: Margin,
}

impl Default for IntervalSettings {
    fn default() -> Self {
        Self {
            groups: 40,
            games: 0.55,
            replacement: false,
            margin: Margin::default(),
        }
    }
}

impl IntervalSettings {
    /// Most groups.
    pub const MOST_GROUPS: usize = 500;

    /// Checks the ranges.
    ///
    /// # Errors
    /// [`Error::Parameter`].
    pub fn check(&self) -> Result<()> {
        if !(5..=Self::MOST_GROUPS).contains(&self.groups) {
            let rule = format!("between 5 and {}", Self::MOST_GROUPS);
            return Err(Error::parameter("groups", rule, self.groups));
        }
        if !(self.games > 0.0 && self.games < 1.0 || self.games == 1.0 && self.replacement) {
            let rule = "above 0 and below 1 (1 only with replacement)";
            return Err(Error::parameter("the fraction of games", rule, self.games));
        }
        self.margin.check()
    }

    pub(super) fn bags(&self, trees: usize) -> Bags {
        Bags {
            trees: trees.div_ceil(self.groups.max(1)).max(1),
            fraction: self.games,
            replacement: self.replacement,
        }
    }
}

/// An interval of a probability, or of a difference of two.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Band {
    /// Lower end.
    pub lower: f32,
    /// Upper end.
    pub upper: f32,
    /// Share of such intervals that are to hold the truth.
    pub level: f64,
}

/// A probability of winning and its interval, where the model has members.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Uncertain {
    /// P(win).
    pub wp: f32,
    /// Its interval, which holds `wp`.
    pub band: Option<Band>,
}

/// What of a model differs from member to member.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Members {
    settings: IntervalSettings,
    process: ProcessMembers,
    /// How much of the difference between a bag's trees and all trees is kept:
    /// the rest is what so few trees differ by in any case.
    forest_share: f32,
}

/// How many rows are answered at a time.
const BLOCK: usize = 2048;

impl Members {
    pub(super) fn new(
        settings: IntervalSettings,
        full: &FittedScoreProcess,
        refits: &[FittedScoreProcess],
        forest_share: f32,
    ) -> Self {
        Self {
            settings,
            process: ProcessMembers::new(full, refits),
            forest_share,
        }
    }

    /// How they were drawn.
    #[must_use]
    pub fn settings(&self) -> &IntervalSettings {
        &self.settings
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.settings.groups
    }

    pub(super) fn process(&self) -> &ProcessMembers {
        &self.process
    }

    pub(super) fn forest_share(&self) -> f32 {
        self.forest_share
    }

    /// Never: a model without members has no [`Members`].
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether the parts fit together and belong to this model.
    pub(super) fn is_sound(&self, full: &FittedScoreProcess, forest: &Forest) -> bool {
        self.settings.check().is_ok()
            && forest.trees().is_multiple_of(self.len())
            && (0.0..=1.0).contains(&self.forest_share)
            && self.process.is_sound(full, self.len())
    }

    /// P(win), and by each member, rows × members.
    pub(super) fn predict(
        &self,
        of: &Parts<'_>,
        x: ArrayView2<'_, f32>,
    ) -> Result<(Array1<f32>, Array2<f32>)> {
        let (log_odds, mut members) = self.process.log_odds(of.process, x)?;
        let columns = append(x, &log_odds);
        let trees = of.forest.trees() / self.len();
        let (all, bags) = of.forest.predict_value_and_bags(columns.view(), trees)?;
        let (known, won) = (of.process.knows(x), of.process.won(x));
        let mut wp = Array1::zeros(x.nrows());
        for (i, mut members) in members.rows_mut().into_iter().enumerate() {
            // The forest learned to correct the log-odds that know the spread.
            let weight = if known[i] { of.weight } else { 0.0 };
            wp[i] = answer(log_odds[i], weight * all[i], won[i]);
            let (Some(members), Some(bags)) = (members.as_slice_mut(), bags.row(i).to_slice())
            else {
                return Err(Error::Shape {
                    what: "answers of the members",
                    expected: "in one piece a row".into(),
                    found: "in several".into(),
                });
            };
            wide(Answers {
                members,
                bags,
                all: all[i],
                share: self.forest_share,
                weight,
                won: won[i],
            });
        }
        Ok((wp, members))
    }

    /// [`Members::predict`] of many rows.
    pub(super) fn predict_all(
        &self,
        of: &Parts<'_>,
        x: ArrayView2<'_, f32>,
    ) -> Result<(Array1<f32>, Array2<f32>)> {
        let mut wp = Array1::zeros(x.nrows());
        let mut members = Array2::zeros((x.nrows(), self.len()));
        wp.axis_chunks_iter_mut(Axis(0), BLOCK)
            .into_par_iter()
            .zip(members.axis_chunks_iter_mut(Axis(0), BLOCK))
            .zip(x.axis_chunks_iter(Axis(0), BLOCK))
            .try_for_each(|((mut wp, mut members), x)| -> Result<()> {
                let (point, by_member) = self.predict(of, x)?;
                wp.assign(&point);
                members.assign(&by_member);
                Ok(())
            })?;
        Ok((wp, members))
    }

    /// P(win) and its interval at `level`, one a row of `x`.
    pub(super) fn intervals(
        &self,
        of: &Parts<'_>,
        x: ArrayView2<'_, f32>,
        level: f64,
    ) -> Result<Vec<Uncertain>> {
        let answer = |x: ArrayView2<'_, f32>| -> Result<Vec<Uncertain>> {
            let (wp, members) = self.predict(of, x)?;
            let rows = wp.iter().zip(members.rows()).zip(x.rows());
            rows.map(|((&wp, members), x)| {
                let members = members.iter().copied();
                let margin = self.settings.margin.at(wp, of.process.seconds(x));
                let band = interval(wp, members, margin, level)?;
                Ok(Uncertain {
                    wp,
                    band: Some(band),
                })
            })
            .collect()
        };
        if x.nrows() <= BLOCK {
            return answer(x);
        }
        let blocks: Vec<Vec<Uncertain>> = x
            .axis_chunks_iter(Axis(0), BLOCK)
            .into_par_iter()
            .map(answer)
            .collect::<Result<_>>()?;
        Ok(blocks.concat())
    }
}

/// P(win) from log-odds, what the forest adds, and whether the game is won.
#[inline(always)]
fn answer(log_odds: f32, rest: f32, won: bool) -> f32 {
    knelt_out(corrected(probability(log_odds), rest), won)
}

/// The answers of one row's members, in the place of their log-odds.
struct Answers<'a> {
    members: &'a mut [f32],
    /// What each one's trees add, and what all trees do.
    bags: &'a [f32],
    all: f32,
    share: f32,
    weight: f32,
    won: bool,
}

impl Wide for Answers<'_> {
    type Out = ();

    #[inline(always)]
    fn run(self) {
        for (member, &bag) in self.members.iter_mut().zip(self.bags) {
            let rest = self.all + self.share * (bag - self.all);
            *member = answer(*member, self.weight * rest, self.won);
        }
    }
}

/// The model whose members these are.
pub(super) struct Parts<'a> {
    pub process: &'a FittedScoreProcess,
    pub forest: &'a Forest,
    pub weight: f32,
}

/// How much of the bags' differences is not explained by having few trees.
///
/// With trees t of bag g, the variance of a bag's mean is that between bags
/// plus that between a bag's trees divided by their number; the share is the
/// root of what the former is of the sum, over some training plays.
pub(super) fn forest_share(forest: &Forest, x: ArrayView2<'_, f32>, groups: usize) -> Result<f32> {
    const PLAYS: usize = 4000;
    let trees = forest.trees() / groups;
    if trees < 2 || groups < 2 {
        return Ok(1.0);
    }
    let step = x.nrows().div_ceil(PLAYS).max(1);
    let rows: Vec<usize> = (0..x.nrows()).step_by(step).collect();
    let each = forest.predict_bags(x.select(Axis(0), &rows).view(), 1)?;
    let variance = |values: &[f64]| {
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / (values.len() - 1) as f64
    };
    let (mut between, mut within) = (0.0, 0.0);
    for row in each.rows() {
        let row: Vec<f64> = row.iter().map(|&v| f64::from(v)).collect();
        let bags: Vec<&[f64]> = row.chunks_exact(trees).collect();
        let means: Vec<f64> = bags
            .iter()
            .map(|bag| bag.iter().sum::<f64>() / trees as f64)
            .collect();
        between += variance(&means);
        within += bags.iter().map(|bag| variance(bag)).sum::<f64>() / bags.len() as f64;
    }
    if between <= 0.0 {
        return Ok(1.0);
    }
    Ok((1.0 - within / trees as f64 / between).max(0.0).sqrt() as f32)
}

/// The interval of a probability from its members.
///
/// The members' root-mean-square distance from it in log-odds, times
/// Student's t for the level and the number of members, and `margin` (see
/// [`Margin::at`]) on either side: it holds the probability,
/// stays within 0 and 1, and grows with the level.
///
/// # Errors
/// [`Error::Parameter`] for a level not between 0 and 1, [`Error::Shape`] for
/// no members.
pub fn interval(
    wp: f32,
    members: impl IntoIterator<Item = f32>,
    margin: f32,
    level: f64,
) -> Result<Band> {
    let center = logit(wp);
    let spread = spread_about(wp, members)?;
    let reach = spread.reach(level)?;
    let end = |log_odds: f64| (1.0 / (1.0 + (-log_odds).exp_())) as f32;
    Ok(Band {
        lower: (end(center - reach).min(wp) - margin).max(0.0),
        upper: (end(center + reach).max(wp) + margin).min(1.0),
        level,
    })
}

/// The interval of the difference `a` − `b` of two probabilities, from the
/// members of both, which are paired: member g of `a` and of `b` were fitted
/// to the same games. A situation differs from itself by exactly 0.
///
/// # Errors
/// As [`interval`].
pub fn difference(
    (a, of_a): (f32, impl IntoIterator<Item = f32>),
    (b, of_b): (f32, impl IntoIterator<Item = f32>),
    level: f64,
) -> Result<Band> {
    let center = f64::from(a) - f64::from(b);
    let pairs = of_a.into_iter().zip(of_b);
    let spread = spread(pairs.map(|(a, b)| f64::from(a) - f64::from(b) - center))?;
    let reach = spread.reach(level)?;
    Ok(Band {
        lower: (center - reach).max(-1.0) as f32,
        upper: (center + reach).min(1.0) as f32,
        level,
    })
}

/// Root mean square of the members' distances, and how many there are.
struct Spread {
    size: f64,
    members: usize,
}

fn spread(distances: impl Iterator<Item = f64>) -> Result<Spread> {
    let (mut sum, mut members) = (0.0, 0);
    for distance in distances {
        sum += distance * distance;
        members += 1;
    }
    Spread::of(sum, members)
}

impl Spread {
    /// From the sum of squares of so many distances.
    fn of(sum: f64, members: usize) -> Result<Self> {
        if members == 0 {
            return Err(Error::Shape {
                what: "members",
                expected: "at least one".into(),
                found: "none".into(),
            });
        }
        Ok(Self {
            size: (sum / members as f64).sqrt(),
            members,
        })
    }

    fn reach(&self, level: f64) -> Result<f64> {
        check_level(level)?;
        Ok(self.size * student(level, self.members))
    }
}

/// [`Error::Parameter`] unless `level` is above 0 and below 1.
///
/// # Errors
/// See above.
pub fn check_level(level: f64) -> Result<()> {
    if level > 0.0 && level < 1.0 {
        return Ok(());
    }
    Err(Error::parameter("level", "above 0 and below 1", level))
}

#[inline(always)]
fn clipped(p: f32) -> f64 {
    const CLIP: f64 = 1e-6;
    f64::from(p).clamp(CLIP, 1.0 - CLIP)
}

fn logit(p: f32) -> f64 {
    let p = clipped(p);
    (p / (1.0 - p)).ln_()
}

/// The root-mean-square distance of members from `wp` in log-odds.
///
/// Members are close to the center, where the difference of two log-odds is
/// 2·artanh t with t = (p − w) / (p + w − 2pw): its series takes a fraction of
/// the time of a logarithm, and this is asked for forty members of every play
/// that is scored.
fn spread_about(wp: f32, members: impl IntoIterator<Item = f32>) -> Result<Spread> {
    let mut members = members.into_iter();
    let (mut sum, mut count) = (0.0, 0);
    // Where there are no members the center stands: near itself.
    let mut values = [wp; CHUNK];
    loop {
        let mut length = 0;
        for (value, p) in values.iter_mut().zip(&mut members) {
            *value = p;
            length += 1;
        }
        let mut distances = [0.0; CHUNK];
        let near = wide(Near {
            wp: clipped(wp),
            values: &values,
            distances: &mut distances,
        });
        for (&p, distance) in values.iter().zip(&mut distances).take(length) {
            if !near && is_far(clipped(wp), clipped(p)) {
                *distance = logit(p) - logit(wp);
            }
            sum += *distance * *distance;
        }
        count += length;
        if length < CHUNK {
            return Spread::of(sum, count);
        }
    }
}

/// Members that are compared at a time.
const CHUNK: usize = 48;

/// t of [`spread_about`].
#[inline(always)]
fn apart(wp: f64, p: f64) -> f64 {
    (p - wp) / (p + wp - 2.0 * p * wp)
}

/// Whether the terms of the series that [`Near`] leaves out would count.
#[inline(always)]
fn is_far(wp: f64, p: f64) -> bool {
    apart(wp, p).abs() > 0.2
}

/// The series for every member; whether it holds for all.
struct Near<'a> {
    wp: f64,
    values: &'a [f32; CHUNK],
    distances: &'a mut [f64; CHUNK],
}

impl Wide for Near<'_> {
    type Out = bool;

    #[inline(always)]
    fn run(self) -> bool {
        let mut far = 0;
        for (&p, distance) in self.values.iter().zip(self.distances) {
            let p = clipped(p);
            let t = apart(self.wp, p);
            let s = t * t;
            let (s2, s4) = (s * s, (s * s) * (s * s));
            // 1 + s/3 + s²/5 + … + s⁹/19, in pairs that do not wait for each other.
            let pair = |k: f64| 1.0 / k + s * (1.0 / (k + 2.0));
            let (low, high) = (pair(1.0) + s2 * pair(5.0), pair(9.0) + s2 * pair(13.0));
            *distance = 2.0 * t * (low + s4 * (high + s4 * pair(17.0)));
            far |= u64::from(is_far(self.wp, p));
        }
        far == 0
    }
}

/// Two-sided quantile of Student's t with `freedom` degrees, by the expansion
/// of Cornish and Fisher about the normal quantile (Abramowitz and Stegun
/// 26.7.5), within 0.005 from 5 degrees on.
fn student(level: f64, freedom: usize) -> f64 {
    let (z, n) = (normal_quantile(0.5 + level / 2.0), freedom.max(1) as f64);
    let g1 = (z.powi(3) + z) / 4.0;
    let g2 = (5.0 * z.powi(5) + 16.0 * z.powi(3) + 3.0 * z) / 96.0;
    let g3 = (3.0 * z.powi(7) + 19.0 * z.powi(5) + 17.0 * z.powi(3) - 15.0 * z) / 384.0;
    z + g1 / n + g2 / n.powi(2) + g3 / n.powi(3)
}

/// Quantile of the normal distribution for `p` in 0.5–1 (Abramowitz and Stegun
/// 26.2.23, within 0.00045).
fn normal_quantile(p: f64) -> f64 {
    let t = (-2.0 * (1.0 - p).max(1e-300).ln_()).sqrt();
    let above = 2.515_517 + t * (0.802_853 + t * 0.010_328);
    let below = 1.0 + t * (1.432_788 + t * (0.189_269 + t * 0.001_308));
    (t - above / below).max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_series_is_the_logarithm() {
        for wp in [0.0, 1e-7, 0.001, 0.03, 0.4, 0.5, 0.77, 0.9999, 1.0] {
            for (step, members) in [(0.0001, 5), (0.0005, 48), (0.004, 96), (0.004, 101)] {
                let members: Vec<f32> = (0..members)
                    .map(|i| (wp + step * (i as f32 - 40.0)).clamp(0.0, 1.0))
                    .collect();
                let found = spread_about(wp, members.iter().copied()).unwrap();
                let by_logarithms = members.iter().map(|&p| logit(p) - logit(wp));
                let expected = spread(by_logarithms).unwrap();
                assert_eq!(found.members, expected.members);
                let (found, expected) = (found.size, expected.size);
                // The logarithms' own last digits are what they differ by.
                let close = (found - expected).abs() < 1e-13;
                assert!(close, "{wp} by {step}: {found} {expected}");
            }
        }
        assert!(spread_about(0.5, []).is_err());
    }

    #[test]
    fn quantiles_are_those_of_the_tables() {
        for (level, freedom, expected) in [
            (0.9, 1_000_000, 1.645),
            (0.95, 1_000_000, 1.960),
            (0.9, 5, 2.015),
            (0.9, 40, 1.684),
            (0.95, 25, 2.060),
            (0.5, 30, 0.683),
            (0.99, 60, 2.660),
        ] {
            let found = student(level, freedom);
            assert!(
                (found - expected).abs() < 0.005,
                "{level} {freedom}: {found}"
            );
        }
    }
}
