//! Predictions: every path gives the same numbers, and sensible ones.

use grouped_forest::Error;
use grouped_forest::{Bins, ForestParams};
use ndarray::{Array1, Array2, s};

use crate::data::Recipe;

#[test]
fn all_paths_agree_on_any_number_of_rows_and_threads() {
    let recipe = Recipe {
        rows: 3000,
        missing: 5,
        groups: 100,
        ..Recipe::SMALL
    };
    let data = recipe.make();
    let forest = data.fit(ForestParams::new().trees(21).min_leaf(8)).forest;
    let all = forest.predict_proba(data.x.view(), Some(1)).unwrap();
    for rows in [0, 1, 7, 8, 9, 1023, 1024, 1025, 3000] {
        let x = data.x.slice(s![..rows, ..]);
        for threads in [Some(1), Some(3), None] {
            let p = forest.predict_proba(x, threads).unwrap();
            assert_eq!(p, all.slice(s![..rows]));
        }
    }
    // Columns first in memory, and every second row backwards.
    let mut turned = Array2::zeros((5, 3000));
    turned.assign(&data.x.t());
    assert_eq!(forest.predict_proba(turned.t(), Some(2)).unwrap(), all);
    let odd = forest
        .predict_proba(data.x.slice(s![..;-2, ..]), Some(2))
        .unwrap();
    assert_eq!(odd, all.slice(s![..;-2]));
    let binned = forest.bins().apply(data.x.view()).unwrap();
    assert_eq!(forest.predict_binned(&binned, Some(2)).unwrap(), all);
}

#[test]
fn values_unseen_in_training_have_a_prediction() {
    let data = Recipe::SMALL.make();
    let forest = data.fit(ForestParams::new().trees(7).min_leaf(10)).forest;
    for value in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, f32::MAX, 1e-45] {
        let p = forest.predict_row(&[value; 5]).unwrap();
        assert!((0.0..=1.0).contains(&p), "{p}");
    }
}

#[test]
fn what_does_not_fit_is_refused() {
    let data = Recipe::SMALL.make();
    let forest = data.fit(ForestParams::new().trees(2)).forest;
    let error = forest.predict_row(&[1.0; 4]).unwrap_err();
    assert_eq!(error.to_string(), "features: expected 5 columns, found 4");
    let wide = Array2::<f32>::zeros((3, 6));
    assert!(matches!(
        forest.predict_proba(wide.view(), None),
        Err(Error::Shape { .. })
    ));
    let error = forest.predict_proba(data.x.view(), Some(0)).unwrap_err();
    assert_eq!(error.to_string(), "threads must be at least 1, but was 0");
    let other = std::sync::Arc::new(Bins::from_quantiles(data.x.view(), 3).unwrap());
    let binned = other.apply(data.x.view()).unwrap();
    assert!(matches!(
        forest.predict_binned(&binned, None),
        Err(Error::Shape { .. })
    ));

    let bounded = data.fit_value(ForestParams::new().trees(2)).forest;
    let error = bounded.predict_proba(data.x.view(), None).unwrap_err();
    assert!(matches!(error, Error::Refused { .. }));
    assert!(bounded.predict_value(data.x.view(), None).is_ok());
}

#[test]
fn out_of_bag_predictions_are_honest() {
    // Labels are a coin toss a group: in-bag predictions can learn them by
    // heart, out-of-bag ones cannot.
    let mut data = Recipe {
        rows: 2000,
        groups: 200,
        ..Recipe::SMALL
    }
    .make();
    data.label = data
        .group
        .iter()
        .map(|&group| (group / 10) % 7 < 3)
        .collect();
    data.x
        .column_mut(0)
        .assign(&Array1::from_iter(data.group.iter().map(|&g| g as f32)));
    let fitted = data.fit(ForestParams::new().trees(60).min_leaf(2).mtry(5));
    let right = |p: &mut dyn Iterator<Item = f32>| {
        let hits = p
            .zip(&data.label)
            .filter(|(p, label)| (*p >= 0.5) == **label)
            .count();
        hits as f64 / data.label.len() as f64
    };
    let seen = fitted.forest.predict_proba(data.x.view(), None).unwrap();
    assert!(right(&mut seen.into_iter()) > 0.95);
    assert!(right(&mut fitted.out_of_bag.into_iter()) < 0.75);
}

#[test]
fn a_bounded_forest_predicts_means_and_zero_stays_zero() {
    let mut data = Recipe::SMALL.make();
    data.value = data
        .x
        .column(0)
        .iter()
        .map(|&v| if v > 10.0 { 0.25 } else { -0.5 })
        .collect();
    let forest = data
        .fit_value(ForestParams::new().trees(5).min_leaf(5).mtry(5))
        .forest;
    let high = forest.predict_row(&[30.0, 0.0, 0.0, 0.0, 0.0]).unwrap();
    let low = forest.predict_row(&[0.0; 5]).unwrap();
    assert!(
        (high - 0.25).abs() < 1e-4 && (low + 0.5).abs() < 1e-4,
        "{high}, {low}"
    );
    data.value.fill(0.0);
    let forest = data.fit_value(ForestParams::new().trees(3)).forest;
    assert_eq!(forest.predict_row(&[0.0; 5]).unwrap(), 0.0);
}
