//! Arithmetic on one number a lane, and how choices are mixed.

use super::grid::{LANES, LEAD, lane, of_lane};

/// One number a lane.
pub(super) type Lanes = [f32; LANES];

/// Probabilities this near to 0 and 1 are told apart when choosing.
const MOST_ODDS: f32 = 1e4;

/// Mixes options by how often teams choose them: by habit, and by what each is
/// worth, `habit · odds^8`.
pub(super) struct Mixer {
    pub(super) sum: Lanes,
    pub(super) weight: Lanes,
}

impl Mixer {
    #[inline(always)]
    pub(super) fn new() -> Self {
        Self {
            sum: [0.0; LANES],
            weight: [1e-36; LANES],
        }
    }

    #[inline(always)]
    pub(super) fn add(&mut self, value: &Lanes, habit: f32) {
        for ((s, w), &v) in self.sum.iter_mut().zip(&mut self.weight).zip(value) {
            let more = habit * appeal(v);
            *s += more * v;
            *w += more;
        }
    }

    #[inline(always)]
    pub(super) fn add_where(&mut self, value: &Lanes, habit: f32, may: &Lanes) {
        for k in 0..LANES {
            let v = value[k];
            let w = habit * may[k] * appeal(v);
            self.sum[k] += w * v;
            self.weight[k] += w;
        }
    }

    #[inline(always)]
    pub(super) fn mixed(&self, out: &mut Lanes) {
        for ((o, s), w) in out.iter_mut().zip(&self.sum).zip(&self.weight) {
            *o = s / w;
        }
    }
}

/// How much more often an option is taken the more it is worth.
#[inline(always)]
pub(super) fn appeal(v: f32) -> f32 {
    let odds = (v / (1.0 - v).max(1e-6)).clamp(1.0 / MOST_ODDS, MOST_ODDS);
    let two = odds * odds;
    let four = two * two;
    four * four
}

#[inline(always)]
pub(super) fn add(out: &mut Lanes, w: f32, x: &Lanes) {
    for (o, v) in out.iter_mut().zip(x) {
        *o += w * v;
    }
}

#[inline(always)]
pub(super) fn scale(out: &mut Lanes, w: f32) {
    for v in out.iter_mut() {
        *v *= w;
    }
}

/// `x` where one of the own (or the opponent's) timeouts has been taken.
#[inline(always)]
pub(super) fn spent(x: &Lanes, by: usize) -> Lanes {
    let mut out = [0.0; LANES];
    out[by..].copy_from_slice(&x[..LANES - by]);
    out
}

/// `x` with so many points more.
pub(super) fn ahead(x: &Lanes, points: i16) -> Lanes {
    let mut out = [0.0; LANES];
    for (k, v) in out.iter_mut().enumerate() {
        let (lead, own, their) = of_lane(k);
        *v = x[lane((lead + points).clamp(-LEAD, LEAD), own, their)];
    }
    out
}

/// `x` seen by the other team.
pub(super) fn flipped(x: &Lanes) -> Lanes {
    let mut out = [0.0; LANES];
    for (k, v) in out.iter_mut().enumerate() {
        let (lead, own, their) = of_lane(k);
        *v = 1.0 - x[lane(-lead, their, own)];
    }
    out
}

/// What a lead is worth when the clock has run out; a tie is half a win.
pub(super) fn result() -> Lanes {
    let mut out = [0.5; LANES];
    for (k, v) in out.iter_mut().enumerate() {
        match of_lane(k).0 {
            1.. => *v = 1.0,
            0 => {}
            _ => *v = 0.0,
        }
    }
    out
}

/// Puts values in order: no less with a point or an own timeout more, no more
/// with a timeout of the opponent more.
#[inline(always)]
pub(super) fn in_order(x: &mut Lanes) {
    const OWN: usize = 4;
    const LEADS_APART: usize = 16;
    let (mut up, mut down) = (*x, *x);
    for k in LEADS_APART..LANES {
        up[k] = up[k].max(up[k - LEADS_APART]);
    }
    for k in (0..LANES - LEADS_APART).rev() {
        down[k] = down[k].min(down[k + LEADS_APART]);
    }
    for k in 0..LANES {
        x[k] = 0.5 * (up[k] + down[k]);
    }
    for block in x.chunks_exact_mut(16) {
        for k in OWN..16 {
            block[k] = block[k].max(block[k - OWN]);
        }
        for row in block.chunks_exact_mut(4) {
            for k in (0..3).rev() {
                row[k] = row[k].max(row[k + 1]);
            }
        }
    }
}
