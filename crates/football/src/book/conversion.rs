//! Going for it: whether it converts, and where the ball is afterwards.
//!
//! P(first down or touchdown) is a logistic regression on distance, spot, the
//! teams' lines and how late it is for a side that is behind or ahead, fitted to third and fourth downs together with terms for
//! fourth down (there are ten times as many third downs, and what differs
//! between the two is small and smooth). P(touchdown | conversion) is another.
//! Yards beyond the line to gain, and where the ball ends after a failure, are
//! distributions by distance.
//!
//! Fouls that give a first down count as conversions, on fourth down as far as
//! they were on an attempt ([`super::intent`]); plays that are repeated after a
//! foul do not count, since the decision comes again.

use super::intent::{Intent, pressed};
use super::logit::{Logit, Sample, logistic};
use super::observed::Observed;
use super::slots::{Slots, between};
use crate::error::{Error, Result};
use crate::math::Portable;
use serde::{Deserialize, Serialize};

/// Distances at which distributions are kept.
pub const DISTANCES: [f64; 6] = [1.0, 2.5, 5.0, 8.0, 12.0, 20.0];
/// How many third downs a fourth down counts for in the yards beyond the line
/// to gain: about as many as there are to each.
const FOURTHS: f64 = 10.0;
/// Slots of the yards beyond the line to gain.
const BEYOND: usize = 20;
/// Slots of the yards to where a failure ends.
const SHORT: usize = 10;

/// The situation as the sub-model sees it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Attempt {
    /// Yards to go, at most `yardline_100`.
    pub distance: f64,
    /// Yards to the goal line.
    pub yardline_100: f64,
    /// Whether it is fourth down.
    pub fourth: bool,
    /// Spread, positive: the side with the ball is favoured; NaN is unknown.
    pub spread: f64,
    /// Line for the points of both sides; NaN is unknown.
    pub total: f64,
    /// How little time is left to a side that is behind late in the game.
    pub behind: f64,
    /// The same for one that is ahead.
    pub ahead: f64,
}

impl Attempt {
    /// Of an observed play.
    #[must_use]
    pub fn of(seen: &Observed) -> Self {
        let (behind, ahead) = pressed(seen.qtr, seen.quarter_seconds_remaining, seen.lead);
        Self {
            behind,
            ahead,
            distance: f64::from(seen.ydstogo),
            yardline_100: f64::from(seen.yardline_100),
            fourth: seen.down == 4,
            spread: f64::from(seen.spread),
            total: f64::from(seen.total),
        }
    }
}

/// The fitted sub-model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Conversion {
    /// P(first down or touchdown).
    pub converts: Logit,
    /// P(touchdown | conversion short of goal to go).
    pub scores: Logit,
    /// P(first down short of the goal line | conversion at goal to go): fouls.
    pub goal_foul: f64,
    /// Yards beyond the line to gain, at each of [`DISTANCES`], far from the goal.
    pub beyond: Vec<Slots>,
    /// Yards forward (of the line of scrimmage) to where the other side takes
    /// over after a failure, at each of [`DISTANCES`].
    pub short: Vec<Slots>,
    /// P(touchdown of the other side | failure).
    pub returned: f64,
    /// P(safety | failure) from one's own goal line on, falling by the half
    /// every four yards.
    pub safety: f64,
}

const TERMS: usize = 22;

/// Terms of P(conversion).
fn terms(a: &Attempt) -> [f64; TERMS] {
    let d = a.distance.max(1.0);
    let y = a.yardline_100;
    let ln = d.ln_();
    let fourth = f64::from(u8::from(a.fourth));
    let goal = f64::from(u8::from(d >= y));
    let red = (20.0 - y).max(0.0) / 20.0;
    let known = |v: f64, or: f64| if v.is_finite() { v - or } else { 0.0 };
    [
        1.0,
        ln,
        d / 10.0,
        f64::from(u8::from(d < 1.5)),
        (d - 10.0).max(0.0) / 10.0,
        fourth,
        fourth * ln,
        fourth * f64::from(u8::from(d < 1.5)),
        known(a.spread, 0.0) / 10.0,
        known(a.total, 44.0) / 10.0,
        goal,
        goal * ln,
        red,
        red * ln,
        (y - 90.0).max(0.0) / 10.0,
        y / 100.0,
        a.behind,
        a.behind * ln,
        fourth * a.behind,
        fourth * a.behind * ln,
        a.ahead,
        fourth * a.ahead,
    ]
}

const SCORE_TERMS: usize = 5;

/// Terms of P(touchdown | conversion), with `room` yards between the line to
/// gain and the goal line.
fn score_terms(a: &Attempt) -> [f64; SCORE_TERMS] {
    let room = (a.yardline_100 - a.distance).max(1.0);
    let d = a.distance.max(1.0);
    [
        1.0,
        room.ln_(),
        room / 10.0,
        d.ln_(),
        f64::from(u8::from(a.fourth)),
    ]
}

impl Conversion {
    /// Fits to real third and fourth downs.
    ///
    /// # Errors
    /// [`Error::Fit`] where there are too few.
    pub fn fit(seen: &[Observed]) -> Result<Self> {
        let intent = Intent::fit(seen)?;
        let mut converts = Sample::default();
        let mut scores = Sample::default();
        let mut beyond: Vec<(f64, f64, f64)> = Vec::new();
        let mut short: Vec<(f64, f64, f64)> = Vec::new();
        let (mut failures, mut returned) = (0.0, 0.0);
        let (mut deep, mut safeties) = (0.0, 0.0);
        let (mut at_goal, mut fouled) = (0.0, 0.0);
        for s in seen {
            let Some(converted) = converted(s) else {
                continue;
            };
            let a = Attempt::of(s);
            let counts = intent.weight(s);
            converts.push_weighted(&terms(&a), converted, s.game, counts);
            if converted {
                if a.distance >= a.yardline_100 {
                    at_goal += counts;
                    fouled += counts * f64::from(u8::from(!s.touchdown()));
                } else {
                    scores.push_weighted(&score_terms(&a), s.touchdown(), s.game, counts);
                    if let (Some(moved), true) = (s.moved(), a.yardline_100 - a.distance >= 30.0) {
                        // A sneak on fourth and 1 gains less than a run on third.
                        let weight = if a.fourth { FOURTHS * counts } else { 1.0 };
                        let gained = (f64::from(moved) - a.distance).max(0.0);
                        beyond.push((a.distance, gained, weight));
                    }
                }
                continue;
            }
            // On third down a failure is followed by a fourth down.
            if s.down == 4 {
                failures += 1.0;
                returned += f64::from(u8::from(s.touchdown_against()));
                if let Some(at) = s.taken_over_at().filter(|_| s.yardline_100 > 10) {
                    let left = 100.0 - f64::from(at);
                    short.push((a.distance, a.yardline_100 - left, 1.0));
                }
            }
            let weight = nearness(a.yardline_100);
            deep += weight;
            safeties += f64::from(u8::from(s.points == (0, 2)));
        }
        Ok(Self {
            converts: converts.fit(TERMS, 1.0, "a first down")?,
            scores: scores.fit(SCORE_TERMS, 1.0, "a touchdown")?,
            beyond: by_distance(&beyond, BEYOND)?,
            short: by_distance(&short, SHORT)?,
            goal_foul: fouled / f64::max(at_goal, 1.0),
            // One more failure without a return keeps it from being never.
            returned: (returned + 0.5) / (failures + 50.0),
            safety: safeties / f64::max(deep, 1.0),
        })
    }

    /// Whether all parts fit together.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        let part = |p: f64| (0.0..=1.0).contains(&p);
        self.converts.is_sound(TERMS)
            && self.scores.is_sound(SCORE_TERMS)
            && self.beyond.len() == DISTANCES.len()
            && self.short.len() == DISTANCES.len()
            && self.beyond.iter().all(|s| s.is_sound(BEYOND))
            && self.short.iter().all(|s| s.is_sound(SHORT))
            && part(self.goal_foul)
            && part(self.returned)
            && part(self.safety)
    }

    /// Log-odds of a first down or touchdown, before distances are put in order: linear
    /// in the teams' lines and in how late it is.
    #[must_use]
    pub(crate) fn log_odds(&self, a: &Attempt) -> f64 {
        self.converts.log_odds(&terms(a))
    }

    /// P(first down or touchdown). A longer distance never has the better
    /// chance: the regression's interactions could say so by a hair.
    #[must_use]
    pub fn p_converts(&self, a: &Attempt) -> f64 {
        let of = |distance: f64| self.log_odds(&Attempt { distance, ..*a });
        let mut least = of(a.distance);
        let mut shorter = a.distance - 1.0;
        while shorter >= 1.0 {
            least = least.min(of(shorter));
            shorter -= 1.0;
        }
        logistic(least)
    }

    /// [`Conversion::p_converts`] at each whole distance up to that of `a`, from 1.
    #[must_use]
    pub(crate) fn all_convert(&self, a: &Attempt) -> Vec<f64> {
        let mut least = f64::INFINITY;
        let distances = (1..=a.distance as usize).map(|distance| {
            let distance = distance as f64;
            least = least.min(self.log_odds(&Attempt { distance, ..*a }));
            logistic(least)
        });
        distances.collect()
    }

    /// P(touchdown | conversion).
    #[must_use]
    pub fn p_scores(&self, a: &Attempt) -> f64 {
        if a.distance >= a.yardline_100 {
            return 1.0 - self.goal_foul;
        }
        logistic(self.scores.log_odds(&score_terms(a)))
    }

    /// Equally likely yards from the goal after a conversion that is no
    /// touchdown. At goal to go that is a foul: half the distance.
    #[must_use]
    pub fn first_down_at(&self, a: &Attempt, count: usize) -> Vec<f64> {
        let room = a.yardline_100 - a.distance;
        if room < 1.0 {
            return vec![(a.yardline_100 / 2.0).floor().max(1.0)];
        }
        let (low, high, share) = between(&DISTANCES, a.distance);
        let beyond = self.beyond[low].towards(&self.beyond[high], share);
        // Of gains that stay short of the goal line.
        let inside = beyond.below(room - 0.5).max(0.02);
        (0..count)
            .map(|k| {
                let u = (k as f64 + 0.5) / count as f64 * inside;
                let gained = beyond.quantile(u).clamp(0.0, room - 1.0);
                (room - gained).max(1.0)
            })
            .collect()
    }

    /// Equally likely yards from its goal at which the other side takes over
    /// after a failure.
    #[must_use]
    pub fn taken_over_at(&self, a: &Attempt, count: usize) -> Vec<f64> {
        let (low, high, share) = between(&DISTANCES, a.distance);
        let short = self.short[low].towards(&self.short[high], share);
        (0..count)
            .map(|k| {
                let moved = short.quantile((k as f64 + 0.5) / count as f64);
                let left = a.yardline_100 - moved;
                // An interception in the end zone comes out to the 20.
                let theirs = 100.0 - left;
                if theirs >= 100.0 {
                    80.0
                } else {
                    theirs.clamp(1.0, 99.0)
                }
            })
            .collect()
    }

    /// P(safety | failure).
    #[must_use]
    pub fn p_safety(&self, a: &Attempt) -> f64 {
        (self.safety * nearness(a.yardline_100)).min(0.5)
    }

    /// With the regressions' weights moved by standard normal numbers.
    #[must_use]
    pub fn moved(&self, mut normal: impl FnMut() -> f64) -> Self {
        Self {
            converts: self.converts.moved(&mut normal),
            scores: self.scores.moved(&mut normal),
            ..self.clone()
        }
    }
}

/// How near the own goal line is, from 1 there.
fn nearness(yardline_100: f64) -> f64 {
    0.5f64.powf_((99.0 - yardline_100) / 4.0)
}

/// Whether a play that counts converted; `None` for plays that do not count.
#[must_use]
pub fn converted(s: &Observed) -> Option<bool> {
    if !s.went() {
        return None;
    }
    if s.touchdown() || s.first_down() {
        return Some(true);
    }
    let failed = s.touchdown_against()
        || s.points == (0, 2)
        || s.next.is_some_and(|n| !n.same && n.down == 1)
        || (s.down == 3 && s.next.is_some_and(|n| n.same && n.down == 4));
    failed.then_some(false)
}

/// Distributions at [`DISTANCES`] of (distance, value, weight): observations
/// weigh less the further (in log) their distance is.
fn by_distance(seen: &[(f64, f64, f64)], count: usize) -> Result<Vec<Slots>> {
    DISTANCES
        .iter()
        .map(|&knot| {
            let weighed = seen
                .iter()
                .map(|&(d, v, w)| {
                    (
                        v,
                        w * (1.0 - (d.max(1.0) / knot).ln_().abs() / 0.7).max(0.0),
                    )
                })
                .collect();
            Slots::of(weighed, count).ok_or_else(|| Error::Fit {
                problem: format!("no plays with about {knot} yards to go"),
                hint: "fit on full seasons".into(),
            })
        })
        .collect()
}
