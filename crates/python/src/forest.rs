//! The forest behind scikit-learn's interface: matrices in, matrices out. Labels,
//! checks and names are Python's (`nflwp/forest.py`).

use crate::error::{bad, of_forest};
use crate::work;
use grouped_forest::{Ensemble, EnsembleSettings, Resample};
use ndarray::ArrayView2;
use numpy::{PyArray1, PyArray2, PyArrayMethods, PyReadonlyArray1, PyReadonlyArray2};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyType};

/// A fitted forest of one class or number, or one of each class.
#[pyclass(module = "nflwp._nflwp", frozen)]
pub struct FittedForest {
    state: Ensemble,
}

/// The settings, as Python names them.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub struct Asked {
    trees: usize,
    min_leaf: u32,
    mtry: usize,
    max_depth: Option<u32>,
    max_bins: usize,
    seed: u64,
    threads: Option<usize>,
    /// Fraction of the groups, without replacement; 1 and `bootstrap` off for
    /// all of them, `None` for a bootstrap.
    bootstrap: bool,
    max_samples: Option<f64>,
    monotone: Vec<i8>,
    shrinkage: f32,
    out_of_bag: bool,
}

impl FittedForest {
    pub fn of(state: Ensemble) -> Self {
        Self { state }
    }
}

impl From<Asked> for EnsembleSettings {
    fn from(asked: Asked) -> Self {
        Self {
            trees: asked.trees,
            min_leaf: asked.min_leaf,
            mtry: asked.mtry,
            max_depth: asked.max_depth,
            max_bins: asked.max_bins,
            seed: asked.seed,
            threads: asked.threads,
            resample: match (asked.bootstrap, asked.max_samples) {
                (false, _) => Resample::None,
                (true, None) => Resample::Bootstrap,
                (true, Some(fraction)) => Resample::Subsample(fraction),
            },
            monotone: asked.monotone,
            shrinkage: asked.shrinkage,
            out_of_bag: asked.out_of_bag,
        }
    }
}

#[pymethods]
impl FittedForest {
    /// Fits. `y` holds numbers, or the numbers 0, 1, … of `classes` classes.
    /// Returns the forest, the features' gains, and the out-of-bag predictions
    /// (rows × classes or 1; empty without).
    #[staticmethod]
    #[pyo3(signature = (x, y, classes, group, weights, settings, progress=None))]
    #[expect(clippy::type_complexity, reason = "Python takes them apart at once")]
    #[expect(clippy::too_many_arguments, reason = "Python names them")]
    fn fit<'py>(
        py: Python<'py>,
        x: PyReadonlyArray2<'py, f32>,
        y: PyReadonlyArray1<'py, f64>,
        classes: usize,
        group: PyReadonlyArray1<'py, u32>,
        weights: Option<PyReadonlyArray1<'py, f32>>,
        settings: &Bound<'py, PyAny>,
        progress: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<(Self, Bound<'py, PyArray1<f64>>, Bound<'py, PyArray2<f32>>)> {
        let asked: Asked = settings.extract()?;
        let x = matrix(&x)?;
        let (y, group) = (y.as_slice()?, group.as_slice()?);
        let weights = weights
            .as_ref()
            .map(PyReadonlyArray1::as_slice)
            .transpose()?;
        let settings = EnsembleSettings::from(asked);
        let fitted = work::watched(py, progress, |watch| {
            Ensemble::fit(&settings, x, y, classes, group, weights, watch).map_err(Into::into)
        })?;
        let state = fitted.ensemble;
        let width = state.width();
        let rows = fitted.out_of_bag.len() / width;
        let out = PyArray1::from_vec(py, fitted.out_of_bag).reshape([rows, width])?;
        Ok((Self { state }, PyArray1::from_vec(py, fitted.gains), out))
    }

    /// Probabilities (rows × classes), or numbers (rows × 1).
    #[pyo3(signature = (x, threads=None))]
    fn predict<'py>(
        &self,
        py: Python<'py>,
        x: PyReadonlyArray2<'py, f32>,
        threads: Option<usize>,
    ) -> PyResult<Bound<'py, PyArray2<f32>>> {
        let x = matrix(&x)?;
        let state = &self.state;
        let answers = py.detach(|| state.predict(x, threads)).map_err(of_forest)?;
        PyArray1::from_vec(py, answers).reshape([x.nrows(), state.width()])
    }

    /// Each row's leaf in each tree, rows × trees; trees of all classes one
    /// after the other.
    #[pyo3(signature = (x, threads=None))]
    fn apply<'py>(
        &self,
        py: Python<'py>,
        x: PyReadonlyArray2<'py, f32>,
        threads: Option<usize>,
    ) -> PyResult<Bound<'py, PyArray2<u32>>> {
        let x = matrix(&x)?;
        let state = &self.state;
        let leaves = py.detach(|| state.apply(x, threads)).map_err(of_forest)?;
        PyArray1::from_vec(py, leaves).reshape([x.nrows(), state.trees()])
    }

    /// Trees of all classes.
    #[getter]
    fn trees(&self) -> usize {
        self.state.trees()
    }

    /// Nodes of all trees.
    #[getter]
    fn nodes(&self) -> usize {
        self.state.nodes()
    }

    /// The trees as arrays, one dictionary a forest: for other programs.
    fn arrays<'py>(&self, py: Python<'py>) -> PyResult<Vec<Bound<'py, PyDict>>> {
        let mut all = Vec::new();
        for part in self.state.parts() {
            for (class, forest) in part.forests.iter().enumerate() {
                let raw = forest.to_raw();
                let dict = PyDict::new(py);
                dict.set_item("class", class)?;
                dict.set_item("columns", part.columns.clone())?;
                dict.set_item("edges", raw.edges)?;
                dict.set_item("offsets", PyArray1::from_vec(py, raw.offsets))?;
                dict.set_item("nodes", PyArray1::from_vec(py, raw.nodes))?;
                dict.set_item("leaf_values", PyArray1::from_vec(py, raw.leaf_values))?;
                dict.set_item("top_value", raw.kind.top_value())?;
                all.push(dict);
            }
        }
        Ok(all)
    }

    /// A regression's smallest and largest target.
    #[getter]
    fn range(&self) -> (f64, f64) {
        self.state.range().into()
    }

    /// The power that makes shares of more than two classes probabilities.
    #[getter]
    fn power(&self) -> f64 {
        self.state.power()
    }

    /// From what `__reduce__` wrote.
    #[classmethod]
    fn from_bytes(_class: &Bound<'_, PyType>, py: Python<'_>, bytes: &[u8]) -> PyResult<Self> {
        let state = py
            .detach(|| postcard::from_bytes(bytes))
            .map_err(|e| bad(format!("these bytes are no forest: {e}")))?;
        Ok(Self { state })
    }

    fn __reduce__<'py>(
        slf: &Bound<'py, Self>,
        py: Python<'py>,
    ) -> PyResult<(Bound<'py, PyAny>, (Bound<'py, PyBytes>,))> {
        let state = &slf.get().state;
        let bytes = py
            .detach(|| postcard::to_stdvec(state))
            .map_err(|e| bad(format!("the forest cannot be written down: {e}")))?;
        let read = slf.get_type().getattr("from_bytes")?;
        Ok((read, (PyBytes::new(py, &bytes),)))
    }

    fn __repr__(&self) -> String {
        format!(
            "FittedForest({} trees, {} nodes)",
            self.trees(),
            self.nodes()
        )
    }
}

/// A view of a matrix whose rows lie one after the other.
pub fn matrix<'a>(x: &'a PyReadonlyArray2<'_, f32>) -> PyResult<ArrayView2<'a, f32>> {
    let shape = x.as_array().raw_dim();
    ArrayView2::from_shape((shape[0], shape[1]), x.as_slice()?)
        .map_err(|e| bad(format!("the matrix has an odd shape: {e}")))
}
