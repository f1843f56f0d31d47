//! Coverage and width of intervals by the true probability.

use super::canvas::{
    Area, BLUE, GRAY, GRID, HouseStyle, INK, Painted, SKY, VERMILION, bold, head, paint, px,
};
use super::{Labels, numbers};
use crate::error::Result;
use crate::evaluate::{CoverageTable, Covered};
use plotters::prelude::*;
use std::path::Path;

/// Colors and dashes of the methods: told apart without color too.
const STYLES: [(RGBColor, i32); 3] = [(BLUE, 0), (VERMILION, 9), (SKY, 4)];

/// Draws coverage above and width below, by tenth of the true probability, for
/// up to three methods, each with its name. `level` is what the intervals say
/// of themselves; no tenth should lie below `least`.
///
/// # Errors
/// [`Error::Draw`](crate::Error::Draw) or [`Error::Io`](crate::Error::Io).
pub fn draw(
    series: &[(&str, &CoverageTable)],
    level: f64,
    least: f64,
    labels: &Labels,
    path: &Path,
) -> Result<()> {
    paint(path, "the coverage of the intervals", (960, 900), |root| {
        let note = format!(
            "{} intervals for simulated plays whose true WP is known. Solid line: nominal level; \
             dotted: {:.0}%.",
            numbers::level(level),
            100.0 * least
        );
        let title = "Interval coverage";
        let plot = head(root, title, labels, &[&note])?;
        let height = plot.dim_in_pixel().1 as i32;
        let (above, below) = plot.split_vertically(height * 6 / 10);
        let coverage = |c: &Covered| c.coverage;
        panel(
            &above,
            series,
            1.02,
            "Coverage of the true WP",
            coverage,
            &[level, least],
        )?;
        let width = |c: &Covered| c.width;
        let all = series.iter().flat_map(|(_, t)| &t.tenths).map(width);
        let top = all.filter(|w| w.is_finite()).fold(0.05, f64::max) * 1.65;
        panel(&below, series, top, "Mean width (points of WP)", width, &[])
    })
}

fn panel(
    area: &Area<'_>,
    series: &[(&str, &CoverageTable)],
    top: f64,
    y: &str,
    of: impl Fn(&Covered) -> f64,
    marks: &[f64],
) -> Painted {
    let mut chart = ChartBuilder::on(area)
        .margin_left(px(10))
        .margin_right(px(28))
        .margin_top(px(10))
        .margin_bottom(px(8))
        .x_label_area_size(px(50))
        .y_label_area_size(px(80))
        .build_cartesian_2d(0.0..1.0, 0.0..top)?;
    chart
        .configure_mesh()
        .x_labels(11)
        .y_labels(if marks.is_empty() { 7 } else { 11 })
        .x_label_formatter(&|v| format!("{:.0}%", v * 100.0))
        .y_label_formatter(&|v| format!("{:.0}%", v * 100.0))
        .x_desc("True WP of the offense, in deciles")
        .y_desc(y)
        .disable_x_mesh()
        .in_house_style(13)
        .draw()?;
    for (k, &mark) in marks.iter().enumerate() {
        let ends = [(0.0, mark), (1.0, mark)];
        if k == 0 {
            chart.draw_series(LineSeries::new(ends, INK.stroke_width(3)))?;
        } else {
            let style = GRAY.stroke_width(3);
            chart.draw_series(DashedLineSeries::new(ends, px(2), px(4), style))?;
        }
    }
    for (&(name, table), &(color, dash)) in series.iter().zip(&STYLES) {
        let points: Vec<(f64, f64)> = table
            .tenths
            .iter()
            .enumerate()
            .map(|(k, c)| (0.05 + 0.1 * k as f64, of(c)))
            .filter(|point| point.1.is_finite())
            .collect();
        let style = color.stroke_width(px(2) as u32);
        if dash == 0 {
            chart.draw_series(LineSeries::new(points.clone(), style))?
        } else {
            let line = points.clone();
            chart.draw_series(DashedLineSeries::new(line, px(dash), px(4), style))?
        }
        .label(name)
        .legend(move |(x, y)| {
            EmptyElement::at((0, 0))
                + PathElement::new(vec![(x, y), (x + px(26), y)], style)
                + Circle::new((x + px(13), y), px(5), color.filled())
        });
        let dots = points
            .iter()
            .map(|&at| Circle::new(at, px(5), color.filled()));
        chart.draw_series(dots)?;
    }
    if marks.is_empty() {
        chart
            .configure_series_labels()
            .position(SeriesLabelPosition::UpperLeft)
            .margin(px(12))
            .legend_area_size(px(36))
            .label_font(bold(14, INK))
            .background_style(WHITE.mix(0.9))
            .border_style(GRID)
            .draw()?;
    }
    Ok(())
}
