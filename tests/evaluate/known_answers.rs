//! Answers computed by hand.

use super::{Plays, close, points_only};
use wp::Error;
use wp::evaluate::{Quarter, Settings, auc, bin_of, evaluate, log_loss};

/// Six plays of two games: 0.9 won, 0.8 lost, 0.4 won, 0.2 lost in Q1, and 0.6
/// won, 0.6 lost in Q4.
fn six() -> Plays {
    let mut plays = Plays::default();
    plays.push(0.9, true, 1, 1, 3500);
    plays.push(0.8, false, 2, 1, 3400);
    plays.push(0.4, true, 1, 1, 3300);
    plays.push(0.2, false, 2, 1, 3200);
    plays.push(0.6, true, 1, 4, 100);
    plays.push(0.6, false, 2, 4, 30);
    plays
}

fn near(a: Option<f64>, b: f64) {
    let a = a.expect("defined");
    assert!((a - b).abs() < 1e-6, "{a} is not {b}");
}

#[test]
fn metrics_of_six_plays() {
    let e = evaluate(&six().scored(), &points_only()).unwrap();
    let m = &e.overall;
    assert_eq!((m.plays, m.games, m.won), (6, 2, 3));
    let loss = -(0.9f64.ln() + 0.2f64.ln() + 0.4f64.ln() + 0.8f64.ln() + 0.6f64.ln() + 0.4f64.ln());
    near(m.log_loss.value, loss / 6.0);
    near(
        m.brier.brier.value,
        (0.01 + 0.64 + 0.36 + 0.04 + 0.16 + 0.36) / 6.0,
    );
    near(m.brier.uncertainty.value, 0.25);
    near(m.accuracy.value, 3.0 / 6.0);
    // Pairs: 0.9 beats 0.8, 0.2, 0.6; 0.4 beats 0.2; 0.6 beats 0.2 and half of 0.6.
    near(m.auc.value, (3.0 + 1.0 + 1.5) / 9.0);
    let c = &m.confusion;
    let counts = (
        c.true_positive,
        c.false_positive,
        c.true_negative,
        c.false_negative,
    );
    assert_eq!(counts, (2, 2, 1, 1));
    near(c.rates.true_positive.value, 2.0 / 3.0);
    near(c.rates.false_positive.value, 2.0 / 3.0);
    near(c.rates.true_negative.value, 1.0 / 3.0);
    near(c.rates.false_negative.value, 1.0 / 3.0);
    near(c.rates.precision.value, 0.5);
    near(c.rates.negative_predictive_value.value, 0.5);
    // Q1: |0.9−1|, |0.8−0|, |0.4−1|, |0.2−0|, mean 0.425, two wins;
    // Q4: |0.6−0.5|, one win.
    near(m.calibration_error.value, (2.0 * 0.425 + 0.1) / 3.0);
    // Bins apart: the four of Q1, and 0.6 with a rate of ½ and two plays.
    near(m.ece.value, (0.1 + 0.8 + 0.6 + 0.2 + 2.0 * 0.1) / 6.0);
    // Reliability the same with squares; resolution: every bin but 0.6 is 0.5 off.
    near(
        m.brier.reliability.value,
        (0.01 + 0.64 + 0.36 + 0.04 + 2.0 * 0.01) / 6.0,
    );
    near(m.brier.resolution.value, 4.0 * 0.25 / 6.0);
    assert_eq!(e.by_quarter.len(), 2);
    assert_eq!(e.by_quarter[1].quarter, Quarter::Q4);
    near(e.by_quarter[0].metrics.calibration_error.value, 0.425);
    near(e.by_quarter[1].metrics.auc.value, 0.5);
}

#[test]
fn the_threshold_itself_says_wins() {
    let settings = Settings {
        threshold: 0.75,
        ..points_only()
    };
    let mut plays = Plays::default();
    plays.push(0.75, true, 1, 1, 10);
    plays.push(0.74, true, 1, 1, 10);
    let c = evaluate(&plays.scored(), &settings)
        .unwrap()
        .overall
        .confusion;
    assert_eq!((c.true_positive, c.false_negative), (1, 1));
}

#[test]
fn bins_are_nflfastrs() {
    let bins = [0.0, 0.024, 0.026, 0.5, 0.97, 0.976, 1.0].map(bin_of);
    assert_eq!(bins, [0, 0, 1, 10, 19, 20, 20]);
}

#[test]
fn sure_and_wrong_is_clipped() {
    close(log_loss(1.0, false), -(1e-7f64).ln());
    close(log_loss(0.0, true), -(1e-7f64).ln());
    assert!(log_loss(1.0, true) > 0.0 && log_loss(1.0, true) < 2e-7);
}

#[test]
fn auc_of_one_class_is_none() {
    assert_eq!(auc(&[0.2, 0.7], &[true, true]), None);
    assert_eq!(auc(&[0.2, 0.7], &[false, true]), Some(1.0));
    assert_eq!(auc(&[0.5, 0.5], &[false, true]), Some(0.5));
    assert_eq!(auc(&[0.0, -0.0], &[false, true]), Some(0.5));
    let mut plays = Plays::made_up(20, 20, 4);
    plays.y.fill(true);
    let m = evaluate(&plays.scored(), &Settings::default())
        .unwrap()
        .overall;
    assert_eq!((m.auc.value, m.auc.interval), (None, None));
    assert!(m.auc.reason.unwrap().contains("all plays were won"));
    assert_eq!(m.confusion.rates.false_positive.value, None);
    assert!(m.log_loss.interval.is_some());
}

#[test]
fn one_game_has_no_interval_and_says_why() {
    let e = evaluate(&Plays::made_up(1, 60, 1).scored(), &Settings::default()).unwrap();
    assert!(e.overall.log_loss.value.is_some());
    assert_eq!(e.overall.log_loss.interval, None);
    let reason = e.overall.log_loss.reason.unwrap();
    assert!(reason.contains("only one game"), "{reason}");
    assert!(e.calibration.bins.iter().all(|b| b.interval.is_none()));
}

#[test]
fn what_is_wrong_is_named() {
    let message = |plays: &Plays| {
        evaluate(&plays.scored(), &points_only())
            .unwrap_err()
            .to_string()
    };
    assert!(message(&Plays::default()).contains("at least one"));
    let with = |p: f32, quarter: u8, seconds: u16| {
        let mut plays = six();
        plays.push(p, true, 1, quarter, seconds);
        message(&plays)
    };
    assert!(with(1.5, 1, 10).contains("row 6"));
    assert!(with(f32::NAN, 1, 10).contains("NaN"));
    assert!(with(0.5, 0, 10).contains("quarter"));
    assert!(with(0.5, 1, 3601).contains("3601"));
    let mut short = six();
    short.game.pop();
    assert_eq!(
        message(&short),
        "games: expected 6, one for each probability, found 5"
    );
    for settings in [
        Settings {
            threshold: f64::NAN,
            ..Settings::default()
        },
        Settings {
            resamples: 7,
            ..Settings::default()
        },
        Settings {
            level: 1.0,
            ..Settings::default()
        },
    ] {
        let error = evaluate(&six().scored(), &settings).unwrap_err();
        assert!(matches!(error, Error::Parameter { .. }), "{error}");
    }
}

#[test]
fn minutes_count_down_and_leave_overtime_out() {
    let mut plays = six();
    plays.push(0.5, true, 1, 5, 500);
    plays.push(0.5, true, 1, 1, 3600);
    let minutes = evaluate(&plays.scored(), &points_only())
        .unwrap()
        .through_game
        .minutes;
    let remaining: Vec<(u8, u64)> = minutes.iter().map(|m| (m.remaining, m.plays)).collect();
    assert_eq!(
        remaining,
        [(59, 1), (58, 1), (56, 1), (55, 1), (53, 1), (1, 1), (0, 1)]
    );
}
