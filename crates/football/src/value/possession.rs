//! How a possession ends: a fitted chain of logistic regressions on down,
//! distance, spot, the clock of the half, the spread and what the side needs.

use crate::math::Portable;
use serde::{Deserialize, Serialize};

/// What the side with the ball plays for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Need {
    /// The usual, in regulation.
    Points,
    /// Any score ends the game: overtime.
    AnyScore,
    /// It is behind by at most three points and has nothing to save the ball for.
    FieldGoal,
    /// It is behind by more: a field goal is no use.
    Touchdown,
}

impl Need {
    /// Of a side whose last chance this is, and that is behind by so much.
    #[must_use]
    pub fn behind(points: i16) -> Self {
        match points {
            ..=0 => Self::AnyScore,
            1..=3 => Self::FieldGoal,
            _ => Self::Touchdown,
        }
    }
}

/// A situation as the possession model sees it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Snap {
    /// 1–4.
    pub down: u8,
    /// Yards to go.
    pub ydstogo: f64,
    /// Yards to the goal line.
    pub yardline: f64,
    /// Seconds until the half or the period ends; large where nothing ends.
    pub seconds: f64,
    /// Spread of the side with the ball, positive when it is favoured.
    pub spread: f64,
    /// What it plays for.
    pub need: Need,
    /// Timeouts of the team with the ball; NaN is unknown.
    pub timeouts: f64,
}

/// P of each end of a possession; they add up to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ends {
    /// Touchdown.
    pub touchdown: f64,
    /// Field goal made.
    pub field_goal: f64,
    /// The other side scores on it: a return touchdown or a safety.
    pub against: f64,
    /// The half or period ends.
    pub expired: f64,
    /// The other side gets the ball.
    pub none: f64,
}

const SPOTS: [f64; 9] = [1., 5., 12., 20., 30., 40., 55., 75., 99.];
const COARSE: [f64; 6] = [1., 15., 30., 38., 50., 99.];
const FADES: [(f64, &str, &str); 4] = [
    (12., "fade 12 s", "fade 12 s by spot"),
    (40., "fade 40 s", "fade 40 s by spot"),
    (100., "fade 100 s", "fade 100 s by spot"),
    (300., "fade 300 s", "fade 300 s by spot"),
];
const SPOT_NAMES: [&str; 9] = [
    "spot 1", "spot 5", "spot 12", "spot 20", "spot 30", "spot 40", "spot 55", "spot 75", "spot 99",
];
const THIRD_NAMES: [&str; 6] = [
    "3rd, spot 1",
    "3rd, spot 15",
    "3rd, spot 30",
    "3rd, spot 38",
    "3rd, spot 50",
    "3rd, spot 99",
];
const FOURTH_NAMES: [&str; 6] = [
    "4th, spot 1",
    "4th, spot 15",
    "4th, spot 30",
    "4th, spot 38",
    "4th, spot 50",
    "4th, spot 99",
];

/// Piecewise-linear terms of `x`: one at its knot, falling to the next ones.
pub(super) fn tents<const N: usize>(
    x: f64,
    knots: &[f64; N],
    names: &[&'static str; N],
    factor: f64,
    put: &mut impl FnMut(&'static str, f64),
) {
    let x = x.clamp(knots[0], knots[N - 1]);
    for (i, name) in names.iter().enumerate() {
        let rise = if i > 0 {
            ((x - knots[i - 1]) / (knots[i] - knots[i - 1])).min(1.0)
        } else {
            1.0
        };
        let fall = if i + 1 < N {
            ((knots[i + 1] - x) / (knots[i + 1] - knots[i])).min(1.0)
        } else {
            1.0
        };
        put(name, factor * rise.min(fall).max(0.0));
    }
}

/// Calls `put` with the name and value of each term, the constant first.
pub(super) fn terms(s: &Snap, mut put: impl FnMut(&'static str, f64)) {
    let is = |yes: bool| f64::from(u8::from(yes));
    let distance = s.ydstogo.clamp(1.0, 30.0).ln_();
    let far = s.yardline / 100.0;
    put("constant", 1.0);
    tents(s.yardline, &SPOTS, &SPOT_NAMES, 1.0, &mut put);
    put("2nd", is(s.down == 2));
    let (third, fourth) = (is(s.down == 3), is(s.down == 4));
    tents(s.yardline, &COARSE, &THIRD_NAMES, third, &mut put);
    tents(s.yardline, &COARSE, &FOURTH_NAMES, fourth, &mut put);
    put("to go", distance);
    put("3rd, to go", is(s.down == 3) * distance);
    put("4th, to go", is(s.down == 4) * distance);
    put("spread", s.spread / 10.0);
    put("spread by spot", s.spread / 10.0 * far);
    for (tau, name, by_spot) in FADES {
        let fade = (-s.seconds / tau).exp_();
        put(name, fade);
        put(by_spot, fade * far);
    }
    put(
        "fade 40 s, 4th",
        is(s.down == 4) * (-s.seconds / 40.0).exp_(),
    );
    // Around two, which also stands for unknown.
    let timeouts = if s.timeouts.is_finite() {
        s.timeouts - 2.0
    } else {
        0.0
    };
    put(
        "fade 12 s by timeouts",
        (-s.seconds / 12.0).exp_() * timeouts,
    );
    put(
        "fade 40 s by timeouts",
        (-s.seconds / 40.0).exp_() * timeouts,
    );
    let in_range = is(s.yardline <= 38.0);
    let sudden = is(s.need == Need::AnyScore);
    put("any score wins", sudden);
    put("any score wins, in range", sudden * in_range);
    let tie = is(s.need == Need::FieldGoal);
    put("needs a field goal", tie);
    put("needs a field goal, in range", tie * in_range);
    put("needs a field goal, 4th", tie * is(s.down == 4));
    let all = is(s.need == Need::Touchdown);
    put("needs a touchdown", all);
    put("needs a touchdown, in range", all * in_range);
    put("needs a touchdown, 4th", all * is(s.down == 4));
    put(
        "needs a touchdown, 4th in range",
        all * is(s.down == 4) * in_range,
    );
}

/// The names of the terms, in order.
#[must_use]
pub(super) fn names() -> Vec<&'static str> {
    let any = Snap {
        down: 1,
        ydstogo: 10.0,
        yardline: 75.0,
        seconds: 900.0,
        spread: 0.0,
        need: Need::Points,
        timeouts: f64::NAN,
    };
    let mut names = Vec::new();
    terms(&any, |name, _| names.push(name));
    names
}

/// Questions that are asked one after the other: did the half end first; if
/// not, touchdown; if not, field goal; if not, a score against.
pub(super) const STEPS: usize = 4;

/// One row of the fitted weights: a term, and its weight in each question.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Weight {
    /// The term's name.
    pub term: String,
    /// Weights in the log-odds of: the half ends first, touchdown, field goal,
    /// score against.
    pub weights: [f64; STEPS],
}

fn log_odds(weights: &[[f64; STEPS]], s: &Snap) -> [f64; STEPS] {
    let mut log_odds = [0.0; STEPS];
    let mut row = weights.iter();
    terms(s, |_, value| {
        if let (Some(weights), true) = (row.next(), value != 0.0) {
            for (sum, w) in log_odds.iter_mut().zip(weights) {
                *sum += w * value;
            }
        }
    });
    log_odds
}

/// Log-odds of a touchdown, where time does not end it.
pub(super) fn touchdown_log_odds(weights: &[[f64; STEPS]], s: &Snap) -> f64 {
    log_odds(weights, s)[1]
}

/// How a possession ends, from the fitted weights.
#[must_use]
pub(super) fn ends(weights: &[[f64; STEPS]], s: &Snap) -> Ends {
    let p = log_odds(weights, s).map(|z| 1.0 / (1.0 + (-z).exp_()));
    // Nothing ends where there is no clock.
    let expired = if s.seconds >= NO_CLOCK { 0.0 } else { p[0] };
    let mut left = 1.0 - expired;
    let touchdown = left * p[1];
    left -= touchdown;
    // A field goal is no use to a side that is behind by more.
    let field_goal = if s.need == Need::Touchdown {
        0.0
    } else {
        left * p[2]
    };
    left -= field_goal;
    let against = left * p[3];
    Ends {
        touchdown,
        field_goal,
        against,
        expired,
        none: left - against,
    }
}

/// Seconds of a period that never ends.
pub(super) const NO_CLOCK: f64 = 1e6;
