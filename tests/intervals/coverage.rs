//! The study: known answers, and that it goes on where it was stopped.

use std::sync::atomic::{AtomicUsize, Ordering};
use wp::Error;
use wp::coverage::{Method, Step, Study, markdown};
use wp::estimator::{ForestEstimator, IntervalSettings};
use wp::evaluate::{Bands, Judged, coverage};
use wp::simulate::Distributions;

#[test]
fn coverage_has_its_known_answers() {
    let truth = [0.05, 0.5, 0.55, 0.95];
    let judged = |lower: &'static [f32], upper: &'static [f32]| Judged {
        truth: &truth,
        wp: &[0.05, 0.6, 0.5, 0.9],
        lower,
        upper,
    };
    let a = judged(&[0.0, 0.55, 0.4, 0.9], &[0.1, 0.65, 0.6, 1.0]);
    let b = judged(&[0.04, 0.4, 0.4, 0.97], &[0.06, 0.6, 0.6, 1.0]);
    let table = coverage(&[a, b]).unwrap();
    assert_eq!(table.all.plays, 4);
    assert!((table.all.coverage - 0.75).abs() < 1e-12);
    assert!(table.all.coverage_error.abs() < 1e-12);
    let width = (0.1 + 0.1 + 0.2 + 0.1 + 0.02 + 0.2 + 0.2 + 0.03) / 8.0;
    assert!((table.all.width - width).abs() < 1e-6);
    assert!((table.all.bias - (0.0 + 0.1 - 0.05 - 0.05) / 4.0).abs() < 1e-6);
    let counts: Vec<usize> = table.tenths.iter().map(|t| t.plays).collect();
    assert_eq!(counts, [1, 0, 0, 0, 0, 2, 0, 0, 0, 1]);
    assert!((table.tenths[5].coverage - 0.75).abs() < 1e-12);
    assert!((table.tenths[9].coverage - 0.5).abs() < 1e-12);
    assert!(table.tenths[1].coverage.is_nan());
    let short = Judged { wp: &[0.1], ..a };
    assert!(matches!(coverage(&[short]), Err(Error::Shape { .. })));
    assert!(coverage(&[]).is_err());
}

#[test]
fn bands_are_means_by_prediction() {
    let p = [0.5, 0.51, 0.9];
    let bands = Bands::new(&p, &[0.4, 0.5, 0.85], &[0.6, 0.54, 0.95], 0.9).unwrap();
    assert!((bands.width - (0.2 + 0.04 + 0.1) / 3.0).abs() < 1e-6);
    assert_eq!(bands.bins.len(), 2);
    assert!((bands.bins[0].lower - 0.45).abs() < 1e-6);
    assert!((bands.bins[0].upper - 0.57).abs() < 1e-6);
    assert!(Bands::new(&p, &[0.4], &[0.6], 0.9).is_err());
    assert!(Bands::new(&[], &[], &[], 0.9).is_err());
}

fn study(folder: &std::path::Path) -> Study {
    Study {
        table: Distributions::default(),
        leagues: 2,
        plain_leagues: 1,
        games: 80,
        plays: 24,
        truth_error: 0.02,
        rollouts: 2000,
        level: 0.9,
        forest: ForestEstimator {
            trees: 10,
            min_leaf: 300,
            ..ForestEstimator::default()
        },
        intervals: IntervalSettings {
            groups: 5,
            ..IntervalSettings::default()
        },
        seed: 77,
        folder: folder.to_path_buf(),
        program: String::new(),
    }
}

#[test]
fn a_study_that_was_stopped_goes_on_and_says_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let study = study(folder.path());
    // Stopped as soon as the second model is to be trained.
    let stopped = study.run(&|step| !matches!(step, Step::Models(1, _)));
    assert!(matches!(stopped, Err(Error::Cancelled)));
    let kept = std::fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(kept, 2, "the truth and one model");

    let asked = AtomicUsize::new(0);
    let first = study
        .run(&|step| {
            if matches!(step, Step::Truth(..)) {
                asked.fetch_add(1, Ordering::Relaxed);
            }
            true
        })
        .unwrap();
    assert_eq!(asked.load(Ordering::Relaxed), 0, "the truth was kept");
    let methods: Vec<(Method, usize)> = first.rows.iter().map(|r| (r.method, r.leagues)).collect();
    assert_eq!(
        methods,
        [
            (Method::Members, 2),
            (Method::BootstrapGames, 1),
            (Method::BootstrapPlays, 1)
        ]
    );
    assert_eq!(first.rows[0].table.all.plays, 24);
    let page = markdown(&study, &first, "wp coverage", "coverage.png");
    assert!(
        page.contains("wp's intervals") && page.contains("Simulated"),
        "{page}"
    );

    // All kept, one damaged, elsewhere on one thread: the same every time.
    let words = |outcome| format!("{outcome:?}");
    assert_eq!(words(study.run(&|_| true).unwrap()), words(first.clone()));
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let path = entry.unwrap().path();
        let mut bytes = std::fs::read(&path).unwrap();
        let last = bytes.len() - 1;
        bytes[last] ^= 1;
        std::fs::write(&path, bytes).unwrap();
    }
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .build()
        .unwrap();
    let again = pool.install(|| study.run(&|_| true).unwrap());
    assert_eq!(words(again), words(first));
}

#[test]
fn a_study_out_of_range_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let refused = |change: &dyn Fn(&mut Study)| {
        let mut study = study(folder.path());
        change(&mut study);
        study.run(&|_| true).unwrap_err().to_string()
    };
    assert!(refused(&|s| s.leagues = 0).starts_with("leagues must be"));
    assert!(refused(&|s| s.games = 1).starts_with("games must be"));
    assert!(refused(&|s| s.plays = 0).starts_with("plays must be"));
    assert!(refused(&|s| s.level = 1.0).starts_with("level must be"));
    assert!(refused(&|s| s.truth_error = 0.0).contains("error of the truth"));
    assert!(refused(&|s| s.intervals.groups = 1).starts_with("groups must be"));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}
