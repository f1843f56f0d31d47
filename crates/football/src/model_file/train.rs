//! From a clean table to a model, and a model's test on seasons it has not seen.

use super::{Card, DataFile, Provenance, SavedModel};
use crate::endings::Endings;
use crate::error::{Error, Result};
use crate::estimator::{Estimator, ForestEstimator, IntervalSettings, Settings, Watch};
use crate::evaluate::{self, Evaluation};
use crate::features::{FeatureSet, PlaySet, play_set};
use crate::plays::{Plays, Seasons};
use crate::value::{Moment, Outcome, Tables, Valuer, late};
use ndarray::{Array1, ArrayView1};

/// What to train.
#[derive(Debug, Clone)]
pub struct Training {
    /// The estimator and its settings.
    pub estimator: Settings,
    /// Also fit the model to resampled games, so that every probability has a
    /// confidence interval; forests only.
    pub intervals: Option<IntervalSettings>,
    /// Fingerprints of the files that the plays came from, for the model's card.
    pub files: Vec<DataFile>,
}

impl Default for Training {
    /// `wp`'s forest without intervals.
    fn default() -> Self {
        Self {
            estimator: Settings::Forest(ForestEstimator::default()),
            intervals: None,
            files: Vec::new(),
        }
    }
}

impl Training {
    /// The same with confidence intervals.
    #[must_use]
    pub fn with_intervals(self) -> Self {
        Self {
            intervals: Some(IntervalSettings::default()),
            ..self
        }
    }

    /// Trains on all plays from scrimmage of a clean table, and solves the last
    /// minutes on a book of the same plays, where they were read with
    /// [`EXTRA`](crate::simulate::log::EXTRA) columns.
    ///
    /// `watch` hears how many trees of how many are grown, and cancels by
    /// returning `false`. The model does not depend on the number of threads.
    ///
    /// # Errors
    /// [`Error::Parameter`] for settings out of range, [`Error::Fit`] for too few
    /// plays, [`Error::Cancelled`].
    pub fn run(&self, plays: &Plays, watch: Watch<'_>) -> Result<SavedModel> {
        self.fit(Prepared::of(self, plays), watch)
    }

    /// As [`Training::run`], letting go of the table before the fit: of many plays
    /// it takes as much memory as what is fitted to.
    ///
    /// # Errors
    /// As [`Training::run`].
    pub fn run_owned(&self, plays: Plays, watch: Watch<'_>) -> Result<SavedModel> {
        let prepared = Prepared::of(self, &plays);
        drop(plays);
        self.fit(prepared, watch)
    }

    fn fit(&self, prepared: Prepared, watch: Watch<'_>) -> Result<SavedModel> {
        let Prepared {
            features,
            train,
            endings,
            seasons,
            simulated,
        } = prepared;
        let model = match &self.intervals {
            Some(intervals) => self
                .estimator
                .fit_with_intervals(&train, intervals, watch)?,
            None => self.estimator.fit(&train, watch)?,
        };
        let settings = match (self.estimator.clone(), &self.intervals) {
            (Settings::Forest(forest), Some(intervals)) => {
                Settings::Forest(forest.in_bags(intervals))
            }
            (settings, _) => settings,
        };
        let metrics = model
            .out_of_bag()
            .map(|p| out_of_bag(p, &train))
            .transpose()?
            .unwrap_or_default();
        let card = Card {
            wp_version: env!("CARGO_PKG_VERSION").to_owned(),
            settings,
            features: features.names().iter().map(ToString::to_string).collect(),
            provenance: Provenance {
                simulated,
                seasons,
                plays: train.len() as u64,
                games: train.games() as u64,
                files: self.files.clone(),
            },
            metrics,
        };
        Ok(SavedModel::new(card, model)?.with_endings(endings))
    }
}

/// What is taken from a table before the fit.
struct Prepared {
    features: FeatureSet,
    train: PlaySet,
    endings: Option<Endings>,
    seasons: Vec<u16>,
    simulated: bool,
}

impl Prepared {
    fn of(training: &Training, plays: &Plays) -> Self {
        let features = FeatureSet::default_set();
        // Baselines stay what they are.
        let endings = matches!(training.estimator, Settings::Forest(_))
            .then(|| late::solve(plays, Tables::shipped(), |_| true));
        Self {
            train: play_set(plays, &features),
            features,
            endings,
            seasons: plays.seasons(),
            simulated: plays.simulated(),
        }
    }
}

impl SavedModel {
    /// Tests the model on plays from scrimmage in regulation of seasons that it
    /// has not seen; every interval resamples games.
    ///
    /// # Errors
    /// [`Error::Refused`] for a season that it was trained on, which would
    /// flatter it; [`Error::Fit`] for plays without known results.
    pub fn evaluate(&self, plays: &Plays, settings: &evaluate::Settings) -> Result<Evaluation> {
        if let Some(tested) = Seasons::from_list(plays.seasons()) {
            self.refuse_trained_on(&tested)?;
        }
        let set = play_set(plays, self.features());
        set.check_trainable()?;
        let p = self.predict_plays(plays, &set)?;
        let all: Vec<usize> = (0..set.len()).collect();
        evaluate_rows(p.view(), &set, &all, settings)
    }

    /// WP of a set's plays, which come from `plays`, through the one door
    /// ([`Valuer`]).
    ///
    /// # Errors
    /// As [`Valuer::outcomes`].
    pub fn predict_plays(&self, plays: &Plays, set: &PlaySet) -> Result<Array1<f32>> {
        if self.endings().is_none() {
            return self.predict_proba(set.x());
        }
        let states = set
            .row()
            .iter()
            .filter_map(|&row| plays.state(&plays.rows()[row]));
        let moments: Vec<Moment> = states.map(Moment::Scrimmage).collect();
        let outcomes = Valuer::new(self).outcomes(&moments)?;
        Ok(outcomes.iter().map(Outcome::wp).collect())
    }

    /// [`SavedModel::evaluate`], even on seasons that the model was trained on
    /// where `in_sample` says so.
    ///
    /// # Errors
    /// As [`SavedModel::evaluate`] and [`SavedModel::refuse_trained_on`].
    pub fn evaluate_anyway(
        &self,
        plays: &Plays,
        settings: &evaluate::Settings,
        in_sample: bool,
    ) -> Result<Evaluation> {
        settings.check()?;
        let tested = Seasons::from_list(plays.seasons());
        let trained = &self.card.provenance.seasons;
        let known = tested.is_some_and(|t| t.overlap(trained).is_some());
        if !in_sample || !known {
            return self.evaluate(plays, settings);
        }
        // As if it did not know.
        let mut unaware = self.clone();
        unaware.card.provenance.seasons.clear();
        unaware.evaluate(plays, settings)
    }

    /// Refuses seasons that the model was trained on.
    ///
    /// # Errors
    /// [`Error::Refused`] that names one.
    pub fn refuse_trained_on(&self, seasons: &Seasons) -> Result<()> {
        match seasons.overlap(&self.card.provenance.seasons) {
            Some(both) => Err(Error::Refused {
                problem: format!(
                    "the model was trained on season {both}, so evaluating on it would overstate its accuracy"
                ),
                hint: "evaluate other seasons or train without these; --in-sample (in_sample in Python and R) evaluates anyway".into(),
            }),
            None => Ok(()),
        }
    }
}

fn evaluate_rows(
    p: ArrayView1<'_, f32>,
    set: &PlaySet,
    rows: &[usize],
    settings: &evaluate::Settings,
) -> Result<Evaluation> {
    evaluate::evaluate(
        &evaluate::Scored {
            p: &take(p, rows),
            y: &take(set.y(), rows),
            game: &take(set.game(), rows),
            quarter: &take(set.quarter(), rows),
            seconds: &take(set.seconds(), rows),
        },
        settings,
    )
}

fn out_of_bag(p: ArrayView1<'_, f32>, train: &PlaySet) -> Result<Vec<(String, f64)>> {
    let seen: Vec<usize> = (0..train.len()).filter(|&i| p[i].is_finite()).collect();
    if seen.is_empty() {
        return Ok(Vec::new());
    }
    let settings = evaluate::Settings {
        resamples: 0,
        ..Default::default()
    };
    let overall = evaluate_rows(p, train, &seen, &settings)?.overall;
    let metrics = [
        ("out-of-bag log loss", overall.log_loss),
        ("out-of-bag Brier score", overall.brier.brier),
        ("out-of-bag calibration error", overall.calibration_error),
    ];
    Ok(metrics
        .into_iter()
        .filter_map(|(name, m)| Some((name.to_owned(), m.value?)))
        .collect())
}

fn take<T: Copy>(values: ArrayView1<'_, T>, rows: &[usize]) -> Vec<T> {
    rows.iter().map(|&i| values[i]).collect()
}
