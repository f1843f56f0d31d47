//! One suite of checks that runs over every estimator.

use crate::common::{self, sample_set};
use ndarray::{Array1, Array2, Axis};
use std::sync::OnceLock;
use wp::estimator::{
    Classifier, Estimator, EstimatorKind, ForestEstimator, LinfaTrees, Logistic, Model, Pipeline,
    Scale, Settings, Transform, Transformer, unwatched,
};
use wp::features::{FeatureSet, PlaySet};
use wp::model_file::SavedModel;
use wp::{Error, Result};

/// Small settings: the checks are about behavior, not about accuracy.
fn settings(kind: EstimatorKind) -> Settings {
    match kind {
        EstimatorKind::Forest => Settings::Forest(ForestEstimator {
            trees: 12,
            min_leaf: 200,
            ..ForestEstimator::default()
        }),
        EstimatorKind::LinfaTrees => Settings::LinfaTrees(LinfaTrees {
            trees: 2,
            games: 20,
            max_depth: 6,
            ..LinfaTrees::default()
        }),
        EstimatorKind::Logistic => Settings::Logistic(Logistic::default()),
        EstimatorKind::Spread => Settings::Spread,
    }
}

/// Thirty games of the sample.
fn train() -> &'static PlaySet {
    static SET: OnceLock<PlaySet> = OnceLock::new();
    SET.get_or_init(|| sample_set().folds(20, 5).unwrap().swap_remove(0).test)
}

fn fit(kind: EstimatorKind, set: &PlaySet) -> Result<Model> {
    settings(kind).fit(set, &unwatched)
}

fn saved(kind: EstimatorKind, model: Model) -> SavedModel {
    common::saved(settings(kind), model)
}

fn rows(set: &PlaySet, keep: &[usize]) -> PlaySet {
    PlaySet::from_arrays(
        &FeatureSet::default_set(),
        set.x().select(Axis(0), keep),
        set.y().select(Axis(0), keep),
        set.game().select(Axis(0), keep),
        set.season().select(Axis(0), keep),
    )
    .unwrap()
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    for kind in EstimatorKind::ALL {
        let one = saved(kind, fit(kind, train()).unwrap()).to_bytes().unwrap();
        let two = saved(kind, fit(kind, train()).unwrap()).to_bytes().unwrap();
        assert!(one == two, "{kind:?}");
    }
}

#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    for kind in EstimatorKind::ALL {
        let with = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new()
                .num_threads(threads)
                .build()
                .unwrap();
            let mut settings = settings(kind);
            if let Settings::Forest(f) = &mut settings {
                f.threads = Some(threads);
            }
            let model = pool.install(|| settings.fit(train(), &unwatched)).unwrap();
            saved(kind, model).to_bytes().unwrap()
        };
        let one = with(1);
        assert!(one == with(2) && one == with(5), "{kind:?}");
    }
}

#[test]
fn saved_and_loaded_it_predicts_the_same() {
    for kind in EstimatorKind::ALL {
        let model = fit(kind, train()).unwrap();
        let before = model.predict_proba(train().x()).unwrap();
        let bytes = saved(kind, model).to_bytes().unwrap();
        let loaded = SavedModel::from_bytes(&bytes, "memory".as_ref()).unwrap();
        let after = loaded.predict_proba(train().x()).unwrap();
        assert_eq!(before, after, "{kind:?}");
        assert!(before.iter().all(|p| (0.0..=1.0).contains(p)), "{kind:?}");
        // One row at a time gives what all rows at once give.
        for i in [0, 17, train().len() - 1] {
            let row = train().x().select(Axis(0), &[i]);
            assert_eq!(
                loaded.predict_proba(row.view()).unwrap()[0],
                before[i],
                "{kind:?} row {i}"
            );
        }
    }
}

#[test]
fn it_learns_something() {
    for kind in EstimatorKind::ALL {
        let p = fit(kind, train())
            .unwrap()
            .predict_proba(train().x())
            .unwrap();
        let sum: f64 = p
            .iter()
            .zip(train().y())
            .map(|(&p, &y)| wp::evaluate::log_loss(p, y))
            .sum();
        let loss = sum / train().len() as f64;
        assert!(loss < 0.68, "{kind:?}: {loss}");
    }
}

#[test]
fn nothing_to_learn_is_an_error() {
    for kind in EstimatorKind::ALL {
        let winners: Vec<usize> = (0..train().len())
            .filter(|&i| train().y()[i])
            .take(500)
            .collect();
        for (what, keep) in [
            ("empty", &[][..]),
            ("one row", &[0][..]),
            ("one class", &winners[..]),
        ] {
            match fit(kind, &rows(train(), keep)) {
                Err(Error::Fit { hint, .. }) => assert!(!hint.is_empty()),
                other => panic!("{kind:?}, {what}: {other:?}"),
            }
        }
    }
}

#[test]
fn a_wrong_width_is_an_error() {
    for kind in EstimatorKind::ALL {
        let model = fit(kind, train()).unwrap();
        let narrow = Array2::zeros((3, 2));
        match model.predict_proba(narrow.view()) {
            Err(Error::Shape { .. }) => {}
            other => panic!("{kind:?}: {other:?}"),
        }
    }
}

#[test]
fn no_rows_in_no_rows_out() {
    for kind in EstimatorKind::ALL {
        let model = fit(kind, train()).unwrap();
        let none = Array2::zeros((0, train().columns().len()));
        assert_eq!(
            model.predict_proba(none.view()).unwrap().len(),
            0,
            "{kind:?}"
        );
    }
}

#[test]
fn unknown_values_are_answered() {
    for kind in EstimatorKind::ALL {
        let model = fit(kind, train()).unwrap();
        let unknown = Array2::from_elem((2, train().columns().len()), f32::NAN);
        let p = model.predict_proba(unknown.view()).unwrap();
        assert!(p.iter().all(|p| (0.0..=1.0).contains(p)), "{kind:?}: {p}");
        // And in training: half of the spreads unknown.
        let mut x = train().x().to_owned();
        let spread = train().position("posteam_spread").unwrap();
        x.column_mut(spread)
            .iter_mut()
            .step_by(2)
            .for_each(|v| *v = f32::NAN);
        let holes = train().with_x(x, train().columns().to_vec()).unwrap();
        let p = fit(kind, &holes).unwrap().predict_proba(holes.x()).unwrap();
        assert!(p.iter().all(|p| (0.0..=1.0).contains(p)), "{kind:?}");
    }
}

#[test]
fn a_fit_that_is_told_to_stop_stops() {
    for kind in EstimatorKind::ALL {
        match settings(kind).fit(train(), &|_, _| false) {
            Err(Error::Cancelled) => {}
            other => panic!("{kind:?}: {:?}", other.map(|_| ())),
        }
    }
}

#[test]
fn a_pipeline_learns_from_its_training_plays_only() {
    let folds = train().folds(3, 1).unwrap();
    let pipeline = Pipeline {
        transformer: Scale,
        estimator: Logistic::default(),
    };
    let fitted = pipeline.fit(&folds[0].train, &unwatched).unwrap();
    let alone = Scale.fit(&folds[0].train).unwrap();
    assert_eq!(fitted.transform, alone);
    let scaled = alone.transform(folds[0].train.x()).unwrap();
    for column in scaled.columns() {
        let mean: f32 = column.mean().unwrap();
        assert!(mean.abs() < 1e-2, "{mean}");
    }
}

#[test]
fn linfas_traits_work() {
    use linfa::dataset::Pr;
    use linfa::traits::{Fit, PredictInplace};
    let x = train().x().to_owned();
    let data = linfa::Dataset::new(x.clone(), train().y().to_owned());
    let forest = wp::forest::ForestParams::new()
        .trees(5)
        .min_leaf(100)
        .fit(&data)
        .unwrap();
    let mut p: Array1<Pr> = forest.default_target(&x);
    forest.predict_inplace(&x, &mut p);
    assert_eq!(p.len(), x.nrows());
    let direct = forest.predict_proba(x.view(), Some(1)).unwrap();
    assert!(p.iter().zip(&direct).all(|(a, b)| (**a - b).abs() < 1e-6));
}

/// More lead, more spread, a nearer goal, fewer yards to go, more own and fewer
/// of the other's timeouts never lower the built-in model's probability.
#[test]
fn more_never_hurts() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("data/model/wp.model");
    let saved = wp::file::read_model(&path).unwrap();
    let set = sample_set();
    let mut checked = 0;
    for i in (0..set.len()).step_by(set.len() / 300) {
        for column in set.columns() {
            let at = set.position(&column.name).unwrap();
            let values: Vec<f32> = match column.name.as_str() {
                "score_differential" => (-24..=24).map(|v| v as f32).collect(),
                "posteam_spread" => (-14..=14).map(|v| v as f32).collect(),
                "ydstogo" => (1..=set.x()[[i, 5]] as i32).map(|v| v as f32).collect(),
                "yardline_100" => (set.x()[[i, 4]] as i32..=99).map(|v| v as f32).collect(),
                "posteam_timeouts_remaining" | "defteam_timeouts_remaining" => vec![0., 1., 2., 3.],
                _ => continue,
            };
            let mut x = Array2::zeros((values.len(), set.columns().len()));
            for (mut row, &v) in x.rows_mut().into_iter().zip(&values) {
                row.assign(&set.x().row(i));
                row[at] = v;
            }
            let p = saved.predict_proba(x.view()).unwrap();
            let sign = f32::from(column.monotone);
            for (a, b) in p.iter().zip(p.iter().skip(1)) {
                assert!(
                    sign * (b - a) >= -1e-6,
                    "{}: {a} to {b} in {:?}",
                    column.name,
                    set.x().row(i)
                );
                checked += 1;
            }
        }
    }
    assert!(checked > 10_000, "{checked}");
}
