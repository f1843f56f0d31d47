//! A fourth down is worth what its options are, by how often teams choose them.

use super::Moment;
use super::after_play::Ask;
use super::expand::Expander;
use super::node::Node;
use super::options::{Choice, Situation, plans};
use crate::book::SubModels;
use crate::game::GameState;
use crate::simulate::{Distributions, interpolate};

/// The least habit of an option: where habits differ much, a better way out
/// would be taken too seldom.
const LEAST: f64 = 0.2;
/// That of giving up two points.
pub(super) const SAFETY: f64 = 1e-4;
/// Middles of the spots of the simulator's habits.
const SPOTS: [f64; 9] = [3.0, 17.0, 33.0, 36.5, 40.0, 46.0, 55.0, 67.5, 87.0];

/// How often teams go for it, kick a field goal, punt, from a spot: with what
/// distance that changes, and the score, is what the options are worth.
pub(super) fn habits(yardline_100: u8) -> [f64; 3] {
    let choices = &Distributions::shipped().choices;
    let along = |value: &dyn Fn(usize) -> f64| {
        let points: Vec<(f64, f64)> = (0..).map(value).zip(SPOTS).map(|(y, x)| (x, y)).collect();
        interpolate(&points, yardline_100.into())
    };
    let mean = |row: &[f64]| row.iter().sum::<f64>() / row.len() as f64;
    let go = along(&|k| choices.go.get(k).map_or(0.0, |row| mean(row)));
    let kick = along(&|k| choices.kick.get(k).copied().unwrap_or(0.0));
    [go, (1.0 - go) * kick, (1.0 - go) * (1.0 - kick)].map(|p| p.max(LEAST))
}

impl Expander<'_> {
    /// The options of a fourth down of regulation; `None` where there are no
    /// numbers for them.
    pub(super) fn fourth_down(&mut self, state: &GameState) -> Option<Node> {
        let models = SubModels::shipped().ok()?;
        let state = GameState {
            season: Some(state.season.unwrap_or(self.season)),
            ..state.clone()
        };
        let [go, field_goal, punt] = habits(state.yardline_100);
        let situation = Situation {
            state,
            indoors: None,
        };
        let mut asks = Vec::new();
        let plans = plans(models, &situation, &mut asks);
        let nodes: Vec<Node> = asks.iter().map(|ask| self.asked(ask)).collect();
        let options = plans
            .iter()
            .map(|plan| {
                let habit = match plan.choice {
                    Choice::Go => go,
                    Choice::FieldGoal => field_goal,
                    Choice::Punt => punt,
                    Choice::Safety => SAFETY,
                };
                let ways = plan.branches.iter().flat_map(|branch| {
                    let p = branch.p;
                    branch.ways.iter().map(move |&(share, at)| (p * share, at))
                });
                let mix = ways.map(|(p, at)| (p as f32, nodes[at].clone())).collect();
                (habit as f32, Node::Mix(mix))
            })
            .collect();
        Some(Node::Tendency(options))
    }

    fn asked(&mut self, ask: &Ask) -> Node {
        let node = match &ask.moment {
            // No option leads to another fourth down.
            Moment::Scrimmage(state) => self.snap(state.clone()),
            other => self.node(other),
        };
        if ask.ours {
            node
        } else {
            Node::Flip(Box::new(node))
        }
    }
}
