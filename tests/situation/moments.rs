//! Rules, overtime, kickoffs and tries in words.

use wp::game::{GameState, Possession};
use wp::situation::{MomentKind, parse, parse_as, parse_play_or_kickoff};

const OVERTIME: &str = "1st and 10 at the own 30, 8:10 left in OT";

fn overtime(more: &str) -> GameState {
    let text = format!("{OVERTIME}, {more}");
    parse(&text).unwrap_or_else(|e| panic!("{text}: {e}")).state
}

#[test]
fn seasons_and_games() {
    for (words, season, playoffs) in [
        ("season 2016", Some(2016), None),
        ("2012 rules", Some(2012), None),
        ("the 2012 season", Some(2012), None),
        ("rules of 2012", Some(2012), None),
        ("season=2012 playoffs=1", Some(2012), Some(true)),
        ("play-offs", None, Some(true)),
        ("in a playoff game", None, Some(true)),
        ("postseason, 2022 rules", Some(2022), Some(true)),
        ("regular season", None, Some(false)),
    ] {
        let state = overtime(&format!("tied, {words}"));
        assert_eq!(
            (state.season, state.playoffs),
            (season, playoffs),
            "{words}"
        );
    }
    assert!(parse(&format!("{OVERTIME}, tied, season 12")).is_err());
    assert!(parse(&format!("{OVERTIME}, tied, play-offs, regular season")).is_err());
}

#[test]
fn possessions_of_overtime() {
    use Possession::{First, Later, Second};
    for (words, possession, lead) in [
        ("tied, first possession", Some(First), 0),
        ("tied, on the 1st drive", Some(First), 0),
        ("tied, second possession", Some(Second), 0),
        ("tied, third possession", Some(Later), 0),
        ("tied, later possession", Some(Later), 0),
        ("tied, both teams have had the ball", Some(Later), 0),
        (
            "after a field goal on the first possession",
            Some(Second),
            -3,
        ),
        (
            "answering a field goal on the first drive",
            Some(Second),
            -3,
        ),
        (
            "down 7 after a touchdown on the first possession",
            Some(Second),
            -7,
        ),
        ("tied after a punt on the first possession", Some(Second), 0),
        ("tied overtime_possession=later", Some(Later), 0),
        ("tied", None, 0),
    ] {
        let state = overtime(words);
        assert_eq!(
            (state.overtime_possession, state.score_differential),
            (possession, lead),
            "{words}"
        );
    }
    for wrong in [
        "down 3, first possession",
        "down 7 after a field goal on the first possession",
        "tied, first possession, second possession",
        "tied overtime_possession=4",
    ] {
        assert!(parse(&format!("{OVERTIME}, {wrong}")).is_err(), "{wrong}");
    }
    // Possessions are counted in overtime only.
    assert!(parse("4&2 opp35 tied Q4 2:10, first possession").is_err());
}

#[test]
fn what_overtime_leaves_open_is_listed() {
    let said = parse(&format!("{OVERTIME}, tied")).unwrap();
    let fields: Vec<_> = said.unknown.iter().map(|u| u.field.as_ref()).collect();
    for field in ["overtime possession", "kind of game", "season's rules"] {
        assert!(fields.contains(&field), "{fields:?}");
    }
}

#[test]
fn tries_and_kickoffs_have_no_down() {
    let said = parse_as(MomentKind::Try, "up 6 after a touchdown, 4:00 left in Q4").unwrap();
    assert_eq!(said.state.score_differential, 6);
    let said = parse_as(
        MomentKind::Try,
        "down 8, extra point, Q4 2:00, 2 timeouts to 1",
    )
    .unwrap();
    assert_eq!(said.state.posteam_timeouts_remaining, Some(2));
    let text = "kick-off, down 3 after a touchdown, 1:30 left in Q4, no timeouts to 2";
    let said = parse_as(MomentKind::Kickoff, text).unwrap();
    assert_eq!(said.state.defteam_timeouts_remaining, Some(2));
    assert_eq!(parse_play_or_kickoff(text).unwrap().0, MomentKind::Kickoff);
    assert_eq!(
        parse_play_or_kickoff("4&2 opp35 -3 Q4 2:10").unwrap().0,
        MomentKind::Scrimmage
    );
    for (kind, text) in [
        (MomentKind::Try, "4th and 2, up 6, 4:00 left in Q4"),
        (MomentKind::Try, "before the kickoff, up 6, 4:00 left in Q4"),
        (MomentKind::Kickoff, "extra point, up 6, 4:00 left in Q4"),
        (MomentKind::Kickoff, "at the opp 35, up 6, 4:00 left in Q4"),
        (MomentKind::Kickoff, "up 6"),
        (MomentKind::Try, ""),
        (
            MomentKind::Scrimmage,
            "4&2 opp35 -3 Q4 2:10 after a touchdown",
        ),
        (MomentKind::Scrimmage, "4&2 opp35 -3 Q4 2:10 two-point try"),
    ] {
        let error = parse_as(kind, text).expect_err(text);
        assert!(error.hint().is_some(), "{text}: {error}");
        assert_eq!(error.exit_code(), 2);
    }
}
