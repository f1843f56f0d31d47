//! `wp ratings`, `wp forecast`, `--spread` and `wp search`, as they are typed.

use crate::common::{err, fails, ok, out, run};
use serde_json::Value;
use std::fmt::Write as _;
use std::path::Path;

const TEAMS: [&str; 4] = ["KC", "OAK", "BUF", "NE"];

/// Three seasons of four teams, of which KC wins always and by more than the
/// others; the last week has not been played. No lines.
fn schedule(folder: &Path) {
    let mut text = String::from(
        "game_id,season,game_type,week,gameday,away_team,away_score,home_team,home_score,location,\
         home_rest,away_rest,overtime,roof,home_qb_id,away_qb_id\n",
    );
    for season in 2001..=2003 {
        for week in 1..=12usize {
            let pairs = [[0, 1, 2, 3], [0, 2, 1, 3], [0, 3, 1, 2]][week % 3];
            for pair in pairs.chunks(2) {
                let (home, away) = match week % 2 {
                    0 => (TEAMS[pair[0]], TEAMS[pair[1]]),
                    _ => (TEAMS[pair[1]], TEAMS[pair[0]]),
                };
                let points = |team: &str| if team == "KC" { 31 } else { 17 };
                let score = match (season, week) {
                    (2003, 12) => [String::new(), String::new()],
                    _ => [points(away).to_string(), points(home).to_string()],
                };
                let [a, h] = score;
                let _ = writeln!(
                    text,
                    "{season}_{week:02}_{away}_{home},{season},REG,{week},{season}-09-{week:02},{away},{a},\
                     {home},{h},Home,7,7,0,outdoors,q{home},q{away}"
                );
            }
        }
    }
    std::fs::write(folder.join("games.csv"), text).unwrap();
    // A folder of data has plays.
    let plays = "game_id,play_id,season,home_team,away_team,posteam,defteam,qtr,quarter_seconds_remaining,\
                 half_seconds_remaining,game_seconds_remaining,down,ydstogo,yardline_100,\
                 posteam_score,defteam_score,play_type\n\
                 2003_12_OAK_KC,1,2003,KC,OAK,KC,OAK,1,900,1800,3600,1,10,75,0,0,run\n";
    std::fs::write(folder.join("play_by_play_2003.csv"), plays).unwrap();
}

fn json(folder: &Path, args: &[&str]) -> Value {
    serde_json::from_str(&ok(folder, args)).unwrap()
}

#[test]
fn the_best_team_leads_and_a_moved_franchise_is_one() {
    let folder = tempfile::tempdir().unwrap();
    schedule(folder.path());
    let said = json(folder.path(), &["ratings", "--data", ".", "--json"]);
    assert_eq!((&said["season"], &said["week"]), (&2003.into(), &12.into()));
    let teams = said["teams"].as_array().unwrap();
    assert_eq!(teams[0]["team"], "KC");
    assert!(teams.iter().any(|t| t["team"] == "LV"), "OAK moved");
    let movement = ok(
        folder.path(),
        &[
            "ratings", "--data", ".", "--season", "2002", "--team", "oak",
        ],
    );
    assert!(
        movement.contains("before week") && movement.contains("LV")
            || movement.lines().count() > 10
    );
    ok(
        folder.path(),
        &[
            "ratings",
            "--data",
            ".",
            "--season",
            "2001-2003",
            "--out",
            "r.png",
        ],
    );
    assert!(
        std::fs::metadata(folder.path().join("r.png"))
            .unwrap()
            .len()
            > 2000
    );
}

#[test]
fn a_week_that_was_not_played_is_forecast() {
    let folder = tempfile::tempdir().unwrap();
    schedule(folder.path());
    let games = json(folder.path(), &["forecast", "--data", ".", "--json"]);
    let games = games.as_array().unwrap();
    assert_eq!(games.len(), 2);
    let kc = games.iter().find(|g| g["home_team"] == "KC").unwrap();
    assert_eq!(kc["week"], 12);
    let number = |key: &str| kc[key].as_f64().unwrap();
    assert!(number("margin") > 5.0 && number("home_wp") > 0.6);
    assert!(
        number("home_wp_lower") < number("home_wp") && number("home_wp") < number("home_wp_upper")
    );
}

#[test]
fn ratings_stand_in_for_a_spread_that_is_not_said() {
    let folder = tempfile::tempdir().unwrap();
    schedule(folder.path());
    let text = "1st and 10 at own 25, tied, 15:00 left in Q1, total 44";
    let teams = format!("{text}, home_team=KC away_team=OAK posteam=KC season=2003 week=12");
    let wp = |args: &[&str]| {
        let said = json(
            folder.path(),
            &[&["predict", "--data", ".", "--json", "--situation"], args].concat(),
        );
        (said["wp"].as_f64().unwrap(), said)
    };
    let (without, _) = wp(&[text]);
    let (with, said) = wp(&[&teams]);
    assert!(with > without + 0.05, "{with} {without}");
    assert!(said.to_string().contains("ratings before week 12 of 2003"));
    let width = |v: &Value| v["upper"].as_f64().unwrap() - v["lower"].as_f64().unwrap();
    let spread = said["situation"]["posteam_spread"].as_f64().unwrap();
    let (_, known) = wp(&[&format!(
        "{text}, at home, posteam_spread={spread} season=2003"
    )]);
    assert!(
        width(&said) > width(&known),
        "the rating is not known as a line is"
    );
    assert_eq!(
        wp(&[&teams, "--spread", "line"]).1["situation"]["posteam_spread"],
        Value::Null
    );
    for (args, word) in [
        (
            text.to_owned() + ", home_team=KC away_team=SEA posteam=KC season=2003 week=12",
            "no team SEA",
        ),
        (
            text.to_owned() + ", home_team=KC away_team=OAK posteam=KC season=2001 week=1",
            "no results before",
        ),
        (
            text.to_owned() + ", home_team=KC away_team=OAK posteam=KC season=2009 week=1",
            "too far ahead",
        ),
    ] {
        let output = run(
            folder.path(),
            &["predict", "--data", ".", "--situation", &args],
        );
        assert!(
            !output.status.success() && err(&output).contains(word),
            "{}",
            err(&output)
        );
    }
}

#[test]
fn plays_without_a_line_are_scored_with_the_rating() {
    let folder = tempfile::tempdir().unwrap();
    schedule(folder.path());
    let wp = |args: &[&str]| {
        let base = ["score", "--data", ".", "--out", "-", "--format", "jsonl"];
        let line = ok(folder.path(), &[&base, args].concat());
        let row: Value = serde_json::from_str(line.lines().next().unwrap()).unwrap();
        row["home_wp"].as_f64().unwrap()
    };
    let (rated, plain) = (wp(&[]), wp(&["--spread", "none"]));
    assert!(rated > plain + 0.05, "{rated} {plain}");
    assert_eq!(rated, wp(&["--spread", "ratings"]));
    assert_eq!(plain, wp(&["--spread", "line"]));
}

#[test]
fn what_cannot_be_rated_says_why() {
    let folder = tempfile::tempdir().unwrap();
    schedule(folder.path());
    for (args, word) in [
        (vec!["ratings", "--season", "1950"], "no games of 1950"),
        (
            vec!["ratings", "--week", "20"],
            "a week of 2003 that has come",
        ),
        (vec!["ratings", "--team", "SEA"], "no team SEA"),
        (vec!["forecast", "--week", "19"], "no games in week 19"),
        (
            vec!["forecast", "--season", "2001", "--week", "1"],
            "no results before week 1",
        ),
        (
            vec!["forecast", "check", "--from", "2001", "--to", "2003"],
            "a season before them",
        ),
    ] {
        let output = run(folder.path(), &[args.clone(), vec!["--data", "."]].concat());
        assert!(err(&output).contains(word), "{args:?}: {}", err(&output));
        assert_eq!(out(&output), "");
    }
}

#[test]
fn a_search_writes_its_page_and_goes_on_from_what_it_kept() {
    let folder = tempfile::tempdir().unwrap();
    let mut text = String::from("game,year,good,noise,won\n");
    for i in 0..4000u32 {
        let mix = |salt: u32| (i.wrapping_mul(2_654_435_761).wrapping_add(salt * 97) >> 7) % 1000;
        let (good, noise) = (mix(1), (i.wrapping_mul(40_503) >> 3) % 1000);
        let won = mix(1) > (i.wrapping_mul(48_271) >> 5) % 1000;
        let _ = writeln!(
            text,
            "{},{},{good},{noise},{}",
            i / 10,
            2000 + i / 500,
            u8::from(won)
        );
    }
    std::fs::write(folder.path().join("mine.csv"), text).unwrap();
    let args = [
        "search",
        "--table",
        "mine.csv",
        "--label",
        "won",
        "--groups",
        "game",
        "--periods",
        "year",
        "--cache",
        "kept",
        "--out",
        "page",
        "--json",
    ];
    let said = json(folder.path(), &args);
    assert!(
        said["found"]["terms"].to_string().contains("good"),
        "{said}"
    );
    assert!(said["survived"]["gain"].as_f64().unwrap() > 0.01);
    let page = std::fs::read_to_string(folder.path().join("page/README.md")).unwrap();
    assert!(page.contains("+ good") && page.contains("taken"));
    let again = run(folder.path(), &args);
    assert!(err(&again).contains("0 scores computed"), "{}", err(&again));
    assert_eq!(serde_json::from_str::<Value>(&out(&again)).unwrap(), said);
    let message = fails(
        folder.path(),
        &[
            "search", "--table", "mine.csv", "--label", "won", "--groups", "team",
        ],
        1,
    );
    assert!(message.contains("`team`"), "{message}");
}
