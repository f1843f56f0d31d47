//! Shares of several classes as probabilities.
//!
//! Each class is told apart from the rest by a forest of its own, whose mean over
//! trees is too cautious: a row that every expert would call a 7 gets a 7 from
//! seven trees of ten. How much too cautious the rows tell that a tree did not see:
//! the shares are raised to the power that makes those rows most likely, and scaled
//! to add up to 1 (temperature scaling: Guo et al., 2017).

/// Shares below this count as this when the power is chosen.
const LEAST: f64 = 1e-3;
/// Powers that are looked at.
const POWERS: [f64; 2] = [0.5, 8.0];
/// Halvings of what lies between them.
const STEPS: usize = 30;
/// Rows that are enough.
const ROWS: usize = 20_000;
/// As if so many rows had said that the shares are right.
const PRIOR: f64 = 5.0;

/// The power for rows' shares, of which those with NaN do not count.
pub(crate) fn power(shares: &[Vec<f64>], classes: &[f64]) -> f64 {
    let step = shares.len().div_ceil(ROWS).max(1);
    let known: Vec<(Vec<f64>, usize)> = shares
        .iter()
        .zip(classes)
        .step_by(step)
        .filter(|(row, _)| row.iter().all(|p| p.is_finite()))
        .map(|(row, &class)| {
            let sum: f64 = row.iter().sum();
            let log = |p: f64| (p / sum.max(LEAST)).max(LEAST).ln();
            (row.iter().map(|&p| log(p)).collect(), class as usize)
        })
        .collect();
    // The likelihood is concave in the power: its slope has one zero.
    let slope = |power: f64| {
        let rows = known.iter().map(|(logs, class)| {
            let most = logs.iter().fold(f64::NEG_INFINITY, |m, &l| m.max(l));
            let (mut sum, mut weighted) = (0.0, 0.0);
            for &log in logs {
                let share = (power * (log - most)).exp();
                sum += share;
                weighted += share * log;
            }
            logs[*class] - weighted / sum
        });
        rows.sum::<f64>() - PRIOR * power.ln() / power
    };
    let [mut low, mut high] = POWERS;
    for _ in 0..STEPS {
        let middle = f64::sqrt(low * high);
        if slope(middle) > 0.0 {
            low = middle;
        } else {
            high = middle;
        }
    }
    // Sixteenths: no digit that hangs on a library's logarithm.
    (16.0 * f64::sqrt(low * high)).round() / 16.0
}

/// Shares as probabilities that add up to 1.
pub(crate) fn probabilities(shares: &[f64], power: f64) -> impl Iterator<Item = f32> {
    let sum: f64 = shares.iter().sum();
    let raised = move |p: f64| match sum > 0.0 {
        true => (p / sum).powf(power),
        false => 1.0,
    };
    let all: f64 = shares.iter().map(|&p| raised(p)).sum();
    shares.iter().map(move |&p| (raised(p) / all) as f32)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows whose class is drawn by `truth` of their shares.
    fn rows(truth: impl Fn(f64) -> f64) -> (Vec<Vec<f64>>, Vec<f64>) {
        let mut draws = crate::generator::Draws::new(3);
        let mut uniform = move || f64::from(draws.below(1 << 30)) / f64::from(1 << 30);
        (0..4000)
            .map(|_| {
                let raw = [0; 3].map(|_| uniform());
                let sum: f64 = raw.iter().sum();
                let shares = raw.map(|p| p / sum);
                let weights = shares.map(&truth);
                let mut u = uniform() * weights.iter().sum::<f64>();
                let class = weights.iter().position(|w| {
                    u -= w;
                    u < 0.0
                });
                (shares.to_vec(), class.unwrap_or(2) as f64)
            })
            .unzip()
    }

    #[test]
    fn the_power_comes_back() {
        for true_power in [0.7, 1.0, 2.5] {
            let (shares, classes) = rows(|p: f64| p.powf(true_power));
            let found = power(&shares, &classes);
            assert!((found - true_power).abs() < 0.15, "{true_power}: {found}");
        }
    }

    #[test]
    fn few_rows_change_little_and_none_nothing() {
        assert_eq!(power(&[], &[]), 1.0);
        assert_eq!(power(&[vec![f64::NAN, 0.5]], &[0.0]), 1.0);
        let one = power(&[vec![0.9, 0.05, 0.05]], &[0.0]);
        assert!((1.0..1.3).contains(&one), "{one}");
    }

    #[test]
    fn probabilities_add_up_and_keep_their_order() {
        let p: Vec<f32> = probabilities(&[0.2, 0.1, 0.0], 2.0).collect();
        assert_eq!(p, [0.8, 0.2, 0.0]);
        let p: Vec<f32> = probabilities(&[0.0, 0.0], 3.0).collect();
        assert_eq!(p, [0.5, 0.5]);
    }
}
