//! Intervals: what must hold of them whatever the data.

mod command_line;
mod coverage;

use crate::common::{sample_set, saved};
use ndarray::Axis;
use proptest::prelude::*;
use std::path::Path;
use std::sync::OnceLock;
use wp::Error;
use wp::estimator::{
    Classifier, ForestEstimator, IntervalSettings, Margin, ScoreProcess, Settings, Transformer,
    difference, interval,
};
use wp::features::PlaySet;
use wp::game::GameState;
use wp::model_file::SavedModel;

fn forest() -> ForestEstimator {
    ForestEstimator {
        trees: 16,
        min_leaf: 200,
        ..ForestEstimator::default()
    }
}

fn eight(games: f64) -> IntervalSettings {
    IntervalSettings {
        groups: 8,
        games,
        ..IntervalSettings::default()
    }
}

/// Sixty games of the sample, and others.
fn halves() -> &'static (PlaySet, PlaySet) {
    static SETS: OnceLock<(PlaySet, PlaySet)> = OnceLock::new();
    SETS.get_or_init(|| {
        let mut folds = sample_set().folds(10, 5).unwrap();
        let second = folds.swap_remove(1).test;
        (folds.swap_remove(0).test, second)
    })
}

fn fitted(forest: &ForestEstimator, intervals: &IntervalSettings) -> SavedModel {
    let settings = Settings::Forest(forest.clone());
    let train = &halves().0;
    let model = settings
        .fit_with_intervals(train, intervals, &|_, _| true)
        .unwrap();
    saved(settings, model)
}

fn small() -> &'static SavedModel {
    static MODEL: OnceLock<SavedModel> = OnceLock::new();
    MODEL.get_or_init(|| fitted(&forest(), &eight(0.42)))
}

#[test]
fn an_interval_holds_its_probability_and_grows_with_the_level() {
    let x = halves().1.x();
    let levels = [0.1, 0.5, 0.9, 0.99];
    let of = |level| small().predict_proba_with_interval(x, level).unwrap();
    let all: Vec<_> = levels.into_iter().map(of).collect();
    for row in 0..x.nrows() {
        let mut last = 0.0;
        for (answers, level) in all.iter().zip(levels) {
            let (wp, band) = (answers[row].wp, answers[row].band.unwrap());
            assert!(0.0 <= band.lower && band.lower <= wp, "{band:?} {wp}");
            assert!(wp <= band.upper && band.upper <= 1.0, "{band:?} {wp}");
            assert_eq!(band.level, level);
            assert!(band.upper - band.lower >= last);
            last = band.upper - band.lower;
        }
    }
}

#[test]
fn fewer_games_make_wider_intervals() {
    let width = |games: f64| {
        let model = fitted(&forest(), &eight(games));
        let answers = model
            .predict_proba_with_interval(halves().1.x(), 0.9)
            .unwrap();
        let widths = answers.iter().map(|a| {
            let band = a.band.unwrap();
            f64::from(band.upper - band.lower)
        });
        widths.sum::<f64>() / answers.len() as f64
    };
    let (few, many) = (width(0.25), width(0.75));
    // By the square root of (1 − f) / f it would be three times.
    assert!(few > 1.5 * many, "{few} {many}");
}

#[test]
fn a_model_with_intervals_predicts_as_without() {
    // Only the trees' samples of games differ.
    use wp::estimator::Estimator;
    let plain = forest().fit(&halves().0, &|_, _| true).unwrap();
    let x = halves().1.x();
    let (a, b) = (
        plain.predict_proba(x).unwrap(),
        small().predict_proba(x).unwrap(),
    );
    let mean = a.iter().zip(&b).map(|(a, b)| (a - b).abs()).sum::<f32>() / a.len() as f32;
    assert!(mean < 0.02, "{mean}");
    assert!(plain.members(x).unwrap().is_none());
}

#[test]
fn members_are_pairs_and_a_play_differs_from_itself_by_nothing() {
    let x = halves().1.x();
    let members = small().model.members(x).unwrap().unwrap();
    assert_eq!(members.dim(), (x.nrows(), 8));
    let wp = small().predict_proba(x).unwrap();
    let all = members.rows().into_iter().zip(&wp).collect::<Vec<_>>();
    for one in all.iter().step_by(50) {
        let same = (*one.1, one.0.iter().copied());
        let none = difference(same.clone(), same, 0.9).unwrap();
        assert_eq!((none.lower, none.upper), (0.0, 0.0));
    }
    // Neighboring plays of a game share much of what is uncertain.
    let (mut paired, mut apart) = (0.0, 0.0);
    for two in all.windows(2) {
        let of = |k: usize| (*two[k].1, two[k].0.iter().copied());
        let band = difference(of(0), of(1), 0.9).unwrap();
        paired += band.upper - band.lower;
        let shuffled = two[1].0.iter().copied().cycle().skip(3).take(8);
        let band = difference(of(0), (*two[1].1, shuffled), 0.9).unwrap();
        apart += band.upper - band.lower;
    }
    assert!(paired < 0.9 * apart, "{paired} {apart}");
}

#[test]
fn one_play_and_many_are_answered_alike() {
    let x = halves().1.x();
    let members = small().model.members(x).unwrap().unwrap();
    for row in (0..x.nrows()).step_by(97) {
        let one = x.slice(ndarray::s![row..=row, ..]);
        let alone = small().model.members(one).unwrap().unwrap();
        for (a, b) in alone.iter().zip(members.row(row)) {
            assert!((a - b).abs() < 1e-6, "{a} {b}");
        }
    }
    let none = x.slice(ndarray::s![..0, ..]);
    assert_eq!(small().model.members(none).unwrap().unwrap().nrows(), 0);
    assert!(
        small()
            .predict_proba_with_interval(none, 0.9)
            .unwrap()
            .is_empty()
    );
    let narrow = x.slice(ndarray::s![.., ..3]);
    let error = small().model.members(narrow).unwrap_err();
    assert!(matches!(error, Error::Shape { .. }), "{error}");
}

#[test]
fn situations_without_a_spread_have_intervals_too() {
    let state = GameState::kickoff_touchback();
    let of = |spread| GameState {
        posteam_spread: spread,
        ..state
    };
    let width = |spread| {
        let band = small()
            .raw_regulation_with_interval(&of(spread), 0.9)
            .unwrap()
            .band
            .unwrap();
        band.upper - band.lower
    };
    assert!(width(None) > 0.01 && width(Some(3.0)) > 0.01);
    let members = small().members(&of(None)).unwrap().unwrap();
    assert_eq!(members.len(), 8);
}

#[test]
fn the_same_bytes_for_any_number_of_threads() {
    let bytes = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        let forest = ForestEstimator {
            threads: Some(threads),
            ..forest()
        };
        pool.install(|| fitted(&forest, &eight(0.42)).to_bytes().unwrap())
    };
    let one = bytes(1);
    assert!(one == bytes(3));
    let other = ForestEstimator {
        seed: 2,
        ..forest()
    };
    assert!(one != fitted(&other, &eight(0.42)).to_bytes().unwrap());
}

#[test]
fn a_file_keeps_the_members() {
    let path = Path::new("a.model");
    let bytes = small().to_bytes().unwrap();
    let read = SavedModel::from_bytes(&bytes, path).unwrap();
    assert!(read.has_intervals());
    assert_eq!(read.to_bytes().unwrap(), bytes);
    let x = halves().1.x();
    assert_eq!(
        read.predict_proba_with_interval(x, 0.8).unwrap(),
        small().predict_proba_with_interval(x, 0.8).unwrap()
    );
}

#[test]
fn settings_out_of_range_are_errors_that_name_them() {
    let train = &halves().0;
    let refused = |intervals: IntervalSettings| {
        forest()
            .fit_with_intervals(train, &intervals, &|_, _| true)
            .unwrap_err()
            .to_string()
    };
    let usual = IntervalSettings::default();
    let message = refused(IntervalSettings { groups: 2, ..usual });
    assert!(message.starts_with("groups must be between"), "{message}");
    for games in [0.0, 1.0, 1.5, f64::NAN] {
        let message = refused(IntervalSettings { games, ..usual });
        assert!(message.starts_with("the fraction of games"), "{message}");
    }
    let message = refused(IntervalSettings {
        margin: Margin::constant(0.5),
        ..usual
    });
    assert!(message.starts_with("margin must be"), "{message}");
    let plain = ForestEstimator::plain().fit_with_intervals(train, &usual, &|_, _| true);
    assert!(plain.unwrap_err().to_string().contains("score process"));
    for level in [0.0, 1.0, -1.0, f64::NAN] {
        let error = small()
            .predict_proba_with_interval(train.x(), level)
            .unwrap_err();
        assert!(error.to_string().starts_with("level must be"), "{error}");
    }
    assert!(interval(0.5, [], 0.0, 0.9).is_err());
    let stopped = forest().fit_with_intervals(train, &eight(0.5), &|_, _| false);
    assert!(matches!(stopped, Err(Error::Cancelled)));
}

/// A refit to some games is the fit to these games, with the penalties in
/// proportion to them, but for the scale of the terms (and so of the penalties),
/// which stays that of all games. Compared on plays of the last season: on earlier
/// ones, training plays count with the expected points of theirs.
#[test]
fn what_is_held_out_comes_from_fits_to_the_other_games() {
    // Of fewer games, some terms of the last minutes would be of a game or two.
    let set = sample_set();
    let process = ScoreProcess {
        folds: 2,
        ..ScoreProcess::default()
    };
    let (full, changed) = process.fit_transform(set).unwrap();
    let held_out = changed.x().column(set.columns().len()).to_owned();
    let all = full.log_odds(set.x()).unwrap();
    let rms = |a: &[f32], b: &[f32]| {
        let squares = a.iter().zip(b).map(|(a, b)| f64::from(a - b).powi(2));
        (squares.sum::<f64>() / a.len() as f64).sqrt()
    };
    for fold in set.folds(2, process.seed).unwrap() {
        let half = ScoreProcess {
            penalty: process.penalty / 2.0,
            home_penalty: process.home_penalty / 2.0,
            ..process
        };
        let slow = half.fit(&fold.train).unwrap();
        let last = |i: &usize| set.season()[fold.test_positions[*i]] == 3003;
        let here: Vec<usize> = (0..fold.test_positions.len()).filter(last).collect();
        let slow = slow
            .log_odds(fold.test.x())
            .unwrap()
            .select(Axis(0), &here)
            .to_vec();
        let there: Vec<usize> = here.iter().map(|&i| fold.test_positions[i]).collect();
        let fast = held_out.select(Axis(0), &there).to_vec();
        let full = all.select(Axis(0), &there).to_vec();
        let (off, moved) = (rms(&fast, &slow), rms(&full, &slow));
        // The targets of later stages are the fits' own values, which carry on what
        // little each stage is short of converging.
        assert!(off < 0.3 * moved, "{off} of {moved}");
    }
}

proptest! {
    /// Whatever the members say.
    #[test]
    fn any_members_give_a_sound_interval(
        wp in 0.0f32..=1.0,
        members in prop::collection::vec(0.0f32..=1.0, 1..60),
        margin in 0.0f32..0.1,
        level in 0.001f64..0.999,
    ) {
        let band = interval(wp, members.iter().copied(), margin, level).unwrap();
        prop_assert!(0.0 <= band.lower && band.lower <= wp);
        prop_assert!(wp <= band.upper && band.upper <= 1.0);
        let wider = interval(wp, members.iter().copied(), margin, 0.5 + level / 2.0).unwrap();
        prop_assert!(wider.lower <= band.lower && wider.upper >= band.upper);
        let other = members.iter().rev().copied();
        let apart = difference((wp, members.iter().copied()), (0.5, other), level).unwrap();
        prop_assert!(-1.0 <= apart.lower && apart.lower <= apart.upper && apart.upper <= 1.0);
        prop_assert!(apart.lower <= wp - 0.5 + 1e-6 && apart.upper >= wp - 0.5 - 1e-6);
    }
}

#[test]
fn the_margin_grows_as_time_runs_out_and_with_doubt() {
    let margin = Margin::default();
    let times = [3600.0, 1800.0, 600.0, 60.0, 0.0];
    for (early, late) in times.iter().zip(&times[1..]) {
        assert!(margin.at(0.5, *early) < margin.at(0.5, *late));
    }
    assert!(margin.at(0.9, 60.0) < margin.at(0.5, 60.0));
    assert_eq!(margin.at(0.2, 60.0), margin.at(0.8, 60.0));
    // A game that is decided keeps what holds at any time, and no more.
    assert_eq!(margin.at(1.0, 0.0), margin.always);
    let most = margin.always + margin.close + margin.late;
    assert!((margin.at(0.5, 0.0) - most).abs() < 1e-6);
    assert_eq!(Margin::constant(0.02).at(0.5, 0.0), 0.02);
}

#[test]
fn members_are_drawn_to_the_home_penalty_as_the_full_fit_is() {
    // With a huge penalty playing at home is worth nothing beyond the spread,
    // to the full fit and to every member.
    let set = &halves().0;
    let process = ScoreProcess {
        home_penalty: 1e12,
        ..ScoreProcess::default()
    };
    let estimator = ForestEstimator {
        score_process: Some(process),
        weight: 0.0,
        ..forest()
    };
    let intervals = IntervalSettings {
        groups: 5,
        ..IntervalSettings::default()
    };
    let model = estimator
        .fit_with_intervals(set, &intervals, &|_, _| true)
        .unwrap();
    let place = set.position("home").unwrap();
    let mut x = set.x().slice(ndarray::s![..50, ..]).to_owned();
    let at = |x: &ndarray::Array2<f32>| {
        let wp = model.predict_proba(x.view()).unwrap();
        (wp, model.members(x.view()).unwrap().unwrap())
    };
    x.column_mut(place).fill(0.0);
    let away = at(&x);
    x.column_mut(place).fill(1.0);
    let home = at(&x);
    let apart = |a: f32, b: f32| (a - b).abs();
    assert!(
        away.0
            .iter()
            .zip(&home.0)
            .all(|(&a, &b)| apart(a, b) < 1e-4)
    );
    assert!(
        away.1
            .iter()
            .zip(&home.1)
            .all(|(&a, &b)| apart(a, b) < 1e-4)
    );
}
