//! The same seed gives the same rows: on any number of threads, however many
//! games or seasons are asked for.

use wp::simulate::{self, GameRng, SimulateParams, Stream};

#[test]
fn any_number_of_threads_gives_the_same_columns() {
    let with = |threads| {
        simulate::simulate(&SimulateParams {
            games: 285,
            seasons: 3,
            first_season: 3001,
            seed: 11,
            threads,
            truth: 0,
            truth_last: u16::MAX,
            details: true,
        })
        .unwrap()
    };
    let one = with(1);
    assert_eq!(one.schedule.len(), 3 * 285);
    assert!(one == with(2), "two threads give other rows");
    assert!(one == with(5), "five threads give other rows");
}

#[test]
fn plays_are_the_same_without_details() {
    let with = |details| {
        let params = SimulateParams {
            details,
            ..SimulateParams::default()
        };
        simulate::simulate(&params).unwrap()
    };
    let (all, plays) = (with(true), with(false));
    assert!(all.plays == plays.plays && all.schedule == plays.schedule);
    assert_eq!(all.details.len(), all.plays.len());
    assert!(plays.details.is_empty());
}

#[test]
fn fewer_games_are_the_first_of_more() {
    let all = simulate::season(3005, 285, 3).unwrap();
    let some = simulate::season(3005, 40, 3).unwrap();
    let rows = some.plays.len();
    assert_eq!(some.plays.game_id[..], all.plays.game_id[..rows]);
    assert_eq!(some.plays.yards_gained[..], all.plays.yards_gained[..rows]);
    assert_eq!(some.schedule.result[..], all.schedule.result[..40]);
    assert_eq!(
        some.schedule.spread_line[..],
        all.schedule.spread_line[..40]
    );
}

#[test]
fn a_season_is_the_same_alone_or_among_others() {
    let params = SimulateParams {
        games: 20,
        seasons: 3,
        seed: 8,
        ..SimulateParams::default()
    };
    let three = simulate::simulate(&params).unwrap();
    let last = simulate::season(params.first_season + 2, 20, 8).unwrap();
    let from = three.plays.len() - last.plays.len();
    assert_eq!(three.plays.game_id[from..], last.plays.game_id[..]);
    assert_eq!(three.plays.play_type[from..], last.plays.play_type[..]);
}

#[test]
fn seeds_seasons_and_games_differ() {
    let rows = |season, seed| simulate::season(season, 4, seed).unwrap().schedule;
    assert_ne!(rows(3001, 1), rows(3001, 2));
    assert_ne!(rows(3001, 1).spread_line, rows(3002, 1).spread_line);
    let first = |season, stream, index| GameRng::new(1, season, stream, index).uniform();
    let draws = [
        first(3001, Stream::Plays, 0),
        first(3001, Stream::Plays, 1),
        first(3002, Stream::Plays, 0),
        first(3001, Stream::Matchup, 0),
        first(3001, Stream::RollOut, 0),
    ];
    for (n, draw) in draws.iter().enumerate() {
        assert!(!draws[..n].contains(draw));
    }
}

/// Fails when a change of the engine or its numbers changes the rows: then update the
/// numbers, and make the sample anew (`make sample`) with what the docs show of it, at
/// the latest with the next change of its columns.
#[test]
fn the_rows_of_a_seed_stay_what_they_were() {
    let season = simulate::season(3001, 16, 1).unwrap();
    let sum = |column: &[i32]| column.iter().map(|&v| i64::from(v)).sum::<i64>();
    let fingerprint = (
        season.plays.len(),
        sum(&season.plays.quarter_seconds_remaining),
        sum(&season.schedule.home_score),
        sum(&season.schedule.away_score),
    );
    assert_eq!(fingerprint, FINGERPRINT);
}

const FINGERPRINT: (usize, i64, i64, i64) = (2846, 1_156_758, 411, 264);
