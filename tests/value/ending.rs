//! The end of regulation: cases with a known answer.

use super::{close, off, play, valuer};
use wp::game::GameState;
use wp::value::{Attempt, Moment, Outcome};

fn of(moment: Moment) -> Outcome {
    valuer().outcome(&moment).unwrap()
}

/// What overtime is worth to the side of a state.
fn tied(state: &GameState) -> Outcome {
    of(Moment::RegulationEnd(GameState {
        score_differential: 0,
        ..state.clone()
    }))
}

#[test]
fn a_game_that_is_tied_at_the_end_is_worth_overtime() {
    let state = off("tied, 0:00 left in Q4, favored by 3, season 2018");
    let overtime = of(Moment::RegulationEnd(state.clone()));
    assert!(overtime.tie > 0.02 && overtime.tie < 0.15, "{overtime:?}");
    assert!(overtime.wp() > 0.5, "the favourite is ahead: {overtime:?}");
    // A snap at 0:00 far from everything is mostly a kneel-down into overtime; some
    // teams try a pass.
    let snap = play("1st and 10 at own 5, tied, 0:00 left in Q4, favored by 3, season 2018");
    close(of(Moment::Scrimmage(snap)).wp(), overtime.wp(), 0.07);
    // In the play-offs nobody ties.
    let state = off("tied, 0:00 left in Q4, play-offs, season 2018");
    assert_eq!(of(Moment::RegulationEnd(state)).tie, 0.0);
    for (lead, wp) in [(1, 1.0), (-1, 0.0)] {
        let mut state = off("tied, 0:00 left in Q4");
        state.score_differential = lead;
        assert_eq!(of(Moment::RegulationEnd(state)).wp(), wp);
    }
}

#[test]
fn a_last_second_field_goal_is_worth_its_make_probability() {
    for yards in [5, 20, 33] {
        let say = |score: &str| {
            play(&format!(
                "4th and 4 at opp {yards}, {score}, 0:02 left in Q4, no timeouts to 0, season 2018"
            ))
        };
        let state = say("down 1");
        let made = valuer().field_goal(&state);
        close(of(Moment::Scrimmage(state)).wp(), made, 0.03);
        let state = say("down 2");
        close(of(Moment::Scrimmage(state)).wp(), made, 0.03);
        let state = say("down 3");
        let overtime = tied(&state).wp();
        close(of(Moment::Scrimmage(state)).wp(), made * overtime, 0.03);
        let state = say("tied");
        close(
            of(Moment::Scrimmage(state)).wp(),
            made + (1.0 - made) * overtime,
            0.03,
        );
    }
}

#[test]
fn an_untimed_down_is_the_last_play() {
    let state = play("1st and goal at the 1, down 4, 0:00 left in Q4");
    let tables = valuer().tables().clone();
    close(
        of(Moment::Scrimmage(state)).wp(),
        tables.last_play_touchdown(1.0) as f32,
        0.1,
    );
    // Nothing helps a side that is two scores behind.
    let state = play("1st and goal at the 1, down 9, 0:00 left in Q4");
    assert!(of(Moment::Scrimmage(state)).wp() < 0.001);
    let state = play("1st and 10 at own 20, up 1, 0:00 left in Q4");
    assert!(of(Moment::Scrimmage(state)).wp() > 0.999);
}

#[test]
fn tries_when_the_clock_has_run_out() {
    let tables = valuer().tables().tries(2018).clone();
    let (kick, two) = (tables.kick as f32, tables.two as f32);
    let state = |lead: i16| {
        let mut state = off("tied after a touchdown, 0:00 left in Q4, season 2018");
        state.score_differential = lead;
        state
    };
    let of = |lead, attempt| of(Moment::Try(state(lead), attempt)).wp();
    let overtime = tied(&state(0)).wp();
    close(of(0, Attempt::Kick), kick + (1.0 - kick) * overtime, 1e-5);
    close(of(-1, Attempt::Kick), kick * overtime, 1e-5);
    close(of(-1, Attempt::Two), two, 1e-5);
    close(of(-2, Attempt::Kick), 0.0, 1e-5);
    close(of(-2, Attempt::Two), two * overtime, 1e-5);
    close(of(-2, Attempt::Best), two * overtime, 1e-5);
    close(of(1, Attempt::Best), 1.0, 0.01);
}

#[test]
fn who_can_kneel_the_clock_out_has_won() {
    let say = |down: &str, clock: &str, timeouts: u8| {
        play(&format!(
            "{down} and 10 at own 40, up 1, {clock} left in Q4, 3 timeouts to {timeouts}, pick'em"
        ))
    };
    let wp = |down, clock, timeouts| of(Moment::Scrimmage(say(down, clock, timeouts))).wp();
    for (down, clock, timeouts) in [
        ("1st", "2:00", 0),
        ("1st", "1:20", 1),
        ("1st", "0:40", 2),
        ("2nd", "1:20", 0),
        ("3rd", "0:40", 0),
        ("2nd", "0:40", 1),
    ] {
        close(wp(down, clock, timeouts), 0.9995, 0.0004);
        // Not with one timeout more, and not a minute earlier.
        assert!(
            wp(down, clock, timeouts + 1) < 0.9990,
            "{down} {clock} {timeouts}"
        );
    }
    // The two-minute warning is a timeout more: three kneel-downs from 2:10
    // take it to 0:40.
    assert!(wp("1st", "2:10", 0) < 0.9990);
    // What almost suffices comes near it smoothly.
    let mut last = 2.0;
    for seconds in 0..30_u16 {
        let mut state = say("2nd", "1:20", 0);
        state.quarter_seconds_remaining = 80 + seconds;
        let now = of(Moment::Scrimmage(state)).wp();
        assert!(now <= last + 0.002, "{seconds} s: {now} after {last}");
        assert!(
            last > 1.5 || last - now < 0.05,
            "{seconds} s: {now} after {last}"
        );
        last = now;
    }
}

#[test]
fn spikes_and_kneels_cost_what_they_cost() {
    // A spike: the next down, a second or two gone. It is worth less than the
    // down that it took; with the clock run down there is only the kick left, which
    // teams that still have time do not always get to.
    let before = play("1st and 10 at opp 30, down 3, 0:20 left in Q4, no timeouts to 2");
    let spiked = play("2nd and 10 at opp 30, down 3, 0:18 left in Q4, no timeouts to 2");
    let ran = play("2nd and 10 at opp 30, down 3, 0:01 left in Q4, no timeouts to 2");
    let [before, spiked, ran] = [before, spiked, ran].map(|s| of(Moment::Scrimmage(s)).wp());
    assert!(
        before >= spiked && spiked >= ran - 0.05,
        "{before} {spiked} {ran}"
    );
    // A kneel-down at the half hands over to the second half's kick-off.
    let state = |receives: bool| GameState {
        receive_2h_ko: Some(receives),
        ..off("tied after a touchdown, 0:00 left in Q2, pick'em")
    };
    let of = |receives| of(Moment::Try(state(receives), Attempt::Made(1))).wp();
    assert!(
        of(true) > of(false),
        "receiving the second half is worth something"
    );
}

#[test]
fn a_free_kick_is_better_than_a_kickoff() {
    let state = off("tied, 8:00 left in Q4, pick'em, season 2018");
    let free = of(Moment::FreeKick(state.clone())).wp();
    let kick = of(Moment::Kickoff(state, wp::value::Kick::Deep)).wp();
    assert!(free > kick, "{free} {kick}");
}

#[test]
fn a_side_that_needs_a_touchdown_is_not_better_off_before_it() {
    for (lead, clock) in [(8, "2:00"), (8, "8:00"), (6, "1:00"), (4, "4:00")] {
        for yards in [1, 5, 10] {
            let text = format!("2nd and goal at the {yards}, down {lead}, {clock} left in Q4");
            let before = play(&text);
            let mut scored = before.clone();
            scored.score_differential += 6;
            let made = of(Moment::Try(scored, Attempt::Best)).wp();
            let wp = of(Moment::Scrimmage(before.clone())).wp();
            assert!(wp <= made + 1e-6, "{text}: {wp} before, {made} after");
            // `wp predict` says the same.
            let (alone, _) = valuer().uncertain(&before, 0.9).unwrap();
            close(alone.wp, wp, 1e-6);
        }
    }
}

/// A team that converts with time for a last snap gets it off: at 0:24 the slowest third
/// of all such plays let the clock run out, at 0:25 none.
#[test]
fn no_second_decides_what_a_converted_fourth_down_is_worth() {
    for score in ["tied", "down 1", "down 2"] {
        let wp = |second: u32| {
            let text = format!("4th and 1 at opp 42, {score}, 0:{second} left in Q4, timeouts 0-2");
            of(Moment::Scrimmage(play(&text))).wp()
        };
        for second in 14..40 {
            let step = (wp(second + 1) - wp(second)).abs();
            assert!(step < 0.04, "{score}, 0:{second}: {step}");
        }
    }
}
