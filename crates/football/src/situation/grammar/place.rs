//! Where the team with the ball plays, and who receives the second half's kickoff.

use super::super::draft::Fact;
use super::Grammar;
use crate::game::Site;

const KICK: &str = "kickoff|kick_off|ko|kick";
/// The start of the second half.
const SECOND: &str = "after_the_half|after_half|after_halftime|after_half_time|after_the_break|\
                      at_the_half|at_halftime|at_half|out_of_halftime|out_of_the_half|\
                      to_start_the_2nd_half|to_open_the_2nd_half|to_begin_the_2nd_half|\
                      to_start_2nd_half|to_open_2nd_half|after_the_1st_half";
/// The start of the game.
const FIRST: &str = "1st|to_start|to_open|to_start_the_game|to_open_the_game|to_begin_the_game|\
                     the_game";
const RECEIVE: &str = "receive|receives|receiving|get|gets|getting|take|takes";

pub(super) fn rows(g: &mut Grammar) {
    g.say_of_both("at home", &["at? home team|side|field?", "hosting"], |_| {
        Ok(vec![Fact::Site(Site::Home)])
    });
    g.say_of_both(
        "on the road",
        &[
            "away team|side?",
            "on_the_road",
            "road team|side?",
            "visiting team|side?",
            "visitor|visitors",
        ],
        |_| Ok(vec![Fact::Site(Site::Away)]),
    );
    g.say(
        "neutral site",
        &["at|on? a|the? neutral site|field|venue|stadium|ground?"],
        |_| Ok(vec![Fact::Site(Site::Neutral)]),
    );

    let receives = [
        format!("will? {RECEIVE}|has|have the? 2nd half {KICK}"),
        format!("will? {RECEIVE}|has|have the? 2 h {KICK}"),
        format!("will? {RECEIVE}|has|have the? ball|{KICK}? {SECOND}"),
        format!("kicked|kicks off? {FIRST}"),
        "kicked the_opening_kickoff".to_owned(),
        format!("received the? 2nd half {KICK}"),
        "deferred".to_owned(),
    ];
    g.say_of_both(
        "will receive the second half kickoff",
        &receives.each_ref().map(String::as_str),
        |_| Ok(vec![Fact::Receives(true)]),
    );
    let kicks = [
        format!("wont|doesnt|dont|will_not|does_not|do_not {RECEIVE} the? 2nd half {KICK}"),
        format!("wont|doesnt|dont|will_not|does_not|do_not {RECEIVE} the? ball|{KICK}? {SECOND}"),
        format!("will? kick|kicks|kicking off? the_2nd_half|{SECOND}"),
        format!("received|got the? ball|{KICK}? {FIRST}"),
        format!("received|got|took the? opening|1st {KICK}"),
        "kicked off the_2nd_half|to_start_the_2nd_half|to_open_the_2nd_half".to_owned(),
    ];
    g.say_of_both(
        "will kick off the second half",
        &kicks.each_ref().map(String::as_str),
        |_| Ok(vec![Fact::Receives(false)]),
    );
}
