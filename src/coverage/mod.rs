//! Do the intervals of win probability hold the truth?
//!
//! The truth is known in simulated football only. The study plays many leagues
//! of as many games as a model would have in reality, trains the model on each,
//! asks all of these models about the same plays of another league, whose true
//! win probability is known from rollouts, and counts how often the interval
//! holds it (Brill, Yurko and Wyner, "Analytics, have some humility", 2025).
//!
//! Test plays and leagues are kept in a folder as they are done, so that a
//! study that was stopped goes on where it was.

mod league;
mod page;
mod store;
mod study;

pub use league::TestPlays;
pub use page::{LEAST, markdown, number, worst};
pub use study::{Method, Outcome, Row, Step, Study};
