//! Many games' win probability side by side: small charts of one shape.
//!
//! Each shows one team's probability, so a team's season reads from left to right. Above
//! the middle the fill is in the team's color, below it in the opponent's; who won is
//! said in words and by the mark at the end: a disc for the team, a diamond for the
//! opponent.

use super::scene::{Anchor, Point, Rect, Role, Scene};
use super::{Format, write};
use crate::error::Result;
use crate::report::colors::Shades;
use std::path::Path;

/// One game of a strip.
#[derive(Debug, Clone, PartialEq)]
pub struct Small {
    /// nflverse's id.
    pub game_id: String,
    /// Day of the game as YYYY-MM-DD; empty where unknown.
    pub date: String,
    /// "Week 4", "Playoffs, week 19".
    pub week: String,
    /// "DET" at home, "at DET", "vs DET" on neutral ground; of a game of no team in
    /// particular "KC at DET".
    pub opponent: String,
    /// "W 20–17", "L 20–21", "T 20–20"; of a game of no team in particular the points in
    /// the order of its teams. Empty where unknown.
    pub result: String,
    /// The color in which the result is written, if any.
    pub result_color: Option<Shades>,
    /// The team's probability through the game.
    pub line: Line,
    /// The team's color.
    pub own: Shades,
    /// The opponent's.
    pub other: Shades,
    /// Sum of the absolute WPA of all plays.
    pub excitement: f32,
    /// Lowest WP of the winner, in words.
    pub comeback: String,
    /// The play with the largest WPA, in words.
    pub swing: String,
}

/// A probability through a game.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Line {
    /// Seconds of play, probability.
    pub points: Vec<Point>,
    /// Seconds of play, overtime included.
    pub length: f64,
    /// Whether the team won; `None` where unknown or tied.
    pub won: Option<bool>,
}

/// Games side by side.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Strip {
    /// "Kansas City Chiefs, 2023: 11–6".
    pub title: String,
    /// What is drawn, in a line.
    pub subtitle: String,
    /// In the order in which they were played.
    pub games: Vec<Small>,
    /// What a reader must know.
    pub notes: Vec<String>,
    /// Whether the games were made up by the simulator.
    pub simulated: bool,
}

/// The least width of a small chart, and its height with its words.
const LEAST: f64 = 176.0;
const HEIGHT: f64 = 118.0;
const GAP: f64 = 16.0;

/// A strip on `width` pixels, as high as it needs.
#[must_use]
pub fn strip_laid_out(strip: &Strip, width: f64) -> Scene {
    let edge = 18.0;
    let room = width - 2.0 * edge;
    let columns = ((room + GAP) / (LEAST + GAP)).floor().max(1.0);
    let wide = (room + GAP) / columns - GAP;
    let mut scene = Scene {
        width,
        ..Scene::default()
    };
    let mut top = 12.0;
    if strip.simulated {
        let bar = Rect {
            left: 0.0,
            top: 0.0,
            right: width,
            bottom: 26.0,
        };
        scene.rectangle(bar, Role::Warning);
        let words = "SIMULATED SAMPLE DATA: these are not real games";
        let at = (width / 2.0, 13.0);
        scene.text(words, at, Anchor::Middle, (14.0, true), Role::OnWarning);
        top += 24.0;
    }
    for (words, size, bold, role) in [
        (&strip.title, 19.0, true, Role::Ink),
        (&strip.subtitle, 13.0, false, Role::Gray),
    ] {
        let at = (edge, top + size * 0.7);
        scene.text(words.clone(), at, Anchor::Start, (size, bold), role);
        top += size * 1.45;
    }
    top += 8.0;
    let mut column = 0.0;
    for game in &strip.games {
        let left = edge + column * (wide + GAP);
        one(&mut scene, game, (left, top), wide);
        column += 1.0;
        if column >= columns {
            (column, top) = (0.0, top + HEIGHT + GAP);
        }
    }
    if column > 0.0 {
        top += HEIGHT + GAP;
    }
    for note in &strip.notes {
        let at = (edge, top + 6.0);
        scene.text(note.clone(), at, Anchor::Start, (12.0, false), Role::Gray);
        top += 18.0;
    }
    scene.height = (top + 6.0).ceil();
    scene
}

/// A game with its words above it.
fn one(scene: &mut Scene, game: &Small, (left, top): Point, width: f64) {
    let week = game.week.rsplit(' ').next().unwrap_or_default();
    let letters = (13.0, true);
    let label = format!("{week}  {}", game.opponent);
    let result = game.result_color.map_or(Role::Ink, Role::Own);
    let (start, end) = ((left, top + 8.0), (left + width, top + 8.0));
    scene.text(label, start, Anchor::Start, letters, Role::Ink);
    scene.text(game.result.clone(), end, Anchor::End, letters, result);
    let plot = Rect {
        left,
        top: top + 20.0,
        right: left + width,
        bottom: top + HEIGHT,
    };
    curve(scene, game, plot);
}

/// The line in a rectangle, with its middle and its frame.
fn curve(scene: &mut Scene, game: &Small, plot: Rect) {
    let x = |t: f64| plot.left + t / game.line.length * (plot.right - plot.left - 5.0);
    let y = |p: f64| plot.bottom - p * (plot.bottom - plot.top);
    for (p, role) in [(0.0, Role::Grid), (0.5, Role::Gray), (1.0, Role::Grid)] {
        scene.line((plot.left, y(p)), (plot.right, y(p)), 1.0, role);
    }
    for quarter in [900.0, 1800.0, 2700.0, 3600.0] {
        if quarter < game.line.length {
            let x = x(quarter);
            scene.line((x, plot.top), (x, plot.bottom), 1.0, Role::Grid);
        }
    }
    let points: Vec<Point> = game
        .line
        .points
        .iter()
        .map(|&(t, p)| (x(t), y(p)))
        .collect();
    let (Some(first), Some(last)) = (points.first(), points.last()) else {
        return;
    };
    let middle = y(0.5);
    let crossed = super::layout::with_crossings(&points, middle);
    for (shades, above) in [(game.own, true), (game.other, false)] {
        let clipped = |y: f64| if above { y.min(middle) } else { y.max(middle) };
        let mut outline: Vec<Point> = crossed.iter().map(|&(x, y)| (x, clipped(y))).collect();
        outline.extend([(last.0, middle), (first.0, middle)]);
        scene.area(outline, Role::OwnFill(shades));
    }
    let end = *last;
    scene.path(points, 1.6, None, Role::Ink);
    match game.line.won {
        Some(true) => scene.disc(end, 3.5, Role::Own(game.own)),
        Some(false) => scene.diamond(end, 4.5, Role::Own(game.other)),
        None => {}
    }
}

/// A game's line alone, for a table.
pub(in crate::report) fn spark(game: &Small, (width, height): (f64, f64)) -> Scene {
    let mut scene = Scene {
        width,
        height,
        ..Scene::default()
    };
    let plot = Rect {
        left: 1.0,
        top: 5.0,
        right: width - 2.0,
        bottom: height - 5.0,
    };
    curve(&mut scene, game, plot);
    scene
}

/// Draws a strip of `width` pixels and writes it whole.
///
/// # Errors
/// As [`draw`](super::draw).
pub fn draw_strip(strip: &Strip, width: u32, format: Format, path: &Path) -> Result<()> {
    let scene = strip_laid_out(strip, f64::from(width));
    let words = format!("{}. {}", strip.title, strip.subtitle);
    write(&scene, &words, format, path)
}
