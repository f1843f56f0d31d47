//! `data/possessions.toml` and its fit.

use crate::common;
use wp::rules::Rules;
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
        (
            "[[fourth]]\nterm = \"season\"",
            "[[fourth]]\nterm = \"year\"",
            "[[fourth]]",
        ),
        ("lost = 0.0", "lost = 7.0", "lost"),
        (
            "down = 1\nto_go = 10.0\nspot = 2.0",
            "down = 1\nto_go = 10.0\nspot = 3.0",
            "[[series]]",
        ),
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

/// Kickoffs after the last fitted season come from the rules' prior: its share
/// of touchbacks, its mean start after a return, the rest at the 40.
#[test]
fn kickoffs_after_the_last_fitted_season_are_the_priors() {
    let tables = Tables::shipped();
    let priors = Rules::kickoff_priors();
    assert_eq!(
        priors.iter().map(|p| p.from).collect::<Vec<_>>(),
        [2024, 2025]
    );
    for prior in priors {
        assert!(prior.from > tables.seasons[1] && !prior.source.is_empty());
        let table = tables.kickoffs(prior.from);
        assert_eq!((table.from, table.kicks), (prior.from, 0));
        assert!((table.touchback - prior.touchbacks).abs() < 1e-9);
        let mean: f64 = table.returned.iter().map(|[y, p]| y * p).sum();
        let placed = 1.0 - prior.touchbacks - prior.returned;
        let told =
            (prior.returned * (100.0 - prior.start) + placed * 60.0) / (prior.returned + placed);
        assert!((mean - told).abs() < 0.2, "{mean} {told}");
    }
    assert_eq!(tables.kickoffs(2026), tables.kickoffs(2025));
    assert!(tables.kickoffs(2023).kicks > 1000);
    // They are not written into the file: the rules stay the one place.
    assert!(!tables.text().contains("from = 2024"));
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
                        timeouts: f64::NAN,
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
