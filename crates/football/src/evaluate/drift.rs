//! How much of the change from one play to the next could have been foreseen.

use super::Settings;
use super::bootstrap::{GameSums, Resamples};
use super::estimate::Estimate;
use super::scored::{Games, check_lengths};
use crate::error::Result;
use serde::{Deserialize, Serialize};

/// How predictable the one-step change of a win probability is.
///
/// What a value function will say at the next snap must, on average, be what it
/// says now. With `d` the change from a play to the next (to the result after
/// the last) and `f` what somebody foresaw of it who had not seen the game, the
/// predictable drift is Σ(d² − (d − f)²) / Σd²: 0 where nothing can be foreseen
/// and below it where `f` is noise.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PredictableDrift {
    /// The share of the mean squared change that was foreseen, in 0–1 or
    /// slightly below 0, with its interval from resampled games.
    pub share: Estimate,
    /// The mean squared change itself, squared probability a play.
    pub mean_squared_change: f64,
    /// Plays.
    pub plays: u64,
    /// Games.
    pub games: usize,
    /// What the changes were foreseen from, in words.
    pub fitted_on: String,
}

/// Measures what `foreseen` says of the `changes`, one a play. `fitted_on`
/// tells in words where the foresight comes from.
///
/// # Errors
/// [`Error::Shape`](crate::Error::Shape) for lengths that differ and for no
/// plays, [`Settings::check`]'s.
pub fn predictable_drift(
    changes: &[f32],
    foreseen: &[f32],
    game: &[u32],
    fitted_on: impl Into<String>,
    settings: &Settings,
) -> Result<PredictableDrift> {
    settings.check()?;
    let lengths = [("foreseen changes", foreseen.len()), ("games", game.len())];
    check_lengths(changes.len(), &lengths)?;
    let games = Games::new(game);
    let mut sums = GameSums::zeros(games.count, 2);
    for (i, (&change, &seen)) in changes.iter().zip(foreseen).enumerate() {
        let (d, f) = (f64::from(change), f64::from(seen));
        let row = sums.of(games.of_play[i]);
        row[0] += f * (2.0 * d - f);
        row[1] += d * d;
    }
    let share = |sums: &[f64]| {
        if sums[1] > 0.0 {
            sums[0] / sums[1]
        } else {
            f64::NAN
        }
    };
    let resamples = Resamples::new(
        games.count,
        settings,
        1,
        || vec![0.0; 2],
        |weights, total, row| {
            sums.weighted(weights, total);
            row[0] = share(total);
        },
    );
    let total = sums.total();
    let value = Some(share(&total)).filter(|v| !v.is_nan());
    Ok(PredictableDrift {
        share: resamples.estimate(value, 0, games.count),
        mean_squared_change: total[1] / changes.len() as f64,
        plays: changes.len() as u64,
        games: games.count,
        fitted_on: fitted_on.into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measured(changes: &[f32], foreseen: &[f32]) -> PredictableDrift {
        let game: Vec<u32> = (0..changes.len() as u32).map(|i| i / 5).collect();
        predictable_drift(changes, foreseen, &game, "itself", &Settings::default()).unwrap()
    }

    /// Changes of both signs, no two games alike.
    fn changes() -> Vec<f32> {
        (0..200u16)
            .map(|i| (f32::from(i * 37 % 101) - 50.0) / 500.0)
            .collect()
    }

    #[test]
    fn all_is_foreseen_by_the_changes_and_nothing_by_zeros() {
        let d = changes();
        assert!((measured(&d, &d).share.value.unwrap() - 1.0).abs() < 1e-12);
        assert_eq!(measured(&d, &vec![0.0; d.len()]).share.value, Some(0.0));
        let against: Vec<f32> = d.iter().map(|v| -v).collect();
        assert!((measured(&d, &against).share.value.unwrap() + 3.0).abs() < 1e-12);
    }

    #[test]
    fn it_is_the_squared_error_that_is_saved() {
        let d = changes();
        let f: Vec<f32> = d
            .iter()
            .enumerate()
            .map(|(i, v)| v * (i % 3) as f32 / 4.0)
            .collect();
        let square = |of: &mut dyn Iterator<Item = f64>| of.map(|v| v * v).sum::<f64>();
        let all = square(&mut d.iter().map(|&v| f64::from(v)));
        let left = square(&mut d.iter().zip(&f).map(|(&d, &f)| f64::from(d) - f64::from(f)));
        let found = measured(&d, &f);
        assert!((found.share.value.unwrap() - (all - left) / all).abs() < 1e-9);
        assert!((found.mean_squared_change - all / 200.0).abs() < 1e-12);
        let interval = found.share.interval.unwrap();
        let value = found.share.value.unwrap();
        assert!(interval.low < value && value < interval.high);
        assert_eq!((found.plays, found.games), (200, 40));
    }

    #[test]
    fn changes_of_nothing_have_no_share() {
        let none = measured(&[0.0; 100], &[0.1; 100]);
        assert_eq!(none.share.value, None);
        assert!(predictable_drift(&[0.1], &[], &[1], "", &Settings::default()).is_err());
    }
}
