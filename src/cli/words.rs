//! A situation typed without `--situation`: `wp predict 4th and 2 at the opp 35 …`.

use std::ffi::{OsStr, OsString};

/// Commands that answer about a situation.
const QUESTIONS: [&str; 6] = [
    "predict",
    "fourth-down",
    "two-point",
    "kickoff",
    "timeout",
    "simulate",
];
/// Their own commands, which no situation begins with.
const WORK: [&str; 4] = ["fit", "check", "report", "help"];

fn text(word: &OsStr) -> &str {
    word.to_str().unwrap_or("--")
}

/// Whether a word belongs to a situation: no flag, but "-3" and "-" do.
fn is_word(word: &OsStr) -> bool {
    let word = text(word);
    let rest = word.strip_prefix('-');
    rest.is_none_or(|rest| rest.is_empty() || rest.starts_with(|c: char| c.is_ascii_digit()))
}

/// The arguments with the words that follow a question's name as its `--situation`,
/// and a whole situation without a command as `wp predict`'s.
pub fn in_place(args: impl Iterator<Item = OsString>) -> Vec<OsString> {
    let mut args: Vec<OsString> = args.collect();
    let Some(first) = args.get(1).map(|word| text(word).to_owned()) else {
        return args;
    };
    // No command has a space in its name.
    let told = |word: &str| word.contains(' ') && word.contains(|c: char| c.is_ascii_digit());
    let begin = if QUESTIONS.contains(&first.as_str()) {
        2
    } else if told(&first) && is_word(&args[1]) {
        args.insert(1, "predict".into());
        2
    } else {
        return args;
    };
    let words = args[begin..]
        .iter()
        .take_while(|word| is_word(word))
        .count();
    if words == 0 || WORK.contains(&text(&args[begin])) {
        return args;
    }
    let said: Vec<OsString> = args.drain(begin..begin + words).collect();
    args.insert(begin, "--situation".into());
    args.insert(begin + 1, said.join(OsStr::new(" ")));
    args
}

#[cfg(test)]
mod tests {
    use super::*;

    fn placed(args: &[&str]) -> Vec<String> {
        let args = args.iter().map(OsString::from);
        let all = in_place(args);
        all.iter().map(|word| text(word).to_owned()).collect()
    }

    #[test]
    fn words_after_a_question_are_its_situation() {
        for words in ["4th and 2 opp 35", "4&2 opp35 -3 Q4 2:10", "-"] {
            let mut args = vec!["wp", "predict"];
            args.extend(words.split(' '));
            args.push("--json");
            assert_eq!(
                placed(&args),
                ["wp", "predict", "--situation", words, "--json"]
            );
        }
        let whole = placed(&["wp", "4th and 2 at the opp 35"]);
        assert_eq!(whole[1..3], ["predict", "--situation"]);
    }

    #[test]
    fn everything_else_stays() {
        for args in [
            &["wp"][..],
            &["wp", "predict"],
            &["wp", "predict", "--situation", "4th and 2"],
            &["wp", "predict", "-h"],
            &["wp", "fourth-down", "fit", "--seasons", "2009-2023"],
            &["wp", "simulate", "help"],
            &["wp", "score", "plays.csv"],
            &["wp", "predcit"],
            &["wp", "--version"],
        ] {
            assert_eq!(placed(args), args);
        }
    }
}
