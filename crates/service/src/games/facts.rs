//! What is known of a game besides its plays.

use football::plays::{Listed, Schedule};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What is known of a game besides its plays; what a play's row says goes first.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Facts {
    /// Closing spread: positive when the home team is favored.
    #[schema(minimum = -60, maximum = 60)]
    pub spread_line: Option<f32>,
    /// Closing line for all points.
    #[schema(minimum = 10, maximum = 120)]
    pub total_line: Option<f32>,
    /// Played at neither team's place.
    pub neutral: Option<bool>,
}

impl Facts {
    /// Refuses lines that cannot be.
    ///
    /// # Errors
    /// [`football::Error::Parameter`].
    pub fn check(&self) -> football::Result<()> {
        let within = |name, value: Option<f32>, low: f32, high: f32| match value {
            Some(v) if !(low..=high).contains(&v) => {
                let rule = format!("between {low} and {high}");
                Err(football::Error::parameter(name, rule, v))
            }
            _ => Ok(()),
        };
        within("spread_line", self.spread_line, -60.0, 60.0)?;
        within("total_line", self.total_line, 10.0, 120.0)
    }

    /// As a schedule with one game.
    pub fn schedule(&self, id: &str) -> Schedule {
        let listed = Listed {
            spread_line: self.spread_line,
            total_line: self.total_line,
            neutral: self.neutral,
            ..Listed::default()
        };
        Schedule::from_iter([(id.to_owned(), listed)])
    }
}
