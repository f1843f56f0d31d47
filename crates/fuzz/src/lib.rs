//! What anyone may feed to wp, as functions of bytes that must neither panic nor hang,
//! whatever the bytes are.
//!
//! `make fuzz` hands them to libFuzzer (`fuzz/`), which looks for bytes that reach new
//! code; this crate's test runs the kept corpus and some mutants of it in every build.

mod frames;
mod models;

use football::feed;
use football::plays::Schedule;
use football::score::Follower;
use football::situation::{self, MomentKind};

/// A function that takes any bytes.
pub type Target = fn(&[u8]);

/// All of them by name.
pub const TARGETS: &[(&str, Target)] = &[
    ("situations", situations),
    ("keys", keys),
    ("json_lines", json_lines),
    ("model_files", models::model_files),
    ("onnx", models::onnx),
    ("play_rows", frames::play_rows),
    ("frames", frames::frames),
    ("feeds", feeds),
];

/// One of them by name.
#[must_use]
pub fn target(name: &str) -> Option<Target> {
    TARGETS.iter().find(|(n, _)| *n == name).map(|(_, t)| *t)
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A situation in words, as every command reads it. What is understood is a situation
/// that can be played, and says the same when it is described and read again.
pub fn situations(bytes: &[u8]) {
    let text = text(bytes);
    for kind in [MomentKind::Kickoff, MomentKind::Try] {
        let _ = situation::parse_as(kind, &text);
    }
    let _ = situation::lacks(&text);
    let _ = situation::parse_moment(&text);
    let _ = situation::parse_play_or_kickoff(&text);
    let Ok(understood) = situation::parse(&text) else {
        return;
    };
    let state = understood.state;
    if let Err(error) = state.validate() {
        panic!("{text:?} was understood as no situation: {error}");
    }
    let described = situation::describe(&state);
    match situation::parse(&described) {
        Ok(again) => assert_eq!(again.state, state, "{text:?} as {described:?}"),
        Err(error) => panic!("{text:?} as {described:?}: {error}"),
    }
}

/// `key=value` pairs: each byte below 32 stands for a key, so that mutants meet keys.
pub fn keys(bytes: &[u8]) {
    const KEYS: [&str; 16] = [
        "qtr",
        "quarter_seconds_remaining",
        "game_seconds_remaining",
        "down",
        "ydstogo",
        "yardline_100",
        "score_differential",
        "posteam_timeouts_remaining",
        "defteam_timeouts_remaining",
        "spread_line",
        "posteam_spread",
        "total_line",
        "home",
        "receive_2h_ko",
        "season",
        "playoffs",
    ];
    let mut words = String::new();
    for &byte in bytes.iter().take(400) {
        match byte {
            0..32 => {
                words.push(' ');
                words.push_str(KEYS[usize::from(byte) % KEYS.len()]);
                words.push('=');
            }
            byte => words.push(char::from(byte)),
        }
    }
    if let Ok(understood) = situation::parse(&words)
        && let Err(error) = understood.state.validate()
    {
        panic!("{words:?} was understood as no situation: {error}");
    }
}

/// JSON as `predict` and a live feed of plays send it, a line at a time.
pub fn json_lines(bytes: &[u8]) {
    let text = text(bytes);
    let schedule = Schedule::default();
    let Ok(mut follower) = Follower::new(&models::SMALL, &schedule, 0.9) else {
        panic!("the small model follows no game");
    };
    for (line, number) in text.lines().take(8).zip(1..) {
        let _ = situation::parse_line(line);
        let _ = situation::from_json(line);
        if let Ok(answer) = follower.answer(line, number) {
            assert!(serde_json::to_string(&answer).is_ok());
        }
    }
}

/// ESPN's documents.
pub fn feeds(bytes: &[u8]) {
    let text = text(bytes);
    let _ = feed::scoreboard(&text);
    let _ = feed::summary(&text);
}
