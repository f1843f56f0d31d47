//! The two-point card as a picture.

use super::Labels;
use super::canvas::{
    Area, BLUE, GRAY, GRID, INK, Painted, VERMILION, bold, centered, head, paint, px, text,
};
use crate::ask::{Call, CardCell, TwoPointCard};
use crate::error::Result;
use plotters::prelude::*;
use std::path::Path;

/// Pixels of a cell.
const CELL: (i32, i32) = (74, 23);
/// Pixels left of the cells, and above them.
const CORNER: (i32, i32) = (96, 50);
/// A gain, in probability of winning, that is painted in full color.
const FULL: f32 = 0.04;

/// "even teams", "favored by 3", "underdog by 3".
#[must_use]
pub fn teams(card: &TwoPointCard) -> String {
    match card.spread {
        spread if spread > 0.0 => format!("favored by {spread}"),
        spread if spread < 0.0 => format!("underdog by {}", -spread),
        _ => "even teams".into(),
    }
}

/// Draws the card: blue goes for two, orange kicks, the darker the more it is worth.
///
/// # Errors
/// [`Error::Draw`](crate::Error::Draw) or [`Error::Io`](crate::Error::Io).
pub fn draw(card: &TwoPointCard, path: &Path) -> Result<()> {
    let width = CORNER.0 + CELL.0 * card.seconds.len() as i32 + 40;
    let height = CORNER.1 + CELL.1 * card.rows.len() as i32 + 110;
    paint(
        path,
        "the two-point card",
        (width as u32, height as u32),
        |root| {
            let labels = Labels {
                model: format!("Fourth quarter, {}", teams(card)),
                seasons: String::new(),
                plays: 0,
                games: 0,
                simulated: false,
            };
            let title = "Go for two (2) or kick (1)";
            let note =
                "Points of WP over the other choice. The lead counts the touchdown's six points.";
            let plot = head(root, title, &labels, &[note])?;
            let middle = |column: usize| px(CORNER.0 + CELL.0 * column as i32 + CELL.0 / 2);
            plot.draw_text(
                "Time left",
                &centered(text(13, GRAY)),
                (middle(card.seconds.len() / 2), px(12)),
            )?;
            for (column, &seconds) in card.seconds.iter().enumerate() {
                let clock = TwoPointCard::clock(seconds);
                plot.draw_text(&clock, &centered(bold(14, INK)), (middle(column), px(34)))?;
            }
            for (line, row) in card.rows.iter().enumerate() {
                let top = CORNER.1 + CELL.1 * line as i32;
                let words = centered(bold(14, INK));
                plot.draw_text(
                    &row.words(),
                    &words,
                    (px(CORNER.0 / 2), px(top + CELL.1 / 2)),
                )?;
                for (column, one) in row.cells.iter().enumerate() {
                    cell(&plot, (CORNER.0 + CELL.0 * column as i32, top), one)?;
                }
            }
            Ok(())
        },
    )
}

fn cell(plot: &Area<'_>, (x, y): (i32, i32), cell: &CardCell) -> Painted {
    let depth = 0.12 + 0.88 * f64::from((cell.difference.gain.abs() / FULL).min(1.0));
    let (color, depth) = match cell.call {
        Call::Two => (BLUE, depth),
        Call::Kick => (VERMILION, depth),
        Call::Even => (GRID, 1.0),
    };
    let ends = [
        (px(x + 1), px(y + 1)),
        (px(x + CELL.0 - 1), px(y + CELL.1 - 1)),
    ];
    plot.draw(&Rectangle::new(ends, WHITE.filled()))?;
    plot.draw(&Rectangle::new(ends, color.mix(depth).filled()))?;
    let ink = if depth > 0.6 && cell.call != Call::Even {
        WHITE
    } else {
        INK
    };
    let at = (px(x + CELL.0 / 2), px(y + CELL.1 / 2));
    plot.draw_text(&cell.words(), &centered(text(13, ink)), at)?;
    Ok(())
}
