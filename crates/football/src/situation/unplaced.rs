//! Words that no phrase takes.

use super::grammar::{self, GRAMMAR};
use super::lexer::{Token, TokenKind};
use super::say::{self, EXAMPLE, quote};
use super::{number, source, suggest};
use crate::error::Error;
use crate::teams::nickname;
use std::ops::Range;

/// At most this many words are quoted.
const QUOTED: usize = 6;

/// Whether the word may be left out: a filler with a phrase after it.
pub(super) fn is_joint(tokens: &[Token], at: usize) -> bool {
    let filler = |i: usize| is_filler(tokens.get(i));
    filler(at)
        && match tokens.get(at + 1).map(|t| &t.kind) {
            None | Some(TokenKind::Separator { .. }) => false,
            Some(_) => true,
        }
}

fn is_filler(token: Option<&Token>) -> bool {
    matches!(token.map(|t| &t.kind), Some(TokenKind::Word(w)) if grammar::is_filler(w))
}

/// The error that quotes the words from `at` up to the next that can be placed.
pub(super) fn error(text: &str, tokens: &[Token], at: usize) -> Error {
    let shared = tokens.iter().skip(at).take(2).find_map(|t| match &t.kind {
        TokenKind::Teams(codes) => Some((codes, t.span.clone())),
        _ => None,
    });
    if let Some((codes, span)) = shared {
        let names: Vec<&str> = codes.iter().map(|c| nickname(c).unwrap_or(c)).collect();
        return say::error(
            format!("{}: the {}?", quote(&text[span]), names.join(" or the ")),
            format!("write \"{}\"", names.join("\" or \"")),
        );
    }
    let mut end = at + 1;
    while end < tokens.len().min(at + QUOTED)
        && !matches!(
            tokens[end].kind,
            TokenKind::Separator { .. } | TokenKind::Pair { .. }
        )
        && GRAMMAR.candidates(tokens, end).is_empty()
    {
        end += 1;
    }
    while end > at + 1 && is_filler(tokens.get(end - 1)) {
        end -= 1;
    }
    let problem = format!("don't understand {}", quote(source(text, tokens, at, end)));
    say::error(problem, hint(text, tokens, at..end))
}

fn hint(text: &str, all: &[Token], words: Range<usize>) -> String {
    if let Some(hint) = words.clone().find_map(|at| near(all, at)) {
        return hint;
    }
    let tokens = &all[words];
    let exact = tokens.iter().find_map(|t| match &t.kind {
        TokenKind::Word(w) if !grammar::is_filler(w) => {
            GRAMMAR.vocabulary().iter().find(|(known, _)| known == w)
        }
        _ => None,
    });
    if let Some((word, form)) = exact {
        return format!("use {} as in \"{form}\"", quote(word));
    }
    match tokens.first().map(|t| (&t.kind, &text[t.span.clone()])) {
        Some((TokenKind::Number(n), number)) if n.negative.is_none() => {
            let number = quote(number);
            format!(
                "say what {number} is: yards as in \"4th and 2\", a yard line as in \"opp 35\", \
                 points as in \"down 3\", time as in \"2:10 left\", timeouts as in \"2 timeouts\""
            )
        }
        _ => format!("a complete situation: \"{EXAMPLE}\""),
    }
}

/// "did you mean", if a known word is a slip or two away from the one at `at`.
fn near(tokens: &[Token], at: usize) -> Option<String> {
    let TokenKind::Word(word) = &tokens[at].kind else {
        return None;
    };
    if let Some(n) = word.strip_suffix(|c: char| c.is_alphabetic()) {
        // A number with the wrong ending: 4rd.
        let digits = n.trim_end_matches(|c: char| c.is_alphabetic());
        if let Ok(n) = digits.parse::<u32>() {
            return Some(format!("did you mean \"{n}{}\"?", number::suffix(n)));
        }
    }
    let vocabulary = GRAMMAR.vocabulary();
    if grammar::is_filler(word) || vocabulary.iter().any(|(known, _)| known == word) {
        return None;
    }
    let known = vocabulary.iter().map(|(w, _)| *w);
    let near = suggest::nearest(word, known.chain(number::vocabulary()))?;
    let form = form(tokens, at, near).or_else(|| {
        let known = vocabulary.iter().find(|(w, _)| *w == near);
        known.map(|(_, form)| *form)
    });
    Some(match form {
        Some(form) => format!("did you mean \"{near}\", as in \"{form}\"?"),
        None => format!("did you mean \"{near}\"?"),
    })
}

/// What to show for the phrase that the words are with another word at `at`, beginning
/// there or one word earlier.
fn form(tokens: &[Token], at: usize, word: &str) -> Option<&'static str> {
    let mut meant = tokens.to_vec();
    meant[at].kind = TokenKind::Word(word.to_owned());
    [Some(at), at.checked_sub(1)]
        .into_iter()
        .flatten()
        .flat_map(|from| GRAMMAR.candidates(&meant, from))
        .filter(|phrase| phrase.end > at + 1)
        .find_map(|phrase| GRAMMAR.form(&phrase))
}
