//! Single situations whose outcome the rules fix.

use wp::simulate::{
    Distributions, Engine, GameRng, Kind, Next, Offences, Play, Rules, Side, State, Stream, Ticking,
};

fn roll_out(state: State, seed: u64) -> (State, Vec<(State, Play, State)>) {
    let table = Distributions::default();
    let offences = Offences::expected(0.0, 45.0, &table.strength);
    let rng = GameRng::new(seed, 3001, Stream::RollOut, 0);
    let mut rows = Vec::new();
    let end = Engine::new(&table, offences, rng).play_out(state, &mut rows);
    (end, rows)
}

/// First and ten for the home team at its own 40 with `clock` left in Q4.
fn late(clock: u16, home: i16, away: i16) -> State {
    State {
        qtr: 4,
        clock,
        next: Next::Snap,
        ticking: Ticking::Running,
        offence: Side::Home,
        yardline: 60,
        score: [home, away],
        warned: clock <= 120,
        ..State::kickoff(Side::Home, Rules::regular_season())
    }
}

#[test]
fn a_leader_runs_the_clock_out_when_the_other_has_no_timeouts() {
    for seed in 0..200 {
        let state = State {
            timeouts: [3, 0],
            ..late(115, 21, 20)
        };
        let (end, rows) = roll_out(state, seed);
        assert_eq!(end.score, [21, 20]);
        assert!(
            rows.iter()
                .all(|(_, play, _)| matches!(play.kind, Kind::Kneel | Kind::EndQuarter))
        );
    }
}

#[test]
fn a_leader_cannot_run_it_out_against_three_timeouts() {
    let other_plays = (0..50).any(|seed| {
        let (_, rows) = roll_out(late(115, 21, 20), seed);
        rows.iter()
            .any(|(_, play, _)| matches!(play.kind, Kind::Punt | Kind::Run))
    });
    assert!(other_plays);
}

#[test]
fn a_level_game_goes_to_ten_minutes_with_two_timeouts_each() {
    for seed in 0..50 {
        let (_, rows) = roll_out(
            State {
                clock: 0,
                ..late(5, 20, 20)
            },
            seed,
        );
        let first = rows[1].0;
        assert_eq!((first.qtr, first.clock, first.timeouts), (5, 600, [2, 2]));
        assert_eq!(first.next, Next::Kickoff);
    }
}

#[test]
fn regular_overtime_ends_with_the_first_touchdown_and_may_end_level() {
    let mut ties = 0;
    for seed in 0..400 {
        let (end, rows) = roll_out(
            State {
                clock: 0,
                ..late(5, 20, 20)
            },
            seed,
        );
        let touchdown = rows.iter().position(|(_, play, _)| play.touchdown);
        if let Some(at) = touchdown {
            assert_eq!(at, rows.len() - 1, "play goes on after a touchdown");
        }
        ties += u32::from(end.score[0] == end.score[1]);
    }
    assert!(ties > 0, "some games stay level");
}

#[test]
fn play_off_overtime_gives_both_the_ball_and_has_a_winner() {
    for seed in 0..400 {
        let level = State {
            clock: 0,
            rules: Rules::play_offs(),
            ..late(5, 20, 20)
        };
        let (end, rows) = roll_out(level, seed);
        assert_ne!(end.score[0], end.score[1]);
        let loser = if end.lead(Side::Home) < 0 {
            Side::Home
        } else {
            Side::Away
        };
        assert!(
            end.had_ball[loser.index()],
            "the loser had no possession (seed {seed})"
        );
        assert!(rows.iter().all(|(before, ..)| before.clock <= 900));
    }
}

#[test]
fn a_touchdown_that_decides_the_game_needs_no_try() {
    // Behind by three, the last play of the game scores: 6 points decide it.
    let mut state = State {
        clock: 0,
        ..late(0, 20, 23)
    };
    state.touchdown(Side::Home);
    assert_eq!((state.next, state.score), (Next::Over, [26, 23]));
    // Behind by seven, the try may still level it.
    let mut state = State {
        clock: 0,
        ..late(0, 20, 27)
    };
    state.touchdown(Side::Home);
    assert_eq!(state.next, Next::Try);
    // Behind by ten it cannot.
    let mut state = State {
        clock: 0,
        ..late(0, 20, 30)
    };
    state.touchdown(Side::Home);
    assert_eq!(state.next, Next::Over);
}

#[test]
fn every_snap_is_a_situation_the_predictor_accepts() {
    let table = Distributions::default();
    for seed in 0..150 {
        let offences = Offences::expected(7.0, 50.0, &table.strength);
        let rng = GameRng::new(seed, 3001, Stream::Plays, 0);
        let mut rows = Vec::new();
        Engine::new(&table, offences, rng).game(Rules::play_offs(), &mut rows);
        let mut snaps = 0;
        for (before, play, _) in &rows {
            if play.kind.has_down() {
                before.situation().expect("a snap").validate().unwrap();
                snaps += 1;
            }
        }
        assert!(snaps > 90);
    }
}

#[test]
fn a_roll_out_plays_the_same_with_or_without_a_record() {
    let table = Distributions::default();
    let offences = Offences::expected(3.0, 44.0, &table.strength);
    for seed in 0..20 {
        let rng = || GameRng::new(seed, 3001, Stream::RollOut, 9);
        let mut rows = Vec::new();
        let state = late(400, 17, 20);
        let recorded = Engine::new(&table, offences, rng()).play_out(state, &mut rows);
        let silent = Engine::new(&table, offences, rng()).play_out(state, &mut ());
        assert_eq!(recorded, silent);
    }
}
