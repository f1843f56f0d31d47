//! All metrics of one model on one set of plays, overall and by quarter.

use super::BINS;
use super::auc::Ranked;
use super::bootstrap::{GameSums, Resamples};
use super::brier::{self, BrierParts};
use super::calibration::{self, Curve, QuarterCurve};
use super::confusion::{self, Confusion, Rates};
use super::estimate::Estimate;
use super::scored::{Games, Quarter, Scored, Settings};
use super::sums::{self, LOG_LOSS, Sums, WIDTH};
use super::time::ThroughGame;
use crate::error::Result;
use serde::{Deserialize, Serialize};

/// Everything measured.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evaluation {
    /// How it was measured.
    pub settings: Settings,
    /// On all plays.
    pub overall: Metrics,
    /// On those of each quarter that has any.
    pub by_quarter: Vec<QuarterMetrics>,
    /// In bins of 0.05.
    pub calibration: Curve,
    /// In 20 bins of equally many plays.
    pub calibration_equal_count: Curve,
    /// In bins of 0.05, of each quarter that has plays.
    pub calibration_by_quarter: Vec<QuarterCurve>,
    /// By minute of the game.
    pub through_game: ThroughGame,
}

/// The metrics of one set of plays.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Metrics {
    /// Plays.
    pub plays: u64,
    /// Games.
    pub games: usize,
    /// Plays that the team with the ball went on to win.
    pub won: u64,
    /// Mean −ln of the probability given to what happened; nats.
    pub log_loss: Estimate,
    /// Brier score and its parts.
    #[serde(flatten)]
    pub brier: BrierParts,
    /// Share of plays of which the threshold said what happened.
    pub accuracy: Estimate,
    /// Area under the ROC curve.
    pub auc: Estimate,
    /// nflfastR's calibration error: in each quarter of regulation, mean
    /// |bin center − win rate| over bins of 0.05, weighted by plays; the
    /// quarters averaged, weighted by their won plays. Of one quarter (or
    /// overtime): its mean.
    pub calibration_error: Estimate,
    /// Expected calibration error: mean |mean prediction − win rate| over
    /// [`BINS`] bins, weighted by plays, quarters not told apart.
    pub ece: Estimate,
    /// What was said against what happened.
    pub confusion: Confusion,
}

/// The metrics of one quarter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct QuarterMetrics {
    /// Which.
    pub quarter: Quarter,
    /// Its metrics.
    pub metrics: Metrics,
}

// Columns of a resample, for each group of plays.
const BRIER: usize = 1;
const ACCURACY: usize = 6;
const RATES: usize = 7;
const AUC: usize = 13;
const CALIBRATION: usize = 14;
const ECE: usize = 15;
const CURVE: usize = 16;
const COLUMNS: usize = CURVE + BINS;

/// All metrics with their intervals.
///
/// # Errors
/// [`Scored::check`]'s and [`Settings::check`]'s.
pub fn evaluate(scored: &Scored<'_>, settings: &Settings) -> Result<Evaluation> {
    scored.check()?;
    settings.check()?;
    let games = Games::new(scored.game);
    let groups = Groups::new(scored, &games, settings.threshold);
    let scratch = || (vec![0.0; groups.sums.width], vec![0.0; WIDTH]);
    let resamples = Resamples::new(
        games.count,
        settings,
        COLUMNS * groups.ranked.len(),
        scratch,
        |weights, (total, whole), row| {
            groups.sums.weighted(weights, total);
            groups.columns(weights, total, whole, row);
        },
    );
    let total = groups.sums.total();
    let mut whole = vec![0.0; WIDTH];
    let mut columns = vec![f64::NAN; COLUMNS * groups.ranked.len()];
    groups.columns(&vec![1; games.count], &total, &mut whole, &mut columns);

    let mut by_quarter = Vec::new();
    let mut calibration_by_quarter = Vec::new();
    for (k, quarter) in Quarter::ALL.into_iter().enumerate() {
        let sums = Sums(&total[k * WIDTH..][..WIDTH]);
        if sums.plays_and_wins().0 > 0.0 {
            let column = (k + 1) * COLUMNS;
            let in_games = groups.games_in(k);
            let metrics = metrics(sums, in_games, &columns, column, &resamples, settings);
            by_quarter.push(QuarterMetrics { quarter, metrics });
            let bins = groups.curve_bins(sums, Some(k));
            let curve = calibration::curve(bins, &resamples, column + CURVE, settings);
            calibration_by_quarter.push(QuarterCurve { quarter, curve });
        }
    }
    let sums = Sums(&whole);
    let bins = groups.curve_bins(sums, None);
    Ok(Evaluation {
        settings: settings.clone(),
        overall: metrics(sums, games.count, &columns, 0, &resamples, settings),
        by_quarter,
        calibration: calibration::curve(bins, &resamples, CURVE, settings),
        calibration_equal_count: calibration::equal_count_curve(
            scored.p, scored.y, &games, 20, settings,
        ),
        calibration_by_quarter,
        through_game: ThroughGame::new(scored, &games, settings),
    })
}

/// Plays grouped: the whole first, then the quarters.
struct Groups {
    sums: GameSums,
    ranked: Vec<Ranked>,
    /// For the whole and each quarter, games with plays in each bin.
    games_in_bins: Vec<[usize; BINS]>,
    games_in_quarter: Vec<usize>,
}

impl Groups {
    fn new(scored: &Scored<'_>, games: &Games, threshold: f64) -> Self {
        let plays = 0..scored.p.len() as u32;
        let of_quarter = |quarter: Quarter| {
            let is_in = |&i: &u32| Quarter::of(scored.quarter[i as usize]) == quarter;
            plays.clone().filter(is_in).collect()
        };
        let mut rows: Vec<Vec<u32>> = vec![plays.clone().collect()];
        rows.extend(Quarter::ALL.map(of_quarter));
        let mut seen = vec![[[false; BINS]; 6]; games.count];
        for (i, &p) in scored.p.iter().enumerate() {
            let bins = &mut seen[games.of_play[i] as usize];
            bins[0][super::bin_of(p)] = true;
            bins[1 + Quarter::of(scored.quarter[i]) as usize][super::bin_of(p)] = true;
        }
        let count =
            |group: usize| std::array::from_fn(|bin| seen.iter().filter(|g| g[group][bin]).count());
        let in_quarter = |q: usize| seen.iter().filter(|g| g[q].contains(&true)).count();
        Self {
            sums: sums::by_game_and_quarter(scored, games, threshold),
            ranked: rows
                .into_iter()
                .map(|rows| Ranked::new(scored.p, scored.y, &games.of_play, rows))
                .collect(),
            games_in_bins: (0..6).map(count).collect(),
            games_in_quarter: (1..6).map(in_quarter).collect(),
        }
    }

    /// The metrics of all groups from the quarters' sums and the games' weights.
    fn columns(&self, weights: &[u32], quarters: &[f64], whole: &mut [f64], row: &mut [f64]) {
        sums::add_quarters(quarters, whole);
        let groups = std::iter::once(&*whole).chain(quarters.chunks_exact(WIDTH));
        for ((sums, ranked), row) in groups.zip(&self.ranked).zip(row.chunks_exact_mut(COLUMNS)) {
            let sums = Sums(sums);
            let plays = sums.plays_and_wins().0;
            row[0] = sums.0[LOG_LOSS] / plays;
            row[BRIER..ACCURACY].copy_from_slice(&brier::parts(sums));
            row[ACCURACY..AUC].copy_from_slice(&confusion::rates(confusion::counts(sums)));
            row[AUC] = ranked.auc(weights);
            row[CALIBRATION] = calibration::quarter_error(sums);
            row[ECE] = calibration::ece(sums);
            calibration::observed(sums, &mut row[CURVE..]);
        }
        let regulation = quarters.chunks_exact(WIDTH).take(4).map(Sums);
        row[CALIBRATION] = calibration::error_over_quarters(regulation);
    }

    fn games_in(&self, quarter: usize) -> usize {
        self.games_in_quarter[quarter]
    }

    fn curve_bins(
        &self,
        sums: Sums<'_>,
        quarter: Option<usize>,
    ) -> impl Iterator<Item = (f64, f64, f64, usize)> {
        let games = self.games_in_bins[quarter.map_or(0, |q| q + 1)];
        let bins: Vec<_> = sums.bins().zip(games).collect();
        bins.into_iter()
            .map(|(b, games)| (b.plays, b.wins, b.p, games))
    }
}

fn metrics(
    sums: Sums<'_>,
    games: usize,
    columns: &[f64],
    first: usize,
    resamples: &Resamples,
    settings: &Settings,
) -> Metrics {
    let (plays, won) = sums.plays_and_wins();
    let estimate = |column: usize| {
        let value = columns[first + column];
        resamples.estimate((!value.is_nan()).then_some(value), first + column, games)
    };
    let recentered = |column: usize| {
        let value = columns[first + column];
        resamples.recentered((!value.is_nan()).then_some(value), first + column, games)
    };
    let mut auc = estimate(AUC);
    if auc.value.is_none() {
        let class = if won > 0.0 { "won" } else { "lost" };
        auc = Estimate::undefined(format!("undefined: all plays were {class}"));
    }
    let [tp, fp, tn, missed] = confusion::counts(sums);
    Metrics {
        plays: plays as u64,
        games,
        won: won as u64,
        log_loss: estimate(0),
        brier: BrierParts {
            brier: estimate(BRIER),
            reliability: recentered(BRIER + 1),
            resolution: recentered(BRIER + 2),
            uncertainty: estimate(BRIER + 3),
            within_bins: estimate(BRIER + 4),
        },
        accuracy: estimate(ACCURACY),
        auc,
        calibration_error: recentered(CALIBRATION),
        ece: recentered(ECE),
        confusion: Confusion {
            threshold: settings.threshold,
            true_positive: tp as u64,
            false_positive: fp as u64,
            true_negative: tn as u64,
            false_negative: missed as u64,
            rates: Rates {
                true_positive: estimate(RATES),
                false_positive: estimate(RATES + 1),
                true_negative: estimate(RATES + 2),
                false_negative: estimate(RATES + 3),
                precision: estimate(RATES + 4),
                negative_predictive_value: estimate(RATES + 5),
            },
        },
    }
}
