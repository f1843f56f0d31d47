//! How errors about a situation are worded: the exact words in quotes, what is
//! wrong with them, and the right form.

use crate::error::Error;

/// A whole situation, for hints.
pub(super) const EXAMPLE: &str =
    "4th and 2 at the opp 35, down 3, 2:10 left in Q4, 2 timeouts to 1, favored by 3";
/// The shortest whole situation.
pub(super) const SHORTEST: &str = "4th and 2 at the opp 35, down 3, 2:10 left in Q4";

/// Longest quotation in a message, in characters.
const QUOTED: usize = 60;

/// What is wrong with some words, without the words: whoever knows where they
/// stand adds them with [`Bad::about`].
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Bad {
    /// What is wrong.
    pub problem: String,
    /// The right form.
    pub hint: String,
}

impl Bad {
    pub fn new(problem: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            problem: problem.into(),
            hint: hint.into(),
        }
    }

    /// The error: `"words": problem`.
    pub fn about(self, words: &str) -> Error {
        error(format!("{}: {}", quote(words), self.problem), self.hint)
    }
}

/// An [`Error::Situation`].
pub(super) fn error(problem: impl Into<String>, hint: impl Into<String>) -> Error {
    Error::Situation {
        problem: problem.into(),
        hint: hint.into(),
    }
}

/// `words` in quotes, shortened if long, and harmless on a terminal: control
/// characters and those that turn the direction of writing are replaced.
pub(super) fn quote(words: &str) -> String {
    let mut quoted = String::with_capacity(words.len().min(4 * QUOTED) + 2);
    quoted.push('"');
    for (i, c) in words.chars().enumerate() {
        if i == QUOTED {
            quoted.push('…');
            break;
        }
        let turns = matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        quoted.push(match c {
            '\n' | '\r' | '\t' => ' ',
            c if c.is_control() || turns => '\u{fffd}',
            c => c,
        });
    }
    quoted.push('"');
    quoted
}

/// `a`, `a and b`, `a, b and c`.
pub(super) fn list(parts: &[impl AsRef<str>]) -> String {
    let mut text = String::new();
    for (i, part) in parts.iter().enumerate() {
        if i > 0 {
            text.push_str(if i + 1 == parts.len() { " and " } else { ", " });
        }
        text.push_str(part.as_ref());
    }
    text
}
