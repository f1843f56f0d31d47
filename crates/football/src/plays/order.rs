//! Rows out of the order of play, back in it where the evidence agrees.
//!
//! Some feeds list two drives, or two quarters, in turn, and plays that were entered
//! late at the end. A stretch of rows is put in the order of the clock where the drives
//! then follow one another, the downs fit better than before, `order_sequence` (if the
//! file has it) says the same and the points can have been scored so. Any other stretch
//! stays as it is, and the audit counts its rows.

use super::audit::CLOCK_SLACK;
use std::ops::Range;

/// Rows on either side of a stretch that its order has to fit.
const AROUND: usize = 6;

/// What tells a row's place.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seen {
    /// Seconds of play before it; `None` where its clock cannot be read.
    pub time: Option<u32>,
    /// 5 for overtime; 0 where unknown.
    pub quarter: u8,
    pub sequence: Option<f64>,
    pub drive: Option<f64>,
    /// Whose row it is, as the home team or not.
    pub home: Option<bool>,
    /// 0 for none.
    pub down: u8,
    /// Whether the down may be played again.
    pub again: bool,
    /// Points of the home and the away team before it.
    pub score: Option<(i16, i16)>,
}

/// A game's rows in another order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Reordered {
    /// Which of the rows stands at each place.
    pub rows: Vec<usize>,
    /// Scores that go with the new order, by place: a file's running score follows
    /// the file's order.
    pub scores: Vec<(usize, (i16, i16))>,
    /// How many rows were behind the clock and are no longer.
    pub repaired: usize,
}

/// The order of play where it differs from the rows'; `None` where it does not, or where
/// nothing but the clock says so.
pub(super) fn of_play(rows: &[Seen]) -> Option<Reordered> {
    let mut all = Reordered {
        rows: (0..rows.len()).collect(),
        scores: Vec::new(),
        repaired: 0,
    };
    for stretch in stretches(rows) {
        let Some((order, scores)) = sorted(rows, &stretch) else {
            continue;
        };
        all.repaired += behind(&order, rows, stretch.clone());
        all.scores.extend(scores);
        all.rows[stretch].copy_from_slice(&order);
    }
    (all.repaired > 0).then_some(all)
}

/// How many rows of a stretch were behind the clock, less those that still are.
fn behind(order: &[usize], rows: &[Seen], stretch: Range<usize>) -> usize {
    let count = |order: &mut dyn Iterator<Item = usize>| {
        let times: Vec<u32> = order.filter_map(|i| rows[i].time).collect();
        let slack = u32::from(CLOCK_SLACK);
        times.windows(2).filter(|t| t[0] > t[1] + slack).count()
    };
    count(&mut stretch.clone()).saturating_sub(count(&mut order.iter().copied()))
}

/// Stretches that a row too far behind the clock makes doubtful, apart from one another:
/// from the first row that is later than it.
fn stretches(rows: &[Seen]) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut latest = 0;
    for (j, row) in rows.iter().enumerate() {
        let Some(time) = row.time else { continue };
        if latest > time + u32::from(CLOCK_SLACK) {
            let later = |r: &Seen| r.time.is_some_and(|t| t > time);
            let mut start = rows[..j].iter().position(later).unwrap_or(j);
            while let Some(before) = found.pop_if(|before| start < before.end) {
                start = start.min(before.start);
            }
            found.push(start..j + 1);
        }
        latest = latest.max(time);
    }
    found
}

/// A stretch by the clock, with its scores, where all else agrees.
#[expect(clippy::type_complexity)]
fn sorted(rows: &[Seen], stretch: &Range<usize>) -> Option<(Vec<usize>, Vec<(usize, (i16, i16))>)> {
    let mut last = 0;
    let mut timed: Vec<(u32, usize)> = Vec::with_capacity(stretch.len());
    for i in stretch.clone() {
        last = rows[i].time.unwrap_or(last);
        timed.push((last, i));
    }
    timed.sort_by_key(|&(time, _)| time);
    let order: Vec<usize> = timed.into_iter().map(|(_, i)| i).collect();
    let sequence: Vec<f64> = order.iter().filter_map(|&i| rows[i].sequence).collect();
    if !sequence.is_sorted() {
        return None;
    }
    let from = stretch.start.saturating_sub(AROUND)..stretch.start;
    let to = stretch.end..rows.len().min(stretch.end + AROUND);
    let old = misfits(rows, from.start..to.end)?;
    let new = misfits(rows, from.chain(order.iter().copied()).chain(to))?;
    let better = new.0 == 0 && new.1 < old.0 + old.1;
    better
        .then(|| scores(rows, stretch, &order))
        .flatten()
        .map(|scores| (order, scores))
}

/// How often the drive or the quarter falls back, and how often a down does not follow from the one
/// before it; `None` where a play's drive is not known.
fn misfits(rows: &[Seen], order: impl Iterator<Item = usize>) -> Option<(usize, usize)> {
    let (mut falls, mut breaks) = (0, 0);
    let (mut drive_before, mut quarter_before) = (f64::NEG_INFINITY, 0);
    let mut before: Option<Seen> = None;
    for row in order.map(|i| rows[i]).filter(|r| r.home.is_some()) {
        let drive = row.drive?;
        falls += usize::from(drive < drive_before);
        falls += usize::from(row.quarter < quarter_before);
        (drive_before, quarter_before) = (drive, row.quarter);
        if row.down == 0 {
            continue;
        }
        let same = before.filter(|b| b.drive == row.drive && b.home == row.home);
        breaks += usize::from(same.is_some_and(|b| {
            row.down != 1 && row.down != b.down + 1 && !(b.again && row.down == b.down)
        }));
        before = Some(row);
    }
    Some((falls, breaks))
}

/// The scores of the rows in their new places, where they differ from the file's; `None`
/// where points would be taken back.
///
/// A file's running score follows the file's order, so each row's points move with it,
/// unless the scores as they stand fit the new order alone.
fn scores(
    rows: &[Seen],
    stretch: &Range<usize>,
    order: &[usize],
) -> Option<Vec<(usize, (i16, i16))>> {
    let grows = |order: &mut dyn Iterator<Item = usize>| {
        let known: Vec<_> = order.filter_map(|i| rows[i].score).collect();
        known
            .windows(2)
            .all(|s| s[0].0 <= s[1].0 && s[0].1 <= s[1].1)
    };
    let missing = |i: &usize| rows[*i].home.is_some() && rows[*i].score.is_none();
    if order.iter().any(missing) {
        return None;
    }
    let after = stretch.end..rows.len();
    let after = after.clone().find(|&i| rows[i].score.is_some());
    if !grows(&mut stretch.clone().chain(after)) {
        return grows(&mut order.iter().copied().chain(after)).then(Vec::new);
    }
    // Points of each row: those of the next score less its own.
    let known: Vec<usize> = stretch
        .clone()
        .filter(|&i| rows[i].score.is_some())
        .chain(after)
        .collect();
    let mut now = rows[*known.first()?].score?;
    let mut moved = Vec::new();
    for (place, &i) in stretch.clone().zip(order) {
        let Some(own) = rows[i].score else { continue };
        if own != now {
            moved.push((place, now));
        }
        let next = known.iter().skip_while(|&&k| k != i).nth(1);
        let next = next.and_then(|&k| rows[k].score).unwrap_or(own);
        now = (now.0 + next.0 - own.0, now.1 + next.1 - own.1);
    }
    Some(moved)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A play of the home team unless its drive is even.
    fn play(time: u32, drive: u32, down: u8, score: (i16, i16)) -> Seen {
        Seen {
            time: Some(time),
            quarter: 1,
            sequence: None,
            drive: Some(drive.into()),
            home: Some(drive % 2 == 1),
            down,
            again: false,
            score: Some(score),
        }
    }

    #[test]
    fn two_drives_in_turn_are_put_one_after_the_other_with_their_points() {
        let rows = [
            play(100, 1, 1, (0, 0)),
            play(160, 2, 1, (0, 0)),
            play(130, 1, 2, (0, 0)),
            play(190, 2, 2, (0, 0)),
            // The home team's field goal, of which the away team's rows know too early.
            play(150, 1, 4, (0, 0)),
            play(220, 2, 3, (3, 0)),
            play(155, 2, 0, (3, 0)),
            play(250, 2, 4, (3, 0)),
        ];
        let put = of_play(&rows).unwrap();
        assert_eq!(put.rows, [0, 2, 4, 6, 1, 3, 5, 7]);
        assert_eq!(put.repaired, 3);
        // In the file, the away team's first plays stand at 0–0.
        assert_eq!(put.scores, [(4, (3, 0)), (5, (3, 0))]);
    }

    #[test]
    fn the_clock_alone_moves_nothing() {
        // One clock is wrong: the drive says that the row is in its place.
        let rows = [
            play(100, 1, 1, (0, 0)),
            play(130, 1, 2, (0, 0)),
            play(160, 2, 1, (0, 0)),
            play(20, 2, 2, (0, 0)),
            play(190, 2, 3, (0, 0)),
        ];
        assert_eq!(of_play(&rows), None);
        // In order, but for a correction of the clock.
        let rows = [play(100, 1, 1, (0, 0)), play(97, 1, 2, (0, 0))];
        assert_eq!(of_play(&rows), None);
    }

    #[test]
    fn a_sequence_that_says_otherwise_or_points_taken_back_leave_the_file_s_order() {
        let rows = [
            play(100, 1, 1, (0, 0)),
            play(160, 2, 1, (0, 0)),
            play(130, 1, 2, (0, 0)),
            play(190, 2, 2, (0, 0)),
        ];
        assert!(of_play(&rows).is_some());
        let mut said = rows;
        for (i, row) in said.iter_mut().enumerate() {
            row.sequence = Some(i as f64);
        }
        assert_eq!(of_play(&said), None);
        let mut points = rows;
        (points[0].score, points[1].score) = (Some((7, 0)), Some((3, 0)));
        assert_eq!(of_play(&points), None);
        let mut unknown = rows;
        unknown[1].drive = None;
        assert_eq!(of_play(&unknown), None);
    }
}
