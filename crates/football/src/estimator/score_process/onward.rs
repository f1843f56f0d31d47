//! What the plays on the way to the next score say of its expected points.

use crate::features::PlaySet;

/// Weight of what comes after the next play beside that play's expected points.
const LAMBDA: f64 = 0.5;

/// For each play what is expected at the next one, and with growing weight what
/// comes of it in the end, `net`:
///
/// G = (1 − λ)·`expected`(next play) + λ·G(next play) for the side with the ball,
/// and `net` before the score or the end of the half.
///
/// Next scores alone flatter a third and one: who gets there has mostly gained
/// nine yards twice, and the plays after it do not know that any more. Expected
/// points that are fitted to them drift from snap to snap; these do so less.
pub(super) fn returns(train: &PlaySet, net: &[f32], expected: &[f64]) -> Vec<f32> {
    let mut target = net.to_vec();
    for play in (0..train.len().saturating_sub(1)).rev() {
        if let Some(sign) = same_score(train, play) {
            let (next, later) = (expected[play + 1], f64::from(target[play + 1]));
            target[play] = (sign * ((1.0 - LAMBDA) * next + LAMBDA * later)) as f32;
        }
    }
    target
}

/// Whether the play after has the same next score: 1 where the same side has the
/// ball, −1 where the other has.
fn same_score(train: &PlaySet, play: usize) -> Option<f64> {
    let (game, won, next) = (train.game(), train.y(), train.next_score());
    let (now, after) = (next[play], next[play + 1]);
    let same_side = won[play] == won[play + 1];
    let seen = if same_side {
        after.points
    } else {
        -after.points
    };
    // Without a score neither knows of its half.
    let same_half = (train.seconds()[play] > 1800) == (train.seconds()[play + 1] > 1800);
    let same = game[play] == game[play + 1]
        && same_half
        && now.points == seen
        && now.seconds_left == after.seconds_left;
    same.then_some(if same_side { 1.0 } else { -1.0 })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::{FeatureSet, NextScore};
    use ndarray::{Array1, Array2};

    #[test]
    fn plays_on_the_way_to_one_score_share_it() {
        let features = FeatureSet::default_set();
        let clock = features.position("game_seconds_remaining").unwrap();
        // A drive, a turnover and a touchdown; after the kickoff a half that ends
        // without a score, and the next half.
        let seconds = [3500.0, 3470.0, 3440.0, 2000.0, 1900.0, 1700.0];
        let won = [true, true, false, true, true, true];
        let next = [
            (-7.0, 1630.0),
            (-7.0, 1630.0),
            (7.0, 1630.0),
            (0.0, 0.0),
            (0.0, 0.0),
            (0.0, 0.0),
        ];
        let mut x = Array2::zeros((6, features.len()));
        x.column_mut(clock).assign(&Array1::from(seconds.to_vec()));
        let set = PlaySet::from_arrays(
            &features,
            x,
            Array1::from(won.to_vec()),
            Array1::from_elem(6, 1),
            Array1::from_elem(6, 2000),
        )
        .unwrap()
        .with_next_score(
            next.iter()
                .map(|&(points, seconds_left)| NextScore {
                    points,
                    seconds_left,
                })
                .collect(),
        )
        .unwrap();
        let net = [-6.0, -6.0, 6.0, 0.0, 0.0, 0.0];
        let found = returns(&set, &net, &[2.0, 1.0, 3.0, 1.0, 0.5, 0.25]);
        // Before the touchdown its points; before the turnover −(3 + 6) / 2;
        // before that (1 − 4.5) / 2.
        assert_eq!(found, [-1.75, -4.5, 6.0, 0.25, 0.0, 0.0]);
    }
}
