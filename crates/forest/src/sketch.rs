//! Quantile bins of a table that comes in parts, in any order, on any number of
//! machines.

use ndarray::ArrayView2;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::bins::{Bins, check_features, check_max_bins, check_width};
use super::buckets::{Buckets, Counted};
use super::quantiles::{Ranks, Span, edges, value_of};
use crate::error::{Error, Result};

/// Most rows whose bins come from exact ranks.
pub const EXACT_ROWS: u64 = 1 << 20;

/// What [`Bins`] are made from, gathered part by part: how many rows each feature
/// has in each of 2²⁰ buckets.
///
/// A bucket is all numbers with the same sign, exponent and first 11 bits behind
/// the point, so each is 1/2048 or less of its numbers wide, and a whole number up
/// to 4,096 has one to itself. Of each bucket the smallest and largest number are
/// kept: where all are one number, the bins are the exact ones, else an edge is
/// off by a bucket's rows at most. Up to [`EXACT_ROWS`] rows all numbers are kept,
/// and the bins are exact.
///
/// It depends on which rows were added, and on nothing else: not on their order,
/// nor on how they were divided and merged. NaN takes no part; zeros of both
/// signs are one number.
///
/// ```
/// use grouped_forest::{BinSketch, Bins};
/// use ndarray::{Array2, s};
///
/// let x = Array2::from_shape_fn((1000, 2), |(i, j)| (i * (j + 7) % 300) as f32);
/// let mut sketch = BinSketch::new(2)?;
/// sketch.add(x.slice(s![600.., ..]))?;
/// let mut other = BinSketch::new(2)?;
/// other.add(x.slice(s![..600, ..]))?;
/// sketch.merge(other)?;
/// assert_eq!(sketch.to_bins(255)?, Bins::from_quantiles(x.view(), 255)?);
/// # Ok::<(), grouped_forest::Error>(())
/// ```
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(into = "Stored", try_from = "Stored")]
pub struct BinSketch {
    rows: u64,
    columns: Columns,
}

/// One a feature.
#[derive(Debug, Clone)]
enum Columns {
    /// Every number, of few rows.
    Ranks(Vec<Ranks>),
    Buckets(Vec<Buckets>),
}

impl BinSketch {
    /// Of no rows yet.
    ///
    /// # Errors
    /// [`Error::Shape`] for no or more than 124 features.
    pub fn new(features: usize) -> Result<Self> {
        check_features(features)?;
        Ok(Self {
            rows: 0,
            columns: Columns::Ranks(vec![Ranks::default(); features]),
        })
    }

    /// As [`BinSketch::new`], for a part of a table that is known to have more
    /// than [`EXACT_ROWS`] rows: it keeps buckets from the first row on, which
    /// takes less memory and gives the same bins.
    ///
    /// # Errors
    /// As [`BinSketch::new`].
    pub fn of_many(features: usize) -> Result<Self> {
        check_features(features)?;
        Ok(Self {
            rows: 0,
            columns: Columns::Buckets(vec![Buckets::default(); features]),
        })
    }

    /// Rows added so far.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// Number of features.
    #[must_use]
    pub fn features(&self) -> usize {
        match &self.columns {
            Columns::Ranks(columns) => columns.len(),
            Columns::Buckets(columns) => columns.len(),
        }
    }

    /// Adds rows; uses the threads of the rayon pool that it is called in.
    ///
    /// * `x`: rows × features; NaN is missing.
    ///
    /// # Errors
    /// [`Error::Shape`] when the number of features differs.
    pub fn add(&mut self, x: ArrayView2<'_, f32>) -> Result<()> {
        check_width(self.features(), x.ncols())?;
        self.grow(x.nrows() as u64);
        let column = |feature: usize| x.column(feature).into_iter().copied();
        match &mut self.columns {
            Columns::Ranks(columns) => columns
                .par_iter_mut()
                .enumerate()
                .for_each(|(feature, ranks)| ranks.add(column(feature))),
            Columns::Buckets(columns) => columns
                .par_iter_mut()
                .enumerate()
                .for_each(|(feature, buckets)| buckets.add(column(feature))),
        }
        Ok(())
    }

    /// Adds all rows of another sketch.
    ///
    /// # Errors
    /// [`Error::Shape`] when the number of features differs.
    pub fn merge(&mut self, mut other: Self) -> Result<()> {
        check_width(self.features(), other.features())?;
        self.grow(other.rows);
        if matches!(other.columns, Columns::Buckets(_)) {
            self.forget_ranks();
        }
        if matches!(self.columns, Columns::Buckets(_)) {
            other.forget_ranks();
        }
        match (&mut self.columns, other.columns) {
            (Columns::Ranks(mine), Columns::Ranks(theirs)) => {
                for (mine, theirs) in mine.iter_mut().zip(theirs) {
                    mine.push(theirs.counted());
                }
            }
            (Columns::Buckets(mine), Columns::Buckets(theirs)) => {
                for (mine, theirs) in mine.iter_mut().zip(theirs) {
                    theirs.counted().for_each(|counted| mine.push(counted));
                }
            }
            // Both are of one kind by now.
            (Columns::Ranks(_), Columns::Buckets(_)) | (Columns::Buckets(_), Columns::Ranks(_)) => {
            }
        }
        Ok(())
    }

    /// Bins of about equal numbers of rows, as [`Bins::from_quantiles`] makes them
    /// of the same rows.
    ///
    /// # Errors
    /// [`Error::Parameter`] for `max_bins` outside 2 to 255.
    pub fn to_bins(&self, max_bins: usize) -> Result<Bins> {
        check_max_bins(max_bins)?;
        let lists: Vec<Vec<f32>> = match &self.columns {
            Columns::Ranks(columns) => columns
                .par_iter()
                .map(|ranks| edges(&ranks.spans(), max_bins))
                .collect(),
            Columns::Buckets(columns) => columns
                .par_iter()
                .map(|buckets| {
                    let spans: Vec<Span> = buckets.counted().map(Counted::span).collect();
                    edges(&spans, max_bins)
                })
                .collect(),
        };
        Ok(Bins::with_tables(lists))
    }

    /// Counts rows to come, which may be too many for ranks.
    fn grow(&mut self, rows: u64) {
        self.rows += rows;
        if self.rows > EXACT_ROWS {
            self.forget_ranks();
        }
    }

    fn forget_ranks(&mut self) {
        if let Columns::Ranks(columns) = &self.columns {
            let columns = columns.par_iter().map(|ranks| {
                let mut buckets = Buckets::default();
                for (rank, count) in ranks.counted() {
                    buckets.push(Counted::of(rank, u64::from(count)));
                }
                buckets
            });
            self.columns = Columns::Buckets(columns.collect());
        }
    }
}

/// A sketch as it is stored: small numbers, which compact formats keep small.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Stored {
    rows: u64,
    exact: bool,
    /// One list a feature: for each bucket the steps in rank from the largest of
    /// the bucket before to the smallest, and from there to the largest; rows.
    columns: Vec<Vec<(u32, u32, u64)>>,
}

impl From<BinSketch> for Stored {
    fn from(sketch: BinSketch) -> Self {
        let exact = matches!(sketch.columns, Columns::Ranks(_));
        let steps = |counted: &mut dyn Iterator<Item = Counted>| {
            let mut last = 0;
            counted
                .map(|c| {
                    let before = std::mem::replace(&mut last, c.high);
                    (c.low - before, c.high - c.low, c.count)
                })
                .collect()
        };
        let columns = match sketch.columns {
            Columns::Ranks(columns) => columns
                .iter()
                .map(|ranks| {
                    let counted = ranks.counted().into_iter();
                    steps(&mut counted.map(|(rank, count)| Counted::of(rank, u64::from(count))))
                })
                .collect(),
            Columns::Buckets(columns) => columns
                .iter()
                .map(|buckets| steps(&mut buckets.counted()))
                .collect(),
        };
        Self {
            rows: sketch.rows,
            exact,
            columns,
        }
    }
}

impl TryFrom<Stored> for BinSketch {
    type Error = Error;

    fn try_from(stored: Stored) -> Result<Self> {
        let mut sketch = if stored.exact {
            Self::new(stored.columns.len())?
        } else {
            Self::of_many(stored.columns.len())?
        };
        if stored.exact && stored.rows > EXACT_ROWS {
            return Err(broken("more rows than ranks are kept of"));
        }
        sketch.rows = stored.rows;
        for (feature, list) in stored.columns.into_iter().enumerate() {
            let counted = rising(&list, stored.rows)?;
            match &mut sketch.columns {
                Columns::Ranks(columns) => {
                    if counted.iter().any(|c| c.low != c.high) {
                        return Err(broken("a rank of several numbers"));
                    }
                    // Counts are below the rows, and these are few.
                    let list = counted.iter().map(|c| (c.low, c.count as u32));
                    columns[feature].push(list.collect());
                }
                Columns::Buckets(columns) => {
                    counted.into_iter().for_each(|c| columns[feature].push(c));
                }
            }
        }
        Ok(sketch)
    }
}

/// A stored list as buckets, if it could be one of so many rows.
fn rising(list: &[(u32, u32, u64)], rows: u64) -> Result<Vec<Counted>> {
    let (mut last, mut left) = (0u32, rows);
    let mut counted: Vec<Counted> = Vec::with_capacity(list.len());
    for &(step, spread, count) in list {
        let low = last.checked_add(step);
        let high = low.and_then(|low| low.checked_add(spread));
        let (Some(low), Some(high)) = (low, high) else {
            return Err(broken("a number beyond the last one"));
        };
        if value_of(low).is_nan() || value_of(high).is_nan() {
            return Err(broken("a bucket of no numbers"));
        }
        let next = Counted { low, high, count };
        let rises = counted.last().is_none_or(|before| before.high < low);
        if !rises || !next.is_one_bucket() || count == 0 {
            return Err(broken("buckets that do not rise"));
        }
        let Some(rest) = left.checked_sub(count) else {
            return Err(broken("more numbers than rows"));
        };
        (last, left) = (high, rest);
        counted.push(next);
    }
    Ok(counted)
}

fn broken(found: &str) -> Error {
    Error::Shape {
        what: "stored sketch",
        expected: "rising buckets of the rows".to_owned(),
        found: found.to_owned(),
    }
}
