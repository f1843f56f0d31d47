//! What is shown of how a situation was understood.

use wp::situation::{EXAMPLE, Understood, describe, parse};

fn items(said: &Understood) -> Vec<(&str, &str, &str)> {
    let items = said.understood.iter();
    items
        .map(|i| (i.field.as_ref(), i.value.as_str(), i.words.as_str()))
        .collect()
}

fn unknown(said: &Understood) -> Vec<(&str, &str)> {
    said.unknown
        .iter()
        .map(|u| (u.field.as_ref(), u.assumed.as_ref()))
        .collect()
}

#[test]
fn every_field_with_its_words() {
    let text = "4th & 2 at the opponent's 35; trailing 21-18, Q2 2:10, no timeouts to 1, spread -3.5, \
                o/u 47, 35 yards from the goal, on the road, kicked off first";
    let said = parse(text).unwrap();
    assert_eq!(
        items(&said),
        [
            ("down", "4th", "4th & 2"),
            ("distance", "2 yards", "4th & 2"),
            ("yard line", "opp 35", "at the opponent's 35"),
            ("score", "down 3", "trailing 21-18"),
            ("quarter", "Q2", "Q2"),
            ("clock", "2:10 left", "2:10"),
            ("timeouts", "0", "no timeouts to 1"),
            ("opponent's timeouts", "1", "no timeouts to 1"),
            ("spread", "favored by 3.5", "spread -3.5"),
            ("total", "47", "o/u 47"),
            ("site", "on the road", "on the road"),
            ("second-half kickoff", "receives it", "kicked off first"),
        ]
    );
    assert_eq!(unknown(&said), []);
}

#[test]
fn what_was_not_said_is_listed() {
    let said = parse("1st and goal at the 3, tied, game_seconds_remaining=2000").unwrap();
    assert_eq!(
        items(&said),
        [
            ("down", "1st", "1st and goal"),
            ("distance", "goal, 3 yards", "1st and goal"),
            ("yard line", "opp 3", "at the 3"),
            ("score", "tied", "tied"),
            ("quarter", "Q2", "game_seconds_remaining=2000"),
            ("clock", "3:20 left", "game_seconds_remaining=2000"),
        ]
    );
    assert_eq!(
        unknown(&said),
        [
            ("timeouts", "unknown (0 to 3)"),
            ("opponent's timeouts", "unknown (0 to 3)"),
            ("spread", "unknown (averaged over typical spreads)"),
            ("total", "unknown"),
            ("site", "unknown (home, away or neutral)"),
            ("second-half kickoff", "unknown (either team)"),
        ]
    );
}

#[test]
fn the_second_half_kickoff_is_no_question_in_the_second_half() {
    let said = parse(EXAMPLE).unwrap();
    assert_eq!(
        unknown(&said),
        [
            ("total", "unknown"),
            ("site", "unknown (home, away or neutral)")
        ]
    );
    assert_eq!(describe(&said.state), EXAMPLE);
}

#[test]
fn spreads_are_shown_in_words() {
    for (text, words) in [
        ("spread -3", "favored by 3"),
        ("spread +3", "underdog by 3"),
        ("posteam_spread=3", "favored by 3"),
        ("spread_line=3 away", "underdog by 3"),
        ("pick'em", "pick'em"),
    ] {
        let said = parse(&format!("4&2 opp35 -3 Q4 2:10 {text}")).unwrap();
        let item = said
            .understood
            .iter()
            .find(|i| i.field == "spread")
            .unwrap();
        assert_eq!(item.value, words, "{text}");
    }
}

#[test]
fn json_lines_go_out_and_come_back() {
    let said = parse("4&2 opp35 -3 Q4 2:10 favored by 3.5").unwrap();
    let line = serde_json::to_string(&said).unwrap();
    assert!(!line.contains('\n'));
    assert!(
        line.contains(r#"{"field":"score","value":"down 3","words":"-3"}"#),
        "{line}"
    );
    assert_eq!(serde_json::from_str::<Understood>(&line).unwrap(), said);
}
