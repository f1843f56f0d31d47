//! A forest model as a graph of ONNX's operators: the score process, the trees on it,
//! and what keeps the answer a probability.

use super::forest::ForestModel;
use super::graph::{At, Attribute, Graph};
use super::members::Members;
use crate::forest::{RawForest, TargetKind};

/// Name of the operator for trees, of the domain `ai.onnx.ml`.
pub const TREES: &str = "TreeEnsembleRegressor";

/// What the model says in a graph.
pub(crate) struct Predicted {
    /// P(win), a column of 32-bit floats.
    pub p: At,
    /// The same by each member, rows × members, and how many those are.
    pub members: Option<(At, usize)>,
}

impl ForestModel {
    /// P(win) of a matrix of features, output `wp`; where the model has members also
    /// by each of these, output `members`.
    #[must_use]
    pub fn graph(&self) -> Graph {
        let (mut graph, x) = Graph::of_matrix(self.matrix_width());
        let g = &mut graph;
        let said = self.in_graph(g, x);
        let flat = g.whole(-1);
        let p = g.apply("Reshape", &[said.p, flat]);
        g.output("wp", p, None);
        if let Some((members, count)) = said.members {
            g.output("members", members, Some(count));
        }
        graph
    }

    /// Writes down what the model computes from the matrix `x`.
    pub(crate) fn in_graph(&self, g: &mut Graph, x: At) -> Predicted {
        let raw = self.forest().to_raw();
        let Some(process) = self.score_process() else {
            let p = trees(g, x, &raw, 1);
            let p = g.cast_float(p);
            return Predicted { p, members: None };
        };
        let members = self.intervals();
        let said = process.in_graph(g, x, members.map(Members::process));
        let wide = g.beside(&[x, said.log_odds]);
        let bags = trees(g, wide, &raw, members.map_or(1, Members::len));
        let bags = g.cast_double(bags);
        let all = match members {
            None => bags,
            Some(members) => {
                let sum = g.row_sums(bags);
                g.scaled(sum, 1.0 / members.len() as f64)
            }
        };
        let weight = g.number(f64::from(self.weight()));
        let weight = match said.known {
            None => weight,
            Some(known) => {
                // The forest learned to correct the log-odds that know the spread.
                let none = g.number(0.0);
                g.choose(known, weight, none)
            }
        };
        let log_odds = g.cast_double(said.log_odds);
        let correction = g.mul(weight, all);
        let p = corrected(g, log_odds, correction, said.won);
        let p = g.cast_float(p);
        let both = members.zip(said.members);
        let members = both.map(|(members, log_odds)| {
            let apart = g.sub(bags, all);
            let apart = g.scaled(apart, f64::from(members.forest_share()));
            let rest = g.add(all, apart);
            let correction = g.mul(weight, rest);
            let p = corrected(g, log_odds, correction, said.won);
            (g.cast_float(p), members.len())
        });
        Predicted { p, members }
    }
}

/// `corrected` and `knelt_out` of the probability of log-odds.
fn corrected(g: &mut Graph, log_odds: At, correction: At, won: At) -> At {
    let one = g.number(1.0);
    let p = {
        let minus = g.scaled(log_odds, -1.0);
        let odds = g.apply("Exp", &[minus]);
        let sum = g.add(odds, one);
        g.div(one, sum)
    };
    let rest = g.sub(one, p);
    let room = g.apply("Min", &[p, rest]);
    let room = g.scaled(room, 0.5);
    let below = g.scaled(room, -1.0);
    let correction = g.apply("Max", &[correction, below]);
    let correction = g.apply("Min", &[correction, room]);
    let p = g.add(p, correction);
    let least = g.number(f64::from(super::sigmoid::KNELT_OUT));
    let knelt = g.apply("Max", &[p, least]);
    g.choose(won, knelt, p)
}

/// The trees in `bags` of as many each: rows × bags, each the mean of its trees.
fn trees(g: &mut Graph, x: At, raw: &RawForest, bags: usize) -> At {
    let count = raw.offsets.len().saturating_sub(1);
    let each = count / bags.max(1);
    let top = f64::from(raw.kind.top_value());
    let of_leaf = |value: u16| {
        let share = f64::from(value) / top;
        let mean = match raw.kind {
            TargetKind::Binary => share,
            TargetKind::Bounded => 2.0 * share - 1.0,
        };
        (mean / each as f64) as f32
    };
    let mut t = Trees::default();
    let mut leaves = raw.leaf_values.iter();
    for (tree, ends) in raw.offsets.windows(2).enumerate() {
        let (first, last) = (ends[0] as usize, ends[1] as usize);
        let mut splits = 0;
        for (at, &node) in raw.nodes[first..last].iter().enumerate() {
            t.tree_ids.push(tree as i64);
            t.node_ids.push(at as i64);
            let (column, threshold) = (usize::from(node & 255), usize::from(node >> 8));
            if threshold == 255 {
                t.split(0, 0.0, "LEAF", [0, 0], false);
                t.target_trees.push(tree as i64);
                t.target_nodes.push(at as i64);
                t.target_ids.push((tree / each.max(1)) as i64);
                t.weights.push(leaves.next().map_or(0.0, |&v| of_leaf(v)));
                continue;
            }
            let (feature, missing_left) = (column / 2, column % 2 == 1);
            // A code c goes left when (c + m) mod 256 is at most the threshold.
            let place = threshold.checked_sub(usize::from(missing_left));
            let edge = match place {
                Some(place) => raw.edges[feature].get(place).copied(),
                None => Some(f32::NEG_INFINITY),
            };
            let children = [2 * splits + 1, 2 * splits + 2];
            splits += 1;
            t.split(
                feature as i64,
                edge.unwrap_or(f32::INFINITY),
                "BRANCH_LEQ",
                children,
                missing_left,
            );
        }
    }
    g.apply_with(TREES, &[x], t.attributes(bags))
}

/// The attributes of the operator for trees.
#[derive(Default)]
struct Trees {
    tree_ids: Vec<i64>,
    node_ids: Vec<i64>,
    features: Vec<i64>,
    values: Vec<f32>,
    modes: Vec<&'static str>,
    children: [Vec<i64>; 2],
    missing_left: Vec<i64>,
    target_trees: Vec<i64>,
    target_nodes: Vec<i64>,
    target_ids: Vec<i64>,
    weights: Vec<f32>,
}

impl Trees {
    fn split(
        &mut self,
        feature: i64,
        value: f32,
        mode: &'static str,
        children: [i64; 2],
        missing_left: bool,
    ) {
        self.features.push(feature);
        self.values.push(value);
        self.modes.push(mode);
        self.children[0].push(children[0]);
        self.children[1].push(children[1]);
        self.missing_left.push(missing_left.into());
    }

    fn attributes(self, targets: usize) -> Vec<(&'static str, Attribute)> {
        let [left, right] = self.children;
        vec![
            ("aggregate_function", Attribute::Text("SUM")),
            ("post_transform", Attribute::Text("NONE")),
            ("n_targets", Attribute::Int(targets as i64)),
            ("nodes_treeids", Attribute::Ints(self.tree_ids)),
            ("nodes_nodeids", Attribute::Ints(self.node_ids)),
            ("nodes_featureids", Attribute::Ints(self.features)),
            ("nodes_values", Attribute::Floats(self.values)),
            ("nodes_modes", Attribute::Texts(self.modes)),
            ("nodes_truenodeids", Attribute::Ints(left)),
            ("nodes_falsenodeids", Attribute::Ints(right)),
            (
                "nodes_missing_value_tracks_true",
                Attribute::Ints(self.missing_left),
            ),
            ("target_treeids", Attribute::Ints(self.target_trees)),
            ("target_nodeids", Attribute::Ints(self.target_nodes)),
            ("target_ids", Attribute::Ints(self.target_ids)),
            ("target_weights", Attribute::Floats(self.weights)),
        ]
    }
}
