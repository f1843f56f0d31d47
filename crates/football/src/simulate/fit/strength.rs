//! What is found by playing games until they answer as the real ones do: what a
//! point of strength is worth on a play, and how much time and how many fouls
//! there are between plays. The ratings come from the lines.

use super::super::engine::{Engine, Offences};
use super::super::log::{GameLog, Log, Recorder};
use super::super::measure::{cancelled, from_scrimmage};
use super::super::rng::{GameRng, Stream};
use super::super::state::Rules;
use super::super::table::Distributions;
use super::smooth::round;
use crate::error::{Error, Result};
use crate::math::Portable;
use rayon::prelude::*;

/// Rounds of playing and correcting.
const ROUNDS: usize = 12;
/// Of these the first so many correct the pace too.
const PACED: usize = 6;
/// Times that the games are played in one of the first rounds and of the last.
const TIMES: [usize; 2] = [2, 12];

/// How games answer to the lines and to the score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Answers {
    /// Points of margin for a point of spread.
    pub spread: f64,
    /// Points of both teams for a point of the total line.
    pub total: f64,
    /// Mean points of both teams less the mean total line.
    pub over: f64,
    /// Points that a team gains in quarters 2, 3 and 4 for each point that it
    /// leads by at their beginning, the spread given.
    pub lead: [f64; 3],
}

/// Ratings, home field and total lines as the schedule has them.
pub(super) fn lines(log: &Log, t: &mut Distributions) -> Result<()> {
    let known: Vec<&GameLog> = log
        .games
        .iter()
        .filter(|g| g.spread.is_some() && g.total_line.is_some() && !g.play_off)
        .collect();
    if known.len() < 100 {
        return Err(Error::Fit {
            problem: format!("{} games have a spread and a total line", known.len()),
            hint: "put the schedule (games.parquet) into the data folder".into(),
        });
    }
    let at_home = known.iter().filter(|g| !g.neutral);
    let spreads: Vec<f64> = at_home.filter_map(|g| g.spread).collect();
    let totals: Vec<f64> = known.iter().filter_map(|g| g.total_line).collect();
    let (home, sd) = moments(&spreads);
    let (mean, total_sd) = moments(&totals);
    t.strength.home = round(home, 2);
    t.strength.rating = round(sd / 2_f64.sqrt(), 2);
    t.strength.total_line = (round(mean, 2), round(total_sd, 2));
    Ok(())
}

fn moments(values: &[f64]) -> (f64, f64) {
    let n = values.len().max(1) as f64;
    let mean = values.iter().sum::<f64>() / n;
    let variance = values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / n;
    (mean, variance.sqrt())
}

/// Least squares of `y` on the columns of `x` and a constant; the slopes.
fn slopes<const K: usize>(rows: &[([f64; K], f64)]) -> [f64; K] {
    let n = rows.len().max(1) as f64;
    let mean = |k: usize| rows.iter().map(|(x, _)| x[k]).sum::<f64>() / n;
    let means: [f64; K] = std::array::from_fn(mean);
    let at = rows.iter().map(|(_, y)| y).sum::<f64>() / n;
    let mut a = [[0.0; K]; K];
    let mut b = [0.0; K];
    for (x, y) in rows {
        for i in 0..K {
            b[i] += (x[i] - means[i]) * (y - at);
            for j in 0..K {
                a[i][j] += (x[i] - means[i]) * (x[j] - means[j]);
            }
        }
    }
    // Gauss elimination: K is 1 or 2 and the columns are no multiples.
    for i in 0..K {
        for j in i + 1..K {
            let f = a[j][i] / a[i][i];
            let above = a[i];
            for (x, from) in a[j].iter_mut().zip(above).skip(i) {
                *x -= f * from;
            }
            b[j] -= f * b[i];
        }
    }
    let mut out = [0.0; K];
    for i in (0..K).rev() {
        let rest: f64 = (i + 1..K).map(|k| a[i][k] * out[k]).sum();
        out[i] = (b[i] - rest) / a[i][i];
    }
    out
}

/// How the games of a log answer.
#[must_use]
pub fn answers(log: &Log) -> Answers {
    let known: Vec<(&GameLog, f64, f64)> = log
        .games
        .iter()
        .filter_map(|g| Some((g, g.spread?, g.total_line?)))
        .collect();
    let points = |g: &GameLog| f64::from(g.score[0] + g.score[1]);
    let margin: Vec<([f64; 1], f64)> = known
        .iter()
        .map(|(g, s, _)| ([*s], f64::from(g.margin())))
        .collect();
    let total: Vec<([f64; 1], f64)> = known.iter().map(|(g, _, t)| ([*t], points(g))).collect();
    let over = known.iter().map(|(g, _, t)| points(g) - t).sum::<f64>() / known.len().max(1) as f64;
    let lead = [2, 3, 4].map(|qtr| {
        let rows: Vec<([f64; 2], f64)> = known
            .iter()
            .map(|(g, s, _)| {
                let [from, to] = [qtr, qtr + 1].map(|q| {
                    let [home, away] = g.score_before(q);
                    f64::from(home - away)
                });
                ([*s, from], to - from)
            })
            .collect();
        slopes(&rows)[1]
    });
    Answers {
        spread: slopes(&margin)[0],
        total: slopes(&total)[0],
        over,
        lead,
    }
}

/// Plays the games of `log` again, each `times` times, with the numbers of `t`.
#[must_use]
pub fn again(log: &Log, t: &Distributions, times: usize, seed: u64) -> Log {
    let play = |(i, real): (usize, &GameLog)| -> Vec<GameLog> {
        let (Some(spread), Some(total)) = (real.spread, real.total_line) else {
            return Vec::new();
        };
        let offences = Offences::expected(spread, total, &t.strength);
        (0..times)
            .map(|k| {
                let index = (i * times + k) as u64;
                let rng = GameRng::new(seed, real.season, Stream::RollOut, index);
                let mut rows = Recorder::default();
                let rules = Rules::of(real.season, real.play_off);
                let end = Engine::new(t, offences, rng).game(rules, &mut rows);
                real.replayed(end.score, rows.0)
            })
            .collect()
    };
    let games: Vec<Vec<GameLog>> = log.games.par_iter().enumerate().map(play).collect();
    Log {
        games: games.into_iter().flatten().collect(),
    }
}

/// Corrects the time between plays until there are as many of them in a game as
/// in `log`, and the fouls likewise. The files have the clock at the snap only:
/// what a play takes itself is set, and the run-off that is read off in-bound
/// runs does not stand for all plays.
fn pace(log: &Log, got: &Log, t: &mut Distributions) {
    let of = |log: &Log, count: fn(&GameLog) -> f64| {
        log.games.iter().map(count).sum::<f64>() / log.games.len().max(1) as f64
    };
    let more = of(got, from_scrimmage) - of(log, from_scrimmage);
    // A second at one end of the range is half a second a play: about one play a game.
    let seconds = (0.8 * more).round() as i32;
    let (least, most) = &mut t.seconds.normal;
    *most = (*most + seconds - seconds / 2).clamp(*least + 1, 60);
    *least = (*least + seconds / 2).clamp(5, *most - 1);
    let fouls = of(log, cancelled) / of(got, cancelled).max(0.1);
    t.penalty = round((t.penalty * fouls.clamp(0.5, 2.0)).clamp(0.0, 0.3), 4);
}

/// Corrects what a point is worth until the games answer as they should: a
/// point of margin for a point of spread, a point for a point of total, no
/// bias, and each quarter to the lead as in `log`; in the first rounds also
/// their [`pace`].
pub(super) fn by_playing(
    log: &Log,
    t: &mut Distributions,
    progress: &mut impl FnMut(&str),
) -> Result<()> {
    let real = answers(log);
    for round_ in 0..ROUNDS {
        let seed = 1000 + round_ as u64;
        // More games and smaller steps towards the end: the rest is chance.
        let early = round_ < 8;
        let played = again(log, t, TIMES[usize::from(!early)], seed);
        if round_ < PACED {
            pace(log, &played, t);
        }
        let got = answers(&played);
        let step = if early { 0.8 } else { 0.5 };
        progress(&format!(
            "round {} of {ROUNDS}: {:.3} points of margin a point of spread, {:.3} of total, {:+.2} points over the line",
            round_ + 1,
            got.spread,
            got.total,
            got.over
        ));
        let s = &mut t.strength;
        let factor = (1.0 / got.spread.clamp(0.3, 3.0)).powf_(step);
        s.tilt *= factor;
        s.complete *= factor;
        s.mistakes *= factor;
        // What a point of strength is worth has just changed for totals too.
        s.total *= (1.0 / got.total.clamp(0.3, 3.0)).powf_(step) / factor;
        s.base_total += step * got.over;
        for (q, (got, real)) in got.lead.into_iter().zip(real.lead).enumerate() {
            // A quarter is a fourth of the game over which points are counted.
            s.comfort[q + 1] += step * 2.5 * (got - real);
        }
        for value in [
            &mut s.tilt,
            &mut s.complete,
            &mut s.mistakes,
            &mut s.total,
            &mut s.base_total,
        ] {
            *value = round(*value, 5);
        }
        s.comfort = s.comfort.map(|c| round(c.clamp(-0.5, 1.0), 4));
    }
    Ok(())
}
