//! Bars side by side: one or two series over the same classes, with error bars.

use super::Labels;
use super::canvas::{BLUE, GRID, HouseStyle, INK, VERMILION, centered, head, paint, px, text};
use crate::error::Result;
use plotters::prelude::*;
use std::path::Path;

/// One series of bars.
#[derive(Debug, Clone)]
pub struct Series {
    /// Its name in the legend.
    pub name: String,
    /// A value a class; NaN for none.
    pub values: Vec<f64>,
    /// Half the height of an error bar a class; 0 or NaN for none.
    pub errors: Vec<f64>,
}

/// What is drawn.
#[derive(Debug, Clone)]
pub struct Bars {
    /// The title.
    pub title: String,
    /// A line below it.
    pub note: String,
    /// What the classes are.
    pub x: String,
    /// What the values are.
    pub y: String,
    /// Whether values are shares, shown in percent.
    pub percent: bool,
    /// Names of the classes.
    pub classes: Vec<String>,
    /// One or two series.
    pub series: Vec<Series>,
}

/// Draws the bars.
///
/// # Errors
/// [`Error::Draw`](crate::Error::Draw) or [`Error::Io`](crate::Error::Io).
pub fn draw(bars: &Bars, labels: &Labels, path: &Path) -> Result<()> {
    paint(path, &bars.title, (960, 560), |root| {
        let plot = head(root, &bars.title, labels, &[&bars.note])?;
        let tops = bars.series.iter().flat_map(|s| {
            let with_error = s.values.iter().zip(&s.errors);
            with_error.map(|(v, e)| v + if e.is_nan() { 0.0 } else { *e })
        });
        let most = tops
            .filter(|v| v.is_finite())
            .fold(0.0_f64, f64::max)
            .max(1e-9)
            * 1.12;
        let n = bars.classes.len().max(1);
        let mut chart = ChartBuilder::on(&plot)
            .margin_left(px(10))
            .margin_right(px(28))
            .margin_top(px(6))
            .margin_bottom(px(10))
            .x_label_area_size(px(56))
            .y_label_area_size(px(80))
            .build_cartesian_2d(-0.5..n as f64 - 0.5, 0.0..most)?;
        let digits = if most < 0.1 { 1 } else { 0 };
        let percent = bars.percent;
        chart
            .configure_mesh()
            .x_labels(0)
            .y_labels(7)
            .y_label_formatter(&|y| match percent {
                true => format!("{:.digits$}%", 100.0 * y),
                false if most < 20.0 => format!("{y:.1}"),
                false => format!("{y:.0}"),
            })
            .x_desc(&bars.x)
            .y_desc(&bars.y)
            .disable_x_mesh()
            .in_house_style(13)
            .draw()?;
        let k = bars.series.len().max(1) as f64;
        let width = 0.8 / k;
        for (i, series) in bars.series.iter().enumerate() {
            let color = [BLUE, VERMILION][i % 2];
            let left = |c: usize| c as f64 - 0.4 + i as f64 * width;
            let values = series
                .values
                .iter()
                .enumerate()
                .filter(|(_, v)| v.is_finite());
            let shapes = values.map(|(c, &v)| {
                let ends = [(left(c), 0.0), (left(c) + width * 0.94, v)];
                Rectangle::new(ends, color.mix(0.85).filled())
            });
            chart
                .draw_series(shapes)?
                .label(&series.name)
                .legend(move |(x, y)| {
                    Rectangle::new([(x, y - px(6)), (x + px(18), y + px(6))], color.filled())
                });
            let errors = series.errors.iter().zip(&series.values).enumerate();
            let lines =
                errors
                    .filter(|(_, (e, v))| **e > 0.0 && v.is_finite())
                    .map(|(c, (e, v))| {
                        let middle = left(c) + width * 0.47;
                        PathElement::new(
                            [(middle, (v - e).max(0.0)), (middle, v + e)],
                            INK.stroke_width(3),
                        )
                    });
            chart.draw_series(lines.collect::<Vec<_>>())?;
        }
        // Every class that has room for its name, below the axis.
        let every = n.div_ceil(32).max(1);
        let area = chart.plotting_area();
        for (c, name) in bars.classes.iter().enumerate().step_by(every) {
            let (x, y) = area.map_coordinate(&(c as f64, 0.0));
            let size = if n > 20 { 12 } else { 13 };
            plot.draw_text(name, &centered(text(size, INK)), on(&plot, x, y + px(14)))?;
        }
        if bars.series.len() > 1 {
            chart
                .configure_series_labels()
                .position(corner(bars))
                .margin(px(16))
                .legend_area_size(px(30))
                .label_font(text(14, INK))
                .background_style(WHITE.mix(0.9))
                .border_style(GRID)
                .draw()?;
        }
        Ok(())
    })
}

/// Where the legend covers least: above the lower half of the classes.
fn corner(bars: &Bars) -> SeriesLabelPosition {
    let half = bars.classes.len() / 2;
    let top = |right: bool| {
        let values = bars.series.iter().flat_map(|s| s.values.iter().enumerate());
        let side = values.filter(|(c, v)| (*c >= half) == right && v.is_finite());
        side.map(|(_, v)| *v).fold(0.0_f64, f64::max)
    };
    if top(true) > top(false) {
        SeriesLabelPosition::UpperLeft
    } else {
        SeriesLabelPosition::UpperRight
    }
}

/// A pixel of the sheet as a pixel of the area.
fn on(area: &super::canvas::Area<'_>, x: i32, y: i32) -> (i32, i32) {
    let (left, top) = area.get_base_pixel();
    (x - left, y - top)
}
