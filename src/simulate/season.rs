//! Whole games and seasons as columns.

use super::SimulateParams;
use super::columns::{PlayColumns, ScheduleColumns, Writer};
use super::engine::{Engine, Offences};
use super::play::{Play, Sink};
use super::rng::{GameRng, Stream};
use super::schedule::{Fixture, Matchup, PlayOffs, REGULAR_GAMES, TEAMS, ratings, regular_season};
use super::state::{Side, State};
use super::table::Distributions;
use super::truth::true_wp;
use rayon::prelude::*;
use std::sync::Arc;

/// Room to keep for the rows of a game; about 180 is usual.
const ROWS_A_GAME: usize = 190;

/// One or more simulated seasons.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Season {
    /// Play-by-play.
    pub plays: PlayColumns,
    /// The games.
    pub schedule: ScheduleColumns,
    /// True win probabilities, where [`SimulateParams::truth`] asked for them.
    pub truth: Truth,
}

/// The true win probability of each row for the team with the ball, a tie
/// counted as half a win; NaN where no snap comes next. Empty unless asked for.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Truth {
    /// The probability.
    pub wp: Vec<f32>,
    /// Its Monte Carlo standard error.
    pub error: Vec<f32>,
}

impl Season {
    pub(super) fn with_capacity(games: usize) -> Self {
        Self {
            plays: PlayColumns::with_capacity(games * ROWS_A_GAME),
            schedule: ScheduleColumns::with_capacity(games),
            truth: Truth::default(),
        }
    }

    pub(super) fn append(&mut self, mut later: Self) {
        self.plays.append(&mut later.plays);
        self.schedule.append(&mut later.schedule);
        self.truth.wp.append(&mut later.truth.wp);
        self.truth.error.append(&mut later.truth.error);
    }
}

/// One season: the regular games side by side, then the play-offs by rounds.
pub(super) fn one_season(table: &Distributions, year: u16, params: &SimulateParams) -> Vec<Season> {
    let ratings = ratings(year, &table.strength, params.seed);
    let play = |fixture: &Fixture| {
        let matchup = fixture.matchup(&ratings, &table.strength, params.seed);
        one_game(table, fixture, &matchup, params.seed, params.truth)
    };
    let play_all =
        |fixtures: &[Fixture]| -> Vec<Season> { fixtures.par_iter().map(play).collect() };
    let results = |fixtures: &[Fixture], games: &[Season]| -> Vec<(Fixture, i32)> {
        let margins = games.iter().map(|game| game.schedule.result[0]);
        fixtures.iter().copied().zip(margins).collect()
    };

    let fixtures = regular_season(year, params.games, params.seed);
    let mut games = play_all(&fixtures);
    if params.games > REGULAR_GAMES {
        let mut play_offs = PlayOffs::new(year, &results(&fixtures, &games));
        loop {
            let round = play_offs.next_round();
            if round.is_empty() || games.len() >= params.games {
                break;
            }
            let played = play_all(&round);
            play_offs.eliminate(&results(&round, &played));
            games.extend(played);
        }
        games.truncate(params.games);
    }
    games
}

/// Keeps the snaps besides their columns.
struct WithSnaps<'a> {
    writer: Writer<'a>,
    snaps: Vec<Option<State>>,
}

impl Sink for WithSnaps<'_> {
    fn row(&mut self, before: &State, play: &Play, after: &State) {
        self.writer.row(before, play, after);
        self.snaps.push(play.kind.has_down().then_some(*before));
    }
}

/// Plays one game and writes its rows.
#[must_use]
pub fn game(table: &Distributions, fixture: &Fixture, matchup: &Matchup, seed: u64) -> Season {
    one_game(table, fixture, matchup, seed, 0)
}

/// Plays `n` games out from each snap; each has a generator of its own.
fn truth(
    table: &Distributions,
    fixture: &Fixture,
    offences: Offences,
    snaps: &[Option<State>],
    (seed, n): (u64, u32),
) -> Truth {
    let of = |(row, snap): (usize, &Option<State>)| match snap {
        Some(state) => {
            let key = ((fixture.index as u64) << 16) | row as u64;
            let rng = GameRng::new(seed, fixture.season, Stream::Truth, key);
            let tally = true_wp(table, offences, state, state.offence, n, rng);
            (tally.wp() as f32, tally.error() as f32)
        }
        None => (f32::NAN, f32::NAN),
    };
    let (wp, error) = snaps.par_iter().enumerate().map(of).unzip();
    Truth { wp, error }
}

fn one_game(
    table: &Distributions,
    fixture: &Fixture,
    matchup: &Matchup,
    seed: u64,
    rolled: u32,
) -> Season {
    let rng = GameRng::new(seed, fixture.season, Stream::Plays, fixture.index as u64);
    let offences = Offences::expected(matchup.margin, matchup.total, &table.strength);
    let (home, away) = (TEAMS[fixture.home], TEAMS[fixture.away]);
    let mut plays = PlayColumns::with_capacity(ROWS_A_GAME);
    let writer = Writer::new(&mut plays, [home, away]);
    let mut engine = Engine::new(table, offences, rng);
    let mut sink = WithSnaps {
        writer,
        snaps: Vec::new(),
    };
    let (end, truth) = if rolled == 0 {
        let end = engine.game(fixture.rules(), &mut sink.writer);
        (end, Truth::default())
    } else {
        let end = engine.game(fixture.rules(), &mut sink);
        let truth = truth(table, fixture, offences, &sink.snaps, (seed, rolled));
        (end, truth)
    };

    let id: Arc<str> = fixture.game_id().into();
    let [home_score, away_score] = end.score.map(i32::from);
    let result = home_score - away_score;
    let (season, week) = (i32::from(fixture.season), i32::from(fixture.week));
    let season_type = if fixture.is_play_off() { "POST" } else { "REG" };
    let rows = plays.play_id.len();
    plays.game_id.resize(rows, Arc::clone(&id));
    plays.season.resize(rows, season);
    plays.season_type.resize(rows, season_type);
    plays.week.resize(rows, week);
    plays.home_team.resize(rows, home);
    plays.away_team.resize(rows, away);
    plays
        .home_opening_kickoff
        .resize(rows, i32::from(end.second_half == Side::Away));
    plays.home_score.resize(rows, home_score);
    plays.away_score.resize(rows, away_score);
    plays.result.resize(rows, result);
    plays.spread_line.resize(rows, matchup.spread_line);
    plays.total_line.resize(rows, matchup.total_line);
    plays.location.resize(rows, fixture.location());
    plays.roof.resize(rows, fixture.roof());

    let schedule = ScheduleColumns {
        game_id: vec![id],
        season: vec![season],
        game_type: vec![fixture.game_type],
        week: vec![week],
        away_team: vec![away],
        away_score: vec![away_score],
        home_team: vec![home],
        home_score: vec![home_score],
        location: vec![fixture.location()],
        result: vec![result],
        total: vec![home_score + away_score],
        overtime: vec![i32::from(end.is_overtime())],
        spread_line: vec![matchup.spread_line],
        total_line: vec![matchup.total_line],
        roof: vec![fixture.roof()],
    };
    Season {
        plays,
        schedule,
        truth,
    }
}
