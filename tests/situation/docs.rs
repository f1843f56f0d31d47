//! `docs/situations.md` says what is so.

use wp::situation::{parse, parse_line};

const PAGE: &str = include_str!("../../docs/situations.md");

/// The lines of all blocks that are marked with `kind`.
fn lines(kind: &str) -> Vec<&'static str> {
    let start = format!("```{kind}\n");
    let blocks = PAGE.split(start.as_str()).skip(1);
    let lines = blocks.filter_map(|rest| rest.split("```").next());
    lines.flat_map(str::lines).collect()
}

#[test]
fn the_examples_hold() {
    let (good, bad) = (lines("situation"), lines("refused"));
    assert_eq!((good.len(), bad.len()), (11, 10));
    for line in good {
        parse_line(line).unwrap_or_else(|e| panic!("{line}: {e}"));
    }
    for line in bad {
        assert!(parse_line(line).is_err(), "{line}");
    }
}

/// Each form in the table of forms can be placed: with it the text is whole, or
/// lacks or contradicts something, but is not misunderstood.
#[test]
fn the_forms_of_the_table_are_understood() {
    let (_, table) = PAGE.split_once("## What is understood").unwrap();
    let (table, _) = table.split_once("## Rules").unwrap();
    let forms: Vec<&str> = table.split('`').skip(1).step_by(2).collect();
    assert!(forms.len() > 80, "{}", forms.len());
    for form in forms {
        let alone = parse(form)
            .map(|_| String::new())
            .unwrap_or_else(|e| e.to_string());
        assert!(
            alone.is_empty()
                || alone.ends_with("missing")
                || alone.starts_with("the text does not"),
            "{form}: {alone}"
        );
    }
}
