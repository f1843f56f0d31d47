//! Bins from sketches: the exact ones where they can be, the same for any order
//! and any division of the rows, close to equal shares elsewhere.

use grouped_forest::generator::Draws;
use grouped_forest::{BinSketch, Bins, EXACT_ROWS, Error};
use ndarray::{Array2, ArrayView2, Axis, s};
use proptest::prelude::*;

/// The edges by their definition, from sorted values.
fn exact_edges(column: impl Iterator<Item = f32>, max_bins: usize) -> Vec<f32> {
    let mut values: Vec<f32> = column.filter(|v| !v.is_nan()).map(|v| v + 0.0).collect();
    values.sort_by(f32::total_cmp);
    let runs: Vec<&[f32]> = values.chunk_by(|a, b| a == b).collect();
    let (mut rows_left, mut bins_left, mut in_bin) = (values.len(), max_bins, 0);
    let mut edges = Vec::new();
    for (place, pair) in runs.windows(2).enumerate() {
        in_bin += pair[0].len();
        if in_bin * bins_left >= rows_left || runs.len() - place <= bins_left {
            let (low, high) = (pair[0][0], pair[1][0]);
            let middle = ((f64::from(low) + f64::from(high)) / 2.0) as f32;
            let between = middle > low && middle < high;
            edges.push(if between { middle } else { low });
            rows_left -= in_bin;
            bins_left -= 1;
            in_bin = 0;
        }
        if bins_left == 1 {
            break;
        }
    }
    edges
}

fn sketch_of(x: ArrayView2<'_, f32>) -> BinSketch {
    let mut sketch = BinSketch::new(x.ncols()).unwrap();
    sketch.add(x).unwrap();
    sketch
}

fn bytes(sketch: &BinSketch) -> Vec<u8> {
    postcard::to_stdvec(sketch).unwrap()
}

/// The rows in parts of these lengths, each its own sketch, merged one by one.
fn merged(x: ArrayView2<'_, f32>, cuts: &[usize], many: bool) -> BinSketch {
    let mut parts = Vec::new();
    let mut start = 0usize;
    for &rows in cuts.iter().chain([&usize::MAX]) {
        let end = x.nrows().min(start.saturating_add(rows));
        let mut part = match many {
            true => BinSketch::of_many(x.ncols()).unwrap(),
            false => BinSketch::new(x.ncols()).unwrap(),
        };
        part.add(x.slice(s![start..end, ..])).unwrap();
        parts.push(part);
        start = end;
    }
    let first = parts.pop().unwrap();
    parts.into_iter().fold(first, |mut sum, part| {
        sum.merge(part).unwrap();
        sum
    })
}

/// Rows in another order.
fn shuffled(x: ArrayView2<'_, f32>, seed: u64) -> Array2<f32> {
    let mut draws = Draws::new(seed);
    let mut order: Vec<usize> = (0..x.nrows()).collect();
    for last in (1..order.len()).rev() {
        order.swap(last, draws.below(last as u32 + 1) as usize);
    }
    x.select(Axis(0), &order)
}

/// Numbers of every kind: few and many, whole and not, missing, signed zeros.
fn number() -> impl Strategy<Value = f32> {
    prop_oneof![
        4 => (-50i32..50).prop_map(|v| v as f32),
        2 => any::<f32>(),
        1 => -1.0f32..1.0,
        1 => prop::sample::select(vec![0.0, -0.0, f32::NAN, f32::INFINITY, f32::NEG_INFINITY, 1e-40]),
    ]
}

proptest! {
    #[test]
    fn few_rows_have_exact_bins_however_they_come(
        values in prop::collection::vec(number(), 3..900),
        cuts in prop::collection::vec(0usize..200, 0..5),
        max_bins in 2usize..=255,
        seed in any::<u64>(),
    ) {
        let rows = values.len() / 3;
        let x = Array2::from_shape_vec((rows, 3), values[..rows * 3].to_vec()).unwrap();
        let bins = Bins::from_quantiles(x.view(), max_bins).unwrap();
        for (feature, found) in bins.edges().iter().enumerate() {
            prop_assert_eq!(found, &exact_edges(x.column(feature).into_iter().copied(), max_bins));
        }
        let whole = sketch_of(x.view());
        prop_assert_eq!(&whole.to_bins(max_bins).unwrap(), &bins);
        let mixed = shuffled(x.view(), seed);
        let parts = merged(mixed.view(), &cuts, false);
        prop_assert_eq!(bytes(&parts), bytes(&whole));
        // Buckets from the first row on: the same for any order too.
        let buckets = merged(x.view(), &[], true);
        prop_assert_eq!(bytes(&merged(mixed.view(), &cuts, true)), bytes(&buckets));
        // A part with buckets makes the whole so.
        let mut both = whole.clone();
        both.merge(BinSketch::of_many(3).unwrap()).unwrap();
        prop_assert_eq!(bytes(&both), bytes(&buckets));
    }

    #[test]
    fn stored_sketches_come_back_and_broken_ones_are_refused(
        values in prop::collection::vec(number(), 0..300),
        many in any::<bool>(),
        place in any::<prop::sample::Index>(),
        byte in any::<u8>(),
    ) {
        let x = Array2::from_shape_vec((values.len(), 1), values).unwrap();
        let sketch = merged(x.view(), &[100], many);
        let mut stored = bytes(&sketch);
        let back: BinSketch = postcard::from_bytes(&stored).unwrap();
        prop_assert_eq!(bytes(&back), stored.clone());
        prop_assert_eq!(back.to_bins(16).unwrap(), sketch.to_bins(16).unwrap());
        // What is not a sketch is an error, or one that can be used.
        let place = place.index(stored.len());
        stored[place] = byte;
        if let Ok(other) = postcard::from_bytes::<BinSketch>(&stored) {
            let bins = other.to_bins(16).unwrap();
            prop_assert!(Bins::from_edges(bins.edges().to_vec()).is_ok());
        }
    }
}

/// More rows than ranks are kept of: whole numbers, tenths, and a smooth feature.
fn many_rows() -> Array2<f32> {
    let mut draws = Draws::new(3);
    let rows = EXACT_ROWS as usize + 50_000;
    Array2::from_shape_fn((rows, 3), |(_, feature)| match feature {
        0 => draws.below(3601) as f32 - 600.0,
        1 => draws.below(400) as f32 / 10.0,
        _ => (draws.below(1 << 24) as f32 / (1 << 24) as f32).powi(3),
    })
}

#[test]
fn many_rows_have_the_same_bins_in_any_order_and_parts() {
    let x = many_rows();
    let bins = Bins::from_quantiles(x.view(), 255).unwrap();
    // Numbers with a bucket each: exact.
    for feature in [0, 1] {
        let exact = exact_edges(x.column(feature).into_iter().copied(), 255);
        assert_eq!(bins.edges()[feature], exact, "feature {feature}");
    }
    // The others: no bin is further from its share than a bucket's rows.
    let mut sizes = vec![0u32; bins.count(2)];
    for &value in x.column(2) {
        sizes[usize::from(bins.code(2, value))] += 1;
    }
    let share = x.nrows() as f64 / 255.0;
    let off = |&size: &u32| (f64::from(size) - share).abs() / share;
    assert_eq!(sizes.len(), 255);
    let worst = sizes.iter().map(off).fold(0.0, f64::max);
    assert!(worst < 0.1, "{worst}: {sizes:?}");

    let mixed = shuffled(x.view(), 8);
    assert_eq!(Bins::from_quantiles(mixed.view(), 255).unwrap(), bins);
    let whole = bytes(&sketch_of(x.view()));
    // Parts of few rows know their ranks until they are together.
    for (cuts, many) in [(&[600_000, 10, 0][..], false), (&[1_000_000], true)] {
        let parts = merged(mixed.view(), cuts, many);
        assert_eq!(parts.rows(), x.nrows() as u64);
        assert_eq!(bytes(&parts), whole);
        assert_eq!(parts.to_bins(255).unwrap(), bins);
    }
}

#[test]
fn sketches_of_other_features_do_not_fit() {
    let mut sketch = BinSketch::new(2).unwrap();
    let three = Array2::zeros((1, 3));
    assert!(matches!(sketch.add(three.view()), Err(Error::Shape { .. })));
    let other = BinSketch::new(3).unwrap();
    assert!(matches!(sketch.merge(other), Err(Error::Shape { .. })));
    assert!(matches!(BinSketch::new(0), Err(Error::Shape { .. })));
    assert!(matches!(BinSketch::of_many(125), Err(Error::Shape { .. })));
    assert!(matches!(sketch.to_bins(1), Err(Error::Parameter { .. })));
    assert!(
        sketch
            .to_bins(255)
            .unwrap()
            .edges()
            .iter()
            .all(Vec::is_empty)
    );
}
