//! The forest behind scikit-learn's interface: matrices in, matrices out. Labels,
//! checks and names are Python's (`nflwp/forest.py`).

use crate::error::{bad, of_forest};
use crate::work;
use grouped_forest::generator::Draws;
use grouped_forest::{
    Binned, Bins, Error, Fitted, Forest, ForestParams, MAX_FEATURES, Resample, Result, Target,
    ValidForestParams, fit_binned, fit_weighted,
};
use ndarray::{ArrayView2, Axis};
use numpy::{PyArray1, PyArray2, PyArrayMethods, PyReadonlyArray1, PyReadonlyArray2};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyType};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Trees that share their features where there are more than a forest can have.
const SHARED: usize = 4;

/// A fitted forest of one class or number, or one of each class.
#[pyclass(module = "nflwp._nflwp", frozen)]
pub struct FittedForest {
    state: State,
}

/// What a pickle holds.
#[derive(Serialize, Deserialize)]
struct State {
    features: usize,
    /// Classes; 0 for a regression.
    classes: usize,
    /// A regression's smallest and largest target.
    range: [f64; 2],
    parts: Vec<Part>,
}

/// Trees on some of the features.
#[derive(Serialize, Deserialize)]
struct Part {
    /// Which features; `None` for all.
    columns: Option<Vec<u32>>,
    /// One for each class that is told apart from the others: one for two
    /// classes or a number.
    forests: Vec<Forest>,
}

/// The settings, as Python names them.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
struct Asked {
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

impl Asked {
    /// For `trees` trees on the features `columns`.
    fn params(
        &self,
        trees: usize,
        seed: u64,
        columns: Option<&[u32]>,
    ) -> Result<ValidForestParams> {
        let monotone = match columns {
            Some(columns) if !self.monotone.is_empty() => {
                columns.iter().map(|&c| self.monotone[c as usize]).collect()
            }
            _ => self.monotone.clone(),
        };
        let most = columns.map_or(usize::MAX, <[u32]>::len);
        ForestParams::new()
            .trees(trees)
            .min_leaf(self.min_leaf)
            .mtry(self.mtry.min(most))
            .max_depth(self.max_depth)
            .max_bins(self.max_bins)
            .seed(seed)
            .threads(self.threads)
            .resample(match (self.bootstrap, self.max_samples) {
                (false, _) => Resample::None,
                (true, None) => Resample::Bootstrap,
                (true, Some(fraction)) => Resample::Subsample(fraction),
            })
            .monotone(monotone)
            .shrinkage(self.shrinkage)
            .out_of_bag(self.out_of_bag)
            .check()
    }
}

/// What is learned.
enum Targets {
    /// Yes or no, one list a class that is told apart.
    Classes(Vec<Vec<bool>>),
    /// Numbers scaled to -1 to 1.
    Numbers(Vec<f32>),
}

impl Targets {
    fn count(&self) -> usize {
        match self {
            Self::Classes(classes) => classes.len(),
            Self::Numbers(_) => 1,
        }
    }

    fn of(&self, class: usize) -> Target<'_> {
        match self {
            Self::Classes(classes) => Target::Binary(&classes[class]),
            Self::Numbers(numbers) => Target::Bounded(numbers),
        }
    }
}

/// Sums of out-of-bag predictions and of the trees behind them, over the parts.
struct OutOfBag {
    sums: Vec<Vec<f64>>,
    trees: Vec<f64>,
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
        let (targets, range) = targets(y, classes);
        let parts = parts(&asked, x.ncols());
        let all = asked.trees * targets.count();
        let (state, gains, unseen) = work::watched(py, progress, |watch| {
            let mut state = State {
                features: x.ncols(),
                classes,
                range,
                parts: Vec::with_capacity(parts.len()),
            };
            let mut gains = vec![0.0; x.ncols()];
            let mut unseen = OutOfBag {
                sums: vec![vec![0.0; targets.count()]; x.nrows()],
                trees: vec![0.0; x.nrows()],
            };
            let mut done = 0;
            for (number, (trees, columns)) in parts.into_iter().enumerate() {
                let seed = asked.seed.wrapping_add(number as u64);
                let params = asked.params(trees, seed, columns.as_deref())?;
                let binned = bin(&asked, x, columns.as_deref())?;
                let mut forests = Vec::with_capacity(targets.count());
                for class in 0..targets.count() {
                    let before = done;
                    let progress = |grown: usize| watch(before + grown, all);
                    let target = targets.of(class);
                    let fitted = match weights {
                        Some(w) => fit_weighted(&params, &binned, target, group, w, &progress)?,
                        None => fit_binned(&params, &binned, target, group, &progress)?,
                    };
                    done += trees;
                    add_gains(&fitted, columns.as_deref(), &mut gains);
                    unseen.add(&fitted, class, trees);
                    forests.push(fitted.forest);
                }
                state.parts.push(Part { columns, forests });
            }
            Ok((state, gains, unseen))
        })?;
        let width = state.width();
        let out_of_bag = match asked.out_of_bag {
            true => state.answers(unseen.means()),
            false => Vec::new(),
        };
        let rows = out_of_bag.len() / width.max(1);
        let out = PyArray1::from_vec(py, out_of_bag).reshape([rows, width])?;
        Ok((Self { state }, PyArray1::from_vec(py, gains), out))
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
        let answers = py
            .detach(|| Ok(state.answers(state.means(x, threads)?)))
            .map_err(of_forest)?;
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
        let trees = state.trees();
        let leaves = py
            .detach(|| -> Result<_> {
                let mut leaves = vec![0; x.nrows() * trees];
                let mut at = 0;
                for part in &state.parts {
                    let x = part.of(x);
                    for forest in &part.forests {
                        let mine = forest.apply(x.view(), threads)?;
                        for (row, from) in mine.rows().into_iter().enumerate() {
                            let into = &mut leaves[row * trees + at..][..from.len()];
                            into.iter_mut().zip(from).for_each(|(to, &v)| *to = v);
                        }
                        at += forest.trees();
                    }
                }
                Ok(leaves)
            })
            .map_err(of_forest)?;
        PyArray1::from_vec(py, leaves).reshape([x.nrows(), trees])
    }

    /// Trees of all classes.
    #[getter]
    fn trees(&self) -> usize {
        self.state.trees()
    }

    /// Nodes of all trees.
    #[getter]
    fn nodes(&self) -> usize {
        self.state.forests().map(Forest::nodes).sum()
    }

    /// The trees as arrays, one dictionary a forest: for other programs.
    fn arrays<'py>(&self, py: Python<'py>) -> PyResult<Vec<Bound<'py, PyDict>>> {
        let mut all = Vec::new();
        for part in &self.state.parts {
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
        (self.state.range[0], self.state.range[1])
    }

    /// From what `__reduce__` wrote.
    #[classmethod]
    fn from_bytes(_class: &Bound<'_, PyType>, py: Python<'_>, bytes: &[u8]) -> PyResult<Self> {
        let state: State = py
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

impl State {
    fn forests(&self) -> impl Iterator<Item = &Forest> {
        self.parts.iter().flat_map(|p| &p.forests)
    }

    fn trees(&self) -> usize {
        self.forests().map(Forest::trees).sum()
    }

    /// Columns of a prediction.
    fn width(&self) -> usize {
        self.classes.max(1)
    }

    /// Mean predictions of each class that is told apart, rows × classes.
    fn means(&self, x: ArrayView2<'_, f32>, threads: Option<usize>) -> Result<Vec<Vec<f64>>> {
        if x.ncols() != self.features {
            return Err(Error::Shape {
                what: "features",
                expected: format!("{} columns", self.features),
                found: x.ncols().to_string(),
            });
        }
        let count = self.parts.first().map_or(1, |p| p.forests.len());
        let all: usize = self.parts.iter().map(|p| p.forests[0].trees()).sum();
        let mut means = vec![vec![0.0; count]; x.nrows()];
        for part in &self.parts {
            let x = part.of(x);
            let share = part.forests[0].trees() as f64 / all as f64;
            for (class, forest) in part.forests.iter().enumerate() {
                let values = forest.predict_value(x.view(), threads)?;
                for (mean, &value) in means.iter_mut().zip(&values) {
                    mean[class] += share * f64::from(value);
                }
            }
        }
        Ok(means)
    }

    /// Means as predictions, row after row: numbers back on their scale,
    /// probabilities that add up to 1.
    fn answers(&self, means: Vec<Vec<f64>>) -> Vec<f32> {
        let [low, high] = self.range;
        let mut answers = Vec::with_capacity(means.len() * self.width());
        for mean in means {
            match self.classes {
                0 => answers.push((low + (mean[0] + 1.0) / 2.0 * (high - low)) as f32),
                1 => answers.push(1.0),
                2 => {
                    let p = mean[0] as f32;
                    answers.extend([1.0 - p, p]);
                }
                classes => {
                    let sum: f64 = mean.iter().sum();
                    let share = |p: f64| {
                        if sum > 0.0 {
                            p / sum
                        } else {
                            1.0 / classes as f64
                        }
                    };
                    answers.extend(mean.iter().map(|&p| share(p) as f32));
                }
            }
        }
        answers
    }
}

impl Part {
    /// The features that this part looks at.
    fn of<'a>(&self, x: ArrayView2<'a, f32>) -> ndarray::CowArray<'a, f32, ndarray::Ix2> {
        chosen(x, self.columns.as_deref())
    }
}

impl OutOfBag {
    fn add(&mut self, fitted: &Fitted, class: usize, trees: usize) {
        for (row, &value) in fitted.out_of_bag.iter().enumerate() {
            if !value.is_nan() {
                self.sums[row][class] += trees as f64 * f64::from(value);
                if class == 0 {
                    self.trees[row] += trees as f64;
                }
            }
        }
    }

    /// NaN where every tree saw the row.
    fn means(self) -> Vec<Vec<f64>> {
        let rows = self.sums.into_iter().zip(self.trees);
        rows.map(|(sums, trees)| sums.into_iter().map(|s| s / trees).collect())
            .collect()
    }
}

fn chosen<'a>(
    x: ArrayView2<'a, f32>,
    columns: Option<&[u32]>,
) -> ndarray::CowArray<'a, f32, ndarray::Ix2> {
    match columns {
        None => x.into(),
        Some(columns) => {
            let columns: Vec<usize> = columns.iter().map(|&c| c as usize).collect();
            x.select(Axis(1), &columns).into()
        }
    }
}

fn bin(asked: &Asked, x: ArrayView2<'_, f32>, columns: Option<&[u32]>) -> Result<Binned> {
    let x = chosen(x, columns);
    let bins = Arc::new(Bins::from_quantiles(x.view(), asked.max_bins)?);
    bins.apply(x.view())
}

fn add_gains(fitted: &Fitted, columns: Option<&[u32]>, gains: &mut [f64]) {
    for (feature, gain) in fitted.gains.iter().enumerate() {
        let feature = columns.map_or(feature, |c| c[feature] as usize);
        gains[feature] += gain;
    }
}

/// How many trees look at which features. A forest of the engine's has at most
/// [`MAX_FEATURES`]; of more, every few trees look at others (random subspaces:
/// Ho, 1998), dealt from a shuffled deck so that all have their turn.
fn parts(asked: &Asked, features: usize) -> Vec<(usize, Option<Vec<u32>>)> {
    if features <= MAX_FEATURES {
        return vec![(asked.trees, None)];
    }
    let rounds = features.div_ceil(MAX_FEATURES);
    let parts = asked.trees.div_ceil(SHARED).max(rounds.min(asked.trees));
    let mut draws = Draws::new(asked.seed);
    let mut deck: Vec<u32> = Vec::new();
    (0..parts)
        .map(|part| {
            let mut mine: Vec<u32> = Vec::with_capacity(MAX_FEATURES);
            while mine.len() < MAX_FEATURES {
                if deck.is_empty() {
                    deck = (0..features as u32).collect();
                    for last in (1..deck.len()).rev() {
                        deck.swap(last, draws.below(last as u32 + 1) as usize);
                    }
                }
                if let Some(card) = deck.pop().filter(|c| !mine.contains(c)) {
                    mine.push(card);
                }
            }
            mine.sort_unstable();
            let trees = asked.trees * (part + 1) / parts - asked.trees * part / parts;
            (trees, Some(mine))
        })
        .collect()
}

fn targets(y: &[f64], classes: usize) -> (Targets, [f64; 2]) {
    if classes > 0 {
        // Of two classes one says it all.
        let told: Vec<usize> = match classes {
            1 | 2 => vec![1],
            more => (0..more).collect(),
        };
        let is = |class: usize| y.iter().map(|&v| v == class as f64).collect();
        return (
            Targets::Classes(told.into_iter().map(is).collect()),
            [0.0, 1.0],
        );
    }
    let low = y.iter().copied().fold(f64::INFINITY, f64::min);
    let high = y.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let scaled = |&v: &f64| match high > low {
        true => (2.0 * (v - low) / (high - low) - 1.0).clamp(-1.0, 1.0) as f32,
        false => 0.0,
    };
    let numbers = y.iter().map(scaled).collect();
    (Targets::Numbers(numbers), [low, high])
}

fn matrix<'a>(x: &'a PyReadonlyArray2<'_, f32>) -> PyResult<ArrayView2<'a, f32>> {
    let shape = x.as_array().raw_dim();
    ArrayView2::from_shape((shape[0], shape[1]), x.as_slice()?)
        .map_err(|e| bad(format!("the matrix has an odd shape: {e}")))
}
