//! What the pictures share: the sheet, the letters, the colors.

use super::Labels;
use crate::error::{Error, Result};
use plotters::chart::MeshStyle;
use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::register_font;
use std::io::Write;
use std::path::Path;
use std::sync::OnceLock;

pub(super) type Area<'a> = DrawingArea<BitMapBackend<'a>, Shift>;
pub(super) type Painted<T = ()> = std::result::Result<T, Box<dyn std::error::Error>>;

// Okabe and Ito, "Color Universal Design" (2008).
pub(super) const BLUE: RGBColor = RGBColor(0, 114, 178);
pub(super) const VERMILION: RGBColor = RGBColor(213, 94, 0);
pub(super) const SKY: RGBColor = RGBColor(86, 180, 233);
/// Behind a warning in white.
pub(super) const WARNING: RGBColor = RGBColor(179, 71, 0);
/// Letters and axes.
pub(super) const INK: RGBColor = RGBColor(34, 34, 34);
/// Lesser letters.
pub(super) const GRAY: RGBColor = RGBColor(95, 95, 95);
/// Grid.
pub(super) const GRID: RGBColor = RGBColor(224, 224, 224);

/// Pictures are painted at twice their size and halved, which smooths every
/// edge (plotters smooths thin lines and letters only).
const SCALE: u32 = 2;

/// Pixels of the picture in pixels of the painting.
pub(super) fn px(pixels: i32) -> i32 {
    pixels * SCALE as i32
}

static REGULAR: &[u8] = include_bytes!("font/DejaVuSans.subset.ttf");
static BOLD: &[u8] = include_bytes!("font/DejaVuSans-Bold.subset.ttf");

/// Registers the letters once a process.
fn letters() -> Painted {
    static DONE: OnceLock<bool> = OnceLock::new();
    let done = DONE.get_or_init(|| {
        register_font("sans-serif", FontStyle::Normal, REGULAR).is_ok()
            && register_font("sans-serif", FontStyle::Bold, BOLD).is_ok()
    });
    if *done {
        Ok(())
    } else {
        Err("the embedded font cannot be read".into())
    }
}

/// Letters of `size` pixels.
pub(super) fn text(size: i32, color: RGBColor) -> TextStyle<'static> {
    ("sans-serif", px(size)).into_font().color(&color)
}

/// Bold letters of `size` pixels.
pub(super) fn bold(size: i32, color: RGBColor) -> TextStyle<'static> {
    // Not `.into_font().style(…)`, which keeps the letters of the other style.
    FontDesc::new(FontFamily::SansSerif, f64::from(px(size)), FontStyle::Bold).color(&color)
}

/// Letters of `size` painted pixels, whole or not.
pub(super) fn letters_of(size: f64, is_bold: bool, color: &RGBAColor) -> TextStyle<'static> {
    let style = if is_bold {
        FontStyle::Bold
    } else {
        FontStyle::Normal
    };
    FontDesc::new(FontFamily::SansSerif, size, style).color(color)
}

/// Width of words in letters of size 1.
pub(super) fn width_of(words: &str, is_bold: bool) -> f64 {
    const SIZE: f64 = 200.0;
    // Where the font cannot be read, painting fails with that reason.
    let guess = 0.6 * words.chars().count() as f64;
    if letters().is_err() {
        return guess;
    }
    letters_of(SIZE, is_bold, &INK.to_rgba())
        .font
        .box_size(words)
        .map_or(guess, |(width, _)| f64::from(width) / SIZE)
}

/// Axes and grid as in every picture.
pub(super) trait HouseStyle {
    /// Marks in letters of `size` pixels, what the axes are in one more; the
    /// grid at the marks only.
    fn in_house_style(&mut self, size: i32) -> &mut Self;
}

impl<X: Ranged, Y: Ranged, DB: DrawingBackend> HouseStyle for MeshStyle<'_, '_, X, Y, DB> {
    fn in_house_style(&mut self, size: i32) -> &mut Self {
        self.label_style(text(size, INK))
            .axis_desc_style(text(size + 1, INK))
            .axis_style(GRAY.stroke_width(2))
            .bold_line_style(GRID.stroke_width(2))
            .light_line_style(TRANSPARENT)
    }
}

/// A style whose letters are centered on the point.
pub(super) fn centered(style: TextStyle<'_>) -> TextStyle<'_> {
    use plotters::style::text_anchor::{HPos, Pos, VPos};
    style.pos(Pos::new(HPos::Center, VPos::Center))
}

/// Paints a picture of `size` pixels and writes it whole.
pub(super) fn paint(
    path: &Path,
    what: &str,
    (width, height): (u32, u32),
    painter: impl FnOnce(&Area<'_>) -> Painted,
) -> Result<()> {
    let failed = |e: Box<dyn std::error::Error>| Error::Draw {
        what: format!("{what} ({})", path.display()),
        problem: e.to_string(),
    };
    let large = (width * SCALE, height * SCALE);
    let mut pixels = vec![255u8; (large.0 * large.1 * 3) as usize];
    {
        let root = BitMapBackend::with_buffer(&mut pixels, large).into_drawing_area();
        let painted = || -> Painted {
            letters()?;
            root.fill(&WHITE)?;
            painter(&root)?;
            root.present()?;
            Ok(())
        };
        painted().map_err(failed)?;
    }
    let png = encode(&halve(&pixels, width, height), width, height).map_err(failed)?;
    crate::file::write_whole(path, |file| file.write_all(&png))
}

/// Means of 2 × 2 pixels.
fn halve(pixels: &[u8], width: u32, height: u32) -> Vec<u8> {
    let (width, height) = (width as usize, height as usize);
    let row = width * SCALE as usize * 3;
    let mut halved = Vec::with_capacity(width * height * 3);
    for y in 0..height {
        let (upper, lower) = (
            &pixels[2 * y * row..][..row],
            &pixels[(2 * y + 1) * row..][..row],
        );
        for (u, l) in upper.chunks_exact(6).zip(lower.chunks_exact(6)) {
            for c in 0..3 {
                let sum =
                    u16::from(u[c]) + u16::from(u[c + 3]) + u16::from(l[c]) + u16::from(l[c + 3]);
                halved.push(((sum + 2) / 4) as u8);
            }
        }
    }
    halved
}

/// The PNG. plotters' encoder writes to a named file only.
fn encode(pixels: &[u8], width: u32, height: u32) -> Painted<Vec<u8>> {
    let file = tempfile::Builder::new()
        .prefix("wp-")
        .suffix(".png")
        .tempfile()?;
    {
        let mut backend = BitMapBackend::new(file.path(), (width, height));
        backend.blit_bitmap((0, 0), (width, height), pixels)?;
        backend.present()?;
    }
    Ok(std::fs::read(file.path())?)
}

/// Writes the head of a picture (a warning where the games are simulated, the
/// title, where the numbers come from, and `notes`) and returns what is left.
pub(super) fn head<'a>(
    root: &Area<'a>,
    title: &str,
    labels: &Labels,
    notes: &[&str],
) -> Painted<Area<'a>> {
    let (x, mut y) = (px(20), px(16));
    let room = root.dim_in_pixel().0 as i32 - 2 * x;
    if labels.simulated {
        let (width, height) = (root.dim_in_pixel().0 as i32, px(32));
        root.draw(&Rectangle::new([(0, 0), (width, height)], WARNING.filled()))?;
        let warning = "SIMULATED SAMPLE DATA: these are not real games";
        root.draw_text(warning, &bold(15, WHITE), (x, px(10)))?;
        y += px(30);
    }
    let lines = [
        (title.to_string(), bold(20, INK), 29),
        (labels.line(), text(14, GRAY), 21),
    ]
    .into_iter()
    .chain(
        notes
            .iter()
            .map(|note| ((*note).to_string(), text(13, GRAY), 20)),
    );
    for (words, style, height) in lines {
        for line in wrapped(root, &words, &style, room)? {
            root.draw_text(&line, &style, (x, y))?;
            y += px(height);
        }
    }
    Ok(root.clone().split_vertically(y + px(6)).1)
}

/// Breaks words into lines of at most `room` painted pixels.
pub(super) fn wrapped(
    root: &Area<'_>,
    words: &str,
    style: &TextStyle<'_>,
    room: i32,
) -> Painted<Vec<String>> {
    let mut lines: Vec<String> = Vec::new();
    for word in words.split(' ') {
        if let Some(line) = lines.last_mut() {
            let longer = format!("{line} {word}");
            if root.estimate_text_size(&longer, style)?.0 as i32 <= room {
                *line = longer;
                continue;
            }
        }
        lines.push(word.to_string());
    }
    Ok(lines)
}

/// Words that are cut, with "…", to `room` painted pixels.
pub(super) fn cut(
    root: &Area<'_>,
    words: &str,
    style: &TextStyle<'_>,
    room: i32,
) -> Painted<String> {
    let mut letters: Vec<char> = words.chars().collect();
    let mut whole = words.to_string();
    while letters.len() > 1 && root.estimate_text_size(&whole, style)?.0 as i32 > room {
        letters.pop();
        whole = letters.iter().collect::<String>() + "…";
    }
    Ok(whole)
}
