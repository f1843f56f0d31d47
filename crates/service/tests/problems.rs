//! What is wrong is said with the command's words, and nobody else suffers.

use crate::common::{Reply, Running, head};
use serde_json::{Value, json};
use std::io::Write;
use std::net::{SocketAddr, TcpStream};

#[test]
fn errors_have_the_command_s_words_and_hints() {
    let service = Running::start(|_| ());
    let words = "4th and 2 at the opp 35, favroed by 3";
    let error = football::situation::parse(words).unwrap_err();
    let problem = service.words("/v1/predict", words).problem(422);
    assert_eq!(
        problem,
        (error.to_string(), error.hint().unwrap().to_owned())
    );
    let (detail, hint) = service.get("/v1/nothing").problem(404);
    assert_eq!(detail, "there is nothing at /v1/nothing");
    assert!(hint.contains("/docs"));
    service.get("/v1/predict").problem(405);
    let (_, hint) = service.post("/v1/predict", "image/png", "x").problem(415);
    assert!(hint.contains("application/json"));
    let json = "application/json";
    for body in [
        "",
        "{",
        "[]",
        "[\"4&2 opp35 -3 Q4 2:10\", null]",
        "{\"situation\": 3}",
        "{\"situation\": \"x\", \"lvl\": 1}",
    ] {
        service.post("/v1/predict", json, body).problem(400);
    }
    service
        .ask("POST", "/v1/predict", &[], &[0xff, 0xfe])
        .problem(400);
    service.words("/v1/predict?nonsense=1", "x").problem(400);
    service
        .words("/v1/predict?level=2", "4&2 opp35 -3 Q4 2:10")
        .problem(422);
    service
        .words("/v1/simulate?games=0", "kickoff")
        .problem(422);
    service
        .words("/v1/simulate?games=100000000", "kickoff")
        .problem(422);
}

#[test]
fn too_much_is_refused_before_it_is_read() {
    let service = Running::start(|s| {
        s.limits.body = 10_000;
        s.limits.rows = 50;
    });
    let many = vec!["x"; 51].join("\n");
    let (detail, _) = service
        .post("/v1/predict", "application/x-ndjson", &many)
        .problem(413);
    assert_eq!(detail, "51 situations are more than 50");
    service
        .words("/v1/predict", &"x".repeat(10_001))
        .problem(413);
    // A gigabyte is announced, and nothing of it is sent.
    let mut stream = TcpStream::connect(service.address).unwrap();
    stream
        .write_all(&head("POST", "/v1/predict", &[], 1 << 30))
        .unwrap();
    Reply::read(&mut stream).problem(413);
    // Not announced: chunks without end.
    let mut stream = TcpStream::connect(service.address).unwrap();
    let chunked = [("transfer-encoding", "chunked")];
    stream
        .write_all(&head("POST", "/v1/predict", &chunked, 0))
        .unwrap();
    for _ in 0..20 {
        let chunk = format!("400\r\n{}\r\n", "x".repeat(1024));
        if stream.write_all(chunk.as_bytes()).is_err() {
            break;
        }
    }
    Reply::read(&mut stream).problem(413);
}

#[test]
fn names_that_are_not_this_machine_s_are_turned_away() {
    let service = Running::start(|_| ());
    let ask = |host: &str| {
        service
            .ask("GET", "/v1/model", &[("host", host)], b"")
            .status
    };
    assert_eq!(ask("evil.example"), 421);
    assert_eq!(ask("evil.example:8080"), 421);
    for host in ["localhost", "LOCALHOST:1", "127.0.0.1:8080", "[::1]:8080"] {
        assert_eq!(ask(host), 200, "{host}");
    }
}

#[test]
fn beyond_this_machine_there_is_a_token() {
    let address = SocketAddr::from(([0, 0, 0, 0], 0));
    let source = service::ModelSource::BuiltIn(crate::common::SHIPPED);
    let refused = service::Settings::new(address, source).check().unwrap_err();
    assert!(
        refused.to_string().contains("there is no token"),
        "{refused}"
    );
    let service = Running::start(|s| {
        s.address = address;
        s.token = Some("correct horse".into());
    });
    let ask = |token: &str| {
        let value = format!("Bearer {token}");
        service.ask("GET", "/v1/model", &[("authorization", &value)], b"")
    };
    let refused = service.get("/v1/model");
    refused.problem(401);
    assert_eq!(refused.header("www-authenticate"), Some("Bearer"));
    for wrong in ["", "correct", "correct horsf", "correct horse battery"] {
        ask(wrong).problem(401);
    }
    assert_eq!(ask("correct horse").status, 200);
    for free in ["/healthz", "/readyz", "/", "/docs", "/openapi.json"] {
        assert_eq!(service.get(free).status, 200, "{free}");
    }
    service.get("/metrics").problem(401);
}

#[test]
fn other_origins_are_told_nothing_unless_named() {
    let asked = [
        ("origin", "https://a.example"),
        ("access-control-request-method", "POST"),
    ];
    let closed = Running::start(|_| ());
    let reply = closed.ask("OPTIONS", "/v1/predict", &asked, b"");
    assert_eq!(reply.header("access-control-allow-origin"), None);
    let open = Running::start(|s| s.origins = vec!["https://a.example".into()]);
    let reply = open.ask("OPTIONS", "/v1/predict", &asked, b"");
    assert_eq!(
        reply.header("access-control-allow-origin"),
        Some("https://a.example")
    );
    let other = [("origin", "https://b.example")];
    let reply = open.ask("GET", "/v1/model", &other, b"");
    assert_eq!(reply.header("access-control-allow-origin"), None);
}

#[test]
fn nonsense_of_any_kind_is_answered_or_closed_and_others_are_served() {
    let service = Running::start(|_| ());
    let junk: Vec<Vec<u8>> = vec![
        b"\r\n\r\n".to_vec(),
        b"GET\r\n\r\n".to_vec(),
        b"GET / HTTP/9.9\r\n\r\n".to_vec(),
        [
            b"GET /".to_vec(),
            vec![b'a'; 200_000],
            b" HTTP/1.1\r\n\r\n".to_vec(),
        ]
        .concat(),
        b"POST /v1/predict HTTP/1.1\r\nhost: localhost\r\ncontent-length: -5\r\n\r\n".to_vec(),
        (0..=255).collect(),
    ];
    let slow: Vec<TcpStream> = (0..200)
        .map(|_| {
            let mut stream = TcpStream::connect(service.address).unwrap();
            stream
                .write_all(b"POST /v1/predict HTTP/1.1\r\nhost: loc")
                .unwrap();
            stream
        })
        .collect();
    for bytes in junk {
        let mut stream = TcpStream::connect(service.address).unwrap();
        let _ = stream.write_all(&bytes);
    }
    let json = "application/json";
    let deep = "[".repeat(100_000);
    for body in [
        deep.as_str(),
        "{\"situation\":[[[]]]}",
        "{\"situation\":{\"down\":{\"a\":[1]}}}",
        "{\"situation\":{\"down\":1e308,\"qtr\":-1}}",
        "\u{0}",
    ] {
        let status = service.post("/v1/predict", json, body).status;
        assert!((400..500).contains(&status), "{status}: {:.40}", body);
    }
    let odd = [
        "🏈",
        "-",
        "0",
        "9999999999999999999999",
        "=",
        "down=",
        "4th & -1",
        "\u{202e}4th",
    ];
    let all: Vec<Value> = odd.iter().map(|w| json!(w)).collect();
    let reply = service.post("/v1/predict", json, &json!({"situation": all}).to_string());
    assert_eq!(reply.json().as_array().unwrap().len(), odd.len());
    assert_eq!(
        service.words("/v1/predict", "4&2 opp35 -3 Q4 2:10").status,
        200
    );
    drop(slow);
}
