//! Features: one declaration, the same from a table's row and from words.

use crate::common::{real_plays, sample_plays, sample_set};
use wp::features::{FEATURES, FeatureSet, next_scores, play_set};
use wp::plays::{PlayType, Plays};
use wp::situation;

fn same_from_both_ways(plays: &Plays, every: usize) {
    for set in [FeatureSet::default_set(), FeatureSet::nflfastr()] {
        let matrix = play_set(plays, &set);
        for i in (0..matrix.len()).step_by(every) {
            let play = &plays.rows()[matrix.row()[i]];
            let words = situation::describe(&plays.state(play).unwrap());
            let understood = situation::parse(&words).unwrap_or_else(|e| panic!("{words}: {e}"));
            let typed = set.row(&understood.state);
            for ((feature, typed), table) in set.iter().zip(typed).zip(matrix.x().row(i)) {
                assert!(
                    typed.to_bits() == table.to_bits() || (typed.is_nan() && table.is_nan()),
                    "{}: {table} in the table, {typed} from \"{words}\"",
                    feature.name
                );
            }
        }
    }
}

#[test]
fn a_row_and_its_words_have_the_same_features_in_the_sample() {
    same_from_both_ways(sample_plays(), 7);
}

#[test]
fn a_row_and_its_words_have_the_same_features_in_real_seasons() {
    let Some(plays) = real_plays("a_row_and_its_words_have_the_same_features_in_real_seasons")
    else {
        return;
    };
    same_from_both_ways(plays, 23);
}

#[test]
fn values_stay_in_their_ranges() {
    let set = FeatureSet::from_names(&FEATURES.iter().map(|f| f.name).collect::<Vec<_>>()).unwrap();
    let matrix = play_set(sample_plays(), &set);
    for (feature, column) in set.iter().zip(matrix.x().columns()) {
        let (low, high) = feature.range;
        for &v in column {
            assert!(
                v.is_nan() || (low..=high).contains(&v),
                "{}: {v}",
                feature.name
            );
        }
    }
}

#[test]
fn an_unknown_feature_is_named() {
    let error = FeatureSet::from_names(&["down", "weather"])
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("weather") && error.contains("yardline_100"),
        "{error}"
    );
}

#[test]
fn splits_keep_games_whole() {
    let set = sample_set();
    let games = |s: &wp::features::PlaySet| {
        s.game()
            .iter()
            .copied()
            .collect::<std::collections::BTreeSet<_>>()
    };
    let mut tested = 0;
    for fold in set.folds(5, 3).unwrap() {
        assert!(games(&fold.train).is_disjoint(&games(&fold.test)));
        assert_eq!(fold.train.len() + fold.test.len(), set.len());
        assert_eq!(fold.test.len(), fold.test_positions.len());
        tested += fold.test.len();
    }
    assert_eq!(tested, set.len());
    let first = set.season_list()[0];
    let seasons = wp::plays::Seasons::from_list(vec![first]).unwrap();
    let (one, others) = (set.seasons(&seasons), set.without_seasons(&seasons));
    assert_eq!(one.len() + others.len(), set.len());
    assert_eq!(one.season_list(), [first]);
    assert!(games(&one).is_disjoint(&games(&others)));
    assert!(set.folds(1, 0).is_err());
    assert!(set.folds(usize::MAX, 0).is_err());
}

#[test]
fn the_next_score_is_the_next_score() {
    let plays = sample_plays();
    let next = next_scores(plays);
    let rows = plays.rows();
    let mut seen = [0; 3];
    for (i, play) in rows.iter().enumerate().filter(|(_, p)| p.score.is_some()) {
        assert!(
            [-7.0, -3.0, -2.0, 0.0, 2.0, 3.0, 7.0].contains(&next[i].points) || !next[i].is_known(),
            "{:?}",
            next[i]
        );
        // A field goal that changed the score is worth 3 to the side that kicked.
        let after = rows[i + 1..]
            .iter()
            .find(|p| p.game != play.game || p.score.is_some());
        let Some(after) = after.filter(|a| a.game == play.game) else {
            continue;
        };
        let half = |qtr: u8| qtr.div_ceil(2);
        let left = match after.qtr {
            1 | 3 => after.quarter_seconds_remaining + 900,
            _ => after.quarter_seconds_remaining,
        };
        let left = if half(after.qtr) == half(play.qtr) {
            f32::from(left)
        } else {
            0.0
        };
        let (before, after) = (play.score.unwrap(), after.score.unwrap());
        let gained = if play.home_has_ball == Some(true) {
            after.0 - before.0
        } else {
            after.1 - before.1
        };
        if play.play_type == PlayType::FieldGoal && gained == 3 {
            assert_eq!(next[i].points, 3.0, "row {i}");
            assert_eq!(next[i].seconds_left, left, "row {i}");
            seen[0] += 1;
        }
        if matches!(play.play_type, PlayType::Run | PlayType::Pass) && play.down > 0 && gained == 6
        {
            assert_eq!(next[i].points, 7.0, "row {i}");
            seen[1] += 1;
        }
        if play.play_type == PlayType::ExtraPoint && gained == 1 {
            assert_ne!(next[i].points, 1.0);
            seen[2] += 1;
        }
    }
    assert!(seen.iter().all(|&n| n > 100), "{seen:?}");
}
