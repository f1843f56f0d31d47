//! Down, distance and spot.

use super::super::draft::Fact;
use super::super::pattern::Said;
use super::super::say::Bad;
use super::super::values::{self, Checked};
use super::Grammar;

pub(super) fn rows(g: &mut Grammar) {
    down_and_distance(g);
    own_or_opp(g);
    elsewhere(g);
}

fn down_and_distance(g: &mut Grammar) {
    let form = "4th and 2";
    g.say(
        form,
        &[
            "@|# and # yard|yards|yd|yds?",
            "@|# and # yard|yards|yd|yds? to_go|to_gain",
            "@ down and|with # yard|yards|yd|yds?",
            "@ down and|with # yard|yards|yd|yds? to_go|to_gain",
            "@ with # yard|yards|yd|yds? to_go",
        ],
        |t| {
            Ok(vec![
                values::down(t.number(0))?,
                values::yards(t.number(1))?,
            ])
        },
    );
    g.say(
        form,
        &["@|# down? and inches|inch", "@|# down? and a foot|yard"],
        |t| Ok(vec![values::down(t.number(0))?, Fact::Yards(1)]),
    );
    g.say(
        "1st and goal at the 3",
        &["@|# and goal|g", "@ down and goal|g", "@|# and goal to_go"],
        |t| Ok(vec![values::down(t.number(0))?, Fact::Goal]),
    );
    g.say("4th down", &["@ down"], |t| {
        Ok(vec![values::down(t.number(0))?])
    });
    g.say(
        "2 yards to go",
        &["# yard|yards|yd|yds? to_go|to_gain !in|of"],
        |t| Ok(vec![values::yards(t.number(0))?]),
    );
    g.say("inches to go", &["inches to_go"], |_| {
        Ok(vec![Fact::Yards(1)])
    });
    g.say("goal to go", &["goal to_go"], |_| Ok(vec![Fact::Goal]));
    g.refuse(
        &["# to_go in|of"],
        "yards, minutes or seconds?",
        "write \"2 yards to go\" or \"2:10 to go in Q4\"",
    );
    g.refuse(
        &["@|# down? and very? long|short|medium|forever|manageable"],
        "the yards to go must be a number",
        "write \"3rd and 12\", or \"4th and inches\" for less than a yard",
    );
    g.refuse(
        &["@|# down? and ~"],
        "yards to go are from 1 to 99",
        "write it as in \"4th and 2\"",
    );
    g.refuse(
        &["@"],
        "a down or a quarter?",
        "write \"4th and 2\" for a down, \"4th quarter\" or \"Q4\" for a quarter",
    );
    g.say("4/2", &["@|# / #"], |t| {
        if !(1.0..=4.0).contains(&t.number(0).size) {
            return Err(Bad::new(
                "this is not a down and distance",
                "write it as in \"1st and 10\" or \"4&2\"; timeouts as in \"2 timeouts to 1\"",
            ));
        }
        Ok(vec![
            values::down(t.number(0))?,
            values::yards(t.number(1))?,
        ])
    });
}

/// Numbers on the two halves of the field.
fn own_or_opp(g: &mut Grammar) {
    let own = |t: &Said| values::line(t.number(0), |n| Fact::Yardline(100 - n)).map(|f| vec![f]);
    let opp = |t: &Said| values::line(t.number(0), Fact::Yardline).map(|f| vec![f]);
    let line = "yard_line|yard|yardline|yd_line|line?";
    g.say(
        "own 25",
        &[
            &format!("at|on|from? the|its|their|our|my? own # {line}"),
            &format!("at|on|from? our|my|its # {line}"),
        ],
        own,
    );
    g.say(
        "opp 35",
        &[
            &format!(
                "at|on|from? the|their? opp|opps|opponent|opponents|opposing|opposition|oppositions|\
                 other_teams|other_sides|opposing_teams # {line}"
            ),
            &format!("at|on|from? their|theirs # {line}"),
        ],
        opp,
    );
}

/// Midfield, a number with no half of the field, and yards to the goal line.
fn elsewhere(g: &mut Grammar) {
    let bare = |t: &Said| -> Result<Vec<Fact>, Bad> {
        let fact: Checked = values::line(t.number(0), |n| match n {
            50 => Fact::Yardline(50),
            n => Fact::BareLine(n),
        });
        fact.map(|f| vec![f])
    };
    g.say("at midfield", &["at|on|from? midfield|mid_field"], |_| {
        Ok(vec![Fact::Yardline(50)])
    });
    g.say(
        "at the 50",
        &[
            "at|on|from? the # yard_line|yardline|yd_line|yard?",
            "at|on|from # yard_line|yardline|yd_line|yard?",
            "# yard_line|yardline|yd_line",
        ],
        bare,
    );
    g.say(
        "35 yards from the goal line",
        &[
            "# yard|yards|yd|yds from|to the|their? goal_line|goal|goalline|end_zone|endzone",
            "# yard|yards|yd|yds from the? opponents|opp|opposing goal_line|goal|goalline|end_zone|endzone",
        ],
        |t| Ok(vec![values::yardline(t.number(0))?]),
    );
}
