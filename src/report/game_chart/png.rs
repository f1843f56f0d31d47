//! The scene as a PNG, with plotters.

use super::scene::{Anchor, Role, Scene, Shape};
use crate::error::{Error, Result};
use crate::report::canvas::{self, Area, GRAY, GRID, INK, Painted, WARNING};
use crate::report::colors::Pair;
use crate::teams::Rgb;
use plotters::element::DashedPathElement;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use std::path::Path;

/// Most pixels of a side.
const MOST: u32 = 8000;

/// Writes the scene with `scale` pixels a pixel.
pub(super) fn write(scene: &Scene, scale: u32, path: &Path) -> Result<()> {
    if !(1..=4).contains(&scale) {
        return Err(Error::parameter("a scale", "between 1 and 4", scale));
    }
    let size = (scene.width as u32, scene.height as u32);
    if size.0.max(size.1) * scale > MOST {
        let rule = format!("of at most {MOST} pixels a side, its scale included");
        let value = format!("{}x{}", size.0 * scale, size.1 * scale);
        return Err(Error::parameter("a picture", rule, value));
    }
    let size = (size.0 * scale, size.1 * scale);
    canvas::paint(path, "the game's win probability", size, |root| {
        // The canvas paints at its own multiple of the picture's pixels.
        let large = f64::from(canvas::px(1)) * f64::from(scale);
        let color = |role| color(role, &scene.colors);
        let mut shapes = scene.shapes.iter();
        shapes.try_for_each(|s| shape(root, s, large, &color))
    })
}

fn color(role: Role, of: &Pair) -> RGBAColor {
    let rgb = |[r, g, b]: Rgb| RGBColor(r, g, b);
    match role {
        Role::Ink => INK.to_rgba(),
        Role::Gray => GRAY.to_rgba(),
        Role::Grid => GRID.to_rgba(),
        Role::Home => rgb(of.home.light).to_rgba(),
        Role::Away => rgb(of.away.light).to_rgba(),
        Role::HomeFill => rgb(of.home.light).mix(0.16),
        Role::AwayFill => rgb(of.away.light).mix(0.16),
        Role::Own(own) => rgb(own.light).to_rgba(),
        Role::OwnFill(own) => rgb(own.light).mix(0.16),
        Role::Band => RGBColor(60, 60, 60).mix(0.28),
        Role::Other => RGBColor(0, 120, 88).to_rgba(),
        Role::Turn => RGBColor(140, 60, 130).to_rgba(),
        Role::Ground => WHITE.mix(0.82),
        Role::Warning => WARNING.to_rgba(),
        Role::OnWarning => WHITE.to_rgba(),
    }
}

fn shape(root: &Area<'_>, shape: &Shape, large: f64, color: &dyn Fn(Role) -> RGBAColor) -> Painted {
    let place = |&(x, y): &(f64, f64)| ((x * large).round() as i32, (y * large).round() as i32);
    let stroke = |width: f64| (width * large).round().max(1.0) as u32;
    match shape {
        Shape::Path {
            points,
            width,
            dash,
            role,
        } => {
            let style = color(*role).stroke_width(stroke(*width));
            let points: Vec<_> = points.iter().map(place).collect();
            match dash {
                None => {
                    // Piece by piece: plotters draws a line through points as
                    // one outline, which is thin where the line turns back.
                    for pair in points.windows(2) {
                        root.draw(&PathElement::new(pair.to_vec(), style))?;
                    }
                    let joint = (width * large / 2.0).round() as i32;
                    if joint > 1 {
                        for &point in points.iter().skip(1) {
                            root.draw(&Circle::new(point, joint, color(*role).filled()))?;
                        }
                    }
                }
                Some((dash, gap)) => {
                    let (dash, gap) = ((dash * large) as i32, (gap * large) as i32);
                    root.draw(&DashedPathElement::new(points, dash, gap, style))?;
                }
            }
        }
        Shape::Area { points, role } => {
            let points: Vec<_> = points.iter().map(place).collect();
            root.draw(&Polygon::new(points, color(*role).filled()))?;
        }
        Shape::Disc { at, radius, role } => {
            let edge = ((radius + 2.0) * large).round() as i32;
            root.draw(&Circle::new(place(at), edge, WHITE.mix(0.82).filled()))?;
            let radius = (radius * large).round() as i32;
            root.draw(&Circle::new(place(at), radius, color(*role).filled()))?;
        }
        Shape::Text {
            at,
            anchor,
            size,
            bold,
            words,
            role,
        } => {
            let side = match anchor {
                Anchor::Start => HPos::Left,
                Anchor::Middle => HPos::Center,
                Anchor::End => HPos::Right,
            };
            let style = canvas::letters_of(size * large, *bold, &color(*role));
            let style = style.pos(Pos::new(side, VPos::Center));
            root.draw_text(words, &style, place(at))?;
        }
    }
    Ok(())
}
