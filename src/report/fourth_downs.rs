//! Fourth downs: are the component models calibrated, and who gives up how much?

use super::canvas::{
    Area, BLUE, GRAY, HouseStyle, INK, Painted, SKY, VERMILION, bold, cut, head, paint, px, text,
};
use super::{Labels, numbers};
use crate::error::Result;
use crate::evaluate::Interval;
use plotters::prelude::*;
use std::path::Path;

/// A share: predicted, observed, and the interval of the latter.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// What was predicted.
    pub predicted: f64,
    /// What happened.
    pub observed: f64,
    /// Its interval.
    pub interval: Interval,
}

/// A panel of [`calibration`].
#[derive(Debug, Clone, PartialEq)]
pub struct Panel {
    /// What is claimed.
    pub title: String,
    /// Tenths of the claims.
    pub points: Vec<Point>,
}

/// Draws one small calibration plot a claim, two beside each other; `level` is
/// that of the intervals.
///
/// # Errors
/// [`Error::Draw`](crate::Error::Draw) or [`Error::Io`](crate::Error::Io).
pub fn calibration(panels: &[Panel], level: f64, labels: &Labels, path: &Path) -> Result<()> {
    let rows = panels.len().div_ceil(2).max(1);
    let height = 130 + 330 * rows as u32;
    paint(
        path,
        "the component models' calibration",
        (960, height),
        |root| {
            let note = format!(
                "Each season predicted by component models of earlier seasons. One point per decile \
             of the predictions; bars: {} intervals, games resampled; dotted: 2 points off.",
                numbers::level(level)
            );
            let title = "Fourth downs: predicted and observed";
            let plot = head(root, title, labels, &[&note])?;
            for (area, panel) in plot.split_evenly((rows, 2)).iter().zip(panels) {
                one(area, panel)?;
            }
            Ok(())
        },
    )
}

fn percent(v: &f64) -> String {
    format!("{:.0}%", v * 100.0)
}

fn one(area: &Area<'_>, panel: &Panel) -> Painted {
    let ends = || {
        let points = panel.points.iter();
        points.flat_map(|p| [p.predicted, p.observed, p.interval.low, p.interval.high])
    };
    // Room for the points at the ends, and no finer than it matters.
    let (low, high) = (ends().fold(1.0, f64::min), ends().fold(0.0, f64::max));
    let room = (0.05 * (high - low)).max(0.01);
    let (low, high) = ((low - room).max(-0.02), (high + room).min(1.02));
    let mut chart = ChartBuilder::on(area)
        .margin_left(px(14))
        .margin_right(px(22))
        .margin_top(px(32))
        .margin_bottom(px(6))
        .x_label_area_size(px(42))
        .y_label_area_size(px(64))
        .build_cartesian_2d(low..high, low..high)?;
    chart
        .configure_mesh()
        .x_labels(6)
        .y_labels(6)
        .x_label_formatter(&percent)
        .y_label_formatter(&percent)
        .x_desc("Predicted")
        .y_desc("Observed")
        .in_house_style(12)
        .draw()?;
    let style = bold(14, INK);
    let room = area.dim_in_pixel().0 as i32 - px(40);
    let title = cut(area, &panel.title, &style, room)?;
    area.draw_text(&title, &style, (px(20), px(8)))?;
    let line = |off: f64| {
        let from = if off < 0.0 { low - off } else { low };
        let to = if off > 0.0 { high - off } else { high };
        [(from, from + off), (to, to + off)]
    };
    chart.draw_series(DashedLineSeries::new(
        line(0.0),
        px(7),
        px(5),
        GRAY.stroke_width(3),
    ))?;
    for off in [-0.02, 0.02] {
        let style = GRAY.stroke_width(2);
        chart.draw_series(DashedLineSeries::new(line(off), px(2), px(4), style))?;
    }
    for p in &panel.points {
        let bar = [
            (p.predicted, p.interval.low),
            (p.predicted, p.interval.high),
        ];
        chart.draw_series(LineSeries::new(
            bar,
            BLUE.mix(0.6).stroke_width(px(2) as u32),
        ))?;
        let at = (p.predicted, p.observed);
        chart.draw_series([Circle::new(at, px(4), BLUE.filled())])?;
    }
    Ok(())
}

/// A kick's distance with shares.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Distance {
    /// Yards.
    pub yards: f64,
    /// P(made) outdoors and under a roof.
    pub made: (f64, f64),
    /// Observed share, and kicks; `None` where nobody kicked.
    pub observed: Option<(f64, usize)>,
}

/// Draws the chance to make a field goal by distance, with what happened.
///
/// # Errors
/// As [`calibration`].
pub fn field_goals(distances: &[Distance], labels: &Labels, path: &Path) -> Result<()> {
    paint(path, "the field goals", (960, 560), |root| {
        let note = "Lines: current kickers outdoors (blue) and indoors (light blue, dashed). \
                    Dots: fraction made in those seasons, larger for more kicks.";
        let title = "Field goal probability by distance";
        let plot = head(root, title, labels, &[note])?;
        let from = distances.first().map_or(0.0, |d| d.yards) - 1.0;
        let to = distances.last().map_or(1.0, |d| d.yards) + 1.0;
        let mut chart = ChartBuilder::on(&plot)
            .margin_left(px(10))
            .margin_right(px(28))
            .margin_top(px(6))
            .margin_bottom(px(10))
            .x_label_area_size(px(46))
            .y_label_area_size(px(76))
            .build_cartesian_2d(from..to, -0.03..1.03)?;
        chart
            .configure_mesh()
            .x_labels(12)
            .y_labels(11)
            .x_label_formatter(&|v: &f64| format!("{v:.0}"))
            .y_label_formatter(&percent)
            .x_desc("Kick distance (yards)")
            .y_desc("Made")
            .in_house_style(13)
            .draw()?;
        let outdoors = distances.iter().map(|d| (d.yards, d.made.0));
        let indoors = distances.iter().map(|d| (d.yards, d.made.1));
        let (thick, thin) = (px(3) as u32, px(2) as u32);
        let style = SKY.stroke_width(thin);
        chart.draw_series(DashedLineSeries::new(indoors, px(8), px(4), style))?;
        chart.draw_series(LineSeries::new(outdoors, BLUE.stroke_width(thick)))?;
        chart.draw_series(distances.iter().filter_map(|d| {
            let (share, kicks) = d.observed?;
            let size = px(2) + ((kicks as f64).sqrt() / 2.5) as i32;
            Some(Circle::new(
                (d.yards, share),
                size,
                VERMILION.mix(0.75).filled(),
            ))
        }))?;
        Ok(())
    })
}

/// One bar.
#[derive(Debug, Clone, PartialEq)]
pub struct Bar {
    /// Whose.
    pub name: String,
    /// Percentage points of WP given up a game.
    pub points: f64,
    /// Games.
    pub games: usize,
}

/// Draws who gave up least and most.
///
/// # Errors
/// As [`calibration`].
pub fn coaches(bars: &[Bar], note: &str, labels: &Labels, path: &Path) -> Result<()> {
    let height = 150 + 21 * bars.len() as u32;
    paint(path, "the coaches", (960, height), |root| {
        let title = "Fourth downs: WP given up per game, by head coach";
        let plot = head(root, title, labels, &[note])?;
        let wide = plot.dim_in_pixel().0 as i32;
        let (left, right) = (px(190), wide - px(130));
        let top = bars.iter().map(|b| b.points).fold(0.1, f64::max);
        let letters = text(13, INK);
        for (k, bar) in bars.iter().enumerate() {
            let y = px(6 + 21 * k as i32);
            let name = cut(&plot, &bar.name, &letters, left - px(34))?;
            let width = plot.estimate_text_size(&name, &letters)?.0 as i32;
            plot.draw_text(&name, &letters, (left - px(10) - width, y + px(1)))?;
            let end = left + ((right - left) as f64 * bar.points / top) as i32;
            let color = if k < bars.len() / 2 { BLUE } else { VERMILION };
            let corners = [(left, y), (end, y + px(15))];
            plot.draw(&Rectangle::new(corners, color.mix(0.85).filled()))?;
            let value = format!("{:.2} points, {} games", bar.points, bar.games);
            plot.draw_text(&value, &text(12, GRAY), (end + px(6), y + px(1)))?;
        }
        Ok(())
    })
}

/// A season.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Season {
    /// Which.
    pub season: u16,
    /// Percentage points of WP given up a game by a side.
    pub points: f64,
    /// Share of fourth downs on which going was best on which it was done.
    pub went: f64,
}

/// Draws how decisions changed over the seasons.
///
/// # Errors
/// As [`calibration`].
pub fn seasons(seasons: &[Season], labels: &Labels, path: &Path) -> Result<()> {
    paint(path, "the seasons", (960, 640), |root| {
        let title = "Fourth-down decisions by season";
        let plot = head(root, title, labels, &[])?;
        let (upper, lower) = plot.split_vertically(plot.dim_in_pixel().1 as i32 / 2);
        let points: Vec<(f64, f64)> = seasons
            .iter()
            .map(|s| (f64::from(s.season), s.points))
            .collect();
        let went: Vec<(f64, f64)> = seasons
            .iter()
            .map(|s| (f64::from(s.season), s.went))
            .collect();
        let words = "WP given up per team and game (percentage points)";
        line(&upper, &points, words, &|v: &f64| format!("{v:.1}"))?;
        let words = "Go rate on fourth downs where going for it was best";
        line(&lower, &went, words, &percent)
    })
}

fn line(
    area: &Area<'_>,
    points: &[(f64, f64)],
    title: &str,
    format: &dyn Fn(&f64) -> String,
) -> Painted {
    let from = points.first().map_or(0.0, |p| p.0) - 0.5;
    let to = points.last().map_or(1.0, |p| p.0) + 0.5;
    let top = points.iter().map(|p| p.1).fold(0.0, f64::max) * 1.15;
    let mut chart = ChartBuilder::on(area)
        .margin_left(px(10))
        .margin_right(px(28))
        .margin_top(px(28))
        .margin_bottom(px(8))
        .x_label_area_size(px(28))
        .y_label_area_size(px(66))
        .build_cartesian_2d(from..to, 0.0..top.max(0.01))?;
    chart
        .configure_mesh()
        .disable_x_mesh()
        .x_labels(points.len() + 2)
        .y_labels(6)
        .x_label_formatter(&|x: &f64| {
            if (x - x.round()).abs() < 0.01 {
                format!("{x:.0}")
            } else {
                String::new()
            }
        })
        .y_label_formatter(format)
        .in_house_style(13)
        .draw()?;
    area.draw_text(title, &bold(14, INK), (px(20), px(4)))?;
    let style = BLUE.stroke_width(px(2) as u32 + 1);
    chart.draw_series(LineSeries::new(points.to_vec(), style))?;
    chart.draw_series(points.iter().map(|&p| Circle::new(p, px(5), BLUE.filled())))?;
    Ok(())
}
