//! The phrases that `wp` understands: a table of rows, each a pattern, the form
//! to show when somebody almost says it, and what it means.
//!
//! The row that takes the most words comes first, so that "down 3" after "4th"
//! cannot be confused with "4th down", nor "2:10 in the 4th" with a down. A row
//! may also refuse: "3rd and long" is recognized in order to say what is wrong
//! with it.

mod betting;
mod clock;
mod field;
mod moments;
mod place;
mod refused;
mod rules;
mod score;
mod teams;
mod timeouts;

use super::draft::Fact;
use super::lexer::{Token, TokenKind};
use super::number::Num;
use super::pattern::{Pattern, Said, Start, Taken};
use super::say::Bad;
use super::values;
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, LazyLock};

/// What a phrase means, or why it is refused.
pub(super) type Meaning = Result<Vec<Fact>, Bad>;
type Make = Arc<dyn Fn(&Said) -> Meaning + Send + Sync>;

/// The words for the team without the ball, as the subject of a phrase.
const OPPONENT: &str = "the? opponent|opponents|opp|opps|other_team|other_side|defense|defence";

struct Row {
    /// What to show when somebody almost says it; nothing if it is refused.
    form: &'static str,
    pattern: Pattern,
    make: Make,
}

/// All rows, and which of them can start with what.
pub(super) struct Grammar {
    rows: Vec<Row>,
    starts: HashMap<Start, Vec<usize>>,
}

/// A phrase that may stand at some place.
pub(super) struct Candidate {
    /// The token after it.
    pub end: usize,
    row: Option<usize>,
    taken: Taken,
    refused: bool,
}

impl Candidate {
    /// The token `at`, which says nothing.
    pub fn skip(at: usize) -> Self {
        Self {
            end: at + 1,
            row: None,
            taken: Taken::NONE,
            refused: false,
        }
    }

    /// The pair `at`, which no row is needed for and nothing else can take.
    pub fn pair(at: usize) -> Self {
        Self {
            refused: true,
            ..Self::skip(at)
        }
    }

    /// Whether there is no way round it.
    pub fn is_refused(&self) -> bool {
        self.refused
    }
}

/// The table, built once.
pub(super) static GRAMMAR: LazyLock<Grammar> = LazyLock::new(Grammar::new);

impl Grammar {
    fn new() -> Self {
        let mut grammar = Self {
            rows: Vec::new(),
            starts: HashMap::new(),
        };
        field::rows(&mut grammar);
        score::rows(&mut grammar);
        clock::rows(&mut grammar);
        timeouts::rows(&mut grammar);
        betting::rows(&mut grammar);
        place::rows(&mut grammar);
        rules::rows(&mut grammar);
        teams::rows(&mut grammar);
        moments::rows(&mut grammar);
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
        F: Fn(&Said) -> Meaning + Send + Sync + 'static,
    {
        let make: Make = Arc::new(make);
        for text in patterns {
            self.row(form, text, make.clone());
        }
    }

    /// The same, and also said of the opponent, with the meaning turned round, and of
    /// a team by its name.
    fn say_of_both<F>(&mut self, form: &'static str, patterns: &[&str], make: F)
    where
        F: Fn(&Said) -> Meaning + Send + Sync + 'static,
    {
        let make: Make = Arc::new(make);
        for text in patterns {
            self.row(form, text, make.clone());
            let make_of_team = make.clone();
            let make = make.clone();
            let turned = move |said: &Said| {
                make(said).map(|facts| facts.into_iter().map(Fact::turned).collect())
            };
            self.row(
                form,
                &format!("{OPPONENT} is|are? {text}"),
                Arc::new(turned),
            );
            let make = make_of_team.clone();
            let of_team = move |said: &Said| {
                let team = said.team(0);
                make(said).map(|facts| facts.into_iter().map(|f| f.of(team)).collect())
            };
            self.row(form, &format!("the? * is|are? {text}"), Arc::new(of_team));
        }
    }

    /// Adds rows that refuse what they recognize.
    fn refuse(&mut self, patterns: &[&str], problem: &'static str, hint: &'static str) {
        for text in patterns {
            let make: Make = Arc::new(move |_| Err(Bad::new(problem, hint)));
            self.row("", text, make);
        }
    }

    fn row(&mut self, form: &'static str, text: &str, make: Make) {
        let pattern = Pattern::new(text);
        self.rows.push(Row {
            form,
            pattern,
            make,
        });
    }

    /// All phrases at token `at`, the longest first; of two as long the earlier
    /// row's.
    pub fn candidates(&self, tokens: &[Token], at: usize) -> Vec<Candidate> {
        let start = tokens.get(at).and_then(|t| Start::of(&t.kind));
        let rows = start.and_then(|start| self.starts.get(&start));
        let mut found = Vec::new();
        for &row in rows.into_iter().flatten() {
            if let Some(phrase) = self.rows.get(row)
                && let Some((end, taken)) = phrase.pattern.find(tokens, at)
            {
                found.push(Candidate {
                    end,
                    row: Some(row),
                    taken,
                    refused: phrase.form.is_empty(),
                });
            }
        }
        found.sort_by_key(|c| std::cmp::Reverse(c.end));
        found
    }

    /// What a phrase means.
    pub fn meaning(&self, text: &str, tokens: &[Token], phrase: &Candidate) -> Meaning {
        match phrase.row.and_then(|row| self.rows.get(row)) {
            Some(row) => said(text, tokens, &phrase.taken).and_then(|said| (row.make)(&said)),
            None => Ok(Vec::new()),
        }
    }

    /// What to show for a phrase; `None` for those that are refused.
    pub fn form(&self, phrase: &Candidate) -> Option<&'static str> {
        let row = self.rows.get(phrase.row?)?;
        (!row.form.is_empty()).then_some(row.form)
    }

    /// All words of the phrases that mean something.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        let rows = self.rows.iter().filter(|r| !r.form.is_empty());
        rows.flat_map(|row| row.pattern.words())
    }

    /// Words of the grammar with a phrase that they stand in.
    pub fn vocabulary(&self) -> &[(&str, &'static str)] {
        static VOCABULARY: LazyLock<Vec<(&str, &'static str)>> = LazyLock::new(|| {
            let mut vocabulary = Vec::new();
            let mut known = HashSet::new();
            for row in GRAMMAR.rows.iter().filter(|r| !r.form.is_empty()) {
                for word in row.pattern.words() {
                    if word.len() > 2 && known.insert(word) {
                        vocabulary.push((word, row.form));
                    }
                }
            }
            vocabulary
        });
        &VOCABULARY
    }
}

/// The numbers in the tokens that a pattern took.
fn said(text: &str, tokens: &[Token], taken: &Taken) -> Result<Said, Bad> {
    let mut said = Said::default();
    for token in taken.tokens().filter_map(|at| tokens.get(at)) {
        match &token.kind {
            TokenKind::Number(num) => said.push(*num),
            TokenKind::Team(team) => said.push_team(team),
            TokenKind::Ordinal { n, .. } => said.push(Num::plain(f64::from(*n))),
            TokenKind::Clock => said.push(values::clock(&text[token.span.clone()])?),
            _ => {}
        }
    }
    Ok(said)
}

/// Words that may stand between phrases, since leaving them out changes nothing.
/// A word that could turn a meaning round ("not", "they", "about") is none.
const FILLERS: [&str; 24] = [
    "and", "with", "the", "at", "on", "in", "is", "its", "it", "are", "we", "were", "us", "theres",
    "there", "a", "ball", "facing", "while", "but", "now", "score", "clock", "have",
];

/// All words that may be left out.
pub(super) fn fillers() -> impl Iterator<Item = &'static str> {
    FILLERS.iter().copied()
}

/// Whether a word may be left out between phrases.
pub(super) fn is_filler(word: &str) -> bool {
    FILLERS.contains(&word)
}
