//! From counts to numbers: rates drawn to a prior, curves with few points,
//! rates that may only fall.

use super::super::curve::Curve;

/// Successes among trials.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Rate {
    pub(super) hits: f64,
    pub(super) trials: f64,
}

impl Rate {
    pub(super) fn count(&mut self, hit: bool) {
        self.trials += 1.0;
        self.hits += f64::from(u8::from(hit));
    }

    /// The share, drawn to `prior` as if `weight` more trials had shown it.
    pub(super) fn shrunk(self, prior: f64, weight: f64) -> f64 {
        round((self.hits + weight * prior) / (self.trials + weight), 4)
    }

    /// The share; `otherwise` of no trials.
    pub(super) fn share(self, otherwise: f64) -> f64 {
        self.shrunk(otherwise, 1e-9)
    }
}

/// Rounded to `digits` after the point: the file stays readable.
pub(super) fn round(value: f64, digits: i32) -> f64 {
    let scale = 10_f64.powi(digits);
    (value * scale).round() / scale
}

/// A curve through the cumulative shares of `values`: a point for each whole
/// number in the middle where there are many, and ever fewer in the tails.
/// `None` of fewer than 30 values.
pub(super) fn curve(mut values: Vec<i32>, least: i32, most: i32) -> Option<Curve> {
    const LEVELS: [f64; 29] = [
        0.001, 0.003, 0.01, 0.02, 0.04, 0.07, 0.1, 0.14, 0.18, 0.23, 0.28, 0.34, 0.4, 0.46, 0.52,
        0.58, 0.64, 0.7, 0.75, 0.8, 0.85, 0.89, 0.92, 0.945, 0.965, 0.98, 0.99, 0.995, 0.9985,
    ];
    if values.len() < 30 {
        return None;
    }
    for value in &mut values {
        *value = (*value).clamp(least, most);
    }
    values.sort_unstable();
    let n = values.len();
    let at_most = |yards: i32| values.partition_point(|&v| v <= yards) as f64 / n as f64;
    let mut points: Vec<(i16, f64)> = Vec::new();
    for level in LEVELS {
        let yards = values[((level * n as f64) as usize).min(n - 1)];
        if points
            .last()
            .is_none_or(|&(last, _)| i32::from(last) < yards)
        {
            points.push((yards as i16, round(at_most(yards), 4)));
        }
    }
    let last = values[n - 1];
    match points.last_mut() {
        Some(end) if i32::from(end.0) >= last || end.1 >= 1.0 => end.1 = 1.0,
        _ => points.push((last as i16, 1.0)),
    }
    Some(Curve::new(&points))
}

/// A range whose uniform distribution has the mean and the spread of `values`,
/// within `least..=most`; `None` of fewer than 30 values.
pub(super) fn range(values: &[i32], least: i32, most: i32) -> Option<(i32, i32)> {
    if values.len() < 30 {
        return None;
    }
    let n = values.len() as f64;
    let mean = values.iter().map(|&v| f64::from(v)).sum::<f64>() / n;
    let variance = values
        .iter()
        .map(|&v| (f64::from(v) - mean).powi(2))
        .sum::<f64>()
        / n;
    let half = (3.0 * variance).sqrt();
    // Cut at the ends, the width gives way and not the mean.
    let half = half
        .min(mean - f64::from(least))
        .min(f64::from(most) - mean)
        .max(0.0);
    Some(((mean - half).round() as i32, (mean + half).round() as i32))
}

/// Shares that may only fall along the list: neighbours that rise are joined
/// (pool adjacent violators).
pub(super) fn falling(rates: &[Rate]) -> Vec<f64> {
    let mut blocks: Vec<(Rate, usize)> = Vec::new();
    for &rate in rates {
        blocks.push((rate, 1));
        while let [.., (a, _), (b, _)] = blocks[..] {
            if b.trials > 0.0 && a.trials > 0.0 && a.share(1.0) >= b.share(0.0) {
                break;
            }
            let (b, width) = blocks.pop().unwrap_or_default();
            if let Some((a, before)) = blocks.last_mut() {
                a.hits += b.hits;
                a.trials += b.trials;
                *before += width;
            }
        }
    }
    let spread = |&(rate, width): &(Rate, usize)| std::iter::repeat_n(rate.share(0.5), width);
    blocks.iter().flat_map(spread).collect()
}
