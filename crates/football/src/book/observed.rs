//! What happened on real third and fourth downs: the situation before, and
//! the one that followed.
//!
//! Files differ in what they say about a play (nflverse's trimmed seasons have
//! neither `field_goal_result` nor `kick_distance`). All have the next row, so
//! that everything here is read off it: who has the ball then, where, on which
//! down, and what was scored in between.

use crate::game::Site;
use crate::plays::{Drop, Play, PlayType, Plays, Role, SeasonType, Sidelines};

/// The snap after a play.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Snap {
    /// Whether the same side has the ball.
    pub same: bool,
    /// Down then.
    pub down: u8,
    /// Yards from the goal that the side with the ball then goes for.
    pub yardline_100: u8,
}

/// A play from scrimmage on third or fourth down, and what followed.
#[derive(Debug, Clone, PartialEq)]
pub struct Observed {
    /// Its row in [`Plays::rows`].
    pub row: usize,
    /// Its game, as in [`Plays::games`].
    pub game: u32,
    /// Season.
    pub season: u16,
    /// Play-offs.
    pub playoffs: bool,
    /// What kind of play it was.
    pub play_type: PlayType,
    /// Quarter, 5 for overtime.
    pub qtr: u8,
    /// Seconds left in the quarter.
    pub quarter_seconds_remaining: u16,
    /// Third or fourth.
    pub down: u8,
    /// Yards to go, at most `yardline_100`.
    pub ydstogo: u8,
    /// Yards to the goal line.
    pub yardline_100: u8,
    /// Lead of the side with the ball.
    pub lead: i16,
    /// Spread, positive: that side is favoured; NaN where unknown.
    pub spread: f32,
    /// Line for the points of both sides; NaN where unknown.
    pub total: f32,
    /// Timeouts of the side with the ball and of the other.
    pub timeouts: (Option<u8>, Option<u8>),
    /// Where that side plays.
    pub site: Site,
    /// Under a roof: `None` where the schedule does not say.
    pub indoors: Option<bool>,
    /// Points of the side with the ball and of the other until the next row.
    pub points: (i16, i16),
    /// The next snap of the same half, unless there were points.
    pub next: Option<Snap>,
    /// Whether the half (or the game) ended before another row.
    pub half_over: bool,
    /// Seconds to the next row of the half; `None` after its last.
    pub run_off: Option<u16>,
}

impl Observed {
    /// Whether it ended in a touchdown of the side that had the ball.
    #[must_use]
    pub fn touchdown(&self) -> bool {
        self.points.0 >= 6
    }

    /// Whether the other side scored a touchdown.
    #[must_use]
    pub fn touchdown_against(&self) -> bool {
        self.points.1 >= 6
    }

    /// Whether it went for a first down: a run or pass, or a foul that gave one.
    #[must_use]
    pub fn went(&self) -> bool {
        match self.play_type {
            PlayType::Run | PlayType::Pass => true,
            PlayType::NoPlay => self.first_down() || self.touchdown(),
            _ => false,
        }
    }

    /// Whether the next snap is a first down of the same side.
    #[must_use]
    pub fn first_down(&self) -> bool {
        self.points == (0, 0) && self.next.is_some_and(|n| n.same && n.down == 1)
    }

    /// Yards that the ball moved towards the goal of the other side, where
    /// play went on.
    #[must_use]
    pub fn moved(&self) -> Option<i16> {
        let next = self.next?;
        let at = i16::from(next.yardline_100);
        let left = if next.same { at } else { 100 - at };
        Some(i16::from(self.yardline_100) - left)
    }

    /// Yards from the goal at which the other side takes over, where it does.
    #[must_use]
    pub fn taken_over_at(&self) -> Option<u8> {
        self.next
            .filter(|n| !n.same && n.down == 1)
            .map(|n| n.yardline_100)
    }

    /// Seconds left in the half.
    #[must_use]
    pub fn half_seconds_remaining(&self) -> u16 {
        let more = if self.qtr == 1 || self.qtr == 3 {
            900
        } else {
            0
        };
        self.quarter_seconds_remaining + more
    }
}

fn half(qtr: u8) -> u8 {
    match qtr {
        1 | 2 => 1,
        3 | 4 => 2,
        _ => 3,
    }
}

/// Third and fourth downs of all games, in the order of the rows.
#[must_use]
pub fn observe(plays: &Plays, sidelines: &Sidelines) -> Vec<Observed> {
    let rows = plays.rows();
    let mut out = Vec::new();
    for (row, play) in rows.iter().enumerate() {
        if play.down < 3 || !counts(play) {
            continue;
        }
        if let Some(seen) = one(plays, sidelines, row) {
            out.push(seen);
        }
    }
    out
}

/// Whether a row has a whole situation.
fn counts(play: &Play) -> bool {
    let sound = match play.role {
        Role::Train => true,
        Role::Not(reason) => {
            matches!(
                reason,
                Drop::Overtime | Drop::NoResult | Drop::Tie | Drop::OtherPlay
            )
        }
    };
    sound && play.qtr > 0 && play.yardline_100 > 0 && play.ydstogo > 0 && play.score.is_some()
}

fn one(plays: &Plays, sidelines: &Sidelines, row: usize) -> Option<Observed> {
    let play = &plays.rows()[row];
    let game = plays.game(play);
    let home = play.home_has_ball?;
    let (home_score, away_score) = play.score?;
    let after = plays.rows()[row + 1..]
        .iter()
        .take_while(|p| p.game == play.game)
        .find(|p| {
            p.role != Role::Not(Drop::Duplicate)
                && p.home_has_ball.is_some()
                && p.score.is_some()
                && p.qtr > 0
        });
    // After the last row stands the result: its margin says who scored.
    let gained = match after.and_then(|p| p.score) {
        Some((h, a)) => (h - home_score, a - away_score),
        None => {
            let margin = game.result? - (home_score - away_score);
            (margin.max(0), (-margin).max(0))
        }
    };
    let points = if home { gained } else { (gained.1, gained.0) };
    let same_half = after.is_some_and(|p| half(p.qtr) == half(play.qtr));
    let next = after
        .filter(|p| same_half && points == (0, 0) && p.down > 0 && p.yardline_100 > 0)
        .map(|p| Snap {
            same: p.home_has_ball == Some(home),
            down: p.down,
            yardline_100: p.yardline_100,
        });
    let clock = |p: &Play| {
        let later = if p.qtr == 1 || p.qtr == 3 { 900 } else { 0 };
        p.quarter_seconds_remaining + later
    };
    let run_off = after
        .filter(|_| same_half)
        .and_then(|p| clock(play).checked_sub(clock(p)));
    let listed = sidelines.get(&game.game_id);
    Some(Observed {
        row,
        game: play.game,
        season: game.season,
        playoffs: game.season_type == SeasonType::Post,
        play_type: play.play_type,
        qtr: play.qtr,
        quarter_seconds_remaining: play.quarter_seconds_remaining,
        down: play.down,
        ydstogo: play.ydstogo.min(play.yardline_100),
        yardline_100: play.yardline_100,
        lead: if home {
            home_score - away_score
        } else {
            away_score - home_score
        },
        spread: game
            .spread_line
            .map_or(f32::NAN, |s| if home { s } else { 0.0 - s }),
        total: game.total_line.unwrap_or(f32::NAN),
        timeouts: (
            play.posteam_timeouts_remaining,
            play.defteam_timeouts_remaining,
        ),
        site: match (game.neutral, home) {
            (true, _) => Site::Neutral,
            (false, true) => Site::Home,
            (false, false) => Site::Away,
        },
        indoors: listed.indoors,
        points,
        next,
        half_over: !same_half,
        run_off,
    })
}
