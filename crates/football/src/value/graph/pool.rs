//! Snaps that are valued together, and rows of few among many.

use super::leaves::Snaps;
use super::seasons::Seasons;
use super::sheet::{Sheet, Val};
use super::states::States;

/// Lists of snaps that are valued together.
pub(super) struct Pool<'a> {
    sheet: &'a Sheet,
    lists: Vec<States<'a>>,
    /// The first list as the model's features.
    own: Val<'a>,
}

/// Values of all lists, one below the other.
pub(super) struct Valued<'a> {
    values: Val<'a>,
    ends: Vec<Val<'a>>,
}

impl<'a> Pool<'a> {
    /// Begins with snaps whose features are `own`.
    pub fn new(sheet: &'a Sheet, first: States<'a>, own: Val<'a>) -> Self {
        Self {
            sheet,
            lists: vec![first],
            own,
        }
    }

    /// Adds a list; its number.
    pub fn add(&mut self, states: States<'a>) -> usize {
        self.lists.push(states);
        self.lists.len() - 1
    }

    pub fn value(&self, snaps: &Snaps<'a, '_>, seasons: &Seasons<'a>) -> Valued<'a> {
        let mut x = vec![self.own];
        x.extend(self.lists[1..].iter().map(|s| snaps.features(s.matrix())));
        let mut end = self.sheet.wholes(&[0]);
        let mut ends = vec![end];
        for list in &self.lists {
            end = end + list.lead.count();
            ends.push(end);
        }
        let all = States::joined(&self.lists);
        Valued {
            values: snaps.value(&all, self.sheet.below(&x), seasons),
            ends,
        }
    }
}

impl<'a> Valued<'a> {
    /// Rows × (1 + members) of a list.
    pub fn of(&self, list: usize) -> Val<'a> {
        self.values.rows(self.ends[list], self.ends[list + 1])
    }
}

/// Ways of each row that have a chance.
#[derive(Clone, Copy)]
pub(super) struct Taken<'a> {
    /// Ways of all rows.
    all: Val<'a>,
    /// The numbers of those with a chance, the row of each and its way.
    places: Val<'a>,
    rows: Val<'a>,
    way: Val<'a>,
    count: usize,
}

impl<'a> Taken<'a> {
    /// Where `chance`, rows × `count` ways, is true.
    pub fn new(chance: Val<'a>, count: usize) -> Self {
        let places = chance.places();
        let number = places.double();
        // A hair more, so that a whole number does not become the one below.
        let row = (number / count as f64 + 1e-6).floor();
        Self {
            all: chance.count() * chance.same(count as i64),
            places,
            rows: row.whole(),
            way: number - row * count as f64,
            count,
        }
    }

    /// The situations that they are of.
    pub fn states(&self, of: &States<'a>) -> States<'a> {
        of.take(self.rows)
    }

    /// Values of their ways.
    pub fn of_way(&self, values: Val<'a>) -> Val<'a> {
        values.shaped(&[-1, 1]).look_up(self.way)
    }

    /// The same of values that differ from row to row, rows × ways.
    pub fn of_place(&self, values: Val<'a>) -> Val<'a> {
        values.shaped(&[-1, 1]).take(self.places)
    }

    /// Their values among those of all ways: rows × ways × columns.
    pub fn dense(&self, values: Val<'a>) -> Val<'a> {
        values
            .zeros(self.all)
            .put(self.places, values)
            .ways(self.count)
    }
}
