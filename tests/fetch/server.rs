//! A small HTTP server on this machine that does what it is told, wrong
//! things too, and remembers what it was asked.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, ErrorKind, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// What it was asked.
#[derive(Debug, Clone)]
pub struct Request {
    pub method: String,
    pub path: String,
    headers: BTreeMap<String, String>,
}

impl Request {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }

    /// The first byte that `Range` asks for.
    pub fn from(&self) -> Option<usize> {
        let range = self.header("range")?.strip_prefix("bytes=")?;
        range.strip_suffix('-')?.parse().ok()
    }
}

/// How much of a body is sent, and what then.
#[derive(Debug, Clone, Copy)]
enum Manner {
    Whole,
    BreakOff(usize),
    Stall(usize),
    Dribble(usize),
}

/// An answer.
#[derive(Debug, Clone)]
pub struct Reply {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    length: Option<usize>,
    chunked: bool,
    manner: Manner,
    raw: bool,
}

impl Reply {
    pub fn new(status: u16, body: &[u8]) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: body.to_vec(),
            length: Some(body.len()),
            chunked: false,
            manner: Manner::Whole,
            raw: false,
        }
    }

    /// These bytes and nothing else.
    pub fn raw(bytes: &[u8]) -> Self {
        Self {
            raw: true,
            ..Self::new(200, bytes)
        }
    }

    pub fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.headers.retain(|(n, _)| n != name);
        self.headers.push((name.into(), value.to_string()));
        self
    }

    pub fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(n, _)| n != name);
        self
    }

    /// A `Content-Length` that may be a lie.
    pub fn length(mut self, length: usize) -> Self {
        self.length = Some(length);
        self
    }

    /// In chunks, without a length.
    pub fn chunked(mut self) -> Self {
        self.chunked = true;
        self
    }

    /// Ends the connection after so many bytes of the body.
    pub fn break_off(mut self, after: usize) -> Self {
        self.manner = Manner::BreakOff(after);
        self
    }

    /// Says nothing more after so many bytes of the body.
    pub fn stall(mut self, after: usize) -> Self {
        self.manner = Manner::Stall(after);
        self
    }

    /// A byte now and then after so many bytes of the body.
    pub fn dribble(mut self, after: usize) -> Self {
        self.manner = Manner::Dribble(after);
        self
    }
}

/// What is published, and how well the server knows its trade.
#[derive(Debug, Clone)]
pub struct Published {
    pub bytes: Vec<u8>,
    pub etag: Option<String>,
    pub last_modified: Option<String>,
    pub ranges: bool,
}

impl Published {
    pub fn new(bytes: &[u8], etag: &str) -> Self {
        Self {
            bytes: bytes.to_vec(),
            etag: Some(format!("\"{etag}\"")),
            last_modified: None,
            ranges: true,
        }
    }

    /// The right answer to a request for it (RFC 9110, 13.2.2).
    pub fn answer(&self, request: &Request) -> Reply {
        let marked = |mut reply: Reply| {
            if let Some(etag) = &self.etag {
                reply = reply.with("ETag", etag);
            }
            if let Some(date) = &self.last_modified {
                reply = reply.with("Last-Modified", date);
            }
            reply.with("Date", "Sun, 22 Nov 2026 12:00:00 GMT")
        };
        let strong = |tag: &str| tag.trim_start_matches("W/").to_owned();
        let unchanged = match (request.header("if-none-match"), &self.etag) {
            (Some(asked), Some(etag)) => strong(asked) == strong(etag),
            (Some(_), None) => false,
            (None, _) => {
                let asked = request.header("if-modified-since");
                asked.is_some() && asked == self.last_modified.as_deref()
            }
        };
        if unchanged {
            return marked(Reply::new(304, b""));
        }
        let same = match request.header("if-range") {
            None => true,
            Some(asked) => [&self.etag, &self.last_modified]
                .iter()
                .any(|mark| mark.as_deref() == Some(asked)),
        };
        if let (Some(from), true, true) = (request.from(), self.ranges, same) {
            let all = self.bytes.len();
            if from >= all {
                return Reply::new(416, b"").with("Content-Range", format!("bytes */{all}"));
            }
            let range = format!("bytes {from}-{}/{all}", all - 1);
            return marked(Reply::new(206, &self.bytes[from..]).with("Content-Range", range));
        }
        marked(Reply::new(200, &self.bytes))
    }
}

type Handler = dyn Fn(&Request, usize) -> Reply + Send + Sync;

struct State {
    handler: Box<Handler>,
    requests: Mutex<Vec<Request>>,
    at_once: AtomicUsize,
    most_at_once: AtomicUsize,
    end: AtomicBool,
}

/// The server; it ends with its value.
pub struct Server {
    pub address: String,
    state: Arc<State>,
}

impl Server {
    /// Answers by `handler`, which is told how many requests for the same path
    /// came before.
    pub fn start(handler: impl Fn(&Request, usize) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let state = Arc::new(State {
            handler: Box::new(handler),
            requests: Mutex::default(),
            at_once: AtomicUsize::new(0),
            most_at_once: AtomicUsize::new(0),
            end: AtomicBool::new(false),
        });
        let shared = Arc::clone(&state);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                if shared.end.load(Ordering::SeqCst) {
                    break;
                }
                let (Ok(stream), shared) = (stream, Arc::clone(&shared)) else {
                    continue;
                };
                std::thread::spawn(move || {
                    // A client that goes away is no matter.
                    let _ = serve(&stream, &shared);
                    let _ = stream.shutdown(Shutdown::Both);
                });
            }
        });
        Self { address, state }
    }

    pub fn requests(&self) -> Vec<Request> {
        self.state.requests.lock().unwrap().clone()
    }

    /// Requests for a path that ends so.
    pub fn asked(&self, ending: &str) -> Vec<Request> {
        let mut all = self.requests();
        all.retain(|r| r.path.ends_with(ending));
        all
    }

    /// Requests that were being answered at once, at most.
    pub fn most_at_once(&self) -> usize {
        self.state.most_at_once.load(Ordering::SeqCst)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.state.end.store(true, Ordering::SeqCst);
        // Wakes the listener.
        let _ = TcpStream::connect(self.address.trim_start_matches("http://"));
    }
}

/// Requests of one connection, one after the other.
fn serve(stream: &TcpStream, state: &State) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream);
    while let Some(request) = read_request(&mut reader)? {
        if request.method == "CONNECT" {
            // As a proxy that leads to itself.
            state.requests.lock().unwrap().push(request);
            (&*stream).write_all(b"HTTP/1.1 200 Connection established\r\n\r\n")?;
            continue;
        }
        let before = {
            let mut requests = state.requests.lock().unwrap();
            let same = requests.iter().filter(|r| r.path == request.path);
            let before = same.count();
            requests.push(request.clone());
            before
        };
        let at_once = state.at_once.fetch_add(1, Ordering::SeqCst) + 1;
        state.most_at_once.fetch_max(at_once, Ordering::SeqCst);
        let reply = (state.handler)(&request, before);
        // Before the client can know that it may ask for the next.
        state.at_once.fetch_sub(1, Ordering::SeqCst);
        if !send(stream, &reply, state)? {
            break;
        }
    }
    Ok(())
}

fn read_request(reader: &mut BufReader<&TcpStream>) -> std::io::Result<Option<Request>> {
    let mut line = String::new();
    if reader.read_line(&mut line)? == 0 {
        return Ok(None);
    }
    let mut words = line.split_whitespace();
    let (Some(method), Some(path)) = (words.next(), words.next()) else {
        return Err(ErrorKind::InvalidData.into());
    };
    let (method, path) = (method.to_owned(), path.to_owned());
    let mut headers = BTreeMap::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let Some((name, value)) = line.trim_end().split_once(':') else {
            break;
        };
        headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
    }
    Ok(Some(Request {
        method,
        path,
        headers,
    }))
}

/// Sends an answer; whether the connection can go on.
fn send(mut stream: &TcpStream, reply: &Reply, state: &State) -> std::io::Result<bool> {
    if reply.raw {
        stream.write_all(&reply.body)?;
        return Ok(false);
    }
    let mut head = format!("HTTP/1.1 {} Because\r\n", reply.status);
    for (name, value) in &reply.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    if reply.chunked {
        head.push_str("Transfer-Encoding: chunked\r\n");
    } else if let (Some(length), true) = (reply.length, reply.status != 304) {
        head.push_str(&format!("Content-Length: {length}\r\n"));
    }
    head.push_str("\r\n");
    stream.write_all(head.as_bytes())?;
    let body = &reply.body;
    match reply.manner {
        Manner::Whole if reply.chunked => {
            for chunk in body.chunks(10_000) {
                write!(stream, "{:x}\r\n", chunk.len())?;
                stream.write_all(chunk)?;
                stream.write_all(b"\r\n")?;
            }
            stream.write_all(b"0\r\n\r\n")?;
            Ok(true)
        }
        Manner::Whole => {
            stream.write_all(body)?;
            Ok(reply.length == Some(body.len()))
        }
        Manner::BreakOff(after) => {
            stream.write_all(&body[..after.min(body.len())])?;
            Ok(false)
        }
        Manner::Stall(after) | Manner::Dribble(after) => {
            let after = after.min(body.len());
            stream.write_all(&body[..after])?;
            for byte in &body[after..] {
                if state.end.load(Ordering::SeqCst) {
                    break;
                }
                std::thread::sleep(Duration::from_millis(20));
                if matches!(reply.manner, Manner::Dribble(_)) {
                    stream.write_all(&[*byte])?;
                }
            }
            Ok(false)
        }
    }
}
