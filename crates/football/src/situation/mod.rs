//! Words → [`GameState`].
//!
//! [`parse`] takes what a person types: `4th and 2 at the opp 35, down 3, 2:10
//! left in Q4`, run-together shorthand (`4&2 opp35 -3 Q4 2:10`), `key=value` in
//! nflverse's names, or a mixture, in any order. [`from_json`] takes an object
//! with the same names, [`parse_line`] either. [`describe`] is the way back.
//!
//! Nothing is guessed. Words that have no place, that contradict each other or
//! that could mean two things are an error which quotes them and shows the right
//! form; what may be left out and was left out is listed in
//! [`Understood::unknown`]. `docs/situations.md` has all forms and the rules for
//! those that are ambiguous.
//!
//! The way: text → tokens (`lexer`) → phrases, the longest first (`cover`, with
//! the table in `grammar`, written in the patterns of `pattern`) → facts, each checked for
//! its range once (`values`) → a draft in which they must not contradict each
//! other (`draft`), where teams by name become the two sides (`sides`) → a whole state (`resolve`, `period`).

mod cover;
mod describe;
mod draft;
mod glued;
mod grammar;
mod json;
mod keys;
mod lexer;
mod moment;
mod names;
mod number;
mod pattern;
mod period;
mod resolve;
mod say;
mod sides;
mod suggest;
mod unplaced;
mod values;

pub use describe::describe;
pub use json::from_json;

use crate::error::Result;
use crate::game::GameState;
use draft::Draft;
use lexer::Token;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// A whole situation, as in `wp predict --situation`.
pub const EXAMPLE: &str = say::EXAMPLE;

/// A situation and how it was understood.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Understood {
    /// The situation, valid.
    pub state: GameState,
    /// What was said, field by field, always in the same order.
    pub understood: Vec<Item>,
    /// What was not said and need not be.
    pub unknown: Vec<Unknown>,
    /// Who plays, where teams were named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub teams: Option<Teams>,
}

/// Teams that a situation names, by their codes of today.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Teams {
    /// The team with the ball.
    pub offense: Option<String>,
    /// Its opponent.
    pub defense: Option<String>,
    /// `home_team`, where it was given.
    pub home: Option<String>,
    /// `away_team`, where it was given.
    pub away: Option<String>,
    /// The week of the schedule.
    pub week: Option<u8>,
}

/// How points are tried after a touchdown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum TryKind {
    /// One point, by a kick.
    Kick,
    /// Two points.
    Two,
}

/// Who kicks off, as the team says that the words are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Kicker {
    /// This team.
    This,
    /// Its opponent.
    Opponent,
    /// It is not said.
    Unknown,
    /// This team has won the toss.
    ThisChooses,
    /// The opponent has.
    OpponentChooses,
}

/// The moment that words speak of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Moment {
    /// A play from scrimmage.
    Scrimmage,
    /// A kickoff; halftime and the starts of the game and of overtime are their
    /// kickoffs.
    Kickoff(Kicker),
    /// A try after a touchdown; `None` where it is not said how.
    Try(Option<TryKind>),
}

/// What kind of moment a text is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MomentKind {
    /// Before a play from scrimmage, from the side of the team with the ball.
    #[default]
    Scrimmage,
    /// Before a kickoff, from the side that kicks.
    Kickoff,
    /// Before a try, from the side that scored the touchdown, whose six points
    /// are in the score.
    Try,
}

/// One field that was said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Item {
    /// The field's name in words: "down", "opponent's timeouts".
    pub field: Cow<'static, str>,
    /// Its value in words: "4th", "favored by 3".
    pub value: String,
    /// The words it was understood from: "4th and 2".
    pub words: String,
}

/// One field that was not said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Unknown {
    /// The field's name in words.
    pub field: Cow<'static, str>,
    /// What that leaves open: "either team may be favored".
    pub assumed: Cow<'static, str>,
}

/// A situation from words, `key=value` pairs, or both.
///
/// Down, distance, spot, score, quarter and clock must be there; everything is
/// said from the side of the team with the ball.
///
/// ```
/// let said = football::situation::parse("4&2 opp35 -3 Q4 2:10, favored by 3")?;
/// assert_eq!(said.state.yardline_100, 35);
/// assert_eq!(said.state.score_differential, -3);
/// assert_eq!(said.state.posteam_spread, Some(3.0));
/// assert_eq!(said.unknown[0].field, "timeouts");
///
/// let error = football::situation::parse("4th and 2 at the opp 35, favroed by 3").unwrap_err();
/// assert_eq!(error.to_string(), r#"don't understand "favroed by 3""#);
/// # Ok::<(), football::Error>(())
/// ```
///
/// # Errors
/// [`Error::Situation`](crate::error::Error::Situation) for words that cannot be
/// placed, contradictions, anything ambiguous, impossible situations, and missing
/// fields; the message quotes the words, the hint shows the right form.
pub fn parse(text: &str) -> Result<Understood> {
    parse_as(MomentKind::Scrimmage, text)
}

/// A moment of some kind from words, as [`parse`]. A kickoff and a try have no
/// down, distance and spot; those of the state say nothing then.
///
/// ```
/// use football::situation::{MomentKind, parse_as};
/// let said = parse_as(MomentKind::Try, "up 6 after a touchdown, 4:00 left in Q4")?;
/// assert_eq!(said.state.score_differential, 6);
/// # Ok::<(), football::Error>(())
/// ```
///
/// # Errors
/// Those of [`parse`], and for words about another kind of moment.
pub fn parse_as(kind: MomentKind, text: &str) -> Result<Understood> {
    read(text, |draft| resolve::resolve(draft, kind))
}

/// Whatever moment the words are about: a play from scrimmage, a kickoff, a try,
/// halftime, the start of the game or of overtime.
///
/// ```
/// use football::situation::{Kicker, Moment, parse_moment};
/// let (moment, said) = parse_moment("halftime, down 4, receives")?;
/// assert_eq!(moment, Moment::Kickoff(Kicker::Opponent));
/// assert_eq!((said.state.qtr, said.state.score_differential), (3, -4));
/// # Ok::<(), football::Error>(())
/// ```
///
/// # Errors
/// Those of [`parse_as`].
pub fn parse_moment(text: &str) -> Result<(Moment, Understood)> {
    if text.trim_start().starts_with('{') {
        return Ok((Moment::Scrimmage, from_json(text)?));
    }
    read(text, |draft| {
        let moment = draft.moment_spoken()?;
        Ok((moment, resolve::spoken(draft, moment)?))
    })
}

/// A play from scrimmage or, if the words speak of one, a kickoff; from JSON if the
/// text starts with `{`.
///
/// # Errors
/// Those of [`parse_as`].
pub fn parse_play_or_kickoff(text: &str) -> Result<(MomentKind, Understood)> {
    read(text, |draft| {
        let kick = draft
            .moment
            .as_ref()
            .is_some_and(|m| m.value == MomentKind::Kickoff);
        let kind = if kick {
            MomentKind::Kickoff
        } else {
            MomentKind::Scrimmage
        };
        Ok((kind, resolve::resolve(draft, kind)?))
    })
}

/// What a text does not yet say of its moment, each with an example of how to say it;
/// empty where [`parse_moment`] has all it needs.
///
/// ```
/// let lacks = football::situation::lacks("4th and 2 at the opp 35, Q4")?;
/// let names: Vec<&str> = lacks.iter().map(|(name, _)| *name).collect();
/// assert_eq!(names, ["the score", "the clock"]);
/// # Ok::<(), football::Error>(())
/// ```
///
/// # Errors
/// Those of [`parse`] for words that are not understood.
pub fn lacks(text: &str) -> Result<Vec<(&'static str, &'static str)>> {
    read(text, |draft| {
        let needed = resolve::needed(draft, draft.kind())?;
        let lacking = needed.into_iter().filter(|(there, ..)| !there);
        Ok(lacking.map(|(_, name, form)| (name, form)).collect())
    })
}

/// What a text says, as `resolve` reads it: a JSON object by its members; where words are
/// run together, their likeliest division.
fn read<T: PartialEq>(text: &str, resolve: impl Fn(&Draft<'_>) -> Result<T>) -> Result<T> {
    if text.trim_start().starts_with('{') {
        return resolve(&json::drafted(text)?);
    }
    match drafted(text) {
        Ok(draft) => resolve(&draft),
        Err(error) => match glued::divided(text)? {
            Some(text) => resolve(&drafted(&text)?),
            None => Err(error),
        },
    }
}

/// All that the phrases of a text say, in their order.
fn facts_of(text: &str) -> Result<Vec<draft::Fact>> {
    let tokens = names::mark(text, lexer::tokens(text));
    let phrases = cover::cover(text, &tokens)?;
    Ok(phrases
        .into_iter()
        .flat_map(|phrase| phrase.facts)
        .collect())
}

/// What a text says, phrase by phrase.
fn drafted(text: &str) -> Result<Draft<'_>> {
    let tokens = names::mark(text, lexer::tokens(text));
    let mut draft = Draft::default();
    for phrase in cover::cover(text, &tokens)? {
        let words = Cow::Borrowed(source(text, &tokens, phrase.from, phrase.end));
        for fact in phrase.facts {
            draft.add(fact, words.clone())?;
        }
    }
    draft.settle_teams()?;
    draft.settle_start()?;
    Ok(draft)
}

/// A line of `wp predict --situation -`: JSON if it starts with `{`, else words.
///
/// # Errors
/// Those of [`from_json`] or of [`parse`].
pub fn parse_line(line: &str) -> Result<Understood> {
    parse_line_as(MomentKind::Scrimmage, line)
}

/// A moment of some kind: from JSON if the line starts with `{`, else from words.
///
/// # Errors
/// Those of [`from_json`] or of [`parse_as`].
pub fn parse_line_as(kind: MomentKind, line: &str) -> Result<Understood> {
    read(line, |draft| resolve::resolve(draft, kind))
}

/// The text of the tokens from `from` up to `end`.
fn source<'a>(text: &'a str, tokens: &[Token], from: usize, end: usize) -> &'a str {
    let tokens = tokens.get(from..end).unwrap_or_default();
    match (tokens.first(), tokens.last()) {
        (Some(first), Some(last)) => &text[first.span.start..last.span.end],
        _ => "",
    }
}
