//! Text → tokens: words in lower case, numbers, ordinals, clock times,
//! `key=value` pairs, and the few signs that mean something.
//!
//! Nothing is thrown away that could carry a meaning: a character that the
//! grammar has no use for becomes a [`TokenKind::Symbol`], which no phrase takes, and
//! so ends up in an error rather than being skipped.

use super::keys;
use super::number::{self, Num};
use std::ops::Range;

/// One token and the bytes of the text it came from.
#[derive(Debug, Clone)]
pub(super) struct Token {
    pub kind: TokenKind,
    pub span: Range<usize>,
}

/// What a token is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum TokenKind {
    /// Letters, in lower case, without apostrophes: `opponents`, `pickem`.
    Word(String),
    /// A number in digits or in words, with its sign if it has one.
    Number(Num),
    /// `4th`, `fourth`; `spelled` when in letters.
    Ordinal { n: u32, spelled: bool },
    /// `2:10` or `:45`, unchecked.
    Clock,
    /// A dash between two numbers, with no space: `21-17`.
    Hyphen,
    /// A comma, a semicolon, the end of a sentence or a line; `dash` when it is
    /// a dash with a space on each side.
    Separator { dash: bool },
    /// `name=value`; the name in lower case, where the value stands.
    Pair { name: String, value: Range<usize> },
    /// A team, by its code of today.
    Team(&'static str),
    /// A name that several teams share.
    Teams(Vec<&'static str>),
    /// Any other character.
    Symbol(char),
}

/// Words after which a full stop ends no sentence.
const ABBREVIATIONS: [&str; 10] = [
    "st", "opp", "qtr", "vs", "v", "min", "sec", "pts", "yds", "yd",
];

/// Cuts `text` into tokens. Never fails.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut lexer = Lexer {
        text,
        at: 0,
        tokens: Vec::with_capacity(text.len().min(4096) / 3 + 2),
    };
    while lexer.at < text.len() {
        let before = lexer.at;
        lexer.step();
        if lexer.at == before {
            // No step is empty; were one, this would still not be for ever.
            let len = lexer.rest().chars().next().map_or(1, char::len_utf8);
            lexer.push(TokenKind::Symbol('?'), len);
        }
    }
    join(lexer.tokens)
}

struct Lexer<'a> {
    text: &'a str,
    at: usize,
    tokens: Vec<Token>,
}

impl<'a> Lexer<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn before(&self) -> Option<char> {
        self.text[..self.at].chars().next_back()
    }

    /// Adds a token of `len` bytes and steps over it.
    fn push(&mut self, kind: TokenKind, len: usize) {
        let span = self.at..self.at + len;
        self.at = span.end;
        self.tokens.push(Token { kind, span });
    }

    fn step(&mut self) {
        let rest = self.rest();
        let Some(c) = rest.chars().next() else {
            return;
        };
        let len = c.len_utf8();
        let after = rest[len..].chars().next();
        match c {
            '\n' | '\r' => self.push(TokenKind::Separator { dash: false }, len),
            c if skipped(c) => self.at += len,
            c if number::is_dash(c) => self.dash(),
            '+' if starts_number(&rest[len..]) && !self.before().is_some_and(joins) => {
                self.number(true);
            }
            '.' if self.before().is_some_and(joins) => self.full_stop(),
            _ if starts_number(rest) => self.number(false),
            '.' => self.full_stop(),
            ':' if after.is_none_or(char::is_whitespace) => self.at += len,
            ':' => self.colon(),
            c if c.is_alphabetic() || c == '_' => self.word(),
            ',' | ';' | '!' | '?' | '(' | ')' | '[' | ']' | '{' | '}' | '|' => {
                self.push(TokenKind::Separator { dash: false }, len);
            }
            '&' => self.push(TokenKind::Word("and".to_owned()), len),
            '@' => self.push(TokenKind::Word("at".to_owned()), len),
            c => self.push(TokenKind::Symbol(c), len),
        }
    }

    /// A dash is a sign before a number, a hyphen inside a word, or a separator.
    fn dash(&mut self) {
        let rest = self.rest();
        let run: usize = rest
            .chars()
            .take_while(|&c| number::is_dash(c))
            .map(char::len_utf8)
            .sum();
        let single = rest.chars().nth(1).is_none_or(|c| !number::is_dash(c));
        let after = rest[run..].chars().next();
        let left = self.before().is_some_and(joins);
        match after {
            Some(_) if !single => self.push(TokenKind::Separator { dash: false }, run),
            Some(c) if left && joins(c) => self.push(TokenKind::Hyphen, run),
            Some(_) if !left && starts_number(&rest[run..]) => self.number(true),
            Some(c) if !left && c.is_whitespace() => {
                self.push(TokenKind::Separator { dash: true }, run);
            }
            _ => self.push(TokenKind::Separator { dash: false }, run),
        }
    }

    /// A full stop ends a sentence, except after an abbreviation.
    fn full_stop(&mut self) {
        let abbreviated = self.tokens.last().is_some_and(|t| {
            t.span.end == self.at
                && matches!(&t.kind, TokenKind::Word(w) if ABBREVIATIONS.contains(&w.as_str()))
        });
        if abbreviated {
            self.at += 1;
        } else {
            self.push(TokenKind::Separator { dash: false }, 1);
        }
    }

    /// `:45`; any other colon inside a text has no meaning.
    fn colon(&mut self) {
        let digits = digits(&self.rest()[1..]);
        if digits > 0 && !self.before().is_some_and(joins) {
            self.push(TokenKind::Clock, 1 + digits);
        } else {
            self.push(TokenKind::Symbol(':'), 1);
        }
    }

    /// `35`, `44.5`, `3½`, `2:10`, `4th`, with a sign if `signed`.
    fn number(&mut self, signed: bool) {
        let rest = self.rest();
        let sign = if signed {
            rest.chars().next().map_or(0, char::len_utf8)
        } else {
            0
        };
        let body = &rest[sign..];
        let whole = digits(body);
        if sign == 0 && whole > 0 {
            if body[whole..].starts_with(':') && digits(&body[whole + 1..]) > 0 {
                let mut len = whole;
                // Every further part belongs to it, so that 2:10:30 is one bad clock.
                while body[len..].starts_with(':') && digits(&body[len + 1..]) > 0 {
                    len += 1 + digits(&body[len + 1..]);
                }
                return self.push(TokenKind::Clock, len);
            }
            let letters = body[whole..]
                .find(|c: char| !c.is_alphanumeric() && c != '_')
                .unwrap_or(body.len() - whole);
            let suffix = &body[whole..whole + letters];
            if ["st", "nd", "rd", "th"]
                .iter()
                .any(|s| suffix.eq_ignore_ascii_case(s))
            {
                let digits = &body[..whole];
                let kind = match digits.parse() {
                    Ok(n) if suffix.eq_ignore_ascii_case(number::suffix(n)) => {
                        TokenKind::Ordinal { n, spelled: false }
                    }
                    // "4rd" may be either: a word that nothing takes.
                    _ => TokenKind::Word(body[..whole + letters].to_lowercase()),
                };
                return self.push(kind, whole + letters);
            }
        }
        let (num, len) = number::scan(rest, sign);
        self.push(TokenKind::Number(num), len);
    }

    fn word(&mut self) {
        let rest = self.rest();
        if let Some((name, value, len)) = pair(rest) {
            let at = self.at;
            let value = at + value.start..at + value.end;
            return self.push(TokenKind::Pair { name, value }, len);
        }
        let mut word = String::new();
        let mut len = 0;
        let mut snake = false;
        for (i, c) in rest.char_indices() {
            if c.is_alphabetic() {
                word.extend(c.to_lowercase());
            } else if c == '_' || (snake && c.is_ascii_digit()) {
                snake = true;
                word.push(c);
            } else if is_apostrophe(c) && rest[i + c.len_utf8()..].starts_with(char::is_alphabetic)
            {
                continue;
            } else {
                break;
            }
            len = i + c.len_utf8();
        }
        let next = &rest[len..];
        let starts = |s: &str| {
            next.get(..s.len())
                .is_some_and(|n| n.eq_ignore_ascii_case(s))
                && !next[s.len()..].starts_with(char::is_alphabetic)
        };
        let (kind, more) = match word.as_str() {
            "o" if starts("/u") => (TokenKind::Word("ou".into()), 2),
            "w" if starts("/o") => (TokenKind::Word("without".into()), 2),
            "w" if next.starts_with('/') => (TokenKind::Word("with".into()), 1),
            w => (
                number::ordinal_word(w)
                    .map(|n| TokenKind::Ordinal { n, spelled: true })
                    .or_else(|| number::word(w).map(TokenKind::Number))
                    .unwrap_or(TokenKind::Word(word)),
                0,
            ),
        };
        self.push(kind, len + more);
    }
}

/// `name=value` at the start of `rest` (or `name: value`, when the name is one
/// that has a value): the name, where the value stands, the length of it all.
fn pair(rest: &str) -> Option<(String, Range<usize>, usize)> {
    let name = rest
        .find(|c: char| !c.is_alphanumeric() && c != '_')
        .unwrap_or(rest.len());
    let gap = blanks(&rest[name..]);
    let lower = || rest[..name].to_lowercase();
    let sign = rest[name + gap..].chars().next()?;
    let is_pair = sign == '=' || (sign == ':' && gap == 0 && keys::is_known(&lower()));
    if !is_pair {
        return None;
    }
    let mut start = name + gap + 1;
    start += blanks(&rest[start..]);
    let value = &rest[start..];
    if let Some(quote) = value.chars().next().filter(|&c| is_quote(c)) {
        let inner = &value[quote.len_utf8()..];
        if let Some((len, close)) = inner.char_indices().find(|&(_, c)| is_quote(c)) {
            let from = start + quote.len_utf8();
            return Some((lower(), from..from + len, from + len + close.len_utf8()));
        }
    }
    let len = value
        .find(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | ')'))
        .unwrap_or(value.len());
    let len = value[..len].trim_end_matches('.').len();
    Some((lower(), start..start + len, start + len))
}

/// Drops the hyphens that only join words (`two-minute`, `opp-35`, `4-and-2`),
/// keeps those between numbers (`21-17`), and makes one number of `thirty-five`.
fn join(tokens: Vec<Token>) -> Vec<Token> {
    let mut joined: Vec<Token> = Vec::with_capacity(tokens.len());
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        if token.kind == TokenKind::Hyphen {
            let left = joined.last().map(|t| &t.kind);
            let right = tokens.peek().map(|t| &t.kind);
            match (left, right) {
                (Some(TokenKind::Number(a)), Some(TokenKind::Number(b)))
                    if a.with_units(b).is_none() => {}
                // "spread-3": minus, or not? Left standing, so that nothing takes it.
                (Some(TokenKind::Word(w)), Some(TokenKind::Number(_)))
                    if w == "spread" || w == "score" => {}
                _ => continue,
            }
        }
        if let (TokenKind::Number(units), Some(last)) = (&token.kind, joined.last_mut())
            && let TokenKind::Number(tens) = &last.kind
            && let Some(both) = tens.with_units(units)
        {
            last.kind = TokenKind::Number(both);
            last.span.end = token.span.end;
            continue;
        }
        joined.push(token);
    }
    joined
}

fn digits(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_digit).count()
}

fn blanks(text: &str) -> usize {
    text.bytes()
        .take_while(|b| matches!(b, b' ' | b'\t'))
        .count()
}

fn starts_number(text: &str) -> bool {
    let digits = text.strip_prefix('.').unwrap_or(text);
    digits.starts_with(|c: char| c.is_ascii_digit()) || text.starts_with('½')
}

/// What a hyphen can join.
fn joins(c: char) -> bool {
    c.is_alphanumeric()
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '‘' | '’' | 'ʼ' | '′' | '`' | '´')
}

fn is_quote(c: char) -> bool {
    is_apostrophe(c) || matches!(c, '"' | '“' | '”' | '„' | '‟' | '‚' | '‛' | '«' | '»' | '″')
}

/// Spaces of all kinds, invisible marks, and quotation marks.
fn skipped(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}' | '\u{feff}' | '\u{2060}') || is_quote(c)
}
