//! Above and below the plot: title, legend, turning points, scores, notes.

use super::frame::{Frame, Look};
use super::scene::{Anchor, Rect, Role, Scene, text_box, text_width};
use super::{GameChart, percent};

/// Breaks words into lines of at most `room` pixels.
fn wrapped(words: &str, (size, bold): (f64, bool), room: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in words.split(' ') {
        if let Some(line) = lines.last_mut() {
            let longer = format!("{line} {word}");
            if text_width(&longer, size, bold) <= room {
                *line = longer;
                continue;
            }
        }
        lines.push(word.to_owned());
    }
    lines
}

/// Title, subtitle, legend, and whose the scales are; returns where the plot
/// begins.
pub(super) fn head(scene: &mut Scene, chart: &GameChart, look: &Look) -> f64 {
    let (edge, line) = (look.edge(), look.line);
    let room = look.width - 2.0 * edge;
    // The page has its own margins and title.
    let mut y = if chart.title.is_empty() {
        line * 0.3
    } else {
        edge
    };
    if chart.simulated {
        let bar = Rect {
            left: 0.0,
            top: 0.0,
            right: look.width,
            bottom: line * 1.4,
        };
        scene.rectangle(bar, Role::Warning);
        let words = if look.wide {
            "SIMULATED SAMPLE DATA: this is not a real game"
        } else {
            "SIMULATED: not a real game"
        };
        let at = (edge, line * 0.7);
        scene.text(words, at, Anchor::Start, (look.size, true), Role::OnWarning);
        y += line * 1.2;
    }
    let title = look.size * if look.wide { 1.5 } else { 1.25 };
    let said = |words: &str, letters: (f64, bool)| match words {
        "" => Vec::new(),
        _ => wrapped(words, letters, room),
    };
    for words in said(&chart.title, (title, true)) {
        let at = (edge, y + title * 0.6);
        scene.text(words, at, Anchor::Start, (title, true), Role::Ink);
        y += title * 1.4;
    }
    for words in said(&chart.subtitle, (look.small, false)) {
        let at = (edge, y + line * 0.5);
        scene.text(words, at, Anchor::Start, (look.small, false), Role::Gray);
        y += line;
    }
    y += line * 0.25;
    y = legend(scene, chart, look, y);
    y += line * 0.35;
    let letters = (look.small, true);
    let names = [&chart.home, &chart.away];
    let captions = [
        [&names[0].name, &names[1].name].map(String::as_str),
        [&names[0].code, &names[1].code].map(String::as_str),
    ];
    // The longest that fits: names, else codes; the right scale is there on
    // wide pictures only.
    let scales = if look.wide {
        [", left scale", ", right scale"]
    } else {
        [""; 2]
    };
    let ends = captions.map(|[home, away]| {
        (
            format!("↑ {home} (home){}", scales[0]),
            format!("{away} (away){} ↓", scales[1]),
        )
    });
    let width = |words: &str| text_width(words, letters.0, true);
    let fits = |(home, away): &&(String, String)| width(home) + width(away) + 20.0 < room;
    let (home, away) = ends.iter().find(fits).unwrap_or(&ends[1]).clone();
    let at = y + line * 0.5;
    scene.text(home, (edge, at), Anchor::Start, letters, Role::Home);
    scene.text(
        away,
        (look.width - edge, at),
        Anchor::End,
        letters,
        Role::Away,
    );
    y += line;
    if !chart.turns.is_empty() {
        y += line * 0.95;
    }
    y + line * 0.35
}

/// What the lines and marks are.
fn legend(scene: &mut Scene, chart: &GameChart, look: &Look, top: f64) -> f64 {
    let (edge, line) = (look.edge(), look.line);
    let mut at = (edge, top + line * 0.5);
    let sample = look.size * 1.8;
    let gap = look.size * 1.4;
    let mut entry = |scene: &mut Scene, words: &str, draw: &dyn Fn(&mut Scene, f64, f64)| {
        let width = sample + 6.0 + text_width(words, look.small, false);
        if at.0 > edge && at.0 + width > look.width - edge {
            at = (edge, at.1 + line);
        }
        draw(scene, at.0, at.1);
        let place = (at.0 + sample + 6.0, at.1);
        scene.text(words, place, Anchor::Start, (look.small, false), Role::Ink);
        at.0 += width + gap;
    };
    entry(scene, &chart.model, &|s, x, y| {
        s.line((x, y), (x + sample, y), 2.2, Role::Ink);
    });
    if chart.moments.iter().any(|m| m.interval.is_some()) {
        let words = format!("{:.0}% interval", 100.0 * chart.level);
        entry(scene, &words, &|s, x, y| {
            let band = Rect {
                left: x,
                top: y - 5.0,
                right: x + sample,
                bottom: y + 5.0,
            };
            s.rectangle(band, Role::Band);
        });
    }
    if let Some(other) = &chart.against {
        entry(scene, other, &|s, x, y| {
            s.path(
                vec![(x, y), (x + sample, y)],
                2.0,
                Some((6.0, 4.0)),
                Role::Other,
            );
        });
    }
    if chart.scorings.iter().any(|s| s.home) {
        entry(scene, &format!("{} scores", chart.home.code), &|s, x, y| {
            s.disc((x + sample / 2.0, y), 4.5, Role::Home);
        });
    }
    if chart.scorings.iter().any(|s| !s.home) {
        entry(scene, &format!("{} scores", chart.away.code), &|s, x, y| {
            s.diamond((x + sample / 2.0, y), 5.5, Role::Away);
        });
    }
    if !chart.turns.is_empty() {
        let words = "turning point, posterior probability";
        entry(scene, words, &|s, x, y| {
            let x = x + sample / 2.0;
            s.path(
                vec![(x, y - 7.0), (x, y + 7.0)],
                1.6,
                Some((2.0, 3.0)),
                Role::Turn,
            );
        });
    }
    at.1 + line * 0.5
}

/// A dotted line at each turning point, with its probability above the plot;
/// returns where the lines are.
pub(super) fn turns(scene: &mut Scene, chart: &GameChart, frame: &Frame, look: &Look) -> Vec<f64> {
    let mut lines = Vec::new();
    let plot = frame.plot;
    let y = plot.top - look.line * 0.75;
    let mut taken: Vec<Rect> = Vec::new();
    // The surest first: where two are too near, that one keeps its words.
    let mut order: Vec<_> = chart.turns.iter().collect();
    order.sort_by(|a, b| b.probability.total_cmp(&a.probability));
    for turn in order {
        let Some(m) = chart.moments.get(turn.moment) else {
            continue;
        };
        let next = chart.moments.get(turn.moment + 1).unwrap_or(m);
        let x = (frame.x(m.elapsed) + frame.x(next.elapsed)) / 2.0;
        let words = percent_of_turn(turn.probability);
        let letters = (look.small, true);
        let half = text_width(&words, letters.0, true) / 2.0;
        let at = (
            x.clamp(look.edge() + half, look.width - look.edge() - half),
            y,
        );
        let rect = text_box(at, Anchor::Middle, letters.0, true, &words);
        // Where there is no room for words, a line across the plot would only
        // hide others: a tick then.
        let free = !taken.iter().any(|t| t.overlaps(&rect.grown(3.0)));
        let foot = if free { plot.bottom } else { plot.top + 9.0 };
        let line = vec![(x, plot.top - 3.0), (x, foot)];
        scene.path(line, 1.6, Some((2.0, 3.0)), Role::Turn);
        if free {
            scene.text(words, at, Anchor::Middle, letters, Role::Turn);
            taken.push(rect);
            lines.push(x);
        }
    }
    lines
}

/// A posterior is never quite 100%.
fn percent_of_turn(p: f64) -> String {
    if p > 0.99 { ">99%".into() } else { percent(p) }
}

/// What stands below the plot.
pub(super) struct Below {
    pub height: f64,
    /// For each score that has room: its index, words, row.
    scores: Vec<(usize, String, usize)>,
    rows: usize,
    notes: Vec<String>,
}

const MOST_ROWS: usize = 4;

impl Below {
    /// `frame` needs to be right from side to side only.
    pub(super) fn of(chart: &GameChart, frame: &Frame, look: &Look, height: f64) -> Self {
        let room = look.width - 2.0 * look.edge();
        let mut notes: Vec<String> = Vec::new();
        // A low picture is for the line.
        if height >= 420.0 {
            for note in &chart.notes {
                notes.extend(wrapped(note, (look.small * 0.95, false), room));
            }
        }
        let mut ends = [f64::NEG_INFINITY; MOST_ROWS];
        let mut scores = Vec::new();
        for (i, scoring) in chart.scorings.iter().enumerate() {
            let Some(m) = chart.moments.get(scoring.after) else {
                continue;
            };
            let words = if look.wide {
                chart.score_words(scoring)
            } else {
                let all = chart.score_words(scoring);
                all.split_once(' ')
                    .map_or(all.clone(), |(_, s)| s.to_owned())
            };
            let half = text_width(&words, look.small, false) / 2.0;
            let x = frame.x(m.elapsed);
            let x = x.clamp(look.edge() + half, look.width - look.edge() - half);
            if let Some(row) = ends.iter().position(|&end| end + 7.0 <= x - half) {
                ends[row] = x + half;
                scores.push((i, words, row));
            }
        }
        let rows = scores.iter().map(|s| s.2 + 1).max().unwrap_or(0);
        let lines = 1.2 + rows as f64 * 0.95 + notes.len() as f64 * 0.9;
        Self {
            height: look.line * lines + look.edge() * 0.8,
            scores,
            rows,
            notes,
        }
    }

    pub(super) fn draw(&self, scene: &mut Scene, chart: &GameChart, frame: &Frame, look: &Look) {
        let top = frame.plot.bottom + look.line * 1.2;
        for (i, words, row) in &self.scores {
            let scoring = &chart.scorings[*i];
            let Some(m) = chart.moments.get(scoring.after) else {
                continue;
            };
            let half = text_width(words, look.small, false) / 2.0;
            let x = frame.x(m.elapsed);
            let x = x.clamp(look.edge() + half, look.width - look.edge() - half);
            let y = top + look.line * (0.95 * *row as f64 + 0.45);
            let role = if scoring.home { Role::Home } else { Role::Away };
            scene.text(
                words.clone(),
                (x, y),
                Anchor::Middle,
                (look.small, false),
                role,
            );
        }
        let mut y = top + look.line * 0.95 * self.rows as f64 + look.line * 0.5;
        for note in &self.notes {
            let letters = (look.small * 0.95, false);
            scene.text(
                note.clone(),
                (look.edge(), y),
                Anchor::Start,
                letters,
                Role::Gray,
            );
            y += look.line * 0.9;
        }
    }
}
