//! Plain arrays of a forest: there and back, and nothing unsound comes back.

use grouped_forest::Error;
use grouped_forest::{Forest, ForestParams, RawForest};
use proptest::prelude::*;

use crate::data::Recipe;

fn small_forest(bounded: bool) -> Forest {
    let data = Recipe {
        rows: 200,
        features: 3,
        missing: 5,
        ..Recipe::SMALL
    }
    .make();
    let params = ForestParams::new().trees(3).min_leaf(8).mtry(2);
    if bounded {
        data.fit_value(params).forest
    } else {
        data.fit(params).forest
    }
}

#[test]
fn there_and_back() {
    for bounded in [false, true] {
        let forest = small_forest(bounded);
        let back = Forest::from_raw(forest.to_raw()).unwrap();
        assert_eq!(forest, back);
        assert_eq!(forest.leaves(), forest.to_raw().leaf_values.len());
        let splits: usize = forest.split_counts().iter().sum();
        assert_eq!(splits + forest.leaves(), forest.nodes());
    }
}

#[test]
fn what_is_unsound_is_refused() {
    let refused = |edit: fn(&mut RawForest)| {
        let mut raw = small_forest(true).to_raw();
        edit(&mut raw);
        assert!(matches!(Forest::from_raw(raw), Err(Error::Shape { .. })));
    };
    refused(|raw| raw.edges.clear());
    refused(|raw| raw.edges.truncate(1));
    refused(|raw| raw.edges[0] = vec![2.0, 1.0]);
    refused(|raw| raw.edges[0] = vec![1.0, 1.0]);
    refused(|raw| raw.edges[0] = vec![f32::NAN]);
    refused(|raw| raw.edges[0] = (0..255).map(|edge| edge as f32).collect());
    refused(|raw| raw.offsets.clear());
    refused(|raw| raw.offsets.truncate(1));
    refused(|raw| raw.offsets[0] = 1);
    refused(|raw| raw.offsets[1] = raw.offsets[2]);
    refused(|raw| raw.offsets[1] = u32::MAX);
    refused(|raw| *raw.offsets.last_mut().unwrap() += 1);
    refused(|raw| raw.offsets.push(*raw.offsets.last().unwrap()));
    refused(|raw| raw.nodes.clear());
    // A feature that is not there, a threshold below the shift, a leaf with a
    // feature, a root that is a leaf, a split too many, a node too many.
    refused(|raw| raw.nodes[0] = 6 | (raw.nodes[0] & 0xff00));
    refused(|raw| raw.nodes[0] = 1);
    refused(|raw| *raw.nodes.last_mut().unwrap() |= 2);
    refused(|raw| raw.nodes[0] = 0xff00);
    refused(|raw| *raw.nodes.last_mut().unwrap() = 0x0700);
    refused(|raw| raw.nodes.push(0xff00));
    refused(|raw| raw.leaf_values.push(0));
    refused(|raw| raw.leaf_values.truncate(1));
    refused(|raw| raw.leaf_values[0] = 65_535);
}

/// What any forest must do.
fn use_it(forest: &Forest) {
    let rows = [
        [f32::NAN; 3],
        [-1e9; 3],
        [0.0, 9.0, f32::NAN],
        [1e9, 5.0, 7.0],
    ];
    for row in rows {
        let p = forest.predict_row(&row).unwrap();
        assert!((-1.0..=1.0).contains(&p), "{p}");
        let x = ndarray::ArrayView2::from_shape((1, 3), &row).unwrap();
        assert_eq!(
            forest.predict_value(x, Some(1)).unwrap()[0].to_bits(),
            p.to_bits()
        );
    }
    assert_eq!(&Forest::from_raw(forest.to_raw()).unwrap(), forest);
}

/// All shapes of up to five nodes: those whose nodes are not each a child of an
/// earlier split would loop or run out.
#[test]
fn only_trees_are_trees() {
    for shape in 0u16..32 {
        for length in 1..=5u16 {
            let mut raw = small_forest(false).to_raw();
            let splits = |end: u16| (0..end).filter(|k| shape >> k & 1 == 1).count() as u16;
            raw.nodes = (0..length)
                .map(|k| if shape >> k & 1 == 1 { 0x0702 } else { 0xff00 })
                .collect();
            raw.offsets = vec![0, u32::from(length)];
            raw.leaf_values = vec![9; usize::from(length.div_ceil(2))];
            let is_tree =
                length == 2 * splits(length) + 1 && (1..length).all(|k| k <= 2 * splits(k));
            let forest = Forest::from_raw(raw);
            assert_eq!(forest.is_ok(), is_tree, "{shape:b}, {length} nodes");
            if let Ok(forest) = forest {
                use_it(&forest);
            }
        }
    }
}

proptest! {
    /// Flipped bits are refused, or make a forest that still works.
    #[test]
    fn corrupted_arrays_never_panic(
        bounded in any::<bool>(),
        flips in prop::collection::vec((0usize..4, any::<prop::sample::Index>(), 0u32..32), 1..4),
    ) {
        let mut raw = small_forest(bounded).to_raw();
        for (part, place, bit) in flips {
            match part {
                0 => *place.get_mut(&mut raw.nodes) ^= 1 << (bit % 16),
                1 => *place.get_mut(&mut raw.offsets) ^= 1 << bit,
                2 => *place.get_mut(&mut raw.leaf_values) ^= 1 << (bit % 16),
                _ => {
                    let edge = place.get_mut(&mut raw.edges[0]);
                    *edge = f32::from_bits(edge.to_bits() ^ 1 << bit);
                }
            }
        }
        if let Ok(forest) = Forest::from_raw(raw) {
            use_it(&forest);
        }
    }

    /// Nodes of pure noise.
    #[test]
    fn random_nodes_never_panic(nodes in prop::collection::vec(any::<u16>(), 1..12)) {
        let mut raw = small_forest(false).to_raw();
        raw.offsets = vec![0, nodes.len() as u32];
        raw.leaf_values = vec![9; nodes.len().div_ceil(2)];
        raw.nodes = nodes;
        if let Ok(forest) = Forest::from_raw(raw) {
            use_it(&forest);
        }
    }
}
