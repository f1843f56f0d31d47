//! The study: leagues, models, intervals, counts.

use super::league::{self, TestPlays};
use super::store::Store;
use crate::error::{Error, Result};
use crate::estimator::{
    Classifier, ForestEstimator, IntervalSettings, Margin, ScoreProcess, check_level, interval,
};
use crate::evaluate::{CoverageTable, Judged, coverage};
use crate::features::PlaySet;
use crate::simulate::Distributions;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// What to study.
#[derive(Debug, Clone)]
pub struct Study {
    /// The football.
    pub table: Distributions,
    /// Leagues, each of which trains a model.
    pub leagues: usize,
    /// Of these the first so many for the plain methods too.
    pub plain_leagues: usize,
    /// Games a league.
    pub games: usize,
    /// Test plays, each of a game of its own.
    pub plays: usize,
    /// Standard error of a test play's true probability.
    pub truth_error: f64,
    /// Most rollouts of a test play.
    pub rollouts: u32,
    /// Level of the intervals.
    pub level: f64,
    /// The model.
    pub forest: ForestEstimator,
    /// Its intervals.
    pub intervals: IntervalSettings,
    /// Seed. League k has the seed `seed + k`, the test plays have `seed`, for k from 1.
    pub seed: u64,
    /// Where test plays and leagues are kept.
    pub folder: PathBuf,
    /// Says which program trains: models are not kept for another one.
    pub program: String,
}

/// How an interval is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Method {
    /// This crate's, see [`interval`].
    Members,
    /// Games drawn with replacement, as many as there are; percentiles.
    BootstrapGames,
    /// Plays drawn with replacement, as many as there are; percentiles.
    BootstrapPlays,
}

impl Method {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Members, Self::BootstrapGames, Self::BootstrapPlays];

    fn name(self) -> &'static str {
        match self {
            Self::Members => "members",
            Self::BootstrapGames => "bootstrap-games",
            Self::BootstrapPlays => "bootstrap-plays",
        }
    }
}

/// What one model says of the test plays.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Answers {
    wp: Vec<f32>,
    /// Plays × members.
    members: Vec<f32>,
}

/// A method's coverage.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// Which.
    pub method: Method,
    /// Leagues that it was tried on.
    pub leagues: usize,
    /// What came of it.
    pub table: CoverageTable,
}

/// What a study found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// A row a method.
    pub rows: Vec<Row>,
    /// Test plays.
    pub plays: usize,
    /// Rollouts of all test plays.
    pub rollouts: u64,
    /// Root mean square of the standard errors of the true probabilities.
    pub truth_error: f64,
}

/// How far a study is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// So many test plays of so many have their truth.
    Truth(usize, usize),
    /// So many models of so many are trained.
    Models(usize, usize),
}

impl Study {
    /// Checks the ranges.
    ///
    /// # Errors
    /// [`Error::Parameter`].
    pub fn check(&self) -> Result<()> {
        let between = |name: &'static str, value: usize, low: usize, high: usize| {
            if (low..=high).contains(&value) {
                return Ok(());
            }
            Err(Error::parameter(
                name,
                format!("between {low} and {high}"),
                value,
            ))
        };
        between("leagues", self.leagues, 1, 10_000)?;
        between("games", self.games, 50, 100_000)?;
        between("plays", self.plays, 10, 100_000)?;
        if !(self.truth_error > 0.0 && self.truth_error < 0.5) {
            let rule = "above 0 and below 0.5";
            return Err(Error::parameter(
                "the error of the truth",
                rule,
                self.truth_error,
            ));
        }
        check_level(self.level)?;
        self.intervals.check()?;
        self.table.check()
    }

    /// Runs it, or what is left of it. `watch` is told how far it is and
    /// answers whether to go on.
    ///
    /// # Errors
    /// [`Study::check`]'s, those of fitting, [`Error::Io`] where results cannot
    /// be kept, [`Error::Cancelled`].
    pub fn run(&self, watch: &(dyn Fn(Step) -> bool + Sync)) -> Result<Outcome> {
        self.check()?;
        let store = Store::new(&self.folder);
        let test = self.test_plays(&store, watch)?;
        let truth = test.truth();
        let models = self.leagues + 2 * self.plain_leagues.min(self.leagues);
        let mut done = 0;
        let mut answers: Vec<(Method, Answers)> = Vec::new();
        for number in 1..=self.leagues {
            let mut train = None;
            for method in Method::ALL {
                if method != Method::Members && number > self.plain_leagues {
                    continue;
                }
                let name = format!("{}-{number}", method.name());
                let what = format!("{}\n{number}\n{method:?}\n{}", self.what(), self.program);
                let kept: Option<Answers> = store.get(&name, &what);
                let found = match kept.filter(|a| a.wp.len() == truth.len()) {
                    Some(found) => found,
                    None => {
                        let go_on = || watch(Step::Models(done, models));
                        if !go_on() {
                            return Err(Error::Cancelled);
                        }
                        let train = match &train {
                            Some(train) => train,
                            None => train.insert(league::plays(
                                &self.table,
                                self.seed + number as u64,
                                self.games,
                            )?),
                        };
                        let found = self.answer(method, train, &test, &go_on)?;
                        store.put(&name, &what, &found)?;
                        found
                    }
                };
                answers.push((method, found));
                done += 1;
                watch(Step::Models(done, models));
            }
        }
        let rows = Method::ALL
            .into_iter()
            .filter_map(|method| {
                let of = answers.iter().filter(|(m, _)| *m == method).map(|(_, a)| a);
                let of: Vec<&Answers> = of.collect();
                (!of.is_empty()).then(|| self.row(method, &of, &test, &truth))
            })
            .collect::<Result<_>>()?;
        let errors = test
            .truth
            .iter()
            .zip(&truth)
            .map(|(t, p)| p * (1.0 - p) / f64::from(t.games()));
        Ok(Outcome {
            rows,
            plays: truth.len(),
            rollouts: test.truth.iter().map(|t| u64::from(t.games())).sum(),
            truth_error: (errors.sum::<f64>() / truth.len() as f64).sqrt(),
        })
    }

    /// What all results depend on but the league.
    fn what(&self) -> String {
        format!(
            "{:?}\n{:?}\n{:?}\n{}\n{}\n{}",
            self.table,
            ForestEstimator {
                threads: None,
                ..self.forest.clone()
            },
            IntervalSettings {
                margin: Margin::NONE,
                ..self.intervals
            },
            self.games,
            self.seed,
            self.what_of_truth(),
        )
    }

    fn what_of_truth(&self) -> String {
        format!(
            "{:?}\n{}\n{}\n{}\n{}",
            self.table, self.seed, self.plays, self.truth_error, self.rollouts
        )
    }

    fn test_plays(
        &self,
        store: &Store,
        watch: &(dyn Fn(Step) -> bool + Sync),
    ) -> Result<TestPlays> {
        let what = self.what_of_truth();
        if let Some(kept) = store.get("truth", &what).and_then(TestPlays::from_kept) {
            return Ok(kept);
        }
        let plays = self.plays;
        let test = league::test_plays(
            &self.table,
            self.seed,
            plays,
            self.truth_error,
            self.rollouts,
            &|done| watch(Step::Truth(done, plays)),
        )?;
        store.put("truth", &what, &test.to_kept())?;
        Ok(test)
    }

    fn answer(
        &self,
        method: Method,
        train: &PlaySet,
        test: &TestPlays,
        go_on: &(dyn Fn() -> bool + Sync),
    ) -> Result<Answers> {
        let bootstrap = IntervalSettings {
            games: 1.0,
            replacement: true,
            ..self.intervals
        };
        let watch = |_: usize, _: usize| go_on();
        let model = match method {
            Method::Members => self
                .forest
                .fit_with_intervals(train, &self.intervals, &watch)?,
            Method::BootstrapGames => self.forest.fit_with_intervals(train, &bootstrap, &watch)?,
            Method::BootstrapPlays => {
                // Each play its own game: without neighbors, its target is the result.
                let forest = ForestEstimator {
                    score_process: self.forest.score_process.map(|process| ScoreProcess {
                        refits: 0,
                        ..process
                    }),
                    lambda: 1.0,
                    ..self.forest.clone()
                };
                forest.fit_with_intervals(&train.shuffled(self.seed), &bootstrap, &watch)?
            }
        };
        let wp = model.predict_proba(test.x.view())?;
        let members = model.members(test.x.view())?.unwrap_or_default();
        Ok(Answers {
            wp: wp.to_vec(),
            members: members.iter().copied().collect(),
        })
    }

    fn row(
        &self,
        method: Method,
        answers: &[&Answers],
        test: &TestPlays,
        truth: &[f64],
    ) -> Result<Row> {
        let seconds = test.seconds();
        let ends: Vec<(Vec<f32>, Vec<f32>)> = answers
            .iter()
            .map(|a| self.ends(method, a, &seconds))
            .collect::<Result<_>>()?;
        let models: Vec<Judged<'_>> = answers
            .iter()
            .zip(&ends)
            .map(|(a, (lower, upper))| Judged {
                truth,
                wp: &a.wp,
                lower,
                upper,
            })
            .collect();
        Ok(Row {
            method,
            leagues: answers.len(),
            table: coverage(&models)?,
        })
    }

    fn ends(
        &self,
        method: Method,
        answers: &Answers,
        seconds: &[f32],
    ) -> Result<(Vec<f32>, Vec<f32>)> {
        let count = answers.members.len() / answers.wp.len().max(1);
        let members = answers.members.chunks_exact(count.max(1));
        let plays = answers.wp.iter().zip(members).zip(seconds);
        let both = plays.map(|((&wp, members), &seconds)| {
            if method == Method::Members {
                let margin = self.intervals.margin.at(wp, seconds);
                let band = interval(wp, members.iter().copied(), margin, self.level)?;
                return Ok((band.lower, band.upper));
            }
            let mut sorted = members.to_vec();
            sorted.sort_unstable_by(f32::total_cmp);
            let tail = (1.0 - self.level) / 2.0;
            Ok((quantile(&sorted, tail), quantile(&sorted, 1.0 - tail)))
        });
        let both: Vec<(f32, f32)> = both.collect::<Result<_>>()?;
        Ok(both.into_iter().unzip())
    }
}

/// The quantile `q` of sorted values, linear between neighbors.
fn quantile(sorted: &[f32], q: f64) -> f32 {
    let at = q * (sorted.len() - 1) as f64;
    let (low, share) = (at.floor() as usize, at.fract() as f32);
    let high = (low + 1).min(sorted.len() - 1);
    sorted[low] + share * (sorted[high] - sorted[low])
}
