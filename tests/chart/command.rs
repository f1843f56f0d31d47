//! What a user types at `wp chart`, and what comes back.

use crate::common::{self, real_seasons};
use std::path::Path;

fn ok(folder: &Path, args: &[&str]) -> String {
    common::ok(folder, &[&["chart"], args].concat())
}

fn fails(folder: &Path, args: &[&str], code: i32) -> String {
    common::fails(folder, &[&["chart"], args].concat(), code)
}

const GAME: &str = "3001_01_S20_S28";

#[test]
fn it_writes_what_the_ending_says() {
    let folder = tempfile::tempdir().unwrap();
    let out = ok(
        folder.path(),
        &[
            "--game", GAME, "--out", "a.png", "--out", "b/c.svg", "--out", "d.html",
        ],
    );
    assert_eq!(out, "");
    let read = |name: &str| std::fs::read(folder.path().join(name)).unwrap();
    let read_text = |name: &str| String::from_utf8(read(name)).unwrap();
    assert_eq!(&read("a.png")[1..4], b"PNG");
    assert!(read_text("b/c.svg").contains("<svg"));
    assert!(read_text("d.html").starts_with("<!DOCTYPE html>"));
    // The same bytes again, for any number of threads.
    let png = read("a.png");
    ok(folder.path(), &["--game", GAME, "--out", "a.png"]);
    assert!(png == read("a.png"));
}

#[test]
fn turning_points_as_text_and_json() {
    let folder = tempfile::tempdir().unwrap();
    let out = ok(folder.path(), &["--game", GAME, "--turning-points"]);
    assert!(out.contains(GAME), "{out}");
    assert!(out.contains("posterior"), "{out}");
    let json = ok(folder.path(), &["--game", GAME, "--json"]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["game_id"], GAME);
    for turn in json["turning_points"].as_array().unwrap() {
        let p = turn["posterior"].as_f64().unwrap();
        assert!((0.5..=1.0).contains(&p), "{turn}");
        assert!(
            turn["posterior_exactly"].as_f64().unwrap() <= p + 1e-9,
            "{turn}"
        );
        assert!(turn["clock"].is_string(), "{turn}");
    }
    assert!(!json["scores"].as_array().unwrap().is_empty());
}

#[test]
fn what_is_typed_wrong_says_how_to_type_it_right() {
    let folder = tempfile::tempdir().unwrap();
    for (args, part) in [
        (vec!["--game", GAME], "--out"),
        (vec!["--out", "a.png"], "--game"),
        (
            vec!["--game", GAME, "--out", "a.pdf"],
            ".png, .svg or .html",
        ),
        (vec!["--game", GAME, "--out", "a"], ".png, .svg or .html"),
        (vec!["--game", "3001_01_S28_S20", "--out", "a.png"], "2"),
        (
            vec!["--game", "3001_01_S20_S29", "--out", "a.png"],
            "did you mean 3001_01_S20_S28",
        ),
        (vec!["--game", "", "--out", "a.png"], "an ID looks like"),
        (
            vec!["--game", GAME, "--out", "a.png", "--size", "12"],
            "1200x720",
        ),
        (
            vec!["--game", GAME, "--out", "a.png", "--size", "99999x99999"],
            "1200x720",
        ),
        (
            vec!["--game", GAME, "--out", "a.png", "--scale", "9"],
            "between 1 and 4",
        ),
        (
            vec!["--game", GAME, "--out", "a.png", "--level", "1.5"],
            "between 0 and 1",
        ),
    ] {
        // Both teams are there, so that the order of an id is no error.
        if args[1] == "3001_01_S28_S20" {
            ok(folder.path(), &args);
            std::fs::remove_file(folder.path().join("a.png")).unwrap();
            continue;
        }
        let message = fails(folder.path(), &args, 2);
        assert!(message.contains(part), "{args:?}: {message}");
    }
    assert!(!folder.path().join("a.png").exists());
}

#[test]
fn a_column_that_is_not_there_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let args = ["--game", GAME, "--against", "vegas_wp", "--out", "a.png"];
    let message = fails(folder.path(), &args, 1);
    assert!(
        message.contains("vegas_wp") && message.contains("hint:"),
        "{message}"
    );
    let args = [
        "--game",
        GAME,
        "--against",
        "yardline_100",
        "--out",
        "a.png",
    ];
    let message = fails(folder.path(), &args, 1);
    assert!(message.contains("outside 0–1"), "{message}");
    assert!(!folder.path().join("a.png").exists());
}

#[test]
fn a_folder_that_cannot_be_written_is_said_first() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("file"), "").unwrap();
    let message = fails(folder.path(), &["--game", GAME, "--out", "file/a.png"], 1);
    assert!(message.contains("file"), "{message}");
}

#[test]
fn another_systems_line_from_nflverses_own_file() {
    let Some(data) = real_seasons("another_systems_line_from_nflverses_own_file") else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let file = data.join("nflverse_full_schema_2021_weeks_1_2.parquet");
    let file = file.to_str().unwrap();
    for column in ["vegas_wp", "home_wp"] {
        let args = [
            "--data",
            file,
            "--game",
            "2021_01_DAL_TB",
            "--against",
            column,
            "--out",
            "a.svg",
        ];
        ok(folder.path(), &args);
        let svg = std::fs::read_to_string(folder.path().join("a.svg")).unwrap();
        assert!(svg.contains(column) && svg.contains("class=\"other l\""));
    }
    // Both say the same of the home team.
    let page = |column: &str| {
        let args = [
            "--data",
            file,
            "--game",
            "2021_01_DAL_TB",
            "--against",
            column,
            "--out",
            "a.html",
        ];
        ok(folder.path(), &args);
        let html = std::fs::read_to_string(folder.path().join("a.html")).unwrap();
        let before = format!("{column}: TB ");
        let lines = html.split(before.as_str()).skip(1);
        lines
            .map(|l| l.split('"').next().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let (of_ball, of_home) = (page("vegas_wp"), page("vegas_home_wp"));
    assert!(of_ball.len() > 150);
    let same = of_ball.iter().zip(&of_home).filter(|(a, b)| a == b).count();
    assert!(
        same * 100 >= of_ball.len() * 97,
        "{same} of {}",
        of_ball.len()
    );
}

/// A team's season and a week as small charts, and games as a page.
#[test]
fn small_charts_and_the_page_of_games_are_written() {
    let folder = tempfile::tempdir().unwrap();
    let data = format!("{}/data/sample", env!("CARGO_MANIFEST_DIR"));
    let base = ["chart", "--data", &data, "--season", "3001"];
    let outs = ["--out", "s.png", "--out", "s.svg", "--out", "s.html"];
    common::ok(
        folder.path(),
        &[&base[..], &["--team", "s01"], &outs[..]].concat(),
    );
    let read = |name: &str| std::fs::read(folder.path().join(name)).unwrap();
    assert!(read("s.png").starts_with(b"\x89PNG"));
    let svg = String::from_utf8(read("s.svg")).unwrap();
    let marks = svg.matches("class=\"own d\"").count() + svg.matches("class=\"own a\"").count();
    assert!(marks >= 10, "{marks}");
    assert!(svg.contains("S01, 3001: "));
    assert!(svg.contains("not real games"));
    let html = String::from_utf8(read("s.html")).unwrap();
    assert!(html.contains("<svg class=\"spark\"") && !html.contains("<script"));
    common::ok(
        folder.path(),
        &[&base[..], &["--week", "2", "--out", "w.svg"]].concat(),
    );
    let list = ["games", "--data", &data, "--season", "3001", "--top", "5"];
    let page = [&list[..], &["--sort", "excitement", "--html", "g.html"]].concat();
    let printed = common::ok(folder.path(), &page);
    let html = String::from_utf8(read("g.html")).unwrap();
    let row = |id: &str| {
        html.find(id)
            .unwrap_or_else(|| panic!("{id} is not in the page"))
    };
    let ids: Vec<&str> = printed
        .lines()
        .skip(1)
        .filter_map(|l| l.split_whitespace().next())
        .collect();
    assert_eq!(ids.len(), 5, "{printed}");
    // As sorted.
    assert!(ids.windows(2).all(|i| row(i[0]) < row(i[1])));
    for (wrong, part) in [
        (&["--team", "nobody"][..], "no game of nobody"),
        (&["--week", "40"][..], "no game in week 40"),
    ] {
        let message = common::fails(
            folder.path(),
            &[&base[..], wrong, &["--out", "x.png"]].concat(),
            1,
        );
        assert!(
            message.contains(part) && message.contains("wp games"),
            "{message}"
        );
    }
    let message = common::fails(
        folder.path(),
        &["chart", "--team", "S01", "--out", "x.png"],
        2,
    );
    assert!(message.contains("--seasons"), "{message}");
}
