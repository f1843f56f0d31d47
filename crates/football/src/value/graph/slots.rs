//! What options of a fourth down lead to: for every kind of moment a fixed number of
//! slots a row, most of them empty, of which only those that have a chance are valued.

use super::fourth::OPTIONS;
use super::kicks::Kicks;
use super::pool::Taken;
use super::seasons::Seasons;
use super::sheet::{Sheet, Val};
use super::states::States;
use super::tries::Tries;

/// Who is on, and points more for the side that decides.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Way {
    /// Whether the moment is seen by the side that decides.
    pub ours: bool,
    pub lead: f64,
}

impl Way {
    pub fn ours(lead: f64) -> Self {
        Self { ours: true, lead }
    }

    pub fn their(lead: f64) -> Self {
        Self { ours: false, lead }
    }
}

/// Slots of one kind of moment, beside each other.
#[derive(Default)]
struct Group<'a> {
    ways: Vec<Way>,
    /// Chance of each slot, by option; a column each.
    chances: Vec<[Option<Val<'a>>; OPTIONS]>,
    /// Seconds left of the half; rows × some slots each, as what follows.
    half: Vec<Val<'a>>,
    /// Of snaps: the spot, and timeouts that were taken.
    spots: Vec<Val<'a>>,
    spent: Vec<Val<'a>>,
    /// Of kickoffs: the free kick after a safety, and the one after halftime.
    free: Vec<f64>,
    halftime: Vec<f64>,
}

/// What is asked for at once: as many seconds and chances as slots a row.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    pub slots: usize,
    pub seconds: Val<'a>,
    pub chances: Val<'a>,
}

/// All slots of some fourth downs.
pub(super) struct Slots<'a> {
    sheet: &'a Sheet,
    states: States<'a>,
    snaps: Group<'a>,
    kicks: Group<'a>,
    tries: Group<'a>,
    taken: Vec<Taken<'a>>,
    /// The half is over, with so many points more: option and chance.
    over: Vec<(f64, usize, Val<'a>)>,
    /// What is known of each option.
    known: [Val<'a>; OPTIONS],
}

/// What a half's end can find the lead changed by.
const CHANGES: [f64; 3] = [0.0, 3.0, -2.0];

impl<'a> Group<'a> {
    fn count(&self) -> usize {
        self.ways.len()
    }

    fn push(&mut self, option: usize, way: Way, slots: usize, half: Val<'a>, chances: Val<'a>) {
        for slot in 0..slots {
            let mut of = [None; OPTIONS];
            of[option] = Some(chances.column(slot));
            self.chances.push(of);
            self.ways.push(way);
        }
        self.half.push(half);
    }

    fn row(&self, sheet: &'a Sheet, of: impl Fn(&Way) -> f64) -> Val<'a> {
        sheet.row(&self.ways.iter().map(of).collect::<Vec<_>>())
    }

    /// The chances of an option, rows × slots.
    fn chances(&self, sheet: &'a Sheet, option: usize, none: Val<'a>) -> Val<'a> {
        let columns = self.chances.iter().map(|of| of[option].unwrap_or(none));
        sheet.beside(&columns.collect::<Vec<_>>())
    }

    /// The slots with a chance in any option.
    fn taken(&self, sheet: &'a Sheet, none: Val<'a>) -> Taken<'a> {
        let any = self.chances.iter().map(|of| {
            let some = of.iter().copied().flatten();
            some.reduce(|a, b| a + b).unwrap_or(none)
        });
        let any = sheet.beside(&any.collect::<Vec<_>>());
        Taken::new(any.gt(0.0), self.count())
    }
}

impl<'a> Slots<'a> {
    pub fn new(states: States<'a>) -> Self {
        Self {
            sheet: states.sheet,
            states,
            snaps: Group::default(),
            kicks: Group::default(),
            tries: Group::default(),
            taken: Vec::new(),
            over: Vec::new(),
            known: [states.lead * 0.0; OPTIONS],
        }
    }

    /// Seconds left of the half after a play, and the chances with which it goes on;
    /// what ends the half is put down.
    fn goes_on(&mut self, option: usize, way: Way, some: Asked<'a>) -> [Val<'a>; 2] {
        let half = self.states.half - some.seconds.round().max(0.0);
        let on = half.gt(0.0).double();
        let ended = (some.chances * (on * -1.0 + 1.0)).row_sums();
        self.over.push((way.lead, option, ended));
        [half, some.chances * on]
    }

    /// First downs at spots; `spent` is 1 where a timeout was taken before.
    pub fn snaps(
        &mut self,
        option: usize,
        way: Way,
        some: Asked<'a>,
        spots: Val<'a>,
        spent: Option<Val<'a>>,
    ) {
        let [half, chances] = self.goes_on(option, way, some);
        self.snaps.push(option, way, some.slots, half, chances);
        self.snaps.spots.push(spots);
        self.snaps.spent.push(spent.unwrap_or(half * 0.0));
    }

    /// Kickoffs, seen by the side that receives.
    pub fn kicks(&mut self, option: usize, way: Way, some: Asked<'a>, free: bool) {
        let [half, chances] = self.goes_on(option, way, some);
        self.kicks.push(option, way, some.slots, half, chances);
        let slots = self.kicks.count();
        self.kicks.free.resize(slots, f64::from(free));
        self.kicks.halftime.resize(slots, 0.0);
    }

    /// Tries, seen by the side that scored; they are played even if time is over, where
    /// they can still matter.
    pub fn tries(&mut self, option: usize, way: Way, some: Asked<'a>, seasons: &Seasons<'a>) {
        let s = self.states;
        let half = (s.half - some.seconds.round().max(0.0)).max(0.0);
        let lead = s.lead + way.lead;
        let scorer = if way.ours { lead } else { lead * -1.0 };
        let matters = scorer.ge(-2.0).and(scorer.le(0.0)).or(s.first_half());
        let played = half.gt(0.0).or(matters).double();
        let ended = some.chances * (played * -1.0 + 1.0);
        let known = ended.row_sums() * seasons.result(&s, lead);
        self.known[option] = self.known[option] + known;
        self.tries
            .push(option, way, some.slots, half, some.chances * played);
    }

    /// The ends of halves: the game's, or the kickoff after halftime.
    pub fn end_halves(&mut self, seasons: &Seasons<'a>) {
        let s = self.states;
        let first = s.first_half().double();
        let receives = s.receiving();
        for change in CHANGES {
            let chances: [Option<Val<'a>>; OPTIONS] = std::array::from_fn(|option| {
                let here = self.over.iter().filter(|o| o.0 == change && o.1 == option);
                here.map(|o| o.2).reduce(|a, b| a + b)
            });
            let result = seasons.result(&s, s.lead + change) * (first * -1.0 + 1.0);
            for (known, chance) in self.known.iter_mut().zip(chances) {
                *known = chance.map_or(*known, |chance| *known + chance * result);
            }
            let kicks = [receives, receives * -1.0 + 1.0]
                .map(|part| chances.map(|chance| chance.map(|chance| chance * first * part)));
            for (chances, ours) in kicks.into_iter().zip([true, false]) {
                self.kicks.ways.push(Way { ours, lead: change });
                self.kicks.chances.push(chances);
                self.kicks.half.push(s.half * 0.0 + 1800.0);
                self.kicks.free.push(0.0);
                self.kicks.halftime.push(1.0);
            }
        }
    }

    /// The states of the slots with a chance, seen by who is on.
    fn states_of(&self, group: &Group<'a>, taken: Taken<'a>) -> (States<'a>, Val<'a>) {
        let base = taken.states(&self.states);
        let lead = taken.of_way(group.row(self.sheet, |w| w.lead));
        let their = taken.of_way(group.row(self.sheet, |w| f64::from(!w.ours)));
        let states = States {
            lead: base.lead + lead,
            ..base
        };
        let half = taken.of_place(self.sheet.beside(&group.half));
        (states.turned_where(their.gt(0.0)), half)
    }

    /// The moments that follow: snaps, kickoffs, tries.
    pub fn follow(&mut self) -> (States<'a>, Kicks<'a>, Tries<'a>) {
        let (sheet, none) = (self.sheet, self.states.lead * 0.0);
        self.taken = [&self.snaps, &self.kicks, &self.tries]
            .map(|group| group.taken(sheet, none))
            .to_vec();
        let [of_snaps, of_kicks, of_tries] = [0, 1, 2].map(|k| self.taken[k]);
        let (states, half) = self.states_of(&self.snaps, of_snaps);
        let spots = of_snaps.of_place(sheet.beside(&self.snaps.spots));
        let spent = of_snaps.of_place(sheet.beside(&self.snaps.spent));
        let snaps = states.first_down(spots, half);
        let snaps = States {
            own: snaps.own - spent,
            ..snaps
        };
        let (states, half) = self.states_of(&self.kicks, of_kicks);
        let of_slot = |values: &[f64]| of_kicks.of_way(sheet.row(values)).gt(0.0);
        let again = of_slot(&self.kicks.halftime);
        let later = states.later(half);
        let states = States {
            seconds: again.pick(1800.0, later.seconds),
            own: again.pick(3.0, later.own),
            their: again.pick(3.0, later.their),
            ..later
        };
        let kicks = Kicks {
            states,
            free: of_slot(&self.kicks.free),
            best: again.not(),
        };
        let (states, half) = self.states_of(&self.tries, of_tries);
        let states = states.later(half);
        let tries = Tries {
            states,
            best: states.seconds.le(900.0),
        };
        (snaps, kicks, tries)
    }

    /// What each option is worth, rows × options × (1 + members).
    pub fn options(&self, worth: [Val<'a>; 3]) -> Val<'a> {
        let none = self.states.lead * 0.0;
        let groups = [&self.snaps, &self.kicks, &self.tries];
        let dense: Vec<Val<'a>> = self
            .taken
            .iter()
            .zip(worth)
            .map(|(taken, values)| taken.dense(values))
            .collect();
        let values = self.sheet.beside(&dense);
        let their: Vec<f64> = groups
            .iter()
            .flat_map(|g| g.ways.iter().map(|w| f64::from(!w.ours)))
            .collect();
        let their = self.sheet.row(&their);
        let (mut weights, mut known) = (Vec::new(), Vec::new());
        for option in 0..OPTIONS {
            let chances = groups.map(|g| g.chances(self.sheet, option, none));
            let chances = self.sheet.beside(&chances);
            known.push(self.known[option] + (chances * their).row_sums());
            weights.push((chances * (their * -2.0 + 1.0)).aside());
        }
        let weights = self.sheet.beside(&weights);
        let known = self.sheet.beside(&known).shaped(&[-1, OPTIONS as i64, 1]);
        weights.times(values) + known
    }
}
