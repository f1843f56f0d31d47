//! League averages inside wide bands about the real ones (2009–2023).

use std::sync::LazyLock;
use wp::simulate::{
    self, Distributions, Engine, GameRng, Offences, Rules, Season, SimulateParams, Stream,
};

static SEASONS: LazyLock<Season> = LazyLock::new(|| {
    let params = SimulateParams {
        seasons: 12,
        seed: 2,
        threads: 2,
        ..SimulateParams::default()
    };
    simulate::simulate(&params).unwrap()
});

fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (n, sum) = values.fold((0.0, 0.0), |(n, sum), v| (n + 1.0, sum + v));
    sum / n
}

fn sd(values: impl Iterator<Item = f64> + Clone) -> f64 {
    let m = mean(values.clone());
    mean(values.map(|v| (v - m) * (v - m))).sqrt()
}

#[track_caller]
fn within(what: &str, value: f64, low: f64, high: f64) {
    assert!(
        (low..=high).contains(&value),
        "{what}: {value:.3} is not within {low} to {high}"
    );
}

#[test]
fn plays_of_each_kind() {
    let (p, d) = (&SEASONS.plays, &SEASONS.details);
    let games = SEASONS.schedule.len() as f64;
    let a_game = |kind: &str| {
        let rows = 0..p.len();
        let of = rows.filter(|&i| p.play_type[i] == Some(kind) && d.two_point_attempt[i] == 0);
        of.count() as f64 / games
    };
    // Real: 51.4 runs, 73.6 passes, 9.3 punts, 3.8 field goals, 10.1 kick-offs,
    // 1.5 kneel-downs, 0.26 spikes (2011–2018, regulation).
    within("runs", a_game("run"), 46.0, 58.0);
    within("passes", a_game("pass"), 66.0, 82.0);
    within(
        "runs and passes",
        a_game("run") + a_game("pass"),
        118.0,
        136.0,
    );
    within("punts", a_game("punt"), 7.0, 10.5);
    within("field goals", a_game("field_goal"), 3.2, 4.8);
    within("kick-offs", a_game("kickoff"), 9.0, 11.5);
    within("kneel-downs", a_game("qb_kneel"), 1.0, 2.2);
    within("spikes", a_game("qb_spike"), 0.1, 0.6);
    within("cancelled plays", a_game("no_play"), 6.5, 10.5);
    let sum = |column: &[i32]| column.iter().map(|&v| f64::from(v)).sum::<f64>() / games;
    within("interceptions", sum(&d.interception), 1.2, 2.0);
    within("touchdowns", sum(&d.touchdown), 4.2, 5.8);
    within("timeouts", sum(&d.timeout), 3.5, 9.5);
    let made = d
        .field_goal_result
        .iter()
        .flatten()
        .map(|r| f64::from(u8::from(*r == "made")));
    within("field goals made", mean(made), 0.80, 0.89);
}

#[test]
fn scores_and_results() {
    let s = &SEASONS.schedule;
    let n = s.len();
    let margins = (0..n).map(|i| f64::from(s.result[i]));
    let totals = (0..n).map(|i| f64::from(s.total[i]));
    // Real 2009–2023: 45.4 points, sd 14.0; margin 2.1, sd 14.6; home wins
    // 55.9 %, ties 0.3 %, overtime 6.0 %; favourites win 66.1 %.
    within("points", mean(totals.clone()), 43.0, 48.0);
    within("sd of points", sd(totals), 12.5, 15.5);
    within("margin", mean(margins.clone()), 0.8, 3.5);
    within("sd of margin", sd(margins.clone()), 13.3, 15.5);
    within(
        "home wins",
        mean(margins.clone().map(|m| f64::from(u8::from(m > 0.0)))),
        0.52,
        0.60,
    );
    within(
        "ties",
        mean(margins.clone().map(|m| f64::from(u8::from(m == 0.0)))),
        0.0,
        0.012,
    );
    within(
        "overtime",
        mean(s.overtime.iter().map(|&o| f64::from(o))),
        0.03,
        0.08,
    );
    let three = margins.clone().map(|m| f64::from(u8::from(m.abs() == 3.0)));
    within("margins of three", mean(three), 0.08, 0.17);
    // Real: sd 13.2 about the spread, slope 1.04; favourites win 66 %.
    let about = (0..n).map(|i| f64::from(s.result[i]) - f64::from(s.spread_line[i]));
    within("sd about the spread", sd(about.clone()), 12.3, 14.0);
    within("mean about the spread", mean(about), -1.0, 1.0);
    within(
        "sd of the spread",
        sd(s.spread_line.iter().map(|&v| f64::from(v))),
        5.0,
        7.0,
    );
    let favoured = (0..n).filter(|&i| s.spread_line[i] != 0.0 && s.result[i] != 0);
    let won = favoured.map(|i| (s.spread_line[i] > 0.0) == (s.result[i] > 0));
    within(
        "favourites",
        mean(won.map(|w| f64::from(u8::from(w)))),
        0.60,
        0.72,
    );
}

#[test]
fn conversions_and_spots() {
    let (p, d) = (&SEASONS.plays, &SEASONS.details);
    let is_play = |i: &usize| matches!(p.play_type[*i], Some("run" | "pass"));
    let converted = |down: i32| {
        let rows = (0..p.len())
            .filter(is_play)
            .filter(|&i| p.down[i] == Some(down));
        mean(rows.map(|i| f64::from(u8::from(p.yards_gained[i] >= Some(p.ydstogo[i])))))
    };
    // Real: 40 % of third downs, 49 % of fourth downs gone for.
    within("third downs", converted(3), 0.34, 0.45);
    within("fourth downs", converted(4), 0.42, 0.58);
    let spots = (0..p.len()).filter(|&i| p.down[i].is_some());
    within(
        "spot",
        mean(spots.filter_map(|i| p.yardline_100[i]).map(f64::from)),
        48.0,
        55.0,
    );
    let snaps = |i: &usize| p.down[*i].is_some() && p.qtr[*i] <= 4;
    let won = (0..p.len()).filter(snaps).map(|i| {
        let margin = if d.posteam_type[i] == Some("home") {
            p.result[i]
        } else {
            -p.result[i]
        };
        f64::from(u8::from(margin > 0))
    });
    within("plays by the winner", mean(won), 0.48, 0.54); // real: 50.3–51.1 %
}

#[test]
fn strength_is_worth_what_it_says() {
    let table = Distributions::default();
    let played = |margin: f64, total: f64| {
        let games = 4000;
        let (mut by, mut points) = (0.0, 0.0);
        for i in 0..games {
            let rng = GameRng::new(5, 3001, Stream::RollOut, i);
            let offences = Offences::expected(margin, total, &table.strength);
            let end = Engine::new(&table, offences, rng).game(Rules::regular_season(), &mut ());
            by += f64::from(end.score[0] - end.score[1]);
            points += f64::from(end.score[0] + end.score[1]);
        }
        (by / games as f64, points / games as f64)
    };
    // Standard error of a mean of 4,000 games: 0.2 points.
    let (by, points) = played(0.0, 45.0);
    within("margin of equals", by, -0.9, 0.9);
    within("points of equals", points, 43.5, 46.5);
    within("margin of ten", played(10.0, 45.0).0, 8.5, 11.5);
    within("margin of minus ten", played(-10.0, 45.0).0, -11.5, -8.5);
    within("a low total", played(0.0, 38.0).1, 36.0, 40.0);
    within("a high total", played(0.0, 52.0).1, 50.0, 54.5);
}
