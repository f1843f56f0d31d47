//! Where the plot is, and how large things are.

use super::scene::Rect;

/// The rectangle of the plot and what its axes mean.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Frame {
    /// The plot.
    pub plot: Rect,
    /// Seconds of play across it.
    pub length: f64,
}

impl Frame {
    /// Across: seconds since the opening kickoff.
    #[must_use]
    pub fn x(&self, elapsed: f64) -> f64 {
        let part = (elapsed / self.length).clamp(0.0, 1.0);
        // Off the right edge, where the end of the game would meet the frame.
        self.plot.left + part * (self.plot.right - self.plot.left - 8.0)
    }

    /// Up: the home team's probability.
    #[must_use]
    pub fn y(&self, home_wp: f64) -> f64 {
        self.plot.bottom - home_wp.clamp(0.0, 1.0) * (self.plot.bottom - self.plot.top)
    }
}

/// Sizes that follow from the picture's width.
#[derive(Debug, Clone, Copy)]
pub(super) struct Look {
    pub width: f64,
    /// Letters.
    pub size: f64,
    /// Lesser letters.
    pub small: f64,
    /// From line to line.
    pub line: f64,
    /// Whether there is room for words, rather than codes only.
    pub wide: bool,
}

impl Look {
    pub fn of(width: f64) -> Self {
        // Larger pictures have larger letters, but less than in proportion.
        let size = match width {
            w if w < 560.0 => 13.0,
            w if w < 1400.0 => 15.0,
            w => 15.0 * (w / 1400.0).sqrt(),
        };
        Self {
            width,
            size,
            small: size * 0.87,
            line: size * 1.45,
            wide: width >= 700.0,
        }
    }

    pub fn edge(&self) -> f64 {
        if self.wide {
            self.size * 1.2
        } else {
            self.size * 0.7
        }
    }
}
