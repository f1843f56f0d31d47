//! Lines as they come.

use super::{command, ok, sample, text};
use crate::common::sample_plays;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;
use wp::plays::Schedule;
use wp::score::{Basis, Follower, timeline};

/// The sample's rows of its first game, as nflverse would send them.
fn lines() -> Vec<Value> {
    let sample = sample();
    let data = text(&sample);
    let args = [
        "score",
        "--data",
        data,
        "--seasons",
        "3001",
        "--out",
        "-",
        "--format",
        "jsonl",
    ];
    let rows: Vec<Value> = ok(&args)
        .lines()
        .take(400)
        .map(|l| serde_json::from_str(l).unwrap())
        .collect();
    let game = rows[0]["game_id"].clone();
    rows.into_iter().filter(|r| r["game_id"] == game).collect()
}

#[test]
fn live_plays_get_what_the_file_will_get() {
    let plays = sample_plays();
    let model = super::timeline::shipped();
    let schedule = Schedule::default();
    let mut follower = Follower::new(&model, &schedule, 0.9).unwrap();
    let lines = lines();
    let game = lines[0]["game_id"].as_str().unwrap();
    let game = plays.only(game).unwrap();
    let scored = timeline(&game, &model).unwrap();
    let mut before: Option<(i32, f32)> = None;
    let mut own = 0;
    for (number, (line, expected)) in lines.iter().zip(&scored).enumerate() {
        let answer = follower.answer(&line.to_string(), number + 1).unwrap();
        assert_eq!(answer.line, number + 1);
        if expected.basis == Basis::Own {
            own += 1;
            assert_eq!(answer.basis, Basis::Own, "{line}");
            assert_eq!(answer.home_wp, Some(expected.home_wp));
            assert_eq!(answer.wp, Some(expected.wp()));
        } else {
            // The result stands in every line of a file; it may not be told early.
            assert_ne!(answer.basis, Basis::Own);
            assert!(answer.reason.is_some());
            assert!(answer.basis != Basis::Result || number + 3 > lines.len());
        }
        if let (Some((id, home)), Some(now)) = (before, answer.home_wp) {
            let change = answer.previous.unwrap();
            assert_eq!(change.play_id, id);
            assert!((change.wpa.abs() - (now - home).abs()).abs() < 1e-6);
        }
        before = answer.home_wp.map(|home| (answer.play_id.unwrap(), home));
    }
    assert!(own > 100, "{own}");
}

fn play(extra: Value) -> Value {
    let mut play = json!({
        "game_id": "2021_01_BAL_LV", "play_id": 10, "posteam": "BAL", "qtr": 4, "time": "02:10",
        "down": 1, "ydstogo": 10, "yardline_100": 75, "posteam_score": 24, "defteam_score": 24,
    });
    for (key, value) in extra.as_object().unwrap() {
        play[key] = value.clone();
    }
    play
}

#[test]
fn a_play_needs_no_more_than_its_situation() {
    let model = super::timeline::shipped();
    let schedule = Schedule::default();
    let mut follower = Follower::new(&model, &schedule, 0.9).unwrap();
    let mut answer = |line: Value| follower.answer(&line.to_string(), 1).unwrap();
    let first = answer(play(json!({})));
    assert_eq!(first.basis, Basis::Own);
    assert_eq!(first.side.as_deref(), Some("BAL"));
    assert!((first.home_wp.unwrap() + first.wp.unwrap() - 1.0).abs() < 1e-6);
    assert_eq!(first.previous, None);
    // A timeout keeps the last value.
    let timeout =
        answer(json!({"game_id": "2021_01_BAL_LV", "play_id": 11, "qtr": 4, "time": "02:05"}));
    assert_eq!(
        (timeout.basis, timeout.home_wp),
        (Basis::Last, first.home_wp)
    );
    assert_eq!(timeout.previous.unwrap().wpa, 0.0);
    // A correction takes the place of the play; the change counts from before it.
    let wrong = answer(play(json!({"play_id": 12, "posteam_score": 31})));
    let right = answer(play(json!({"play_id": 12, "posteam_score": 27})));
    assert!(wrong.wp > right.wp && right.wp > first.wp);
    let change = right.previous.unwrap();
    assert_eq!(change.play_id, 11);
    assert!((change.wpa - (right.wp.unwrap() - first.wp.unwrap())).abs() < 1e-6);
    // The end.
    let over = answer(json!({"game_id": "2021_01_BAL_LV", "play_id": 13, "result": -3}));
    assert_eq!(
        (over.basis, over.home_wp, over.wp),
        (Basis::Result, Some(0.0), Some(1.0))
    );
    // No game: a situation of its own, from the side with the ball.
    let alone = answer(
        json!({"qtr": 4, "quarter_seconds_remaining": 130, "down": 4, "ydstogo": 2,
        "yardline_100": 35, "score_differential": -3}),
    );
    assert!(alone.wp.unwrap() > 0.05 && alone.home_wp.is_none());
}

#[test]
fn games_may_alternate() {
    let model = super::timeline::shipped();
    let schedule = Schedule::default();
    let mut follower = Follower::new(&model, &schedule, 0.9).unwrap();
    let other = json!({"game_id": "2021_01_DAL_TB", "posteam": "TB", "score_differential": 7});
    let mut alone = Follower::new(&model, &schedule, 0.9).unwrap();
    let mut changes = Vec::new();
    for down in 1..=4 {
        let line = play(json!({"play_id": 20 + down, "down": down})).to_string();
        let among = follower.answer(&line, 1).unwrap();
        follower
            .answer(&play(other.clone()).to_string(), 1)
            .unwrap();
        assert_eq!(among, alone.answer(&line, 1).unwrap());
        changes.push(among.previous);
    }
    assert!(changes[0].is_none() && changes[1..].iter().all(Option::is_some));
}

#[test]
fn a_bad_line_gets_its_error_and_the_next_is_answered_at_once() {
    let mut child = command(&["score", "--follow"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut to = child.stdin.take().unwrap();
    let mut from = BufReader::new(child.stdout.take().unwrap());
    // Each answer is there before the next line is sent.
    let mut ask = |line: &str| -> Value {
        to.write_all(line.as_bytes()).unwrap();
        to.write_all(b"\n").unwrap();
        let mut answer = String::new();
        from.read_line(&mut answer).unwrap();
        serde_json::from_str(&answer).unwrap()
    };
    for (line, part) in [
        ("{\"game_id\":", "not JSON"),
        ("[1, 2]", "not an object"),
        ("\u{fffd}", "not JSON"),
        (
            &play(json!({"down": "third"})).to_string(),
            "`down` is \"third\"",
        ),
        (&play(json!({"time": "2 minutes"})).to_string(), "`time`"),
        (&play(json!({"posteam": 7})).to_string(), "`posteam`"),
        (&play(json!({"game_id": "bowl"})).to_string(), "`bowl`"),
        ("{\"down\": 7, \"ydstogo\": 2}", "down"),
    ] {
        let answer = ask(line);
        let error = answer["error"]
            .as_str()
            .unwrap_or_else(|| panic!("{line}: {answer}"));
        assert!(error.contains(part), "{part} in {error}");
        assert!(answer["line"].as_u64().unwrap() > 0 && answer.get("wp").is_none());
    }
    let answer = ask(&play(json!({})).to_string());
    assert_eq!(answer["line"], 9);
    assert!(answer["wp"].as_f64().unwrap() > 0.2);
    // What cannot be read of a play is said, and the play is not valued.
    let answer = ask(&play(json!({"play_id": 30, "yardline_100": 130})).to_string());
    assert_eq!(answer["basis"], "last");
    assert!(answer["reason"].as_str().unwrap().contains("yard line"));
    drop(to);
    assert_eq!(child.wait().unwrap().code(), Some(2));
}
