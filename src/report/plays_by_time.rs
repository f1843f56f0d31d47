//! How many plays there are when: with the spikes before the half and the
//! quarters.

use super::canvas::{BLUE, GRAY, HouseStyle, INK, centered, head, paint, px, text};
use super::{Labels, numbers};
use crate::error::Result;
use crate::evaluate::PlaysByTime;
use plotters::prelude::*;
use std::path::Path;

/// Draws the histogram of plays by time remaining.
///
/// # Errors
/// [`Error::Draw`](crate::Error::Draw) or [`Error::Io`](crate::Error::Io).
pub fn draw(plays: &PlaysByTime, labels: &Labels, path: &Path) -> Result<()> {
    paint(path, "the plays by time remaining", (960, 560), |root| {
        let width = f64::from(plays.bin_seconds) / 60.0;
        let games = labels.games.max(1) as f64;
        let note = format!(
            "Regulation only. Each bar: {} seconds of game time.",
            plays.bin_seconds
        );
        let plot = head(root, "Plays by time remaining", labels, &[&note])?;
        let most = plays.plays.iter().copied().max().unwrap_or(0).max(1) as f64 * 1.15;
        let mut chart = ChartBuilder::on(&plot)
            .margin_left(px(10))
            .margin_right(px(28))
            .margin_top(px(6))
            .margin_bottom(px(10))
            .x_label_area_size(px(50))
            .y_label_area_size(px(84))
            .right_y_label_area_size(px(70))
            .build_cartesian_2d(0.0..60.0, 0.0..most)?
            .set_secondary_coord(0.0..60.0, 0.0..most / games);
        chart
            .configure_mesh()
            .x_labels(13)
            .y_labels(6)
            .x_label_formatter(&|x| format!("{:.0}", 60.0 - x))
            .y_label_formatter(&|y| numbers::count(*y as u64))
            .x_desc("Game time remaining (minutes)")
            .y_desc("Plays")
            .disable_x_mesh()
            .in_house_style(13)
            .draw()?;
        chart
            .configure_secondary_axes()
            .y_labels(6)
            .y_label_formatter(&|y| format!("{y:.1}"))
            .y_desc("Plays per game")
            .label_style(text(13, INK))
            .axis_desc_style(text(14, INK))
            .axis_style(GRAY.stroke_width(2))
            .draw()?;
        let bars = plays.plays.iter().enumerate().map(|(k, &count)| {
            let right = 60.0 - k as f64 * width;
            let ends = [(right - width * 0.94, 0.0), (right, count as f64)];
            Rectangle::new(ends, BLUE.mix(0.85).filled())
        });
        chart.draw_series(bars)?;
        for (elapsed, name) in [(15.0, "end of Q1"), (30.0, "half"), (45.0, "end of Q3")] {
            let line = [(elapsed, 0.0), (elapsed, most * 0.93)];
            let style = GRAY.stroke_width(2);
            chart.draw_series(DashedLineSeries::new(line, px(4), px(4), style))?;
            let words = Text::new(name, (elapsed, most * 0.965), centered(text(13, INK)));
            chart.draw_series([words])?;
        }
        Ok(())
    })
}
