//! The terms: what the situation is before any weight is put to it.

use super::clock::{Clock, HalfClock};
use crate::error::{Error, Result};
use crate::features::PlaySet;
use crate::math::Portable;
use ndarray::ArrayView1;
use serde::{Deserialize, Serialize};

/// A situation as the score process reads it; unknown values are replaced by
/// what is neutral between the two sides, but an unknown spread stays NaN.
#[derive(Debug, Clone, Copy)]
pub(super) struct Situation {
    pub lead: f64,
    pub seconds: f64,
    pub half_seconds: f64,
    pub down: usize,
    pub ydstogo: f64,
    pub yardline: f64,
    pub defteam_timeouts: f64,
    pub timeouts_known: bool,
    pub receives: f64,
    pub home: f64,
    pub spread: f64,
}

/// Where the matrix has the columns of a [`Situation`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Places([u8; 10]);

const NEEDED: [&str; 10] = [
    "score_differential",
    "game_seconds_remaining",
    "half_seconds_remaining",
    "down",
    "ydstogo",
    "yardline_100",
    "defteam_timeouts_remaining",
    "receive_2h_ko",
    "home",
    "posteam_spread",
];

/// Mean of the defense's timeouts, for where they are unknown.
pub(super) const USUAL_TIMEOUTS: f64 = 1.8;

impl Places {
    pub fn of(set: &PlaySet) -> Result<Self> {
        let mut places = [0; 10];
        for (place, name) in places.iter_mut().zip(NEEDED) {
            let found = set.position(name).and_then(|p| u8::try_from(p).ok());
            *place = found.ok_or_else(|| Error::Fit {
                problem: format!("the score process needs a column {name}"),
                hint: "use the default features".into(),
            })?;
        }
        Ok(Self(places))
    }

    /// Whether all columns lie within a matrix of `width` columns.
    pub fn within(&self, width: usize) -> bool {
        self.0.iter().all(|&p| usize::from(p) < width)
    }

    /// The columns, in the order of [`Situation`]'s reading.
    pub fn columns(&self) -> [usize; 10] {
        self.0.map(usize::from)
    }

    pub fn spread(&self) -> usize {
        usize::from(self.0[9])
    }

    pub fn read(&self, row: ArrayView1<'_, f32>) -> Situation {
        let value = |i: usize, unknown: f64| {
            let v = f64::from(row[usize::from(self.0[i])]);
            if v.is_finite() { v } else { unknown }
        };
        Situation {
            lead: value(0, 0.0),
            seconds: value(1, 1800.0).clamp(0.0, 3600.0),
            half_seconds: value(2, 900.0).clamp(0.0, 1800.0),
            down: value(3, 1.0).clamp(1.0, 4.0) as usize,
            ydstogo: value(4, 10.0).clamp(1.0, 30.0),
            yardline: value(5, 65.0).clamp(1.0, 99.0),
            defteam_timeouts: value(6, USUAL_TIMEOUTS),
            timeouts_known: row[usize::from(self.0[6])].is_finite(),
            receives: value(7, 0.5),
            home: value(8, 0.5),
            spread: value(9, f64::NAN),
        }
    }
}

/// Piecewise-linear "tents" over `knots`: at most two are not 0, all add up to
/// 1; constant beyond the ends.
pub(super) fn tents(x: f64, knots: &[f64], mut put: impl FnMut(usize, f64)) {
    let last = knots.len() - 1;
    let x = x.clamp(knots[0], knots[last]);
    let i = knots[1..last].iter().take_while(|&&k| k <= x).count();
    let share = (x - knots[i]) / (knots[i + 1] - knots[i]);
    put(i, 1.0 - share);
    put(i + 1, share);
}

/// −1, 0 or 1.
fn sign(x: f64) -> i8 {
    i8::from(x > 0.0) - i8::from(x < 0.0)
}

/// Collects terms in order.
struct List<'a>(&'a mut Vec<f32>);

impl List<'_> {
    fn push(&mut self, value: f64) {
        self.0.push(value as f32);
    }

    fn tents(&mut self, x: f64, knots: &[f64], factor: f64) {
        let start = self.0.len();
        self.0.resize(start + knots.len(), 0.0);
        tents(x, knots, |i, v| self.0[start + i] = (factor * v) as f32);
    }
}

/// Terms of expected points: spot by down by distance, and how they fade when
/// the half runs out before the possession can score.
pub(super) fn expected_points(s: &Situation, out: &mut Vec<f32>) {
    expected_points_at(s, &HalfClock::of(s.half_seconds), s.ydstogo.ln_(), out);
}

/// [`expected_points`] with what is known of the clock, and the logarithm of the
/// distance.
pub(super) fn expected_points_at(
    s: &Situation,
    clock: &HalfClock,
    log_distance: f64,
    out: &mut Vec<f32>,
) {
    const SPOTS: [f64; 12] = [1., 4., 8., 14., 20., 30., 40., 50., 62., 75., 88., 99.];
    const COARSE: [f64; 8] = [1., 4., 10., 20., 35., 50., 75., 99.];
    const COARSER: [f64; 5] = [1., 10., 35., 65., 99.];
    const COARSEST: [f64; 4] = [1., 20., 40., 99.];
    let mut list = List(out);
    let is = |down: usize| f64::from(u8::from(s.down == down));
    list.tents(s.yardline, &SPOTS, 1.0);
    const DISTANCES: [f64; 8] = [1., 2., 3., 5., 7., 10., 16., 25.];
    for down in 2..=4 {
        list.tents(s.yardline, &COARSE, is(down));
        list.tents(s.ydstogo, &DISTANCES, is(down));
    }
    let goal_to_go = f64::from(u8::from(s.ydstogo >= s.yardline));
    (1..=4).for_each(|down| list.push(is(down) * goal_to_go));
    for down in 1..=4 {
        list.push(is(down) * log_distance);
        list.push(is(down) * log_distance * s.yardline / 100.0);
        list.push(is(down) * s.ydstogo / 10.0);
    }
    for fade in clock.fades {
        list.tents(s.yardline, &COARSER, fade);
        for down in 2..=4 {
            list.push(fade * is(down));
        }
        list.push(fade * is(4) * s.yardline / 100.0);
        list.push(fade * log_distance);
    }
    list.tents(s.yardline, &COARSEST, clock.last_fade);
    for down in 2..=4 {
        list.push(clock.last_fade * is(down));
    }
}

/// Added to the share of the time that is left, below the root.
pub(super) const SOFTENED: [f64; 3] = [0.0008, 0.004, 0.02];
/// Seconds left, plus ten, between which the worth of the ball is linear in their
/// logarithm; and the same of leads.
pub(super) const TIMES: [f64; 8] = [10., 40., 100., 250., 600., 1300., 2300., 3610.];
pub(super) const LATER: [f64; 5] = [10., 130., 410., 1010., 2410.];
/// Leads that one, two, three scores less close.
pub(super) const LEADS: [f64; 4] = [1.0, 4.0, 9.0, 17.0];
/// Seconds over which a possession fades into the half-time break.
pub(super) const BREAKS: [f64; 3] = [20.0, 90.0, 300.0];

/// Terms of the log-odds of winning, the constant first, given the expected
/// points `ep` of the possession. With `spread` those of a situation whose
/// spread is known, else those of one without.
pub(super) fn log_odds(s: &Situation, ep: f64, spread: bool, out: &mut Vec<f32>) {
    let clocks = (&Clock::of(s.seconds), &HalfClock::of(s.half_seconds));
    log_odds_at(s, clocks, ep, spread, out);
}

/// [`log_odds`] with what is known of the clocks.
pub(super) fn log_odds_at(
    s: &Situation,
    (clock, half): (&Clock, &HalfClock),
    ep: f64,
    spread: bool,
    out: &mut Vec<f32>,
) {
    let mut list = List(out);
    let left = clock.left;
    list.push(1.0);
    // What decides is the lead still to come relative to the noise still to
    // come, which grows with the root of the time left (Stern 1991).
    for root in clock.roots {
        list.push(s.lead / root);
        list.push(ep / root);
        list.push(ep * clock.minute / root);
        list.push(s.receives / root);
        if spread {
            list.push(s.spread * left / root);
        }
    }
    // Early, a possession tells more than its points: who moves the ball today.
    list.push(ep);
    list.push(ep * clock.root);
    // On fourth down the ball is mostly given away: expected points, being a
    // mean, make more of it than games do.
    let fourth = f64::from(u8::from(s.down == 4));
    list.push(fourth / clock.root_of_downs);
    list.push(fourth);
    let root = clock.roots[0];
    list.push(s.lead);
    list.push(f64::from(sign(s.lead)));
    list.push(s.home);
    list.push((s.lead / (3.0 * root)).tanh_());
    list.push((s.lead / (8.0 * clock.root_of_leads)).tanh_());
    if spread {
        list.push(s.spread);
        list.push((s.spread * left / (8.0 * root)).tanh_());
    } else {
        list.push(s.home * left / root);
        list.push(s.home * clock.root);
    }
    // What having the ball is worth at each time.
    list.0.extend_from_slice(&clock.times);
    // The later, the more a lead counts by the number of scores that it takes to
    // close it; from 40 minutes on not at all.
    for lead in LEADS {
        let step = f64::from(sign(s.lead)) * f64::from(u8::from(s.lead.abs() >= lead));
        let late = &clock.shares[..LATER.len() - 1];
        late.iter().for_each(|share| list.push(step * share));
    }
    // Whether the leader can about kneel the clock out.
    list.push(f64::from(u8::from(
        s.leads_late() && s.kneeling(42.0) + 5.0 > s.seconds,
    )));
    // From here on what models of before lack, see [`LATER_ADDED`]. A possession
    // that the half-time break cuts short is not worth its points.
    let first_half = f64::from(u8::from(s.seconds > 1800.0 || s.half_seconds == 0.0));
    for fade in half.breaks {
        list.push(first_half * fade);
    }
    // Second and third down, as the fourth above.
    for down in [2, 3] {
        let is = f64::from(u8::from(s.down == down));
        list.push(is / clock.root_of_downs);
        list.push(is);
    }
}

/// How many of the last terms of [`log_odds`] were added after models had been
/// written without them. Such a model has fewer weights, and the terms that it
/// has none for are left out.
const LATER_ADDED: usize = 7;

/// Whether a model may have so many weights.
pub(super) fn may_have(weights: usize, spread: bool) -> bool {
    let now = count(spread);
    weights == now || weights == now - LATER_ADDED
}

/// The terms of [`log_odds`] that are multiples of expected points, per point,
/// in their order: what [`log_odds`] has there for one point.
pub(super) fn per_point(s: &Situation) -> [f32; 8] {
    let left = s.seconds / 3600.0;
    let mut out = [0.0; 8];
    out[6] = 1.0;
    out[7] = left.sqrt() as f32;
    for (two, k) in out.as_chunks_mut::<2>().0.iter_mut().zip(SOFTENED) {
        let root = (left + k).sqrt();
        *two = [1.0 / root, (s.seconds / 60.0).min(1.0) / root].map(|v| v as f32);
    }
    out
}

/// Which terms of [`log_odds`] are multiples of expected points.
pub(super) fn multiples_of_points(spread: bool) -> Vec<usize> {
    let at = |ep: f64| written(&Situation::example(), ep, spread);
    differ(&at(0.0), &at(1.0))
}

/// Which terms of [`log_odds`] say who plays at home.
pub(super) fn of_home(spread: bool) -> Vec<usize> {
    let at = |home: f64| {
        let situation = Situation {
            home,
            ..Situation::example()
        };
        written(&situation, 0.0, spread)
    };
    differ(&at(0.0), &at(1.0))
}

/// How many terms [`log_odds`] has.
pub(super) fn count(spread: bool) -> usize {
    written(&Situation::example(), 0.0, spread).len()
}

fn written(situation: &Situation, ep: f64, spread: bool) -> Vec<f32> {
    let mut out = Vec::new();
    log_odds(situation, ep, spread, &mut out);
    out
}

fn differ(a: &[f32], b: &[f32]) -> Vec<usize> {
    (0..a.len()).filter(|&k| a[k] != b[k]).collect()
}

impl Situation {
    fn leads_late(&self) -> bool {
        self.lead > 0.0 && self.seconds <= 1800.0
    }

    /// Seconds that kneel-downs take off the clock, at `each` a down after
    /// which the defense has no timeout to stop it.
    fn kneeling(&self, each: f64) -> f64 {
        each * ((4 - self.down) as f64 - self.defteam_timeouts).max(0.0)
    }

    /// Whether the side that leads has won but for a lost snap: it can run the
    /// clock out whatever the defense does. At 40 seconds a kneel-down, none
    /// of the 1,363 games of 2009–2019 that came to it was lost. Never, where
    /// the defense's timeouts are unknown.
    pub fn can_kneel_out(&self) -> bool {
        self.timeouts_known && self.leads_late() && self.kneeling(40.0) >= self.seconds
    }

    /// Any situation: the number of terms does not depend on it.
    pub fn example() -> Self {
        Self {
            lead: 0.0,
            seconds: 3600.0,
            half_seconds: 1800.0,
            down: 1,
            ydstogo: 10.0,
            yardline: 75.0,
            defteam_timeouts: 3.0,
            timeouts_known: true,
            receives: 0.5,
            home: 0.5,
            spread: 0.0,
        }
    }
}
