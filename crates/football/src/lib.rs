//! NFL win probability: the football, the model and the decisions, on plain
//! types. No files, no clock, no environment: it runs in a browser.
//!
//! Data flows one way: [`plays`] (the clean table) → [`features`] →
//! [`estimator`] (fit, transform, predict) → [`evaluate`]. A [`situation`] in
//! words becomes a [`game::GameState`] and enters by the same features; every
//! probability leaves through [`value::Valuer`].

pub mod ask;
pub mod book;
pub mod decide;
pub mod endings;
pub mod error;
pub mod estimator;
pub mod evaluate;
pub mod features;
pub mod feed;
pub mod game;
mod math;
pub mod model_file;
pub mod plays;
pub mod ratings;
pub mod rules;
pub mod score;
pub mod search;
pub mod simulate;
pub mod situation;
pub mod table;
pub mod teams;
pub mod turning;
pub mod value;

pub use error::{Error, Result};
pub use grouped_forest as forest;

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
