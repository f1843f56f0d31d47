//! Kick-offs, onside kicks, free kicks and tries of real games.

use crate::error::{Error, Result};
use crate::plays::{Drop, Play, PlayType, Plays, Role};
use crate::rules::Rules;
use crate::value::tables::{KickoffTable, OnsideTable, TryTable};

/// Seasons at which kickoffs changed: the tee, the touchback, the run-up, the
/// fair catch, the landing zone, its touchback.
const KICKOFF_ERAS: [u16; 7] = [2009, 2011, 2016, 2018, 2023, 2024, 2025];
/// Onside kicks have needed another line-up since 2018.
const ONSIDE_ERAS: [u16; 2] = [2009, 2018];
/// The kick of the try has been longer since 2015.
const TRY_ERAS: [u16; 2] = [2009, 2015];

fn era(eras: &[u16], season: u16) -> usize {
    eras.iter().rposition(|&from| from <= season).unwrap_or(0)
}

/// What followed a kick-off.
struct Kicked<'a> {
    kick: &'a Play,
    next: &'a Play,
    /// The side that was to receive has the ball.
    received: bool,
    touchdown: bool,
    seconds: f64,
    /// The kick before it was a safety: a free kick.
    free: bool,
}

fn kicks<'a>(rows: &'a [Play]) -> impl Iterator<Item = Kicked<'a>> {
    rows.windows(2).enumerate().filter_map(move |(i, pair)| {
        let [kick, next] = pair else { return None };
        if kick.play_type != PlayType::Kickoff || kick.qtr != next.qtr {
            return None;
        }
        let receiver = kick.home_has_ball?;
        let side = next.home_has_ball?;
        let own = |(h, a): (i16, i16)| if receiver { h } else { a };
        let gained = own(next.score?) - own(kick.score?);
        let touchdown = next.down == 0 && gained == 6;
        if next.down != 1 && !touchdown {
            return None;
        }
        // A safety gives its two points to the side that then receives.
        let before = rows[..i].iter().rev().find_map(|p| p.score);
        let free = before.is_some_and(|b| own(kick.score.unwrap_or(b)) - own(b) == 2);
        let taken =
            i32::from(kick.quarter_seconds_remaining) - i32::from(next.quarter_seconds_remaining);
        Some(Kicked {
            kick,
            next,
            received: side == receiver,
            touchdown,
            seconds: f64::from(taken.clamp(0, 30)),
            free,
        })
    })
}

/// Five spots, each the middle of a fifth.
fn fifths(mut spots: Vec<f64>) -> Vec<[f64; 2]> {
    spots.sort_by(f64::total_cmp);
    let n = spots.len();
    (0..5)
        .map(|k| {
            let part = &spots[k * n / 5..(k + 1) * n / 5];
            [part.iter().sum::<f64>() / part.len().max(1) as f64, 0.2]
        })
        .collect()
}

fn too_few(what: &str, n: usize) -> Error {
    Error::Fit {
        problem: format!("too few {what}: {n}"),
        hint: "use more seasons, such as --seasons 2009-2023".into(),
    }
}

/// A trailing side's kick late in the game that looks onside: whoever has the
/// ball has it near the tee.
fn is_onside(k: &Kicked) -> bool {
    let late = k.kick.qtr == 4 && k.kick.quarter_seconds_remaining <= 300;
    // The state of a kick-off is its receiver's.
    let trailing = k.kick.score_differential > 0;
    let y = k.next.yardline_100;
    let near = if k.received {
        y <= 58
    } else {
        (35..=62).contains(&y)
    };
    late && trailing && near && !k.touchdown && !k.free && k.seconds <= 10.0
}

pub(super) fn kickoffs(plays: &Plays, games: &[&[Play]]) -> Result<Vec<KickoffTable>> {
    #[derive(Default)]
    struct Count {
        kicks: f64,
        touchback: f64,
        touchdown: f64,
        lost: Vec<f64>,
        returned: Vec<f64>,
        seconds: f64,
    }
    let mut counts: Vec<Count> = Vec::new();
    counts.resize_with(KICKOFF_ERAS.len(), Count::default);
    for rows in games {
        let season = plays.game(&rows[0]).season;
        let spot = Rules::of(season, false).kickoff.touchback_yardline_100();
        let count = &mut counts[era(&KICKOFF_ERAS, season)];
        for k in kicks(rows).filter(|k| !k.free && !is_onside(k)) {
            count.kicks += 1.0;
            if k.touchdown {
                count.touchdown += 1.0;
            } else if !k.received {
                count.lost.push(f64::from(k.next.yardline_100));
            } else if k.next.yardline_100 == spot && k.seconds == 0.0 {
                count.touchback += 1.0;
            } else {
                count.returned.push(f64::from(k.next.yardline_100));
                count.seconds += k.seconds;
            }
        }
    }
    let tables: Vec<_> = KICKOFF_ERAS
        .iter()
        .zip(counts)
        .filter(|(_, c)| c.returned.len() >= 50)
        .map(|(&from, c)| KickoffTable {
            from,
            kicks: c.kicks as usize,
            touchback: c.touchback / c.kicks,
            touchdown: c.touchdown / c.kicks,
            lost: c.lost.len() as f64 / c.kicks,
            lost_at: if c.lost.is_empty() {
                30.0
            } else {
                c.lost.iter().sum::<f64>() / c.lost.len() as f64
            },
            seconds: c.seconds / c.returned.len() as f64,
            returned: fifths(c.returned),
        })
        .collect();
    if tables.is_empty() {
        return Err(too_few("kickoffs", games.len()));
    }
    Ok(tables)
}

pub(super) fn onsides(plays: &Plays, games: &[&[Play]]) -> Result<Vec<OnsideTable>> {
    let mut counts: [[Vec<(f64, f64)>; 2]; 2] = Default::default();
    for rows in games {
        let season = plays.game(&rows[0]).season;
        for k in kicks(rows).filter(is_onside) {
            let spot = (f64::from(k.next.yardline_100), k.seconds);
            counts[era(&ONSIDE_ERAS, season)][usize::from(k.received)].push(spot);
        }
    }
    let mean = |v: &[(f64, f64)]| v.iter().map(|s| s.0).sum::<f64>() / v.len().max(1) as f64;
    let tables: Vec<_> = ONSIDE_ERAS
        .iter()
        .zip(&counts)
        .filter(|(_, [own, other])| !own.is_empty() && other.len() >= 10)
        .map(|(&from, [own, other])| {
            let n = own.len() + other.len();
            OnsideTable {
                from,
                kicks: n,
                recovered: own.len() as f64 / n as f64,
                recovered_at: mean(own),
                failed_at: mean(other),
                seconds: own.iter().chain(other).map(|s| s.1).sum::<f64>() / n as f64,
            }
        })
        .collect();
    if tables.is_empty() {
        return Err(too_few(
            "onside kicks",
            counts.iter().flatten().map(Vec::len).sum(),
        ));
    }
    Ok(tables)
}

/// Spots after free kicks.
pub(super) fn free_kicks(games: &[&[Play]]) -> Result<Vec<[f64; 2]>> {
    let spots: Vec<f64> = games
        .iter()
        .flat_map(|rows| kicks(rows))
        .filter(|k| k.free && k.received && !k.touchdown)
        .map(|k| f64::from(k.next.yardline_100))
        .collect();
    if spots.len() < 10 {
        return Err(too_few("free kicks", spots.len()));
    }
    Ok(fifths(spots))
}

pub(super) fn tries(plays: &Plays, games: &[&[Play]]) -> Result<Vec<TryTable>> {
    // Kicks, good; tries for two, good, returned.
    let mut counts = [[0.0_f64; 5]; 2];
    for rows in games {
        let count = &mut counts[era(&TRY_ERAS, plays.game(&rows[0]).season)];
        for (i, play) in rows.iter().enumerate() {
            let kick = play.play_type == PlayType::ExtraPoint;
            if !kick && play.role != Role::Not(Drop::Try) {
                continue;
            }
            let (Some(home), Some((h, a))) = (play.home_has_ball, play.score) else {
                continue;
            };
            // A try that is repeated after a penalty shows as a row of its own.
            let Some(later) = rows[i + 1..].iter().find(|p| p.score.is_some()) else {
                continue;
            };
            if later.role == Role::Not(Drop::Try) {
                continue;
            }
            let Some((h2, a2)) = later.score else {
                continue;
            };
            let (own, other) = if home {
                (h2 - h, a2 - a)
            } else {
                (a2 - a, h2 - h)
            };
            let at = if kick { 0 } else { 2 };
            count[at] += 1.0;
            count[at + 1] += f64::from(u8::from(own == if kick { 1 } else { 2 }));
            count[4] += f64::from(u8::from(!kick && other == 2));
        }
    }
    let tables: Vec<_> = TRY_ERAS
        .iter()
        .zip(counts)
        .filter(|(_, c)| c[0] >= 50.0 && c[2] >= 20.0)
        .map(|(&from, c)| TryTable {
            from,
            tries: [c[0] as usize, c[2] as usize],
            kick: c[1] / c[0],
            two: c[3] / c[2],
            returned: c[4] / c[2],
        })
        .collect();
    if tables.is_empty() {
        return Err(too_few("tries", games.len()));
    }
    Ok(tables)
}
