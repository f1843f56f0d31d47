//! Whose rules hold, and how far an overtime is.

use super::super::draft::Fact;
use super::super::values;
use super::Grammar;
use crate::game::Possession;

pub(super) fn rows(g: &mut Grammar) {
    g.say(
        "season 2016",
        &[
            "the? season #",
            "in? the? # season|rules",
            "the? rules of|from|in #",
            "in #",
        ],
        |t| Ok(vec![values::season(t.number(0))?]),
    );
    let game = "game|games|rules?";
    g.say(
        "playoffs",
        &[&format!(
            "in|of? a|the? play_offs|playoffs|playoff|play_off|postseason|post_season {game}"
        )],
        |_| Ok(vec![Fact::Playoffs(true)]),
    );
    g.say(
        "regular season",
        &[&format!("in|of? the? regular_season {game}")],
        |_| Ok(vec![Fact::Playoffs(false)]),
    );
    overtime(g);
}

fn overtime(g: &mut Grammar) {
    let drive = "possession|drive";
    g.say(
        "first possession",
        &[&format!(
            "on|in|of? the|a? @ {drive} of_overtime|in_overtime|of_ot|in_ot?"
        )],
        |t| Ok(vec![values::possession(t.number(0))?]),
    );
    g.say(
        "later possession",
        &[
            &format!("on|in? a|the? later|any_later {drive}"),
            "both|each teams|sides|team|side have|has? had|possessed the? ball",
        ],
        |_| Ok(vec![Fact::OvertimePossession(Possession::Later)]),
    );
    let first = format!("on|in|by|from the|its|their? 1st {drive}");
    g.say(
        "after a field goal on the first possession",
        &[
            &format!("after|answering a|the? fg|field_goal {first}"),
            &format!("after|answering a|the? 1st {drive} fg|field_goal"),
        ],
        |_| {
            Ok(vec![
                Fact::OvertimePossession(Possession::Second),
                Fact::Score(-3),
            ])
        },
    );
    g.say(
        "after a touchdown on the first possession",
        &[
            &format!("after|answering a|the? td|touchdown|punt|turnover {first}"),
            &format!("after|answering a|the? 1st {drive} td|touchdown|punt|turnover"),
            &format!("after no score {first}"),
        ],
        |_| Ok(vec![Fact::OvertimePossession(Possession::Second)]),
    );
}
