//! Names of the files of an evaluation report.

pub const CALIBRATION: &str = "calibration.png";
pub const BY_QUARTER: &str = "calibration-by-quarter.png";
pub const CONFUSION: &str = "confusion.png";
pub const THROUGH_GAME: &str = "log-loss-through-game.png";
pub const PLAYS: &str = "plays-by-time.png";
pub const IMPORTANCE: &str = "importance.png";
pub const AGAINST: &str = "calibration-against.png";
pub const THROUGH_AGAINST: &str = "log-loss-against.png";
