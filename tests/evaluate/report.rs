//! What a report must hold, whatever the plays.

use super::{Plays, close};
use std::path::Path;
use wp::evaluate::{Interval, Paired, PlaysByTime, Settings, compare, evaluate, predictable_drift};
use wp::report::{EvaluationReport, Importance, Labels, Provenance};

fn report(plays: &Plays, against: bool, simulated: bool) -> EvaluationReport {
    let settings = Settings {
        resamples: 100,
        ..Settings::default()
    };
    let evaluation = evaluate(&plays.scored(), &settings).unwrap();
    let other = vec![0.5; plays.p.len()];
    let pair = Paired {
        a: &plays.p,
        b: &other,
        y: &plays.y,
        game: &plays.game,
        quarter: &plays.quarter,
        seconds: &plays.seconds,
        names: ("forest", "a <coin> | *tossed*"),
    };
    let bar = |feature: &str, increase: f64| Importance {
        feature: feature.into(),
        increase,
        spread: Some(Interval {
            low: increase - 0.01,
            high: increase + 0.01,
        }),
    };
    let changes: Vec<f32> = plays.p.iter().map(|p| p - 0.5).collect();
    let foreseen: Vec<f32> = changes.iter().map(|d| 0.1 * d).collect();
    let fitted_on = "2009–2021, the seasons that the model was trained on";
    let drift = predictable_drift(&changes, &foreseen, &plays.game, fitted_on, &settings);
    EvaluationReport {
        bands: None,
        drift: Some(drift.unwrap()),
        labels: Labels {
            model: "forest (10 trees)".into(),
            seasons: "2022–2023".into(),
            plays: evaluation.overall.plays,
            games: evaluation.overall.games,
            simulated,
        },
        provenance: Provenance {
            command: "wp evaluate --seasons 2022-2023".into(),
            trained_on: "2009–2021".into(),
            tested_on: "2022–2023".into(),
            ..Provenance::default()
        },
        comparison: against.then(|| compare(&pair, &settings).unwrap()),
        plays_by_time: PlaysByTime::from_seconds(&plays.seconds, &plays.quarter, 30).unwrap(),
        importance: vec![bar("down", -0.001), bar("score_differential", 0.1)],
        importance_spread: "percentiles".into(),
        evaluation,
    }
}

/// Width and height in a PNG's head.
fn size_of(path: &Path) -> (u32, u32) {
    let bytes = std::fs::read(path).unwrap();
    assert_eq!(&bytes[..8], b"\x89PNG\r\n\x1a\n");
    let number = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap());
    (number(16), number(20))
}

#[test]
fn everything_is_written_and_shown() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("reports/forest");
    let report = report(&Plays::made_up(40, 40, 2), true, false);
    let written = report.write(&out).unwrap();
    assert_eq!(written[0], out.join("index.html"));
    let mut found: Vec<_> = std::fs::read_dir(&out)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    found.sort();
    let mut expected = written.clone();
    expected.sort();
    assert_eq!(
        found, expected,
        "what it says it wrote, and nothing temporary"
    );
    let html = std::fs::read_to_string(out.join("index.html")).unwrap();
    let markdown = std::fs::read_to_string(out.join("README.md")).unwrap();
    for path in written
        .iter()
        .filter(|p| p.extension().is_some_and(|e| e == "png"))
    {
        assert_eq!(size_of(path).0, 960);
        let name = path.file_name().unwrap().to_str().unwrap();
        assert!(
            html.contains(&format!("<img src=\"{name}\" alt=\"")),
            "{name}"
        );
        assert!(markdown.contains(&format!("]({name})")), "{name}");
    }
    assert!(html.contains("a &lt;coin&gt; | *tossed*") && !html.contains("<coin>"));
    assert!(markdown.contains(r"a \<coin\> \| \*tossed\*"));
    for page in [&html, &markdown] {
        assert!(!page.contains("NaN") && !page.to_lowercase().contains("simulated"));
        assert!(page.contains("wp evaluate --seasons 2022-2023"));
    }
    let json = std::fs::read(out.join("metrics.json")).unwrap();
    let again: EvaluationReport = serde_json::from_slice(&json).unwrap();
    let (again, report) = (&again.evaluation.overall, &report.evaluation.overall);
    assert_eq!(
        again.confusion.true_positive,
        report.confusion.true_positive
    );
    close(
        again.log_loss.value.unwrap(),
        report.log_loss.value.unwrap(),
    );
}

#[test]
fn the_same_report_is_the_same_bytes() {
    let dir = tempfile::tempdir().unwrap();
    let report = report(&Plays::made_up(20, 30, 2), false, false);
    let first = report.write(&dir.path().join("a")).unwrap();
    let second = report.write(&dir.path().join("b")).unwrap();
    for (a, b) in first.iter().zip(&second) {
        assert_eq!(
            std::fs::read(a).unwrap(),
            std::fs::read(b).unwrap(),
            "{}",
            a.display()
        );
    }
}

#[test]
fn simulated_data_are_said_first() {
    let report = report(&Plays::made_up(20, 30, 2), false, true);
    let (html, markdown) = (report.html(), report.markdown());
    let body = html.split("</h1>").nth(1).unwrap();
    assert!(
        body.trim_start().starts_with("<p class=\"warning\""),
        "{}",
        &body[..200]
    );
    assert!(
        markdown
            .lines()
            .nth(2)
            .unwrap()
            .contains("SIMULATED SAMPLE DATA")
    );
}

/// Few plays, one class, one game, one quarter: pictures and page all the same.
#[test]
fn little_data_draw_too() {
    let mut one = Plays::default();
    one.push(1.0, true, 1, 5, 0);
    let mut certain = Plays::made_up(12, 20, 3);
    certain.p.fill(0.0);
    certain.y.fill(true);
    for plays in [one, certain, Plays::made_up(1, 10, 3)] {
        let dir = tempfile::tempdir().unwrap();
        let mut report = report(&plays, true, true);
        report.importance.truncate(1);
        report.write(dir.path()).unwrap();
        assert!(!report.markdown().contains("NaN"));
    }
}

#[test]
fn a_folder_that_cannot_be_is_an_error() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("file");
    std::fs::write(&file, "x").unwrap();
    let error = report(&Plays::made_up(2, 5, 1), false, false)
        .write(&file)
        .unwrap_err();
    assert!(error.to_string().contains("file"), "{error}");
    assert_eq!(std::fs::read(&file).unwrap(), b"x");
}
