//! Spread and total.
//!
//! In words the spread follows the bookmakers: a minus means that the team with
//! the ball is favored. nflverse's `spread_line`, positive for a favored home
//! team, and this crate's `posteam_spread` enter by `key=value` only.

use super::super::draft::Fact;
use super::super::number::Num;
use super::super::pattern::Said;
use super::super::say::Bad;
use super::super::values;
use super::{Grammar, Meaning, OPPONENT};
use crate::game::Site;

const FAVORED: &str =
    "favored|favoured|favorite|favorites|favourite|favourites|fav|favs|fave|faves";
const UNDERDOG: &str = "underdog|underdogs|dog|dogs";
/// A half after a number, in figures or in words.
const HALF: &str = "1_/_2|and_a_half";
const POINTS: &str = "point|points|pt|pts";
/// The spread of a side without saying which: what to say instead.
const SIGN: &str = "write \"favored by 3\" or \"underdog by 3\", for the team with the ball";

pub(super) fn rows(g: &mut Grammar) {
    for (words, form, sign) in [
        (FAVORED, "favored by 3", 1.0),
        (UNDERDOG, "underdog by 7", -1.0),
    ] {
        g.say_of_both(
            form,
            &[
                &format!("a|the? {words} by|of # {POINTS}?"),
                &format!("a? # {POINTS}? {words}"),
            ],
            move |t| Ok(vec![values::spread(t.number(0), sign)?]),
        );
        g.say_of_both(
            form,
            &[
                &format!("a|the? {words} by|of # {HALF} {POINTS}?"),
                &format!("a? # {HALF} {POINTS}? {words}"),
            ],
            move |t| Ok(vec![values::spread(t.number(0).and_a_half(), sign)?]),
        );
        g.say_of_both(
            form,
            &[&format!("a|the? {words} by|of a|1 field_goal|fg")],
            move |_| Ok(vec![values::spread(Num::plain(3.0), sign)?]),
        );
        for (place, site) in [("home", Site::Home), ("road|away", Site::Away)] {
            g.say_of_both(
                form,
                &[
                    &format!("a|the? {place} {words} by|of # {POINTS}?"),
                    &format!("a? # {POINTS}? {place} {words}"),
                ],
                move |t| Ok(vec![values::spread(t.number(0), sign)?, Fact::Site(site)]),
            );
        }
        g.say(form, &[&format!("~ {POINTS}? {words}")], move |t| {
            let fact = signed(t)?;
            match fact {
                Fact::Spread(s) if s * sign >= 0.0 => Ok(vec![fact]),
                _ => Err(Bad::new("the sign contradicts the word", SIGN)),
            }
        });
        g.refuse(
            &[
                &format!("{words} by? {POINTS}|~?"),
                &format!("{OPPONENT} is|are? a? {words}"),
            ],
            "by how many points?",
            "write \"favored by 3\", \"underdog by 7\" or pick'em",
        );
    }
    g.say("pick'em", &["a? pickem|pick_em|pk"], |_| {
        Ok(vec![Fact::Spread(0.0)])
    });
    g.say(
        "spread -3",
        &[
            "the? spread of|is|at? ~ point|points|pt|pts?",
            "~ point|points|pt|pts? spread",
        ],
        |t| Ok(vec![signed(t)?]),
    );
    g.say(
        "spread -3",
        &[
            "the? spread of|is|at? # point|points|pt|pts?",
            "a? # point|points|pt|pts? spread",
        ],
        |t| {
            if t.number(0).size == 0.0 {
                return Ok(vec![Fact::Spread(0.0)]);
            }
            Err(Bad::new("who is favored?", SIGN))
        },
    );
    g.refuse(
        &[&format!(
            "{FAVORED}|{UNDERDOG} by|of a|1|2 touchdown|touchdowns|td|tds|score|scores|possession"
        )],
        "by how many points?",
        "write \"favored by 7\" or \"underdog by 7\"",
    );
    g.refuse(&["spread"], "who is favored, and by how many points?", SIGN);
    totals(g);
}

/// A spread as bookmakers write it: minus for the favorite.
fn signed(t: &Said) -> Result<Fact, Bad> {
    values::spread(t.number(0), -1.0)
}

fn totals(g: &mut Grammar) {
    let total = |t: &Said| -> Meaning { Ok(vec![values::total(t.number(0))?]) };
    let name = "total|ou|over_under|over_/_under";
    g.say(
        "total 44.5",
        &[
            &format!("the? {name} points|line? of|is|at? # points?"),
            &format!("a? # point|points? {name}"),
        ],
        total,
    );
    g.say(
        "total 44.5",
        &[&format!("the? {name} points|line? of|is|at? # {HALF}")],
        |t| Ok(vec![values::total(t.number(0).and_a_half())?]),
    );
    g.refuse(
        &[name, &format!("{name} ~")],
        "the total must be a number",
        "write \"total 44.5\"",
    );
}
