//! A random forest of regression trees on binned features, for a binary or a
//! bounded target and rows that come in groups.
//! # How it works
//!
//! Each feature is cut into at most 255 quantile bins once ([`Bins`]), so that a
//! value is one byte and missing (NaN) is one more code. A tree sees a bootstrap
//! sample of *groups* of rows ([`Resample`]), each row with a small integer
//! weight; it copies the codes, weight and target of each row into one short
//! record and then only ever moves and reads whole records. At each node it
//! tries `mtry` features, drawn by a generator keyed by seed, tree and the
//! node's path. For these it counts rows and sums targets by code, one integer
//! add a row and feature, and takes the cut with the largest
//!
//! ```text
//! s_L² / n_L + s_R² / n_R
//! ```
//!
//! (n rows, sum of targets s, left and right), which for a binary target is the
//! Gini criterion. Where a feature is missing in some rows, they are tried on
//! both sides, never alone; where a node saw none missing, they follow the
//! larger child. A leaf's value is the mean of its rows, as 16-bit fixed point.
//! Nodes of very many rows are searched on part of them
//! ([`ForestParams::search_rows`]).
//!
//! All sums are integers and all randomness is keyed, so a forest is the same to
//! the last bit for any number of threads, any order of the rows and any machine.
//!
//! # Example
//!
//! ```
//! use ndarray::{Array2, array};
//! use grouped_forest::{ForestParams, Target, fit};
//!
//! // 400 rows in 40 groups; the label is whether the first feature is above 50.
//! let x = Array2::from_shape_fn((400, 2), |(i, j)| ((i * 37 + j * 11) % 100) as f32);
//! let y: Vec<bool> = x.column(0).iter().map(|&v| v > 50.0).collect();
//! let group: Vec<u32> = (0..400).map(|i| i / 10).collect();
//!
//! let params = ForestParams::new().trees(20).min_leaf(5).mtry(2).seed(7).check()?;
//! let fitted = fit(&params, x.view(), Target::Binary(&y), &group, &|_| true)?;
//! let p = fitted.forest.predict_proba(array![[90.0, 1.0], [10.0, 1.0]].view(), None)?;
//! assert!(p[0] > 0.9 && p[1] < 0.1);
//! # Ok::<(), grouped_forest::Error>(())
//! ```
//!
//! # References
//!
//! Breiman, "Random forests", Machine Learning 45 (2001); Ke et al., "LightGBM",
//! NIPS 2017 (histograms and their subtraction); Agarwal et al., "Hierarchical
//! shrinkage", ICML 2022.

mod apply;
mod bags;
mod bins;
#[cfg(target_arch = "x86_64")]
mod blocks;
mod bootstrap;
mod buckets;
#[cfg(feature = "mapped")]
mod coded;
mod ensemble;
mod error;
mod fit;
pub mod generator;
mod grow;
mod histogram;
mod importance;
mod leaves;
pub mod levels;
#[cfg(feature = "linfa")]
mod linfa;
#[cfg(feature = "mapped")]
mod mapped;
mod model;
mod monotone;
mod out_of_bag;
mod params;
pub mod pool;
mod predict;
mod quantiles;
mod raw;
mod shares;
#[cfg(target_arch = "x86_64")]
mod simd;
mod sketch;
mod subspaces;
mod target;
mod threads;
mod tree;
mod weights;
pub mod wide;

pub use bins::{Binned, Bins};
pub use bootstrap::bag_weights;
#[cfg(feature = "mapped")]
pub use coded::{CodedTable, Labels, TableWriter, fit_table};
pub use ensemble::{Ensemble, EnsembleSettings, FittedEnsemble, Part, scaled};
pub use error::{Error, Result};
pub use fit::{Fitted, Target, bin, fit, fit_binned, fit_weighted};
pub use importance::{Importance, permutation_importance};
pub use model::Forest;
pub use params::{
    Bags, ForestParams, MAX_BINS, MAX_FEATURES, MAX_TREES, MISSING, Progress, Resample,
    ValidForestParams,
};
pub use raw::RawForest;
pub use sketch::{BinSketch, EXACT_ROWS};
pub use target::TargetKind;
pub use tree::MAX_NODES;
