//! Any text gives an answer or an error, and the way back is exact.

use proptest::prelude::*;
use wp::game::{GameState, Possession, Site};
use wp::situation::{EXAMPLE, Moment, describe, from_json, parse, parse_line, parse_moment};

/// Any possible situation.
fn states() -> impl Strategy<Value = GameState> {
    let play = (1_u8..=5, 0_u16..=900, 1_u8..=4, 1_u8..=99, -100_i16..=100);
    let timeouts = || prop::option::of(0_u8..=3);
    let sites = prop::option::of(prop::sample::select(vec![
        Site::Home,
        Site::Away,
        Site::Neutral,
    ]));
    let lines = (
        prop::option::of(-60.0_f32..=60.0),
        prop::option::of(10.0_f32..=120.0),
    );
    (
        play,
        any::<u8>(),
        timeouts(),
        timeouts(),
        lines,
        sites,
        any::<Option<bool>>(),
        (
            prop::option::of(1920_u16..=9999),
            any::<Option<bool>>(),
            prop::option::of(prop::sample::select(vec![
                Possession::First,
                Possession::Second,
                Possession::Later,
            ])),
        ),
    )
        .prop_map(
            |(play, yards, own, opp, (spread, total), site, receive_2h_ko, rules)| GameState {
                qtr: play.0,
                quarter_seconds_remaining: play.1,
                down: play.2,
                yardline_100: play.3,
                ydstogo: 1 + yards % play.3,
                score_differential: play.4,
                posteam_timeouts_remaining: own,
                defteam_timeouts_remaining: opp,
                posteam_spread: spread,
                total_line: total,
                site,
                receive_2h_ko,
                season: rules.0,
                playoffs: rules.1,
                overtime_possession: rules
                    .2
                    .filter(|&p| play.0 == 5 && (play.4 == 0 || p == Possession::Second)),
            },
        )
}

/// Pieces of situations, to be put together anyhow.
const PIECES: [&str; 80] = [
    "Chiefs",
    "PHI",
    "NO",
    "LA",
    "New York",
    "49ers",
    "Eagles' 34",
    "ball",
    "halftime",
    "PAT",
    "receives",
    "won the toss",
    "start of overtime",
    "touchdown",
    "before it",
    "field goal",
    "1/2",
    "3,5",
    "4thand2opp35",
    "down32:10",
    "4th",
    "and",
    "2",
    "at",
    "the",
    "opp",
    "35",
    "down",
    "3",
    "2:10",
    "left",
    "in",
    "Q4",
    "TO",
    "to",
    "1",
    "timeouts",
    "favored",
    "by",
    "-",
    "−",
    "–",
    "+7",
    "goal",
    "second",
    "half",
    "kickoff",
    "own",
    "tied",
    "21-17",
    ":45",
    "OT",
    "=",
    "qtr=",
    "down=",
    "clock=2:10",
    "&",
    ",",
    ";",
    ".",
    "'",
    "’",
    "\"",
    "½",
    ".5",
    "/",
    "o/u",
    "w/",
    "opponent",
    "has",
    "no",
    "each",
    "minutes",
    "seconds",
    "\n",
    "99999999999999999999999999999999999999999",
    "ß",
    "🏈",
    "twenty",
    "spread",
];

/// Whatever comes out must hold together.
fn consistent(text: &str) {
    match parse_moment(text) {
        Ok((Moment::Try(_), said)) => said.state.validate_try().unwrap(),
        Ok((_, said)) => said.state.validate().unwrap(),
        Err(error) => assert!(error.hint().is_some(), "{text:?}: {error}"),
    }
    match parse_line(text) {
        Ok(said) => {
            said.state.validate().unwrap();
            assert!(said.understood.len() >= 6, "{text:?}");
            assert_eq!(
                parse(&describe(&said.state)).unwrap().state,
                said.state,
                "{text:?}"
            );
        }
        Err(error) => {
            assert_eq!(error.exit_code(), 2);
            assert!(error.hint().is_some(), "{text:?}: {error}");
            assert!(
                !error.to_string().contains(|c: char| c.is_control()),
                "{error:?}"
            );
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(512) })]

    #[test]
    fn described_states_parse_back(state in states()) {
        let text = describe(&state);
        let said = parse(&text).unwrap_or_else(|e| panic!("{text}: {e}"));
        prop_assert_eq!(&said.state, &state, "{}", text);
        prop_assert_eq!(describe(&said.state), text);
    }

    #[test]
    fn described_states_parse_back_in_any_order_and_case(state in states(), turn in 0_usize..8, upper: bool) {
        let text = describe(&state);
        let mut parts: Vec<_> = text.split(", ").collect();
        let turn = turn % parts.len();
        parts.rotate_left(turn);
        for joint in [", ", "; ", " "] {
            let text = parts.join(joint);
            let text = if upper { text.to_uppercase() } else { text };
            let said = parse(&text).unwrap_or_else(|e| panic!("{text}: {e}"));
            prop_assert_eq!(&said.state, &state, "{}", text);
        }
    }

    #[test]
    fn states_in_json_parse_back(state in states()) {
        let line = serde_json::to_string(&state).unwrap();
        let said = from_json(&line).unwrap_or_else(|e| panic!("{line}: {e}"));
        prop_assert_eq!(said.state, state);
    }

    #[test]
    fn any_text_is_answered(text in ".*") {
        consistent(&text);
    }

    #[test]
    fn any_characters_are_answered(chars in prop::collection::vec(any::<char>(), 0..40)) {
        consistent(&chars.into_iter().collect::<String>());
    }

    #[test]
    fn any_pieces_are_answered(
        pieces in prop::collection::vec((prop::sample::select(PIECES.to_vec()), any::<bool>()), 0..16)
    ) {
        let text: String = pieces
            .iter()
            .map(|(piece, space)| format!("{piece}{}", if *space { " " } else { "" }))
            .collect();
        consistent(&text);
    }

    #[test]
    fn mutations_of_a_good_situation_are_answered(
        at in 0..EXAMPLE.len(), remove in 0_usize..4, insert in prop::option::of(any::<char>()),
        swap in 0..EXAMPLE.len(),
    ) {
        let mut chars: Vec<char> = EXAMPLE.chars().collect();
        chars.swap(at, swap);
        chars.drain(at..(at + remove).min(EXAMPLE.len()));
        if let Some(c) = insert {
            chars.insert(at.min(chars.len()), c);
        }
        consistent(&chars.into_iter().collect::<String>());
    }

    #[test]
    fn a_strange_word_is_never_skipped(
        word in "[b-df-hj-np-tv-z]{5,9}", at in 0_usize..6,
    ) {
        let mut words = vec!["4&2", "opp35", "-3", "Q4", "2:10"];
        words.insert(at.min(5), &word);
        let error = parse(&words.join(" ")).expect_err("a strange word");
        prop_assert!(error.to_string().contains(&word), "{}", error);
    }
}

/// Every text of up to four of the characters that the lexer looks at twice.
/// (".½" once made it read the same nothing for ever.)
#[test]
fn all_short_texts_of_signs_are_answered() {
    let signs = [
        '.', '½', '-', '—', '+', ':', '=', '4', 'q', ' ', '\'', '"', '/', '_', ',', '\n',
    ];
    let mut texts = vec![String::new()];
    let mut from = 0;
    for _ in 0..4 {
        let end = texts.len();
        for i in from..end {
            for sign in signs {
                let text = format!("{}{sign}", texts[i]);
                let _ = parse(&text);
                texts.push(text);
            }
        }
        from = end;
    }
    assert_eq!(
        texts.len(),
        1 + 16 + 16_usize.pow(2) + 16_usize.pow(3) + 16_usize.pow(4)
    );
}

#[test]
fn long_texts_take_no_longer_than_they_are() {
    for piece in [
        "tied ", "a ", "-", "(", "1:1", "x_=", "x'", "down=\"3", "9", "twenty ", "opp ",
    ] {
        consistent(&piece.repeat(20_000));
    }
}
