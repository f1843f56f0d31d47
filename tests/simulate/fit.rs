//! Fitting simulated games gives back the numbers that they were played with.

use wp::simulate::fit::{again, answers, fit};
use wp::simulate::log::{GameLog, Log};
use wp::simulate::measure::MEASURES;
use wp::simulate::{Curve, Distributions};

/// Games of a few seasons, played with `table` from the lines alone.
fn league(table: &Distributions, games: usize) -> Log {
    let blank = |i: usize| GameLog {
        season: 2018 + (i % 5) as u16,
        play_off: false,
        neutral: false,
        spread: Some((i % 21) as f64 - 9.0),
        total_line: Some(38.0 + (i % 15) as f64),
        score: [0, 0],
        rows: Vec::new(),
    };
    let fixtures = Log {
        games: (0..games).map(blank).collect(),
    };
    again(&fixtures, table, 1, 21)
}

#[test]
fn the_fit_finds_the_numbers_again() {
    let mut truth = Distributions::default();
    // Well away from where the fit starts.
    truth.turnovers.run_fumble = 0.03;
    truth.penalty = 0.12;
    truth.tries.two_points = 0.8;
    truth.run = Curve::new(&[(0, 0.2), (2, 0.5), (9, 0.9), (20, 1.0)]);
    let log = league(&truth, 900);
    assert!(log.len() > 900 * 120);
    let mut rounds = 0;
    let got = fit(&log, &Distributions::hand_written(), |_| rounds += 1).unwrap();
    assert!(rounds > 3, "the progress is heard");
    let near = |a: f64, b: f64, room: f64| assert!((a - b).abs() < room, "{a} is not {b}");
    near(got.turnovers.run_fumble, 0.03, 0.004);
    near(got.penalty, 0.12, 0.02);
    near(got.tries.two_points, 0.8, 0.1);
    near(got.passing[0].sack, truth.passing[0].sack, 0.01);
    near(got.passing[0].complete, truth.passing[0].complete, 0.02);
    near(got.kickoffs.touchback, truth.kickoffs.touchback, 0.03);
    near(
        got.field_goal[5].1,
        wp::simulate::interpolate(&truth.field_goal, got.field_goal[5].0),
        0.06,
    );
    near(got.choices.pass[0][5], truth.choices.pass[0][5], 0.03);
    let answer = answers(&again(&log, &got, 4, 5));
    near(answer.spread, 1.0, 0.15);
    near(answer.over, 0.0, 1.5);
}

#[test]
fn few_games_are_refused() {
    let log = league(&Distributions::default(), 50);
    let error = fit(&log, &Distributions::hand_written(), |_| {}).unwrap_err();
    assert!(error.to_string().contains("50 games"), "{error}");
}

#[test]
fn games_without_lines_are_refused() {
    let mut log = league(&Distributions::default(), 220);
    for game in &mut log.games {
        game.spread = None;
    }
    let error = fit(&log, &Distributions::hand_written(), |_| {}).unwrap_err();
    assert!(
        error.hint().is_some_and(|h| h.contains("games.parquet")),
        "{error}"
    );
}

#[test]
fn measures_are_finite_and_shares_are_shares() {
    let log = league(&Distributions::default(), 300);
    for measure in MEASURES {
        let value = measure.of(&log);
        assert!(value.value.is_finite(), "{}", measure.name);
        assert!(value.error >= 0.0, "{}", measure.name);
        if measure.share {
            assert!((0.0..=1.0).contains(&value.value), "{}", measure.name);
        }
    }
    let of = |name: &str| {
        let measure = MEASURES.iter().find(|m| m.name == name).unwrap();
        measure.of(&log).value
    };
    let quarters: f64 = [
        "first quarter",
        "second quarter",
        "third quarter",
        "fourth quarter",
    ]
    .map(of)
    .iter()
    .sum();
    assert!(quarters <= of("points per game") + 1e-9);
    let fourth = of("goes for it") + of("kicks a field goal") + of("punts on fourth down");
    assert!((fourth - 1.0).abs() < 1e-9);
}
