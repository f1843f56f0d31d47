//! `wp fetch` ends in the middle, in every way that a process can end.

use super::server::{Published, Server};
use super::{NAME, big, small};
use crate::common::{err, out, wp};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Serves the season, and says nothing more after so many bytes at first.
fn stalling(after: usize) -> Server {
    let plays = Published::new(&big(1), "a");
    let games = Published::new(&small(1999), "g");
    Server::start(move |request, before| {
        if request.path.contains("games") {
            games.answer(request)
        } else if before == 0 {
            plays.answer(request).stall(after)
        } else {
            plays.answer(request)
        }
    })
}

fn start(folder: &Path, server: &Server) -> Child {
    wp(folder)
        .args(["fetch", "--seasons", "2020", "--url", &server.address])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Waits until something is so; a test that waits for ever says nothing.
fn until(what: &str, so: impl Fn() -> bool) {
    let start = Instant::now();
    while !so() {
        assert!(start.elapsed() < Duration::from_secs(60), "never: {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn size(path: &Path) -> u64 {
    std::fs::metadata(path).map_or(0, |m| m.len())
}

/// Runs to the end and checks that everything is there and nothing else.
fn ends_well(folder: &Path, server: &Server) {
    let output = start(folder, server).wait_with_output().unwrap();
    assert!(output.status.success(), "{}", err(&output));
    let pbp = folder.join("data/pbp");
    assert_eq!(std::fs::read(pbp.join(NAME)).unwrap(), big(1));
    let left: Vec<_> = std::fs::read_dir(&pbp)
        .unwrap()
        .map(|e| e.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|n| n.contains(".part"))
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn killed_in_the_middle_it_goes_on_by_range() {
    let all = big(1).len();
    for after in [1, 100_000, all / 2, all - 1] {
        let server = stalling(after);
        let folder = tempfile::tempdir().unwrap();
        let pbp = folder.path().join("data/pbp");
        let part = pbp.join(format!("{NAME}.part"));
        let mut child = start(folder.path(), &server);
        until("the part has come", || {
            size(&part) == after as u64 && pbp.join("games.parquet").exists()
        });
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(!pbp.join(NAME).exists(), "half a file under its name");
        assert_eq!(std::fs::read(&part).unwrap(), &big(1)[..after]);

        ends_well(folder.path(), &server);
        let again = &server.asked(NAME)[1];
        assert_eq!(again.from(), Some(after));
        assert_eq!(again.header("if-range"), Some("\"a\""));
    }
}

#[test]
fn killed_over_an_older_file_the_older_file_stays() {
    let server = stalling(300_000);
    let folder = tempfile::tempdir().unwrap();
    let pbp = folder.path().join("data/pbp");
    std::fs::create_dir_all(&pbp).unwrap();
    std::fs::write(pbp.join(NAME), small(2020)).unwrap();
    let mut child = start(folder.path(), &server);
    until("the part has come", || {
        size(&pbp.join(format!("{NAME}.part"))) == 300_000
    });
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(std::fs::read(pbp.join(NAME)).unwrap(), small(2020));
    ends_well(folder.path(), &server);
}

/// Kills wherever it happens to be: while it connects, writes, checks, renames
/// or notes.
#[test]
fn killed_at_any_moment_every_name_has_a_whole_file() {
    let plays = Published::new(&big(1), "a");
    let games = Published::new(&small(1999), "g");
    let server = Server::start(move |r, _| match r.path.contains("games") {
        true => games.answer(r),
        false => plays.answer(r),
    });
    let folder = tempfile::tempdir().unwrap();
    let pbp = folder.path().join("data/pbp");
    for round in 0..40 {
        let mut child = start(folder.path(), &server);
        std::thread::sleep(Duration::from_millis(round * 3));
        child.kill().unwrap();
        child.wait().unwrap();
        for (name, bytes) in [(NAME, big(1)), ("games.parquet", small(1999))] {
            if let Ok(found) = std::fs::read(pbp.join(name)) {
                assert!(found == bytes, "{name} is not whole in round {round}");
            }
        }
        if round % 8 == 7 {
            ends_well(folder.path(), &server);
            std::fs::remove_dir_all(&pbp).unwrap();
        }
    }
}

#[cfg(unix)]
#[test]
fn ctrl_c_leaves_a_part_that_goes_on() {
    let server = stalling(300_000);
    let folder = tempfile::tempdir().unwrap();
    let pbp = folder.path().join("data/pbp");
    let child = start(folder.path(), &server);
    // Only one is to be under way: the schedule may take longer than the part.
    until("the part and the schedule have come", || {
        size(&pbp.join(format!("{NAME}.part"))) == 300_000 && pbp.join("games.parquet").exists()
    });
    let killed = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status();
    assert!(killed.unwrap().success());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130), "{}", err(&output));
    assert!(err(&output).contains("the rest resumes"));
    assert!(out(&output).contains("1 stopped"), "{}", out(&output));
    assert!(!pbp.join(NAME).exists());
    ends_well(folder.path(), &server);
    assert_eq!(server.asked(NAME)[1].from(), Some(300_000));
}
