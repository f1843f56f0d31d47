//! Models trained on frames of play-by-play, and tested on others.

use crate::error::to_python;
use crate::model::Model;
use crate::plays::Given;
use crate::table::Table;
use crate::work;
use football::estimator;
use football::evaluate::{self, columns};
use football::model_file::{DataFile, Training};
use football::plays::SpreadFrom;
use football::simulate::log::EXTRA;
use pyo3::prelude::*;

/// What can be set about a model.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
struct Asked {
    estimator: String,
    trees: Option<usize>,
    min_leaf: Option<usize>,
    mtry: Option<usize>,
    intervals: bool,
    resamples: Option<usize>,
    seed: u64,
}

impl From<Asked> for estimator::Asked {
    fn from(asked: Asked) -> Self {
        Self {
            estimator: asked.estimator,
            trees: asked.trees,
            min_leaf: asked.min_leaf,
            mtry: asked.mtry,
            intervals: asked.intervals,
            resamples: asked.resamples,
            games: None,
            seed: asked.seed,
            threads: Some(work::get_threads()),
        }
    }
}

/// Trains a model; the same frame and settings give the same one.
#[pyfunction]
#[pyo3(signature = (plays, schedule, seasons, settings, progress=None))]
pub fn train_model(
    py: Python<'_>,
    plays: &Bound<'_, PyAny>,
    schedule: Option<&Bound<'_, PyAny>>,
    seasons: Option<Vec<u16>>,
    settings: &Bound<'_, PyAny>,
    progress: Option<&Bound<'_, PyAny>>,
) -> PyResult<Model> {
    let asked = estimator::Asked::from(settings.extract::<Asked>()?);
    let given = Given::of(plays, schedule, SpreadFrom::Line)?;
    let raw = given.raw(&EXTRA.map(str::to_owned))?;
    let training = Training {
        estimator: asked.settings().map_err(to_python)?,
        intervals: asked.interval_settings().map_err(to_python)?,
        files: vec![DataFile {
            name: "data frame".to_owned(),
            sha256: py.detach(|| raw.sha256()),
        }],
    };
    let plays = given.clean(py, &raw, seasons)?;
    let saved = work::watched(py, progress, |watch| training.run(&plays, watch))?;
    Ok(Model::own(saved))
}

/// How many plays a frame has to train on: whether it can be read.
#[pyfunction]
#[pyo3(signature = (plays, schedule=None, seasons=None))]
pub fn plays_in(
    py: Python<'_>,
    plays: &Bound<'_, PyAny>,
    schedule: Option<&Bound<'_, PyAny>>,
    seasons: Option<Vec<u16>>,
) -> PyResult<usize> {
    let given = Given::of(plays, schedule, SpreadFrom::Line)?;
    let raw = given.raw(&EXTRA.map(str::to_owned))?;
    Ok(given.clean(py, &raw, seasons)?.rows().len())
}

/// Tests a model on seasons that it was not trained on. Returns seasons, plays,
/// games; tables of metrics and calibration; the confusion counts (true and
/// false positives, true and false negatives).
#[pyfunction]
#[pyo3(signature = (model, plays, schedule, seasons, threshold, level, resamples, in_sample))]
#[expect(clippy::too_many_arguments, reason = "Python names them")]
#[expect(clippy::type_complexity, reason = "Python takes them apart at once")]
pub fn evaluate_model(
    py: Python<'_>,
    model: &Bound<'_, Model>,
    plays: &Bound<'_, PyAny>,
    schedule: Option<&Bound<'_, PyAny>>,
    seasons: Option<Vec<u16>>,
    threshold: f64,
    level: f64,
    resamples: usize,
    in_sample: bool,
) -> PyResult<(Vec<u16>, u64, usize, Table, Table, [u64; 4])> {
    let settings = evaluate::Settings {
        threshold,
        level,
        resamples,
        ..evaluate::Settings::default()
    };
    let given = Given::of(plays, schedule, SpreadFrom::Line)?;
    let plays = given.clean(py, &given.raw(&[])?, seasons)?;
    let saved = model.get().saved();
    let tested = plays.seasons();
    let evaluation = work::watched(py, None, |_| {
        saved.evaluate_anyway(&plays, &settings, in_sample)
    })?;
    let c = &evaluation.overall.confusion;
    Ok((
        tested,
        evaluation.overall.plays,
        evaluation.overall.games,
        Table::new(columns::metrics(&evaluation))?,
        Table::new(columns::calibration(&evaluation.calibration))?,
        [
            c.true_positive,
            c.false_positive,
            c.true_negative,
            c.false_negative,
        ],
    ))
}
