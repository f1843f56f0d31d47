//! A whole game's win probability, row by row: what every play was worth.
//!
//! [`timeline`] gives each row of a clean table the home team's probability
//! before it and the change that the row brought. Rows without a situation of
//! their own (timeouts, ends of quarters, …) follow the rules of
//! `docs/scoring.md`: they never jump, and the changes of a game that was
//! played to its end add up to its result less its start.
//!
//! [`Follower`] answers plays as they come, [`LiveGame`] holds a game whose plays are
//! corrected while it is played, and [`summaries`] says in a few numbers what each game
//! was like.

pub mod columns;
mod expected_points;
pub mod family;
mod feed;
mod follow;
mod games;
mod live;
mod moments;
mod path;
mod scored;
mod timeline;

pub use feed::{FeedGame, Taken};
pub use follow::{Answer, Change, Follower};
pub use games::{GameSummary, Swing, summaries};
pub use live::{LiveGame, LivePlay, line_of, score_rows};
pub use scored::{Basis, Scored};
pub use timeline::{Scorer, timeline, timeline_at};
