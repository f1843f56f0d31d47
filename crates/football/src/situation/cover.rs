//! Which phrases a text is made of.
//!
//! The longest phrase at each place is tried first. Where that leaves words that
//! nothing takes, the next shorter one is: in "opp 35 timeouts 3-2" the opponent
//! has not 35 timeouts. A phrase that the grammar recognizes in order to refuse
//! it is never avoided in this way.

use super::draft::Fact;
use super::grammar::{Candidate, GRAMMAR};
use super::lexer::{Token, TokenKind};
use super::{keys, source, unplaced};
use crate::error::{Error, Result};

/// Some tokens and what they say.
pub(super) struct Phrase {
    pub from: usize,
    pub end: usize,
    pub facts: Vec<Fact>,
}

/// A place in the text, and the ways to go on from it that are still untried.
struct Place {
    phrase: Phrase,
    untried: std::vec::IntoIter<Candidate>,
}

/// Cuts the whole text into phrases.
///
/// # Errors
/// About the words that were reached last of all attempts.
pub(super) fn cover(text: &str, tokens: &[Token]) -> Result<Vec<Phrase>> {
    let mut search = Search {
        text,
        tokens,
        hopeless: vec![false; tokens.len() + 1],
        furthest: None,
    };
    let mut path: Vec<Place> = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let mut place = search.place(at);
        // Go on from here, or else from the last place with something untried.
        while !search.advance(&mut place) {
            if let Some(dead) = search.hopeless.get_mut(place.phrase.from) {
                *dead = true;
            }
            match path.pop() {
                Some(last) => place = last,
                None => return Err(search.error(at)),
            }
        }
        at = place.phrase.end;
        path.push(place);
    }
    Ok(path.into_iter().map(|place| place.phrase).collect())
}

struct Search<'a> {
    text: &'a str,
    tokens: &'a [Token],
    /// Places from which the end cannot be reached.
    hopeless: Vec<bool>,
    /// The error about the words that end last.
    furthest: Option<(usize, Error)>,
}

impl Search<'_> {
    fn place(&self, from: usize) -> Place {
        let candidates = match self.tokens.get(from).map(|t| &t.kind) {
            Some(TokenKind::Separator { .. }) => vec![Candidate::skip(from)],
            Some(TokenKind::Pair { .. }) | None => vec![Candidate::pair(from)],
            Some(_) => {
                let mut all = GRAMMAR.candidates(self.tokens, from);
                if unplaced::is_joint(self.tokens, from) {
                    all.push(Candidate::skip(from));
                }
                all
            }
        };
        Place {
            phrase: Phrase {
                from,
                end: from,
                facts: Vec::new(),
            },
            untried: candidates.into_iter(),
        }
    }

    /// Takes the next way that makes sense and is not known to lead nowhere.
    fn advance(&mut self, place: &mut Place) -> bool {
        let from = place.phrase.from;
        let mut tried = place.phrase.end > from;
        for candidate in place.untried.by_ref() {
            tried = true;
            if self.hopeless.get(candidate.end) == Some(&true) && !candidate.is_refused() {
                continue;
            }
            match self.meaning(from, &candidate) {
                Ok(facts) => {
                    place.phrase.end = candidate.end;
                    place.phrase.facts = facts;
                    return true;
                }
                Err(error) => self.note(candidate.end, error),
            }
            if candidate.is_refused() {
                return false;
            }
        }
        if !tried && self.furthest.as_ref().is_none_or(|(end, _)| from >= *end) {
            let error = unplaced::error(self.text, self.tokens, from);
            self.furthest = Some((from, error));
        }
        false
    }

    fn meaning(&self, from: usize, candidate: &Candidate) -> Result<Vec<Fact>> {
        let text = self.text;
        match self.tokens.get(from).map(|t| (&t.kind, t.span.clone())) {
            Some((TokenKind::Pair { name, value }, span)) => {
                keys::facts(name, &text[value.clone()], &text[span])
            }
            _ => {
                let meaning = GRAMMAR.meaning(text, self.tokens, candidate);
                meaning.map_err(|bad| bad.about(source(text, self.tokens, from, candidate.end)))
            }
        }
    }

    /// Keeps the error if its words end later than all others'.
    fn note(&mut self, end: usize, error: Error) {
        if self.furthest.as_ref().is_none_or(|(old, _)| end > *old) {
            self.furthest = Some((end, error));
        }
    }

    fn error(self, at: usize) -> Error {
        match self.furthest {
            Some((_, error)) => error,
            None => unplaced::error(self.text, self.tokens, at),
        }
    }
}
