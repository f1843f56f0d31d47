//! What somebody types who has just built wp: each ends in an answer, or in a message
//! that gets them there.

use crate::common::{err, ok, out, run, sample_plays, wp};
use std::fs;
use std::path::Path;
use std::process::Stdio;

const SITUATION: &str = "4th and 2 at the opp 35, down 3, 2:10 left in Q4";

fn here() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

/// A folder with a season of one's own, as a CSV of a few columns.
fn own_csv(folder: &Path) -> String {
    let game = &sample_plays().games()[0];
    let sample = format!("{}/data/sample", env!("CARGO_MANIFEST_DIR"));
    let all = ok(
        folder,
        &[
            "score",
            "--data",
            &sample,
            "--seasons",
            "3001",
            "--no-intervals",
            "--out",
            "-",
        ],
    );
    let (header, rows) = all.split_once('\n').unwrap();
    let mut csv = format!("{header}\n");
    for row in rows.lines().filter(|r| r.contains(&game.game_id)) {
        csv.push_str(row);
        csv.push('\n');
    }
    fs::write(folder.join("mine.csv"), csv).unwrap();
    game.game_id.clone()
}

/// What stderr says of a run that fails.
fn refused(folder: &Path, args: &[&str]) -> String {
    let output = wp(folder).args(args).stdin(Stdio::null()).output().unwrap();
    assert!(matches!(output.status.code(), Some(1 | 2)), "{args:?}");
    assert_eq!(out(&output), "", "{args:?}");
    err(&output)
}

#[test]
fn words_are_answered_with_and_without_the_flag() {
    let folder = here();
    let asked = ok(folder.path(), &["predict", "--situation", SITUATION]);
    let mut typed = vec!["predict"];
    typed.extend(SITUATION.split(' '));
    assert_eq!(ok(folder.path(), &typed), asked);
    assert_eq!(ok(folder.path(), &[SITUATION]), asked);
    let short = ok(
        folder.path(),
        &["fourth-down", "4&2", "opp35", "-3", "Q4", "2:10", "--text"],
    );
    assert!(short.contains("go"), "{short}");
    let late = ok(folder.path(), &["predict", "kickoff, down 3, 0:40 left"]);
    assert!(late.contains("Q4 (none given"), "{late}");
    let timeout = "2nd and 7 at the own 40, down 4, 1:50 left in Q4, 2 timeouts to 1";
    assert!(ok(folder.path(), &["timeout", timeout]).contains("timeouts"));
}

#[test]
fn help_comes_without_asking_for_it() {
    let output = run(here().path(), &[]);
    let help = err(&output);
    assert!(
        help.contains("predict") && help.contains("--help"),
        "{help}"
    );
}

#[test]
fn mistakes_are_answered_with_the_way_on() {
    let folder = here();
    for (args, way) in [
        (&["predcit"][..], "'predict'"),
        (&["predict"], "--situation <TEXT>"),
        (&["predict", "4th and 2"], "yard line"),
        (
            &["predict", "4th and 2 at the oppo 35, down 3"],
            "did you mean \"opp\"",
        ),
        (&["predict", "donw 3"], "down 3"),
        (
            &["score", "--out", "s.csv", "--data", "nothing.csv"],
            "nothing.csv",
        ),
        (&["chart", "--game", "2016_21_NE_ATL"], "--out"),
        (&["chart", "2016_21_NE_ATL"], "--out"),
        (&["score", "nothing.csv", "--out", "s.csv"], "nothing.csv"),
        (&["describe", "--data", "."], "wp fetch"),
        (&["games", "--data", "."], "wp fetch"),
        (&["fetch", "--seasons", "2090"], "not to come"),
        (&["evaluate", "--seasons", "2023"], "--in-sample"),
        (&["predict", SITUATION, "--model", "my.model"], "wp train"),
        (&["train", "--seasons", "1066"], "season"),
    ] {
        let said = refused(folder.path(), args);
        assert!(said.contains(way), "{args:?}: {said}");
    }
}

#[test]
fn a_fetch_that_got_nothing_changes_nothing() {
    let folder = here();
    let before = ok(folder.path(), &["describe"]);
    fs::create_dir_all(folder.path().join("data/pbp")).unwrap();
    fs::write(folder.path().join("data/pbp/.wp-fetch.lock"), "").unwrap();
    assert_eq!(ok(folder.path(), &["describe"]), before);
}

#[test]
fn a_csv_of_one_s_own_is_scored_listed_and_drawn() {
    let folder = here();
    let game = own_csv(folder.path());
    let data = ["--data", "mine.csv"];
    let args = [&["score"][..], &data, &["--out", "scored.csv"]].concat();
    ok(folder.path(), &args);
    let scored = fs::read_to_string(folder.path().join("scored.csv")).unwrap();
    assert!(scored.lines().next().unwrap().contains("wp_lower"));
    assert!(ok(folder.path(), &[&["games"][..], &data].concat()).contains(&game));
    let args = [
        &["chart"][..],
        &data,
        &["--game", &game, "--out", "game.png"],
    ]
    .concat();
    ok(folder.path(), &args);
    assert!(
        fs::read(folder.path().join("game.png"))
            .unwrap()
            .starts_with(b"\x89PNG")
    );
    let audit = ok(
        folder.path(),
        &[&["describe"][..], &data, &["--audit"]].concat(),
    );
    assert!(audit.contains("plays"), "{audit}");
}

#[test]
fn half_a_game_and_a_neutral_site_are_scored() {
    let folder = here();
    own_csv(folder.path());
    let csv = fs::read_to_string(folder.path().join("mine.csv")).unwrap();
    let (header, rows) = csv.split_once('\n').unwrap();
    let columns: Vec<&str> = header.split(',').collect();
    let of = |name: &str| columns.iter().position(|c| *c == name).unwrap();
    let quarter = of("qtr");
    // The first half alone: WP of its rows is what it is in the whole game, and nothing is
    // said of how the game ended.
    let half: Vec<&str> = rows
        .lines()
        .filter(|r| {
            r.split(',')
                .nth(quarter)
                .is_some_and(|q| q.starts_with(['1', '2']))
        })
        .collect();
    assert!(half.len() > 60, "{}", half.len());
    fs::write(
        folder.path().join("half.csv"),
        format!("{header}\n{}\n", half.join("\n")),
    )
    .unwrap();
    let score = |file: &str| -> Vec<String> {
        let scored = ok(folder.path(), &["score", "--data", file, "--out", "-"]);
        let mut lines = scored.lines().map(|row| row.split(','));
        let wp = lines
            .next()
            .unwrap()
            .collect::<Vec<_>>()
            .iter()
            .rposition(|c| *c == "wp")
            .unwrap();
        lines
            .map(|mut row| row.nth(wp).unwrap().to_owned())
            .collect()
    };
    let again = score("half.csv");
    assert_eq!(again[..60], score("mine.csv")[..60]);
    assert!(again.iter().filter(|w| !w.is_empty()).count() > 60);
    // Nobody is at home there, which tells where no spread says who is better.
    let site = |site: &str| {
        let named = [("spread_line", ""), ("total_line", ""), ("location", site)];
        let row = |row: &&str| {
            let mut cells: Vec<&str> = row.split(',').collect();
            named.iter().for_each(|(name, cell)| cells[of(name)] = cell);
            cells.join(",")
        };
        let rows: Vec<String> = half.iter().map(row).collect();
        let text = format!("{header}\n{}\n", rows.join("\n"));
        fs::write(folder.path().join("site.csv"), text).unwrap();
        score("site.csv")
    };
    assert_ne!(site("Home"), site("Neutral"));
}
