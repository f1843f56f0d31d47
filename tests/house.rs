//! The house's rules: which room may know which (see ARCHITECTURE.md).

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The rooms of the football, and which of its other rooms each may use;
/// `error` and `math` are everyone's. What a crate may know of another its manifest says.
const FOOTBALL: &[(&str, &[&str])] = &[
    ("error", &[]),
    ("math", &[]),
    ("game", &[]),
    ("rules", &[]),
    ("teams", &[]),
    ("plays", &["game", "ratings", "teams"]),
    ("situation", &["game", "rules", "teams"]),
    ("features", &["game", "plays"]),
    ("feed", &["plays"]),
    ("estimator", &["features", "plays"]),
    ("table", &[]),
    ("evaluate", &["table"]),
    ("turning", &[]),
    ("ratings", &[]),
    ("search", &[]),
    (
        "model_file",
        &[
            "game",
            "endings",
            "evaluate",
            "features",
            "estimator",
            "plays",
            "value",
        ],
    ),
    ("book", &["game", "plays", "estimator"]),
    ("endings", &["game", "simulate"]),
    (
        "value",
        &[
            "book",
            "endings",
            "simulate",
            "game",
            "rules",
            "plays",
            "estimator",
            "features",
            "model_file",
            "evaluate",
        ],
    ),
    ("simulate", &["game", "plays", "rules"]),
    (
        "decide",
        &[
            "book",
            "game",
            "plays",
            "rules",
            "value",
            "features",
            "estimator",
            "evaluate",
            "model_file",
            "table",
        ],
    ),
    (
        "ask",
        &[
            "decide",
            "estimator",
            "game",
            "model_file",
            "ratings",
            "rules",
            "simulate",
            "situation",
            "value",
        ],
    ),
    (
        "score",
        &[
            "feed",
            "game",
            "rules",
            "value",
            "plays",
            "situation",
            "features",
            "estimator",
            "model_file",
            "ratings",
            "table",
        ],
    ),
];

/// The rooms of the tool, and which of its other rooms each may use.
const TOOL: &[(&str, &[&str])] = &[
    ("file", &[]),
    ("pbp", &["file"]),
    ("export", &["pbp"]),
    ("report", &["file"]),
    ("chart", &["pbp", "report"]),
    ("fetch", &["pbp", "file"]),
    ("backtest", &["pbp", "file"]),
    ("coverage", &["pbp", "file"]),
    (
        "cli",
        &[
            "file", "pbp", "export", "report", "chart", "fetch", "backtest", "coverage",
        ],
    ),
];

/// Crates that stay in their rooms.
const TIED: &[(&str, &[&str])] = &[
    ("polars", &["pbp"]),
    ("plotters", &["report"]),
    ("clap", &["cli"]),
    ("clap_complete", &["cli"]),
    ("clap_mangen", &["cli"]),
    ("maud", &["report"]),
    ("indicatif", &["cli"]),
    ("comfy_table", &["cli"]),
    ("ureq", &["fetch"]),
    ("service", &["cli", "export"]),
    ("chrono", &["fetch"]),
];

/// What the football runs without, so that it runs in a browser.
const NOT_IN_FOOTBALL: &[&str] = &[
    "std::fs",
    "std::env",
    "std::time",
    "std::process",
    "std::net",
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

/// What breaks the rules of one crate's rooms.
fn broken(folder: &str, rules: &[(&str, &[&str])], tied: bool) -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut files = Vec::new();
    sources(&root, &mut files);
    assert!(files.len() > 20, "the sources were not found");
    let rooms: BTreeSet<&str> = rules.iter().map(|(r, _)| *r).collect();
    let mut broken = Vec::new();
    for path in &files {
        let room = room_of(path, &root);
        if room == "lib" || room == "main" {
            continue;
        }
        let Some((_, allowed)) = rules.iter().find(|(r, _)| *r == room) else {
            broken.push(format!("{} is a room that no rule knows", path.display()));
            continue;
        };
        let text = without_comments(&fs::read_to_string(path).unwrap());
        for (at, _) in text.match_indices("crate::") {
            let used: String = text[at + 7..]
                .chars()
                .take_while(|c| c.is_alphanumeric() || *c == '_')
                .collect();
            let free = used == room || used == "error" || used == "math";
            if rooms.contains(used.as_str()) && !free && !allowed.contains(&used.as_str()) {
                broken.push(format!("{}: {room} may not use {used}", path.display()));
            }
        }
        for (library, homes) in TIED.iter().filter(|_| tied) {
            let uses = text.contains(&format!("{library}::"));
            if uses && !homes.contains(&room.as_str()) {
                let path = path.display();
                broken.push(format!("{path}: {library} belongs to {homes:?}"));
            }
        }
        for out in NOT_IN_FOOTBALL.iter().filter(|_| !tied) {
            if text.contains(out) {
                broken.push(format!("{}: {out} in the football", path.display()));
            }
        }
    }
    broken
}

#[test]
fn data_flows_one_way() {
    let mut all = broken("crates/football/src", FOOTBALL, false);
    all.extend(broken("src", TOOL, true));
    assert!(all.is_empty(), "{}", all.join("\n"));
}

#[test]
fn files_can_be_read_in_one_go() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    sources(&root.join("src"), &mut files);
    sources(&root.join("crates"), &mut files);
    let long: Vec<_> = files
        .iter()
        .map(|p| (fs::read_to_string(p).unwrap().lines().count(), p))
        .filter(|(n, _)| *n > 600)
        .collect();
    assert!(long.is_empty(), "{long:?}");
}

/// Files that may hold `unsafe`.
const UNSAFE: &[&str] = &[
    "crates/forest/src/mapped.rs",
    "crates/forest/src/simd/mod.rs",
    "crates/forest/src/simd/avx2.rs",
    "crates/forest/src/simd/avx512.rs",
    "crates/r/src/value.rs",
    "crates/r/src/job.rs",
    "crates/wasm/src/exports.rs",
    "crates/python/src/frame.rs",
];

/// No `unsafe` outside those files, and none without the reason why it holds within the
/// lines before it.
#[test]
fn unsafe_has_its_place_and_its_argument() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    sources(&root.join("src"), &mut files);
    sources(&root.join("crates"), &mut files);
    for path in files {
        let name = path
            .strip_prefix(root)
            .unwrap()
            .to_string_lossy()
            .into_owned();
        if name.contains("/target/") {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        for (i, line) in lines.iter().enumerate() {
            let code = line.split("//").next().unwrap_or_default();
            let is_unsafe = ["unsafe {", "unsafe fn ", "unsafe impl ", "unsafe extern "]
                .iter()
                .any(|u| code.contains(u));
            if !is_unsafe {
                continue;
            }
            assert!(UNSAFE.contains(&name.as_str()), "{name}:{}: unsafe", i + 1);
            let before = &lines[i.saturating_sub(14)..=i];
            let argued = before
                .iter()
                .any(|l| l.contains("SAFETY") || l.contains("# Safety"));
            assert!(argued, "{name}:{}: unsafe without its argument", i + 1);
        }
    }
}
