//! A service on a free port, and a plain client.

use football::model_file::SavedModel;
use football::simulate::{self, Column};
use serde_json::{Map, Value, json};
use service::{ModelSource, Server, Settings};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::LazyLock;
use std::thread::JoinHandle;
use std::time::Duration;
use tokio::sync::oneshot;

pub static SHIPPED: &[u8] = include_bytes!("../../../../data/model/wp.model");

pub static MODEL: LazyLock<SavedModel> =
    LazyLock::new(|| SavedModel::from_bytes(SHIPPED, "the shipped model".as_ref()).unwrap());

/// A service that stops when it is dropped.
pub struct Running {
    pub address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Running {
    pub fn start(change: impl FnOnce(&mut Settings)) -> Self {
        let address = SocketAddr::from(([127, 0, 0, 1], 0));
        let mut settings = Settings::new(address, ModelSource::BuiltIn(SHIPPED));
        change(&mut settings);
        let server = Server::open(settings).unwrap();
        let mut address = server.address();
        address.set_ip([127, 0, 0, 1].into());
        let (stop, told) = oneshot::channel();
        let thread = std::thread::spawn(move || {
            server
                .run_until(async {
                    let _ = told.await;
                })
                .unwrap();
        });
        Self {
            address,
            stop: Some(stop),
            thread: Some(thread),
        }
    }

    /// Begins to stop.
    pub fn stop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
    }

    /// Stops, and waits until it has.
    pub fn end(&mut self) {
        self.stop();
        if let Some(thread) = self.thread.take() {
            thread.join().unwrap();
        }
    }

    pub fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Reply {
        let mut stream = TcpStream::connect(self.address).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(60)))
            .unwrap();
        stream
            .write_all(&head(method, path, headers, body.len()))
            .unwrap();
        // A server that refuses early does not read on.
        let _ = stream.write_all(body);
        Reply::read(&mut stream)
    }

    pub fn get(&self, path: &str) -> Reply {
        self.ask("GET", path, &[], b"")
    }

    pub fn post(&self, path: &str, kind: &str, body: &str) -> Reply {
        self.ask("POST", path, &[("content-type", kind)], body.as_bytes())
    }

    pub fn words(&self, path: &str, words: &str) -> Reply {
        self.post(path, "text/plain", words)
    }

    /// The value of a line of the metrics.
    pub fn metric(&self, line: &str) -> f64 {
        let text = self.get("/metrics").text();
        let found = text.lines().find_map(|l| l.strip_prefix(line));
        found.map_or(0.0, |v| v.trim().parse().unwrap())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

pub fn head(method: &str, path: &str, headers: &[(&str, &str)], length: usize) -> Vec<u8> {
    let mut text = format!("{method} {path} HTTP/1.1\r\nconnection: close\r\n");
    if !headers.iter().any(|(name, _)| *name == "host") {
        text.push_str("host: localhost\r\n");
    }
    if length > 0 {
        text.push_str(&format!("content-length: {length}\r\n"));
    }
    for (name, value) in headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    text.push_str("\r\n");
    text.into_bytes()
}

#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Reply {
    pub fn read(stream: &mut TcpStream) -> Self {
        let mut all = Vec::new();
        // A connection that is closed while the body was still being sent is reset
        // after the answer.
        let mut buffer = [0; 65536];
        loop {
            match stream.read(&mut buffer) {
                Ok(0) | Err(_) => break,
                Ok(n) => all.extend_from_slice(&buffer[..n]),
            }
        }
        let end = all.windows(4).position(|w| w == b"\r\n\r\n");
        let end = end.unwrap_or_else(|| panic!("no answer: {:?}", String::from_utf8_lossy(&all)));
        let head = String::from_utf8(all[..end].to_vec()).unwrap();
        let mut lines = head.lines();
        let status = lines.next().unwrap().split(' ').nth(1).unwrap();
        let headers: Vec<(String, String)> = lines
            .filter_map(|l| l.split_once(": "))
            .map(|(k, v)| (k.to_lowercase(), v.to_owned()))
            .collect();
        let mut body = all[end + 4..].to_vec();
        if headers
            .iter()
            .any(|(k, v)| k == "transfer-encoding" && v == "chunked")
        {
            body = unchunked(&body);
        }
        Self {
            status: status.parse().unwrap(),
            headers,
            body,
        }
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(k, _)| k == name);
        found.map(|(_, v)| v.as_str())
    }

    pub fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|e| panic!("{e}: {}", self.text()))
    }

    /// A problem of this status; its detail and hint.
    pub fn problem(&self, status: u16) -> (String, String) {
        assert_eq!(self.status, status, "{}", self.text());
        assert_eq!(
            self.header("content-type"),
            Some("application/problem+json")
        );
        let json = self.json();
        assert_eq!(json["status"], status);
        let text = |key: &str| json[key].as_str().unwrap_or_default().to_owned();
        (text("detail"), text("hint"))
    }
}

fn unchunked(mut rest: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    while let Some(at) = rest.windows(2).position(|w| w == b"\r\n") {
        let size = std::str::from_utf8(&rest[..at]).unwrap();
        let size = usize::from_str_radix(size, 16).unwrap();
        if size == 0 {
            break;
        }
        body.extend_from_slice(&rest[at + 2..at + 2 + size]);
        rest = &rest[at + 4 + size..];
    }
    body
}

/// A simulated game's id and its rows with nflverse's names, without result and lines, and
/// with a last row that says that the game is over.
pub fn rows_of_a_game() -> (String, Vec<Map<String, Value>>) {
    static GAME: LazyLock<(String, Vec<Map<String, Value>>)> = LazyLock::new(|| {
        let season = simulate::season(3001, 1, 5).unwrap();
        let columns = season.plays.columns();
        let mut rows: Vec<Map<String, Value>> = (0..season.plays.len())
            .map(|at| {
                let cells = columns.iter().map(|(name, column)| {
                    let value = match column {
                        Column::Id(all) => json!(&*all[at]),
                        Column::Text(all) => json!(all[at]),
                        Column::OptText(all) => json!(all[at]),
                        Column::Int(all) => json!(all[at]),
                        Column::OptInt(all) => json!(all[at]),
                        Column::Real(all) => json!(all[at]),
                    };
                    ((*name).to_owned(), value)
                });
                // What a file says of the end, nobody knows while it is played.
                cells
                    .filter(|(name, _)| {
                        ![
                            "result",
                            "home_score",
                            "away_score",
                            "spread_line",
                            "total_line",
                        ]
                        .contains(&name.as_str())
                    })
                    .collect()
            })
            .collect();
        let last = rows.last_mut().unwrap();
        last.insert("play_type_nfl".into(), json!("END_GAME"));
        let id = rows[0]["game_id"].as_str().unwrap().to_owned();
        (id, rows)
    });
    GAME.clone()
}
