//! The book of football: what plays lead to, fitted to real seasons.
//!
//! [`SubModels`] say how a fourth down can end: whether going for it
//! [converts](conversion), whether a [kick](field_goal) is good, where a
//! [punt] ends, and how much [clock] that takes. Who values what follows
//! (`value`), who decides (`decide`) and who plays it out read it here.

pub mod clock;
pub mod conversion;
pub mod field_goal;
pub mod intent;
mod logit;
pub mod observed;
pub mod punt;
mod slots;
mod sub_models;

pub use logit::{Logit, logistic};
pub use slots::{Slots, between};
pub use sub_models::SubModels;
