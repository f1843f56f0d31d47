//! What a user types about intervals.

use crate::common::{fails, ok};
use std::path::Path;

const SITUATION: &str = "1st and 10 at the own 25, tied, 15:00 left in Q1, favored by 3";

#[test]
fn train_predict_evaluate_and_info_with_intervals() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/sample");
    let sample = sample.to_str().unwrap();
    let train = [
        "train",
        "--data",
        sample,
        "--seasons",
        "3001",
        "--intervals",
        "--groups",
        "6",
        "--games",
        "0.5",
        "--trees",
        "12",
        "--model",
        "a.model",
    ];
    ok(at, &train);
    let text = ok(
        at,
        &["predict", "--model", "a.model", "--situation", SITUATION],
    );
    let first = text.lines().next().unwrap();
    assert!(first.contains('–') && first.contains(") "), "{first}");
    let ends = |level: &str| {
        let args = [
            "predict",
            "--model",
            "a.model",
            "--json",
            "--level",
            level,
            "--situation",
            SITUATION,
        ];
        let answer: serde_json::Value = serde_json::from_str(&ok(at, &args)).unwrap();
        let number = |key: &str| answer[key].as_f64().unwrap();
        assert!((number("level") - level.parse::<f64>().unwrap()).abs() < 1e-9);
        assert!(number("lower") < number("wp") && number("wp") < number("upper"));
        number("upper") - number("lower")
    };
    assert!(ends("0.5") < ends("0.95"));
    let info = ok(at, &["info", "a.model"]);
    assert!(
        info.contains("from 6 resamples of 50% of the games"),
        "{info}"
    );
    let evaluate = [
        "evaluate",
        "--data",
        sample,
        "--seasons",
        "3003",
        "--model",
        "a.model",
        "--resamples",
        "100",
        "--out",
        "report",
    ];
    let said = ok(at, &evaluate);
    assert!(said.contains("The model's own 90% intervals are"), "{said}");
    let numbers = std::fs::read_to_string(at.join("report/metrics.json")).unwrap();
    let numbers: serde_json::Value = serde_json::from_str(&numbers).unwrap();
    assert!(numbers["bands"]["width"].as_f64().unwrap() > 0.01);
    assert!(at.join("report/calibration.png").exists());
}

#[test]
fn what_cannot_be_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    fails(at, &["train", "--groups", "6"], 2);
    let said = fails(at, &["train", "--intervals", "--estimator", "spread"], 2);
    assert!(said.contains("spread has no intervals"), "{said}");
    let said = fails(at, &["train", "--intervals", "--games", "1.5"], 2);
    assert!(said.contains("the fraction of games"), "{said}");
    for level in ["0", "1", "90"] {
        let said = fails(
            at,
            &["predict", "--level", level, "--situation", SITUATION],
            2,
        );
        assert!(said.contains("level must be above 0 and below 1"), "{said}");
    }
    let said = fails(at, &["coverage", "--leagues", "0"], 2);
    assert!(said.contains("leagues must be"), "{said}");
}

#[test]
fn coverage_writes_its_page() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let args = [
        "coverage",
        "--quick",
        "--leagues",
        "1",
        "--plain-leagues",
        "0",
        "--games",
        "80",
        "--plays",
        "20",
        "--rollouts",
        "2000",
        "--groups",
        "5",
        "--cache",
        "kept",
        "--out",
        "study",
    ];
    let said = ok(at, &args);
    assert!(said.contains("wp's intervals"), "{said}");
    let page = std::fs::read_to_string(at.join("study/README.md")).unwrap();
    assert!(page.contains("`wp coverage --quick --leagues 1"), "{page}");
    assert!(at.join("study/coverage.png").exists());
    let json = std::fs::read(at.join("study/coverage.json")).unwrap();
    ok(at, &args);
    assert_eq!(json, std::fs::read(at.join("study/coverage.json")).unwrap());
}
