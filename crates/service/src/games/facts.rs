//! What is known of a game besides its plays.

use football::plays::{Listed, Schedule, Sideline, Sidelines};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
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
    /// The home team's head coach.
    #[schema(max_length = 100)]
    pub home_coach: Option<String>,
    /// The away team's.
    #[schema(max_length = 100)]
    pub away_coach: Option<String>,
}

/// Letters of a coach's name at most.
const NAME: usize = 100;

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
        within("total_line", self.total_line, 10.0, 120.0)?;
        for name in [&self.home_coach, &self.away_coach].into_iter().flatten() {
            if name.chars().count() > NAME {
                let rule = format!("a name of at most {NAME} letters");
                return Err(football::Error::parameter("a coach", rule, "longer"));
            }
        }
        Ok(())
    }

    /// Takes the coaches from a play's row where nobody has named them.
    pub fn learn(&mut self, row: &Map<String, Value>) {
        let name = |key: &str| {
            let name = row.get(key)?.as_str()?.trim();
            (!name.is_empty() && name.chars().count() <= NAME).then(|| name.to_owned())
        };
        self.home_coach = self.home_coach.take().or_else(|| name("home_coach"));
        self.away_coach = self.away_coach.take().or_else(|| name("away_coach"));
    }

    /// These, with the coaches of others where these name none.
    #[must_use]
    pub fn or_coaches(self, others: &Self) -> Self {
        Self {
            home_coach: self.home_coach.or_else(|| others.home_coach.clone()),
            away_coach: self.away_coach.or_else(|| others.away_coach.clone()),
            ..self
        }
    }

    /// The coaches, as of a schedule.
    pub fn sidelines(&self, id: &str) -> Sidelines {
        let known = Sideline {
            home_coach: self.home_coach.clone(),
            away_coach: self.away_coach.clone(),
            indoors: None,
        };
        Sidelines::from_iter([(id.to_owned(), known)])
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
