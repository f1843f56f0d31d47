//! A moment as a tree of what it leads to, and what the tree is worth.

use super::Outcome;

/// An option is taken in proportion to its habit times this power of its odds
/// of winning, much as in the solved last minutes ([`crate::endings`]).
const SENSE: i32 = 12;
/// Odds beyond these are taken for these.
pub(super) const MOST_ODDS: f64 = 1e4;

/// What a moment leads to.
#[derive(Debug, Clone)]
pub(super) enum Node {
    /// Known already.
    Known(Outcome),
    /// A play from scrimmage in regulation, for the model.
    Leaf(u32),
    /// The same seen by the other side.
    Flip(Box<Node>),
    /// Chances that add up to 1.
    Mix(Vec<(f32, Node)>),
    /// The choice of the side that the node is seen by.
    Choice(Vec<Node>),
    /// The same by habit and by what each is worth, see
    /// [`frequencies`].
    Tendency(Vec<(f32, Node)>),
}

impl Node {
    /// The node's value, from its leaves'.
    pub fn value(&self, leaf: &impl Fn(u32) -> Outcome) -> Outcome {
        match self {
            Self::Known(o) => *o,
            Self::Leaf(i) => leaf(*i),
            Self::Flip(node) => node.value(leaf).flipped(),
            Self::Mix(parts) => {
                let mut sum = Outcome::LOSS;
                for (share, node) in parts {
                    sum.add(f64::from(*share), &node.value(leaf));
                }
                sum
            }
            Self::Choice(options) => best(options, leaf).1,
            Self::Tendency(options) => {
                let mut sum = Outcome::LOSS;
                let values: Vec<Outcome> = options.iter().map(|o| o.1.value(leaf)).collect();
                for (share, value) in tendency(options, &values).iter().zip(&values) {
                    sum.add(f64::from(*share), value);
                }
                sum
            }
        }
    }

    /// Adds `share` of what the node is worth to `sum`, as a sum over leaves:
    /// what any member makes of the leaves then takes no further walk. Choices
    /// are made by the central estimate, so that every member values the same
    /// decision.
    pub fn spread(&self, share: f32, central: &impl Fn(u32) -> Outcome, sum: &mut Sum) {
        match self {
            Self::Known(o) => sum.known += share * o.wp(),
            Self::Leaf(i) => sum.leaves.push((*i, share)),
            Self::Flip(node) => {
                sum.known += share;
                node.spread(-share, central, sum);
            }
            Self::Mix(parts) => {
                for (part, node) in parts {
                    node.spread(share * part, central, sum);
                }
            }
            Self::Choice(options) => {
                if let Some(option) = options.get(best(options, central).0) {
                    option.spread(share, central, sum);
                }
            }
            Self::Tendency(options) => {
                let values: Vec<Outcome> = options.iter().map(|o| o.1.value(central)).collect();
                for (part, (_, option)) in tendency(options, &values).iter().zip(options) {
                    option.spread(share * part, central, sum);
                }
            }
        }
    }
}

/// P(win) as a sum: what is known and shares of leaves, which are negative for
/// those that the other side sees.
#[derive(Default)]
pub(super) struct Sum {
    pub known: f32,
    pub leaves: Vec<(u32, f32)>,
}

/// How often options are taken.
fn tendency(options: &[(f32, Node)], values: &[Outcome]) -> Vec<f32> {
    let both = options.iter().zip(values);
    let pairs: Vec<(f32, f32)> = both.map(|(o, v)| (o.0, v.clamped().wp())).collect();
    frequencies(&pairs)
}

/// The place and value of the best option.
fn best(options: &[Node], leaf: &impl Fn(u32) -> Outcome) -> (usize, Outcome) {
    let mut best = (0, Outcome::LOSS);
    for (i, node) in options.iter().enumerate() {
        let value = node.value(leaf);
        if value.wp() > best.1.wp() {
            best = (i, value);
        }
    }
    best
}

/// How often options are taken: `habits` are those where all are worth the
/// same, `wp` what they are worth to the team that chooses.
fn frequencies(options: &[(f32, f32)]) -> Vec<f32> {
    let weight = |&(habit, wp): &(f32, f32)| {
        let wp = f64::from(wp);
        let odds = (wp / (1.0 - wp).max(1e-9)).clamp(1.0 / MOST_ODDS, MOST_ODDS);
        f64::from(habit) * odds.powi(SENSE)
    };
    let weights: Vec<f64> = options.iter().map(weight).collect();
    let all: f64 = weights.iter().sum();
    weights.iter().map(|w| (w / all) as f32).collect()
}
