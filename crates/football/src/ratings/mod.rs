//! How good is each team? A state-space model of strength from results alone.
//!
//! Every team has an offense and a defense, every quarterback a value of his
//! own, the league a home field and a level of scoring; all of them drift. A
//! Kalman filter follows them game by game (Glickman & Stern 1998, with
//! offense and defense apart), so that every rating and every forecast comes
//! with its variance and uses nothing that was not known before kickoff.
//! Equations and sources: `docs/ratings.md`.
//!
//! [`Rater`] is the filter, [`History`] a pass over a schedule, [`Parameters`]
//! its numbers, which [`fit`] finds by likelihood.
//!
//! ```
//! use football::ratings::{Game, History, Parameters};
//!
//! let game = |week: u8, home: &str, away: &str, score| Game {
//!     season: 2020, week, home: home.into(), away: away.into(), score, ..Game::default()
//! };
//! let games = [
//!     game(1, "KC", "HOU", Some((34, 20))),
//!     game(1, "BUF", "NYJ", Some((27, 17))),
//!     game(2, "KC", "NYJ", None),
//! ];
//! let history = History::of(&games, &Parameters::shipped())?;
//! let next = &history.forecasts[2];
//! assert!(next.margin > 3.0 && next.home_wp() > 0.55);
//! # Ok::<(), football::Error>(())
//! ```

pub mod check;
mod fit;
mod history;
mod normal;
mod params;
mod rater;
mod stand_in;
mod state;
#[cfg(test)]
mod tests;

pub use fit::{Fitted, Score, fit, score};
pub use history::{History, Week};
pub use normal::{cdf, quantile};
pub use params::Parameters;
pub use rater::{Rater, Strength};
pub use stand_in::{StandIn, widened, words};

use serde::Serialize;

/// A game as the model sees it, played or not.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Game {
    /// Season.
    pub season: u16,
    /// Week of the season, from 1, playoffs counted on.
    pub week: u8,
    /// Home team; a franchise that moves keeps one code.
    pub home: String,
    /// Away team.
    pub away: String,
    /// Points of the home and the away team; `None` before the game.
    pub score: Option<(i16, i16)>,
    /// Whether it went to overtime; then it counts as a tie in strength.
    pub overtime: bool,
    /// Played at neither team's place.
    pub neutral: bool,
    /// Days of rest of the home team less those of the away team; 0 where unknown.
    pub rest: f64,
    /// Between teams of one division, who know each other's stadium.
    pub division: bool,
    /// Under a roof (dome or closed). Unknown counts as outdoors.
    pub indoors: bool,
    /// Who starts for the home team and coaches it.
    pub home_staff: Staff,
    /// Who starts for the away team and coaches it.
    pub away_staff: Staff,
}

/// A team's starting quarterback and head coach, where known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Staff {
    /// The starting quarterback, by any identifier. Unknown: the last one.
    pub quarterback: Option<String>,
    /// The head coach. A change widens what is not known of the team.
    pub coach: Option<String>,
}

/// A forecast before kickoff, in points.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Forecast {
    /// Points by which the home team is expected to win; below 0 it is expected
    /// to lose. What a spread is.
    pub margin: f64,
    /// Standard deviation of `margin` from what is not known of the strengths.
    pub margin_sd: f64,
    /// Standard deviation of a game's margin around what strengths make of it.
    pub margin_noise: f64,
    /// Points expected of both teams.
    pub total: f64,
    /// Standard deviation of `total` from what is not known of the strengths.
    pub total_sd: f64,
    /// Standard deviation of a game's total around it.
    pub total_noise: f64,
}

impl Forecast {
    /// P(the home team wins), a tie counting half.
    #[must_use]
    pub fn home_wp(&self) -> f64 {
        cdf(self.margin / self.margin_sd.hypot(self.margin_noise))
    }

    /// Interval of [`home_wp`](Self::home_wp) from what is not known of the
    /// strengths, at a level of 0–1.
    #[must_use]
    pub fn home_wp_interval(&self, level: f64) -> [f64; 2] {
        let out = quantile(0.5 + level / 2.0) * self.margin_sd;
        [self.margin - out, self.margin + out].map(|m| cdf(m / self.margin_noise))
    }

    /// Interval of the margin that will be played, at a level of 0–1.
    #[must_use]
    pub fn margin_interval(&self, level: f64) -> [f64; 2] {
        around(self.margin, self.margin_sd.hypot(self.margin_noise), level)
    }

    /// Interval of the points that will be scored, at a level of 0–1.
    #[must_use]
    pub fn total_interval(&self, level: f64) -> [f64; 2] {
        around(self.total, self.total_sd.hypot(self.total_noise), level)
    }
}

/// The central interval of a normal distribution.
fn around(mean: f64, sd: f64, level: f64) -> [f64; 2] {
    let out = quantile(0.5 + level / 2.0) * sd;
    [mean - out, mean + out]
}
