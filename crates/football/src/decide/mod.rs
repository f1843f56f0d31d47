//! Decisions on fourth down: what each choice can lead to, and what that is worth.
//!
//! Sub-models fitted to real seasons ([`SubModels`]) say how a choice can end:
//! whether it [converts](conversion), whether the [kick](field_goal) is good,
//! where a [punt] ends, and how much [clock] that takes. [`football`] knows what
//! follows: the try and the kick-off after a touchdown, the other side's ball at
//! the spot, the end of a half, overtime by its rules.
//!
//! Every question becomes one batch of moments that can follow, which a
//! [`Valuer`] values at once; [`Decider`] mixes the values. With members (the
//! same model fitted to resamples of games) every number has an interval: each
//! member is paired with a draw of the sub-models' weights, and differences are
//! taken within a member.

mod answer;
pub mod check;
mod columns;
pub mod nfl4th;
mod rival;
pub mod season;
pub mod tables;
pub mod words;
mod worth;

pub use crate::book::{Logit, Slots, SubModels, logistic};
pub use crate::book::{clock, conversion, field_goal, intent, observed, punt};
pub use crate::value::options::{Branch, Choice, End, Plan, Situation, plans};
pub use answer::{Answer, Decider, EndAnswer, Known, OptionAnswer, Valuer, Values};
pub use columns::columns;
pub use worth::GameValuer;
