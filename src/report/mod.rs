//! Pictures and the page that shows them. The only room with plotters.
//!
//! Each picture is one file here with one function,
//! `draw(data, &Labels, path)`, that writes a PNG of 960 pixels' width, under a
//! temporary name first. [`EvaluationReport::write`] draws all of them and
//! writes the page (HTML and Markdown) and `metrics.json`.
//!
//! Colors are those of Okabe and Ito (2008), which color-blind readers can
//! tell apart, and of games their teams' ([`colors`]); letters are DejaVu Sans, embedded (`font/`, with its license).

pub mod backtest;
pub mod bars;
pub mod calibration;
pub mod calibration_against;
pub mod calibration_by_quarter;
pub mod colors;
pub mod confusion;
pub mod coverage;
pub mod fourth_downs;
pub mod game_chart;
pub mod game_page;
pub mod games_page;
pub mod importance;
pub mod plays_by_time;
pub mod ratings;
pub mod through_game;
pub mod two_point_card;
mod write;

mod canvas;
mod evaluation_report;
mod files;
mod numbers;
mod page;

pub use evaluation_report::{EvaluationReport, Provenance};
pub use importance::Importance;
pub use numbers::drift_in_words;

use serde::{Deserialize, Serialize};

/// What every picture says about where its numbers come from.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Labels {
    /// The model, in a few words: "forest, 300 trees". Empty where the picture
    /// is of the data only.
    pub model: String,
    /// The seasons: "2023", "2009–2022".
    pub seasons: String,
    /// Plays; with 0, plays and games are not said.
    pub plays: u64,
    /// Games.
    pub games: usize,
    /// Whether the games were made up by the simulator: said loudly.
    pub simulated: bool,
}

impl Labels {
    /// "season 2023", "seasons 2009–2022".
    pub(crate) fn seasons_in_words(&self) -> String {
        let numbers = self.seasons.split(|c: char| !c.is_ascii_digit());
        let years = numbers.filter(|digits| digits.len() == 4).count();
        let many = if years > 1 { "seasons" } else { "season" };
        format!("{many} {}", self.seasons)
    }

    /// One line: model, seasons, plays, games.
    #[must_use]
    pub fn line(&self) -> String {
        let mut parts = Vec::new();
        if !self.model.is_empty() {
            parts.push(self.model.clone());
        }
        let made_up = if self.simulated { "simulated " } else { "" };
        if !self.seasons.is_empty() {
            parts.push(format!("{made_up}{}", self.seasons_in_words()));
        }
        if self.plays > 0 {
            let (plays, games) = (
                numbers::count(self.plays),
                numbers::count(self.games as u64),
            );
            parts.push(format!("{plays} plays in {games} games"));
        }
        parts.join(" · ")
    }
}
