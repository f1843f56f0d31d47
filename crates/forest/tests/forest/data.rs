//! Made-up matrices for the forest's tests.

use grouped_forest::generator::Draws;
use grouped_forest::{Fitted, ForestParams, Target, fit};
use ndarray::Array2;

/// Rows, labels, bounded targets and groups.
#[derive(Debug, Clone)]
pub struct Data {
    pub x: Array2<f32>,
    pub label: Vec<bool>,
    pub value: Vec<f32>,
    pub group: Vec<u32>,
}

/// How to make some.
#[derive(Debug, Clone, Copy)]
pub struct Recipe {
    pub rows: usize,
    pub features: usize,
    /// Distinct values of the features; the last has half as many.
    pub levels: u32,
    /// How many in a hundred values are missing.
    pub missing: u32,
    pub groups: u32,
    pub seed: u64,
}

impl Recipe {
    pub const SMALL: Self = Self {
        rows: 600,
        features: 5,
        levels: 40,
        missing: 0,
        groups: 60,
        seed: 1,
    };

    /// Labels lean on the first two features, rise with the first and fall with
    /// the second.
    pub fn make(self) -> Data {
        let mut draws = Draws::new(self.seed);
        let mut x = Array2::zeros((self.rows, self.features));
        for ((_, feature), value) in x.indexed_iter_mut() {
            let halved = u32::from(feature + 1 == self.features && feature > 0);
            let level = draws.below((self.levels >> halved).max(1));
            *value = level as f32 - 3.0;
            if draws.below(100) < self.missing {
                *value = f32::NAN;
            }
        }
        let mut label = Vec::new();
        let mut value = Vec::new();
        for row in x.rows() {
            let second = row.get(1).copied().unwrap_or(0.0);
            let lean = (nan_to_zero(row[0]) - nan_to_zero(second)) / self.levels as f32;
            let noise = draws.below(1000) as f32 / 1000.0;
            label.push(0.5 + lean / 2.0 > noise);
            value.push((lean + noise - 0.5).clamp(-1.0, 1.0));
        }
        let group = (0..self.rows)
            .map(|_| 10 * draws.below(self.groups))
            .collect();
        Data {
            x,
            label,
            value,
            group,
        }
    }
}

fn nan_to_zero(value: f32) -> f32 {
    if value.is_nan() { 0.0 } else { value }
}

impl Data {
    /// A fit to the labels that must succeed.
    pub fn fit(&self, params: ForestParams) -> Fitted {
        let params = params.check().unwrap();
        let target = Target::Binary(&self.label);
        fit(&params, self.x.view(), target, &self.group, &|_| true).unwrap()
    }

    /// A fit to the bounded target that must succeed.
    pub fn fit_value(&self, params: ForestParams) -> Fitted {
        let params = params.check().unwrap();
        let target = Target::Bounded(&self.value);
        fit(&params, self.x.view(), target, &self.group, &|_| true).unwrap()
    }
}
