//! Predicted against observed, with intervals, and how often what was said.

use super::canvas::{
    Area, BLUE, GRAY, GRID, HouseStyle, INK, Painted, SKY, VERMILION, bold, head, paint, px, text,
};
use super::{Labels, numbers};
use crate::error::Result;
use crate::evaluate::{Bands, Curve, FEWEST_GAMES};
use plotters::prelude::*;
use std::path::Path;

/// Draws a calibration curve; `level` is that of its intervals, `bands` are the
/// model's own, where it has any.
///
/// # Errors
/// [`Error::Draw`](crate::Error::Draw) or [`Error::Io`](crate::Error::Io).
pub fn draw(
    curve: &Curve,
    bands: Option<&Bands>,
    level: f64,
    labels: &Labels,
    path: &Path,
) -> Result<()> {
    paint(path, "the calibration", (960, 900), |root| {
        let title = "Calibration: predicted and observed";
        let own = bands.map(|b| {
            format!(
                "Shaded: the model's own {} intervals, {:.1} points wide on average.",
                numbers::level(b.level),
                100.0 * b.width
            )
        });
        let note = note(level);
        let notes: Vec<&str> = [Some(note.as_str()), own.as_deref()]
            .into_iter()
            .flatten()
            .collect();
        let plot = head(root, title, labels, &notes)?;
        panels(&plot, &[(&labels.model, curve)], bands)
    })
}

pub(super) fn note(level: f64) -> String {
    format!(
        "Bars: {} intervals, games resampled (none below {FEWEST_GAMES} games). Dashed line: \
         perfect calibration.",
        numbers::level(level)
    )
}

/// From 0 to 1 with room for the points at the ends.
pub(super) const ROOM: std::ops::Range<f64> = -0.025..1.025;

/// Blue and round, vermilion and hollow: told apart without color too.
const STYLES: [(RGBColor, RGBColor); 2] = [(BLUE, SKY), (VERMILION, VERMILION)];

/// The curve above, the histogram below; one or two models.
pub(super) fn panels(plot: &Area<'_>, series: &[(&str, &Curve)], bands: Option<&Bands>) -> Painted {
    let height = plot.dim_in_pixel().1 as i32;
    let (above, below) = plot.split_vertically(height - px(190));
    let mut chart = ChartBuilder::on(&above)
        .margin_left(px(10))
        .margin_right(px(28))
        .margin_top(px(8))
        .x_label_area_size(px(28))
        .y_label_area_size(px(80))
        .build_cartesian_2d(ROOM, ROOM)?;
    axes(&mut chart, 11, "Observed: fraction won", "")?;
    if let Some(bands) = bands {
        let lower = bands.bins.iter().map(|b| (b.predicted, b.lower));
        let upper = bands.bins.iter().rev().map(|b| (b.predicted, b.upper));
        let outline: Vec<(f64, f64)> = lower.chain(upper).collect();
        chart.draw_series([Polygon::new(outline, SKY.mix(0.35).filled())])?;
    }
    diagonal(&mut chart)?;
    for (k, (name, curve)) in series.iter().enumerate() {
        // Beside each other where two bins would cover each other.
        let aside = if series.len() > 1 {
            [-0.004, 0.004][k % 2]
        } else {
            0.0
        };
        let style = STYLES[k % 2].0;
        points(&mut chart, curve, aside, k % 2 == 1, style, 2)?;
        let inside = if k % 2 == 1 { WHITE } else { style };
        let nothing = std::iter::empty::<Circle<(f64, f64), i32>>();
        chart
            .draw_series(nothing)?
            .label(*name)
            .legend(move |(x, y)| {
                let (x, half) = (x + px(14), px(9));
                EmptyElement::at((0, 0))
                    + PathElement::new(vec![(x, y - half), (x, y + half)], style.stroke_width(4))
                    + Circle::new((x, y), px(5), style.filled())
                    + Circle::new((x, y), px(3), inside.filled())
            });
    }
    if series.len() > 1 {
        chart
            .configure_series_labels()
            .position(SeriesLabelPosition::UpperLeft)
            .margin(px(16))
            .legend_area_size(px(30))
            .label_font(text(14, INK))
            .background_style(WHITE.mix(0.9))
            .border_style(GRID)
            .draw()?;
    }
    histogram(&below, series)
}

pub(super) type Chart<'a, 'b> = ChartContext<
    'a,
    BitMapBackend<'b>,
    Cartesian2d<plotters::coord::types::RangedCoordf64, plotters::coord::types::RangedCoordf64>,
>;

/// Percent on both axes.
pub(super) fn axes(chart: &mut Chart<'_, '_>, labels: usize, y: &str, x: &str) -> Painted {
    let percent = |v: &f64| format!("{:.0}%", v * 100.0);
    chart
        .configure_mesh()
        .x_labels(labels)
        .y_labels(labels)
        .x_label_formatter(&percent)
        .y_label_formatter(&percent)
        .x_desc(x)
        .y_desc(y)
        .in_house_style(13)
        .draw()?;
    Ok(())
}

pub(super) fn diagonal(chart: &mut Chart<'_, '_>) -> Painted {
    let ends = [(0.0, 0.0), (1.0, 1.0)];
    let style = GRAY.stroke_width(3);
    chart.draw_series(DashedLineSeries::new(ends, px(7), px(5), style))?;
    Ok(())
}

/// The points with their intervals.
pub(super) fn points(
    chart: &mut Chart<'_, '_>,
    curve: &Curve,
    aside: f64,
    hollow: bool,
    color: RGBColor,
    thick: i32,
) -> Painted {
    let bars = curve.bins.iter().filter_map(|b| {
        let x = b.predicted + aside;
        let ends = b.interval.map(|i| vec![(x, i.low), (x, i.high)])?;
        Some(PathElement::new(
            ends,
            color.mix(0.75).stroke_width(px(thick) as u32),
        ))
    });
    chart.draw_series(bars)?;
    let size = px(2 * thick + 1);
    let at = |b: &crate::evaluate::CurveBin| (b.predicted + aside, b.observed);
    chart.draw_series(
        curve
            .bins
            .iter()
            .map(|b| Circle::new(at(b), size, color.filled())),
    )?;
    if hollow {
        let inner = size - px(2);
        chart.draw_series(
            curve
                .bins
                .iter()
                .map(|b| Circle::new(at(b), inner, WHITE.filled())),
        )?;
    }
    Ok(())
}

/// Share of plays in each bin.
fn histogram(below: &Area<'_>, series: &[(&str, &Curve)]) -> Painted {
    let share = |curve: &Curve, plays: u64| {
        let all: u64 = curve.bins.iter().map(|b| b.plays).sum();
        plays as f64 / all.max(1) as f64
    };
    let bins = |curve: &Curve| -> Vec<(f64, f64)> {
        curve
            .bins
            .iter()
            .map(|b| ((b.predicted * 20.0).round() / 20.0, share(curve, b.plays)))
            .collect()
    };
    let all: Vec<Vec<(f64, f64)>> = series.iter().map(|(_, curve)| bins(curve)).collect();
    let top = all.iter().flatten().map(|b| b.1).fold(0.01, f64::max) * 1.12;
    let mut chart = ChartBuilder::on(below)
        .margin_left(px(10))
        .margin_right(px(28))
        .margin_top(px(4))
        .margin_bottom(px(12))
        .x_label_area_size(px(52))
        .y_label_area_size(px(80))
        .build_cartesian_2d(ROOM, 0.0..top)?;
    chart
        .configure_mesh()
        .x_labels(11)
        .y_labels(4)
        .x_label_formatter(&|v| format!("{:.0}%", v * 100.0))
        .y_label_formatter(&|v| format!("{:.0}%", v * 100.0))
        .x_desc("Predicted WP of the offense, in bins of 5 points")
        .y_desc("Fraction of plays")
        .disable_x_mesh()
        .in_house_style(13)
        .draw()?;
    let width = 0.044 / all.len() as f64;
    for (k, bins) in all.iter().enumerate() {
        let color = STYLES[k % 2].0;
        let bars = bins.iter().map(|&(center, share)| {
            let left = center - 0.022 + k as f64 * width;
            let ends = [(left, 0.0), (left + width, share)];
            Rectangle::new(ends, color.mix(0.8).filled())
        });
        chart.draw_series(bars)?;
    }
    Ok(())
}

/// A word in the corner of a panel.
pub(super) fn corner(area: &Area<'_>, words: &str, at: (i32, i32)) -> Painted {
    area.draw_text(words, &bold(15, INK), at)?;
    Ok(())
}
