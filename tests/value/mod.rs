//! What any moment is worth: kick-offs, tries, the last seconds, overtime.

mod cli;
mod door;
mod ending;
mod overtime;
mod tables;

use std::path::Path;
use std::sync::OnceLock;
use wp::game::GameState;
use wp::model_file::SavedModel;
use wp::situation::{MomentKind, parse, parse_as};
use wp::value::{Attempt, Kick, Moment, Outcome, Valuer, turned};

fn model() -> &'static SavedModel {
    static MODEL: OnceLock<SavedModel> = OnceLock::new();
    MODEL.get_or_init(|| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/model/wp.model");
        wp::file::read_model(&path).unwrap()
    })
}

fn valuer() -> Valuer<'static> {
    Valuer::new(model())
}

fn play(text: &str) -> GameState {
    parse(text).unwrap_or_else(|e| panic!("{text}: {e}")).state
}

/// A state without down, distance and spot.
fn off(text: &str) -> GameState {
    parse_as(MomentKind::Kickoff, text)
        .unwrap_or_else(|e| panic!("{text}: {e}"))
        .state
}

fn close(a: f32, b: f32, tolerance: f32) {
    assert!((a - b).abs() <= tolerance, "{a} is not {b}");
}

/// Moments of every kind, through the game, in several leads and eras.
fn all_kinds() -> Vec<Moment> {
    let mut moments = Vec::new();
    for (qtr, seconds) in [
        (1, 900),
        (2, 2),
        (2, 0),
        (3, 400),
        (4, 500),
        (4, 110),
        (4, 9),
        (4, 1),
        (4, 0),
    ] {
        for lead in [-17, -8, -3, 0, 1, 6, 14] {
            for season in [2010, 2017, 2025] {
                let state = GameState {
                    qtr,
                    quarter_seconds_remaining: seconds,
                    score_differential: lead,
                    posteam_timeouts_remaining: Some(2),
                    defteam_timeouts_remaining: Some(1),
                    posteam_spread: Some(2.5),
                    season: Some(season),
                    ..GameState::kickoff_touchback()
                };
                moments.extend([
                    Moment::Scrimmage(state.clone()),
                    Moment::Kickoff(state.clone(), Kick::Deep),
                    Moment::Kickoff(state.clone(), Kick::Onside),
                    Moment::Kickoff(state.clone(), Kick::Best),
                    Moment::FreeKick(state.clone()),
                    Moment::Try(state.clone(), Attempt::Kick),
                    Moment::Try(state.clone(), Attempt::Two),
                    Moment::Try(state.clone(), Attempt::Best),
                    Moment::RegulationEnd(state),
                ]);
            }
        }
    }
    moments.push(Moment::Over { lead: 0 });
    moments
}

#[test]
fn win_tie_and_loss_add_up_to_one() {
    let moments = all_kinds();
    for (moment, o) in moments.iter().zip(valuer().outcomes(&moments).unwrap()) {
        for p in [o.win, o.tie, o.loss()] {
            assert!((0.0..=1.0).contains(&p), "{moment:?}: {o:?}");
        }
        close(o.win + o.tie + o.loss(), 1.0, 1e-5);
        let other = o.flipped();
        close(other.win, o.loss(), 1e-6);
        close(other.wp() + o.wp(), 1.0, 1e-5);
    }
}

#[test]
fn an_answer_does_not_depend_on_what_else_is_asked() {
    let moments = all_kinds();
    let together = valuer().outcomes(&moments).unwrap();
    for i in (0..moments.len()).step_by(17) {
        let alone = valuer().outcome(&moments[i]).unwrap();
        assert_eq!(alone, together[i], "{:?}", moments[i]);
    }
    let backwards: Vec<Moment> = moments.iter().rev().cloned().collect();
    let mut again = valuer().outcomes(&backwards).unwrap();
    again.reverse();
    assert_eq!(again, together);
}

#[test]
fn more_lead_never_hurts() {
    type Make = fn(GameState) -> Moment;
    let kinds: [Make; 5] = [
        Moment::Scrimmage,
        |s| Moment::Kickoff(s, Kick::Best),
        |s| Moment::Try(s, Attempt::Best),
        Moment::FreeKick,
        Moment::RegulationEnd,
    ];
    for make in kinds {
        for (qtr, seconds) in [
            (1, 800),
            (3, 10),
            (4, 600),
            (4, 130),
            (4, 40),
            (4, 14),
            (4, 8),
            (4, 2),
            (4, 0),
        ] {
            for yardline_100 in [75, 30] {
                let moments: Vec<Moment> = (-20..=20)
                    .map(|lead| {
                        make(GameState {
                            qtr,
                            quarter_seconds_remaining: seconds,
                            score_differential: lead,
                            yardline_100,
                            posteam_timeouts_remaining: Some(1),
                            defteam_timeouts_remaining: Some(1),
                            posteam_spread: Some(0.0),
                            ..GameState::kickoff_touchback()
                        })
                    })
                    .collect();
                let values = valuer().outcomes(&moments).unwrap();
                for (pair, moment) in values.windows(2).zip(&moments) {
                    assert!(
                        pair[1].wp() >= pair[0].wp() - 2e-3,
                        "{moment:?}: {:?}",
                        pair
                    );
                }
            }
        }
    }
}

#[test]
fn quarters_join() {
    for (one, other) in [
        ("0:00 left in Q1", "15:00 left in Q2"),
        ("0:00 left in Q3", "15:00 left in Q4"),
    ] {
        let say = |clock: &str| {
            play(&format!(
                "2nd and 6 at own 40, down 4, {clock}, favored by 2"
            ))
        };
        let of = |clock: &str| valuer().outcome(&Moment::Scrimmage(say(clock))).unwrap();
        assert_eq!(of(one), of(other));
    }
    // One second of the last minute is worth little.
    for lead in [-7, -3, 0, 3] {
        let moments: Vec<Moment> = (0..=40)
            .map(|seconds| {
                Moment::Scrimmage(GameState {
                    qtr: 4,
                    quarter_seconds_remaining: seconds,
                    score_differential: lead,
                    yardline_100: 60,
                    posteam_timeouts_remaining: Some(1),
                    defteam_timeouts_remaining: Some(1),
                    posteam_spread: Some(0.0),
                    ..GameState::kickoff_touchback()
                })
            })
            .collect();
        let values = valuer().outcomes(&moments).unwrap();
        for (s, pair) in values.windows(2).enumerate() {
            let step = (pair[1].wp() - pair[0].wp()).abs();
            assert!(step < 0.05, "lead {lead}, {s} s: {pair:?}");
        }
    }
}

#[test]
fn a_better_option_is_the_value_of_a_choice() {
    let state = off("down 8 after a touchdown, 1:30 left in Q4, 2 timeouts to 1");
    let of = |a| {
        valuer()
            .outcome(&Moment::Try(state.clone(), a))
            .unwrap()
            .wp()
    };
    close(
        of(Attempt::Best),
        of(Attempt::Kick).max(of(Attempt::Two)),
        1e-6,
    );
    // The kicking side chooses; the value is the receiver's.
    let receiver = turned(&off("down 3, 0:50 left in Q4, no timeouts to 1"));
    let of = |k| {
        valuer()
            .outcome(&Moment::Kickoff(receiver.clone(), k))
            .unwrap()
            .wp()
    };
    close(of(Kick::Best), of(Kick::Deep).min(of(Kick::Onside)), 1e-6);
    assert!(
        of(Kick::Onside) < of(Kick::Deep),
        "with no timeouts an onside kick is the only way"
    );
    // Early in the game nobody does.
    let early = turned(&off("down 3, 10:00 left in Q1"));
    let of = |k| {
        valuer()
            .outcome(&Moment::Kickoff(early.clone(), k))
            .unwrap()
            .wp()
    };
    assert!(of(Kick::Deep) < of(Kick::Onside));
}

#[test]
fn a_kickoff_is_worth_about_the_usual_start_of_its_era() {
    // From 2025 on most are returned, to about the 30.
    for (season, spot) in [(2012, 20), (2018, 25), (2024, 30), (2025, 31)] {
        let kick = off(&format!("tied, 12:00 left in Q3, season {season}"));
        let after = play(&format!(
            "1st and 10 at own {spot}, tied, 12:00 left in Q3, season {season}"
        ));
        let kick = valuer()
            .outcome(&Moment::Kickoff(kick, Kick::Deep))
            .unwrap();
        let after = valuer().outcome(&Moment::Scrimmage(after)).unwrap();
        close(kick.wp(), after.wp(), 0.01);
    }
}

#[test]
fn a_try_leads_to_its_points() {
    let state = off("up 6 after a touchdown, 8:00 left in Q2");
    let of = |a| {
        valuer()
            .outcome(&Moment::Try(state.clone(), a))
            .unwrap()
            .wp()
    };
    let tables = valuer().tables().tries(2025).clone();
    let mixed = tables.kick as f32 * of(Attempt::Made(1))
        + (1.0 - tables.kick as f32) * of(Attempt::Made(0));
    close(of(Attempt::Kick), mixed, 1e-5);
    assert!(of(Attempt::Made(2)) > of(Attempt::Made(1)));
    // The kick-off that follows is the other side's to receive.
    let mut next = turned(&state);
    next.score_differential = -7;
    let kick = valuer()
        .outcome(&Moment::Kickoff(next, Kick::Best))
        .unwrap();
    close(of(Attempt::Made(1)), 1.0 - kick.wp(), 1e-6);
}

#[test]
fn members_of_a_model_without_are_its_own_estimate() {
    let moments: Vec<Moment> = all_kinds().into_iter().step_by(5).collect();
    let valuer = valuer();
    if model().has_intervals() {
        let members = valuer.members(&moments).unwrap();
        assert!(members.ncols() > 1);
        return;
    }
    let members = valuer.members(&moments).unwrap();
    assert_eq!(members.dim(), (moments.len(), 1));
    for (m, o) in members.iter().zip(valuer.outcomes(&moments).unwrap()) {
        close(*m, o.wp(), 1e-6);
    }
}

#[test]
fn impossible_situations_are_refused() {
    let mut state = GameState::kickoff_touchback();
    state.score_differential = 300;
    let error = valuer()
        .outcome(&Moment::Kickoff(state, Kick::Deep))
        .unwrap_err();
    assert_eq!(error.exit_code(), 2);
    assert_eq!(valuer().outcomes(&[]).unwrap(), Vec::<Outcome>::new());
    assert_eq!(valuer().members(&[]).unwrap().nrows(), 0);
}
