//! Backward induction: what every snap of the last minutes is worth.

use super::grid::{CELLS, LANES, SPOTS, Share, first_and_ten, of_lane, spots};
use super::habits::{Habits, PACES};
use super::lanes::{Lanes, Mixer, add, ahead, appeal, flipped, in_order, result, scale, spent};
use super::moves::{Moves, Part};
use super::{Conduct, HORIZON};
use crate::forest::wide::{Wide, wide};
use crate::simulate::Distributions;
use rayon::prelude::*;

/// Seconds of values that are kept while solving.
const RING: usize = 48;
/// The two-minute warning, in seconds.
const WARNING: usize = 120;
/// Longest field goal: yards to the goal line.
const RANGE: u8 = 50;
/// Nearest punt.
const PUNT: u8 = 30;
/// Up to so many seconds a pass into the end zone may be the last play.
const LAST_PLAYS: usize = 12;

/// What is known of one second, apart from the snaps' values.
struct Second {
    /// The opponent has first and ten at a spot, seen by the other team.
    theirs: Vec<Lanes>,
    /// Before the own kickoff.
    kicks_off: Lanes,
    /// After a touchdown whose points are not yet in the lead.
    touchdown: Lanes,
    /// After a safety against this team whose points are not yet in the lead.
    safety: Lanes,
}

/// Values of all cells at the last seconds that were solved.
struct Ring(Vec<Vec<Lanes>>);

impl Ring {
    fn at(&self, t: usize) -> &[Lanes] {
        &self.0[t % RING]
    }
}

/// The induction from the end on.
pub(super) struct Solver<'a> {
    book: &'a Distributions,
    conduct: &'a Conduct,
    moves: Vec<Moves>,
    /// At the snap.
    snaps: Ring,
    /// After a play, while the clock runs.
    running: Ring,
    seconds: Vec<Second>,
    own: Lanes,
    their: Lanes,
    habits: Habits,
    /// Sums of `snaps` over the seconds before, pace by pace.
    windows: Vec<[Lanes; PACES.len()]>,
}

/// The fastest that a team in a hurry without time gets off another snap: as
/// likely each of these.
pub(crate) const FASTEST: [usize; 6] = [8, 9, 10, 11, 12, 13];
/// Seconds of a running clock in which no team gets its kickers on for a last
/// snap, and in which all do.
const READY: (f32, f32) = (6.0, 17.0);

/// The clock `seconds` later.
fn later(t: usize, seconds: usize) -> usize {
    t.saturating_sub(seconds)
}

/// The same with a clock that stops at the two-minute warning.
fn warned(t: usize, seconds: usize) -> usize {
    let left = later(t, seconds);
    if t > WARNING { left.max(WARNING) } else { left }
}

fn mean<'x>(of: impl Fn(usize) -> &'x Lanes, t: usize, seconds: (i32, i32)) -> Lanes {
    let mut out = [0.0; LANES];
    let (a, b) = (seconds.0.max(0) as usize, seconds.1.max(0) as usize);
    let share = 1.0 / (b - a + 1) as f32;
    for s in a..=b {
        add(&mut out, share, of(later(t, s)));
    }
    out
}

/// What plays lead to, as values a few seconds on.
struct After<'x> {
    /// In bounds most of the time; at the sideline often; incomplete.
    inside: &'x [Lanes],
    outside: &'x [Lanes],
    stopped: &'x [Lanes],
    kneeling: &'x [Lanes],
    quick_foul: &'x [Lanes],
    slow_foul: &'x [Lanes],
    downs: Vec<Lanes>,
    turnover: Vec<Lanes>,
    punted: Vec<Lanes>,
    missed: Vec<Lanes>,
    touchdown: Lanes,
    returned: Lanes,
    safety: Lanes,
    made: Lanes,
    last_plays: bool,
    no_fouls: bool,
}

impl After<'_> {
    #[inline(always)]
    fn of(&self, part: &Part, kept: &[Lanes], lost: &[Lanes]) -> Lanes {
        let mut out = [0.0; LANES];
        let each = |out: &mut Lanes, shares: &[Share], from: &[Lanes]| {
            for &(i, w) in shares {
                add(out, w, &from[usize::from(i)]);
            }
        };
        each(&mut out, &part.kept, kept);
        each(&mut out, &part.lost, lost);
        for (w, x) in [
            (part.touchdown, &self.touchdown),
            (part.returned, &self.returned),
            (part.safety, &self.safety),
        ] {
            if w > 0.0 {
                add(&mut out, w, x);
            }
        }
        out
    }

    /// A snap from one cell.
    #[inline(always)]
    fn snap(&self, m: &Moves, conduct: &Conduct, habits: &Habits, last_play: f32) -> Lanes {
        let fumbled = self.of(&m.fumbled, self.inside, &self.turnover);
        let stand = self.of(&m.stand, self.stopped, &self.downs);
        let mut run = self.of(&m.run[0], self.inside, &self.downs);
        let loose = self.of(&m.run[1], self.inside, &self.downs);
        for k in 0..LANES {
            run[k] += habits.loose[k] * (loose[k] - run[k]);
        }
        scale(&mut run, 1.0 - m.run_fumble);
        add(&mut run, m.run_fumble, &fumbled);
        let [complete, sacked, intercepted] = m.pass;
        let [after_catch, after_sack] = m.pass_fumble;
        let sack = self.of(&m.sack, self.inside, &self.downs);
        let theirs = self.of(&m.intercepted, self.inside, &self.turnover);
        let pass = |caught: &[Lanes]| {
            let mut out = self.of(&m.complete, caught, &self.downs);
            scale(&mut out, 1.0 - after_catch);
            add(&mut out, after_catch, &fumbled);
            for k in 0..LANES {
                let u = habits.urgency[k];
                let c = complete * (1.0 - conduct.urgent[0] * u);
                let i = intercepted * (1.0 + conduct.urgent[1] * u);
                let s = (1.0 - after_sack) * sack[k] + after_sack * fumbled[k];
                out[k] =
                    c * out[k] + i * theirs[k] + sacked * s + (1.0 - c - i - sacked) * stand[k];
            }
            out
        };
        let (inside, outside) = (pass(self.inside), pass(self.outside));
        let [runs, go, kicks] = m.habits;
        let fourth = m.cell.down == 4;
        let go = if fourth { go.max(conduct.least) } else { 1.0 };
        // Fouls come before runs and passes.
        let mut called = Mixer::new();
        let (mut runs_by, mut in_by, mut out_by) = ([0.0; LANES], [0.0; LANES], [0.0; LANES]);
        for k in 0..LANES {
            let odds = habits.pass_odds[k] * (1.0 - runs);
            let passes = odds / (odds + runs);
            runs_by[k] = 1.0 - passes;
            out_by[k] = passes * habits.outside[k];
            in_by[k] = passes - out_by[k];
        }
        called.add_where(&run, go, &runs_by);
        called.add_where(&inside, go, &in_by);
        called.add_where(&outside, go, &out_by);
        if self.last_plays {
            let mut long = stand;
            scale(&mut long, 1.0 - last_play);
            add(&mut long, last_play, &self.touchdown);
            called.add(&long, go * conduct.rare);
        }
        if !self.no_fouls {
            let [p, quick] = m.foul;
            let mut fouled = self.of(&m.fouled[0], self.quick_foul, &self.downs);
            scale(&mut fouled, quick);
            let slow = self.of(&m.fouled[1], self.slow_foul, &self.downs);
            add(&mut fouled, 1.0 - quick, &slow);
            for ((sum, weight), fouled) in called.sum.iter_mut().zip(&called.weight).zip(&fouled) {
                let mixed = *sum / weight;
                *sum = weight * ((1.0 - p) * mixed + p * fouled);
            }
        }
        let kneel = self.of(&m.kneel, self.kneeling, &self.downs);
        called.add(&kneel, conduct.kneel);
        if m.cell.spot <= RANGE {
            let mut kick = self.of(&m.missed, self.inside, &self.missed);
            scale(&mut kick, 1.0 - m.field_goal);
            add(&mut kick, m.field_goal, &self.made);
            let habit = if fourth {
                ((1.0 - go) * kicks).max(conduct.least)
            } else {
                conduct.rare
            };
            called.add(&kick, habit);
        }
        if fourth && m.cell.spot >= PUNT {
            let punt = self.of(&m.punt, self.stopped, &self.punted);
            called.add(&punt, ((1.0 - go) * (1.0 - kicks)).max(conduct.least));
        }
        let mut out = [0.0; LANES];
        called.mixed(&mut out);
        in_order(&mut out);
        out
    }
}

/// The values of all cells at one second.
struct Snaps<'x, 'a> {
    after: &'x After<'x>,
    solver: &'x Solver<'a>,
    cell: usize,
}

impl Wide for Snaps<'_, '_> {
    type Out = Lanes;

    #[inline(always)]
    fn run(self) -> Lanes {
        let m = &self.solver.moves[self.cell];
        let last_play = self.solver.conduct.last_play_touchdown(m.cell.spot.into());
        self.after
            .snap(m, self.solver.conduct, &self.solver.habits, last_play)
    }
}

impl<'a> Solver<'a> {
    pub fn new(book: &'a Distributions, conduct: &'a Conduct) -> Self {
        let end = result();
        let all = || vec![end; CELLS];
        let ring = || Ring((0..RING).map(|_| all()).collect());
        let (mut own, mut their) = ([0.0; LANES], [0.0; LANES]);
        for k in 0..LANES {
            let (_, us, them) = of_lane(k);
            own[k] = f32::from(u8::from(us > 0));
            their[k] = f32::from(u8::from(them > 0));
        }
        let mut solver = Self {
            book,
            conduct,
            moves: Moves::all(book),
            snaps: ring(),
            running: ring(),
            seconds: Vec::with_capacity(HORIZON + 1),
            own,
            their,
            habits: Habits::at(book, 0),
            windows: vec![
                PACES.map(|(a, b)| {
                    let mut sum = end;
                    scale(&mut sum, (b - a + 1) as f32);
                    sum
                });
                CELLS
            ],
        };
        let second = solver.second(0);
        solver.seconds.push(second);
        solver
    }

    /// Solves all seconds; `each` is given every second's values of all
    /// cells.
    pub fn solve(&mut self, mut each: impl FnMut(usize, &[Lanes])) {
        each(0, self.snaps.at(0));
        for t in 1..=HORIZON {
            self.habits = Habits::at(self.book, t);
            let values = self.snaps_at(t);
            self.snaps.0[t % RING] = values;
            let second = self.second(t);
            self.seconds.push(second);
            let running = self.running_at(t);
            self.running.0[t % RING] = running;
            each(t, self.snaps.at(t));
        }
    }

    fn of_second(&self, t: usize, seconds: (i32, i32), of: impl Fn(&Second) -> &Lanes) -> Lanes {
        mean(|s| of(&self.seconds[s]), t, seconds)
    }

    fn of_spots(&self, t: usize, seconds: (i32, i32)) -> Vec<Lanes> {
        (0..SPOTS.len())
            .map(|k| mean(|s| &self.seconds[s].theirs[k], t, seconds))
            .collect()
    }

    fn snaps_at(&self, t: usize) -> Vec<Lanes> {
        let time = &self.book.seconds;
        // A second more either way: what one second changes is spread out.
        let play = (time.play.0 - 1, time.play.1 + 1);
        let (a, b) = (play.0.max(1) as usize, play.1.max(1) as usize);
        // In bounds the clock runs on, but not over the two-minute warning.
        let runs = |cell: usize, s: usize| {
            let left = later(t, s);
            if t > WARNING && left <= WARNING {
                &self.snaps.at(left)[cell]
            } else {
                &self.running.at(left)[cell]
            }
        };
        let share = 1.0 / (b - a + 1) as f32;
        let conduct = self.conduct;
        let mixed: Vec<[Lanes; 3]> = (0..CELLS)
            .into_par_iter()
            .map(|cell| {
                let (mut run, mut stop) = ([0.0; LANES], [0.0; LANES]);
                for s in a..=b {
                    add(&mut run, share, runs(cell, s));
                    add(&mut stop, share, &self.snaps.at(later(t, s))[cell]);
                }
                let blend = |q: f32| {
                    let mut out = run;
                    scale(&mut out, 1.0 - q);
                    add(&mut out, q, &stop);
                    out
                };
                let incomplete = mean(|s| &self.snaps.at(s)[cell], t, time.incomplete);
                [
                    blend(conduct.bounds[0]),
                    blend(conduct.bounds[1]),
                    incomplete,
                ]
            })
            .collect();
        let part = |k: usize| -> Vec<Lanes> { mixed.iter().map(|m| m[k]).collect() };
        let (inside, outside, stopped) = (part(0), part(1), part(2));
        let slow = t.saturating_sub(5).max(1);
        let back = time.turnover_return;
        let after = After {
            inside: &inside,
            outside: &outside,
            stopped: &stopped,
            kneeling: self.running.at(later(t, 2)),
            quick_foul: self.snaps.at(t - 1),
            slow_foul: self.snaps.at(slow),
            downs: self.of_spots(t, play),
            turnover: self.of_spots(t, (play.0 + back.0, play.1 + back.1)),
            punted: self.of_spots(t, time.punt),
            missed: self.of_spots(t, time.field_goal),
            touchdown: self.of_second(t, play, |s| &s.touchdown),
            returned: flipped(&self.of_second(t, (play.0 + 4, play.1 + 8), |s| &s.touchdown)),
            safety: self.of_second(t, play, |s| &s.safety),
            made: ahead(&self.of_second(t, time.field_goal, |s| &s.kicks_off), 3),
            last_plays: t <= LAST_PLAYS,
            no_fouls: t < 2,
        };
        (0..CELLS)
            .into_par_iter()
            .map(|cell| {
                wide(Snaps {
                    after: &after,
                    solver: self,
                    cell,
                })
            })
            .collect()
    }

    /// Kickoffs, tries and the opponent's view at a second whose snaps are solved.
    fn second(&self, t: usize) -> Second {
        let end = result();
        let snaps = self.snaps.at(t);
        let theirs: Vec<Lanes> = (0..SPOTS.len())
            .map(|k| flipped(&snaps[first_and_ten(k)]))
            .collect();
        let kicks_off = if t == 0 {
            end
        } else {
            self.kickoff(t, &theirs)
        };
        let touchdown = self.after_touchdown(t, &kicks_off);
        let mut safety = [0.0; LANES];
        let then = later(t, 5);
        let seen = if then == t {
            &theirs
        } else {
            &self.seconds[then].theirs
        };
        for (yards, p) in self.book.kickoffs.start_after_safety.shares() {
            for (k, w) in spots(yards as f32) {
                add(
                    &mut safety,
                    (p * f64::from(w)) as f32,
                    &seen[usize::from(k)],
                );
            }
        }
        Second {
            theirs,
            kicks_off,
            touchdown,
            safety: ahead(&safety, -2),
        }
    }

    fn kickoff(&self, t: usize, theirs: &[Lanes]) -> Lanes {
        let kicks = &self.book.kickoffs;
        let mut deep = [0.0; LANES];
        let mut at = |seen: &[Lanes], yards: f32, p: f64| {
            for (k, w) in spots(yards) {
                add(&mut deep, (p * f64::from(w)) as f32, &seen[usize::from(k)]);
            }
        };
        let touchback = kicks.touchback;
        at(theirs, self.conduct.touchback, touchback);
        let back = &self.seconds[later(t, 5)];
        let returned = 1.0 - touchback - kicks.touchdown - kicks.muffed;
        for (yards, p) in kicks.start.shares() {
            at(&back.theirs, yards as f32, p * returned);
        }
        let scored = flipped(&self.seconds[later(t, 10)].touchdown);
        add(&mut deep, kicks.touchdown as f32, &scored);
        let ours = |spot: f32, t: usize| {
            let mut out = [0.0; LANES];
            for (k, w) in spots(spot) {
                add(
                    &mut out,
                    w,
                    &self.snaps.at(t)[first_and_ten(usize::from(k))],
                );
            }
            out
        };
        add(&mut deep, kicks.muffed as f32, &ours(26.0, later(t, 5)));
        let mut onside = ours(53.0, later(t, 3));
        scale(&mut onside, kicks.onside as f32);
        for (k, w) in spots(47.0) {
            let lost = (1.0 - kicks.onside as f32) * w;
            add(
                &mut onside,
                lost,
                &self.seconds[later(t, 3)].theirs[usize::from(k)],
            );
        }
        let mut mixer = Mixer::new();
        mixer.add(&deep, 1.0 - self.conduct.rare);
        mixer.add(&onside, self.conduct.rare);
        let mut out = [0.0; LANES];
        mixer.mixed(&mut out);
        out
    }

    fn after_touchdown(&self, t: usize, kicks_off: &Lanes) -> Lanes {
        let tries = &self.book.tries;
        let then = |points: i16| ahead(kicks_off, points);
        let none = then(6);
        let option = |good: Lanes, p: f64| {
            let mut out = good;
            scale(&mut out, p as f32);
            add(&mut out, 1.0 - p as f32, &none);
            out
        };
        let kick = option(then(7), tries.kick);
        let two = option(then(8), tries.two_points);
        let mut mixer = Mixer::new();
        mixer.add(&kick, 1.0 - self.conduct.two);
        mixer.add(&two, self.conduct.two);
        let mut out = [0.0; LANES];
        mixer.mixed(&mut out);
        if t == 0 {
            // A game that is won needs no try.
            for (k, v) in out.iter_mut().enumerate() {
                if of_lane(k).0 + 6 > 0 {
                    *v = 1.0;
                }
            }
        }
        out
    }

    /// After a play, the clock running: timeouts, the pace, a spike.
    fn running_at(&mut self, t: usize) -> Vec<Lanes> {
        let snaps = &self.snaps;
        self.windows
            .par_iter_mut()
            .enumerate()
            .for_each(|(cell, sums)| {
                for (sum, (a, b)) in sums.iter_mut().zip(PACES) {
                    if t == WARNING + 1 {
                        *sum = snaps.at(WARNING)[cell];
                        scale(sum, (b - a + 1) as f32);
                    } else {
                        add(sum, 1.0, &snaps.at(warned(t, a))[cell]);
                        // The oldest second leaves the window.
                        add(sum, -1.0, &snaps.at(warned(t - 1, b))[cell]);
                    }
                }
            });
        let this = &*self;
        (0..CELLS)
            .into_par_iter()
            .map(|cell| {
                wide(Running {
                    solver: this,
                    t,
                    cell,
                })
            })
            .collect()
    }
}

/// One cell with the clock running.
struct Running<'x, 'a> {
    solver: &'x Solver<'a>,
    t: usize,
    cell: usize,
}

impl Wide for Running<'_, '_> {
    type Out = Lanes;

    #[inline(always)]
    fn run(self) -> Lanes {
        let Self { solver, t, cell } = self;
        let conduct = solver.conduct;
        let at = |s: usize| &solver.snaps.at(s)[cell];
        let mut paces = solver.windows[cell];
        for (sum, (a, b)) in paces.iter_mut().zip(PACES) {
            scale(sum, 1.0 / (b - a + 1) as f32);
        }
        let (a, b) = PACES[0];
        if t < b + 2 {
            // Without time a team snaps the ball before it runs out, if it is
            // fast enough; how fast differs.
            paces[0] = [0.0; LANES];
            let share = 1.0 / ((b - a + 1) * FASTEST.len()) as f32;
            for s in a..=b {
                for fastest in FASTEST {
                    let most = later(t, 2).max(fastest);
                    add(&mut paces[0], share, at(later(t, s.min(most))));
                }
            }
        }
        let mut offense = Mixer::new();
        for (value, habit) in paces.iter().zip(&solver.habits.pace) {
            offense.add_where(value, 1.0, habit);
        }
        // A timeout is called before the last second is gone.
        let soon = later(t, 2).max(t.min(1));
        offense.add_where(&spent(at(soon), 4), conduct.own_timeout, &solver.own);
        // The clock runs down to a last snap.
        if (8..=44).contains(&t) {
            offense.add_where(&spent(at(3), 4), conduct.run_down, &solver.own);
            let ready = ((t as f32 - READY.0) / (READY.1 - READY.0)).min(1.0);
            let wait = t.saturating_sub(4).clamp(4, 6);
            let mut low = *at(wait);
            add(&mut low, 1.0, at(wait - 1));
            scale(&mut low, 0.5 * ready);
            add(&mut low, 1.0 - ready, at(0));
            offense.add(&low, conduct.run_down);
        }
        let c = solver.moves[cell].cell;
        if c.down < 4 && t > 4 {
            let mut spiked = [0.0; LANES];
            for fastest in FASTEST {
                let then = solver.snaps.at(warned(t, fastest + 2));
                for &(i, w) in &solver.moves[cell].stand.kept {
                    let share = w / FASTEST.len() as f32;
                    add(&mut spiked, share, &then[usize::from(i)]);
                }
            }
            offense.add(&spiked, conduct.spike);
        }
        let mut out = [0.0; LANES];
        offense.mixed(&mut out);
        // The defense chooses by what is left to the offense.
        let stopped = spent(at(soon), 1);
        for k in 0..LANES {
            let (stop, go) = (stopped[k], out[k]);
            let w = conduct.their_timeout * solver.their[k] * appeal(1.0 - stop);
            let v = (1.0 - conduct.their_timeout) * appeal(1.0 - go);
            out[k] = (w * stop + v * go) / (w + v);
        }
        out
    }
}
