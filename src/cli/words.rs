//! What a command is about, typed without its flag: `wp predict 4th and 2 at the opp 35 …`,
//! `wp chart 2016_21_NE_ATL`, `wp score plays.csv`.

use std::ffi::{OsStr, OsString};

/// Commands, and the flag of what they are about.
const ABOUT: [(&str, &str); 9] = [
    ("predict", "--situation"),
    ("fourth-down", "--situation"),
    ("two-point", "--situation"),
    ("kickoff", "--situation"),
    ("timeout", "--situation"),
    ("simulate", "--situation"),
    ("chart", "--game"),
    ("score", "--data"),
    ("describe", "--data"),
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

/// The arguments with the words that follow a command's name under the flag of what it
/// is about, and a whole situation without a command as `wp predict`'s.
pub fn in_place(args: impl Iterator<Item = OsString>) -> Vec<OsString> {
    let mut args: Vec<OsString> = args.collect();
    let Some(first) = args.get(1).map(|word| text(word).to_owned()) else {
        return args;
    };
    // No command has a space in its name.
    let told = |word: &str| word.contains(' ') && word.contains(|c: char| c.is_ascii_digit());
    let about = ABOUT.iter().find(|(command, _)| *command == first);
    let flag = match about {
        Some((_, flag)) => flag,
        None if told(&first) && is_word(&args[1]) => {
            args.insert(1, "predict".into());
            "--situation"
        }
        None => return args,
    };
    let words = args[2..].iter().take_while(|word| is_word(word)).count();
    if words == 0 || WORK.contains(&text(&args[2])) {
        return args;
    }
    let said: Vec<OsString> = args.drain(2..2 + words).collect();
    args.insert(2, flag.into());
    args.insert(3, said.join(OsStr::new(" ")));
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
    fn so_are_a_game_and_a_file() {
        let game = placed(&["wp", "chart", "patriots", "falcons", "2016", "--json"]);
        assert_eq!(game[2..], ["--game", "patriots falcons 2016", "--json"]);
        let file = placed(&["wp", "score", "plays.csv", "--out", "s.csv"]);
        assert_eq!(file[2..], ["--data", "plays.csv", "--out", "s.csv"]);
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
            &["wp", "score", "--data", "plays.csv"],
            &["wp", "games", "2023"],
            &["wp", "predcit"],
            &["wp", "--version"],
        ] {
            assert_eq!(placed(args), args);
        }
    }
}
