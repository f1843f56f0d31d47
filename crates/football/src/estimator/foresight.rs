//! Foreseeing how a win probability will change by the next snap.
//!
//! A value function does not drift: the mean of what it says one snap later is
//! what it says now. Whether a model keeps to that is tested by a forest that
//! learns the changes of some games from the situations before them and
//! foretells those of other games; what it gets right is
//! [predictable drift](crate::evaluate::PredictableDrift).

use super::score_process::{append, lambda_return};
use crate::error::{Error, Result};
use crate::features::PlaySet;
use crate::forest::{self, ForestParams, Target};
use crate::math::Portable;
use ndarray::{Array1, Array2};

/// Settings of the forest that foresees changes. Leaves are large: a change
/// varies ten times as much as what can be foreseen of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Foresight {
    /// Trees.
    pub trees: usize,
    /// Minimum plays per leaf.
    pub min_leaf: u32,
    /// Features considered at each split.
    pub mtry: usize,
    /// Folds of games in [`Foresight::cross_fitted`].
    pub folds: usize,
    /// Seed.
    pub seed: u64,
}

impl Default for Foresight {
    fn default() -> Self {
        Self {
            trees: 100,
            min_leaf: 300,
            mtry: 8,
            folds: 5,
            seed: 1,
        }
    }
}

/// Win probability at the next snap of the game (the result after the last)
/// less that at this one, as the side with the ball sees it, one a play; `p` is
/// P(the side with the ball wins) of each play, in the order of `plays`.
#[must_use]
pub fn one_step_changes(p: &[f32], plays: &PlaySet) -> Vec<f32> {
    let next = lambda_return(p, plays, 0.0);
    next.iter().zip(p).map(|(next, p)| next - p).collect()
}

impl Foresight {
    /// The changes of `test`'s plays, foreseen by a forest that learned those of
    /// `train`'s. Each is given as plays with P(win) of each.
    ///
    /// # Errors
    /// [`Error::Shape`] where `test` has other columns than `train` or there is
    /// not one probability a play; those of the engine.
    pub fn foresee(
        &self,
        train: (&PlaySet, &[f32]),
        test: (&PlaySet, &[f32]),
    ) -> Result<Array1<f32>> {
        let (plays, p) = train;
        let x = with_log_odds(plays, p)?;
        let params = ForestParams::new()
            .trees(self.trees)
            .min_leaf(self.min_leaf)
            .mtry(self.mtry.min(x.ncols()))
            .seed(self.seed)
            .check()?;
        let changes = one_step_changes(p, plays);
        let games = plays.game().to_vec();
        let fitted = forest::fit(
            &params,
            x.view(),
            Target::Bounded(&changes),
            &games,
            &|_| true,
        )?;
        let x = with_log_odds(test.0, test.1)?;
        Ok(fitted.forest.predict_value(x.view(), None)?)
    }

    /// The changes of all plays, each foreseen by a forest that did not see its
    /// game.
    ///
    /// # Errors
    /// As [`Foresight::foresee`], and [`Error::Parameter`] for fewer games than
    /// folds.
    pub fn cross_fitted(&self, plays: &PlaySet, p: &[f32]) -> Result<Array1<f32>> {
        check_one_a_play(plays, p)?;
        let mut foreseen = Array1::zeros(plays.len());
        for fold in plays.folds(self.folds, self.seed)? {
            let mut is_test = vec![false; plays.len()];
            fold.test_positions.iter().for_each(|&i| is_test[i] = true);
            let of = |test: bool| -> Vec<f32> {
                let kept = p.iter().zip(&is_test).filter(|(_, is)| **is == test);
                kept.map(|(p, _)| *p).collect()
            };
            let values = self.foresee((&fold.train, &of(false)), (&fold.test, &of(true)))?;
            for (&i, &value) in fold.test_positions.iter().zip(&values) {
                foreseen[i] = value;
            }
        }
        Ok(foreseen)
    }
}

fn check_one_a_play(plays: &PlaySet, p: &[f32]) -> Result<()> {
    if p.len() == plays.len() {
        return Ok(());
    }
    Err(Error::Shape {
        what: "probabilities",
        expected: format!("{}, one a play", plays.len()),
        found: p.len().to_string(),
    })
}

/// The plays' matrix with the log-odds that the model gave them.
fn with_log_odds(plays: &PlaySet, p: &[f32]) -> Result<Array2<f32>> {
    const CLIP: f32 = 1e-6;
    check_one_a_play(plays, p)?;
    let log_odds = p.iter().map(|p| {
        let p = p.clamp(CLIP, 1.0 - CLIP);
        (p / (1.0 - p)).ln_()
    });
    Ok(append(plays.x(), &log_odds.collect()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::FeatureSet;

    /// A game is a walk of twenty steps that its winner is sure to win from the
    /// last on. The probability is the truth, but `bias` too high on third downs.
    fn games(first: u32, count: u32, bias: f32) -> (PlaySet, Vec<f32>) {
        const STEPS: i32 = 20;
        let features = FeatureSet::default_set();
        let at = |name: &str| features.position(name).unwrap();
        let (mut x, mut y, mut game, mut p) = (vec![], vec![], vec![], vec![]);
        for id in first..first + count {
            let mut coins = crate::forest::generator::mix(u64::from(id));
            let steps: Vec<i32> = (0..=STEPS)
                .map(|_| {
                    coins = crate::forest::generator::mix(coins);
                    if coins & 1 == 0 { 1 } else { -1 }
                })
                .collect();
            let won = steps.iter().sum::<i32>() > 0;
            for k in 0..STEPS {
                let lead: i32 = steps[..k as usize].iter().sum();
                let truth = wins(lead, STEPS + 1 - k);
                let third = k % 3 == 2;
                let mut row = vec![0.0; features.len()];
                row[at("down")] = (1 + k % 3) as f32;
                row[at("score_differential")] = lead as f32;
                row[at("game_seconds_remaining")] = (180 * (STEPS - k)) as f32;
                x.extend(row);
                y.push(won);
                game.push(id);
                let off = if third { bias } else { 0.0 };
                p.push((truth + off).clamp(0.0, 1.0));
            }
        }
        let x = Array2::from_shape_vec((y.len(), features.len()), x).unwrap();
        let season = Array1::from_elem(y.len(), 2000);
        let set = PlaySet::from_arrays(&features, x, y.into(), game.into(), season).unwrap();
        (set, p)
    }

    /// The chance that `lead` and `left` fair coins of ±1 end above 0.
    fn wins(lead: i32, left: i32) -> f32 {
        let mut chance = 1.0f64;
        let mut total = 0.0;
        let all = 2f64.powi(left);
        for heads in 0..=left {
            if lead + 2 * heads - left > 0 {
                total += chance;
            }
            chance *= f64::from(left - heads) / f64::from(heads + 1);
        }
        (total / all) as f32
    }

    /// How much of the mean squared change is foreseen.
    fn share(plays: &PlaySet, p: &[f32], foreseen: &[f32]) -> f64 {
        let (mut saved, mut all) = (0.0, 0.0);
        for (d, f) in one_step_changes(p, plays).into_iter().zip(foreseen) {
            let (d, f) = (f64::from(d), f64::from(*f));
            saved += d * d - (d - f).powi(2);
            all += d * d;
        }
        saved / all
    }

    #[test]
    fn changes_go_from_play_to_play_and_to_the_result() {
        let (plays, p) = games(0, 3, 0.0);
        let changes = one_step_changes(&p, &plays);
        for i in 0..p.len() {
            let end = i + 1 == p.len() || plays.game()[i + 1] != plays.game()[i];
            let next = if end {
                f32::from(u8::from(plays.y()[i]))
            } else {
                p[i + 1]
            };
            assert!((changes[i] - (next - p[i])).abs() < 1e-6);
        }
    }

    #[test]
    fn a_fair_value_cannot_be_foreseen_and_a_biased_one_can() {
        let settings = Foresight {
            trees: 20,
            min_leaf: 100,
            ..Foresight::default()
        };
        for (bias, between) in [(0.0, -0.02..0.01), (0.1, 0.15..0.6)] {
            let (train, of_train) = games(0, 600, bias);
            let (test, of_test) = games(1000, 300, bias);
            let foreseen = settings
                .foresee((&train, &of_train), (&test, &of_test))
                .unwrap();
            let by_seasons = share(&test, &of_test, foreseen.as_slice().unwrap());
            assert!(between.contains(&by_seasons), "{bias}: {by_seasons}");
            let foreseen = settings.cross_fitted(&train, &of_train).unwrap();
            let by_folds = share(&train, &of_train, foreseen.as_slice().unwrap());
            assert!(between.contains(&by_folds), "{bias}: {by_folds}");
        }
    }

    #[test]
    fn probabilities_must_be_one_a_play() {
        let (plays, p) = games(0, 20, 0.0);
        let settings = Foresight::default();
        assert!(settings.cross_fitted(&plays, &p[1..]).is_err());
        assert!(settings.foresee((&plays, &p), (&plays, &p[1..])).is_err());
    }
}
