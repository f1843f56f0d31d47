//! Situations in a graph: one a row, a column for each thing that is known of them.

use super::sheet::{Sheet, Val};

/// Columns of a matrix of situations: the features in the order below, and the row
/// of the tables by season.
pub(super) const COLUMNS: usize = 13;

/// The features that a situation is read from, in order.
pub(super) const FEATURES: [&str; COLUMNS - 1] = [
    "score_differential",
    "game_seconds_remaining",
    "half_seconds_remaining",
    "down",
    "ydstogo",
    "yardline_100",
    "posteam_timeouts_remaining",
    "defteam_timeouts_remaining",
    "receive_2h_ko",
    "home",
    "posteam_spread",
    "total_line",
];

/// Situations, seen by the side with the ball; what is unknown is NaN.
#[derive(Debug, Clone, Copy)]
pub(super) struct States<'a> {
    pub sheet: &'a Sheet,
    pub lead: Val<'a>,
    pub seconds: Val<'a>,
    pub half: Val<'a>,
    pub down: Val<'a>,
    pub togo: Val<'a>,
    pub yard: Val<'a>,
    pub own: Val<'a>,
    pub their: Val<'a>,
    pub receives: Val<'a>,
    pub home: Val<'a>,
    pub spread: Val<'a>,
    pub total: Val<'a>,
    pub season: Val<'a>,
}

impl<'a> States<'a> {
    fn of(sheet: &'a Sheet, columns: [Val<'a>; COLUMNS]) -> Self {
        let [
            lead,
            seconds,
            half,
            down,
            togo,
            yard,
            own,
            their,
            receives,
            home,
            spread,
            total,
            season,
        ] = columns;
        Self {
            sheet,
            lead,
            seconds,
            half,
            down,
            togo,
            yard,
            own,
            their,
            receives,
            home,
            spread,
            total,
            season,
        }
    }

    /// From a matrix.
    pub fn from_matrix(sheet: &'a Sheet, matrix: Val<'a>) -> Self {
        Self::of(sheet, std::array::from_fn(|k| matrix.column(k)))
    }

    fn columns(&self) -> [Val<'a>; COLUMNS] {
        [
            self.lead,
            self.seconds,
            self.half,
            self.down,
            self.togo,
            self.yard,
            self.own,
            self.their,
            self.receives,
            self.home,
            self.spread,
            self.total,
            self.season,
        ]
    }

    pub fn matrix(&self) -> Val<'a> {
        self.sheet.beside(&self.columns())
    }

    /// Those of some rows.
    pub fn take(&self, rows: Val<'a>) -> Self {
        Self::from_matrix(self.sheet, self.matrix().take(rows))
    }

    /// One list after the other.
    pub fn joined(lists: &[Self]) -> Self {
        let matrices: Vec<Val<'a>> = lists.iter().map(Self::matrix).collect();
        let sheet = lists[0].sheet;
        Self::from_matrix(sheet, sheet.below(&matrices))
    }

    /// Seen by the other side; down, distance and spot stay.
    pub fn turned(&self) -> Self {
        let opposite = |v: Val<'a>| v * -1.0;
        let rest = |v: Val<'a>| opposite(v) + 1.0;
        Self {
            lead: opposite(self.lead),
            own: self.their,
            their: self.own,
            receives: rest(self.receives),
            home: rest(self.home),
            spread: opposite(self.spread),
            ..*self
        }
    }

    /// Seen by the other side in rows where that is so.
    pub fn turned_where(&self, turned: Val<'a>) -> Self {
        let (one, other) = (self.columns(), self.turned().columns());
        let mut columns = one;
        for (k, column) in columns.iter_mut().enumerate() {
            if one[k].at() != other[k].at() {
                *column = turned.pick(other[k], one[k]);
            }
        }
        Self::of(self.sheet, columns)
    }

    /// First and ten, or goal, at a spot, with this much left of the half.
    pub fn first_down(&self, yard: Val<'a>, half: Val<'a>) -> Self {
        let later = self.later(half);
        Self {
            lead: later.lead.clip(-100.0, 100.0),
            seconds: later.seconds.round(),
            down: yard * 0.0 + 1.0,
            togo: yard.min(10.0),
            yard,
            // It is of no matter after halftime.
            receives: later.first_half().pick(later.receives, 0.0),
            ..later
        }
    }

    /// With this much left of the same half.
    pub fn later(&self, half: Val<'a>) -> Self {
        Self {
            seconds: self.seconds - (self.half - half),
            half,
            ..*self
        }
    }

    /// Before halftime. (The second half begins with 30 minutes left of both.)
    pub fn first_half(&self) -> Val<'a> {
        let end = self.seconds.is(1800.0).and(self.half.is(0.0));
        self.seconds.gt(1800.0).or(end)
    }

    /// The part of one half's end that the side of the state receives after it: 1, 0,
    /// or a half where that is unknown.
    pub fn receiving(&self) -> Val<'a> {
        self.receives.or_else(0.5)
    }
}
