//! What a row is worth, and where that comes from.

use serde::Serialize;

/// Where a row's probability comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// The row's own situation.
    Own,
    /// The row has no situation: the next one that the game has.
    Next,
    /// Nothing that can be read follows: the last one that the game had.
    Last,
    /// The game is over: its result.
    Result,
    /// Nothing is known.
    Unknown,
}

/// One row's probability, as the home team sees it. NaN where unknown; a tie
/// counts as half a win.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scored {
    /// P(the home team wins) before the play: 0–1.
    pub home_wp: f32,
    /// The interval of [`home_wp`](Self::home_wp), lower and upper end; `None`
    /// where the model has none.
    pub home_interval: Option<[f32; 2]>,
    /// How much the row changed [`home_wp`](Self::home_wp): the next row's less
    /// this one's, after the last row the result's.
    pub home_wpa: f32,
    /// Whose side `wp` and `wpa` take: the team with the ball, on rows without
    /// one the team that has it next. `None` where no row of the game says.
    pub home_side: Option<bool>,
    /// Where the probability comes from.
    pub basis: Basis,
}

impl Scored {
    /// Nothing is known.
    pub const UNKNOWN: Self = Self {
        home_wp: f32::NAN,
        home_interval: None,
        home_wpa: f32::NAN,
        home_side: None,
        basis: Basis::Unknown,
    };

    /// P(win) of the side that the row is seen from.
    #[must_use]
    pub fn wp(&self) -> f32 {
        match self.home_side {
            Some(true) => self.home_wp,
            Some(false) => 1.0 - self.home_wp,
            None => f32::NAN,
        }
    }

    /// Lower and upper end of [`Scored::wp`].
    #[must_use]
    pub fn interval(&self) -> Option<[f32; 2]> {
        let [lower, upper] = self.home_interval?;
        Some(match self.home_side? {
            true => [lower, upper],
            false => [1.0 - upper, 1.0 - lower],
        })
    }

    /// The change from the side that the row is seen from.
    #[must_use]
    pub fn wpa(&self) -> f32 {
        match self.home_side {
            Some(true) => self.home_wpa,
            Some(false) => 0.0 - self.home_wpa,
            None => f32::NAN,
        }
    }
}

/// What a row's own situation is worth to the home team.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Value {
    pub wp: f32,
    pub interval: Option<[f32; 2]>,
}

impl Value {
    /// The same from one side; from the home side it is what it is.
    pub fn seen_by(self, home: bool) -> Self {
        if home {
            return self;
        }
        Self {
            wp: 1.0 - self.wp,
            interval: self
                .interval
                .map(|[lower, upper]| [1.0 - upper, 1.0 - lower]),
        }
    }
}
