//! Which of nflverse's columns are read, and what each is for.
//!
//! nflverse's files differ from season to season and from source to source in
//! their columns and types. All that is read is listed here; everything else
//! in a file is left alone.

/// Text columns that are read where present.
pub const TEXT: &[&str] = &[
    "game_id",
    "home_team",
    "away_team",
    "posteam",
    "season_type",
    "game_date",
    "play_type",
    "location",
];

/// Number columns that are read where present, whatever number type (or text)
/// they have in the file.
pub const NUMBERS: &[&str] = &[
    "play_id",
    "order_sequence",
    "drive",
    "season",
    "qtr",
    "quarter_seconds_remaining",
    "half_seconds_remaining",
    "game_seconds_remaining",
    "down",
    "ydstogo",
    "yardline_100",
    "posteam_timeouts_remaining",
    "defteam_timeouts_remaining",
    "home_timeouts_remaining",
    "away_timeouts_remaining",
    "posteam_score",
    "defteam_score",
    "score_differential",
    "posteam_score_post",
    "defteam_score_post",
    "total_home_score",
    "total_away_score",
    "home_score",
    "away_score",
    "result",
    "spread_line",
    "total_line",
    "home_opening_kickoff",
    "yards_gained",
];

/// Columns without which a play has no situation, each with those that can
/// stand in for it.
pub const NEEDED: &[(&str, &[&str])] = &[
    ("game_id", &[]),
    ("play_id", &[]),
    ("home_team", &[]),
    ("away_team", &[]),
    ("posteam", &[]),
    (
        "game_seconds_remaining",
        &["half_seconds_remaining", "quarter_seconds_remaining"],
    ),
    ("down", &[]),
    ("ydstogo", &[]),
    ("yardline_100", &[]),
    ("score_differential", &["posteam_score"]),
];

/// One column of the clean table: what `wp features` and the documentation
/// call a data dictionary.
#[derive(Debug, Clone, Copy)]
pub struct CleanColumn {
    /// nflverse's name.
    pub name: &'static str,
    /// Unit and range.
    pub unit: &'static str,
    /// Where it comes from.
    pub source: &'static str,
}

/// The clean table's columns.
pub const CLEAN: &[CleanColumn] = &[
    c("game_id", "text", "as in the file"),
    c(
        "play_id",
        "integer, unique within its game",
        "as in the file",
    ),
    c(
        "season",
        "year",
        "`season`, else the first four letters of game_id",
    ),
    c(
        "posteam",
        "team code",
        "as in the file; moved franchises under today's code (OAK → LV)",
    ),
    c(
        "qtr",
        "1–4, 5 = overtime",
        "`qtr`, else from game_seconds_remaining: overtime starts where the clock resets after 0:00; 30:00 remaining is the third quarter once the second half has kicked off",
    ),
    c(
        "quarter_seconds_remaining",
        "seconds, 0–900",
        "from the file's clocks and qtr",
    ),
    c(
        "down",
        "1–4; missing on kickoffs, conversion attempts and administrative rows",
        "as in the file",
    ),
    c(
        "ydstogo",
        "yards, 1–99, at most yardline_100",
        "as in the file",
    ),
    c(
        "yardline_100",
        "yards to the opponent's goal line, 1–99",
        "as in the file",
    ),
    c(
        "score_differential",
        "points, offense minus defense, before the play",
        "as in the file, else posteam_score − defteam_score",
    ),
    c(
        "posteam_timeouts_remaining",
        "0–3, else missing",
        "as in the file, else home_/away_timeouts_remaining",
    ),
    c(
        "defteam_timeouts_remaining",
        "0–3, else missing",
        "as in the file, else home_/away_timeouts_remaining",
    ),
    c(
        "posteam_spread",
        "points, positive when the offense is favored",
        "`spread_line` of the file, else of the schedule",
    ),
    c(
        "total_line",
        "points",
        "`total_line` of the file, else of the schedule",
    ),
    c(
        "site",
        "home, away, neutral",
        "posteam, home_team and `location`",
    ),
    c(
        "receive_2h_ko",
        "true or false: the offense receives the second-half kickoff (first half only)",
        "`home_opening_kickoff`, else the first team with the ball",
    ),
    c(
        "win",
        "win, loss or tie of the offense",
        "`result` of the file, else of the schedule, else the last score",
    ),
];

const fn c(name: &'static str, unit: &'static str, source: &'static str) -> CleanColumn {
    CleanColumn { name, unit, source }
}

/// Today's code of a team, for franchises that moved or were renamed in the data.
#[must_use]
pub fn team(code: &str) -> &str {
    crate::teams::today(code)
}
