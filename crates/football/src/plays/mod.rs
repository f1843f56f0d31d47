//! The clean table: plain types for play-by-play, and the cleaning that makes
//! them from nflverse's columns.
//!
//! [`RawTable`] holds columns of any origin (a Parquet file, a data frame, rows
//! of a live feed) in plain types; [`clean::table`] turns each game's rows into
//! [`Play`]s, and [`Audit`] counts every row that is not used, under its reason.

pub mod audit;
pub mod clean;
pub mod frame;
pub mod line;
mod order;
mod possessions;
mod raw;
mod results;
mod schedule;
pub mod schema;
mod seasons;
mod table;

pub use audit::Audit;
pub use raw::{RawTable, TextColumn};
pub use results::{ListedGame, Results};
pub use schedule::{Lines, Listed, Schedule, Sideline, Sidelines, SpreadFrom};
pub use seasons::Seasons;
pub use table::{Drop, Game, Outcome, Play, PlayType, Plays, Repaired, Role, SeasonType};
