//! Two teams' colors that can be told apart, and read as letters.
//!
//! Of each team's colors the first ones are taken that differ enough from one another,
//! to readers with red- or green-blindness too; both are darkened for white paper and
//! lightened for a dark screen until letters in them can be read. Pictures never rest on
//! color alone: a team's marks have its shape, and its side of the picture its words.

use crate::teams::Rgb;

/// A color on paper and on a dark screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shades {
    /// On white.
    pub light: Rgb,
    /// On nearly black.
    pub dark: Rgb,
}

/// The colors of two teams.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pair {
    /// The home team's.
    pub home: Shades,
    /// The away team's.
    pub away: Shades,
}

/// Letters' least contrast with their ground (WCAG 2.2, level AA).
pub const CONTRAST: f64 = 4.5;
/// Least difference of two teams' colors in CIELAB, however they are seen.
pub const APART: f64 = 22.0;

const WHITE: Rgb = [255; 3];
/// The page's dark ground.
const NIGHT: Rgb = [0x16, 0x19, 0x1d];
/// For teams without colors of their own: Okabe and Ito's blue, and a vermilion dark
/// enough for letters; a gray where both are near the other team's.
const OTHERS: [Rgb; 3] = [[0, 114, 178], [176, 74, 0], [110, 110, 110]];

impl Default for Pair {
    fn default() -> Self {
        Self::of(None, None)
    }
}

impl Pair {
    /// The colors in which a game is drawn.
    #[must_use]
    pub fn of(home: Option<[Rgb; 2]>, away: Option<[Rgb; 2]>) -> Self {
        Self::chosen(home, away, 2)
    }

    /// The same, the first team (as `home`) in its first color whatever the other's are:
    /// for games of one team side by side.
    #[must_use]
    pub fn of_one(own: Option<[Rgb; 2]>, other: Option<[Rgb; 2]>) -> Self {
        Self::chosen(own, other, 1)
    }

    /// The first pair that is far enough apart, of the home team's first `colors` ones.
    fn chosen(home: Option<[Rgb; 2]>, away: Option<[Rgb; 2]>, colors: usize) -> Self {
        let choice = |own: Option<[Rgb; 2]>, from: usize| {
            let mut all: Vec<Rgb> = own.map_or_else(Vec::new, |c| c.to_vec());
            all.extend(OTHERS.iter().cycle().skip(from).take(OTHERS.len()));
            all
        };
        // A team without colors takes the other one than its opponent would.
        let (homes, aways) = (choice(home, 0), choice(away, 1));
        // The home team keeps its first color longer.
        let mut order: Vec<(usize, usize)> = (0..homes.len().min(colors))
            .flat_map(|h| (0..aways.len()).map(move |a| (h, a)))
            .collect();
        order.sort_by_key(|(h, a)| 3 * h + 2 * a + 8 * h.min(a));
        let pairs = order
            .into_iter()
            .map(|(h, a)| Self::shaded(homes[h], aways[a]))
            .map(|pair| (pair.least_difference(), pair));
        let mut best: Option<(f64, Self)> = None;
        for (apart, pair) in pairs {
            if apart >= APART {
                return pair;
            }
            if best.is_none_or(|(most, _)| apart > most) {
                best = Some((apart, pair));
            }
        }
        best.map_or_else(|| Self::shaded(OTHERS[0], OTHERS[1]), |(_, pair)| pair)
    }

    fn shaded(home: Rgb, away: Rgb) -> Self {
        let shades = |color| Shades {
            light: readable(color, WHITE),
            dark: readable(color, NIGHT),
        };
        Self {
            home: shades(home),
            away: shades(away),
        }
    }

    /// The difference of the two as seen with and without red- and green-blindness, on
    /// either ground: the least of all.
    #[must_use]
    pub fn least_difference(&self) -> f64 {
        let pairs = [
            (self.home.light, self.away.light),
            (self.home.dark, self.away.dark),
        ];
        let seen: [Option<[[f64; 3]; 3]>; 3] = [None, Some(PROTAN), Some(DEUTAN)];
        let all = pairs.iter().flat_map(|(a, b)| {
            seen.iter().map(move |eyes| {
                let [a, b] = [a, b].map(|c| lab(eyes.map_or(linear(*c), |m| through(m, *c))));
                a.iter().zip(b).map(|(x, y)| (x - y).powi(2)).sum::<f64>()
            })
        });
        all.fold(f64::INFINITY, f64::min).sqrt()
    }
}

/// "#e31837".
#[must_use]
pub fn hex([r, g, b]: Rgb) -> String {
    format!("#{r:02x}{g:02x}{b:02x}")
}

/// The contrast of two colors by WCAG 2.2: 1 to 21.
#[must_use]
pub fn contrast(a: Rgb, b: Rgb) -> f64 {
    let light = |c| {
        let [r, g, b] = linear(c);
        0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05
    };
    let (a, b) = (light(a), light(b));
    a.max(b) / a.min(b)
}

/// The color, darkened or lightened in its own hue until letters in it can be read on the
/// ground.
fn readable(color: Rgb, ground: Rgb) -> Rgb {
    let toward = if ground == WHITE { 0.0 } else { 1.0 };
    let [hue, saturation, lightness] = hsl(color);
    (0..=100)
        .map(|step| {
            let part = f64::from(step) / 100.0;
            let lightness = lightness + (toward - lightness) * part;
            if step == 0 {
                color
            } else {
                of_hsl([hue, saturation, lightness])
            }
        })
        .find(|&c| contrast(c, ground) >= CONTRAST)
        .unwrap_or([(255.0 * toward) as u8; 3])
}

/// Hue in sixths of the circle, saturation, lightness.
fn hsl(color: Rgb) -> [f64; 3] {
    let c = color.map(|c| f64::from(c) / 255.0);
    let (high, low) = (c[0].max(c[1]).max(c[2]), c[0].min(c[1]).min(c[2]));
    let (chroma, lightness) = (high - low, (high + low) / 2.0);
    if chroma == 0.0 {
        return [0.0, 0.0, lightness];
    }
    let hue = match high {
        h if h == c[0] => ((c[1] - c[2]) / chroma).rem_euclid(6.0),
        h if h == c[1] => (c[2] - c[0]) / chroma + 2.0,
        _ => (c[0] - c[1]) / chroma + 4.0,
    };
    [
        hue,
        chroma / (1.0 - (2.0 * lightness - 1.0).abs()),
        lightness,
    ]
}

fn of_hsl([hue, saturation, lightness]: [f64; 3]) -> Rgb {
    let chroma = (1.0 - (2.0 * lightness - 1.0).abs()) * saturation;
    let next = chroma * (1.0 - (hue % 2.0 - 1.0).abs());
    let [r, g, b] = match hue as u8 {
        0 => [chroma, next, 0.0],
        1 => [next, chroma, 0.0],
        2 => [0.0, chroma, next],
        3 => [0.0, next, chroma],
        4 => [next, 0.0, chroma],
        _ => [chroma, 0.0, next],
    };
    let low = lightness - chroma / 2.0;
    [r, g, b].map(|c| (255.0 * (c + low)).round().clamp(0.0, 255.0) as u8)
}

fn linear(color: Rgb) -> [f64; 3] {
    color.map(|c| match f64::from(c) / 255.0 {
        c if c <= 0.04045 => c / 12.92,
        c => ((c + 0.055) / 1.055).powf(2.4),
    })
}

/// Viénot, Brettel and Mollon (1999): what dichromats see, in linear RGB.
const PROTAN: [[f64; 3]; 3] = [
    [0.11238, 0.88762, 0.0],
    [0.11238, 0.88762, 0.0],
    [0.00401, -0.00401, 1.0],
];
const DEUTAN: [[f64; 3]; 3] = [
    [0.29275, 0.70725, 0.0],
    [0.29275, 0.70725, 0.0],
    [-0.02234, 0.02234, 1.0],
];

fn through(eyes: [[f64; 3]; 3], color: Rgb) -> [f64; 3] {
    let c = linear(color);
    eyes.map(|row| row.iter().zip(c).map(|(m, c)| m * c).sum::<f64>().max(0.0))
}

/// CIELAB of linear sRGB, D65.
fn lab([r, g, b]: [f64; 3]) -> [f64; 3] {
    let f = |t: f64| match t {
        t if t > 216.0 / 24389.0 => t.cbrt(),
        t => (24389.0 / 27.0 * t + 16.0) / 116.0,
    };
    let x = f((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047);
    let y = f(0.2126 * r + 0.7152 * g + 0.0722 * b);
    let z = f((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883);
    [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::teams::{CODES, colors};

    #[test]
    fn any_two_teams_can_be_read_and_told_apart_by_everyone() {
        for home in CODES {
            for away in CODES.iter().filter(|c| **c != home) {
                let beside = Pair::of_one(colors(home), colors(away));
                assert!(beside.least_difference() >= APART, "{away} beside {home}");
                let pair = Pair::of(colors(home), colors(away));
                let apart = pair.least_difference();
                assert!(apart >= APART, "{away} at {home}: {apart}");
                for shades in [pair.home, pair.away] {
                    assert!(
                        contrast(shades.light, WHITE) >= CONTRAST,
                        "{away} at {home}"
                    );
                    assert!(contrast(shades.dark, NIGHT) >= CONTRAST, "{away} at {home}");
                }
            }
        }
    }

    #[test]
    fn teams_keep_their_first_color_where_they_can() {
        let pair = Pair::of(colors("ATL"), colors("NE"));
        assert_eq!(hex(pair.home.light), "#a71930");
        assert_eq!(hex(pair.away.light), "#002244");
        // Two in navy: one of them takes its other color.
        let pair = Pair::of(colors("NE"), colors("TEN"));
        assert_eq!(hex(pair.home.light), "#002244");
        assert_ne!(hex(pair.away.light), "#002244");
        // Without colors: those of pictures without teams.
        assert_eq!(hex(Pair::default().home.light), "#0072b2");
        assert_eq!(hex(Pair::default().away.light), "#b04a00");
    }

    #[test]
    fn contrast_is_that_of_the_standard() {
        assert!((contrast([0; 3], WHITE) - 21.0).abs() < 1e-9);
        assert!((contrast([118; 3], WHITE) - 4.54).abs() < 0.01);
    }
}
