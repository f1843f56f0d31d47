//! Decisions added up: by coach, team and season, and against what happened.

use super::options::Choice;
use super::season::Decision;
use crate::evaluate::{Interval, ratio_interval};
use serde::Serialize;
use std::collections::BTreeMap;

/// Decisions of one coach, team or season.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Tally {
    /// Whose.
    pub name: String,
    /// Games (of one side each).
    pub games: usize,
    /// Fourth downs on which something was chosen.
    pub decisions: usize,
    /// Of these, those with a clearly best choice that was not taken.
    pub clear_mistakes: usize,
    /// Those with a clearly best choice.
    pub clear: usize,
    /// WP given up, all decisions together, in games (1 is a whole game).
    pub given_up: f64,
    /// Of decisions where going was best: how many.
    pub should_go: usize,
    /// And on how many of them the side went.
    pub went: usize,
}

impl Tally {
    /// Percentage points of WP given up a game.
    #[must_use]
    pub fn a_game(&self) -> f64 {
        100.0 * self.given_up / self.games.max(1) as f64
    }

    /// Share of the fourth downs on which going was best on which it was done.
    #[must_use]
    pub fn boldness(&self) -> f64 {
        self.went as f64 / self.should_go.max(1) as f64
    }
}

/// Tallies by a name; decisions without one are left out.
#[must_use]
pub fn tally(decisions: &[Decision], name: impl Fn(&Decision) -> Option<String>) -> Vec<Tally> {
    let mut tallies: BTreeMap<String, Tally> = BTreeMap::new();
    let mut seen: BTreeMap<String, std::collections::BTreeSet<(u32, String)>> = BTreeMap::new();
    for d in decisions {
        let (Some(name), Some(given_up), Some(done)) = (name(d), d.given_up(), d.done) else {
            continue;
        };
        seen.entry(name.clone())
            .or_default()
            .insert((d.game, d.team.clone()));
        let t = tallies.entry(name.clone()).or_default();
        t.name = name;
        t.decisions += 1;
        t.given_up += given_up;
        let (right, clear) = (d.answer.best() == done, d.answer.clear == Some(true));
        t.clear += usize::from(clear);
        t.clear_mistakes += usize::from(clear && !right);
        let go = d.answer.best() == Choice::Go;
        t.should_go += usize::from(go);
        t.went += usize::from(go && right);
    }
    for (name, t) in &mut tallies {
        t.games = seen.get(name).map_or(0, std::collections::BTreeSet::len);
    }
    tallies.into_values().collect()
}

/// The WP of what was done against what the games brought.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Held {
    /// The choice that was taken.
    pub choice: Choice,
    /// Whether the best choice was clear; `None` for all together.
    pub clear: Option<bool>,
    /// Fourth downs.
    pub plays: usize,
    /// Mean WP of the choice that was taken.
    pub predicted: f64,
    /// Share of games won (a tie counts half).
    pub observed: f64,
    /// Interval of the latter less the former, from resampled games.
    pub difference: Interval,
}

impl Held {
    /// Whether the interval holds 0.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.difference.low <= 0.0 && self.difference.high >= 0.0
    }
}

/// By choice and by clear or close.
#[must_use]
pub fn held(decisions: &[Decision], level: f64) -> Vec<Held> {
    let mut out = Vec::new();
    for choice in [Choice::Go, Choice::FieldGoal, Choice::Punt] {
        for clear in [None, Some(true), Some(false)] {
            let mut games: BTreeMap<u32, (f64, f64)> = BTreeMap::new();
            let (mut plays, mut predicted, mut observed) = (0, 0.0, 0.0);
            for d in decisions {
                let matches =
                    d.done == Some(choice) && (clear.is_none() || d.answer.clear == clear);
                let (true, Some(taken), Some(result)) = (matches, d.taken(), d.result) else {
                    continue;
                };
                plays += 1;
                predicted += taken;
                observed += result;
                let game = games.entry(d.game).or_default();
                game.0 += result - taken;
                game.1 += 1.0;
            }
            if plays == 0 {
                continue;
            }
            let games: Vec<(f64, f64)> = games.into_values().collect();
            out.push(Held {
                choice,
                clear,
                plays,
                predicted: predicted / plays as f64,
                observed: observed / plays as f64,
                difference: ratio_interval(&games, level),
            });
        }
    }
    out
}
