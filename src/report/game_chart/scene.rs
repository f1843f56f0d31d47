//! A picture as a list of shapes, so that PNG, SVG and page show the same.

use crate::report::canvas;
use crate::report::colors::{Pair, Shades};

/// What a shape stands for; each painter gives it a color.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Letters, axes, the model's line.
    Ink,
    /// Lesser letters and lines.
    Gray,
    /// Grid.
    Grid,
    /// The home team's.
    Home,
    /// The away team's.
    Away,
    /// Where the home team is ahead of 50%.
    HomeFill,
    /// Where the away team is.
    AwayFill,
    /// The interval.
    Band,
    /// The other system's line.
    Other,
    /// Turning points.
    Turn,
    /// Behind letters.
    Ground,
    /// A warning's ground, and the letters on it.
    Warning,
    /// Letters on a warning.
    OnWarning,
    /// A color of its own.
    Own(Shades),
    /// The same, thin.
    OwnFill(Shades),
}

/// Which point of a text stands at its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// Its left end.
    Start,
    /// Its middle.
    Middle,
    /// Its right end.
    End,
}

/// A point, in pixels from the upper left corner.
pub type Point = (f64, f64);

/// One thing to paint.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    /// A line through points.
    Path {
        /// The points.
        points: Vec<Point>,
        /// Its width.
        width: f64,
        /// Lengths of dash and gap; `None` for an unbroken line.
        dash: Option<(f64, f64)>,
        /// Its color.
        role: Role,
    },
    /// A filled outline.
    Area {
        /// Its corners.
        points: Vec<Point>,
        /// Its color.
        role: Role,
    },
    /// A filled circle with an edge of the ground's color.
    Disc {
        /// Its center.
        at: Point,
        /// Its radius.
        radius: f64,
        /// Its color.
        role: Role,
    },
    /// Letters in one line.
    Text {
        /// Where its [`Anchor`] stands, halfway up its small letters.
        at: Point,
        /// Which point of it stands there.
        anchor: Anchor,
        /// The letters' size.
        size: f64,
        /// Whether they are bold.
        bold: bool,
        /// The letters.
        words: String,
        /// Their color.
        role: Role,
    },
}

/// A rectangle, by its left, upper, right and lower edges.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rect {
    /// Left edge.
    pub left: f64,
    /// Upper edge.
    pub top: f64,
    /// Right edge.
    pub right: f64,
    /// Lower edge.
    pub bottom: f64,
}

impl Rect {
    /// Whether two have a point in common, edges not counted.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }

    /// Whether a point is in it.
    #[must_use]
    pub fn contains(&self, (x, y): Point) -> bool {
        (self.left..=self.right).contains(&x) && (self.top..=self.bottom).contains(&y)
    }

    /// Whether another one lies in it as a whole.
    #[must_use]
    pub fn encloses(&self, other: &Self) -> bool {
        self.contains((other.left, other.top)) && self.contains((other.right, other.bottom))
    }

    /// Wider by `by` on all sides.
    #[must_use]
    pub fn grown(&self, by: f64) -> Self {
        Self {
            left: self.left - by,
            top: self.top - by,
            right: self.right + by,
            bottom: self.bottom + by,
        }
    }
}

/// A picture: its size, and its shapes from back to front.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Scene {
    /// Pixels.
    pub width: f64,
    /// Pixels.
    pub height: f64,
    /// Of [`Role::Home`] and [`Role::Away`].
    pub colors: Pair,
    /// From back to front.
    pub shapes: Vec<Shape>,
}

/// Width of a text.
#[must_use]
pub fn text_width(words: &str, size: f64, bold: bool) -> f64 {
    // Measured at a size at which rounding to whole pixels is no matter.
    canvas::width_of(words, bold) * size
}

/// Height that a line of text takes.
#[must_use]
pub fn text_height(size: f64) -> f64 {
    size * 1.25
}

/// The rectangle that a text fills.
#[must_use]
pub fn text_box(at: Point, anchor: Anchor, size: f64, bold: bool, words: &str) -> Rect {
    let (width, height) = (text_width(words, size, bold), text_height(size));
    let left = match anchor {
        Anchor::Start => at.0,
        Anchor::Middle => at.0 - width / 2.0,
        Anchor::End => at.0 - width,
    };
    Rect {
        left,
        top: at.1 - height / 2.0,
        right: left + width,
        bottom: at.1 + height / 2.0,
    }
}

impl Shape {
    /// The rectangle of a text; `None` for all else.
    #[must_use]
    pub fn text_box(&self) -> Option<Rect> {
        match self {
            Self::Text {
                at,
                anchor,
                size,
                bold,
                words,
                ..
            } => Some(text_box(*at, *anchor, *size, *bold, words)),
            _ => None,
        }
    }
}

impl Scene {
    pub(super) fn line(&mut self, from: Point, to: Point, width: f64, role: Role) {
        self.path(vec![from, to], width, None, role);
    }

    pub(super) fn path(
        &mut self,
        points: Vec<Point>,
        width: f64,
        dash: Option<(f64, f64)>,
        role: Role,
    ) {
        self.shapes.push(Shape::Path {
            points,
            width,
            dash,
            role,
        });
    }

    pub(super) fn area(&mut self, points: Vec<Point>, role: Role) {
        self.shapes.push(Shape::Area { points, role });
    }

    pub(super) fn rectangle(&mut self, r: Rect, role: Role) {
        let corners = vec![
            (r.left, r.top),
            (r.right, r.top),
            (r.right, r.bottom),
            (r.left, r.bottom),
        ];
        self.area(corners, role);
    }

    /// A small square on its corner: the away team's mark.
    pub(super) fn diamond(&mut self, (x, y): Point, radius: f64, role: Role) {
        for (r, role) in [(radius + 2.0, Role::Ground), (radius, role)] {
            self.area(vec![(x, y - r), (x + r, y), (x, y + r), (x - r, y)], role);
        }
    }

    pub(super) fn disc(&mut self, at: Point, radius: f64, role: Role) {
        self.shapes.push(Shape::Disc { at, radius, role });
    }

    pub(super) fn text(
        &mut self,
        words: impl Into<String>,
        at: Point,
        anchor: Anchor,
        (size, bold): (f64, bool),
        role: Role,
    ) {
        self.shapes.push(Shape::Text {
            at,
            anchor,
            size,
            bold,
            words: words.into(),
            role,
        });
    }
}
