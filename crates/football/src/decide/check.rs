//! Are the sub-models calibrated? Each season by those of the earlier ones.

use super::rival::Rival;
use crate::book::SubModels;
use crate::book::conversion::{Attempt, converted};
use crate::book::field_goal::{Kick, made};
use crate::book::intent::Intent;
use crate::book::observed::Observed;
use crate::book::punt;
use crate::error::Result;
use crate::evaluate::{Interval, draws, ratio_interval};
use crate::math::Portable;
use crate::plays::Seasons;
use rayon::prelude::*;
use serde::Serialize;

/// One claim about one real play, and whether it held.
#[derive(Debug, Clone, Copy)]
struct Claim {
    p: f64,
    /// What the forest says, where one was fitted.
    forest: Option<f64>,
    held: bool,
    game: u32,
    /// What it counts for: less than 1 where it is not known to be an attempt.
    weight: f64,
}

/// A tenth of the claims, by predicted probability.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Tenth {
    /// Claims.
    pub plays: usize,
    /// Mean of what was predicted.
    pub predicted: f64,
    /// How often it happened.
    pub observed: f64,
    /// Interval of the latter, from resampled games.
    pub interval: Interval,
}

impl Tenth {
    /// Observed less predicted.
    #[must_use]
    pub fn gap(&self) -> f64 {
        self.observed - self.predicted
    }

    /// "-2.3 (-4.0 to -0.6)", in percentage points.
    #[must_use]
    pub fn words(&self) -> String {
        let off = |share: f64| 100.0 * (share - self.predicted);
        format!(
            "{:+.1} ({:+.1} to {:+.1})",
            off(self.observed),
            off(self.interval.low),
            off(self.interval.high)
        )
    }
}

/// A kind of claim, checked.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Checked {
    /// What was claimed.
    pub what: String,
    /// Claims.
    pub plays: usize,
    /// Tenths, the least likely first.
    pub tenths: Vec<Tenth>,
    /// Largest gap of a tenth that is to be expected by chance, were all
    /// calibrated.
    pub chance: f64,
    /// Log loss, nats a play.
    pub log_loss: f64,
    /// That of a forest on the same inputs, where there is one.
    pub forest_log_loss: Option<f64>,
}

impl Checked {
    /// Largest |observed − predicted| of a tenth.
    #[must_use]
    pub fn worst(&self) -> f64 {
        self.worst_tenth().map_or(0.0, |t| t.gap().abs())
    }

    /// The tenth with the largest gap.
    #[must_use]
    pub fn worst_tenth(&self) -> Option<&Tenth> {
        let size = |t: &&Tenth| t.gap().abs();
        self.tenths
            .iter()
            .max_by(|a, b| size(a).total_cmp(&size(b)))
    }

    /// Tenths that are off by more than two points beyond doubt: the whole
    /// interval is.
    #[must_use]
    pub fn beyond(&self) -> usize {
        let off =
            |t: &&Tenth| t.interval.low - t.predicted > BAR || t.predicted - t.interval.high > BAR;
        self.tenths.iter().filter(off).count()
    }
}

/// Resamples of [`Checked::chance`].
const RESAMPLES: usize = 500;
/// How far off a tenth may be: two percentage points.
const BAR: f64 = 0.02;

fn checked(what: &str, mut claims: Vec<Claim>, level: f64) -> Checked {
    claims.sort_by(|a, b| a.p.total_cmp(&b.p));
    let n = claims.len();
    let counted = f64::max(claims.iter().map(|c| c.weight).sum(), 1.0);
    let loss = |p: f64, held: bool| {
        let p = p.clamp(1e-6, 1.0 - 1e-6);
        -(if held { p } else { 1.0 - p }).ln_()
    };
    let log_loss = claims
        .iter()
        .map(|c| c.weight * loss(c.p, c.held))
        .sum::<f64>()
        / counted;
    let of_forest: Option<f64> = claims
        .iter()
        .map(|c| c.forest.map(|p| c.weight * loss(p, c.held)))
        .sum();
    let parts: Vec<&[Claim]> = (0..10)
        .map(|k| &claims[k * n / 10..(k + 1) * n / 10])
        .filter(|t| !t.is_empty())
        .collect();
    let chance = chance(&parts);
    let tenths = parts
        .iter()
        .map(|tenth| {
            let sum =
                |f: &dyn Fn(&Claim) -> f64| tenth.iter().map(|c| c.weight * f(c)).sum::<f64>();
            let mean = |f: &dyn Fn(&Claim) -> f64| sum(f) / f64::max(sum(&|_| 1.0), 1e-9);
            Tenth {
                plays: tenth.len(),
                predicted: mean(&|c| c.p),
                observed: mean(&|c| f64::from(u8::from(c.held))),
                interval: ratio_interval(&by_game(tenth), level),
            }
        })
        .collect();
    Checked {
        what: what.to_owned(),
        plays: n,
        tenths,
        chance,
        log_loss,
        forest_log_loss: of_forest.map(|sum| sum / counted),
    }
}

/// What held and how many claims there were, by game.
fn by_game(claims: &[Claim]) -> Vec<(f64, f64)> {
    let mut games = std::collections::BTreeMap::<u32, (f64, f64)>::new();
    for c in claims {
        let sum = games.entry(c.game).or_default();
        sum.0 += c.weight * f64::from(u8::from(c.held));
        sum.1 += c.weight;
    }
    games.into_values().collect()
}

/// The largest gap of a tenth that claims would show by chance alone, were all
/// calibrated: the median over resampled games of the largest distance of a
/// tenth's gap from the gap that was measured.
fn chance(tenths: &[&[Claim]]) -> f64 {
    let mut games: Vec<u32> = tenths
        .iter()
        .flat_map(|t| t.iter().map(|c| c.game))
        .collect();
    games.sort_unstable();
    games.dedup();
    // Sums by game and tenth: what held less what was predicted, and claims.
    let width = tenths.len();
    let mut sums = vec![(0.0, 0.0); games.len() * width];
    for (k, tenth) in tenths.iter().enumerate() {
        for c in *tenth {
            let game = games.partition_point(|&g| g < c.game);
            let sum = &mut sums[game * width + k];
            sum.0 += c.weight * (f64::from(u8::from(c.held)) - c.p);
            sum.1 += c.weight;
        }
    }
    let gaps = |drawn: &mut dyn Iterator<Item = usize>| -> Vec<f64> {
        let mut total = vec![(0.0, 0.0); width];
        for game in drawn {
            for (t, s) in total.iter_mut().zip(&sums[game * width..]) {
                t.0 += s.0;
                t.1 += s.1;
            }
        }
        total.iter().map(|t| t.0 / f64::max(t.1, 1.0)).collect()
    };
    let measured = gaps(&mut (0..games.len()));
    let mut largest: Vec<f64> = (0..RESAMPLES)
        .into_par_iter()
        .map(|b| {
            let drawn = gaps(&mut draws(games.len(), 2, b));
            let off = drawn.iter().zip(&measured).map(|(d, m)| (d - m).abs());
            off.fold(0.0, f64::max)
        })
        .collect();
    largest.sort_unstable_by(f64::total_cmp);
    largest[RESAMPLES / 2]
}

/// Predicts each of `seasons` by sub-models of all earlier ones, and compares.
///
/// # Errors
/// Those of [`SubModels::fit`], where a season has too few before it.
pub fn check(seen: &[Observed], seasons: &Seasons, level: f64) -> Result<Vec<Checked>> {
    let mut wanted: Vec<u16> = seen.iter().map(|s| s.season).collect();
    wanted.sort_unstable();
    wanted.dedup();
    wanted.retain(|&s| seasons.contains(s));
    let mut claims: Vec<(&str, Vec<Claim>)> = KINDS.iter().map(|&k| (k, Vec::new())).collect();
    for season in wanted {
        let before: Vec<Observed> = seen.iter().filter(|s| s.season < season).cloned().collect();
        let models = SubModels::fit(&before)?;
        let intent = Intent::fit(&before)?;
        let rival = Rival::fit(&before)?;
        for s in seen.iter().filter(|s| s.season == season) {
            one(&models, &intent, &rival, s, &mut claims)?;
        }
    }
    Ok(claims
        .into_iter()
        .filter(|(_, c)| !c.is_empty())
        .map(|(what, c)| checked(what, c, level))
        .collect())
}

/// The kinds of claims.
const KINDS: [&str; 9] = [
    "first down or touchdown, third and fourth downs",
    "first down or touchdown, fourth downs only",
    "touchdown, third and fourth downs",
    "first down at least 10 yards past the line to gain",
    "field goal made",
    "punt: opponent starts inside its 10",
    "punt: opponent starts inside its 20",
    "punt: opponent starts beyond its 30",
    "punt: touchback",
];

fn one(
    models: &SubModels,
    intent: &Intent,
    rival: &Rival,
    s: &Observed,
    claims: &mut [(&str, Vec<Claim>)],
) -> Result<()> {
    let mut against = |kind: usize, p: f64, forest: Option<f64>, held: bool| {
        claims[kind].1.push(Claim {
            p,
            forest,
            held,
            game: s.game,
            weight: intent.weight(s),
        });
    };
    if let Some(converts) = converted(s) {
        let a = Attempt::of(s);
        let p = models.conversion.p_converts(&a);
        let forest = Some(rival.p_converts(s)?);
        against(0, p, forest, converts);
        if s.down == 4 {
            against(1, p, forest, converts);
        }
        let p_scores = models.conversion.p_scores(&a);
        against(2, p * p_scores, None, converts && s.touchdown());
        if a.yardline_100 - a.distance >= 12.0 {
            let at = models.conversion.first_down_at(&a, 20);
            let far = a.yardline_100 - a.distance - 9.5;
            let past = at.iter().filter(|&&y| y < far).count() as f64 / at.len() as f64;
            let gained = s.moved().is_some_and(|m| f64::from(m) - a.distance >= 10.0);
            let held = converts && (s.touchdown() || gained);
            against(3, p * (p_scores + (1.0 - p_scores) * past), None, held);
        }
    }
    if let Some(good) = made(s) {
        let kick = Kick {
            yardline_100: f64::from(s.yardline_100),
            indoors: s.indoors,
            season: Some(s.season),
        };
        against(
            4,
            models.field_goal.p_made(&kick),
            Some(rival.p_made(s)?),
            good,
        );
    }
    if punt::counts(s) {
        let ends = models.punt.ends(f64::from(s.yardline_100));
        let at = s.taken_over_at();
        let above = |y: f64| ends.p_starts * (1.0 - ends.starts.below(y));
        against(5, above(89.5), None, at.is_some_and(|a| a >= 90));
        // A start on the 20 is a touchback: nothing lies between 79 and 81.
        against(6, above(80.0), None, at.is_some_and(|a| a > 80));
        against(
            7,
            ends.p_starts - above(69.5),
            None,
            at.is_some_and(|a| a < 70),
        );
        against(8, ends.touchback, None, at == Some(80));
    }
    Ok(())
}
