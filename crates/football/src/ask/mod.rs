//! The front door: a question about a situation in, one typed answer out.
//!
//! An [`Advisor`] holds a model and answers whatever can be asked of a
//! situation. Every number comes from [`crate::value::Valuer`], so that no two
//! answers can disagree; the command line, Python, R, the page and the service
//! call the same functions and only show what they return. Each answer
//! serializes to the JSON that `wp … --json` prints.
//!
//! ```
//! # fn ask(model: &football::model_file::SavedModel) -> football::Result<()> {
//! use football::ask::Advisor;
//!
//! let advisor = Advisor::new(model);
//! let said = football::situation::parse("4th and 2 at the opp 35, down 3, 2:10 left in Q4")?;
//! let estimate = advisor.predict(&said.state)?;
//! println!("{:.3} ({:?} to {:?})", estimate.wp, estimate.lower, estimate.upper);
//! let decision = advisor.fourth_down(said, Default::default())?;
//! println!("{}", decision.verdict);
//! # Ok(())
//! # }
//! ```

mod fourth_down;
mod kickoff;
mod options;
mod predict;
mod simulate;
mod timeout;
mod two_point;
mod two_point_card;

pub use fourth_down::{FourthDown, FourthDownQuestion};
pub use kickoff::{AfterOnside, KickoffDecision};
pub use options::{Difference, OptionValue};
pub use predict::{Prediction, Said, WpEstimate, team};
pub use simulate::{
    Assumed, Finishes, Margins, Rate, SimulationSettings, simulate, simulate_words,
};
pub use timeout::{Played, PlayedGain, Simulated, TimeoutSide, TimeoutValue};
pub use two_point::{AfterTry, TryRates, TwoPointDecision};
pub use two_point_card::{Call, CardCell, CardRow, TwoPointCard};

use crate::error::Result;
use crate::estimator::check_level;
use crate::model_file::SavedModel;
use crate::value::Valuer;
use std::sync::Arc;

/// A model, ready to answer questions about situations. What it works out once, such as
/// overtimes, it knows from then on, and so do its clones.
#[derive(Debug, Clone)]
pub struct Advisor<'a> {
    model: &'a SavedModel,
    valuer: Arc<Valuer<'a>>,
    level: f64,
}

impl<'a> Advisor<'a> {
    /// Answers by `model`, with 90% confidence intervals.
    #[must_use]
    pub fn new(model: &'a SavedModel) -> Self {
        Self {
            model,
            valuer: Arc::new(Valuer::new(model)),
            level: 0.9,
        }
    }

    /// The same with another confidence level, above 0 and below 1.
    ///
    /// # Errors
    /// [`Error::Parameter`](crate::Error::Parameter) for a level outside that.
    pub fn with_level(self, level: f64) -> Result<Self> {
        check_level(level)?;
        Ok(Self { level, ..self })
    }

    /// The confidence level of the intervals.
    #[must_use]
    pub fn level(&self) -> f64 {
        self.level
    }

    /// What every answer comes from.
    #[must_use]
    pub fn valuer(&self) -> &Valuer<'a> {
        &self.valuer
    }

    /// The model.
    #[must_use]
    pub fn model(&self) -> &'a SavedModel {
        self.model
    }
}
