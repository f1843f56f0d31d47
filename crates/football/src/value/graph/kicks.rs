//! Kickoffs and free kicks in a graph (`value::expand`): first the snaps that they lead
//! to, and, when those are valued, what they are worth.

use super::pool::{Pool, Taken, Valued};
use super::seasons::{DEEP, KICKS, Season, Seasons};
use super::sheet::{Sheet, Val};
use super::states::States;
use crate::value::Tables;

/// What a way of going on belongs to.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Part {
    Deep,
    Onside,
    /// The half is over: the kickoff after halftime.
    Halftime,
}

/// A way in which a kickoff goes on.
#[derive(Debug, Clone, Copy)]
struct Way {
    part: Part,
    /// The other side has the ball then.
    turned: bool,
    /// The side of the state has scored a touchdown.
    scored: bool,
}

const fn way(part: Part, turned: bool, scored: bool) -> Way {
    Way {
        part,
        turned,
        scored,
    }
}

/// In the order of the tables by season.
const WAYS: [Way; KICKS] = {
    let mut ways = [way(Part::Deep, false, false); KICKS];
    ways[DEEP - 2] = way(Part::Deep, true, false);
    ways[DEEP - 1] = way(Part::Deep, true, true);
    ways[DEEP] = way(Part::Onside, false, false);
    ways[DEEP + 1] = way(Part::Onside, true, false);
    ways[DEEP + 2] = way(Part::Halftime, false, false);
    ways[DEEP + 3] = way(Part::Halftime, true, false);
    ways[DEEP + 4] = way(Part::Halftime, false, true);
    ways[DEEP + 5] = way(Part::Halftime, true, true);
    ways
};

/// Kickoffs that are asked for, seen by the side that receives.
#[derive(Clone, Copy)]
pub(super) struct Kicks<'a> {
    pub states: States<'a>,
    /// Whether the side that kicks may choose an onside kick.
    pub best: Val<'a>,
    /// Whether it is the free kick after a safety.
    pub free: Val<'a>,
}

/// What kickoffs lead to: snaps, their weights, and what is known without them.
pub(super) struct Kicked<'a> {
    list: usize,
    taken: Taken<'a>,
    deep: [Val<'a>; 2],
    onside: [Val<'a>; 2],
    may: Val<'a>,
}

/// How kickoffs go on, rows × [`KICKS`].
struct Ways<'a> {
    spots: Val<'a>,
    /// Seconds left of the half.
    half: Val<'a>,
    /// Points more for the side of the state.
    more: Val<'a>,
    /// Shares of a deep kick and of an onside kick.
    deep: Val<'a>,
    onside: Val<'a>,
    /// Whether the half is over.
    over: Val<'a>,
    /// Whether an onside kick is an option.
    may: Val<'a>,
}

fn row(sheet: &Sheet, of: fn(&Way) -> bool) -> Val<'_> {
    sheet.row(&WAYS.map(|way| f64::from(of(&way))))
}

impl<'a> Kicks<'a> {
    /// One list after the other.
    pub fn joined(sheet: &'a Sheet, lists: &[Self]) -> Self {
        let states: Vec<States<'a>> = lists.iter().map(|k| k.states).collect();
        let best: Vec<Val<'a>> = lists.iter().map(|k| k.best).collect();
        let free: Vec<Val<'a>> = lists.iter().map(|k| k.free).collect();
        Self {
            states: States::joined(&states),
            best: sheet.below(&best),
            free: sheet.below(&free),
        }
    }

    fn ways(&self, seasons: &Seasons<'a>, tables: &Tables) -> Ways<'a> {
        let (s, sheet) = (&self.states, self.states.sheet);
        let season = seasons.of(s);
        let [spots, seconds, deep] = self.deep(&season, tables);
        // A quarter's end only cuts the time short, a half's ends the half.
        let early = s.half.gt(900.0);
        let quarter = early.pick(s.half - 900.0, s.half);
        let on = seconds.lt(quarter);
        let kick = row(sheet, |w| w.part != Part::Halftime).gt(0.0);
        let fails = row(sheet, |w| w.part == Part::Onside && !w.turned);
        let succeeds = row(sheet, |w| w.part == Part::Onside && w.turned);
        // Nobody gives up forty yards for a small chance before he must.
        let late = s.first_half().not().and(s.seconds.le(600.0));
        let may = self.best.and(self.free.not()).and(late);
        Ways {
            spots,
            half: on.pick(s.half - seconds, 900.0),
            // Points of a return that no time is left for do not count.
            more: s.half.gt(0.0).double() * row(sheet, |w| w.scored) * 7.0,
            deep,
            onside: fails * (season.recovered * -1.0 + 1.0) + succeeds * season.recovered,
            over: kick.and(on.not()).and(early.not()),
            may: may.and(s.lead.gt(0.0)),
        }
    }

    /// Puts the snaps that follow into the pool.
    pub fn lead_to(
        &self,
        pool: &mut Pool<'a>,
        seasons: &Seasons<'a>,
        tables: &Tables,
    ) -> Kicked<'a> {
        let (s, sheet) = (&self.states, self.states.sheet);
        let ways = self.ways(seasons, tables);
        let first = s.first_half();
        // After halftime the side of the state receives, or the other.
        let ended = ways.deep * ways.over.and(first).double();
        let scored = ways.more.gt(0.0).double();
        let after = (ended * scored).row_sums();
        let plain = ended.row_sums() - after;
        let (receives, kicks_off) = (s.receiving(), s.receiving() * -1.0 + 1.0);
        let kicks = WAYS.iter().filter(|w| w.part != Part::Halftime).count();
        let halves = sheet.beside(&[
            s.lead * 0.0 + sheet.row(&vec![0.0; kicks]),
            plain * receives,
            plain * kicks_off,
            after * receives,
            after * kicks_off,
        ]);
        let chance = ways.deep.gt(0.0).or(ways.onside.gt(0.0).and(ways.may));
        let played = chance.and(ways.over.not());
        let taken = Taken::new(played.or(halves.gt(0.0)), KICKS);
        let list = pool.add(self.snaps(&ways, taken));
        // What is known: the end of regulation, and 1 less what the other side has.
        let result = seasons.result(s, s.lead + ways.more);
        let known = ways.over.and(first.not()).double() * result;
        let flip = row(sheet, |w| w.turned);
        let weigh = |shares: Val<'a>, halves: Val<'a>| {
            let to_snaps = shares * played.double() + halves;
            let known = (shares * known + to_snaps * flip).row_sums();
            [to_snaps * (flip * -2.0 + 1.0), known]
        };
        Kicked {
            list,
            taken,
            deep: weigh(ways.deep, halves),
            onside: weigh(ways.onside, halves * 0.0),
            may: ways.may,
        }
    }

    /// The snaps that follow.
    fn snaps(&self, ways: &Ways<'a>, taken: Taken<'a>) -> States<'a> {
        let sheet = self.states.sheet;
        let is = |of: fn(&Way) -> bool| taken.of_way(row(sheet, of)).gt(0.0);
        let base = taken.states(&self.states);
        let scored = States {
            lead: base.lead + taken.of_place(ways.more),
            ..base
        };
        let next = scored.turned_where(is(|w| w.turned));
        let next = next.first_down(taken.of_place(ways.spots), taken.of_place(ways.half));
        let again = is(|w| w.part == Part::Halftime);
        States {
            seconds: again.pick(1800.0, next.seconds),
            half: again.pick(1800.0, next.half),
            own: again.pick(3.0, next.own),
            their: again.pick(3.0, next.their),
            receives: again.pick(0.0, next.receives),
            ..next
        }
    }

    /// Spots, seconds and shares of a deep or a free kick's ways, rows × [`KICKS`].
    fn deep(&self, season: &Season<'a>, tables: &Tables) -> [Val<'a>; 3] {
        let sheet = self.states.sheet;
        let free = &tables.free_kick;
        let fill = |k: usize| -> Vec<f64> {
            let column = free.iter().map(|spot| spot[k]);
            let mut column: Vec<f64> = column.collect();
            column.resize(KICKS, 0.0);
            column
        };
        let spots: Vec<f64> = fill(0).iter().map(|y| y.round().clamp(1.0, 99.0)).collect();
        let shares: Vec<f64> = fill(1).iter().map(|p| f64::from(*p as f32)).collect();
        let placed: Vec<f64> = (0..KICKS).map(|k| f64::from(k < free.len())).collect();
        let placed = self.free.and(sheet.row(&placed).gt(0.0));
        let padding = season.recovered * 0.0 + sheet.row(&[0.0; KICKS - DEEP]);
        let deep = sheet.beside(&[season.deep, padding]);
        let returned = season.returned + sheet.row(&[0.0; KICKS]);
        [
            placed.pick(sheet.row(&spots), season.spots),
            placed.pick(returned, season.seconds),
            self.free.pick(sheet.row(&shares), deep),
        ]
    }
}

impl<'a> Kicked<'a> {
    /// What the kickoffs are worth to the side that receives.
    pub fn worth(&self, valued: &Valued<'a>) -> Val<'a> {
        let values = self.taken.dense(valued.of(self.list));
        let of = |[weights, known]: [Val<'a>; 2]| weights.aside().times(values).squeezed() + known;
        let (deep, onside) = (of(self.deep), of(self.onside));
        // The choice is the kicking side's.
        let chosen = self.may.and(onside.column(0).lt(deep.column(0)));
        chosen.pick(onside, deep)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_a_way_for_each_row_of_the_tables() {
        let tables = Tables::shipped();
        // One for a touchback; the last two of a deep kick are no returns.
        assert!(tables.kickoff.iter().all(|k| k.returned.len() + 3 == DEEP));
        assert!(tables.free_kick.len() + 2 <= DEEP);
        let deep = WAYS.iter().filter(|w| w.part == Part::Deep);
        assert_eq!(deep.count(), DEEP);
    }
}
