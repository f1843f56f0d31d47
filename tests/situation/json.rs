//! Situations in JSON.

use wp::situation::{from_json, parse, parse_line};

const LINE: &str = r#"{"down":4,"ydstogo":2,"yardline_100":35,"score_differential":-3,"qtr":4,"quarter_seconds_remaining":130}"#;

fn refused(text: &str) -> (String, String) {
    let error = from_json(text).expect_err(text);
    (
        error.to_string(),
        error.hint().unwrap_or_default().to_owned(),
    )
}

/// The line with one more member.
fn with(member: &str) -> String {
    format!("{},{member}}}", &LINE[..LINE.len() - 1])
}

#[test]
fn the_same_as_words() {
    let words = parse("4&2 opp35 -3 Q4 2:10").unwrap();
    assert_eq!(from_json(LINE).unwrap().state, words.state);
    assert_eq!(parse_line(&format!("  {LINE}")).unwrap().state, words.state);
    assert_eq!(parse_line("4&2 opp35 -3 Q4 2:10").unwrap(), words);
    for more in [
        r#""total_line":null"#,
        r#""clock":"2:10""#,
        r#""down":4.0"#,
        r#""down":"4""#,
        r#""score_differential":"−3""#,
        r#""goal_to_go":0"#,
        r#""goal_to_go":false"#,
        r#""game_seconds_remaining":130"#,
    ] {
        let said = from_json(&with(more)).unwrap_or_else(|e| panic!("{more}: {e}"));
        assert_eq!(said.state, words.state, "{more}");
    }
    let said = from_json(&with(
        r#""site":"away","receive_2h_ko":true,"total_line":44.5"#,
    ))
    .unwrap();
    let same = parse("4&2 opp35 -3 Q4 2:10 away receive_2h_ko=1 total 44.5").unwrap();
    assert_eq!(said.state, same.state);
}

#[test]
fn refusals() {
    for (text, problem, hint) in [
        (
            with(r#""yardline":35"#),
            r#""yardline=35": unknown key "yardline""#,
            r#"did you mean "yardline_100"? Write it as in "yardline_100=35""#,
        ),
        (
            with(r#""tota_line":35"#),
            r#""tota_line=35": unknown key "tota_line""#,
            r#"did you mean "total_line"? Write it as in "total_line=44.5""#,
        ),
        (
            with(r#""down":3"#),
            r#""down=4" and "down=3" disagree about the down"#,
            "keep only the correct one",
        ),
        (
            with(r#""posteam_spread":"three""#),
            r#""posteam_spread=three": the value must be a number"#,
            r#"write it as in "posteam_spread=3""#,
        ),
        (
            with(r#""total_line":[44]"#),
            r#""total_line=[44]": the value must be a number"#,
            r#"write it as in "total_line=44.5""#,
        ),
        (
            with(r#""site":"here""#),
            r#""site=here": the value must be home, away or neutral"#,
            r#"write it as in "site=home""#,
        ),
        (
            r#"{"down":4}"#.to_owned(),
            "the distance, the yard line, the score, the quarter and the clock are missing",
            "",
        ),
        (
            LINE.replace(":4,", ":null,"),
            "the down and the quarter are missing",
            "",
        ),
        (
            LINE.replace("35", "1e300"),
            r#""yardline_100=1e+300": the value must be a number"#,
            r#"write it as in "yardline_100=35""#,
        ),
    ] {
        let found = refused(&text);
        assert_eq!(found.0, problem, "{text}");
        assert!(hint.is_empty() || found.1 == hint, "{text}: {}", found.1);
    }
    for text in [
        "",
        "{",
        "[]",
        "4",
        "null",
        "{}}",
        r#"{"down":4"#,
        "{\"down\":1e999}",
    ] {
        let (problem, hint) = refused(text);
        assert!(
            problem.starts_with("not a situation in JSON: "),
            "{problem}"
        );
        assert!(hint.contains("\"down\": 4"), "{hint}");
    }
    assert_eq!(refused("{}").0, "the text does not describe a play");
}
