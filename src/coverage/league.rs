//! Simulated leagues: what the models of the study are trained on, and the
//! plays whose true win probability they are asked for.

use crate::error::{Error, Result};
use crate::features::{FeatureSet, NextScore, PlaySet};
use crate::game::GameState;
use crate::simulate::{
    Distributions, Engine, Fixture, GameRng, Matchup, Offences, Play, REGULAR_GAMES, Side, State,
    Stream, Tally, ratings, regular_season, true_wp,
};
use ndarray::{Array1, Array2};
use rayon::prelude::*;
use std::sync::atomic::{AtomicUsize, Ordering};

/// First season of a league.
const FIRST: u16 = crate::simulate::FIRST_SEASON;

/// One game before it is played: its fixture and what is known of it.
struct Meeting {
    fixture: Fixture,
    matchup: Matchup,
}

/// The first `games` games of the regular seasons of league `seed`. Playoffs
/// have another overtime, which no model sees, and are left out.
fn meetings(table: &Distributions, seed: u64, games: usize) -> Vec<Meeting> {
    (FIRST..)
        .take(games.div_ceil(REGULAR_GAMES))
        .flat_map(|season| {
            let ratings = ratings(season, &table.strength, seed);
            regular_season(season, REGULAR_GAMES, seed)
                .into_iter()
                .map(move |fixture| Meeting {
                    matchup: fixture.matchup(&ratings, &table.strength, seed),
                    fixture,
                })
        })
        .take(games)
        .collect()
}

impl Meeting {
    /// The rows of the game and the last state.
    fn play(&self, table: &Distributions, seed: u64) -> (Vec<(State, Play, State)>, State) {
        let f = &self.fixture;
        let rng = GameRng::new(seed, f.season, Stream::Plays, f.index as u64);
        let mut rows = Vec::with_capacity(200);
        let end = Engine::new(table, self.offences(table), rng).game(f.rules(), &mut rows);
        (rows, end)
    }

    fn offences(&self, table: &Distributions) -> Offences {
        Offences::expected(self.matchup.margin, self.matchup.total, &table.strength)
    }

    /// What a model is told of a state.
    fn situation(&self, state: &State) -> Option<GameState> {
        let sign = match state.offence {
            Side::Home => 1.0,
            Side::Away => -1.0,
        };
        state.situation().map(|situation| GameState {
            posteam_spread: Some(sign * self.matchup.spread_line),
            total_line: Some(self.matchup.total_line),
            ..situation
        })
    }
}

/// A row that models are trained on: a snap in regulation.
fn is_trained((before, play, _): &(State, Play, State)) -> bool {
    play.kind.has_down() && !before.is_overtime()
}

/// The next score of the half before each row, as
/// [`crate::features::next_scores`] reads it off real rows.
fn next_scores(rows: &[(State, Play, State)]) -> Vec<NextScore> {
    let half = |s: &State| s.qtr.div_ceil(2);
    let mut out = vec![NextScore::NONE; rows.len()];
    // Of the home side.
    let mut next = NextScore::NONE;
    for (i, (before, play, after)) in rows.iter().enumerate().rev() {
        let later = rows.get(i + 1).map(|(later, _, _)| later);
        if later.is_some_and(|later| half(later) != half(before)) {
            next = NextScore::NONE;
        }
        let points = |side: Side| after.score[side.index()] - before.score[side.index()];
        let change = points(Side::Home) - points(Side::Away);
        let value = match change.abs() {
            6.. => 7.0,
            3 => 3.0,
            2 if play.safety => 2.0,
            _ => 0.0,
        };
        if value > 0.0 {
            let later = later.filter(|later| half(later) == half(before));
            next = NextScore {
                points: f32::from(change.signum()) * value,
                seconds_left: later.map_or(0.0, |later| f32::from(later.half_seconds())),
            };
        }
        out[i] = next.seen(before.offence == Side::Home);
    }
    out
}

/// The plays of `games` games of league `seed`, as a model is trained on them:
/// snaps in regulation, ties left out.
///
/// # Errors
/// None for the crate's own features.
pub(super) fn plays(table: &Distributions, seed: u64, games: usize) -> Result<PlaySet> {
    let features = FeatureSet::default_set();
    let width = features.len();
    struct Game {
        x: Vec<f32>,
        y: Vec<bool>,
        next: Vec<NextScore>,
        season: u16,
    }
    let played: Vec<Game> = meetings(table, seed, games)
        .par_iter()
        .map(|meeting| {
            let (rows, end) = meeting.play(table, seed);
            let mut game = Game {
                x: Vec::new(),
                y: Vec::new(),
                next: Vec::new(),
                season: meeting.fixture.season,
            };
            if end.score[0] == end.score[1] {
                return game;
            }
            for (row, next) in rows.iter().zip(next_scores(&rows)) {
                let Some(situation) = meeting.situation(&row.0).filter(|_| is_trained(row)) else {
                    continue;
                };
                let at = game.x.len();
                game.x.resize(at + width, 0.0);
                features.write_row(&situation, &mut game.x[at..]);
                game.y.push(end.lead(row.0.offence) > 0);
                game.next.push(next);
            }
            game
        })
        .collect();
    let count = played.iter().map(|g| g.y.len()).sum();
    let mut values = Vec::with_capacity(count * width);
    let (mut y, mut next) = (Vec::with_capacity(count), Vec::with_capacity(count));
    let (mut game, mut season) = (Vec::with_capacity(count), Vec::with_capacity(count));
    for (number, mut one) in played.into_iter().enumerate() {
        game.resize(game.len() + one.y.len(), number as u32);
        season.resize(season.len() + one.y.len(), one.season);
        values.append(&mut one.x);
        y.append(&mut one.y);
        next.append(&mut one.next);
    }
    let x = Array2::from_shape_vec((count, width), values).unwrap_or_default();
    let set = PlaySet::from_arrays(&features, x, y.into(), game.into(), season.into())?;
    set.with_next_score(Array1::from(next))
}

/// Plays whose true win probability is known.
#[derive(Debug, Clone, PartialEq)]
pub struct TestPlays {
    /// Plays × the default features.
    pub x: Array2<f32>,
    /// How the rollouts of each ended for the team with the ball.
    pub truth: Vec<Tally>,
}

/// [`TestPlays`] as they are kept: plays, features, wins, ties, losses.
pub(super) type Kept = (usize, Vec<f32>, Vec<(u32, u32, u32)>);

impl TestPlays {
    pub(super) fn to_kept(&self) -> Kept {
        let truth = self.truth.iter().map(|t| (t.wins, t.ties, t.losses));
        let x = self.x.iter().copied().collect();
        (self.truth.len(), x, truth.collect())
    }

    pub(super) fn from_kept((plays, x, truth): Kept) -> Option<Self> {
        let width = FeatureSet::default_set().len();
        let tally = |(wins, ties, losses)| Tally { wins, ties, losses };
        Some(Self {
            x: Array2::from_shape_vec((plays, width), x).ok()?,
            truth: truth.into_iter().map(tally).collect(),
        })
        .filter(|test| test.truth.len() == plays)
    }

    /// Seconds of the game that are left at each play.
    pub(super) fn seconds(&self) -> Vec<f32> {
        let column = FeatureSet::default_set().position("game_seconds_remaining");
        self.x.column(column.unwrap_or_default()).to_vec()
    }

    /// The true probability of winning of each play, among the rollouts that
    /// were decided, as models are trained; half a game is added to either
    /// side, so that no play is certain because all its rollouts were won.
    #[must_use]
    pub fn truth(&self) -> Vec<f64> {
        let of = |t: &Tally| (f64::from(t.wins) + 0.5) / (f64::from(t.wins + t.losses) + 1.0);
        self.truth.iter().map(of).collect()
    }
}

/// Games played out in one go; also the fewest of a play.
const CHUNK: u32 = 2000;

/// One play drawn at random from each of `plays` games of league `seed`, with
/// rollouts until the standard error of its true probability is at most
/// `error`, but no more than `most`.
///
/// # Errors
/// [`Error::Cancelled`] once `watch`, told how many plays are done, says no.
pub(super) fn test_plays(
    table: &Distributions,
    seed: u64,
    plays: usize,
    error: f64,
    most: u32,
    watch: &(dyn Fn(usize) -> bool + Sync),
) -> Result<TestPlays> {
    let features = FeatureSet::default_set();
    let done = AtomicUsize::new(0);
    let one = |(number, meeting): (usize, &Meeting)| -> Result<Option<(Vec<f32>, Tally)>> {
        let (rows, _) = meeting.play(table, seed);
        let snaps: Vec<(&State, GameState)> = rows
            .iter()
            .filter(|row| is_trained(row))
            .filter_map(|row| Some((&row.0, meeting.situation(&row.0)?)))
            .collect();
        let first = (number as u64) << 20;
        let key = |i| GameRng::new(seed, meeting.fixture.season, Stream::RollOut, first + i);
        let pick = key(0).between(0, snaps.len().max(1) as i32 - 1) as usize;
        let Some((state, situation)) = snaps.get(pick) else {
            return Ok(None);
        };
        let mut tally = Tally::default();
        for chunk in 1.. {
            if !watch(done.load(Ordering::Relaxed)) {
                return Err(Error::Cancelled);
            }
            let offences = meeting.offences(table);
            tally += true_wp(table, offences, state, state.offence, CHUNK, key(chunk));
            let p = tally.decided();
            let reached = p * (1.0 - p) <= error * error * f64::from(tally.games());
            if reached || tally.games() + CHUNK > most {
                break;
            }
        }
        done.fetch_add(1, Ordering::Relaxed);
        Ok(Some((features.row(situation), tally)))
    };
    let found: Vec<_> = meetings(table, seed, plays)
        .par_iter()
        .enumerate()
        .map(one)
        .collect::<Result<_>>()?;
    let (values, truth): (Vec<Vec<f32>>, Vec<Tally>) = found.into_iter().flatten().unzip();
    let x =
        Array2::from_shape_vec((truth.len(), features.len()), values.concat()).unwrap_or_default();
    Ok(TestPlays { x, truth })
}
