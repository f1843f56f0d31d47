//! nflverse's columns: what holds between them, and with the command's own.

use super::{column, ok, sample, scored_csv, text, timeline::shipped};
use std::collections::BTreeMap;
use std::fs;
use wp::decide::nfl4th;
use wp::estimator::unwatched;
use wp::pbp::{LoadOptions, Source, load};
use wp::plays::Plays;
use wp::score::{Scorer, family};
use wp::table::{Column, Table};

/// One season of the sample and its family, by name and row of the file.
fn of_sample() -> (Plays, BTreeMap<&'static str, Vec<f32>>) {
    let file = sample().join("play_by_play_3001.parquet");
    let (plays, _) = load(&Source::open(file).unwrap(), &LoadOptions::default()).unwrap();
    let model = shipped().without_intervals();
    let scorer = Scorer::new(&model, 0.9).unwrap();
    let rows = plays.rows().len();
    let (table, _) = family::columns(&scorer, &plays, rows, &unwatched).unwrap();
    (plays, floats(table))
}

fn floats(table: Table) -> BTreeMap<&'static str, Vec<f32>> {
    let floats = table.into_iter().filter_map(|(name, c)| match c {
        Column::Float(v) => Some((name, v)),
        _ => None,
    });
    floats.collect()
}

#[test]
fn the_columns_hold_together() {
    let (plays, family) = of_sample();
    let rows = plays.rows();
    let at = |name: &str, i: usize| family[name][rows[i].row as usize];
    let near = |a: f32, b: f32, what: &str| {
        assert!(
            (a - b).abs() < 2e-3 || (a.is_nan() && b.is_nan()),
            "{what}: {a} {b}"
        );
    };
    for (i, play) in rows.iter().enumerate() {
        near(at("wp", i) + at("def_wp", i), 1.0, "def_wp");
        near(at("home_wp", i) + at("away_wp", i), 1.0, "away_wp");
        near(at("home_wp_post", i) + at("away_wp_post", i), 1.0, "post");
        for name in ["rush_wpa", "pass_wpa", "epa", "rush_epa", "pass_epa"] {
            let [home, away] = ["home", "away"].map(|side| at(&format!("total_{side}_{name}"), i));
            near(home, -away, name);
        }
        if let Some(home) = play.home_has_ball {
            let sign = if home { 1.0 } else { -1.0 };
            near(
                at("vegas_home_wpa", i),
                sign * at("vegas_wpa", i),
                "vegas_home_wpa",
            );
            let seen = if home {
                at("home_wp", i)
            } else {
                at("away_wp", i)
            };
            near(at("wp", i), seen, "wp");
        }
        let next = rows.get(i + 1).filter(|next| next.game == play.game);
        if next.is_some() {
            near(at("home_wp_post", i), at("home_wp", i + 1), "home_wp_post");
        }
    }
    // A game's points: what was scored, less what was expected at the start of its
    // halves.
    for game in 0..plays.games().len() {
        let mine: Vec<usize> = (0..rows.len())
            .filter(|&i| rows[i].game as usize == game)
            .collect();
        // A row without a side has the next one's.
        let sign = |i: usize| match rows[i..].iter().find_map(|p| p.home_has_ball) {
            Some(true) => 1.0,
            _ => -1.0,
        };
        // Rows without a clock belong to no half of their own.
        let timed: Vec<usize> = mine.iter().copied().filter(|&i| rows[i].qtr > 0).collect();
        let half = |i: usize| rows[i].qtr.div_ceil(2);
        let starts = timed
            .iter()
            .enumerate()
            .filter(|&(k, &i)| k == 0 || half(timed[k - 1]) != half(i));
        let expected: f32 = starts.map(|(_, &i)| sign(i) * at("ep", i)).sum();
        let result = f32::from(plays.games()[game].result.unwrap());
        let last = *mine.last().unwrap();
        let sum = at("total_home_epa", last);
        assert!(
            (sum - (result - expected)).abs() < 0.01,
            "{sum} {result} {expected}"
        );
    }
}

/// The command writes them; `vegas_*` are its own `wp`, the others those without a
/// spread.
#[test]
fn the_command_writes_the_family() {
    let data = sample();
    let score = |more: &[&str]| {
        let args = [
            "score",
            "--data",
            text(&data),
            "--seasons",
            "3001",
            "--out",
            "-",
        ];
        ok(&[&args, more].concat())
    };
    let family = score(&["--columns", "nflverse"]);
    let blind = score(&["--spread", "none", "--no-intervals"]);
    for (theirs, of, ours) in [
        ("vegas_wp", scored_csv(), "wp"),
        ("vegas_home_wp", scored_csv(), "home_wp"),
        ("vegas_wpa", scored_csv(), "wpa"),
        ("wp", blind.as_str(), "wp"),
        ("home_wp", &blind, "home_wp"),
        ("wpa", &blind, "wpa"),
    ] {
        let number = |text: &&str| text.parse::<f32>().unwrap_or(f32::NAN);
        let a: Vec<f32> = column(&family, theirs).iter().map(number).collect();
        let b: Vec<f32> = column(of, ours).iter().map(number).collect();
        assert_eq!(a.len(), b.len());
        let same = |(a, b): (&f32, &f32)| (a - b).abs() < 1e-5 || (a.is_nan() && b.is_nan());
        assert!(a.iter().zip(&b).all(same), "{theirs}");
    }
}

/// Scored twice, the first model's columns step aside: no table has two models.
#[test]
fn a_family_is_one_models() {
    let folder = tempfile::tempdir().unwrap();
    let once = folder.path().join("once.csv");
    let data = sample();
    let args = [
        "--seasons",
        "3001",
        "--out",
        text(&once),
        "--columns",
        "nflverse",
    ];
    ok(&[&["score", "--data", text(&data)], &args[..]].concat());
    let twice = ok(&["score", "--data", text(&once), "--out", "-"]);
    let header = twice.lines().next().unwrap();
    let names: Vec<&str> = header.split(',').collect();
    for name in family::WP {
        let original = format!("original_{name}");
        assert!(names.contains(&original.as_str()), "{name}");
        let own = wp::export::ADDED.contains(&name);
        assert_eq!(names.contains(&name), own, "{name}");
    }
    // Expected points are not added, so those of the file stay.
    assert!(names.contains(&"ep") && !names.contains(&"original_ep"));
    let prefixed = ok(&[
        "score",
        "--data",
        text(&once),
        "--out",
        "-",
        "--prefix",
        "my_",
    ]);
    let header = prefixed.lines().next().unwrap();
    assert!(header.contains(",vegas_wp,") && !header.contains("original_"));
    assert!(fs::metadata(&once).is_ok());
}

#[test]
fn fourth_downs_in_nfl4ths_columns_add_up() {
    let folder = tempfile::tempdir().unwrap();
    let data = sample();
    let run = |name: &str, columns: &str| {
        let out = folder.path().join(name);
        let args = ["fourth-down", "--no-intervals", "--data", text(&data)];
        let more = [
            "--seasons",
            "3001",
            "--out",
            text(&out),
            "--columns",
            columns,
        ];
        ok(&[&args[..], &more].concat());
        fs::read_to_string(out).unwrap()
    };
    let (own, theirs) = (run("own.csv", "own"), run("theirs.csv", "nfl4th"));
    let number = |csv: &str, name: &str| -> Vec<f32> {
        let cells = column(csv, name);
        cells
            .iter()
            .map(|c| c.parse().unwrap_or(f32::NAN))
            .collect()
    };
    let of: BTreeMap<&str, Vec<f32>> = nfl4th::FOURTH_DOWN
        .into_iter()
        .chain(nfl4th::TRY)
        .map(|name| (name, number(&theirs, name)))
        .collect();
    let (mut downs, mut tries, mut points) = (0, 0, [0.0; 3]);
    let go = number(&own, "wp_go");
    for (i, &go_wp) in of["go_wp"].iter().enumerate() {
        let at = |name: &str| of[name][i];
        let mixed = |p: f32, yes: f32, no: f32| p * yes + (1.0 - p) * no;
        if go_wp.is_nan() {
            tries += 1;
            let [none, one, two] = ["wp_0", "wp_1", "wp_2"].map(at);
            // A point more is worth next to nothing early on, and a forest has steps.
            assert!(none < one + 0.05 && one < two + 0.05, "{none} {one} {two}");
            points = [points[0] + none, points[1] + one, points[2] + two];
            assert!((at("two_pt_boost") - 100.0 * (at("wp_go2") - at("wp_go1"))).abs() < 1e-3);
            let kick = mixed(at("conv_1pt"), at("wp_1"), at("wp_0"));
            assert!(
                (at("wp_go1") - kick).abs() < 0.01,
                "{} {kick}",
                at("wp_go1")
            );
            continue;
        }
        assert_eq!(go_wp, go[downs]);
        downs += 1;
        let p = at("first_down_prob");
        assert!((mixed(p, at("wp_succeed"), at("wp_fail")) - go_wp).abs() < 1e-4);
        let made = at("fg_make_prob");
        if !made.is_nan() {
            assert!((mixed(made, at("make_fg_wp"), at("miss_fg_wp")) - at("fg_wp")).abs() < 1e-4);
        }
        let other = at("fg_wp").max(at("punt_wp"));
        assert!((at("go_boost") - 100.0 * (go_wp - other)).abs() < 1e-3);
        assert!([0.0, 100.0].contains(&at("go")) || at("go").is_nan());
    }
    assert_eq!(downs, go.len());
    assert!(tries > 100, "{tries}");
    assert!(points.is_sorted(), "{points:?}");
}
