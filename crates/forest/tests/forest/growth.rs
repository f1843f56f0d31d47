//! The engine grows the reference's trees, whatever the options.

use std::sync::Arc;

use grouped_forest::{
    Bags, Bins, Fitted, ForestParams, RawForest, Resample, Target, TargetKind, fit_binned,
};
use proptest::prelude::*;

use crate::data::{Data, Recipe};
use crate::reference::{Node, Reference, Tree};

/// Grows both and compares every node, value and out-of-bag prediction.
fn compare(params: ForestParams, data: &Data, kind: TargetKind) {
    let params = params.check().unwrap();
    let bins = Arc::new(Bins::from_quantiles(data.x.view(), params.max_bins()).unwrap());
    let binned = bins.apply(data.x.view()).unwrap();
    let (target, targets) = match kind {
        TargetKind::Binary => {
            let targets = data.label.iter().map(|&yes| u64::from(yes)).collect();
            (Target::Binary(&data.label), targets)
        }
        TargetKind::Bounded => {
            let code = |value: &f32| ((f64::from(*value) + 1.0) * 16_383.0).round() as u64;
            (
                Target::Bounded(&data.value),
                data.value.iter().map(code).collect(),
            )
        }
    };
    let mut ids = data.group.clone();
    ids.sort_unstable();
    ids.dedup();
    let number = |id: &u32| ids.iter().position(|other| other == id).unwrap();
    let groups = data.group.iter().map(number).collect();
    let fitted = fit_binned(&params, &binned, target, &data.group, &|_| true).unwrap();

    let reference = Reference {
        params: &params,
        binned: &binned,
        kind,
        targets,
        groups,
    };
    let mut trees: Vec<Tree> = (0..params.trees())
        .map(|tree| reference.grow(tree as u64))
        .collect();
    let raw = fitted.forest.to_raw();
    let top = f64::from(kind.top_value());
    let mut values = raw.leaf_values.iter().map(|&value| f64::from(value) / top);
    for (number, tree) in trees.iter_mut().enumerate() {
        let range = raw.offsets[number] as usize..raw.offsets[number + 1] as usize;
        let nodes = &raw.nodes[range];
        let expected: Vec<u16> = tree.nodes.iter().map(encode).collect();
        assert_eq!(nodes, expected, "tree {number}");
        let found: Vec<f64> = values.by_ref().take(tree.rows.len()).collect();
        compare_leaves(&reference, tree, &found, 1.0 / top);
    }
    assert!(values.next().is_none());
    compare_out_of_bag(&reference, &trees, &fitted);
    compare_predictions(&reference, &trees, &fitted, data);
}

/// Compares leaf values, `unit` being the step between two; then gives the
/// reference's tree those found.
fn compare_leaves(reference: &Reference<'_>, tree: &mut Tree, found: &[f64], unit: f64) {
    let pairs = reference.ordered_pairs(&tree.nodes);
    let leaves = tree.nodes.iter_mut().filter_map(|node| match node {
        Node::Leaf(value) => Some(value),
        Node::Split { .. } => None,
    });
    let means: Vec<f64> = leaves.map(|value| *value).collect();
    if pairs.iter().all(|&(low, high)| means[low] <= means[high]) {
        for (found, mean) in found.iter().zip(&means) {
            assert!((found - mean).abs() < 0.5001 * unit, "{found} for {mean}");
        }
    } else {
        assert!(pairs.iter().all(|&(low, high)| found[low] <= found[high]));
        // Cyclic projections end no further from any values in order than they
        // began, such as these; but for what rounding adds.
        let other = in_order(&means, &pairs);
        let end = distance(found, &other, &tree.rows);
        let start = distance(&means, &other, &tree.rows);
        assert!(end <= start + 0.001, "{end} from {start}");
    }
    let leaves = tree.nodes.iter_mut().filter_map(|node| match node {
        Node::Leaf(value) => Some(value),
        Node::Split { .. } => None,
    });
    for (value, &found) in leaves.zip(found) {
        *value = found;
    }
}

/// The smallest values in order that are nowhere below these.
fn in_order(values: &[f64], pairs: &[(usize, usize)]) -> Vec<f64> {
    let mut values = values.to_vec();
    while let Some(&(low, high)) = pairs
        .iter()
        .find(|&&(low, high)| values[low] > values[high])
    {
        values[high] = values[low];
    }
    values
}

/// Root mean square distance, weighted by rows.
fn distance(a: &[f64], b: &[f64], rows: &[i64]) -> f64 {
    let squares = a.iter().zip(b).zip(rows);
    let sum: f64 = squares.map(|((a, b), &n)| (a - b).powi(2) * n as f64).sum();
    (sum / rows.iter().sum::<i64>() as f64).sqrt()
}

/// The place of its children follows from the splits before it, in the forest
/// and in the reference.
fn encode(node: &Node) -> u16 {
    match *node {
        Node::Leaf(_) => 255 << 8,
        Node::Split {
            feature,
            bin,
            missing_left,
            ..
        } => {
            let shift = u16::from(missing_left);
            (2 * feature as u16 + shift) | (u16::from(bin) + shift) << 8
        }
    }
}

fn to_scale(kind: TargetKind, mean: f64) -> f64 {
    match kind {
        TargetKind::Binary => mean,
        TargetKind::Bounded => 2.0 * mean - 1.0,
    }
}

fn compare_out_of_bag(reference: &Reference<'_>, trees: &[Tree], fitted: &Fitted) {
    assert_eq!(fitted.out_of_bag.len(), reference.binned.rows());
    for (row, &found) in fitted.out_of_bag.iter().enumerate() {
        let unseen = trees
            .iter()
            .filter(|tree| tree.weights[reference.groups[row]] == 0);
        let values: Vec<f64> = unseen.map(|tree| reference.walk(tree, row)).collect();
        if values.is_empty() {
            assert!(found.is_nan(), "row {row} was seen by all trees");
        } else {
            let mean = values.iter().sum::<f64>() / values.len() as f64;
            let expected = to_scale(reference.kind, mean);
            assert!(
                (f64::from(found) - expected).abs() < 4e-5,
                "{found} for {expected}"
            );
        }
    }
}

fn compare_predictions(reference: &Reference<'_>, trees: &[Tree], fitted: &Fitted, data: &Data) {
    let forest = &fitted.forest;
    let found = forest.predict_value(data.x.view(), Some(1)).unwrap();
    let binned = forest.predict_binned(reference.binned, Some(2)).unwrap();
    assert_eq!(found, binned);
    for (row, &found) in found.iter().enumerate() {
        let one = data.x.row(row).to_vec();
        assert_eq!(forest.predict_row(&one).unwrap().to_bits(), found.to_bits());
        let sum: f64 = trees.iter().map(|tree| reference.walk(tree, row)).sum();
        let expected = to_scale(reference.kind, sum / trees.len() as f64);
        assert!(
            (f64::from(found) - expected).abs() < 4e-5,
            "{found} for {expected}"
        );
    }
}

#[test]
fn plain_binary_trees() {
    let params = ForestParams::new()
        .trees(5)
        .min_leaf(10)
        .mtry(2)
        .threads(Some(1));
    compare(params, &Recipe::SMALL.make(), TargetKind::Binary);
}

#[test]
fn bounded_target_with_everything_on() {
    let data = Recipe {
        missing: 15,
        ..Recipe::SMALL
    }
    .make();
    let params = ForestParams::new()
        .trees(4)
        .min_leaf(7)
        .mtry(3)
        .max_bins(20)
        .max_depth(Some(6))
        .resample(Resample::Subsample(0.6))
        .monotone([1, -1, 0, 0, 1])
        .shrinkage(25.0)
        .threads(Some(2));
    compare(params, &data, TargetKind::Bounded);
}

#[test]
fn all_features_at_each_node_and_no_resampling() {
    let data = Recipe {
        missing: 5,
        ..Recipe::SMALL
    }
    .make();
    let params = ForestParams::new()
        .trees(2)
        .min_leaf(4)
        .mtry(5)
        .resample(Resample::None);
    compare(params, &data, TargetKind::Binary);
}

#[test]
fn large_nodes_are_searched_on_the_rows_of_some_groups() {
    let data = Recipe {
        rows: 1500,
        groups: 400,
        missing: 4,
        ..Recipe::SMALL
    }
    .make();
    let params = ForestParams::new().trees(3).min_leaf(10).mtry(3);
    let all = data.fit(params.clone()).forest.to_raw();
    let mut differ = 0;
    for search_rows in [1, 30, 100, 250] {
        let params = params.clone().search_rows(search_rows);
        differ += i32::from(data.fit(params.clone()).forest.to_raw() != all);
        compare(params.monotone([1, 0, -1, 0, 0]), &data, TargetKind::Binary);
    }
    assert!(
        differ > 1,
        "a part of the rows chooses the same splits as all"
    );
    // No node has more than twice as many.
    assert_eq!(data.fit(params.search_rows(750)).forest.to_raw(), all);
}

#[test]
fn a_feature_that_is_only_ever_missing_or_constant() {
    let mut data = Recipe {
        missing: 10,
        ..Recipe::SMALL
    }
    .make();
    data.x.column_mut(2).fill(f32::NAN);
    data.x.column_mut(3).fill(7.0);
    data.x[[5, 3]] = f32::NAN;
    let params = ForestParams::new().trees(3).min_leaf(1).mtry(3);
    compare(params, &data, TargetKind::Binary);
}

#[test]
fn every_width_of_record() {
    for features in [1, 4, 5, 12, 13, 28, 29, 60, 61, 124] {
        let data = Recipe {
            rows: 120,
            features,
            missing: 3,
            groups: 30,
            ..Recipe::SMALL
        }
        .make();
        let params = ForestParams::new().trees(2).min_leaf(5);
        compare(params, &data, TargetKind::Binary);
    }
}

#[test]
fn more_values_than_bins() {
    let data = Recipe {
        rows: 2000,
        features: 2,
        levels: 5000,
        ..Recipe::SMALL
    }
    .make();
    for max_bins in [2, 3, 16, 254, 255] {
        let params = ForestParams::new()
            .trees(1)
            .min_leaf(60)
            .mtry(2)
            .max_bins(max_bins);
        compare(params, &data, TargetKind::Binary);
    }
}

#[test]
fn threads_and_the_order_of_rows_change_nothing() {
    let data = Recipe {
        rows: 3000,
        missing: 4,
        ..Recipe::SMALL
    }
    .make();
    let params = ForestParams::new().trees(12).min_leaf(5).mtry(2).seed(3);
    let first = data.fit(params.clone().threads(Some(1)));
    for threads in [2, 3, 7] {
        let other = data.fit(params.clone().threads(Some(threads)));
        assert_eq!(first.forest.to_raw(), other.forest.to_raw());
        assert_eq!(bits(&first.out_of_bag), bits(&other.out_of_bag));
    }
    let rows = data.label.len();
    let order: Vec<usize> = (0..rows).map(|row| (row * 1009 + 5) % rows).collect();
    let mixed = Data {
        x: data.x.select(ndarray::Axis(0), &order),
        label: order.iter().map(|&row| data.label[row]).collect(),
        value: Vec::new(),
        group: order.iter().map(|&row| data.group[row]).collect(),
    };
    let other = mixed.fit(params.clone());
    assert_eq!(first.forest.to_raw(), other.forest.to_raw());
    let expected: Vec<f32> = order.iter().map(|&row| first.out_of_bag[row]).collect();
    assert_eq!(bits(&expected), bits(&other.out_of_bag));

    let reseeded: RawForest = data.fit(params.seed(4)).forest.to_raw();
    assert_ne!(first.forest.to_raw(), reseeded);
}

fn bits(values: &[f32]) -> Vec<u32> {
    values.iter().map(|value| value.to_bits()).collect()
}

fn any_resample() -> impl Strategy<Value = Resample> {
    prop_oneof![
        Just(Resample::Bootstrap),
        (0.05..=1.0).prop_map(Resample::Subsample),
        Just(Resample::None),
        (1usize..4, 0.1..=1.0, any::<bool>()).prop_map(|(trees, fraction, replacement)| {
            Resample::Bags(Bags {
                trees,
                fraction,
                replacement,
            })
        }),
    ]
}

fn any_recipe() -> impl Strategy<Value = Recipe> {
    (
        1usize..300,
        1usize..14,
        1u32..60,
        0u32..60,
        1u32..50,
        any::<u64>(),
    )
        .prop_map(|(rows, features, levels, missing, groups, seed)| Recipe {
            rows,
            features,
            levels,
            // Often none.
            missing: missing.saturating_sub(30),
            groups,
            seed,
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn any_options(
        recipe in any_recipe(),
        resample in any_resample(),
        signs in prop::collection::vec(-1i8..=1, 14),
        (use_signs, bounded) in any::<(bool, bool)>(),
        (min_leaf, mtry, max_bins) in (1u32..40, 1usize..14, 2usize..=255),
        max_depth in prop::option::of(1u32..8),
        shrinkage in prop_oneof![Just(0.0f32), 0.0f32..200.0],
        search_rows in prop_oneof![Just(1usize << 18), 1usize..100],
        (seed, threads) in (any::<u64>(), 1usize..4),
    ) {
        let data = recipe.make();
        let signs = if use_signs { signs[..recipe.features].to_vec() } else { Vec::new() };
        let params = ForestParams::new()
            .trees(3)
            .min_leaf(min_leaf)
            .mtry(mtry.min(recipe.features))
            .max_bins(max_bins)
            .max_depth(max_depth)
            .resample(resample)
            .monotone(signs)
            .shrinkage(shrinkage)
            .search_rows(search_rows)
            .seed(seed)
            .threads(Some(threads));
        let kind = if bounded { TargetKind::Bounded } else { TargetKind::Binary };
        compare(params, &data, kind);
    }
}
