//! What was said against what happened.

use super::canvas::{Area, BLUE, GRAY, INK, Painted, bold, centered, head, paint, px, text};
use super::{Labels, numbers};
use crate::error::Result;
use crate::evaluate::{Confusion, Estimate};
use plotters::prelude::*;
use std::path::Path;

/// Draws a confusion matrix with the rates of its cells; `level` is that of
/// their intervals.
///
/// # Errors
/// [`Error::Draw`](crate::Error::Draw) or [`Error::Io`](crate::Error::Io).
pub fn draw(confusion: &Confusion, level: f64, labels: &Labels, path: &Path) -> Result<()> {
    paint(
        path,
        "the confusion matrix",
        (960, if labels.simulated { 570 } else { 540 }),
        |root| {
            let note = format!(
                "Predicted win: WP of {} or more. Brackets: {} intervals, games resampled.",
                numbers::percent(confusion.threshold),
                numbers::level(level)
            );
            let title = "Confusion matrix: predicted and observed";
            let plot = head(root, title, labels, &[&note])?;
            let c = confusion;
            let rates = &c.rates;
            let (left, top, wide, high) = (150, 56, 385, 160);
            let cells = [
                (
                    0,
                    0,
                    c.true_positive,
                    "true positives",
                    "of those that won",
                    &rates.true_positive,
                ),
                (
                    1,
                    0,
                    c.false_negative,
                    "false negatives",
                    "of those that won",
                    &rates.false_negative,
                ),
                (
                    0,
                    1,
                    c.false_positive,
                    "false positives",
                    "of those that lost",
                    &rates.false_positive,
                ),
                (
                    1,
                    1,
                    c.true_negative,
                    "true negatives",
                    "of those that lost",
                    &rates.true_negative,
                ),
            ];
            for (column, row, count, name, of, rate) in cells {
                let corner = (left + column * wide, top + row * high);
                let all = c.plays().max(1) as f64;
                cell(&plot, corner, (wide, high), count as f64 / all, |share| {
                    [
                        numbers::count(count),
                        format!("{name} · {} of all plays", numbers::percent(share)),
                        format!("{} {of}", numbers::percent_range(rate)),
                    ]
                })?;
            }
            let middle = |column: i32| left + column * wide + wide / 2;
            let words = |words: &str, style: TextStyle<'_>, (x, y): (i32, i32)| -> Painted {
                plot.draw_text(words, &centered(style), (px(x), px(y)))?;
                Ok(())
            };
            let (won, lost) = ("win", "loss");
            words(
                "Predicted for the offense:",
                text(14, INK),
                (middle(0) + wide / 2, 12),
            )?;
            words(won, bold(16, INK), (middle(0), 37))?;
            words(lost, bold(16, INK), (middle(1), 37))?;
            for (row, name) in ["won", "lost"].into_iter().enumerate() {
                let y = top + row as i32 * high + high / 2;
                words("Observed:", text(13, GRAY), (left / 2, y - 14))?;
                words(name, bold(16, INK), (left / 2, y + 8))?;
            }
            let below = top + 2 * high + 26;
            let under = |column: i32, rate: &Estimate, what: &str, name: &str| -> Painted {
                let line = format!("{} of these {what}", numbers::percent_range(rate));
                words(&line, text(15, INK), (middle(column), below))?;
                words(name, text(13, GRAY), (middle(column), below + 22))
            };
            under(
                0,
                &rates.precision,
                "won",
                "precision (positive predictive value)",
            )?;
            under(
                1,
                &rates.negative_predictive_value,
                "lost",
                "negative predictive value",
            )?;
            Ok(())
        },
    )
}

/// A box, the darker the larger its share, with a large line and two small.
fn cell(
    plot: &Area<'_>,
    (x, y): (i32, i32),
    (wide, high): (i32, i32),
    share: f64,
    lines: impl Fn(f64) -> [String; 3],
) -> Painted {
    let depth = 0.06 + (share / 0.4).clamp(0.0, 1.0) * 0.94;
    let ends = [(px(x + 3), px(y + 3)), (px(x + wide - 3), px(y + high - 3))];
    plot.draw(&Rectangle::new(ends, WHITE.filled()))?;
    plot.draw(&Rectangle::new(ends, BLUE.mix(depth).filled()))?;
    let ink = if depth > 0.6 { WHITE } else { INK };
    let [large, middle, small] = lines(share);
    let center = px(x + wide / 2);
    plot.draw_text(
        &large,
        &centered(bold(30, ink)),
        (center, px(y + high / 2 - 34)),
    )?;
    plot.draw_text(
        &middle,
        &centered(text(14, ink)),
        (center, px(y + high / 2 + 6)),
    )?;
    plot.draw_text(
        &small,
        &centered(text(15, ink)),
        (center, px(y + high / 2 + 36)),
    )?;
    Ok(())
}
