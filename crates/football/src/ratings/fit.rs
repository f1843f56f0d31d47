//! The parameters under which the results were least surprising.

use super::params::DECLARED;
use super::{Forecast, Game, History, Parameters};
use crate::error::{Error, Result};
use crate::math::Portable;
use rayon::prelude::*;
use serde::Serialize;

/// How well forecasts did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Score {
    /// Games that were played.
    pub games: usize,
    /// Root mean square error of the margin, in points.
    pub margin_rms: f64,
    /// Root mean square error of the total, in points.
    pub total_rms: f64,
    /// Log likelihood of margin and total.
    pub log_likelihood: f64,
}

/// Fitted parameters.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fitted {
    /// The parameters.
    pub parameters: Parameters,
    /// How they did on the seasons that they were fitted to.
    pub score: Score,
    /// Passes over all parameters.
    pub rounds: usize,
}

/// Least seasons before the first one that is scored: the filter must have
/// settled.
const SETTLING: u16 = 2;
/// Rounds after which the search ends in any case.
const MOST_ROUNDS: usize = 40;
/// Fraction of its first step below which a parameter has been found.
const FINE: f64 = 0.04;

/// How the forecasts of some games did; games without a result do not count.
#[must_use]
pub fn score(games: &[Game], forecasts: &[Forecast], counts: impl Fn(&Game) -> bool) -> Score {
    let mut sum = Score::default();
    for (game, f) in games.iter().zip(forecasts) {
        let Some((home, away)) = game.score.filter(|_| counts(game)) else {
            continue;
        };
        let margin = f64::from(home - away) - f.margin;
        let total = f64::from(home + away) - f.total;
        sum.games += 1;
        sum.margin_rms += margin * margin;
        sum.total_rms += total * total;
        for (miss, sd) in [
            (margin, f.margin_sd.hypot_(f.margin_noise)),
            (total, f.total_sd.hypot_(f.total_noise)),
        ] {
            sum.log_likelihood -= 0.5 * (miss / sd).powi(2) + sd.ln_();
        }
    }
    let n = sum.games.max(1) as f64;
    sum.margin_rms = (sum.margin_rms / n).sqrt();
    sum.total_rms = (sum.total_rms / n).sqrt();
    sum
}

/// Fits the parameters to the results of seasons `from`–`to` by likelihood with
/// weak priors on the drifts, which a decade tells little of: a pattern search
/// (Hooke & Jeeves 1961) from `start`, the same on every machine.
///
/// # Errors
/// [`Error::Fit`] where there are fewer than two seasons before `from` or no
/// results in `from`–`to`; those of [`History::of`].
pub fn fit(games: &[Game], from: u16, to: u16, start: &Parameters) -> Result<Fitted> {
    start.check()?;
    let first = games.iter().map(|g| g.season).min();
    if first.is_none_or(|first| first + SETTLING > from) {
        return Err(Error::Fit {
            problem: format!("the schedule has not {SETTLING} seasons before {from}"),
            hint: "fit to later seasons, or fetch earlier ones with `wp fetch`".into(),
        });
    }
    let games: Vec<Game> = games.iter().filter(|g| g.season <= to).cloned().collect();
    let counts = |g: &Game| g.season >= from;
    let results = games.iter().filter(|g| counts(g) && g.score.is_some());
    if results.count() < 100 {
        return Err(Error::Fit {
            problem: format!("the schedule has fewer than 100 results in {from}–{to}"),
            hint: "fit to more seasons".into(),
        });
    }
    let worth = |p: &Parameters| -> Result<f64> {
        let history = History::of(&games, p)?;
        Ok(score(&games, &history.forecasts, counts).log_likelihood + prior(p))
    };
    let mut best = (worth(start)?, *start);
    let mut steps: Vec<f64> = DECLARED.iter().map(|d| d.step).collect();
    let mut rounds = 0;
    while rounds < MOST_ROUNDS && steps.iter().zip(DECLARED).any(|(s, d)| *s > FINE * d.step) {
        rounds += 1;
        for (d, step) in DECLARED.iter().zip(&mut steps) {
            if *step <= FINE * d.step {
                continue;
            }
            let tries = [1.0, -1.0].map(|side| {
                let mut p = best.1;
                let (low, high) = d.range;
                let moved = (d.get)(&p) + side * *step;
                (d.set)(&mut p, moved.clamp(low, high));
                p
            });
            let tried: Vec<(f64, Parameters)> = tries
                .par_iter()
                .map(|p| Ok((worth(p)?, *p)))
                .collect::<Result<_>>()?;
            let better = tried.into_iter().max_by(|a, b| a.0.total_cmp(&b.0));
            match better.filter(|b| b.0 > best.0 + 1e-4) {
                Some(better) => {
                    best = better;
                    *step *= 1.2;
                }
                None => *step *= 0.5,
            }
        }
    }
    let history = History::of(&games, &best.1)?;
    Ok(Fitted {
        parameters: best.1,
        score: score(&games, &history.forecasts, counts),
        rounds,
    })
}

/// Log density of the priors, up to a constant.
fn prior(p: &Parameters) -> f64 {
    let one = |d: &super::params::Declared| {
        let (median, spread) = d.prior?;
        Some(-0.5 * (((d.get)(p) / median).ln_() / spread).powi(2))
    };
    DECLARED.iter().filter_map(one).sum()
}
