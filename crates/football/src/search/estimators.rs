//! What can be fitted to the chosen terms.

use super::logistic::{Design, Logistic};
use crate::error::Result;
use crate::forest::{ForestParams, Target, fit};
use ndarray::Array2;
use serde::{Deserialize, Serialize};

/// An estimator and its settings.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Estimator {
    /// Logistic regression with a ridge on standardized terms.
    Logistic {
        /// The ridge, in rows.
        ridge: f64,
    },
    /// A random forest that resamples groups; the offset is one more column.
    Forest {
        /// Trees.
        trees: usize,
        /// Fewest rows in a leaf.
        min_leaf: u32,
    },
}

impl Estimator {
    /// In words.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Logistic { ridge } => format!("logistic, ridge {ridge}"),
            Self::Forest { trees, min_leaf } => {
                format!("forest, {trees} trees, {min_leaf} rows a leaf")
            }
        }
    }

    /// Fits to `train` and predicts `test`: P(yes) of each test row. Columns
    /// are terms; missing values are NaN.
    pub(super) fn predict(&self, train: &Part, test: &Part) -> Result<Vec<f64>> {
        match *self {
            Self::Logistic { ridge } => Ok(logistic(train, test, ridge)),
            Self::Forest { trees, min_leaf } => forest(train, test, trees, min_leaf),
        }
    }
}

/// Rows of a table under some terms.
pub(super) struct Part {
    pub columns: Vec<Vec<f32>>,
    pub offset: Vec<f64>,
    pub has_offset: bool,
    pub y: Vec<bool>,
    pub group: Vec<u32>,
}

/// Columns of mean 0 and standard deviation 1 by the training rows; what is
/// missing is the mean.
fn standardized(train: &[Vec<f32>], test: &[Vec<f32>]) -> [Vec<Vec<f64>>; 2] {
    let mut out = [Vec::new(), Vec::new()];
    for (a, b) in train.iter().zip(test) {
        let (mut n, mut sum, mut squares) = (0.0, 0.0, 0.0);
        for &x in a.iter().filter(|x| x.is_finite()) {
            n += 1.0;
            sum += f64::from(x);
            squares += f64::from(x) * f64::from(x);
        }
        let mean = sum / f64::max(n, 1.0);
        let sd = (squares / f64::max(n, 1.0) - mean * mean).max(0.0).sqrt();
        let scale = if sd > 1e-9 { 1.0 / sd } else { 0.0 };
        for (to, column) in out.iter_mut().zip([a, b]) {
            let value = |&x: &f32| match x.is_finite() {
                true => (f64::from(x) - mean) * scale,
                false => 0.0,
            };
            to.push(column.iter().map(value).collect());
        }
    }
    out
}

fn logistic(train: &Part, test: &Part, ridge: f64) -> Vec<f64> {
    let [a, b] = standardized(&train.columns, &test.columns);
    let design = |columns, part: &Part| -> Design<'_> {
        Design {
            columns,
            offset: &[],
            has_offset: part.has_offset,
        }
    };
    let fitted = Logistic::fit(
        &Design {
            offset: &train.offset,
            ..design(&a, train)
        },
        &train.y,
        ridge,
    );
    let of = Design {
        offset: &test.offset,
        ..design(&b, test)
    };
    (0..test.y.len()).map(|i| fitted.predict(&of, i)).collect()
}

fn matrix(part: &Part) -> Array2<f32> {
    let extra = usize::from(part.has_offset);
    let width = part.columns.len() + extra;
    Array2::from_shape_fn((part.y.len(), width.max(1)), |(i, j)| {
        match part.columns.get(j) {
            Some(column) => column[i],
            None => part.offset[i] as f32,
        }
    })
}

fn forest(train: &Part, test: &Part, trees: usize, min_leaf: u32) -> Result<Vec<f64>> {
    let params = ForestParams::new()
        .trees(trees)
        .min_leaf(min_leaf)
        .seed(1)
        .check()
        .map_err(crate::Error::from)?;
    let x = matrix(train);
    let fitted = fit(
        &params,
        x.view(),
        Target::Binary(&train.y),
        &train.group,
        &|_| true,
    )
    .map_err(crate::Error::from)?;
    let p = fitted
        .forest
        .predict_proba(matrix(test).view(), None)
        .map_err(crate::Error::from)?;
    Ok(p.iter().map(|&p| f64::from(p)).collect())
}
