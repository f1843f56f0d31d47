//! The documentation is true: links resolve, in the repository and in the book;
//! every flag and every column is described.

use crate::common::ok;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use wp::features::FEATURES;
use wp::plays::schema;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: impl AsRef<Path>) -> String {
    let path = root().join(path);
    fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// The page without its blocks of code.
fn prose(page: &str) -> String {
    let mut inside = false;
    let lines = page.lines().filter(|line| {
        let fence = line.trim_start().starts_with("```");
        inside ^= fence;
        !inside && !fence
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Targets of all links and images.
fn links(page: &str) -> Vec<String> {
    let text = prose(page);
    let targets = text.split("](").skip(1);
    targets
        .filter_map(|rest| rest.split_once(')'))
        .map(|(target, _)| target.to_owned())
        .collect()
}

/// The anchors of a page's headings, as GitHub and mdBook make them.
fn anchors(page: &str) -> BTreeSet<String> {
    let text = prose(page);
    let headings = text.lines().filter(|l| l.starts_with('#'));
    headings
        .map(|line| {
            let words = line.trim_start_matches('#').trim().to_lowercase();
            let kept = words.chars().filter_map(|c| match c {
                ' ' | '-' => Some('-'),
                c if c.is_alphanumeric() || c == '_' => Some(c),
                _ => None,
            });
            kept.collect()
        })
        .collect()
}

/// What is wrong with the links of `page`, whose paths start at its folder.
fn broken(page: &Path) -> Vec<String> {
    let text = fs::read_to_string(page).unwrap();
    let mut wrong = Vec::new();
    for link in links(&text) {
        if link.contains("://") || link.starts_with("mailto:") {
            continue;
        }
        let (file, anchor) = match link.split_once('#') {
            Some((file, anchor)) => (file, Some(anchor)),
            None => (link.as_str(), None),
        };
        let target = match file {
            "" => page.to_path_buf(),
            file => page.parent().unwrap().join(file),
        };
        let is_page = target.extension().is_some_and(|e| e == "md");
        let holds = target.exists()
            && anchor.is_none_or(|anchor| {
                !is_page || anchors(&fs::read_to_string(&target).unwrap()).contains(anchor)
            });
        if !holds {
            wrong.push(format!("{}: {link}", page.display()));
        }
    }
    wrong
}

/// All files below a folder that end in `.md`.
fn pages(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() && name != "target" && !name.starts_with('.') {
            pages(&path, found);
        } else if name.ends_with(".md") {
            found.push(path);
        }
    }
}

#[test]
fn links_resolve_in_the_repository() {
    let mut found = Vec::new();
    for folder in ["docs", "reports", "crates", "data"] {
        pages(&root().join(folder), &mut found);
    }
    for page in [
        "README.md",
        "ARCHITECTURE.md",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
    ] {
        found.push(root().join(page));
    }
    let wrong: Vec<_> = found.iter().flat_map(|page| broken(page)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn links_resolve_in_the_book_and_every_page_is_in_it() {
    let folder = tempfile::tempdir().unwrap();
    let staged = Command::new("sh")
        .arg(root().join("docs/stage.sh"))
        .arg(folder.path().join("book"))
        .status()
        .unwrap();
    assert!(staged.success());
    let source = folder.path().join("book/src");
    let mut found = Vec::new();
    pages(&source, &mut found);
    let wrong: Vec<_> = found.iter().flat_map(|page| broken(page)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let summary = fs::read_to_string(source.join("SUMMARY.md")).unwrap();
    let listed = links(&summary);
    for page in &found {
        let name = page.strip_prefix(&source).unwrap().to_string_lossy();
        let known = name == "SUMMARY.md" || listed.iter().any(|l| *l == *name);
        assert!(known, "{name} is not in docs/SUMMARY.md");
    }
}

#[test]
fn the_readme_is_short() {
    let lines = read("README.md").lines().count();
    assert!(lines <= 160, "{lines} lines");
}

/// The flags that a help text lists.
fn flags(help: &str) -> BTreeSet<String> {
    let options = help.lines().filter(|l| l.trim_start().starts_with('-'));
    options
        .filter_map(|line| {
            let name = line.split_whitespace().find(|w| w.starts_with("--"))?;
            Some(name.trim_end_matches([',', '.']).to_owned())
        })
        // Those of every command are described once.
        .filter(|flag| {
            !["--help", "--version", "--quiet", "--color", "--threads"].contains(&flag.as_str())
        })
        .collect()
}

/// The commands that a help text lists.
fn commands(help: &str) -> Vec<String> {
    let Some((_, rest)) = help.split_once("Commands:\n") else {
        return Vec::new();
    };
    rest.lines()
        .take_while(|l| !l.is_empty())
        .filter(|l| l.starts_with("  ") && !l.starts_with("   "))
        .filter_map(|l| l.split_whitespace().next())
        .filter(|name| *name != "help")
        .map(str::to_owned)
        .collect()
}

#[test]
fn every_command_and_flag_is_described() {
    let page = read("docs/commands.md");
    let sections: Vec<&str> = page.split("\n### ").skip(1).collect();
    let folder = tempfile::tempdir().unwrap();
    let check = |words: &[&str]| {
        let name = format!("wp {}", words[0]);
        let of_command = |s: &&&str| {
            let title = s.lines().next().unwrap_or_default();
            title == name || title.starts_with(&format!("{name} "))
        };
        let mine: Vec<&str> = sections.iter().filter(of_command).copied().collect();
        assert!(!mine.is_empty(), "docs/commands.md lacks ### {name}");
        let mine = mine.join("\n");
        let full = format!("wp {}", words.join(" "));
        assert!(mine.contains(&full), "docs/commands.md lacks {full}");
        let help = ok(folder.path(), &[words, &["--help"]].concat());
        for flag in flags(&help) {
            let known = [
                format!("`{flag}`"),
                format!("`{flag} "),
                format!(", {flag} "),
            ];
            assert!(
                known.iter().any(|k| mine.contains(k)),
                "docs/commands.md: {full} lacks {flag}"
            );
        }
        help
    };
    let shared = page.split("\n## ").next().unwrap_or_default();
    assert!(
        shared.contains("`--quiet`")
            && shared.contains("`--color WHEN`")
            && shared.contains("`--threads N`")
    );
    for command in commands(&ok(folder.path(), &["--help"])) {
        let help = check(&[&command]);
        for sub in commands(&help) {
            check(&[&command, &sub]);
        }
    }
}

/// The rows of the tables under a heading of the data dictionary, by the name in
/// their first column.
fn dictionary(heading: &str) -> BTreeMap<String, Vec<String>> {
    let page = read("docs/data-dictionary.md");
    let (_, section) = page
        .split_once(&format!("\n## {heading}\n"))
        .unwrap_or_else(|| panic!("no section {heading}"));
    let section = section.split("\n## ").next().unwrap_or_default();
    rows(section)
}

fn rows(section: &str) -> BTreeMap<String, Vec<String>> {
    let rows = section.lines().filter(|l| l.starts_with("| `"));
    rows.map(|row| {
        let cells: Vec<String> = row
            .trim_matches('|')
            .split(" | ")
            .map(|c| c.trim().trim_matches('|').trim().to_owned())
            .collect();
        (cells[0].trim_matches('`').to_owned(), cells)
    })
    .collect()
}

fn names<'a>(of: impl IntoIterator<Item = &'a str>) -> BTreeSet<String> {
    of.into_iter().map(str::to_owned).collect()
}

fn keys(of: &BTreeMap<String, Vec<String>>) -> BTreeSet<String> {
    of.keys().cloned().collect()
}

#[test]
fn the_dictionary_lists_the_columns_that_are_read() {
    let page = read("docs/data-dictionary.md");
    let (_, section) = page.split_once("\n## Play-by-play read\n").unwrap();
    let section = section.split("\n## ").next().unwrap();
    let (plays, details) = section.split_once("`wp chart` also reads").unwrap();
    let plays = rows(plays);
    assert_eq!(
        keys(&plays),
        names(schema::TEXT.iter().chain(schema::NUMBERS).copied())
    );
    for (name, cells) in &plays {
        let text = schema::TEXT.contains(&name.as_str());
        assert_eq!(cells[1], if text { "text" } else { "number" }, "{name}");
        let needed = schema::NEEDED.iter().find(|(n, _)| n == name);
        let required = match needed {
            None => String::new(),
            Some((_, [])) => "yes".to_owned(),
            Some((_, others)) => {
                let others: Vec<String> = others.iter().map(|o| format!("`{o}`")).collect();
                format!("or {}", others.join(", "))
            }
        };
        assert_eq!(cells[3], required, "{name}");
    }
    use wp::pbp::details;
    let listed = names(details::TEXT.into_iter().chain(details::NUMBERS));
    assert_eq!(keys(&rows(details)), listed);
    // These columns stand in their readers only.
    for (reader, heading) in [
        (
            "crates/football/src/plays/frame/schedule.rs",
            "Schedule read",
        ),
        (
            "crates/football/src/plays/results.rs",
            "Results read by the ratings",
        ),
    ] {
        let (source, listed) = (read(reader), dictionary(heading));
        for name in keys(&listed) {
            assert!(source.contains(&format!("\"{name}\"")), "{name}");
        }
        for call in ["text(\"", "number(\""] {
            for rest in source.split(call).skip(1) {
                let name = rest.split('"').next().unwrap();
                assert!(listed.contains_key(name), "{name}");
            }
        }
    }
}

#[test]
fn the_dictionary_is_the_schema_and_the_features() {
    let clean = dictionary("The clean table");
    assert_eq!(clean.len(), schema::CLEAN.len());
    for column in schema::CLEAN {
        let cells = &clean[column.name];
        assert_eq!(cells[1..], [column.unit, column.source], "{}", column.name);
    }
    let features = dictionary("Features");
    assert_eq!(features.len(), FEATURES.len());
    for feature in FEATURES {
        let cells = &features[feature.name];
        let sign = match feature.monotone {
            0 => "",
            1.. => "+",
            _ => "−",
        };
        let range = format!("{} to {}", feature.range.0, feature.range.1);
        assert_eq!(
            cells[1..],
            [feature.unit, &range, sign, feature.about],
            "{}",
            feature.name
        );
    }
}

#[test]
fn the_dictionary_lists_the_columns_that_are_written() {
    let folder = tempfile::tempdir().unwrap();
    let sample = root().join("data/sample");
    let sample = sample.to_str().unwrap();
    let header = |args: &[&str], file: &str| -> Vec<String> {
        let asked = ["--data", sample, "--seasons", "3001", "--out", file];
        ok(folder.path(), &[args, &asked].concat());
        let text = fs::read_to_string(folder.path().join(file)).unwrap();
        let first = text.lines().next().unwrap();
        first.split(',').map(str::to_owned).collect()
    };
    let matrix = header(&["features"], "matrix.csv");
    let fixed: BTreeSet<String> = matrix[..4].iter().cloned().collect();
    assert_eq!(fixed, keys(&dictionary("Written by `wp features`")));
    let decisions = header(&["fourth-down", "--no-intervals"], "decisions.csv");
    assert_eq!(
        decisions.into_iter().collect::<BTreeSet<_>>(),
        keys(&dictionary("Written by `wp fourth-down --out`"))
    );
    assert_eq!(
        names(wp::export::ADDED),
        keys(&dictionary("Written by `wp score`"))
    );
    let family = [&wp::score::family::WP[..], &wp::score::family::EP[..]].concat();
    assert_eq!(
        names(family),
        keys(&dictionary("Written by `wp score --columns nflverse`"))
    );
    let theirs = ["fourth-down", "--no-intervals", "--columns", "nfl4th"];
    let theirs = header(&theirs, "nfl4th.csv");
    assert_eq!(
        theirs.into_iter().collect::<BTreeSet<_>>(),
        keys(&dictionary("Written by `wp fourth-down --columns nfl4th`"))
    );
    let made = ["--seasons", "1", "--games", "2", "--truth", "2"];
    ok(
        folder.path(),
        &[&["simulate"], &made[..], &["--out", "made"]].concat(),
    );
    let described = ok(folder.path(), &["describe", "--data", "made", "--json"]);
    let described: serde_json::Value = serde_json::from_str(&described).unwrap();
    let columns = described["columns"].as_object().unwrap();
    let known = dictionary("Written by `wp simulate`");
    assert_eq!(
        columns.keys().cloned().collect::<BTreeSet<_>>(),
        keys(&known)
    );
}
