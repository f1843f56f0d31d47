//! Weights of rows, as whole numbers that each tree rounds anew.

use super::generator::{Stream, key, mix};
use crate::error::{Error, Result};

/// Largest whole number that a row of weight 1 draw counts as.
const MOST: f64 = 63.0;
/// What an average row counts as where weights are no small whole numbers.
const AVERAGE: f64 = 16.0;
/// Most rows of a sample by weight: half of what a tree can count.
const MOST_ROWS: f64 = 8_000_000.0;

/// One weight a row, scaled so that a tree can count rows by whole numbers.
#[derive(Debug, Clone)]
pub(super) struct RowWeights {
    scaled: Vec<f32>,
}

impl RowWeights {
    /// From weights of at least 0, not all 0. Whole numbers up to 63 stay as
    /// they are; others are scaled, and rounded up or down by chance in each
    /// tree, so that they are right on average.
    ///
    /// # Errors
    /// [`Error::Shape`] for another number of weights than `rows`;
    /// [`Error::Fit`] for one that is negative or no number, or where all are 0.
    pub fn new(weights: &[f32], rows: usize) -> Result<Self> {
        if weights.len() != rows {
            return Err(Error::Shape {
                what: "weights",
                expected: format!("{rows} values, one a row"),
                found: weights.len().to_string(),
            });
        }
        if let Some(row) = weights.iter().position(|w| !(*w >= 0.0 && w.is_finite())) {
            return Err(Error::Fit {
                problem: format!("the weight of row {row} is {}", weights[row]),
                hint: "weights are numbers of at least 0".to_owned(),
            });
        }
        let sum: f64 = weights.iter().map(|&w| f64::from(w)).sum();
        let most = f64::from(weights.iter().copied().fold(0.0, f32::max));
        if most == 0.0 {
            return Err(Error::Fit {
                problem: "all weights are 0".to_owned(),
                hint: "give some rows a weight".to_owned(),
            });
        }
        let whole = weights.iter().all(|w| w.fract() == 0.0);
        let scale = if whole && most <= MOST && sum <= MOST_ROWS {
            1.0
        } else {
            (MOST / most)
                .min(AVERAGE * rows as f64 / sum)
                .min(MOST_ROWS / sum)
        };
        let scaled = weights.iter().map(|&w| (f64::from(w) * scale) as f32);
        Ok(Self {
            scaled: scaled.collect(),
        })
    }

    /// What a row that tree `tree` drew `times` times counts as, at most 255;
    /// the same for the same seed, tree and row.
    pub fn in_tree(&self, seed: u64, tree: u64) -> impl Fn(usize, u8) -> u8 {
        let key = key(seed, Stream::Weights, tree);
        move |row, times| {
            let weight = self.scaled[row] * f32::from(times);
            let whole = weight.floor();
            let chance = (mix(key ^ row as u64) >> 40) as f32 / (1u32 << 24) as f32;
            (whole + f32::from(u8::from(chance < weight - whole))).min(255.0) as u8
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_weights_count_as_they_are_and_others_on_average() {
        let whole = RowWeights::new(&[0.0, 1.0, 7.0], 3).unwrap();
        let count = whole.in_tree(1, 2);
        assert_eq!([count(0, 3), count(1, 2), count(2, 3)], [0, 2, 21]);

        let others = RowWeights::new(&[0.5, 0.25, 1.25], 3).unwrap();
        let mut sums = [0u32; 3];
        for tree in 0..2000 {
            let count = others.in_tree(1, tree);
            for (row, sum) in sums.iter_mut().enumerate() {
                *sum += u32::from(count(row, 1));
            }
        }
        let ratio = |a: usize, b: usize| f64::from(sums[a]) / f64::from(sums[b]);
        assert!((ratio(0, 1) - 2.0).abs() < 0.01, "{sums:?}");
        assert!((ratio(2, 1) - 5.0).abs() < 0.02, "{sums:?}");
    }

    #[test]
    fn what_is_no_weight_is_refused() {
        for bad in [
            [1.0, -1.0],
            [1.0, f32::NAN],
            [f32::INFINITY, 1.0],
            [0.0, 0.0],
        ] {
            assert!(matches!(RowWeights::new(&bad, 2), Err(Error::Fit { .. })));
        }
        assert!(matches!(
            RowWeights::new(&[1.0], 2),
            Err(Error::Shape { .. })
        ));
    }
}
