//! What a user types.

use crate::common::{fails, ok};
use std::path::Path;

fn good(args: &[&str]) -> String {
    ok(Path::new("."), args)
}

fn json(args: &[&str]) -> serde_json::Value {
    serde_json::from_str(&good(args)).unwrap()
}

/// The message of an answer that is refused.
fn refused(args: &[&str]) -> String {
    let said = fails(Path::new("."), args, 2);
    assert!(said.contains("hint:"), "{said}");
    said
}

#[test]
fn two_point_answers() {
    let text = "up 6 after a touchdown, 4:00 left in Q4";
    let out = good(&["two-point", "--situation", text]);
    for part in [
        "go for two",
        "kick",
        "conversion rate of",
        "understood",
        "up 6",
    ] {
        assert!(out.contains(part), "{out}");
    }
    // A touchdown and two points tie: behind by two there is no choice.
    let value = json(&[
        "two-point",
        "--json",
        "--situation",
        "down 2, extra point, 0:05 left in Q4",
    ]);
    assert_eq!(value["best"], "go for two");
    assert!(value["break_even"].as_f64().unwrap() < 0.3);
    // Ahead by one with little time, a point more is worth nothing much.
    let value = json(&[
        "two-point",
        "--json",
        "--situation",
        "down 1, 0:00 left in Q4",
    ]);
    let two = value["options"][0]["wp"].as_f64().unwrap();
    assert!((two - value["conversion"]["two"].as_f64().unwrap()).abs() < 1e-3);
}

#[test]
fn kickoff_answers() {
    let out = good(&[
        "kickoff",
        "--situation",
        "down 3, 1:00 left in Q4, no timeouts to 2",
    ]);
    assert!(
        out.contains("onside") && out.contains("recovery rate"),
        "{out}"
    );
    let late = json(&[
        "kickoff",
        "--json",
        "--situation",
        "down 8, 0:40 left in Q4, no timeouts to 2",
    ]);
    assert_eq!(late["best"], "kick onside");
    let early = json(&[
        "kickoff",
        "--json",
        "--situation",
        "down 8, 8:00 left in Q1",
    ]);
    assert_eq!(early["best"], "kick deep");
    // From 2024 a side that leads may not.
    let ahead = good(&[
        "kickoff",
        "--situation",
        "up 3, 1:00 left in Q4, season 2024",
    ]);
    assert!(ahead.contains("do not allow an onside kick"), "{ahead}");
    refused(&["kickoff", "--situation", "tied, 10:00 left in OT"]);
}

#[test]
fn the_two_point_card_is_football_and_agrees_with_the_command() {
    let dir = tempfile::tempdir().unwrap();
    let picture = dir.path().join("card.png");
    let out = good(&["two-point", "--chart", "--out", picture.to_str().unwrap()]);
    assert!(out.contains("Go for two or kick"), "{out}");
    assert!(std::fs::read(&picture).unwrap().starts_with(b"\x89PNG"));
    let card = json(&["two-point", "--chart", "--spread", "3", "--json"]);
    let column = |clock: u64| {
        let seconds = card["seconds"].as_array().unwrap();
        seconds.iter().position(|s| *s == clock).unwrap()
    };
    let cell = |lead: i64, clock: u64| {
        let rows = card["rows"].as_array().unwrap();
        let row = rows.iter().find(|row| row["lead"] == lead).unwrap();
        row["cells"][column(clock)].clone()
    };
    // What every coach's card says of the last minutes.
    for (lead, call) in [
        (8, "kick"),
        (5, "two"),
        (2, "kick"),
        (1, "two"),
        (0, "kick"),
        (-2, "two"),
        (-4, "two"),
        (-5, "two"),
    ] {
        assert_eq!(cell(lead, 120)["call"], call, "lead {lead}");
    }
    // A cell is what the command says of the same try.
    for (lead, words) in [(-2, "down 2"), (1, "up 1"), (8, "up 8")] {
        let text = format!("{words} after a touchdown, 3:00 left in Q4, favored by 3");
        let asked = json(&["two-point", "--json", "--situation", &text]);
        let wp = |k: usize| asked["options"][k]["wp"].as_f64().unwrap();
        let gain = cell(lead, 180)["difference"]["gain"].as_f64().unwrap();
        assert!((wp(0) - wp(1) - gain).abs() < 1e-6, "{text}");
    }
    refused(&["two-point", "--chart", "--spread", "99"]);
    let both = [
        "two-point",
        "--chart",
        "--situation",
        "tied, 2:00 left in Q4",
    ];
    fails(Path::new("."), &both, 2);
}

#[test]
fn timeout_answers() {
    let text = "2nd and 7 at the own 40, down 4, 1:50 left in Q4, 2 timeouts to 1";
    let out = good(&["timeout", "--situation", text]);
    assert!(out.contains("your team: a timeout is worth +"), "{out}");
    let value = json(&["timeout", "--json", "--situation", text]);
    // Late, close and behind, a timeout is worth something.
    let own = &value["sides"][0]["worth"];
    assert!(own["gain"].as_f64().unwrap() > 0.005, "{own}");
    for side in value["sides"].as_array().unwrap() {
        let worth = side["worth"]["gain"].as_f64().unwrap();
        assert!(worth >= -1e-6, "{side}");
        assert!(side["simulated"].is_null(), "{side}");
    }
    // It is the difference of two answers of `predict`.
    let predict = |timeouts: &str| {
        let text = text.replace("2 timeouts", timeouts);
        json(&["predict", "--json", "--situation", &text])["wp"]
            .as_f64()
            .unwrap()
    };
    let by_predict = predict("2 timeouts") - predict("1 timeout");
    assert!((own["gain"].as_f64().unwrap() - by_predict).abs() < 1e-6);
    // Games played out agree, roughly, and their seed decides.
    let played = ["timeout", "--json", "-n", "20000", "--situation", text];
    let simulated = json(&played)["sides"][0]["simulated"].clone();
    let gain = simulated["worth"]["gain"].as_f64().unwrap();
    assert!((gain - by_predict).abs() < 0.03, "{gain} and {by_predict}");
    assert_eq!(json(&played)["sides"][0]["simulated"], simulated);
    let none = ["timeout", "--rollouts", "0", "--situation", text];
    let said = fails(Path::new("."), &none, 2);
    assert!(said.contains("between 1 and"), "{said}");
    let none = good(&[
        "timeout",
        "--situation",
        "before the kickoff, up 3, 2:40 left in Q4, no timeouts to 3",
    ]);
    assert!(none.contains("a timeout would be worth"), "{none}");
    let said = refused(&["timeout", "--situation", "4&2 opp35 -3 Q4 2:10"]);
    assert!(said.contains("how many timeouts"), "{said}");
    refused(&[
        "timeout",
        "--situation",
        "4&2 opp35 tied OT 2:10 timeouts 2-1",
    ]);
}

#[test]
fn predict_answers_overtime() {
    let text = "1st and 10 at the own 30, tied, 8:10 left in OT, first possession, season 2016";
    let out = good(&["predict", "--situation", text]);
    assert!(out.contains("a tie counts as half a win"), "{out}");
    let value = json(&["predict", "--json", "--situation", text]);
    let part = |name: &str| value[name].as_f64().unwrap();
    assert!((part("win") + part("tie") + part("loss") - 1.0).abs() < 1e-5);
    assert!((part("win") + 0.5 * part("tie") - part("wp")).abs() < 1e-5);
}

#[test]
fn mistakes_are_told() {
    for args in [
        [
            "two-point",
            "--situation",
            "4th and 2 at opp 35, down 3, 2:10 left in Q4",
        ],
        ["two-point", "--situation", "up 6"],
        ["two-point", "--situation", ""],
        ["kickoff", "--situation", "down a lot, 2:00 left in Q4"],
        [
            "kickoff",
            "--situation",
            "extra point, down 3, 2:00 left in Q4",
        ],
        ["timeout", "--situation", "nothing"],
        ["predict", "--situation", "before the kickoff, tied, 2:00"],
    ] {
        refused(&args);
    }
    let level = ["two-point", "--level", "2"];
    let situation = ["--situation", "up 6, 4:00 left in Q4"];
    fails(Path::new("."), &[level.as_slice(), &situation].concat(), 2);
}

#[test]
fn a_touchdown_of_the_first_possession_of_overtime_has_a_try() {
    let text = "up 6, 5:00 left in OT, first possession, season 2025";
    let value = json(&["two-point", "--json", "--situation", text]);
    assert_eq!(value["best"], "kick", "{value}");
    // No touchdown leads from level to a lead of five.
    let text = "up 5, 5:00 left in OT, first possession, season 2025";
    refused(&["two-point", "--situation", text]);
}

#[test]
fn overtimes_are_compared_with_published_values() {
    let test = "overtimes_are_compared_with_published_values";
    let Some(folder) = crate::common::real_seasons(test) else {
        return;
    };
    let theirs = folder.join("nflverse_full_schema_2021_weeks_1_2.parquet");
    if !theirs.exists() {
        return;
    }
    let out = good(&[
        "overtime",
        "evaluate",
        "--data",
        folder.to_str().unwrap(),
        "--seasons",
        "2019-2021",
        "--published",
        theirs.to_str().unwrap(),
    ]);
    for part in ["| `vegas_wp` |", "| `wp` |", "far too few to tell"] {
        assert!(out.contains(part), "{part}: {out}");
    }
}
