//! Forecasts against what happened, and against the closing line.

use super::{Forecast, Game, cdf};
use crate::math::Portable;
use serde::Serialize;

/// A played game with its forecast and its line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Checked {
    /// Season.
    pub season: u16,
    /// Home points less away points.
    pub margin: f64,
    /// Points of both teams.
    pub total: f64,
    /// The ratings' forecast before the game.
    pub forecast: Forecast,
    /// The closing spread, positive when the home team is favored.
    pub line: Option<f64>,
    /// P(the home team wins) from the line: a normal distribution around it,
    /// as wide as lines of earlier seasons missed by.
    pub line_wp: Option<f64>,
}

/// How good one forecaster was.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Quality {
    /// Root mean square error of the margin, points.
    pub rms: f64,
    /// Log loss of the winner, nats; a tie counts half for each.
    pub log_loss: f64,
    /// Mean square error of the probability, a tie being one half.
    pub brier: f64,
}

/// A season, or all.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Row {
    /// The season; `None` for all together.
    pub season: Option<u16>,
    /// Games with a result and a line.
    pub games: usize,
    /// The ratings.
    pub ratings: Quality,
    /// The closing line, on the same games.
    pub line: Quality,
    /// Log loss of the ratings less the line's.
    pub difference: f64,
    /// Its standard error.
    pub difference_error: f64,
}

/// A tenth of the games, by the favorite's probability.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Decile {
    /// Games.
    pub games: usize,
    /// Mean predicted probability of the favorite.
    pub predicted: f64,
    /// Fraction of games that the favorite won, a tie counting half.
    pub observed: f64,
    /// Standard error of `observed` if the predictions are right.
    pub error: f64,
}

/// Seasons of lines before one whose width they say.
const LINE_SEASONS: u16 = 2;

/// The games of seasons `from`–`to` that were played, with their forecasts.
#[must_use]
pub fn checked(
    games: &[Game],
    forecasts: &[Forecast],
    lines: &[Option<f64>],
    (from, to): (u16, u16),
) -> Vec<Checked> {
    let mut out = Vec::new();
    // Sum and number of the lines' squared misses, of earlier seasons and now.
    let (mut before, mut now, mut season) = ((0.0, 0.0), (0.0, 0.0), 0);
    let first = games.first().map_or(0, |g| g.season);
    for ((game, forecast), line) in games.iter().zip(forecasts).zip(lines) {
        if game.season != season {
            season = game.season;
            before = (before.0 + now.0, before.1 + now.1);
            now = (0.0, 0.0);
        }
        let Some((home, away)) = game.score else {
            continue;
        };
        let margin = f64::from(home - away);
        if let Some(line) = line {
            now = (now.0 + (margin - line).powi(2), now.1 + 1.0);
        }
        if !(from..=to).contains(&season) {
            continue;
        }
        let settled = season >= first + LINE_SEASONS && before.1 > 0.0;
        let width = settled.then(|| f64::sqrt(before.0 / before.1));
        out.push(Checked {
            season,
            margin,
            total: f64::from(home + away),
            forecast: *forecast,
            line: *line,
            line_wp: line.zip(width).map(|(l, w)| cdf(l / w)),
        });
    }
    out
}

fn won(margin: f64) -> f64 {
    match margin {
        m if m > 0.0 => 1.0,
        m if m < 0.0 => 0.0,
        _ => 0.5,
    }
}

fn loss(p: f64, won: f64) -> f64 {
    let p = p.clamp(1e-6, 1.0 - 1e-6);
    -won * p.ln_() - (1.0 - won) * (1.0 - p).ln_()
}

/// Each season and, last, all together; games without a line are left out.
#[must_use]
pub fn rows(checked: &[Checked]) -> Vec<Row> {
    let mut seasons: Vec<u16> = checked.iter().map(|c| c.season).collect();
    seasons.dedup();
    let each = seasons.into_iter().map(Some).chain([None]);
    each.filter_map(|season| {
        let of: Vec<&Checked> = checked
            .iter()
            .filter(|c| season.is_none_or(|s| s == c.season) && c.line_wp.is_some())
            .collect();
        (!of.is_empty()).then(|| row(season, &of))
    })
    .collect()
}

fn row(season: Option<u16>, of: &[&Checked]) -> Row {
    let n = of.len() as f64;
    let mean = |f: &dyn Fn(&Checked) -> f64| of.iter().map(|c| f(c)).sum::<f64>() / n;
    let quality = |margin: &dyn Fn(&Checked) -> f64, p: &dyn Fn(&Checked) -> f64| Quality {
        rms: mean(&|c| (c.margin - margin(c)).powi(2)).sqrt(),
        log_loss: mean(&|c| loss(p(c), won(c.margin))),
        brier: mean(&|c| (p(c) - won(c.margin)).powi(2)),
    };
    let (line, line_wp) = (
        |c: &Checked| c.line.unwrap_or(0.0),
        |c: &Checked| c.line_wp.unwrap_or(0.5),
    );
    let apart =
        |c: &Checked| loss(c.forecast.home_wp(), won(c.margin)) - loss(line_wp(c), won(c.margin));
    let difference = mean(&apart);
    let variance = mean(&|c| (apart(c) - difference).powi(2));
    Row {
        season,
        games: of.len(),
        ratings: quality(&|c| c.forecast.margin, &|c| c.forecast.home_wp()),
        line: quality(&line, &line_wp),
        difference,
        difference_error: (variance / (n - 1.0).max(1.0)).sqrt(),
    }
}

/// Calibration by the favorite's probability, in tenths of the games.
#[must_use]
pub fn deciles(checked: &[Checked]) -> Vec<Decile> {
    let mut games: Vec<(f64, f64)> = checked
        .iter()
        .map(|c| {
            let (p, won) = (c.forecast.home_wp(), won(c.margin));
            if p >= 0.5 {
                (p, won)
            } else {
                (1.0 - p, 1.0 - won)
            }
        })
        .collect();
    games.sort_by(|a, b| a.0.total_cmp(&b.0));
    let n = games.len();
    (0..10)
        .map(|d| &games[d * n / 10..(d + 1) * n / 10])
        .filter(|part| !part.is_empty())
        .map(|part| {
            let k = part.len() as f64;
            Decile {
                games: part.len(),
                predicted: part.iter().map(|g| g.0).sum::<f64>() / k,
                observed: part.iter().map(|g| g.1).sum::<f64>() / k,
                error: part.iter().map(|g| g.0 * (1.0 - g.0)).sum::<f64>().sqrt() / k,
            }
        })
        .collect()
}

/// What a point of rating says of the margin beside a point of line: the two
/// coefficients of a least-squares fit without intercept, each with its
/// standard error. `None` where lines are too few.
#[must_use]
pub fn beside_the_line(checked: &[Checked]) -> Option<[(f64, f64); 2]> {
    let of = || {
        checked
            .iter()
            .filter_map(|c| Some((c.line?, c.forecast.margin, c.margin)))
    };
    let n = of().count() as f64;
    let sum = |f: fn((f64, f64, f64)) -> f64| of().map(f).sum::<f64>();
    let (ll, rr, lr) = (sum(|g| g.0 * g.0), sum(|g| g.1 * g.1), sum(|g| g.0 * g.1));
    let (ly, ry) = (sum(|g| g.0 * g.2), sum(|g| g.1 * g.2));
    let det = ll * rr - lr * lr;
    if n < 30.0 || det <= 0.0 {
        return None;
    }
    let (line, rating) = ((rr * ly - lr * ry) / det, (ll * ry - lr * ly) / det);
    let left: f64 = of()
        .map(|g| (g.2 - line * g.0 - rating * g.1).powi(2))
        .sum();
    let variance = left / (n - 2.0);
    Some([
        (line, (variance * rr / det).sqrt()),
        (rating, (variance * ll / det).sqrt()),
    ])
}

/// The share of games whose line (else margin) lies in the forecast's interval
/// at a level of 0–1: of the line, whether what is not known of the strengths
/// is about as much as the ratings say.
#[must_use]
pub fn covered(checked: &[Checked], level: f64) -> (f64, Option<f64>) {
    let share = |hits: Vec<bool>| {
        let n = hits.len();
        (n > 0).then(|| hits.iter().filter(|&&h| h).count() as f64 / n as f64)
    };
    let margins = checked.iter().map(|c| {
        let [low, high] = c.forecast.margin_interval(level);
        (low..=high).contains(&c.margin)
    });
    let reach = super::quantile(0.5 + level / 2.0);
    let lines = checked.iter().filter_map(|c| {
        let out = reach * c.forecast.margin_sd;
        Some((c.line? - c.forecast.margin).abs() <= out)
    });
    (
        share(margins.collect()).unwrap_or(f64::NAN),
        share(lines.collect()),
    )
}
