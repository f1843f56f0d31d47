//! GameState → words.

use super::number::suffix;
use crate::game::{GameState, Possession, Site};

/// The names of the fields in words.
pub(super) mod field {
    pub const OFFENSE: &str = "the team with the ball";
    pub const DEFENSE: &str = "the opponent";
    pub const MOMENT: &str = "the moment";
    pub const DOWN: &str = "the down";
    pub const DISTANCE: &str = "the distance";
    pub const SPOT: &str = "the yard line";
    pub const SCORE: &str = "the score";
    pub const QUARTER: &str = "the quarter";
    pub const CLOCK: &str = "the clock";
    pub const OWN_TIMEOUTS: &str = "the timeouts";
    pub const OPP_TIMEOUTS: &str = "the opponent's timeouts";
    pub const SPREAD: &str = "the spread";
    pub const TOTAL: &str = "the total";
    pub const SITE: &str = "the site";
    pub const RECEIVES: &str = "the second-half kickoff";
    pub const SEASON: &str = "the season's rules";
    pub const PLAYOFFS: &str = "the kind of game";
    pub const POSSESSION: &str = "the overtime possession";
}

/// The situation in words that [`parse`](super::parse) reads back as the same
/// state; what is unknown is left out.
///
/// ```
/// use football::situation::{describe, parse};
/// let text = "4th and 2 at the opp 35, down 3, 2:10 left in Q4, 2 timeouts to 1, favored by 3";
/// assert_eq!(describe(&parse("4&2 opp35 -3 Q4 2:10 timeouts 2-1 favored by 3")?.state), text);
/// # Ok::<(), football::Error>(())
/// ```
#[must_use]
pub fn describe(state: &GameState) -> String {
    let mut parts = vec![down_and_spot(state), score(state.score_differential)];
    parts.push(format!(
        "{} left in {}",
        clock(state.quarter_seconds_remaining),
        if state.is_overtime() {
            "OT".to_owned()
        } else {
            format!("Q{}", state.qtr)
        }
    ));
    let count = |n: u8| format!("{n} timeout{}", if n == 1 { "" } else { "s" });
    match (
        state.posteam_timeouts_remaining,
        state.defteam_timeouts_remaining,
    ) {
        (Some(own), Some(opp)) => parts.push(format!("{} to {opp}", count(own))),
        (Some(own), None) => parts.push(count(own)),
        (None, Some(opp)) => parts.push(format!("opponent has {}", count(opp))),
        (None, None) => {}
    }
    if let Some(points) = state.posteam_spread {
        parts.push(spread(points, "favored"));
    }
    if let Some(total) = state.total_line {
        parts.push(format!("total {total}"));
    }
    if let Some(at) = state.site {
        parts.push(site(at).to_owned());
    }
    match state.receive_2h_ko {
        Some(true) => parts.push("will receive the second half kickoff".to_owned()),
        Some(false) => parts.push("will kick off the second half".to_owned()),
        None => {}
    }
    if let Some(which) = state.overtime_possession {
        parts.push(possession(which).to_owned());
    }
    match state.playoffs {
        Some(true) => parts.push("playoffs".to_owned()),
        Some(false) => parts.push("regular season".to_owned()),
        None => {}
    }
    if let Some(season) = state.season {
        parts.push(format!("season {season}"));
    }
    parts.join(", ")
}

pub(super) fn possession(which: Possession) -> &'static str {
    match which {
        Possession::First => "first possession",
        Possession::Second => "second possession",
        Possession::Later => "later possession",
    }
}

fn down_and_spot(state: &GameState) -> String {
    let down = ordinal(state.down);
    let yardline = state.yardline_100;
    if state.ydstogo == yardline && yardline < 50 {
        format!("{down} and goal at the {yardline}")
    } else if yardline == 50 {
        format!("{down} and {} at midfield", state.ydstogo)
    } else {
        format!("{down} and {} at the {}", state.ydstogo, spot(yardline))
    }
}

pub(super) fn ordinal(n: u8) -> String {
    format!("{n}{}", suffix(n.into()))
}

pub(super) fn spot(yardline_100: u8) -> String {
    match yardline_100 {
        50 => "midfield".to_owned(),
        n if n < 50 => format!("opp {n}"),
        n => format!("own {}", 100 - i32::from(n)),
    }
}

pub(super) fn score(differential: i16) -> String {
    match differential {
        0 => "tied".to_owned(),
        n if n > 0 => format!("up {n}"),
        n => format!("down {}", n.unsigned_abs()),
    }
}

pub(super) fn clock(seconds: u16) -> String {
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

/// `favored` is the word to use, as Americans or as the rest write it.
pub(super) fn spread(points: f32, favored: &str) -> String {
    if points == 0.0 {
        "pick'em".to_owned()
    } else if points > 0.0 {
        format!("{favored} by {points}")
    } else {
        format!("underdog by {}", points.abs())
    }
}

pub(super) fn site(site: Site) -> &'static str {
    match site {
        Site::Home => "at home",
        Site::Away => "on the road",
        Site::Neutral => "neutral site",
    }
}
