//! Decisions on fourth down: what each choice can lead to, and what that is worth.
//!
//! Sub-models fitted to real seasons ([`SubModels`]) say how a choice can end.
//!
//! Every question becomes one batch of the moments that can follow
//! ([`options`]), which is valued at once and mixed ([`answer`]); a whole season
//! is one batch too.

pub mod check;
pub mod clock;
pub mod conversion;
pub mod field_goal;
mod logit;
pub mod observed;
pub mod punt;
mod slots;
mod sub_models;

pub use sub_models::SubModels;
