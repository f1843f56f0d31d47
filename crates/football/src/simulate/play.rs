//! What one row of play-by-play says happened.

use super::state::{Side, State};

/// Kind of a row; [`Kind::play_type`] is its nflverse name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// First row of a game.
    GameStart,
    /// A kick-off or free kick.
    Kickoff,
    /// A run.
    Run,
    /// A pass, complete or not, or a sack.
    Pass,
    /// A punt.
    Punt,
    /// A field-goal attempt.
    FieldGoal,
    /// A kick for the extra point.
    ExtraPoint,
    /// A two-point try by a run.
    TwoPointRun,
    /// A two-point try by a pass.
    TwoPointPass,
    /// A kneel-down.
    Kneel,
    /// A spike.
    Spike,
    /// A snap cancelled by a penalty.
    NoPlay,
    /// A timeout.
    Timeout(Side),
    /// The two-minute warning.
    TwoMinuteWarning,
    /// End of a quarter or overtime period.
    EndQuarter,
    /// Last row of a game.
    EndGame,
}

impl Kind {
    /// nflverse's `play_type`; `None` for administrative rows.
    #[must_use]
    pub fn play_type(self) -> Option<&'static str> {
        Some(match self {
            Self::Kickoff => "kickoff",
            Self::Run | Self::TwoPointRun => "run",
            Self::Pass | Self::TwoPointPass => "pass",
            Self::Punt => "punt",
            Self::FieldGoal => "field_goal",
            Self::ExtraPoint => "extra_point",
            Self::Kneel => "qb_kneel",
            Self::Spike => "qb_spike",
            Self::NoPlay => "no_play",
            Self::GameStart
            | Self::Timeout(_)
            | Self::TwoMinuteWarning
            | Self::EndQuarter
            | Self::EndGame => return None,
        })
    }

    /// Whether the row is no play at all: game, quarter, timeout, warning.
    #[must_use]
    pub fn is_administrative(self) -> bool {
        self.play_type().is_none()
    }

    /// Whether a snap from scrimmage was played or cancelled (a down is known).
    #[must_use]
    pub fn has_down(self) -> bool {
        use Kind::{FieldGoal, Kneel, NoPlay, Pass, Punt, Run, Spike};
        matches!(self, Run | Pass | Punt | FieldGoal | Kneel | Spike | NoPlay)
    }
}

/// How a field goal ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldGoal {
    /// Three points.
    Made,
    /// Short or wide.
    Missed,
    /// Blocked.
    Blocked,
}

/// What happened on one row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools)]
pub struct Play {
    /// What it was.
    pub kind: Kind,
    /// Yards gained by the offence on a run, pass or kneel-down, else 0.
    pub yards: i32,
    /// A touchdown by either team.
    pub touchdown: bool,
    /// The touchdown was scored by the team that did not start with the ball
    /// (on a kick: by the receiver).
    pub return_touchdown: bool,
    /// A pass was completed.
    pub complete: bool,
    /// A pass was intercepted.
    pub interception: bool,
    /// The passer was sacked.
    pub sack: bool,
    /// A fumble was lost.
    pub fumble_lost: bool,
    /// A penalty was accepted.
    pub penalty: bool,
    /// A safety.
    pub safety: bool,
    /// A try or an extra point was good.
    pub good: bool,
    /// How a field goal ended.
    pub field_goal: Option<FieldGoal>,
}

impl Play {
    /// A row of this kind on which nothing else happened.
    #[must_use]
    pub fn new(kind: Kind) -> Self {
        Self {
            kind,
            yards: 0,
            touchdown: false,
            return_touchdown: false,
            complete: false,
            interception: false,
            sack: false,
            fumble_lost: false,
            penalty: false,
            safety: false,
            good: false,
            field_goal: None,
        }
    }
}

/// Takes the rows of a game as they are played.
pub trait Sink {
    /// One row: the state before it, what happened, the state after it.
    fn row(&mut self, before: &State, play: &Play, after: &State);
}

/// Takes nothing: for roll-outs that only need the end.
impl Sink for () {
    #[inline]
    fn row(&mut self, _: &State, _: &Play, _: &State) {}
}

impl Sink for Vec<(State, Play, State)> {
    fn row(&mut self, before: &State, play: &Play, after: &State) {
        self.push((*before, *play, *after));
    }
}
