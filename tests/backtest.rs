//! The walk-forward backtest, on the simulated sample with small settings.

use crate::common::{sample_plays, wp};
use std::path::Path;
use std::sync::OnceLock;
use wp::Error;
use wp::backtest::{
    Cache, NO_CHANGE, SHIFT, Settings, Walked, changepoint, lock_nettleton, report, walk,
};
use wp::estimator::{ForestEstimator, Logistic, unwatched};
use wp::evaluate;
use wp::pbp::peer::Predictions;
use wp::pbp::{LoadOptions, Source, load};
use wp::plays::Plays;

fn settings(from: u16, to: u16) -> Settings {
    Settings {
        from,
        to,
        spread: true,
        forest: ForestEstimator {
            trees: 4,
            min_leaf: 500,
            ..ForestEstimator::default()
        },
        lock_nettleton: Some(ForestEstimator {
            trees: 4,
            ..lock_nettleton()
        }),
        logistic: Logistic::default(),
    }
}

/// Seasons 3002 and 3003, computed once, without a cache.
fn walked() -> &'static Walked {
    static WALKED: OnceLock<Walked> = OnceLock::new();
    WALKED.get_or_init(|| walk(sample_plays(), &settings(3002, 3003), None, &unwatched).unwrap())
}

fn bits(walked: &Walked) -> Vec<(String, Vec<u32>)> {
    let of = |p: &[f32]| p.iter().map(|p| p.to_bits()).collect();
    let all = walked.competitors.iter();
    all.map(|c| (c.name.clone(), of(&c.p))).collect()
}

fn seasons(words: &str) -> Plays {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/sample");
    let options = LoadOptions {
        seasons: Some(words.parse().unwrap()),
        ..LoadOptions::default()
    };
    load(&Source::open(folder).unwrap(), &options).unwrap().0
}

#[test]
fn each_season_is_trained_on_the_earlier_ones() {
    let walked = walked();
    let set = wp::features::play_set(sample_plays(), &wp::features::FeatureSet::default_set());
    let before = |s: u16| set.season().iter().filter(|&&k| k < s).count();
    assert_eq!(walked.first, 3001);
    assert_eq!(
        walked.trained_on,
        [(3002, before(3002)), (3003, before(3003))]
    );
    assert_eq!(walked.set.season_list(), [3002, 3003]);
    for c in &walked.competitors {
        assert_eq!(c.p.len(), walked.set.len(), "{}", c.name);
        assert!(c.p.iter().all(|p| (0.0..=1.0).contains(p)), "{}", c.name);
    }
}

/// Whether 3003 exists, or is predicted too, changes no bit of what is said of 3002.
#[test]
fn later_seasons_do_not_reach_earlier_predictions() {
    let alone = walk(
        &seasons("3001-3002"),
        &settings(3002, 3002),
        None,
        &unwatched,
    )
    .unwrap();
    let plays = alone.set.len();
    for (a, b) in alone.competitors.iter().zip(&walked().competitors) {
        assert_eq!(a.name, b.name);
        assert_eq!(a.p[..], b.p[..plays], "{}", a.name);
    }
    // And the training seasons do reach them: without 3001, 3003 is another.
    let less = walk(
        &seasons("3002-3003"),
        &settings(3003, 3003),
        None,
        &unwatched,
    )
    .unwrap();
    assert_ne!(
        less.competitors[0].p[..],
        walked().competitors[0].p[plays..]
    );
}

#[test]
fn a_cache_gives_the_same_numbers_without_a_fit() {
    let folder = tempfile::tempdir().unwrap();
    let cache = Cache::new(folder.path(), "this program, these data");
    let run = |cache: &Cache, settings: &Settings| {
        walk(sample_plays(), settings, Some(cache), &unwatched).unwrap()
    };
    let first = run(&cache, &settings(3003, 3003));
    assert_eq!(first.fits, (4, 0));
    let again = run(&cache, &settings(3003, 3003));
    assert_eq!(again.fits, (0, 4));
    assert_eq!(bits(&again), bits(&first));
    let fresh = walked().set.len() - first.set.len();
    assert_eq!(
        first.competitors[0].p[..],
        walked().competitors[0].p[fresh..]
    );

    // Damaged: one byte changed in one file, another cut short.
    let mut files: Vec<_> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|e| e.unwrap().path())
        .collect();
    files.sort();
    assert_eq!(files.len(), 5);
    let named = |name: &str| {
        let is =
            |p: &&std::path::PathBuf| p.file_name().unwrap().to_string_lossy().starts_with(name);
        files.iter().find(is).unwrap()
    };
    let mut bytes = std::fs::read(named("logistic")).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    std::fs::write(named("logistic"), bytes).unwrap();
    let bytes = std::fs::read(named("spread")).unwrap();
    std::fs::write(named("spread"), &bytes[..bytes.len() / 2]).unwrap();
    let mended = run(&cache, &settings(3003, 3003));
    assert_eq!(mended.fits, (2, 2));
    assert_eq!(bits(&mended), bits(&first));
    assert_eq!(run(&cache, &settings(3003, 3003)).fits, (0, 4));

    // Other settings, data or program are not taken for these.
    let mut other = settings(3003, 3003);
    other.forest.trees = 5;
    assert_eq!(run(&cache, &other).fits, (1, 3));
    let elsewhere = Cache::new(folder.path(), "other data");
    assert_eq!(run(&elsewhere, &settings(3003, 3003)).fits, (4, 0));
}

#[test]
fn without_the_spread_nobody_sees_it() {
    let mut blind = settings(3003, 3003);
    blind.spread = false;
    blind.lock_nettleton = None;
    let walked_blind = walk(sample_plays(), &blind, None, &unwatched).unwrap();
    let names: Vec<_> = bits(&walked_blind).into_iter().map(|(n, _)| n).collect();
    assert_eq!(names, ["forest", "score process", "logistic"]);
    for column in ["posteam_spread", "total_line"] {
        let at = walked_blind.set.position(column).unwrap();
        assert!(walked_blind.set.x().column(at).iter().all(|v| v.is_nan()));
    }
}

#[test]
fn the_report_adds_up() {
    let mut walked = walked().clone();
    let half: Vec<f32> = (0..walked.set.len())
        .map(|i| if i % 2 == 0 { 0.5 } else { f32::NAN })
        .collect();
    walked.add("coin", half).unwrap();
    let how = evaluate::Settings {
        resamples: 100,
        ..evaluate::Settings::default()
    };
    let report = report(&walked, true, true, vec![], &how).unwrap();
    assert_eq!(report.seasons, (3002, 3003));
    let plays: usize = report.by_season.iter().map(|r| r.plays).sum();
    assert_eq!(plays, report.pool.plays);
    let mean: f64 = report
        .by_season
        .iter()
        .map(|r| r.log_loss.value * r.plays as f64)
        .sum::<f64>()
        / plays as f64;
    assert!((mean - report.pool.log_loss.value).abs() < 1e-12);
    assert!((report.pool.forest.log_loss - report.pool.log_loss.value).abs() < 1e-12);
    let coin = wp::backtest::Report::against(&report.pool, "coin").unwrap();
    assert_eq!(coin.plays, plays.div_ceil(2));
    assert!((coin.quality.log_loss - 2f64.ln()).abs() < 1e-9);
    assert!((coin.quality.brier - 0.25).abs() < 1e-9);
    let spread = wp::backtest::Report::against(&report.pool, "spread").unwrap();
    let d = &spread.difference;
    assert!((d.a - d.b - d.difference).abs() < 1e-12);
    assert!(d.difference < 0.0 && d.interval.unwrap().high < 0.0);
    // The cheap difference is the one that `compare` gives.
    let set = &walked.set;
    let (y, game) = (set.y().to_vec(), set.game().to_vec());
    let (quarter, seconds) = (set.quarter().to_vec(), set.seconds().to_vec());
    let logistic = walked.competitors.iter().find(|c| c.name == "logistic");
    let compared = evaluate::compare(
        &evaluate::Paired {
            a: &walked.competitors[0].p,
            b: &logistic.unwrap().p,
            y: &y,
            game: &game,
            quarter: &quarter,
            seconds: &seconds,
            names: ("forest", "logistic"),
        },
        &how,
    )
    .unwrap();
    let ours = wp::backtest::Report::against(&report.pool, "logistic").unwrap();
    assert_eq!(ours.difference, compared.log_loss);
    assert_eq!(report.tables().len(), 3);
}

#[test]
fn impossible_seasons_are_refused() {
    let walk = |from, to| walk(sample_plays(), &settings(from, to), None, &unwatched);
    let error = walk(3003, 3002).unwrap_err();
    assert!(matches!(error, Error::Parameter { .. }), "{error}");
    let error = walk(3001, 3002).unwrap_err();
    assert!(
        error.to_string().contains("no season before 3001"),
        "{error}"
    );
    assert!(error.hint().unwrap().contains("3001"), "{error}");
    let error = walk(3003, 3004).unwrap_err();
    assert!(error.to_string().contains("3004"), "{error}");
}

#[test]
fn the_watch_can_stop_it() {
    let stop = |done: usize, of: usize| done * 2 < of;
    let error = walk(sample_plays(), &settings(3003, 3003), None, &stop).unwrap_err();
    assert!(matches!(error, Error::Cancelled), "{error}");
}

#[test]
fn peers_are_matched_by_game_and_play() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("peer.csv");
    let plays = sample_plays();
    let rows = walked().set.row();
    let (play, other) = (&plays.rows()[rows[7]], &plays.rows()[rows[9]]);
    let line =
        |p: &wp::plays::Play, wp: &str| format!("{},{},{wp}\n", plays.game(p).game_id, p.play_id);
    let write = |text: String| std::fs::write(&file, "game_id,play_id,wp\n".to_owned() + &text);
    write(line(play, "0.25") + &line(other, "") + "nobody,1,0.5\n").unwrap();
    let p = Predictions::read(&file).unwrap().of(plays, rows);
    assert_eq!(p[7], 0.25);
    assert_eq!(p.iter().filter(|p| !p.is_nan()).count(), 1);
    let mut walked = walked().clone();
    walked.add("peer", p.clone()).unwrap();
    assert!(walked.add("peer", p).is_err(), "the name is taken");
    assert!(walked.add("short", vec![0.5]).is_err());
    let unknown = vec![f32::NAN; walked.set.len()];
    assert!(walked.add("empty", unknown).is_err());

    write(line(play, "1.25")).unwrap();
    let error = Predictions::read(&file).unwrap_err();
    assert!(error.to_string().contains("1.25"), "{error}");
    write(line(play, "0.25") + &line(play, "0.5")).unwrap();
    let error = Predictions::read(&file).unwrap_err();
    assert!(error.to_string().contains("twice"), "{error}");
    std::fs::write(&file, "game_id,wp\na,0.5\n").unwrap();
    let error = Predictions::read(&file).unwrap_err();
    assert!(matches!(error, Error::MissingColumn { .. }), "{error}");
}

#[test]
fn an_unknown_peer_file_costs_no_training() {
    let folder = tempfile::tempdir().unwrap();
    let run = |peer: &str| {
        let sample = format!("{}/data/sample", env!("CARGO_MANIFEST_DIR"));
        let output = wp(folder.path())
            .args(["backtest", "--from", "3003", "--to", "3003"])
            .args(["--data", &sample, "--peer", peer])
            .output()
            .unwrap();
        let words = String::from_utf8(output.stderr).unwrap();
        (output.status.code(), words)
    };
    let (code, words) = run("nowhere.parquet:them");
    assert_eq!(code, Some(1), "{words}");
    assert!(words.contains("nowhere.parquet"), "{words}");
    let (code, words) = run("nowhere.parquet");
    assert_eq!(code, Some(2), "{words}");
    assert!(words.contains("FILE:NAME"), "{words}");
    assert!(!folder.path().join("target").exists(), "nothing was fitted");
}

#[test]
fn a_clear_step_is_found() {
    let series: Vec<_> = (2010..2020)
        .map(|s| (s, if s < 2016 { 0.44 } else { 0.50 }, 0.005))
        .collect();
    let found = changepoint(&series).unwrap();
    let change = found.likeliest().unwrap();
    assert_eq!(change.season, 2016);
    assert!(change.probability > 0.99, "{found:?}");
    assert!(found.no_change < 1e-6, "{found:?}");
    assert!((change.shift - 0.06).abs() < 0.005, "{found:?}");
}

#[test]
fn a_flat_series_says_no_change() {
    let wiggle = [0.002, -0.003, 0.001, 0.0, -0.002, 0.003, -0.001, 0.002];
    let series: Vec<_> = (2010..)
        .zip(wiggle)
        .map(|(s, w)| (s, 0.45 + w, 0.005))
        .collect();
    let found = changepoint(&series).unwrap();
    assert!(found.no_change > 0.8, "{found:?}");
    let sum: f64 = found.before.iter().map(|c| c.probability).sum();
    assert!((sum + found.no_change - 1.0).abs() < 1e-12);
}

/// The posterior by adding up likelihood times prior over a grid of μ and δ.
#[test]
fn the_posterior_is_that_of_a_grid() {
    let series = [
        (2010, 0.431, 0.011),
        (2011, 0.447, 0.014),
        (2012, 0.462, 0.009),
        (2013, 0.449, 0.012),
    ];
    let likelihood = |k: usize, mu: f64, delta: f64| -> f64 {
        let z2: f64 = series
            .iter()
            .enumerate()
            .map(|(i, (_, x, s))| {
                let level = if i < k { mu } else { mu + delta };
                ((x - level) / s).powi(2)
            })
            .sum();
        (-0.5 * z2).exp()
    };
    let steps = 800;
    let at = |i: i32, width: f64| width * f64::from(i) / f64::from(steps);
    let over_mu = |k: usize, delta: f64| -> f64 {
        (-steps..=steps)
            .map(|i| likelihood(k, 0.447 + at(i, 0.2), delta))
            .sum()
    };
    let none = over_mu(series.len(), 0.0) * NO_CHANGE;
    let mut weights = Vec::new();
    let mut shifts = Vec::new();
    for k in 1..series.len() {
        let (mut sum, mut moment, mut prior) = (0.0, 0.0, 0.0);
        for i in -steps..=steps {
            let delta = at(i, 8.0 * SHIFT);
            let density = (-0.5 * (delta / SHIFT).powi(2)).exp();
            let l = density * over_mu(k, delta);
            sum += l;
            moment += l * delta;
            prior += density;
        }
        weights.push(sum / prior * (1.0 - NO_CHANGE) / (series.len() - 1) as f64);
        shifts.push(moment / sum);
    }
    let all = none + weights.iter().sum::<f64>();
    let found = changepoint(&series).unwrap();
    assert!((found.no_change - none / all).abs() < 1e-6, "{found:?}");
    for ((change, w), shift) in found.before.iter().zip(weights).zip(shifts) {
        assert!((change.probability - w / all).abs() < 1e-6, "{found:?}");
        assert!((change.shift - shift).abs() < 1e-6, "{found:?}");
    }
}

#[test]
fn a_series_that_makes_no_sense_is_refused() {
    assert!(changepoint(&[(2010, 0.4, 0.0), (2011, 0.4, 0.01)]).is_err());
    assert!(changepoint(&[(2010, f64::NAN, 0.1), (2011, 0.4, 0.01)]).is_err());
    let one = changepoint(&[(2010, 0.4, 0.01)]).unwrap();
    assert_eq!(one.no_change, 1.0);
    assert!(one.likeliest().is_none());
}
