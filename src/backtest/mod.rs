//! Walking forward: each season predicted by models of the earlier ones.
//!
//! [`walk`] trains every competitor on all seasons before the one that it then
//! predicts, as someone would have who lived at the time; nothing of a season
//! or of a later one is in a model that predicts it. [`Report`] pools the
//! predictions and compares them in pairs, by game. [`changepoint()`] asks
//! whether and when the loss changed for good.

mod cache;
mod changepoint;
mod competitors;
mod report;
mod tables;

pub use cache::Cache;
pub use changepoint::{Change, Changepoint, NO_CHANGE, SHIFT, changepoint};
pub use competitors::{FOREST, LOCK_NETTLETON, LOGISTIC, SCORE_PROCESS, SPREAD, lock_nettleton};
pub use report::{Against, Quality, Report, Row, report};
pub use tables::Table;

use crate::error::{Error, Result};
use crate::estimator::{ForestEstimator, Logistic, Watch};
use crate::features::{FeatureSet, PlaySet, play_set};
use crate::plays::{Plays, Seasons};
use competitors::Fit;

/// What is tested, on which seasons.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// First season that is predicted.
    pub from: u16,
    /// Last one.
    pub to: u16,
    /// Whether the models may see the betting lines (spread and total).
    pub spread: bool,
    /// The forest, whose score process competes with it.
    pub forest: ForestEstimator,
    /// Lock and Nettleton's, see [`lock_nettleton`]; `None` leaves it out.
    pub lock_nettleton: Option<ForestEstimator>,
    /// The logistic regression.
    pub logistic: Logistic,
}

/// Plays as a matrix, with what the features do not tell.
#[derive(Debug, Clone)]
struct Games {
    set: PlaySet,
    /// Points of both sides so far; NaN where unknown.
    points: Vec<f32>,
}

impl Games {
    fn of(plays: &Plays, spread: bool) -> Self {
        let set = play_set(plays, &FeatureSet::default_set());
        let points = set
            .row()
            .iter()
            .map(|&i| {
                plays.rows()[i]
                    .score
                    .map_or(f32::NAN, |(home, away)| f32::from(home + away))
            })
            .collect();
        let set = if spread {
            set
        } else {
            set.with_unknown(&["posteam_spread", "total_line"])
        };
        Self { set, points }
    }

    /// The plays of some seasons.
    fn seasons(&self, keep: impl Fn(u16) -> bool) -> Option<Self> {
        let season = self.set.season();
        let kept = self.set.season_list().into_iter().filter(|&s| keep(s));
        let seasons = Seasons::from_list(kept.collect())?;
        Some(Self {
            set: self.set.seasons(&seasons),
            points: (0..self.set.len())
                .filter(|&i| seasons.contains(season[i]))
                .map(|i| self.points[i])
                .collect(),
        })
    }
}

/// One who predicted.
#[derive(Debug, Clone, PartialEq)]
pub struct Competitor {
    /// Its name.
    pub name: String,
    /// Its probabilities in the order of [`Walked::set`]; NaN where it has none.
    pub p: Vec<f32>,
}

/// The predictions of all seasons.
#[derive(Debug, Clone)]
pub struct Walked {
    /// The predicted plays.
    pub set: PlaySet,
    /// The forest first.
    pub competitors: Vec<Competitor>,
    /// For each predicted season, the plays that its models were trained on.
    pub trained_on: Vec<(u16, usize)>,
    /// First season of the training data.
    pub first: u16,
    /// Fits that were made, and fits whose predictions were in the cache.
    pub fits: (usize, usize),
}

/// Walks forward. `watch` is told how much of the work is done.
///
/// # Errors
/// [`Error::Parameter`] where `from` is after `to`, [`Error::Data`] where a
/// season is absent or none is before it; those of the estimators.
pub fn walk(
    plays: &Plays,
    settings: &Settings,
    cache: Option<&Cache>,
    watch: Watch<'_>,
) -> Result<Walked> {
    let (from, to) = (settings.from, settings.to);
    if from > to {
        return Err(Error::parameter(
            "--from",
            format!("no later than --to, {to}"),
            from,
        ));
    }
    let all = Games::of(plays, settings.spread);
    let there = all.set.season_list();
    let Some(&first) = there.first().filter(|&&first| first < from) else {
        return Err(Error::data(
            "the play-by-play",
            format!("has no season before {from} to train on"),
            format!("it has {}; start later with --from", in_words(&there)),
        ));
    };
    if let Some(absent) = (from..=to).find(|s| !there.contains(s)) {
        return Err(Error::data(
            "the play-by-play",
            format!("has no plays of season {absent}"),
            format!("it has {}; see --from and --to", in_words(&there)),
        ));
    }
    let fits = Fit::all(settings);
    let effort: usize = fits.iter().map(|f| f.effort(settings)).sum();
    let size = |season: u16| all.set.season().iter().filter(|&&s| s < season).count() / 1000 + 1;
    let total: usize = (from..=to).map(|s| size(s) * effort).sum();
    let mut done = 0;

    let mut competitors: Vec<Competitor> = fits
        .iter()
        .flat_map(|f| f.names(settings))
        .map(|name| Competitor {
            name: name.to_owned(),
            p: Vec::new(),
        })
        .collect();
    let mut trained_on = Vec::new();
    let mut counts = (0, 0);
    for season in from..=to {
        // Both exist: checked above.
        let (Some(train), Some(test)) = (all.seasons(|s| s < season), all.seasons(|s| s == season))
        else {
            continue;
        };
        let mut next = competitors.iter_mut();
        for fit in &fits {
            let names = fit.names(settings);
            let what = fit.what(settings, all.set.columns());
            let kept: Option<Vec<_>> = names
                .iter()
                .map(|n| cache?.get(n, season, &what, test.set.len()))
                .collect();
            let work = size(season) * fit.effort(settings);
            let predicted = match kept {
                Some(kept) => {
                    counts.1 += 1;
                    kept
                }
                None => {
                    counts.0 += 1;
                    let inner =
                        |part: usize, of: usize| watch(done + work * part / of.max(1), total);
                    let predicted = fit.run(settings, plays, &train, &test, &inner)?;
                    if let Some(cache) = cache {
                        for (name, p) in names.iter().zip(&predicted) {
                            cache.put(name, season, &what, p)?;
                        }
                    }
                    predicted
                }
            };
            for (p, competitor) in predicted.into_iter().zip(&mut next) {
                competitor.p.extend(p);
            }
            done += work;
            if !watch(done, total) {
                return Err(Error::Cancelled);
            }
        }
        trained_on.push((season, train.set.len()));
    }
    let seasons = Seasons::from_list((from..=to).collect());
    let set = seasons.map_or_else(|| all.set.clone(), |s| all.set.seasons(&s));
    // Predictions were put together season by season; the plays must be too.
    if !set.season().iter().is_sorted() {
        return Err(Error::data(
            "the play-by-play",
            "has plays of a season after plays of a later one",
            "name the files by season, as nflverse does",
        ));
    }
    Ok(Walked {
        set,
        competitors,
        trained_on,
        first,
        fits: counts,
    })
}

fn in_words(seasons: &[u16]) -> String {
    Seasons::from_list(seasons.to_vec()).map_or_else(|| "none".into(), |s| format!("seasons {s}"))
}

impl Walked {
    /// Adds one who predicted elsewhere.
    ///
    /// # Errors
    /// [`Error::Shape`] where it has not one probability (or NaN) a play, and
    /// [`Error::Data`] for none at all or one outside 0–1.
    pub fn add(&mut self, name: &str, p: Vec<f32>) -> Result<()> {
        if p.len() != self.set.len() {
            return Err(Error::Shape {
                what: "predictions",
                expected: format!("{}, one per play", self.set.len()),
                found: p.len().to_string(),
            });
        }
        if self.competitors.iter().any(|c| c.name == name) {
            return Err(Error::data(
                name,
                "is the name of two models",
                "choose another name: --peer FILE:NAME",
            ));
        }
        if p.iter().all(|p| p.is_nan()) {
            return Err(Error::data(
                name,
                "has no probability for any evaluated play",
                "its game_id and play_id must match the play-by-play",
            ));
        }
        if let Some(bad) = p.iter().find(|p| !p.is_nan() && !(0.0..=1.0).contains(*p)) {
            return Err(Error::data(
                name,
                format!("has a probability of {bad}"),
                "probabilities must be in 0–1",
            ));
        }
        self.competitors.push(Competitor {
            name: name.to_owned(),
            p,
        });
        Ok(())
    }
}
