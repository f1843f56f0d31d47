//! Questions about situations: what is asked, and each kind's answer.

pub(crate) mod body;
mod kinds;
mod situations;

pub(crate) use kinds::{
    FourthDown, FourthDownOptions, FourthDownRequest, Kickoff, LevelOptions, Predict, Question,
    Simulate, SimulateOptions, SimulateRequest, SituationRequest, Timeout, TimeoutOptions,
    TimeoutRequest, TwoPoint,
};

use crate::problem::Problem;
use football::ask::Advisor;
use rayon::prelude::*;
use serde::Serialize;
use utoipa::ToSchema;

/// What a question leaves open besides the situation.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Options {
    pub level: Option<f64>,
    pub indoors: Option<bool>,
    pub games: Option<u32>,
    pub seed: Option<u64>,
}

impl Options {
    /// These, and the others where these say nothing.
    fn or(self, others: Self) -> Self {
        Self {
            level: self.level.or(others.level),
            indoors: self.indoors.or(others.indoors),
            games: self.games.or(others.games),
            seed: self.seed.or(others.seed),
        }
    }
}

/// What a request asks.
#[derive(Debug)]
pub(crate) struct Asked {
    pub situations: Texts,
    pub options: Options,
}

/// Its situations as texts: words, keys, or JSON objects.
#[derive(Debug)]
pub(crate) enum Texts {
    /// One: its answer stands alone.
    One(String),
    /// A list: answered by a list.
    List(Vec<String>),
    /// Lines: answered by lines.
    Lines(Vec<String>),
}

impl Texts {
    pub fn len(&self) -> usize {
        match self {
            Self::One(_) => 1,
            Self::List(all) | Self::Lines(all) => all.len(),
        }
    }
}

/// One answer, or a list of as many as there are situations.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum Answers<T> {
    /// To a single situation.
    One(T),
    /// To a list, in its order.
    List(Vec<Row<T>>),
}

/// The answer to one situation of several, or why there is none.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum Row<T> {
    /// The answer.
    Answer(T),
    /// No answer.
    Refused(RefusedRow),
}

/// Why one situation of several has no answer; the others have theirs.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RefusedRow {
    /// Its number, from 1.
    pub line: usize,
    /// The situation.
    pub situation: String,
    /// What is wrong.
    pub error: String,
    /// What to do about it.
    pub hint: Option<String>,
}

/// An answer's bytes and what kind they are.
pub(crate) struct Written {
    pub bytes: Vec<u8>,
    pub lines: bool,
    pub rows: u64,
}

/// Answers all that is asked.
///
/// # Errors
/// Where the one situation cannot be answered, or an option is out of range.
pub(crate) fn answer<Q: Question>(
    advisor: &Advisor<'_>,
    asked: &Asked,
) -> Result<Written, Problem> {
    let own;
    let advisor = match asked.options.level {
        Some(level) if level != advisor.level() => {
            own = advisor.clone().with_level(level)?;
            &own
        }
        _ => advisor,
    };
    let rows = asked.situations.len() as u64;
    let bytes = match &asked.situations {
        Texts::One(text) => {
            let answer = Q::answer(advisor, text, &asked.options)?;
            Answers::One(written(&answer)?).text()?
        }
        Texts::List(texts) => {
            let rows = list::<Q>(advisor, texts, asked)?;
            Answers::List(rows.into_iter().map(Row::Answer).collect()).text()?
        }
        Texts::Lines(texts) => {
            let mut lines = list::<Q>(advisor, texts, asked)?;
            lines.iter_mut().for_each(|line| line.push('\n'));
            lines.concat().into_bytes()
        }
    };
    Ok(Written {
        bytes,
        lines: matches!(asked.situations, Texts::Lines(_)),
        rows,
    })
}

impl Answers<String> {
    /// Of answers that are written already.
    fn text(self) -> Result<Vec<u8>, Problem> {
        let rows = match self {
            Self::One(answer) => return Ok(answer.into_bytes()),
            Self::List(rows) => rows,
        };
        let row = |row| match row {
            Row::Answer(text) => Ok(text),
            Row::Refused(refused) => written(&refused),
        };
        let rows: Vec<String> = rows.into_iter().map(row).collect::<Result<_, _>>()?;
        Ok(format!("[{}]", rows.join(",")).into_bytes())
    }
}

/// Answers and refusals in order, written by all threads.
fn list<Q: Question>(
    advisor: &Advisor<'_>,
    texts: &[String],
    asked: &Asked,
) -> Result<Vec<String>, Problem> {
    let one = |(at, text): (usize, &String)| {
        let row = match Q::answer(advisor, text, &asked.options) {
            Ok(answer) => Row::Answer(answer),
            Err(error) => Row::Refused(RefusedRow {
                line: at + 1,
                situation: text.clone(),
                error: error.to_string(),
                hint: error.hint().map(str::to_owned),
            }),
        };
        written(&row)
    };
    texts.par_iter().enumerate().map(one).collect()
}

/// As `wp … --json` prints it: by way of a value, whose keys are sorted and whose
/// numbers are written as 64-bit ones.
fn written(answer: &impl Serialize) -> Result<String, Problem> {
    let value = serde_json::to_value(answer).map_err(Problem::internal)?;
    Ok(value.to_string())
}
