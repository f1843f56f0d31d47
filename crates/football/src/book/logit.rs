//! Logistic regression on few terms, with a covariance that knows that plays
//! of a game belong together.

use crate::error::{Error, Result};
use crate::estimator::Factor;
use crate::math::Portable;
use ndarray::{Array1, Array2};
use serde::{Deserialize, Serialize};

/// Weights of terms and how uncertain they are.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Logit {
    /// One weight a term.
    pub weights: Vec<f64>,
    /// Lower triangle of the Cholesky factor of the weights' covariance, by
    /// rows (clustered by game): a draw of the weights is
    /// `weights + factor · z` with standard normal z.
    pub spread: Vec<f64>,
}

/// Rows of terms, whether it happened, and in which game.
#[derive(Debug, Default)]
pub struct Sample {
    terms: Vec<f64>,
    happened: Vec<bool>,
    game: Vec<u32>,
    weight: Vec<f64>,
}

/// P from log-odds.
#[must_use]
pub fn logistic(log_odds: f64) -> f64 {
    1.0 / (1.0 + (-log_odds).exp_())
}

impl Sample {
    /// Adds a row.
    pub fn push(&mut self, terms: &[f64], happened: bool, game: u32) {
        self.push_weighted(terms, happened, game, 1.0);
    }

    /// Adds a row that counts as `weight` rows.
    pub fn push_weighted(&mut self, terms: &[f64], happened: bool, game: u32, weight: f64) {
        self.terms.extend_from_slice(terms);
        self.happened.push(happened);
        self.game.push(game);
        self.weight.push(weight);
    }

    /// Rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.happened.len()
    }

    /// Fits `width` terms, the first of which is the constant 1; penalty
    /// ½·λ·b² on the others.
    ///
    /// # Errors
    /// [`Error::Fit`] where nothing can be learned from the rows.
    pub fn fit(&self, width: usize, penalty: f64, what: &str) -> Result<Logit> {
        let yes = self.happened.iter().filter(|&&h| h).count();
        if self.len() < 10 * width || yes == 0 || yes == self.len() {
            return Err(Error::Fit {
                problem: format!("too few plays: {}, {yes} of them with {what}", self.len()),
                hint: "fit on full seasons, three or more".into(),
            });
        }
        let mut penalties = vec![penalty; width];
        penalties[0] = 1e-9;
        let mut b = Array1::<f64>::zeros(width);
        for _ in 0..60 {
            let (square, mut gradient) = self.sums(&b);
            for k in 0..width {
                gradient[k] -= penalties[k] * b[k];
            }
            let step = Factor::of(square, &penalties)?.solve(gradient);
            // A step that is too long only happens far from the optimum.
            let size = step.iter().fold(0.0, |m: f64, s| m.max(s.abs()));
            b.scaled_add((4.0 / size).min(1.0), &step);
            if size < 1e-8 {
                break;
            }
        }
        Ok(Logit {
            spread: self.covariance(&b, &penalties)?,
            weights: b.to_vec(),
        })
    }

    fn sums(&self, b: &Array1<f64>) -> (Array2<f64>, Array1<f64>) {
        let width = b.len();
        let mut square = Array2::zeros((width, width));
        let mut gradient = Array1::zeros(width);
        let rows = self.terms.chunks_exact(width);
        for ((x, &y), &weight) in rows.zip(&self.happened).zip(&self.weight) {
            let p = logistic(x.iter().zip(b).map(|(x, b)| x * b).sum());
            let g = weight * (f64::from(u8::from(y)) - p);
            let w = weight * p * (1.0 - p);
            for i in 0..width {
                gradient[i] += g * x[i];
                for j in 0..=i {
                    square[[i, j]] += w * x[i] * x[j];
                }
            }
        }
        for i in 0..width {
            for j in 0..i {
                square[[j, i]] = square[[i, j]];
            }
        }
        (square, gradient)
    }

    /// The sandwich A⁻¹·(Σ over games s·sᵀ)·A⁻¹, as its Cholesky factor.
    fn covariance(&self, b: &Array1<f64>, penalties: &[f64]) -> Result<Vec<f64>> {
        let width = b.len();
        let (square, _) = self.sums(b);
        let bread = Factor::of(square, penalties)?;
        let mut scores = std::collections::BTreeMap::<u32, Array1<f64>>::new();
        let rows = self.terms.chunks_exact(width);
        let held = self.happened.iter().zip(&self.weight);
        for ((x, (&y, weight)), &game) in rows.zip(held).zip(&self.game) {
            let p = logistic(x.iter().zip(b).map(|(x, b)| x * b).sum());
            let g = weight * (f64::from(u8::from(y)) - p);
            let score = scores.entry(game).or_insert_with(|| Array1::zeros(width));
            for (s, x) in score.iter_mut().zip(x) {
                *s += g * x;
            }
        }
        let mut covariance = Array2::<f64>::zeros((width, width));
        for score in scores.into_values() {
            let moved = bread.solve(score);
            for i in 0..width {
                for j in 0..width {
                    covariance[[i, j]] += moved[i] * moved[j];
                }
            }
        }
        let scale = (0..width).map(|i| covariance[[i, i]]).sum::<f64>() / width as f64;
        let factor = Factor::of(covariance, &vec![1e-9 * scale.max(1e-12); width])?;
        Ok((0..width)
            .flat_map(|i| (0..=i).map(move |j| (i, j)))
            .map(|at| factor.lower(at))
            .collect())
    }
}

impl Logit {
    /// Whether weights and factor fit `width` terms and are numbers.
    #[must_use]
    pub fn is_sound(&self, width: usize) -> bool {
        self.weights.len() == width
            && self.spread.len() == width * (width + 1) / 2
            && self
                .weights
                .iter()
                .chain(&self.spread)
                .all(|v| v.is_finite())
    }

    /// Log-odds of a row of terms.
    #[must_use]
    pub fn log_odds(&self, terms: &[f64]) -> f64 {
        terms.iter().zip(&self.weights).map(|(x, b)| x * b).sum()
    }

    /// The weights moved by `normal` (one standard normal number a weight).
    #[must_use]
    pub fn moved(&self, mut normal: impl FnMut() -> f64) -> Self {
        let z: Vec<f64> = self.weights.iter().map(|_| normal()).collect();
        let mut at = 0;
        let mut weights = self.weights.clone();
        for (i, weight) in weights.iter_mut().enumerate() {
            for z in &z[..=i] {
                *weight += self.spread[at] * z;
                at += 1;
            }
        }
        Self {
            weights,
            spread: self.spread.clone(),
        }
    }
}
