//! Whole games and seasons as columns.

use super::SimulateParams;
use super::columns::{DetailColumns, PlayColumns, ScheduleColumns, Writer};
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
    /// What else is known of each play, where [`SimulateParams::details`] asked
    /// for it.
    pub details: DetailColumns,
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
    pub(super) fn with_capacity(games: usize, details: bool) -> Self {
        let rows = games * ROWS_A_GAME;
        Self {
            plays: PlayColumns::with_capacity(rows),
            details: DetailColumns::with_capacity(if details { rows } else { 0 }),
            schedule: ScheduleColumns::with_capacity(games),
            truth: Truth::default(),
        }
    }

    pub(super) fn append(&mut self, mut later: Self) {
        if self.plays.is_empty() {
            *self = later;
            return;
        }
        self.plays.append(&mut later.plays);
        self.details.append(&mut later.details);
        self.schedule.append(&mut later.schedule);
        self.truth.wp.append(&mut later.truth.wp);
        self.truth.error.append(&mut later.truth.error);
    }
}

/// One season: the regular games side by side, then the play-offs by rounds. Its
/// parts follow each other.
pub(super) fn one_season(table: &Distributions, year: u16, params: &SimulateParams) -> Vec<Season> {
    let ratings = ratings(year, &table.strength, params.seed);
    let play = |fixtures: &[Fixture]| {
        let mut part = Season::with_capacity(fixtures.len(), params.details);
        for fixture in fixtures {
            let matchup = fixture.matchup(&ratings, &table.strength, params.seed);
            part.play(table, fixture, &matchup, params);
        }
        part
    };
    // A part a thread: rows are written once, where they stay.
    let threads = rayon::current_num_threads();
    let play_all = |fixtures: &[Fixture]| -> Vec<Season> {
        let size = fixtures.len().div_ceil(threads).max(1);
        fixtures.par_chunks(size).map(play).collect()
    };
    let results = |fixtures: &[Fixture], parts: &[Season]| -> Vec<(Fixture, i32)> {
        let margins = parts.iter().flat_map(|part| &part.schedule.result);
        fixtures.iter().copied().zip(margins.copied()).collect()
    };

    let fixtures = regular_season(year, params.games, params.seed);
    let mut parts = play_all(&fixtures);
    if params.games > REGULAR_GAMES {
        let mut play_offs = PlayOffs::new(year, &results(&fixtures, &parts));
        let mut left = params.games - REGULAR_GAMES;
        loop {
            let mut round = play_offs.next_round();
            if round.is_empty() || left == 0 {
                break;
            }
            let asked = round.len().min(left);
            round.truncate(asked);
            left -= asked;
            let played = play_all(&round);
            // A round that is cut short is the last.
            play_offs.eliminate(&results(&round, &played));
            parts.extend(played);
        }
    }
    parts
}

/// Keeps the snaps besides their columns.
struct WithSnaps<'a> {
    writer: Writer<'a>,
    snaps: Vec<Option<State>>,
    /// See [`SimulateParams::truth_last`].
    last: u16,
}

impl Sink for WithSnaps<'_> {
    fn row(&mut self, before: &State, play: &Play, after: &State) {
        self.writer.row(before, play, after);
        let asked = play.kind.has_down() && before.game_seconds() <= self.last;
        self.snaps.push(asked.then_some(*before));
    }
}

/// Plays one game and writes its rows.
#[must_use]
pub fn game(table: &Distributions, fixture: &Fixture, matchup: &Matchup, seed: u64) -> Season {
    let params = SimulateParams {
        seed,
        ..SimulateParams::default()
    };
    let mut season = Season::with_capacity(1, params.details);
    season.play(table, fixture, matchup, &params);
    season
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

impl Season {
    /// Plays one game and writes its rows below the others.
    fn play(
        &mut self,
        table: &Distributions,
        fixture: &Fixture,
        matchup: &Matchup,
        params: &SimulateParams,
    ) {
        let (seed, rolled) = (params.seed, params.truth);
        let rng = GameRng::new(seed, fixture.season, Stream::Plays, fixture.index as u64);
        let offences = Offences::expected(matchup.margin, matchup.total, &table.strength);
        let (home, away) = (TEAMS[fixture.home], TEAMS[fixture.away]);
        let (plays, details) = (&mut self.plays, &mut self.details);
        let mut engine = Engine::new(table, offences, rng);
        let mut sink = WithSnaps {
            writer: Writer::new(plays, params.details.then_some(details), [home, away]),
            snaps: Vec::new(),
            last: params.truth_last,
        };
        let end = if rolled == 0 {
            engine.game(fixture.rules(), &mut sink.writer)
        } else {
            let end = engine.game(fixture.rules(), &mut sink);
            let truth = truth(table, fixture, offences, &sink.snaps, (seed, rolled));
            self.truth.wp.extend(truth.wp);
            self.truth.error.extend(truth.error);
            end
        };

        let id: Arc<str> = fixture.game_id().into();
        let [home_score, away_score] = end.score.map(i32::from);
        let result = home_score - away_score;
        let (season, week) = (i32::from(fixture.season), i32::from(fixture.week));
        let season_type = if fixture.is_play_off() { "POST" } else { "REG" };
        let opening = i32::from(end.second_half == Side::Away);
        let rows = plays.play_id.len();
        plays.game_id.resize(rows, Arc::clone(&id));
        plays.season.resize(rows, season);
        plays.season_type.resize(rows, season_type);
        plays.week.resize(rows, week);
        plays.home_team.resize(rows, home);
        plays.away_team.resize(rows, away);
        plays.home_score.resize(rows, home_score);
        plays.away_score.resize(rows, away_score);
        plays.result.resize(rows, result);
        plays.spread_line.resize(rows, matchup.spread_line);
        plays.total_line.resize(rows, matchup.total_line);
        plays.location.resize(rows, fixture.location());
        if params.details {
            details.home_opening_kickoff.resize(rows, opening);
            details.roof.resize(rows, fixture.roof());
        }

        let games = &mut self.schedule;
        games.game_id.push(id);
        games.season.push(season);
        games.game_type.push(fixture.game_type);
        games.week.push(week);
        games.away_team.push(away);
        games.away_score.push(away_score);
        games.home_team.push(home);
        games.home_score.push(home_score);
        games.location.push(fixture.location());
        games.result.push(result);
        games.total.push(home_score + away_score);
        games.overtime.push(i32::from(end.is_overtime()));
        games.spread_line.push(matchup.spread_line);
        games.total_line.push(matchup.total_line);
        games.roof.push(fixture.roof());
    }
}
