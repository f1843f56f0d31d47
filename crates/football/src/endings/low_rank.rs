//! A large table of probabilities as the product of two thin ones.
//!
//! A probability p enters as (2/π)·asin(√p), in which equal steps are about as
//! hard to tell apart everywhere; the best approximation of a rank in it is
//! that of the singular vectors, found from the lanes' second moments.

use super::grid::{LANES, TIMEOUTS};
use crate::forest::wide::{Wide, wide};
use crate::math::Portable;
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

/// Singular vectors that are kept, a multiple of eight.
pub(super) const RANK: usize = 56;
/// Those of them whose coordinates have two bytes; the rest have one.
const FINE: usize = 16;
/// Rounds of the iteration for the singular vectors.
const ROUNDS: usize = 12;
/// Bytes of a row.
const ROW: usize = 2 * FINE + (RANK - FINE);

/// A probability as the table has it.
#[inline]
pub(super) fn bent(p: f32) -> f32 {
    p.clamp(0.0, 1.0).sqrt().asin() * std::f32::consts::FRAC_2_PI
}

/// And back: the square of sin(πz/2), by its series, of which several numbers can be
/// taken at a time.
#[inline(always)]
pub(super) fn straight(z: f32) -> f32 {
    /// (π/2)ᵏ / k!, k = 11, 9, … 1, with their signs.
    const SERIES: [f32; 6] = [
        -3.598_843_2e-6,
        1.604_411_8e-4,
        -4.681_754e-3,
        7.969_262_6e-2,
        -6.459_641e-1,
        std::f32::consts::FRAC_PI_2,
    ];
    let z = z.clamp(0.0, 1.0);
    let square = z * z;
    let sum = SERIES
        .iter()
        .fold(5.692_173e-8, |sum, term| sum * square + term);
    let s = (z * sum).min(1.0);
    s * s
}

/// Rows × lanes.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct LowRank {
    /// Lanes × rank, each column scaled so that coordinates fill their bytes.
    lanes: Vec<f32>,
    rows: ByteBuf,
}

/// The table's numbers, for programs that are not this one: a bent probability is the
/// product of a row's coordinates, fine ones first, and a lane's.
#[derive(Debug, Clone)]
pub(crate) struct Written {
    /// Cells of a second.
    pub cells: usize,
    /// How much further on a third down's cells are than a second down's.
    pub third: usize,
    /// Rows: seconds × cells.
    pub rows: usize,
    /// Coordinates of two bytes.
    pub fine: usize,
    /// Coordinates of one.
    pub coarse: usize,
    /// Rows × fine.
    pub fine_values: Vec<i16>,
    /// Rows × coarse.
    pub coarse_values: Vec<i8>,
    /// Lanes × coordinates.
    pub lanes: Vec<f32>,
}

impl std::fmt::Debug for LowRank {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "LowRank of {} rows", self.rows.len() / ROW)
    }
}

type Basis = Vec<[f64; LANES]>;

/// Gram–Schmidt.
fn orthonormal(basis: &mut Basis) {
    for k in 0..basis.len() {
        let (before, rest) = basis.split_at_mut(k);
        let own = &mut rest[0];
        for _ in 0..2 {
            for other in before.iter() {
                let dot: f64 = own.iter().zip(other).map(|(a, b)| a * b).sum();
                own.iter_mut().zip(other).for_each(|(a, b)| *a -= dot * b);
            }
        }
        let norm = own.iter().map(|a| a * a).sum::<f64>().sqrt().max(1e-12);
        own.iter_mut().for_each(|a| *a /= norm);
    }
}

/// Leading singular vectors of rows with these second moments.
fn leading(moments: &[f64]) -> Basis {
    // Any start will do that is not orthogonal to what is looked for.
    let mut basis: Basis = (0..RANK)
        .map(|k| {
            let mut x = [0.0; LANES];
            for (i, v) in x.iter_mut().enumerate() {
                let turn = (i as f64 + 0.5) * (k as f64 + 0.37) / LANES as f64;
                *v = (turn * std::f64::consts::PI).cos_() + 0.1 * ((i * (k + 3)) % 7) as f64;
            }
            x
        })
        .collect();
    orthonormal(&mut basis);
    for _ in 0..ROUNDS {
        basis = basis
            .iter()
            .map(|x| {
                let mut y = [0.0; LANES];
                for (out, row) in y.iter_mut().zip(moments.chunks_exact(LANES)) {
                    *out = row.iter().zip(x).map(|(a, b)| a * b).sum();
                }
                y
            })
            .collect();
        orthonormal(&mut basis);
    }
    basis
}

impl LowRank {
    /// Of rows of bent probabilities.
    pub fn of(rows: &[[f32; LANES]]) -> Self {
        let mut moments = vec![0.0_f64; LANES * LANES];
        // A part of the rows tells the directions.
        for row in rows.iter().step_by(4) {
            for (a, out) in row.iter().zip(moments.chunks_exact_mut(LANES)) {
                let a = f64::from(*a);
                out.iter_mut()
                    .zip(row)
                    .for_each(|(m, &b)| *m += a * f64::from(b));
            }
        }
        let basis = leading(&moments);
        let coordinates: Vec<[f32; RANK]> = rows
            .iter()
            .map(|row| {
                std::array::from_fn(|k| {
                    row.iter()
                        .zip(&basis[k])
                        .map(|(&a, b)| f64::from(a) * b)
                        .sum::<f64>() as f32
                })
            })
            .collect();
        let scale: [f32; RANK] = std::array::from_fn(|k| {
            let most = coordinates.iter().fold(1e-9_f32, |m, c| m.max(c[k].abs()));
            most / if k < FINE { 32_767.0 } else { 127.0 }
        });
        let mut bytes = Vec::with_capacity(rows.len() * ROW);
        for c in &coordinates {
            for k in 0..RANK {
                let n = (c[k] / scale[k]).round();
                if k < FINE {
                    bytes.extend((n as i16).to_le_bytes());
                } else {
                    bytes.push((n as i8) as u8);
                }
            }
        }
        let mut lanes = vec![0.0; LANES * RANK];
        for (lane, out) in lanes.chunks_exact_mut(RANK).enumerate() {
            for k in 0..RANK {
                out[k] = basis[k][lane] as f32 * scale[k];
            }
        }
        Self {
            lanes,
            rows: ByteBuf::from(bytes),
        }
    }

    /// Whether it has so many rows.
    pub fn is_sound(&self, rows: usize) -> bool {
        self.rows.len() == rows * ROW
            && self.lanes.len() == LANES * RANK
            && self.lanes.iter().all(|v| v.is_finite())
    }

    /// The probabilities of the lanes from `first` on, of rows by their shares.
    pub fn of_lanes(&self, rows: &[(usize, f32)], first: usize) -> [f32; TIMEOUTS] {
        wide(OfLanes {
            table: self,
            rows,
            first,
        })
    }

    /// Adds `share` of a row's coordinates.
    #[inline(always)]
    fn add(&self, row: usize, share: f32, out: &mut [f32; RANK]) {
        let bytes = &self.rows[row * ROW..(row + 1) * ROW];
        let (fine, coarse) = bytes.split_at(2 * FINE);
        for (o, b) in out.iter_mut().zip(fine.chunks_exact(2)) {
            *o += share * f32::from(i16::from_le_bytes([b[0], b[1]]));
        }
        for (o, &b) in out[FINE..].iter_mut().zip(coarse) {
            *o += share * f32::from(b as i8);
        }
    }

    /// Its numbers as they are kept, a row for each second and cell.
    pub fn written(&self, cells: usize, third: usize) -> Written {
        let rows = || self.rows.chunks_exact(ROW);
        let short = |b: &[u8]| i16::from_le_bytes([b[0], b[1]]);
        Written {
            cells,
            third,
            rows: self.rows.len() / ROW,
            fine: FINE,
            coarse: RANK - FINE,
            fine_values: rows()
                .flat_map(|row| row[..2 * FINE].chunks_exact(2).map(short))
                .collect(),
            coarse_values: rows()
                .flat_map(|row| row[2 * FINE..].iter().map(|&b| b as i8))
                .collect(),
            lanes: self.lanes.clone(),
        }
    }

    /// A bent probability, from coordinates.
    #[inline(always)]
    fn at(&self, coordinates: &[f32; RANK], lane: usize) -> f32 {
        let of_lane = &self.lanes[lane * RANK..(lane + 1) * RANK];
        // Eight sums, so that the additions need not wait for one another.
        let mut sums = [0.0_f32; 8];
        let both = coordinates.chunks_exact(8).zip(of_lane.chunks_exact(8));
        for (a, b) in both {
            for k in 0..8 {
                sums[k] += a[k] * b[k];
            }
        }
        let [a, b, c, d, e, f, g, h] = sums;
        ((a + e) + (c + g)) + ((b + f) + (d + h))
    }
}

struct OfLanes<'a> {
    table: &'a LowRank,
    rows: &'a [(usize, f32)],
    first: usize,
}

impl Wide for OfLanes<'_> {
    type Out = [f32; TIMEOUTS];

    #[inline(always)]
    fn run(self) -> [f32; TIMEOUTS] {
        let mut coordinates = [0.0; RANK];
        for &(row, share) in self.rows {
            self.table.add(row, share, &mut coordinates);
        }
        let mut out = [0.0; TIMEOUTS];
        for (lane, out) in (self.first..).zip(&mut out) {
            *out = self.table.at(&coordinates, lane);
        }
        out.map(straight)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bends_and_straightens() {
        for k in 0..=100 {
            let p = k as f32 / 100.0;
            assert!((straight(bent(p)) - p).abs() < 1e-5);
        }
        let mut before = 0.0;
        for k in 0..=1_000_000 {
            let z = k as f32 * 1e-6;
            let exact = (f64::from(z) * std::f64::consts::FRAC_PI_2).sin().powi(2);
            let found = straight(z);
            assert!((f64::from(found) - exact).abs() <= 5e-7 * exact, "{z}");
            assert!(found >= before * (1.0 - 4e-7), "{z}");
            assert!(found <= 1.0, "{z}");
            before = found;
        }
    }

    #[test]
    fn a_table_of_low_rank_comes_back() {
        let rows: Vec<[f32; LANES]> = (0..200)
            .map(|r| {
                std::array::from_fn(|l| {
                    let (x, y) = (r as f32 / 200.0, l as f32 / LANES as f32);
                    0.5 + 0.2 * (x * y * 3.0).sin() + 0.2 * (x - y)
                })
            })
            .collect();
        let table = LowRank::of(&rows);
        assert!(table.is_sound(200));
        for (r, row) in rows.iter().enumerate() {
            for first in (0..LANES).step_by(TIMEOUTS) {
                let found = table.of_lanes(&[(r, 0.25), (r, 0.75)], first);
                for (&v, found) in row[first..].iter().zip(found) {
                    assert!((found - straight(v)).abs() < 4e-4, "{r} {first}");
                }
            }
        }
    }
}
