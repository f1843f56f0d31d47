//! Fourth down: go for it, kick a field goal, or punt.

use super::Advisor;
use super::predict::Said;
use crate::decide::{Answer, Choice, Decider, GameValuer, Situation, SubModels, words};
use crate::error::{Error, Result};
use crate::situation::{Understood, parse_line};
use serde::Serialize;

/// What a question leaves open besides the situation.
#[derive(Debug, Clone, Copy, Default)]
pub struct FourthDownQuestion<'a> {
    /// Whether kicks are made under a roof; `None` where unknown.
    pub indoors: Option<bool>,
    /// Component models; `None` for those that come with `wp`.
    pub sub_models: Option<&'a SubModels>,
    /// Leave the intervals out, which is ten times faster.
    pub no_intervals: bool,
}

/// What to do on a fourth down.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FourthDown {
    /// The decision in a few words, with its gain.
    pub verdict: String,
    /// The decision in one sentence for a person.
    pub sentence: String,
    /// The best choice.
    pub best: Choice,
    /// Each choice with its WP, and what is behind it.
    pub answer: Answer,
    /// What was asked.
    #[serde(flatten)]
    pub said: Said,
}

impl Advisor<'_> {
    /// Go, kick or punt.
    ///
    /// # Errors
    /// [`Error::Situation`] for an impossible situation or another down.
    pub fn fourth_down(
        &self,
        said: Understood,
        question: FourthDownQuestion<'_>,
    ) -> Result<FourthDown> {
        let situation = Situation {
            state: said.state.clone(),
            indoors: question.indoors,
        };
        let models = match question.sub_models {
            Some(models) => models,
            None => SubModels::shipped()?,
        };
        let valuer = GameValuer::new(self.model);
        let decider = Decider::new(models, &valuer, self.level, !question.no_intervals);
        let mut answers = decider.answer(std::slice::from_ref(&situation))?;
        let answer = answers.pop().ok_or_else(|| Error::Shape {
            what: "answers",
            expected: "1".into(),
            found: "0".into(),
        })?;
        Ok(FourthDown {
            verdict: words::verdict(&answer),
            sentence: words::sentence(&situation, &answer),
            best: answer.best(),
            answer,
            said: said.into(),
        })
    }

    /// [`Advisor::fourth_down`] of a situation in words.
    ///
    /// # Errors
    /// [`Error::Situation`] that quotes the words.
    pub fn fourth_down_words(
        &self,
        text: &str,
        question: FourthDownQuestion<'_>,
    ) -> Result<FourthDown> {
        self.fourth_down(parse_line(text)?, question)
    }
}
