//! Trying again, waiting as asked, and few connections at once.

use super::server::{Published, Reply, Server};
use super::{Case, NAME, Seen, failed, small, waits};
use std::collections::BTreeMap;
use std::time::Duration;
use wp::fetch::{self, State, Wanted};

/// Answers so at first, then with the file.
fn first(reply: Reply, times: usize) -> Server {
    let published = Published::new(&small(2020), "a");
    Server::start(move |request, before| {
        if before < times {
            reply.clone()
        } else {
            published.answer(request)
        }
    })
}

#[test]
fn passing_troubles_pass() {
    for status in [408, 425, 429, 500, 502, 503, 504] {
        let server = first(Reply::new(status, b"later"), 2);
        let case = Case::new(&server);
        let (outcome, events) = case.seen();
        assert!(matches!(outcome.state, State::Fetched { .. }), "{status}");
        assert_eq!((outcome.retries, server.requests().len()), (2, 3));
        let waits = waits(&events);
        assert!(waits[0].0.contains(&status.to_string()), "{waits:?}");
    }
    for odd in [
        Reply::raw(b""),
        Reply::raw(b"\x00\xff garbage \r\n\r\n"),
        Reply::raw(b"HTTP/1.1 200"),
        Reply::new(200, b"PAR1").length(1_000_000),
    ] {
        let server = first(odd.clone(), 1);
        let case = Case::new(&server);
        let outcome = case.one();
        assert!(
            matches!(outcome.state, State::Fetched { .. }),
            "{odd:?}: {outcome:?}"
        );
        assert_eq!(case.read(NAME), small(2020));
    }
}

#[test]
fn lasting_troubles_are_told_after_some_tries() {
    for reply in [
        Reply::new(503, b""),
        Reply::raw(b"garbage\r\n\r\n"),
        Reply::new(200, b"PAR1").length(1_000_000),
    ] {
        let server = first(reply.clone(), 100);
        let case = Case::new(&server);
        let message = failed(&case.one());
        assert!(message.contains("after 4 attempts"), "{message}");
        assert_eq!(server.requests().len(), 4, "{reply:?}");
        assert!(!case.path(NAME).exists());
    }
}

#[test]
fn a_no_is_a_no() {
    for status in [400, 401, 403, 418, 451] {
        let server = first(Reply::new(status, b"no"), 100);
        let case = Case::new(&server);
        let message = failed(&case.one());
        assert!(message.contains(&status.to_string()), "{message}");
        assert_eq!(server.requests().len(), 1, "{status}");
    }
}

#[test]
fn nobody_there_is_told() {
    let server = first(Reply::new(503, b""), 1);
    let mut case = Case::new(&server);
    // A port that was free a moment ago.
    let gone = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    case.options.base = format!("http://{}", gone.local_addr().unwrap());
    drop(gone);
    let outcomes = case.all("2010-2020");
    let message = failed(&outcomes[0]);
    assert!(message.contains("refused"), "{message}");
    assert!(message.contains("check the network"), "{message}");
    for outcome in &outcomes[1..] {
        assert!(
            matches!(outcome.state, State::Stopped),
            "one finds out for all"
        );
    }
}

#[test]
fn a_server_that_sends_round_in_circles_is_left() {
    let server = Server::start(|r, _| Reply::new(302, b"").with("Location", &r.path));
    let case = Case::new(&server);
    let message = failed(&case.one());
    assert!(message.contains("too many redirects"), "{message}");
    assert!(server.requests().len() <= 11);
}

#[test]
fn the_server_says_how_long_to_wait() {
    let date = Reply::new(503, b"")
        .with("Retry-After", "Sun, 22 Nov 2026 12:00:01 GMT")
        .with("Date", "Sun, 22 Nov 2026 12:00:00 GMT");
    for reply in [Reply::new(429, b"").with("Retry-After", 1), date] {
        let server = first(reply, 1);
        let case = Case::new(&server);
        let (outcome, events) = case.seen();
        assert!(matches!(outcome.state, State::Fetched { .. }));
        assert_eq!(waits(&events)[0].1, Duration::from_secs(1));
        assert!(outcome.time >= Duration::from_secs(1), "it did wait");
    }
}

#[test]
fn too_long_a_wait_gives_the_file_up() {
    let server = first(Reply::new(429, b"").with("Retry-After", 3600), 100);
    let case = Case::new(&server);
    let message = failed(&case.one());
    assert!(message.contains("3600 s"), "{message}");
    assert!(message.contains("--max-wait"), "{message}");
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn few_connections_at_once() {
    let seasons: BTreeMap<u16, Vec<u8>> = (2010..=2019).map(|y| (y, small(y))).collect();
    let server = Server::start(move |r, _| {
        std::thread::sleep(Duration::from_millis(50));
        let year = r.path.trim_end_matches(".parquet").rsplit('_').next();
        let year = year.and_then(|y| y.parse().ok()).unwrap_or(2010);
        Published::new(&seasons[&year], "a").answer(r)
    });
    let mut case = Case::new(&server);
    for jobs in [1, 3] {
        case.options.jobs = jobs;
        case.options.force = true;
        case.all("2010-2019");
        assert!(server.most_at_once() <= jobs, "{}", server.most_at_once());
    }
    assert!(server.most_at_once() > 1, "all one after the other");
}

#[test]
fn options_out_of_range_are_refused() {
    let server = first(Reply::new(503, b""), 0);
    let mut case = Case::new(&server);
    for jobs in [0, 17] {
        case.options.jobs = jobs;
        let error = fetch::fetch(&[], &case.options, &mut Seen::default()).unwrap_err();
        assert_eq!(error.exit_code(), 2, "{error}");
    }
    for seasons in ["1998", "1990-2000", "3001", "2101"] {
        let error = Wanted::of(&seasons.parse().unwrap()).unwrap_err();
        assert!(error.to_string().contains("1999"), "{error}");
        assert_eq!(error.exit_code(), 2);
    }
}

#[test]
fn several_breaking_downloads_at_once_do_not_mix() {
    let server = Server::start(|r, before| {
        let year: u16 = r.path[r.path.len() - 12..][..4].parse().unwrap();
        let bytes = super::season(year, 100_000, u64::from(year));
        let reply = Published::new(&bytes, &year.to_string()).answer(r);
        if before < 2 {
            reply.break_off(150_000 + usize::from(year))
        } else {
            reply
        }
    });
    let mut case = Case::new(&server);
    case.options.jobs = 4;
    for year in 2011..=2018 {
        super::season(year, 100_000, u64::from(year));
    }
    let wanted: Vec<Wanted> = (2011..=2018).map(Wanted::plays).collect();
    let outcomes = fetch::fetch(&wanted, &case.options, &mut Seen::default()).unwrap();
    for (outcome, year) in outcomes.iter().zip(2011..) {
        assert!(
            matches!(outcome.state, State::Fetched { .. }),
            "{outcome:?}"
        );
        let expected = super::season(year, 100_000, u64::from(year));
        assert_eq!(case.read(&outcome.wanted.name), expected);
        assert_eq!(outcome.received, expected.len() as u64);
    }
}
