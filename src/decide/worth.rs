//! Moments valued by a win-probability model of plays from scrimmage.

use super::answer::{Valuer, Values};
use super::football::{Moment, other_side};
use crate::error::{Error, Result};
use crate::game::GameState;
use crate::model_file::SavedModel;
use crate::rules::Rules;
use ndarray::Array2;

/// Values kick-offs and tries through the snaps that they lead to.
pub struct ScrimmageValuer<'a>(pub &'a SavedModel);

/// Where the receiving side of a free kick starts, yards to the goal.
const FREE_KICK_START: u8 = 60;
/// Chances of the kick and of the two-point play after a touchdown.
const TRIES: [(f64, i16); 2] = [(0.94, 1), (0.48, 2)];

/// A snap, its share, and whether it is told from the asking side.
type Snap = (f64, GameState, bool);

fn snaps(moment: &Moment) -> Vec<Vec<Snap>> {
    match moment {
        Moment::Snap(state) => vec![vec![(1.0, state.clone(), true)]],
        Moment::Kickoff(state) => {
            let rules = Rules::of(
                state.season.unwrap_or(u16::MAX),
                state.playoffs == Some(true),
            );
            vec![vec![(1.0, received(state, rules.kickoff.touchback_yardline_100()), false)]]
        }
        Moment::FreeKick(state) => vec![vec![(1.0, received(state, FREE_KICK_START), false)]],
        Moment::Try(state) => TRIES
            .iter()
            .map(|&(p, points)| {
                [(p, points), (1.0 - p, 0)]
                    .into_iter()
                    .flat_map(|(p, points)| {
                        let mut after = state.clone();
                        after.score_differential += points;
                        snaps(&Moment::Kickoff(after))
                            .remove(0)
                            .into_iter()
                            .map(move |(q, s, ours)| (p * q, s, ours))
                    })
                    .collect()
            })
            .collect(),
        Moment::Over(_) => Vec::new(),
    }
}

fn received(kicking: &GameState, yardline_100: u8) -> GameState {
    GameState {
        down: 1,
        ydstogo: 10,
        yardline_100,
        ..other_side(kicking)
    }
}

impl Valuer for ScrimmageValuer<'_> {
    fn members(&self) -> usize {
        self.0.model.intervals().map_or(0, |m| m.len())
    }

    fn value(&self, moments: &[&Moment], members: bool) -> Result<Values> {
        let all: Vec<Vec<Vec<Snap>>> = moments.iter().map(|m| snaps(m)).collect();
        let flat = || all.iter().flatten().flatten();
        let features = self.0.features();
        let mut x = Array2::zeros((flat().count(), features.len()));
        for ((_, state, _), mut row) in flat().zip(x.rows_mut()) {
            if state.is_overtime() {
                return Err(Error::Situation {
                    problem: "overtime has no model yet".into(),
                    hint: "ask about a situation in Q1 to Q4".into(),
                });
            }
            if let Some(slice) = row.as_slice_mut() {
                features.write_row(state, slice);
            }
        }
        let wp = self.0.predict_proba(x.view())?;
        let by_member = if members {
            self.0.model.members(x.view())?
        } else {
            None
        };
        let g = by_member.as_ref().map_or(0, ndarray::Array2::ncols);
        let mut values = Values::default();
        let mut at = 0;
        for ways in &all {
            let value = |of: &dyn Fn(usize) -> f32| {
                let mut row = at;
                let each = ways.iter().map(|way| {
                    way.iter()
                        .map(|(p, _, ours)| {
                            let v = f64::from(of(row));
                            row += 1;
                            p * if *ours { v } else { 1.0 - v }
                        })
                        .sum::<f64>()
                });
                each.fold(0.0, f64::max) as f32
            };
            values.wp.push(value(&|row| wp[row]));
            if let Some(by_member) = &by_member {
                values
                    .members
                    .extend((0..g).map(|m| value(&|row| by_member[[row, m]])));
            }
            at += ways.iter().map(Vec::len).sum::<usize>();
        }
        Ok(values)
    }
}
