//! What holds for any plays.

use super::reference::slow_auc;
use super::{Plays, close, points_only};
use proptest::prelude::*;
use wp::evaluate::{PlaysByTime, auc, evaluate};

fn any_plays() -> impl Strategy<Value = Plays> {
    let p = prop_oneof![
        (0u32..=20).prop_map(|k| k as f32 / 20.0),
        (0.0f32..=1.0),
        Just(0.0),
        Just(1.0)
    ];
    let play = (p, any::<bool>(), 0u32..6, 1u8..=6, 0u16..=3600);
    prop::collection::vec(play, 1..80).prop_map(|rows| {
        let mut plays = Plays::default();
        for (p, y, game, quarter, seconds) in rows {
            plays.push(p, y, game, quarter, seconds);
        }
        plays
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn brier_is_the_sum_of_its_parts(plays in any_plays()) {
        let e = evaluate(&plays.scored(), &points_only()).unwrap();
        let all = e.by_quarter.iter().map(|q| &q.metrics).chain([&e.overall]);
        for b in all.map(|m| &m.brier) {
            let part = |e: &wp::evaluate::Estimate| e.value.unwrap();
            let sum = part(&b.reliability) - part(&b.resolution) + part(&b.uncertainty) + part(&b.within_bins);
            close(part(&b.brier), sum);
        }
    }

    #[test]
    fn auc_is_the_share_of_pairs(plays in any_plays()) {
        match (auc(&plays.p, &plays.y), slow_auc(&plays.p, &plays.y)) {
            (Some(fast), Some(slow)) => close(fast, slow),
            (fast, slow) => prop_assert_eq!(fast, slow),
        }
    }

    #[test]
    fn order_of_plays_does_not_matter(plays in any_plays()) {
        let back = plays.rows((0..plays.p.len()).rev());
        let (a, b) = (evaluate(&plays.scored(), &points_only()).unwrap().overall,
                      evaluate(&back.scored(), &points_only()).unwrap().overall);
        close(a.log_loss.value.unwrap(), b.log_loss.value.unwrap());
        prop_assert_eq!(a.auc, b.auc);
        prop_assert_eq!(a.confusion, b.confusion);
        close(a.ece.value.unwrap(), b.ece.value.unwrap());
    }

    #[test]
    fn counts_add_up(plays in any_plays()) {
        let e = evaluate(&plays.scored(), &points_only()).unwrap();
        let n = plays.p.len() as u64;
        prop_assert_eq!(e.overall.plays, n);
        prop_assert_eq!(e.overall.confusion.plays(), n);
        prop_assert_eq!(e.by_quarter.iter().map(|q| q.metrics.plays).sum::<u64>(), n);
        for curve in [&e.calibration, &e.calibration_equal_count] {
            prop_assert_eq!(curve.bins.iter().map(|b| b.plays).sum::<u64>(), n);
            prop_assert!(curve.bins.iter().all(|b| b.plays > 0 && b.games > 0));
            prop_assert!(curve.bins.is_sorted_by(|a, b| a.predicted <= b.predicted));
        }
        let regulation = plays.quarter.iter().filter(|q| **q <= 4).count() as u64;
        prop_assert_eq!(e.through_game.minutes.iter().map(|m| m.plays).sum::<u64>(), regulation);
        let by_time = PlaysByTime::from_seconds(&plays.seconds, &plays.quarter, 30).unwrap();
        prop_assert_eq!(by_time.total(), regulation);
    }

    #[test]
    fn turning_sides_turns_the_confusion_matrix(plays in any_plays()) {
        // 1 − p of the other side; the threshold itself is kept out of it.
        let keep = (0..plays.p.len()).filter(|&i| plays.p[i] != 0.5);
        let plays = plays.rows(keep);
        prop_assume!(!plays.p.is_empty());
        let mut turned = plays.clone();
        turned.p.iter_mut().for_each(|p| *p = 1.0 - *p);
        turned.y.iter_mut().for_each(|y| *y = !*y);
        let (a, b) = (evaluate(&plays.scored(), &points_only()).unwrap().overall,
                      evaluate(&turned.scored(), &points_only()).unwrap().overall);
        prop_assert_eq!(a.confusion.true_positive, b.confusion.true_negative);
        prop_assert_eq!(a.confusion.false_positive, b.confusion.false_negative);
        prop_assert_eq!(a.accuracy.value, b.accuracy.value);
        prop_assert!((a.brier.brier.value.unwrap() - b.brier.brier.value.unwrap()).abs() < 1e-6);
    }
}
