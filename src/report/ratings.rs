//! How ratings moved: a small panel a team, or one large one.

use super::canvas::{Area, BLUE, GRAY, GRID, INK, Painted, bold, head, paint, px, text};
use super::{Labels, numbers};
use crate::error::Result;
use plotters::prelude::*;
use std::path::Path;

/// A rating before a week.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// Season.
    pub season: u16,
    /// Week.
    pub week: u8,
    /// Points beside an average team.
    pub rating: f64,
    /// Half the width of its interval.
    pub reach: f64,
}

/// A team's panel.
#[derive(Debug, Clone, PartialEq)]
pub struct Panel {
    /// The team.
    pub team: String,
    /// Its ratings in the order of time.
    pub points: Vec<Point>,
}

const COLUMNS: usize = 4;

/// Draws the panels in their order, all with the same axes; `level` is that of
/// the intervals.
///
/// # Errors
/// [`Error::Draw`](crate::Error::Draw) or [`Error::Io`](crate::Error::Io).
pub fn draw(panels: &[Panel], level: f64, labels: &Labels, path: &Path) -> Result<()> {
    let rows = panels.len().div_ceil(COLUMNS).max(1);
    let columns = panels.len().clamp(1, COLUMNS);
    let height = if rows == 1 {
        520
    } else {
        130 + 118 * rows as u32
    };
    paint(path, "how the ratings moved", (960, height), |root| {
        let note = format!(
            "Points beside an average team at a neutral site, before each week; band: {} interval; \
             gray lines: new seasons. Best now first.",
            numbers::level(level)
        );
        let title = "How good was each team?";
        let plot = head(root, title, labels, &[&note])?;
        let weeks = weeks(panels);
        let ends = panels.iter().flat_map(|p| &p.points);
        let most = ends
            .map(|p| p.rating.abs() + 0.6 * p.reach)
            .fold(6.0, f64::max)
            .ceil();
        let cells = plot.split_evenly((rows, columns));
        for (cell, panel) in cells.iter().zip(panels) {
            one(cell, panel, &weeks, most, panels.len() == 1)?;
        }
        Ok(())
    })
}

/// All weeks that any team has, in order.
fn weeks(panels: &[Panel]) -> Vec<(u16, u8)> {
    let points = panels.iter().flat_map(|p| &p.points);
    let mut weeks: Vec<(u16, u8)> = points.map(|p| (p.season, p.week)).collect();
    weeks.sort_unstable();
    weeks.dedup();
    weeks
}

fn one(cell: &Area<'_>, panel: &Panel, weeks: &[(u16, u8)], most: f64, alone: bool) -> Painted {
    let end = weeks.len().max(2) as f64 - 1.0;
    let mut chart = ChartBuilder::on(cell)
        .margin_left(px(10))
        .margin_right(px(10))
        .margin_top(px(20))
        .margin_bottom(px(4))
        .x_label_area_size(px(if alone { 26 } else { 14 }))
        .y_label_area_size(px(30))
        .build_cartesian_2d(0.0..end, -most..most)?;
    let x = |p: &Point| {
        weeks
            .binary_search(&(p.season, p.week))
            .map_or(0.0, |i| i as f64)
    };
    let zero = [(0.0, 0.0), (end, 0.0)];
    chart.draw_series(LineSeries::new(zero, GRAY.stroke_width(2)))?;
    let small = text(if alone { 13 } else { 10 }, GRAY);
    let starts: Vec<usize> = (0..weeks.len())
        .filter(|&i| i == 0 || weeks[i - 1].0 != weeks[i].0)
        .collect();
    let every = starts.len().div_ceil(if alone { 14 } else { 5 }).max(1);
    for (k, &i) in starts.iter().enumerate() {
        let at = i as f64;
        let line = [(at, -most), (at, most)];
        chart.draw_series(LineSeries::new(line, GRID.stroke_width(2)))?;
        if k.is_multiple_of(every) {
            let (left, below) = chart.backend_coord(&(at, -most));
            let (x0, y0) = cell.get_base_pixel();
            cell.draw_text(
                &weeks[i].0.to_string(),
                &small,
                (left - x0, below - y0 + px(2)),
            )?;
        }
    }
    for mark in [-10.0_f64, 10.0] {
        if mark.abs() < most {
            let (left, level) = chart.backend_coord(&(0.0, mark));
            let (x0, y0) = cell.get_base_pixel();
            let words = if mark > 0.0 { "+10" } else { "−10" };
            cell.draw_text(words, &small, (left - x0 - px(26), level - y0 - px(6)))?;
            let line = [(0.0, mark), (end, mark)];
            chart.draw_series(LineSeries::new(line, GRID.stroke_width(1)))?;
        }
    }
    for season in panel.points.chunk_by(|a, b| a.season == b.season) {
        let upper = season
            .iter()
            .map(|p| (x(p), (p.rating + p.reach).min(most)));
        let lower = season
            .iter()
            .rev()
            .map(|p| (x(p), (p.rating - p.reach).max(-most)));
        let band: Vec<(f64, f64)> = upper.chain(lower).collect();
        chart.draw_series([Polygon::new(band, BLUE.mix(0.18).filled())])?;
        let line: Vec<(f64, f64)> = season.iter().map(|p| (x(p), p.rating)).collect();
        chart.draw_series(LineSeries::new(line, BLUE.stroke_width(px(2) as u32)))?;
    }
    let now = panel.points.last().map_or(0.0, |p| p.rating);
    let words = format!("{} {:+.1}", panel.team, now).replace('-', "−");
    cell.draw_text(
        &words,
        &bold(if alone { 18 } else { 13 }, INK),
        (px(42), px(2)),
    )?;
    Ok(())
}
