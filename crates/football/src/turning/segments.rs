//! What one stretch of play is worth to the model: its marginal likelihood.

use crate::math::Portable;

/// How a stretch's values scatter around its level, and where levels lie.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Noise {
    /// Correlation of the deviation from the level with that of the play before.
    pub persistence: f64,
    /// Standard deviation of what each play adds to the deviation.
    pub step: f64,
    /// Mean of the levels.
    pub level_mean: f64,
    /// Standard deviation of the levels.
    pub level_sd: f64,
}

/// Sums over the beginnings of a series, from which any stretch's evidence
/// comes in constant time.
pub(super) struct Segments {
    y: Vec<f64>,
    /// Of yᵗ − φ·yᵗ⁻¹, and of its squares: [i] holds those of 1…i−1.
    first: Vec<f64>,
    second: Vec<f64>,
    noise: Noise,
}

/// The level of a stretch, given its values: normal.
pub(super) struct Level {
    pub mean: f64,
    precision: f64,
}

impl Segments {
    pub(super) fn new(y: &[f64], noise: Noise) -> Self {
        let (mut first, mut second) = (vec![0.0; y.len() + 1], vec![0.0; y.len() + 1]);
        for i in 0..y.len() {
            let d = match i {
                0 => 0.0,
                _ => y[i] - noise.persistence * y[i - 1],
            };
            first[i + 1] = first[i] + d;
            second[i + 1] = second[i] + d * d;
        }
        Self {
            y: y.to_vec(),
            first,
            second,
            noise,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.y.len()
    }

    /// The level of the stretch from `from` to `to`, both in it.
    pub(super) fn level(&self, from: usize, to: usize) -> Level {
        let Noise {
            persistence: phi,
            step,
            level_mean,
            level_sd,
        } = self.noise;
        let (v, start) = (step * step, step * step / (1.0 - phi * phi));
        let later = (to - from) as f64;
        let sum = self.first[to + 1] - self.first[from + 1];
        let precision = level_sd.powi(-2) + 1.0 / start + later * (1.0 - phi) * (1.0 - phi) / v;
        let weighted =
            level_mean * level_sd.powi(-2) + self.y[from] / start + (1.0 - phi) * sum / v;
        Level {
            mean: weighted / precision,
            precision,
        }
    }

    /// Log density of the stretch from `from` to `to`, its level integrated out.
    pub(super) fn log_evidence(&self, from: usize, to: usize) -> f64 {
        let Noise {
            persistence: phi,
            step,
            level_mean,
            level_sd,
        } = self.noise;
        let (v, start) = (step * step, step * step / (1.0 - phi * phi));
        let later = (to - from) as f64;
        let level = self.level(from, to);
        let squares = self.second[to + 1] - self.second[from + 1];
        let distance =
            (level_mean / level_sd).powi(2) + self.y[from] * self.y[from] / start + squares / v
                - level.mean * level.mean * level.precision;
        let ln_tau = std::f64::consts::TAU.ln_();
        -0.5 * (distance + level.precision.ln_() + 2.0 * level_sd.ln_())
            - 0.5 * (ln_tau + start.ln_())
            - 0.5 * later * (ln_tau + v.ln_())
    }
}
