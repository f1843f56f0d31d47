//! Whole games: paths, files, lines as they come, lists.

mod bad_input;
mod family;
mod files;
mod follow;
mod games;
mod timeline;

use crate::common;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

pub fn command(args: &[&str]) -> Command {
    let mut command = common::wp(Path::new("."));
    command.args(args);
    command
}

pub fn ok(args: &[&str]) -> String {
    common::ok(Path::new("."), args)
}

/// What stderr says where the command fails with `code` and writes nothing to stdout.
pub fn fails(args: &[&str], code: i32) -> String {
    common::fails(Path::new("."), args, code)
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
