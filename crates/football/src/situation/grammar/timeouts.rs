//! Timeouts: first the team with the ball, then the other.

use super::super::draft::Fact;
use super::super::pattern::Said;
use super::super::values;
use super::{Grammar, Meaning, OPPONENT};

const TIMEOUTS: &str = "timeout|timeouts|time_out|time_outs|tos";
const AGAINST: &str = "to|vs|v|versus|against";
const LEFT: &str = "left|remaining?";
const EACH: &str = "each|apiece|a_side|per_side|per_team|for_both|for_each|both|a_piece";

pub(super) fn rows(g: &mut Grammar) {
    let own = |t: &Said| -> Meaning { Ok(vec![Fact::OwnTimeouts(values::timeouts(t.number(0))?)]) };
    g.say_of_both(
        "2 timeouts",
        &[
            &format!("has|have|with|got|holds|having? # {TIMEOUTS} {LEFT}"),
            "has|have|with? # to left|remaining",
            "has|have|with? # to $",
        ],
        own,
    );
    g.say("2 timeouts", &[&format!("{TIMEOUTS} {LEFT} #")], own);
    g.say_of_both(
        "no timeouts",
        &[
            &format!("has|have|with|got? no {TIMEOUTS} {LEFT}"),
            &format!("out of {TIMEOUTS}"),
            &format!("without a|any? {TIMEOUTS} {LEFT}"),
        ],
        |_| Ok(vec![Fact::OwnTimeouts(0)]),
    );
    g.say_of_both(
        "a timeout left",
        &[&format!("has|have|with|got? a|1 timeout|time_out {LEFT}")],
        |_| Ok(vec![Fact::OwnTimeouts(1)]),
    );
    g.say_of_both(
        "all three timeouts",
        &[&format!(
            "has|have|with|got? all of? its|their|our|the? 3? {TIMEOUTS} {LEFT}"
        )],
        |_| Ok(vec![Fact::OwnTimeouts(3)]),
    );
    pairs(g);
    one_without(g);
    both(g);
    g.say(
        "opponent has 1 timeout",
        &[&format!("# {TIMEOUTS} {LEFT} for|on {OPPONENT}")],
        |t| Ok(vec![Fact::OppTimeouts(values::timeouts(t.number(0))?)]),
    );
    g.say(
        "opponent has no timeouts",
        &[&format!("no {TIMEOUTS} {LEFT} for {OPPONENT}")],
        |_| Ok(vec![Fact::OppTimeouts(0)]),
    );
    g.refuse(
        &[&format!("~ {TIMEOUTS}")],
        "timeouts cannot be negative or signed",
        "write \"2 timeouts to 1\": the team with the ball first",
    );
}

fn pairs(g: &mut Grammar) {
    g.say(
        "2 timeouts to 1",
        &[
            &format!("# {TIMEOUTS} {LEFT} {AGAINST}|/ # {TIMEOUTS}|to? {LEFT}"),
            &format!("# to {AGAINST} # {TIMEOUTS}|to? {LEFT}"),
            &format!("# {TIMEOUTS} {LEFT} {AGAINST} {OPPONENT} #"),
            &format!("# {TIMEOUTS}|to {LEFT} {AGAINST} their|theirs # {TIMEOUTS}? {LEFT}"),
            &format!("# -|/|{AGAINST} # {TIMEOUTS} {LEFT}"),
            "# -|/ # to left|remaining",
            "# -|/ # to",
            &format!("{TIMEOUTS}|to {LEFT} # -|/ #"),
            &format!("{TIMEOUTS} {LEFT} # {AGAINST} #"),
        ],
        |t| {
            Ok(vec![
                Fact::OwnTimeouts(values::timeouts(t.number(0))?),
                Fact::OppTimeouts(values::timeouts(t.number(1))?),
            ])
        },
    );
}

fn one_without(g: &mut Grammar) {
    g.say(
        "no timeouts to 1",
        &[&format!(
            "no {TIMEOUTS} {LEFT} {AGAINST} # {TIMEOUTS}? {LEFT}"
        )],
        |t| {
            let opp = values::timeouts(t.number(0))?;
            Ok(vec![Fact::OwnTimeouts(0), Fact::OppTimeouts(opp)])
        },
    );
    g.say(
        "2 timeouts to none",
        &[
            &format!("# {TIMEOUTS} {LEFT} {AGAINST} none"),
            &format!("# {TIMEOUTS} {LEFT} {AGAINST} no {TIMEOUTS}? {LEFT}"),
        ],
        |t| {
            let own = values::timeouts(t.number(0))?;
            Ok(vec![Fact::OwnTimeouts(own), Fact::OppTimeouts(0)])
        },
    );
}

fn both(g: &mut Grammar) {
    let all = |n| Ok(vec![Fact::OwnTimeouts(n), Fact::OppTimeouts(n)]);
    let teams = "both|each teams|team|sides|side? has|have|with?";
    g.say(
        "3 timeouts each",
        &[
            &format!("# {TIMEOUTS} {LEFT} {EACH} {LEFT}"),
            &format!("# to {EACH}"),
            &format!("{teams} # {TIMEOUTS} {LEFT}"),
        ],
        move |t| all(values::timeouts(t.number(0))?),
    );
    g.say(
        "3 timeouts each",
        &[
            &format!("all of? their|the? 3? {TIMEOUTS} {LEFT} {EACH}"),
            &format!("{teams} all of? their|its|the? 3? {TIMEOUTS} {LEFT}"),
        ],
        move |_| all(3),
    );
    g.say(
        "no timeouts each",
        &[
            &format!("no {TIMEOUTS} {LEFT} {EACH}|for_either|for_either_team|either_side"),
            &format!("{teams} no {TIMEOUTS} {LEFT}"),
            &format!("both teams|sides? are? out of {TIMEOUTS}"),
        ],
        move |_| all(0),
    );
}
