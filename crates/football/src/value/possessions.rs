//! What possessions of overtime are played by: the fitted tables, the component
//! models of fourth downs, and what is solved from both when it is first needed.

use super::must_score::MustScore;
use super::possession::{self, Ends, Snap};
use super::tables::Tables;
use crate::book::SubModels;
use std::sync::{Arc, OnceLock};

/// What possessions are played by; clones share what is solved.
#[derive(Debug, Clone)]
pub(super) struct Football<'a> {
    pub tables: &'a Tables,
    models: Option<&'a SubModels>,
    must_score: Arc<OnceLock<MustScore>>,
}

impl<'a> Football<'a> {
    /// By tables and component models; `None` for those that come with `wp`.
    pub fn new(tables: &'a Tables, models: Option<&'a SubModels>) -> Self {
        Self {
            tables,
            models,
            must_score: Default::default(),
        }
    }

    /// The component models.
    pub fn models(&self) -> &SubModels {
        let models = match self.models {
            Some(models) => return models,
            None => SubModels::shipped(),
        };
        match models {
            Ok(models) => models,
            // The file is part of the program and a test reads it.
            Err(e) => unreachable!("{e}"),
        }
    }

    /// How a possession ends.
    pub fn ends(&self, behind: i16, snap: &Snap) -> Ends {
        if behind <= 0 {
            return possession::ends(&self.tables.weights, snap);
        }
        let solved = self
            .must_score
            .get_or_init(|| MustScore::new(self.tables, self.models()));
        let scores = solved.scores(self.tables, snap);
        Ends {
            touchdown: scores.touchdown,
            field_goal: scores.field_goal,
            against: 0.0,
            expired: 0.0,
            none: 1.0 - scores.touchdown - scores.field_goal,
        }
    }
}
