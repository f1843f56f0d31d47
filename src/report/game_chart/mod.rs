//! One game's win probability: the picture.
//!
//! [`GameChart`] is what is shown, [`Scene`] where everything stands; PNG
//! (plotters), SVG and the page (`game_page`) paint the same scene, so that
//! what is tested of one (nothing overlaps, nothing is cut off) holds for all.

mod frame;
mod layout;
mod place;
mod png;
mod scene;
mod small;
mod strips;
mod svg;

pub use frame::Frame;
pub use layout::laid_out;
pub use scene::{Anchor, Point, Rect, Role, Scene, Shape};
pub(in crate::report) use small::spark;
pub use small::{Line, Small, Strip, draw_strip, strip_laid_out};
pub(in crate::report) use svg::shapes as svg_shapes;

use super::colors::Pair;
use crate::error::{Error, Result};
use std::io::Write;
use std::path::Path;

/// One of the two teams.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Team {
    /// Its code: "ATL".
    pub code: String,
    /// Its name: "Atlanta Falcons"; the code where it has no known one.
    pub name: String,
}

/// One row of the game, before which the probability is known.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Moment {
    /// Seconds of play since the opening kickoff.
    pub elapsed: f64,
    /// "Q4 8:31", "OT 3:46", "" where unknown.
    pub clock: String,
    /// Points of the home and the away team before it.
    pub score: Option<(i16, i16)>,
    /// "3rd & 3 at ATL 27", "" where there is none.
    pub situation: String,
    /// Whether the home team has the ball.
    pub home_has_ball: Option<bool>,
    /// What happened, in a sentence.
    pub what: String,
    /// The same in a few words, for a label.
    pub short: String,
    /// P(home team wins) before it.
    pub home_wp: f64,
    /// The interval of it, lower and upper end.
    pub interval: Option<[f64; 2]>,
    /// Another system's P(home team wins).
    pub other: Option<f64>,
    /// What it changed; `None` where unknown.
    pub home_wpa: Option<f64>,
}

/// A quarter or an overtime period.
#[derive(Debug, Clone, PartialEq)]
pub struct Period {
    /// "Q1", "OT", "OT 2".
    pub name: String,
    /// Its first second since the opening kickoff.
    pub from: f64,
    /// Its last.
    pub to: f64,
}

/// A change of the score.
#[derive(Debug, Clone, PartialEq)]
pub struct Scoring {
    /// Index of the moment with which it came.
    pub moment: usize,
    /// Index of the first moment with the new score.
    pub after: usize,
    /// Whether the home team scored.
    pub home: bool,
    /// Points of the home and the away team after it.
    pub score: (i16, i16),
    /// "touchdown and kick", "field goal", …
    pub what: String,
}

/// A play with which the game turned.
#[derive(Debug, Clone, PartialEq)]
pub struct TurningPoint {
    /// Index of the moment.
    pub moment: usize,
    /// Posterior probability of a turn there or within some plays of it.
    pub probability: f64,
    /// Posterior probability of a turn at that very play.
    pub exactly: f64,
    /// P(home team wins) around which the game was before.
    pub before: f64,
    /// And after.
    pub after: f64,
}

/// Everything that a game's picture and page show.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct GameChart {
    /// nflverse's id.
    pub game_id: String,
    /// "New England Patriots 34, Atlanta Falcons 28 (overtime)".
    pub title: String,
    /// Season, week, date, place.
    pub subtitle: String,
    /// The home team.
    pub home: Team,
    /// The away team.
    pub away: Team,
    /// Their colors.
    pub colors: Pair,
    /// The model, in a few words.
    pub model: String,
    /// The other system's name.
    pub against: Option<String>,
    /// Level of the intervals.
    pub level: f64,
    /// In the order of play; the last one is the end of the game.
    pub moments: Vec<Moment>,
    /// In order, without gaps.
    pub periods: Vec<Period>,
    /// In order.
    pub scorings: Vec<Scoring>,
    /// Indices of the moments that changed most, the largest first.
    pub biggest: Vec<usize>,
    /// In order.
    pub turns: Vec<TurningPoint>,
    /// Posterior probability that the game never turned.
    pub never_turned: Option<f64>,
    /// What a reader must know: said below the picture.
    pub notes: Vec<String>,
    /// Whether the game was made up by the simulator: said loudly.
    pub simulated: bool,
}

impl GameChart {
    /// Seconds of play, overtime included.
    #[must_use]
    pub fn length(&self) -> f64 {
        self.periods.last().map_or(3600.0, |p| p.to)
    }

    /// A side's code.
    #[must_use]
    pub fn code(&self, home: bool) -> &str {
        if home {
            &self.home.code
        } else {
            &self.away.code
        }
    }

    /// "NE +24%": a change, from the side that gained by it.
    #[must_use]
    pub fn gain(&self, home_wpa: f64) -> String {
        let percent = (100.0 * home_wpa.abs()).round();
        format!("{} +{percent:.0}%", self.code(home_wpa >= 0.0))
    }

    /// "NE 28–28": the side that scored, its points first.
    #[must_use]
    pub fn score_words(&self, scoring: &Scoring) -> String {
        let (home, away) = scoring.score;
        let (own, other) = if scoring.home {
            (home, away)
        } else {
            (away, home)
        };
        format!("{} {own}–{other}", self.code(scoring.home))
    }
}

/// A probability in per cent, never 0 or 100 unless it is: "<0.1%".
#[must_use]
pub fn percent(p: f64) -> String {
    match 100.0 * p {
        x if x == 0.0 || x == 100.0 => format!("{x:.0}%"),
        x if x < 0.1 => "<0.1%".into(),
        x if x > 99.9 => ">99.9%".into(),
        x if !(1.0..=99.0).contains(&x) => format!("{x:.1}%"),
        x => format!("{x:.0}%"),
    }
}

/// Sizes that a picture can have, in pixels.
pub const WIDTHS: std::ops::RangeInclusive<u32> = 400..=4000;
/// Sizes that a picture can have, in pixels.
pub const HEIGHTS: std::ops::RangeInclusive<u32> = 400..=3000;

/// Formats of the picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Pixels, with so many pixels a pixel of the layout (1–4).
    Png(u32),
    /// Vectors.
    Svg,
}

/// Draws a picture of `size` pixels and writes it whole.
///
/// # Errors
/// [`Error::Parameter`] for a size out of [`WIDTHS`] or [`HEIGHTS`],
/// [`Error::Draw`] or [`Error::Io`].
pub fn draw(chart: &GameChart, size: (u32, u32), format: Format, path: &Path) -> Result<()> {
    if !WIDTHS.contains(&size.0) || !HEIGHTS.contains(&size.1) {
        let rule = format!(
            "from {}x{} to {}x{} pixels",
            WIDTHS.start(),
            HEIGHTS.start(),
            WIDTHS.end(),
            HEIGHTS.end()
        );
        return Err(Error::parameter(
            "a picture",
            rule,
            format!("{}x{}", size.0, size.1),
        ));
    }
    let (scene, _) = laid_out(chart, f64::from(size.0), f64::from(size.1));
    write(&scene, &alternative(chart), format, path)
}

/// A scene as a file; `words` say what it shows.
fn write(scene: &Scene, words: &str, format: Format, path: &Path) -> Result<()> {
    match format {
        Format::Png(scale) => png::write(scene, scale, path),
        Format::Svg => {
            let text = svg::document(scene, words);
            crate::file::write_whole(path, |file| file.write_all(text.as_bytes()))
        }
    }
}

/// The picture in words, for those who cannot see it.
#[must_use]
pub fn alternative(chart: &GameChart) -> String {
    let (home, away) = (&chart.home.name, &chart.away.name);
    let mut words = format!(
        "Win probability of {home} (home) against {away}. {}.",
        chart.title
    );
    if let Some(first) = chart.moments.first() {
        words += &format!(" Before the game {}.", percent(first.home_wp));
    }
    let value = |m: &Moment| m.home_wp;
    let played = chart.moments.split_last().map_or(&[][..], |(_, rest)| rest);
    let low = played.iter().min_by(|a, b| value(a).total_cmp(&value(b)));
    let high = played.iter().max_by(|a, b| value(a).total_cmp(&value(b)));
    for (what, moment) in [("Lowest", low), ("Highest", high)] {
        if let Some(m) = moment {
            words += &format!(" {what}: {} at {}.", percent(m.home_wp), m.clock);
        }
    }
    words
}
