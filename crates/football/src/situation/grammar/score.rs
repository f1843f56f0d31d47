//! The score, from the side of the team with the ball.

use super::super::draft::Fact;
use super::super::pattern::Said;
use super::super::say::Bad;
use super::super::values;
use super::{Grammar, Meaning};

const UP: &str = "up|ahead|leading|leads|lead|winning";
const DOWN: &str = "down|behind|trailing|trails|trail|losing";
const POINTS: &str = "point|points|pt|pts";
/// Numbers of these are no points.
const SCORES: &str = "score|scores|possession|possessions|touchdown|touchdowns|td|tds|\
                      field_goal|field_goals|fg|fgs|safety|safeties";

pub(super) fn rows(g: &mut Grammar) {
    margins(g);
    pairs(g);
    tied(g);
    refused(g);
}

fn margins(g: &mut Grammar) {
    for (words, noun, form, sign) in [
        (UP, "lead|advantage", "up 7", 1),
        (DOWN, "deficit|hole", "down 3", -1),
    ] {
        let margin = move |t: &Said| -> Meaning { Ok(vec![values::score(t.number(0), sign)?]) };
        g.say_of_both(
            form,
            &[
                &format!("{words} by|of? # {POINTS}? !{SCORES}"),
                &format!("# {POINTS} {words}|{noun}"),
                &format!("{noun} of # {POINTS}?"),
            ],
            margin,
        );
    }
    // A touchdown is worth seven as long as nothing else is said.
    for (score, points) in [
        ("field_goal|field_goals|fg|fgs", 3),
        ("touchdown|touchdowns|td|tds", 7),
    ] {
        for (words, form, sign) in [(UP, "up a field goal", 1), (DOWN, "down a field goal", -1)] {
            for (count, times) in [("a|1", 1), ("2", 2)] {
                g.say_of_both(
                    form,
                    &[&format!(
                        "{words} by? {count} {score} !and|or|plus|here|range|late|early|before|after"
                    )],
                    move |_| Ok(vec![Fact::Score(sign * times * points)]),
                );
            }
        }
    }
    g.say(
        "down 3",
        &[
            "~ point|points|pt|pts?",
            "score differential|diff|margin? ~ point|points|pt|pts?",
        ],
        |t| Ok(vec![values::score(t.number(0), 1)?]),
    );
}

fn pairs(g: &mut Grammar) {
    let no_unit = "!timeout|timeouts|time|tos";
    for (words, form, sign) in [(UP, "up 21-17", 1), (DOWN, "down 17-21", -1)] {
        g.say_of_both(
            form,
            &[
                &format!("{words} by? # -|to # {no_unit}"),
                &format!("{words} by? # -- #"),
            ],
            move |t| pair(t, sign),
        );
    }
    g.say("tied 17-17", &["# - #", "# -- #"], |t| {
        let (a, b) = (values::points(t.number(0))?, values::points(t.number(1))?);
        if a == b {
            return Ok(vec![Fact::Score(0)]);
        }
        let (high, low) = (a.max(b), a.min(b));
        let mut hint = format!(
            "write \"up {high}-{low}\" or \"down {low}-{high}\", for the team with the ball"
        );
        if high <= 3 {
            hint += &format!("; write timeouts as in \"timeouts {a}-{b}\"");
        }
        if (1..=4).contains(&a) {
            hint += &format!("; a down as in \"{a}&{b}\"");
        }
        Err(Bad::new("who leads?", hint))
    });
    g.refuse(
        &["# to # !timeout|timeouts|tos"],
        "score or timeouts?",
        "write a score as in \"up 21-17\", timeouts as in \"2 timeouts to 1\"",
    );
}

/// "up 21-17", "down 17-21", and as it is also said "down 21-17": the word says
/// who leads. The leader's points come first after "up".
fn pair(t: &Said, sign: i16) -> Meaning {
    let (a, b) = (values::points(t.number(0))?, values::points(t.number(1))?);
    if a == b {
        return Err(Bad::new(
            "the scores are equal, so nobody leads",
            format!("write \"tied {a}-{a}\""),
        ));
    }
    if sign > 0 && a < b {
        return Err(Bad::new(
            "the team that leads has the higher score",
            format!("write \"up {b}-{a}\" or \"down {a}-{b}\", for the team with the ball"),
        ));
    }
    Ok(vec![Fact::Score((a - b).abs() * sign)])
}

fn tied(g: &mut Grammar) {
    g.say(
        "tied",
        &[
            "all? tied|tie|level up? game|score|ballgame?",
            "tied|tie|level up? at # all?",
            "all_square|deadlocked|scoreless|no_score",
        ],
        |_| Ok(vec![Fact::Score(0)]),
    );
    g.say("tied at 17", &["# all"], |t| {
        values::points(t.number(0)).map(|_| vec![Fact::Score(0)])
    });
    let no_unit = "!timeout|timeouts|time|tos";
    g.say(
        "tied 17-17",
        &[
            &format!("tied|tie|level up? at? # -|to # {no_unit}"),
            "tied|level at? # -- #",
        ],
        |t| {
            let (a, b) = (values::points(t.number(0))?, values::points(t.number(1))?);
            if a == b {
                return Ok(vec![Fact::Score(0)]);
            }
            let (high, low) = (a.max(b), a.min(b));
            Err(Bad::new(
                "this is not a tie",
                format!("write \"up {high}-{low}\" or \"down {low}-{high}\""),
            ))
        },
    );
}

fn refused(g: &mut Grammar) {
    let problem = "the points must be a number";
    for (words, seven, two) in [
        (
            UP,
            "write \"up 6\", \"up 7\" or \"up 8\"",
            "two scores are a lead of 9 to 16 points, two touchdowns one of 12 to 16: write \"up 9\"",
        ),
        (
            DOWN,
            "write \"down 6\", \"down 7\" or \"down 8\"",
            "two scores are a deficit of 9 to 16 points, two touchdowns one of 12 to 16: write \"down 9\"",
        ),
    ] {
        g.refuse(&[&format!("{words} by? a|1? touchdown|td")], problem, seven);
        g.refuse(
            &[&format!("{words} by? 2 {SCORES}")],
            "by how many points?",
            two,
        );
        g.refuse(
            &[&format!("{words} by? a|1? score|possession")],
            "by how many points, 1 to 8?",
            "write it as in \"down 3\" or \"up 7\"",
        );
    }
    g.refuse(
        &["in? #|a score|possession game|lead|deficit"],
        "by how many points, 1 to 8, and which team leads?",
        "write it as in \"down 3\" or \"up 7\"",
    );
    g.refuse(
        &[
            &format!("{UP}|{DOWN} by? #|a? {SCORES}"),
            "#|a touchdown|field_goal|td|fg lead|deficit",
            &format!("{UP}|{DOWN} by|big|late|early?"),
            &format!("{} is|are? {UP}|{DOWN} by?", super::OPPONENT),
        ],
        problem,
        "write it as in \"down 3\" or \"up 7\"",
    );
}
