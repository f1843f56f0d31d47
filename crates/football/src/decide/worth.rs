//! Moments valued by the model, the rules and the tables of [`crate::value`].

use super::answer::{Valuer, Values};
use crate::error::Result;
use crate::estimator::Margin;
use crate::model_file::SavedModel;
use crate::value::{self, Moment};

/// [`value::Valuer`] as a [`Valuer`].
pub struct GameValuer<'a> {
    valuer: value::Valuer<'a>,
    members: usize,
    margin: Margin,
}

impl<'a> GameValuer<'a> {
    /// With a model and the tables that come with `wp`.
    #[must_use]
    pub fn new(model: &'a SavedModel) -> Self {
        Self {
            valuer: value::Valuer::new(model),
            members: model.model.intervals().map_or(0, |m| m.len()),
            margin: model.margin(),
        }
    }
}

impl Valuer for GameValuer<'_> {
    fn members(&self) -> usize {
        self.members
    }

    fn margin(&self) -> Margin {
        self.margin
    }

    fn value(&self, moments: &[Moment], members: bool) -> Result<Values> {
        let (wp, by_member) = if members && self.members > 0 {
            let (wp, members) = self.valuer.outcomes_and_members(moments)?;
            (wp, members.into_raw_vec_and_offset().0)
        } else {
            (self.valuer.outcomes(moments)?, Vec::new())
        };
        Ok(Values {
            wp: wp.iter().map(value::Outcome::wp).collect(),
            members: by_member,
        })
    }
}
