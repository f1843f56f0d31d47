//! The last minutes of regulation: what was solved of them
//! ([`crate::endings`]) stands beside the model of the whole game.

use super::Outcome;
use super::tables::Tables;
use crate::endings::Endings;
use crate::estimator::{log_odds, probability};
use crate::forest::wide::{Wide, wide};
use crate::game::GameState;
use crate::rules::Rules;
use crate::simulate::interpolate;

/// Weights of the solved value in the log-odds, by seconds left: of its value
/// with typical timeouts, and of what the teams' own timeouts are worth more
/// or less than those. The model of the whole game, which has the rest, knows
/// the spread but hardly sees timeouts. Set on 2014–2023 walking forward;
/// weights fitted to seasons were worse on others (docs/endings.md).
const WEIGHTS: [(f64, [f64; 2]); 9] = [
    (0.0, [1.0, 1.0]),
    (3.0, [1.0, 1.0]),
    (10.0, [0.75, 1.1]),
    (30.0, [0.65, 1.15]),
    (60.0, [0.6, 1.15]),
    (120.0, [0.5, 1.0]),
    (180.0, [0.4, 0.8]),
    (240.0, [0.3, 0.6]),
    (360.0, [0.0, 0.0]),
];
/// The model's probabilities are not taken for surer than this.
pub(super) const SURE: f32 = 3e-4;

/// The weight of the solved value, or of own timeouts.
pub(super) fn weight(seconds: u16, which: usize) -> f32 {
    let points = WEIGHTS.map(|(t, w)| (t, w[which]));
    interpolate(&points, seconds.into()) as f32
}

/// Log-odds that are not taken for surer than that.
#[inline(always)]
fn unsure(p: f32) -> f32 {
    log_odds(p.clamp(SURE, 1.0 - SURE))
}

/// What is known of a situation, apart from the model's probability.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Ending {
    /// P(tie), were the game decided by the model alone.
    tie: f32,
    /// The weight of the model's log-odds, and what is added to them.
    late: Option<(f32, f32)>,
}

impl Ending {
    /// What is known of a situation of regulation. `overtime` is what a game is
    /// worth that regulation leaves tied.
    pub fn of(
        state: &GameState,
        endings: Option<&Endings>,
        tables: &Tables,
        rules: &Rules,
        overtime: Outcome,
    ) -> Self {
        let seconds = f64::from(state.game_seconds_remaining());
        let spread = f64::from(state.posteam_spread.unwrap_or(0.0));
        let chance = tables.overtime_chance(state.score_differential, seconds, spread) as f32;
        // Ties are a share of the overtimes.
        let tie = if rules.overtime.can_tie() {
            chance * overtime.tie
        } else {
            0.0
        };
        // The teams were even when the last minutes were solved; in overtime they
        // are what the spread says. What is all but decided seldom gets there,
        // whatever the lead: a tie counts half in `wp`.
        let of_these = |wp: f32| {
            let chance = chance.min(2.0 * wp.min(1.0 - wp));
            wp + chance * (overtime.wp() - 0.5)
        };
        let late = endings.and_then(|e| e.value(state)).map(|value| {
            let t = state.quarter_seconds_remaining;
            let all = weight(t, 0);
            // That a leader can kneel the clock out the model knows.
            let leads = state.score_differential > 0;
            let own = if leads { all } else { weight(t, 1) };
            let (wp, typical) = (unsure(of_these(value.wp)), unsure(of_these(value.typical)));
            (1.0 - all, all * typical + own * (wp - typical))
        });
        Self { tie, late }
    }

    /// Whether anything moves a situation's one number away from the model's.
    pub fn matters(state: &GameState, endings: Option<&Endings>) -> bool {
        endings.is_some() && Endings::covers(state)
    }

    /// P(win) from the model's, a tie counting half.
    #[inline(always)]
    pub fn wp(&self, p: f32) -> f32 {
        match self.late {
            Some((keep, more)) => probability(keep * unsure(p) + more),
            None => p.clamp(0.0, 1.0),
        }
    }

    /// [`Ending::wp`] of each member's P(win), in its place.
    pub fn of_members(&self, members: &mut [f32]) {
        wide(OfMembers(*self, members));
    }

    /// The outcome, from the model's probability of a game that is decided.
    pub fn finish(&self, p: f32) -> Outcome {
        let p = self.wp(p);
        let tie = self.tie.min(2.0 * p.min(1.0 - p));
        // Half a tie is half a win: the one number stays.
        Outcome {
            win: p - 0.5 * tie,
            tie,
        }
    }
}

struct OfMembers<'a>(Ending, &'a mut [f32]);

impl Wide for OfMembers<'_> {
    type Out = ();

    #[inline(always)]
    fn run(self) {
        let Self(ending, members) = self;
        for p in members {
            *p = ending.wp(*p);
        }
    }
}
