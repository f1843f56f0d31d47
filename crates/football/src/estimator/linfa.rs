//! Everything that calls linfa: the fits of the two baselines, and the scaler in
//! linfa code. Without the feature `linfa` (in a browser, say) fitted models
//! still answer, and these fits say what is missing.

use serde::{Deserialize, Serialize};

#[cfg(feature = "linfa")]
pub(super) use with::{grow_tree, logistic_weights};
#[cfg(not(feature = "linfa"))]
pub(super) use without::{grow_tree, logistic_weights};

/// A node of a flat tree; children stand after their parent.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(super) enum Node {
    Leaf(f32),
    /// Left when the column's value is below the threshold (as linfa predicts).
    Split {
        column: u32,
        threshold: f32,
        left: u32,
        right: u32,
    },
}

#[cfg(feature = "linfa")]
mod with {
    use super::Node;
    use crate::error::{Error, Result};
    use crate::estimator::{Logistic, Scaler, Transform};
    use linfa::traits::Fit;
    use linfa::{Dataset, DatasetBase};
    use linfa_logistic::LogisticRegression;
    use linfa_trees::{DecisionTree, TreeNode};
    use ndarray::{Array1, Array2, ArrayView2};

    /// Weights, one a column, and the intercept.
    pub fn logistic_weights(
        x: Array2<f64>,
        y: Array1<bool>,
        settings: &Logistic,
    ) -> Result<(Vec<f64>, f64)> {
        let fitted = LogisticRegression::default()
            .alpha(settings.alpha)
            .max_iterations(settings.max_iterations)
            .gradient_tolerance(1e-4)
            .with_intercept(true)
            .fit(&Dataset::new(x, y))
            .map_err(|e| Error::Fit {
                problem: format!("linfa-logistic: {e}"),
                hint: "the columns may hold values that are not numbers, or one class only".into(),
            })?;
        // linfa calls either class the positive one.
        let sign = if fitted.labels().pos.class { 1.0 } else { -1.0 };
        let weights = fitted.params().iter().map(|w| sign * w).collect();
        Ok((weights, sign * fitted.intercept()))
    }

    /// The nodes of one tree; its leaves have no rates yet.
    pub fn grow_tree(
        x: Array2<f32>,
        y: Array1<bool>,
        weights: Array1<f32>,
        (max_depth, min_leaf): (usize, usize),
    ) -> Result<Vec<Node>> {
        let data = DatasetBase::new(x, y).with_weights(weights);
        let fitted = DecisionTree::params()
            .max_depth(Some(max_depth))
            .min_weight_leaf(min_leaf as f32)
            .fit(&data)
            .map_err(|e| Error::Fit {
                problem: format!("linfa-trees: {e}"),
                hint: "try a smaller --min-leaf".into(),
            })?;
        let mut nodes = Vec::new();
        flatten(fitted.root_node(), &mut nodes);
        Ok(nodes)
    }

    fn flatten(node: &TreeNode<f32, bool>, out: &mut Vec<Node>) -> u32 {
        let index = out.len();
        out.push(Node::Leaf(0.5));
        let children: Vec<_> = node
            .children()
            .into_iter()
            .filter_map(Option::as_ref)
            .collect();
        if let (false, [left, right]) = (node.is_leaf(), children.as_slice()) {
            let (column, threshold, _) = node.split();
            let left = flatten(left, out);
            let right = flatten(right, out);
            out[index] = Node::Split {
                column: column as u32,
                threshold,
                left,
                right,
            };
        }
        index as u32
    }

    /// linfa's trait, for use in linfa code. Panics on a matrix of another width,
    /// as linfa's own transformers do; [`Transform::transform`] returns an error.
    impl linfa::traits::Transformer<ArrayView2<'_, f32>, Array2<f32>> for Scaler {
        fn transform(&self, x: ArrayView2<'_, f32>) -> Array2<f32> {
            match Transform::transform(self, x) {
                Ok(scaled) => scaled,
                Err(error) => panic!("{error}"),
            }
        }
    }
}

#[cfg(not(feature = "linfa"))]
mod without {
    use super::Node;
    use crate::error::{Error, Result};
    use crate::estimator::Logistic;
    use ndarray::{Array1, Array2};

    fn missing(what: &str) -> Error {
        Error::Fit {
            problem: format!("this build has no {what}"),
            hint: "build wp-football with its feature `linfa`, or fit another estimator".into(),
        }
    }

    pub fn logistic_weights(
        _: Array2<f64>,
        _: Array1<bool>,
        _: &Logistic,
    ) -> Result<(Vec<f64>, f64)> {
        Err(missing("linfa-logistic"))
    }

    pub fn grow_tree(
        _: Array2<f32>,
        _: Array1<bool>,
        _: Array1<f32>,
        _: (usize, usize),
    ) -> Result<Vec<Node>> {
        Err(missing("linfa-trees"))
    }
}
