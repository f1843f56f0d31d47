//! Every row that is not trained on, counted under its reason and season.

use super::table::{Drop, Plays, Repaired, Role};
use serde::Serialize;
use std::collections::BTreeMap;

/// One season's count of rows.
#[derive(Debug, Clone, Default, Serialize)]
pub struct SeasonAudit {
    /// Rows in the files.
    pub rows: usize,
    /// Games.
    pub games: usize,
    /// Rows that are trained and tested on.
    pub kept: usize,
    /// All other rows, by reason in words; with `kept` they add up to `rows`.
    pub dropped: BTreeMap<&'static str, usize>,
    /// Timeouts outside 0–3, taken as unknown.
    pub timeouts_taken_as_unknown: usize,
    /// Yards to go beyond the goal line, taken as goal to go.
    pub distances_taken_as_goal_to_go: usize,
    /// Rows of an earlier clock than the row before them by more than
    /// [`CLOCK_SLACK`] that were put in the order of play.
    pub put_in_order: usize,
    /// The same, left as they stand: their order, or their clock, is wrong.
    pub out_of_order: usize,
}

/// Seconds by which a clock may run backward: the league corrects it now and then.
pub const CLOCK_SLACK: u16 = 5;

/// The audit of a table, by season.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Audit {
    /// Ascending.
    pub seasons: BTreeMap<u16, SeasonAudit>,
}

impl Audit {
    /// Counts.
    #[must_use]
    pub fn of(plays: &Plays) -> Self {
        let mut seasons: BTreeMap<u16, SeasonAudit> = BTreeMap::new();
        for game in plays.games() {
            seasons.entry(game.season).or_default().games += 1;
        }
        for play in plays.rows() {
            let season = seasons.entry(plays.game(play).season).or_default();
            season.rows += 1;
            match play.role {
                Role::Train => season.kept += 1,
                Role::Not(reason) => *season.dropped.entry(reason.words()).or_default() += 1,
            }
        }
        let time = |play: &super::table::Play| {
            let passed = 900_u16.saturating_sub(play.quarter_seconds_remaining);
            (play.qtr > 0).then(|| u16::from(play.qtr) * 900 + passed)
        };
        for pair in plays.rows().windows(2) {
            let [before, after] = pair else { continue };
            let back = time(before).zip(time(after));
            let back = back.filter(|_| before.game == after.game);
            if back.is_some_and(|(before, after)| before > after.saturating_add(CLOCK_SLACK)) {
                let season = seasons.entry(plays.game(after).season).or_default();
                season.out_of_order += 1;
            }
        }
        for (
            &year,
            &Repaired {
                timeouts,
                goal_to_go,
                order,
            },
        ) in plays.repairs()
        {
            let season = seasons.entry(year).or_default();
            season.timeouts_taken_as_unknown = timeouts;
            season.distances_taken_as_goal_to_go = goal_to_go;
            season.put_in_order = order;
        }
        Self { seasons }
    }

    /// Adds the audit of other rows.
    pub fn add(&mut self, other: Self) {
        for (year, more) in other.seasons {
            let season = self.seasons.entry(year).or_default();
            season.rows += more.rows;
            season.games += more.games;
            season.kept += more.kept;
            for (reason, rows) in more.dropped {
                *season.dropped.entry(reason).or_default() += rows;
            }
            season.timeouts_taken_as_unknown += more.timeouts_taken_as_unknown;
            season.distances_taken_as_goal_to_go += more.distances_taken_as_goal_to_go;
            season.put_in_order += more.put_in_order;
            season.out_of_order += more.out_of_order;
        }
    }

    /// The reasons that occur, in the order in which they are tried.
    #[must_use]
    pub fn reasons(&self) -> Vec<&'static str> {
        Drop::ALL
            .into_iter()
            .map(Drop::words)
            .filter(|w| self.seasons.values().any(|s| s.dropped.contains_key(w)))
            .collect()
    }

    /// Rows kept, over all seasons.
    #[must_use]
    pub fn kept(&self) -> usize {
        self.seasons.values().map(|s| s.kept).sum()
    }

    /// Rows read, over all seasons.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.seasons.values().map(|s| s.rows).sum()
    }
}
