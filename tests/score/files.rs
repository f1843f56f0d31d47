//! The same rows out, in the same order, with their scores.

use super::{column, command, ok, sample, scored_csv, text};
use crate::common::{err, sample_plays};
use std::fs;
use std::path::Path;
use wp::score::timeline;

/// A file of its own folder.
fn file(folder: &Path, name: &str, content: &str) -> String {
    let path = folder.join(name);
    fs::write(&path, content).unwrap();
    text(&path).to_owned()
}

#[test]
fn values_are_the_timelines() {
    let csv = scored_csv();
    let plays = sample_plays();
    let scored = timeline(plays, &super::timeline::shipped()).unwrap();
    let home: Vec<&str> = column(csv, "home_wp");
    let wpa = column(csv, "wpa");
    let id = column(csv, "play_id");
    let season: Vec<_> = plays
        .rows()
        .iter()
        .zip(&scored)
        .filter(|(p, _)| plays.game(p).season == 3001)
        .collect();
    assert_eq!(home.len(), season.len());
    for (i, (play, scored)) in season.iter().enumerate() {
        assert_eq!(id[i].parse::<i32>().unwrap(), play.play_id);
        assert_eq!(home[i].parse::<f32>().unwrap(), scored.home_wp);
        assert_eq!(wpa[i].parse::<f32>().unwrap(), scored.wpa());
    }
}

const HEADER: &str = "desc,game_id,play_id,home_team,away_team,posteam,qtr,quarter_seconds_remaining,down,ydstogo,yardline_100,posteam_score,defteam_score,play_type,code";

/// Unsorted, with quotes, commas, line breaks, nothing and no game.
const ODD: [&str; 5] = [
    "\"(1:00) \"\"A,\"\" runs\nfar\",2015_01_BBB_AAA,4,AAA,BBB,BBB,1,860,2,4,69,0,0,pass,007",
    "plain,2015_01_BBB_AAA,2,AAA,BBB,BBB,1,890,1,10,75,0,0,run,1",
    ",2015_02_CCC_DDD,2,DDD,CCC,DDD,2,100,1,10,75,0,3,run,",
    "no game,,9,AAA,BBB,BBB,1,890,1,10,75,0,0,run,x",
    "last,2015_01_BBB_AAA,7,AAA,BBB,AAA,3,860,2,4,69,0,0,pass,y",
];

#[test]
fn rows_and_their_text_stay_as_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(
        folder.path(),
        "odd.csv",
        &format!("{HEADER}\n{}\n", ODD.join("\n")),
    );
    let csv = ok(&["score", "--data", &path, "--out", "-"]);
    let mut rest = csv
        .strip_prefix(&format!("{HEADER},wp,home_wp,wp_lower,wp_upper,wpa\n"))
        .unwrap();
    for row in ODD {
        rest = rest
            .strip_prefix(row)
            .unwrap_or_else(|| panic!("{row} is not next in {rest}"));
        let (added, later) = rest.split_once('\n').unwrap();
        let added: Vec<&str> = added.split(',').skip(1).collect();
        assert_eq!(added.len(), 5);
        assert_eq!(added[0].is_empty(), row.starts_with("no game"), "{row}");
        rest = later;
    }
    assert_eq!(rest, "");
}

#[test]
fn json_lines_have_numbers_and_nulls() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(
        folder.path(),
        "odd.csv",
        &format!("{HEADER}\n{}\n", ODD.join("\n")),
    );
    let lines = ok(&["score", "--data", &path, "--out", "-", "--format", "jsonl"]);
    let rows: Vec<serde_json::Value> = lines
        .lines()
        .map(|l| serde_json::from_str(l).unwrap())
        .collect();
    assert_eq!(rows.len(), ODD.len());
    assert_eq!(rows[0]["desc"], "(1:00) \"A,\" runs\nfar");
    assert_eq!(rows[0]["play_id"], 4);
    assert_eq!(rows[0]["code"], "007", "a code is no number");
    assert_eq!(rows[2]["desc"], serde_json::Value::Null);
    assert!(rows[1]["wp"].as_f64().unwrap() > 0.2);
    assert_eq!(rows[3]["wp"], serde_json::Value::Null);
}

#[test]
fn order_in_the_file_and_other_games_change_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (header, rows) = scored_csv().split_once('\n').unwrap();
    let game = rows.split(',').next().unwrap();
    let mut rows: Vec<&str> = rows.lines().filter(|r| r.starts_with(game)).collect();
    rows.reverse();
    let path = file(
        folder.path(),
        "one.csv",
        &format!("{header}\n{}\n", rows.join("\n")),
    );
    let output = command(&["score", "--data", &path, "--out", "-"])
        .output()
        .unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("`wp` is written as `original_wp`"), "{said}");
    let csv = String::from_utf8(output.stdout).unwrap();
    for name in ["wp", "home_wp", "wpa"] {
        let before = column(&csv, &format!("original_{name}"));
        assert_eq!(column(&csv, name), before, "{name}");
    }
    let prefixed = ok(&["score", "--data", &path, "--out", "-", "--prefix", "my_"]);
    assert_eq!(column(&prefixed, "my_wpa"), column(&prefixed, "wpa"));
}

#[test]
fn any_number_of_threads_writes_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let sample = sample();
    let bytes = |threads: &str| {
        let out = folder.path().join(format!("{threads}.parquet"));
        let output = command(&["score", "--data", text(&sample), "--out", text(&out)])
            .env("RAYON_NUM_THREADS", threads)
            .env("POLARS_MAX_THREADS", threads)
            .output()
            .unwrap();
        assert!(output.status.success());
        fs::read(out).unwrap()
    };
    let one = bytes("1");
    assert!(one.starts_with(b"PAR1") && one.len() > 10_000);
    assert!(one == bytes("3"), "the bytes differ");
}

#[test]
fn a_season_is_the_same_alone_and_among_others() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("all.csv");
    let sample = sample();
    ok(&["score", "--data", text(&sample), "--out", text(&out)]);
    let all = fs::read_to_string(out).unwrap();
    assert!(all.len() > scored_csv().len());
    assert!(
        all.starts_with(scored_csv()),
        "rows of 3001 stand first and alike"
    );
}

#[test]
fn files_with_other_columns_and_types_come_together() {
    let folder = tempfile::tempdir().unwrap();
    let row = |year: &str, id: &str, more: &str| {
        format!("{year}_01_BBB_AAA,{id},AAA,BBB,BBB,1,890,1,10,75,0,0,run,{more}\n")
    };
    let header = HEADER.trim_start_matches("desc,").trim_end_matches(",code");
    file(
        folder.path(),
        "play_by_play_2014.csv",
        &format!("{header},epa\n{}", row("2014", "2", "0.5")),
    );
    file(
        folder.path(),
        "play_by_play_2015.csv",
        &format!("{header},spread_line,epa\n{}", row("2015", "2.0", "3,NA")),
    );
    let lines = ok(&[
        "score",
        "--data",
        text(folder.path()),
        "--out",
        "-",
        "--format",
        "jsonl",
    ]);
    let rows: Vec<serde_json::Value> = lines
        .lines()
        .map(|l| serde_json::from_str(l).unwrap())
        .collect();
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[0]["spread_line"], serde_json::Value::Null);
    assert_eq!(rows[1]["spread_line"].as_f64(), Some(3.0));
    assert_eq!(rows[0]["epa"].as_f64(), Some(0.5));
    // Favored by 3 at home, on top of everything else.
    let home = |i: usize| rows[i]["home_wp"].as_f64().unwrap();
    assert!(home(1) > home(0));
}

/// Dictionaries, columns of nothing, small integers and instants come through in every
/// format; lists and records in Parquet, and text says which columns it cannot hold.
#[test]
fn columns_of_odd_types_come_through() {
    let folder = tempfile::tempdir().unwrap();
    let golden = |name: &str| format!("{}/tests/golden/{name}", env!("CARGO_MANIFEST_DIR"));
    let score = |data: &str, out: &str| {
        let out = folder.path().join(out);
        let out = out.to_str().unwrap().to_owned();
        let output = command(&["score", "--no-intervals", "--data", data, "--out", &out]).output();
        (output.unwrap(), out)
    };
    for out in ["odd.parquet", "odd.csv", "odd.jsonl"] {
        let (output, path) = score(&golden("odd.parquet"), out);
        assert!(output.status.success(), "{}", err(&output));
        if out == "odd.jsonl" {
            let first = fs::read_to_string(path).unwrap();
            let first: serde_json::Value =
                serde_json::from_str(first.lines().nth(1).unwrap()).unwrap();
            assert_eq!(first["posteam"], "BBB");
            assert_eq!(first["spread_line"], serde_json::Value::Null);
            let time = first["time_of_day"].as_str().unwrap();
            assert!(
                time.starts_with("1970-01-01") && time.ends_with('Z'),
                "{time}"
            );
            assert!(first["wp"].as_f64().is_some());
        }
    }
    let (output, _) = score(&golden("nested.parquet"), "nested.parquet");
    assert!(output.status.success(), "{}", err(&output));
    for out in ["nested.csv", "nested.jsonl"] {
        let (output, path) = score(&golden("nested.parquet"), out);
        assert_eq!(output.status.code(), Some(1));
        let said = err(&output);
        assert!(
            said.contains("players, ball") && said.contains(".parquet keeps"),
            "{said}"
        );
        assert!(!std::path::Path::new(&path).exists());
    }
}
