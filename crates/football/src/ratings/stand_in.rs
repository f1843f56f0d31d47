//! A forecast in place of a betting line.

use super::{Forecast, quantile};
use crate::math::Portable;

/// What a forecast says where a betting line would be asked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StandIn {
    /// Points by which the home team is expected to win: stands in for the spread.
    pub spread: f32,
    /// Standard deviation of what is not known of it.
    pub spread_sd: f32,
    /// Points expected of both teams: stands in for the total line.
    pub total: f32,
}

impl From<&Forecast> for StandIn {
    fn from(forecast: &Forecast) -> Self {
        Self {
            spread: forecast.margin as f32,
            spread_sd: forecast.margin_sd as f32,
            total: forecast.total as f32,
        }
    }
}

impl StandIn {
    /// Points on either side of a spread between which it is at a level of 0–1.
    #[must_use]
    pub fn reach(spread_sd: f32, level: f64) -> f32 {
        (quantile(0.5 + level / 2.0) * f64::from(spread_sd)) as f32
    }
}

/// A spread in words: "KC by 2.5 ± 4.9".
#[must_use]
pub fn words(home: &str, away: &str, spread: f64, sd: f64) -> String {
    match spread {
        s if s.abs() < 0.05 => format!("even ± {sd:.1}"),
        s if s > 0.0 => format!("{home} by {s:.1} ± {sd:.1}"),
        s => format!("{away} by {:.1} ± {sd:.1}", -s),
    }
}

/// An interval of a probability widened by what is not known of its spread:
/// `at_ends` are the probabilities at the ends of the spread's own interval, of
/// the same level. The two errors are independent, so their distances from
/// `wp` add up in squares.
#[must_use]
pub fn widened(wp: f32, interval: [f32; 2], at_ends: [f32; 2]) -> [f32; 2] {
    let low = at_ends[0].min(at_ends[1]).min(wp);
    let high = at_ends[0].max(at_ends[1]).max(wp);
    [
        (wp - (wp - interval[0]).hypot_(wp - low)).max(0.0),
        (wp + (interval[1] - wp).hypot_(high - wp)).min(1.0),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interval_is_never_narrowed() {
        for wp in [0.02_f32, 0.4, 0.9] {
            for by in [0.0_f32, 0.01, 0.3] {
                let own = [(wp - 0.03).max(0.0), (wp + 0.05).min(1.0)];
                let ends = [(wp + by).min(1.0), (wp - by).max(0.0)];
                let [low, high] = widened(wp, own, ends);
                assert!(low <= own[0] && own[1] <= high);
                assert!((0.0..=wp).contains(&low) && (wp..=1.0).contains(&high));
            }
        }
    }

    #[test]
    fn a_spread_in_words_names_the_favorite() {
        assert_eq!(words("KC", "BUF", 2.46, 4.9), "KC by 2.5 ± 4.9");
        assert_eq!(words("KC", "BUF", -3.0, 4.9), "BUF by 3.0 ± 4.9");
        assert_eq!(words("KC", "BUF", 0.01, 4.9), "even ± 4.9");
    }

    #[test]
    fn errors_add_up_in_squares() {
        let [low, high] = widened(0.5, [0.47, 0.53], [0.46, 0.54]);
        assert!((low - 0.45).abs() < 1e-6 && (high - 0.55).abs() < 1e-6);
    }
}
