//! Answers with known values: through a valuer that is told what to say, and
//! through the built-in model.

use std::sync::OnceLock;
use wp::decide::field_goal::Kick;
use wp::decide::{
    Answer, Choice, Decider, End, GameValuer, Situation, SubModels, Valuer, Values, words,
};
use wp::estimator::Margin;
use wp::game::Possession;
use wp::model_file::SavedModel;
use wp::situation::parse;
use wp::value::Moment;

fn model() -> &'static SavedModel {
    static MODEL: OnceLock<SavedModel> = OnceLock::new();
    MODEL.get_or_init(|| {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/data/model/wp.model");
        wp::file::read_model(path.as_ref()).unwrap()
    })
}

fn ask(text: &str) -> Situation {
    Situation {
        state: parse(text).unwrap().state,
        indoors: None,
    }
}

fn answer_of(situation: &Situation) -> Answer {
    let valuer = GameValuer::new(model());
    let models = SubModels::shipped().unwrap();
    let decider = Decider::new(models, &valuer, 0.9, true);
    decider
        .answer(std::slice::from_ref(situation))
        .unwrap()
        .remove(0)
}

fn answer(text: &str) -> Answer {
    answer_of(&ask(text))
}

fn wp_of(answer: &Answer, choice: Choice) -> f64 {
    answer.option(choice).unwrap().wp
}

#[test]
fn as_time_runs_out_a_field_goal_is_worth_its_chance() {
    for (text, made_is_worth) in [
        ("4th and 5 at the opp 30, down 2, 0:02 left in Q4", 1.0),
        ("4th and 5 at the opp 30, down 1, 0:01 left in Q4", 1.0),
        (
            "4th and 5 at the opp 30, tied, 0:01 left in Q4, season 2023",
            1.0,
        ),
    ] {
        let situation = ask(text);
        let answer = answer_of(&situation);
        let p = SubModels::shipped().unwrap().field_goal.p_made(&Kick {
            yardline_100: 30.0,
            indoors: None,
            season: situation.state.season,
        });
        let kick = wp_of(&answer, Choice::FieldGoal);
        // A miss loses; tied, it goes to an overtime that is nearly even.
        let miss = if situation.state.score_differential == 0 {
            0.5
        } else {
            0.0
        };
        let expected = p * made_is_worth + (1.0 - p) * miss;
        assert!(
            (kick - expected).abs() < 0.01,
            "{text}: {kick} for {expected}"
        );
        assert_eq!(answer.best(), Choice::FieldGoal, "{text}");
    }
}

#[test]
fn a_tying_field_goal_as_time_runs_out_is_worth_half_its_chance() {
    let situation = ask("4th and 5 at the opp 20, down 3, 0:02 left in Q4, season 2023");
    let answer = answer_of(&situation);
    let made = answer.p_make.unwrap().value;
    let kick = wp_of(&answer, Choice::FieldGoal);
    assert!((kick - 0.5 * made).abs() < 0.02, "{kick} for {made}");
}

#[test]
fn when_a_touchdown_is_needed_a_field_goal_is_worth_nothing() {
    let answer = answer("4th and goal at the opp 3, down 5, 0:02 left in Q4");
    assert!(wp_of(&answer, Choice::FieldGoal) < 1e-6);
    let go = wp_of(&answer, Choice::Go);
    // A foul of the defence converts, and leaves one more play.
    let ends = &answer.option(Choice::Go).unwrap().ends;
    let touchdown = ends.iter().find(|e| e.end == End::Touchdown).unwrap().p;
    assert!(go > touchdown && go < answer.p_convert.value, "{go}");
    assert_eq!(answer.best(), Choice::Go);
}

#[test]
fn probabilities_of_all_ends_add_up() {
    for text in [
        "4th and 1 at the 50, tied, 10:00 left in Q2",
        "4th and goal at the opp 1, down 4, 1:30 left in Q4",
        "4th and 20 at the own 3, up 4, 0:40 left in Q4",
        "4th and 2 at the opp 40, tied, 8:00 left in OT, first possession, season 2016",
    ] {
        let answer = answer(text);
        for option in &answer.options {
            let sum: f64 = option.ends.iter().map(|e| e.p).sum();
            assert!(
                (sum - 1.0).abs() < 1e-9,
                "{text}: {:?} {sum}",
                option.choice
            );
            assert!((0.0..=1.0).contains(&option.wp), "{text}");
            assert!(
                option
                    .ends
                    .iter()
                    .all(|e| (-1e-6..=1.000_001).contains(&e.wp))
            );
        }
        assert!(answer.gain.value >= 0.0);
        assert!(answer.options.windows(2).all(|w| w[0].wp >= w[1].wp));
    }
}

#[test]
fn going_is_never_better_from_farther_and_a_kick_never_worse_from_closer() {
    for clock in ["12:00 left in Q1", "9:00 left in Q3", "5:00 left in Q4"] {
        for spot in [65, 50, 35, 20] {
            let mut before = 1.0;
            for distance in [1, 2, 3, 5, 8, 12, 15] {
                let text = format!("down=4 ydstogo={distance} yardline_100={spot}, tied, {clock}");
                let go = wp_of(&answer(&text), Choice::Go);
                assert!(go <= before + 0.003, "{text}: {go} after {before}");
                before = go;
            }
        }
        let mut before = 0.0;
        for spot in [45, 40, 35, 30, 25, 20, 15] {
            let text = format!("4th and 10 at the opp {spot}, tied, {clock}");
            let kick = wp_of(&answer(&text), Choice::FieldGoal);
            assert!(kick >= before, "{text}: {kick} after {before}");
            before = kick;
        }
    }
}

#[test]
fn break_even_is_where_going_equals_the_next_best() {
    let text = "4th and 3 at the opp 45, tied, 9:00 left in Q2";
    let answer = answer(text);
    let needed = answer.break_even.unwrap().value;
    let better = answer.p_convert.value > needed;
    assert_eq!(better, answer.best() == Choice::Go, "{needed}");
    assert!((0.2..0.7).contains(&needed), "{needed}");
}

#[test]
fn overtime_follows_its_format() {
    let first = "4th and 8 at the opp 25, tied, 7:00 left in OT, first possession";
    // In sudden death the kick wins the game; later formats let it be answered.
    let sudden = answer(&format!("{first}, season 2009"));
    let answered = answer(&format!("{first}, season 2016"));
    let worth = |a: &Answer| {
        let option = a.option(Choice::FieldGoal).unwrap();
        option.ends.iter().find(|e| e.end == End::Made).unwrap().wp
    };
    assert!((worth(&sudden) - 1.0).abs() < 1e-6);
    assert!(
        (0.5..0.95).contains(&worth(&answered)),
        "{}",
        worth(&answered)
    );
    // Behind on the second possession a failure loses.
    let second = "4th and 8 at the opp 25, down 3, 4:00 left in OT, second possession, season 2016";
    let second = answer(second);
    let go = second.option(Choice::Go).unwrap();
    let failed = go.ends.iter().find(|e| e.end == End::Failed).unwrap();
    assert!(failed.wp.abs() < 1e-6);
    let punt = second.option(Choice::Punt).unwrap();
    assert!(punt.wp < 0.1, "{}", punt.wp);
}

#[test]
fn both_sides_possess_under_the_latest_rules() {
    let text = "4th and goal at the opp 2, tied, 7:00 left in OT, first possession, season 2025";
    let mut situation = ask(text);
    situation.state.overtime_possession = Some(Possession::First);
    let answer = answer_of(&situation);
    let go = answer.option(Choice::Go).unwrap();
    let touchdown = go.ends.iter().find(|e| e.end == End::Touchdown).unwrap();
    assert!((0.6..0.95).contains(&touchdown.wp), "{}", touchdown.wp);
}

#[test]
fn only_fourth_downs_are_answered() {
    let valuer = GameValuer::new(model());
    let decider = Decider::new(SubModels::shipped().unwrap(), &valuer, 0.9, false);
    let error = decider
        .answer(&[ask("1st and 10 at the own 25, tied, 15:00 left in Q1")])
        .unwrap_err();
    assert!(error.to_string().contains("1st"), "{error}");
    assert!(error.hint().unwrap().contains("4th"), "{error}");
    assert_eq!(error.exit_code(), 2);
}

/// Says the same of every moment, but for what each member adds.
struct Flat {
    wp: f32,
    members: Vec<f32>,
}

impl Valuer for Flat {
    fn members(&self) -> usize {
        self.members.len()
    }

    fn value(&self, moments: &[Moment], members: bool) -> wp::Result<Values> {
        Ok(Values {
            wp: vec![self.wp; moments.len()],
            members: if members {
                moments.iter().flat_map(|_| self.members.clone()).collect()
            } else {
                Vec::new()
            },
        })
    }
}

#[test]
fn where_all_moments_are_even_nothing_is_clear() {
    let flat = Flat {
        wp: 0.5,
        members: vec![0.5; 10],
    };
    let decider = Decider::new(SubModels::shipped().unwrap(), &flat, 0.9, true);
    let answers = decider
        .answer(&[ask("4th and 3 at the opp 40, tied, 9:00 left in Q2")])
        .unwrap();
    for option in &answers[0].options {
        assert!((option.wp - 0.5).abs() < 1e-6);
    }
    assert_eq!(answers[0].clear, Some(false));
    assert!(wp::decide::words::verdict(&answers[0]).starts_with("toss-up"));
}

#[test]
fn a_batch_answers_as_each_alone() {
    let texts = [
        "4th and 1 at the 50, tied, 10:00 left in Q2",
        "4th and 9 at the own 20, down 7, 0:50 left in Q2, receive second half kickoff",
        "4th and 2 at the opp 8, up 3, 3:00 left in Q4",
    ];
    let situations: Vec<Situation> = texts.iter().map(|t| ask(t)).collect();
    let valuer = GameValuer::new(model());
    let decider = Decider::new(SubModels::shipped().unwrap(), &valuer, 0.9, false);
    let together = decider.answer(&situations).unwrap();
    for (situation, one) in situations.iter().zip(together) {
        let alone = decider
            .answer(std::slice::from_ref(situation))
            .unwrap()
            .remove(0);
        assert_eq!(alone, one);
    }
}

/// The same, by a model that has a margin.
struct Wide(Flat);

impl Valuer for Wide {
    fn members(&self) -> usize {
        self.0.members()
    }

    fn margin(&self) -> Margin {
        Margin::constant(0.02)
    }

    fn value(&self, moments: &[Moment], members: bool) -> wp::Result<Values> {
        self.0.value(moments, members)
    }
}

#[test]
fn a_gain_must_beat_half_of_the_margin_to_be_clear() {
    let models = SubModels::shipped().unwrap();
    let situation = ask("4th and 2 at the opp 35, down 3, 2:10 left in Q4, 2 timeouts to 1");
    let of = |valuer: &dyn Valuer| {
        let decider = Decider::new(models, valuer, 0.9, true);
        decider
            .answer(std::slice::from_ref(&situation))
            .unwrap()
            .remove(0)
    };
    let flat = || Flat {
        wp: 0.5,
        members: vec![0.5; 7],
    };
    let (narrow, wide) = (of(&flat()).gain, of(&Wide(flat())).gain);
    let (a, b) = (narrow.interval.unwrap(), wide.interval.unwrap());
    assert!((narrow.value - wide.value).abs() < 1e-9);
    assert!((a.lower - b.lower - 0.01).abs() < 1e-5, "{a:?} {b:?}");
    assert!((b.upper - a.upper - 0.01).abs() < 1e-5, "{a:?} {b:?}");
}

#[test]
fn a_game_that_is_over_is_said_to_be() {
    for (text, said) in [
        ("4th and 5 at the opp 25, down 40, 1:00 left in Q4", "lost"),
        ("4th and goal at the 2, up 30, 0:30 left in Q4", "won"),
    ] {
        let situation = ask(text);
        let answer = answer_of(&situation);
        assert_eq!(words::decided(&answer), Some(said == "won"), "{answer:?}");
        let sentence = words::sentence(&situation, &answer);
        assert!(sentence.contains(&format!("all but {said}")), "{sentence}");
        assert!(!sentence.contains("you need to convert"), "{sentence}");
    }
    let open = answer("4th and 5 at the opp 25, down 4, 1:00 left in Q4");
    assert_eq!(words::decided(&open), None);
}
