//! Fitting: from matrices to a forest.

use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use ndarray::ArrayView2;

use super::bins::{Binned, Bins, check_width};
use super::bootstrap::Groups;
use super::grow::{Arena, Plan};
use super::leaves::LeafRule;
use super::model::Forest;
use super::out_of_bag::out_of_bag;
use super::params::{Progress, ValidForestParams};
use super::target::TargetKind;
use super::threads;
use super::tree::Tree;
use super::weights::RowWeights;
use crate::error::{Error, Result, check_length};

/// What to learn, one value a row.
#[derive(Debug, Clone, Copy)]
pub enum Target<'a> {
    /// Yes or no; the forest predicts the probability of yes.
    Binary(&'a [bool]),
    /// A number in [-1, 1], such as a residual `y - p`; the forest predicts its
    /// mean. Values are rounded to the nearest of 32,767 equidistant ones (0 is
    /// one of them).
    Bounded(&'a [f32]),
}

impl Target<'_> {
    fn len(&self) -> usize {
        match self {
            Self::Binary(labels) => labels.len(),
            Self::Bounded(values) => values.len(),
        }
    }

    /// Which kind of forest it makes.
    #[must_use]
    pub fn kind(&self) -> TargetKind {
        match self {
            Self::Binary(_) => TargetKind::Binary,
            Self::Bounded(_) => TargetKind::Bounded,
        }
    }

    /// The targets as integers from 0 to [`TargetKind::top_target`].
    pub(super) fn quantise(&self) -> Result<Vec<u16>> {
        match self {
            Self::Binary(labels) => Ok(labels.iter().map(|&yes| u16::from(yes)).collect()),
            Self::Bounded(values) => quantise(values, 0),
        }
    }
}

/// Numbers from -1 to 1 as integers; `first` is the number of their first row.
pub(super) fn quantise(values: &[f32], first: usize) -> Result<Vec<u16>> {
    let half = f64::from(TargetKind::Bounded.top_target() / 2);
    let rows = values.iter().enumerate();
    rows.map(|(row, &value)| {
        if (-1.0..=1.0).contains(&value) {
            Ok(((f64::from(value) + 1.0) * half).round() as u16)
        } else {
            Err(Error::Fit {
                problem: format!("the target of row {} is {value}", first + row),
                hint: "a bounded target lies between -1 and 1".to_owned(),
            })
        }
    })
    .collect()
}

/// What a forest is grown to, one value a row.
#[derive(Debug, Clone, Copy)]
pub(super) struct Targets<'a> {
    /// Integers from 0 to [`TargetKind::top_target`], or numbers of classes.
    pub values: &'a [u16],
    /// The class to be told from the others, where they are that.
    pub class: Option<u16>,
}

impl<'a> Targets<'a> {
    /// The targets of some rows.
    pub fn of(self, rows: Range<usize>) -> impl Iterator<Item = u16> + 'a {
        let values = self.values[rows].iter();
        values.map(move |&value| match self.class {
            None => value,
            Some(class) => u16::from(value == class),
        })
    }
}

/// A forest and what its fit knows about it.
#[derive(Debug, Clone)]
pub struct Fitted {
    /// The forest.
    pub forest: Forest,
    /// For each training row the mean prediction of the trees that did not see
    /// its group, on the scale of [`Forest::predict_value`]; NaN where every
    /// tree saw it. Empty if the parameters ask for none.
    pub out_of_bag: Vec<f32>,
    /// How much the splits by each feature lowered the sum of squared errors of
    /// the trees' samples (targets from 0 to 1; for a binary target that is half
    /// the Gini impurity times the rows), one a feature, summed over the trees.
    pub gains: Vec<f64>,
}

/// Bins `x` and fits a forest.
///
/// * `x`: rows × features (at most 124); NaN is missing.
/// * `target`: one value a row.
/// * `group`: one id a row, any numbers; rows with the same id are drawn, or
///   left out of a tree, together. Give each row its own id where rows are
///   independent.
/// * `progress`: see [`Progress`]; `&|_| true` to ignore it.
///
/// # Errors
/// [`Error::Shape`] when lengths or widths do not match; [`Error::Parameter`]
/// when `mtry`, `min_leaf` or the signs do not suit the data; [`Error::Fit`]
/// for no rows, targets out of range, or a sample of more than 16,777,215
/// rows; [`Error::Cancelled`].
pub fn fit(
    params: &ValidForestParams,
    x: ArrayView2<'_, f32>,
    target: Target<'_>,
    group: &[u32],
    progress: &Progress<'_>,
) -> Result<Fitted> {
    check_data(params, x.nrows(), x.ncols(), target, group)?;
    fit_binned(params, &bin(params, x)?, target, group, progress)
}

/// The bins and codes with which [`fit`] grows: who has no other use for the matrix
/// may let go of it before [`fit_binned`].
///
/// # Errors
/// [`Error::Shape`] for no or too many features.
pub fn bin(params: &ValidForestParams, x: ArrayView2<'_, f32>) -> Result<Binned> {
    let threads = threads::resolve(params.threads())?;
    threads::pool(threads)?.install(|| {
        let bins = Arc::new(Bins::from_quantiles(x, params.max_bins())?);
        bins.apply(x)
    })
}

/// As [`fit`], on a matrix that is binned already; `max_bins` plays no part.
///
/// # Errors
/// As [`fit`].
pub fn fit_binned(
    params: &ValidForestParams,
    binned: &Binned,
    target: Target<'_>,
    group: &[u32],
    progress: &Progress<'_>,
) -> Result<Fitted> {
    fit_to(params, binned, target, group, None, progress)
}

/// As [`fit_binned`], with a weight of at least 0 a row. Whole numbers up to 63
/// count as so many equal rows; others are scaled and rounded by chance, in each
/// tree anew. `min_leaf` is then meant in rows of average weight.
///
/// # Errors
/// As [`fit`]; [`Error::Fit`] for weights that are negative, no numbers, or all 0.
pub fn fit_weighted(
    params: &ValidForestParams,
    binned: &Binned,
    target: Target<'_>,
    group: &[u32],
    weights: &[f32],
    progress: &Progress<'_>,
) -> Result<Fitted> {
    let weights = RowWeights::new(weights, binned.rows())?;
    fit_to(params, binned, target, group, Some(&weights), progress)
}

fn fit_to(
    params: &ValidForestParams,
    binned: &Binned,
    target: Target<'_>,
    group: &[u32],
    weights: Option<&RowWeights>,
    progress: &Progress<'_>,
) -> Result<Fitted> {
    check_data(params, binned.rows(), binned.features(), target, group)?;
    let targets = target.quantise()?;
    let groups = Groups::new(group);
    let data = Data {
        kind: target.kind(),
        binned,
        targets: Targets {
            values: &targets,
            class: None,
        },
        groups: &groups,
        weights,
    };
    grow_forest(params, &data, progress)
}

/// What a forest is grown from.
pub(super) struct Data<'a> {
    pub kind: TargetKind,
    pub binned: &'a Binned,
    pub targets: Targets<'a>,
    pub groups: &'a Groups,
    pub weights: Option<&'a RowWeights>,
}

pub(super) fn grow_forest(
    params: &ValidForestParams,
    data: &Data<'_>,
    progress: &Progress<'_>,
) -> Result<Fitted> {
    let &Data {
        kind,
        binned,
        targets,
        groups,
        weights,
    } = data;
    let features = binned.features();
    let mtry = check_params(params, features)?;
    let threads = threads::resolve(params.threads())?;
    let bins: Vec<u16> = (0..features)
        .map(|f| binned.bins().count(f) as u16)
        .collect();
    let plan = Plan {
        params,
        mtry,
        binned,
        targets,
        groups,
        weights,
        bins: &bins,
        leaf_rule: LeafRule {
            top_target: kind.top_target(),
            top_value: kind.top_value(),
            shrinkage: f64::from(params.shrinkage()),
            monotone: params.monotone(),
            bins: &bins,
        },
    };
    // A record is a row's codes and four bytes more.
    let trees = match features {
        0..=4 => grow_all::<8>(&plan, threads, progress),
        5..=12 => grow_all::<16>(&plan, threads, progress),
        13..=28 => grow_all::<32>(&plan, threads, progress),
        29..=60 => grow_all::<64>(&plan, threads, progress),
        _ => grow_all::<128>(&plan, threads, progress),
    }?;
    let gains = gains_of(&trees, features);
    let forest = Forest::from_trees(kind, Arc::clone(binned.bins()), &trees);
    let out_of_bag = if params.out_of_bag() {
        out_of_bag(&forest, params, binned, groups, threads, progress)?
    } else {
        Vec::new()
    };
    Ok(Fitted {
        forest,
        out_of_bag,
        gains,
    })
}

/// How much the splits by each feature gained, summed over the trees.
pub(super) fn gains_of(trees: &[Tree], features: usize) -> Vec<f64> {
    let mut gains = vec![0.0; features];
    for &(feature, gain) in trees.iter().flat_map(|tree| &tree.gains) {
        gains[usize::from(feature)] += gain;
    }
    gains
}

/// Checks what the parameters alone could not show.
fn check_data(
    params: &ValidForestParams,
    rows: usize,
    features: usize,
    target: Target<'_>,
    group: &[u32],
) -> Result<()> {
    check_rows(rows)?;
    for (what, found) in [("target", target.len()), ("group", group.len())] {
        check_length(what, rows, found)?;
    }
    check_params(params, features).map(|_| ())
}

/// Refuses no rows, and more than have numbers.
pub(super) fn check_rows(rows: usize) -> Result<()> {
    if rows == 0 {
        return Err(Error::Fit {
            problem: "there are no rows".to_owned(),
            hint: "check what was filtered out before".to_owned(),
        });
    }
    if u32::try_from(rows).is_err() {
        return Err(Error::Fit {
            problem: format!("{rows} rows are more than {}", u32::MAX),
            hint: "fit on a part of them".to_owned(),
        });
    }
    Ok(())
}

/// Checks what depends on the number of features; returns mtry.
fn check_params(params: &ValidForestParams, features: usize) -> Result<usize> {
    let signs = params.monotone().len();
    if signs != 0 {
        check_width(features, signs).map_err(|_| Error::Shape {
            what: "monotone",
            expected: format!("{features} signs, one a feature"),
            found: signs.to_string(),
        })?;
    }
    params.mtry(features)
}

/// Grows all trees, each worker taking the next one that nobody has taken.
fn grow_all<const R: usize>(
    plan: &Plan<'_>,
    threads: usize,
    progress: &Progress<'_>,
) -> Result<Vec<Tree>> {
    let trees = plan.params.trees();
    let next = AtomicUsize::new(0);
    let grown = AtomicUsize::new(0);
    let stop = AtomicBool::new(false);
    let work = || {
        let mut arena = Arena::<R>::new(plan.groups.count());
        let mut mine = Vec::new();
        while !stop.load(Ordering::Relaxed) {
            let tree = next.fetch_add(1, Ordering::Relaxed);
            if tree >= trees {
                break;
            }
            let result = arena.grow(plan, tree as u64).and_then(|tree| {
                let done = grown.fetch_add(1, Ordering::Relaxed) + 1;
                if progress(done) {
                    Ok(tree)
                } else {
                    Err(Error::Cancelled)
                }
            });
            if result.is_err() {
                stop.store(true, Ordering::Relaxed);
            }
            mine.push((tree, result));
        }
        mine
    };
    let workers = threads.min(trees);
    let mut all: Vec<_> = if workers == 1 {
        work()
    } else {
        let done = threads::pool(workers)?.broadcast(|_| work());
        done.into_iter().flatten().collect()
    };
    all.sort_unstable_by_key(|&(tree, _)| tree);
    all.into_iter().map(|(_, result)| result).collect()
}
