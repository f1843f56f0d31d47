//! Two models on the same plays.

use super::{Plays, close};
use wp::evaluate::{Comparison, Paired, Settings, compare, log_loss};

fn against(plays: &Plays, other: &[f32], settings: &Settings) -> Comparison {
    let pair = Paired {
        a: &plays.p,
        b: other,
        y: &plays.y,
        game: &plays.game,
        quarter: &plays.quarter,
        seconds: &plays.seconds,
        names: ("forest", "coin"),
    };
    compare(&pair, settings).unwrap()
}

#[test]
fn a_good_model_beats_a_coin_and_the_other_way_round() {
    let plays = Plays::made_up(60, 40, 1);
    let coin = vec![0.5; plays.p.len()];
    let settings = Settings::default();
    let won = against(&plays, &coin, &settings);
    assert!(won.log_loss.interval.unwrap().high < 0.0);
    assert!(
        won.verdict.starts_with("forest is better than coin"),
        "{}",
        won.verdict
    );
    close(won.log_loss.b, 2f64.ln());
    close(won.brier.b, 0.25);
    close(won.log_loss.difference, won.log_loss.a - won.log_loss.b);

    let coins = Plays {
        p: coin,
        ..plays.clone()
    };
    let lost = against(&coins, &plays.p, &settings);
    close(lost.log_loss.difference, -won.log_loss.difference);
    close(
        lost.log_loss.standard_error.unwrap(),
        won.log_loss.standard_error.unwrap(),
    );
    close(
        lost.log_loss.interval.unwrap().low,
        -won.log_loss.interval.unwrap().high,
    );
    assert!(
        lost.verdict.starts_with("coin is better than forest"),
        "{}",
        lost.verdict
    );
}

#[test]
fn equal_models_cannot_be_told_apart() {
    let plays = Plays::made_up(60, 40, 1);
    let same = against(&plays, &plays.p, &Settings::default());
    assert_eq!(same.log_loss.difference, 0.0);
    assert!(
        same.verdict.contains("statistically indistinguishable"),
        "{}",
        same.verdict
    );
}

#[test]
fn missing_rows_are_left_out_and_counted() {
    let mut plays = Plays::made_up(30, 20, 6);
    let mut other: Vec<f32> = plays.p.iter().map(|p| 0.5 + (p - 0.5) * 0.7).collect();
    other[..50].fill(f32::NAN);
    plays.p[40..60].fill(f32::NAN);
    let c = against(&plays, &other, &Settings::default());
    assert_eq!((c.plays, c.excluded), (540, 60));
    assert_eq!((c.a.missing, c.b.missing), (20, 50));
    // As if they had never been there.
    let kept = plays.rows(60..600);
    let alone = against(&kept, &other[60..], &Settings::default());
    assert_eq!(c.log_loss, alone.log_loss);
    assert_eq!(c.brier, alone.brier);
}

/// The clustered standard error by its definition, and near the spread of the
/// resamples.
#[test]
fn standard_error_is_clustered_by_game() {
    let plays = Plays::made_up(80, 25, 8);
    let other: Vec<f32> = plays.p.iter().map(|p| 0.5 + (p - 0.5) * 0.4).collect();
    let c = against(
        &plays,
        &other,
        &Settings {
            resamples: 4000,
            ..Settings::default()
        },
    );
    let n = plays.p.len();
    let d: Vec<f64> = (0..n)
        .map(|i| log_loss(plays.p[i], plays.y[i]) - log_loss(other[i], plays.y[i]))
        .collect();
    let mean = d.iter().sum::<f64>() / n as f64;
    let mut ids = plays.game.clone();
    ids.dedup();
    let mut squares = 0.0;
    for id in &ids {
        let sum: f64 = (0..n)
            .filter(|&i| plays.game[i] == *id)
            .map(|i| d[i] - mean)
            .sum();
        squares += sum * sum;
    }
    let g = ids.len() as f64;
    let error = (g / (g - 1.0) * squares).sqrt() / n as f64;
    close(c.log_loss.standard_error.unwrap(), error);
    let interval = c.log_loss.interval.unwrap();
    let by_resampling = (interval.high - interval.low) / (2.0 * 1.645);
    assert!(
        (by_resampling / error - 1.0).abs() < 0.1,
        "{by_resampling} {error}"
    );
}

#[test]
fn nothing_in_common_is_an_error() {
    let plays = Plays::made_up(12, 5, 1);
    let nothing = vec![f32::NAN; plays.p.len()];
    let pair = Paired {
        a: &plays.p,
        b: &nothing,
        y: &plays.y,
        game: &plays.game,
        quarter: &plays.quarter,
        seconds: &plays.seconds,
        names: ("forest", "vegas_wp"),
    };
    let error = compare(&pair, &Settings::default()).unwrap_err();
    assert!(
        error.to_string().contains("has both forest and vegas_wp"),
        "{error}"
    );
    let wrong = vec![2.0; plays.p.len()];
    let error = compare(&Paired { b: &wrong, ..pair }, &Settings::default()).unwrap_err();
    assert!(error.to_string().contains("vegas_wp of row 0"), "{error}");
}
