//! What is fitted for each season.

use super::{Games, Settings};
use crate::error::Result;
use crate::estimator::{
    self, Classifier, Estimator, ForestEstimator, ForestModel, Model, Pipeline, Scale, Spread,
    Transform, Watch,
};
use crate::features::{Column, PlaySet};
use crate::game::GameState;
use crate::model_file::{Card, Provenance, SavedModel};
use crate::plays::Plays;
use crate::value::{Moment, Outcome, Tables, Valuer, late};
use ndarray::{Array1, Array2};

/// The model that is put to the test.
pub const FOREST: &str = "forest";
/// Its smooth term, from the same fit.
pub const SCORE_PROCESS: &str = "score process";
/// linfa-logistic over the scaled features.
pub const LOGISTIC: &str = "logistic";
/// The closing spread alone.
pub const SPREAD: &str = "spread";
/// The forest of Lock and Nettleton (2014).
pub const LOCK_NETTLETON: &str = "lock-nettleton";

/// Lock and Nettleton's forest ("Using random forests to estimate win
/// probability before each play of an NFL game", JQAS 10, 2014) in this crate's
/// engine: 500 trees, 2 columns tried at each node, leaves of 200, on the
/// results, without monotone constraints.
///
/// The columns are theirs: down, score difference, seconds left,
/// score/√(seconds + 1), spread, both sides' timeouts, points scored so far,
/// yards from the own goal, yards to go. Theirs draws plays for each tree;
/// this one draws games.
#[must_use]
pub fn lock_nettleton() -> ForestEstimator {
    ForestEstimator {
        trees: 500,
        mtry: 2,
        min_leaf: 200,
        shrinkage: 0.0,
        ..ForestEstimator::plain()
    }
}

/// A fit that gives one competitor, or two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fit {
    /// The forest, and the score process with it.
    Forest,
    Logistic,
    Spread,
    LockNettleton,
}

impl Fit {
    /// All that make sense for these settings.
    pub fn all(settings: &Settings) -> Vec<Self> {
        let mut all = vec![Self::Forest, Self::Logistic];
        all.extend(settings.spread.then_some(Self::Spread));
        all.extend(
            settings
                .lock_nettleton
                .is_some()
                .then_some(Self::LockNettleton),
        );
        all
    }

    /// Whom it gives.
    pub fn names(self, settings: &Settings) -> Vec<&'static str> {
        match self {
            Self::Forest if settings.forest.score_process.is_some() => vec![FOREST, SCORE_PROCESS],
            Self::Forest => vec![FOREST],
            Self::Logistic => vec![LOGISTIC],
            Self::Spread => vec![SPREAD],
            Self::LockNettleton => vec![LOCK_NETTLETON],
        }
    }

    /// About how long it takes for each training play.
    pub fn effort(self, settings: &Settings) -> usize {
        match self {
            Self::Forest => settings.forest.trees + 100,
            Self::Logistic => 60,
            Self::Spread => 10,
            Self::LockNettleton => settings.lock_nettleton.as_ref().map_or(0, |f| f.trees),
        }
    }

    /// All settings that its predictions depend on.
    pub fn what(self, settings: &Settings, columns: &[Column]) -> String {
        let own = match self {
            Self::Forest => format!("{:?}", without_threads(&settings.forest)),
            Self::Logistic => format!("{:?}", settings.logistic),
            Self::Spread => String::new(),
            Self::LockNettleton => {
                format!(
                    "{:?}",
                    settings.lock_nettleton.as_ref().map(without_threads)
                )
            }
        };
        let columns: Vec<&str> = columns.iter().map(|c| c.name.as_str()).collect();
        format!("{own}\nspread {}\n{}", settings.spread, columns.join(","))
    }

    /// Fits to `train` and predicts `test`: one list a name of [`Fit::names`].
    pub fn run(
        self,
        settings: &Settings,
        plays: &Plays,
        train: &Games,
        test: &Games,
        watch: Watch<'_>,
    ) -> Result<Vec<Vec<f32>>> {
        let x = test.set.x();
        let answer = |p: Array1<f32>| vec![p.to_vec()];
        Ok(match self {
            Self::Forest => {
                let model = settings.forest.fit(&train.set, watch)?;
                let process = model.score_process().map(|p| p.transform(x)).transpose()?;
                let mut all = vec![by_the_door(settings, model, plays, train, test)?];
                if let Some(wide) = process {
                    let log_odds = wide.column(wide.ncols() - 1);
                    all.push(log_odds.iter().map(|v| 1.0 / (1.0 + (-v).exp())).collect());
                }
                all
            }
            Self::Logistic => {
                let pipeline = Pipeline {
                    transformer: Scale,
                    estimator: settings.logistic,
                };
                answer(pipeline.fit(&train.set, watch)?.predict_proba(x)?)
            }
            Self::Spread => answer(Spread.fit(&train.set, watch)?.predict_proba(x)?),
            Self::LockNettleton => {
                let Some(forest) = &settings.lock_nettleton else {
                    return Ok(Vec::new());
                };
                let model = forest.fit(&their_columns(train)?, watch)?;
                answer(model.predict_proba(their_columns(test)?.x())?)
            }
        })
    }
}

/// What `wp` says of the tested plays with this model: with endings of its own
/// seasons, and fourth downs as the mix of their options.
fn by_the_door(
    settings: &Settings,
    model: ForestModel,
    plays: &Plays,
    train: &Games,
    test: &Games,
) -> Result<Vec<f32>> {
    let seasons = train.set.season_list();
    let tables = Tables::shipped();
    let endings = late::solve(plays, tables, |season| seasons.contains(&season));
    let names = train.set.columns().iter().map(|c| c.name.clone());
    let card = Card {
        wp_version: env!("CARGO_PKG_VERSION").to_owned(),
        settings: estimator::Settings::Forest(settings.forest.clone()),
        features: names.collect(),
        provenance: Provenance {
            plays: train.set.len() as u64,
            games: train.set.games() as u64,
            simulated: false,
            files: Vec::new(),
            seasons,
        },
        metrics: Vec::new(),
    };
    let saved = SavedModel::new(card, Model::Forest(model))?.with_endings(Some(endings));
    let rows = plays.rows();
    let moments: Vec<Moment> = test
        .set
        .row()
        .iter()
        .filter_map(|&row| plays.state(&rows[row]))
        .map(|state| {
            let lines = settings.spread;
            Moment::Scrimmage(GameState {
                posteam_spread: state.posteam_spread.filter(|_| lines),
                total_line: state.total_line.filter(|_| lines),
                ..state
            })
        })
        .collect();
    let outcomes = Valuer::new(&saved).outcomes(&moments)?;
    Ok(outcomes.iter().map(Outcome::wp).collect())
}

fn without_threads(forest: &ForestEstimator) -> ForestEstimator {
    ForestEstimator {
        threads: None,
        ..forest.clone()
    }
}

/// The plays under Lock and Nettleton's ten columns.
fn their_columns(games: &Games) -> Result<PlaySet> {
    const TAKEN: [&str; 8] = [
        "down",
        "score_differential",
        "game_seconds_remaining",
        "posteam_spread",
        "posteam_timeouts_remaining",
        "defteam_timeouts_remaining",
        "yardline_100",
        "ydstogo",
    ];
    let set = &games.set;
    let old = set.x();
    let mut x = Array2::from_elem((set.len(), TAKEN.len() + 2), f32::NAN);
    for (k, name) in TAKEN.iter().enumerate() {
        if let Some(from) = set.position(name) {
            x.column_mut(k).assign(&old.column(from));
        }
    }
    for (i, mut row) in x.rows_mut().into_iter().enumerate() {
        row[TAKEN.len()] = row[1] / (row[2] + 1.0).sqrt();
        row[TAKEN.len() + 1] = games.points[i];
    }
    let names = TAKEN.into_iter().chain(["adjusted_score", "total_points"]);
    let columns = names
        .map(|name| Column {
            name: name.to_owned(),
            monotone: 0,
        })
        .collect();
    set.with_x(x, columns)
}
