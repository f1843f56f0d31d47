//! What the intervals must be, however they are computed.

use super::Plays;
use wp::evaluate::{FEWEST_GAMES, Settings, draws, evaluate};

#[test]
fn draws_are_fair_and_repeatable() {
    let games = 40;
    let mut counts = vec![0u32; games];
    for b in 0..2000 {
        let drawn: Vec<usize> = draws(games, 7, b).collect();
        assert_eq!(drawn.len(), games);
        assert!(drawn.iter().copied().eq(draws(games, 7, b)));
        drawn.iter().for_each(|&g| counts[g] += 1);
    }
    // 2000 expected, standard deviation 44.
    assert!(
        counts.iter().all(|&c| (1780..2220).contains(&c)),
        "{counts:?}"
    );
    assert!(!draws(games, 7, 0).eq(draws(games, 8, 0)));
    assert!(!draws(games, 7, 0).eq(draws(games, 7, 1)));
}

#[test]
fn any_number_of_threads_gives_the_same() {
    let plays = Plays::made_up(30, 40, 3);
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        pool.install(|| evaluate(&plays.scored(), &Settings::default()).unwrap())
    };
    let one = with(1);
    assert_eq!(one, with(2));
    assert_eq!(one, with(5));
}

#[test]
fn a_wider_level_holds_a_narrower_one() {
    let plays = Plays::made_up(40, 30, 2);
    let at = |level: f64| {
        let settings = Settings {
            level,
            ..Settings::default()
        };
        evaluate(&plays.scored(), &settings).unwrap().overall
    };
    let (narrow, wide) = (at(0.5), at(0.95));
    for (narrow, wide) in [
        (narrow.log_loss, wide.log_loss),
        (narrow.auc, wide.auc),
        (narrow.calibration_error, wide.calibration_error),
    ] {
        let value = narrow.value.unwrap();
        let (narrow, wide) = (narrow.interval.unwrap(), wide.interval.unwrap());
        assert!(wide.low < narrow.low && narrow.low < value);
        assert!(value < narrow.high && narrow.high < wide.high);
    }
}

/// Resampling cannot leave 100%: the interval is that of as many trials as
/// games.
#[test]
fn a_bin_that_always_won_still_has_an_interval() {
    let mut plays = Plays::default();
    for game in 0..20 {
        plays.push(0.95, true, game, 1, 3000);
        plays.push(0.5, game % 2 == 0, game, 1, 3000);
    }
    let curve = evaluate(&plays.scored(), &Settings::default())
        .unwrap()
        .calibration;
    let bin = curve.bins.last().unwrap();
    assert_eq!((bin.observed, bin.games), (1.0, 20));
    let interval = bin.interval.unwrap();
    assert!((interval.low - 0.05f64.powf(1.0 / 20.0)).abs() < 1e-12 && interval.high == 1.0);
}

/// Overtime in fewer games than are needed has values but no intervals.
#[test]
fn few_games_in_a_quarter_have_no_interval() {
    let plays = Plays::made_up(30, 40, 9);
    let e = evaluate(&plays.scored(), &Settings::default()).unwrap();
    let overtime = &e.by_quarter[4].metrics;
    assert!(overtime.games < FEWEST_GAMES);
    assert!(overtime.log_loss.value.is_some() && overtime.log_loss.interval.is_none());
    assert!(e.overall.log_loss.interval.is_some());
}

#[test]
fn no_resamples_means_no_intervals() {
    let plays = Plays::made_up(30, 40, 9);
    let settings = Settings {
        resamples: 0,
        ..Settings::default()
    };
    let m = evaluate(&plays.scored(), &settings).unwrap().overall;
    assert!(m.log_loss.interval.is_none() && m.log_loss.reason.is_some());
}
