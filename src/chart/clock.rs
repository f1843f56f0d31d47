//! When each row was, in seconds since the opening kickoff.

use crate::plays::Play;

/// Seconds of regulation.
const REGULATION: f64 = 3600.0;
/// So many seconds of overtime are drawn at least, so that it can be seen.
const LEAST_OVERTIME: f64 = 150.0;

/// The time of each row and the lengths of the periods.
#[derive(Debug, Clone, PartialEq)]
pub struct Times {
    /// Seconds of play since the opening kickoff; never falls.
    pub elapsed: Vec<f64>,
    /// Which overtime each row is in: 0 in regulation.
    pub overtime: Vec<u8>,
    /// The last second of each period: four quarters, then overtimes.
    pub ends: Vec<f64>,
}

/// Puts a game's rows on one time axis. Rows without a clock, and clocks that
/// do not fit their neighbors', stand between those that do.
#[must_use]
pub fn times(rows: &[Play]) -> Times {
    let (overtime, lengths) = overtimes(rows);
    let told: Vec<Option<f64>> = rows
        .iter()
        .zip(&overtime)
        .map(|(row, &period)| {
            let left = f64::from(row.quarter_seconds_remaining);
            match (row.qtr, period) {
                (1..=4, _) => Some(f64::from(row.qtr) * 900.0 - left),
                (5.., 1..) => {
                    let earlier: f64 = lengths[..usize::from(period) - 1].iter().sum();
                    let length = lengths[usize::from(period) - 1];
                    Some(REGULATION + earlier + (length - left).max(0.0))
                }
                _ => None,
            }
        })
        .collect();
    let elapsed = filled(&told);
    let mut ends = vec![900.0, 1800.0, 2700.0, REGULATION];
    let mut before = REGULATION;
    for (k, length) in lengths.iter().enumerate() {
        let last = k + 1 == lengths.len();
        let end = elapsed.last().copied().unwrap_or(before) + 5.0;
        before = if last {
            // Sudden death: the axis ends where the game did.
            end.clamp(before + LEAST_OVERTIME.min(*length), before + length)
        } else {
            before + length
        };
        ends.push(before);
    }
    Times {
        elapsed,
        overtime,
        ends,
    }
}

/// The overtime period of each row, and each one's length.
fn overtimes(rows: &[Play]) -> (Vec<u8>, Vec<f64>) {
    let mut lengths: Vec<f64> = Vec::new();
    let mut before = 0;
    let mut periods = Vec::with_capacity(rows.len());
    for row in rows {
        if row.qtr < 5 {
            periods.push(lengths.len() as u8);
            continue;
        }
        let left = row.quarter_seconds_remaining;
        // Only a new period sets the clock up by minutes.
        if lengths.is_empty() || (left > before + 300 && before < 300) {
            // Ten minutes in the regular season since 2017, fifteen else.
            lengths.push(if left > 600 { 900.0 } else { 600.0 });
        }
        before = left;
        periods.push(lengths.len() as u8);
    }
    (periods, lengths)
}

/// Keeps the longest run of times that does not fall, and spreads the other
/// rows evenly between those.
fn filled(told: &[Option<f64>]) -> Vec<f64> {
    let n = told.len();
    // For each row: the longest such run that ends with it, and its last but one.
    let mut best: Vec<(usize, Option<usize>)> = vec![(0, None); n];
    for i in 0..n {
        let Some(time) = told[i] else { continue };
        best[i] = (1, None);
        for j in 0..i {
            if told[j].is_some_and(|t| t <= time) && best[j].0 + 1 > best[i].0 {
                best[i] = (best[j].0 + 1, Some(j));
            }
        }
    }
    let mut kept = vec![None; n];
    let mut at = (0..n)
        .filter(|&i| best[i].0 > 0)
        .max_by_key(|&i| (best[i].0, i));
    while let Some(i) = at {
        kept[i] = told[i];
        at = best[i].1;
    }
    let mut elapsed = vec![0.0; n];
    let mut from = 0;
    let mut before = 0.0;
    while from < n {
        let to = (from..n).find(|&i| kept[i].is_some()).unwrap_or(n);
        let after = match kept.get(to) {
            Some(time) => time.unwrap_or(before),
            // No clock at all: the rows fill the game.
            None if from == 0 => REGULATION,
            None => before,
        };
        let gap = (to - from + 1) as f64;
        for (k, time) in elapsed[from..to].iter_mut().enumerate() {
            *time = before + (after - before) * (k + 1) as f64 / gap;
        }
        if let Some(time) = elapsed.get_mut(to) {
            *time = after;
        }
        before = after;
        from = to + 1;
    }
    elapsed
}

/// "Q4 8:31", "OT 3:46"; empty where the row has no clock.
#[must_use]
pub fn words(row: &Play, overtime: u8, periods: usize) -> String {
    let name = match row.qtr {
        0 => return String::new(),
        q @ 1..=4 => format!("Q{q}"),
        _ => overtime_name(usize::from(overtime), periods),
    };
    let left = row.quarter_seconds_remaining;
    format!("{name} {}:{:02}", left / 60, left % 60)
}

/// "OT", or "OT 2" where there are several.
#[must_use]
pub fn overtime_name(which: usize, of: usize) -> String {
    if of > 1 {
        format!("OT {which}")
    } else {
        "OT".into()
    }
}
