//! Where everything of a game's picture stands.

use super::frame::{Frame, Look};
use super::place::{Label, Space, along};
use super::scene::{Anchor, Point, Rect, Role, Scene, text_box, text_height, text_width};
use super::{GameChart, strips};

/// Lays a game's picture out on `width` × `height` pixels.
#[must_use]
pub fn laid_out(chart: &GameChart, width: f64, height: f64) -> (Scene, Frame) {
    let look = Look::of(width);
    let mut scene = Scene {
        width,
        height,
        colors: chart.colors,
        shapes: Vec::new(),
    };
    let top = strips::head(&mut scene, chart, &look);
    let right = if look.wide {
        text_width("100%", look.small, false) + 8.0
    } else {
        0.0
    };
    let mut frame = Frame {
        plot: Rect {
            left: look.edge() + text_width("100%", look.small, false) + 8.0,
            top,
            right: width - look.edge() - right,
            bottom: height,
        },
        length: chart.length(),
    };
    let below = strips::Below::of(chart, &frame, &look, height);
    frame.plot.bottom = (height - below.height).max(top + 60.0);
    axes(&mut scene, chart, &frame, &look);
    let lines = curves(&mut scene, chart, &frame);
    let mut curve: Vec<Point> = Vec::new();
    for line in &lines {
        curve.extend(along(line, 3.0));
    }
    let mut space = Space::new(frame.plot.grown(-3.0), curve);
    let turns = strips::turns(&mut scene, chart, &frame, &look);
    marks(&mut scene, chart, &frame, &mut space);
    corners(&mut scene, chart, &frame, &look, (&mut space, &turns));
    labels(&mut scene, chart, &frame, &look, &mut space);
    below.draw(&mut scene, chart, &frame, &look);
    (scene, frame)
}

/// Grid, both scales, quarters.
fn axes(scene: &mut Scene, chart: &GameChart, frame: &Frame, look: &Look) {
    let plot = frame.plot;
    let line_of = |y: f64| [(plot.left, y), (plot.right, y)];
    for step in 0..=4 {
        let p = f64::from(step) / 4.0;
        let y = frame.y(p);
        let [from, to] = line_of(y);
        let role = if step == 2 { Role::Gray } else { Role::Grid };
        scene.line(from, to, 1.0, role);
        let letters = (look.small, false);
        let words = format!("{:.0}%", 100.0 * p);
        scene.text(
            words,
            (plot.left - 8.0, y),
            Anchor::End,
            letters,
            Role::Home,
        );
        if look.wide {
            let words = format!("{:.0}%", 100.0 - 100.0 * p);
            scene.text(
                words,
                (plot.right + 8.0, y),
                Anchor::Start,
                letters,
                Role::Away,
            );
        }
    }
    for period in &chart.periods {
        let x = frame.x(period.from);
        let role = if period.from == 1800.0 || period.from == 3600.0 {
            Role::Gray
        } else {
            Role::Grid
        };
        scene.line((x, plot.top), (x, plot.bottom), 1.0, role);
        let middle = (frame.x(period.to) + x) / 2.0;
        let at = (middle, plot.bottom + look.line * 0.6);
        let room = frame.x(period.to) - x;
        if text_width(&period.name, look.small, true) < room - 2.0 {
            let letters = (look.small, true);
            scene.text(period.name.clone(), at, Anchor::Middle, letters, Role::Gray);
        }
    }
    scene.line(
        (plot.right, plot.top),
        (plot.right, plot.bottom),
        1.0,
        Role::Grid,
    );
}

/// The fills, the band, the lines; returns the lines.
fn curves(scene: &mut Scene, chart: &GameChart, frame: &Frame) -> Vec<Vec<Point>> {
    let points: Vec<Point> = chart
        .moments
        .iter()
        .map(|m| (frame.x(m.elapsed), frame.y(m.home_wp)))
        .collect();
    let (Some(first), Some(last)) = (points.first(), points.last()) else {
        return Vec::new();
    };
    let middle = frame.y(0.5);
    let crossed = with_crossings(&points, middle);
    for (role, home) in [(Role::HomeFill, true), (Role::AwayFill, false)] {
        let mut outline: Vec<Point> = crossed
            .iter()
            .map(|&(x, y)| (x, if home { y.min(middle) } else { y.max(middle) }))
            .collect();
        outline.push((last.0, middle));
        outline.push((first.0, middle));
        scene.area(outline, role);
    }
    for run in chart
        .moments
        .chunk_by(|a, b| a.interval.is_some() == b.interval.is_some())
    {
        let ends = |end: usize| {
            run.iter()
                .filter_map(move |m| m.interval.map(|i| (frame.x(m.elapsed), frame.y(i[end]))))
        };
        let mut outline: Vec<Point> = ends(1).collect();
        let mut lower: Vec<Point> = ends(0).collect();
        lower.reverse();
        outline.extend(lower);
        if outline.len() > 3 {
            scene.area(outline, Role::Band);
        }
    }
    let mut lines = Vec::new();
    for run in chart
        .moments
        .chunk_by(|a, b| a.other.is_some() == b.other.is_some())
    {
        let line: Vec<Point> = run
            .iter()
            .filter_map(|m| m.other.map(|p| (frame.x(m.elapsed), frame.y(p))))
            .collect();
        if line.len() > 1 {
            scene.path(line.clone(), 2.0, Some((6.0, 4.0)), Role::Other);
            lines.push(line);
        }
    }
    scene.path(points.clone(), 2.2, None, Role::Ink);
    lines.push(points);
    lines
}

/// A line with its crossings of `middle` as points of it.
pub(super) fn with_crossings(points: &[Point], middle: f64) -> Vec<Point> {
    let mut all = Vec::with_capacity(points.len() + 16);
    for pair in points.windows(2) {
        let ((x, y), (u, v)) = (pair[0], pair[1]);
        all.push((x, y));
        if (y - middle) * (v - middle) < 0.0 {
            all.push((x + (u - x) * (middle - y) / (v - y), middle));
        }
    }
    all.extend(points.last());
    all
}

/// A mark on the line at each score.
fn marks(scene: &mut Scene, chart: &GameChart, frame: &Frame, space: &mut Space) {
    for scoring in &chart.scorings {
        let Some(m) = chart.moments.get(scoring.after) else {
            continue;
        };
        let at = (frame.x(m.elapsed), frame.y(m.home_wp));
        if scoring.home {
            scene.disc(at, 4.5, Role::Home);
        } else {
            scene.diamond(at, 5.5, Role::Away);
        }
        space.take(Rect {
            left: at.0 - 7.0,
            top: at.1 - 7.0,
            right: at.0 + 7.0,
            bottom: at.1 + 7.0,
        });
    }
}

/// Which end of the scale is whose, inside the plot where that is free.
fn corners(
    scene: &mut Scene,
    chart: &GameChart,
    frame: &Frame,
    look: &Look,
    (space, turns): (&mut Space, &[f64]),
) {
    let plot = frame.plot;
    let letters = (look.small, true);
    for home in [true, false] {
        let words = format!("{} wins", chart.code(home));
        let y = if home {
            plot.top + look.line * 0.75
        } else {
            plot.bottom - look.line * 0.75
        };
        let width = text_width(&words, letters.0, true);
        for part in [0.0, 0.1, 0.25, 0.4, 0.55, 0.75, 1.0] {
            let x = plot.left + 8.0 + part * (plot.right - plot.left - 16.0 - width);
            let rect = text_box((x, y), Anchor::Start, letters.0, true, &words);
            let crossed = turns
                .iter()
                .any(|x| (rect.left - 3.0..rect.right + 3.0).contains(x));
            if space.is_free(&rect) && !crossed {
                let role = if home { Role::Home } else { Role::Away };
                scene.text(words, (x, y), Anchor::Start, letters, role);
                space.take(rect);
                break;
            }
        }
    }
}

/// The biggest plays, in words.
fn labels(scene: &mut Scene, chart: &GameChart, frame: &Frame, look: &Look, space: &mut Space) {
    let area = (frame.plot.right - frame.plot.left) * (frame.plot.bottom - frame.plot.top);
    let most = (area / 55_000.0).clamp(1.0, 7.0) as usize;
    for &i in chart.biggest.iter().take(most) {
        let (Some(m), Some(next)) = (chart.moments.get(i), chart.moments.get(i + 1)) else {
            continue;
        };
        let Some(wpa) = m.home_wpa else { continue };
        let mut gain = chart.gain(wpa);
        if !m.clock.is_empty() {
            gain = format!("{gain} · {}", m.clock);
        }
        let widths = [
            text_width(&m.short, look.small, true),
            text_width(&gain, look.small, false),
        ];
        // Where the play moved the line: halfway up the step.
        let at = (
            (frame.x(m.elapsed) + frame.x(next.elapsed)) / 2.0,
            (frame.y(m.home_wp) + frame.y(next.home_wp)) / 2.0,
        );
        let label = Label {
            width: widths[0].max(widths[1]) + 8.0,
            height: 2.0 * text_height(look.small) + 4.0,
            at,
        };
        let Some((rect, end)) = space.place(&label) else {
            continue;
        };
        scene.line(at, end, 1.0, Role::Gray);
        scene.rectangle(rect, Role::Ground);
        let middle = (rect.left + rect.right) / 2.0;
        let half = text_height(look.small) / 2.0;
        let role = if wpa >= 0.0 { Role::Home } else { Role::Away };
        let first = (middle, rect.top + 2.0 + half);
        let second = (middle, rect.bottom - 2.0 - half);
        scene.text(
            m.short.clone(),
            first,
            Anchor::Middle,
            (look.small, true),
            role,
        );
        scene.text(gain, second, Anchor::Middle, (look.small, false), Role::Ink);
        scene.disc(at, 2.5, Role::Ink);
    }
}
