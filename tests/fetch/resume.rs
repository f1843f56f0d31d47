//! What broke off goes on where it stopped, if it is still the same file.

use super::server::{Published, Reply, Server};
use super::{Case, NAME, big, failed, waits};
use std::time::Duration;
use wp::fetch::{Options, Outcome, State};

/// Breaks off the first answer after so many bytes.
fn breaking(published: Published, after: usize) -> Server {
    Server::start(move |request, before| {
        let reply = published.answer(request);
        if before == 0 {
            reply.break_off(after)
        } else {
            reply
        }
    })
}

fn fetched_from(outcome: &Outcome) -> u64 {
    match outcome.state {
        State::Fetched { from } => from,
        ref other => panic!("{other:?}"),
    }
}

#[test]
fn the_rest_is_asked_for_by_range() {
    let server = breaking(Published::new(&big(1), "a"), 300_000);
    let case = Case::new(&server);
    let (outcome, events) = case.seen();
    assert_eq!(case.read(NAME), big(1));
    let requests = server.requests();
    assert_eq!(requests.len(), 2);
    assert_eq!(requests[0].header("range"), None);
    assert_eq!(requests[1].from(), Some(300_000));
    assert_eq!(requests[1].header("if-range"), Some("\"a\""));
    assert_eq!(outcome.received, big(1).len() as u64, "no byte came twice");
    assert_eq!(outcome.retries, 1);
    assert!(
        waits(&events)[0].0.contains("the connection broke"),
        "{events:?}"
    );
    assert_eq!(case.names(), [NAME], "nothing is left of the part");
}

#[test]
fn a_later_run_goes_on_as_well() {
    let server = breaking(Published::new(&big(1), "a"), 200_000);
    let mut case = Case::new(&server);
    case.options.retries = 0;
    let message = failed(&case.one());
    assert!(message.contains("run it again to resume"), "{message}");
    let (part, note) = (format!("{NAME}.part"), format!("{NAME}.part.json"));
    assert_eq!(case.names(), [part.clone(), note]);
    assert_eq!(case.read(&part), &big(1)[..200_000]);

    let outcome = case.one();
    assert_eq!(fetched_from(&outcome), 200_000);
    assert_eq!(outcome.received, big(1).len() as u64 - 200_000);
    assert_eq!(case.read(NAME), big(1));
    assert_eq!(case.names(), [NAME]);
}

#[test]
fn breaking_off_again_and_again_is_no_failure_while_bytes_come() {
    let published = Published::new(&big(1), "a");
    let server = Server::start(move |r, _| published.answer(r).break_off(270_000));
    let mut case = Case::new(&server);
    case.options.retries = 1;
    assert!(matches!(case.one().state, State::Fetched { .. }));
    let pieces = big(1).len().div_ceil(270_000);
    assert!(pieces >= 3, "two breaks are more than the one retry");
    assert_eq!(server.requests().len(), pieces);
    assert_eq!(case.read(NAME), big(1));
}

#[test]
fn too_little_progress_is_a_failure() {
    let published = Published::new(&big(1), "a");
    let server = Server::start(move |r, _| published.answer(r).break_off(100));
    let case = Case::new(&server);
    let message = failed(&case.one());
    assert!(message.contains("after 4 attempts"), "{message}");
    assert_eq!(server.requests().len(), 4);
}

#[test]
fn a_version_that_changed_meanwhile_is_fetched_from_its_start() {
    let server = Server::start(|request, before| match before {
        0 => Published::new(&big(1), "old")
            .answer(request)
            .break_off(300_000),
        _ => Published::new(&big(2), "new").answer(request),
    });
    let case = Case::new(&server);
    let outcome = case.one();
    assert_eq!(fetched_from(&outcome), 0);
    assert_eq!(case.read(NAME), big(2));
    assert_eq!(server.requests()[1].header("if-range"), Some("\"old\""));
    assert_eq!(outcome.entry.unwrap().etag.as_deref(), Some("\"new\""));
}

#[test]
fn a_server_without_ranges_sends_it_all() {
    let mut published = Published::new(&big(1), "a");
    published.ranges = false;
    let server = breaking(published, 300_000);
    let case = Case::new(&server);
    assert_eq!(fetched_from(&case.one()), 0);
    assert_eq!(case.read(NAME), big(1));
}

#[test]
fn without_an_exact_mark_nothing_is_put_together() {
    let weak = |tag: Option<&str>, date: Option<&str>| {
        let mut published = Published::new(&big(1), "");
        published.etag = tag.map(str::to_owned);
        published.last_modified = date.map(str::to_owned);
        published
    };
    for published in [
        weak(None, None),
        weak(Some("W/\"a\""), None),
        weak(Some("W/\"a\""), Some("Sat, 21 Nov 2026 12:00:00 GMT")),
        // Changed within the minute: two versions may share that date.
        weak(None, Some("Sun, 22 Nov 2026 11:59:30 GMT")),
    ] {
        let server = breaking(published.clone(), 300_000);
        let case = Case::new(&server);
        assert_eq!(fetched_from(&case.one()), 0);
        assert_eq!(
            server.requests()[1].header("range"),
            None,
            "{:?}",
            published.etag
        );
        assert_eq!(case.read(NAME), big(1));
    }
}

#[test]
fn a_settled_date_is_an_exact_mark() {
    let mut published = Published::new(&big(1), "");
    published.etag = None;
    published.last_modified = Some("Sat, 21 Nov 2026 12:00:00 GMT".into());
    let server = breaking(published, 300_000);
    let case = Case::new(&server);
    case.one();
    assert_eq!(server.requests()[1].from(), Some(300_000));
    assert_eq!(
        server.requests()[1].header("if-range"),
        Some("Sat, 21 Nov 2026 12:00:00 GMT")
    );
    assert_eq!(case.read(NAME), big(1));
}

#[test]
fn a_range_that_does_not_fit_is_not_used() {
    let all = big(1).len();
    type Change = Box<dyn Fn(Reply) -> Reply + Send + Sync>;
    let wrong: Vec<(&str, Change)> = vec![
        (
            "another start",
            Box::new(move |r| r.with("Content-Range", format!("bytes 0-{}/{all}", all - 1))),
        ),
        (
            "another length",
            Box::new(move |r| r.with("Content-Range", format!("bytes 300000-{all}/{}", all + 1))),
        ),
        ("another version", Box::new(|r| r.with("ETag", "\"b\""))),
        ("no version", Box::new(|r| r.without("ETag"))),
        ("no range", Box::new(|r| r.without("Content-Range"))),
        (
            "a nonsense",
            Box::new(|r| r.with("Content-Range", "bytes a-b/c")),
        ),
        ("416", Box::new(|_| Reply::new(416, b""))),
    ];
    for (what, change) in wrong {
        let published = Published::new(&big(1), "a");
        let server = Server::start(move |request, before| {
            let reply = published.answer(request);
            match before {
                0 => reply.break_off(300_000),
                1 => change(reply),
                _ => reply,
            }
        });
        let case = Case::new(&server);
        assert_eq!(fetched_from(&case.one()), 0, "{what}");
        assert_eq!(case.read(NAME), big(1), "{what}");
        let requests = server.requests();
        assert_eq!(requests[1].from(), Some(300_000), "{what}");
        assert_eq!(requests[2].header("range"), None, "{what}");
    }
}

/// Puts a part into the folder as an earlier run would have left it.
fn leave_part(options: &Options, bytes: &[u8], url: &str, etag: &str, total: usize) {
    std::fs::create_dir_all(&options.folder).unwrap();
    let part = options.folder.join(format!("{NAME}.part"));
    std::fs::write(&part, bytes).unwrap();
    let note = serde_json::json!({
        "url": format!("{url}/pbp/{NAME}"),
        "version": { "etag": etag, "last_modified": null, "settled": false },
        "total": total,
    });
    let path = options.folder.join(format!("{NAME}.part.json"));
    std::fs::write(path, note.to_string()).unwrap();
}

#[test]
fn a_part_that_was_whole_needs_its_name_only() {
    let good = big(1);
    let published = Published::new(&good, "a");
    let server = Server::start(move |r, _| published.answer(r));
    let case = Case::new(&server);
    leave_part(&case.options, &good, &server.address, "\"a\"", good.len());
    let outcome = case.one();
    assert_eq!(outcome.received, 0);
    assert_eq!(fetched_from(&outcome), good.len() as u64);
    assert_eq!(case.read(NAME), good);
    assert_eq!(server.requests()[0].header("if-none-match"), Some("\"a\""));
    assert_eq!(case.names(), [NAME]);
}

#[test]
fn a_part_that_is_damaged_costs_one_more_download() {
    let good = big(1);
    // As a power cut may leave it: the length is there, the bytes are not.
    let mut hole = good[..400_000].to_vec();
    hole[100_000..200_000].fill(0);
    let published = Published::new(&good, "a");
    let server = Server::start(move |r, _| published.answer(r));
    let case = Case::new(&server);
    leave_part(&case.options, &hole, &server.address, "\"a\"", good.len());
    let outcome = case.one();
    assert_eq!(case.read(NAME), good);
    assert_eq!(fetched_from(&outcome), 0);
    let requests = server.requests();
    assert_eq!(requests[0].from(), Some(400_000));
    assert_eq!(requests[1].header("range"), None);
}

#[test]
fn parts_of_unknown_origin_are_not_used() {
    let good = big(1);
    let published = Published::new(&good, "a");
    let server = Server::start(move |r, _| published.answer(r));
    let address = server.address.clone();
    type Leave<'a> = Box<dyn Fn(&Options) + 'a>;
    let cases: [(&str, Leave<'_>); 4] = [
        (
            "of another address",
            Box::new(|o| leave_part(o, &[1; 500], "http://elsewhere", "\"a\"", 600_000)),
        ),
        (
            "longer than the whole",
            Box::new(|o| leave_part(o, &[1; 500], &address, "\"a\"", 400)),
        ),
        (
            "without a note",
            Box::new(|o| {
                leave_part(o, &[1; 500], &address, "\"a\"", 400);
                std::fs::remove_file(o.folder.join(format!("{NAME}.part.json"))).unwrap();
            }),
        ),
        (
            "with a note that is none",
            Box::new(|o| {
                leave_part(o, &[1; 500], &address, "\"a\"", 400);
                std::fs::write(o.folder.join(format!("{NAME}.part.json")), b"{\"url").unwrap();
            }),
        ),
    ];
    for (what, leave) in cases {
        let case = Case::new(&server);
        leave(&case.options);
        assert_eq!(fetched_from(&case.one()), 0, "{what}");
        assert_eq!(case.read(NAME), good, "{what}");
        assert_eq!(case.names(), [NAME], "{what}");
        let last = server.requests().pop().unwrap();
        assert_eq!(last.header("range"), None, "{what}");
    }
}

#[test]
fn a_silent_server_is_asked_again() {
    for dribble in [false, true] {
        let published = Published::new(&big(1), "a");
        let server = Server::start(move |request, before| {
            let reply = published.answer(request);
            match (before, dribble) {
                (0, false) => reply.stall(300_000),
                (0, true) => reply.dribble(300_000),
                _ => reply,
            }
        });
        let mut case = Case::new(&server);
        case.options.idle_timeout = Duration::from_millis(300);
        let (outcome, events) = case.seen();
        assert!(
            matches!(outcome.state, State::Fetched { .. }),
            "{outcome:?}"
        );
        assert_eq!(case.read(NAME), big(1));
        let why = &waits(&events)[0].0;
        assert!(why.contains("no data") || why.contains("bytes in"), "{why}");
        // Of a dribble some bytes have come.
        let from = server.requests()[1].from().unwrap();
        assert!((300_000..301_024).contains(&from), "{from}");
    }
}

#[test]
fn a_redirect_to_another_host_keeps_the_range() {
    let published = Published::new(&big(1), "a");
    let store = Server::start(move |request, before| {
        let reply = published.answer(request);
        if before == 0 {
            reply.break_off(300_000)
        } else {
            reply
        }
    });
    let to = format!("{}/signed?key=1", store.address);
    let front = Server::start(move |_, _| Reply::new(302, b"").with("Location", &to));
    let case = Case::new(&front);
    let outcome = case.one();
    assert_eq!(case.read(NAME), big(1));
    assert_eq!(store.requests()[1].from(), Some(300_000));
    assert_eq!(store.requests()[1].header("if-range"), Some("\"a\""));
    // Signed addresses are for once: the one that was asked for is kept.
    assert_eq!(
        outcome.entry.unwrap().url,
        format!("{}/pbp/{NAME}", front.address)
    );
    assert!(matches!(case.one().state, State::Unchanged));
}
