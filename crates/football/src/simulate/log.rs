//! Real and simulated games in one form: what the fit counts and what the
//! comparison measures.

use super::play::{Kind, Play, Sink};
use super::state::{Next, Rules, Side, State, Ticking};
use crate::plays::{Drop, PlayType, Plays, Role, SeasonType};

/// Number columns that [`Log::of`] reads besides those of the clean table.
pub const EXTRA: [&str; 8] = [
    "yards_gained",
    "touchdown",
    "interception",
    "fumble_lost",
    "complete_pass",
    "sack",
    "penalty",
    "fumble",
];

/// One play with a team on the ball (rows of timeouts and the like are left out).
#[derive(Debug, Clone, Copy)]
pub struct Row {
    /// What kind of play.
    pub kind: PlayType,
    /// The state before it, as far as rows tell it: at the snap.
    pub state: State,
    /// Whether timeouts are known.
    pub timeouts_known: bool,
    /// Yards gained.
    pub yards: i32,
    /// A touchdown of either team.
    pub touchdown: bool,
    /// An interception.
    pub interception: bool,
    /// A fumble, lost or not as far as the file tells.
    pub fumble: bool,
    /// A lost fumble; `None` where the file does not tell.
    pub fumble_lost: Option<bool>,
    /// A completion; `None` where that is not known.
    pub complete: Option<bool>,
    /// A sack; `None` where that is not known.
    pub sack: Option<bool>,
    /// An accepted penalty.
    pub penalty: bool,
}

/// One game.
#[derive(Debug, Clone)]
pub struct GameLog {
    /// The season.
    pub season: u16,
    /// Played in the play-offs.
    pub play_off: bool,
    /// Neither team plays at home.
    pub neutral: bool,
    /// Closing spread, positive: the home team is favoured.
    pub spread: Option<f64>,
    /// Closing line of the points of both teams.
    pub total_line: Option<f64>,
    /// Final points, `[home, away]`.
    pub score: [i16; 2],
    /// Its plays, in order.
    pub rows: Vec<Row>,
}

/// A play with what it led to.
#[derive(Debug, Clone, Copy)]
pub struct Event<'a> {
    /// The play.
    pub row: &'a Row,
    /// The next one of the same half, if there is one.
    pub next: Option<&'a Row>,
    /// Points that the play brought the team with the ball less the other's.
    pub points: i16,
}

impl Event<'_> {
    /// The next row, if the same team has the ball.
    #[must_use]
    pub fn kept(&self) -> Option<&Row> {
        self.next
            .filter(|n| n.state.offence == self.row.state.offence)
    }

    /// The next row, if the other team has the ball.
    #[must_use]
    pub fn lost(&self) -> Option<&Row> {
        self.next
            .filter(|n| n.state.offence != self.row.state.offence)
    }

    /// Seconds to the next row, in the same quarter.
    #[must_use]
    pub fn seconds(&self) -> Option<i32> {
        let next = self.next.filter(|n| n.state.qtr == self.row.state.qtr)?;
        Some(i32::from(self.row.state.clock) - i32::from(next.state.clock))
    }
}

impl GameLog {
    /// The same game with another course.
    #[must_use]
    pub fn replayed(&self, score: [i16; 2], rows: Vec<Row>) -> Self {
        Self {
            season: self.season,
            play_off: self.play_off,
            neutral: self.neutral,
            spread: self.spread,
            total_line: self.total_line,
            score,
            rows,
        }
    }

    /// Home points less away points.
    #[must_use]
    pub fn margin(&self) -> i16 {
        self.score[0] - self.score[1]
    }

    /// Whether the game went to overtime.
    #[must_use]
    pub fn overtime(&self) -> bool {
        self.rows.last().is_some_and(|row| row.state.is_overtime())
    }

    /// The plays with what they led to.
    pub fn events(&self) -> impl Iterator<Item = Event<'_>> {
        self.rows.iter().enumerate().map(|(i, row)| {
            let later = self.rows.get(i + 1);
            let score = later.map_or(self.score, |n| n.state.score);
            let side = row.state.offence;
            let gain = |s: Side| score[s.index()] - row.state.score[s.index()];
            Event {
                row,
                next: later.filter(|n| half(n.state.qtr) == half(row.state.qtr)),
                points: gain(side) - gain(side.other()),
            }
        })
    }

    /// Points before quarter `qtr` (of regulation, 5 for its end).
    #[must_use]
    pub fn score_before(&self, qtr: u8) -> [i16; 2] {
        let first = self.rows.iter().find(|row| row.state.qtr >= qtr);
        first.map_or(self.score, |row| row.state.score)
    }
}

fn half(qtr: u8) -> u8 {
    qtr.div_ceil(2)
}

/// Games, real or simulated.
#[derive(Debug, Clone, Default)]
pub struct Log {
    /// The games, in order.
    pub games: Vec<GameLog>,
}

impl Log {
    /// The games of a clean table with a known result, read with [`EXTRA`].
    #[must_use]
    pub fn of(plays: &Plays) -> Self {
        let columns = EXTRA.map(|name| plays.extra(name));
        let mut games: Vec<GameLog> = plays
            .games()
            .iter()
            .map(|game| GameLog {
                season: game.season,
                play_off: game.season_type == SeasonType::Post,
                neutral: game.neutral,
                spread: game.spread_line.map(f64::from),
                total_line: game.total_line.map(f64::from),
                score: [0, 0],
                rows: Vec::new(),
            })
            .collect();
        for (i, play) in plays.rows().iter().enumerate() {
            let value = |k: usize| columns[k].map_or(f32::NAN, |c| c[i]);
            let flag = |k: usize| value(k) == 1.0;
            let known = |k: usize| (!value(k).is_nan()).then(|| flag(k));
            let unusable = matches!(
                play.role,
                Role::Not(Drop::Duplicate | Drop::NoClock | Drop::BadClock | Drop::UnknownTeam)
            );
            let (Some(home), Some((home_score, away_score)), false) =
                (play.home_has_ball, play.score, unusable)
            else {
                continue;
            };
            let penalty = flag(6);
            let kind = match play.play_type {
                PlayType::Run | PlayType::Pass if play.down == 0 => PlayType::TwoPoint,
                PlayType::NoPlay if !penalty || play.down == 0 => PlayType::Other,
                kind => kind,
            };
            if kind == PlayType::Other || play.qtr == 0 {
                continue;
            }
            let game = &mut games[play.game as usize];
            let offence = if home { Side::Home } else { Side::Away };
            let (us, them) = (
                play.posteam_timeouts_remaining,
                play.defteam_timeouts_remaining,
            );
            let [us, them] = [us, them].map(|n| n.unwrap_or(3));
            let state = State {
                qtr: play.qtr,
                clock: play.quarter_seconds_remaining,
                ticking: Ticking::Stopped,
                next: match kind {
                    PlayType::Kickoff => Next::Kickoff,
                    PlayType::ExtraPoint | PlayType::TwoPoint => Next::Try,
                    _ => Next::Snap,
                },
                offence,
                down: play.down,
                togo: play.ydstogo,
                yardline: play.yardline_100,
                score: [home_score, away_score],
                timeouts: if home { [us, them] } else { [them, us] },
                second_half: offence,
                warned: play.quarter_seconds_remaining <= 120,
                had_ball: [false, false],
                rules: Rules::of(game.season, game.play_off),
            };
            let yards = value(0);
            game.rows.push(Row {
                kind,
                state,
                timeouts_known: play.posteam_timeouts_remaining.is_some(),
                yards: if yards.is_nan() { 0 } else { yards as i32 },
                touchdown: flag(1),
                interception: flag(2),
                fumble: flag(3) || flag(7),
                fumble_lost: known(3),
                complete: known(4),
                sack: known(5),
                penalty,
            });
        }
        let mut log = Self { games };
        let mut results = plays.games().iter().map(|game| game.result);
        log.games.retain_mut(|game| {
            let result = results.next().flatten();
            let (Some(result), Some(last)) = (result, game.rows.last()) else {
                return false;
            };
            // What the last play brought is known from the result only.
            let mut score = last.state.score;
            let more = result - (score[0] - score[1]);
            score[usize::from(more < 0)] += more.abs();
            game.score = score;
            true
        });
        log
    }

    /// Number of plays.
    #[must_use]
    pub fn len(&self) -> usize {
        self.games.iter().map(|game| game.rows.len()).sum()
    }

    /// Whether there is no play.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// A sink that keeps the plays of a simulated game as a [`GameLog`] has them.
#[derive(Debug, Default)]
pub struct Recorder(pub Vec<Row>);

impl Sink for Recorder {
    fn row(&mut self, before: &State, play: &Play, _: &State) {
        let kind = match play.kind {
            Kind::Kickoff => PlayType::Kickoff,
            Kind::Run => PlayType::Run,
            Kind::Pass => PlayType::Pass,
            Kind::Punt => PlayType::Punt,
            Kind::FieldGoal => PlayType::FieldGoal,
            Kind::ExtraPoint => PlayType::ExtraPoint,
            Kind::TwoPointRun | Kind::TwoPointPass => PlayType::TwoPoint,
            Kind::Kneel => PlayType::Kneel,
            Kind::Spike => PlayType::Spike,
            Kind::NoPlay => PlayType::NoPlay,
            _ => return,
        };
        self.0.push(Row {
            kind,
            state: *before,
            timeouts_known: true,
            yards: play.yards,
            touchdown: play.touchdown,
            interception: play.interception,
            fumble: play.fumble_lost,
            fumble_lost: Some(play.fumble_lost),
            complete: Some(play.complete),
            sack: Some(play.sack),
            penalty: play.penalty,
        });
    }
}
