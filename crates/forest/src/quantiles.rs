//! Where to cut a column into bins of about equal numbers of rows.

use ndarray::ArrayView1;

/// Values that lie next to each other and are not told apart, and how many rows
/// have them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Span {
    /// The smallest.
    pub low: f32,
    /// The largest; the same for a single value.
    pub high: f32,
    /// Rows.
    pub count: u64,
}

/// Edges of at most `max_bins` bins for one column, by the exact ranks of its
/// values.
pub(super) fn quantile_edges(column: ArrayView1<'_, f32>, max_bins: usize) -> Vec<f32> {
    let mut ranks = Ranks::default();
    ranks.add(column.iter().copied());
    edges(&ranks.spans(), max_bins)
}

/// Edges of at most `max_bins` bins between rising spans.
pub(super) fn edges(spans: &[Span], max_bins: usize) -> Vec<f32> {
    let mut rows_left: u64 = spans.iter().map(|span| span.count).sum();
    let mut bins_left = max_bins;
    let mut in_bin = 0;
    let mut edges = Vec::new();
    for (place, pair) in spans.windows(2).enumerate() {
        in_bin += pair[0].count;
        let spans_left = spans.len() - place;
        // A bin is full at its share of the rows that are left, or when each
        // remaining value can have a bin of its own.
        if in_bin * bins_left as u64 >= rows_left || spans_left <= bins_left {
            edges.push(halfway(pair[0].high, pair[1].low));
            rows_left -= in_bin;
            bins_left -= 1;
            in_bin = 0;
            if bins_left == 1 {
                break;
            }
        }
    }
    edges
}

/// A number in `low..high`, in the middle where there is one.
fn halfway(low: f32, high: f32) -> f32 {
    let middle = f64::midpoint(f64::from(low), f64::from(high)) as f32;
    if middle > low && middle < high {
        middle
    } else {
        low
    }
}

/// Rows that are sorted at a time: their keys stay in the processor's cache.
const CHUNK: usize = 1 << 16;

/// A value as its rank, and how often it occurs.
type Counted = (u32, u32);

/// The distinct values of a column without its NaN, with how often each occurs.
/// Zeros of both signs are one value.
///
/// Sorts a chunk at a time and merges what is distinct: measured columns have
/// far fewer values than rows, and then nothing as long as the column is held.
#[derive(Debug, Clone, Default)]
pub(super) struct Ranks {
    /// Rising; each is at most half as long as the one before it, so that a value
    /// is merged a logarithm of times.
    lists: Vec<Vec<Counted>>,
}

impl Ranks {
    /// Counts values; of all calls together fewer than 2³².
    pub fn add(&mut self, values: impl Iterator<Item = f32>) {
        let mut values = values.filter(|value| !value.is_nan());
        let mut keys = Vec::new();
        loop {
            keys.clear();
            let chunk = values.by_ref().take(CHUNK);
            keys.extend(chunk.map(|value| rank_of(value + 0.0)));
            if keys.is_empty() {
                break;
            }
            radix_sort(&mut keys);
            let runs = keys.chunk_by(|a, b| a == b);
            self.push(runs.map(|run| (run[0], run.len() as u32)).collect());
        }
    }

    /// Counts rising distinct values.
    pub fn push(&mut self, mut list: Vec<Counted>) {
        let is_short = |longer: &mut Vec<Counted>, list: &[Counted]| longer.len() < 2 * list.len();
        while let Some(longer) = self.lists.pop_if(|longer| is_short(longer, &list)) {
            list = merge(&longer, &list);
        }
        self.lists.push(list);
    }

    /// The values counted so far, rising.
    pub fn counted(&self) -> Vec<Counted> {
        let lists = self.lists.iter().rev();
        lists.fold(Vec::new(), |short, long| merge(long, &short))
    }

    /// As [`Ranks::counted`], each value as a span.
    pub fn spans(&self) -> Vec<Span> {
        let span = |(rank, count)| Span {
            low: value_of(rank),
            high: value_of(rank),
            count: u64::from(count),
        };
        self.counted().into_iter().map(span).collect()
    }
}

/// Two rising lists as one.
fn merge(a: &[Counted], b: &[Counted]) -> Vec<Counted> {
    let mut merged = Vec::with_capacity(a.len().max(b.len()));
    let (mut a, mut b) = (a.iter().peekable(), b.iter().peekable());
    while let (Some(&&(low, count)), Some(&&(other, more))) = (a.peek(), b.peek()) {
        let next = low.min(other);
        let mut sum = 0;
        if low == next {
            sum += count;
            a.next();
        }
        if other == next {
            sum += more;
            b.next();
        }
        merged.push((next, sum));
    }
    merged.extend(a.chain(b));
    merged
}

/// An integer that sorts as the number does.
pub(super) fn rank_of(value: f32) -> u32 {
    let bits = value.to_bits();
    if bits >> 31 == 1 {
        !bits
    } else {
        bits | (1 << 31)
    }
}

/// The inverse of [`rank_of`].
pub(super) fn value_of(rank: u32) -> f32 {
    f32::from_bits(if rank >> 31 == 1 {
        rank & !(1 << 31)
    } else {
        !rank
    })
}

/// Sorts by the 11 lowest, middle and highest bits in turn.
fn radix_sort(keys: &mut Vec<u32>) {
    const DIGIT: u32 = 2047;
    if keys.len() < 4096 {
        keys.sort_unstable();
        return;
    }
    let mut sorted = vec![0; keys.len()];
    for shift in [0, 11, 22] {
        let mut starts = [0usize; DIGIT as usize + 1];
        for &key in keys.iter() {
            starts[((key >> shift) & DIGIT) as usize] += 1;
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += std::mem::replace(start, sum);
        }
        for &key in keys.iter() {
            let start = &mut starts[((key >> shift) & DIGIT) as usize];
            sorted[*start] = key;
            *start += 1;
        }
        std::mem::swap(keys, &mut sorted);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::Array1;

    #[test]
    fn ranks_sort_as_numbers_and_radix_sort_sorts() {
        let numbers = [
            f32::NEG_INFINITY,
            -3.5,
            -1e-40,
            0.0,
            1e-40,
            2.0,
            f32::INFINITY,
        ];
        assert!(numbers.windows(2).all(|w| rank_of(w[0]) < rank_of(w[1])));
        assert!(numbers.iter().all(|&v| value_of(rank_of(v)) == v));
        let mut keys: Vec<u32> = (0..10_000u32)
            .map(|i| i.wrapping_mul(2_654_435_761))
            .collect();
        let mut expected = keys.clone();
        expected.sort_unstable();
        radix_sort(&mut keys);
        assert_eq!(keys, expected);
    }

    #[test]
    fn few_values_get_a_bin_each() {
        let column = Array1::from(vec![3.0, f32::NAN, 1.0, 1.0, 2.0, -0.0, 0.0]);
        assert_eq!(quantile_edges(column.view(), 255), [0.5, 1.5, 2.5]);
        assert_eq!(quantile_edges(column.view(), 4), [0.5, 1.5, 2.5]);
        assert_eq!(quantile_edges(column.view(), 2), [1.5]);
    }

    #[test]
    fn many_values_get_equal_bins() {
        let column = Array1::from_iter((0..10_000).map(|i| i as f32));
        let edges = quantile_edges(column.view(), 10);
        assert_eq!(
            edges,
            [
                999.5, 1999.5, 2999.5, 3999.5, 4999.5, 5999.5, 6999.5, 7999.5, 8999.5
            ]
        );
    }

    #[test]
    fn neighbours_infinities_and_nothing() {
        let next = 1.0f32.next_up();
        assert_eq!(halfway(1.0, next), 1.0);
        assert_eq!(halfway(f32::NEG_INFINITY, f32::INFINITY), f32::NEG_INFINITY);
        assert_eq!(halfway(f32::MAX, f32::INFINITY), f32::MAX);
        assert_eq!(halfway(f32::MIN, f32::MAX), 0.0);
        assert!(quantile_edges(Array1::from(vec![f32::NAN; 3]).view(), 255).is_empty());
    }
}
