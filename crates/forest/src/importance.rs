//! Permutation importance with an error that respects groups.

use ndarray::{Array1, ArrayView2};

use super::bootstrap::Groups;
use super::generator::{Draws, Stream, key};
use crate::error::{Error, Result, check_length};

/// Probabilities are kept this far from 0 and 1: half a step of a leaf value.
const CLIP: f64 = 0.5 / 65_535.0;

/// How much worse a model gets when a feature tells it nothing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Importance {
    /// Mean increase of log loss a row (natural logarithm), over all rows and
    /// repeats.
    pub mean: f64,
    /// Standard error of that mean between groups: what it would vary by with
    /// other groups of the same kind. 0 for a single group.
    pub standard_error: f64,
}

/// Permutation importance of each feature (Breiman 2001, section 10).
///
/// A feature's values are shuffled among *all* rows, so its distribution stays
/// and its tie to the label, the group and the other features is cut. Shuffling
/// within groups would call a feature that is constant there useless, and moving
/// whole groups' blocks would leave a feature its tie to the place in the group.
/// Rows of a group rise and fall together, so the error is computed from the
/// groups' sums of differences, not from rows. Use rows that the model was not
/// fitted on.
///
/// * `predict`: rows × features to one probability a row, for instance
///   `|x| forest.predict_proba(x, None)`.
/// * `x`: rows × features. `label`, `group`: one value a row.
/// * `repeats`: shuffles a feature, at least 1.
///
/// Returns one [`Importance`] a feature, the same for the same seed.
///
/// # Errors
/// [`Error::Shape`] when lengths differ, [`Error::Parameter`] for 0 repeats,
/// [`Error::Fit`] for no rows, and what `predict` returns.
pub fn permutation_importance<E: From<Error>>(
    predict: impl Fn(ArrayView2<'_, f32>) -> Result<Array1<f32>, E>,
    x: ArrayView2<'_, f32>,
    label: &[bool],
    group: &[u32],
    repeats: usize,
    seed: u64,
) -> Result<Vec<Importance>, E> {
    let rows = x.nrows();
    for (what, found) in [("label", label.len()), ("group", group.len())] {
        check_length(what, rows, found)?;
    }
    if repeats == 0 {
        return Err(Error::parameter("repeats", "at least 1", repeats).into());
    }
    if rows == 0 {
        return Err(Error::Fit {
            problem: "there are no rows".to_owned(),
            hint: "importance needs rows that the model was not fitted on".to_owned(),
        }
        .into());
    }
    let groups = Groups::new(group);
    let loss = |x: ArrayView2<'_, f32>| -> Result<Vec<f64>, E> {
        let p = predict(x)?;
        check_length("predictions", rows, p.len())?;
        Ok(p.iter()
            .zip(label)
            .map(|(&p, &yes)| log_loss(f64::from(p), yes))
            .collect())
    };
    let base = loss(x)?;
    let mut shuffled = x.to_owned();
    (0..x.ncols())
        .map(|feature| {
            let mut increase = vec![0.0; rows];
            for repeat in 0..repeats {
                let stream = key(seed, Stream::Permutation, repeat as u64);
                let order = permutation(rows, key(stream, Stream::Permutation, feature as u64));
                for (row, &from) in order.iter().enumerate() {
                    shuffled[[row, feature]] = x[[from as usize, feature]];
                }
                let worse = loss(shuffled.view())?;
                for ((sum, worse), base) in increase.iter_mut().zip(worse).zip(&base) {
                    *sum += (worse - base) / repeats as f64;
                }
            }
            shuffled.column_mut(feature).assign(&x.column(feature));
            Ok(summarise(&increase, &groups))
        })
        .collect()
}

fn log_loss(p: f64, yes: bool) -> f64 {
    let p = p.clamp(CLIP, 1.0 - CLIP);
    -if yes { p.ln() } else { (1.0 - p).ln() }
}

/// A Fisher–Yates shuffle of `0..rows`.
fn permutation(rows: usize, key: u64) -> Vec<u32> {
    let mut order: Vec<u32> = (0..rows as u32).collect();
    let mut draws = Draws::new(key);
    for last in (1..rows).rev() {
        let other = draws.below(last as u32 + 1) as usize;
        order.swap(last, other);
    }
    order
}

/// The mean of the increases and its standard error, for a ratio estimated from
/// clusters: sqrt(G / (G - 1) · sum over groups of (sum of increase - mean)²) / n.
fn summarise(increase: &[f64], groups: &Groups) -> Importance {
    let rows = increase.len() as f64;
    let mean = increase.iter().sum::<f64>() / rows;
    let mut sums = vec![0.0; groups.count()];
    for run in groups.runs() {
        let rows = &increase[run.start as usize..run.end as usize];
        sums[run.group as usize] += rows.iter().map(|value| value - mean).sum::<f64>();
    }
    let count = sums.len() as f64;
    let squares: f64 = sums.iter().map(|sum| sum * sum).sum();
    let standard_error = if sums.len() < 2 {
        0.0
    } else {
        (squares * count / (count - 1.0)).sqrt() / rows
    };
    Importance {
        mean,
        standard_error,
    }
}
