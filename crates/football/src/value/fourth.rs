//! Fourth downs of overtime: the mix of what can be chosen, by how often teams
//! choose it.
//!
//! Each choice is worth what `wp fourth-down` says, since both ask the same
//! component models and the same moments; so the value of a fourth down lies
//! between its worst and its best choice.

use super::expand::{Ask, Expander};
use super::overtime::Overtimes;
use super::possession::{Need, Snap, tents};
use super::{Outcome, Tables};
use crate::decide::{self, Choice, Situation, SubModels};
use crate::game::{GameState, Possession};

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
    let distance = s.ydstogo.clamp(1.0, 20.0).ln();
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
    let (hurry, late) = ((-s.seconds / 40.0).exp(), (-s.seconds / 150.0).exp());
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
    let [go, kick] = log_odds.map(|z| 1.0 / (1.0 + (-z).exp()));
    Shares {
        go,
        field_goal: (1.0 - go) * kick,
        punt: (1.0 - go) * (1.0 - kick),
    }
}

/// What is needed to value a fourth down.
pub(super) struct Fourth<'a> {
    pub tables: &'a Tables,
    pub models: &'a SubModels,
    pub overtimes: &'a Overtimes<'a>,
    pub season: u16,
}

impl Fourth<'_> {
    /// How a fourth down of overtime ends.
    pub fn outcome(&self, state: &GameState, snap: &Snap) -> Outcome {
        let mut state = state.clone();
        if state.score_differential < 0 {
            state.overtime_possession = Some(Possession::Second);
        }
        let situation = Situation {
            state,
            indoors: None,
        };
        let options = self.options(&situation);
        let shares = self.shares(snap);
        let share = |choice: Choice| match choice {
            Choice::Go => shares.go,
            Choice::FieldGoal => shares.field_goal,
            Choice::Punt => shares.punt,
            Choice::Safety => 0.0,
        };
        let all: f64 = options.iter().map(|(c, _)| share(*c)).sum();
        let mut sum = Outcome::LOSS;
        for (choice, worth) in &options {
            sum.add(share(*choice) / all, worth);
        }
        sum.clamped()
    }

    /// A team that trails must not punt, nor kick what does not help.
    fn shares(&self, snap: &Snap) -> Shares {
        let usual = shares(&self.tables.fourth_weights, snap, f64::from(self.season));
        match snap.need {
            Need::Touchdown => Shares {
                go: 1.0,
                field_goal: 0.0,
                punt: 0.0,
            },
            Need::FieldGoal => Shares { punt: 0.0, ..usual },
            Need::AnyScore | Need::Points => usual,
        }
    }

    /// The choices and what each is worth.
    fn options(&self, situation: &Situation) -> Vec<(Choice, Outcome)> {
        let mut asks = Vec::new();
        let plans = decide::plans(self.models, situation, &mut asks);
        let worth: Vec<Outcome> = asks
            .iter()
            .map(|ask| {
                let value = self.value(&ask.moment);
                if ask.ours { value } else { value.flipped() }
            })
            .collect();
        plans
            .iter()
            .map(|plan| {
                let mut sum = Outcome::LOSS;
                for branch in &plan.branches {
                    for &(share, at) in &branch.ways {
                        sum.add(branch.p * share, &worth[at]);
                    }
                }
                (plan.choice, sum)
            })
            .collect()
    }

    fn value(&self, moment: &super::Moment) -> Outcome {
        let overtime = |ask: Ask<'_>| self.overtimes.answer(&ask, self.season);
        let mut expander = Expander {
            tables: self.tables,
            season: self.season,
            leaves: Vec::new(),
            overtime: &overtime,
        };
        // All that follows in overtime is known: no leaf is left to a model.
        expander.node(moment).value(&|_| Outcome::TIE).clamped()
    }
}
