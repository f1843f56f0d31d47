//! Games as they are played: plays late, twice, corrected and taken back; followers that
//! come and go; a service that is restarted.

use crate::common::{MODEL, Reply, Running, head, rows_of_a_game};
use football::plays::Schedule;
use football::score::{LiveGame, Scorer};
use serde_json::{Map, Value, json};
use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::time::Duration;

const JSON: &str = "application/json";

/// What the football says of the whole game, as JSON.
fn finished(id: &str, rows: &[Map<String, Value>]) -> Value {
    let mut game = LiveGame::new(id).unwrap();
    for row in rows {
        game.put(row).unwrap();
    }
    let scorer = Scorer::new(&MODEL, 0.9).unwrap();
    let line = game.line(&scorer, &Schedule::default()).unwrap();
    let text = serde_json::to_string(&line).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn post(service: &Running, id: &str, rows: &[Map<String, Value>]) -> Value {
    let body = serde_json::to_string(rows).unwrap();
    let reply = service.post(&format!("/v1/games/{id}/plays"), JSON, &body);
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.json()
}

#[test]
fn a_game_in_any_order_ends_with_the_finished_game_s_line() {
    let (id, rows) = rows_of_a_game();
    let service = Running::start(|_| ());
    // Late: every third comes after its successors; twice: every fifth; wrong at first:
    // every seventh; never happened: some.
    let mut sent = 0;
    for (at, chunk) in rows.chunks(9).enumerate() {
        let mut chunk = chunk.to_vec();
        if at % 3 == 0 {
            chunk.reverse();
        }
        if at % 7 == 0 {
            let mut wrong = chunk[0].clone();
            wrong.insert("ydstogo".into(), json!(1));
            post(&service, &id, &[wrong]);
            let mut never = chunk[0].clone();
            never.insert("play_id".into(), json!(900_000 + at));
            post(&service, &id, &[never]);
            let gone = json!({"play_id": 900_000 + at, "deleted": true});
            post(&service, &id, &[gone.as_object().unwrap().clone()]);
        }
        if at % 4 == 1 {
            for row in &chunk {
                post(&service, &id, std::slice::from_ref(row));
            }
        }
        let before = post(&service, &id, &chunk)["revision"].clone();
        let again = post(&service, &id, &chunk);
        assert_eq!(again["revision"], before, "told twice, nothing changes");
        assert_eq!(again["plays"], json!([]));
        sent += chunk.len();
    }
    assert_eq!(sent, rows.len());
    let line = service.get(&format!("/v1/games/{id}"));
    let tag = line.header("etag").unwrap().to_owned();
    let game = line.json();
    assert_eq!(game["plays"], finished(&id, &rows));
    assert_eq!(game["over"], true);
    let path = format!("/v1/games/{id}");
    assert_eq!(
        service
            .ask("GET", &path, &[("if-none-match", &tag)], b"")
            .status,
        304
    );
    let list = service.get("/v1/games").json();
    assert_eq!(list[0]["game_id"], id.as_str());
    assert_eq!(list[0]["plays"], rows.len());
    assert!(service.metric("wp_rows_total{endpoint=\"/v1/games/{id}/plays\"}") > 0.0);
}

#[test]
fn what_changes_is_told_and_only_that() {
    let (id, rows) = rows_of_a_game();
    let service = Running::start(|_| ());
    post(&service, &id, &rows[..40]);
    let changed = post(&service, &id, &rows[40..41]);
    let ids: Vec<&Value> = changed["plays"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| &p["play_id"])
        .collect();
    // The new play, and what the one before it changed.
    assert!(ids.contains(&&rows[40]["play_id"]), "{ids:?}");
    assert!((1..=4).contains(&ids.len()), "{ids:?}");
    let path = format!("/v1/games/{id}/plays/{}", rows[40]["play_id"]);
    let gone = service.ask("DELETE", &path, &[], b"").json();
    assert_eq!(gone["removed"], json!([rows[40]["play_id"]]));
    service.ask("DELETE", &path, &[], b"").problem(404);
    // Spread and total move every value.
    let facts = json!({"spread_line": 10.5, "total_line": 51}).to_string();
    let put = |body: &str| {
        service.ask(
            "PUT",
            &format!("/v1/games/{id}"),
            &[("content-type", JSON)],
            body.as_bytes(),
        )
    };
    let before = service.get(&format!("/v1/games/{id}")).json();
    assert!(put(&facts).json()["plays"].as_array().unwrap().len() > 20);
    let after = service.get(&format!("/v1/games/{id}")).json();
    assert_eq!(after["facts"]["spread_line"], 10.5);
    assert!(after["plays"][3]["home_wp"].as_f64() > before["plays"][3]["home_wp"].as_f64());
    put(r#"{"spread_line": 99}"#).problem(422);
    put(r#"{"spread": 9}"#).problem(400);
    put("[3, null, null]").problem(400);
}

#[test]
fn a_game_that_is_not_over_has_no_result() {
    let (id, rows) = rows_of_a_game();
    let service = Running::start(|_| ());
    let unfinished: Vec<_> = rows
        .iter()
        .filter(|r| !r.contains_key("play_type_nfl"))
        .cloned()
        .collect();
    post(&service, &id, &unfinished);
    let game = service.get(&format!("/v1/games/{id}")).json();
    assert_eq!(game["over"], false);
    let last = game["plays"].as_array().unwrap().last().unwrap();
    assert_ne!(last["basis"], "result");
    assert_eq!(last["wpa"], Value::Null);
}

#[test]
fn plays_that_cannot_be_leave_the_game_as_it_was() {
    let (id, rows) = rows_of_a_game();
    let service = Running::start(|_| ());
    let path = format!("/v1/games/{id}/plays");
    for body in ["", "[]", "3", "[3]", "{"] {
        service.post(&path, JSON, body).problem(400);
    }
    service.post(&path, JSON, "{}").problem(422);
    // Nothing is remembered of a game that began with an error.
    service.get(&format!("/v1/games/{id}")).problem(404);
    post(&service, &id, &rows[..10]);
    let mut bad = rows[10..13].to_vec();
    bad[2].insert("down".into(), json!("second"));
    let body = serde_json::to_string(&bad).unwrap();
    let (detail, _) = service.post(&path, JSON, &body).problem(422);
    assert!(detail.starts_with("play 3 of 3"), "{detail}");
    bad[2].insert("game_id".into(), json!("2016_21_NE_ATL"));
    let body = serde_json::to_string(&bad).unwrap();
    service.post(&path, JSON, &body).problem(422);
    let game = service.get(&format!("/v1/games/{id}")).json();
    assert_eq!(game["plays"].as_array().unwrap().len(), 10);
    for id in ["x", "2016_21_NE", "2016_21_NE_ATL_", "2016_21_ne_atl"] {
        let row = json!({"play_id": 1}).to_string();
        service
            .post(&format!("/v1/games/{id}/plays"), JSON, &row)
            .problem(422);
    }
}

/// Reads events until one with this id.
fn events_until(service: &Running, id: &str, last: Option<&str>, end: u64) -> Vec<(u64, Value)> {
    let mut stream = TcpStream::connect(service.address).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(30)))
        .unwrap();
    let headers: Vec<(&str, &str)> = last.map(|l| ("last-event-id", l)).into_iter().collect();
    let path = format!("/v1/games/{id}/events");
    stream.write_all(&head("GET", &path, &headers, 0)).unwrap();
    let mut lines = BufReader::new(stream).lines();
    let (mut all, mut data, mut number) = (Vec::new(), String::new(), 0);
    while let Some(Ok(line)) = lines.next() {
        if let Some(text) = line.strip_prefix("data: ") {
            data = text.to_owned();
        } else if let Some(text) = line.strip_prefix("id: ") {
            number = text.parse().unwrap();
        } else if line.is_empty() && !data.is_empty() {
            all.push((number, serde_json::from_str(&data).unwrap()));
            data.clear();
            if number >= end {
                break;
            }
        }
    }
    all
}

#[test]
fn followers_are_told_everything_once_and_can_come_back() {
    let (id, rows) = rows_of_a_game();
    let service = Running::start(|_| ());
    for row in &rows[..5] {
        post(&service, &id, std::slice::from_ref(row));
    }
    let (live, back) = std::thread::scope(|scope| {
        let live = scope.spawn(|| events_until(&service, &id, None, 30));
        let back = scope.spawn(|| events_until(&service, &id, Some("3"), 30));
        while service.metric("wp_event_streams") < 2.0 {
            std::thread::sleep(Duration::from_millis(10));
        }
        for row in &rows[5..30] {
            post(&service, &id, std::slice::from_ref(row));
        }
        (live.join().unwrap(), back.join().unwrap())
    });
    // First the whole line, then each change.
    assert_eq!(live[0].1["event"], "line");
    let numbers = |events: &[(u64, Value)]| events.iter().map(|e| e.0).collect::<Vec<_>>();
    assert_eq!(numbers(&live), (5..=30).collect::<Vec<_>>());
    // What was missed, without the line.
    assert_eq!(numbers(&back), (4..=30).collect::<Vec<_>>());
    assert_eq!(back[0].1["event"], "change");
    // Whoever applies the events has the line.
    let mut held: Vec<Value> = live[0].1["plays"].as_array().unwrap().clone();
    for (_, event) in &live[1..] {
        for play in event["plays"].as_array().unwrap() {
            match held.iter_mut().find(|p| p["play_id"] == play["play_id"]) {
                Some(old) => *old = play.clone(),
                None => held.push(play.clone()),
            }
        }
    }
    let line = service.get(&format!("/v1/games/{id}")).json();
    assert_eq!(line["plays"], Value::Array(held));
    // An id from the future is answered by the line.
    let lost = events_until(&service, &id, Some("999"), 30);
    assert_eq!((lost[0].0, &lost[0].1["event"]), (30, &json!("line")));
}

#[test]
fn a_restart_forgets_nothing_and_followers_go_on() {
    let (id, rows) = rows_of_a_game();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("games.redb");
    let mut service = Running::start(|s| s.games = Some(path.clone()));
    for row in &rows[..20] {
        post(&service, &id, std::slice::from_ref(row));
    }
    // Nobody else may write to the file meanwhile.
    let mut other = service::Settings::new(
        service.address,
        service::ModelSource::BuiltIn(crate::common::SHIPPED),
    );
    other.address.set_port(0);
    other.games = Some(path.clone());
    let refused = service::Server::open(other).err().unwrap();
    assert!(refused.to_string().contains("games.redb"), "{refused}");
    let before = service.get(&format!("/v1/games/{id}")).body;
    service.end();
    let mut service = Running::start(|s| s.games = Some(path.clone()));
    assert_eq!(service.get(&format!("/v1/games/{id}")).body, before);
    post(&service, &id, &rows[20..21]);
    let missed = events_until(&service, &id, Some("18"), 21);
    assert_eq!(missed.iter().map(|e| e.0).collect::<Vec<_>>(), [19, 20, 21]);
    let gone = service.ask("DELETE", &format!("/v1/games/{id}"), &[], b"");
    assert_eq!(gone.status, 204);
    service.end();
    let service = Running::start(|s| s.games = Some(path));
    assert_eq!(service.get("/v1/games").json(), json!([]));
}

#[test]
fn writing_takes_the_token_and_reading_does_not_on_this_machine() {
    let (id, rows) = rows_of_a_game();
    let service = Running::start(|s| s.token = Some("long enough".into()));
    let body = serde_json::to_string(&rows[..3]).unwrap();
    let path = format!("/v1/games/{id}/plays");
    service.post(&path, JSON, &body).problem(401);
    let headers = [
        ("content-type", JSON),
        ("authorization", "Bearer long enough"),
    ];
    assert_eq!(
        service.ask("POST", &path, &headers, body.as_bytes()).status,
        200
    );
    assert_eq!(service.get(&format!("/v1/games/{id}")).status, 200);
    assert_eq!(
        service.words("/v1/predict", "4&2 opp35 -3 Q4 2:10").status,
        200
    );
}

#[test]
fn followers_do_not_keep_the_service_from_stopping() {
    let (id, rows) = rows_of_a_game();
    let mut service = Running::start(|_| ());
    post(&service, &id, &rows[..3]);
    let mut stream = TcpStream::connect(service.address).unwrap();
    let path = format!("/v1/games/{id}/events");
    stream.write_all(&head("GET", &path, &[], 0)).unwrap();
    while service.metric("wp_event_streams") < 1.0 {
        std::thread::sleep(Duration::from_millis(10));
    }
    let began = std::time::Instant::now();
    service.end();
    assert!(began.elapsed() < Duration::from_secs(10));
    assert_eq!(Reply::read(&mut stream).status, 200);
}

#[test]
fn a_game_is_reviewed_and_its_coaches_are_added_up() {
    let (id, mut rows) = rows_of_a_game();
    for row in &mut rows {
        row.insert("home_coach".into(), json!("Ann Home"));
    }
    let service = Running::start(|_| ());
    let review = || service.get(&format!("/v1/games/{id}/review")).json();
    service.get(&format!("/v1/games/{id}/review")).problem(404);
    post(&service, &id, &rows[..40]);
    let first = review();
    post(&service, &id, &rows[40..]);
    let whole = review();
    assert_ne!(first["revision"], whole["revision"]);
    let downs = whole["fourth_downs"].as_array().unwrap();
    let fourths = rows.iter().filter(|r| r["down"] == json!(4));
    assert!(downs.len() > 3 && downs.len() <= fourths.count());
    let home = id.rsplit('_').next().unwrap();
    for down in downs {
        // The cost is what the best is worth more than what was done.
        let options = down["options"].as_array().unwrap();
        if let Some(cost) = down["given_up"].as_f64() {
            let done = options
                .iter()
                .find(|o| o["choice"] == down["done"])
                .unwrap();
            let gap = options[0]["wp"].as_f64().unwrap() - done["wp"].as_f64().unwrap();
            assert!(gap >= 0.0 && (cost - gap).abs() < 1e-12, "{down}");
        }
        let coach = (down["team"] == home).then_some("Ann Home");
        assert_eq!(down["coach"].as_str(), coach);
    }
    let plays = service.get(&format!("/v1/games/{id}")).json();
    let plays = plays["plays"].as_array().unwrap().clone();
    for turn in whole["turns"].as_array().unwrap() {
        assert!(plays.iter().any(|p| p["play_id"] == turn["play_id"]));
    }
    // The list's excitement is the sum of the line's changes.
    let list = service.get("/v1/games").json();
    let changes = plays.iter().filter_map(|p| p["wpa"].as_f64());
    let sum: f64 = changes.map(f64::abs).sum();
    assert!((list[0]["excitement"].as_f64().unwrap() - sum).abs() < 1e-3);
    assert!(list[0]["comeback"].is_number() && list[0]["swing"]["play_id"].is_number());

    let season: u16 = id[..4].parse().unwrap();
    let table = service.get(&format!("/v1/coaches?season={season}")).json();
    assert_eq!(table, service.get("/v1/coaches").json());
    let names: Vec<&str> = table["coaches"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| c["name"].as_str().unwrap())
        .collect();
    // Nobody said who coaches the visitors.
    assert!(names.len() == 2 && names.contains(&"Ann Home"), "{names:?}");
    let counted: u64 = table["coaches"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| c["decisions"].as_u64().unwrap())
        .sum();
    let chosen = downs.iter().filter(|d| d["given_up"].is_number()).count();
    assert_eq!(counted, chosen as u64);
    assert_eq!(
        service.get("/v1/coaches?season=1999").json()["coaches"],
        json!([])
    );
    service.get("/v1/coaches?season=x").problem(400);
}
