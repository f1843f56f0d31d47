//! What the offence calls.

use super::engine::Engine;
use super::state::{Side, State};

/// The play called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Call {
    Run,
    Pass,
    Punt,
    FieldGoal,
    Kneel,
}

/// Farthest yards to the goal line from which a field goal is tried at all.
const RANGE: u8 = 42;
/// The same when the half would end otherwise.
const LAST_CHANCE_RANGE: u8 = 40;

/// Seconds below which a field goal that helps is tried on any down: with a
/// timeout to stop the clock after one more play, and without.
const TO_KICK_AT_REST: u16 = 6;
const TO_KICK: u16 = 12;
/// Seconds above which a side without a timeout kneels before it kicks: the
/// clock runs on, and the kickers have to come on.
const TO_KICK_AFTER_KNEELING: u16 = 20;

/// Index of the first limit that `value` does not pass; the last otherwise.
#[inline]
#[must_use]
pub fn class(value: u8, limits: &[u8]) -> usize {
    limits
        .iter()
        .position(|&limit| value <= limit)
        .unwrap_or(limits.len())
}

/// Row and column of [`Choices::pass`](super::table::Choices).
pub(super) fn pass_cell(s: &State) -> (usize, usize) {
    let distance = class(s.togo, &[1, 2, 4, 6, 9, 10, 14]);
    (usize::from(s.down.clamp(1, 4)) - 1, distance)
}

/// Column of [`Choices::pass_odds`](super::table::Choices).
#[must_use]
pub fn lead_class(lead: i16) -> usize {
    match lead {
        ..=-9 => 0,
        -8..=-4 => 1,
        -3..=-1 => 2,
        0 => 3,
        1..=3 => 4,
        4..=8 => 5,
        _ => 6,
    }
}

/// Row and column of [`Choices::pass_odds`](super::table::Choices).
pub(super) fn odds_cell(s: &State) -> (usize, usize) {
    let time = match (s.qtr, s.clock) {
        (2, 0..=120) => 5,
        (1..=3, _) => 4,
        (_, 0..=120) => 0,
        (_, 121..=300) => 1,
        (_, 301..=600) => 2,
        _ => 3,
    };
    let lead = lead_class(s.lead(s.offence));
    (time, lead)
}

/// Row of [`Choices::go`](super::table::Choices).
pub(super) fn spot_class(s: &State) -> usize {
    class(s.yardline, &[5, 30, 35, 38, 42, 50, 60, 75])
}

/// Column of [`Choices::go`](super::table::Choices).
pub(super) fn go_distance(s: &State) -> usize {
    class(s.togo, &[1, 2, 3, 5, 9])
}

/// Time and deficit of [`Choices::go_behind`](super::table::Choices), in the
/// last ten minutes behind.
pub(super) fn behind_late(s: &State) -> Option<(usize, usize)> {
    let deficit = -s.lead(s.offence);
    if s.qtr < 4 || s.clock > 600 || deficit <= 0 {
        return None;
    }
    let time = match s.clock {
        0..=120 => 0,
        121..=240 => 1,
        241..=360 => 2,
        _ => 3,
    };
    let behind = match deficit {
        1..=3 => 0,
        4..=8 => 1,
        9..=16 => 2,
        _ => 3,
    };
    Some((time, behind))
}

/// Situation and clock of [`Choices::running_timeout`](super::table::Choices),
/// as `side` sees them.
pub(super) fn timeout_cell(s: &State, side: Side) -> (usize, usize) {
    let situation = match (s.qtr, s.lead(side)) {
        (..=2, _) if s.yardline <= 50 => 2,
        (..=2, _) => usize::from(s.down <= 2),
        (_, ..=-17) => 3,
        (_, -16..=-9) => 4,
        (_, -8..=-1) => 5,
        (_, 0) => 6,
        _ => 7,
    };
    let clock = match s.clock {
        0..=15 => 0,
        16..=40 => 1,
        41..=80 => 2,
        81..=120 => 3,
        121..=160 => 4,
        161..=240 => 5,
        241..=360 => 6,
        _ => 7,
    };
    (situation, clock)
}

impl Engine<'_> {
    /// The play called from scrimmage.
    pub(super) fn call(&mut self, s: &State) -> Call {
        if self.wants_to_kneel(s, false) {
            return Call::Kneel;
        }
        if self.last_chance(s) {
            return Call::FieldGoal;
        }
        if self.kicks_to_win(s) {
            return Call::FieldGoal;
        }
        if s.down == 4
            && let Some(kick) = self.kick_on_fourth(s)
        {
            return kick;
        }
        if self.rng.chance(self.pass_share(s)) {
            Call::Pass
        } else {
            Call::Run
        }
    }

    /// Whether the leader can run the clock out, or nobody wants more of the
    /// first half; at the snap, or (`running`) while the clock runs down to it.
    pub(super) fn wants_to_kneel(&self, s: &State, running: bool) -> bool {
        // Not in the shadow of the own goal line, where a kneel-down is a safety.
        if s.down == 4 || s.yardline > 97 {
            return false;
        }
        match s.qtr {
            2 => s.clock <= 40 && s.yardline > 70 && s.clock <= s.seconds_to_kneel(running),
            q if q >= 4 && s.lead(s.offence) > 0 => s.clock <= s.seconds_to_kneel(running),
            // Close enough to win by a kick: the ball is only put in place,
            // while there is time to kick afterwards.
            _ => {
                let time = if s.timeouts[s.offence.index()] > 0 {
                    TO_KICK_AT_REST
                } else {
                    TO_KICK_AFTER_KNEELING
                };
                s.lead(s.offence) > -3 && s.yardline <= 12 && s.clock > time && s.sets_up_kick()
            }
        }
    }

    /// Whether this is the last moment for a field goal that helps.
    fn last_chance(&self, s: &State) -> bool {
        if !s.ends_half() || s.yardline > LAST_CHANCE_RANGE {
            return false;
        }
        let time = if s.timeouts[s.offence.index()] > 0 {
            TO_KICK_AT_REST
        } else {
            TO_KICK
        };
        let lead = s.lead(s.offence);
        let helps = s.qtr == 2 || (-3..=0).contains(&lead);
        // Two scores behind, the kick comes first while there is time for more.
        let first_of_two = s.qtr == 4 && (-11..=-9).contains(&lead) && s.clock <= 60;
        (helps && s.clock <= time) || first_of_two
    }

    /// In overtime, level, when any score wins: why risk the ball for more?
    fn kicks_to_win(&mut self, s: &State) -> bool {
        s.is_overtime()
            && s.lead(s.offence) == 0
            && s.had_ball[s.defence().index()]
            && s.yardline <= 22
            && self.rng.chance(0.5)
    }

    /// Fourth down: the kick, or `None` to go for it.
    fn kick_on_fourth(&mut self, s: &State) -> Option<Call> {
        let spot = spot_class(s);
        let go = self.go_share(s, spot);
        if self.rng.chance(go) {
            return None;
        }
        let kick = self.table.choices.kick[spot];
        // With a field goal too little, or the half over, it is a longer try or a go.
        let late = s.ends_half() && s.clock <= 8;
        if s.yardline <= RANGE && (late || self.rng.chance(kick)) {
            return Some(Call::FieldGoal);
        }
        Some(Call::Punt)
    }

    /// Probability of going for it on fourth down.
    fn go_share(&self, s: &State, spot: usize) -> f64 {
        let choices = &self.table.choices;
        let distance = choices.go[spot][go_distance(s)];
        if let Some((time, behind)) = behind_late(s) {
            let table = choices.go_behind[time][behind][class(s.yardline, &[37, 60])];
            return table.max(distance);
        }
        // A leader late does not gamble beyond a yard.
        if s.qtr == 4 && s.clock <= 300 && s.lead(s.offence) > 0 && s.togo > 1 {
            return 0.5 * distance;
        }
        distance
    }

    /// Probability that the play is a pass.
    fn pass_share(&self, s: &State) -> f64 {
        let choices = &self.table.choices;
        let (down, distance) = pass_cell(s);
        let p = choices.pass[down][distance];
        let (time, lead) = odds_cell(s);
        let spot = match s.yardline {
            1 => choices.goal_line_pass_odds[0],
            2 => choices.goal_line_pass_odds[1],
            _ => 1.0,
        };
        let setting_up = if s.sets_up_kick() {
            choices.set_up_pass_odds
        } else {
            1.0
        };
        let odds = p * choices.pass_odds[time][lead] * spot * setting_up;
        odds / (odds + 1.0 - p)
    }

    /// Whether to go for two; the state is the one after the touchdown.
    pub(super) fn goes_for_two(&mut self, s: &State) -> bool {
        let lead = s.lead(s.offence);
        // The last play decides: a point behind, a kick only ties.
        if s.qtr >= 4 && s.clock == 0 {
            return lead == -2;
        }
        let period = match (s.qtr, s.clock) {
            (1..=3, _) => 0,
            (_, 301..) => 1,
            _ => 2,
        };
        let tries = &self.table.tries;
        let row = tries.go_for_two.iter().find(|row| row.lead == lead);
        let share = row.map_or(tries.whim, |row| row.share[period]);
        self.rng.chance(share)
    }
}
