//! Teams by name: who has the ball, on whose side of the field it is, and what
//! is said of either.

use super::super::draft::Fact;
use super::super::values;
use super::Grammar;
use crate::game::Site;

const NO_UNIT: &str = "!timeout|timeouts|time|tos|to|-|--|point|points|pt|pts|all|minute|minutes|min|second|seconds|sec|yard_to|yards_to|and";
const AGAINST: &str = "vs|v|versus|against";
const UP: &str = "up|ahead|leading|leads|lead|winning";
const DOWN: &str = "down|behind|trailing|trails|trail|losing";

pub(super) fn rows(g: &mut Grammar) {
    g.say(
        "Chiefs ball",
        &[
            "the? * ball|possession|offense",
            "the? * has|have|with|got the? ball|possession",
            "the? * on offense",
            "the? * facing|faces|face",
        ],
        |t| Ok(vec![Fact::Offense(t.team(0).into())]),
    );
    g.say("Chiefs", &["the? *"], |t| {
        Ok(vec![Fact::Named(t.team(0).into())])
    });
    g.say(
        "against the Eagles",
        &[
            &format!("{AGAINST} the? *"),
            "the? * defense|defence|defending",
            "the? * on defense|defence",
            "hosting the? *",
            "the? * visiting",
        ],
        |t| Ok(vec![Fact::Defense(t.team(0).into())]),
    );
    g.say("Chiefs at Eagles", &["the? * at the? * !#"], |t| {
        Ok(vec![
            Fact::Named(t.team(0).into()),
            Fact::Named(t.team(1).into()),
            Fact::Site(Site::Home).of(t.team(1)),
        ])
    });
    g.say(
        "Chiefs against Eagles",
        &[&format!("the? * {AGAINST} the? * !#")],
        |t| {
            Ok(vec![
                Fact::Named(t.team(0).into()),
                Fact::Named(t.team(1).into()),
            ])
        },
    );
    g.say("at Philadelphia", &["at|in the? * !#"], |t| {
        Ok(vec![Fact::Site(Site::Home).of(t.team(0))])
    });
    g.say(
        "at the Eagles' 34",
        &[&format!(
            "at|on|from|inside? the? * own|side? # yard_line|yard|yardline|yd_line|line? {NO_UNIT}"
        )],
        |t| {
            let fact = values::line(t.number(0), |n| Fact::Yardline(100 - n))?;
            Ok(vec![fact.of(t.team(0))])
        },
    );
    points(g);
}

fn points(g: &mut Grammar) {
    g.say("KC 21, PHI 17", &["* # ,? * #", "* # - * #"], |t| {
        Ok(vec![
            Fact::OwnPoints(values::points(t.number(0))?).of(t.team(0)),
            Fact::OwnPoints(values::points(t.number(1))?).of(t.team(1)),
        ])
    });
    g.say(
        "KC 2 timeouts, PHI 1",
        &["* # timeout|timeouts|tos ,? * #  timeout|timeouts|tos?"],
        |t| {
            Ok(vec![
                Fact::OwnTimeouts(values::timeouts(t.number(0))?).of(t.team(0)),
                Fact::OwnTimeouts(values::timeouts(t.number(1))?).of(t.team(1)),
            ])
        },
    );
    for (words, form, sign) in [
        (UP, "Chiefs lead the Eagles by 4", 1),
        (DOWN, "Chiefs trail the Eagles by 4", -1),
    ] {
        g.say(
            form,
            &[&format!("the? * {words} the? * by? # point|points|pt|pts?")],
            move |t| {
                Ok(vec![
                    Fact::Named(t.team(1).into()),
                    Fact::Named(t.team(0).into()),
                    values::score(t.number(0), sign)?.of(t.team(0)),
                ])
            },
        );
        g.say(
            form,
            &[&format!("the? * {words} the? * by? # -|to #")],
            move |t| {
                let (a, b) = (values::points(t.number(0))?, values::points(t.number(1))?);
                Ok(vec![
                    Fact::Named(t.team(1).into()),
                    Fact::Named(t.team(0).into()),
                    Fact::Score((a - b).abs() * sign).of(t.team(0)),
                ])
            },
        );
    }
    g.refuse(
        &["* # ,? * # ,? * #"],
        "which of these is the yard line?",
        "write the yard line as in \"at PHI 34\", apart from the score",
    );
    g.refuse(
        &["the? * ~"],
        "the score or the spread?",
        "write \"Chiefs down 3\" or \"Chiefs favored by 3\"",
    );
    g.refuse(
        &["the? * # -|-- #"],
        "who leads?",
        "write \"Chiefs lead 21-17\", \"Chiefs trail 17-21\" or \"KC 21, PHI 17\"",
    );
}
