//! Punts: a distribution of where the other side starts, by line of
//! scrimmage, with touchbacks, blocks, returns, muffs and touchdowns in it.

use super::observed::Observed;
use super::slots::{Slots, between};
use crate::error::{Error, Result};
use crate::math::Portable;
use crate::plays::PlayType;
use serde::{Deserialize, Serialize};

/// Lines of scrimmage (yards to the goal line) at which it is kept.
pub const LINES: [f64; 14] = [
    30.0, 35.0, 40.0, 45.0, 50.0, 55.0, 60.0, 65.0, 70.0, 75.0, 80.0, 85.0, 90.0, 96.0,
];
/// Slots of a distribution: as many as it takes for the share inside the 10 or
/// beyond the 30 not to hang on where a slot ends.
pub const SLOTS: usize = 60;

/// Punts from about one line of scrimmage.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// Yards that the other side is from its goal when it starts, touchbacks
    /// apart.
    pub starts: Slots,
    /// P(touchback): they start 80 yards from it.
    pub touchback: f64,
    /// P(the kicking side keeps the ball): muffs, fouls.
    pub kept: f64,
    /// Yards that the ball is then further forward.
    pub kept_forward: f64,
    /// P(touchdown of the other side).
    pub returned: f64,
    /// P(touchdown of the kicking side).
    pub scored: f64,
    /// P(safety).
    pub safety: f64,
}

/// The fitted sub-model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Punt {
    /// One of each of [`LINES`].
    pub lines: Vec<Line>,
    /// First and last season that it was fitted on.
    pub seasons: (u16, u16),
}

/// How a punt can end.
#[derive(Debug, Clone, PartialEq)]
pub struct Ends {
    /// Equally likely starts of the other side, yards to its goal.
    pub starts: Slots,
    /// P(one of those).
    pub p_starts: f64,
    /// P(touchback).
    pub touchback: f64,
    /// P(the kicking side keeps the ball), and yards to the goal then.
    pub kept: (f64, f64),
    /// P(touchdown of the other side).
    pub returned: f64,
    /// P(touchdown of the kicking side).
    pub scored: f64,
    /// P(safety).
    pub safety: f64,
}

/// Seasons after which a punt counts half: punters have got better, above all
/// at pinning the other side. (Chosen with [`TREND_HALF_LIFE`] on 2012 and 2013.)
const HALF_LIFE: f64 = 1.5;
/// The same for the trend, which takes longer to see.
const TREND_HALF_LIFE: f64 = 4.0;
/// Yards of the line of scrimmage within which punts are like each other, for
/// the trend.
const ALIKE: u8 = 5;

/// Yards from its goal at which the other side starts after a touchback.
pub const TOUCHBACK: f64 = 80.0;

/// How much a start moves with the line of scrimmage: near the goal the end
/// zone decides, in the open field the foot. (The slope in 2009-2013.)
fn open(yardline_100: f64) -> f64 {
    ((yardline_100 - 35.0) / 30.0).clamp(0.0, 1.0)
}

impl Ends {
    /// Mean yards from its goal at which the other side starts.
    #[must_use]
    pub fn mean(&self) -> f64 {
        (self.p_starts * self.starts.mean() + self.touchback * TOUCHBACK)
            / (self.p_starts + self.touchback)
    }
}

impl Punt {
    /// Fits to real punts.
    ///
    /// # Errors
    /// [`Error::Fit`] where there are too few.
    pub fn fit(seen: &[Observed]) -> Result<Self> {
        let punts: Vec<&Observed> = seen.iter().filter(|s| counts(s)).collect();
        let season = || punts.iter().map(|s| s.season);
        let seasons = (season().min().unwrap_or(0), season().max().unwrap_or(0));
        let trend = Trend::fit(&punts, seasons.1);
        let lines = LINES
            .iter()
            .map(|&line| Line::fit(&punts, line, seasons.1, trend))
            .collect::<Result<_>>()?;
        Ok(Self { lines, seasons })
    }

    /// Whether all parts fit together.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.lines.len() == LINES.len()
            && self.seasons.0 <= self.seasons.1
            && self.lines.iter().all(|l| {
                let parts = [l.touchback, l.kept, l.returned, l.scored, l.safety];
                l.starts.is_sound(SLOTS)
                    && l.kept_forward.is_finite()
                    && parts.iter().all(|p| (0.0..=1.0).contains(p))
                    && parts.iter().sum::<f64>() < 1.0
            })
    }

    /// How a punt from a line of scrimmage ends.
    #[must_use]
    pub fn ends(&self, yardline_100: f64) -> Ends {
        let (low, high, share) = between(&LINES, yardline_100);
        let (a, b) = (&self.lines[low], &self.lines[high]);
        let mix = |f: fn(&Line) -> f64| f(a) + share * (f(b) - f(a));
        let starts = a.starts.towards(&b.starts, share);
        let (kept, returned) = (mix(|l| l.kept), mix(|l| l.returned));
        let (scored, safety) = (mix(|l| l.scored), mix(|l| l.safety));
        let touchback = mix(|l| l.touchback);
        Ends {
            starts,
            p_starts: 1.0 - touchback - kept - returned - scored - safety,
            touchback,
            kept: (
                kept,
                (yardline_100 - mix(|l| l.kept_forward)).clamp(1.0, 99.0),
            ),
            returned,
            scored,
            safety,
        }
    }
}

impl Line {
    fn fit(punts: &[&Observed], line: f64, last: u16, trend: Trend) -> Result<Self> {
        // Wider where there are fewer.
        let reach = if (40.0..=85.0).contains(&line) {
            5.0
        } else {
            9.0
        };
        let mut starts = Vec::new();
        let (mut all, mut kept, mut forward) = (0.0, 0.0, 0.0);
        let (mut returned, mut scored, mut safety) = (0.0, 0.0, 0.0);
        let (mut near, mut backs) = (0.0, 0.0);
        for s in punts {
            let off = f64::from(s.yardline_100) - line;
            // Rare ends are taken from further away.
            let wide = (1.0 - off.abs() / (3.0 * reach)).max(0.0);
            all += wide;
            if s.touchdown_against() {
                returned += wide;
            } else if s.touchdown() {
                scored += wide;
            } else if s.points == (0, 2) {
                safety += wide * f64::from(u8::from(s.yardline_100 > 80));
            } else if let Some(at) = s.taken_over_at() {
                let near_by = (1.0 - off.abs() / reach).max(0.0);
                let (at, ago) = (f64::from(at), f64::from(last - s.season));
                let weight = near_by * 0.5f64.powf_(ago / HALF_LIFE);
                near += weight;
                if at == TOUCHBACK {
                    backs += weight;
                } else {
                    // As a punt of as many yards from the line would end, in
                    // the season after the last.
                    let moved = at + off * open(line) + trend.at(line) * (ago + 1.0);
                    starts.push((moved.clamp(1.0, 99.0), weight));
                }
            } else {
                kept += wide;
                forward += wide * f64::from(s.moved().unwrap_or(0));
            }
        }
        let starts = Slots::of(starts, SLOTS).filter(|_| all > 20.0);
        let starts = starts.ok_or_else(|| Error::Fit {
            problem: format!("too few punts from about {line} yards"),
            hint: "fit on full seasons, two or more".into(),
        })?;
        let started = 1.0 - (kept + returned + scored + safety) / all;
        Ok(Self {
            starts,
            touchback: started * backs / f64::max(near, 1e-9),
            kept: kept / all,
            kept_forward: forward / f64::max(kept, 1.0),
            returned: returned / all,
            scored: scored / all,
            safety: safety / all,
        })
    }
}

/// Yards that the other side's start moves back towards its goal from season to
/// season, touchbacks apart: near the goal, and in the open field.
#[derive(Debug, Clone, Copy)]
struct Trend {
    near: f64,
    far: f64,
}

impl Trend {
    /// Least squares within punts from about the same line.
    fn fit(punts: &[&Observed], last: u16) -> Self {
        let starts = || {
            punts.iter().filter_map(|s| {
                let at = f64::from(s.taken_over_at()?);
                let ago = f64::from(last - s.season);
                let weight = 0.5f64.powf_(ago / TREND_HALF_LIFE);
                (at != TOUCHBACK).then_some((s.yardline_100, at, ago, weight))
            })
        };
        let mut means = std::collections::BTreeMap::<u8, [f64; 3]>::new();
        for (line, at, ago, weight) in starts() {
            let sum = means.entry(line / ALIKE).or_default();
            sum[0] += weight;
            sum[1] += weight * at;
            sum[2] += weight * ago;
        }
        // Sums of squares and of products with what moved, for both kinds.
        let (mut nn, mut nf, mut ff, mut n, mut f) = (0.0, 0.0, 0.0, 0.0, 0.0);
        for (line, at, ago, weight) in starts() {
            let [all, sum_at, sum_ago] = means[&(line / ALIKE)];
            let (at, ago) = (at - sum_at / all, ago - sum_ago / all);
            let far = open(f64::from(line));
            let (a, b) = ((1.0 - far) * ago, far * ago);
            nn += weight * a * a;
            nf += weight * a * b;
            ff += weight * b * b;
            n -= weight * a * at;
            f -= weight * b * at;
        }
        let det = nn * ff - nf * nf;
        // One season shows no trend.
        if det <= 1e-9 * nn * ff || det <= 0.0 {
            return Self {
                near: 0.0,
                far: 0.0,
            };
        }
        Self {
            near: (n * ff - f * nf) / det,
            far: (f * nn - n * nf) / det,
        }
    }

    fn at(self, yardline_100: f64) -> f64 {
        self.near + open(yardline_100) * (self.far - self.near)
    }
}

/// Whether a punt counts: play went on in the half, or somebody scored.
#[must_use]
pub fn counts(s: &Observed) -> bool {
    s.play_type == PlayType::Punt && (s.points != (0, 0) || s.next.is_some_and(|n| n.down == 1))
}
