//! Which features the model leans on.

use super::canvas::{BLUE, HouseStyle, INK, cut, head, paint, px, text};
use super::{Labels, numbers};
use crate::error::Result;
use crate::evaluate::Interval;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use serde::{Deserialize, Serialize};
use std::path::Path;

/// How much worse the model gets when a feature is shuffled between games.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Importance {
    /// The feature's name.
    pub feature: String,
    /// Mean increase of the log loss, nats a play.
    pub increase: f64,
    /// Its spread.
    pub spread: Option<Interval>,
}

/// Draws importance as horizontal bars, the largest above; `spread` says what
/// the thin line is: "5th to 95th percentile over trees".
///
/// # Errors
/// [`Error::Draw`](crate::Error::Draw) or [`Error::Io`](crate::Error::Io).
pub fn draw(features: &[Importance], spread: &str, labels: &Labels, path: &Path) -> Result<()> {
    let mut sorted: Vec<&Importance> = features.iter().collect();
    sorted.sort_by(|a, b| b.increase.total_cmp(&a.increase));
    let rows = sorted.len().max(1) as i32;
    let size = (960, (190 + 30 * rows) as u32);
    paint(path, "the importance of the features", size, |root| {
        let mut note =
            "Increase in log loss when a feature's values are shuffled between games.".to_string();
        if sorted.iter().any(|f| f.spread.is_some()) {
            note += &format!(" Thin line: {spread}.");
        }
        let plot = head(root, "Feature importance", labels, &[&note])?;
        let ends = |f: &&Importance| {
            let spread = f.spread.unwrap_or(Interval {
                low: f.increase,
                high: f.increase,
            });
            (spread.low.min(f.increase), spread.high.max(f.increase))
        };
        let highest = sorted.iter().map(ends).map(|e| e.1).fold(0.0, f64::max);
        let lowest = sorted.iter().map(ends).map(|e| e.0).fold(0.0, f64::min);
        let span = (highest - lowest).max(1e-6);
        let mut names = 0;
        for feature in &sorted {
            let wide = plot.estimate_text_size(&feature.feature, &text(14, INK))?.0;
            names = (wide as i32 + px(30)).clamp(names, px(400));
        }
        let left = if lowest < 0.0 {
            lowest - span * 0.03
        } else {
            0.0
        };
        let mut chart = ChartBuilder::on(&plot)
            .margin_left(names)
            .margin_right(px(30))
            .margin_top(px(4))
            .margin_bottom(px(10))
            .x_label_area_size(px(50))
            .build_cartesian_2d(left..highest + span * 0.12, 0.0..f64::from(rows))?;
        let digits = if span < 0.01 {
            4
        } else if span < 0.1 {
            3
        } else {
            2
        };
        chart
            .configure_mesh()
            .x_labels(8)
            .disable_y_mesh()
            .y_labels(0)
            .x_label_formatter(&|x| format!("{x:.digits$}").replace('-', "−"))
            .x_desc("Increase in log loss (nats per play)")
            .in_house_style(13)
            .draw()?;
        for (k, feature) in sorted.iter().enumerate() {
            let y = f64::from(rows) - k as f64 - 0.5;
            let bar = [(0.0, y - 0.33), (feature.increase, y + 0.33)];
            chart.draw_series([Rectangle::new(bar, BLUE.mix(0.85).filled())])?;
            if let Some(Interval { low, high }) = feature.spread {
                let style = INK.stroke_width(px(1) as u32 + 1);
                chart.draw_series([PathElement::new(vec![(low, y), (high, y)], style)])?;
            }
            let value = numbers::small(feature.increase);
            let beside = ends(feature).1 + span * 0.012;
            let style = text(13, INK).pos(Pos::new(HPos::Left, VPos::Center));
            chart.draw_series([Text::new(value, (beside, y), style)])?;
            let style = text(14, INK).pos(Pos::new(HPos::Right, VPos::Center));
            let name = cut(&plot, &feature.feature, &style, names - px(30))?;
            let at = chart.backend_coord(&(left, y));
            let top = plot.get_base_pixel();
            plot.draw_text(&name, &style, (names - px(10), at.1 - top.1))?;
        }
        Ok(())
    })
}
