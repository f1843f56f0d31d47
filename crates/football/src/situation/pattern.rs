//! The small language in which the grammar is written.
//!
//! A pattern is a row of elements with spaces between them; an element is one
//! or more alternatives with `|` between them, with `?` at the end if it may be
//! absent, with `!` at the start if it must *not* come next. An alternative is a
//! word, a number (`2`), an ordinal (`2nd`), several of these with `_` between
//! them (`to_go`), or one of the signs
//!
//! | sign | takes |
//! |------|-------|
//! | `#`  | a number without a sign |
//! | `~`  | a number with a sign |
//! | `@`  | an ordinal |
//! | `%`  | a clock time |
//! | `-`  | a hyphen between numbers, `--` also a dash with spaces |
//! | `/`  | a slash |
//! | `*`  | a team |
//! | `,`  | a separator |
//! | `$`  | nothing, at the end of a phrase |

use super::lexer::{Token, TokenKind};
use super::number::Num;

/// Which tokens the signs of a pattern took, in order.
#[derive(Debug, Clone, Copy)]
pub(super) struct Taken {
    tokens: [u32; Self::MOST],
    count: u8,
}

impl Taken {
    const MOST: usize = 4;
    /// None.
    pub const NONE: Self = Self {
        tokens: [0; Self::MOST],
        count: 0,
    };

    fn with(mut self, at: usize) -> Self {
        // The rows of the grammar have at most three signs.
        if let Some(free) = self.tokens.get_mut(usize::from(self.count)) {
            *free = u32::try_from(at).unwrap_or(u32::MAX);
            self.count += 1;
        }
        self
    }

    /// The tokens.
    pub fn tokens(&self) -> impl Iterator<Item = usize> {
        let taken = self.tokens.iter().take(self.count.into());
        taken.filter_map(|&at| usize::try_from(at).ok())
    }
}

/// The numbers that the signs of a pattern took: the value of each, of an
/// ordinal its number, of a clock time its seconds.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Said {
    numbers: [Option<Num>; Taken::MOST],
    teams: [Option<&'static str>; 2],
}

impl Said {
    /// The `i`th number.
    pub fn number(&self, i: usize) -> Num {
        // Rows only ask for numbers that their pattern takes.
        self.maybe(i).unwrap_or_else(|| Num::plain(0.0))
    }

    /// The `i`th number, if there is one.
    pub fn maybe(&self, i: usize) -> Option<Num> {
        self.numbers.get(i).copied().flatten()
    }

    /// The `i`th team that the signs of a pattern took.
    pub fn team(&self, i: usize) -> &'static str {
        // Rows only ask for teams that their pattern takes.
        self.teams.get(i).copied().flatten().unwrap_or_default()
    }

    /// Adds a team.
    pub fn push_team(&mut self, team: &'static str) {
        if let Some(free) = self.teams.iter_mut().find(|t| t.is_none()) {
            *free = Some(team);
        }
    }

    /// Adds a number.
    pub fn push(&mut self, num: Num) {
        if let Some(free) = self.numbers.iter_mut().find(|n| n.is_none()) {
            *free = Some(num);
        }
    }
}

/// One alternative of an element.
#[derive(Debug, Clone, PartialEq)]
enum Take {
    Word(String),
    Exactly(u32),
    ExactOrdinal(u32),
    Row(Vec<Take>),
    Number,
    Signed,
    Ordinal,
    Clock,
    Hyphen,
    Dash,
    Slash,
    Team,
    Comma,
    End,
}

#[derive(Debug, Clone)]
struct Element {
    takes: Vec<Take>,
    optional: bool,
    absent: bool,
}

/// A pattern, ready for use.
#[derive(Debug, Clone)]
pub(super) struct Pattern {
    elements: Vec<Element>,
}

/// What a phrase can start with; the grammar finds its rows by this.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Start {
    Word(String),
    Number,
    Signed,
    Ordinal,
    Clock,
    Team,
}

impl Pattern {
    /// Reads a pattern.
    pub fn new(text: &str) -> Self {
        let elements = text.split_whitespace().map(Element::new).collect();
        Self { elements }
    }

    /// Where the phrase that starts at token `at` ends, and what was taken.
    pub fn find(&self, tokens: &[Token], at: usize) -> Option<(usize, Taken)> {
        run(&self.elements, tokens, at, Taken::NONE)
    }

    /// All words of the pattern.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        let takes = self
            .elements
            .iter()
            .filter(|e| !e.absent)
            .flat_map(|e| &e.takes);
        takes
            .flat_map(|take| match take {
                Take::Row(row) => row.as_slice(),
                other => std::slice::from_ref(other),
            })
            .filter_map(|take| match take {
                Take::Word(w) => Some(w.as_str()),
                _ => None,
            })
    }

    /// All that the pattern can start with.
    pub fn starts(&self) -> Vec<Start> {
        let mut starts = Vec::new();
        for element in self.elements.iter().filter(|e| !e.absent) {
            for take in &element.takes {
                let first = match take {
                    Take::Row(row) => row.first().unwrap_or(take),
                    other => other,
                };
                match first {
                    Take::Word(w) => starts.push(Start::Word(w.clone())),
                    Take::Exactly(_) | Take::Number => starts.push(Start::Number),
                    Take::ExactOrdinal(_) | Take::Ordinal => starts.push(Start::Ordinal),
                    Take::Signed => starts.push(Start::Signed),
                    Take::Clock => starts.push(Start::Clock),
                    Take::Team => starts.push(Start::Team),
                    _ => {}
                }
            }
            if !element.optional {
                break;
            }
        }
        starts
    }
}

impl Start {
    /// What a phrase that starts with this token starts with.
    pub fn of(kind: &TokenKind) -> Option<Self> {
        Some(match kind {
            TokenKind::Word(w) => Self::Word(w.clone()),
            TokenKind::Number(n) if n.negative.is_some() => Self::Signed,
            TokenKind::Number(_) => Self::Number,
            TokenKind::Ordinal { .. } => Self::Ordinal,
            TokenKind::Clock => Self::Clock,
            TokenKind::Team(_) => Self::Team,
            _ => return None,
        })
    }
}

impl Element {
    fn new(text: &str) -> Self {
        let (text, absent) = text.strip_prefix('!').map_or((text, false), |t| (t, true));
        let (text, optional) = text.strip_suffix('?').map_or((text, false), |t| (t, true));
        let mut takes: Vec<Take> = text.split('|').map(Take::new).collect();
        // Of "to_start" and "to_start_the_game" the longer first.
        takes.sort_by_key(|take| std::cmp::Reverse(take.len()));
        Self {
            takes,
            optional,
            absent,
        }
    }
}

impl Take {
    fn new(text: &str) -> Self {
        if text.contains('_') {
            return Self::Row(text.split('_').map(Self::new).collect());
        }
        match text {
            "#" => Self::Number,
            "~" => Self::Signed,
            "@" => Self::Ordinal,
            "%" => Self::Clock,
            "-" => Self::Hyphen,
            "--" => Self::Dash,
            "/" => Self::Slash,
            "*" => Self::Team,
            "," => Self::Comma,
            "$" => Self::End,
            text => {
                let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
                match digits.parse() {
                    Ok(n) if digits.len() == text.len() => Self::Exactly(n),
                    Ok(n) => Self::ExactOrdinal(n),
                    Err(_) => Self::Word(text.to_owned()),
                }
            }
        }
    }

    /// How many tokens it takes.
    fn len(&self) -> usize {
        match self {
            Self::Row(row) => row.len(),
            Self::End => 0,
            _ => 1,
        }
    }

    /// Where this alternative ends if it starts at `at`.
    fn find(&self, tokens: &[Token], at: usize, taken: Taken) -> Option<(usize, Taken)> {
        let kind = tokens.get(at).map(|t| &t.kind);
        let one = |yes: bool| yes.then_some((at + 1, taken));
        match (self, kind) {
            (Self::End, None | Some(TokenKind::Separator { .. })) => Some((at, taken)),
            (Self::Row(row), _) => {
                let mut state = (at, taken);
                for take in row {
                    state = take.find(tokens, state.0, state.1)?;
                }
                Some(state)
            }
            (Self::Word(w), Some(TokenKind::Word(found))) => one(w == found),
            (
                Self::Word(w),
                Some(TokenKind::Ordinal {
                    n: 2,
                    spelled: true,
                }),
            ) => one(w == "second"),
            (Self::Exactly(n), Some(TokenKind::Number(found))) => {
                one(found.negative.is_none() && found.size == f64::from(*n))
            }
            (Self::ExactOrdinal(n), Some(TokenKind::Ordinal { n: found, .. })) => one(n == found),
            (Self::Number, Some(TokenKind::Number(n))) if n.negative.is_none() => {
                Some((at + 1, taken.with(at)))
            }
            (Self::Signed, Some(TokenKind::Number(n))) if n.negative.is_some() => {
                Some((at + 1, taken.with(at)))
            }
            (Self::Ordinal, Some(TokenKind::Ordinal { .. }))
            | (Self::Clock, Some(TokenKind::Clock))
            | (Self::Team, Some(TokenKind::Team(_))) => Some((at + 1, taken.with(at))),
            (Self::Hyphen | Self::Dash, Some(TokenKind::Hyphen)) => one(true),
            (Self::Dash, Some(TokenKind::Separator { dash: true })) => one(true),
            (Self::Slash, Some(TokenKind::Symbol('/')))
            | (Self::Comma, Some(TokenKind::Separator { .. })) => one(true),
            _ => None,
        }
    }
}

/// Matches the elements one after the other, trying what is optional first with
/// and then without it.
fn run(elements: &[Element], tokens: &[Token], at: usize, taken: Taken) -> Option<(usize, Taken)> {
    let Some((element, rest)) = elements.split_first() else {
        return Some((at, taken));
    };
    if element.absent {
        let there = element
            .takes
            .iter()
            .any(|t| t.find(tokens, at, taken).is_some());
        return if there {
            None
        } else {
            run(rest, tokens, at, taken)
        };
    }
    for take in &element.takes {
        if let Some((next, taken)) = take.find(tokens, at, taken)
            && let Some(end) = run(rest, tokens, next, taken)
        {
            return Some(end);
        }
    }
    if element.optional {
        run(rest, tokens, at, taken)
    } else {
        None
    }
}
