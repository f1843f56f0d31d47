//! Rows in, rows out.

use crate::common::{Running, rows_of_a_game};
use serde_json::{Map, Value};

#[test]
fn rows_come_back_with_the_game_s_line_in_every_form() {
    let (id, rows) = rows_of_a_game();
    let service = Running::start(|_| ());
    let text = serde_json::to_string(&rows).unwrap();
    let reply = service.post("/v1/score", "application/json", &text);
    let list: Vec<Map<String, Value>> = serde_json::from_slice(&reply.body).unwrap();
    assert_eq!(list.len(), rows.len());
    // What was sent is there, and the line is that of the live game with the same rows.
    service.post(&format!("/v1/games/{id}/plays"), "application/json", &text);
    let game = service.get(&format!("/v1/games/{id}")).json();
    for ((row, sent), play) in list
        .iter()
        .zip(&rows)
        .zip(game["plays"].as_array().unwrap())
    {
        assert!(sent.iter().all(|(name, value)| row[name] == *value));
        assert_eq!(row["play_id"], play["play_id"]);
        for name in ["wp", "home_wp", "wp_lower", "wp_upper"] {
            let (mine, live) = (row[name].as_f64().unwrap(), play[name].as_f64().unwrap());
            assert_eq!(mine as f32, live as f32, "{name} of {}", row["play_id"]);
        }
    }
    let lines: Vec<String> = rows
        .iter()
        .map(|r| serde_json::to_string(r).unwrap())
        .collect();
    let reply = service.post("/v1/score", "application/x-ndjson", &lines.join("\n"));
    let by_lines: Vec<Map<String, Value>> = reply
        .text()
        .lines()
        .map(|l| serde_json::from_str(l).unwrap())
        .collect();
    assert_eq!(by_lines, list);

    let header: Vec<&String> = rows[0].keys().collect();
    let cell = |value: &Value| match value {
        Value::Null => "NA".to_owned(),
        Value::String(s) => format!("\"{s}\""),
        other => other.to_string(),
    };
    let mut csv = header
        .iter()
        .map(|h| h.as_str())
        .collect::<Vec<_>>()
        .join(",");
    for row in &rows {
        let cells: Vec<String> = header
            .iter()
            .map(|h| cell(row.get(*h).unwrap_or(&Value::Null)))
            .collect();
        csv.push_str(&format!("\n{}", cells.join(",")));
    }
    let reply = service.post("/v1/score", "text/csv", &csv);
    assert_eq!(reply.header("content-type"), Some("text/csv"));
    let text = reply.text();
    let mut out = text.lines();
    let names: Vec<&str> = out.next().unwrap().split(',').collect();
    let at = names.iter().position(|n| *n == "wp").unwrap();
    assert_eq!(
        names[at..],
        ["wp", "home_wp", "wp_lower", "wp_upper", "wpa"]
    );
    for (line, row) in out.zip(&list) {
        let wp = line.split(',').nth(at).unwrap();
        assert_eq!(wp, row["wp"].to_string());
    }
}

#[test]
fn rows_that_cannot_be_say_which_and_why() {
    let service = Running::start(|s| s.limits.rows = 500);
    let json = "application/json";
    for body in ["", "{}", "[1]", "\"x\""] {
        service.post("/v1/score", json, body).problem(400);
    }
    assert_eq!(service.post("/v1/score", json, "[]").text(), "[]");
    let (detail, _) = service
        .post("/v1/score", json, "[{\"down\": 1}]")
        .problem(422);
    assert!(detail.starts_with("row 1"), "{detail}");
    let bad = r#"[{"game_id": "2016_21_NE_ATL", "down": "first"}]"#;
    let (detail, _) = service.post("/v1/score", json, bad).problem(422);
    assert!(
        detail.contains("row 1") && detail.contains("down"),
        "{detail}"
    );
    let many = format!("[{}]", vec![r#"{"game_id":"x"}"#; 501].join(","));
    service.post("/v1/score", json, &many).problem(413);
    service.post("/v1/score?level=7", json, bad).problem(422);
    service
        .post("/v1/score", "text/csv", "a,b\n1\n")
        .problem(400);
    let nothing = r#"[{"game_id": "2016_21_NE_ATL", "play_id": 1}]"#;
    let reply = service.post("/v1/score", json, nothing);
    assert!(
        reply.status == 200 && reply.json()[0]["wp"].is_null(),
        "{}",
        reply.text()
    );
}
