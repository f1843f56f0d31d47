//! Where the labels stand: near their point, over nothing.

use super::scene::{Point, Rect};

/// A label that looks for its place.
pub(super) struct Label {
    pub width: f64,
    pub height: f64,
    /// What it belongs to.
    pub at: Point,
}

/// Room between two labels, and between a label and the line.
const GAP: f64 = 5.0;

/// The space that labels share.
pub(super) struct Space {
    bounds: Rect,
    taken: Vec<Rect>,
    /// Points on the lines that no label may cover, at most a few pixels apart.
    curve: Vec<Point>,
    leaders: Vec<(Point, Point)>,
}

/// Points at most `step` apart along a line.
pub(super) fn along(line: &[Point], step: f64) -> Vec<Point> {
    let mut points = Vec::new();
    for pair in line.windows(2) {
        let ((x, y), (u, v)) = (pair[0], pair[1]);
        let n = ((u - x).hypot(v - y) / step).ceil().max(1.0);
        let mut k = 0.0;
        while k < n {
            points.push((x + (u - x) * k / n, y + (v - y) * k / n));
            k += 1.0;
        }
    }
    points.extend(line.last());
    points
}

impl Space {
    pub(super) fn new(bounds: Rect, curve: Vec<Point>) -> Self {
        Self {
            bounds,
            taken: Vec::new(),
            curve,
            leaders: Vec::new(),
        }
    }

    /// Keeps labels off a rectangle.
    pub(super) fn take(&mut self, rect: Rect) {
        self.taken.push(rect);
    }

    /// Whether nothing stands in a rectangle.
    pub(super) fn is_free(&self, rect: &Rect) -> bool {
        let wide = rect.grown(GAP);
        self.bounds.encloses(rect)
            && !self.taken.iter().any(|t| t.overlaps(&wide))
            && !self.curve.iter().any(|p| wide.contains(*p))
            && !self
                .leaders
                .iter()
                .any(|(a, b)| along(&[*a, *b], 4.0).iter().any(|p| wide.contains(*p)))
    }

    /// The best free place for a label and the end of its leader there;
    /// `None` where there is none near.
    pub(super) fn place(&mut self, label: &Label) -> Option<(Rect, Point)> {
        let mut best: Option<(f64, Rect, Point)> = None;
        let reach = (self.bounds.bottom - self.bounds.top).max(160.0) * 0.75;
        let mut distance = 16.0;
        while distance < reach {
            for turn in 0..24 {
                let angle = f64::from(turn) * std::f64::consts::TAU / 24.0;
                // From the point to the nearest point of the label.
                let (dx, dy) = (angle.cos(), angle.sin());
                let near = (label.at.0 + distance * dx, label.at.1 + distance * dy);
                let center = (
                    near.0 + dx * label.width / 2.0,
                    near.1 + dy * label.height / 2.0,
                );
                let rect = Rect {
                    left: center.0 - label.width / 2.0,
                    top: center.1 - label.height / 2.0,
                    right: center.0 + label.width / 2.0,
                    bottom: center.1 + label.height / 2.0,
                };
                let end = (
                    label.at.0.clamp(rect.left, rect.right),
                    label.at.1.clamp(rect.top, rect.bottom),
                );
                let cost = distance + 12.0 * self.crossings(label.at, end);
                if best.as_ref().is_none_or(|(c, ..)| cost < *c)
                    && self.is_free(&rect)
                    && self.leader_is_free(label.at, end)
                {
                    best = Some((cost, rect, end));
                }
            }
            // Nothing further away can be better.
            if best.as_ref().is_some_and(|(cost, ..)| *cost <= distance) {
                break;
            }
            distance += 9.0;
        }
        let (_, rect, end) = best?;
        self.taken.push(rect);
        self.leaders.push((label.at, end));
        Some((rect, end))
    }

    fn leader_is_free(&self, from: Point, to: Point) -> bool {
        let points = along(&[from, to], 4.0);
        !self
            .taken
            .iter()
            // The mark at the point itself is one of those that are taken.
            .filter(|t| !t.contains(from))
            .any(|t| points.iter().any(|p| t.contains(*p)))
    }

    /// How often a leader touches the lines, its own point left out.
    fn crossings(&self, from: Point, to: Point) -> f64 {
        let touching = |p: &&Point| {
            (p.0 - from.0).hypot(p.1 - from.1) > 9.0
                && self
                    .curve
                    .iter()
                    .any(|c| (c.0 - p.0).abs() < 2.0 && (c.1 - p.1).abs() < 2.0)
        };
        along(&[from, to], 4.0).iter().filter(touching).count() as f64
    }
}
