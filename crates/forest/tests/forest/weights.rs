//! Weighted rows, leaves of rows, and what splits gained.

use crate::data::{Data, Recipe};
use grouped_forest::{
    Binned, Bins, Error, Fitted, ForestParams, Resample, Target, ValidForestParams, fit_binned,
    fit_weighted,
};
use std::sync::Arc;

fn params() -> ForestParams {
    ForestParams::new().trees(12).min_leaf(4).mtry(2).seed(5)
}

fn binned(data: &Data) -> Binned {
    let bins = Arc::new(Bins::from_quantiles(data.x.view(), 255).unwrap());
    bins.apply(data.x.view()).unwrap()
}

fn weighted(data: &Data, params: &ValidForestParams, weights: &[f32]) -> Fitted {
    let target = Target::Binary(&data.label);
    let group = &data.group;
    fit_weighted(params, &binned(data), target, group, weights, &|_| true).unwrap()
}

#[test]
fn equal_weights_change_nothing() {
    let data = Recipe {
        missing: 10,
        ..Recipe::SMALL
    }
    .make();
    // Of a bootstrap's rows of weight 3 the least of a leaf is rounded otherwise.
    let cases = [
        (Resample::Bootstrap, 1.0),
        (Resample::None, 1.0),
        (Resample::None, 3.0),
    ];
    for (resample, weight) in cases {
        let params = params().resample(resample).check().unwrap();
        let target = Target::Binary(&data.label);
        let plain = fit_binned(&params, &binned(&data), target, &data.group, &|_| true).unwrap();
        let same = weighted(&data, &params, &vec![weight; data.label.len()]);
        assert!(same.forest == plain.forest, "{resample:?}, {weight}");
    }
}

#[test]
fn rows_without_weight_are_not_there() {
    let data = Recipe::SMALL.make();
    let params = params().resample(Resample::None).check().unwrap();
    let weights: Vec<f32> = (0..data.label.len()).map(|row| (row % 3) as f32).collect();
    let seen = weighted(&data, &params, &weights);
    let mut other = data.clone();
    for (row, label) in other.label.iter_mut().enumerate() {
        *label ^= row % 3 == 0;
    }
    assert_eq!(weighted(&other, &params, &weights).forest, seen.forest);
}

#[test]
fn weights_that_are_none_are_refused() {
    let data = Recipe::SMALL.make();
    let params = params().check().unwrap();
    let target = Target::Binary(&data.label);
    for (weights, fits) in [(vec![1.0; 3], false), (vec![-1.0; 600], true)] {
        let binned = binned(&data);
        let got = fit_weighted(&params, &binned, target, &data.group, &weights, &|_| true);
        match got {
            Err(Error::Fit { .. }) => assert!(fits),
            Err(Error::Shape { .. }) => assert!(!fits),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn leaves_are_those_that_predictions_come_from() {
    let data = Recipe {
        missing: 10,
        ..Recipe::SMALL
    }
    .make();
    let forest = data.fit(params()).forest;
    let leaves = forest.apply(data.x.view(), Some(2)).unwrap();
    let predicted = forest.predict_proba(data.x.view(), None).unwrap();
    let raw = forest.to_raw();
    // The value of each node that is a leaf.
    let mut values = raw.leaf_values.iter();
    let is_leaf = |node: &u16| node >> 8 == 255;
    let of_node: Vec<f64> = raw
        .nodes
        .iter()
        .map(|node| match is_leaf(node) {
            true => f64::from(*values.next().unwrap()) / 65_535.0,
            false => f64::NAN,
        })
        .collect();
    for (row, leaves) in leaves.rows().into_iter().enumerate() {
        let of_tree = |(tree, &leaf): (usize, &u32)| of_node[(raw.offsets[tree] + leaf) as usize];
        let mean = leaves.iter().enumerate().map(of_tree).sum::<f64>() / leaves.len() as f64;
        assert!((mean - f64::from(predicted[row])).abs() < 1e-6);
    }
    assert!(
        forest
            .apply(data.x.slice(ndarray::s![.., ..2]), None)
            .is_err()
    );
}

#[test]
fn gains_are_what_the_leaves_explain() {
    let data = Recipe::SMALL.make();
    let fitted = data.fit(params().trees(1).resample(Resample::None));
    let leaves = fitted.forest.apply(data.x.view(), None).unwrap();
    let squares = |rows: &mut dyn Iterator<Item = usize>| {
        let (mut n, mut wins) = (0.0, 0.0);
        for row in rows {
            n += 1.0;
            wins += f64::from(u8::from(data.label[row]));
        }
        if n > 0.0 { wins - wins * wins / n } else { 0.0 }
    };
    let all = squares(&mut (0..data.label.len()));
    let highest = leaves.iter().copied().max().unwrap();
    let left: f64 = (0..=highest)
        .map(|leaf| squares(&mut (0..data.label.len()).filter(|&row| leaves[[row, 0]] == leaf)))
        .sum();
    let gained: f64 = fitted.gains.iter().sum();
    assert!(
        (gained - (all - left)).abs() < 1e-6,
        "{gained}, {all}, {left}"
    );
    assert_eq!(fitted.gains.len(), 5);
    assert!(fitted.gains[0] > fitted.gains[3]);
}
