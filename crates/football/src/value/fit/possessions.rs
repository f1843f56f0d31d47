//! Possessions of real games, and how they ended.

use super::{PENALTY, Sample, StepWeights};
use crate::error::{Error, Result};
use crate::game::Possession;
use crate::plays::{Game, Play, PlayType, Plays, SeasonType};
use crate::rules::{OvertimeFormat, Rules};
use crate::value::possession::{self, Need, STEPS, Snap};
use crate::value::tables::Flow;

/// How a possession ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    Touchdown,
    FieldGoal,
    /// The other side scored.
    Against,
    /// The half ended.
    Expired,
    /// The other side got the ball.
    None,
}

/// A possession: its plays from scrimmage and its end.
#[derive(Debug)]
pub(super) struct Drive<'a> {
    pub plays: Vec<&'a Play>,
    pub end: End,
    /// Where the next possession of the half begins: seconds left in the
    /// quarter and half, yards to the goal line.
    pub next: Option<(u16, u8)>,
}

/// Seconds left in the half (or overtime period).
pub(super) fn half_left(play: &Play) -> u16 {
    match play.qtr {
        1 | 3 => play.quarter_seconds_remaining + 900,
        _ => play.quarter_seconds_remaining,
    }
}

fn half(play: &Play) -> u8 {
    match play.qtr {
        1 | 2 => 1,
        3 | 4 => 2,
        _ => 3,
    }
}

/// The possessions of one game. Those with a kneel-down are left out: their
/// side did not want to score.
pub(super) fn drives<'a>(plays: &Plays, rows: &'a [Play]) -> Vec<Drive<'a>> {
    let game = plays.game(&rows[0]);
    let snap =
        |p: &Play| p.down > 0 && p.yardline_100 > 0 && p.ydstogo > 0 && (1..=5).contains(&p.qtr);
    let mut out: Vec<Drive<'a>> = Vec::new();
    let mut i = 0;
    while i < rows.len() {
        let first = &rows[i];
        let (true, Some(home)) = (snap(first), first.home_has_ball) else {
            i += 1;
            continue;
        };
        let mut drive = vec![first];
        let mut end = i + 1;
        // To the next row of the other side, of another half, or that is no
        // play from scrimmage but belongs to a side.
        while end < rows.len() {
            let row = &rows[end];
            if snap(row) {
                let punted = drive.last().is_some_and(|p| p.play_type == PlayType::Punt);
                if row.home_has_ball != Some(home) || half(row) != half(first) || punted {
                    break;
                }
                drive.push(row);
            } else if row.home_has_ball.is_some()
                && matches!(
                    row.play_type,
                    PlayType::Kickoff | PlayType::ExtraPoint | PlayType::TwoPoint
                )
            {
                break;
            }
            end += 1;
        }
        i = end;
        let margin = |(h, a): (i16, i16)| if home { (h, a) } else { (a, h) };
        let Some(before) = drive.last().and_then(|p| p.score).map(margin) else {
            continue;
        };
        let later = rows[end..].iter().find_map(|p| p.score).map(margin);
        let (own, against) = match (later, game.result) {
            (Some((own, other)), _) => (own - before.0, other - before.1),
            (None, Some(result)) => {
                let gained = if home { result } else { -result } - (before.0 - before.1);
                (gained.max(0), (-gained).max(0))
            }
            (None, None) => continue,
        };
        let next = rows[end..].iter().find(|p| snap(p));
        let same_half = next.filter(|n| half(n) == half(first));
        let end = match (own, against) {
            (6.., _) => End::Touchdown,
            (3..=5, _) => End::FieldGoal,
            (_, 2..) => End::Against,
            _ if same_half.is_none() => End::Expired,
            _ => End::None,
        };
        if drive.iter().any(|p| p.play_type == PlayType::Kneel) {
            continue;
        }
        out.push(Drive {
            plays: drive,
            end,
            next: same_half.map(|n| (half_left(n), n.yardline_100)),
        });
    }
    out
}

/// Whether the other team answers what the first possession of overtime scores.
fn answered(game: &Game) -> bool {
    let playoffs = game.season_type == SeasonType::Post;
    Rules::of(game.season, playoffs).overtime.format != OvertimeFormat::SuddenDeath
}

/// A play as the possession model sees it; `None` for plays that say nothing
/// about how one plays for points (a lead to hold, a game that is decided).
pub(super) fn seen(plays: &Plays, play: &Play) -> Option<Snap> {
    let game = plays.game(play);
    let lead = play.score_differential;
    let seconds = half_left(play);
    let need = match play.qtr {
        5 => match play.overtime_possession {
            Some(Possession::Second) if lead < 0 => Need::behind(-lead),
            Some(Possession::First) if answered(game) => Need::Points,
            _ => Need::AnyScore,
        },
        1..=3 if lead.abs() <= 16 => Need::Points,
        4 if lead == 0 => Need::Points,
        4 if (-8..0).contains(&lead) && seconds <= 300 => Need::behind(-lead),
        _ => return None,
    };
    let home = play.home_has_ball?;
    let spread = game.spread_line.unwrap_or(0.0);
    let no_end = play.qtr == 5 && game.season_type == SeasonType::Post;
    Some(Snap {
        down: play.down,
        ydstogo: f64::from(play.ydstogo),
        yardline: f64::from(play.yardline_100),
        seconds: if no_end {
            possession::NO_CLOCK
        } else {
            f64::from(seconds)
        },
        spread: f64::from(if home { spread } else { -spread }),
        need,
        timeouts: play.posteam_timeouts_remaining.map_or(f64::NAN, f64::from),
    })
}

/// Weights of the terms in each of the questions.
pub(super) fn weights(plays: &Plays, drives: &[Drive]) -> Result<Vec<StepWeights>> {
    let mut samples: [Sample; STEPS] = Default::default();
    for drive in drives {
        // A possession counts as much as another, however many plays it has.
        for snap in drive.plays.iter().filter_map(|p| seen(plays, p)) {
            let mut terms = Vec::with_capacity(60);
            possession::terms(&snap, |_, v| terms.push(v));
            let mut ask =
                |step: usize, happened: bool| samples[step].push(terms.iter().copied(), happened);
            ask(0, drive.end == End::Expired);
            if drive.end == End::Expired {
                continue;
            }
            ask(1, drive.end == End::Touchdown);
            if drive.end == End::Touchdown {
                continue;
            }
            ask(2, drive.end == End::FieldGoal);
            if drive.end == End::FieldGoal {
                continue;
            }
            ask(3, drive.end == End::Against);
        }
    }
    let what = [
        "that ran out of time",
        "touchdowns",
        "field goals",
        "scores against",
    ];
    let mut columns = Vec::with_capacity(STEPS);
    for (sample, what) in samples.into_iter().zip(what) {
        columns.push(sample.fit(PENALTY, what)?);
    }
    Ok((0..columns[0].len())
        .map(|term| std::array::from_fn(|step| columns[step][term]))
        .collect())
}

/// Least squares of few terms.
fn regression<const N: usize>(rows: &[([f64; N], f64)], what: &str) -> Result<([f64; N], f64)> {
    let mut a = [[0.0; N]; N];
    let mut b = [0.0; N];
    for (x, y) in rows {
        for i in 0..N {
            for j in 0..N {
                a[i][j] += x[i] * x[j];
            }
            b[i] += x[i] * y;
        }
    }
    for (i, row) in a.iter_mut().enumerate() {
        row[i] += 1e-6;
    }
    for i in 0..N {
        let pivot = a[i][i];
        if pivot.abs() < 1e-9 || rows.len() < 10 * N {
            return Err(Error::Fit {
                problem: format!("too few possessions for {what}: {}", rows.len()),
                hint: "use more seasons, such as --seasons 2009-2023".into(),
            });
        }
        for j in 0..N {
            if j != i {
                let factor = a[j][i] / pivot;
                let row = a[i];
                for (x, from) in a[j].iter_mut().zip(row) {
                    *x -= factor * from;
                }
                b[j] -= factor * b[i];
            }
        }
    }
    let w: [f64; N] = std::array::from_fn(|i| b[i] / a[i][i]);
    let residual = |x: &[f64; N], y: f64| y - x.iter().zip(&w).map(|(x, w)| x * w).sum::<f64>();
    let variance = rows
        .iter()
        .map(|(x, y)| residual(x, *y).powi(2))
        .sum::<f64>()
        / rows.len() as f64;
    Ok((w, variance.sqrt()))
}

/// How long possessions still take and where the next ones begin, from plays
/// that no clock hurries.
pub(super) fn flow(drives: &[Drive]) -> Result<Flow> {
    let mut times: [Vec<([f64; 5], f64)>; 3] = Default::default();
    let mut spots = Vec::new();
    for drive in drives {
        let Some((next_left, next_spot)) = drive.next else {
            continue;
        };
        let which = match drive.end {
            End::Touchdown => 0,
            End::FieldGoal => 1,
            End::None => 2,
            _ => continue,
        };
        for play in &drive.plays {
            let left = half_left(play);
            let taken = f64::from(left) - f64::from(next_left);
            if left < 600 || !(0.0..=900.0).contains(&taken) {
                continue;
            }
            let is = |down: u8| f64::from(u8::from(play.down == down));
            let far = f64::from(play.yardline_100) / 100.0;
            times[which].push(([1.0, far, is(2), is(3), is(4)], taken));
            if which == 2 {
                spots.push((
                    [1.0, far, far * far, is(2), is(3), is(4)],
                    f64::from(next_spot),
                ));
            }
        }
    }
    let mut spread = [0.0; 3];
    let mut fitted = [[0.0; 5]; 3];
    for (k, rows) in times.iter().enumerate() {
        let (w, sd) = regression(rows, "the time that possessions take")?;
        let mean = rows.iter().map(|r| r.1).sum::<f64>() / rows.len() as f64;
        fitted[k] = w;
        spread[k] = sd / mean.max(1.0);
    }
    let (next, next_spread) = regression(&spots, "where possessions begin")?;
    Ok(Flow {
        touchdown: fitted[0],
        field_goal: fitted[1],
        none: fitted[2],
        spread,
        next,
        next_spread,
    })
}
