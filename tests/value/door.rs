//! One value function: whoever is asked gives the same answer, and a fourth
//! down is worth what its options are.

use super::{model, valuer};
use wp::ask::{Advisor, FourthDownQuestion};
use wp::game::GameState;
use wp::simulate::{GameRng, Stream};
use wp::situation::Understood;
use wp::value::Moment;

/// Random situations of regulation, half of them in the last six minutes.
fn situations(down: Option<u8>, n: usize) -> Vec<GameState> {
    let mut rng = GameRng::new(21, 0, Stream::RollOut, 1);
    let mut draw = |low: i32, high: i32| rng.between(low, high);
    (0..n)
        .map(|i| {
            let yardline_100 = draw(1, 99) as u8;
            let down = down.unwrap_or_else(|| draw(1, 4) as u8);
            let most = i32::from(yardline_100).min(if down == 1 { 10 } else { 15 });
            let late = i % 2 == 0;
            GameState {
                qtr: if late { 4 } else { draw(1, 4) as u8 },
                quarter_seconds_remaining: draw(1, if late { 360 } else { 900 }) as u16,
                down,
                ydstogo: if down == 1 { most } else { draw(1, most) } as u8,
                yardline_100,
                score_differential: draw(-16, 16) as i16,
                posteam_timeouts_remaining: Some(draw(0, 3) as u8),
                defteam_timeouts_remaining: Some(draw(0, 3) as u8),
                posteam_spread: Some(draw(-9, 9) as f32),
                season: Some(2023),
                ..GameState::kickoff_touchback()
            }
        })
        .collect()
}

fn said(state: &GameState) -> Understood {
    Understood {
        state: state.clone(),
        understood: Vec::new(),
        unknown: Vec::new(),
        teams: None,
    }
}

#[test]
fn a_fourth_down_lies_between_its_worst_and_its_best_option() {
    let advisor = Advisor::new(model());
    for state in situations(Some(4), 2_000) {
        let question = FourthDownQuestion {
            no_intervals: true,
            ..FourthDownQuestion::default()
        };
        let answer = advisor.fourth_down(said(&state), question).unwrap().answer;
        let options = answer.options.iter().map(|o| o.wp as f32);
        let least = options.clone().fold(1.0, f32::min);
        let most = options.fold(0.0, f32::max);
        let wp = advisor.predict(&state).unwrap().wp;
        assert!(
            wp >= least - 1e-4 && wp <= most + 1e-4,
            "{wp} outside {least}–{most}: {state:?}"
        );
    }
}

#[test]
fn all_who_are_asked_say_the_same() {
    let states = situations(None, 2_000);
    let moments: Vec<Moment> = states.iter().cloned().map(Moment::Scrimmage).collect();
    let together = valuer().outcomes(&moments).unwrap();
    let uncertain = valuer().all_uncertain(&states, 0.9).unwrap();
    let (with_members, _) = valuer().outcomes_and_members(&moments).unwrap();
    let advisor = Advisor::new(model());
    for (i, state) in states.iter().enumerate() {
        let wp = together[i].wp();
        let others = [
            advisor.predict(state).unwrap().wp,
            uncertain[i].wp,
            with_members[i].wp(),
        ];
        for other in others {
            assert!((wp - other).abs() < 1e-5, "{wp} and {other}: {state:?}");
        }
    }
}
