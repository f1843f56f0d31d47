//! Overtime: exact dynamic programming over possessions and the clock.
//!
//! A possession ends in a touchdown, a field goal, a score of the other side,
//! with the clock, or with the other side's ball; how likely each is follows
//! from where it is (module `possession`). What each of these means is the
//! rules' ([`crate::rules::Overtime`]): the end, an answer of the other side,
//! sudden death, a tie. Values of fresh possessions are worked out for growing
//! time left; any situation is then one step away from them.

use super::Outcome;
use super::expand::Ask;
use super::fourth::Fourth;
use super::kickoffs::kick_spots;
use super::possession::{Ends, NO_CLOCK, Need, Snap};
use super::possessions::Football;
use super::tables::{Tables, TryTable};
use crate::book::SubModels;
use crate::game::{GameState, Possession, Site};
use crate::math::Portable;
use crate::rules::{Overtime, OvertimeFormat, Rules};
use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

/// Spots at which fresh possessions are worked out, linear in between.
const SPOTS: [f64; 14] = [
    2., 10., 20., 30., 38., 45., 52., 60., 67., 73., 78., 83., 90., 98.,
];
/// Seconds between the clocks that are worked out.
const STEP: f64 = 10.0;
/// Rounds of an overtime without an end; after each some 60 % go on.
const ROUNDS: usize = 60;
/// Parts into which times and spots are split.
const PARTS: [f64; 3] = [-1.2247, 0.0, 1.2247];
/// What being at home is worth where the spread is unknown, in points: its
/// usual value.
pub(super) const HOME: f64 = 2.0;

/// What decides how an overtime goes, apart from the situation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Key {
    rules: Overtime,
    /// First seasons of the tables of kick-offs and tries.
    tables: [u16; 2],
    /// Where a touchback puts the ball.
    touchback: u8,
    /// Half points by which one side is favoured: not below 0, since both
    /// sides are worked out together.
    spread: i16,
}

/// A solution and which of its sides is asked about.
struct Asked {
    solved: Arc<Solved>,
    side: usize,
}

impl std::ops::Deref for Asked {
    type Target = Solved;

    fn deref(&self) -> &Solved {
        &self.solved
    }
}

/// Values of fresh possessions of sudden death: `[side][time][spot]`, side 0
/// the favourite.
type Later = [Vec<Vec<Outcome>>; 2];

/// What decides these: neither kick-offs nor tries come into it, so the rules
/// of several seasons share them. Whether overtime can end in a tie, its
/// seconds, and the spread as in [`Key`].
type LaterKey = (bool, u16, i16);

/// One kind of overtime between sides of one spread.
#[derive(Debug)]
struct Solved {
    later: Arc<Later>,
    rules: Overtime,
    kick: Vec<(f64, f64)>,
    kick_seconds: f64,
    tries: TryTable,
    spread: f64,
    /// After the opening kick-off to either side.
    start: [Outcome; 2],
}

/// Answers about overtime, with what was worked out before; clones share it.
#[derive(Debug, Clone)]
pub struct Overtimes<'a> {
    football: Football<'a>,
    solved: Arc<Mutex<HashMap<Key, Arc<Solved>>>>,
    later: Arc<Mutex<HashMap<LaterKey, Arc<Later>>>>,
}

/// What anyone in this process has worked out from the tables that come with `wp`.
static SHIPPED: LazyLock<Overtimes<'static>> =
    LazyLock::new(|| Overtimes::of(Tables::shipped(), None));

impl<'a> Overtimes<'a> {
    /// Answers from fitted tables and the component models that come with `wp`.
    #[must_use]
    pub fn new(tables: &'a Tables) -> Self {
        if std::ptr::eq(tables, Tables::shipped()) {
            return SHIPPED.clone();
        }
        Self::of(tables, None)
    }

    /// Answers from fitted tables and component models.
    #[must_use]
    pub fn with_models(tables: &'a Tables, models: &'a SubModels) -> Self {
        Self::of(tables, Some(models))
    }

    fn of(tables: &'a Tables, models: Option<&'a SubModels>) -> Self {
        Self {
            football: Football::new(tables, models),
            solved: Arc::default(),
            later: Arc::default(),
        }
    }

    fn solve(&self, season: u16, playoffs: bool, spread: f64) -> Asked {
        let rules = Rules::of(season, playoffs);
        let tables = self.football.tables;
        let (table, tries) = (tables.kickoffs(season), tables.tries(season));
        let half_points = (2.0 * spread.clamp(-60.0, 60.0)).round() as i16;
        let side = usize::from(half_points < 0);
        let key = Key {
            rules: rules.overtime,
            tables: [table.from, tries.from],
            touchback: rules.kickoff.touchback_yardline_100(),
            spread: half_points.abs(),
        };
        let lock = || self.solved.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(solved) = lock().get(&key).map(Arc::clone) {
            return Asked { solved, side };
        }
        // Worked out without the lock: two threads may do the same, none waits.
        let solved = Arc::new(Solved::of(
            &self.football,
            rules.overtime,
            kick_spots(table, rules),
            table.seconds * (1.0 - table.touchback),
            tries.clone(),
            f64::from(key.spread) / 2.0,
            |work_out| self.later(rules.overtime, key.spread, work_out),
        ));
        let solved = Arc::clone(lock().entry(key).or_insert(solved));
        Asked { solved, side }
    }

    /// Values of fresh possessions, worked out where nobody has yet.
    fn later(
        &self,
        rules: Overtime,
        spread: i16,
        work_out: &mut dyn FnMut() -> Arc<Later>,
    ) -> Arc<Later> {
        let key = (rules.can_tie(), rules.period, spread);
        let lock = || self.later.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(later) = lock().get(&key) {
            return Arc::clone(later);
        }
        let later = work_out();
        Arc::clone(lock().entry(key).or_insert(later))
    }

    /// The spread as overtime uses it.
    fn spread(state: &GameState) -> f64 {
        match (state.posteam_spread, state.site) {
            (Some(spread), _) => f64::from(spread),
            (None, Some(Site::Home)) => HOME,
            (None, Some(Site::Away)) => -HOME,
            _ => 0.0,
        }
    }

    /// How a situation of overtime ends; `season` for states that name none.
    #[must_use]
    pub fn outcome(&self, state: &GameState, season: u16) -> Outcome {
        let season = state.season.unwrap_or(season);
        let playoffs = state.playoffs.unwrap_or(false);
        let solved = self.solve(season, playoffs, Self::spread(state));
        let lead = state.score_differential;
        if lead > 0 {
            // The other side has had its chance, or the game would not go on.
            return Outcome::WIN;
        }
        // Which possession it is where nobody has said.
        let possession = match state.overtime_possession {
            Some(possession) if lead == 0 => possession,
            None if lead == 0 => Possession::Later,
            _ => Possession::Second,
        };
        let snap = Snap {
            down: state.down,
            ydstogo: f64::from(state.ydstogo),
            yardline: f64::from(state.yardline_100),
            seconds: solved.seconds(f64::from(state.quarter_seconds_remaining)),
            spread: solved.spread_of(solved.side),
            need: solved.need(possession, -lead),
            timeouts: state.posteam_timeouts_remaining.map_or(f64::NAN, f64::from),
        };
        if state.down == 4 {
            let fourth = Fourth {
                tables: self.football.tables,
                models: self.football.models(),
                overtime: &|ask| self.answer(&ask, season),
                season,
            };
            return fourth.outcome(state, &snap);
        }
        let at = |possession| solved.value(&self.football, solved.side, possession, -lead, &snap);
        if lead < 0 || state.overtime_possession.is_some() {
            return at(possession);
        }
        let elapsed = f64::from(solved.rules.period) - f64::from(state.quarter_seconds_remaining);
        let first = self.football.tables.first_possession_share(elapsed) as f32;
        at(Possession::First).mixed(first, &at(possession))
    }

    /// What is asked of overtime, answered; `season` for states that name none.
    pub(super) fn answer(&self, ask: &Ask<'_>, season: u16) -> Outcome {
        match ask {
            Ask::Situation(state) => self.outcome(state, season),
            Ask::Kicked(state) => self.kicked(state, season),
            Ask::Before(state) => self.before(state, season),
        }
    }

    /// How a game ends that regulation left tied, before the coin is tossed;
    /// seen by the side that the state is of.
    #[must_use]
    pub fn before(&self, state: &GameState, season: u16) -> Outcome {
        let season = state.season.unwrap_or(season);
        let playoffs = state.playoffs.unwrap_or(false);
        let solved = self.solve(season, playoffs, Self::spread(state));
        let (own, other) = (solved.side, 1 - solved.side);
        solved.start[own].mixed(0.5, &solved.start[other].flipped())
    }

    /// How an overtime goes on after a kick-off to the side of the state.
    #[must_use]
    pub fn kicked(&self, state: &GameState, season: u16) -> Outcome {
        let lead = state.score_differential;
        if lead > 0 {
            return Outcome::WIN;
        }
        let season = state.season.unwrap_or(season);
        let playoffs = state.playoffs.unwrap_or(false);
        let solved = self.solve(season, playoffs, Self::spread(state));
        let seconds = solved.seconds(f64::from(state.quarter_seconds_remaining));
        let possession = match state.overtime_possession {
            Some(p) if lead == 0 => p,
            _ if lead < 0 => Possession::Second,
            _ => Possession::First,
        };
        solved.after_kick(&self.football, solved.side, possession, -lead, seconds)
    }
}

/// [`Overtimes::before`] of one situation after the other, most of them of one game.
pub(super) struct Before<'o, 'a> {
    overtimes: &'o Overtimes<'a>,
    season: u16,
    /// Season, playoffs and spread that were asked for last, and the answer.
    last: Option<((u16, bool, u64), Outcome)>,
}

impl<'o, 'a> Before<'o, 'a> {
    /// `season` for states that name none.
    pub fn new(overtimes: &'o Overtimes<'a>, season: u16) -> Self {
        Self {
            overtimes,
            season,
            last: None,
        }
    }

    pub fn of(&mut self, state: &GameState) -> Outcome {
        let season = state.season.unwrap_or(self.season);
        let spread = Overtimes::spread(state).to_bits();
        let asked = (season, state.playoffs.unwrap_or(false), spread);
        match self.last {
            Some((last, outcome)) if last == asked => outcome,
            _ => {
                let outcome = self.overtimes.before(state, season);
                self.last = Some((asked, outcome));
                outcome
            }
        }
    }
}

/// Mean of what a straight line of terms says, never below `least`.
fn mean<const N: usize>(weights: &[f64; N], terms: [f64; N], least: f64) -> f64 {
    let value: f64 = terms.iter().zip(weights).map(|(t, w)| t * w).sum();
    value.max(least)
}

/// Terms of the time that a possession takes.
fn time_terms(snap: &Snap) -> [f64; 5] {
    let is = |down: u8| f64::from(u8::from(snap.down == down));
    [1.0, snap.yardline / 100.0, is(2), is(3), is(4)]
}

/// Terms of where the other side begins after it.
fn next_terms(snap: &Snap) -> [f64; 6] {
    let [one, far, second, third, fourth] = time_terms(snap);
    [one, far, far * far, second, third, fourth]
}

impl Solved {
    fn of(
        football: &Football<'_>,
        rules: Overtime,
        kick: Vec<(f64, f64)>,
        kick_seconds: f64,
        tries: TryTable,
        spread: f64,
        known: impl FnOnce(&mut dyn FnMut() -> Arc<Later>) -> Arc<Later>,
    ) -> Self {
        let mut solved = Self {
            later: Arc::default(),
            rules,
            kick,
            kick_seconds,
            tries,
            spread,
            start: [Outcome::TIE; 2],
        };
        let later = known(&mut || {
            solved.work_out(football);
            Arc::clone(&solved.later)
        });
        solved.later = later;
        let period = solved.seconds(f64::from(rules.period));
        solved.start =
            [0, 1].map(|side| solved.after_kick(football, side, Possession::First, 0, period));
        solved
    }

    /// Fills `later`.
    fn work_out(&mut self, football: &Football<'_>) {
        if self.rules.can_tie() {
            let ticks = (f64::from(self.rules.period) / STEP).round() as usize;
            let none = vec![Outcome::TIE; SPOTS.len()];
            self.later = Arc::new([vec![none.clone()], vec![none]]);
            for tick in 1..=ticks {
                let now = [0, 1].map(|side| self.fresh(football, side, STEP * tick as f64));
                // Nobody else has it yet, so nothing is copied.
                let later = Arc::make_mut(&mut self.later);
                for (side, row) in now.into_iter().enumerate() {
                    later[side].push(row);
                }
            }
        } else {
            // Nobody has an edge where nobody has scored yet.
            let even = vec![Outcome { win: 0.5, tie: 0.0 }; SPOTS.len()];
            self.later = Arc::new([vec![even.clone()], vec![even]]);
            for _ in 0..ROUNDS {
                let now = [0, 1].map(|side| self.fresh(football, side, NO_CLOCK));
                self.later = Arc::new(now.map(|row| vec![row]));
            }
        }
    }

    /// Fresh possessions of sudden death at every spot, from those with less
    /// time.
    fn fresh(&self, football: &Football<'_>, side: usize, seconds: f64) -> Vec<Outcome> {
        SPOTS
            .iter()
            .map(|&yardline| {
                let snap = self.first_down(side, yardline, seconds);
                self.value(football, side, Possession::Later, 0, &snap)
            })
            .collect()
    }

    /// What a possession plays for. A first possession whose score can be
    /// answered is played as in regulation: a field goal does not win.
    fn need(&self, possession: Possession, behind: i16) -> Need {
        let answered = self.rules.format != OvertimeFormat::SuddenDeath;
        match possession {
            Possession::First if answered => Need::Points,
            _ => Need::behind(behind),
        }
    }

    fn first_down(&self, side: usize, yardline: f64, seconds: f64) -> Snap {
        Snap {
            down: 1,
            ydstogo: yardline.min(10.0),
            yardline,
            seconds,
            spread: self.spread_of(side),
            need: Need::AnyScore,
            timeouts: f64::NAN,
        }
    }

    /// The spread as a side sees it.
    fn spread_of(&self, side: usize) -> f64 {
        if side == 0 { self.spread } else { -self.spread }
    }

    /// Time as the possession model counts it.
    fn seconds(&self, left: f64) -> f64 {
        if self.rules.can_tie() { left } else { NO_CLOCK }
    }

    /// What a fresh possession of sudden death is worth to its side.
    fn later(&self, side: usize, seconds: f64, yardline: f64) -> Outcome {
        let rows = &self.later[side];
        let last = rows.len() - 1;
        let tick = if seconds >= NO_CLOCK {
            0.0
        } else {
            (seconds / STEP).clamp(0.0, last as f64)
        };
        let (low, share) = (tick.floor() as usize, tick.fract() as f32);
        let at = |row: &[Outcome]| {
            let y = yardline.clamp(SPOTS[0], SPOTS[SPOTS.len() - 1]);
            let i = SPOTS[1..SPOTS.len() - 1]
                .iter()
                .take_while(|&&s| s <= y)
                .count();
            let part = ((y - SPOTS[i]) / (SPOTS[i + 1] - SPOTS[i])) as f32;
            row[i + 1].mixed(part, &row[i])
        };
        at(&rows[(low + 1).min(last)]).mixed(share, &at(&rows[low]))
    }

    /// A fresh possession after a kick-off.
    fn after_kick(
        &self,
        football: &Football<'_>,
        side: usize,
        possession: Possession,
        behind: i16,
        seconds: f64,
    ) -> Outcome {
        let seconds = if seconds >= NO_CLOCK {
            seconds
        } else {
            (seconds - self.kick_seconds).max(0.0)
        };
        let mut sum = Outcome::LOSS;
        for &(yardline, share) in &self.kick {
            let value = if possession == Possession::Later {
                self.later(side, seconds, yardline)
            } else {
                let snap = self.first_down(side, yardline, seconds);
                self.value(football, side, possession, behind, &snap)
            };
            sum.add(share, &value);
        }
        sum
    }

    /// What follows once a possession has taken its time: it can never take more
    /// than there is, since then it would have ended with the clock.
    fn after(
        &self,
        seconds: f64,
        (weights, spread): (&[f64; 5], f64),
        snap: &Snap,
        then: impl Fn(f64) -> Outcome,
    ) -> Outcome {
        if seconds >= NO_CLOCK {
            return then(NO_CLOCK);
        }
        let mean = mean(weights, time_terms(snap), 5.0);
        let mut sum = Outcome::LOSS;
        for z in PARTS {
            let taken = (mean * (1.0 + z * spread)).max(5.0);
            let taken = seconds * (1.0 - (-taken / seconds.max(1.0)).exp_());
            // A step back at least: what is worked out is worked out from less.
            let taken = taken.max(STEP.min(seconds));
            sum.add(1.0 / PARTS.len() as f64, &then(seconds - taken));
        }
        sum
    }

    /// What a possession is worth to its side, from what can come of it.
    fn value(
        &self,
        football: &Football<'_>,
        side: usize,
        possession: Possession,
        behind: i16,
        snap: &Snap,
    ) -> Outcome {
        let snap = &Snap {
            need: self.need(possession, behind),
            ..*snap
        };
        let other = 1 - side;
        let Ends {
            touchdown,
            field_goal,
            against,
            expired,
            none,
        } = football.ends(behind, snap);
        let flow = &football.tables.flow;
        let seconds = snap.seconds;
        let mut sum = Outcome::LOSS;
        let after = |weights: &[f64; 5], spread: f64, then: &dyn Fn(f64) -> Outcome| {
            self.after(seconds, (weights, spread), snap, then)
        };
        let format = self.rules.format;
        // The other side's ball, where the game is level.
        let passed = || {
            let mean = mean(&flow.next, next_terms(snap), 1.0).clamp(3.0, 97.0);
            after(&flow.none, flow.spread[2], &|left| {
                let mut sum = Outcome::LOSS;
                for z in PARTS {
                    let spot = (mean + z * flow.next_spread).clamp(1.0, 99.0);
                    sum.add(
                        1.0 / PARTS.len() as f64,
                        &self.later(other, left, spot).flipped(),
                    );
                }
                sum
            })
        };
        let kicked = |possession, lead: i16, left: f64| {
            self.after_kick(football, other, possession, lead, left)
                .flipped()
        };
        // Sudden death once both have had the ball.
        let level = |left: f64| kicked(Possession::Later, 0, left);

        // Touchdown.
        let scored = match (possession, format) {
            (Possession::First, OvertimeFormat::BothPossess) => {
                after(&flow.touchdown, flow.spread[0], &|left| {
                    let answer = |lead| kicked(Possession::Second, lead, left);
                    let kick = answer(7).mixed(self.tries.kick as f32, &answer(6));
                    let two = answer(8).mixed(self.tries.two as f32, &answer(6));
                    if two.wp() > kick.wp() { two } else { kick }
                })
            }
            (Possession::Second, _) => match 6 - behind {
                1.. => Outcome::WIN,
                0 => after(&flow.touchdown, flow.spread[0], &|left| {
                    Outcome::WIN.mixed(self.tries.kick as f32, &level(left))
                }),
                -1 => after(&flow.touchdown, flow.spread[0], &|left| {
                    let kick = level(left).mixed(self.tries.kick as f32, &Outcome::LOSS);
                    let two = Outcome::WIN.mixed(self.tries.two as f32, &Outcome::LOSS);
                    if two.wp() > kick.wp() { two } else { kick }
                }),
                -2 => after(&flow.touchdown, flow.spread[0], &|left| {
                    level(left).mixed(self.tries.two as f32, &Outcome::LOSS)
                }),
                _ => Outcome::LOSS,
            },
            _ => Outcome::WIN,
        };
        sum.add(touchdown, &scored);
        // Field goal.
        let kicked_it = match (possession, format) {
            (Possession::First, OvertimeFormat::SuddenDeath) | (Possession::Later, _) => {
                Outcome::WIN
            }
            (Possession::First, _) => after(&flow.field_goal, flow.spread[1], &|left| {
                kicked(Possession::Second, 3, left)
            }),
            (Possession::Second, _) => match 3 - behind {
                1.. => Outcome::WIN,
                0 => after(&flow.field_goal, flow.spread[1], &level),
                _ => Outcome::LOSS,
            },
        };
        sum.add(field_goal, &kicked_it);
        // A score against ends it in every format: the side that made it had its chance.
        sum.add(against, &Outcome::LOSS);
        // The clock.
        sum.add(
            expired,
            if behind > 0 {
                &Outcome::LOSS
            } else {
                &Outcome::TIE
            },
        );
        // The other side's ball: from here on any score wins, unless this side
        // needed one.
        sum.add(none, &if behind > 0 { Outcome::LOSS } else { passed() });
        Outcome {
            win: sum.win.clamp(0.0, 1.0),
            tie: sum.tie.clamp(0.0, 1.0 - sum.win.clamp(0.0, 1.0)),
        }
    }
}
