//! The model's own intervals, by what it predicted.

use super::scored::check_lengths;
use super::{BINS, bin_of};
use crate::error::Result;
use serde::{Deserialize, Serialize};

/// How wide a model's own intervals are, overall and by prediction.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Bands {
    /// Level of the intervals.
    pub level: f64,
    /// Mean width of all.
    pub width: f64,
    /// In bins of 0.05 of the prediction, those with plays.
    pub bins: Vec<Band>,
}

/// The intervals of the plays of one bin.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Band {
    /// Plays.
    pub plays: u64,
    /// Mean prediction.
    pub predicted: f64,
    /// Mean lower end.
    pub lower: f64,
    /// Mean upper end.
    pub upper: f64,
}

impl Bands {
    /// From the predictions and the ends of their intervals; all of one length.
    ///
    /// # Errors
    /// [`Error::Shape`](crate::Error::Shape) where lengths differ or there is
    /// nothing.
    pub fn new(p: &[f32], lower: &[f32], upper: &[f32], level: f64) -> Result<Self> {
        check_lengths(
            p.len(),
            &[("lower ends", lower.len()), ("upper ends", upper.len())],
        )?;
        let mut sums = [(0u64, 0.0, 0.0, 0.0); BINS];
        for ((&p, &low), &high) in p.iter().zip(lower).zip(upper) {
            let sum = &mut sums[bin_of(p)];
            sum.0 += 1;
            sum.1 += f64::from(p);
            sum.2 += f64::from(low);
            sum.3 += f64::from(high);
        }
        let width: f64 = sums.iter().map(|s| s.3 - s.2).sum();
        let bins = sums
            .iter()
            .filter(|s| s.0 > 0)
            .map(|&(plays, p, low, high)| {
                let n = plays as f64;
                Band {
                    plays,
                    predicted: p / n,
                    lower: low / n,
                    upper: high / n,
                }
            });
        Ok(Self {
            level,
            width: width / p.len() as f64,
            bins: bins.collect(),
        })
    }
}
