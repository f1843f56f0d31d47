//! All divisions of a series into stretches at once: forward, backward, best.

use super::segments::Segments;
use crate::math::Portable;

/// Exact posterior of the changes for one set of noise and rate.
pub(super) struct Posterior {
    plays: usize,
    /// Log weight of a stretch from a to b, its prior and its neighbors' rate
    /// included: [a × plays + b].
    stretch: Vec<f64>,
    /// [t]: log density of everything before t with a change at t.
    forward: Vec<f64>,
    /// [t]: log density of everything from t on, given a change at t.
    backward: Vec<f64>,
}

/// Log of a sum of exponentials.
pub(super) fn log_sum(terms: impl Iterator<Item = f64> + Clone) -> f64 {
    let top = terms.clone().fold(f64::NEG_INFINITY, f64::max);
    if top == f64::NEG_INFINITY {
        return top;
    }
    top + terms.map(|t| (t - top).exp_()).sum::<f64>().ln_()
}

impl Posterior {
    pub(super) fn new(segments: &Segments, rate: f64) -> Self {
        let n = segments.len();
        let (change, stay) = (rate.ln_(), (-rate).ln_1p_());
        let mut stretch = vec![f64::NEG_INFINITY; n * n];
        for a in 0..n {
            // The change that opens a stretch is counted with it; the first
            // stretch needs none.
            let opens = if a > 0 { change } else { 0.0 };
            for b in a..n {
                stretch[a * n + b] = segments.log_evidence(a, b) + (b - a) as f64 * stay + opens;
            }
        }
        let mut forward = vec![0.0; n + 1];
        for t in 1..=n {
            let ending = (0..t).map(|a| forward[a] + stretch[a * n + t - 1]);
            forward[t] = log_sum(ending);
        }
        let mut backward = vec![0.0; n + 1];
        for t in (0..n).rev() {
            let beginning = (t..n).map(|b| stretch[t * n + b] + backward[b + 1]);
            backward[t] = log_sum(beginning);
        }
        Self {
            plays: n,
            stretch,
            forward,
            backward,
        }
    }

    /// Log density of the whole series.
    pub(super) fn log_evidence(&self) -> f64 {
        self.forward[self.plays]
    }

    /// Probability of a change at `t`: 1 ≤ t < plays.
    pub(super) fn change(&self, t: usize) -> f64 {
        (self.forward[t] + self.backward[t] - self.log_evidence()).exp_()
    }

    /// Probability that nothing changed at any of `from`…`to` (1 ≤ from ≤ to).
    pub(super) fn none_within(&self, from: usize, to: usize) -> f64 {
        let n = self.plays;
        let over = (0..from).flat_map(|a| {
            (to..n).map(move |b| self.forward[a] + self.stretch[a * n + b] + self.backward[b + 1])
        });
        (log_sum(over) - self.log_evidence()).exp_()
    }

    /// The likeliest division: where its stretches but the first begin, and
    /// its log weight.
    pub(super) fn likeliest(&self) -> (Vec<usize>, f64) {
        let n = self.plays;
        let mut best = vec![(f64::NEG_INFINITY, 0); n + 1];
        best[0].0 = 0.0;
        for t in 1..=n {
            for a in 0..t {
                let weight = best[a].0 + self.stretch[a * n + t - 1];
                if weight > best[t].0 {
                    best[t] = (weight, a);
                }
            }
        }
        let mut changes = Vec::new();
        let mut t = best[n].1;
        while t > 0 {
            changes.push(t);
            t = best[t].1;
        }
        changes.reverse();
        (changes, best[n].0)
    }
}
