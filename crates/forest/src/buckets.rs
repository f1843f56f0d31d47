//! How many of a feature's numbers lie in which bucket: see
//! [`BinSketch`](super::sketch::BinSketch).

use super::quantiles::{Span, rank_of, value_of};

/// Low bits of a rank that a bucket's numbers do not share.
const WITHIN: u32 = 12;
/// Buckets of one page: the numbers of one sign and exponent.
const PAGE: usize = 1 << 11;
/// All pages.
const PAGES: usize = 1 << (32 - WITHIN - 11);

/// A bucket, or one number of it: ranks of the smallest and the largest, and rows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Counted {
    pub low: u32,
    pub high: u32,
    pub count: u64,
}

impl Counted {
    const NONE: Self = Self {
        low: u32::MAX,
        high: 0,
        count: 0,
    };

    pub fn of(rank: u32, count: u64) -> Self {
        Self {
            low: rank,
            high: rank,
            count,
        }
    }

    pub fn span(self) -> Span {
        Span {
            low: value_of(self.low),
            high: value_of(self.high),
            count: self.count,
        }
    }

    pub fn is_one_bucket(self) -> bool {
        self.low <= self.high && self.low >> WITHIN == self.high >> WITHIN
    }

    fn place(self) -> (usize, usize) {
        let bucket = (self.low >> WITHIN) as usize;
        (bucket / PAGE, bucket % PAGE)
    }
}

/// A feature's buckets, in pages that are made when they get their first number.
#[derive(Debug, Clone)]
pub(super) struct Buckets {
    pages: Vec<Option<Box<[Counted]>>>,
}

impl Default for Buckets {
    fn default() -> Self {
        Self {
            pages: vec![None; PAGES],
        }
    }
}

impl Buckets {
    /// Counts numbers; NaN takes no part.
    pub fn add(&mut self, values: impl Iterator<Item = f32>) {
        for value in values {
            if !value.is_nan() {
                // Adding 0 makes -0 to 0.
                self.push(Counted::of(rank_of(value + 0.0), 1));
            }
        }
    }

    /// Counts numbers of one bucket.
    pub fn push(&mut self, more: Counted) {
        let (page, place) = more.place();
        let page = self.pages[page].get_or_insert_with(|| vec![Counted::NONE; PAGE].into());
        let bucket = &mut page[place];
        bucket.low = bucket.low.min(more.low);
        bucket.high = bucket.high.max(more.high);
        bucket.count += more.count;
    }

    /// The buckets with numbers, rising.
    pub fn counted(&self) -> impl Iterator<Item = Counted> {
        let all = self.pages.iter().flatten().flat_map(|page| page.iter());
        all.copied().filter(|bucket| bucket.count > 0)
    }
}
