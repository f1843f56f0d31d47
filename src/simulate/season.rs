//! Whole games and seasons as columns.

use super::SimulateParams;
use super::columns::{PlayColumns, ScheduleColumns, Writer};
use super::engine::{Engine, Offences};
use super::rng::{GameRng, Stream};
use super::schedule::{Fixture, Matchup, PlayOffs, REGULAR_GAMES, TEAMS, ratings, regular_season};
use super::state::Side;
use super::table::Distributions;
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
}

impl Season {
    pub(super) fn with_capacity(games: usize) -> Self {
        Self {
            plays: PlayColumns::with_capacity(games * ROWS_A_GAME),
            schedule: ScheduleColumns::with_capacity(games),
        }
    }

    pub(super) fn append(&mut self, mut later: Self) {
        self.plays.append(&mut later.plays);
        self.schedule.append(&mut later.schedule);
    }
}

/// One season: the regular games side by side, then the play-offs by rounds.
pub(super) fn one_season(table: &Distributions, year: u16, params: &SimulateParams) -> Vec<Season> {
    let ratings = ratings(year, &table.strength, params.seed);
    let play = |fixture: &Fixture| {
        let matchup = fixture.matchup(&ratings, &table.strength, params.seed);
        game(table, fixture, &matchup, params.seed)
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

/// Plays one game and writes its rows.
#[must_use]
pub fn game(table: &Distributions, fixture: &Fixture, matchup: &Matchup, seed: u64) -> Season {
    let rng = GameRng::new(seed, fixture.season, Stream::Plays, fixture.index as u64);
    let offences = Offences::expected(matchup.margin, matchup.total, &table.strength);
    let (home, away) = (TEAMS[fixture.home], TEAMS[fixture.away]);
    let mut plays = PlayColumns::with_capacity(ROWS_A_GAME);
    let mut writer = Writer::new(&mut plays, [home, away]);
    let end = Engine::new(table, offences, rng).game(fixture.rules(), &mut writer);

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
    Season { plays, schedule }
}
