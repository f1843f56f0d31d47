//! One situation played out many times, and the truth of simulated plays.

use wp::game::GameState;
use wp::simulate::{
    Distributions, Engine, GameRng, Offences, Rules, Side, SimulateParams, Start, State, Stream,
    Tally, interpolate, opening, play_out, true_wp,
};
use wp::situation::parse;

fn said(text: &str) -> GameState {
    parse(text).unwrap().state
}

fn ends(text: &str, n: u32) -> (f64, f64, f64) {
    let table = Distributions::default();
    let start = Start::new(&said(text), false, &table).unwrap();
    let ends = play_out(&table, &start, n, 3).unwrap();
    let tally = ends.tally;
    assert_eq!(tally.games(), n);
    assert_eq!(ends.margins.values().sum::<u32>(), n);
    let share = |k: u32| f64::from(k) / f64::from(n);
    (share(tally.wins), share(tally.ties), share(tally.losses))
}

#[test]
fn a_last_second_kick_wins_as_often_as_it_is_good() {
    let (win, tie, _) = ends(
        "4th and 8 at the opp 25, down 1, 0:02 left in Q4, 0 timeouts to 0",
        4000,
    );
    let good = interpolate(&Distributions::default().field_goal, 25.0);
    assert!(
        (win - good).abs() < 4.0 * (0.25_f64 / 4000.0).sqrt(),
        "{win} {good}"
    );
    assert_eq!(tie, 0.0);
}

/// A side that only put the ball in place once knelt, or let the clock run,
/// through the end of the game.
#[test]
fn a_kick_that_wins_is_tried_before_the_clock_is_out() {
    for text in [
        "1st and goal at the opp 5, down 1, 0:03 left in Q4, 1 timeout to 2",
        "2nd and goal at the opp 7, tied, 0:12 left in Q4, 3 timeouts to 0",
        "2nd and goal at the opp 7, tied, 0:12 left in Q4, 0 timeouts to 0",
        "1st and goal at the opp 2, tied, 1:05 left in Q4, 2 timeouts to 0",
    ] {
        let (win, ..) = ends(text, 1000);
        assert!(win > 0.95, "{text}: {win}");
    }
}

#[test]
fn a_leader_who_can_kneel_wins_nearly_always() {
    let (win, ..) = ends(
        "1st and 10 at the opp 40, up 3, 1:30 left in Q4, 3 timeouts to 0",
        1000,
    );
    assert!(win > 0.99, "{win}");
}

#[test]
fn favourites_win_more_and_even_teams_half() {
    let table = Distributions::default();
    let of = |spread: f32| {
        let state = GameState {
            posteam_spread: Some(spread),
            ..opening()
        };
        let start = Start::new(&state, true, &table).unwrap();
        play_out(&table, &start, 3000, 1).unwrap().tally.wp()
    };
    let [under, even, over] = [-7.0, 0.0, 7.0].map(of);
    assert!((even - 0.5).abs() < 0.04, "{even}");
    assert!(under < 0.38 && over > 0.62, "{under} {over}");
}

#[test]
fn overtime_needs_a_situation_in_which_the_game_goes_on() {
    let table = Distributions::default();
    let new = |text: &str| Start::new(&said(text), false, &table);
    let level = new("1st and 10 at own 25, tied, 10:00 left in OT").unwrap();
    let ends = play_out(&table, &level, 2000, 1).unwrap();
    assert_eq!(ends.overtime, 2000);
    assert!(ends.tally.ties > 0, "ten minutes can end level");
    let long = GameState {
        quarter_seconds_remaining: 800,
        playoffs: Some(false),
        season: Some(2023),
        ..said("1st and 10 at own 25, tied, 9:00 left in OT")
    };
    let error = Start::new(&long, false, &table).unwrap_err();
    assert!(
        error.to_string().contains("more than its 10 minutes"),
        "{error}"
    );
    let ahead = GameState {
        score_differential: 3,
        ..said("1st and 10 at own 25, tied, 9:00 left in OT")
    };
    let error = Start::new(&ahead, false, &table).unwrap_err();
    assert!(error.to_string().contains("already be over"), "{error}");
    assert_eq!(error.exit_code(), 2);
}

#[test]
fn what_is_not_said_is_stated() {
    let table = Distributions::default();
    let start = Start::new(
        &said("1st and 10 at own 25, tied, 9:00 left in Q1"),
        false,
        &table,
    )
    .unwrap();
    let fields: Vec<_> = start.assumed.iter().map(|(field, _)| *field).collect();
    assert_eq!(
        fields,
        ["season", "spread", "total", "timeouts", "second half"]
    );
}

#[test]
fn no_games_or_too_many_are_refused() {
    let table = Distributions::default();
    let start = Start::new(&opening(), true, &table).unwrap();
    for n in [0, 200_000_000] {
        let error = play_out(&table, &start, n, 1).unwrap_err();
        assert_eq!(error.exit_code(), 2);
    }
}

#[test]
fn ends_do_not_depend_on_the_threads() {
    let table = Distributions::default();
    let start = Start::new(&opening(), true, &table).unwrap();
    let with = |threads| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        pool.install(|| play_out(&table, &start, 1100, 5).unwrap())
    };
    assert_eq!(with(1), with(4));
}

#[test]
fn a_tally_is_what_it_counts() {
    let mut tally = Tally::default();
    for lead in [7, 3, 0, -2] {
        tally.count(lead);
    }
    assert_eq!((tally.wins, tally.ties, tally.losses), (2, 1, 1));
    assert_eq!(tally.wp(), 0.625);
    assert!((tally.decided() - 2.0 / 3.0).abs() < 1e-12);
    // Values 1, 1, ½, 0: variance 0.171875 over four games.
    assert!((tally.error() - (0.171_875_f64 / 4.0).sqrt()).abs() < 1e-12);
}

/// The truth must be a martingale: what a play's roll-outs say before it is, on
/// average, what they say after it.
#[test]
fn the_truth_at_a_snap_is_that_of_the_next_one_on_average() {
    let table = Distributions::default();
    let offences = Offences::expected(3.0, 44.0, &table.strength);
    let start = State {
        qtr: 4,
        clock: 420,
        next: wp::simulate::Next::Snap,
        yardline: 60,
        score: [17, 20],
        ..State::kickoff(Side::Home, Rules::regular_season())
    };
    let rng = |k| GameRng::new(7, 1, Stream::RollOut, k);
    let before = true_wp(&table, offences, &start, Side::Home, 8000, rng(0));
    let mut after = Tally::default();
    for k in 1..=400 {
        let mut rows: Vec<(State, wp::simulate::Play, State)> = Vec::new();
        Engine::new(&table, offences, rng(k)).play_from(start, &mut rows);
        let next = rows.iter().skip(1).find(|row| row.1.kind.has_down());
        match next {
            Some((state, ..)) => {
                after += true_wp(&table, offences, state, Side::Home, 20, rng(1000 + k));
            }
            None => after.count(rows.last().unwrap().2.lead(Side::Home)),
        }
    }
    let gap = (before.wp() - after.wp()).abs();
    assert!(gap < 0.06, "{} before, {} after", before.wp(), after.wp());
}

#[test]
fn the_truth_of_a_season_stands_at_its_snaps_only_and_repeats() {
    let params = SimulateParams {
        games: 2,
        truth: 30,
        ..SimulateParams::default()
    };
    let table = Distributions::default();
    let season = wp::simulate::season_with(&table, &params).unwrap();
    assert_eq!(season.truth.wp.len(), season.plays.len());
    for (row, (wp, error)) in season.truth.wp.iter().zip(&season.truth.error).enumerate() {
        assert_eq!(wp.is_nan(), season.plays.down[row].is_none(), "row {row}");
        if !wp.is_nan() {
            assert!((0.0..=1.0).contains(wp) && (0.0..=0.1).contains(error));
        }
    }
    let again = wp::simulate::season_with(&table, &params).unwrap();
    let bits = |values: &[f32]| values.iter().map(|v| v.to_bits()).collect::<Vec<_>>();
    assert_eq!(bits(&again.truth.wp), bits(&season.truth.wp));
    let without = SimulateParams { truth: 0, ..params };
    let plain = wp::simulate::season_with(&table, &without).unwrap();
    assert!(plain.truth.wp.is_empty());
    assert_eq!(plain.plays, season.plays);
}
