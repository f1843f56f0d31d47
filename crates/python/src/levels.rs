//! Forests grown where their rows are, for engines of clusters: bytes in, bytes out.
//! Moving them is Python's (`nflwp/spark`).

use crate::error::{bad, of_forest};
use crate::forest::{Asked, FittedForest, matrix};
use grouped_forest::levels::{self, GroupRows, code_block, code_targets, merge};
use grouped_forest::{BinSketch, Bins, Ensemble, EnsembleSettings, Forest};
use numpy::{PyArray1, PyReadonlyArray1, PyReadonlyArray2};
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedBytes;
use pyo3::types::{PyBytes, PyType};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::sync::Arc;

fn written<'py>(py: Python<'py>, value: &impl Serialize) -> PyResult<Bound<'py, PyBytes>> {
    let bytes = postcard::to_stdvec(value).map_err(|e| bad(format!("cannot be written: {e}")))?;
    Ok(PyBytes::new(py, &bytes))
}

fn read<T: DeserializeOwned>(bytes: &[u8], what: &str) -> PyResult<T> {
    postcard::from_bytes(bytes).map_err(|e| bad(format!("these bytes are no {what}: {e}")))
}

/// What bins are made from, gathered part by part.
#[pyclass(module = "nflwp._nflwp")]
pub struct Sketch {
    state: BinSketch,
}

#[pymethods]
impl Sketch {
    #[new]
    fn new(features: usize) -> PyResult<Self> {
        let state = BinSketch::new(features).map_err(of_forest)?;
        Ok(Self { state })
    }

    /// Adds rows.
    fn add(&mut self, x: PyReadonlyArray2<'_, f32>) -> PyResult<()> {
        self.state.add(matrix(&x)?).map_err(of_forest)
    }

    /// Adds what another process gathered.
    fn merge(&mut self, py: Python<'_>, bytes: &[u8]) -> PyResult<()> {
        let other: BinSketch = read(bytes, "sketch")?;
        py.detach(|| self.state.merge(other)).map_err(of_forest)
    }

    fn to_bytes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        written(py, &self.state)
    }

    /// The bins' edges, for `coded_block` and `Growth`.
    fn edges<'py>(&self, py: Python<'py>, max_bins: usize) -> PyResult<Bound<'py, PyBytes>> {
        let bins = py.detach(|| self.state.to_bins(max_bins));
        written(py, &bins.map_err(of_forest)?.edges())
    }
}

fn bins(edges: &[u8]) -> PyResult<Bins> {
    Bins::from_edges(read(edges, "edges")?).map_err(of_forest)
}

/// Rows coded once, for `Level.count`.
///
/// `y` holds numbers, or the numbers 0, 1, … of `classes` classes; `group` the place
/// of each row's group among all groups. Returns the block, and for each different
/// group of it: its place, its rows, and the sum of their targets (of each class their
/// number, classes side by side).
#[pyfunction]
#[expect(clippy::type_complexity, reason = "Python takes them apart at once")]
pub fn coded_block<'py>(
    py: Python<'py>,
    edges: &[u8],
    x: PyReadonlyArray2<'py, f32>,
    y: PyReadonlyArray1<'py, f64>,
    classes: usize,
    range: [f64; 2],
    group: PyReadonlyArray1<'py, u32>,
) -> PyResult<(
    Bound<'py, PyBytes>,
    Bound<'py, PyArray1<u32>>,
    Bound<'py, PyArray1<u64>>,
    Bound<'py, PyArray1<u64>>,
)> {
    let bins = bins(edges)?;
    let group = group.as_slice()?;
    let targets = code_targets(y.as_slice()?, classes, range).map_err(of_forest)?;
    let block = code_block(&bins, matrix(&x)?, &targets, group).map_err(of_forest)?;
    let mut order: Vec<usize> = (0..group.len()).collect();
    order.sort_unstable_by_key(|&row| group[row]);
    let width = classes.max(1);
    let (mut places, mut rows, mut sums) = (Vec::new(), Vec::new(), Vec::new());
    for mine in order.chunk_by(|&a, &b| group[a] == group[b]) {
        places.push(group[mine[0]]);
        rows.push(mine.len() as u64);
        let first = sums.len();
        sums.resize(first + width, 0);
        for &row in mine {
            match classes {
                0 => sums[first] += u64::from(targets[row]),
                _ => sums[first + usize::from(targets[row])] += 1,
            }
        }
    }
    Ok((
        PyBytes::new(py, &block),
        PyArray1::from_vec(py, places),
        PyArray1::from_vec(py, rows),
        PyArray1::from_vec(py, sums),
    ))
}

/// What one depth of a batch of trees asks of those who have the rows.
#[pyclass(module = "nflwp._nflwp", frozen)]
pub struct Level {
    state: levels::Level,
}

#[pymethods]
impl Level {
    #[classmethod]
    fn from_bytes(_class: &Bound<'_, PyType>, bytes: &[u8]) -> PyResult<Self> {
        let state = levels::Level::from_bytes(bytes).map_err(of_forest)?;
        Ok(Self { state })
    }

    /// Splits above the nodes that are counted.
    #[getter]
    fn depth(&self) -> u32 {
        self.state.depth()
    }

    /// The trees' numbers.
    #[getter]
    fn trees(&self) -> Vec<u64> {
        self.state.trees().collect()
    }

    /// Counts a block's rows: where they are now, and an answer a tree.
    #[pyo3(signature = (block, places=None))]
    #[expect(clippy::type_complexity, reason = "Python takes them apart at once")]
    fn count<'py>(
        &self,
        py: Python<'py>,
        block: &[u8],
        places: Option<&[u8]>,
    ) -> PyResult<(Bound<'py, PyBytes>, Vec<(u64, Bound<'py, PyBytes>)>)> {
        let counted = py
            .detach(|| self.state.count(block, places))
            .map_err(of_forest)?;
        let trees = counted.trees.iter();
        let trees = trees.map(|(tree, bytes)| (*tree, PyBytes::new(py, bytes)));
        Ok((PyBytes::new(py, &counted.places), trees.collect()))
    }

    /// The splits of a tree, from all blocks' answers.
    fn solve<'py>(
        &self,
        py: Python<'py>,
        tree: u64,
        counts: Vec<PyBackedBytes>,
    ) -> PyResult<Bound<'py, PyBytes>> {
        let counts: Vec<&[u8]> = counts.iter().map(|bytes| &**bytes).collect();
        let splits = py.detach(|| self.state.solve(tree, &counts));
        Ok(PyBytes::new(py, &splits.map_err(of_forest)?))
    }

    /// Rows in open nodes, of all trees and of the one that has most, and the bytes of
    /// one; `None` where they cannot be gathered.
    fn open_rows(&self) -> Option<(u64, u64, usize)> {
        let (all, most) = self.state.open_rows()?;
        Some((all, most, self.state.row_bytes()))
    }

    /// A block's rows in open nodes: an answer a tree.
    #[pyo3(signature = (block, places=None))]
    fn gather<'py>(
        &self,
        py: Python<'py>,
        block: &[u8],
        places: Option<&[u8]>,
    ) -> PyResult<Vec<(u64, Bound<'py, PyBytes>)>> {
        let rows = py
            .detach(|| self.state.gather(block, places))
            .map_err(of_forest)?;
        let rows = rows.iter();
        Ok(rows
            .map(|(tree, bytes)| (*tree, PyBytes::new(py, bytes)))
            .collect())
    }

    /// A tree grown to its end, from all blocks' gathered rows.
    fn grow<'py>(
        &self,
        py: Python<'py>,
        tree: u64,
        rows: Vec<PyBackedBytes>,
    ) -> PyResult<Bound<'py, PyBytes>> {
        let rows: Vec<&[u8]> = rows.iter().map(|bytes| &**bytes).collect();
        let splits = py.detach(|| self.state.grow(tree, &rows));
        Ok(PyBytes::new(py, &splits.map_err(of_forest)?))
    }

    /// Several blocks' answers about a tree as one.
    fn merge<'py>(
        &self,
        py: Python<'py>,
        tree: u64,
        counts: Vec<PyBackedBytes>,
    ) -> PyResult<Bound<'py, PyBytes>> {
        let counts: Vec<&[u8]> = counts.iter().map(|bytes| &**bytes).collect();
        let merged = py.detach(|| merge(&self.state, tree, &counts));
        Ok(PyBytes::new(py, &merged.map_err(of_forest)?))
    }
}

/// The driver's side of a fit.
#[pyclass(module = "nflwp._nflwp")]
pub struct Growth {
    state: Option<levels::Growth>,
}

#[pymethods]
impl Growth {
    /// `rows` and `sums` hold one value a group, by rising id; `positive` is the class
    /// that counts as yes, `None` for numbers.
    #[new]
    #[pyo3(signature = (settings, edges, rows, sums, positive, at_once, run))]
    fn new(
        settings: &Bound<'_, PyAny>,
        edges: &[u8],
        rows: PyReadonlyArray1<'_, u64>,
        sums: PyReadonlyArray1<'_, u64>,
        positive: Option<u16>,
        at_once: usize,
        run: u64,
    ) -> PyResult<Self> {
        let asked: Asked = settings.extract()?;
        let params = EnsembleSettings::from(asked).forest().map_err(of_forest)?;
        let groups = rows.as_slice()?.iter().zip(sums.as_slice()?);
        let groups = groups
            .map(|(&rows, &sum)| GroupRows { rows, sum })
            .collect();
        let bins = Arc::new(bins(edges)?);
        let state = levels::Growth::new(params, bins, groups, positive, at_once, run);
        let state = Some(state.map_err(of_forest)?);
        Ok(Self { state })
    }

    /// What is to be counted next, as bytes of a `Level`; `None` at the end.
    fn level<'py>(&self, py: Python<'py>) -> Option<Bound<'py, PyBytes>> {
        let level = self.state.as_ref()?.level()?;
        Some(PyBytes::new(py, &level.to_bytes()))
    }

    /// Trees that are grown.
    #[getter]
    fn grown(&self) -> usize {
        self.state.as_ref().map_or(0, levels::Growth::grown)
    }

    /// Takes the splits of a level's trees.
    fn tell(&mut self, answers: Vec<(u64, Vec<u8>)>) -> PyResult<()> {
        match &mut self.state {
            Some(state) => state.tell(&answers).map_err(of_forest),
            None => Err(bad("this forest is grown")),
        }
    }

    /// The forest as bytes, for `assembled`, and the features' gains.
    fn finish<'py>(
        &mut self,
        py: Python<'py>,
    ) -> PyResult<(Bound<'py, PyBytes>, Bound<'py, PyArray1<f64>>)> {
        let state = self
            .state
            .take()
            .ok_or_else(|| bad("this forest is grown"))?;
        let fitted = py.detach(|| state.finish()).map_err(of_forest)?;
        let gains = PyArray1::from_vec(py, fitted.gains);
        Ok((written(py, &fitted.forest)?, gains))
    }
}

/// A forest of the forests of all classes that are told apart.
#[pyfunction]
pub fn assembled(
    classes: usize,
    range: [f64; 2],
    forests: Vec<PyBackedBytes>,
) -> PyResult<FittedForest> {
    let forests = forests.iter().map(|bytes| read::<Forest>(bytes, "forest"));
    let forests = forests.collect::<PyResult<Vec<_>>>()?;
    let state = Ensemble::of_forests(classes, range, forests).map_err(of_forest)?;
    Ok(FittedForest::of(state))
}
