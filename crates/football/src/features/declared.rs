//! The declarations.

use crate::game::{GameState, Site};
use crate::math::Portable;

/// One feature: what it is called, what it means, and how it follows from a
/// situation.
#[derive(Debug)]
pub struct Feature {
    /// nflverse's name where it has one.
    pub name: &'static str,
    /// Its unit.
    pub unit: &'static str,
    /// Lowest and highest value of a valid situation.
    pub range: (f32, f32),
    /// +1: more never lowers the probability of winning; −1: more never raises
    /// it; 0: neither holds in all situations.
    pub monotone: i8,
    /// What it is, in words.
    pub about: &'static str,
    value: fn(&GameState) -> f32,
}

impl PartialEq for Feature {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Feature {
    /// Its value; NaN where the situation does not tell.
    #[must_use]
    pub fn value(&self, state: &GameState) -> f32 {
        (self.value)(state)
    }
}

fn count(n: Option<u8>) -> f32 {
    n.map_or(f32::NAN, f32::from)
}

/// e^(−4·share of the game played): how much of the pre-game spread is left
/// (nflfastR's decay).
fn decay(state: &GameState) -> f32 {
    let played = (3600.0 - f32::from(state.game_seconds_remaining())) / 3600.0;
    (-4.0 * played).exp_()
}

/// All features that there are. A model's file names those that it uses.
pub static FEATURES: &[Feature] = &[
    Feature {
        name: "score_differential",
        unit: "points",
        range: (-100.0, 100.0),
        monotone: 1,
        about: "lead of the offense",
        value: |s| f32::from(s.score_differential),
    },
    Feature {
        name: "game_seconds_remaining",
        unit: "seconds",
        range: (0.0, 3600.0),
        monotone: 0,
        about: "time remaining in regulation",
        value: |s| f32::from(s.game_seconds_remaining()),
    },
    Feature {
        name: "half_seconds_remaining",
        unit: "seconds",
        range: (0.0, 1800.0),
        monotone: 0,
        about: "time remaining in the half",
        value: |s| f32::from(s.half_seconds_remaining()),
    },
    Feature {
        name: "down",
        unit: "1–4",
        range: (1.0, 4.0),
        monotone: -1,
        about: "down",
        value: |s| f32::from(s.down),
    },
    Feature {
        name: "ydstogo",
        unit: "yards",
        range: (1.0, 99.0),
        monotone: -1,
        about: "yards to go for a first down or the goal line",
        value: |s| f32::from(s.ydstogo),
    },
    Feature {
        name: "yardline_100",
        unit: "yards",
        range: (1.0, 99.0),
        monotone: -1,
        about: "yards to the opponent's goal line",
        value: |s| f32::from(s.yardline_100),
    },
    Feature {
        name: "posteam_timeouts_remaining",
        unit: "0–3",
        range: (0.0, 3.0),
        monotone: 1,
        about: "timeouts remaining, offense",
        value: |s| count(s.posteam_timeouts_remaining),
    },
    Feature {
        name: "defteam_timeouts_remaining",
        unit: "0–3",
        range: (0.0, 3.0),
        monotone: -1,
        about: "timeouts remaining, defense",
        value: |s| count(s.defteam_timeouts_remaining),
    },
    Feature {
        name: "receive_2h_ko",
        unit: "0 or 1",
        range: (0.0, 1.0),
        monotone: 1,
        about: "offense receives the second-half kickoff; 0 in the second half",
        value: |s| match s.receive_2h_ko {
            _ if s.qtr > 2 => 0.0,
            Some(receives) => f32::from(u8::from(receives)),
            None => f32::NAN,
        },
    },
    Feature {
        name: "home",
        unit: "0, 0.5 or 1",
        range: (0.0, 1.0),
        monotone: 1,
        about: "offense is the home team; 0.5 at a neutral site",
        value: |s| match s.site {
            Some(Site::Home) => 1.0,
            Some(Site::Away) => 0.0,
            Some(Site::Neutral) => 0.5,
            None => f32::NAN,
        },
    },
    Feature {
        name: "posteam_spread",
        unit: "points",
        range: (-60.0, 60.0),
        monotone: 1,
        about: "closing spread, positive when the offense is favored",
        value: |s| s.posteam_spread.unwrap_or(f32::NAN),
    },
    Feature {
        name: "total_line",
        unit: "points",
        range: (10.0, 120.0),
        monotone: 0,
        about: "closing total (over/under)",
        value: |s| s.total_line.unwrap_or(f32::NAN),
    },
    Feature {
        name: "spread_time",
        unit: "points",
        range: (-60.0, 60.0),
        monotone: 1,
        about: "spread, decaying with the clock: posteam_spread·exp(−4·fraction of the game played)",
        value: |s| s.posteam_spread.map_or(f32::NAN, |p| p * decay(s)),
    },
    Feature {
        name: "diff_time_ratio",
        unit: "points",
        range: (-5500.0, 5500.0),
        monotone: 1,
        about: "lead, growing with the clock: score_differential·exp(4·fraction of the game played)",
        value: |s| f32::from(s.score_differential) / decay(s),
    },
];
