//! Many moments at once.

use super::ending::Ending;
use super::expand::{Ask, Expander, needs_touchdown};
use super::node::{Node, Sum};
use super::overtime::Before;
use super::{Moment, Outcome, Overtimes, Tables, leaves};
use crate::error::Result;
use crate::estimator::{Margin, Members, Uncertain, interval};
use crate::game::GameState;
use crate::model_file::SavedModel;
use crate::rules::Rules;
use ndarray::{Array1, Array2, ArrayView2, ArrayViewMut1, Axis};
use rayon::prelude::*;

/// Moments that are worked out together: bounds the memory of a long list.
const BLOCK: usize = 1 << 11;
/// The same where every member of a model answers.
const MEMBER_BLOCK: usize = 1 << 10;
/// Fewest leaves that are worth a task of their own: waking a thread takes longer
/// than one situation's.
const TASK: usize = 256;
/// Moments of one question at most: it is answered by the thread that asks, which
/// needs no other and may be the only one of a process that was forked.
const QUESTION: usize = 16;

/// What any moment of a game is worth.
///
/// ```
/// use football::model_file::SavedModel;
/// use football::situation::parse;
/// use football::value::{Moment, Valuer};
///
/// let bytes = std::fs::read("../../data/model/wp.model").expect("the shipped model");
/// let model = SavedModel::from_bytes(&bytes, "the shipped model".as_ref())?;
/// let valuer = Valuer::new(&model);
/// let text = "1st and 10 at the own 30, tied, 8:10 left in OT, first possession, season 2016";
/// let outcome = valuer.outcome(&Moment::Scrimmage(parse(text)?.state))?;
/// assert!((outcome.win + outcome.tie + outcome.loss() - 1.0).abs() < 1e-6);
/// # Ok::<(), football::Error>(())
/// ```
#[derive(Debug)]
pub struct Valuer<'a> {
    model: &'a SavedModel,
    tables: &'a Tables,
    overtimes: Overtimes<'a>,
    season: u16,
}

/// A leaf's row of the matrix and what is known of its end.
struct Leaves {
    x: Array2<f32>,
    endings: Vec<Ending>,
    /// Fewest of them that are a task.
    task: usize,
}

impl<'a> Valuer<'a> {
    /// With the tables that come with `wp`; situations that name no season
    /// have today's rules.
    #[must_use]
    pub fn new(model: &'a SavedModel) -> Self {
        Self::with_tables(model, Tables::shipped())
    }

    /// With other tables.
    #[must_use]
    pub fn with_tables(model: &'a SavedModel, tables: &'a Tables) -> Self {
        Self {
            model,
            tables,
            overtimes: Overtimes::new(tables),
            season: Rules::latest_season(),
        }
    }

    /// The season whose rules hold for situations that name none.
    #[must_use]
    pub fn with_season(mut self, season: u16) -> Self {
        self.season = season;
        self
    }

    /// What the intervals have on either side beyond the members.
    #[must_use]
    pub fn margin(&self) -> Margin {
        self.model.margin()
    }

    /// The fitted tables.
    #[must_use]
    pub fn tables(&self) -> &'a Tables {
        self.tables
    }

    /// The season whose rules hold for a state.
    #[must_use]
    pub fn season_of(&self, state: &GameState) -> u16 {
        state.season.unwrap_or(self.season)
    }

    /// P(a field goal from there is good).
    #[must_use]
    pub fn field_goal(&self, state: &GameState) -> f32 {
        let season = self.season_of(state);
        self.tables
            .field_goal(f64::from(state.yardline_100), season) as f32
    }

    /// How one moment ends.
    ///
    /// # Errors
    /// As [`Valuer::outcomes`].
    pub fn outcome(&self, moment: &Moment) -> Result<Outcome> {
        let one = self.outcomes(std::slice::from_ref(moment))?;
        Ok(one.first().copied().unwrap_or(Outcome::LOSS))
    }

    /// P(win) before a play from scrimmage with its interval, a tie counting
    /// half; in overtime and in the last seconds also how the game ends. What
    /// the model alone answers costs nothing more.
    ///
    /// # Errors
    /// As [`Valuer::outcomes`], and for a level outside 0–1.
    pub fn uncertain(&self, state: &GameState, level: f64) -> Result<(Uncertain, Option<Outcome>)> {
        state.validate()?;
        let plain = !state.is_overtime()
            && state.down < 4
            && !Ending::matters(state, self.model.endings())
            && !needs_touchdown(state);
        if plain {
            return Ok((self.model.raw_regulation_with_interval(state, level)?, None));
        }
        let (outcomes, members) = self.outcomes_and_members(&[Moment::Scrimmage(state.clone())])?;
        let outcome = outcomes.first().copied().unwrap_or(Outcome::LOSS);
        let wp = outcome.wp();
        // The possession model has no members.
        let band = if members.ncols() > 1 && !state.is_overtime() {
            let margin = self
                .margin()
                .at(wp, f32::from(state.game_seconds_remaining()));
            Some(interval(wp, members.iter().copied(), margin, level)?)
        } else {
            None
        };
        let known = state.is_overtime() || state.score_differential == 0;
        Ok((Uncertain { wp, band }, known.then_some(outcome)))
    }

    /// [`Valuer::uncertain`] of many plays from scrimmage.
    ///
    /// # Errors
    /// As there.
    pub fn all_uncertain(&self, states: &[GameState], level: f64) -> Result<Vec<Uncertain>> {
        let moments: Vec<Moment> = states.iter().cloned().map(Moment::Scrimmage).collect();
        let (outcomes, members) = self.outcomes_and_members(&moments)?;
        let rows = outcomes.iter().zip(states).zip(members.rows());
        rows.map(|((outcome, state), members)| {
            let wp = outcome.wp();
            let band = if members.len() > 1 && !state.is_overtime() {
                let seconds = f32::from(state.game_seconds_remaining());
                let margin = self.margin().at(wp, seconds);
                Some(interval(wp, members.iter().copied(), margin, level)?)
            } else {
                None
            };
            Ok(Uncertain { wp, band })
        })
        .collect()
    }

    /// How each moment ends for the side that it is seen by.
    ///
    /// # Errors
    /// [`Error::Situation`](crate::Error::Situation) for an impossible
    /// situation.
    pub fn outcomes(&self, moments: &[Moment]) -> Result<Vec<Outcome>> {
        let blocks: Vec<Vec<Outcome>> = moments
            .par_chunks(BLOCK)
            .map(|block| {
                let (nodes, states) = self.expand(block)?;
                let leaves = self.leaves(&states, moments.len());
                let central = leaves.finish(&self.central(&leaves)?);
                Ok(nodes.iter().map(|n| outcome_of(n, &central)).collect())
            })
            .collect::<Result<_>>()?;
        Ok(blocks.concat())
    }

    /// The probability of winning (a tie counts half) by each member of the
    /// model: moments × members. Member g saw the same games whatever is
    /// asked, so that differences of two rows are paired. A model without
    /// members has one, its own estimate. Choices are those of the central
    /// estimate.
    ///
    /// # Errors
    /// As [`Valuer::outcomes`].
    pub fn members(&self, moments: &[Moment]) -> Result<Array2<f32>> {
        Ok(self.outcomes_and_members(moments)?.1)
    }

    /// [`Valuer::outcomes`] and [`Valuer::members`] in one pass over the model.
    ///
    /// # Errors
    /// As [`Valuer::outcomes`].
    pub fn outcomes_and_members(&self, moments: &[Moment]) -> Result<(Vec<Outcome>, Array2<f32>)> {
        let width = self.model.model.intervals().map_or(1, Members::len);
        let mut members = Array2::zeros((moments.len(), width));
        let blocks = members.axis_chunks_iter_mut(Axis(0), MEMBER_BLOCK);
        let outcomes: Vec<Vec<Outcome>> = moments
            .par_chunks(MEMBER_BLOCK)
            .zip(blocks.into_par_iter())
            .map(|(block, mut out)| {
                let (nodes, states) = self.expand(block)?;
                let leaves = self.leaves(&states, moments.len());
                let both = self.model.model.predict_with_members(leaves.x.view())?;
                let (p, by_member) = match both {
                    Some(both) => both,
                    None => {
                        let p = self.central(&leaves)?;
                        (p.clone(), p.insert_axis(Axis(1)))
                    }
                };
                let central = leaves.finish(&p);
                let by_member = leaves.by_member(by_member);
                let mut sum = Sum::default();
                for (row, node) in out.axis_iter_mut(Axis(0)).zip(&nodes) {
                    members_of(node, &central, by_member.view(), &mut sum, row);
                }
                Ok(nodes.iter().map(|n| outcome_of(n, &central)).collect())
            })
            .collect::<Result<_>>()?;
        Ok((outcomes.concat(), members))
    }

    fn expand(&self, moments: &[Moment]) -> Result<(Vec<Node>, Vec<GameState>)> {
        let ask = |ask: Ask<'_>| self.overtimes.answer(&ask, self.season);
        let mut expander = Expander {
            tables: self.tables,
            season: self.season,
            leaves: leaves::Leaves::with_capacity(moments.len()),
            overtime: &ask,
        };
        let mut nodes = Vec::with_capacity(moments.len());
        for moment in moments {
            match moment {
                Moment::Scrimmage(s)
                | Moment::Kickoff(s, _)
                | Moment::FreeKick(s)
                | Moment::RegulationEnd(s) => s.validate()?,
                Moment::Try(s, _) => s.validate_try()?,
                Moment::Over { .. } => {}
            }
            nodes.push(expander.node(moment));
        }
        Ok((nodes, expander.leaves.into_states()))
    }

    /// Of so many moments.
    fn leaves(&self, states: &[GameState], moments: usize) -> Leaves {
        let task = if moments > QUESTION {
            TASK
        } else {
            states.len().max(1)
        };
        let features = self.model.features();
        let width = features.len();
        let mut values = vec![0.0; states.len() * width];
        values
            .par_chunks_mut(width.max(1))
            .zip(states)
            .with_min_len(task)
            .for_each(|(row, state)| features.write_row(state, row));
        let ending = |before: &mut Before<'_, '_>, state: &GameState| {
            let season = self.season_of(state);
            let rules = Rules::of(season, state.playoffs.unwrap_or(false));
            let overtime = before.of(state);
            Ending::of(state, self.model.endings(), self.tables, rules, overtime)
        };
        let endings = states
            .par_iter()
            .with_min_len(task)
            .map_init(|| Before::new(&self.overtimes, self.season), ending)
            .collect();
        Leaves {
            // The product of both is the length by construction.
            x: Array2::from_shape_vec((states.len(), width), values).unwrap_or_default(),
            endings,
            task,
        }
    }

    /// P(win) of each leaf as the model has it.
    fn central(&self, leaves: &Leaves) -> Result<Array1<f32>> {
        if leaves.endings.is_empty() {
            return Ok(Array1::zeros(0));
        }
        self.model.predict_proba(leaves.x.view())
    }
}

impl Leaves {
    /// How each ends, from the model's P(win).
    fn finish(&self, p: &Array1<f32>) -> Vec<Outcome> {
        let leaves = self.endings.iter().zip(p);
        leaves.map(|(ending, &p)| ending.finish(p)).collect()
    }

    /// P(win) of each by each member, from the model's: once, however many ways
    /// lead to a leaf.
    fn by_member(&self, mut p: Array2<f32>) -> Array2<f32> {
        let rows = p.axis_iter_mut(Axis(0)).into_par_iter();
        rows.zip(&self.endings)
            .with_min_len(self.task)
            .for_each(|(mut row, ending)| match row.as_slice_mut() {
                Some(members) => ending.of_members(members),
                None => row.mapv_inplace(|p| ending.wp(p)),
            });
        p
    }
}

/// What a node is worth, from its leaves.
fn outcome_of(node: &Node, central: &[Outcome]) -> Outcome {
    let leaf = |i: u32| central[i as usize];
    match node {
        Node::Known(o) => *o,
        Node::Leaf(i) => leaf(*i),
        // Sums of shares may pass 1 in the last digit.
        n => n.value(&leaf).clamped(),
    }
}

/// Writes what a node is worth by each member into `row`.
fn members_of(
    node: &Node,
    central: &[Outcome],
    by_member: ArrayView2<'_, f32>,
    sum: &mut Sum,
    mut row: ArrayViewMut1<'_, f32>,
) {
    sum.known = 0.0;
    sum.leaves.clear();
    node.spread(1.0, &|i| central[i as usize], sum);
    row.fill(sum.known);
    for &(i, share) in &sum.leaves {
        for (to, &p) in row.iter_mut().zip(by_member.row(i as usize)) {
            *to += share * p;
        }
    }
    if !matches!(node, Node::Known(_) | Node::Leaf(_)) {
        row.mapv_inplace(|p| p.clamp(0.0, 1.0));
    }
}
