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

#[test]
fn a_configuration_file_stands_for_flags_that_are_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let data = sample();
    let asked = |change: &dyn Fn(&mut Command), args: &[&str]| {
        let mut command = wp(folder.path());
        change(&mut command);
        command.args(args).output().unwrap()
    };
    let plain = |_: &mut Command| {};
    // The user's file, and a nearer one that says less.
    let user = folder.path().join("no-configuration/wp");
    fs::create_dir_all(&user).unwrap();
    let text = format!("data = {data:?}\nthreads = 3\nquiet = true\n");
    fs::write(user.join("config.toml"), text).unwrap();
    fs::write(folder.path().join("wp.toml"), "threads = 2\n").unwrap();
    let doctor = asked(&plain, &["doctor"]);
    let said = out(&doctor);
    for part in [
        "2 threads",
        "`threads` in wp.toml",
        "config.toml",
        "3 files",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    // Environment over file, flag over environment.
    let threads = |command: &mut Command| {
        command.env("WP_THREADS", "4");
    };
    assert!(out(&asked(&threads, &["doctor"])).contains("4 threads"));
    let five = asked(&threads, &["doctor", "--threads", "5"]);
    assert!(out(&five).contains("5 threads"));
    // `quiet` and `data` hold for other commands.
    let games = asked(&plain, &["games", "--season", "3001", "--top", "1"]);
    assert!(games.status.success(), "{}", err(&games));
    assert_eq!(err(&games), "");
    assert!(out(&games).contains("3001_"), "{}", out(&games));
    // A mistake is named, and the doctor still answers.
    fs::write(folder.path().join("wp.toml"), "thread = 2\n").unwrap();
    let wrong = asked(&plain, &["games"]);
    assert_eq!(wrong.status.code(), Some(1));
    for part in ["wp.toml", "thread", "hint: "] {
        assert!(err(&wrong).contains(part), "{part}: {}", err(&wrong));
    }
    let doctor = asked(&plain, &["doctor"]);
    assert_eq!(doctor.status.code(), Some(1));
    assert!(out(&doctor).contains("unknown field"), "{}", out(&doctor));
    // One by name is the only one, and has to be there.
    let named = |command: &mut Command| {
        command.env("WP_CONFIG", "other.toml");
    };
    let missing = asked(&named, &["games"]);
    assert!(err(&missing).contains("other.toml"), "{}", err(&missing));
    fs::write(folder.path().join("other.toml"), "color = \"always\"\n").unwrap();
    let colored = asked(&named, &["predict", "--situation", "xyzzy"]);
    assert!(err(&colored).contains("\x1b["), "{}", err(&colored));
}

/// Questions and lists that answer at once: results on stdout, nothing else; JSON where
/// it is asked for; no color without a terminal.
#[test]
fn json_quiet_and_no_color_hold_for_every_question() {
    let folder = tempfile::tempdir().unwrap();
    let data = sample();
    let data = ["--data", data.to_str().unwrap()];
    let of_season = [&data[..], &["--seasons", "3001"]].concat();
    let down = [
        "--situation",
        "4th and 2 at the opp 35, down 3, 2:10 left in Q4, 2 timeouts to 1",
    ];
    let try_ = ["--situation", "down 2 after a touchdown, 3:00 left in Q4"];
    for (command, args) in [
        ("predict", &down[..]),
        ("fourth-down", &down[..]),
        ("timeout", &down[..]),
        ("two-point", &try_[..]),
        ("kickoff", &["--situation", "down 3, 0:40 left in Q4"][..]),
        ("info", &[][..]),
        ("describe", &of_season[..]),
        ("games", &of_season[..]),
        ("doctor", &data[..]),
    ] {
        let output = run(
            folder.path(),
            &[&[command], args, &["--json", "--quiet"]].concat(),
        );
        assert!(output.status.success(), "{command}: {}", err(&output));
        assert_eq!(err(&output), "", "{command}");
        let json: serde_json::Value =
            serde_json::from_str(&out(&output)).unwrap_or_else(|e| panic!("{command}: {e}"));
        assert!(json.is_object() || json.is_array(), "{command}");
        let mut plain = wp(folder.path());
        plain.env_remove("NO_COLOR").arg(command).args(args);
        let text = plain.output().unwrap();
        assert!(!out(&text).contains('\x1b'), "{command}");
        assert!(!err(&text).contains('\x1b'), "{command}");
        assert!(serde_json::from_str::<serde_json::Value>(&out(&text)).is_err());
    }
}
