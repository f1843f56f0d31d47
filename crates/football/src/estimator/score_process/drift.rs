//! How expected points have changed over the seasons of the training plays.
//!
//! Offenses have got better: a first down at the own 30 was worth a third of a
//! point more in 2022 than in 2009, a fourth down was not. Expected points of
//! all past seasons together say too little of the next. They therefore have a
//! trend while they are fitted: each training play counts with those of its own
//! season, and what is kept are those of the season after the last.

use super::terms::Situation;
use crate::math::Portable;

/// Points that ten seasons added before fourth down.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Drift(pub f64);

/// One season, in tens of them.
const SEASON: f64 = 0.1;

/// How long before the last of `seasons` each is, in tens of them; at most 0.
pub(super) fn ages(seasons: impl Iterator<Item = u16> + Clone) -> Vec<f32> {
    let last = f64::from(seasons.clone().max().unwrap_or(0));
    seasons
        .map(|season| (SEASON * (f64::from(season) - last)) as f32)
        .collect()
}

/// Seconds of the half over which the trend fades: without time to score, there
/// is nothing to get better at.
const FADE: f64 = 45.0;

/// The trend's term of a play of some age.
pub(super) fn term(situation: &Situation, age: f32) -> f32 {
    if situation.down < 4 {
        (1.0 - (-situation.half_seconds / FADE).exp_()) as f32 * age
    } else {
        0.0
    }
}

impl Drift {
    /// What a play in the season after the last has more than one in the last.
    pub fn ahead(self, situation: &Situation) -> f64 {
        self.0 * f64::from(term(situation, SEASON as f32))
    }

    /// What a play of some age has more than one in the season after the last.
    pub fn at(self, situation: &Situation, age: f32) -> f64 {
        self.0 * f64::from(term(situation, age)) - self.ahead(situation)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::estimator::score_process::{ScoreProcess, Terms};
    use crate::features::{FeatureSet, NextScore, PlaySet, Rows};
    use ndarray::Array2;

    /// First and fourth downs everywhere, in four seasons. A first down brings a
    /// tenth of a point more each season, a fourth down what it always did.
    pub(in super::super) fn seasons(of: std::ops::Range<u16>) -> PlaySet {
        let features = FeatureSet::default_set();
        let at = |name: &str| features.position(name).unwrap();
        let (down, spot) = (at("down"), at("yardline_100"));
        let mut x = Vec::new();
        let mut rows = Rows::default();
        for season in of {
            for play in 0..4000u16 {
                let mut row = vec![0.0; features.len()];
                let first = play % 2 == 0;
                row[down] = if first { 1.0 } else { 4.0 };
                row[spot] = f32::from(1 + play % 99);
                let to_go = f32::from(1 + play / 7 % 30);
                row[at("ydstogo")] = to_go;
                row[at("half_seconds_remaining")] = f32::from(900 + play % 900);
                row[at("game_seconds_remaining")] = f32::from(play % 3600);
                row[at("score_differential")] = f32::from(play % 23) - 11.0;
                x.extend(row);
                let spot = f32::from(50 - (play % 99).min(50)) / 20.0 - to_go / 10.0;
                let later = f32::from(season - 2000) / 10.0;
                // Both sides score as often: what kickoffs are worth cancels.
                let either = if play / 2 % 2 == 0 { 12.0 } else { -12.0 };
                rows.next_score.push(NextScore {
                    points: either + spot + if first { later } else { 0.0 },
                    // Never that of the play before: each has a score of its own.
                    seconds_left: f32::from(900 + play % 2),
                });
                rows.y.push(play % 3 == 0);
                rows.game
                    .push(u32::from(season) * 100 + u32::from(play / 100));
                rows.season.push(season);
                rows.quarter.push(1);
                rows.seconds.push(play % 3600);
                rows.row.push(rows.row.len());
            }
        }
        rows.x = Array2::from_shape_vec((rows.y.len(), features.len()), x).unwrap();
        PlaySet::new(features.columns(), rows)
    }

    /// Hardly drawn to 0: these are few plays.
    fn settings() -> ScoreProcess {
        ScoreProcess {
            points_penalty: 0.01,
            ..ScoreProcess::default()
        }
    }

    fn points_at_the_40(train: &PlaySet, down: usize) -> f64 {
        let terms = Terms::of(train, true).unwrap();
        let full = settings().fit_all(train, &terms).unwrap();
        full.fitted.points.of(&Situation {
            down,
            yardline: 40.0,
            half_seconds: 900.0,
            ..Situation::example()
        })
    }

    #[test]
    fn what_is_kept_are_the_points_of_the_season_after_the_last() {
        let (before, all) = (seasons(2000..2003), seasons(2000..2004));
        for (down, grown) in [(1, 0.1), (4, 0.0)] {
            let (of_before, of_all) = (
                points_at_the_40(&before, down),
                points_at_the_40(&all, down),
            );
            assert!(
                (of_all - of_before - grown).abs() < 0.02,
                "{down}: {of_before} {of_all}"
            );
        }
        // Of one season nothing is known of a trend.
        let one = seasons(2000..2001);
        let ahead = points_at_the_40(&before, 1) - points_at_the_40(&one, 1);
        assert!((ahead - 0.3).abs() < 0.05, "{ahead}");
    }

    #[test]
    fn training_plays_count_with_the_points_of_their_season() {
        let all = seasons(2000..2004);
        let terms = Terms::of(&all, true).unwrap();
        let full = settings().fit_all(&all, &terms).unwrap();
        let first_down = |season: u16| {
            let row = usize::from(season - 2000) * 4000 + 80;
            full.ep[row]
        };
        for season in 2000..2003 {
            let grown = first_down(season + 1) - first_down(season);
            assert!((grown - 0.1).abs() < 0.01, "{season}: {grown}");
        }
    }

    #[test]
    fn a_kick_off_is_worth_what_the_points_say_of_it() {
        let all = seasons(2000..2004);
        let terms = Terms::of(&all, true).unwrap();
        let (points, drift, target) = terms.fit_points(&all, 0.01).unwrap();
        let again = terms.points_target(&all, &points, drift);
        let apart = again.iter().zip(&target).map(|(a, b)| (a - b).abs());
        assert!(apart.fold(0.0, f32::max) < 0.005);
        // Next scores alone say something else.
        let raw = all.next_score().mapv(|next| next.points);
        let moved = raw.iter().zip(&target).map(|(a, b)| (a - b).abs());
        assert!(moved.fold(0.0, f32::max) > 0.2);
    }
}
