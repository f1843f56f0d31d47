//! A distribution of whole numbers of yards, given by a few points of its
//! cumulative distribution function.

use super::rng::GameRng;
use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};

/// Points `(yards, P(at most so many yards))`, both rising, the last
/// probability 1. All the mass of the first point lies on its yards; between
/// two points it is spread evenly over the whole yards in between.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Curve(Vec<(i16, f64)>);

impl Curve {
    /// A curve from its points; [`Curve::check`] says whether they are one.
    #[must_use]
    pub fn new(points: &[(i16, f64)]) -> Self {
        Self(points.to_vec())
    }

    /// Checks that the points are a cumulative distribution.
    ///
    /// # Errors
    /// [`Error::Parameter`] with the name and the point that breaks the rule.
    pub fn check(&self, name: &'static str) -> Result<()> {
        let Some(&(_, last)) = self.0.last() else {
            return Err(Error::parameter(
                name,
                "a curve of at least one point",
                "empty",
            ));
        };
        if !(0.0..=1.0).contains(&self.0[0].1) {
            return Err(Error::parameter(
                name,
                "probabilities of 0 to 1",
                self.0[0].1,
            ));
        }
        for pair in self.0.windows(2) {
            let rises = pair[0].0 < pair[1].0 && pair[0].1 <= pair[1].1;
            if !rises {
                let (yards, p) = pair[1];
                let rule = "rising in yards and in probability";
                return Err(Error::parameter(name, rule, format!("({yards}, {p})")));
            }
        }
        if last != 1.0 {
            return Err(Error::parameter(name, "ending at probability 1", last));
        }
        Ok(())
    }

    /// The yards below which the share `u` of the distribution lies; `u` in `[0, 1)`.
    #[inline]
    #[must_use]
    pub fn quantile(&self, u: f64) -> i32 {
        let mut below = (self.0[0].0, 0.0);
        for (n, &(yards, p)) in self.0.iter().enumerate() {
            if u < p {
                if n == 0 {
                    return i32::from(yards);
                }
                let width = f64::from(yards - below.0);
                let step = ((u - below.1) / (p - below.1) * width) as i32;
                return (i32::from(below.0) + 1 + step).min(i32::from(yards));
            }
            below = (yards, p);
        }
        i32::from(below.0)
    }

    /// One draw; `tilt` as in [`GameRng::tilted`].
    #[inline]
    pub fn draw(&self, rng: &mut GameRng, tilt: f64) -> i32 {
        self.quantile(rng.tilted(tilt))
    }

    /// Each whole number of yards with its probability, ascending.
    #[must_use]
    pub fn shares(&self) -> Vec<(i32, f64)> {
        let (first, at_first) = self.0[0];
        let mut out = vec![(i32::from(first), at_first)];
        for pair in self.0.windows(2) {
            let each = (pair[1].1 - pair[0].1) / f64::from(pair[1].0 - pair[0].0);
            let yards = i32::from(pair[0].0) + 1..=i32::from(pair[1].0);
            out.extend(yards.map(|y| (y, each)));
        }
        out
    }

    /// The mean, in yards.
    #[must_use]
    pub fn mean(&self) -> f64 {
        let mut mean = f64::from(self.0[0].0) * self.0[0].1;
        for pair in self.0.windows(2) {
            let middle = f64::from(i32::from(pair[0].0) + 1 + i32::from(pair[1].0)) / 2.0;
            mean += (pair[1].1 - pair[0].1) * middle;
        }
        mean
    }
}

/// A value at points `(x, y)`, straight lines in between, flat outside.
#[must_use]
pub fn interpolate(points: &[(f64, f64)], x: f64) -> f64 {
    let Some(&(first, at_first)) = points.first() else {
        return 0.0;
    };
    if x <= first {
        return at_first;
    }
    for pair in points.windows(2) {
        let ((x0, y0), (x1, y1)) = (pair[0], pair[1]);
        if x <= x1 {
            return y0 + (y1 - y0) * (x - x0) / (x1 - x0);
        }
    }
    points[points.len() - 1].1
}
