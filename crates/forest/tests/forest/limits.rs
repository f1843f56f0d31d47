//! The smallest, largest and strangest inputs.

use std::sync::atomic::{AtomicUsize, Ordering};

use grouped_forest::generator::mix;
use grouped_forest::{Error, Result};
use grouped_forest::{ForestParams, Resample, Target, fit};
use ndarray::Array2;

use crate::data::{Data, Recipe};

fn message(params: ForestParams) -> String {
    params.check().unwrap_err().to_string()
}

fn try_fit(params: ForestParams, data: &Data) -> Result<()> {
    let target = Target::Binary(&data.label);
    fit(
        &params.check()?,
        data.x.view(),
        target,
        &data.group,
        &|_| true,
    )
    .map(|_| ())
}

#[test]
fn parameters_out_of_range_are_refused_by_name() {
    let new = ForestParams::new;
    assert_eq!(
        message(new().trees(0)),
        "trees must be between 1 and 65535, but was 0"
    );
    assert_eq!(
        message(new().min_leaf(0)),
        "min_leaf must be at least 1, but was 0"
    );
    assert_eq!(message(new().mtry(0)), "mtry must be at least 1, but was 0");
    assert_eq!(
        message(new().max_depth(Some(0))),
        "max_depth must be at least 1, but was 0"
    );
    assert_eq!(
        message(new().max_bins(1)),
        "max_bins must be between 2 and 255, but was 1"
    );
    assert_eq!(
        message(new().max_bins(256)),
        "max_bins must be between 2 and 255, but was 256"
    );
    assert_eq!(
        message(new().threads(Some(0))),
        "threads must be at least 1, but was 0"
    );
    assert_eq!(
        message(new().monotone([0, 2])),
        "monotone must be -1, 0 or 1, but was 2"
    );
    for fraction in [0.0, -0.1, 1.1, f64::NAN] {
        let message = message(new().resample(Resample::Subsample(fraction)));
        assert!(
            message.starts_with("subsample must be a fraction"),
            "{message}"
        );
    }
    for lambda in [-1.0, f32::NAN, f32::INFINITY] {
        let message = message(new().shrinkage(lambda));
        assert!(message.starts_with("shrinkage must be"), "{message}");
    }
    let data = Recipe::SMALL.make();
    let error = try_fit(new().mtry(6), &data).unwrap_err();
    assert_eq!(error.to_string(), "mtry must be between 1 and 5, but was 6");
    let error = try_fit(new().monotone([1, 0]), &data).unwrap_err();
    assert_eq!(
        error.to_string(),
        "monotone: expected 5 signs, one a feature, found 2"
    );
}

#[test]
fn data_that_do_not_fit_are_refused() {
    let data = Recipe::SMALL.make();
    let few = |edit: fn(&mut Data)| {
        let mut data = data.clone();
        edit(&mut data);
        try_fit(ForestParams::new().trees(1), &data).unwrap_err()
    };
    let empty = few(|d| {
        *d = Data {
            x: Array2::zeros((0, 5)),
            label: vec![],
            value: vec![],
            group: vec![],
        };
    });
    assert_eq!(empty.to_string(), "cannot fit: there are no rows");
    assert!(matches!(
        few(|d| d.x = Array2::zeros((600, 0))),
        Error::Shape { .. }
    ));
    assert!(matches!(
        few(|d| d.x = Array2::zeros((600, 125))),
        Error::Shape { .. }
    ));
    let short = few(|d| d.label.truncate(599));
    assert_eq!(
        short.to_string(),
        "target: expected 600 values, one a row, found 599"
    );
    assert!(matches!(few(|d| d.group.truncate(1)), Error::Shape { .. }));

    let params = ForestParams::new().trees(1).check().unwrap();
    for strange in [1.5, -1.0001, f32::NAN, f32::INFINITY] {
        let mut value = data.value.clone();
        value[17] = strange;
        let target = Target::Bounded(&value);
        let error = fit(&params, data.x.view(), target, &data.group, &|_| true).unwrap_err();
        assert!(error.to_string().contains("row 17"), "{error}");
    }
}

#[test]
fn one_row_one_class_one_group_or_a_huge_leaf_make_single_leaves() {
    let cases = [
        (
            Recipe {
                rows: 1,
                groups: 1,
                ..Recipe::SMALL
            }
            .make(),
            1,
        ),
        (
            Recipe {
                groups: 1,
                ..Recipe::SMALL
            }
            .make(),
            301,
        ),
        (Recipe::SMALL.make(), u32::MAX),
        (
            Data {
                label: vec![true; 600],
                ..Recipe::SMALL.make()
            },
            1,
        ),
        (
            Data {
                x: Array2::from_elem((600, 5), 1.0),
                ..Recipe::SMALL.make()
            },
            1,
        ),
        (
            Data {
                x: Array2::from_elem((600, 5), f32::NAN),
                ..Recipe::SMALL.make()
            },
            1,
        ),
    ];
    for (data, min_leaf) in cases {
        let fitted = data.fit(ForestParams::new().trees(3).min_leaf(min_leaf));
        assert_eq!((fitted.forest.nodes(), fitted.forest.leaves()), (3, 3));
        let p = fitted.forest.predict_proba(data.x.view(), None).unwrap();
        let yes = data.label.iter().filter(|&&label| label).count();
        let rate = yes as f32 / data.label.len() as f32;
        assert!((p[0] - rate).abs() < 0.05, "{} for {rate}", p[0]);
        assert!(p.iter().all(|&other| other == p[0]));
    }
}

#[test]
fn nothing_is_out_of_bag_without_resampling() {
    let data = Recipe::SMALL.make();
    let params = ForestParams::new()
        .trees(3)
        .min_leaf(20)
        .resample(Resample::None);
    let fitted = data.fit(params.clone());
    assert!(fitted.out_of_bag.iter().all(|p| p.is_nan()));
    assert!(data.fit(params.out_of_bag(false)).out_of_bag.is_empty());
}

#[test]
fn ten_thousand_trees() {
    let data = Recipe {
        rows: 60,
        ..Recipe::SMALL
    }
    .make();
    let fitted = data.fit(ForestParams::new().trees(10_000).min_leaf(10));
    assert_eq!(fitted.forest.trees(), 10_000);
    assert!(fitted.out_of_bag.iter().all(|p| (0.0..=1.0).contains(p)));
}

#[test]
fn a_tree_with_too_many_nodes_is_an_error() {
    let rows = 120_000;
    let mut data = Recipe {
        rows,
        features: 3,
        levels: 200,
        ..Recipe::SMALL
    }
    .make();
    data.group = (0..rows as u32).collect();
    data.label = data
        .group
        .iter()
        .map(|&i| mix(u64::from(i)).is_multiple_of(2))
        .collect();
    let params = ForestParams::new()
        .trees(1)
        .min_leaf(1)
        .mtry(3)
        .resample(Resample::None);
    let error = try_fit(params.clone(), &data).unwrap_err();
    assert!(
        error.to_string().starts_with("min_leaf must be larger"),
        "{error}"
    );
    try_fit(params.max_depth(Some(15)), &data).unwrap();
}

#[test]
fn deep_trees_do_not_exhaust_the_stack() {
    // Every value has the other label than its neighbours: cut after cut at
    // the ends.
    let data = Data {
        x: Array2::from_shape_fn((250, 1), |(i, _)| i as f32),
        label: (0..250).map(|i| i % 2 == 0).collect(),
        value: Vec::new(),
        group: (0..250).collect(),
    };
    let params = ForestParams::new()
        .trees(2)
        .min_leaf(1)
        .resample(Resample::None);
    assert_eq!(data.fit(params).forest.leaves(), 500);
}

#[test]
fn cancelling_stops_early() {
    let data = Recipe::SMALL.make();
    for threads in [1, 3] {
        let params = ForestParams::new()
            .trees(500)
            .min_leaf(5)
            .threads(Some(threads));
        let params = params.check().unwrap();
        let grown = AtomicUsize::new(0);
        let progress = |done: usize| {
            grown.fetch_max(done, Ordering::Relaxed);
            done < 4
        };
        let target = Target::Binary(&data.label);
        let result = fit(&params, data.x.view(), target, &data.group, &progress);
        assert!(matches!(result, Err(Error::Cancelled)));
        assert!(grown.into_inner() < 20);
    }
}

#[test]
fn progress_counts_every_tree() {
    let data = Recipe::SMALL.make();
    let params = ForestParams::new()
        .trees(40)
        .threads(Some(3))
        .out_of_bag(false);
    let calls = AtomicUsize::new(0);
    let progress = |done: usize| {
        assert!((1..=40).contains(&done));
        calls.fetch_add(1, Ordering::Relaxed);
        true
    };
    let target = Target::Binary(&data.label);
    fit(
        &params.check().unwrap(),
        data.x.view(),
        target,
        &data.group,
        &progress,
    )
    .unwrap();
    assert_eq!(calls.into_inner(), 40);
}
