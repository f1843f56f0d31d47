//! Public scoreboard feeds: one game's summary → rows with nflverse's names, ready for
//! [`LiveGame`](crate::score::LiveGame).
//!
//! A feed is believed only where it does not contradict itself: what each rule repairs is
//! said where it stands, and a real game is held against nflverse's rows in the tests.

mod json;
mod play;
mod rows;
mod summary;
mod teams;

pub use rows::Progress;
pub use summary::{Listed, Summary, scoreboard, summary};
