//! For whoever runs it: metrics, documents, limits, new models, stopping.

use crate::common::{MODEL, Reply, Running, SHIPPED, head};
use serde_json::{Value, json};
use service::ModelSource;
use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::net::TcpStream;
use std::time::{Duration, Instant};

const WORDS: &str = "4&2 opp35 -3 Q4 2:10";
/// Takes a second or more.
const LONG: &str = "/v1/simulate?games=100000";

/// Until something holds, for at most half a minute.
fn wait(what: &str, mut holds: impl FnMut() -> bool) {
    let began = Instant::now();
    while !holds() {
        assert!(began.elapsed() < Duration::from_secs(30), "never: {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn the_same_question_is_answered_from_memory_with_the_same_bytes() {
    let service = Running::start(|_| ());
    let first = service.words("/v1/predict", WORDS);
    let again = service.words("/v1/predict", WORDS);
    assert_eq!(first.body, again.body);
    assert_eq!(first.header("etag"), again.header("etag"));
    assert_eq!(
        service.metric("wp_answers_kept_total{outcome=\"hit\"}"),
        1.0
    );
    assert_eq!(
        service.metric("wp_answers_kept_total{outcome=\"miss\"}"),
        1.0
    );
    // Options and kinds are other questions.
    service.words("/v1/predict?level=0.5", WORDS);
    service.words("/v1/fourth-down", WORDS);
    assert_eq!(
        service.metric("wp_answers_kept_total{outcome=\"hit\"}"),
        1.0
    );
    let requests = "wp_requests_total{endpoint=\"/v1/predict\",status=\"200\"}";
    assert_eq!(service.metric(requests), 3.0);
}

#[test]
fn what_a_client_has_is_not_sent_again() {
    let service = Running::start(|_| ());
    for path in [
        "/",
        "/page.js",
        "/engine.js",
        "/openapi.json",
        "/docs",
        "/v1/model",
    ] {
        let first = service.get(path);
        assert_eq!(first.status, 200, "{path}");
        let tag = first.header("etag").unwrap();
        let again = service.ask("GET", path, &[("if-none-match", tag)], b"");
        assert_eq!((again.status, again.body.len()), (304, 0), "{path}");
        let other = service.ask("GET", path, &[("if-none-match", "\"other\"")], b"");
        assert_eq!(other.body, first.body, "{path}");
    }
}

/// Every file that the page asks for is there.
#[test]
fn the_page_is_whole() {
    let service = Running::start(|_| ());
    let mut open = vec!["/".to_owned(), "/games".to_owned()];
    let mut seen = BTreeSet::new();
    while let Some(path) = open.pop() {
        if !seen.insert(path.clone()) {
            continue;
        }
        let reply = service.get(&path);
        assert_eq!(reply.status, 200, "{path}");
        let text = reply.text();
        let quoted = text.split(['"', '\'']).filter(|t| {
            let name = t.trim_start_matches("./");
            let file = [".js", ".css", ".svg"].iter().any(|e| name.ends_with(e));
            file && name
                .chars()
                .all(|c| c.is_alphanumeric() || "-.".contains(c))
        });
        open.extend(quoted.map(|t| format!("/{}", t.trim_start_matches("./"))));
    }
    assert!(seen.len() > 10, "{seen:?}");
}

#[test]
fn the_openapi_document_is_whole() {
    let service = Running::start(|_| ());
    let document = service.get("/openapi.json").json();
    let text = document.to_string();
    for (at, _) in text.match_indices("\"$ref\":\"#") {
        let pointer = text[at + 9..].split('"').next().unwrap();
        assert!(document.pointer(pointer).is_some(), "{pointer}");
    }
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let name = format!("{method} {path}");
            assert!(operation["summary"].is_string(), "{name}");
            let mut statuses = operation["responses"].as_object().unwrap().keys();
            assert!(statuses.any(|s| s.starts_with('2')), "{name}");
            if path.contains('{') {
                continue;
            }
            // There is something at each address.
            let status = service.ask(&method.to_uppercase(), path, &[], b"").status;
            assert!(status != 404 && status != 405, "{name}: {status}");
        }
    }
    assert_eq!(
        document.to_string(),
        serde_json::from_str::<Value>(&service::openapi().unwrap())
            .unwrap()
            .to_string()
    );
}

#[test]
fn a_new_model_answers_from_then_on_and_a_bad_one_never() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("my.model");
    fs::write(&path, SHIPPED).unwrap();
    let service = Running::start(|s| s.model = ModelSource::File(path.clone()));
    let version = || {
        service.get("/v1/model").json()["version"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let old = service.words("/v1/predict", WORDS);
    let first = version();
    assert!(old.json()["lower"].is_number());

    fs::write(&path, &SHIPPED[..SHIPPED.len() / 2]).unwrap();
    wait("half a model is refused", || {
        service.metric("wp_reloads_total{outcome=\"kept\"}") == 1.0
    });
    assert_eq!(version(), first);
    assert_eq!(service.words("/v1/predict", WORDS).body, old.body);

    let plain = MODEL.clone().without_intervals();
    fs::write(&path, plain.to_bytes().unwrap()).unwrap();
    wait("the new model answers", || version() != first);
    // The old one's answer is not given again, though the question is the same.
    let new = service.words("/v1/predict", WORDS);
    assert!(new.json()["lower"].is_null());
    assert_ne!(new.header("etag"), old.header("etag"));
    let text = service.get("/metrics").text();
    assert!(
        text.contains(&format!("wp_model_info{{version=\"{}\"}} 1", version())),
        "{text}"
    );
}

#[test]
fn more_than_can_be_done_at_once_waits_or_is_sent_away() {
    let service = Running::start(|s| {
        s.limits.at_once = 1;
        s.limits.waiting = 1;
    });
    let statuses = std::thread::scope(|scope| {
        let asked: Vec<_> = (0..6)
            .map(|i| {
                let service = &service;
                let path = format!("{LONG}&seed={i}");
                scope.spawn(move || service.words(&path, "kickoff"))
            })
            .collect();
        asked
            .into_iter()
            .map(|t| t.join().unwrap())
            .map(|reply| {
                if reply.status == 429 {
                    assert_eq!(reply.header("retry-after"), Some("1"));
                }
                reply.status
            })
            .collect::<Vec<_>>()
    });
    let count = |status| statuses.iter().filter(|s| **s == status).count();
    assert!(count(200) >= 2, "{statuses:?}");
    assert_eq!(count(200) + count(429), 6, "{statuses:?}");
    assert!(count(429) >= 1, "{statuses:?}");
    assert_eq!(service.words("/v1/predict", WORDS).status, 200);
}

#[test]
fn what_takes_too_long_is_given_up_and_others_are_served() {
    let service = Running::start(|s| {
        s.limits.time = Duration::from_millis(50);
        s.limits.at_once = 2;
    });
    let reply = service.words(LONG, "kickoff");
    let (detail, _) = reply.problem(503);
    assert!(detail.starts_with("no answer within"), "{detail}");
    assert!(reply.header("retry-after").is_some());
    assert_eq!(service.get("/healthz").status, 200);
}

#[test]
fn stopping_finishes_what_it_began() {
    let mut service = Running::start(|_| ());
    let mut stream = TcpStream::connect(service.address).unwrap();
    stream
        .write_all(&head("POST", LONG, &[("content-type", "text/plain")], 7))
        .unwrap();
    stream.write_all(b"kickoff").unwrap();
    std::thread::sleep(Duration::from_millis(100));
    service.stop();
    let reply = Reply::read(&mut stream);
    assert_eq!(reply.status, 200);
    assert_eq!(reply.json()["games"], json!(100_000));
    service.end();
    assert!(TcpStream::connect(service.address).is_err());
}
