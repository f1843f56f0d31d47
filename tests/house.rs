//! The house's rules: which room may know which (see ARCHITECTURE.md).

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// For each room, the rooms of this crate that it may use. `error` and `file`
/// are everyone's.
const ALLOWED: &[(&str, &[&str])] = &[
    ("error", &[]),
    ("file", &[]),
    ("game", &[]),
    ("rules", &[]),
    ("pbp", &["game"]),
    ("situation", &["game"]),
    ("features", &["game", "pbp"]),
    ("forest", &[]),
    ("estimator", &["features", "forest", "pbp"]),
    ("evaluate", &[]),
    ("turning", &[]),
    ("chart", &["pbp", "score", "turning", "report"]),
    ("report", &["evaluate"]),
    (
        "model_file",
        &["game", "features", "estimator", "forest", "pbp"],
    ),
    (
        "value",
        &[
            "game",
            "rules",
            "pbp",
            "estimator",
            "features",
            "model_file",
            "evaluate",
        ],
    ),
    ("fetch", &["pbp"]),
    ("simulate", &["game", "pbp", "rules"]),
    (
        "decide",
        &[
            "game",
            "pbp",
            "rules",
            "value",
            "features",
            "forest",
            "estimator",
            "evaluate",
            "model_file",
        ],
    ),
    (
        "score",
        &[
            "game",
            "rules",
            "value",
            "pbp",
            "situation",
            "features",
            "estimator",
            "model_file",
        ],
    ),
    ("backtest", &["features", "estimator", "evaluate", "pbp"]),
    (
        "coverage",
        &["game", "features", "estimator", "evaluate", "simulate"],
    ),
    (
        "cli",
        &[
            "game",
            "rules",
            "value",
            "pbp",
            "situation",
            "features",
            "forest",
            "estimator",
            "evaluate",
            "report",
            "model_file",
            "score",
            "simulate",
            "backtest",
            "coverage",
            "fetch",
            "decide",
            "turning",
            "chart",
        ],
    ),
];

/// Crates that stay in their rooms.
const TIED: &[(&str, &[&str])] = &[
    ("polars", &["pbp"]),
    ("plotters", &["report"]),
    ("clap", &["cli"]),
    ("maud", &["report"]),
    ("indicatif", &["cli"]),
    ("comfy_table", &["cli"]),
    ("ureq", &["fetch"]),
    ("chrono", &["fetch"]),
];

fn sources(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, out);
        } else if path.extension().is_some_and(|e| e == "rs") {
            out.push(path);
        }
    }
}

fn room_of(path: &Path, root: &Path) -> String {
    let inside = path.strip_prefix(root).unwrap();
    let first = inside.components().next().unwrap();
    first
        .as_os_str()
        .to_string_lossy()
        .trim_end_matches(".rs")
        .to_owned()
}

fn without_comments(text: &str) -> String {
    text.lines()
        .filter(|l| !l.trim_start().starts_with("//"))
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn data_flows_one_way() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    assert!(files.len() > 20, "the sources were not found");
    let rooms: BTreeSet<&str> = ALLOWED.iter().map(|(r, _)| *r).collect();
    let mut broken = Vec::new();
    for path in &files {
        let room = room_of(path, &root);
        if room == "lib" || room == "main" {
            continue;
        }
        let Some((_, allowed)) = ALLOWED.iter().find(|(r, _)| *r == room) else {
            broken.push(format!("{} is a room that no rule knows", path.display()));
            continue;
        };
        let text = without_comments(&fs::read_to_string(path).unwrap());
        for (at, _) in text.match_indices("crate::") {
            let rest = &text[at + 7..];
            let used: String = rest
                .chars()
                .take_while(|c| c.is_alphanumeric() || *c == '_')
                .collect();
            let free =
                used == room || ["error", "file", "Error", "Result"].contains(&used.as_str());
            if rooms.contains(used.as_str()) && !free && !allowed.contains(&used.as_str()) {
                broken.push(format!("{}: {room} may not use {used}", path.display()));
            }
        }
        for (library, homes) in TIED {
            let uses = text.contains(&format!("{library}::"));
            if uses && !homes.contains(&room.as_str()) {
                broken.push(format!(
                    "{}: {library} belongs to {homes:?}",
                    path.display()
                ));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn files_can_be_read_in_one_go() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    let long: Vec<_> = files
        .iter()
        .map(|p| (fs::read_to_string(p).unwrap().lines().count(), p))
        .filter(|(n, _)| *n > 600)
        .collect();
    assert!(long.is_empty(), "{long:?}");
}
