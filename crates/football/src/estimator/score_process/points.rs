//! Expected points as a table that is monotone by construction.

use super::dot;
use super::drift::Drift;
use super::terms::{self, Situation, tents};
use crate::features::NextScore;
use ndarray::ArrayView1;
use serde::{Deserialize, Serialize};

/// Yards to go, spot and seconds of the half at which the table has values.
/// The spots are all knots of the fitted terms, which are linear in between.
pub(super) const DISTANCES: [f64; 12] = [1., 2., 3., 4., 5., 7., 10., 13., 16., 20., 25., 30.];
pub(super) const SPOTS: [f64; 15] = [
    1., 4., 8., 10., 14., 20., 30., 35., 40., 50., 62., 65., 75., 88., 99.,
];
pub(super) const CLOCKS: [f64; 16] = [
    0., 2., 5., 10., 20., 30., 45., 60., 90., 120., 180., 300., 480., 720., 1100., 1800.,
];
const DOWNS: usize = 4;
/// Yards from the goal where a kickoff is about received.
const RECEIVED: f64 = 74.0;
pub(super) const LENGTH: usize = DOWNS * CLOCKS.len() * SPOTS.len() * DISTANCES.len();

/// The values of a table that a situation lies between, with their weights,
/// which add up to 1.
pub(super) fn cells(situation: &Situation, mut put: impl FnMut(usize, f64)) {
    // Each axis once: this is asked for every play.
    let (clocks, spots, distances) = (
        pair(situation.half_seconds, &CLOCKS),
        pair(situation.yardline, &SPOTS),
        pair(situation.ydstogo, &DISTANCES),
    );
    for (c, by_clock) in clocks {
        for (s, by_spot) in spots {
            for (d, by_distance) in distances {
                let cell = place(situation.down, c, s, d);
                put(cell, by_clock * by_spot * by_distance);
            }
        }
    }
}

/// The two tents over `knots` that are not 0, see [`tents`].
fn pair(x: f64, knots: &[f64]) -> [(usize, f64); 2] {
    let mut found = [(0, 0.0); 2];
    let mut next = found.iter_mut();
    tents(x, knots, |i, v| {
        if let Some(place) = next.next() {
            *place = (i, v);
        }
    });
    found
}

/// Points of the next score of the half that the team with the ball can
/// expect, net of the kickoff after it, by down, clock, spot and distance,
/// linear in between. Nearer the goal and with fewer yards to go they are never
/// fewer: fitted terms alone do not promise that in the last seconds of a half,
/// where there are few plays.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Points(Vec<f32>);

fn place(down: usize, clock: usize, spot: usize, distance: usize) -> usize {
    (((down - 1) * CLOCKS.len() + clock) * SPOTS.len() + spot) * DISTANCES.len() + distance
}

impl Points {
    /// From the weights of [`terms::expected_points`] and of the trend over the
    /// seasons, the last.
    pub fn fitted(mut weights: Vec<f64>) -> (Self, Drift) {
        let drift = Drift(weights.pop().unwrap_or(0.0));
        let points = Self::tabulate(|situation| {
            let mut values = Vec::with_capacity(weights.len());
            terms::expected_points(situation, &mut values);
            dot(&values, &weights) + drift.ahead(situation)
        });
        (points, drift)
    }

    /// Tabulates fitted expected points and puts them in order.
    fn tabulate(fitted: impl Fn(&Situation) -> f64) -> Self {
        let mut table = vec![0.0; LENGTH];
        for down in 1..=DOWNS {
            for (c, &clock) in CLOCKS.iter().enumerate() {
                for (s, &spot) in SPOTS.iter().enumerate().rev() {
                    for (d, &distance) in DISTANCES.iter().enumerate().rev() {
                        let situation = Situation {
                            down,
                            half_seconds: clock,
                            yardline: spot,
                            // Beyond the goal line there is only goal to go.
                            ydstogo: distance.min(spot),
                            ..Situation::example()
                        };
                        let mut value = fitted(&situation) as f32;
                        if d + 1 < DISTANCES.len() {
                            value = value.max(table[place(down, c, s, d + 1)]);
                        }
                        if s + 1 < SPOTS.len() {
                            value = value.max(table[place(down, c, s + 1, d)]);
                        }
                        table[place(down, c, s, d)] = value;
                    }
                }
            }
        }
        Self(table)
    }

    /// What each next score is worth to the side with the ball net of the kickoff
    /// that follows, which gives the ball to the side that did not score (after a
    /// safety, to the one that did): by these points, in the season of each play.
    pub fn net(&self, drift: Drift, next: ArrayView1<'_, NextScore>, ages: &[f32]) -> Vec<f32> {
        next.iter()
            .zip(ages)
            .map(|(next, &age)| {
                let received = Situation {
                    yardline: RECEIVED,
                    half_seconds: f64::from(next.seconds_left),
                    ..Situation::example()
                };
                let worth = self.in_season(drift, &received, age) as f32;
                match next.points {
                    // Nothing is kicked off any more.
                    points if points == 0.0 || next.seconds_left == 0.0 => points,
                    2.0 | -2.0 => next.points + worth * next.points.signum(),
                    points => points - worth * points.signum(),
                }
            })
            .collect()
    }

    /// Expected points of a training play, in its own season.
    pub fn in_season(&self, drift: Drift, situation: &Situation, age: f32) -> f64 {
        self.of(situation) + drift.at(situation, age)
    }

    /// The table's value for a situation.
    pub fn of(&self, situation: &Situation) -> f64 {
        let mut sum = 0.0;
        cells(situation, |cell, weight| {
            sum += weight * f64::from(self.0[cell]);
        });
        sum
    }

    /// The same from its [`cells`].
    pub fn sum(&self, cells: &[(usize, f64)]) -> f64 {
        let mut sum = 0.0;
        for &(cell, weight) in cells {
            sum += weight * f64::from(self.0[cell]);
        }
        sum
    }

    /// The values, see [`cells`].
    pub fn values(&self) -> &[f32] {
        &self.0
    }

    /// Whether the table has all its values.
    pub fn is_sound(&self) -> bool {
        self.0.len() == LENGTH && self.0.iter().all(|v| v.is_finite())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_score_is_worth_less_by_the_kick_off_after_it() {
        let points = Points::tabulate(|_| 1.0);
        let next = [
            (7.0, 1800.0),
            (-7.0, 1800.0),
            (3.0, 0.0),
            (2.0, 1800.0),
            (-2.0, 1800.0),
            (0.0, 0.0),
        ]
        .map(|(points, seconds_left)| NextScore {
            points,
            seconds_left,
        });
        let net = |age: f32| points.net(Drift(2.0), ArrayView1::from(&next), &[age; 6]);
        // In the season after the last, and ten seasons before that.
        let as_kept = net(0.1);
        let expected = [6.0, -6.0, 3.0, 3.0, -3.0, 0.0];
        let near = |a: &[f32], b: &[f32]| a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-5);
        assert!(near(&as_kept, &expected), "{as_kept:?}");
        let earlier = net(-0.9);
        let expected = [8.0, -8.0, 3.0, 1.0, -1.0, 0.0];
        assert!(near(&earlier, &expected), "{earlier:?}");
        let unknown = points.net(Drift(0.0), ArrayView1::from(&[NextScore::UNKNOWN]), &[0.0]);
        assert!(unknown[0].is_nan());
    }
}
