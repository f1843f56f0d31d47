//! The calibration of each quarter, two by two.

use super::calibration::{ROOM, axes, corner, diagonal, note, points};
use super::canvas::{BLUE, GRAY, head, paint, px, text};
use super::{Labels, numbers};
use crate::error::Result;
use crate::evaluate::{Quarter, QuarterCurve};
use plotters::prelude::*;
use std::path::Path;

/// Draws the curves of the four quarters of regulation, those that have plays;
/// `level` is that of their intervals.
///
/// # Errors
/// [`Error::Draw`](crate::Error::Draw) or [`Error::Io`](crate::Error::Io).
pub fn draw(curves: &[QuarterCurve], level: f64, labels: &Labels, path: &Path) -> Result<()> {
    paint(path, "the calibration by quarter", (960, 1020), |root| {
        let plot = head(root, "Calibration by quarter", labels, &[&note(level)])?;
        for (panel, quarter) in plot.split_evenly((2, 2)).iter().zip(Quarter::ALL) {
            let mut chart = ChartBuilder::on(panel)
                .margin_left(px(8))
                .margin_right(px(22))
                .margin_top(px(30))
                .margin_bottom(px(6))
                .x_label_area_size(px(48))
                .y_label_area_size(px(68))
                .build_cartesian_2d(ROOM, ROOM)?;
            axes(&mut chart, 6, "Observed: fraction won", "Predicted WP")?;
            diagonal(&mut chart)?;
            let curve = curves.iter().find(|c| c.quarter == quarter);
            let plays = curve.map_or(0, |c| c.curve.bins.iter().map(|b| b.plays).sum());
            corner(panel, quarter.name(), (px(78), px(6)))?;
            let words = format!("{} plays", numbers::count(plays));
            panel.draw_text(&words, &text(13, GRAY), (px(112), px(8)))?;
            if let Some(curve) = curve {
                points(&mut chart, &curve.curve, 0.0, false, BLUE, 2)?;
            }
        }
        Ok(())
    })
}
