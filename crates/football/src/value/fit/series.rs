//! What plays of a series gained, and how long they took in a hurry.

use super::possessions::{Drive, End, half_left};
use crate::error::{Error, Result};
use crate::math::Portable;
use crate::plays::{Play, PlayType};
use crate::value::series::{GAINS, Series, SeriesRow, knots};

/// A play that counted.
struct Seen {
    down: u8,
    to_go: f64,
    spot: f64,
    /// Yards gained; `None` where the ball was lost.
    gain: Option<f64>,
}

/// Fewest plays (by weight) for a row; else it is taken from further around.
const FEWEST: f64 = 60.0;

fn seen(play: &Play, next: Option<&&Play>, end: End) -> Option<Seen> {
    let played = matches!(
        play.play_type,
        PlayType::Run | PlayType::Pass | PlayType::NoPlay
    );
    if !(1..=3).contains(&play.down) || !played {
        return None;
    }
    let (to_go, spot) = (f64::from(play.ydstogo), f64::from(play.yardline_100));
    let gain = match (next, end) {
        (Some(next), _) => {
            let moved = spot - f64::from(next.yardline_100);
            match next.down {
                1 => Some(moved.max(to_go)),
                // A down that is played again after a foul is no play.
                d if d == play.down + 1 => Some(moved),
                _ => return None,
            }
        }
        // Fouls end no possession.
        _ if play.play_type == PlayType::NoPlay => return None,
        (None, End::Touchdown) => Some(spot),
        (None, End::None | End::Against) => None,
        (None, End::FieldGoal | End::Expired) => return None,
    };
    Some(Seen {
        down: play.down,
        to_go,
        spot,
        gain,
    })
}

/// Weight of a play at a knot: nearer ones (in log) count more.
fn near(x: f64, knot: f64, reach: f64) -> f64 {
    (1.0 - (x.max(0.7) / knot).ln_().abs() / reach).max(0.0)
}

fn row(plays: &[Seen], (down, spot, to_go): (u8, f64, f64)) -> Result<SeriesRow> {
    for wide in [1.0, 1.6, 2.6, 5.0] {
        let mut gains: Vec<(f64, f64)> = Vec::new();
        let (mut all, mut lost) = (0.0, 0.0);
        for p in plays.iter().filter(|p| p.down == down) {
            let mut weight = near(p.spot, spot, 0.5 * wide);
            if down > 1 {
                weight *= near(p.to_go, to_go, 0.6 * wide);
            }
            if weight <= 0.0 {
                continue;
            }
            all += weight;
            match p.gain {
                // All the way is all the way; what stops short stays short.
                Some(g) if g >= p.spot => gains.push((spot, weight)),
                Some(g) => gains.push((g.min(spot - 0.5).max(spot - 100.0), weight)),
                None => lost += weight,
            }
        }
        if all >= FEWEST && !gains.is_empty() {
            return Ok(SeriesRow {
                down,
                to_go,
                spot,
                lost: lost / all,
                gains: slots(gains),
            });
        }
    }
    Err(Error::Fit {
        problem: format!("there are too few plays on down {down} about {spot} yards from the goal"),
        hint: "give more seasons, as in --seasons 2009-2023".into(),
    })
}

/// Equally likely values: each the mean of its share of the weight.
fn slots(mut values: Vec<(f64, f64)>) -> Vec<f64> {
    values.sort_by(|a, b| a.0.total_cmp(&b.0));
    let total: f64 = values.iter().map(|v| v.1).sum();
    let share = total / GAINS as f64;
    let mut sums = vec![0.0; GAINS];
    let mut done = 0.0;
    for (value, weight) in values {
        let mut left = weight;
        while left > 1e-12 * total {
            let slot = ((done / share + 1e-9) as usize).min(GAINS - 1);
            let room = (slot + 1) as f64 * share - done;
            let part = if slot == GAINS - 1 {
                left
            } else {
                left.min(room.max(1e-12 * total))
            };
            sums[slot] += value * part / share;
            done += part;
            left -= part;
        }
    }
    sums
}

/// The table of series.
pub(super) fn series(drives: &[Drive]) -> Result<Series> {
    let mut plays = Vec::new();
    for drive in drives {
        // Late in a half and far ahead or behind other things are played for.
        for (i, play) in drive.plays.iter().enumerate() {
            let close = play.score_differential.abs() <= 16;
            if close || play.qtr <= 2 {
                plays.extend(seen(play, drive.plays.get(i + 1), drive.end));
            }
        }
    }
    let rows = knots().map(|k| row(&plays, k)).collect::<Result<_>>()?;
    Series::new(rows).map_err(|problem| Error::Fit {
        problem,
        hint: "give more seasons, as in --seasons 2009-2023".into(),
    })
}

/// What [`hurry`] is pulled towards, and by how many plays: files without
/// timeouts say nothing.
const USUAL_HURRY: [f64; 2] = [12.0, 14.0];
const USUAL_PLAYS: f64 = 20.0;

/// Seconds from snap to snap of a team that trails by at most eight in the last
/// two minutes without a timeout between, and what a timeout saves.
pub(super) fn hurry(drives: &[Drive]) -> [f64; 2] {
    let (mut plain, mut running, mut stopped) = (Vec::new(), Vec::new(), Vec::new());
    for drive in drives {
        for pair in drive.plays.windows(2) {
            let [play, next] = pair else { continue };
            let late = play.qtr == 4 && half_left(play) <= 120;
            let snapped = matches!(play.play_type, PlayType::Run | PlayType::Pass);
            if !late || !snapped || !(-8..0).contains(&play.score_differential) {
                continue;
            }
            let (Some(before), Some(after)) = (
                play.posteam_timeouts_remaining,
                next.posteam_timeouts_remaining,
            ) else {
                continue;
            };
            let taken = f64::from(half_left(play)) - f64::from(half_left(next));
            if !(0.0..=45.0).contains(&taken) {
                continue;
            }
            if after < before {
                stopped.push(taken);
            } else {
                plain.push(taken);
                // The clock ran on: what a timeout would have stopped.
                if taken > 11.0 {
                    running.push(taken);
                }
            }
        }
    }
    let [pace, saved] = USUAL_HURRY;
    let shrunk = |values: &[f64], usual: f64| {
        let sum = values.iter().sum::<f64>() + USUAL_PLAYS * usual;
        sum / (values.len() as f64 + USUAL_PLAYS)
    };
    let stop = 8.0;
    let runs = shrunk(&running, stop + saved);
    [
        shrunk(&plain, pace),
        (runs - shrunk(&stopped, stop)).max(0.0),
    ]
}
