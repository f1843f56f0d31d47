//! Fourth downs in a graph (`value::options`): what each option can lead to, and what
//! the mix of options is worth.

use super::book::{Book, PLACES, PUNTED, SLOTS, Seconds, YARDS, line};
use super::kicks::Kicks;
use super::leaves::pair;
use super::seasons::Seasons;
use super::sheet::{Sheet, Val};
use super::slots::{Asked, Slots, Way};
use super::states::States;
use super::tries::Tries;
use crate::endings::FASTEST;
use crate::value::fourth_down::SAFETY;
use crate::value::node::MOST_ODDS;
use crate::value::options::{DEEP, FARTHEST_KICK, NEAREST_PUNT, QUICK};

/// Go, field goal, punt, safety.
pub(super) const OPTIONS: usize = 4;
const GO: usize = 0;
const KICK: usize = 1;
const PUNT: usize = 2;
const GIVE: usize = 3;

/// A fourth down's options, and the moments that follow.
pub(super) struct Fourth<'a> {
    slots: Slots<'a>,
    /// Habits of each option, 0 where it is none.
    habits: Val<'a>,
}

/// What is known of some fourth downs.
struct Options<'a, 'b> {
    s: &'b States<'a>,
    book: &'b Book<'a>,
    seasons: &'b Seasons<'a>,
    line: Val<'a>,
    slots: Slots<'a>,
    touchback: Val<'a>,
}

/// Some values of seconds and their shares, rows × values.
#[derive(Clone, Copy)]
struct Spent<'a> {
    seconds: Val<'a>,
    shares: Val<'a>,
}

impl<'a> Spent<'a> {
    /// All of them with a chance.
    fn with(self, chance: Val<'a>) -> Asked<'a> {
        Asked {
            slots: SLOTS,
            seconds: self.seconds,
            chances: self.shares * chance,
        }
    }

    /// At each of so many places, whose chances these are.
    fn at_each(self, places: usize, chances: Val<'a>) -> Asked<'a> {
        let (place, second) = (each(places, SLOTS), again(places, SLOTS));
        Asked {
            slots: places * SLOTS,
            seconds: self.seconds.ordered(&second),
            chances: chances.ordered(&place) * self.shares.ordered(&second),
        }
    }
}

fn logistic(z: Val<'_>) -> Val<'_> {
    ((z * -1.0).exp() + 1.0).inverse()
}

/// Columns `0..outer`, each `inner` times in turn.
fn each(outer: usize, inner: usize) -> Vec<usize> {
    (0..outer * inner).map(|k| k / inner).collect()
}

/// Columns `0..inner`, over and over.
fn again(outer: usize, inner: usize) -> Vec<usize> {
    (0..outer * inner).map(|k| k % inner).collect()
}

impl<'a> Options<'a, '_> {
    fn sheet(&self) -> &'a Sheet {
        self.s.sheet
    }

    fn at(&self, column: usize) -> Val<'a> {
        self.line.column(column)
    }

    /// A play's seconds: one value, or where `finely` three.
    fn seconds(&self, of: Seconds, finely: Val<'a>) -> Spent<'a> {
        let sheet = self.sheet();
        let share = 1.0 / SLOTS as f64;
        Spent {
            seconds: finely.pick(sheet.row(&of.values), sheet.row(&[of.mean, 0.0, 0.0])),
            shares: finely.pick(sheet.row(&[share; SLOTS]), sheet.row(&[1.0, 0.0, 0.0])),
        }
    }

    /// Chances of going for it: touchdown, first down, other failures, a touchdown and
    /// a safety of the other side.
    fn go_ends(&self) -> [Val<'a>; 5] {
        let (s, b) = (self.s, self.book);
        let late = (s.seconds / -300.0).exp();
        let late = s.seconds.le(900.0).pick(late, 0.0);
        let behind = s.lead.lt(0.0).pick(late, 0.0);
        let ahead = s.lead.gt(0.0).pick(late, 0.0);
        let by_distance = b.converts.look_up(s.yard - 1.0) + b.behind * behind;
        let yards: Vec<f64> = (1..=YARDS).map(|d| d as f64).collect();
        let shorter = self.sheet().row(&yards).le(s.togo);
        let least = shorter.pick(by_distance, 1e9).row_min();
        let spread = s.spread.or_else(0.0) * b.spread;
        let total = (s.total.or_else(44.0) - 44.0) * b.total;
        let converts = logistic(least + ahead * b.ahead + spread + total);
        let scores = b.scores.look_up(pair(s.togo, s.yard));
        let fails = converts * -1.0 + 1.0;
        let safety = self.at(line::SAFETY);
        [
            converts * scores,
            converts * (scores * -1.0 + 1.0),
            fails * (safety * -1.0 + (1.0 - b.returned)),
            fails * b.returned,
            fails * safety,
        ]
    }

    fn go(&mut self) {
        let s = *self.s;
        let [touchdown, first_down, fails, returned, safety] = self.go_ends();
        let (fine, end) = (s.half.le(150.0), s.half.le(30.0));
        let play = self.seconds(self.book.failure, fine);
        let rare = self.seconds(self.book.failure, end);
        let score = self.seconds(self.book.touchdown, end);
        let places = self.book.places.look_up(pair(s.togo, s.yard)).double();
        let thirds: Vec<usize> = (0..PLACES).map(|k| k * SLOTS / PLACES).collect();
        let three = |from: usize| {
            let spots = places.columns(from, from + SLOTS);
            spots.ordered(&thirds)
        };
        let place_shares = {
            // Three places: the first, third and fifth column stand for one each.
            let sheet = self.sheet();
            let share = |counts: [f64; PLACES], of: f64| sheet.row(&counts.map(|c| c / of));
            fine.pick(
                share([1.0, 0.0, 1.0, 0.0, 1.0], 3.0),
                share([1.0; PLACES], 5.0),
            )
        };
        let gained = fine.pick(three(PLACES), places.columns(0, PLACES));
        let failures = PLACES + SLOTS;
        let lost = fine.pick(
            three(failures + PLACES),
            places.columns(failures, failures + PLACES),
        );
        let scored = score.with(touchdown);
        self.slots.tries(GO, Way::ours(6.0), scored, self.seasons);
        self.first_downs(first_down * place_shares, gained, play);
        let failed = play.at_each(PLACES, fails * place_shares);
        let spots = lost.ordered(&each(PLACES, SLOTS));
        self.slots.snaps(GO, Way::their(0.0), failed, spots, None);
        self.rare_touchdown(GO, false, returned, rare, 4.0);
        self.safety(GO, safety, rare);
    }

    /// First downs, from the shares of the places.
    fn first_downs(&mut self, shares: Val<'a>, spots: Val<'a>, play: Spent<'a>) {
        let (s, sheet) = (*self.s, self.sheet());
        let fine = s.half.le(150.0);
        let first = s.first_half();
        // Who wants the clock to run, and how near the half's end is.
        let mood = {
            let none = s.their.is(0.0).pick(s.lead * 0.0 + 4.0, s.lead * 0.0 + 3.0);
            let level = s.lead.is(0.0).pick(2.0, none);
            let behind = s.lead.lt(0.0).pick(1.0, level);
            first.pick(0.0, behind)
        };
        let phase = [300.0, 120.0, 60.0]
            .map(|p| s.half.le(p).double())
            .into_iter()
            .reduce(|a, b| a + b)
            .unwrap_or(s.half);
        let next = self.book.next.look_up(phase * 5.0 + mood);
        let mean = sheet.beside(&[next.column(SLOTS), next.columns(0, 2) * 0.0]);
        let next = fine.pick(next.columns(0, SLOTS), mean);
        let hurried = mood.le(2.0);
        let stops = s.half.le(40.0).and(hurried).and(s.own.gt(0.0));
        let fouled = s.togo.ge(s.yard);
        // Each of the seconds, six times.
        let six = FASTEST.len();
        let in_turn = |v: Val<'a>| v.ordered(&each(SLOTS, six));
        let fastest: Vec<f64> = FASTEST.map(|f| f as f64).to_vec();
        let fastest = sheet.row(&fastest).ordered(&again(SLOTS, six));
        let next = in_turn(next);
        let shares_of = in_turn(play.shares);
        let timeout = stops.and(next.gt(QUICK)).and(fouled.not());
        let last = hurried
            .and(next.ge(s.half))
            .and(timeout.not())
            .and(fouled.not());
        let slow = last.pick(fastest.max(s.half - 3.0), next);
        let slow = timeout.pick(QUICK, slow);
        let short = in_turn(play.seconds).round().min(s.half - 1.0).max(0.0);
        let seconds = fouled.pick(short, slow);
        let one: Vec<f64> = (0..SLOTS * six).map(|k| f64::from(k % six == 0)).collect();
        let share = last.pick(1.0 / six as f64, sheet.row(&one)) * shares_of;
        let count = SLOTS * six;
        let (place, second) = (each(PLACES, count), again(PLACES, count));
        let asked = Asked {
            slots: PLACES * count,
            seconds: seconds.ordered(&second),
            chances: shares.ordered(&place) * share.ordered(&second),
        };
        let spent = timeout.double().ordered(&second);
        self.slots.snaps(
            GO,
            Way::ours(0.0),
            asked,
            spots.ordered(&place),
            Some(spent),
        );
    }

    fn field_goal(&mut self, made: Val<'a>) {
        let s = *self.s;
        let seconds = self.seconds(self.book.field_goal, s.half.le(30.0));
        let missed = made * -1.0 + 1.0;
        let returned = missed * self.book.kick_returned;
        let stays = missed - returned;
        self.slots
            .kicks(KICK, Way::their(3.0), seconds.with(made), false);
        let spots = self.at(line::MISSED).ordered(&[0; SLOTS]);
        self.slots
            .snaps(KICK, Way::their(0.0), seconds.with(stays), spots, None);
        self.rare_touchdown(KICK, false, returned, seconds, 6.0);
    }

    fn punt(&mut self) {
        let s = *self.s;
        let fine = s.half.le(150.0);
        let usual = self.seconds(self.book.punt, fine);
        let rare = self.seconds(self.book.punt, s.half.le(30.0));
        let at = |from: usize| self.line.columns(from, from + PUNTED);
        let starts = fine.pick(at(line::AT_LATE), at(line::AT));
        let chance = self.at(line::STARTS) / PUNTED as f64;
        let started = usual.at_each(PUNTED, chance.ordered(&[0; PUNTED]));
        let spots = starts.ordered(&each(PUNTED, SLOTS));
        self.slots
            .snaps(PUNT, Way::their(0.0), started, spots, None);
        let touchback = self.at(line::TOUCHBACK) * 0.0 + crate::book::punt::TOUCHBACK;
        for (way, spot, chance) in [
            (Way::their(0.0), touchback, line::TOUCHBACK),
            (Way::ours(0.0), self.at(line::KEPT_AT), line::KEPT),
        ] {
            let asked = rare.with(self.at(chance));
            self.slots
                .snaps(PUNT, way, asked, spot.ordered(&[0; SLOTS]), None);
        }
        self.rare_touchdown(PUNT, false, self.at(line::RETURNED), rare, 4.0);
        self.rare_touchdown(PUNT, true, self.at(line::SCORED), rare, 0.0);
        self.safety(PUNT, self.at(line::PUNT_SAFETY), rare);
    }

    /// Two points for the other side, and our free kick.
    fn safety(&mut self, option: usize, chance: Val<'a>, spent: Spent<'a>) {
        self.slots
            .kicks(option, Way::their(-2.0), spent.with(chance), true);
    }

    /// A touchdown that comes once in a hundred plays: seven points where time is left,
    /// and a touchback where it is early.
    fn rare_touchdown(
        &mut self,
        option: usize,
        ours: bool,
        chance: Val<'a>,
        spent: Spent<'a>,
        more: f64,
    ) {
        let s = *self.s;
        let seconds = spent.seconds.round() + more;
        let weights = spent.shares * chance;
        let over = seconds.ge(s.half);
        let late = s.seconds.le(300.0).and(over.not());
        let early = over.not().and(late.not());
        let only = |which: Val<'a>| Asked {
            slots: SLOTS,
            seconds,
            chances: weights * which.double(),
        };
        let sign = if ours { 1.0 } else { -1.0 };
        let (scorer, other) = (
            Way {
                ours,
                lead: 6.0 * sign,
            },
            Way {
                ours: !ours,
                lead: 7.0 * sign,
            },
        );
        self.slots.tries(option, scorer, only(over), self.seasons);
        self.slots.kicks(option, other, only(late), false);
        let spots = self.touchback.ordered(&[0; SLOTS]);
        self.slots.snaps(option, other, only(early), spots, None);
    }
}

impl<'a> Fourth<'a> {
    /// The options of fourth downs.
    pub fn new(s: &States<'a>, book: &Book<'a>, seasons: &Seasons<'a>) -> Self {
        let sheet = s.sheet;
        let season = seasons.of(s);
        let mut asked = Options {
            s,
            book,
            seasons,
            line: book.lines.look_up(s.yard - 1.0),
            slots: Slots::new(*s),
            touchback: season.spots.column(0),
        };
        asked.go();
        asked.field_goal(seasons.field_goal(s));
        asked.punt();
        let play = asked.seconds(book.failure, s.half.le(150.0));
        let always = s.lead * 0.0 + 1.0;
        asked.safety(GIVE, always, play);
        let may = [
            always,
            s.yard.le(f64::from(FARTHEST_KICK)).double(),
            s.yard.ge(f64::from(NEAREST_PUNT)).double(),
            s.yard.ge(f64::from(DEEP)).double(),
        ];
        let usual = asked.line.columns(line::HABITS, line::HABITS + 3);
        let usual = sheet.beside(&[usual, always * f64::from(SAFETY as f32)]);
        Self {
            habits: usual * sheet.beside(&may),
            slots: asked.slots,
        }
    }

    /// Snaps, kickoffs and tries that follow.
    pub fn leads_to(&mut self, seasons: &Seasons<'a>) -> (States<'a>, Kicks<'a>, Tries<'a>) {
        self.slots.end_halves(seasons);
        self.slots.follow()
    }

    /// What the fourth downs are worth: rows × (1 + members), from the worth of what
    /// follows.
    pub fn worth(&self, snaps: Val<'a>, kicks: Val<'a>, tries: Val<'a>) -> Val<'a> {
        let values = self.slots.options([snaps, kicks, tries]);
        // By habit and by what each is worth.
        let wp = values.first_of(OPTIONS).clip(0.0, 1.0);
        let odds = wp / (wp * -1.0 + 1.0).max(1e-9);
        let odds = odds.clip(1.0 / MOST_ODDS, MOST_ODDS);
        let cube = odds * odds * odds;
        let sixth = cube * cube;
        let weights = self.habits * sixth * sixth;
        let shares = weights / weights.row_sums();
        shares.aside().times(values).squeezed().clip(0.0, 1.0)
    }
}
