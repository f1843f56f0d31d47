//! The rows as plain columns under nflverse's names.

use super::play::{FieldGoal, Kind, Play, Sink};
use super::state::{Side, State};
use std::sync::Arc;

/// One column, whatever its type; for writers of tables.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Column<'a> {
    /// Identifiers.
    Id(&'a [Arc<str>]),
    /// Words, never missing.
    Text(&'a [&'static str]),
    /// Words, `None` where missing.
    OptText(&'a [Option<&'static str>]),
    /// Whole numbers, never missing.
    Int(&'a [i32]),
    /// Whole numbers, `None` where missing.
    OptInt(&'a [Option<i32>]),
    /// Numbers, never missing.
    Real(&'a [f32]),
}

macro_rules! columns {
    (
        $(#[$doc:meta])* $name:ident
        of $first:ident
        { $( $(#[$about:meta])* $column:ident: $kind:ident($type:ty) ),* $(,)? }
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Default, PartialEq)]
        pub struct $name { $( $(#[$about])* pub $column: Vec<$type>, )* }

        impl $name {
            /// Empty columns with room for `rows`.
            #[must_use]
            pub fn with_capacity(rows: usize) -> Self {
                Self { $( $column: Vec::with_capacity(rows), )* }
            }

            /// Moves the rows of `other` to the end of these.
            pub fn append(&mut self, other: &mut Self) {
                $( self.$column.append(&mut other.$column); )*
            }

            /// Number of rows.
            #[must_use]
            pub fn len(&self) -> usize {
                self.$first.len()
            }

            /// Whether there are no rows.
            #[must_use]
            pub fn is_empty(&self) -> bool {
                self.$first.is_empty()
            }

            /// All columns with their names, in order.
            #[must_use]
            pub fn columns(&self) -> Vec<(&'static str, Column<'_>)> {
                vec![ $( (stringify!($column), Column::$kind(&self.$column)) ),* ]
            }
        }
    };
}

columns! {
    /// Play-by-play as `wp simulate` writes it: one row a play or administrative
    /// event, in order. What wp reads, and what a reader needs to follow a game.
    ///
    /// `posteam_score`, `defteam_score` and `score_differential` are those
    /// before the play. Columns about the team with the ball are `None` on
    /// administrative rows.
    PlayColumns of game_id {
        /// `SEASON_WEEK_AWAY_HOME`, as in `3001_01_S07_S22`.
        game_id: Id(Arc<str>),
        /// Number of the row in the game: rising, with gaps.
        play_id: Int(i32),
        /// Season; 3001 and later, since it never was played.
        season: Int(i32),
        /// `REG` or `POST`.
        season_type: Text(&'static str),
        /// Week of the season, from 1.
        week: Int(i32),
        /// Code of the home team, `S01` to `S32`.
        home_team: Text(&'static str),
        /// Code of the visiting team.
        away_team: Text(&'static str),
        /// Team with the ball; on a kick-off the receiving team.
        posteam: OptText(Option<&'static str>),
        /// The other team.
        defteam: OptText(Option<&'static str>),
        /// 1–4, from 5 in overtime.
        qtr: Int(i32),
        /// Seconds left in the period at the snap, 0–900.
        quarter_seconds_remaining: Int(i32),
        /// Seconds left in the half (in overtime: the period), 0–1800.
        half_seconds_remaining: Int(i32),
        /// Seconds left in regulation (in overtime: the period), 0–3600.
        game_seconds_remaining: Int(i32),
        /// 1–4; `None` on kick-offs, tries and administrative rows.
        down: OptInt(Option<i32>),
        /// Yards to go; 0 where `down` is missing.
        ydstogo: Int(i32),
        /// Yards to the goal line the offence attacks: 1–99; 35 (after a safety
        /// 20) on kick-offs, where the ball is kicked from; 15 and 2 on tries.
        yardline_100: OptInt(Option<i32>),
        /// nflverse's `play_type`; two-point tries are `run` or `pass`.
        play_type: OptText(Option<&'static str>),
        /// Yards gained by the offence; 0 on kicks and cancelled plays.
        yards_gained: OptInt(Option<i32>),
        /// Timeouts left to `posteam`.
        posteam_timeouts_remaining: OptInt(Option<i32>),
        /// Timeouts left to `defteam`.
        defteam_timeouts_remaining: OptInt(Option<i32>),
        /// Points of `posteam` before the play.
        posteam_score: OptInt(Option<i32>),
        /// Points of `defteam` before the play.
        defteam_score: OptInt(Option<i32>),
        /// `posteam_score` less `defteam_score`.
        score_differential: OptInt(Option<i32>),
        /// Final points of the home team.
        home_score: Int(i32),
        /// Final points of the visiting team.
        away_score: Int(i32),
        /// `home_score` less `away_score`.
        result: Int(i32),
        /// Point spread; positive when the home team is favoured.
        spread_line: Real(f32),
        /// Line for the points of both teams.
        total_line: Real(f32),
        /// `Home` or `Neutral`.
        location: Text(&'static str),
    }
}

columns! {
    /// What else is known of each row of [`PlayColumns`]. `total_home_score` and
    /// `total_away_score` are those after the play, as nflverse has them.
    DetailColumns of posteam_type {
        /// `home` or `away`.
        posteam_type: OptText(Option<&'static str>),
        /// `Half1`, `Half2` or `Overtime`.
        game_half: Text(&'static str),
        /// 1 when the goal line is the line to gain.
        goal_to_go: Int(i32),
        /// Timeouts left to the home team, 0–3 (after the play on a timeout's row).
        home_timeouts_remaining: Int(i32),
        /// The same for the visiting team.
        away_timeouts_remaining: Int(i32),
        /// Points of the home team after the play.
        total_home_score: Int(i32),
        /// Points of the visiting team after the play.
        total_away_score: Int(i32),
        /// `made`, `missed` or `blocked`.
        field_goal_result: OptText(Option<&'static str>),
        /// `good` or `failed`.
        extra_point_result: OptText(Option<&'static str>),
        /// `success` or `failure`.
        two_point_conv_result: OptText(Option<&'static str>),
        /// 1 for a two-point try.
        two_point_attempt: Int(i32),
        /// 1 for a completed pass.
        complete_pass: Int(i32),
        /// 1 for an interception.
        interception: Int(i32),
        /// 1 for a sack.
        sack: Int(i32),
        /// 1 when the ball was lost by a fumble (or a muffed kick).
        fumble_lost: Int(i32),
        /// 1 for a touchdown of either team.
        touchdown: Int(i32),
        /// Team that scored the touchdown.
        td_team: OptText(Option<&'static str>),
        /// 1 for a safety.
        safety: Int(i32),
        /// 1 when a penalty was accepted.
        penalty: Int(i32),
        /// 1 on the row of a timeout.
        timeout: Int(i32),
        /// Team that took the timeout.
        timeout_team: OptText(Option<&'static str>),
        /// 1 when the home team receives the opening kick-off.
        home_opening_kickoff: Int(i32),
        /// `outdoors`, `dome` or `closed`.
        roof: Text(&'static str),
    }
}

columns! {
    /// The schedule with its results: one row a game, in order.
    ScheduleColumns of game_id {
        /// `SEASON_WEEK_AWAY_HOME`.
        game_id: Id(Arc<str>),
        /// Season.
        season: Int(i32),
        /// `REG`, `WC`, `DIV`, `CON` or `SB`.
        game_type: Text(&'static str),
        /// Week of the season, from 1.
        week: Int(i32),
        /// Code of the visiting team.
        away_team: Text(&'static str),
        /// Final points of the visiting team.
        away_score: Int(i32),
        /// Code of the home team.
        home_team: Text(&'static str),
        /// Final points of the home team.
        home_score: Int(i32),
        /// `Home` or `Neutral`.
        location: Text(&'static str),
        /// `home_score` less `away_score`.
        result: Int(i32),
        /// Points of both teams.
        total: Int(i32),
        /// 1 when the game went to overtime.
        overtime: Int(i32),
        /// Point spread; positive when the home team is favoured.
        spread_line: Real(f32),
        /// Line for the points of both teams.
        total_line: Real(f32),
        /// `outdoors`, `dome` or `closed`.
        roof: Text(&'static str),
    }
}

/// Writes the rows of one game into columns.
#[derive(Debug)]
pub(super) struct Writer<'a> {
    plays: &'a mut PlayColumns,
    details: Option<&'a mut DetailColumns>,
    teams: [&'static str; 2],
    play_id: i32,
    /// Rows of this game.
    rows: i32,
}

impl<'a> Writer<'a> {
    /// A writer for a game of `[home, away]`; details where they are asked for.
    pub(super) fn new(
        plays: &'a mut PlayColumns,
        details: Option<&'a mut DetailColumns>,
        teams: [&'static str; 2],
    ) -> Self {
        Self {
            plays,
            details,
            teams,
            play_id: 0,
            rows: 0,
        }
    }

    /// nflverse numbers rows from 1 with gaps of about 25; so does this.
    fn next_id(&mut self) -> i32 {
        self.play_id += match self.rows {
            0 => 1,
            n => 15 + (n * 7) % 21,
        };
        self.rows += 1;
        self.play_id
    }
}

impl Sink for Writer<'_> {
    fn row(&mut self, before: &State, play: &Play, after: &State) {
        let id = self.next_id();
        let [home, away] = self.teams;
        let kind = play.kind;
        let c = &mut *self.plays;
        let team = |side: Side| if side == Side::Home { home } else { away };
        let with_ball = !kind.is_administrative();
        let ball = |value: i32| with_ball.then_some(value);
        let (offence, defence) = (before.offence, before.defence());
        let down = kind.has_down();

        c.play_id.push(id);
        c.posteam.push(with_ball.then(|| team(offence)));
        c.defteam.push(with_ball.then(|| team(defence)));
        c.qtr.push(before.qtr.into());
        c.quarter_seconds_remaining.push(before.clock.into());
        c.half_seconds_remaining.push(before.half_seconds().into());
        c.game_seconds_remaining.push(before.game_seconds().into());
        c.down.push(down.then_some(before.down.into()));
        c.ydstogo.push(if down { before.togo.into() } else { 0 });
        c.yardline_100.push(ball(spot(before, kind)));
        c.play_type.push(kind.play_type());
        c.yards_gained.push(ball(play.yards));
        let timeouts = |side: Side| i32::from(counted(before, kind, after).timeouts[side.index()]);
        c.posteam_timeouts_remaining.push(ball(timeouts(offence)));
        c.defteam_timeouts_remaining.push(ball(timeouts(defence)));
        c.posteam_score
            .push(ball(before.score[offence.index()].into()));
        c.defteam_score
            .push(ball(before.score[defence.index()].into()));
        c.score_differential.push(ball(before.lead(offence).into()));
        if let Some(details) = &mut self.details {
            details.row(before, play, after, team);
        }
    }
}

impl DetailColumns {
    fn row(
        &mut self,
        before: &State,
        play: &Play,
        after: &State,
        team: impl Fn(Side) -> &'static str,
    ) {
        let kind = play.kind;
        let flag = i32::from;
        let place = match before.offence {
            Side::Home => "home",
            Side::Away => "away",
        };
        self.posteam_type
            .push((!kind.is_administrative()).then_some(place));
        self.game_half.push(match before.qtr {
            1 | 2 => "Half1",
            3 | 4 => "Half2",
            _ => "Overtime",
        });
        self.goal_to_go
            .push(flag(kind.has_down() && before.togo == before.yardline));
        let [home, away] = counted(before, kind, after).timeouts.map(i32::from);
        self.home_timeouts_remaining.push(home);
        self.away_timeouts_remaining.push(away);
        self.total_home_score.push(after.score[0].into());
        self.total_away_score.push(after.score[1].into());
        self.field_goal_result
            .push(play.field_goal.map(|result| match result {
                FieldGoal::Made => "made",
                FieldGoal::Missed => "missed",
                FieldGoal::Blocked => "blocked",
            }));
        let two = matches!(kind, Kind::TwoPointRun | Kind::TwoPointPass);
        let [kick, try_two] = [["failed", "good"], ["failure", "success"]];
        let good = usize::from(play.good);
        self.extra_point_result
            .push((kind == Kind::ExtraPoint).then_some(kick[good]));
        self.two_point_conv_result
            .push(two.then_some(try_two[good]));
        self.two_point_attempt.push(flag(two));
        self.complete_pass.push(flag(play.complete));
        self.interception.push(flag(play.interception));
        self.sack.push(flag(play.sack));
        self.fumble_lost.push(flag(play.fumble_lost));
        self.touchdown.push(flag(play.touchdown));
        self.td_team
            .push(play.touchdown.then(|| team(after.offence)));
        self.safety.push(flag(play.safety));
        self.penalty.push(flag(play.penalty));
        let timeout = match kind {
            Kind::Timeout(side) => Some(team(side)),
            _ => None,
        };
        self.timeout.push(flag(timeout.is_some()));
        self.timeout_team.push(timeout);
    }
}

/// The state whose timeouts a row shows: nflverse counts a timeout on its own
/// row already.
fn counted<'a>(before: &'a State, kind: Kind, after: &'a State) -> &'a State {
    match kind {
        Kind::Timeout(_) => after,
        _ => before,
    }
}

/// nflverse's `yardline_100` of a row.
fn spot(before: &State, kind: Kind) -> i32 {
    match kind {
        Kind::Kickoff if before.next == super::state::Next::FreeKick => 20,
        Kind::Kickoff => 35,
        Kind::ExtraPoint => 15,
        Kind::TwoPointRun | Kind::TwoPointPass => 2,
        _ => before.yardline.into(),
    }
}
