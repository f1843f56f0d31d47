//! `data/rules.toml` and what reads it.

use wp::rules::{Onside, OvertimeFormat, RuleBook, Rules};

const SHIPPED: &str = include_str!("../../crates/football/data/rules.toml");

#[test]
fn what_changed_when() {
    for (season, kicked_from, touchback) in [
        (1999, 30, 20),
        (2010, 30, 20),
        (2011, 35, 20),
        (2015, 35, 20),
        (2016, 35, 25),
        (2023, 35, 25),
        (2024, 35, 30),
        (2025, 35, 35),
        (2026, 35, 35),
    ] {
        for playoffs in [false, true] {
            let kickoff = Rules::of(season, playoffs).kickoff;
            assert_eq!(
                (kickoff.kicked_from, kickoff.touchback),
                (kicked_from, touchback),
                "{season}"
            );
            assert_eq!(kickoff.touchback_yardline_100(), 100 - touchback);
        }
    }
    for (season, kick_line, defence) in [(2014, 2, false), (2015, 15, true), (2023, 15, true)] {
        let try_ = Rules::of(season, false).try_;
        assert_eq!(
            (try_.kick_line, try_.two_point_line, try_.defence_scores),
            (kick_line, 2, defence)
        );
    }
}

#[test]
fn overtime_by_season_and_kind_of_game() {
    use OvertimeFormat::{BothPossess, FieldGoalAnswered, SuddenDeath};
    for (season, playoffs, format, period, tie, timeouts) in [
        (2009, false, SuddenDeath, 900, true, 2),
        (2009, true, SuddenDeath, 900, false, 3),
        (2010, false, SuddenDeath, 900, true, 2),
        (2010, true, FieldGoalAnswered, 900, false, 3),
        (2011, false, SuddenDeath, 900, true, 2),
        (2011, true, FieldGoalAnswered, 900, false, 3),
        (2012, false, FieldGoalAnswered, 900, true, 2),
        (2016, false, FieldGoalAnswered, 900, true, 2),
        (2017, false, FieldGoalAnswered, 600, true, 2),
        (2021, true, FieldGoalAnswered, 900, false, 3),
        (2022, true, BothPossess, 900, false, 3),
        (2022, false, FieldGoalAnswered, 600, true, 2),
        (2024, false, FieldGoalAnswered, 600, true, 2),
        (2025, false, BothPossess, 600, true, 2),
        (2025, true, BothPossess, 900, false, 3),
        (2026, false, BothPossess, 600, true, 2),
        (2026, true, BothPossess, 900, false, 3),
    ] {
        let overtime = Rules::of(season, playoffs).overtime;
        assert_eq!(
            (
                overtime.format,
                overtime.period,
                overtime.can_tie(),
                overtime.timeouts
            ),
            (format, period, tie, timeouts),
            "{season}, playoffs {playoffs}"
        );
    }
}

#[test]
fn onside_kicks_by_season() {
    assert_eq!(Rules::of(2023, false).kickoff.onside, Onside::Any);
    assert!(Onside::Any.allowed(7, 1));
    let of_2024 = Rules::of(2024, false).kickoff.onside;
    assert!(of_2024.allowed(-3, 4) && !of_2024.allowed(-3, 3) && !of_2024.allowed(0, 4));
    let of_2025 = Rules::of(2025, false).kickoff.onside;
    assert!(of_2025.allowed(-3, 1) && !of_2025.allowed(3, 4));
    assert_eq!(Rules::of(2026, false).kickoff.onside, Onside::Any);
    // Since 2024 it must be declared.
    for (season, declared) in [(2017, false), (2023, false), (2024, true), (2026, true)] {
        assert_eq!(
            Rules::of(season, true).kickoff.declared,
            declared,
            "{season}"
        );
    }
}

/// A kick out of bounds has always been the receiving team's at its 40; since
/// 2024 one short of the landing zone as well, and a ball that comes down in the
/// zone and is downed in the end zone comes out to the 20 only.
#[test]
fn the_landing_zone() {
    for season in [1999, 2011, 2023, 2024, 2025, 2026] {
        for playoffs in [false, true] {
            let kickoff = Rules::of(season, playoffs).kickoff;
            assert_eq!(kickoff.out_of_bounds, 40, "{season}");
            let zone = kickoff
                .landing_zone
                .map(|z| (z.yards, z.touchback, z.short));
            let expected = (season >= 2024).then_some((20, 20, 40));
            assert_eq!(zone, expected, "{season}");
        }
    }
}

/// The prior of returned kicks is data: a rules file can say another.
#[test]
fn the_prior_of_returned_kicks_is_a_setting() {
    let text = SHIPPED.replace("start = 29.5", "start = 27.0");
    let book = RuleBook::read(&text).unwrap();
    let starts: Vec<f64> = book.kickoff_priors().iter().map(|p| p.start).collect();
    assert_eq!(starts, [29.0, 27.0]);
    // None is needed.
    let (before, rest) = SHIPPED.split_once("[[kickoff_prior]]").unwrap();
    let (_, after) = rest.split_once("[[free_kick]]").unwrap();
    let none = RuleBook::read(&format!("{before}[[free_kick]]{after}")).unwrap();
    assert!(none.kickoff_priors().is_empty());
}

#[test]
fn seasons_outside_the_file_have_the_nearest_rules() {
    assert_eq!(Rules::of(3001, false), Rules::latest(false));
    assert_eq!(
        Rules::of(3001, true),
        Rules::of(Rules::latest_season(), true)
    );
    assert_eq!(
        Rules::of(1950, true),
        Rules::of(Rules::first_season(), true)
    );
    assert_eq!(
        (Rules::first_season(), Rules::latest_season()),
        (1999, 2026)
    );
}

/// Each way in which a file can be wrong is told with list and season.
#[test]
fn a_wrong_file_is_refused() {
    let wrong = |from: &str, to: &str| {
        assert!(SHIPPED.contains(from), "{from}");
        let error = RuleBook::read(&SHIPPED.replacen(from, to, 1)).unwrap_err();
        assert!(error.hint().is_some());
        error.to_string()
    };
    for (from, to, told) in [
        (
            "from = 2011",
            "from = 1999",
            "[[kickoff]] from = 1999 comes after",
        ),
        (
            "from = 2016",
            "from = 2009",
            "[[kickoff]] from = 2009 comes after from = 2011",
        ),
        (
            "first_season = 1999",
            "first_season = 1990",
            "no [[kickoff]] covers the regular season of 1990",
        ),
        (
            "first_season = 1999",
            "first_season = 9",
            "first_season = 9 is not a season",
        ),
        (
            "touchback = 20",
            "touchback = 80",
            "kickoff.touchback must be between 1 and 50, but was 80",
        ),
        (
            "period = 600",
            "period = 1000",
            "overtime.period must be between 60 and 900, but was 1000 in the regular season of 2017",
        ),
        (
            "timeouts = 2",
            "timeouts = 4",
            "overtime.timeouts must be between 0 and 3, but was 4",
        ),
        ("kick_line = 2", "kick_lime = 2", "kick_li"),
        (
            "format = \"sudden death\"",
            "format = \"shoot-out\"",
            "shoot-out",
        ),
        ("from = 2026", "from = 9026", "from = 9026 is not a season"),
        (
            "out_of_bounds = 40",
            "out_of_bounds = 60",
            "kickoff.out_of_bounds must be between 1 and 50, but was 60",
        ),
        (
            "short = 40",
            "short = 70",
            "kickoff.landing_zone.short must be between 1 and 50, but was 70",
        ),
        (
            "returned = 0.328",
            "returned = 0.728",
            "[[kickoff_prior]] from = 2024",
        ),
        (
            "[[clock]]\nfrom = 1999",
            "[[clock]]\nfrom = 2000",
            "no [[clock]] covers the regular season of 1999",
        ),
    ] {
        let message = wrong(from, to);
        assert!(message.contains(told), "{message}\nlacks {told}");
    }
    assert!(RuleBook::read("").is_err());
}
