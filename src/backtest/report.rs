//! The numbers of a walk: by season and pooled.

use super::{Changepoint, Walked, changepoint};
use crate::error::Result;
use crate::evaluate::{
    self, MeanLoss, PairedDifference, Scored, log_loss_difference, mean_log_loss,
};
use serde::{Deserialize, Serialize};

/// Everything that a backtest found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// Version of wp.
    pub version: String,
    /// First and last season that were predicted.
    pub seasons: (u16, u16),
    /// First season that was trained on.
    pub trained_from: u16,
    /// Whether the models saw the betting lines.
    pub spread: bool,
    /// Whether the seasons are simulated.
    pub simulated: bool,
    /// Of the intervals.
    pub level: f64,
    /// The competitors and their settings, in words.
    pub settings: Vec<(String, String)>,
    /// All seasons together.
    pub pool: Row,
    /// Each season.
    pub by_season: Vec<Row>,
    /// Whether the forest's loss changed for good.
    pub changepoint: Changepoint,
}

/// One season, or all.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// The season; `None` for all together.
    pub season: Option<u16>,
    /// Plays that the models were trained on; of the pool, none.
    pub trained_on: Option<usize>,
    /// Plays.
    pub plays: usize,
    /// Games.
    pub games: usize,
    /// The forest.
    pub forest: Quality,
    /// Its log loss with its noise.
    pub log_loss: MeanLoss,
    /// The others.
    pub against: Vec<Against>,
}

/// How good one is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Quality {
    /// Mean log loss, nats.
    pub log_loss: f64,
    /// Brier score.
    pub brier: f64,
    /// nflfastR's calibration error.
    pub calibration_error: Option<f64>,
}

/// A competitor on those plays that it has a probability for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Against {
    /// Its name.
    pub name: String,
    /// Plays that both have.
    pub plays: usize,
    /// How good it is there.
    pub quality: Quality,
    /// Log loss of the forest less its own; negative: the forest is better.
    pub difference: PairedDifference,
}

impl Report {
    /// A row against one competitor.
    #[must_use]
    pub fn against<'a>(row: &'a Row, name: &str) -> Option<&'a Against> {
        row.against.iter().find(|a| a.name == name)
    }

    /// The names of the competitors, in order.
    #[must_use]
    pub fn names(&self) -> Vec<&str> {
        self.pool.against.iter().map(|a| a.name.as_str()).collect()
    }
}

/// The columns of some plays.
struct Part {
    rows: Vec<usize>,
    y: Vec<bool>,
    game: Vec<u32>,
    quarter: Vec<u8>,
    seconds: Vec<u16>,
}

impl Part {
    fn of(walked: &Walked, rows: Vec<usize>) -> Self {
        let set = &walked.set;
        let (y, game) = (set.y(), set.game());
        let (quarter, seconds) = (set.quarter(), set.seconds());
        Self {
            y: rows.iter().map(|&i| y[i]).collect(),
            game: rows.iter().map(|&i| game[i]).collect(),
            quarter: rows.iter().map(|&i| quarter[i]).collect(),
            seconds: rows.iter().map(|&i| seconds[i]).collect(),
            rows,
        }
    }

    fn take(&self, p: &[f32]) -> Vec<f32> {
        self.rows.iter().map(|&i| p[i]).collect()
    }

    fn quality(&self, p: &[f32]) -> Result<Quality> {
        let scored = Scored {
            p,
            y: &self.y,
            game: &self.game,
            quarter: &self.quarter,
            seconds: &self.seconds,
        };
        let points = evaluate::Settings {
            resamples: 0,
            ..evaluate::Settings::default()
        };
        let all = evaluate::evaluate(&scored, &points)?.overall;
        Ok(Quality {
            // Defined wherever there is a play, which `evaluate` asks for.
            log_loss: all.log_loss.value.unwrap_or(f64::NAN),
            brier: all.brier.brier.value.unwrap_or(f64::NAN),
            calibration_error: all.calibration_error.value,
        })
    }
}

/// The numbers; `settings` are the competitors' in words.
///
/// # Errors
/// Those of [`evaluate`](crate::evaluate::evaluate).
pub fn report(
    walked: &Walked,
    spread: bool,
    simulated: bool,
    settings: Vec<(String, String)>,
    how: &evaluate::Settings,
) -> Result<Report> {
    let seasons: Vec<u16> = walked.trained_on.iter().map(|(s, _)| *s).collect();
    let season = walked.set.season();
    let pool = row(walked, None, (0..walked.set.len()).collect(), how)?;
    let by_season = walked
        .trained_on
        .iter()
        .map(|&(s, trained)| {
            let rows = (0..walked.set.len()).filter(|&i| season[i] == s).collect();
            row(walked, Some((s, trained)), rows, how)
        })
        .collect::<Result<Vec<_>>>()?;
    let series: Vec<(u16, f64, f64)> = by_season
        .iter()
        .filter_map(|r| Some((r.season?, r.log_loss.value, r.log_loss.standard_error?)))
        .collect();
    Ok(Report {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        seasons: (
            seasons.first().copied().unwrap_or(0),
            seasons.last().copied().unwrap_or(0),
        ),
        trained_from: walked.first,
        spread,
        simulated,
        level: how.level,
        settings,
        pool,
        by_season,
        changepoint: changepoint(&series)?,
    })
}

fn row(
    walked: &Walked,
    season: Option<(u16, usize)>,
    rows: Vec<usize>,
    how: &evaluate::Settings,
) -> Result<Row> {
    let part = Part::of(walked, rows);
    // `walk` puts the forest first.
    let (forest, others) = match walked.competitors.split_first() {
        Some((first, others)) => (part.take(&first.p), others),
        None => (Vec::new(), &[][..]),
    };
    let mut against = Vec::new();
    for other in others {
        let known: Vec<usize> = part
            .rows
            .iter()
            .copied()
            .filter(|&i| !other.p[i].is_nan())
            .collect();
        if known.is_empty() {
            continue;
        }
        let both = Part::of(walked, known);
        let (a, b) = (both.take(&walked.competitors[0].p), both.take(&other.p));
        against.push(Against {
            name: other.name.clone(),
            plays: b.len(),
            quality: both.quality(&b)?,
            difference: log_loss_difference((&a, &b), &both.y, &both.game, how)?,
        });
    }
    let mut games = part.game.clone();
    games.sort_unstable();
    games.dedup();
    Ok(Row {
        season: season.map(|(s, _)| s),
        trained_on: season.map(|(_, t)| t),
        plays: part.rows.len(),
        games: games.len(),
        forest: part.quality(&forest)?,
        log_loss: mean_log_loss(&forest, &part.y, &part.game, how)?,
        against,
    })
}
