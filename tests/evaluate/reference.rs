//! Slow, obvious references.

use super::{Plays, close, points_only};
use wp::evaluate::{Evaluation, Interval, Settings, auc, draws, evaluate};

/// All pairs.
pub fn slow_auc(p: &[f32], y: &[bool]) -> Option<f64> {
    let (mut score, mut pairs) = (0.0, 0u64);
    for (i, _) in y.iter().enumerate().filter(|(_, y)| **y) {
        for (j, _) in y.iter().enumerate().filter(|(_, y)| !**y) {
            pairs += 1;
            score += if p[i] > p[j] {
                1.0
            } else if p[i] == p[j] {
                0.5
            } else {
                0.0
            };
        }
    }
    (pairs > 0).then(|| score / pairs as f64)
}

/// The rows of the drawn games, game after game, the drawn ones as often as
/// they were drawn.
fn expanded(plays: &Plays, seed: u64, resample: usize) -> Plays {
    let mut ids = plays.game.clone();
    ids.sort_unstable();
    ids.dedup();
    let mut rows = Vec::new();
    for drawn in draws(ids.len(), seed, resample) {
        rows.extend((0..plays.p.len()).filter(|&i| plays.game[i] == ids[drawn]));
    }
    plays.rows(rows)
}

fn quantile(values: &mut [f64], q: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    let position = q * (values.len() - 1) as f64;
    let (below, above) = (position.floor(), position.ceil());
    let share = position - below;
    values[below as usize] * (1.0 - share) + values[above as usize] * share
}

#[test]
fn fast_auc_is_the_slow_one() {
    for seed in 0..20 {
        let plays = Plays::made_up(4, 30, seed);
        let (fast, slow) = (auc(&plays.p, &plays.y), slow_auc(&plays.p, &plays.y));
        close(fast.unwrap(), slow.unwrap());
    }
}

/// Every interval of the weighted sums is that of metrics computed anew on
/// rows written out.
#[test]
fn weighted_sums_are_expanded_rows() {
    let plays = Plays::made_up(16, 24, 11);
    let settings = Settings {
        resamples: 100,
        level: 0.8,
        ..Settings::default()
    };
    let fast = evaluate(&plays.scored(), &settings).unwrap();
    type Pick = fn(&Evaluation) -> (Option<f64>, Option<Interval>);
    let metric: [(&str, bool, Pick); 12] = [
        ("log loss", false, |e| {
            (e.overall.log_loss.value, e.overall.log_loss.interval)
        }),
        ("Brier", false, |e| {
            (e.overall.brier.brier.value, e.overall.brier.brier.interval)
        }),
        ("within", false, |e| {
            (
                e.overall.brier.within_bins.value,
                e.overall.brier.within_bins.interval,
            )
        }),
        ("reliability", true, |e| {
            (
                e.overall.brier.reliability.value,
                e.overall.brier.reliability.interval,
            )
        }),
        ("accuracy", false, |e| {
            (e.overall.accuracy.value, e.overall.accuracy.interval)
        }),
        ("AUC", false, |e| {
            (e.overall.auc.value, e.overall.auc.interval)
        }),
        ("calibration", true, |e| {
            (
                e.overall.calibration_error.value,
                e.overall.calibration_error.interval,
            )
        }),
        ("ECE", true, |e| {
            (e.overall.ece.value, e.overall.ece.interval)
        }),
        ("AUC of Q2", false, |e| {
            (
                e.by_quarter[1].metrics.auc.value,
                e.by_quarter[1].metrics.auc.interval,
            )
        }),
        ("ECE of Q4", true, |e| {
            (
                e.by_quarter[3].metrics.ece.value,
                e.by_quarter[3].metrics.ece.interval,
            )
        }),
        ("precision of Q3", false, |e| {
            let precision = &e.by_quarter[2].metrics.confusion.rates.precision;
            (precision.value, precision.interval)
        }),
        ("first minute", false, |e| {
            let first = &e.through_game.minutes[0];
            (first.log_loss.value, first.log_loss.interval)
        }),
    ];
    let resamples: Vec<Evaluation> = (0..100)
        .map(|b| evaluate(&expanded(&plays, settings.seed, b).scored(), &points_only()).unwrap())
        .collect();
    for (name, recentered, pick) in metric {
        let (value, interval) = pick(&fast);
        let (value, interval) = (value.expect(name), interval.expect(name));
        let mut values: Vec<f64> = resamples.iter().filter_map(|e| pick(e).0).collect();
        let shift = if recentered {
            value - quantile(&mut values, 0.5)
        } else {
            0.0
        };
        let low = quantile(&mut values, 0.1) + shift;
        close(interval.low, if recentered { low.max(0.0) } else { low });
        close(interval.high, quantile(&mut values, 0.9) + shift);
    }
}

#[test]
fn calibration_errors_follow_their_definition() {
    let plays = Plays::made_up(12, 60, 5);
    let m = evaluate(&plays.scored(), &points_only()).unwrap().overall;
    let (mut sum, mut weight) = (0.0, 0.0);
    for quarter in 1..=4 {
        let of = |i: &usize| plays.quarter[*i] == quarter;
        let rows: Vec<usize> = (0..plays.p.len()).filter(of).collect();
        let mut error = 0.0;
        for bin in 0..=20 {
            let in_bin = |i: &&usize| (f64::from(plays.p[**i]) / 0.05).round() as i32 == bin;
            let bin_rows: Vec<&usize> = rows.iter().filter(in_bin).collect();
            let wins = bin_rows.iter().filter(|i| plays.y[***i]).count() as f64;
            let n = bin_rows.len() as f64;
            if n > 0.0 {
                error += n * (f64::from(bin) * 0.05 - wins / n).abs() / rows.len() as f64;
            }
        }
        let wins = rows.iter().filter(|&&i| plays.y[i]).count() as f64;
        sum += wins * error;
        weight += wins;
    }
    close(m.calibration_error.value.unwrap(), sum / weight);
}
