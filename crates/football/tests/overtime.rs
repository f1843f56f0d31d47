//! Overtime in every rule set: `predict`, `fourth-down` and `score` say the same,
//! and a fourth down is worth what its choices are.

use football::ask::{Advisor, FourthDownQuestion};
use football::decide::{Answer, Choice, Decider, GameValuer, Situation, SubModels};
use football::game::{GameState, Possession};
use football::model_file::SavedModel;
use football::plays::Schedule;
use football::rules::Rules;
use football::score::Follower;
use football::situation::{parse, parse_line};
use football::value::{Moment, Outcome, Valuer};
use std::path::Path;
use std::sync::OnceLock;

fn model() -> &'static SavedModel {
    static MODEL: OnceLock<SavedModel> = OnceLock::new();
    MODEL.get_or_init(|| {
        let bytes = include_bytes!("../../../data/model/wp.model");
        SavedModel::from_bytes(bytes, Path::new("wp.model")).unwrap()
    })
}

/// A small generator (xorshift).
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 16) % n
    }
}

/// Every combination of format, length and kind of game that has been played.
const RULE_SETS: [(u16, bool); 9] = [
    (2009, false),
    (2009, true),
    (2011, true),
    (2014, false),
    (2018, false),
    (2022, true),
    (2025, false),
    (2025, true),
    (2026, false),
];

fn random(dice: &mut Dice) -> GameState {
    let (season, playoffs) = RULE_SETS[dice.below(RULE_SETS.len() as u64) as usize];
    let rules = Rules::of(season, playoffs).overtime;
    let yardline_100 = 1 + dice.below(99) as u8;
    let trails = rules.format != football::rules::OvertimeFormat::SuddenDeath && dice.below(2) == 0;
    let most = if playoffs && season < 2022 || season < 2025 && !playoffs {
        1
    } else {
        4
    };
    let score_differential = if trails {
        [-3, -6, -7, -8][dice.below(most) as usize]
    } else {
        0
    };
    let overtime_possession = if trails {
        Some(Possession::Second)
    } else {
        [
            Some(Possession::First),
            Some(Possession::Second),
            Some(Possession::Later),
            None,
        ][dice.below(4) as usize]
    };
    let late = dice.below(2) == 0;
    let seconds = if late {
        dice.below(150)
    } else {
        dice.below(u64::from(rules.period) + 1)
    };
    GameState {
        qtr: 5,
        quarter_seconds_remaining: seconds as u16,
        down: 4,
        ydstogo: (1 + dice.below(15) as u8).min(yardline_100),
        yardline_100,
        score_differential,
        posteam_timeouts_remaining: [None, Some(0), Some(1), Some(2)][dice.below(4) as usize],
        defteam_timeouts_remaining: [None, Some(0), Some(1), Some(2)][dice.below(4) as usize],
        posteam_spread: [None, Some(-9.5), Some(-3.0), Some(0.0), Some(6.5)]
            [dice.below(5) as usize],
        season: Some(season),
        playoffs: Some(playoffs),
        overtime_possession,
        ..GameState::kickoff_touchback()
    }
}

fn range(answer: &Answer, state: &GameState) -> (f64, f64) {
    let options: Vec<f64> = answer.options.iter().map(|o| o.wp).collect();
    assert!(!options.is_empty(), "{state:?}");
    let low = options.iter().copied().fold(f64::INFINITY, f64::min);
    let high = options.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    (low - 1e-4, high + 1e-4)
}

#[test]
fn a_fourth_down_lies_between_its_choices() {
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
    let states: Vec<GameState> = (0..4_000).map(|_| random(&mut dice)).collect();
    let valuer = GameValuer::new(model());
    let decider = Decider::new(SubModels::shipped().unwrap(), &valuer, 0.9, false);
    let situations: Vec<Situation> = states
        .iter()
        .map(|state| Situation {
            state: state.clone(),
            indoors: None,
        })
        .collect();
    let answers = decider.answer(&situations).unwrap();
    let moments: Vec<Moment> = states.iter().cloned().map(Moment::Scrimmage).collect();
    let outcomes = Valuer::new(model()).outcomes(&moments).unwrap();
    let advisor = Advisor::new(model());
    let schedule = Schedule::default();
    let mut follower = Follower::new(model(), &schedule, 0.9).unwrap();
    for (i, ((state, answer), outcome)) in states.iter().zip(&answers).zip(&outcomes).enumerate() {
        let (low, high) = range(answer, state);
        let wp = f64::from(outcome.wp());
        assert!(
            (low..=high).contains(&wp),
            "{state:?}: {wp} is not in {low} to {high}"
        );
        // Three probabilities; no tie where the game goes on.
        assert!((outcome.win + outcome.tie + outcome.loss() - 1.0).abs() < 1e-5);
        assert!(state.playoffs != Some(true) || outcome.tie < 1e-6);
        let predicted = advisor.predict(state).unwrap().wp;
        assert!((predicted - outcome.wp()).abs() < 1e-6);
        let line = serde_json::to_string(state).unwrap();
        let scored = follower.answer(&line, i + 1).unwrap().wp.unwrap();
        assert!(
            (scored - predicted).abs() < 1e-5,
            "{line}: {scored} {predicted}"
        );
        // The command asks one at a time.
        if i % 100 == 0 {
            let question = FourthDownQuestion {
                no_intervals: true,
                ..FourthDownQuestion::default()
            };
            let said = parse_line(&line).unwrap();
            let one = advisor.fourth_down(said, question).unwrap();
            for (a, b) in one.answer.options.iter().zip(&answer.options) {
                assert!(a.choice == b.choice && (a.wp - b.wp).abs() < 1e-6);
            }
        }
    }
}

/// A team that has to score goes for it: its value is the attempt's.
#[test]
fn who_must_score_uses_four_downs() {
    for (text, least) in [
        (
            "4th and 10 at own 30, down 7, 8:43 left in OT, second possession, season 2025",
            0.07,
        ),
        (
            "4th and 5 at opp 27, down 7, 4:26 left in OT, second possession, season 2025",
            0.13,
        ),
    ] {
        let said = parse_line(text).unwrap();
        let advisor = Advisor::new(model());
        let wp = advisor.predict(&said.state).unwrap().wp;
        let question = FourthDownQuestion::default();
        let answer = advisor.fourth_down(said, question).unwrap().answer;
        let go = answer.option(Choice::Go).unwrap().wp;
        assert!((f64::from(wp) - go).abs() < 1e-4, "{text}: {wp} {go}");
        assert!(f64::from(wp) > least, "{text}: {wp}");
    }
}

fn of(text: &str) -> Outcome {
    let state = parse(text).unwrap().state;
    Valuer::new(model())
        .outcome(&Moment::Scrimmage(state))
        .unwrap()
}

/// 2014_06_CAR_CIN, play 5054: 4th and 1 at the 18, three behind; the field goal
/// was made, and the game ended in a tie.
#[test]
fn a_kick_that_ties_gains() {
    let before = of("4th and 1 at opp 18, down 3, 4:20 left in OT, second possession, season 2014");
    let missed =
        of("1st and 10 at opp 20, down 3, 4:20 left in OT, second possession, season 2014");
    assert!(before.wp() < missed.wp());
    let kicked = Valuer::new(model())
        .outcome(&Moment::Kickoff(
            GameState {
                score_differential: 0,
                overtime_possession: Some(Possession::Later),
                quarter_seconds_remaining: 255,
                ..parse(
                    "4th and 1 at opp 18, down 3, 4:20 left in OT, second possession, season 2014",
                )
                .unwrap()
                .state
            },
            football::value::Kick::Deep,
        ))
        .unwrap();
    let after = 1.0 - kicked.wp();
    assert!(
        (before.wp() - after).abs() < 0.12,
        "{} before the kick, {after} after it",
        before.wp()
    );
}

/// With little time left a timeout is another play.
#[test]
fn timeouts_matter_late() {
    let with = |timeouts: u8, seconds: u16| {
        let text = format!(
            "1st and 10 at own 30, down 3, 0:{seconds} left in OT, second possession, season 2018"
        );
        let state = GameState {
            posteam_timeouts_remaining: Some(timeouts),
            ..parse(&text).unwrap().state
        };
        Valuer::new(model())
            .outcome(&Moment::Scrimmage(state))
            .unwrap()
            .wp()
    };
    assert!(with(2, 40) > with(1, 40) && with(1, 40) > with(0, 40) + 0.01);
    assert!(with(0, 55) > with(0, 25));
}

/// An earlier down, fewer yards to go and more time never hurt a team that must
/// score.
#[test]
fn more_is_better_for_who_must_score() {
    for lead in [3, 7] {
        for spot in ["own 10", "own 40", "opp 30", "opp 8"] {
            let mut last = 0.0;
            for down in ["4th", "3rd", "2nd", "1st"] {
                let distance = if spot == "opp 8" { "goal" } else { "10" };
                let wp = of(&format!(
                    "{down} and {distance} at {spot}, down {lead}, 6:00 left in OT, second possession, season 2025"
                ))
                .wp();
                assert!(
                    wp > last,
                    "{down} at {spot}, down {lead}: {wp} after {last}"
                );
                last = wp;
            }
        }
    }
}
