//! A forest grown where its rows are is the forest of all rows together.

use std::collections::BTreeMap;
use std::sync::Arc;

use grouped_forest::generator::Draws;
use grouped_forest::levels::{GroupRows, Growth, Level, code_block, code_targets, merge};
use grouped_forest::{
    Bags, Bins, Error, Fitted, ForestParams, Resample, Target, ValidForestParams, fit_binned,
};
use ndarray::Axis;
use proptest::prelude::*;

use crate::data::{Data, Recipe};

/// Workers that hold parts of the rows.
struct Cluster {
    bins: Arc<Bins>,
    blocks: Vec<Vec<u8>>,
    groups: Vec<GroupRows>,
    /// Whether answers are merged in steps.
    steps: bool,
    /// In how many of a hundred levels a worker has lost its places.
    forgets: u32,
    /// The depth from which rows are gathered.
    gathers: u32,
}

impl Cluster {
    /// Rows in a random order, cut into parts of random lengths.
    fn new(data: &Data, max_bins: usize, bounded: bool, draws: &mut Draws) -> Self {
        let bins = Arc::new(Bins::from_quantiles(data.x.view(), max_bins).unwrap());
        let y: Vec<f64> = match bounded {
            true => data.value.iter().map(|&v| f64::from(v)).collect(),
            false => data
                .label
                .iter()
                .map(|&yes| f64::from(u8::from(yes)))
                .collect(),
        };
        let targets = code_targets(&y, if bounded { 0 } else { 2 }, [-1.0, 1.0]).unwrap();
        let mut ids = data.group.clone();
        ids.sort_unstable();
        ids.dedup();
        let mut groups = vec![GroupRows { rows: 0, sum: 0 }; ids.len()];
        let numbers: Vec<u32> = data
            .group
            .iter()
            .map(|id| ids.binary_search(id).unwrap() as u32)
            .collect();
        for (&group, &target) in numbers.iter().zip(&targets) {
            groups[group as usize].rows += 1;
            groups[group as usize].sum += u64::from(target);
        }
        let mut order: Vec<usize> = (0..targets.len()).collect();
        for last in (1..order.len()).rev() {
            order.swap(last, draws.below(last as u32 + 1) as usize);
        }
        let mut blocks = Vec::new();
        let mut rest = order.as_slice();
        while !rest.is_empty() {
            let length = 1 + draws.below(rest.len() as u32) as usize;
            let mine = rest.split_off(..length).unwrap();
            let x = data.x.select(Axis(0), mine);
            let t: Vec<u16> = mine.iter().map(|&row| targets[row]).collect();
            let g: Vec<u32> = mine.iter().map(|&row| numbers[row]).collect();
            blocks.push(code_block(&bins, x.view(), &t, &g).unwrap());
        }
        // A worker without rows.
        let none = data.x.select(Axis(0), &[]);
        blocks.push(code_block(&bins, none.view(), &[], &[]).unwrap());
        Self {
            bins,
            blocks,
            groups,
            steps: draws.below(2) == 1,
            forgets: draws.below(3) * 40,
            gathers: draws.below(12),
        }
    }

    fn fit(
        &self,
        params: &ValidForestParams,
        bounded: bool,
        at_once: usize,
        draws: &mut Draws,
    ) -> Fitted {
        let positive = (!bounded).then_some(1);
        let bins = Arc::clone(&self.bins);
        let mut growth = Growth::new(
            params.clone(),
            bins,
            self.groups.clone(),
            positive,
            at_once,
            7,
        )
        .unwrap();
        let mut kept: Vec<Option<Vec<u8>>> = vec![None; self.blocks.len()];
        while let Some(level) = growth.level() {
            let sent = level.to_bytes();
            let level = Level::from_bytes(&sent).unwrap();
            let mut counts: BTreeMap<u64, Vec<Vec<u8>>> = BTreeMap::new();
            let gathers = level.depth() >= self.gathers && level.open_rows().is_some();
            for (block, kept) in self.blocks.iter().zip(&mut kept) {
                if draws.below(100) < self.forgets {
                    *kept = None;
                }
                if gathers {
                    for (tree, rows) in level.gather(block, kept.as_deref()).unwrap() {
                        counts.entry(tree).or_default().push(rows);
                    }
                    continue;
                }
                let counted = level.count(block, kept.as_deref()).unwrap();
                *kept = Some(counted.places);
                for (tree, bytes) in counted.trees {
                    counts.entry(tree).or_default().push(bytes);
                }
            }
            let mut answers = Vec::new();
            for (tree, mut counts) in counts {
                if gathers {
                    answers.push((tree, level.grow(tree, &views(&counts)).unwrap()));
                    continue;
                }
                if self.steps && counts.len() > 1 {
                    let half = counts.split_off(counts.len() / 2);
                    counts.push(merge(&level, tree, &views(&half)).unwrap());
                }
                answers.push((tree, level.solve(tree, &views(&counts)).unwrap()));
            }
            answers.reverse();
            growth.tell(&answers).unwrap();
        }
        growth.finish().unwrap()
    }
}

fn views(bytes: &[Vec<u8>]) -> Vec<&[u8]> {
    bytes.iter().map(Vec::as_slice).collect()
}

/// Both ways give the same forest and gains.
fn compare(params: ForestParams, data: &Data, bounded: bool, at_once: usize, seed: u64) {
    let params = params.out_of_bag(false).check().unwrap();
    let mut draws = Draws::new(seed);
    let cluster = Cluster::new(data, params.max_bins(), bounded, &mut draws);
    let found = cluster.fit(&params, bounded, at_once, &mut draws);
    let binned = cluster.bins.apply(data.x.view()).unwrap();
    let target = match bounded {
        true => Target::Bounded(&data.value),
        false => Target::Binary(&data.label),
    };
    let expected = fit_binned(&params, &binned, target, &data.group, &|_| true).unwrap();
    assert_eq!(found.forest.to_raw(), expected.forest.to_raw());
    assert_eq!(found.gains, expected.gains);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]
    #[test]
    fn parts_grow_the_forest_of_the_whole(
        rows in 1usize..900,
        features in 1usize..16,
        levels in 1u32..300,
        missing in prop_oneof![Just(0u32), 1u32..40],
        groups in 1u32..90,
        trees in 1usize..8,
        at_once in 1usize..9,
        min_leaf in 1u32..40,
        depth in prop_oneof![Just(None), (1u32..6).prop_map(Some)],
        search_rows in prop_oneof![Just(1usize << 18), 1usize..300],
        resample in prop_oneof![
            Just(Resample::Bootstrap),
            (0.02f64..1.0).prop_map(Resample::Subsample),
            Just(Resample::None),
            Just(Resample::Bags(Bags { trees: 2, fraction: 0.7, replacement: true })),
        ],
        signed in any::<bool>(),
        bounded in any::<bool>(),
        shrinkage in prop_oneof![Just(0.0f32), 0.1f32..60.0],
        max_bins in 2usize..=255,
        seed in any::<u64>(),
    ) {
        let data = Recipe { rows, features, levels, missing, groups, seed }.make();
        let mut signs = vec![0; features];
        signs[0] = i8::from(signed);
        let params = ForestParams::new()
            .trees(trees)
            .min_leaf(min_leaf)
            .max_depth(depth)
            .mtry(1 + (seed % features as u64) as usize)
            .search_rows(search_rows)
            .resample(resample)
            .shrinkage(shrinkage)
            .max_bins(max_bins)
            .monotone(signs)
            .seed(seed);
        compare(params, &data, bounded, at_once, seed);
    }
}

#[test]
fn large_blocks_send_cells_and_scouts_search_their_nodes() {
    let data = Recipe {
        rows: 9000,
        features: 7,
        levels: 200,
        missing: 10,
        groups: 300,
        seed: 5,
    }
    .make();
    for (search_rows, bounded) in [(400, false), (400, true), (1 << 18, false)] {
        let params = ForestParams::new().trees(6).min_leaf(10).mtry(3).seed(3);
        compare(params.search_rows(search_rows), &data, bounded, 4, 11);
    }
}

#[test]
fn what_is_of_another_fit_is_passed_over_or_refused() {
    let data = Recipe::SMALL.make();
    let params = ForestParams::new().trees(2).min_leaf(5).out_of_bag(false);
    let params = params.check().unwrap();
    let mut draws = Draws::new(3);
    let cluster = Cluster::new(&data, 255, false, &mut draws);
    let start = |run| {
        let bins = Arc::clone(&cluster.bins);
        Growth::new(
            params.clone(),
            bins,
            cluster.groups.clone(),
            Some(1),
            9,
            run,
        )
        .unwrap()
    };
    let (mine, other) = (start(1), start(2));
    let (mine, other) = (mine.level().unwrap(), other.level().unwrap());
    let block = &cluster.blocks[0];
    let counted = mine.count(block, None).unwrap();
    let theirs = other.count(block, None).unwrap();
    for places in [
        theirs.places.as_slice(),
        b"",
        b"wpplace1 and no more",
        block,
    ] {
        assert_eq!(mine.count(block, Some(places)).unwrap(), counted);
    }
    let mut damaged = counted.places.clone();
    *damaged.last_mut().unwrap() ^= 1;
    assert_eq!(mine.count(block, Some(&damaged)).unwrap(), counted);

    assert!(mine.count(b"no block", None).is_err());
    assert!(mine.count(&block[..block.len() - 1], None).is_err());
    assert!(Level::from_bytes(b"no level").is_err());
    let bytes = mine.to_bytes();
    for end in 0..bytes.len() {
        assert!(Level::from_bytes(&bytes[..end]).is_err(), "{end} bytes");
    }
    let (tree, count) = &counted.trees[0];
    assert!(mine.solve(99, &[]).is_err());
    assert!(mine.solve(*tree, &[&count[..count.len() / 2]]).is_err());
    // A block that is missing, or there twice, is noticed.
    for counts in [vec![], vec![count.as_slice(); 2]] {
        if cluster.blocks.len() > 2 {
            let error = mine.solve(*tree, &counts).unwrap_err();
            assert!(matches!(error, Error::Fit { .. }), "{error}");
        }
    }
}

#[test]
fn what_cannot_be_grown_so_is_refused() {
    let data = Recipe::SMALL.make();
    let bins = Arc::new(Bins::from_quantiles(data.x.view(), 255).unwrap());
    let refused = |params: ForestParams, groups: &[GroupRows]| {
        let params = params.check().unwrap();
        let growth = Growth::new(params, Arc::clone(&bins), groups.to_vec(), Some(1), 1, 0);
        growth.err().map(|e| e.to_string()).unwrap_or_default()
    };
    let some = [GroupRows { rows: 9, sum: 4 }];
    let params = || ForestParams::new().trees(1).out_of_bag(false);
    assert!(refused(params().out_of_bag(true), &some).contains("out-of-bag"));
    assert!(refused(params(), &[]).contains("no rows"));
    assert!(refused(params().mtry(6), &some).contains("mtry must be"));
    assert!(refused(params().monotone(vec![1]), &some).contains("columns"));
    let many = [GroupRows {
        rows: 1 << 25,
        sum: 1,
    }];
    assert!(refused(params(), &many).contains("more than 16777215"));

    assert!(code_targets(&[0.0, 2.0], 2, [0.0, 1.0]).is_err());
    assert!(code_targets(&[0.5], 2, [0.0, 1.0]).is_err());
    assert!(code_targets(&[f64::NAN], 0, [0.0, 1.0]).is_err());
    assert!(code_block(&bins, data.x.view(), &[0], &[0]).is_err());
}
