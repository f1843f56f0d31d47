//! What teams choose on fourth down: how often they go, kick a field goal, punt.

use super::possession::{Need, Snap, tents};
use crate::math::Portable;

/// Weights of the two questions: does it go; if not, does it kick.
pub(super) type Weights = Vec<[f64; 2]>;

/// The season that stands for an unknown one.
pub(super) const TYPICAL_SEASON: f64 = 2023.0;

/// How often each choice is taken.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Shares {
    pub go: f64,
    pub field_goal: f64,
    pub punt: f64,
}

const SPOTS: [f64; 10] = [1., 5., 15., 28., 34., 40., 46., 55., 70., 99.];
const SPOT_NAMES: [&str; 10] = [
    "spot 1", "spot 5", "spot 15", "spot 28", "spot 34", "spot 40", "spot 46", "spot 55",
    "spot 70", "spot 99",
];
const COARSE: [f64; 4] = [1., 20., 38., 60.];
const COARSE_NAMES: [&str; 4] = [
    "to go, spot 1",
    "to go, spot 20",
    "to go, spot 38",
    "to go, spot 60",
];

/// Calls `put` with the name and value of each term, the constant first.
pub(super) fn terms(s: &Snap, season: f64, mut put: impl FnMut(&'static str, f64)) {
    let is = |yes: bool| f64::from(u8::from(yes));
    let distance = s.ydstogo.clamp(1.0, 20.0).ln_();
    put("constant", 1.0);
    tents(s.yardline, &SPOTS, &SPOT_NAMES, 1.0, &mut put);
    tents(s.yardline, &COARSE, &COARSE_NAMES, distance, &mut put);
    put("a yard to go", is(s.ydstogo < 1.5));
    // Teams have gone for it ever more often since 2018.
    put("season", (season - 2018.0).clamp(-2.0, 5.0) / 5.0);
    let in_range = is(s.yardline <= 38.0);
    let sudden = is(s.need == Need::AnyScore);
    put("any score wins", sudden);
    put("any score wins, in range", sudden * in_range);
    put("any score wins, to go", sudden * distance);
    let tie = is(s.need == Need::FieldGoal);
    put("needs a field goal", tie);
    put("needs a field goal, in range", tie * in_range);
    let all = is(s.need == Need::Touchdown);
    put("needs a touchdown", all);
    put("needs a touchdown, in range", all * in_range);
    put("needs a touchdown, to go", all * distance);
    let (hurry, late) = ((-s.seconds / 40.0).exp_(), (-s.seconds / 150.0).exp_());
    put("fade 40 s", hurry);
    put("fade 40 s, in range", hurry * in_range);
    put("needs points, fade 150 s", (tie + all) * late);
}

/// The names of the terms, in order.
pub(super) fn names() -> Vec<&'static str> {
    let any = Snap {
        down: 4,
        ydstogo: 1.0,
        yardline: 50.0,
        seconds: 600.0,
        spread: 0.0,
        need: Need::Points,
        timeouts: f64::NAN,
    };
    let mut names = Vec::new();
    terms(&any, TYPICAL_SEASON, |name, _| names.push(name));
    names
}

/// How often teams choose what there.
pub(super) fn shares(weights: &Weights, s: &Snap, season: f64) -> Shares {
    let mut log_odds = [0.0; 2];
    let mut row = weights.iter();
    terms(s, season, |_, value| {
        if let Some(weights) = row.next() {
            for (sum, w) in log_odds.iter_mut().zip(weights) {
                *sum += w * value;
            }
        }
    });
    let [go, kick] = log_odds.map(|z| 1.0 / (1.0 + (-z).exp_()));
    Shares {
        go,
        field_goal: (1.0 - go) * kick,
        punt: (1.0 - go) * (1.0 - kick),
    }
}
