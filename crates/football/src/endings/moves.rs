//! What a play from each cell leads to, from the book's numbers.

use super::grid::{CELLS, Cell, SPOTS, Share, cell, cells, spots};
use crate::simulate::{Curve, Distributions, Passing, interpolate};

/// Where plays of one kind end; all shares together are 1.
#[derive(Debug, Clone, Default)]
pub(super) struct Part {
    /// The offense keeps the ball: cells.
    pub kept: Vec<Share>,
    /// The opponent has first and ten: spots.
    pub lost: Vec<Share>,
    /// Touchdown.
    pub touchdown: f32,
    /// Touchdown of the opponent.
    pub returned: f32,
    /// Safety.
    pub safety: f32,
}

/// All plays from one cell.
#[derive(Debug, Clone)]
pub(super) struct Moves {
    pub cell: Cell,
    /// A run against a defense that expects it, and one that expects a pass;
    /// fumbles left out.
    pub run: [Part; 2],
    /// A completion, fumbles left out.
    pub complete: Part,
    /// A sack, fumbles left out.
    pub sack: Part,
    /// Incomplete, spiked, or a long pass that is not caught.
    pub stand: Part,
    /// A kneel-down.
    pub kneel: Part,
    /// Interceptions.
    pub intercepted: Part,
    /// Lost fumbles.
    pub fumbled: Part,
    /// Penalties before the snap, and after it.
    pub fouled: [Part; 2],
    /// A punt.
    pub punt: Part,
    /// A missed field goal.
    pub missed: Part,
    /// P(a run is fumbled away).
    pub run_fumble: f32,
    /// P(complete, sacked, intercepted) of a pass.
    pub pass: [f32; 3],
    /// P(a completion, a sack is fumbled away).
    pub pass_fumble: [f32; 2],
    /// P(a snap is fouled), and the fraction of those before the snap.
    pub foul: [f32; 2],
    /// P(a field goal is good).
    pub field_goal: f32,
    /// Fractions of runs among runs and passes, and on fourth down of going
    /// for it, of field goals among kicks.
    pub habits: [f32; 3],
}

/// Collects shares densely.
struct Builder {
    kept: Vec<f32>,
    lost: Vec<f32>,
    part: Part,
}

impl Builder {
    fn new() -> Self {
        Self {
            kept: vec![0.0; CELLS],
            lost: vec![0.0; SPOTS.len()],
            part: Part::default(),
        }
    }

    fn keep(&mut self, down: u8, togo: i32, spot: i32, share: f64) {
        for (c, w) in cells(down, togo as f32, spot as f32) {
            self.kept[usize::from(c)] += (share * f64::from(w)) as f32;
        }
    }

    fn first_down(&mut self, spot: i32, share: f64) {
        self.keep(1, spot.min(10), spot, share);
    }

    /// The opponent's first and ten, `spot` yards from the goal it attacks.
    fn lose(&mut self, spot: i32, share: f64) {
        for (s, w) in spots(spot.clamp(1, 99) as f32) {
            self.lost[usize::from(s)] += (share * f64::from(w)) as f32;
        }
    }

    /// The ball moved ahead, as the simulator's `State::advance`.
    fn advance(&mut self, c: Cell, yards: i32, share: f64) {
        let to_goal = i32::from(c.spot);
        if yards >= to_goal {
            self.part.touchdown += share as f32;
            return;
        }
        if to_goal - yards >= 100 {
            self.part.safety += share as f32;
            return;
        }
        let spot = to_goal - yards;
        let togo = i32::from(c.togo) - yards;
        if togo <= 0 {
            self.first_down(spot, share);
        } else if c.down == 4 {
            self.lose(100 - spot, share);
        } else {
            self.keep(c.down + 1, togo, spot, share);
        }
    }

    fn done(mut self) -> Part {
        let sparse = |dense: &[f32]| -> Vec<Share> {
            (0_u16..)
                .zip(dense)
                .filter(|(_, w)| **w > 2e-5)
                .map(|(i, &w)| (i, w))
                .collect()
        };
        let p = &mut self.part;
        (p.kept, p.lost) = (sparse(&self.kept), sparse(&self.lost));
        let rest = p.touchdown + p.returned + p.safety;
        let all = rest + p.kept.iter().chain(&p.lost).map(|s| s.1).sum::<f32>();
        // What was left out is made good.
        for share in p.kept.iter_mut().chain(&mut p.lost) {
            share.1 /= all;
        }
        p.touchdown /= all;
        p.returned /= all;
        p.safety /= all;
        self.part
    }
}

/// P of each gain, with the tail tilted as `GameRng::tilted` does.
fn gains(curve: &Curve, tilt: f64) -> Vec<(i32, f64)> {
    let t = tilt.abs();
    let tilted = |f: f64| {
        let two = if tilt > 0.0 {
            f * f
        } else {
            1.0 - (1.0 - f) * (1.0 - f)
        };
        (1.0 - t) * f + t * two
    };
    let (mut below, mut all) = (0.0, 0.0);
    let mut out = Vec::new();
    for (yards, p) in curve.shares() {
        all += p;
        let upto = tilted(all.min(1.0));
        out.push((yards, upto - below));
        below = upto;
    }
    out
}

/// Gains near the goal line: a touchdown with probability `scores`, else what
/// ends before it.
fn near_goal(b: &mut Builder, c: Cell, gains: &[(i32, f64)], scores: f64) {
    b.part.touchdown += scores as f32;
    let most = i32::from(c.spot) - 1;
    for &(yards, p) in gains {
        let p = p * (1.0 - scores);
        if yards <= most {
            b.advance(c, yards, p);
        } else {
            for y in 0..=most {
                b.advance(c, y, p / f64::from(most + 1));
            }
        }
    }
}

/// Tilts of the gains of runs that are expected, and that are not: on 2009–2018
/// leaders gain 0.8 yards less a run in the last five minutes than others do
/// before, and trailing teams one to three more.
const RUN_TILTS: [f64; 2] = [-0.25, 0.3];

/// Up to here a touchdown's probability comes from the table of the goal line.
const GOAL_LINE: u8 = 10;

/// The table of the goal line at its classes' middles.
fn goal_line(book: &Distributions, spot: u8, of: impl Fn(usize) -> f64) -> f64 {
    let mut least = 1.0;
    let points: Vec<(f64, f64)> = book
        .goal_line
        .iter()
        .enumerate()
        .map(|(k, g)| {
            let middle = (least + f64::from(g.yardline)) / 2.0;
            least = f64::from(g.yardline) + 1.0;
            (middle, of(k))
        })
        .collect();
    interpolate(&points, spot.into())
}

fn completion_factor(book: &Distributions, spot: u8) -> f64 {
    let f = book.completion_by_spot;
    let at = [
        (1.5, f[0]),
        (4.0, f[1]),
        (8.0, f[2]),
        (15.5, f[3]),
        (30.0, f[4]),
        (50.0, 1.0),
    ];
    interpolate(&at, spot.into())
}

fn passing(book: &Distributions, c: Cell) -> &Passing {
    &book.passing[crate::simulate::passing_class(c.down, c.togo)]
}

fn run(book: &Distributions, c: Cell, tilt: f64) -> Part {
    let mut b = Builder::new();
    if c.spot <= GOAL_LINE {
        let scores = goal_line(book, c.spot, |k| book.goal_line[k].run);
        near_goal(&mut b, c, &gains(&book.run_goal_line, 0.0), scores);
    } else {
        let curve = if c.togo <= 2 {
            &book.run_short
        } else {
            &book.run
        };
        for (yards, p) in gains(curve, tilt) {
            b.advance(c, yards, p);
        }
    }
    b.done()
}

fn complete(book: &Distributions, c: Cell) -> Part {
    let mut b = Builder::new();
    let curve = &passing(book, c).gain;
    if c.spot <= GOAL_LINE {
        let scores = goal_line(book, c.spot, |k| book.goal_line[k].completion);
        near_goal(&mut b, c, &gains(curve, 0.0), scores);
    } else {
        let tilt = if c.spot <= 20 {
            book.red_zone_tilt
        } else {
            0.0
        };
        for (yards, p) in gains(curve, tilt) {
            b.advance(c, yards, p);
        }
    }
    b.done()
}

fn fixed(c: Cell, yards: i32) -> Part {
    let mut b = Builder::new();
    b.advance(c, yards, 1.0);
    b.done()
}

/// The opponent takes the ball `net` yards on, or returns it all the way.
fn turnover(c: Cell, net: &Curve, returned: f64) -> Part {
    let mut b = Builder::new();
    b.part.returned = returned as f32;
    for (yards, p) in gains(net, 0.0) {
        let spot = i32::from(c.spot) - yards;
        let p = p * (1.0 - returned);
        b.lose(if spot <= 0 { 80 } else { 100 - spot }, p);
    }
    b.done()
}

/// Penalties that take no time, and those that take some; with the fraction
/// of the former.
fn fouls(book: &Distributions, c: Cell) -> ([Part; 2], f32) {
    let mut quick = 0.0;
    let mut builders = [Builder::new(), Builder::new()];
    for penalty in &book.penalties {
        let slow = usize::from(penalty.seconds > 0);
        let b = &mut builders[slow];
        let yards = i32::from(penalty.least)..=i32::from(penalty.most);
        let each = penalty.share / yards.clone().count() as f64;
        for y in yards {
            let to_goal = i32::from(c.spot);
            let spot = if y > 0 {
                to_goal - y.min(if y > 15 { to_goal - 1 } else { to_goal / 2 })
            } else {
                to_goal + (-y).min((100 - to_goal) / 2)
            };
            let togo = i32::from(c.togo) + spot - to_goal;
            if penalty.first_down || togo <= 0 {
                b.first_down(spot, each);
            } else {
                b.keep(c.down, togo, spot, each);
            }
        }
        if slow == 0 {
            quick += penalty.share;
        }
    }
    (builders.map(Builder::done), quick as f32)
}

fn punt(book: &Distributions, c: Cell) -> Part {
    let punts = &book.punts;
    let to_goal = i32::from(c.spot);
    let mut b = Builder::new();
    b.part.returned = punts.touchdown as f32;
    let share = (f64::from(c.spot) / f64::from(punts.full_from)).min(1.0);
    let shortened = punts.shortest + (1.0 - punts.shortest) * share;
    for (net, p) in gains(&punts.net, 0.0) {
        let p = p * (1.0 - punts.touchdown);
        let spot = to_goal - (f64::from(net) * shortened) as i32;
        if spot <= 2 {
            b.lose(80, p * punts.touchback);
            for pinned in 2..=8 {
                b.lose(100 - pinned, p * (1.0 - punts.touchback) / 7.0);
            }
            continue;
        }
        b.first_down(spot.min(99), p * punts.muffed);
        let start = 100 - spot;
        let back = (100 - start).min(20) / 2;
        let p = p * (1.0 - punts.muffed);
        b.lose(start, p * (1.0 - punts.penalty));
        b.lose(start + back, p * punts.penalty);
    }
    b.done()
}

/// Fractions of runs, of going for it, of field goals among kicks.
fn habits(book: &Distributions, c: Cell) -> [f32; 3] {
    let choices = &book.choices;
    let at = |limits: &[u8], value: u8| crate::simulate::class(value, limits);
    let pass = choices.pass[usize::from(c.down) - 1][at(&[1, 2, 4, 6, 9, 10, 14], c.togo)];
    let spot = at(&[5, 30, 35, 38, 42, 50, 60, 75], c.spot);
    let go = choices.go[spot][at(&[1, 2, 3, 5, 9], c.togo)];
    [1.0 - pass, go, choices.kick[spot]].map(|p| p as f32)
}

impl Moves {
    /// Of every cell.
    pub fn all(book: &Distributions) -> Vec<Self> {
        (0..CELLS).map(|i| Self::of(book, cell(i))).collect()
    }

    fn of(book: &Distributions, c: Cell) -> Self {
        let turns = &book.turnovers;
        let pass = passing(book, c);
        let (fouled, quick) = fouls(book, c);
        let mut sack = Builder::new();
        for (yards, p) in gains(&book.sack, 0.0) {
            sack.advance(c, yards, p);
        }
        let mut missed = Builder::new();
        missed.lose((100 - i32::from(c.spot) - 7).min(80), 1.0);
        Self {
            cell: c,
            run: RUN_TILTS.map(|tilt| run(book, c, tilt)),
            complete: complete(book, c),
            sack: sack.done(),
            stand: fixed(c, 0),
            kneel: fixed(c, -1),
            intercepted: turnover(c, &turns.interception_net, turns.interception_touchdown),
            fumbled: turnover(c, &turns.fumble_net, turns.fumble_touchdown),
            fouled,
            punt: punt(book, c),
            missed: missed.done(),
            run_fumble: turns.run_fumble as f32,
            pass: [
                pass.complete * completion_factor(book, c.spot),
                pass.sack,
                pass.interception,
            ]
            .map(|p| p as f32),
            pass_fumble: [turns.pass_fumble, turns.sack_fumble].map(|p| p as f32),
            foul: [book.penalty as f32, quick],
            field_goal: interpolate(&book.field_goal, c.spot.into()) as f32,
            habits: habits(book, c),
        }
    }
}
