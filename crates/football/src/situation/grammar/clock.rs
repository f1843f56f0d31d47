//! Quarter and clock.

use super::super::draft::{Fact, Start};
use super::super::pattern::Said;
use super::super::say::Bad;
use super::super::values::{self, Counts};
use super::{Grammar, Meaning};
use crate::game::QUARTER_SECONDS;

const QUARTER: &str = "quarter|qtr|q|period";
const LEFT: &str = "left|remaining|remains|to_go|to_play|on_the_clock|on_clock|on_the_game_clock?";
const MINUTES: &str = "minute|minutes|min|mins|m";
const SECONDS: &str = "second|seconds|sec|secs|s";

pub(super) fn rows(g: &mut Grammar) {
    quarters(g);
    times(g);
    to_play(g);
    moments(g);
}

fn quarters(g: &mut Grammar) {
    g.say(
        "Q4",
        &[
            &format!("in|of|during? the? {QUARTER} #"),
            &format!("in|of|during? the? #|@ {QUARTER}"),
            "in|of|during the? @",
        ],
        |t| Ok(vec![values::quarter(t.number(0))?]),
    );
    g.say("OT", &["in|of|during? the? ot|overtime"], |_| {
        Ok(vec![Fact::Quarter(5)])
    });
    g.say(
        "2nd half",
        &["in|of|during? the? @|# half", "# h", "h #"],
        |t| Ok(vec![values::half(t.number(0))?]),
    );
    g.say(
        "late in the game",
        &["late in the? game|4th|4th_quarter"],
        |_| Ok(vec![Fact::Quarter(4)]),
    );
    g.refuse(
        &[
            "#|@ ot|overtime",
            "ot|overtime # !timeout|timeouts|time|tos|to|minute|minutes|min|m|second|seconds|sec|and",
            "double|triple ot|overtime",
        ],
        "overtime periods are not numbered",
        "write \"OT\" and the time left in the period, as in \"7:00 left in OT\"",
    );
}

/// A time in each of its forms, with what it counts down to.
fn times(g: &mut Grammar) {
    type Seconds = fn(&Said) -> Result<super::super::number::Num, Bad>;
    let forms: [(String, Seconds, usize); 5] = [
        ("%".into(), |t| Ok(t.number(0)), 1),
        (
            format!("# {MINUTES}"),
            |t| values::minutes(t.number(0), None),
            1,
        ),
        (
            format!("# {MINUTES} and? # {SECONDS}"),
            |t| values::minutes(t.number(0), t.maybe(1)),
            2,
        ),
        (format!("# {SECONDS}"), |t| Ok(t.number(0)), 1),
        (
            "a minute".into(),
            |_| values::minutes(super::super::number::Num::plain(1.0), None),
            0,
        ),
    ];
    for (form, seconds, numbers) in forms {
        let add = |g: &mut Grammar, end: &str, counts: Counts, half: Option<u8>| {
            let make = move |t: &Said| -> Meaning {
                let mut facts = vec![counts.seconds(seconds(t)?)?];
                match half {
                    Some(0) => facts.push(values::half(t.number(numbers))?),
                    Some(half) => facts.push(Fact::Half(half)),
                    None => {}
                }
                Ok(facts)
            };
            g.say("2:10 left in Q4", &[&format!("{form} {LEFT} {end}")], make);
        };
        add(g, "", Counts::Unsaid, None);
        add(
            g,
            "in|of the|this? quarter|qtr|period",
            Counts::Quarter,
            None,
        );
        add(g, "in|of|before|until the|this? half", Counts::Half, None);
        add(g, "in|of the? @ half", Counts::Half, Some(0));
        add(
            g,
            "before|until|to halftime|half_time",
            Counts::Half,
            Some(1),
        );
        add(
            g,
            "in|of the|this? game|ballgame|ball_game|regulation|match",
            Counts::Game,
            None,
        );
        g.refuse(
            &[&format!("{form} into|gone|elapsed|played|past")],
            "is this time elapsed or time left?",
            "give the time left, as in \"2:10 left in Q4\"",
        );
    }
}

/// "Two to play" is minutes, as announcers say it.
fn to_play(g: &mut Grammar) {
    for (end, counts) in [
        ("", Counts::Unsaid),
        ("in|of the|this? quarter|qtr|period", Counts::Quarter),
        ("in|of the|this? half", Counts::Half),
        ("in|of the|this? game|ballgame|regulation", Counts::Game),
    ] {
        g.say("2 to play", &[&format!("# to_play {end}")], move |t| {
            let minutes = t.number(0);
            if minutes.size > 15.0 {
                return Err(Bad::new(
                    "minutes or seconds?",
                    "write \"2 minutes to play\" or \"45 seconds to play\"",
                ));
            }
            Ok(vec![counts.seconds(values::minutes(minutes, None)?)?])
        });
    }
}

/// The two-minute warning and the starts of quarters.
fn moments(g: &mut Grammar) {
    g.say(
        "two-minute warning",
        &["at|on|before? the? 2 minute|min warning"],
        |_| Ok(vec![Fact::TwoMinute]),
    );
    let start = "at|from? the? start|beginning|top of";
    g.say(
        "start of the 3rd quarter",
        &[
            &format!("{start} the? @ {QUARTER}?"),
            &format!("{start} the? {QUARTER} #"),
        ],
        |t| start_of(values::quarter(t.number(0))?),
    );
    g.say(
        "start of the 2nd half",
        &[&format!("{start} the? @ half")],
        |t| {
            let Fact::Half(half) = values::half(t.number(0))? else {
                return Ok(Vec::new());
            };
            start_of(Fact::Quarter(2 * half - 1))
        },
    );
    g.say(
        "start of the game",
        &[&format!("{start} the? game|match")],
        |_| start_of(Fact::Quarter(1)),
    );
    g.say(
        "start of overtime",
        &[&format!("{start} the? ot|overtime")],
        |_| Ok(vec![Fact::Quarter(5), Fact::Start(Start::Overtime)]),
    );
    g.refuse(
        &[&format!(
            "at? the? end of the? @|half|game|ot|overtime|{QUARTER} {QUARTER}|half|#?"
        )],
        "the clock must be a number",
        "give the time left, as in \"0:05 left in Q4\"",
    );
}

/// The start of a quarter, and of what starts with it.
fn start_of(quarter: Fact) -> Meaning {
    let start = match quarter {
        Fact::Quarter(1) => Some(Start::Game),
        Fact::Quarter(3) => Some(Start::Half),
        Fact::Quarter(5) => return Ok(vec![quarter, Fact::Start(Start::Overtime)]),
        _ => None,
    };
    let mut facts = vec![quarter, Fact::QuarterClock(QUARTER_SECONDS)];
    facts.extend(start.map(Fact::Start));
    Ok(facts)
}
