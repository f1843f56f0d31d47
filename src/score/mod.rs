//! A whole game's win probability, row by row: what every play was worth.
//!
//! [`timeline`] gives each row of a clean table the home team's probability
//! before it and the change that the row brought. Rows without a situation of
//! their own (timeouts, ends of quarters, …) follow the rules of
//! `docs/scoring.md`: they never jump, and the changes of a game that was
//! played to its end add up to its result less its start.

mod path;
mod timeline;

pub use timeline::{Basis, Scored, timeline};
