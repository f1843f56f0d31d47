//! How the command behaves whatever it is asked: interrupted, quiet, in color,
//! completed by a shell.

use crate::common::{err, ok, out, run, wp};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

fn sample() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data/sample")
}

/// Names in a folder.
fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let names = entries.map(|e| e.unwrap().file_name().to_string_lossy().into_owned());
    names.collect()
}

/// `wp score` ended by a signal at several moments leaves its output whole or
/// not at all, and nothing beside it.
#[cfg(unix)]
#[test]
fn an_interrupted_run_leaves_nothing_half_written() {
    let folder = tempfile::tempdir().unwrap();
    let mut ended = 0;
    for (i, wait) in [0, 10, 20, 40, 60, 80, 120, 160, 240, 320]
        .into_iter()
        .enumerate()
    {
        let (signal, code) = [("-INT", 130), ("-TERM", 143)][i % 2];
        let mut command = wp(folder.path());
        let args = ["score", "--out", "s.parquet", "--data"];
        let run = command.args(args).arg(sample()).stderr(Stdio::null());
        let mut child = run.spawn().unwrap();
        std::thread::sleep(Duration::from_millis(30 + wait));
        let id = child.id().to_string();
        // It may have ended already.
        let _ = Command::new("kill")
            .args([signal, &id])
            .stderr(Stdio::null())
            .status();
        let status = child.wait().unwrap();
        ended += usize::from(status.code() == Some(code));
        for name in names(folder.path()) {
            assert_eq!(name, "s.parquet", "after {wait} ms");
            let read = ok(
                folder.path(),
                &["describe", "--data", "s.parquet", "--json"],
            );
            assert!(read.contains("\"rows\""), "{read}");
        }
        let _ = fs::remove_file(folder.path().join("s.parquet"));
    }
    assert!(ended > 0, "no run was interrupted");
}

/// What a killed run left goes with the next run of the same output; other files,
/// and what another run is writing, stay.
#[test]
fn what_a_killed_run_left_is_removed_by_the_next() {
    let folder = tempfile::tempdir().unwrap();
    let left = [".s.csv.Ab3dE9", ".s.csv.zzzzzz"];
    let kept = [
        ".s.csv.backup-1",
        ".s.csv",
        "t.csv.Ab3dE9",
        ".t.csv.Ab3dE9",
        ".s.csv.Cd4eF0",
    ];
    for name in left.iter().chain(&kept) {
        fs::write(folder.path().join(name), "x").unwrap();
    }
    let written = fs::File::options()
        .write(true)
        .open(folder.path().join(".s.csv.Cd4eF0"))
        .unwrap();
    written.lock().unwrap();
    let data = sample();
    let args = [
        "score",
        "--seasons",
        "3001",
        "--no-intervals",
        "--out",
        "s.csv",
        "--data",
    ];
    ok(
        folder.path(),
        &[&args[..], &[data.to_str().unwrap()]].concat(),
    );
    let now = names(folder.path());
    for name in left {
        assert!(!now.iter().any(|n| n == name), "{name} stayed");
    }
    for name in kept.iter().chain(&["s.csv"]) {
        assert!(now.iter().any(|n| n == name), "{name} is gone");
    }
}

#[test]
fn quiet_and_color_mean_the_same_everywhere() {
    let folder = tempfile::tempdir().unwrap();
    let data = sample();
    let data = data.to_str().unwrap();
    let score = [
        "score",
        "--seasons",
        "3001",
        "--no-intervals",
        "--data",
        data,
        "--out",
        "s.csv",
    ];
    let loud = run(folder.path(), &score);
    assert!(err(&loud).contains("rows of"), "{}", err(&loud));
    for quiet in ["--quiet", "-q"] {
        let output = run(folder.path(), &[&score[..], &[quiet]].concat());
        assert!(output.status.success());
        assert_eq!(err(&output), "");
    }
    // Before the command as well as after it; errors are heard in any case.
    let wrong = ["predict", "--situation", "xyzzy"];
    let output = run(folder.path(), &[&["--quiet"], &wrong[..]].concat());
    assert!(err(&output).starts_with("error: "), "{}", err(&output));
    let colored = run(
        folder.path(),
        &[&wrong[..], &["--color", "always"]].concat(),
    );
    assert!(
        err(&colored).starts_with("\x1b[1;31merror:"),
        "{}",
        err(&colored)
    );
    let plain = run(folder.path(), &[&wrong[..], &["--color", "never"]].concat());
    assert!(!err(&plain).contains('\x1b'));
}

#[test]
fn threads_come_from_the_environment_where_nobody_names_them() {
    let folder = tempfile::tempdir().unwrap();
    let asked = |threads: &str| {
        let mut command = wp(folder.path());
        command
            .env("WP_THREADS", threads)
            .args(["doctor", "--json"]);
        command.arg("--data").arg(sample()).output().unwrap()
    };
    assert!(
        out(&asked("3")).contains("3 threads"),
        "{}",
        out(&asked("3"))
    );
    let wrong = asked("none");
    assert_eq!(wrong.status.code(), Some(2));
    assert!(err(&wrong).contains("WP_THREADS"), "{}", err(&wrong));
}

#[test]
fn the_doctor_says_what_it_sees() {
    let folder = tempfile::tempdir().unwrap();
    let data = sample();
    let fine = ok(folder.path(), &["doctor", "--data", data.to_str().unwrap()]);
    for part in [
        env!("CARGO_PKG_VERSION"),
        "the built-in model",
        "3 files",
        "games",
    ] {
        assert!(fine.contains(part), "{part}: {fine}");
    }
    let output = run(
        folder.path(),
        &["doctor", "--data", "nowhere", "--model", "none.model"],
    );
    assert_eq!(output.status.code(), Some(1));
    let said = out(&output);
    assert!(
        said.contains("no such model file") && said.contains("nowhere"),
        "{said}"
    );
    assert!(said.matches("hint: ").count() >= 2, "{said}");
}

#[test]
fn shells_and_manuals_know_all_commands() {
    let folder = tempfile::tempdir().unwrap();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = ok(folder.path(), &["completions", shell]);
        for word in ["fourth-down", "situation", "score"] {
            assert!(script.contains(word), "{shell} lacks {word}");
        }
    }
    ok(folder.path(), &["man", "--out", "man"]);
    let pages = names(&folder.path().join("man"));
    for page in [
        "wp.1",
        "wp-predict.1",
        "wp-fourth-down.1",
        "wp-overtime-fit.1",
    ] {
        assert!(
            pages.iter().any(|p| p == page),
            "{page} is not in {pages:?}"
        );
    }
    let page = fs::read_to_string(folder.path().join("man/wp-predict.1")).unwrap();
    assert!(page.contains("situation"), "{page}");
}
