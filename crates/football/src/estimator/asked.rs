//! Settings as Python and R ask for them: by name, with what is left out.

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
    /// Seed.
    pub seed: u64,
    /// Threads; `None` for all cores.
    pub threads: Option<usize>,
}

impl Asked {
    /// The estimator's settings.
    ///
    /// # Errors
    /// [`Error::Data`] for an estimator that does not exist, or one that has no
    /// intervals where they are wanted.
    pub fn settings(&self) -> Result<Settings> {
        let names = EstimatorKind::ALL.map(EstimatorKind::name);
        let Some(kind) = EstimatorKind::ALL
            .into_iter()
            .find(|k| k.name() == self.estimator)
        else {
            let rule = format!("one of {}", names.join(", "));
            return Err(Error::parameter("estimator", rule, &self.estimator));
        };
        if self.intervals && kind != EstimatorKind::Forest {
            let rule = format!("off: {} has none", kind.name());
            return Err(Error::parameter("intervals", rule, "on"));
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
        settings.check()?;
        Ok(Some(settings))
    }
}
