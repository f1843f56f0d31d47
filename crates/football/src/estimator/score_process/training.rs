//! The training plays as the score process is fitted to them: their terms, and their
//! expected points.

use super::clock::Clocks;
use super::drift::{self, Drift};
use super::points::Points;
use super::table::Table;
use super::terms::{self, Places};
use super::{Moments, onward};
use crate::error::Result;
use crate::features::PlaySet;
use rayon::prelude::*;

/// The terms of all plays, for all folds.
pub(super) struct Terms<'a> {
    pub places: Places,
    clocks: Clocks,
    /// Whether they are kept, see [`KEPT`].
    keep: bool,
    pub points: Table<'a>,
    pub spread_known: Vec<bool>,
    /// See [`drift::ages`].
    pub ages: Vec<f32>,
}

impl<'a> Terms<'a> {
    pub fn of(train: &'a PlaySet, keep: bool) -> Result<Self> {
        let places = Places::of(train)?;
        let ages = drift::ages(train.season().iter().copied());
        let points = {
            let (places, ages, clocks) = (places.clone(), ages.clone(), Clocks::new());
            let x = train.x();
            Table::new(train.len(), keep, move |i, out| {
                let situation = places.read(x.row(i));
                let half = clocks.half(situation.half_seconds);
                let log_distance = clocks.log(situation.ydstogo);
                terms::expected_points_at(&situation, &half, log_distance, out);
                out.push(drift::term(&situation, ages[i]));
            })
        };
        let spread_known = train
            .x()
            .column(places.spread())
            .mapv(f32::is_finite)
            .to_vec();
        Ok(Self {
            places,
            clocks: Clocks::new(),
            keep,
            points,
            spread_known,
            ages,
        })
    }

    /// Terms of the log-odds of each play of `train`, with expected points `ep`.
    pub fn log_odds<'b>(
        &'b self,
        train: &'b PlaySet,
        spread: bool,
        ep: impl Fn(usize) -> f64 + Sync + 'b,
    ) -> Table<'b> {
        let x = train.x();
        Table::new(train.len(), self.keep, move |i, out| {
            let situation = self.places.read(x.row(i));
            let game = self.clocks.game(situation.seconds);
            let half = self.clocks.half(situation.half_seconds);
            terms::log_odds_at(&situation, (&game, &half), ep(i), spread, out);
        })
    }

    /// Expected points of each play, those of its season.
    pub fn expected_points(&self, train: &PlaySet, points: &Points, drift: Drift) -> Vec<f64> {
        let rows = train.x();
        (0..train.len())
            .into_par_iter()
            .map(|i| {
                let situation = self.places.read(rows.row(i));
                points.in_season(drift, &situation, self.ages[i])
            })
            .collect()
    }

    /// Expected points and their trend, with what they are fitted to, see
    /// [`Terms::points_target`]. Fitted again a few times, they hardly change any
    /// more.
    pub fn fit_points(&self, train: &PlaySet, penalty: f64) -> Result<(Points, Drift, Vec<f32>)> {
        const TIMES: usize = 8;
        let next = train.next_score();
        let known = numbers(train.len(), |i| next[i].is_known());
        let x = &self.points;
        let mut target: Vec<f32> = next.iter().map(|next| next.points).collect();
        let mut moments = Moments::of(x, &known, &target);
        let (mut points, mut drift) = Points::fitted(moments.ridge(penalty)?.to_vec());
        for _ in 0..TIMES {
            target = self.points_target(train, &points, drift);
            moments = moments.with_target(x, &known, &target);
            (points, drift) = Points::fitted(moments.ridge(penalty)?.to_vec());
        }
        Ok((points, drift, target))
    }

    /// What expected points are fitted to, by themselves: each play's next score
    /// net of the kickoff after it (Romer, "Do firms maximize?", 2006), and with
    /// equal weight the expected points of the plays on the way there.
    pub fn points_target(&self, train: &PlaySet, points: &Points, drift: Drift) -> Vec<f32> {
        let net = points.net(drift, train.next_score(), &self.ages);
        let expected = self.expected_points(train, points, drift);
        onward::returns(train, &net, &expected)
    }
}

/// The rows that `wanted` takes.
pub(super) fn numbers(rows: usize, wanted: impl Fn(usize) -> bool) -> Vec<u32> {
    (0..rows).filter(|&i| wanted(i)).map(|i| i as u32).collect()
}
