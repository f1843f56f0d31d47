//! Snaps in a graph: the model's answer and, in the last minutes, what was solved of
//! them beside it (`value::ending`).

use super::seasons::Seasons;
use super::sheet::{Sheet, Val};
use super::states::{FEATURES, States};
use crate::endings::{Endings, HORIZON, Written};
use crate::estimator::ForestModel;
use crate::estimator::graph::Tensor;
use crate::features::FeatureSet;
use crate::value::ending::{SURE, weight};
use crate::value::tables::{LEADS, Tables};

/// What is needed to value snaps.
pub(super) struct Snaps<'a, 'm> {
    sheet: &'a Sheet,
    model: &'m ForestModel,
    /// Where each of the model's features is in a matrix of situations.
    order: Vec<usize>,
    late: Option<Late<'a>>,
}

/// The solved last minutes, written down.
struct Late<'a> {
    /// Of each second: the kept seconds that tell of it, and their shares.
    around: Val<'a>,
    shares: Val<'a>,
    /// Of first and of later downs, yards to go and yard line: cells and shares.
    cells: Val<'a>,
    cell_shares: Val<'a>,
    fine: Val<'a>,
    coarse: Val<'a>,
    /// Of each lead and the timeouts of both.
    lanes: Val<'a>,
    /// Of each second and class of lead: how often teams have so many timeouts.
    timeouts: Val<'a>,
    /// Of each second: the weight of the solved value, and of own timeouts.
    weights: Val<'a>,
    /// Of each second and class of lead: log-odds of overtime.
    chance: Val<'a>,
    chance_slopes: [f64; 2],
    written: Written,
}

/// The number of yards to go and a yard line among all pairs that there are.
pub(super) fn pair<'a>(togo: Val<'a>, yard: Val<'a>) -> Val<'a> {
    let togo = togo.min(yard);
    ((yard - 1.0) * yard * 0.5).floor() + togo - 1.0
}

/// All pairs of yards to go and a yard line, in that order.
pub(super) fn pairs() -> impl Iterator<Item = (u8, u8)> {
    (1..=99_u8).flat_map(|yard| (1..=yard).map(move |togo| (togo, yard)))
}

impl<'a> Late<'a> {
    fn new(sheet: &'a Sheet, endings: &Endings, tables: &Tables) -> Self {
        let written = endings.written();
        let seconds = || 0..=HORIZON as u16;
        let (mut around, mut shares) = (Vec::new(), Vec::new());
        for t in seconds() {
            for (second, share) in endings.around(t.max(1)) {
                around.push(second as i16);
                shares.push(f64::from(share));
            }
        }
        let (mut cells, mut cell_shares) = (Vec::new(), Vec::new());
        for down in [1, 2] {
            for (togo, yard) in pairs() {
                for (cell, share) in Endings::cells(down, togo, yard) {
                    cells.push(cell as i16);
                    cell_shares.push(share);
                }
            }
        }
        let timeouts = seconds().flat_map(|t| endings.usual_timeouts(t.max(1)));
        let weights = seconds().flat_map(|t| [0, 1].map(|k| f64::from(weight(t, k))));
        let chance =
            seconds().flat_map(|t| LEADS.map(|lead| tables.overtime_parts(lead, f64::from(t)).0));
        Self {
            around: sheet.shorts(3, around),
            shares: sheet.table(3, shares),
            cells: sheet.shorts(4, cells),
            cell_shares: sheet.floats(4, cell_shares),
            fine: sheet.shorts(written.fine, written.fine_values.clone()),
            coarse: sheet.constant(Tensor::Byte(
                vec![written.rows as i64, written.coarse as i64],
                written.coarse_values.clone(),
            )),
            lanes: sheet.floats(written.fine + written.coarse, written.lanes.clone()),
            timeouts: sheet.floats(16, timeouts.collect()),
            weights: sheet.table(2, weights.collect()),
            chance: sheet.table(1, chance.collect()),
            chance_slopes: tables.overtime_parts(0, 0.0).1,
            written,
        }
    }

    /// The coordinates of snaps in the table.
    fn coordinates(&self, s: &States<'a>, t: Val<'a>) -> Val<'a> {
        let of_pair = pair(s.togo, s.yard) + s.down.gt(1.0).double() * pairs().count() as f64;
        let per_second = self.written.cells as f64;
        // Second and third downs are laid out alike.
        let third = s.down.is(3.0).double() * self.written.third as f64;
        let seconds = self
            .around
            .look_up(t)
            .double()
            .ordered(&[0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2]);
        let four = [0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3];
        let cells = self.cells.look_up(of_pair).double().ordered(&four);
        let rows = (seconds * per_second + cells + third).whole().flat();
        let by_second = self
            .shares
            .look_up(t)
            .ordered(&[0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2]);
        let by_cell = self.cell_shares.look_up(of_pair).double().ordered(&four);
        let shares = (by_second * by_cell).shaped(&[-1, 1, 12]);
        let numbers = |table: Val<'a>, columns: usize| {
            table.take(rows).double().shaped(&[-1, 12, columns as i64])
        };
        let sums = [
            shares
                .times(numbers(self.fine, self.written.fine))
                .shaped(&[-1, self.written.fine as i64]),
            shares
                .times(numbers(self.coarse, self.written.coarse))
                .shaped(&[-1, self.written.coarse as i64]),
        ];
        s.sheet.beside(&sums)
    }

    /// What is added to the model's log-odds, and by how much those count.
    fn terms(&self, s: &States<'a>, seasons: &Seasons<'a>) -> [Val<'a>; 2] {
        let t = s.seconds.round().clip(0.0, HORIZON as f64);
        let coordinates = self.coordinates(s, t);
        let lead = s.lead.round();
        let lane = (lead.clip(-17.0, 17.0) + 17.0) * 16.0;
        let values: Vec<Val<'a>> = (0..16)
            .map(|k| {
                let lane = self.lanes.look_up(lane + f64::from(k)).double();
                let bent = (coordinates * lane).row_sums();
                let root = (bent.clip(0.0, 1.0) * std::f64::consts::FRAC_PI_2).sin();
                root * root
            })
            .collect();
        let values = s.sheet.beside(&values);
        let usual = |class: Val<'a>| self.timeouts.look_up(t * 6.0 + class).double();
        let zero = t * 0.0;
        let typical = {
            let weights = usual(zero);
            (weights * values).row_sums() / weights.row_sums().max(1e-12)
        };
        let class = {
            let ahead = lead.gt(0.0).pick(zero + 4.0, zero + 3.0);
            let ahead = lead.gt(8.0).pick(zero + 5.0, ahead);
            let behind = lead.lt(0.0).pick(zero + 2.0, ahead);
            lead.lt(-8.0).pick(zero + 1.0, behind)
        };
        let own: Vec<f64> = (0..16).map(|k| f64::from(k / 4)).collect();
        let their: Vec<f64> = (0..16).map(|k| f64::from(k % 4)).collect();
        let may = |known: Val<'a>, all: &[f64]| {
            let known = known.round();
            s.sheet
                .row(all)
                .is(known.clip(0.0, 3.0))
                .or(known.finite().not())
        };
        let both = s.own.finite().and(s.their.finite());
        let known = may(s.own, &own).and(may(s.their, &their)).double();
        // Of timeouts that are all known there is one lane.
        let weights = known * both.pick(1.0, usual(class));
        let wp = (weights * values).row_sums() / weights.row_sums().max(1e-12);
        let chance = {
            let leads: Vec<f64> = LEADS.iter().map(|&l| f64::from(l)).collect();
            let reached = lead.abs().ge(s.sheet.row(&leads)).double();
            let class = reached.row_sums() - 1.0;
            let log_odds = self.chance.look_up(t * LEADS.len() as f64 + class);
            let [by_lead, by_spread] = self.chance_slopes;
            let far = lead.abs().min(30.0) * by_lead;
            let uneven = s.spread.or_else(0.0).abs() * by_spread;
            sigmoid(log_odds + far + uneven)
        };
        let chance = chance.float().double();
        let uneven = (seasons.overtime(s) - 0.5).float().double();
        let at = self.weights.look_up(t);
        let (all, by_own) = (at.column(0), at.column(1));
        let by_own = lead.gt(0.0).pick(all, by_own);
        // In single precision, as the program has it.
        let single = |v: Val<'a>| {
            let wp = v.float().double();
            let chance = chance.min(wp.min(wp * -1.0 + 1.0) * 2.0);
            log_odds((wp + chance * uneven).float().double())
        };
        let (wp, typical) = (single(wp), single(typical));
        let more = all * typical + by_own * (wp - typical);
        [all * -1.0 + 1.0, more]
    }
}

fn sigmoid(z: Val<'_>) -> Val<'_> {
    ((z * -1.0).exp() + 1.0).inverse()
}

fn log_odds(p: Val<'_>) -> Val<'_> {
    let p = p.clip(f64::from(SURE), 1.0 - f64::from(SURE));
    (p / (p * -1.0 + 1.0)).ln()
}

impl<'a, 'm> Snaps<'a, 'm> {
    pub fn new(
        sheet: &'a Sheet,
        model: &'m ForestModel,
        features: &FeatureSet,
        endings: Option<&Endings>,
        tables: &Tables,
    ) -> Self {
        let place = |name: &str| FEATURES.iter().position(|f| *f == name).unwrap_or(0);
        Self {
            sheet,
            model,
            order: features.iter().map(|f| place(f.name)).collect(),
            late: endings.map(|e| Late::new(sheet, e, tables)),
        }
    }

    /// A matrix of situations as the model's.
    pub fn features(&self, matrix: Val<'a>) -> Val<'a> {
        matrix.ordered(&self.order).float()
    }

    /// P(win) of each snap, and by each member: rows × (1 + members), doubles. `x` are
    /// the model's features of the same snaps.
    pub fn value(&self, s: &States<'a>, x: Val<'a>, seasons: &Seasons<'a>) -> Val<'a> {
        let said = self.sheet.write(|g| self.model.in_graph(g, x.at()));
        let p = self.sheet.val(said.p);
        let all = match said.members {
            None => p,
            Some((members, _)) => self.sheet.beside(&[p, self.sheet.val(members)]),
        };
        let all = all.double().clip(0.0, 1.0);
        let Some(late) = &self.late else { return all };
        let is_late = s.seconds.le(HORIZON as f64).and(s.down.le(3.0));
        let rows = is_late.places();
        let few = s.take(rows);
        let [keep, more] = late.terms(&few, seasons);
        let moved = sigmoid(log_odds(all.take(rows)) * keep + more);
        all.put(rows, moved)
    }
}
