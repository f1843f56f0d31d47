//! The last seconds of regulation: what is known of them takes over from the
//! model smoothly.

use super::Outcome;
use super::tables::Tables;
use crate::game::GameState;
use crate::rules::Rules;

/// Up to so many seconds one play is left, whatever it is.
const LAST_PLAY: f64 = 3.0;
/// From so many on the model is left alone.
const MODEL: f64 = 16.0;
/// P(win) of a side that can kneel the clock out: one less the chance of a
/// lost snap (none of the 1,363 games of 2009–2019 that came to it was lost).
const KNELT_OUT: f32 = 0.9995;
/// Seconds short at which kneeling is no argument any more; up to there it
/// gives way to the model in proportion.
const TOO_SHORT: f64 = 60.0;
/// From so many seconds on a field goal is no end of the game.
const KICK: f64 = 40.0;
/// What each second that is left after a field goal takes off what it has won:
/// the other side needs one too, from a kick-off.
const ANSWERED: f32 = 0.002;
/// A second's longest field goal tries: yards from the goal line.
const RANGE: f64 = 52.0;

/// What is known of a situation, apart from the model's probability.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Ending {
    /// P(tie), were the game decided by the model alone.
    tie: f32,
    /// The last play's value and its weight.
    last: Option<(Outcome, f32)>,
    /// P(win) is at least this.
    floor: f32,
    /// Share of the way from the model to [`KNELT_OUT`].
    knelt: f32,
}

/// Seconds that `downs` kneel-downs take, from `seconds` left, against so many
/// timeouts; at the two-minute warning the clock stops by itself.
fn kneeling(seconds: f64, downs: u8, timeouts: u8, rules: &Rules) -> f64 {
    let each = f64::from(rules.clock.play_clock);
    let warning = f64::from(rules.clock.two_minute_warning);
    let mut left = seconds;
    let mut timeouts = timeouts;
    for _ in 0..downs {
        if left <= 0.0 {
            break;
        }
        // The defence stops the clock as long as it can.
        let stopped = timeouts > 0;
        timeouts = timeouts.saturating_sub(1);
        let after = if stopped { left } else { left - each };
        left = if left > warning {
            after.max(warning)
        } else {
            after
        };
    }
    seconds - left.max(0.0)
}

/// How many seconds are left to play once the side with the ball has knelt on
/// every down it can; `None` where the timeouts are unknown.
#[must_use]
pub(super) fn short_of_kneeling(state: &GameState, rules: &Rules) -> Option<f64> {
    let timeouts = state.defteam_timeouts_remaining?;
    let seconds = f64::from(state.game_seconds_remaining());
    let downs = 4_u8.saturating_sub(state.down);
    Some(seconds - kneeling(seconds, downs, timeouts, rules))
}

impl Ending {
    /// What is known of a situation of regulation. `tied` is what a game is
    /// worth that regulation leaves tied.
    pub fn of(
        state: &GameState,
        tables: &Tables,
        rules: &Rules,
        season: u16,
        tied: &dyn Fn() -> Outcome,
    ) -> Self {
        let seconds = f64::from(state.game_seconds_remaining());
        let spread = f64::from(state.posteam_spread.unwrap_or(0.0));
        let lead = state.score_differential;
        let mut ending = Self {
            tie: 0.0,
            last: None,
            floor: 0.0,
            knelt: 0.0,
        };
        if rules.overtime.can_tie() {
            // Ties are a share of the overtimes.
            let share = tied().tie;
            ending.tie = tables.overtime_chance(lead, seconds, spread) as f32 * share;
        }
        if state.qtr == 4 && seconds < MODEL {
            let weight = ((MODEL - seconds) / (MODEL - LAST_PLAY)).clamp(0.0, 1.0);
            ending.last = Some((last_play(state, tables, season, tied), weight as f32));
        }
        if state.qtr == 4
            && lead > 0
            && let Some(short) = short_of_kneeling(state, rules)
        {
            ending.knelt = (1.0 - short / TOO_SHORT).clamp(0.0, 1.0) as f32;
        }
        if kicks(state) {
            let hold = 1.0 - ANSWERED * seconds as f32;
            let made = tables.field_goal(f64::from(state.yardline_100), season) as f32;
            let after = |lead: i16| {
                if lead == 0 {
                    tied().wp()
                } else {
                    Outcome::of_lead(lead).wp()
                }
            };
            ending.floor = hold * (made * after(lead + 3) + (1.0 - made) * after(lead));
        }
        ending
    }

    /// Whether anything is known of a situation of regulation that moves its
    /// one number away from the model's.
    pub fn matters(state: &GameState, rules: &Rules) -> bool {
        let late = state.qtr == 4 && f64::from(state.game_seconds_remaining()) < MODEL;
        let kneels = state.qtr == 4
            && state.score_differential > 0
            && short_of_kneeling(state, rules).is_some_and(|short| short < TOO_SHORT);
        late || kneels || kicks(state)
    }

    /// The model's probability, with what is known of the end before the last
    /// play.
    fn known(&self, p: f32) -> f32 {
        let p = p.clamp(0.0, 1.0).max(self.floor);
        p.max(p + self.knelt * (KNELT_OUT - p))
    }

    /// [`Ending::finish`] as one number, a tie counting half.
    pub fn wp(&self, p: f32) -> f32 {
        let p = self.known(p);
        match &self.last {
            Some((last, weight)) => weight * last.wp() + (1.0 - weight) * p,
            None => p,
        }
    }

    /// The outcome, from the model's probability of a game that is decided.
    pub fn finish(&self, p: f32) -> Outcome {
        let p = self.known(p);
        let tie = self.tie.min(2.0 * p.min(1.0 - p));
        // Half a tie is half a win: the one number stays the model's.
        let model = Outcome {
            win: p - 0.5 * tie,
            tie,
        };
        match &self.last {
            Some((last, weight)) => last.mixed(*weight, &model),
            None => model,
        }
    }
}

/// Whether a field goal now would all but end the game.
fn kicks(state: &GameState) -> bool {
    state.qtr == 4
        && f64::from(state.game_seconds_remaining()) < KICK
        && (-3..=0).contains(&state.score_differential)
        && f64::from(state.yardline_100) <= RANGE
}

/// The value of a situation in which one play is left: the best of a field
/// goal, a play for a touchdown, and a kneel-down.
fn last_play(
    state: &GameState,
    tables: &Tables,
    season: u16,
    tied: &dyn Fn() -> Outcome,
) -> Outcome {
    let lead = state.score_differential;
    let result = |lead: i16| {
        if lead == 0 {
            tied()
        } else {
            Outcome::of_lead(lead)
        }
    };
    let yardline = f64::from(state.yardline_100);
    let mut best = match lead {
        1.. => Outcome {
            win: KNELT_OUT,
            tie: 0.0,
        },
        lead => result(lead),
    };
    let mut consider = |option: Outcome| {
        if option.wp() > best.wp() {
            best = option;
        }
    };
    if (-3..=0).contains(&lead) && yardline <= RANGE {
        let made = tables.field_goal(yardline, season) as f32;
        consider(result(lead + 3).mixed(made, &result(lead)));
    }
    if (-8..=0).contains(&lead) {
        let touchdown = tables.last_play_touchdown(yardline) as f32;
        let tries = tables.tries(season);
        let after = match lead + 6 {
            1.. => Outcome::WIN,
            0 => Outcome::WIN.mixed(tries.kick as f32, &result(0)),
            -1 => {
                let kick = result(0).mixed(tries.kick as f32, &Outcome::LOSS);
                let two = Outcome::WIN.mixed(tries.two as f32, &Outcome::LOSS);
                if two.wp() > kick.wp() { two } else { kick }
            }
            _ => result(0).mixed(tries.two as f32, &Outcome::LOSS),
        };
        consider(after.mixed(touchdown, &result(lead)));
    }
    best
}
