//! Teams among the tokens: "Chiefs", "St. Louis", "PHI".
//!
//! A code or a short name that is also a word ("NO", "MIN", "TEN", "was", "car")
//! is a team only where a team must stand.

use super::lexer::{Token, TokenKind};
use crate::teams;

/// Codes and names that are words too.
const WORDS: [&str; 17] = [
    "no", "min", "ten", "was", "car", "den", "pit", "sea", "ram", "la", "nor", "ne", "kan", "pack",
    "chief", "bolts", "sl",
];
/// Those of them that the grammar uses: in capitals only.
const GRAMMAR: [&str; 4] = ["no", "min", "ten", "was"];
/// A team stands after these.
const BEFORE: [&str; 9] = [
    "at", "on", "from", "the", "vs", "v", "versus", "against", "hosting",
];
/// A team stands before these.
const AFTER: [&str; 5] = ["ball", "has", "have", "possession", "offense"];

/// Makes one token of the tokens that name a team.
pub(super) fn mark(text: &str, tokens: Vec<Token>) -> Vec<Token> {
    let shouted = !text.contains(char::is_lowercase);
    let mut marked: Vec<Token> = Vec::with_capacity(tokens.len());
    let mut at = 0;
    while at < tokens.len() {
        match name_at(text, &tokens, at, marked.last(), shouted) {
            Some((kind, end)) => {
                let span = tokens[at].span.start..tokens[end - 1].span.end;
                marked.push(Token { kind, span });
                at = end;
            }
            None => {
                marked.push(tokens[at].clone());
                at += 1;
            }
        }
    }
    marked
}

/// The longest name that starts at token `at`, and where it ends.
fn name_at(
    text: &str,
    tokens: &[Token],
    at: usize,
    before: Option<&Token>,
    shouted: bool,
) -> Option<(TokenKind, usize)> {
    let mut name = String::new();
    let mut found = None;
    for (i, token) in tokens.iter().enumerate().skip(at).take(teams::LONGEST) {
        let source = &text[token.span.clone()];
        let glued = i > at && tokens[i - 1].span.end == token.span.start;
        if i > at && !glued {
            name.push(' ');
        }
        match &token.kind {
            TokenKind::Word(word) => name.push_str(word),
            // "49ers" and "TEN".
            TokenKind::Number(n) if n.size == 49.0 && i == at => name.push_str("49"),
            TokenKind::Number(n) if n.size == 10.0 && source == "TEN" => name.push_str("ten"),
            _ => break,
        }
        let mut codes = teams::called(&name);
        if codes.is_empty() && source.ends_with(['s', 'S']) && source.contains(['\'', '’']) {
            codes = teams::called(&name[..name.len() - 1]);
        }
        let word = i == at && WORDS.contains(&name.as_str());
        if word && !in_place(tokens.get(i + 1), before, source, shouted) {
            continue;
        }
        match codes.as_slice() {
            [] => {}
            [code] => found = Some((TokenKind::Team(code), i + 1)),
            _ => found = Some((TokenKind::Teams(codes), i + 1)),
        }
    }
    found
}

/// Whether a word that may be a team stands where a team does.
fn in_place(after: Option<&Token>, before: Option<&Token>, source: &str, shouted: bool) -> bool {
    let capitals = !source.contains(char::is_lowercase);
    if GRAMMAR.contains(&source.to_lowercase().as_str()) && (shouted || !capitals) {
        return false;
    }
    let is = |token: Option<&Token>, words: &[&str]| matches!(token.map(|t| &t.kind), Some(TokenKind::Word(w)) if words.contains(&w.as_str()));
    let number =
        matches!(after.map(|t| &t.kind), Some(TokenKind::Number(n)) if n.negative.is_none());
    let starts = match before.map(|t| &t.kind) {
        None | Some(TokenKind::Separator { .. }) => true,
        _ => is(before, &BEFORE),
    };
    let team = matches!(before.map(|t| &t.kind), Some(TokenKind::Team(_)));
    is(after, &AFTER) || (starts && number) || is(before, &BEFORE[..8]) || team
}
