//! The score process as a graph: what [`super::terms`] and [`super::points`] compute,
//! operator by operator, in double precision and rounded where they round.

use super::FittedScoreProcess;
use super::members::ProcessMembers;
use super::points::{CLOCKS, DISTANCES, SPOTS};
use super::terms::{BREAKS, LATER, LEADS, SOFTENED, TIMES, USUAL_TIMEOUTS, multiples_of_points};
use crate::estimator::graph::{At, Attribute, Graph, Tensor};
use crate::math::Portable;

/// A [`Situation`](super::terms::Situation) of every row: columns of doubles, and of
/// yes and no.
struct Situation {
    lead: At,
    seconds: At,
    half_seconds: At,
    /// As a whole number.
    down: At,
    down_number: At,
    ydstogo: At,
    yardline: At,
    defteam_timeouts: At,
    timeouts_known: At,
    receives: At,
    home: At,
    spread: At,
    spread_known: At,
}

/// What the score process says in the graph.
pub(in crate::estimator) struct InGraph {
    /// Log-odds of winning, a column of floats.
    pub log_odds: At,
    /// The same by each refit, rows × refits, doubles.
    pub members: Option<At>,
    /// Whether the spread is known, where a fit saw any.
    pub known: Option<At>,
    /// Whether the side with the ball can kneel the clock out.
    pub won: At,
}

impl FittedScoreProcess {
    /// Writes the score process and its refits down.
    pub(in crate::estimator) fn in_graph(
        &self,
        g: &mut Graph,
        x: At,
        members: Option<&ProcessMembers>,
    ) -> InGraph {
        let s = self.read(g, x);
        let cells = cells(g, &s);
        let table = self.points.values().iter().map(|&v| f64::from(v)).collect();
        let table = Tensor::Double(vec![self.points.values().len() as i64], table);
        let table = g.constant(table);
        let mut ep = None;
        for &(cell, weight) in &cells {
            let value = g.apply("Gather", &[table, cell]);
            let share = g.mul(weight, value);
            ep = Some(match ep {
                None => share,
                Some(sum) => g.add(sum, share),
            });
        }
        let ep = ep.unwrap_or(s.lead);
        let own = |weights: &Option<Vec<f64>>| weights.clone();
        let kinds = [
            (false, Some(self.without_spread.clone())),
            (true, own(&self.with_spread)),
        ];
        let mut answers: Vec<(At, Option<At>)> = Vec::new();
        for (spread, weights) in kinds {
            let Some(weights) = weights else { continue };
            let terms = log_odds_terms(g, &s, ep, spread, weights.len());
            let row = Tensor::Double(vec![weights.len() as i64, 1], weights);
            let row = g.constant(row);
            let sum = g.apply("MatMul", &[terms, row]);
            let central = g.float(sum);
            let refits =
                members
                    .and_then(|m| m.weights(spread).map(|w| (m, w)))
                    .map(|(m, weights)| {
                        let of = OfMembers {
                            terms,
                            ep,
                            cells: &cells,
                            spread,
                        };
                        of.log_odds(g, &s, m, weights)
                    });
            answers.push((central, refits));
        }
        let known = self.with_spread.is_some().then_some(s.spread_known);
        let (log_odds, members) = match (answers.as_slice(), known) {
            ([without, with], Some(known)) => (
                g.choose(known, with.0, without.0),
                with.1.zip(without.1).map(|(a, b)| g.choose(known, a, b)),
            ),
            ([only, ..], _) => *only,
            // There are always weights for an unknown spread.
            ([], _) => (s.lead, None),
        };
        let won = can_kneel(g, &s, 40.0, 0.0, "GreaterOrEqual");
        let won = g.apply("And", &[won, s.timeouts_known]);
        InGraph {
            log_odds,
            members,
            known,
            won,
        }
    }

    fn read(&self, g: &mut Graph, x: At) -> Situation {
        let columns = self.places.columns();
        let mut value = |i: usize, unknown: f64| {
            let column = g.column(x, columns[i]);
            let column = g.double(column);
            let finite = g.is_finite(column);
            let unknown = g.number(unknown);
            (g.choose(finite, column, unknown), finite)
        };
        let lead = value(0, 0.0).0;
        let seconds = value(1, 1800.0).0;
        let half_seconds = value(2, 900.0).0;
        let down = value(3, 1.0).0;
        let ydstogo = value(4, 10.0).0;
        let yardline = value(5, 65.0).0;
        let (defteam_timeouts, timeouts_known) = value(6, USUAL_TIMEOUTS);
        let receives = value(7, 0.5).0;
        let home = value(8, 0.5).0;
        let (spread, spread_known) = value(9, 0.0);
        let down = g.clipped(down, 1.0, 4.0);
        let down = g.truncated(down);
        Situation {
            lead,
            seconds: g.clipped(seconds, 0.0, 3600.0),
            half_seconds: g.clipped(half_seconds, 0.0, 1800.0),
            down,
            down_number: g.double(down),
            ydstogo: g.clipped(ydstogo, 1.0, 30.0),
            yardline: g.clipped(yardline, 1.0, 99.0),
            defteam_timeouts,
            timeouts_known,
            receives,
            home,
            spread,
            spread_known,
        }
    }
}

/// Where a value lies between `knots`: the number of the lower one, whole; and the
/// share of the way to the next.
fn between(g: &mut Graph, x: At, knots: &[f64]) -> (At, At) {
    let last = knots.len() - 1;
    let x = g.clipped(x, knots[0], knots[last]);
    let inner = &knots[1..last];
    let inner = g.constant(Tensor::Double(vec![1, inner.len() as i64], inner.to_vec()));
    let passed = g.apply("GreaterOrEqual", &[x, inner]);
    let passed = g.truncated(passed);
    let at = g.row_sums(passed);
    let mut knot = |knots: &[f64]| {
        let all = g.constant(Tensor::Double(vec![knots.len() as i64], knots.to_vec()));
        g.apply("Gather", &[all, at])
    };
    let (low, high) = (knot(&knots[..last]), knot(&knots[1..]));
    let (way, all) = (g.sub(x, low), g.sub(high, low));
    let share = g.div(way, all);
    (at, share)
}

/// The tents over `knots`, rows × knots.
fn tents(g: &mut Graph, x: At, knots: &[f64]) -> At {
    let (at, share) = between(g, x, knots);
    let one = g.number(1.0);
    let rest = g.sub(one, share);
    let range = |from: i64| (0..knots.len() as i64).map(|k| k - from).collect();
    let mut hat = |from: i64, share: At| {
        let numbers = g.constant(Tensor::Long(vec![1, knots.len() as i64], range(from)));
        let here = g.apply("Equal", &[at, numbers]);
        let here = g.double(here);
        g.mul(here, share)
    };
    let (lower, upper) = (hat(0, rest), hat(1, share));
    g.add(lower, upper)
}

/// The cells of the table of expected points around each row, with their weights.
fn cells(g: &mut Graph, s: &Situation) -> Vec<(At, At)> {
    let one = g.number(1.0);
    let mut pair = |x: At, knots: &[f64]| {
        let (at, share) = between(g, x, knots);
        let rest = g.sub(one, share);
        (at, [rest, share])
    };
    let (clock, by_clock) = pair(s.half_seconds, &CLOCKS);
    let (spot, by_spot) = pair(s.yardline, &SPOTS);
    let (distance, by_distance) = pair(s.ydstogo, &DISTANCES);
    let minus = g.whole(-1);
    let mut base = g.add(s.down, minus);
    for (count, at) in [
        (CLOCKS.len(), clock),
        (SPOTS.len(), spot),
        (DISTANCES.len(), distance),
    ] {
        let count = g.whole(count as i64);
        base = g.mul(base, count);
        base = g.add(base, at);
    }
    let mut cells = Vec::with_capacity(8);
    for (c, &by_clock) in by_clock.iter().enumerate() {
        for (k, &by_spot) in by_spot.iter().enumerate() {
            for (d, &by_distance) in by_distance.iter().enumerate() {
                let further = (c * SPOTS.len() + k) * DISTANCES.len() + d;
                let further = g.whole(further as i64);
                let weight = g.mul(by_clock, by_spot);
                let weight = g.mul(weight, by_distance);
                cells.push((g.add(base, further), weight));
            }
        }
    }
    cells
}

/// Whether kneel-downs of so many seconds each, and `more`, take the clock off.
fn can_kneel(g: &mut Graph, s: &Situation, each: f64, more: f64, than: &'static str) -> At {
    let zero = g.number(0.0);
    let (ahead, half) = (g.apply("Greater", &[s.lead, zero]), g.number(1800.0));
    let late = g.apply("LessOrEqual", &[s.seconds, half]);
    let late = g.apply("And", &[ahead, late]);
    let four = g.number(4.0);
    let downs = g.sub(four, s.down_number);
    let downs = g.sub(downs, s.defteam_timeouts);
    let downs = g.apply("Max", &[downs, zero]);
    let time = g.scaled(downs, each);
    let time = g.plus(time, more);
    let enough = g.apply(than, &[time, s.seconds]);
    g.apply("And", &[late, enough])
}

/// The first `count` terms of [`super::terms::log_odds`], rows × terms, rounded to
/// single precision, as doubles.
fn log_odds_terms(g: &mut Graph, s: &Situation, ep: At, spread: bool, count: usize) -> At {
    let left = {
        let hour = g.number(3600.0);
        g.div(s.seconds, hour)
    };
    let root = |g: &mut Graph, more: f64| {
        let sum = g.plus(left, more);
        g.apply("Sqrt", &[sum])
    };
    let is_down = |g: &mut Graph, down: i64| {
        let down = g.whole(down);
        let is = g.apply("Equal", &[s.down, down]);
        g.double(is)
    };
    let one = g.number(1.0);
    // A constant alone has no rows.
    let zeros = g.scaled(s.seconds, 0.0);
    let mut terms = vec![g.add(zeros, one)];
    let minute = g.number(60.0);
    let last_minute = g.div(s.seconds, minute);
    let last_minute = g.apply("Min", &[last_minute, one]);
    for k in SOFTENED {
        let root = root(g, k);
        terms.push(g.div(s.lead, root));
        terms.push(g.div(ep, root));
        let fading = g.mul(ep, last_minute);
        terms.push(g.div(fading, root));
        terms.push(g.div(s.receives, root));
        if spread {
            let coming = g.mul(s.spread, left);
            terms.push(g.div(coming, root));
        }
    }
    terms.push(ep);
    let root_left = g.apply("Sqrt", &[left]);
    terms.push(g.mul(ep, root_left));
    let soft = root(g, 0.02);
    let fourth = is_down(g, 4);
    terms.push(g.div(fourth, soft));
    terms.push(fourth);
    let root_hard = root(g, 0.0008);
    let sign = g.apply("Sign", &[s.lead]);
    terms.extend([s.lead, sign, s.home]);
    let tanh = |g: &mut Graph, of: At, by: At| {
        let ratio = g.div(of, by);
        g.apply("Tanh", &[ratio])
    };
    let three = g.scaled(root_hard, 3.0);
    terms.push(tanh(g, s.lead, three));
    let eight = root(g, 0.001);
    let eight = g.scaled(eight, 8.0);
    terms.push(tanh(g, s.lead, eight));
    if spread {
        terms.push(s.spread);
        let (coming, eight) = (g.mul(s.spread, left), g.scaled(root_hard, 8.0));
        terms.push(tanh(g, coming, eight));
    } else {
        let at_home = g.mul(s.home, left);
        terms.push(g.div(at_home, root_hard));
        terms.push(g.mul(s.home, root_left));
    }
    let log_time = g.plus(s.seconds, 10.0);
    let log_time = g.apply("Log", &[log_time]);
    terms.push(tents(g, log_time, &TIMES.map(Portable::ln_)));
    let shares = tents(g, log_time, &LATER.map(Portable::ln_));
    let ends = [0, LATER.len() as i64 - 1].map(|at| g.whole(at));
    let axis = g.whole(1);
    let shares = g.apply("Slice", &[shares, ends[0], ends[1], axis]);
    let far = g.apply("Abs", &[s.lead]);
    for lead in LEADS {
        let lead = g.number(lead);
        let reached = g.apply("GreaterOrEqual", &[far, lead]);
        let reached = g.double(reached);
        let step = g.mul(sign, reached);
        terms.push(g.mul(step, shares));
    }
    let about = can_kneel(g, s, 42.0, 5.0, "Greater");
    terms.push(g.double(about));
    let (half, zero) = (g.number(1800.0), g.number(0.0));
    let first = g.apply("Greater", &[s.seconds, half]);
    let over = g.apply("Equal", &[s.half_seconds, zero]);
    let first = g.apply("Or", &[first, over]);
    let first = g.double(first);
    for tau in BREAKS {
        let minus = g.number(-tau);
        let fade = g.div(s.half_seconds, minus);
        let fade = g.apply("Exp", &[fade]);
        terms.push(g.mul(first, fade));
    }
    for down in [2, 3] {
        let is = is_down(g, down);
        terms.push(g.div(is, soft));
        terms.push(is);
    }
    let all = g.beside(&terms);
    let rounded = g.float(all);
    let all = g.double(rounded);
    let ends = [0, count as i64].map(|at| g.whole(at));
    g.apply("Slice", &[all, ends[0], ends[1], axis])
}

/// What the log-odds of refits are made of.
struct OfMembers<'a> {
    terms: At,
    ep: At,
    cells: &'a [(At, At)],
    spread: bool,
}

impl OfMembers<'_> {
    /// Log-odds by each refit, rows × refits.
    fn log_odds(&self, g: &mut Graph, s: &Situation, m: &ProcessMembers, weights: &[f32]) -> At {
        let count = m.count();
        let by_points = multiples_of_points(self.spread);
        // Terms that are multiples of expected points take each refit's own points.
        let (mut plain, mut slopes) = (Vec::with_capacity(weights.len()), Vec::new());
        for (k, row) in weights.chunks_exact(count).enumerate() {
            let row = row.iter().map(|&w| f64::from(w));
            if by_points.contains(&k) {
                slopes.extend(row);
                plain.extend(vec![0.0; count]);
            } else {
                plain.extend(row);
            }
        }
        let plain = g.constant(Tensor::Double(
            vec![(weights.len() / count) as i64, count as i64],
            plain,
        ));
        let sum = g.apply("MatMul", &[self.terms, plain]);
        let per_point = per_point(g, s);
        let slopes = g.constant(Tensor::Double(
            vec![by_points.len() as i64, count as i64],
            slopes,
        ));
        let slope = g.apply("MatMul", &[per_point, slopes]);
        let rounded = g.float(self.ep);
        let mut points = g.double(rounded);
        let apart = Tensor::Short(vec![m.cells() as i64, count as i64], m.apart());
        let apart = g.constant(apart);
        let flat = g.whole(-1);
        for &(cell, weight) in self.cells {
            let cell = g.apply("Reshape", &[cell, flat]);
            let apart = g.apply_with("Gather", &[apart, cell], vec![("axis", Attribute::Int(0))]);
            let apart = g.double(apart);
            let scale = g.scaled(weight, f64::from(m.unit()));
            let more = g.mul(scale, apart);
            points = g.add(points, more);
        }
        let rest = g.mul(slope, points);
        g.add(sum, rest)
    }
}

/// [`super::terms::per_point`] of every row.
fn per_point(g: &mut Graph, s: &Situation) -> At {
    let (hour, minute, one) = (g.number(3600.0), g.number(60.0), g.number(1.0));
    let left = g.div(s.seconds, hour);
    let last = g.div(s.seconds, minute);
    let last = g.apply("Min", &[last, one]);
    let mut columns = Vec::with_capacity(8);
    for k in SOFTENED {
        let root = g.plus(left, k);
        let root = g.apply("Sqrt", &[root]);
        columns.push(g.div(one, root));
        columns.push(g.div(last, root));
    }
    let zeros = g.scaled(left, 0.0);
    columns.push(g.add(zeros, one));
    columns.push(g.apply("Sqrt", &[left]));
    let all = g.beside(&columns);
    let rounded = g.float(all);
    g.double(rounded)
}
