//! What cannot be scored, and what is said then.

use super::{fails, ok, sample, text};
use std::fs;
use std::path::Path;

const HEADER: &str = "game_id,play_id,home_team,away_team,posteam,qtr,quarter_seconds_remaining,down,ydstogo,yardline_100,posteam_score,defteam_score,play_type";
const ROW: &str = "2015_01_BBB_AAA,2,AAA,BBB,BBB,1,890,1,10,75,0,0,run";

/// What `wp score` says of a file, and that it leaves nothing behind.
fn refused(name: &str, content: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, content).unwrap();
    let out = folder.path().join("out.parquet");
    let said = fails(&["score", "--data", text(&path), "--out", text(&out)], 1);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "{said}");
    assert!(said.contains(name), "{said}");
    said
}

fn has(said: &str, parts: &[&str]) {
    for part in parts {
        assert!(said.contains(part), "`{part}` in:\n{said}");
    }
}

#[test]
fn a_missing_column_is_named() {
    let without = HEADER.replace(",down", "");
    let row = ROW.replace(",890,1,", ",890,");
    has(
        &refused("a.csv", &format!("{without}\n{row}\n")),
        &["`down`", "yardline_100"],
    );
}

#[test]
fn text_among_numbers_is_named() {
    let odd = ROW.replace(",75,", ",far,");
    has(
        &refused("a.csv", &format!("{HEADER}\n{ROW}\n{odd}\n")),
        &["a numeric column contains something else", "far"],
    );
}

#[test]
fn what_is_no_play_by_play_is_said() {
    has(
        &refused("a.parquet", "PAR1 and no more"),
        &["cannot be read"],
    );
    has(&refused("a.csv", ""), &["cannot be read"]);
    refused("a.xlsx", "");
    has(&refused("a.csv", HEADER), &["it has no plays"]);
}

#[test]
fn a_game_id_without_a_season_is_named() {
    let odd = ROW.replace("2015_01_BBB_AAA", "bowl");
    has(
        &refused("a.csv", &format!("{HEADER}\n{odd}\n")),
        &["`bowl`", "2016_21_NE_ATL"],
    );
}

#[test]
fn a_season_that_is_not_there_is_named() {
    let sample = sample();
    let said = fails(
        &[
            "score",
            "--data",
            text(&sample),
            "--seasons",
            "1999",
            "--out",
            "-",
        ],
        1,
    );
    has(&said, &["1999", "3001"]);
}

#[test]
fn a_later_file_that_breaks_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write(
        "play_by_play_2014.csv",
        &format!("{HEADER}\n{}\n", ROW.replace("2015", "2014")),
    );
    write(
        "play_by_play_2015.csv",
        &format!("{HEADER}\n{}\n", ROW.replace(",75,", ",far,")),
    );
    let out = folder.path().join("out.csv");
    let said = fails(
        &["score", "--data", text(folder.path()), "--out", text(&out)],
        1,
    );
    has(&said, &["play_by_play_2015.csv"]);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
}

#[test]
fn the_input_is_not_written_over() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.csv");
    let content = format!("{HEADER}\n{ROW}\n");
    fs::write(&path, &content).unwrap();
    let said = fails(&["score", "--data", text(&path), "--out", text(&path)], 1);
    has(&said, &["a.csv", "--out"]);
    assert_eq!(fs::read_to_string(&path).unwrap(), content);
}

#[test]
fn flags_that_do_not_fit_are_refused() {
    let sample = sample();
    let data = text(&sample);
    for (args, part) in [
        (&["score", "--data", data][..], "--out"),
        (
            &["score", "--data", data, "--out", "-", "--level", "1.5"],
            "level",
        ),
        (&["score", "--data", data, "--out", "a.xlsx"], ".jsonl"),
        (
            &["score", "--data", data, "--out", "-", "--audit"],
            "--audit",
        ),
        (&["score", "--follow", "--out", "a.csv"], "--follow"),
        (&["games", "--data", data, "--top", "0"], "--top"),
        (&["games", "--data", data, "--sort", "luck"], "excitement"),
    ] {
        has(&fails(args, 2), &[part]);
    }
    let said = fails(&["games", "--data", data, "--team", "XYZ"], 1);
    has(&said, &["XYZ", "S01"]);
}

/// Without a schedule beside it, the spread is the file's, or unknown.
#[test]
fn a_file_without_a_schedule_is_scored() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.csv");
    let wp = |content: String| {
        fs::write(&path, content).unwrap();
        let csv = ok(&["score", "--data", text(&path), "--out", "-"]);
        super::column(&csv, "home_wp")[0].parse::<f32>().unwrap()
    };
    let unknown = wp(format!("{HEADER}\n{ROW}\n"));
    let favoured = wp(format!("{HEADER},spread_line\n{ROW},7\n"));
    assert!(favoured > unknown + 0.05, "{favoured} {unknown}");
    assert!(Path::new(&path).exists());
}
