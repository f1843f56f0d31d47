//! Quantile bins: from `f32` values to one byte a value.

use std::hint::select_unpredictable;
use std::ops::Range;
use std::sync::Arc;

use ndarray::{ArrayView2, Axis, s};
use rayon::prelude::*;

#[cfg(feature = "mapped")]
use super::mapped::Mapped;
use super::params::{MAX_BINS, MAX_FEATURES, MISSING};
use super::quantiles::quantile_edges;
#[cfg(target_arch = "x86_64")]
use super::simd;
use super::sketch::{BinSketch, EXACT_ROWS};
use crate::error::{Error, Result};

/// Rows that are counted at a time: they stay in the processor's cache.
const SKETCHED: usize = 1 << 14;
/// Rows that one task bins.
const TILE: usize = 4096;
/// Values that the first cache holds, beside their codes.
const CACHED: usize = 4096;

/// Longest record of a row while growing; codes are padded by as much so that
/// a record can be read in one piece from any row.
pub(super) const PADDING: usize = 128;

/// Where each feature's bins end. A value's code is the number of edges below
/// it: a value equal to an edge lies in the bin that ends there.
#[derive(Debug, Clone)]
pub struct Bins {
    edges: Vec<Vec<f32>>,
    tables: Vec<Table>,
}

/// A feature's edges for searching.
#[derive(Debug, Clone)]
pub(super) struct Table {
    /// The edges, padded with infinity.
    pub edges: [f32; 256],
    /// Every sixteenth of them.
    #[cfg(target_arch = "x86_64")]
    pub lasts: [f32; 16],
    /// The first step of a binary search.
    step: usize,
    /// Codes of whole numbers, where a feature seems to have no others.
    pub whole: Option<Whole>,
}

/// Codes of the whole numbers from `low` to `last`; those before have the first,
/// those behind the last.
#[derive(Debug, Clone)]
pub(super) struct Whole {
    low: f32,
    last: f32,
    codes: Box<[u8]>,
}

impl Whole {
    /// Widest range that is worth its memory.
    const MOST: f32 = 4096.0;
    /// 1.5 × 2²³: added to a number below [`Self::NEAR`] it leaves the number,
    /// rounded to a whole one, in the last bits of the sum.
    const ROUND: f32 = 12_582_912.0;
    const NEAR: f32 = 4_194_304.0;

    /// `None` where an edge is not halfway between two whole numbers or on one,
    /// or the range is wide.
    fn of(edges: &[f32]) -> Option<Self> {
        let (low, last) = (edges.first()?.floor(), edges.last()?.floor() + 1.0);
        let halves = edges.iter().all(|edge| (2.0 * edge).fract() == 0.0);
        let near = low.abs().max(last.abs()) < Self::NEAR;
        if !(halves && near && last - low < Self::MOST) {
            return None;
        }
        let code = |value: i32| edges.partition_point(|&edge| edge < value as f32) as u8;
        let codes = (low as i32..=last as i32).map(code).collect();
        Some(Self { low, last, codes })
    }

    /// See [`Bins::code`]; `None` for what is not a whole number. Rounded by an
    /// addition: a cast with its checks takes thrice the time.
    #[inline]
    pub fn code(&self, value: f32) -> Option<u8> {
        // NaN is neither below nor above and stays.
        let value = if value < self.low { self.low } else { value };
        let value = if value > self.last { self.last } else { value };
        let sum = value + Self::ROUND;
        let first = (self.low + Self::ROUND).to_bits();
        let place = sum.to_bits().wrapping_sub(first) as usize;
        if sum - Self::ROUND == value {
            self.codes.get(place).copied()
        } else {
            None
        }
    }
}

impl Table {
    /// Of at most 254 rising edges.
    pub fn new(list: &[f32]) -> Self {
        let mut edges = [f32::INFINITY; 256];
        edges[..list.len()].copy_from_slice(list);
        Self {
            edges,
            #[cfg(target_arch = "x86_64")]
            lasts: std::array::from_fn(|part| edges[16 * part + 15]),
            step: (list.len() + 1).next_power_of_two() / 2,
            whole: Whole::of(list),
        }
    }

    /// See [`Bins::code`].
    pub fn code(&self, value: f32) -> u8 {
        if let Some(code) = self.whole.as_ref().and_then(|whole| whole.code(value)) {
            return code;
        }
        let mut step = self.step;
        let mut below = 0;
        while step > 0 {
            // `below + step` stays under 256, so the mask changes nothing but
            // the compiler's mind.
            let edge = self.edges[(below + step - 1) & 255];
            below += select_unpredictable(edge < value, step, 0);
            step /= 2;
        }
        if value.is_nan() { MISSING } else { below as u8 }
    }
}

impl PartialEq for Bins {
    fn eq(&self, other: &Self) -> bool {
        self.edges == other.edges
    }
}

impl Bins {
    /// Bins of about equal numbers of rows, at most `max_bins` (2 to 255) a
    /// feature; a feature with no more distinct values than that gets one bin
    /// a value. Edges lie halfway between neighbouring values.
    ///
    /// * `x`: rows × features; NaN is missing and takes no part. Infinities
    ///   are values like others. Up to [`EXACT_ROWS`] rows the ranks are exact;
    ///   of more, a [`BinSketch`] counts them.
    ///
    /// # Errors
    /// [`Error::Parameter`] for `max_bins`, [`Error::Shape`] for no or too
    /// many features.
    pub fn from_quantiles(x: ArrayView2<'_, f32>, max_bins: usize) -> Result<Self> {
        check_max_bins(max_bins)?;
        check_features(x.ncols())?;
        if x.nrows() as u64 > EXACT_ROWS {
            let mut sketch = BinSketch::of_many(x.ncols())?;
            x.axis_chunks_iter(Axis(0), SKETCHED)
                .try_for_each(|rows| sketch.add(rows))?;
            return sketch.to_bins(max_bins);
        }
        let edges = (0..x.ncols())
            .into_par_iter()
            .map(|feature| quantile_edges(x.column(feature), max_bins))
            .collect();
        Ok(Self::with_tables(edges))
    }

    /// Bins with these edges, one list a feature, each strictly rising, without
    /// NaN, and of at most 254 numbers.
    ///
    /// # Errors
    /// [`Error::Shape`] when they are not.
    pub fn from_edges(edges: Vec<Vec<f32>>) -> Result<Self> {
        check_features(edges.len())?;
        for (feature, list) in edges.iter().enumerate() {
            // Written so that NaN fails.
            let rising = list.windows(2).all(|pair| pair[0] < pair[1]);
            if list.len() >= MAX_BINS || !rising || list.iter().any(|edge| edge.is_nan()) {
                return Err(Error::Shape {
                    what: "bin edges",
                    expected: format!("at most {} rising numbers", MAX_BINS - 1),
                    found: format!("{} numbers for feature {feature}", list.len()),
                });
            }
        }
        Ok(Self::with_tables(edges))
    }

    pub(super) fn with_tables(edges: Vec<Vec<f32>>) -> Self {
        let tables = edges.iter().map(|list| Table::new(list)).collect();
        Self { edges, tables }
    }

    /// The edges, one rising list a feature.
    #[must_use]
    pub fn edges(&self) -> &[Vec<f32>] {
        &self.edges
    }

    /// Number of features.
    #[must_use]
    pub fn features(&self) -> usize {
        self.edges.len()
    }

    /// Number of bins of a feature: 1 to 255, not counting the missing.
    ///
    /// # Panics
    /// When there is no such feature.
    #[must_use]
    pub fn count(&self, feature: usize) -> usize {
        self.edges[feature].len() + 1
    }

    /// The code of a value of a feature: the number of edges below it, or
    /// [`MISSING`] for NaN.
    ///
    /// # Panics
    /// When there is no such feature.
    #[must_use]
    pub fn code(&self, feature: usize, value: f32) -> u8 {
        self.tables[feature].code(value)
    }

    /// Codes of rows into `codes`, row after row.
    pub(super) fn code_rows(&self, x: ArrayView2<'_, f32>, codes: &mut [u8]) {
        if let Some(values) = x.as_slice() {
            return self.code_slice(values, codes);
        }
        let codes = codes.chunks_exact_mut(self.features());
        for (row, codes) in x.rows().into_iter().zip(codes) {
            for (feature, (code, &value)) in codes.iter_mut().zip(row).enumerate() {
                *code = self.code(feature, value);
            }
        }
    }

    /// As [`Bins::code_rows`], from values row after row.
    pub(super) fn code_slice(&self, values: &[f32], codes: &mut [u8]) {
        let features = self.features();
        // Column by column, so that a feature's edges stay at hand, of as many rows
        // as the first cache holds.
        let rows = CACHED / features;
        let parts = values.chunks(rows * features);
        for (values, codes) in parts.zip(codes.chunks_mut(rows * features)) {
            for (feature, table) in self.tables.iter().enumerate() {
                code_column(table, values, codes, feature, features);
            }
        }
    }

    /// Bins a matrix once, for several fits or predictions. Uses the threads of
    /// the rayon pool that it is called in.
    ///
    /// * `x`: rows × features.
    ///
    /// # Errors
    /// [`Error::Shape`] when the number of features differs.
    pub fn apply(self: &Arc<Self>, x: ArrayView2<'_, f32>) -> Result<Binned> {
        let mut codes = Vec::with_capacity(x.len() + PADDING);
        self.code_all(x, &mut codes)?;
        codes.resize(x.len() + PADDING, 0);
        Ok(Binned {
            bins: Arc::clone(self),
            rows: x.nrows(),
            codes: Codes::Held(codes),
        })
    }

    /// The codes of a matrix, row after row, instead of what `codes` holds.
    pub(super) fn code_all(&self, x: ArrayView2<'_, f32>, codes: &mut Vec<u8>) -> Result<()> {
        check_width(self.features(), x.ncols())?;
        let features = self.features();
        codes.clear();
        codes.resize(x.len(), 0);
        codes
            .par_chunks_mut(TILE * features)
            .enumerate()
            .for_each(|(tile, codes)| {
                let first = tile * TILE;
                let rows = first..first + codes.len() / features;
                self.code_rows(x.slice(s![rows, ..]), codes);
            });
        Ok(())
    }
}

/// Codes of a feature's values in rows of `features` values each, to the same
/// place in rows of codes.
fn code_column(table: &Table, values: &[f32], codes: &mut [u8], feature: usize, features: usize) {
    #[cfg(target_arch = "x86_64")]
    if simd::available() {
        return simd::code_column(table, values, codes, feature, features);
    }
    let rows = values.chunks_exact(features);
    for (values, codes) in rows.zip(codes.chunks_exact_mut(features)) {
        codes[feature] = table.code(values[feature]);
    }
}

pub(super) fn check_max_bins(max_bins: usize) -> Result<()> {
    if (2..=MAX_BINS).contains(&max_bins) {
        return Ok(());
    }
    let rule = format!("between 2 and {MAX_BINS}");
    Err(Error::parameter("max_bins", rule, max_bins))
}

pub(super) fn check_features(features: usize) -> Result<()> {
    if (1..=MAX_FEATURES).contains(&features) {
        return Ok(());
    }
    Err(Error::Shape {
        what: "features",
        expected: format!("1 to {MAX_FEATURES} columns"),
        found: features.to_string(),
    })
}

/// Refuses a matrix or row of another width than the forest's.
pub(super) fn check_width(expected: usize, found: usize) -> Result<()> {
    if expected == found {
        return Ok(());
    }
    Err(Error::Shape {
        what: "features",
        expected: format!("{expected} columns"),
        found: found.to_string(),
    })
}

/// A matrix of codes, one byte a value; made by [`Bins::apply`].
#[derive(Debug, Clone)]
pub struct Binned {
    bins: Arc<Bins>,
    rows: usize,
    codes: Codes,
}

/// Codes row after row, and [`PADDING`] bytes.
#[derive(Debug, Clone)]
enum Codes {
    Held(Vec<u8>),
    #[cfg(feature = "mapped")]
    Mapped(Arc<Mapped>),
}

impl Binned {
    /// Codes of so many rows in a file, with their padding.
    #[cfg(feature = "mapped")]
    pub(super) fn mapped(bins: Arc<Bins>, rows: usize, codes: Mapped) -> Self {
        Self {
            bins,
            rows,
            codes: Codes::Mapped(Arc::new(codes)),
        }
    }

    /// The bins that made it.
    #[must_use]
    pub fn bins(&self) -> &Arc<Bins> {
        &self.bins
    }

    /// Number of rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Number of features.
    #[must_use]
    pub fn features(&self) -> usize {
        self.bins.features()
    }

    /// The codes of one row, one a feature; [`MISSING`] where there was NaN.
    ///
    /// # Panics
    /// When there is no such row.
    #[must_use]
    pub fn row(&self, row: usize) -> &[u8] {
        assert!(row < self.rows, "row {row} of {}", self.rows);
        &self.padded_codes()[row * self.features()..][..self.features()]
    }

    /// The codes of some rows, one row after the other.
    pub(super) fn rows_of(&self, rows: Range<usize>) -> &[u8] {
        &self.padded_codes()[rows.start * self.features()..rows.end * self.features()]
    }

    /// All codes, row after row, and [`PADDING`] bytes behind them.
    pub(super) fn padded_codes(&self) -> &[u8] {
        match &self.codes {
            Codes::Held(codes) => codes,
            #[cfg(feature = "mapped")]
            Codes::Mapped(codes) => codes.bytes(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::Array1;

    #[test]
    fn infinities_are_values() {
        let column = Array1::from(vec![f32::NEG_INFINITY, 0.0, f32::INFINITY]);
        let bins = Bins::with_tables(vec![quantile_edges(column.view(), 255)]);
        assert_eq!(bins.code(0, f32::NEG_INFINITY), 0);
        assert_eq!(bins.code(0, 0.0), 1);
        assert_eq!(bins.code(0, f32::INFINITY), 2);
        assert_eq!(bins.code(0, f32::NAN), MISSING);
    }

    #[test]
    fn a_code_is_the_number_of_edges_below() {
        for count in [0usize, 1, 2, 3, 4, 5, 127, 128, 200, 254] {
            let edges: Vec<f32> = (0..count).map(|i| i as f32).collect();
            let bins = Bins::from_edges(vec![edges.clone()]).unwrap();
            for step in -3..600 {
                let value = step as f32 / 2.0;
                let expected = edges.iter().filter(|&&edge| edge < value).count();
                assert_eq!(
                    usize::from(bins.code(0, value)),
                    expected,
                    "{value} of {count}"
                );
            }
        }
    }
}
