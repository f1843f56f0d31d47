//! One play of the feed.

use super::json::{at, clock, number, text, whole};
use super::teams::Teams;
use serde_json::Value;

/// What a play is, as far as its row depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// nflverse's `play_type` of a play from scrimmage.
    Snap(&'static str),
    Kickoff,
    /// An extra point, or a two-point attempt.
    Try(&'static str),
    Timeout,
    /// The end of the game.
    End,
    /// A mark: the end of a quarter, the toss, the two-minute warning.
    Mark,
}

/// A team's situation before or after a play.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Spot {
    pub down: Option<u8>,
    pub distance: Option<u8>,
    /// Yards to the goal line of the team without the ball.
    pub yardline_100: Option<u8>,
    /// Whether the home team has the ball.
    pub home: Option<bool>,
}

/// One play of the feed.
#[derive(Debug, Clone)]
pub(super) struct FeedPlay {
    /// nflverse's `play_id`.
    pub id: i32,
    pub sequence: f64,
    pub kind: Kind,
    pub is_incompletion: bool,
    pub is_touchdown: bool,
    pub is_scoring: bool,
    /// Home and away, after the play.
    pub score: Option<[i16; 2]>,
    pub quarter: u8,
    pub clock: u16,
    pub start: Spot,
    pub end: Spot,
    pub text: String,
    pub modified: String,
}

impl FeedPlay {
    /// Reads a play of an event; `None` for what has no number in the game or no clock.
    pub fn of(value: &Value, event: &str, teams: &Teams) -> Option<Self> {
        let id = text(at(value, &["id"]));
        let id: i32 = id.strip_prefix(event)?.parse().ok()?;
        let what = text(at(value, &["type", "text"])).to_lowercase();
        let start = spot(at(value, &["start"]), teams);
        let display = text(at(value, &["clock", "displayValue"]));
        let quarter = whole(at(value, &["period", "number"]), 0..=9)?.clamp(1, 5) as u8;
        let scores = [at(value, &["homeScore"]), at(value, &["awayScore"])];
        let [home, away] = scores.map(|s| whole(s, 0..=200).map(|s| s as i16));
        let words = text(at(value, &["text"]));
        Some(Self {
            id,
            sequence: number(at(value, &["sequenceNumber"])).unwrap_or(100.0 * f64::from(id)),
            kind: kind(&what, start.down.is_some()),
            is_incompletion: what.contains("incompletion"),
            is_touchdown: what.contains("touchdown"),
            is_scoring: at(value, &["scoringPlay"]).as_bool().unwrap_or(false),
            score: home.zip(away).map(|(home, away)| [home, away]),
            quarter,
            clock: clock(&display)?,
            start,
            end: spot(at(value, &["end"]), teams),
            text: words,
            modified: text(at(value, &["modified"])),
        })
    }
}

/// By the name of its type: ids are many, and unknown ones must not stop a game.
fn kind(what: &str, has_down: bool) -> Kind {
    let has = |word: &str| what.contains(word);
    if has("end of game") {
        Kind::End
    } else if has("timeout") && !has("official") {
        Kind::Timeout
    } else if has("timeout") || has("warning") || has("coin toss") || what.starts_with("end ") {
        Kind::Mark
    } else if has("kickoff") {
        Kind::Kickoff
    } else if !has_down && (has("two point") || has("two-point") || has("2pt")) {
        Kind::Try("two_point")
    } else if !has_down && has("extra point") {
        Kind::Try("extra_point")
    } else if !has_down {
        Kind::Mark
    } else if has("punt") {
        Kind::Snap("punt")
    } else if has("field goal") {
        Kind::Snap("field_goal")
    } else if has("penalty") {
        Kind::Snap("no_play")
    } else if has("pass") || has("sack") || has("interception") {
        Kind::Snap("pass")
    } else {
        Kind::Snap("run")
    }
}

/// Where the ball is. The words ("BAL 45") are right where the numbers contradict them:
/// `yardsToEndzone` is the play's end on many incompletions. `yardLine` counts from the
/// home team's goal line.
fn spot(value: &Value, teams: &Teams) -> Spot {
    let home = teams.is_home(&text(at(value, &["team", "id"])));
    let words = text(at(value, &["possessionText"]));
    let longer = text(at(value, &["downDistanceText"]));
    let said = [
        words.as_str(),
        longer.rsplit(" at ").next().unwrap_or_default(),
    ];
    let from_home = said
        .iter()
        .find_map(|words| from_home_goal(words, teams))
        .or_else(|| whole(at(value, &["yardLine"]), 1..=99));
    let yards = match (from_home, home) {
        (Some(yards), Some(true)) => Some(100 - yards),
        (Some(yards), Some(false)) => Some(yards),
        _ => whole(at(value, &["yardsToEndzone"]), 1..=99),
    };
    let small = |key: &str, high: i32| whole(at(value, &[key]), 1..=high).map(|n| n as u8);
    Spot {
        down: small("down", 4),
        distance: small("distance", 99),
        yardline_100: yards.map(|y| y as u8),
        home,
    }
}

/// "BAL 45" or "50" as yards from the home team's goal line.
fn from_home_goal(words: &str, teams: &Teams) -> Option<i32> {
    let words = words.trim();
    if words == "50" {
        return Some(50);
    }
    let (team, yards) = words.rsplit_once(' ')?;
    let yards: i32 = yards.parse().ok().filter(|y| (1..=50).contains(y))?;
    match teams.named(team.trim())? {
        true => Some(yards),
        false => Some(100 - yards),
    }
}
