//! What a fourth down can lead to, as tables: the book's models
//! ([`crate::book`]) asked about every spot and distance.

use super::leaves::pairs;
use super::sheet::{Sheet, Val};
use crate::book::conversion::Attempt;
use crate::book::{Slots, SubModels};
use crate::value::fourth_down::habits;

/// Places at which a play ends that are told apart, at most.
pub(super) const PLACES: usize = 5;
/// Spots at which punts end.
pub(super) const PUNTED: usize = 10;
/// Values that stand for a distribution of seconds.
pub(super) const SLOTS: usize = 3;
/// Most yards to go.
pub(super) const YARDS: usize = 99;

/// The tables.
pub(super) struct Book<'a> {
    /// Of each yard line and distance: the log-odds of a conversion.
    pub converts: Val<'a>,
    /// Of each distance: what being behind late adds to them.
    pub behind: Val<'a>,
    /// What being ahead late adds, a point of the spread and of the total.
    pub ahead: f64,
    pub spread: f64,
    pub total: f64,
    /// Of each pair of yards to go and yard line: P(touchdown | conversion).
    pub scores: Val<'a>,
    /// Of each pair: spots of first downs with five places and with three, of
    /// failures with five and with three.
    pub places: Val<'a>,
    /// Of each yard line: P(safety | failure), the other side's spot after a miss,
    /// habits, and of punts: P(a start), P(touchback), P(kept), P(returned), P(scored),
    /// P(safety), spot if kept, starts with ten places and with five.
    pub lines: Val<'a>,
    /// Of each phase of the half and mood: seconds to the next snap, their mean last.
    pub next: Val<'a>,
    pub returned: f64,
    pub kick_returned: f64,
    pub failure: Seconds,
    pub touchdown: Seconds,
    pub field_goal: Seconds,
    pub punt: Seconds,
}

/// Columns of [`Book::lines`].
pub(super) mod line {
    use super::PUNTED;

    pub const SAFETY: usize = 0;
    pub const MISSED: usize = 1;
    pub const HABITS: usize = 2;
    pub const STARTS: usize = 5;
    pub const TOUCHBACK: usize = 6;
    pub const KEPT: usize = 7;
    pub const RETURNED: usize = 8;
    pub const SCORED: usize = 9;
    pub const PUNT_SAFETY: usize = 10;
    pub const KEPT_AT: usize = 11;
    pub const AT: usize = 12;
    pub const AT_LATE: usize = 12 + PUNTED;
    pub const COLUMNS: usize = 12 + 2 * PUNTED;
}

/// Equally likely seconds and their mean.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seconds {
    pub values: [f64; SLOTS],
    pub mean: f64,
}

impl Seconds {
    fn of(slots: &Slots) -> Self {
        let values = slots.values();
        Self {
            values: std::array::from_fn(|k| values[k * values.len() / SLOTS]),
            mean: slots.mean(),
        }
    }
}

fn spot(yards: f64) -> f64 {
    yards.round().clamp(1.0, 99.0)
}

fn attempt(togo: u8, yard: u8) -> Attempt {
    Attempt {
        distance: f64::from(togo),
        yardline_100: f64::from(yard),
        fourth: true,
        spread: f64::NAN,
        total: f64::NAN,
        behind: 0.0,
        ahead: 0.0,
    }
}

/// Spots as they are at `count` places, filled up to `width`: equally likely too.
fn filled(at: &[f64], width: usize) -> impl Iterator<Item = f64> {
    (0..width).map(move |k| spot(at[k * at.len() / width]))
}

impl<'a> Book<'a> {
    /// Asks the models and writes the tables down.
    pub fn new(sheet: &'a Sheet, models: &SubModels) -> Self {
        let go = &models.conversion;
        let all = || (1..=YARDS as u8).flat_map(|y| (1..=YARDS as u8).map(move |d| (d, y)));
        let usual = attempt(1, 50);
        let base = go.log_odds(&usual);
        let more = |with: Attempt| go.log_odds(&with) - base;
        let behind = (1..=YARDS as u8).map(|d| {
            let of = |behind: f64| {
                let attempt = attempt(d, YARDS as u8);
                go.log_odds(&Attempt { behind, ..attempt })
            };
            of(1.0) - of(0.0)
        });
        let mut places = Vec::new();
        for (togo, yard) in pairs() {
            let a = attempt(togo, yard);
            for count in [PLACES, SLOTS] {
                places.extend(filled(&go.first_down_at(&a, count), count));
            }
            for count in [PLACES, SLOTS] {
                places.extend(filled(&go.taken_over_at(&a, count), count));
            }
        }
        let places = places.into_iter().map(|y| y as i16).collect();
        let lines = (1..=YARDS as u8).flat_map(|y| Self::line(models, y));
        let next = models.clock.first_down.iter().flatten().flat_map(|slots| {
            let seconds = Seconds::of(slots);
            let [a, b, c] = seconds.values;
            [a, b, c, seconds.mean]
        });
        Self {
            converts: sheet.table(
                YARDS,
                all().map(|(d, y)| go.log_odds(&attempt(d, y))).collect(),
            ),
            behind: sheet.table(YARDS, behind.collect()),
            ahead: more(Attempt {
                ahead: 1.0,
                ..usual
            }),
            spread: more(Attempt {
                spread: 10.0,
                ..usual
            }) / 10.0,
            total: more(Attempt {
                total: 54.0,
                ..usual
            }) / 10.0,
            scores: sheet.table(
                1,
                pairs().map(|(d, y)| go.p_scores(&attempt(d, y))).collect(),
            ),
            places: sheet.shorts(2 * (PLACES + SLOTS), places),
            lines: sheet.table(line::COLUMNS, lines.collect()),
            next: sheet.table(SLOTS + 1, next.collect()),
            returned: go.returned,
            kick_returned: models.field_goal.returned,
            failure: Seconds::of(&models.clock.failure),
            touchdown: Seconds::of(&models.clock.touchdown),
            field_goal: Seconds::of(&models.clock.field_goal),
            punt: Seconds::of(&models.clock.punt),
        }
    }

    /// A yard line's row of [`Book::lines`].
    fn line(models: &SubModels, yard: u8) -> Vec<f64> {
        let y = f64::from(yard);
        let ends = models.punt.ends(y);
        let mut row = vec![
            models.conversion.p_safety(&attempt(1, yard)),
            spot(models.field_goal.missed_at(y)),
        ];
        row.extend(habits(yard).map(|h| f64::from(h as f32)));
        row.extend([ends.p_starts, ends.touchback, ends.kept.0]);
        row.extend([ends.returned, ends.scored, ends.safety, spot(ends.kept.1)]);
        for places in [PUNTED, PUNTED / 2] {
            let chunks = ends
                .starts
                .values()
                .chunks(ends.starts.values().len() / places);
            let starts: Vec<f64> = chunks
                .map(|c| c.iter().sum::<f64>() / c.len() as f64)
                .collect();
            row.extend(filled(&starts, PUNTED));
        }
        row
    }
}
