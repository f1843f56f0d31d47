//! Words for a play, from whatever its file has.

use crate::pbp::details::Detail;
use crate::plays::{Drop, Play, PlayType, Role};

/// A play with what came of it.
#[derive(Debug, Clone, Copy)]
pub struct Happened<'a> {
    /// The row.
    pub play: &'a Play,
    /// What its file tells.
    pub detail: &'a Detail,
    /// Points that the home and the away team got by it.
    pub points: (i16, i16),
    /// Whether the home team has the ball at the next play of the same half;
    /// `None` where the half ends or nobody knows.
    pub next_home_ball: Option<bool>,
    /// The two teams' codes, home first.
    pub codes: (&'a str, &'a str),
}

/// "1st", "2nd", "3rd", "4th".
fn ordinal(down: u8) -> &'static str {
    ["", "1st", "2nd", "3rd", "4th"]
        .get(usize::from(down))
        .copied()
        .unwrap_or("")
}

/// "3rd & 3 at ATL 27"; empty where the row has no down.
#[must_use]
pub fn situation(play: &Play, codes: (&str, &str)) -> String {
    let Some(home) = play
        .home_has_ball
        .filter(|_| play.down > 0 && play.yardline_100 > 0)
    else {
        return String::new();
    };
    let (own, other) = if home { codes } else { (codes.1, codes.0) };
    let spot = match play.yardline_100 {
        50 => "midfield".to_owned(),
        y if y < 50 => format!("{other} {y}"),
        y => format!("{own} {}", 100 - y),
    };
    let distance = if play.ydstogo >= play.yardline_100 {
        "goal".to_owned()
    } else {
        play.ydstogo.to_string()
    };
    format!("{} & {distance} at {spot}", ordinal(play.down))
}

/// The play in a few words, the team with the ball first: "NE 25-yd pass".
#[must_use]
pub fn short(h: &Happened<'_>) -> String {
    let Some(home) = h.play.home_has_ball else {
        return admin(h);
    };
    let (own, other) = if home {
        h.codes
    } else {
        (h.codes.1, h.codes.0)
    };
    let (mine, theirs) = if home {
        h.points
    } else {
        (h.points.1, h.points.0)
    };
    let what = match kind(h) {
        PlayType::Kickoff => kickoff(h, mine, theirs, other),
        PlayType::Punt => punt(mine, theirs, home, h.next_home_ball),
        PlayType::FieldGoal => field_goal(h, mine, theirs),
        PlayType::ExtraPoint => extra_point(h, mine, theirs),
        PlayType::TwoPoint => two_point(h, mine, theirs),
        PlayType::Kneel => "kneel-down".into(),
        PlayType::Spike => "spike".into(),
        PlayType::NoPlay => match h.detail.penalty {
            Some(true) => "penalty".into(),
            _ => "no play".into(),
        },
        PlayType::Run | PlayType::Pass => scrimmage(h, mine, theirs, home, other),
        PlayType::Other if h.points != (0, 0) => scrimmage(h, mine, theirs, home, other),
        PlayType::Other => return admin(h),
    };
    format!("{own} {what}")
}

/// Runs and passes without a down are two-point tries.
fn kind(h: &Happened<'_>) -> PlayType {
    match (h.play.role, h.play.play_type) {
        (Role::Not(Drop::Try), PlayType::Run | PlayType::Pass) => PlayType::TwoPoint,
        (_, kind) => kind,
    }
}

/// Rows that are no plays.
fn admin(h: &Happened<'_>) -> String {
    match h.detail.desc.as_deref() {
        Some(desc) => cut(desc, 40),
        None => "no play".into(),
    }
}

/// A gain in words: "25-yd", "no-gain".
fn yards(h: &Happened<'_>) -> Option<i32> {
    h.detail.yards_gained
}

fn scrimmage(h: &Happened<'_>, mine: i16, theirs: i16, home: bool, other: &str) -> String {
    let pass = kind(h) == PlayType::Pass;
    let noun = if pass { "pass" } else { "run" };
    let gain = yards(h);
    if mine >= 6 {
        return match gain {
            Some(y) if y > 0 => format!("{y}-yd TD {noun}"),
            _ => format!("TD {noun}"),
        };
    }
    let lost = if h.detail.interception == Some(true) {
        Some("interception")
    } else if h.detail.fumble_lost == Some(true) {
        Some("lost fumble")
    } else {
        None
    };
    if theirs >= 6 {
        return format!("{}, {other} TD return", lost.unwrap_or("turnover"));
    }
    if theirs == 2 {
        return "safety".into();
    }
    if let Some(lost) = lost {
        return lost.into();
    }
    let turned = h.next_home_ball.is_some_and(|next| next != home);
    let detail = h.detail;
    let how = if detail.sack == Some(true) || (pass && gain.is_some_and(|y| y < -3)) {
        match gain {
            Some(y) if y < 0 => format!("sack, {} yds", -y),
            _ => "sack".into(),
        }
    } else if detail.incomplete_pass == Some(true) || (pass && gain == Some(0)) {
        "incomplete".into()
    } else {
        match gain {
            Some(0) => format!("{noun}, no gain"),
            Some(y) if y < 0 => format!("{noun}, loss of {}", -y),
            Some(y) => format!("{y}-yd {noun}"),
            None => noun.into(),
        }
    };
    match (turned, h.play.down) {
        (true, 4) => format!("stopped on 4th & {}", h.play.ydstogo),
        (true, _) if detail.fumble == Some(true) => "lost fumble".into(),
        (true, _) => "turnover".into(),
        // Whoever reads of an incomplete pass wants to know on which down.
        (false, 3 | 4) => format!("{how}, {} & {}", ordinal(h.play.down), h.play.ydstogo),
        _ => how,
    }
}

/// A kickoff belongs to the receiving side.
fn kickoff(h: &Happened<'_>, mine: i16, theirs: i16, other: &str) -> String {
    let home = h.play.home_has_ball == Some(true);
    if mine >= 6 {
        return "kickoff return TD".into();
    }
    if theirs >= 6 {
        return format!("fumbles kickoff, {other} TD");
    }
    if h.next_home_ball.is_some_and(|next| next != home) {
        return format!("kickoff, {other} recovers");
    }
    if h.detail.touchback == Some(true) {
        return "kickoff, touchback".into();
    }
    "kickoff return".into()
}

fn punt(mine: i16, theirs: i16, home: bool, next: Option<bool>) -> String {
    match (mine, theirs, next) {
        (6.., ..) => "punt recovered for TD".into(),
        (_, 6.., _) => "punt, return TD".into(),
        (_, 2, _) => "punt, safety".into(),
        (_, _, Some(next)) if next == home => "punt, keeps the ball".into(),
        _ => "punt".into(),
    }
}

fn field_goal(h: &Happened<'_>, mine: i16, theirs: i16) -> String {
    // Seven yards from the snap, ten of the end zone: the league's count.
    let spot = (h.play.yardline_100 > 0).then(|| i32::from(h.play.yardline_100) + 18);
    let yards = h.detail.kick_distance.filter(|y| *y > 0).or(spot);
    let kick = yards.map_or("field goal".to_owned(), |y| format!("{y}-yd field goal"));
    match (h.detail.field_goal_result.as_deref(), mine, theirs) {
        (_, _, 6..) => format!("{kick} blocked, return TD"),
        (_, 6.., _) => "fake field goal TD".into(),
        (Some("made"), ..) | (None, 3, _) => kick,
        (Some("blocked"), ..) => format!("{kick} blocked"),
        _ => format!("{kick} missed"),
    }
}

fn extra_point(h: &Happened<'_>, mine: i16, theirs: i16) -> String {
    match (h.detail.extra_point_result.as_deref(), mine, theirs) {
        (_, _, 1..) => "extra point returned".into(),
        (Some("good"), ..) | (_, 1, _) => "extra point good".into(),
        (Some("blocked"), ..) => "extra point blocked".into(),
        _ => "extra point missed".into(),
    }
}

fn two_point(h: &Happened<'_>, mine: i16, theirs: i16) -> String {
    match (h.detail.two_point_conv_result.as_deref(), mine, theirs) {
        (_, _, 1..) => "two-point attempt returned".into(),
        (Some("success"), ..) | (_, 2, _) => "two-point attempt good".into(),
        _ => "two-point attempt failed".into(),
    }
}

/// What happened in a sentence: the league's where the file has it.
#[must_use]
pub fn sentence(h: &Happened<'_>) -> String {
    match &h.detail.desc {
        Some(desc) => desc.clone(),
        None => short(h),
    }
}

/// Words that are cut, with "…", to so many letters.
fn cut(words: &str, most: usize) -> String {
    if words.chars().count() <= most {
        return words.to_owned();
    }
    let kept: String = words.chars().take(most - 1).collect();
    format!("{}…", kept.trim_end())
}
