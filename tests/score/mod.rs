//! Whole games: paths, files, lines as they come, lists.

mod bad_input;
mod files;
mod follow;
mod games;
mod timeline;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

/// The command line, without the data and models of whoever runs the tests.
pub fn command(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wp"));
    command
        .args(args)
        .env_remove("WP_DATA")
        .env_remove("WP_MODEL")
        .env("NO_COLOR", "1");
    command
}

pub fn run(args: &[&str]) -> Output {
    command(args).output().unwrap()
}

pub fn ok(args: &[&str]) -> String {
    let output = run(args);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{args:?}: {said}");
    String::from_utf8(output.stdout).unwrap()
}

/// What stderr says where the command fails with `code` and writes nothing to stdout.
pub fn fails(args: &[&str], code: i32) -> String {
    let output = run(args);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(code), "{args:?}: {said}");
    assert!(output.stdout.is_empty(), "{args:?} wrote to stdout");
    said
}

pub fn sample() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data/sample")
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// The first sample season, scored, as CSV.
pub fn scored_csv() -> &'static str {
    static CSV: OnceLock<String> = OnceLock::new();
    CSV.get_or_init(|| {
        let sample = sample();
        let data = text(&sample);
        ok(&["score", "--data", data, "--seasons", "3001", "--out", "-"])
    })
}

/// The cells of one column of a CSV without quoted cells.
pub fn column<'a>(csv: &'a str, name: &str) -> Vec<&'a str> {
    let mut lines = csv.lines();
    let header: Vec<&str> = lines.next().unwrap().split(',').collect();
    let at = header
        .iter()
        .position(|h| *h == name)
        .unwrap_or_else(|| panic!("no {name} in {header:?}"));
    lines.map(|l| l.split(',').nth(at).unwrap()).collect()
}
