//! linfa's traits: the forest in linfa code.

use linfa::dataset::{AsSingleTargets, DatasetBase, Pr};
use linfa::traits::{Fit, PredictInplace};
use linfa::{Float, ParamGuard, dataset::Records};
use ndarray::{Array1, Array2, ArrayBase, Data, Ix2};

use super::fit::{Target, fit};
use super::model::Forest;
use super::params::{ForestParams, ValidForestParams};
use crate::error::{Error, Result};

/// Fits on a linfa dataset with `bool` targets. Each row is a group of its own:
/// use [`fit()`](super::fit()) for rows that belong together. Weights of the
/// dataset are not used; no out-of-bag predictions are made.
///
/// ```
/// use linfa::prelude::*;
/// use ndarray::{Array1, Array2};
/// use grouped_forest::ForestParams;
///
/// let x = Array2::from_shape_fn((200, 2), |(i, j)| ((i * 7 + j) % 10) as f64);
/// let y: Array1<bool> = x.column(0).mapv(|v| v > 4.0);
/// let data = Dataset::new(x, y);
///
/// let forest = ForestParams::new().trees(20).min_leaf(2).mtry(2).fit(&data)?;
/// let probabilities: Array1<Pr> = forest.predict(&data);
/// let classes: Array1<bool> = forest.predict(&data);
/// assert_eq!(classes.confusion_matrix(&data)?.accuracy(), 1.0);
/// # assert!(*probabilities[0] < 0.1);
/// # Ok::<(), grouped_forest::Error>(())
/// ```
impl<F, D, T> Fit<ArrayBase<D, Ix2>, T, Error> for ValidForestParams
where
    F: Float,
    D: Data<Elem = F>,
    T: AsSingleTargets<Elem = bool>,
{
    type Object = Forest;

    fn fit(&self, dataset: &DatasetBase<ArrayBase<D, Ix2>, T>) -> Result<Forest> {
        let x = to_f32(dataset.records());
        let labels = dataset.as_single_targets().to_vec();
        let group: Vec<u32> = (0..x.nsamples() as u32).collect();
        let params = self.clone().without_out_of_bag();
        let fitted = fit(&params, x.view(), Target::Binary(&labels), &group, &|_| {
            true
        })?;
        Ok(fitted.forest)
    }
}

/// Probabilities.
///
/// # Panics
/// When the number of features differs or the target was not binary: linfa's
/// trait has no error.
impl<F: Float, D: Data<Elem = F>> PredictInplace<ArrayBase<D, Ix2>, Array1<Pr>> for Forest {
    fn predict_inplace<'a>(&'a self, x: &'a ArrayBase<D, Ix2>, y: &mut Array1<Pr>) {
        assert_eq!(x.nrows(), y.len(), "one target a row");
        let p = self.predict_proba(to_f32(x).view(), None);
        let p = p.unwrap_or_else(|error| panic!("{error}"));
        y.zip_mut_with(&p, |y, &p| *y = Pr::new(p));
    }

    fn default_target(&self, x: &ArrayBase<D, Ix2>) -> Array1<Pr> {
        Array1::from_elem(x.nrows(), Pr::even())
    }
}

/// Classes: whether the probability is at least one half.
///
/// # Panics
/// As for probabilities.
impl<F: Float, D: Data<Elem = F>> PredictInplace<ArrayBase<D, Ix2>, Array1<bool>> for Forest {
    fn predict_inplace<'a>(&'a self, x: &'a ArrayBase<D, Ix2>, y: &mut Array1<bool>) {
        assert_eq!(x.nrows(), y.len(), "one target a row");
        let p = self.predict_proba(to_f32(x).view(), None);
        let p = p.unwrap_or_else(|error| panic!("{error}"));
        y.zip_mut_with(&p, |y, &p| *y = p >= 0.5);
    }

    fn default_target(&self, x: &ArrayBase<D, Ix2>) -> Array1<bool> {
        Array1::from_elem(x.nrows(), false)
    }
}

fn to_f32<F: Float, D: Data<Elem = F>>(x: &ArrayBase<D, Ix2>) -> Array2<f32> {
    x.mapv(|value| value.to_f32().unwrap_or(f32::NAN))
}

impl ParamGuard for ForestParams {
    type Checked = ValidForestParams;
    type Error = Error;

    fn check_ref(&self) -> Result<&Self::Checked> {
        Self::check_ref(self)
    }

    fn check(self) -> Result<Self::Checked> {
        Self::check(self)
    }
}
