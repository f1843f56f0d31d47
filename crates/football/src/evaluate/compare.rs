//! Two models on the same plays, paired by game.

use super::bootstrap::{GameSums, Resamples};
use super::calibration::Curve;
use super::estimate::Interval;
use super::metrics::evaluate;
use super::scored::{
    Games, Quarter, Scored, Settings, check_lengths, check_quarters, out_of_range,
};
use super::sums::{log_loss, squared_error};
use super::time::ThroughGame;
use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};

/// The same plays with two probabilities; NaN where one has none. All slices
/// as long as `a`.
#[derive(Debug, Clone, Copy)]
pub struct Paired<'a> {
    /// The one model's P(the team with the ball wins), 0–1 or NaN.
    pub a: &'a [f32],
    /// The other's.
    pub b: &'a [f32],
    /// Whether the team with the ball won.
    pub y: &'a [bool],
    /// Which game.
    pub game: &'a [u32],
    /// Quarter: 1–4, overtime 5 and up to 9.
    pub quarter: &'a [u8],
    /// Seconds of the game that remain, 0–3600.
    pub seconds: &'a [u16],
    /// What to call them: (a, b).
    pub names: (&'a str, &'a str),
}

/// How the two differ. A negative difference: `a` is better.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// The one.
    pub a: Side,
    /// The other.
    pub b: Side,
    /// Plays that have both probabilities.
    pub plays: u64,
    /// Their games.
    pub games: usize,
    /// Plays left out because `a`, or `b` only, has none.
    pub excluded: u64,
    /// Share of resamples within an interval.
    pub level: f64,
    /// Log loss of `a` less that of `b`, nats.
    pub log_loss: PairedDifference,
    /// Brier score of `a` less that of `b`.
    pub brier: PairedDifference,
    /// The log loss by quarter.
    pub by_quarter: Vec<(Quarter, PairedDifference)>,
    /// Which is better, by log loss, in words.
    pub verdict: String,
}

/// One of the two, on the plays that both have.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Side {
    /// Its name.
    pub name: String,
    /// Of its plays that have no probability.
    pub missing: u64,
    /// nflfastR's calibration error.
    pub calibration_error: Option<f64>,
    /// In bins of 0.05.
    pub calibration: Curve,
    /// By minute of the game.
    pub through_game: ThroughGame,
}

/// A metric of `a`, of `b`, and their difference.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PairedDifference {
    /// Of `a`.
    pub a: f64,
    /// Of `b`.
    pub b: f64,
    /// `a − b`.
    pub difference: f64,
    /// Standard error of the difference, clustered by game: with d̄ the mean
    /// over N plays and u the sum of d − d̄ over the plays of each of G games,
    /// √(G/(G−1) · Σu²) / N. Absent with one game.
    pub standard_error: Option<f64>,
    /// Interval of the difference from resampling games.
    pub interval: Option<Interval>,
}

/// Compares two models on the plays that both have a probability for.
///
/// # Errors
/// [`Error::Shape`] for lengths that differ, [`Error::Data`] for a probability
/// outside 0–1 or where no play has both, [`Settings::check`]'s.
pub fn compare(pair: &Paired<'_>, settings: &Settings) -> Result<Comparison> {
    let n = pair.a.len();
    let lengths = [
        ("probabilities of the other model", pair.b.len()),
        ("outcomes", pair.y.len()),
        ("games", pair.game.len()),
        ("quarters", pair.quarter.len()),
        ("seconds", pair.seconds.len()),
    ];
    check_lengths(n, &lengths)?;
    check_quarters(pair.quarter)?;
    for (p, name) in [(pair.a, pair.names.0), (pair.b, pair.names.1)] {
        let wrong = |p: &f32| !p.is_nan() && !(0.0..=1.0).contains(p);
        if let Some((row, value)) = p.iter().enumerate().find(|(_, p)| wrong(p)) {
            return Err(out_of_range(
                name,
                row,
                value,
                "between 0 and 1, or missing",
            ));
        }
    }
    let rows: Vec<usize> = (0..n)
        .filter(|&i| !pair.a[i].is_nan() && !pair.b[i].is_nan())
        .collect();
    if rows.is_empty() {
        let (a, b) = pair.names;
        return Err(Error::data(
            "plays to compare on",
            format!("none of {n} has both {a} and {b}"),
            "check that the column holds probabilities on these seasons",
        ));
    }
    let a: Vec<f32> = rows.iter().map(|&i| pair.a[i]).collect();
    let b: Vec<f32> = rows.iter().map(|&i| pair.b[i]).collect();
    let y: Vec<bool> = rows.iter().map(|&i| pair.y[i]).collect();
    let game: Vec<u32> = rows.iter().map(|&i| pair.game[i]).collect();
    let quarter: Vec<u8> = rows.iter().map(|&i| pair.quarter[i]).collect();
    let seconds: Vec<u16> = rows.iter().map(|&i| pair.seconds[i]).collect();
    let games = Games::new(&game);

    let paired = |keep: &dyn Fn(usize) -> bool, loss: fn(f32, bool) -> f64| {
        let mut sums = GameSums::zeros(games.count, 3);
        for i in (0..rows.len()).filter(|&i| keep(i)) {
            let row = sums.of(games.of_play[i]);
            row[0] += 1.0;
            row[1] += loss(a[i], y[i]);
            row[2] += loss(b[i], y[i]);
        }
        difference(&sums, games.count, settings)
    };
    let all = &|_: usize| true;
    let log = paired(all, log_loss);
    let by_quarter = Quarter::ALL
        .into_iter()
        .filter(|&q| quarter.iter().any(|&k| Quarter::of(k) == q))
        .map(|q| (q, paired(&|i| Quarter::of(quarter[i]) == q, log_loss)))
        .collect();
    let side = |p: &[f32], missing: &[f32], name: &str| -> Result<Side> {
        let scored = Scored {
            p,
            y: &y,
            game: &game,
            quarter: &quarter,
            seconds: &seconds,
        };
        let evaluation = evaluate(&scored, settings)?;
        Ok(Side {
            name: name.to_string(),
            missing: missing.iter().filter(|p| p.is_nan()).count() as u64,
            calibration_error: evaluation.overall.calibration_error.value,
            calibration: evaluation.calibration,
            through_game: evaluation.through_game,
        })
    };
    Ok(Comparison {
        a: side(&a, pair.a, pair.names.0)?,
        b: side(&b, pair.b, pair.names.1)?,
        plays: rows.len() as u64,
        games: games.count,
        excluded: (n - rows.len()) as u64,
        level: settings.level,
        verdict: verdict(&log, pair.names, settings.level),
        brier: paired(all, squared_error),
        log_loss: log,
        by_quarter,
    })
}

/// From sums by game of (plays, loss of a, loss of b).
pub(super) fn difference(sums: &GameSums, games: usize, settings: &Settings) -> PairedDifference {
    let total = sums.total();
    let (plays, a, b) = (total[0], total[1] / total[0], total[2] / total[0]);
    let in_games = sums.games_with(0);
    let mean = (total[1] - total[2]) / plays;
    let squares: f64 = sums
        .iter()
        .map(|row| row[1] - row[2] - row[0] * mean)
        .map(|residual| residual * residual)
        .sum();
    let count = in_games as f64;
    let standard_error = (in_games > 1).then(|| (count / (count - 1.0) * squares).sqrt() / plays);
    let resamples = Resamples::new(
        games,
        settings,
        1,
        || vec![0.0; 3],
        |weights, total, row| {
            sums.weighted(weights, total);
            row[0] = (total[1] - total[2]) / total[0];
        },
    );
    let interval = resamples.interval(0, in_games).ok();
    PairedDifference {
        a,
        b,
        difference: mean,
        standard_error,
        interval,
    }
}

fn verdict(log: &PairedDifference, (a, b): (&str, &str), level: f64) -> String {
    let percent = (level * 100.0).round();
    let size = log.difference.abs();
    let lower = if log.difference < 0.0 { a } else { b };
    let Some(Interval { low, high }) = log.interval else {
        return format!(
            "{lower} has the lower log loss by {size:.4} nats per play, \
             but there are too few games to separate skill from chance"
        );
    };
    let decided = |better: &str, worse: &str, from: f64, to: f64| {
        format!(
            "{better} is better than {worse}: its log loss is lower by {size:.4} nats per play \
             ({percent}% interval {from:.4} to {to:.4})"
        )
    };
    if high < 0.0 {
        decided(a, b, -high, -low)
    } else if low > 0.0 {
        decided(b, a, low, high)
    } else {
        format!(
            "{a} and {b} are statistically indistinguishable: {lower} has the lower log loss by {size:.4} nats \
             per play, but the {percent}% interval of the difference, {low:+.4} to {high:+.4}, \
             includes 0"
        )
        .replace(" -0.", " −0.")
    }
}
