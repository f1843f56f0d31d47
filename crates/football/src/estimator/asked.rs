//! Settings as the command, Python and R ask for them: by name, with what is left out.

use super::{EstimatorKind, ForestEstimator, IntervalSettings, LinfaTrees, Logistic, Settings};
use crate::error::{Error, Result};

/// What can be set about a model; `None` for the default.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// A name of [`EstimatorKind`].
    pub estimator: String,
    /// Trees.
    pub trees: Option<usize>,
    /// Minimum plays per leaf.
    pub min_leaf: Option<usize>,
    /// Features considered at each split.
    pub mtry: Option<usize>,
    /// Also fit bootstrap replicates.
    pub intervals: bool,
    /// How many replicates.
    pub resamples: Option<usize>,
    /// Fraction of the games in a replicate.
    pub games: Option<f64>,
    /// Seed.
    pub seed: u64,
    /// Threads; `None` for all cores.
    pub threads: Option<usize>,
}

impl Asked {
    /// The estimator's settings.
    ///
    /// # Errors
    /// [`Error::Parameter`] for an estimator that does not exist, and for a setting that
    /// the estimator does not have.
    pub fn settings(&self) -> Result<Settings> {
        let names = EstimatorKind::ALL.map(EstimatorKind::name);
        let Some(kind) = EstimatorKind::ALL
            .into_iter()
            .find(|k| k.name() == self.estimator)
        else {
            let rule = format!("one of {}", names.join(", "));
            return Err(Error::parameter("estimator", rule, &self.estimator));
        };
        let (forest, trees) = (
            kind == EstimatorKind::Forest,
            kind == EstimatorKind::LinfaTrees,
        );
        for (setting, given, known) in [
            ("trees", self.trees.is_some(), forest || trees),
            ("min_leaf", self.min_leaf.is_some(), forest || trees),
            ("mtry", self.mtry.is_some(), forest),
            ("intervals", self.intervals, forest),
        ] {
            if given && !known {
                let what = match setting {
                    "intervals" => "intervals",
                    _ => "such setting",
                };
                let rule = format!("omitted: {} has no {what}", kind.name());
                return Err(Error::parameter(setting, rule, "given"));
            }
        }
        Ok(match kind {
            EstimatorKind::Forest => {
                let mut forest = ForestEstimator::default();
                forest.trees = self.trees.unwrap_or(forest.trees);
                forest.min_leaf = self.min_leaf.unwrap_or(forest.min_leaf);
                forest.mtry = self.mtry.unwrap_or(forest.mtry);
                forest.seed = self.seed;
                forest.threads = self.threads;
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

    /// The replicates' settings; `None` where there are to be none.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a number of replicates that makes no interval.
    pub fn interval_settings(&self) -> Result<Option<IntervalSettings>> {
        if !self.intervals {
            return Ok(None);
        }
        let mut settings = IntervalSettings::default();
        settings.groups = self.resamples.unwrap_or(settings.groups);
        settings.games = self.games.unwrap_or(settings.games);
        settings.check()?;
        Ok(Some(settings))
    }
}
