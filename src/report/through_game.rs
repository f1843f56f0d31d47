//! Log loss minute by minute.

use super::canvas::{
    BLUE, GRAY, GRID, HouseStyle, INK, VERMILION, centered, head, paint, px, text,
};
use super::{Labels, numbers};
use crate::error::Result;
use crate::evaluate::ThroughGame;
use plotters::prelude::*;
use std::path::Path;

/// Draws the log loss by minute of the game, of one model or two on the same
/// plays, each with its name; `level` is that of the intervals.
///
/// # Errors
/// [`Error::Draw`](crate::Error::Draw) or [`Error::Io`](crate::Error::Io).
pub fn draw(
    series: &[(&str, &ThroughGame)],
    level: f64,
    labels: &Labels,
    path: &Path,
) -> Result<()> {
    paint(path, "the log loss through the game", (960, 600), |root| {
        let note = format!(
            "Mean of each minute. Band: {} interval, games resampled. Lower is better; dotted \
             line: coin flip (0.693).",
            numbers::level(level)
        );
        let plot = head(root, "Log loss through the game", labels, &[&note])?;
        let highest = series
            .iter()
            .flat_map(|(_, t)| &t.minutes)
            .filter_map(|m| m.log_loss.interval.map(|i| i.high).or(m.log_loss.value))
            .fold(0.75, f64::max);
        let top = (highest * 10.0).ceil() / 10.0 + 0.05;
        let mut chart = ChartBuilder::on(&plot)
            .margin_left(px(10))
            .margin_right(px(28))
            .margin_top(px(6))
            .margin_bottom(px(10))
            .x_label_area_size(px(50))
            .y_label_area_size(px(78))
            .build_cartesian_2d(0.0..60.0, 0.0..top)?;
        chart
            .configure_mesh()
            .x_labels(13)
            .y_labels(9)
            .x_label_formatter(&|x| format!("{:.0}", 60.0 - x))
            .y_label_formatter(&|y| format!("{y:.1}"))
            .x_desc("Game time remaining (minutes)")
            .y_desc("Log loss (nats per play)")
            .disable_x_mesh()
            .in_house_style(13)
            .draw()?;
        for (elapsed, name) in [(15.0, "end of Q1"), (30.0, "half"), (45.0, "end of Q3")] {
            let line = [(elapsed, 0.0), (elapsed, top * 0.93)];
            chart.draw_series(LineSeries::new(line, GRID.stroke_width(3)))?;
            let at = (elapsed, top * 0.965);
            chart.draw_series([Text::new(name, at, centered(text(12, GRAY)))])?;
        }
        let coin = [(0.0, 2f64.ln()), (60.0, 2f64.ln())];
        let style = GRAY.stroke_width(3);
        chart.draw_series(DashedLineSeries::new(coin, px(2), px(4), style))?;
        for (k, (name, through)) in series.iter().enumerate() {
            let color = [BLUE, VERMILION][k % 2];
            let x = |remaining: u8| 59.5 - f64::from(remaining);
            let mut band = Vec::new();
            for m in &through.minutes {
                band.extend(m.log_loss.interval.map(|i| (x(m.remaining), i.low)));
            }
            for m in through.minutes.iter().rev() {
                band.extend(m.log_loss.interval.map(|i| (x(m.remaining), i.high)));
            }
            if band.len() > 2 {
                chart.draw_series([Polygon::new(band, color.mix(0.18).filled())])?;
            }
            let line: Vec<(f64, f64)> = through
                .minutes
                .iter()
                .filter_map(|m| m.log_loss.value.map(|v| (x(m.remaining), v)))
                .collect();
            let style = color.stroke_width(px(2) as u32);
            if k == 1 {
                // The second one dashed: told apart without color too.
                chart.draw_series(DashedLineSeries::new(line, px(8), px(4), style))?
            } else {
                chart.draw_series(LineSeries::new(line, style))?
            }
            .label(*name)
            .legend(move |(x, y)| {
                let gap = if k == 1 { px(6) } else { px(13) };
                EmptyElement::at((0, 0))
                    + PathElement::new(vec![(x, y), (x + gap, y)], style)
                    + PathElement::new(vec![(x + px(12), y), (x + px(25), y)], style)
            });
        }
        if series.len() > 1 {
            chart
                .configure_series_labels()
                .position(SeriesLabelPosition::LowerLeft)
                .margin(px(14))
                .legend_area_size(px(34))
                .label_font(text(14, INK))
                .background_style(WHITE.mix(0.9))
                .border_style(GRID)
                .draw()?;
        }
        Ok(())
    })
}
