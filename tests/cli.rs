//! What a user types, and what comes back.

use crate::common::{err, fails, ok, out, real_seasons, run, wp};
use std::path::Path;
use std::process::Stdio;

const EXAMPLE: &str =
    "4th and 2 at the opp 35, down 3, 2:10 left in Q4, 2 timeouts to 1, favored by 3";

fn here() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

fn sample() -> String {
    format!("{}/data/sample", env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn help_names_every_command() {
    let folder = here();
    let help = ok(folder.path(), &["--help"]);
    for command in [
        "train", "predict", "evaluate", "score", "features", "describe", "info", "simulate",
    ] {
        assert!(help.contains(command), "{command}");
        assert!(
            ok(folder.path(), &[command, "--help"]).contains("Usage"),
            "{command}"
        );
    }
}

#[test]
fn predict_says_whose_probability_and_what_it_understood() {
    let text = ok(here().path(), &["predict", "--situation", EXAMPLE]);
    for part in [
        "WP of the team with the ball",
        "4th",
        "favo",
        "2:10",
        "unknown",
        "total",
    ] {
        assert!(text.contains(part), "{part} in:\n{text}");
    }
}

#[test]
fn predict_takes_shorthand_and_pairs_alike() {
    let folder = here();
    let p = |text: &str| {
        let json = ok(folder.path(), &["predict", "--json", "--situation", text]);
        serde_json::from_str::<serde_json::Value>(&json).unwrap()["wp"]
            .as_f64()
            .unwrap()
    };
    let shorthand = p("4&2 opp35 -3 Q4 2:10");
    let pairs = p(
        "down=4 ydstogo=2 yardline_100=35 score_differential=-3 qtr=4 quarter_seconds_remaining=130",
    );
    assert_eq!(shorthand, pairs);
    assert!((0.05..0.6).contains(&shorthand), "{shorthand}");
}

#[test]
fn predict_takes_one_situation_a_line() {
    let folder = here();
    let mut child = wp(folder.path())
        .args(["predict", "--situation", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = format!("{EXAMPLE}\n\npurple monkey\n4&2 opp35 -3 Q4 2:10\n");
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), lines.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let answers: Vec<serde_json::Value> = out(&output)
        .lines()
        .map(|l| serde_json::from_str(l).unwrap())
        .collect();
    assert_eq!(answers.len(), 3);
    assert!(answers[0]["wp"].is_number());
    assert_eq!(answers[1]["line"], 3);
    assert!(answers[1]["error"].as_str().unwrap().contains("purple"));
    assert!(answers[2]["wp"].is_number());
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn predict_refuses_what_cannot_be() {
    let folder = here();
    for (text, part) in [
        ("5th and 2 at the opp 35, down 3, 2:10 left in Q4", "5th"),
        ("4th and 2 at the opp 35, down 3, 16:00 left in Q4", "16:00"),
        ("4th and 20 at the opp 3, down 3, 2:10 left in Q4", "20"),
        (
            "4th and 2 at the opp 35, down 3, 2:10 left in Q4, 4 timeouts",
            "4",
        ),
        (
            "4th and 2 at the opp 35, down 3, 2:10 left in Q4, purple",
            "purple",
        ),
        ("4th and 2 at the opp 35, down 3", "Q4"),
    ] {
        let message = fails(folder.path(), &["predict", "--situation", text], 2);
        assert!(
            message.contains(part) && message.contains("hint:"),
            "{text}: {message}"
        );
        assert!(!message.contains('\x1b'), "NO_COLOR: {message}");
    }
}

#[test]
fn info_tells_what_the_shipped_model_is() {
    let folder = here();
    let text = ok(folder.path(), &["info"]);
    for part in ["2009–2023", "yardline_100", "data hash", "format", "forest"] {
        assert!(text.contains(part), "{part} in:\n{text}");
    }
    let json: serde_json::Value =
        serde_json::from_str(&ok(folder.path(), &["info", "--json"])).unwrap();
    let card = ok(folder.path(), &["info", "--markdown"]);
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/model/README.md");
    assert_eq!(
        card,
        std::fs::read_to_string(kept).unwrap(),
        "run `make model`"
    );
    assert_eq!(
        json["card"]["provenance"]["files"]
            .as_array()
            .unwrap()
            .len(),
        16
    );
}

#[test]
fn a_file_that_is_no_model_is_an_error() {
    let folder = here();
    std::fs::write(folder.path().join("x.model"), "hello").unwrap();
    let message = fails(folder.path(), &["info", "x.model"], 1);
    assert!(message.contains("x.model: not a wp model"), "{message}");
    let message = fails(folder.path(), &["info", "absent.model"], 1);
    assert!(
        message.contains("absent.model: no such model file"),
        "{message}"
    );
    assert!(message.contains("hint: use a file written by"), "{message}");
}

#[test]
fn usage_errors_exit_with_2() {
    let folder = here();
    let sample = sample();
    let train = |more: &[&str]| {
        let mut args = vec![
            "train",
            "--data",
            sample.as_str(),
            "--seasons",
            "3001",
            "--model",
            "m.model",
        ];
        args.extend(more);
        fails(folder.path(), &args, 2)
    };
    assert!(train(&["--threads", "0"]).contains("--threads must be between 1"));
    assert!(train(&["--trees", "0"]).contains("trees must be"));
    assert!(train(&["--mtry", "0"]).contains("mtry must be"));
    assert!(train(&["--mtry", "99"]).contains("mtry must be between 1 and"));
    assert!(train(&["--min-leaf", "0"]).contains("min_leaf must be"));
    assert!(
        train(&["--estimator", "spread", "--trees", "5"]).contains("spread has no such setting")
    );
    let error = fails(folder.path(), &["train", "--seasons", "2022-2009"], 2);
    assert!(
        error.contains("`2022-2009`") && error.contains("as in 2009-2022"),
        "{error}"
    );
    assert!(fails(folder.path(), &["predict"], 2).contains("--situation"));
    let message = fails(
        folder.path(),
        &["score", "--data", &sample, "--out", "plays.xlsx"],
        2,
    );
    assert!(
        message.contains("plays.xlsx") && message.contains(".parquet"),
        "{message}"
    );
    assert_eq!(
        std::fs::read_dir(folder.path()).unwrap().count(),
        0,
        "nothing was written"
    );
}

#[test]
fn absent_data_are_named() {
    let message = fails(here().path(), &["train", "--data", "nowhere"], 1);
    assert!(
        message.contains("nowhere") && message.contains("--data DIR"),
        "{message}"
    );
}

#[test]
fn without_data_the_sample_is_used_and_called_simulated() {
    let folder = here();
    let output = run(folder.path(), &["describe", "--json"]);
    assert!(output.status.success(), "{}", err(&output));
    assert!(err(&output).contains("simulated"), "{}", err(&output));
    let json: serde_json::Value = serde_json::from_str(&out(&output)).unwrap();
    assert!(json["seasons"]["3001"]["plays"].as_u64().unwrap() > 10_000);
    assert!(folder.path().join("reports/plays_by_time.png").exists());
}

/// The whole way on the sample: train, info, evaluate, score, features.
#[test]
fn from_plays_to_pages() {
    let folder = here();
    let path = folder.path();
    let sample = sample();
    let data = ["--data", sample.as_str()];
    let run = |args: &[&str]| ok(path, &[&args[..1], &data, &args[1..]].concat());

    let json = run(&[
        "train",
        "--seasons",
        "3001-3002",
        "--trees",
        "40",
        "--model",
        "a.model",
        "--json",
        "--threads",
        "2",
    ]);
    let trained: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert!(trained["plays"].as_u64().unwrap() > 20_000);
    for stage in ["read and clean", "fit", "write", "all"] {
        assert!(trained["seconds"][stage].is_number(), "{stage}");
    }
    let loss = trained["out_of_bag"]["out-of-bag log loss"]
        .as_f64()
        .unwrap();
    assert!((0.2..0.65).contains(&loss), "{loss}");

    run(&[
        "train",
        "--seasons",
        "3001-3002",
        "--trees",
        "40",
        "--model",
        "b.model",
        "--threads",
        "1",
    ]);
    let read = |name: &str| std::fs::read(path.join(name)).unwrap();
    assert!(
        read("a.model") == read("b.model"),
        "one thread and two give the same file"
    );
    assert!(ok(path, &["info", "a.model"]).contains("simulated seasons 3001–3002"));

    let refused = fails(
        path,
        &[
            "evaluate",
            "--data",
            &sample,
            "--seasons",
            "3002",
            "--model",
            "a.model",
            "--out",
            "r",
        ],
        1,
    );
    assert!(
        refused.contains("3002") && refused.contains("--in-sample"),
        "{refused}"
    );

    run(&[
        "evaluate",
        "--seasons",
        "3003",
        "--model",
        "a.model",
        "--out",
        "r",
    ]);
    for file in [
        "index.html",
        "README.md",
        "metrics.json",
        "confusion.png",
        "calibration.png",
    ] {
        assert!(path.join("r").join(file).exists(), "{file}");
    }
    let page = std::fs::read_to_string(path.join("r/index.html")).unwrap();
    assert!(page.to_lowercase().contains("simulated"));

    for file in ["s.csv", "s.parquet"] {
        run(&[
            "score",
            "--seasons",
            "3003",
            "--model",
            "a.model",
            "--out",
            file,
        ]);
    }
    let text = std::fs::read_to_string(path.join("s.csv")).unwrap();
    let header = text.lines().next().unwrap();
    assert!(header.starts_with("game_id,play_id,season,"), "{header}");
    assert!(header.ends_with(",wp,home_wp,wpa"), "{header}");
    run(&["features", "--seasons", "3003", "--out", "x.parquet"]);
    run(&[
        "features",
        "--seasons",
        "3003",
        "--set",
        "nflfastr",
        "--out",
        "x.csv",
    ]);
    let text = std::fs::read_to_string(path.join("x.csv")).unwrap();
    let header = text.lines().next().unwrap();
    assert!(
        header.starts_with("game_id,play_id,season,win,receive_2h_ko,spread_time,home"),
        "{header}"
    );
    assert_eq!(header.split(',').count(), 4 + 12);
}

#[test]
fn every_estimator_trains_from_the_command_line() {
    let folder = here();
    let sample = sample();
    for estimator in ["forest", "linfa-trees", "logistic", "spread"] {
        let mut args = vec![
            "train",
            "--data",
            &sample,
            "--seasons",
            "3001",
            "--model",
            "e.model",
            "--estimator",
            estimator,
        ];
        if estimator == "forest" {
            args.extend(["--trees", "10"]);
        }
        if estimator == "linfa-trees" {
            args.extend(["--trees", "1"]);
        }
        ok(folder.path(), &args);
        assert!(ok(folder.path(), &["info", "e.model"]).contains(estimator));
        ok(
            folder.path(),
            &["predict", "--model", "e.model", "--situation", EXAMPLE],
        );
    }
}

#[test]
fn an_audit_adds_up() {
    let folder = here();
    let text = ok(
        folder.path(),
        &[
            "features",
            "--data",
            &sample(),
            "--seasons",
            "3001",
            "--audit",
            "--out",
            "x.parquet",
        ],
    );
    let last = |what: &str| {
        let line = text
            .lines()
            .find(|l| l.trim_start().starts_with(what))
            .unwrap();
        line.split_whitespace()
            .last()
            .unwrap()
            .parse::<usize>()
            .unwrap()
    };
    let rows = last("in the files");
    let parts: usize = text
        .lines()
        .skip(2)
        .filter(|l| !l.trim_start().starts_with('('))
        .map(|l| {
            l.split_whitespace()
                .last()
                .unwrap()
                .parse::<usize>()
                .unwrap()
        })
        .sum();
    assert_eq!(rows, parts);
}

#[test]
fn a_closed_pipe_is_quiet() {
    let mut child = wp(here().path())
        .args(["info"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(err(&output), "");
}

#[test]
fn real_seasons_are_evaluated_against_the_published_model() {
    let Some(data) = real_seasons("real_seasons_are_evaluated_against_the_published_model") else {
        return;
    };
    let folder = here();
    let published = data.join("nflverse_full_schema_2021_weeks_1_2.parquet");
    let data = data.to_str().unwrap();
    ok(
        folder.path(),
        &[
            "train",
            "--data",
            data,
            "--seasons",
            "2019-2020",
            "--trees",
            "60",
            "--model",
            "m.model",
        ],
    );
    let json = ok(
        folder.path(),
        &[
            "evaluate",
            "--data",
            published.to_str().unwrap(),
            "--model",
            "m.model",
            "--against",
            "vegas_wp",
            "--out",
            "r",
            "--json",
        ],
    );
    let report: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert!(report.to_string().contains("vegas_wp"));
}
