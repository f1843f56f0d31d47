//! Models trained on frames of play-by-play, and tested on others.

use crate::error::bad;
use crate::model::Model;
use crate::plays::Given;
use crate::table::{Column, Table};
use crate::work;
use football::estimator::{
    EstimatorKind, ForestEstimator, IntervalSettings, LinfaTrees, Logistic, Settings,
};
use football::evaluate::{self, Curve, Estimate, Evaluation, Metrics};
use football::model_file::{DataFile, Training};
use football::plays::{RawTable, Seasons, TextColumn};
use football::simulate::log::EXTRA;
use pyo3::prelude::*;
use sha2::{Digest, Sha256};

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

impl Asked {
    fn settings(&self) -> PyResult<Settings> {
        let Some(kind) = EstimatorKind::ALL
            .into_iter()
            .find(|k| k.name() == self.estimator)
        else {
            let names: Vec<_> = EstimatorKind::ALL.iter().map(|k| k.name()).collect();
            return Err(bad(format!(
                "estimator must be one of {}, but was {}",
                names.join(", "),
                self.estimator
            )));
        };
        if self.intervals && kind != EstimatorKind::Forest {
            return Err(bad(format!("intervals: {} has none", kind.name())));
        }
        Ok(match kind {
            EstimatorKind::Forest => {
                let mut forest = ForestEstimator::default();
                forest.trees = self.trees.unwrap_or(forest.trees);
                forest.min_leaf = self.min_leaf.unwrap_or(forest.min_leaf);
                forest.mtry = self.mtry.unwrap_or(forest.mtry);
                forest.seed = self.seed;
                forest.threads = Some(work::get_threads());
                Settings::Forest(forest)
            }
            EstimatorKind::LinfaTrees => {
                let mut trees = LinfaTrees::default();
                trees.trees = self.trees.unwrap_or(trees.trees);
                trees.min_leaf = self.min_leaf.unwrap_or(trees.min_leaf);
                trees.seed = self.seed;
                Settings::LinfaTrees(trees)
            }
            EstimatorKind::Logistic => Settings::Logistic(Logistic::default()),
            EstimatorKind::Spread => Settings::Spread,
        })
    }

    fn interval_settings(&self) -> Option<IntervalSettings> {
        let mut settings = IntervalSettings::default();
        settings.groups = self.resamples.unwrap_or(settings.groups);
        self.intervals.then_some(settings)
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
    let asked: Asked = settings.extract()?;
    let given = Given::of(plays, schedule)?;
    let raw = given.frame.raw(&EXTRA.map(str::to_owned))?;
    let training = Training {
        estimator: asked.settings()?,
        intervals: asked.interval_settings(),
        files: vec![DataFile {
            name: "data frame".to_owned(),
            sha256: py.detach(|| fingerprint(&raw)),
        }],
    };
    let plays = given.clean(py, &raw, seasons)?;
    let saved = work::watched(py, progress, |watch| {
        if let Some(intervals) = &training.intervals {
            intervals.check()?;
        }
        training.run(&plays, watch)
    })?;
    Ok(Model::own(saved))
}

/// SHA-256 of the columns that are read: a frame is no file.
fn fingerprint(raw: &RawTable) -> String {
    let mut hash = Sha256::new();
    for name in raw.column_names() {
        hash.update(name);
        for value in raw.numbers(name).unwrap_or_default() {
            hash.update(value.to_bits().to_le_bytes());
        }
        let text = raw.text(name);
        for row in 0..text.map_or(0, TextColumn::len) {
            let value = text.and_then(|t| t.get(row));
            hash.update(value.map_or([0, 0], |v| [1, v.len() as u8]));
            hash.update(value.unwrap_or_default());
        }
    }
    hash.finalize().iter().map(|b| format!("{b:02x}")).collect()
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
    let given = Given::of(plays, schedule)?;
    let plays = given.clean(py, &given.frame.raw(&[])?, seasons)?;
    let saved = model.get().saved();
    let tested = plays.seasons();
    let trained = &saved.card.provenance.seasons;
    let overlap = Seasons::from_list(tested.clone()).and_then(|s| s.overlap(trained));
    if let Some(both) = overlap.as_ref().filter(|_| !in_sample) {
        return Err(bad(format!(
            "the model was trained on season {both}, so evaluating on it would overstate its \
             accuracy\nhint: evaluate other seasons, or say in_sample=True"
        )));
    }
    let evaluation = work::watched(py, None, |_| {
        settings.check()?;
        if overlap.is_none() {
            return saved.evaluate(&plays, &settings);
        }
        // Asked for in spite of what it knows: as if it did not know.
        let mut unaware = saved.clone();
        unaware.card.provenance.seasons.clear();
        unaware.evaluate(&plays, &settings)
    })?;
    let c = &evaluation.overall.confusion;
    Ok((
        tested,
        evaluation.overall.plays,
        evaluation.overall.games,
        metrics(&evaluation)?,
        calibration(&evaluation.calibration)?,
        [
            c.true_positive,
            c.false_positive,
            c.true_negative,
            c.false_negative,
        ],
    ))
}

/// One metric of all.
type Of = fn(&Metrics) -> &Estimate;

fn metrics(evaluation: &Evaluation) -> PyResult<Table> {
    let of: [(&str, Of); 6] = [
        ("log_loss", |m| &m.log_loss),
        ("brier", |m| &m.brier.brier),
        ("accuracy", |m| &m.accuracy),
        ("auc", |m| &m.auc),
        ("calibration_error", |m| &m.calibration_error),
        ("ece", |m| &m.ece),
    ];
    let quarters = evaluation
        .by_quarter
        .iter()
        .map(|q| (q.quarter.name(), &q.metrics));
    let groups: Vec<_> = std::iter::once(("all", &evaluation.overall))
        .chain(quarters)
        .collect();
    let rows: Vec<_> = of
        .iter()
        .flat_map(|(name, of)| groups.iter().map(move |(group, m)| (*name, *group, of(m))))
        .collect();
    let text = |at: &dyn Fn(&(&str, &str, &Estimate)) -> String| {
        Column::Text(rows.iter().map(|r| Some(at(r))).collect())
    };
    let number = |at: &dyn Fn(&Estimate) -> Option<f64>| {
        Column::Double(rows.iter().map(|r| at(r.2).unwrap_or(f64::NAN)).collect())
    };
    Table::new(vec![
        ("metric", text(&|r| r.0.to_owned())),
        ("quarter", text(&|r| r.1.to_owned())),
        ("value", number(&|e| e.value)),
        ("lower", number(&|e| e.interval.as_ref().map(|i| i.low))),
        ("upper", number(&|e| e.interval.as_ref().map(|i| i.high))),
    ])
}

fn calibration(curve: &Curve) -> PyResult<Table> {
    let number = |of: &dyn Fn(&evaluate::CurveBin) -> Option<f64>| {
        let values = curve.bins.iter().map(|b| of(b).unwrap_or(f64::NAN));
        Column::Double(values.collect())
    };
    let whole = |of: &dyn Fn(&evaluate::CurveBin) -> i64| {
        Column::Whole(curve.bins.iter().map(|b| Some(of(b))).collect())
    };
    Table::new(vec![
        ("predicted", number(&|b| Some(b.predicted))),
        ("observed", number(&|b| Some(b.observed))),
        ("plays", whole(&|b| b.plays as i64)),
        ("games", whole(&|b| b.games as i64)),
        ("lower", number(&|b| b.interval.as_ref().map(|i| i.low))),
        ("upper", number(&|b| b.interval.as_ref().map(|i| i.high))),
    ])
}
