//! Distributions as a few equally likely values.

use serde::{Deserialize, Serialize};

/// Equally likely values in rising order: each is the mean of its share of
/// what was observed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Slots(Vec<f64>);

impl Slots {
    /// `count` slots from weighted observations; `None` without weight.
    #[must_use]
    pub fn of(mut values: Vec<(f64, f64)>, count: usize) -> Option<Self> {
        values.retain(|(v, w)| v.is_finite() && *w > 0.0);
        values.sort_by(|a, b| a.0.total_cmp(&b.0));
        let total: f64 = values.iter().map(|(_, w)| w).sum();
        if total <= 0.0 || count == 0 {
            return None;
        }
        let share = total / count as f64;
        let mut slots = vec![0.0; count];
        let mut done = 0.0;
        for &(value, weight) in &values {
            // A heavy observation may fill several slots.
            let (mut from, to) = (done, done + weight);
            while to - from > 1e-12 * total {
                let slot = ((from / share + 1e-9) as usize).min(count - 1);
                let end = to.min((slot + 1) as f64 * share);
                let part = if slot == count - 1 {
                    to - from
                } else {
                    end - from
                };
                slots[slot] += value * part / share;
                from += part.max(1e-12 * total);
            }
            done = to;
        }
        Some(Self(slots))
    }

    /// The values.
    #[must_use]
    pub fn values(&self) -> &[f64] {
        &self.0
    }

    /// Their mean.
    #[must_use]
    pub fn mean(&self) -> f64 {
        self.0.iter().sum::<f64>() / self.0.len().max(1) as f64
    }

    /// Between this and another of as many slots: 0 is this, 1 the other.
    #[must_use]
    pub fn towards(&self, other: &Self, share: f64) -> Self {
        let mix = |(a, b): (&f64, &f64)| a + share * (b - a);
        Self(self.0.iter().zip(&other.0).map(mix).collect())
    }

    /// The value below which a share `u` lies, between the slots' middles.
    #[must_use]
    pub fn quantile(&self, u: f64) -> f64 {
        let n = self.0.len();
        let at = (u * n as f64 - 0.5).clamp(0.0, n as f64 - 1.0);
        let low = at as usize;
        let high = (low + 1).min(n - 1);
        self.0[low] + (at - low as f64) * (self.0[high] - self.0[low])
    }

    /// The share of the distribution below `value`.
    #[must_use]
    pub fn below(&self, value: f64) -> f64 {
        let n = self.0.len() as f64;
        let first = self.0.partition_point(|&v| v < value);
        if first == 0 {
            return 0.0;
        }
        if first == self.0.len() {
            return 1.0;
        }
        let (a, b) = (self.0[first - 1], self.0[first]);
        (first as f64 - 0.5 + (value - a) / (b - a).max(1e-9)) / n
    }

    /// Whether there are `count` finite, rising values.
    #[must_use]
    pub fn is_sound(&self, count: usize) -> bool {
        self.0.len() == count
            && self.0.iter().all(|v| v.is_finite())
            && self.0.windows(2).all(|w| w[0] <= w[1] + 1e-6)
    }
}

/// Where `x` stands between rising knots: the knot below, the one above, and
/// the share of the way; beyond the ends, the end.
#[must_use]
pub fn between(knots: &[f64], x: f64) -> (usize, usize, f64) {
    let above = knots.partition_point(|&k| k <= x);
    if above == 0 {
        return (0, 0, 0.0);
    }
    if above == knots.len() {
        return (above - 1, above - 1, 0.0);
    }
    let (low, high) = (knots[above - 1], knots[above]);
    (above - 1, above, (x - low) / (high - low))
}
