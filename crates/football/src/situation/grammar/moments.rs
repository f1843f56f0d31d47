//! Moments that are no play from scrimmage, and whose they are.

use super::super::draft::{Fact, KickSide, Start};
use super::super::values;
use super::super::{MomentKind, TryKind};
use super::Grammar;
use crate::game::QUARTER_SECONDS;

const KICKOFF: &str = "kickoff|kick_off|kickoffs|kick_offs";
const UP: &str = "up|ahead|leading|leads|lead|winning";
const DOWN: &str = "down|behind|trailing|trails|trail|losing";
const TOUCHDOWN: &str = "touchdown|td";
const TRY: &str = "extra_point|pat|conversion|xp|try|2_point_try|2_point_conversion";

pub(super) fn rows(g: &mut Grammar) {
    g.say(
        "before the kickoff",
        &[
            &format!("a|the|opening|onside|before|after|at? the? {KICKOFF}|onside_kick"),
            "the? opening kick",
        ],
        |_| Ok(vec![Fact::Moment(MomentKind::Kickoff)]),
    );
    tries(g);
    sides(g);
    halftime(g);
}

fn tries(g: &mut Grammar) {
    for (patterns, kind) in [
        (&["before? a|the? conversion|try"][..], None),
        (
            &[
                "before? a|the? extra_point|pat|xp try|attempt|kick?",
                "before? a|the? point after try|attempt?",
                "before? a|the? 1 point try|conversion",
            ],
            Some(TryKind::Kick),
        ),
        (
            &[
                "before? a|the? 2 point|pt try|conversion|attempt?",
                "going_for|go_for|goes_for 2",
            ],
            Some(TryKind::Two),
        ),
    ] {
        g.say("before the try", patterns, move |_| {
            let mut facts = vec![Fact::Moment(MomentKind::Try)];
            facts.extend(kind.map(Fact::Try));
            Ok(facts)
        });
    }
    g.say(
        "after a touchdown",
        &[
            &format!("just? after|scoring a|the|our|its? {TOUCHDOWN}"),
            &format!("just? scored a|the? {TOUCHDOWN}?"),
        ],
        |_| Ok(vec![Fact::Touchdown]),
    );
    for (words, sign) in [(UP, 1), (DOWN, -1)] {
        g.say(
            "down 1 before the try",
            &[&format!(
                "{words} by? # point|points|pt|pts? before the? {TRY}"
            )],
            move |t| {
                Ok(vec![
                    values::score(t.number(0), sign)?,
                    Fact::Moment(MomentKind::Try),
                ])
            },
        );
        g.say(
            "down 7 before the touchdown",
            &[&format!(
                "{words} by? # point|points|pt|pts? before the? {TOUCHDOWN}"
            )],
            move |t| {
                let Fact::Score(before) = values::score(t.number(0), sign)? else {
                    return Ok(Vec::new());
                };
                Ok(vec![Fact::Score(before + 6), Fact::Touchdown])
            },
        );
        g.refuse(
            &[&format!(
                "{words} by? # point|points|pt|pts? before it|that"
            )],
            "before the touchdown, or before the try?",
            "write \"down 1 before the try\" or \"down 7 before the touchdown\"",
        );
    }
    g.say(
        "tied before the touchdown",
        &[&format!("tied|tie before the? {TOUCHDOWN}")],
        |_| Ok(vec![Fact::Score(6), Fact::Touchdown]),
    );
}

/// Who kicks off, and who won the toss.
fn sides(g: &mut Grammar) {
    g.say_of_both(
        "receiving",
        &[
            "will? receive|receives|receiving the? ball?",
            "will? get|gets|getting|take|takes|taking the? ball",
            "to receive",
        ],
        |_| Ok(vec![Fact::KickSide(KickSide::Receives)]),
    );
    g.say_of_both(
        "kicking off",
        &["will? kick|kicks|kicking", "to kick"],
        |_| Ok(vec![Fact::KickSide(KickSide::Kicks)]),
    );
    for (patterns, side) in [
        (
            "will? receive|receives|receiving the? kick|kickoff|kick_off|opening_kickoff|opening_kick",
            KickSide::Receives,
        ),
        ("will|to? kick|kicks|kicking off", KickSide::Kicks),
    ] {
        g.say_of_both("kicking off", &[patterns], move |_| {
            Ok(vec![
                Fact::KickSide(side),
                Fact::Moment(MomentKind::Kickoff),
            ])
        });
    }
    g.say_of_both(
        "won the toss",
        &["won|wins|winning the? coin? toss|flip"],
        |_| Ok(vec![Fact::KickSide(KickSide::WonToss)]),
    );
    g.say_of_both(
        "lost the toss",
        &["lost|loses|losing the? coin? toss|flip"],
        |_| Ok(vec![Fact::KickSide(KickSide::LostToss)]),
    );
}

/// Between the halves.
fn halftime(g: &mut Grammar) {
    g.say(
        "halftime",
        &["at? the? halftime|half_time", "at_the_half"],
        |_| {
            Ok(vec![
                Fact::Quarter(3),
                Fact::QuarterClock(QUARTER_SECONDS),
                Fact::Start(Start::Halftime),
            ])
        },
    );
}
