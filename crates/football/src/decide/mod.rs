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
pub mod clock;
pub mod conversion;
pub mod field_goal;
pub mod football;
pub mod intent;
mod logit;
pub mod observed;
mod options;
pub mod punt;
mod rival;
pub mod season;
mod slots;
mod sub_models;
pub mod tables;
pub mod words;
mod worth;

pub use answer::{Answer, Decider, EndAnswer, Known, OptionAnswer, Valuer, Values};
pub use logit::{Logit, logistic};
pub use options::{Branch, Choice, End, Plan, Situation, plans};
pub use slots::Slots;
pub use sub_models::SubModels;
pub use worth::GameValuer;
