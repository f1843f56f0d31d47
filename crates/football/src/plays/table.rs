//! The clean table: one [`Play`] a row, one [`Game`] a game.

use crate::game::{GameState, Possession, Site};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Regular season or playoffs, whose overtime differs, or preseason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SeasonType {
    /// Regular season.
    #[default]
    Regular,
    /// Playoffs.
    Post,
    /// Preseason: teams do not play to win.
    Pre,
}

/// What a game's rows share.
#[derive(Debug, Clone)]
pub struct Game {
    /// nflverse's id, such as `2016_21_NE_ATL`.
    pub game_id: String,
    /// The season it belongs to.
    pub season: u16,
    /// Regular season, playoffs or preseason.
    pub season_type: SeasonType,
    /// Week of the season, playoffs counted on; `None` when unknown.
    pub week: Option<u8>,
    /// Day of the game as YYYY-MM-DD; `None` when unknown.
    pub date: Option<String>,
    /// Home team's code.
    pub home_team: String,
    /// Away team's code.
    pub away_team: String,
    /// Home points less away points at the end; `None` when unknown.
    pub result: Option<i16>,
    /// Final points of the home and the away team; `None` when unknown.
    pub final_score: Option<(i16, i16)>,
    /// Closing spread; positive when the home team is favored.
    pub spread_line: Option<f32>,
    /// Closing line for all points.
    pub total_line: Option<f32>,
    /// Where ratings stand in for the spread: the standard deviation of what
    /// is not known of it.
    pub spread_sd: Option<f32>,
    /// Played at neither team's place.
    pub neutral: bool,
}

/// What kind of play a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum PlayType {
    Run,
    Pass,
    Punt,
    FieldGoal,
    NoPlay,
    Spike,
    Kneel,
    Kickoff,
    ExtraPoint,
    TwoPoint,
    /// Timeouts, ends of quarters, and what a file names otherwise.
    Other,
}

impl PlayType {
    /// From nflverse's `play_type`.
    #[must_use]
    pub fn from_name(name: Option<&str>) -> Self {
        match name {
            Some("run") => Self::Run,
            Some("pass") => Self::Pass,
            Some("punt") => Self::Punt,
            Some("field_goal") => Self::FieldGoal,
            Some("no_play") => Self::NoPlay,
            Some("qb_spike") => Self::Spike,
            Some("qb_kneel") => Self::Kneel,
            Some("kickoff") => Self::Kickoff,
            Some("extra_point") => Self::ExtraPoint,
            Some("two_point") => Self::TwoPoint,
            _ => Self::Other,
        }
    }
}

/// How the game ended for one team.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Outcome {
    Win,
    Loss,
    Tie,
}

/// Why a row is not used to train and test.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum Drop {
    Duplicate,
    NoTeam,
    UnknownTeam,
    Kickoff,
    Try,
    NoDown,
    NoClock,
    BadClock,
    BadDown,
    BadSpot,
    BadDistance,
    NoScore,
    Preseason,
    Overtime,
    OtherPlay,
    NoResult,
    Tie,
}

impl Drop {
    /// All reasons, in the order in which they are tried.
    pub const ALL: [Self; 17] = [
        Self::Duplicate,
        Self::NoTeam,
        Self::UnknownTeam,
        Self::Kickoff,
        Self::Try,
        Self::NoDown,
        Self::NoClock,
        Self::BadClock,
        Self::BadDown,
        Self::BadSpot,
        Self::BadDistance,
        Self::NoScore,
        Self::Preseason,
        Self::Overtime,
        Self::OtherPlay,
        Self::NoResult,
        Self::Tie,
    ];

    /// The reason in words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Duplicate => "duplicate game_id and play_id",
            Self::NoTeam => "administrative row: no possession team",
            Self::UnknownTeam => "posteam is neither home_team nor away_team",
            Self::Kickoff => "kickoff",
            Self::Try => "extra point or two-point attempt",
            Self::NoDown => "no down (timeout, end of a period, …)",
            Self::NoClock => "no clock",
            Self::BadClock => "clock outside the period",
            Self::BadDown => "down other than 1–4",
            Self::BadSpot => "yard line outside 1–99",
            Self::BadDistance => "yards to go below 1 or past the goal line",
            Self::NoScore => "no score",
            Self::Preseason => "preseason (scored, not trained on)",
            Self::Overtime => "overtime (scored, not trained on)",
            Self::OtherPlay => "has a down but is not a scrimmage play (scored, not trained on)",
            Self::NoResult => "game result unknown (scored, not trained on)",
            Self::Tie => "game ended tied (kept and flagged; scored, not trained on)",
        }
    }

    /// Whether the row still is a situation that a model can answer.
    #[must_use]
    pub fn has_situation(self) -> bool {
        matches!(
            self,
            Self::Preseason | Self::Overtime | Self::OtherPlay | Self::NoResult | Self::Tie
        )
    }
}

/// What a row is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// A play from scrimmage in regulation of a decided game: trained on,
    /// tested on, scored.
    Train,
    /// Not trained on; scored where [`Drop::has_situation`].
    Not(Drop),
}

/// One row of the clean table. Fields that a row cannot have (a kickoff's
/// down) hold 0 and its [`Role`] says so.
#[derive(Debug, Clone)]
pub struct Play {
    /// Index into [`Plays::games`].
    pub game: u32,
    /// Row of its file, counted from 0.
    pub row: u32,
    /// nflverse's `play_id`.
    pub play_id: i32,
    /// What it is used for.
    pub role: Role,
    /// What kind of play.
    pub play_type: PlayType,
    /// Whether the home team has the ball; `None` on administrative rows.
    pub home_has_ball: Option<bool>,
    /// Quarter 1–4, 5 for overtime, 0 for unknown.
    pub qtr: u8,
    /// Seconds left in the quarter.
    pub quarter_seconds_remaining: u16,
    /// Down 1–4, 0 for none.
    pub down: u8,
    /// Yards to go.
    pub ydstogo: u8,
    /// Yards to the goal line.
    pub yardline_100: u8,
    /// Points of the home and the away team before the play, where known.
    pub score: Option<(i16, i16)>,
    /// Points of the team with the ball less the other's, before the play.
    pub score_differential: i16,
    /// Timeouts of the team with the ball.
    pub posteam_timeouts_remaining: Option<u8>,
    /// Timeouts of the other team.
    pub defteam_timeouts_remaining: Option<u8>,
    /// Whether the team with the ball receives the second half's kickoff.
    pub receive_2h_ko: Option<bool>,
    /// In overtime: which possession this is.
    pub overtime_possession: Option<Possession>,
}

/// Values that were out of range and replaced by a rule, rather than dropped
/// with their row.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Repaired {
    /// Timeouts outside 0–3, taken as unknown.
    pub timeouts: usize,
    /// Yards to go beyond the goal line, taken as goal to go.
    pub goal_to_go: usize,
    /// Rows behind the clock, put in the order of play.
    pub order: usize,
}

/// All rows and games that were read.
#[derive(Debug, Clone, Default)]
pub struct Plays {
    games: Vec<Game>,
    rows: Vec<Play>,
    extra_names: Vec<String>,
    extra: Vec<Vec<f32>>,
    repaired: BTreeMap<u16, Repaired>,
}

impl Plays {
    /// A table without rows that carries the named further columns.
    #[must_use]
    pub fn empty(extra: &[String]) -> Self {
        Self {
            extra_names: extra.to_vec(),
            extra: vec![Vec::new(); extra.len()],
            ..Self::default()
        }
    }

    pub(super) fn push_game(&mut self, game: Game) {
        self.games.push(game);
    }

    pub(super) fn push(&mut self, play: Play, extra: impl IntoIterator<Item = f32>) {
        self.rows.push(play);
        for (column, value) in self.extra.iter_mut().zip(extra) {
            column.push(value);
        }
    }

    /// Lets go of the rows and keeps the games, so that the next file's rows are
    /// numbered on and duplicates are still known.
    pub fn clear_rows(&mut self) {
        self.rows.clear();
        self.extra.iter_mut().for_each(Vec::clear);
        self.repaired.clear();
    }

    /// Makes room for so many more rows and no more than that.
    pub fn reserve(&mut self, rows: usize) {
        self.rows.reserve_exact(rows);
        for column in &mut self.extra {
            column.reserve_exact(rows);
        }
    }

    /// Adds another file's rows. A game that is there already (the same game
    /// in two files) comes in as duplicates.
    pub fn append(&mut self, other: Self) {
        let known: std::collections::HashMap<&str, u32> = (0u32..)
            .zip(&self.games)
            .map(|(i, g)| (g.game_id.as_str(), i))
            .collect();
        let mut next = u32::try_from(self.games.len()).unwrap_or(u32::MAX);
        let map: Vec<(u32, bool)> = other
            .games
            .iter()
            .map(|g| match known.get(g.game_id.as_str()) {
                Some(&i) => (i, true),
                None => {
                    next += 1;
                    (next - 1, false)
                }
            })
            .collect();
        drop(known);
        self.games.extend(
            other
                .games
                .into_iter()
                .zip(&map)
                .filter(|(_, (_, seen))| !seen)
                .map(|(g, _)| g),
        );
        self.rows.extend(other.rows.into_iter().map(|mut play| {
            let (game, seen) = map[play.game as usize];
            play.game = game;
            if seen {
                play.role = Role::Not(Drop::Duplicate);
            }
            play
        }));
        for (column, more) in self.extra.iter_mut().zip(other.extra) {
            column.extend(more);
        }
        for (season, r) in other.repaired {
            self.repaired(season, r);
        }
    }

    pub(super) fn repaired(&mut self, season: u16, more: Repaired) {
        let sum = self.repaired.entry(season).or_default();
        sum.timeouts += more.timeouts;
        sum.goal_to_go += more.goal_to_go;
        sum.order += more.order;
    }

    /// Values that were replaced by a rule, by season.
    #[must_use]
    pub fn repairs(&self) -> &BTreeMap<u16, Repaired> {
        &self.repaired
    }

    /// Every row of the files, used or not, in order; a game's rows are together.
    #[must_use]
    pub fn rows(&self) -> &[Play] {
        &self.rows
    }

    /// Forgets how the games ended.
    pub(crate) fn forget_results(&mut self) {
        for game in &mut self.games {
            game.result = None;
            game.final_score = None;
        }
    }

    /// All games.
    #[must_use]
    pub fn games(&self) -> &[Game] {
        &self.games
    }

    /// The game of a play.
    #[must_use]
    pub fn game(&self, play: &Play) -> &Game {
        &self.games[play.game as usize]
    }

    /// The rows of one game alone; `None` where there is no such game.
    #[must_use]
    pub fn only(&self, game_id: &str) -> Option<Self> {
        let one = self.filtered(|game| game.game_id == game_id);
        (!one.games.is_empty()).then_some(one)
    }

    /// The rows of some games alone.
    #[must_use]
    pub fn filtered(&self, keep: impl Fn(&Game) -> bool) -> Self {
        let mut some = Self::empty(&self.extra_names);
        let mut places = vec![None; self.games.len()];
        for (place, game) in places.iter_mut().zip(&self.games) {
            if keep(game) {
                *place = Some(some.games.len() as u32);
                some.games.push(game.clone());
            }
        }
        for (i, play) in self.rows.iter().enumerate() {
            let Some(game) = places[play.game as usize] else {
                continue;
            };
            some.rows.push(Play {
                game,
                ..play.clone()
            });
            for (all, column) in self.extra.iter().zip(&mut some.extra) {
                column.push(all[i]);
            }
        }
        some
    }

    /// The same plays of games whose spread and total are not known.
    #[must_use]
    pub fn without_lines(&self) -> Self {
        let mut plays = self.clone();
        for game in &mut plays.games {
            (game.spread_line, game.total_line, game.spread_sd) = (None, None, None);
        }
        plays
    }

    /// A column that was asked for by name: one value a row, NaN where missing.
    #[must_use]
    pub fn extra(&self, name: &str) -> Option<&[f32]> {
        let i = self.extra_names.iter().position(|n| n == name)?;
        Some(&self.extra[i])
    }

    /// Rows that are trained and tested on, with their index.
    pub fn trained(&self) -> impl Iterator<Item = (usize, &Play)> {
        self.rows
            .iter()
            .enumerate()
            .filter(|(_, p)| p.role == Role::Train)
    }

    /// The situation before a play; `None` where the row has none that a model
    /// can answer.
    #[must_use]
    pub fn state(&self, play: &Play) -> Option<GameState> {
        match play.role {
            Role::Train => {}
            Role::Not(reason) if reason.has_situation() => {}
            Role::Not(_) => return None,
        }
        self.state_as(play, (play.down, play.ydstogo, play.yardline_100))
    }

    /// The situation of a row with another down, distance and spot: those of
    /// the play that follows a kickoff or try, whose rows have none. `None` on
    /// rows of no team.
    #[must_use]
    pub fn state_as(
        &self,
        play: &Play,
        (down, ydstogo, yardline_100): (u8, u8, u8),
    ) -> Option<GameState> {
        let home = play.home_has_ball?;
        let game = self.game(play);
        Some(GameState {
            qtr: play.qtr,
            quarter_seconds_remaining: play.quarter_seconds_remaining,
            down,
            ydstogo,
            yardline_100,
            score_differential: play.score_differential,
            posteam_timeouts_remaining: play.posteam_timeouts_remaining,
            defteam_timeouts_remaining: play.defteam_timeouts_remaining,
            posteam_spread: game.spread_line.map(|s| if home { s } else { 0.0 - s }),
            total_line: game.total_line,
            site: Some(match (game.neutral, home) {
                (true, _) => Site::Neutral,
                (false, true) => Site::Home,
                (false, false) => Site::Away,
            }),
            receive_2h_ko: play.receive_2h_ko,
            season: Some(game.season),
            playoffs: Some(game.season_type == SeasonType::Post),
            overtime_possession: play.overtime_possession,
        })
    }

    /// How the game ended for the team with the ball; `None` where that is unknown.
    #[must_use]
    pub fn outcome(&self, play: &Play) -> Option<Outcome> {
        let result = self.game(play).result?;
        let margin = if play.home_has_ball? { result } else { -result };
        Some(match margin {
            0 => Outcome::Tie,
            m if m > 0 => Outcome::Win,
            _ => Outcome::Loss,
        })
    }

    /// Whether seasons are simulated ones, which are numbered from 3001.
    #[must_use]
    pub fn simulated(&self) -> bool {
        self.games.iter().any(|g| g.season >= 3000)
    }

    /// The seasons that occur, ascending.
    #[must_use]
    pub fn seasons(&self) -> Vec<u16> {
        let mut seasons: Vec<u16> = self.games.iter().map(|g| g.season).collect();
        seasons.sort_unstable();
        seasons.dedup();
        seasons
    }
}
