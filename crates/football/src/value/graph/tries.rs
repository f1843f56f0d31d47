//! Tries in a graph (`value::expand`): the kickoffs that they lead to, and what they are
//! worth.

use super::kicks::Kicks;
use super::seasons::{Season, Seasons};
use super::sheet::{Sheet, Val};
use super::states::States;

/// Tries that are asked for, seen by the side that scored.
#[derive(Clone, Copy)]
pub(super) struct Tries<'a> {
    pub states: States<'a>,
    /// Whether it may choose to go for two.
    pub best: Val<'a>,
}

/// What tries lead to: kickoffs after one point and none, and where two are an option
/// after two and two of the other side's.
pub(super) struct Tried<'a> {
    season: Season<'a>,
    may: Val<'a>,
    rows: Val<'a>,
    ends: [Val<'a>; 5],
}

impl<'a> Tries<'a> {
    pub fn joined(sheet: &'a Sheet, lists: &[Self]) -> Self {
        let states: Vec<States<'a>> = lists.iter().map(|t| t.states).collect();
        let best: Vec<Val<'a>> = lists.iter().map(|t| t.best).collect();
        Self {
            states: States::joined(&states),
            best: sheet.below(&best),
        }
    }

    /// The kickoffs that follow.
    pub fn lead_to(&self, sheet: &'a Sheet, seasons: &Seasons<'a>) -> (Tried<'a>, Kicks<'a>) {
        let all = self.states;
        let rows = self.best.places();
        let some = all.take(rows);
        let after = |s: &States<'a>, points: f64| {
            let lead = (s.lead + points).clip(-100.0, 100.0);
            let states = States { lead, ..*s }.turned();
            let yes = states.lead.ge(-1e9);
            Kicks {
                states,
                best: yes,
                free: yes.not(),
            }
        };
        let kicks = [
            after(&all, 1.0),
            after(&all, 0.0),
            after(&some, 2.0),
            after(&some, -2.0),
        ];
        let mut end = sheet.wholes(&[0]);
        let ends = std::array::from_fn(|k| {
            if k > 0 {
                end = end + kicks[k - 1].states.lead.count();
            }
            end
        });
        let tried = Tried {
            season: seasons.of(&all),
            may: self.best,
            rows,
            ends,
        };
        (tried, Kicks::joined(sheet, &kicks))
    }
}

impl<'a> Tried<'a> {
    /// What the tries are worth, from the worth of the kickoffs to the other side,
    /// which stand in the first rows.
    pub fn worth(&self, kicks: Val<'a>) -> Val<'a> {
        let [one, none, two, against] =
            [0, 1, 2, 3].map(|k| kicks.rows(self.ends[k], self.ends[k + 1]) * -1.0 + 1.0);
        let (good, rest) = (self.season.kick, self.season.kick * -1.0 + 1.0);
        let kick = one * good + none * rest;
        let few = |v: Val<'a>| v.take(self.rows);
        let (made, lost) = (few(self.season.two), few(self.season.against));
        let failed = (made + lost) * -1.0 + 1.0;
        let gone = two * made + against * lost + few(none) * failed;
        let gone = kick.put(self.rows, gone);
        self.may
            .and(gone.column(0).gt(kick.column(0)))
            .pick(gone, kick)
    }
}
