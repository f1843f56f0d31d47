//! Do intervals hold the truth? For plays whose truth is known.

use crate::error::Result;
use serde::{Deserialize, Serialize};

/// Intervals of one model for plays whose true probability is known; all of
/// one length.
#[derive(Debug, Clone, Copy)]
pub struct Judged<'a> {
    /// True P(win).
    pub truth: &'a [f64],
    /// P(win) of the model.
    pub wp: &'a [f32],
    /// Lower ends.
    pub lower: &'a [f32],
    /// Upper ends.
    pub upper: &'a [f32],
}

/// What intervals were like on some plays, by several models.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Covered {
    /// Plays (each counted once, however many models were asked).
    pub plays: usize,
    /// Share of the intervals that hold the truth; NaN without plays.
    pub coverage: f64,
    /// Its standard error, from how much the models differ; NaN of one model.
    pub coverage_error: f64,
    /// Mean width.
    pub width: f64,
    /// Mean of prediction less truth, over plays and models.
    pub bias: f64,
    /// Root mean square of a play's mean prediction (over models) less truth:
    /// what more games would not mend. Noise of models and truth is not taken out.
    pub misfit: f64,
    /// Root mean square of prediction less truth.
    pub error: f64,
}

/// Overall and by tenth of the true probability.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CoverageTable {
    /// All plays.
    pub all: Covered,
    /// Those with a true probability of 0–0.1, 0.1–0.2, …, 0.9–1.
    pub tenths: Vec<Covered>,
}

/// The tenth of a probability, 0–9.
fn tenth(p: f64) -> usize {
    ((p * 10.0) as usize).min(9)
}

/// Coverage and width over models that were asked for the same plays.
///
/// # Errors
/// [`Error::Shape`](crate::Error::Shape) where lengths differ or nothing is there.
pub fn coverage(models: &[Judged<'_>]) -> Result<CoverageTable> {
    let plays = models.first().map_or(0, |m| m.truth.len());
    for model in models {
        super::scored::check_lengths(
            plays,
            &[
                ("true probabilities", model.truth.len()),
                ("probabilities", model.wp.len()),
                ("lower ends", model.lower.len()),
                ("upper ends", model.upper.len()),
            ],
        )?;
    }
    super::scored::check_lengths(plays, &[])?;
    let group = |keep: &dyn Fn(f64) -> bool| {
        let rows: Vec<usize> = (0..plays).filter(|&i| keep(models[0].truth[i])).collect();
        covered(models, &rows)
    };
    Ok(CoverageTable {
        all: group(&|_| true),
        tenths: (0..10).map(|k| group(&|p| tenth(p) == k)).collect(),
    })
}

fn covered(models: &[Judged<'_>], rows: &[usize]) -> Covered {
    let n = rows.len() as f64;
    let m = models.len() as f64;
    let mean = |of: &dyn Fn(&Judged<'_>, usize) -> f64| -> Vec<f64> {
        let one = |model| rows.iter().map(|&i| of(model, i)).sum::<f64>() / n;
        models.iter().map(one).collect()
    };
    let over = |values: &[f64]| values.iter().sum::<f64>() / m;
    let holds = |j: &Judged<'_>, i: usize| {
        let (low, high) = (f64::from(j.lower[i]), f64::from(j.upper[i]));
        f64::from(u8::from(low <= j.truth[i] && j.truth[i] <= high))
    };
    let off = |j: &Judged<'_>, i: usize| f64::from(j.wp[i]) - j.truth[i];
    let shares = mean(&holds);
    let coverage = over(&shares);
    let variance = shares.iter().map(|s| (s - coverage).powi(2)).sum::<f64>() / (m - 1.0);
    let by_play = rows.iter().map(|&i| {
        let mean = models.iter().map(|j| off(j, i)).sum::<f64>() / m;
        mean * mean
    });
    Covered {
        plays: rows.len(),
        coverage,
        coverage_error: (variance / m).sqrt(),
        width: over(&mean(&|j, i| f64::from(j.upper[i]) - f64::from(j.lower[i]))),
        bias: over(&mean(&off)),
        misfit: (by_play.sum::<f64>() / n).sqrt(),
        error: over(&mean(&|j, i| off(j, i).powi(2))).sqrt(),
    }
}
