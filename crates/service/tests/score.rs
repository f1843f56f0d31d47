//! Rows in, rows out.

use crate::common::{Running, rows_of_a_game};
use football::plays::frame::Columns;
use football::table::Column;
use serde_json::{Map, Value, json};
use tables::Batches;
use tables::ipc::{self, Layout};

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

/// Columns of rows, as numbers where any is one.
fn table(rows: &[Map<String, Value>], names: &[&'static str]) -> Vec<(&'static str, Column)> {
    let column = |name: &str| {
        let cells = || {
            rows.iter()
                .map(move |row| row.get(name).unwrap_or(&Value::Null))
        };
        match cells().any(Value::is_number) {
            true => Column::Double(cells().map(|v| v.as_f64().unwrap_or(f64::NAN)).collect()),
            false => Column::Text(cells().map(|v| v.as_str().map(str::to_owned)).collect()),
        }
    };
    names.iter().map(|name| (*name, column(name))).collect()
}

#[test]
fn arrow_comes_back_as_arrow_with_the_values_of_the_rows() {
    let (_, rows) = rows_of_a_game();
    let service = Running::start(|_| ());
    let text = serde_json::to_string(&rows).unwrap();
    let reply = service.post("/v1/score", "application/json", &text);
    let by_rows: Vec<Map<String, Value>> = serde_json::from_slice(&reply.body).unwrap();
    let names: Vec<&'static str> = rows[0]
        .keys()
        .map(|name| &*Box::leak(name.clone().into_boxed_str()))
        .collect();
    let mut columns = table(&rows, &names);
    // Another model's, which may not be taken for this one's.
    columns.push(("vegas_wp", Column::Float(vec![0.25; rows.len()])));
    let sent = Batches::of("the plays", columns).unwrap();
    for (layout, kind) in [
        (Layout::Stream, "application/vnd.apache.arrow.stream"),
        (Layout::File, "application/vnd.apache.arrow.file"),
    ] {
        let bytes = ipc::write(&sent, layout).unwrap();
        let headers = [("content-type", kind)];
        let reply = service.ask("POST", "/v1/score", &headers, &bytes);
        assert_eq!(
            (reply.status, reply.header("content-type")),
            (200, Some(kind))
        );
        assert!(reply.header("etag").is_some());
        let (back, same) = ipc::read("the answer", reply.body).unwrap();
        assert_eq!((back.rows(), same), (rows.len(), layout));
        assert!(back.has("original_vegas_wp") && !back.has("vegas_wp"));
        for name in ["wp", "home_wp", "wp_lower", "wp_upper", "wpa"] {
            let mine = back.numbers(name).unwrap().unwrap();
            for (mine, row) in mine.iter().zip(&by_rows) {
                let other = row[name].as_f64().map_or(f32::NAN, |v| v as f32);
                assert!(
                    *mine as f32 == other || (mine.is_nan() && other.is_nan()),
                    "{name}"
                );
            }
        }
        // Cut anywhere, it is refused in words.
        for end in [0, 7, 8, 100, bytes.len() / 2, bytes.len() - 3] {
            let reply = service.ask("POST", "/v1/score", &headers, &bytes[..end]);
            assert!(
                (400..500).contains(&reply.status),
                "{end}: {}",
                reply.status
            );
        }
    }
    // Nor does any letter of it that is another one break the service.
    let bytes = ipc::write(&sent, Layout::File).unwrap();
    let headers = [("content-type", "application/vnd.apache.arrow.file")];
    for at in 0..300 {
        let mut bytes = bytes.clone();
        // Most of them where the index is.
        let place = bytes.len() - 1 - (at * at * 7) % bytes.len();
        bytes[place] ^= 1 << (at % 8);
        let reply = service.ask("POST", "/v1/score", &headers, &bytes);
        assert!(reply.status < 500, "{at}: {}", reply.text());
    }
    // Without a library for it there is no Parquet here; the command brings one.
    let parquet = [("content-type", "application/vnd.apache.parquet")];
    service
        .ask("POST", "/v1/score", &parquet, b"PAR1")
        .problem(415);
}

#[test]
fn another_model_s_columns_are_set_aside() {
    let service = Running::start(|_| ());
    let row = json!([{"game_id": "2016_21_NE_ATL", "play_id": 1, "wp": 0.5, "vegas_wp": 0.6}]);
    let reply = service.post("/v1/score", "application/json", &row.to_string());
    let back = reply.json();
    assert_eq!(back[0]["original_wp"], 0.5);
    assert_eq!(back[0]["original_vegas_wp"], 0.6);
    assert!(back[0]["wp"].is_null() && back[0].get("vegas_wp").is_none());
    let csv = "game_id,play_id,wp\n2016_21_NE_ATL,1,0.5\n";
    let text = service.post("/v1/score", "text/csv", csv).text();
    assert!(
        text.starts_with("game_id,play_id,original_wp,wp,"),
        "{text}"
    );
}
