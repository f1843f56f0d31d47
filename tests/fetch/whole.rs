//! Files come whole, are checked, and are not fetched twice.

use super::server::{Published, Reply, Server};
use super::{Case, NAME, big, failed, season, small};
use wp::fetch::{Manifest, State};

fn everything() -> Server {
    Server::start(|request, _| {
        let name = request.path.rsplit('/').next().unwrap();
        let year = name.trim_start_matches("play_by_play_").split('.').next();
        match year.and_then(|y| y.parse::<u16>().ok()) {
            Some(2022) => Reply::new(404, b"Not Found"),
            Some(year) => Published::new(&small(year), name).answer(request),
            None => Published::new(&small(1999), name).answer(request),
        }
    })
}

#[test]
fn seasons_and_schedule_come_from_where_nflverse_has_them() {
    let server = everything();
    let case = Case::new(&server);
    let outcomes = case.all("2020-2021");
    let mut paths: Vec<String> = server.requests().into_iter().map(|r| r.path).collect();
    paths.sort();
    assert_eq!(
        paths,
        [
            "/pbp/play_by_play_2020.parquet",
            "/pbp/play_by_play_2021.parquet",
            "/schedules/games.parquet"
        ]
    );
    assert_eq!(case.read(NAME), small(2020));
    assert_eq!(
        case.names(),
        ["games.parquet", NAME, "play_by_play_2021.parquet"]
    );
    let manifest = Manifest::read(&case.options.folder).unwrap();
    assert_eq!(manifest.files.len(), 3);
    for outcome in &outcomes {
        assert!(matches!(outcome.state, State::Fetched { from: 0 }));
        let entry = &manifest.files[&outcome.wanted.name];
        assert_eq!(Some(entry), outcome.entry.as_ref());
        assert_eq!(entry.season, outcome.wanted.season());
        assert_eq!(entry.url, outcome.url);
        assert_eq!(entry.size, case.read(&outcome.wanted.name).len() as u64);
        assert_eq!(entry.rows, 2_000);
        assert_eq!(entry.sha256.len(), 64);
    }
    let request = &server.requests()[0];
    assert_eq!(request.header("accept-encoding"), Some("identity"));
    assert!(request.header("user-agent").unwrap().starts_with("wp/"));
}

#[test]
fn what_has_not_changed_is_not_fetched_again() {
    let server = everything();
    let case = Case::new(&server);
    case.all("2020");
    let written = std::fs::metadata(case.path(NAME)).unwrap().modified();
    let manifest = Manifest::read(&case.options.folder).unwrap();
    for outcome in case.all("2020") {
        assert!(matches!(outcome.state, State::Unchanged), "{outcome:?}");
        assert_eq!(outcome.received, 0);
        assert!(outcome.entry.is_some());
    }
    let again = &server.asked(NAME)[1];
    assert_eq!(
        again.header("if-none-match"),
        Some(format!("\"{NAME}\"").as_str())
    );
    assert_eq!(
        std::fs::metadata(case.path(NAME))
            .unwrap()
            .modified()
            .unwrap(),
        written.unwrap()
    );
    assert_eq!(Manifest::read(&case.options.folder).unwrap(), manifest);
}

#[test]
fn a_date_stands_in_for_a_missing_entity_tag() {
    let server = Server::start(|request, _| {
        let mut published = Published::new(&small(2020), "");
        published.etag = None;
        published.last_modified = Some("Sat, 21 Nov 2026 12:00:00 GMT".into());
        published.answer(request)
    });
    let case = Case::new(&server);
    assert!(matches!(case.one().state, State::Fetched { .. }));
    assert!(matches!(case.one().state, State::Unchanged));
    let again = &server.asked(NAME)[1];
    assert_eq!(
        again.header("if-modified-since"),
        Some("Sat, 21 Nov 2026 12:00:00 GMT")
    );
}

#[test]
fn a_server_without_any_marks_is_asked_for_all_of_it_each_time() {
    let server = Server::start(|_, _| Reply::new(200, &small(2020)));
    let case = Case::new(&server);
    for _ in 0..2 {
        assert!(matches!(case.one().state, State::Fetched { .. }));
    }
    assert_eq!(case.read(NAME), small(2020));
    assert!(server.requests()[1].header("if-none-match").is_none());
}

#[test]
fn a_newer_version_takes_the_place_of_the_older() {
    let server = Server::start(|request, before| {
        let bytes = season(2020, 1_000 + before, 1);
        Published::new(&bytes, &format!("v{before}")).answer(request)
    });
    let case = Case::new(&server);
    case.one();
    let outcome = case.one();
    assert!(matches!(outcome.state, State::Fetched { from: 0 }));
    assert_eq!(case.read(NAME), season(2020, 1_001, 1));
    let manifest = Manifest::read(&case.options.folder).unwrap();
    assert_eq!(manifest.files[NAME].etag.as_deref(), Some("\"v1\""));
    assert_eq!(manifest.files[NAME].rows, 1_001);
}

#[test]
fn a_file_that_was_changed_here_is_fetched_again() {
    let server = everything();
    let case = Case::new(&server);
    case.one();
    let mut bytes = case.read(NAME);
    bytes[100] ^= 1;
    std::fs::write(case.path(NAME), &bytes).unwrap();
    assert!(matches!(case.one().state, State::Fetched { .. }));
    assert_eq!(case.read(NAME), small(2020));
    // "Not changed" would have spoken of other bytes than those here.
    assert!(server.asked(NAME)[1].header("if-none-match").is_none());

    std::fs::remove_file(case.path(NAME)).unwrap();
    assert!(matches!(case.one().state, State::Fetched { .. }));
    assert_eq!(case.read(NAME), small(2020));
}

#[test]
fn marks_of_one_address_are_not_shown_to_another() {
    let (first, second) = (everything(), everything());
    let mut case = Case::new(&first);
    case.one();
    case.options.base = second.address.clone();
    assert!(matches!(case.one().state, State::Fetched { .. }));
    assert!(second.requests()[0].header("if-none-match").is_none());
}

#[test]
fn force_fetches_anew_and_from_the_start() {
    let server = everything();
    let mut case = Case::new(&server);
    case.one();
    std::fs::write(case.path(&format!("{NAME}.part")), b"PAR1").unwrap();
    case.options.force = true;
    assert!(matches!(case.one().state, State::Fetched { from: 0 }));
    let forced = &server.asked(NAME)[1];
    assert!(forced.header("if-none-match").is_none() && forced.header("range").is_none());
    assert_eq!(case.names(), [NAME]);
}

#[test]
fn a_season_that_is_not_published_does_not_hold_up_the_others() {
    let server = everything();
    let case = Case::new(&server);
    let outcomes = case.all("2020-2023");
    let missing = &outcomes[3];
    assert!(missing.missing);
    let message = failed(missing);
    assert!(
        message.contains("season 2022 is not published"),
        "{message}"
    );
    assert!(message.contains("first game"), "{message}");
    assert_eq!(server.asked("2022.parquet").len(), 1, "asked once only");
    let fetched = outcomes
        .iter()
        .filter(|o| matches!(o.state, State::Fetched { .. }));
    assert_eq!(fetched.count(), 4);
}

#[test]
fn without_a_length_it_comes_in_chunks() {
    let server = Server::start(|r, _| Published::new(&big(1), "a").answer(r).chunked());
    let case = Case::new(&server);
    assert!(matches!(case.one().state, State::Fetched { from: 0 }));
    assert_eq!(case.read(NAME), big(1));
}

/// What a server may send instead, and a part of what wp says to it.
#[test]
fn what_is_not_the_file_never_takes_its_name() {
    let good = big(1);
    let mut damaged = good.clone();
    let middle = damaged.len() / 2;
    damaged[middle..middle + 5_000].fill(0);
    let cases: Vec<(&str, Reply, &str)> = vec![
        (
            "a page",
            Reply::new(200, b"<!DOCTYPE html><html>Sign in</html>"),
            "starts with `<!DOCTYPE html><html>",
        ),
        ("nothing", Reply::new(200, b""), "it is empty"),
        (
            "its beginning",
            Reply::new(200, &good[..9_000]),
            "truncated",
        ),
        ("four letters", Reply::new(200, b"PAR1"), "truncated"),
        (
            "only letters",
            Reply::new(200, b"PAR1\0\0\0\0PAR1"),
            "damaged",
        ),
        ("a hole in it", Reply::new(200, &damaged), "damaged"),
        (
            "another season",
            Reply::new(200, &small(2019)),
            "it is season 2019, not 2020",
        ),
        ("no rows", Reply::new(200, &season(2020, 0, 1)), "no rows"),
        (
            "a compressed one",
            Reply::new(200, &good).with("Content-Encoding", "gzip"),
            "compressed (gzip)",
        ),
        (
            "a short length",
            Reply::new(200, &good).length(good.len() - 20),
            "truncated",
        ),
    ];
    for (what, reply, part) in cases {
        let server = Server::start(move |r, _| match r.header("test") {
            _ if r.path.contains("/good/") => Published::new(&small(2020), "a").answer(r),
            _ => reply.clone(),
        });
        let mut case = Case::new(&server);
        let message = failed(&case.one());
        assert!(message.contains(part), "{what}: {message}");
        assert!(case.names().is_empty(), "{what}: {:?}", case.names());
        assert_eq!(server.requests().len(), 1, "{what}: no use in asking again");

        // An older file stays as it was, and its entry too.
        case.options.base = format!("{}/good", server.address);
        case.one();
        let manifest = Manifest::read(&case.options.folder).unwrap();
        case.options.base = server.address.clone();
        failed(&case.one());
        assert_eq!(case.read(NAME), small(2020), "{what}");
        assert_eq!(case.names(), [NAME], "{what}");
        assert_eq!(Manifest::read(&case.options.folder).unwrap(), manifest);
    }
}

#[test]
fn not_changed_is_no_answer_to_a_first_question() {
    let server = Server::start(|_, _| Reply::new(304, b""));
    let case = Case::new(&server);
    let message = failed(&case.one());
    assert!(message.contains("304"), "{message}");
    assert!(case.names().is_empty());
}
