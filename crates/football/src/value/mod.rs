//! What any moment of a game is worth: plays from scrimmage, kick-offs, free
//! kicks, tries, the end of regulation, overtime.
//!
//! A [`Valuer`] puts the model, the rules of the season ([`crate::rules`]) and
//! the fitted tables (`data/possessions.toml`, [`Tables`]) together. Plays from
//! scrimmage in regulation come from the model, with the last seconds taken
//! over smoothly by what is known of them (module `ending`); overtime from a
//! model of the sequence of possessions (module `overtime`); everything else
//! is a mixture of what it leads to (module `expand`).

pub mod after_play;
pub mod check;
pub mod compare;
mod ending;
mod expand;
pub mod fit;
mod fourth;
mod fourth_down;
pub mod graph;
mod habits;
mod kickoffs;
pub mod late;
mod leaves;
mod must_score;
mod node;
pub mod options;
mod overtime;
mod possession;
mod possessions;
mod series;
mod tables;
mod valuer;

pub use overtime::Overtimes;
pub use possession::{Ends, Need, Snap};
pub use tables::Tables;
pub use valuer::Valuer;

use crate::game::GameState;

/// How a kick-off is kicked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kick {
    /// Deep.
    Deep,
    /// Onside.
    Onside,
    /// Onside, and the kicking side has recovered it.
    Recovered,
    /// Onside, and the other side has it.
    Failed,
    /// Whichever is better for the side that kicks, where the rules let it
    /// choose and it is behind late in the game; else deep.
    Best,
}

/// What is tried after a touchdown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Attempt {
    /// One point by a kick.
    Kick,
    /// Two points.
    Two,
    /// It is over and made so many points: the kick-off follows.
    Made(i16),
    /// Whichever is better for the side that tries.
    Best,
}

/// A moment of a game.
///
/// Where a moment is no play from scrimmage, down, distance and spot of its
/// state are not read.
#[derive(Debug, Clone, PartialEq)]
pub enum Moment {
    /// Before a play from scrimmage; seen by the side with the ball.
    Scrimmage(GameState),
    /// Before a kick-off; seen by the side that *receives*, as in nflverse's
    /// rows. In overtime the state's possession is the one that follows.
    Kickoff(GameState, Kick),
    /// Before the free kick that follows a safety; seen by the side that
    /// receives it (which scored the safety).
    FreeKick(GameState),
    /// Before a try; seen by the side that scored the touchdown, whose six
    /// points are in the score.
    Try(GameState, Attempt),
    /// The clock of regulation has run out and no play is left; a tie goes to
    /// overtime. Seen by the side that the state's score is of.
    RegulationEnd(GameState),
    /// The game is over; seen by the side that leads by `lead` points.
    Over {
        /// Points.
        lead: i16,
    },
}

impl Moment {
    /// Seconds of the game that are left; 0 in overtime.
    #[must_use]
    pub fn seconds(&self) -> f32 {
        match self {
            Self::Scrimmage(s) | Self::Kickoff(s, _) | Self::FreeKick(s) | Self::Try(s, _) => {
                f32::from(s.game_seconds_remaining())
            }
            Self::RegulationEnd(_) | Self::Over { .. } => 0.0,
        }
    }
}

/// How a game ends for the side that a moment is seen by: three probabilities
/// that add up to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Outcome {
    /// P(win).
    pub win: f32,
    /// P(tie).
    pub tie: f32,
}

impl Outcome {
    /// A win for sure.
    pub const WIN: Self = Self { win: 1.0, tie: 0.0 };
    /// A tie for sure.
    pub const TIE: Self = Self { win: 0.0, tie: 1.0 };
    /// A loss for sure.
    pub const LOSS: Self = Self { win: 0.0, tie: 0.0 };

    /// P(loss).
    #[must_use]
    pub fn loss(&self) -> f32 {
        (1.0 - self.win - self.tie).max(0.0)
    }

    /// The one number: a tie counts as half a win.
    #[must_use]
    pub fn wp(&self) -> f32 {
        self.win + 0.5 * self.tie
    }

    /// Within 0 and 1, where sums of shares have passed it in the last digit.
    #[must_use]
    pub(crate) fn clamped(&self) -> Self {
        let win = self.win.clamp(0.0, 1.0);
        Self {
            win,
            tie: self.tie.clamp(0.0, 1.0 - win),
        }
    }

    /// The same seen by the other side.
    #[must_use]
    pub fn flipped(&self) -> Self {
        Self {
            win: self.loss(),
            tie: self.tie,
        }
    }

    /// `share` of this and the rest of `other`.
    #[must_use]
    pub fn mixed(&self, share: f32, other: &Self) -> Self {
        Self {
            win: share * self.win + (1.0 - share) * other.win,
            tie: share * self.tie + (1.0 - share) * other.tie,
        }
    }

    /// Adds `share` of `other` to what is summed up here.
    fn add(&mut self, share: f64, other: &Self) {
        self.win += (share * f64::from(other.win)) as f32;
        self.tie += (share * f64::from(other.tie)) as f32;
    }

    /// The result of a lead at the end.
    #[must_use]
    pub fn of_lead(lead: i16) -> Self {
        match lead {
            0 => Self::TIE,
            l if l > 0 => Self::WIN,
            _ => Self::LOSS,
        }
    }
}

/// The same situation seen by the other side; down, distance and spot stay.
#[must_use]
pub fn turned(state: &GameState) -> GameState {
    use crate::game::Site;
    GameState {
        score_differential: -state.score_differential,
        posteam_timeouts_remaining: state.defteam_timeouts_remaining,
        defteam_timeouts_remaining: state.posteam_timeouts_remaining,
        posteam_spread: state.posteam_spread.map(|s| 0.0 - s),
        site: state.site.map(|site| match site {
            Site::Home => Site::Away,
            Site::Away => Site::Home,
            Site::Neutral => Site::Neutral,
        }),
        receive_2h_ko: state.receive_2h_ko.map(|r| !r),
        ..state.clone()
    }
}
