//! What a user types.

use crate::common::run;
use std::path::Path;
use std::process::Output;

fn wp(args: &[&str]) -> Output {
    run(Path::new("."), args)
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn a_situation_is_answered_in_words_json_and_a_picture() {
    let folder = tempfile::tempdir().unwrap();
    let png = folder.path().join("end.png");
    let what = "4th and 2 at the opp 35, down 3, 2:10 left in Q4, favored by 3";
    let args = ["simulate", "--situation", what, "-n", "2000"];
    let plain = wp(&args);
    assert!(plain.status.success(), "{}", text(&plain.stderr));
    let said = text(&plain.stdout);
    for part in [
        "wins",
        "ties",
        "loses",
        "final margin",
        "timeouts",
        "3 if not given",
    ] {
        assert!(said.contains(part), "{part} is missing in {said}");
    }
    let all = [&args[..], &["--json", "--out", png.to_str().unwrap()]].concat();
    let json = wp(&all);
    assert!(json.status.success(), "{}", text(&json.stderr));
    let value: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    let p = |key: &str| value[key]["p"].as_f64().unwrap();
    assert!((p("win") + p("tie") + p("loss") - 1.0).abs() < 1e-9);
    assert_eq!(value["games"], 2000);
    let picture = std::fs::read(&png).unwrap();
    assert_eq!(&picture[1..4], b"PNG");
}

#[test]
fn the_kick_off_and_the_same_seed() {
    let of = |seed: &str| {
        text(
            &wp(&[
                "simulate",
                "--situation",
                "kickoff, favored by 7",
                "-n",
                "500",
                "--seed",
                seed,
                "--json",
            ])
            .stdout,
        )
    };
    assert!(of("1").contains("\"win\""));
    assert_eq!(of("1"), of("1"));
    assert_ne!(of("1"), of("2"));
}

#[test]
fn what_is_typed_wrong_is_said_and_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let out = out.to_str().unwrap();
    let taken = folder.path().join("taken");
    std::fs::write(&taken, b"").unwrap();
    let taken = taken.to_str().unwrap();
    let situation = "1st and 10 at own 25, tied, 9:00 left in Q1";
    let cases: &[(&[&str], i32, &str)] = &[
        (&["simulate"], 2, "--out must be an output folder"),
        (&["simulate", "--out", taken], 1, "choose another one"),
        (&["simulate", "--seasons", "0", "--out", out], 2, "seasons"),
        (&["simulate", "--games", "286", "--out", out], 2, "games"),
        (&["simulate", "--seed", "-1", "--out", out], 2, "'-1'"),
        (&["simulate", "--truth", "0", "--out", out], 2, "--truth"),
        (
            &["simulate", "--threads", "0", "--out", out],
            2,
            "--threads",
        ),
        (
            &["simulate", "--situation", "5th and 2", "-n", "10"],
            2,
            "5th",
        ),
        (&["simulate", "--situation", situation, "-n", "0"], 2, "-n"),
        (
            &["simulate", "--situation", situation, "--out", "x.txt"],
            2,
            ".png",
        ),
        (
            &["simulate", "--situation", situation, "--seasons", "2"],
            2,
            "--seasons",
        ),
        (&["simulate", "-n", "10", "--out", out], 2, "--situation"),
        (
            &["simulate", "--numbers", "none.toml", "--out", out],
            1,
            "none.toml",
        ),
    ];
    for (args, code, part) in cases {
        let output = wp(args);
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(*code), "{args:?}: {said}");
        assert!(said.contains(part), "{args:?} says {said}");
        assert!(output.stdout.is_empty());
    }
    assert!(!folder.path().join("out").exists());
}

#[test]
fn seasons_are_the_same_bytes_on_any_number_of_threads() {
    let folder = tempfile::tempdir().unwrap();
    let made = |threads: &str| {
        let out = folder.path().join(threads);
        let output = wp(&[
            "simulate",
            "--seasons",
            "2",
            "--games",
            "6",
            "--seed",
            "9",
            "--truth",
            "5",
            "--threads",
            threads,
            "--out",
            out.to_str().unwrap(),
        ]);
        assert!(output.status.success(), "{}", text(&output.stderr));
        [
            "play_by_play_3001.parquet",
            "play_by_play_3002.parquet",
            "games.parquet",
        ]
        .map(|name| std::fs::read(out.join(name)).unwrap())
    };
    assert!(made("1") == made("3"), "threads change the bytes");
}

/// Said before anything is simulated.
#[test]
#[cfg(target_os = "linux")]
fn a_folder_that_cannot_be_written_to_is_said_first() {
    let output = wp(&["simulate", "--games", "2", "--out", "/proc/wp"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("/proc/wp"));
}
