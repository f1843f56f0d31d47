//! The forest of tables that do not fit into memory: two passes over record batches
//! of a fixed schema (`nflwp/_parquet.py` brings files into it), then growing.

use crate::forest::{Asked, FittedForest};
use crate::labels::Labels;
use crate::{frame, work};
use arrow_array::cast::AsArray;
use arrow_array::ffi_stream::RecordBatchStreamReader;
use arrow_array::types::{Float32Type, Float64Type};
use arrow_array::{Array, RecordBatch};
use football::Error;
use grouped_forest::{
    BinSketch, CodedTable, EXACT_ROWS, Ensemble, EnsembleSettings, FittedEnsemble, Labels as Coded,
    Resample, TableWriter, scaled,
};
use ndarray::Array2;
use numpy::PyArray1;
use pyo3::prelude::*;
use pyo3::types::PyDict;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

/// Most leaves of a tree of the engine's.
const LEAVES: f64 = 32_768.0;

/// A table that comes twice, and what is in it: the features first, then the target
/// (numbers or text), then the group (whole numbers or text), if there is one.
struct Source {
    features: usize,
    grouped: bool,
    /// Names and numbers of rows, for messages.
    files: Vec<(String, u64)>,
}

/// What the first pass finds.
struct Found {
    sketch: BinSketch,
    classes: Labels,
    range: [f64; 2],
    groups: Option<Labels>,
}

/// What is to be fitted.
struct Job {
    source: Source,
    settings: EnsembleSettings,
    /// Numbers instead of classes.
    regression: bool,
    /// Whether groups are drawn as many as fit.
    as_fits: bool,
    /// Whether leaves must have rows enough for a tree of the engine's.
    large_leaves: bool,
    folder: Option<PathBuf>,
}

/// What comes of it.
struct Done {
    fitted: FittedEnsemble,
    classes: Labels,
    groups: usize,
    rows: usize,
    fraction: Option<f64>,
    seconds: [(&'static str, f64); 3],
}

/// Fits to batches that come twice. Returns the forest, the features' gains, and what
/// was found: classes, rows, groups, the fraction drawn, seconds.
#[pyfunction]
#[expect(clippy::too_many_arguments, reason = "Python names them")]
#[pyo3(signature = (first, second, features, grouped, files, regression, settings, large_leaves, folder=None, progress=None))]
pub fn fit_batches<'py>(
    py: Python<'py>,
    first: &Bound<'py, PyAny>,
    second: &Bound<'py, PyAny>,
    features: usize,
    grouped: bool,
    files: Vec<(String, u64)>,
    regression: bool,
    settings: &Bound<'py, PyAny>,
    large_leaves: bool,
    folder: Option<PathBuf>,
    progress: Option<&Bound<'py, PyAny>>,
) -> PyResult<(FittedForest, Bound<'py, PyArray1<f64>>, Bound<'py, PyDict>)> {
    let settings = EnsembleSettings::from(settings.extract::<Asked>()?);
    let job = Job {
        source: Source {
            features,
            grouped,
            files,
        },
        as_fits: settings.resample == Resample::Bootstrap,
        settings,
        regression,
        large_leaves,
        folder,
    };
    let (first, second) = (
        frame::stream(first, "table")?,
        frame::stream(second, "table")?,
    );
    let done = work::watched(py, progress, |watch| job.run(first, second, watch))?;
    let found = PyDict::new(py);
    match done.classes.strings() {
        Some(strings) => found.set_item("classes", strings)?,
        None => found.set_item("classes", done.classes.floats())?,
    }
    found.set_item("rows", done.rows)?;
    found.set_item("groups", done.groups)?;
    found.set_item("fraction", done.fraction)?;
    for (what, seconds) in done.seconds {
        found.set_item(what, seconds)?;
    }
    let gains = PyArray1::from_vec(py, done.fitted.gains);
    Ok((FittedForest::of(done.fitted.ensemble), gains, found))
}

impl Job {
    fn run(
        mut self,
        first: RecordBatchStreamReader,
        second: RecordBatchStreamReader,
        watch: work::Watch<'_>,
    ) -> football::Result<Done> {
        let trees = self.settings.trees;
        let start = Instant::now();
        let found = self.sketch(first, &|| watch(0, trees))?;
        let bins = start.elapsed();

        let start = Instant::now();
        let classes = if self.regression {
            0
        } else {
            found.classes.len()
        };
        let range = if self.regression {
            found.range
        } else {
            [0.0, 1.0]
        };
        if classes > 2 && self.settings.monotone.iter().any(|&sign| sign != 0) {
            let rule = "without signs: more than two classes have no order";
            let error = grouped_forest::Error::parameter("monotonic_cst", rule, classes);
            return Err(error.into());
        }
        let table = self.code(second, &found, &|| watch(0, trees))?;
        let codes = start.elapsed();

        let start = Instant::now();
        let mut fraction = None;
        if self.as_fits {
            self.settings.resample = table.resample();
            if let Resample::Subsample(drawn) = self.settings.resample {
                fraction = Some(drawn);
            }
        }
        if self.large_leaves {
            // More leaves than this no tree can have.
            let rows = table.rows() as f64 * fraction.unwrap_or(1.0);
            let least = (rows / LEAVES).ceil() as u32;
            self.settings.min_leaf = self.settings.min_leaf.max(least);
        }
        let fitted = Ensemble::fit_table(&self.settings, &table, classes, range, watch)?;
        Ok(Done {
            fitted,
            classes: found.classes,
            groups: table.groups(),
            rows: table.rows(),
            fraction,
            seconds: [
                ("bins", bins.as_secs_f64()),
                ("codes", codes.as_secs_f64()),
                ("trees", start.elapsed().as_secs_f64()),
            ],
        })
    }

    fn sketch(
        &self,
        batches: RecordBatchStreamReader,
        go_on: &dyn Fn() -> bool,
    ) -> football::Result<Found> {
        let source = &self.source;
        let all: u64 = source.files.iter().map(|(_, rows)| rows).sum();
        let mut found = Found {
            sketch: match all > EXACT_ROWS {
                true => BinSketch::of_many(source.features)?,
                false => BinSketch::new(source.features)?,
            },
            classes: Labels::default(),
            range: [f64::INFINITY, f64::NEG_INFINITY],
            groups: source.grouped.then(Labels::default),
        };
        let mut row = 0;
        for batch in batches {
            let batch = source.checked(batch, row)?;
            found.sketch.add(source.matrix(&batch).view())?;
            if self.regression {
                for &value in source.targets(&batch, row)? {
                    let [low, high] = found.range;
                    found.range = [low.min(value), high.max(value)];
                }
            } else {
                let target = batch.column(source.features).as_ref();
                found.classes.learn(target);
                if found.classes.len() > usize::from(u16::MAX) {
                    return Err(Error::data(
                        source.place(row),
                        format!("the target has more than {} classes", u16::MAX),
                        "fit a regressor to numbers",
                    ));
                }
            }
            if let Some(groups) = &mut found.groups {
                groups.learn(batch.column(source.features + 1).as_ref());
            }
            row += batch.num_rows();
            if !go_on() {
                return Err(Error::Cancelled);
            }
        }
        found.classes.sort();
        if let Some(groups) = &mut found.groups {
            groups.sort();
        }
        Ok(found)
    }

    fn code(
        &self,
        batches: RecordBatchStreamReader,
        found: &Found,
        go_on: &dyn Fn() -> bool,
    ) -> football::Result<CodedTable> {
        let source = &self.source;
        let bins = Arc::new(found.sketch.to_bins(self.settings.max_bins)?);
        let mut writer = TableWriter::new(bins, self.folder.as_deref())?;
        let changed = |row| {
            Error::data(
                source.place(row),
                "the files changed while they were read",
                "leave them as they are until the forest is fitted",
            )
        };
        let mut row = 0;
        for batch in batches {
            let batch = source.checked(batch, row)?;
            let x = source.matrix(&batch);
            let group = match &found.groups {
                Some(groups) => groups.numbers_of(batch.column(source.features + 1).as_ref()),
                None => Some((row as u32..).take(batch.num_rows()).collect()),
            };
            let group = group.ok_or_else(|| changed(row))?;
            if self.regression {
                let targets = source.targets(&batch, row)?.iter();
                let scaled: Vec<f32> = targets.map(|&v| scaled(v, found.range)).collect();
                writer.push(x.view(), Coded::Numbers(&scaled), &group)?;
            } else {
                let target = batch.column(source.features).as_ref();
                let codes = found.classes.numbers_of(target);
                let codes = codes.ok_or_else(|| changed(row))?;
                // Classes are fewer than that.
                let codes: Vec<u16> = codes.into_iter().map(|code| code as u16).collect();
                writer.push(x.view(), Coded::Classes(&codes), &group)?;
            }
            row += batch.num_rows();
            if !go_on() {
                return Err(Error::Cancelled);
            }
        }
        if row as u64 != found.sketch.rows() {
            return Err(changed(row));
        }
        Ok(writer.finish()?)
    }
}

impl Source {
    /// A batch whose target and group are known in all rows.
    fn checked(
        &self,
        batch: Result<RecordBatch, arrow_schema::ArrowError>,
        row: usize,
    ) -> football::Result<RecordBatch> {
        let batch = batch.map_err(|e| {
            let text = e.to_string();
            let hint = "look at the file and its columns' types";
            Error::data(self.place(row), format!("cannot be read: {text}"), hint)
        })?;
        let schema = batch.schema();
        let named = schema.fields().iter().zip(batch.columns());
        for (field, column) in named.skip(self.features) {
            let numbers = column.as_primitive_opt::<Float64Type>();
            let missing = (0..batch.num_rows()).find(|&i| {
                column.is_null(i) || numbers.is_some_and(|numbers| numbers.value(i).is_nan())
            });
            if let Some(missing) = missing {
                return Err(Error::data(
                    self.place(row + missing),
                    format!("{:?} has no value", field.name()),
                    "drop rows without a target or group",
                ));
            }
        }
        Ok(batch)
    }

    /// The features, row after row.
    fn matrix(&self, batch: &RecordBatch) -> Array2<f32> {
        let mut x = Array2::zeros((batch.num_rows(), self.features));
        for (mut to, column) in x.columns_mut().into_iter().zip(batch.columns()) {
            let from = column.as_primitive::<Float32Type>();
            for (to, &value) in to.iter_mut().zip(from.values()) {
                *to = value;
            }
            if from.null_count() > 0 {
                for (i, to) in to.iter_mut().enumerate() {
                    if from.is_null(i) {
                        *to = f32::NAN;
                    }
                }
            }
        }
        x
    }

    /// The targets of a regression.
    fn targets<'a>(&self, batch: &'a RecordBatch, row: usize) -> football::Result<&'a [f64]> {
        let column = batch
            .column(self.features)
            .as_primitive_opt::<Float64Type>();
        let targets = column.map_or(&[][..], |c| c.values());
        match targets.iter().position(|v| v.is_infinite()) {
            None => Ok(targets),
            Some(i) => Err(Error::data(
                self.place(row + i),
                "the target is infinite",
                "drop or cap such rows",
            )),
        }
    }

    /// A row of the whole table, counted from 0, as file and row.
    fn place(&self, row: usize) -> String {
        let mut left = row as u64;
        for (name, rows) in &self.files {
            if left < *rows {
                return format!("{name}, row {left}");
            }
            left -= rows;
        }
        format!("row {row}")
    }
}
