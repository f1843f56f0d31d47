//! What plays gain by down, yards to go and spot: the table on which
//! possessions that must score are played down by down.

use crate::book::between;
use serde::{Deserialize, Serialize};

/// Knots of the yards to go on second and third down; a first down has its ten
/// (or the goal), whatever is to go.
pub(super) const TO_GO: [f64; 5] = [1.5, 3.5, 6.5, 10.0, 16.0];
/// Knots of the spot, yards to the goal line.
pub(super) const SPOTS: [f64; 6] = [2.0, 5.0, 10.0, 20.0, 40.0, 75.0];
/// Equally likely gains a row.
pub(super) const GAINS: usize = 20;
/// Rows: one a spot on first down, one a spot and yards to go on second and
/// third.
const ROWS: usize = SPOTS.len() * (1 + 2 * TO_GO.len());

/// What a play of a series gains.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeriesRow {
    /// Down, 1–3.
    pub down: u8,
    /// Yards to go.
    pub to_go: f64,
    /// Yards to the goal line.
    pub spot: f64,
    /// P(the other team has the ball next, or scores).
    pub lost: f64,
    /// Equally likely gains otherwise, in rising order; a touchdown gains all
    /// yards to the goal line, a foul that gives a first down at least the yards
    /// to go.
    pub gains: Vec<f64>,
}

/// All rows, by down, spot, yards to go.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Series(Vec<SeriesRow>);

/// Down, spot and yards to go of each row, in their order.
pub(super) fn knots() -> impl Iterator<Item = (u8, f64, f64)> {
    (1..=3).flat_map(|down: u8| {
        SPOTS.into_iter().flat_map(move |spot| {
            let count = if down == 1 { 1 } else { TO_GO.len() };
            (0..count).map(move |k| {
                let to_go = if down == 1 { 10.0 } else { TO_GO[k] };
                (down, spot, to_go)
            })
        })
    })
}

impl Series {
    /// Checks rows and takes them.
    ///
    /// # Errors
    /// What is wrong with them.
    pub(super) fn new(rows: Vec<SeriesRow>) -> Result<Self, String> {
        if rows.len() != ROWS {
            return Err(format!("[[series]] has {} rows, not {ROWS}", rows.len()));
        }
        for (row, (down, spot, to_go)) in rows.iter().zip(knots()) {
            let same = row.down == down && row.spot == spot && row.to_go == to_go;
            let rising = row.gains.windows(2).all(|w| w[0] <= w[1] + 1e-6);
            let finite = row.gains.iter().all(|g| g.is_finite());
            if !same || !rising || !finite || row.gains.len() != GAINS {
                return Err(format!(
                    "[[series]] of down {down} at spot {spot} with {to_go} to go is not as it must be"
                ));
            }
            if !(0.0..=1.0).contains(&row.lost) {
                return Err(format!("series.lost = {} is no share of 1", row.lost));
            }
        }
        Ok(Self(rows))
    }

    /// The rows.
    #[must_use]
    pub fn rows(&self) -> &[SeriesRow] {
        &self.0
    }

    fn row(&self, down: usize, spot: usize, to_go: usize) -> &SeriesRow {
        let at = match down {
            1 => spot,
            _ => SPOTS.len() * (1 + (down - 2) * TO_GO.len()) + spot * TO_GO.len() + to_go,
        };
        &self.0[at]
    }

    /// P(the ball is lost) and equally likely gains otherwise.
    pub(super) fn play(&self, down: u8, to_go: f64, spot: f64) -> (f64, Vec<f64>) {
        let down = usize::from(down.clamp(1, 3));
        let (near, far, share) = between(&SPOTS, spot);
        let (short, long, part) = between(&TO_GO, to_go);
        let mut lost = 0.0;
        let mut gains = vec![0.0; GAINS];
        for (s, weight) in [(near, 1.0 - share), (far, share)] {
            for (t, more) in [(short, 1.0 - part), (long, part)] {
                let weight = weight * more;
                if weight > 0.0 {
                    let row = self.row(down, s, t);
                    lost += weight * row.lost;
                    for (sum, gain) in gains.iter_mut().zip(&row.gains) {
                        *sum += weight * gain;
                    }
                }
            }
        }
        (lost, gains)
    }
}
