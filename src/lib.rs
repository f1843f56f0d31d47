//! NFL win probability: how likely a team is to win, from any situation in a
//! game.
//!
//! Data flows one way: play-by-play ([`pbp`]) → clean table ([`plays`]) →
//! [`features`] → [`estimator`] (fit, transform, predict) → [`evaluate`] →
//! [`report`]. A [`situation`] in words becomes a [`game::GameState`] and enters
//! by the same features. What needs no files is the crate `wp-football`, whose
//! modules are re-exported here; the engine is the crate `grouped-forest`.
//!
//! ```
//! use wp::prelude::*;
//!
//! let model = wp::shipped_model()?;
//! let advisor = Advisor::new(&model);
//! let said = parse("4th and 2 at the opp 35, down 3, 2:10 left in Q4, favored by 3")?;
//! let estimate = advisor.predict(&said.state)?;
//! assert!(estimate.wp > 0.2 && estimate.wp < 0.6);
//! let decision = advisor.fourth_down(said, Default::default())?;
//! println!("{}", decision.sentence);
//! # Ok::<(), wp::Error>(())
//! ```

pub mod backtest;
pub mod chart;
pub mod cli;
pub mod coverage;
pub mod export;
pub mod fetch;
pub mod file;
pub mod pbp;
pub mod report;

pub use football::{Error, Result};

use model_file::SavedModel;

/// The model that comes with `wp`, trained on all seasons of 2009–2023.
const SHIPPED: &[u8] = include_bytes!("../data/model/wp.model");

/// The bytes of the model that comes with `wp`.
pub(crate) fn shipped_bytes() -> &'static [u8] {
    SHIPPED
}

/// The model that comes with `wp`.
///
/// # Errors
/// [`Error::ModelFile`] if the program was built with a file that it cannot read.
pub fn shipped_model() -> Result<SavedModel> {
    SavedModel::from_bytes(SHIPPED, "the built-in model".as_ref())
}

/// What most programs need: `use wp::prelude::*`.
pub mod prelude {
    pub use crate::ask::{Advisor, SimulationSettings, WpEstimate, simulate_words};
    pub use crate::chart::{Request as ChartRequest, of_game as chart_of_game};
    pub use crate::estimator::unwatched;
    pub use crate::evaluate::Settings as EvaluationSettings;
    pub use crate::file::{read_model, write_model};
    pub use crate::game::GameState;
    pub use crate::model_file::{SavedModel, Training};
    pub use crate::pbp::{LoadOptions, Source, load};
    pub use crate::plays::{Plays, Seasons};
    pub use crate::report::game_chart::{Format, draw as draw_chart};
    pub use crate::score::{Follower, timeline};
    pub use crate::situation::parse;
    pub use crate::{Error, Result, shipped_model};
}
pub use football::{
    ask, decide, error, estimator, evaluate, features, feed, forest, game, model_file, plays,
    ratings, rules, score, search, simulate, situation, table, teams, turning, value,
};

#[cfg(doctest)]
#[doc = include_str!("../docs/library.md")]
struct LibraryPage;
