//! A part of the rows, coded once: records as growing trees reads them, and the
//! groups' numbers.

use super::broken;
use super::wire::{Reader, checksum};
use crate::bins::{Bins, check_width};
use crate::ensemble::scaled;
use crate::error::{Error, Result};
use crate::fit::Target;
use crate::params::MAX_FEATURES;
use ndarray::ArrayView2;

const WHAT: &str = "a block of coded rows";
const MAGIC: &[u8; 8] = b"wpblock1";

/// Most rows of a block: a row's number has 24 bits.
pub(super) const MAX_ROWS: usize = 1 << 24;

/// The rows of a block.
#[derive(Debug, Clone, Copy)]
pub(super) struct Block<'a> {
    pub rows: usize,
    pub features: usize,
    /// Of all that follows: two blocks of one checksum hold the same rows in the
    /// same order.
    pub checksum: u64,
    records: &'a [u8],
    pub groups: &'a [[u8; 4]],
}

/// Bytes of a record: the codes and four bytes for target and weight.
pub(super) fn record_bytes(features: usize) -> usize {
    (features + 4).next_power_of_two().max(8)
}

/// Targets as the whole numbers that trees count: classes as they are, numbers
/// (`classes` is 0) by their place between the smallest and the largest of all
/// rows, `range`.
///
/// # Errors
/// [`Error::Fit`] for a class that is not below `classes`, or a number outside
/// the range.
pub fn code_targets(y: &[f64], classes: usize, range: [f64; 2]) -> Result<Vec<u16>> {
    if classes == 0 {
        let numbers: Vec<f32> = y.iter().map(|&v| scaled(v, range)).collect();
        return Target::Bounded(&numbers).quantise();
    }
    let code = |(row, &value): (usize, &f64)| {
        if value >= 0.0 && value < classes.min(1 << 16) as f64 && value.fract() == 0.0 {
            return Ok(value as u16);
        }
        Err(Error::Fit {
            problem: format!("the class of row {row} is {value}"),
            hint: format!("classes are numbered from 0 to {}", classes.max(1) - 1),
        })
    };
    y.iter().enumerate().map(code).collect()
}

/// Codes rows for [`Level::count`](super::Level::count).
///
/// * `x`: rows × features, at most 16,777,215 rows; NaN is missing;
/// * `targets`: one a row, by [`code_targets`];
/// * `groups`: one number a row: the place of its group among all groups of all
///   parts, rising by id.
///
/// # Errors
/// [`Error::Shape`] for lengths that differ, or too many rows.
pub fn code_block(
    bins: &Bins,
    x: ArrayView2<'_, f32>,
    targets: &[u16],
    groups: &[u32],
) -> Result<Vec<u8>> {
    let (rows, features) = x.dim();
    check_width(bins.features(), features)?;
    if rows >= MAX_ROWS {
        return Err(Error::Shape {
            what: "a block of rows",
            expected: format!("fewer than {MAX_ROWS} rows (more, smaller parts)"),
            found: rows.to_string(),
        });
    }
    for (what, found) in [("targets", targets.len()), ("groups", groups.len())] {
        if found != rows {
            return Err(Error::Shape {
                what,
                expected: format!("{rows} values, one a row"),
                found: found.to_string(),
            });
        }
    }
    let width = record_bytes(features);
    let head = MAGIC.len() + 24;
    let mut out = Vec::with_capacity(head + rows * (width + 4));
    out.extend(MAGIC);
    out.extend([0; 8]);
    out.extend((rows as u64).to_le_bytes());
    out.extend((features as u64).to_le_bytes());
    let mut codes = vec![0; rows * features];
    bins.code_rows(x, &mut codes);
    for (codes, target) in codes.chunks_exact(features).zip(targets) {
        out.extend(codes);
        out.resize(out.len() + width - 4 - features, 0);
        out.extend(u32::from(*target).to_le_bytes());
    }
    for group in groups {
        out.extend(group.to_le_bytes());
    }
    let sum = checksum(&out[MAGIC.len() + 8..]);
    out[MAGIC.len()..MAGIC.len() + 8].copy_from_slice(&sum.to_le_bytes());
    Ok(out)
}

impl<'a> Block<'a> {
    pub fn read(bytes: &'a [u8]) -> Result<Self> {
        let mut from = Reader::new(bytes, WHAT);
        if from.take(MAGIC.len())? != MAGIC {
            return Err(broken(WHAT, "other bytes"));
        }
        let checksum = from.whole()?;
        let (rows, features) = (from.whole()? as usize, from.whole()? as usize);
        let sound = rows < MAX_ROWS && (1..=MAX_FEATURES).contains(&features);
        let width = record_bytes(features.min(MAX_FEATURES));
        if !sound || from.len() != rows * (width + 4) {
            return Err(broken(WHAT, format!("{} bytes", bytes.len())));
        }
        let records = from.take(rows * width)?;
        let (groups, _) = from.take(rows * 4)?.as_chunks();
        Ok(Self {
            rows,
            features,
            checksum,
            records,
            groups,
        })
    }

    /// The records, of `R` = [`record_bytes`] bytes; the target is the number in
    /// the last four.
    pub fn records<const R: usize>(&self) -> &'a [[u8; R]] {
        self.records.as_chunks().0
    }

    /// The number of a row's group.
    pub fn group(&self, row: usize) -> u32 {
        u32::from_le_bytes(self.groups[row])
    }
}
