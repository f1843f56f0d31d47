//! The phrases that `wp` understands: a table of rows, each a pattern, the form
//! to show when somebody almost says it, and what it means.
//!
//! At each place of a text the row that takes the most words wins, so that
//! "down 3" after "4th" cannot be confused with "4th down", nor "2:10 in the
//! 4th" with a down. A row may also refuse: "3rd and long" is recognised in
//! order to say what is wrong with it.

mod betting;
mod clock;
mod field;
mod place;
mod refused;
mod score;
mod timeouts;

use super::draft::Fact;
use super::lexer::Token;
use super::pattern::{Pattern, Start, Taken};
use super::say::Bad;
use super::values;
use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

/// What a phrase means, or why it is refused.
pub(super) type Meaning = Result<Vec<Fact>, Bad>;
type Make = Arc<dyn Fn(&Taken) -> Meaning + Send + Sync>;

/// The words for the team without the ball, as the subject of a phrase.
const OPPONENT: &str = "the? opponent|opponents|opp|opps|other_team|other_side|defense|defence";

struct Row {
    pattern: Pattern,
    make: Make,
}

/// All rows, and which of them can start with what.
pub(super) struct Grammar {
    rows: Vec<Row>,
    starts: HashMap<Start, Vec<usize>>,
    vocabulary: Vec<(String, &'static str)>,
}

/// A phrase that was found: the token after it, and what it means.
pub(super) struct Found {
    pub end: usize,
    pub meaning: Meaning,
}

/// The table, built once.
pub(super) static GRAMMAR: LazyLock<Grammar> = LazyLock::new(Grammar::new);

impl Grammar {
    fn new() -> Self {
        let mut grammar = Self {
            rows: Vec::new(),
            starts: HashMap::new(),
            vocabulary: Vec::new(),
        };
        field::rows(&mut grammar);
        score::rows(&mut grammar);
        clock::rows(&mut grammar);
        timeouts::rows(&mut grammar);
        betting::rows(&mut grammar);
        place::rows(&mut grammar);
        refused::rows(&mut grammar);
        for (i, row) in grammar.rows.iter().enumerate() {
            for start in row.pattern.starts() {
                let rows = grammar.starts.entry(start).or_default();
                if rows.last() != Some(&i) {
                    rows.push(i);
                }
            }
        }
        grammar
    }

    /// Adds a row for each pattern. `form` is what to show for it.
    fn say<F>(&mut self, form: &'static str, patterns: &[&str], make: F)
    where
        F: Fn(&Taken) -> Meaning + Send + Sync + 'static,
    {
        let make: Make = Arc::new(make);
        for text in patterns {
            self.row(form, text, make.clone());
        }
    }

    /// The same, and also said of the opponent, with the meaning turned round.
    fn say_of_both<F>(&mut self, form: &'static str, patterns: &[&str], make: F)
    where
        F: Fn(&Taken) -> Meaning + Send + Sync + 'static,
    {
        let make: Make = Arc::new(make);
        for text in patterns {
            self.row(form, text, make.clone());
            let make = make.clone();
            let turned = move |taken: &Taken| {
                make(taken).map(|facts| facts.into_iter().map(Fact::turned).collect())
            };
            self.row(
                form,
                &format!("{OPPONENT} is|are? {text}"),
                Arc::new(turned),
            );
        }
    }

    /// Adds rows that refuse what they recognise.
    fn refuse(&mut self, patterns: &[&str], problem: &'static str, hint: &'static str) {
        for text in patterns {
            let make: Make = Arc::new(move |_| Err(Bad::new(problem, hint)));
            self.rows.push(Row {
                pattern: Pattern::new(text),
                make,
            });
        }
    }

    fn row(&mut self, form: &'static str, text: &str, make: Make) {
        let pattern = Pattern::new(text);
        for word in pattern.words() {
            if word.len() > 2 && !self.vocabulary.iter().any(|(w, _)| w == word) {
                self.vocabulary.push((word.to_owned(), form));
            }
        }
        self.rows.push(Row { pattern, make });
    }

    /// The longest phrase at token `at`; of two as long the earlier row's.
    pub fn longest(&self, text: &str, tokens: &[Token], at: usize) -> Option<Found> {
        let rows = self.starts.get(&Start::of(&tokens.get(at)?.kind)?)?;
        let mut best: Option<(usize, Taken, &Row)> = None;
        for row in rows.iter().filter_map(|&i| self.rows.get(i)) {
            if let Some((end, taken)) = row.pattern.find(tokens, at)
                && end > best.as_ref().map_or(at, |(end, ..)| *end)
            {
                best = Some((end, taken, row));
            }
        }
        let (end, mut taken, row) = best?;
        let clock = taken.clock.and_then(|i| tokens.get(i));
        let meaning = match clock.map(|t| values::clock(&text[t.span.clone()])) {
            Some(Err(bad)) => Err(bad),
            Some(Ok(seconds)) => {
                taken.seconds = Some(seconds);
                (row.make)(&taken)
            }
            None => (row.make)(&taken),
        };
        Some(Found { end, meaning })
    }

    /// Words of the grammar with a phrase that they stand in.
    pub fn vocabulary(&self) -> &[(String, &'static str)] {
        &self.vocabulary
    }
}

/// Words that may stand between phrases, since leaving them out changes nothing.
/// A word that could turn a meaning round ("not", "they", "about") is none.
const FILLERS: [&str; 24] = [
    "and", "with", "the", "at", "on", "in", "is", "its", "it", "are", "we", "were", "us", "theres",
    "there", "a", "ball", "facing", "while", "but", "now", "score", "clock", "have",
];

/// Whether a word may be left out between phrases.
pub(super) fn is_filler(word: &str) -> bool {
    FILLERS.contains(&word)
}
