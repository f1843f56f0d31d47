//! What is answered is what the football says, byte by byte, however it is asked.

use crate::common::{MODEL, Running};
use football::ask::{Advisor, FourthDownQuestion, SimulationSettings, simulate_words};
use serde_json::{Value, json};

const WORDS: &[&str] = &[
    "4&2 opp35 -3 Q4 2:10",
    "1st and 10 at own 25, tied, 15:00 left in Q1, favored by 3",
    "3rd and 7 at the own 40, up 4, 0:38 left in Q4, 1 timeout to 2",
    "1st and 10 at the own 30, tied, 8:10 left in OT, first possession, season 2016",
    "down=2 ydstogo=8 yardline_100=60 score_differential=-10 qtr=3 clock=7:00 season=2012",
];

fn predicted(words: &str) -> String {
    let advisor = Advisor::new(&MODEL);
    let answer = advisor.predict_words(words).unwrap();
    serde_json::to_value(answer).unwrap().to_string()
}

#[test]
fn one_situation_in_any_form_has_the_footballs_answer() {
    let service = Running::start(|_| ());
    for words in WORDS {
        let expected = predicted(words);
        let plain = service.words("/v1/predict", words);
        assert_eq!((plain.status, plain.text()), (200, expected.clone()));
        // As curl -d sends it.
        let form = "application/x-www-form-urlencoded";
        assert_eq!(service.post("/v1/predict", form, words).text(), expected);
        let question = json!({"situation": words}).to_string();
        let asked = service.post("/v1/predict", "application/json; charset=utf-8", &question);
        assert_eq!(asked.text(), expected);
        assert_eq!(asked.header("content-type"), Some("application/json"));
        assert_eq!(asked.header("etag"), plain.header("etag"));
    }
}

#[test]
fn keys_are_read_as_the_command_reads_them() {
    let service = Running::start(|_| ());
    let keys = r#"{"down":4,"ydstogo":2,"yardline_100":35,"score_differential":-3,"qtr":4,"quarter_seconds_remaining":130,"total_line":null}"#;
    let expected = predicted(keys);
    let asked = format!("{{\"situation\":{keys}}}");
    let kind = "application/json";
    assert_eq!(service.post("/v1/predict", kind, &asked).text(), expected);
    let twice = r#"{"situation":{"down":4,"down":3}}"#;
    let (detail, _) = service.post("/v1/predict", kind, twice).problem(422);
    assert!(detail.contains("down"), "{detail}");
    // Moments without a down, too.
    let touchdown =
        r#"{"situation":{"score_differential":6,"qtr":4,"quarter_seconds_remaining":240}}"#;
    let by_keys = service.post("/v1/two-point", kind, touchdown).json();
    let by_words = service
        .words("/v1/two-point", "up 6, 4:00 left in Q4")
        .json();
    assert_eq!(by_keys["options"], by_words["options"]);
}

#[test]
fn lists_and_lines_are_answered_in_order_and_errors_stay_with_their_rows() {
    let service = Running::start(|_| ());
    let mut all: Vec<&str> = Vec::new();
    for at in 0..500 {
        all.push(WORDS[at % WORDS.len()]);
    }
    all[7] = "4th and nonsense";
    let list = json!({"situation": all}).to_string();
    let list = service.post("/v1/predict", "application/json", &list);
    let reply = service.post("/v1/predict", "application/x-ndjson", &all.join("\n"));
    assert_eq!(reply.header("content-type"), Some("application/x-ndjson"));
    let reply = reply.text();
    let lines: Vec<&str> = reply.lines().collect();
    assert_eq!(lines.len(), all.len());
    assert_eq!(list.text(), format!("[{}]", lines.join(",")));
    for (at, (line, words)) in lines.iter().zip(&all).enumerate() {
        if at == 7 {
            let line: Value = serde_json::from_str(line).unwrap();
            let error = football::situation::parse(words).unwrap_err();
            assert_eq!(line["line"], 8);
            assert_eq!(line["situation"], *words);
            assert_eq!(line["error"], error.to_string());
        } else {
            assert_eq!(**line, predicted(words));
        }
    }
    assert_eq!(
        service.metric("wp_rows_total{endpoint=\"/v1/predict\"}"),
        1000.0
    );
}

#[test]
fn every_kind_of_question_has_its_answer() {
    let service = Running::start(|_| ());
    let advisor = Advisor::new(&MODEL);
    let text = |value: Value| value.to_string();
    let fourth = advisor
        .fourth_down_words(
            WORDS[0],
            FourthDownQuestion {
                indoors: Some(true),
                ..Default::default()
            },
        )
        .unwrap();
    assert_eq!(
        service
            .words("/v1/fourth-down?indoors=true", WORDS[0])
            .text(),
        text(serde_json::to_value(fourth).unwrap())
    );
    let touchdown = "up 6 after a touchdown, 4:00 left in Q4";
    assert_eq!(
        service.words("/v1/two-point", touchdown).text(),
        text(serde_json::to_value(advisor.two_point_words(touchdown).unwrap()).unwrap())
    );
    let kickoff = "kickoff, down 3, 1:20 left in Q4, 2 timeouts to 1";
    assert_eq!(
        service.words("/v1/kickoff", kickoff).text(),
        text(serde_json::to_value(advisor.kickoff_words(kickoff).unwrap()).unwrap())
    );
    let late = "1st and 10 at own 25, down 3, 1:50 left in Q4, 2 timeouts to 1";
    let expected = advisor.timeout_words(late, Some(500), 3).unwrap();
    let asked = json!({"situation": late, "games": 500, "seed": 3}).to_string();
    assert_eq!(
        service
            .post("/v1/timeout", "application/json", &asked)
            .text(),
        text(serde_json::to_value(expected).unwrap())
    );
    let settings = SimulationSettings {
        games: 300,
        seed: 7,
        table: None,
    };
    let expected = simulate_words("kickoff, favored by 3", settings).unwrap();
    assert_eq!(
        service
            .words("/v1/simulate?games=300&seed=7", "kickoff, favored by 3")
            .text(),
        text(serde_json::to_value(expected).unwrap())
    );
}

#[test]
fn the_body_s_options_go_before_the_address_s() {
    let service = Running::start(|_| ());
    let level = |reply: crate::common::Reply| reply.json()["level"].as_f64().unwrap();
    assert_eq!(level(service.words("/v1/predict", WORDS[0])), 0.9);
    assert_eq!(level(service.words("/v1/predict?level=0.8", WORDS[0])), 0.8);
    let asked = json!({"situation": WORDS[0], "level": 0.5}).to_string();
    let reply = service.post("/v1/predict?level=0.8", "application/json", &asked);
    assert_eq!(level(reply), 0.5);
}
