//! The calibration of two models on the same plays.

use super::Labels;
use super::calibration::{note, panels};
use super::canvas::{head, paint};
use crate::error::Result;
use crate::evaluate::Comparison;
use std::path::Path;

/// Draws both calibration curves over each other; `labels` is of the plays that
/// both have.
///
/// # Errors
/// [`Error::Draw`](crate::Error::Draw) or [`Error::Io`](crate::Error::Io).
pub fn draw(comparison: &Comparison, labels: &Labels, path: &Path) -> Result<()> {
    paint(path, "the calibration of both models", (960, 900), |root| {
        let (a, b) = (&comparison.a, &comparison.b);
        let title = format!("Calibration of {} and {} on the same plays", a.name, b.name);
        let plot = head(root, &title, labels, &[&note(comparison.level)])?;
        panels(
            &plot,
            &[(&a.name, &a.calibration), (&b.name, &b.calibration)],
            None,
        )
    })
}
