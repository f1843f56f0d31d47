//! `data/possessions.toml` and its fit.

use crate::common;
use wp::value::{Need, Snap, Tables, fit};

#[test]
fn the_shipped_tables_are_read() {
    let tables = Tables::shipped();
    assert_eq!(tables.seasons, [2009, 2023]);
    let again = Tables::read(&tables.text(), "again").unwrap();
    assert_eq!(&again, tables);
}

#[test]
fn wrong_tables_are_refused() {
    let text = Tables::shipped().text();
    for (from, to, told) in [
        ("touchback = 0.", "touchback = 1.", "kickoff.touchback"),
        (
            "[[possession]]\nterm = \"spread\"",
            "[[possession]]\nterm = \"sprad\"",
            "terms",
        ),
        ("seconds = ", "secs = ", "secs"),
        ("kick = 0.", "kick = 7.", "try.kick"),
        ("free_kick = [[", "free_kick = [[50.0, 0.2], [", "free_kick"),
    ] {
        assert!(text.contains(from), "{from}");
        let error = Tables::read(&text.replacen(from, to, 1), "mine.toml").unwrap_err();
        assert!(error.to_string().contains(told), "{error}");
        assert!(error.to_string().contains("mine.toml"));
        assert!(error.hint().is_some());
    }
    assert!(Tables::read("", "empty").is_err());
}

#[test]
fn possessions_end_in_one_way() {
    let tables = Tables::shipped();
    for yardline in [1.0, 20.0, 50.0, 80.0, 99.0] {
        for down in 1..=4 {
            for seconds in [0.0, 20.0, 300.0, 1e6] {
                for need in [
                    Need::Points,
                    Need::AnyScore,
                    Need::FieldGoal,
                    Need::Touchdown,
                ] {
                    let e = tables.ends(&Snap {
                        down,
                        ydstogo: f64::min(10.0, yardline),
                        yardline,
                        seconds,
                        spread: 3.0,
                        need,
                    });
                    let all = [e.touchdown, e.field_goal, e.against, e.expired, e.none];
                    assert!(all.iter().all(|p| (0.0..=1.0).contains(p)), "{e:?}");
                    assert!((all.iter().sum::<f64>() - 1.0).abs() < 1e-9);
                }
            }
        }
    }
}

#[test]
fn field_goals_get_harder_without_a_cliff() {
    let tables = Tables::shipped();
    for season in [2009, 2023] {
        let p: Vec<f64> = (1..=75)
            .map(|y| tables.field_goal(f64::from(y), season))
            .collect();
        for (i, pair) in p.windows(2).enumerate() {
            assert!(pair[1] <= pair[0] + 1e-9, "{} yards: {pair:?}", i + 19);
            assert!(pair[0] - pair[1] < 0.04, "{} yards: {pair:?}", i + 19);
        }
        assert!(p[1] > 0.97 && p[74] < 0.15, "{} {}", p[1], p[74]);
    }
}

/// The fit learns what is there: from the simulated sample, the same twice.
#[test]
fn a_fit_repeats() {
    let plays = common::sample_plays();
    let fitted = fit::fit(plays, &|_| true).map(|t| t.text());
    let again = fit::fit(plays, &|_| true).map(|t| t.text());
    match (fitted, again) {
        (Ok(a), Ok(b)) => assert_eq!(a, b),
        (Err(a), Err(b)) => {
            // Simulated football may lack what is rare; then that is said.
            assert_eq!(a.to_string(), b.to_string());
            assert!(a.to_string().contains("too few"), "{a}");
        }
        (a, b) => panic!("{a:?} {b:?}"),
    }
    let error = fit::fit(plays, &|season| season == 1950).unwrap_err();
    assert!(error.to_string().contains("no game"), "{error}");
}
