//! After a touchdown: go for two, or kick the extra point.

use super::Advisor;
use super::options::{Difference, OptionValue, better, break_even};
use super::predict::Said;
use crate::error::Result;
use crate::situation::{MomentKind, Understood, parse_line_as};
use crate::value::compare::{Choice, compare};
use crate::value::{Attempt, Moment};
use serde::Serialize;

/// Go for two or kick.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TwoPointDecision {
    /// Name of the better option.
    pub best: &'static str,
    /// The decision in words.
    pub verdict: String,
    /// The better option over the other.
    pub difference: Difference,
    /// "go for two" and "kick".
    pub options: [OptionValue; 2],
    /// Conversion rate at which going for two breaks even; `None` where it
    /// never does.
    pub break_even: Option<f32>,
    /// How often each succeeds.
    pub conversion: TryRates,
    /// Probability of winning after the try, by the points that it made.
    pub after: AfterTry,
    /// What was asked.
    #[serde(flatten)]
    pub said: Said,
}

/// Success rates of tries, 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TryRates {
    /// Two-point attempts.
    pub two: f64,
    /// Extra-point kicks.
    pub kick: f64,
}

/// Probability of winning once the try is over.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AfterTry {
    /// Two points.
    pub two: f32,
    /// One.
    pub one: f32,
    /// None.
    pub none: f32,
}

impl Advisor<'_> {
    /// Go for two or kick, for the team that scored the touchdown, whose six
    /// points are in the score.
    ///
    /// # Errors
    /// [`Error::Situation`](crate::Error::Situation) for an impossible situation.
    pub fn two_point(&self, said: Understood) -> Result<TwoPointDecision> {
        let state = &said.state;
        let choice = |name, attempt| Choice {
            name,
            moment: Moment::Try(state.clone(), attempt),
            theirs: false,
        };
        let all = compare(
            &self.valuer,
            &[
                choice("go for two", Attempt::Two),
                choice("kick", Attempt::Kick),
                choice("two points good", Attempt::Made(2)),
                choice("one point good", Attempt::Made(1)),
                choice("no good", Attempt::Made(0)),
            ],
            self.level,
        )?;
        let [two, kick, made_two, made_one, none] = super::options::exactly(all)?;
        let (best, other) = better(&two, &kick);
        let gain = best.over(other, self.level)?;
        let rates = self.valuer.tables().tries(self.valuer.season_of(state));
        Ok(TwoPointDecision {
            best: best.name,
            verdict: gain.verdict(best.name),
            difference: (&gain).into(),
            options: [(&two).into(), (&kick).into()],
            break_even: break_even(kick.wp, none.wp, made_two.wp),
            conversion: TryRates {
                two: rates.two,
                kick: rates.kick,
            },
            after: AfterTry {
                two: made_two.wp,
                one: made_one.wp,
                none: none.wp,
            },
            said: said.into(),
        })
    }

    /// [`Advisor::two_point`] of a situation in words.
    ///
    /// # Errors
    /// [`Error::Situation`](crate::Error::Situation) that quotes the words.
    pub fn two_point_words(&self, text: &str) -> Result<TwoPointDecision> {
        self.two_point(parse_line_as(MomentKind::Try, text)?)
    }
}
