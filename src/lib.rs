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
//! use wp::value::{Moment, Valuer};
//!
//! let situation = "4th and 2 at the opp 35, down 3, 2:10 left in Q4, favored by 3";
//! let understood = wp::situation::parse(situation)?;
//! let model = wp::file::read_model("data/model/wp.model".as_ref())?;
//! let outcome = Valuer::new(&model).outcome(&Moment::Scrimmage(understood.state))?;
//! assert!(outcome.wp() > 0.2 && outcome.wp() < 0.6);
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
pub use football::{
    ask, decide, error, estimator, evaluate, features, forest, game, model_file, plays, rules,
    score, simulate, situation, turning, value,
};
