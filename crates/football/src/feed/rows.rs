//! The feed's plays → rows with nflverse's names.

use super::json::clock;
use super::play::{FeedPlay, Kind, Spot};
use super::teams::Teams;
use serde_json::{Map, Value, json};

/// How far a game is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Progress {
    /// It has not begun.
    Before,
    /// It is on.
    On,
    /// It is over.
    Over,
}

/// Seconds that a field goal takes: the feed's clock of a score is the one after it.
const FIELD_GOAL: u16 = 4;
/// The same of a touchdown, about.
const TOUCHDOWN: u16 = 6;
/// Points of a touchdown without its try.
const SIX: i16 = 6;

/// What is known before a play.
#[derive(Clone, Copy)]
struct Before {
    /// Home and away.
    score: [i16; 2],
    /// Timeouts left, home and away.
    timeouts: [u8; 2],
    quarter: u8,
    clock: u16,
}

/// The rows of a game so far.
pub(super) fn rows(
    mut plays: Vec<FeedPlay>,
    teams: &Teams,
    progress: Progress,
    playoffs: bool,
    now: Option<(u8, u16)>,
) -> Vec<Map<String, Value>> {
    order(&mut plays);
    let writer = Writer { teams, playoffs };
    let mut before = Before {
        score: [0, 0],
        timeouts: [3, 3],
        quarter: 1,
        clock: 900,
    };
    let mut rows = Vec::with_capacity(plays.len() + 8);
    for (at, play) in plays.iter().enumerate() {
        writer.begin(&mut before, play);
        rows.push(writer.row(play, &before, progress));
        let after = play.score.unwrap_or(before.score);
        if play.is_touchdown
            && let Some(home) = scorer(before.score, after)
            && !plays
                .get(at + 1)
                .is_some_and(|p| matches!(p.kind, Kind::Try(_)))
        {
            rows.push(writer.conversion(play, &before, after, home));
        }
        if play.kind == Kind::Timeout {
            writer.spend(&mut before, play);
        }
        before.score = after;
        before.clock = play.clock;
    }
    match (plays.last(), progress) {
        (Some(last), Progress::On) => rows.extend(writer.next(last, &before, now)),
        (Some(last), Progress::Over) if last.kind != Kind::End => {
            rows.push(writer.end(last, &before));
        }
        _ => {}
    }
    rows
}

/// Puts plays in their order: that of their numbers, but a timeout stands before the snap
/// that began after it was called, which its words tell.
fn order(plays: &mut [FeedPlay]) {
    plays.sort_by(|a, b| a.sequence.total_cmp(&b.sequence));
    for at in 1..plays.len() {
        let Some(called) = called_at(&plays[at]) else {
            continue;
        };
        plays[at].clock = called;
        let quarter = plays[at].quarter;
        let mut to = at;
        while to > 0
            && plays[to - 1].quarter == quarter
            && plays[to - 1].clock < called
            && matches!(plays[to - 1].kind, Kind::Snap(_))
        {
            to -= 1;
        }
        if to < at {
            plays[at].sequence = plays[to].sequence - 0.5;
            plays[to..=at].rotate_right(1);
        }
    }
}

/// The clock in "Timeout #2 by HST at 01:54.".
fn called_at(play: &FeedPlay) -> Option<u16> {
    if play.kind != Kind::Timeout {
        return None;
    }
    let (_, time) = play.text.rsplit_once(" at ")?;
    clock(time.trim_end_matches('.'))
}

/// Whose score rose by a touchdown's points or more.
fn scorer(before: [i16; 2], after: [i16; 2]) -> Option<bool> {
    match [after[0] - before[0], after[1] - before[1]] {
        [home, 0] if home >= SIX => Some(true),
        [0, away] if away >= SIX => Some(false),
        _ => None,
    }
}

struct Writer<'a> {
    teams: &'a Teams,
    playoffs: bool,
}

impl Writer<'_> {
    /// Takes up the quarter of a play: halves begin with three timeouts, overtime of the
    /// regular season with two.
    fn begin(&self, before: &mut Before, play: &FeedPlay) {
        if play.quarter == before.quarter {
            return;
        }
        if before.quarter < 3 && play.quarter >= 3 {
            before.timeouts = [3, 3];
        }
        if before.quarter < 5 && play.quarter == 5 {
            before.timeouts = if self.playoffs { [3, 3] } else { [2, 2] };
        }
        before.quarter = play.quarter;
        before.clock = 900;
    }

    /// Takes the timeout from whom the words name: "Timeout #2 by HST at 01:54.".
    fn spend(&self, before: &mut Before, play: &FeedPlay) {
        let Some((number, team)) = play.text.split_once(" by ") else {
            return;
        };
        let team = team.split([' ', '.']).next().unwrap_or_default();
        let Some(home) = self.teams.named(team) else {
            return;
        };
        let left = &mut before.timeouts[usize::from(!home)];
        let number = number.rsplit('#').next().and_then(|n| n.parse::<u8>().ok());
        // Timeouts that a challenge cost have no row: the number tells of them.
        let spent = number.map_or(*left, |n| 4_u8.saturating_sub(n).min(*left));
        *left = spent.saturating_sub(1);
    }

    /// What all rows have.
    fn common(&self, id: i32, order: f64, before: &Before, time: (u8, u16)) -> Map<String, Value> {
        let mut row = Map::new();
        let mut set = |key: &str, value: Value| row.insert(key.to_owned(), value);
        set("play_id", json!(id));
        set("order_sequence", json!(order));
        set(
            "season_type",
            json!(if self.playoffs { "POST" } else { "REG" }),
        );
        set("qtr", json!(time.0));
        set("quarter_seconds_remaining", json!(time.1));
        set("total_home_score", json!(before.score[0]));
        set("total_away_score", json!(before.score[1]));
        set("home_timeouts_remaining", json!(before.timeouts[0]));
        set("away_timeouts_remaining", json!(before.timeouts[1]));
        row
    }

    /// Gives a row a side: the team with the ball, and the score as it sees it.
    fn side(&self, row: &mut Map<String, Value>, home: bool, score: [i16; 2]) {
        let (own, other) = if home { (0, 1) } else { (1, 0) };
        row.insert("posteam".into(), json!(self.teams.code(home)));
        row.insert("posteam_score".into(), json!(score[own]));
        row.insert("defteam_score".into(), json!(score[other]));
    }

    fn snap(&self, row: &mut Map<String, Value>, spot: Spot, score: [i16; 2], play_type: &str) {
        let Some(home) = spot.home else { return };
        self.side(row, home, score);
        row.insert("play_type".into(), json!(play_type));
        row.insert("down".into(), json!(spot.down));
        row.insert("ydstogo".into(), json!(spot.distance));
        row.insert("yardline_100".into(), json!(spot.yardline_100));
    }

    fn row(&self, play: &FeedPlay, before: &Before, progress: Progress) -> Map<String, Value> {
        let clock = clock_before(play, before);
        let time = (play.quarter, clock);
        let mut row = self.common(play.id, play.sequence, before, time);
        match play.kind {
            Kind::Snap(play_type) => self.snap(&mut row, play.start, before.score, play_type),
            Kind::Kickoff => {
                // The feed's side is the one that kicks, nflverse's the one that receives.
                row.insert("play_type".into(), json!("kickoff"));
                if let Some(kicks) = play.start.home {
                    self.side(&mut row, !kicks, before.score);
                    let spot = play.start.yardline_100.map(|y| 100 - y);
                    row.insert("yardline_100".into(), json!(spot));
                }
            }
            Kind::Try(play_type) => {
                row.insert("play_type".into(), json!(play_type));
                if let Some(home) = play.start.home {
                    self.side(&mut row, home, before.score);
                }
            }
            // A game that is on has not ended, whatever a row says: overtime follows.
            Kind::End if progress != Progress::On => {
                finish(&mut row, play.score.unwrap_or(before.score));
            }
            Kind::Timeout | Kind::End | Kind::Mark => {}
        }
        row
    }

    /// The try after a touchdown, which has no row of its own: the touchdown's row has its
    /// points as soon as they are known.
    fn conversion(
        &self,
        play: &FeedPlay,
        before: &Before,
        after: [i16; 2],
        home: bool,
    ) -> Map<String, Value> {
        let side = usize::from(!home);
        let mut score = before.score;
        score[side] += SIX;
        let before = Before { score, ..*before };
        let time = (play.quarter, play.clock);
        let mut row = self.common(play.id + 1, play.sequence + 0.25, &before, time);
        let two = after[side] - score[side] == 2;
        let play_type = if two { "two_point" } else { "extra_point" };
        row.insert("play_type".into(), json!(play_type));
        self.side(&mut row, home, score);
        row
    }

    /// The snap that comes next, by where the last play ended.
    fn next(
        &self,
        last: &FeedPlay,
        before: &Before,
        now: Option<(u8, u16)>,
    ) -> Option<Map<String, Value>> {
        let spot = next_spot(last)?;
        // The clock of the head runs on; one of another quarter is not this play's.
        let clock = now
            .filter(|(quarter, clock)| *quarter == last.quarter && *clock <= last.clock)
            .map_or(last.clock, |(_, clock)| clock);
        let time = (last.quarter, clock);
        let mut row = self.common(last.id + 2, last.sequence + 0.75, before, time);
        self.snap(&mut row, spot, before.score, "no_play");
        Some(row)
    }

    /// The end of a game that lacks its row.
    fn end(&self, last: &FeedPlay, before: &Before) -> Map<String, Value> {
        let time = (last.quarter, 0);
        let mut row = self.common(last.id + 3, last.sequence + 0.9, before, time);
        finish(&mut row, before.score);
        row
    }
}

/// Says that the game is over.
fn finish(row: &mut Map<String, Value>, score: [i16; 2]) {
    row.insert("play_type_nfl".into(), json!("END_GAME"));
    row.insert("home_score".into(), json!(score[0]));
    row.insert("away_score".into(), json!(score[1]));
}

/// The clock before a play. Scores have the one after it: at most as much earlier as such
/// plays take, and never before the play before.
fn clock_before(play: &FeedPlay, before: &Before) -> u16 {
    let took = match play.kind {
        Kind::Snap("field_goal") if play.is_scoring => FIELD_GOAL,
        Kind::Snap(_) if play.is_touchdown => TOUCHDOWN,
        _ => 0,
    };
    if took == 0 {
        return play.clock;
    }
    (play.clock + took)
        .min(before.clock.max(play.clock))
        .min(900)
}

/// Where the next snap is; `None` where none follows, or nobody knows.
fn next_spot(last: &FeedPlay) -> Option<Spot> {
    let Kind::Snap(_) = last.kind else {
        let known = last.kind == Kind::Timeout || last.kind == Kind::Kickoff;
        return known.then_some(last.end).filter(is_whole);
    };
    if last.is_scoring {
        return None;
    }
    // An incompletion leaves the ball where it was; the feed's end spots of them are old.
    let start = last.start;
    if last.is_incompletion && is_whole(&start) && last.end.home == start.home {
        let down = start.down.map(|d| d + 1).filter(|d| *d <= 4)?;
        return Some(Spot {
            down: Some(down),
            ..start
        });
    }
    Some(last.end).filter(is_whole)
}

fn is_whole(spot: &Spot) -> bool {
    spot.down.is_some()
        && spot.distance.is_some()
        && spot.yardline_100.is_some()
        && spot.home.is_some()
}
