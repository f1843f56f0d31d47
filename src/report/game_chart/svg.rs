//! The scene as SVG.

use super::scene::{Anchor, Point, Role, Scene, Shape};
use crate::report::colors::{Pair, hex};
use maud::{Markup, PreEscaped, html};

/// Letters of a size in [`Scene`]'s sense (from the highest to the lowest
/// letter) are so much smaller in SVG's (the em).
const EM: f64 = 1.0 / 1.164;

/// The colors on paper; the page has its own for either light.
const STYLE: &str = "
text { font-family: 'DejaVu Sans', Verdana, Geneva, 'Bitstream Vera Sans', sans-serif; }
.ink { fill: #222; stroke: #222 } .gray { fill: #5f5f5f; stroke: #5f5f5f }
.grid { fill: #e0e0e0; stroke: #e0e0e0 } .band { fill: #3c3c3c; fill-opacity: .28 }
.other { fill: #007858; stroke: #007858 } .turn { fill: #8c3c82; stroke: #8c3c82 }
.ground { fill: #fff; fill-opacity: .82 } .warningbar { fill: #b34700 } .onwarning { fill: #fff }
text[class], .a { stroke: none } .l { fill: none; stroke-linejoin: round } .d { stroke: #fff; stroke-width: 2 }
";

fn class(role: Role) -> &'static str {
    match role {
        Role::Ink => "ink",
        Role::Gray => "gray",
        Role::Grid => "grid",
        Role::Home => "home",
        Role::Away => "away",
        Role::HomeFill => "homefill",
        Role::AwayFill => "awayfill",
        Role::Band => "band",
        Role::Other => "other",
        Role::Turn => "turn",
        Role::Ground => "ground",
        Role::Warning => "warningbar",
        Role::OnWarning => "onwarning",
        Role::Own(_) => "own",
        Role::OwnFill(_) => "own ownfill",
    }
}

/// The colors of the two teams on paper.
fn teams(colors: &Pair) -> String {
    let (home, away) = (hex(colors.home.light), hex(colors.away.light));
    format!(
        ".home {{ fill: {home}; stroke: {home} }} .away {{ fill: {away}; stroke: {away} }}
.homefill {{ fill: {home}; fill-opacity: .16 }} .awayfill {{ fill: {away}; fill-opacity: .16 }}
.ownfill {{ fill-opacity: .16 }}
"
    )
}

/// A color of a shape's own: on paper as its attribute, for dark screens as a property.
fn own(role: Role) -> (Option<String>, Option<String>) {
    match role {
        Role::Own(c) | Role::OwnFill(c) => {
            (Some(hex(c.light)), Some(format!("--d:{}", hex(c.dark))))
        }
        _ => (None, None),
    }
}

/// A number with one decimal at most.
fn n(x: f64) -> String {
    let text = format!("{x:.1}");
    text.strip_suffix(".0").unwrap_or(&text).to_owned()
}

fn path(points: &[Point], close: bool) -> String {
    let mut d = String::new();
    for (i, (x, y)) in points.iter().enumerate() {
        d.push(if i == 0 { 'M' } else { 'L' });
        d += &format!("{} {}", n(*x), n(*y));
    }
    if close {
        d.push('Z');
    }
    d
}

/// The shapes, one element each, colored by class.
pub(in crate::report) fn shapes(scene: &Scene) -> Markup {
    html! { @for s in &scene.shapes { (shape(s)) } }
}

fn shape(shape: &Shape) -> Markup {
    match shape {
        Shape::Path {
            points,
            width,
            dash,
            role,
        } => {
            let dash = dash.map(|(a, b)| format!("{} {}", n(a), n(b)));
            let (color, dark) = own(*role);
            html! {
                path class={ (class(*role)) " l" } stroke=[color] style=[dark] d=(path(points, false))
                    stroke-width=(n(*width)) stroke-dasharray=[dash] {}
            }
        }
        Shape::Area { points, role } => {
            let (color, dark) = own(*role);
            html! {
                path class={ (class(*role)) " a" } fill=[color] style=[dark] d=(path(points, true)) {}
            }
        }
        Shape::Disc { at, radius, role } => html! {
            circle class={ (class(*role)) " d" } fill=[own(*role).0] style=[own(*role).1] cx=(n(at.0)) cy=(n(at.1)) r=(n(radius + 1.0)) {}
        },
        Shape::Text {
            at,
            anchor,
            size,
            bold,
            words,
            role,
        } => {
            let anchor = match anchor {
                Anchor::Start => None,
                Anchor::Middle => Some("middle"),
                Anchor::End => Some("end"),
            };
            html! {
                // From the middle of the line down to the letters' foot.
                text class=(class(*role)) fill=[own(*role).0] style=[own(*role).1] x=(n(at.0)) y=(n(at.1 + 0.32 * size * EM))
                    font-size=(n(size * EM)) font-weight=[bold.then_some("bold")]
                    text-anchor=[anchor] { (words) }
            }
        }
    }
}

/// The picture as a file of its own, on white.
pub(super) fn document(scene: &Scene, words: &str) -> String {
    let (width, height) = (n(scene.width), n(scene.height));
    html! {
        (PreEscaped("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"))
        svg xmlns="http://www.w3.org/2000/svg" width=(width) height=(height)
            viewBox={ "0 0 " (width) " " (height) } role="img" {
            title { (words) }
            style { (PreEscaped(STYLE)) (PreEscaped(teams(&scene.colors))) }
            rect width=(width) height=(height) fill="#fff" {}
            (shapes(scene))
        }
    }
    .into_string()
}
