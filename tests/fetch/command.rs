//! What a user types, and what comes back.

use super::server::{Published, Reply, Server};
use super::{NAME, big, small};
use crate::common::{err, out, real_seasons, wp};
use std::path::Path;
use std::process::{Command, Output};
use wp::fetch::Manifest;

const PLAYS_2019: &str = "play_by_play_2019.parquet";

/// Runs `wp fetch` from a server.
fn fetch(folder: &Path, server: &Server, args: &[&str]) -> Output {
    wp(folder)
        .arg("fetch")
        .args(args)
        .env("WP_FETCH_URL", &server.address)
        .output()
        .unwrap()
}

/// Has 2019, 2020 and the schedule, and nothing else.
fn server() -> Server {
    Server::start(|request, _| {
        let answer = |bytes: &[u8]| Published::new(bytes, "a").answer(request);
        match &request.path {
            p if p.ends_with("games.parquet") => answer(&small(1999)),
            p if p.ends_with("2019.parquet") => answer(&small(2019)),
            p if p.ends_with("2020.parquet") => answer(&small(2020)),
            _ => Reply::new(404, b"Not Found"),
        }
    })
}

fn here() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

#[test]
fn a_table_says_what_became_of_each_file() {
    let (folder, server) = (here(), server());
    let output = fetch(folder.path(), &server, &["--seasons", "2019-2020"]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    let text = out(&output);
    for part in ["games.parquet", NAME, "fetched", "2,000", "3 fetched; "] {
        assert!(text.contains(part), "{part} in:\n{text}");
    }
    assert_eq!(err(&output), "");
    let manifest = Manifest::read(&folder.path().join("data/pbp")).unwrap();
    assert!(text.contains(&manifest.files[NAME].sha256[..12]));

    // Without --seasons: those that are there.
    let output = fetch(folder.path(), &server, &[]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    assert!(
        out(&output).contains("3 unchanged; 0 B received"),
        "{}",
        out(&output)
    );
}

#[test]
fn the_first_time_seasons_are_asked_for() {
    let (folder, server) = (here(), server());
    let output = fetch(folder.path(), &server, &[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(err(&output).contains("--seasons"), "{}", err(&output));
    assert!(server.requests().is_empty());
    assert!(!folder.path().join("data").exists());
}

#[test]
fn what_is_typed_wrong_is_told_before_anything_is_asked() {
    let (folder, server) = (here(), server());
    for (args, part) in [
        (["--seasons", "2019-"].as_slice(), "2009-2022"),
        (&["--seasons", "1998"], "1999"),
        (&["--seasons", "2090"], "not to come"),
        (&["--seasons", "2020", "--jobs", "0"], "between 1 and 16"),
        (&["--seasons", "2020", "--timeout", "0"], "more than 0 s"),
        (
            &["--seasons", "2020", "--url", "ftp://host"],
            "https://host/folder",
        ),
        (
            &["--seasons", "2020", "--url", "http://me:pw@host"],
            "password",
        ),
        (&["2020"], "unexpected argument"),
    ] {
        let output = fetch(folder.path(), &server, args);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(err(&output).contains(part), "{args:?}: {}", err(&output));
    }
    assert!(server.requests().is_empty());
    assert!(!folder.path().join("data").exists());
}

#[test]
fn a_missing_season_fails_and_the_others_are_there() {
    let (folder, server) = (here(), server());
    let output = fetch(folder.path(), &server, &["--seasons", "2019-2021"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        out(&output).contains("3 fetched, 1 not published"),
        "{}",
        out(&output)
    );
    let message = err(&output);
    assert!(message.contains("error: http://127"), "{message}");
    assert!(
        message.contains("season 2021 is not published"),
        "{message}"
    );
    assert!(message.contains("hint: "), "{message}");
    assert!(folder.path().join("data/pbp").join(NAME).exists());
}

#[test]
fn json_is_an_object_a_file_in_their_order() {
    let (folder, server) = (here(), server());
    let args = ["--seasons", "2019-2021", "--json", "--jobs", "4"];
    let output = fetch(folder.path(), &server, &args);
    assert_eq!(output.status.code(), Some(1));
    let lines: Vec<serde_json::Value> = out(&output)
        .lines()
        .map(|l| serde_json::from_str(l).unwrap())
        .collect();
    let column = |name: &str| -> Vec<_> { lines.iter().map(|l| l[name].clone()).collect() };
    assert_eq!(
        column("season"),
        [
            serde_json::Value::Null,
            2019.into(),
            2020.into(),
            2021.into()
        ]
    );
    assert_eq!(
        column("status"),
        ["fetched", "fetched", "fetched", "not published"]
    );
    let manifest = Manifest::read(&folder.path().join("data/pbp")).unwrap();
    let line = &lines[2];
    assert_eq!(line["file"], NAME);
    assert_eq!(line["sha256"], manifest.files[NAME].sha256.as_str());
    assert_eq!(line["size"], small(2020).len());
    assert_eq!(line["received"], small(2020).len());
    assert_eq!(line["rows"], 2_000);
    assert_eq!(line["etag"], "\"a\"");
    assert_eq!(line["url"], format!("{}/pbp/{NAME}", server.address));
    assert!(lines[3]["error"].as_str().unwrap().contains("2021"));
    assert!(lines[3]["hint"].is_string());
}

#[test]
fn quiet_says_nothing_but_errors() {
    let (folder, server) = (here(), server());
    let output = fetch(folder.path(), &server, &["--seasons", "2020", "--quiet"]);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!((out(&output), err(&output)), (String::new(), String::new()));
    let output = fetch(folder.path(), &server, &["--seasons", "2021", "--quiet"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(out(&output), "");
    assert!(err(&output).contains("2021"));
}

#[test]
fn a_dry_run_asks_and_writes_nothing() {
    let (folder, server) = (here(), server());
    let args = ["--seasons", "2020-2021", "--dry-run"];
    let output = fetch(folder.path(), &server, &args);
    assert_eq!(output.status.code(), Some(1), "one is not published");
    assert!(
        out(&output).contains("2 would fetch, 1 not published"),
        "{}",
        out(&output)
    );
    assert!(!folder.path().join("data").exists());

    fetch(folder.path(), &server, &["--seasons", "2020"]);
    let output = fetch(folder.path(), &server, &["--dry-run", "--json"]);
    assert_eq!(output.status.code(), Some(0));
    let text = out(&output);
    assert_eq!(
        text.matches("\"status\":\"unchanged\"").count(),
        2,
        "{text}"
    );
    let output = fetch(folder.path(), &server, &["--dry-run", "--force"]);
    assert!(out(&output).contains("2 would fetch"), "{}", out(&output));
}

#[test]
fn retries_are_noted_where_there_is_no_terminal() {
    let plays = Published::new(&small(2020), "a");
    let server = Server::start(move |r, before| match before {
        0 => Reply::new(503, b""),
        _ => plays.answer(r),
    });
    let folder = here();
    let output = fetch(folder.path(), &server, &["--seasons", "2020", "--json"]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    let note = format!("{NAME}: the server answered 503 (Service Unavailable); retrying in ");
    assert!(err(&output).contains(&note), "{}", err(&output));
}

#[test]
fn one_wp_fetch_a_folder() {
    let (folder, server) = (here(), server());
    let pbp = folder.path().join("data/pbp");
    std::fs::create_dir_all(&pbp).unwrap();
    let lock = std::fs::File::create(pbp.join(".wp-fetch.lock")).unwrap();
    lock.lock().unwrap();
    let output = fetch(folder.path(), &server, &["--seasons", "2020"]);
    assert_eq!(output.status.code(), Some(1));
    let message = err(&output);
    assert!(
        message.contains("another wp fetch is running in data"),
        "{message}"
    );
    assert!(server.requests().is_empty());
    drop(lock);
    let output = fetch(folder.path(), &server, &["--seasons", "2020"]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
}

#[test]
fn a_folder_that_cannot_be_used_is_told_at_once() {
    let (folder, server) = (here(), server());
    std::fs::write(folder.path().join("file"), b"").unwrap();
    let output = fetch(
        folder.path(),
        &server,
        &["--seasons", "2020", "--dir", "file/pbp"],
    );
    assert_eq!(output.status.code(), Some(1));
    assert!(
        err(&output).contains("cannot create file/pbp"),
        "{}",
        err(&output)
    );

    std::fs::create_dir_all(folder.path().join("pbp").join(NAME)).unwrap();
    let output = fetch(
        folder.path(),
        &server,
        &["--seasons", "2020", "--dir", "pbp"],
    );
    assert_eq!(output.status.code(), Some(1));
    assert!(
        err(&output).contains("cannot write pbp"),
        "{}",
        err(&output)
    );

    std::fs::create_dir_all(folder.path().join("odd")).unwrap();
    std::fs::write(folder.path().join("odd/.wp-fetch.json"), b"[]").unwrap();
    let output = fetch(
        folder.path(),
        &server,
        &["--seasons", "2020", "--dir", "odd"],
    );
    assert_eq!(output.status.code(), Some(1));
    assert!(
        err(&output).contains("not a list of downloaded files"),
        "{}",
        err(&output)
    );
    assert!(err(&output).contains("delete it"), "{}", err(&output));
    assert!(server.requests().is_empty());
}

/// A limit on the size of files stands in for a full disk.
#[cfg(unix)]
#[test]
fn a_full_disk_stops_everything_and_leaves_what_was_there() {
    let server = Server::start(|r, _| Published::new(&big(1), "a").answer(r));
    let folder = here();
    let pbp = folder.path().join("data/pbp");
    std::fs::create_dir_all(&pbp).unwrap();
    std::fs::write(pbp.join(NAME), b"what was there").unwrap();
    let program = wp(folder.path());
    let script = format!(
        "trap '' XFSZ; ulimit -f 100; exec '{}' fetch --seasons 2020-2022 --jobs 1",
        program.get_program().to_string_lossy()
    );
    let output = Command::new("sh")
        .args(["-c", &script])
        .current_dir(folder.path())
        .env("WP_FETCH_URL", &server.address)
        .env("NO_COLOR", "1")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", err(&output));
    let message = err(&output);
    assert!(
        message.contains("cannot write") && message.contains(".part"),
        "{message}"
    );
    assert!(
        out(&output).contains("1 failed, 3 stopped"),
        "{}",
        out(&output)
    );
    assert_eq!(std::fs::read(pbp.join(NAME)).unwrap(), b"what was there");
    assert_eq!(server.requests().len(), 1, "no use in trying the others");
}

#[test]
fn it_goes_through_the_proxy_that_the_environment_names() {
    let proxy = server();
    let folder = here();
    let run = |args: &[&str], variables: &[(&str, &str)]| {
        wp(folder.path())
            .args(["fetch", "--seasons", "2020", "--retries", "0", "--force"])
            .args(args)
            .envs(variables.iter().copied())
            .output()
            .unwrap()
    };
    // A name that no resolver knows: only the proxy can lead there.
    let far = ["--url", "http://far.invalid/data"];
    let output = run(&far, &[("http_proxy", &proxy.address)]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    let methods: Vec<String> = proxy.requests().into_iter().map(|r| r.method).collect();
    assert!(methods.contains(&"CONNECT".into()), "{methods:?}");

    let around = [
        ("http_proxy", proxy.address.as_str()),
        ("no_proxy", "far.invalid"),
    ];
    let before = proxy.requests().len();
    assert_eq!(run(&far, &around).status.code(), Some(1));
    assert_eq!(proxy.requests().len(), before, "no_proxy goes around it");

    let output = run(&far, &[("http_proxy", "socks5://me:secret@host:1")]);
    assert_eq!(output.status.code(), Some(1));
    assert!(err(&output).contains("http_proxy"), "{}", err(&output));
    assert!(!err(&output).contains("secret"), "{}", err(&output));
}

#[test]
fn a_closed_pipe_is_no_failure() {
    let (folder, server) = (here(), server());
    let mut child = wp(folder.path())
        .args(["fetch", "--seasons", "2019-2020", "--json"])
        .env("WP_FETCH_URL", &server.address)
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    assert_eq!(err(&output), "");
}

/// The way from the publisher to a model: nflverse's own 372 columns beside
/// slim seasons, found without being named, and told by `wp info`.
#[test]
fn after_it_train_finds_the_files_and_info_names_them() {
    let Some(real) = real_seasons("after_it_train_finds_the_files_and_info_names_them") else {
        return;
    };
    let read = move |name: &str| std::fs::read(real.join(name)).ok();
    let server = Server::start(move |request, _| {
        let name = match request.path.rsplit('/').next().unwrap() {
            "play_by_play_2021.parquet" => "nflverse_full_schema_2021_weeks_1_2.parquet",
            name => name,
        };
        match read(name) {
            Some(bytes) => Published::new(&bytes, name).answer(request),
            None => Reply::new(404, b""),
        }
    });
    let folder = here();
    let output = fetch(folder.path(), &server, &["--seasons", "2019,2021"]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    let run = |args: &[&str]| {
        let output = wp(folder.path()).args(args).output().unwrap();
        assert!(output.status.success(), "{args:?}: {}", err(&output));
        assert!(!err(&output).contains("simulated"), "{}", err(&output));
        out(&output)
    };
    run(&["train", "--estimator", "logistic", "--model", "a.model"]);
    let manifest = Manifest::read(&folder.path().join("data/pbp")).unwrap();
    let info = run(&["info", "a.model"]);
    let json: serde_json::Value =
        serde_json::from_str(&run(&["info", "a.model", "--json"])).unwrap();
    let files = json["card"]["provenance"]["files"].as_array().unwrap();
    assert_eq!(files.len(), 3);
    for (name, entry) in &manifest.files {
        assert!(info.contains(&entry.sha256), "{info}");
        let file = files.iter().find(|f| f["name"] == name.as_str()).unwrap();
        assert_eq!(file["sha256"], entry.sha256.as_str());
    }
    for year in ["2019", "2021"] {
        let line = info.lines().find(|l| l.trim_start().starts_with(year));
        assert!(line.is_some_and(|l| l.contains("parquet")), "{info}");
    }
    let now = run(&["info", "a.model", "--data", "data/pbp"]);
    assert_eq!(now.matches("unchanged").count(), 3, "{now}");
    assert!(now.contains(&manifest.files[PLAYS_2019].fetched), "{now}");
    std::fs::write(folder.path().join("data/pbp").join(PLAYS_2019), b"x").unwrap();
    std::fs::remove_file(folder.path().join("data/pbp/games.parquet")).unwrap();
    let now = run(&["info", "a.model", "--data", "data/pbp"]);
    for part in [" unchanged", " changed", " missing"] {
        assert_eq!(now.matches(part).count(), 1, "{part} in {now}");
    }
    fetch(folder.path(), &server, &[]);
    run(&["describe"]);
    run(&[
        "score",
        "--seasons",
        "2021",
        "--model",
        "a.model",
        "--out",
        "a.parquet",
    ]);
    run(&["features", "--seasons", "2021", "--out", "b.parquet"]);
}
