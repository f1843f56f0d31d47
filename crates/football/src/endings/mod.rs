//! The last minutes of regulation, solved by backward induction.
//!
//! What a snap is worth follows from what the plays that teams may call lead
//! to: the next snap, a turnover, points, the end of the game. Gains, kicks,
//! penalties, turnovers and times come from the book (the simulator's
//! [`Distributions`]); what teams choose, they choose by habit and by what it
//! is worth: an option is taken in proportion to its habit times the eighth
//! power of its odds of winning (quantal response, McKelvey & Palfrey 1995), so
//! that a call that is clearly worse becomes rare without becoming impossible,
//! and nothing jumps from one second to the next. Timeouts of both teams, the
//! pace, spikes, kneel-downs, running the clock down to a last kick, two-point
//! and onside tries are such choices.
//!
//! The values of all situations are kept as a table of low rank
//! ([`Endings`]), some 2 MB, good to about 0.002 in probability. The teams are
//! even in it; what the spread tells enters where the table is put beside the
//! model of the whole game (`value`).

mod conduct;
mod grid;
mod habits;
mod lanes;
mod low_rank;
mod moves;
mod solve;
mod timeouts;

pub use conduct::Conduct;
pub(crate) use solve::FASTEST;
pub use timeouts::{Left, Timeouts};

use crate::game::GameState;
use crate::simulate::Distributions;
use grid::{EARLY_CELLS, LANES};
pub(crate) use low_rank::Written;
use low_rank::{LowRank, bent};
use serde::{Deserialize, Serialize};

/// Seconds of regulation that are solved.
pub const HORIZON: usize = 360;

/// Seconds at which values are kept; straight lines in between.
fn knots() -> impl Iterator<Item = usize> {
    let steps = [
        (0, 24, 1),
        (24, 44, 2),
        (44, 80, 4),
        (80, 120, 8),
        (120, 128, 1),
    ];
    let late = steps.into_iter().flat_map(|(a, b, by)| (a..b).step_by(by));
    late.chain((128..200).step_by(12))
        .chain((200..=HORIZON).step_by(20))
}

/// Seconds whose values are kept blurred: how long a play takes is known to a
/// second or two, so that whether it leaves time for another is no cliff.
const BLURRED: std::ops::Range<usize> = 4..23;
/// Seconds that are read together with their neighbors, for the same reason.
const READ_BLURRED: std::ops::Range<u16> = 6..22;

/// The middle one of three seconds' values, blurred with its neighbors.
fn blurred(
    blur: bool,
    [before, middle, after]: [&[[f32; LANES]]; 3],
) -> impl Iterator<Item = [f32; LANES]> {
    middle.iter().enumerate().map(move |(cell, lanes)| {
        if !blur {
            return *lanes;
        }
        std::array::from_fn(|k| 0.5 * lanes[k] + 0.25 * (before[cell][k] + after[cell][k]))
    })
}

/// What snaps of first to third down are worth in the last minutes, between
/// even teams; a tie counts half.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Endings {
    table: LowRank,
    timeouts: Timeouts,
    seconds: Vec<u16>,
}

/// What a snap is worth.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Value {
    /// With the timeouts that the teams have.
    pub wp: f32,
    /// With those that teams have then on average, whatever the lead.
    pub typical: f32,
}

impl Endings {
    /// Solves the last minutes; `timeouts` tell how many teams have left where
    /// a situation does not.
    #[must_use]
    pub fn solve(book: &Distributions, conduct: &Conduct, timeouts: Timeouts) -> Self {
        let seconds: Vec<u16> = knots().map(|t| t as u16).collect();
        let mut rows: Vec<[f32; LANES]> = Vec::with_capacity(seconds.len() * EARLY_CELLS);
        // The last two seconds that were solved.
        let mut last: [Vec<[f32; LANES]>; 2] = Default::default();
        let keep = |t: usize, rows: &mut Vec<_>, around: [&[[f32; LANES]]; 3]| {
            if seconds.contains(&(t as u16)) {
                rows.extend(blurred(BLURRED.contains(&t), around));
            }
        };
        solve::Solver::new(book, conduct).solve(|t, cells| {
            let early = cells[..EARLY_CELLS].iter();
            let now: Vec<[f32; LANES]> = early.map(|lanes| lanes.map(bent)).collect();
            if t > 0 {
                keep(t - 1, &mut rows, [&last[0], &last[1], &now]);
            }
            if t == HORIZON {
                keep(t, &mut rows, [&last[1], &now, &now]);
            }
            last = [std::mem::take(&mut last[1]), now];
        });
        Self {
            table: LowRank::of(&rows),
            timeouts,
            seconds,
        }
    }

    /// Whether the parts fit together.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.seconds.iter().map(|&t| usize::from(t)).eq(knots())
            && self.table.is_sound(self.seconds.len() * EARLY_CELLS)
            && self.timeouts.is_sound()
    }

    /// Which of the kept seconds tell of a clock, and by how much: straight lines in
    /// between, and once more the neighbors where plays decide whether there is another.
    pub(crate) fn around(&self, t: u16) -> [(usize, f32); 3] {
        let above = self.seconds.partition_point(|&s| s <= t);
        let low = above.saturating_sub(1);
        if READ_BLURRED.contains(&t) {
            // Every second is kept here.
            return [low - 1, low, low + 1].map(|second| (second, 1.0 / 3.0));
        }
        let high = above.min(self.seconds.len() - 1);
        let (a, b) = (f32::from(self.seconds[low]), f32::from(self.seconds[high]));
        let up = if b > a {
            (f32::from(t) - a) / (b - a)
        } else {
            0.0
        };
        [(low, 1.0 - up), (high, up), (high, 0.0)]
    }

    /// The table as it is kept.
    pub(crate) fn written(&self) -> Written {
        self.table.written(EARLY_CELLS, grid::third_downs())
    }

    /// The cells of a snap, with shares that add up to 1.
    pub(crate) fn cells(down: u8, togo: u8, yardline: u8) -> [(u16, f32); 4] {
        grid::cells(down, togo.into(), yardline.into())
    }

    /// How often teams have so many timeouts, own first: of all leads, then of each
    /// class.
    pub(crate) fn usual_timeouts(&self, t: u16) -> Vec<f32> {
        self.timeouts.all_at(t)
    }

    /// Whether a snap has a value here: not before the last minutes, in overtime and
    /// on fourth down, which is worth what its options are.
    #[must_use]
    pub fn covers(state: &GameState) -> bool {
        let t = state.quarter_seconds_remaining;
        state.qtr == 4 && usize::from(t) <= HORIZON && state.down <= 3
    }

    /// What a snap is worth, if [`Endings::covers`] it.
    #[must_use]
    pub fn value(&self, state: &GameState) -> Option<Value> {
        if !Self::covers(state) {
            return None;
        }
        // A snap is played even if no second is left.
        let t = state.quarter_seconds_remaining.max(1);
        let cells = grid::cells(state.down, state.ydstogo.into(), state.yardline_100.into());
        let cells = |(second, share): (usize, f32)| {
            cells.map(|(cell, w)| (second * EARLY_CELLS + usize::from(cell), w * share))
        };
        let rows = self.around(t).into_iter().flat_map(cells);
        let rows: Vec<(usize, f32)> = rows.filter(|&(_, share)| share > 0.0).collect();
        let lead = state.score_differential;
        let of = self.table.of_lanes(&rows, grid::lane(lead, 0, 0));
        let (own, their) = (
            state.posteam_timeouts_remaining,
            state.defteam_timeouts_remaining,
        );
        // Those that are known stay.
        let mean = |lead: Option<i16>, own: Option<u8>, their: Option<u8>| {
            let (mut sum, mut all) = (0.0, 0.0);
            let lanes = (0_u8..).zip(of).zip(self.timeouts.at(t, lead));
            for ((k, value), w) in lanes {
                let (o, d) = (k / 4, k % 4);
                if own.is_none_or(|n| n == o) && their.is_none_or(|n| n == d) {
                    sum += w * value;
                    all += w;
                }
            }
            sum / all.max(1e-12)
        };
        let typical = mean(None, None, None);
        let wp = match (own, their) {
            (Some(o), Some(d)) => of[usize::from(o.min(3)) * 4 + usize::from(d.min(3))],
            _ => mean(Some(lead), own, their),
        };
        Some(Value { wp, typical })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::LazyLock;

    static SOLVED: LazyLock<Endings> = LazyLock::new(|| {
        let conduct = Conduct::new([0.6, -1.1], 75.0);
        Endings::solve(Distributions::shipped(), &conduct, Timeouts::of([]))
    });

    fn state(down: u8, togo: u8, spot: u8, lead: i16, clock: u16, timeouts: [u8; 2]) -> GameState {
        GameState {
            qtr: 4,
            quarter_seconds_remaining: clock,
            down,
            ydstogo: togo,
            yardline_100: spot,
            score_differential: lead,
            posteam_timeouts_remaining: Some(timeouts[0]),
            defteam_timeouts_remaining: Some(timeouts[1]),
            ..GameState::kickoff_touchback()
        }
    }

    fn wp(state: &GameState) -> f32 {
        SOLVED.value(state).unwrap().wp
    }

    #[test]
    fn is_sound_and_answers_where_it_should() {
        assert!(SOLVED.is_sound());
        let mut s = state(1, 10, 75, 0, 300, [3, 3]);
        assert!(SOLVED.value(&s).is_some());
        s.quarter_seconds_remaining = 361;
        assert!(SOLVED.value(&s).is_none());
        assert!(SOLVED.value(&state(4, 1, 50, 0, 60, [3, 3])).is_none());
        s.qtr = 2;
        assert!(SOLVED.value(&s).is_none());
    }

    #[test]
    fn known_endings() {
        // Three kneel-downs, and nobody can stop the clock.
        assert!(wp(&state(1, 10, 60, 1, 100, [1, 0])) > 0.995);
        // Two scores behind with five seconds left.
        assert!(wp(&state(1, 10, 60, -9, 5, [3, 3])) < 0.002);
        // A kick from the 20 to win, and time for nothing else.
        let kick = wp(&state(1, 10, 20, -1, 3, [0, 0]));
        assert!((0.8..0.97).contains(&kick), "{kick}");
        // A touchdown from afar.
        assert!(wp(&state(1, 10, 80, -4, 6, [0, 3])) < 0.03);
        // Tied, nobody scores: overtime.
        let tied = wp(&state(1, 10, 90, 0, 2, [0, 0]));
        assert!((tied - 0.5).abs() < 0.03, "{tied}");
        // Four, five and six points are one touchdown.
        let leads: Vec<f32> = [4, 5, 6]
            .map(|l| wp(&state(1, 10, 70, l, 115, [2, 2])))
            .into();
        assert!(leads[2] - leads[0] < 0.01, "{leads:?}");
    }

    #[test]
    fn points_and_timeouts_are_in_order() {
        for clock in [2, 9, 31, 75, 118, 121, 170, 290] {
            for (down, togo, spot) in [(1, 10, 75), (2, 7, 33), (3, 4, 8)] {
                for lead in -10..=9 {
                    for own in 0..3 {
                        let base = state(down, togo, spot, lead, clock, [own, 2]);
                        let value = wp(&base);
                        for better in [
                            state(down, togo, spot, lead + 1, clock, [own, 2]),
                            state(down, togo, spot, lead, clock, [own + 1, 2]),
                            state(down, togo, spot, lead, clock, [own, 1]),
                        ] {
                            // What the table's compression may cost.
                            assert!(wp(&better) > value - 0.004, "{base:?}: {value}");
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn no_second_is_a_cliff() {
        for (down, togo, spot, lead) in [
            (1, 10, 40, -2),
            (3, 1, 43, -1),
            (2, 1, 47, -1),
            (1, 10, 75, -4),
        ] {
            for own in 0..=3 {
                let at = |clock| wp(&state(down, togo, spot, lead, clock, [own, 2]));
                for clock in 4..60 {
                    let step = (at(clock + 1) - at(clock)).abs();
                    assert!(step < 0.06, "{down} {spot} {lead} {own} {clock}: {step}");
                }
            }
        }
    }

    #[test]
    fn unknown_timeouts_are_an_average() {
        let mut s = state(1, 10, 60, -4, 80, [3, 0]);
        let most = wp(&s);
        s = state(1, 10, 60, -4, 80, [0, 3]);
        let least = wp(&s);
        s.posteam_timeouts_remaining = None;
        s.defteam_timeouts_remaining = None;
        let unknown = SOLVED.value(&s).unwrap();
        assert!(least < unknown.wp && unknown.wp < most);
    }
}
