//! The time axis.

use wp::chart::clock::{times, words};
use wp::plays::Play;

fn row(qtr: u8, left: u16) -> Play {
    Play {
        qtr,
        quarter_seconds_remaining: left,
        ..crate::common::sample_plays().rows()[1].clone()
    }
}

#[test]
fn regulation_is_an_hour() {
    let rows = [row(1, 900), row(1, 0), row(2, 900), row(3, 450), row(4, 0)];
    let t = times(&rows);
    assert_eq!(t.elapsed, [0.0, 900.0, 900.0, 2250.0, 3600.0]);
    assert_eq!(t.ends, [900.0, 1800.0, 2700.0, 3600.0]);
    assert_eq!(words(&rows[3], 0, 0), "Q3 7:30");
}

#[test]
fn rows_without_a_clock_stand_between_their_neighbours() {
    let rows = [row(1, 900), row(0, 0), row(0, 0), row(1, 600), row(0, 0)];
    let t = times(&rows);
    assert_eq!(t.elapsed, [0.0, 100.0, 200.0, 300.0, 300.0]);
    assert_eq!(words(&rows[1], 0, 0), "");
}

#[test]
fn a_game_without_any_clock_fills_the_axis() {
    let rows = [row(0, 0), row(0, 0), row(0, 0)];
    assert_eq!(times(&rows).elapsed, [900.0, 1800.0, 2700.0]);
    assert!(times(&[]).elapsed.is_empty());
}

#[test]
fn one_wrong_clock_does_not_push_the_rest() {
    // The second row's clock is that of the game's end.
    let rows = [row(1, 900), row(4, 1), row(1, 800), row(1, 700)];
    assert_eq!(times(&rows).elapsed, [0.0, 50.0, 100.0, 200.0]);
}

#[test]
fn overtime_ends_where_the_game_did() {
    let rows = [row(4, 0), row(5, 600), row(5, 200)];
    let t = times(&rows);
    assert_eq!(t.elapsed, [3600.0, 3600.0, 4000.0]);
    assert_eq!(t.ends.last(), Some(&4005.0));
    assert_eq!(words(&rows[2], 1, 1), "OT 3:20");
}

#[test]
fn play_offs_can_have_two_overtimes() {
    let rows = [row(4, 0), row(5, 900), row(5, 3), row(5, 900), row(5, 800)];
    let t = times(&rows);
    assert_eq!(t.elapsed, [3600.0, 3600.0, 4497.0, 4500.0, 4600.0]);
    assert_eq!(t.overtime, [0, 1, 1, 2, 2]);
    assert_eq!(t.ends[4], 4500.0);
    assert_eq!(words(&rows[4], 2, 2), "OT 2 13:20");
}

#[test]
fn time_never_falls_in_any_game() {
    let plays = crate::common::sample_plays();
    for rows in plays.rows().chunk_by(|a, b| a.game == b.game) {
        let t = times(rows);
        assert_eq!(t.elapsed.len(), rows.len());
        assert!(t.elapsed.windows(2).all(|w| w[0] <= w[1]));
        assert!(
            t.elapsed
                .iter()
                .all(|e| *e >= 0.0 && e <= t.ends.last().unwrap())
        );
    }
}
