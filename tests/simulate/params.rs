//! Parameters and numbers out of range are named; playoffs are what they should be.

use wp::simulate::{self, Curve, Distributions, SimulateParams, TEAMS};

#[test]
fn parameters_out_of_range_are_named() {
    let good = SimulateParams::default();
    good.check().unwrap();
    let bad = [
        (SimulateParams { games: 0, ..good }, "games", "0"),
        (SimulateParams { games: 286, ..good }, "games", "286"),
        (SimulateParams { seasons: 0, ..good }, "seasons", "0"),
        (
            SimulateParams {
                first_season: 9999,
                seasons: 2,
                ..good
            },
            "seasons",
            "2",
        ),
        (
            SimulateParams {
                first_season: 2023,
                ..good
            },
            "first_season",
            "2023",
        ),
        (
            SimulateParams {
                threads: 1025,
                ..good
            },
            "threads",
            "1025",
        ),
    ];
    for (params, name, value) in bad {
        let error = params.check().unwrap_err();
        let message = error.to_string();
        assert!(
            message.starts_with(&format!("{name} must be ")),
            "{message}"
        );
        assert!(message.ends_with(&format!("but was {value}")), "{message}");
        assert_eq!(error.exit_code(), 2);
        assert!(simulate::simulate(&params).is_err());
    }
    assert!(simulate::season(2023, 16, 1).is_err());
    assert!(simulate::season(3001, 286, 1).is_err());
}

#[test]
fn numbers_out_of_range_are_named() {
    let good = Distributions::default();
    good.check().unwrap();
    let bad = |change: fn(&mut Distributions), name: &str| {
        let mut table = Distributions::default();
        change(&mut table);
        let message = table.check().unwrap_err().to_string();
        assert!(message.contains(name), "{message}");
        let few = SimulateParams {
            games: 1,
            ..SimulateParams::default()
        };
        assert!(simulate::simulate_with(&table, &few).is_err());
    };
    bad(|t| t.penalty = 1.5, "penalty");
    bad(|t| t.penalties[0].share += 0.1, "penalties.share");
    bad(|t| t.penalties[0].least = 9, "penalties.least");
    bad(|t| t.passing[2].complete = 0.95, "passing");
    bad(|t| t.passing[0].sack = f64::NAN, "passing");
    bad(|t| t.run = Curve::new(&[(0, 0.5), (3, 0.9)]), "run");
    bad(|t| t.sack = Curve::new(&[(0, 0.5), (-3, 1.0)]), "sack");
    bad(|t| t.run_short = Curve::new(&[]), "run_short");
    bad(
        |t| t.run_short = Curve::new(&[(0, f64::NAN), (5, 1.0)]),
        "run_short",
    );
    bad(|t| t.choices.pass_odds[0][0] = 0.0, "choices.pass_odds");
    bad(|t| t.choices.go[3][2] = -0.1, "choices.go");
    bad(|t| t.seconds.normal = (40, 20), "seconds");
    bad(|t| t.strength.spread_noise = -1.0, "strength");
    bad(|t| t.field_goal = Vec::new(), "field_goal");
    bad(|t| t.penalties.clear(), "penalties");
}

#[test]
fn a_curve_gives_back_its_points() {
    let curve = Curve::new(&[(-2, 0.25), (0, 0.5), (4, 1.0)]);
    let yards: Vec<i32> = [0.0, 0.2499, 0.25, 0.374, 0.376, 0.5, 0.63, 0.99]
        .iter()
        .map(|&u| curve.quantile(u))
        .collect();
    assert_eq!(yards, [-2, -2, -1, -1, 0, 1, 2, 4]);
    let expected = -2.0 * 0.25 - 0.5 * 0.25 + 2.5 * 0.5;
    assert!((curve.mean() - expected).abs() < 1e-12);
    let n = 100_000;
    let mean = (0..n)
        .map(|i| f64::from(curve.quantile(f64::from(i) / f64::from(n))))
        .sum::<f64>();
    assert!((mean / f64::from(n) - expected).abs() < 1e-3);
}

#[test]
fn nobody_can_take_a_row_for_a_real_one() {
    let season = simulate::season(3001, 16, 1).unwrap();
    assert!(season.schedule.season.iter().all(|&year| year >= 3001));
    for team in TEAMS {
        assert!(team.starts_with('S') && team[1..].parse::<u8>().is_ok());
    }
    let id = &season.schedule.game_id[0];
    let (away, home) = (season.schedule.away_team[0], season.schedule.home_team[0]);
    assert_eq!(&**id, format!("3001_01_{away}_{home}"));
}

#[test]
fn each_team_plays_once_a_week_and_nobody_twice() {
    let schedule = simulate::season(3001, 272, 4).unwrap().schedule;
    let mut pairs = Vec::new();
    for week in 1..=17 {
        let mut teams = Vec::new();
        for i in 0..schedule.len() {
            if schedule.week[i] == week {
                let mut pair = [schedule.home_team[i], schedule.away_team[i]];
                teams.extend(pair);
                pair.sort_unstable();
                pairs.push(pair);
            }
        }
        teams.sort_unstable();
        assert_eq!(teams, TEAMS);
    }
    pairs.sort_unstable();
    pairs.dedup();
    assert_eq!(pairs.len(), 272);
}

#[test]
fn winners_go_on_in_the_play_offs() {
    for seed in 0..3 {
        let season = simulate::season(3001, 285, seed).unwrap();
        let s = &season.schedule;
        let of = |kind: &str| -> Vec<usize> {
            (0..s.len()).filter(|&i| s.game_type[i] == kind).collect()
        };
        let counts = ["REG", "WC", "DIV", "CON", "SB"].map(|kind| of(kind).len());
        assert_eq!(counts, [272, 6, 4, 2, 1]);
        let rounds = ["WC", "DIV", "CON", "SB"];
        for pair in rounds.windows(2) {
            let winners: Vec<_> = of(pair[0])
                .iter()
                .map(|&i| {
                    if s.result[i] > 0 {
                        s.home_team[i]
                    } else {
                        s.away_team[i]
                    }
                })
                .collect();
            for &i in &of(pair[1]) {
                let new = [s.home_team[i], s.away_team[i]];
                let rested = new.iter().filter(|team| !winners.contains(team)).count();
                assert!(
                    rested <= usize::from(pair[0] == "WC"),
                    "{new:?} after {winners:?}"
                );
            }
        }
        let play_offs = 272..285;
        assert!(play_offs.clone().all(|i| s.result[i] != 0));
        assert_eq!(s.location[284], "Neutral");
        let posts = season
            .plays
            .season_type
            .iter()
            .filter(|t| **t == "POST")
            .count();
        assert!(posts > 13 * 120);
    }
}
