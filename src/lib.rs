//! NFL win probability: how likely a team is to win, from any situation in a
//! game.
//!
//! Data flows one way: play-by-play ([`pbp`]) → clean table → [`features`] →
//! [`estimator`] (fit, transform, predict) → [`evaluate`] → [`report`]. A
//! [`situation`] in words becomes a [`game::GameState`] and enters by the same
//! features.
//!
//! ```
//! use wp::model_file::SavedModel;
//!
//! let situation = "4th and 2 at the opp 35, down 3, 2:10 left in Q4, favored by 3";
//! let understood = wp::situation::parse(situation)?;
//! let model = SavedModel::read("data/model/wp.model".as_ref())?;
//! let p = model.predict(&understood.state)?;
//! assert!(p > 0.2 && p < 0.6);
//! # Ok::<(), wp::Error>(())
//! ```

#![warn(missing_docs)]

pub mod backtest;
pub mod chart;
pub mod cli;
pub mod coverage;
pub mod decide;
pub mod endings;
pub mod error;
pub mod estimator;
pub mod evaluate;
pub mod features;
pub mod fetch;
mod file;
pub mod forest;
pub mod game;
pub mod model_file;
pub mod pbp;
pub mod report;
pub mod rules;
pub mod score;
pub mod simulate;
pub mod situation;
pub mod turning;
pub mod value;

pub use error::{Error, Result};
