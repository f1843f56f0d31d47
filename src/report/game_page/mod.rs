//! One game's win probability: the page.
//!
//! It stands alone: one file that loads nothing. Without its script it is the
//! picture with tables; with it, pointer, finger and arrow keys go through the
//! plays.

mod tables;

use crate::error::{Error, Result};
use crate::report::colors::hex;
use crate::report::game_chart::{GameChart, Moment, alternative, laid_out, percent, svg_shapes};
use crate::teams::Rgb;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use serde::Serialize;
use std::io::Write;
use std::path::Path;

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// The picture's sizes: for a desk, for a hand.
const WIDE: (f64, f64) = (1080.0, 620.0);
const NARROW: (f64, f64) = (400.0, 560.0);

/// A moment in words, as the script shows it.
#[derive(Serialize)]
struct Shown {
    /// Seconds of play.
    t: f64,
    /// P(home team wins).
    p: f64,
    /// Clock.
    c: String,
    /// Score.
    s: String,
    /// Down, distance, spot.
    d: String,
    /// Who has the ball.
    b: String,
    /// What happened.
    w: String,
    /// The home team's probability, its interval, the away team's.
    h: String,
    i: String,
    a: String,
    /// What the play changed, and whether that was the home team's gain.
    g: String,
    up: bool,
    /// The other system.
    o: String,
}

#[derive(Serialize)]
struct Data {
    length: f64,
    m: Vec<Shown>,
}

/// "NE 28, ATL 28".
fn score(chart: &GameChart, m: &Moment) -> String {
    m.score.map_or(String::new(), |(home, away)| {
        format!("{} {away}, {} {home}", chart.away.code, chart.home.code)
    })
}

fn shown(chart: &GameChart, m: &Moment) -> Shown {
    let (home, away) = (&chart.home.code, &chart.away.code);
    let interval = m.interval.map_or(String::new(), |[low, high]| {
        let level = 100.0 * chart.level;
        format!("({}–{}, {level:.0}% interval)", percent(low), percent(high))
    });
    Shown {
        t: (10.0 * m.elapsed).round() / 10.0,
        p: (1e4 * m.home_wp).round() / 1e4,
        c: m.clock.clone(),
        s: score(chart, m),
        d: m.situation.clone(),
        b: m.home_has_ball
            .filter(|_| !m.situation.is_empty())
            .map_or(String::new(), |h| format!("{} ball", chart.code(h))),
        w: m.what.clone(),
        h: format!("{home} {}", percent(m.home_wp)),
        i: interval,
        a: format!("{away} {}", percent(1.0 - m.home_wp)),
        g: m.home_wpa
            .map_or(String::new(), |w| match (100.0 * w).round() {
                0.0 => "WPA of the play: less than 0.5 points".into(),
                _ => format!("WPA of the play: {}", chart.gain(w)),
            }),
        up: m.home_wpa.is_some_and(|w| w >= 0.0),
        o: chart
            .against
            .as_ref()
            .zip(m.other)
            .map_or(String::new(), |(name, p)| {
                format!("{name}: {home} {}", percent(p))
            }),
    }
}

/// Data as JSON that cannot end the script element it stands in.
fn json(data: &Data) -> Result<String> {
    let text = serde_json::to_string(data).map_err(|e| Error::Draw {
        what: "the game's page".into(),
        problem: e.to_string(),
    })?;
    Ok(text.replace('<', "\\u003c"))
}

fn picture(chart: &GameChart, (width, height): (f64, f64), class: &str) -> Markup {
    // The page says title, notes and the warning itself.
    let bare = GameChart {
        title: String::new(),
        subtitle: String::new(),
        notes: Vec::new(),
        simulated: false,
        ..chart.clone()
    };
    let (scene, frame) = laid_out(&bare, width, height);
    let plot = frame.plot;
    html! {
        svg class=(class) viewBox={ "0 0 " (width) " " (height) } role="img"
            aria-label=(alternative(chart))
            data-left=(plot.left) data-right=(frame.x(frame.length))
            data-top=(plot.top) data-bottom=(plot.bottom) {
            (svg_shapes(&scene))
            g class="cursor" {
                line x1="0" x2="0" y1=(plot.top) y2=(plot.bottom) {}
                circle r="5" cx="0" cy="0" {}
            }
        }
    }
}

/// The teams' colors in either light.
fn colors(chart: &GameChart) -> String {
    let teams = |home: Rgb, away: Rgb| {
        let (home, away) = (hex(home), hex(away));
        format!(
            ":root {{ --home: {home}; --away: {away}; --homefill: {home}; --awayfill: {away}; }}"
        )
    };
    let colors = chart.colors;
    format!(
        "{}\n@media (prefers-color-scheme: dark) {{ {} }}",
        teams(colors.home.light, colors.away.light),
        teams(colors.home.dark, colors.away.dark)
    )
}

/// The whole page as text.
///
/// # Errors
/// [`Error::Draw`] where the plays cannot be written down.
pub fn page(chart: &GameChart) -> Result<String> {
    let data = Data {
        length: chart.length(),
        m: chart.moments.iter().map(|m| shown(chart, m)).collect(),
    };
    let data = json(&data)?;
    let text = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (chart.title) " – win probability" }
                style { (PreEscaped(STYLE)) (PreEscaped(colors(chart))) }
            }
            body {
                main {
                    @if chart.simulated {
                        p class="warning" role="alert" {
                            "SIMULATED SAMPLE DATA: this is not a real game"
                        }
                    }
                    h1 { (chart.title) }
                    p class="lesser" { (chart.subtitle) }
                    div id="chart" class="chart" {
                        (picture(chart, WIDE, "wide"))
                        (picture(chart, NARROW, "narrow"))
                    }
                    div id="readout" class="readout" aria-live="off" { (tables::summary(chart)) }
                    p id="how" class="lesser" hidden {
                        "Hover, tap or use the arrow keys to step through the plays."
                    }
                    (tables::turns(chart))
                    (tables::biggest(chart))
                    (tables::scorings(chart))
                    (tables::plays(chart))
                    @for note in &chart.notes { p class="lesser" { (note) } }
                    p class="lesser" { "Made by wp chart." }
                }
                script type="application/json" id="moments" { (PreEscaped(data)) }
                script { (PreEscaped(SCRIPT)) }
            }
        }
    };
    Ok(text.into_string())
}

/// Writes the page whole.
///
/// # Errors
/// As [`page`], and [`Error::Io`].
pub fn write(chart: &GameChart, path: &Path) -> Result<()> {
    let text = page(chart)?;
    crate::file::write_whole(path, |file| file.write_all(text.as_bytes()))
}
