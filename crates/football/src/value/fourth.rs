//! Fourth downs of overtime: the mix of what can be chosen, by how often teams
//! choose it.
//!
//! Each choice is worth what `wp fourth-down` says, since both ask the same
//! component models and the same moments; so the value of a fourth down lies
//! between its worst and its best choice.

use super::expand::{Ask, Expander};
use super::habits::{self, Shares};
use super::leaves::Leaves;
use super::options::{self, Choice, Situation};
use super::possession::{Need, Snap};
use super::{Outcome, Tables};
use crate::book::SubModels;
use crate::game::{GameState, Possession};

/// What is needed to value a fourth down.
pub(super) struct Fourth<'a> {
    pub tables: &'a Tables,
    pub models: &'a SubModels,
    /// What is asked of overtime, answered.
    pub overtime: &'a dyn Fn(Ask<'_>) -> Outcome,
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
        let choices = self.options(&situation);
        let shares = self.shares(snap);
        let share = |choice: Choice| match choice {
            Choice::Go => shares.go,
            Choice::FieldGoal => shares.field_goal,
            Choice::Punt => shares.punt,
            Choice::Safety => 0.0,
        };
        let all: f64 = choices.iter().map(|(c, _)| share(*c)).sum();
        let mut sum = Outcome::LOSS;
        for (choice, worth) in &choices {
            sum.add(share(*choice) / all, worth);
        }
        sum.clamped()
    }

    /// A team that trails must not punt, nor kick what does not help.
    fn shares(&self, snap: &Snap) -> Shares {
        let usual = habits::shares(&self.tables.fourth_weights, snap, f64::from(self.season));
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
        let plans = options::plans(self.models, situation, &mut asks);
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
        let mut expander = Expander {
            tables: self.tables,
            season: self.season,
            leaves: Leaves::default(),
            overtime: self.overtime,
        };
        // All that follows in overtime is known: no leaf is left to a model.
        expander.node(moment).value(&|_| Outcome::TIE).clamped()
    }
}
