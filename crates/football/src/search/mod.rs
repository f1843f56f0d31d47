//! A search for features and models that help, on any table with a label.
//!
//! A [`Table`] has columns, a yes-or-no label, a group for each row (rows of a
//! group are not independent: the plays of a game) and a period (a season).
//! Starting from what is always there, the search adds the candidate that
//! helps most, drops what is no longer needed, then tries the estimators'
//! settings. Every score walks forward: each period is predicted by fits to the
//! earlier ones.
//!
//! - **Successive halving** (Jamieson & Talwalkar 2016): all candidates are
//!   tried on a ninth of the groups, the best third of them on a third, the best
//!   third of those on all.
//! - **Paired by group**: a gain is the difference of log loss on the same rows,
//!   its standard error that of sums over groups.
//! - **One standard error** (Breiman et al. 1984): a change must gain more than
//!   one standard error, and of those within one standard error of the best the
//!   simplest is taken.
//! - **Kept out**: the last periods take no part in any choice; what is left of
//!   the gain there is what the search found.
//!
//! No clock and no files here: [`Watch`] says when the time is up and keeps
//! what was computed.

mod estimators;
mod logistic;
mod run;
mod table;
mod terms;
#[cfg(test)]
mod tests;
mod walk;

pub use estimators::Estimator;
pub use run::{Outcome, Settings, Tried, Verdict, search};
pub use table::Table;
pub use terms::Term;
pub use walk::{Gain, Spec};

/// What the search asks of whoever runs it.
pub trait Watch: Sync {
    /// Whether there is time for another candidate.
    fn goes_on(&self) -> bool;
    /// Losses that were computed before under this key, one a group.
    fn recall(&self, key: &str) -> Option<Vec<f64>>;
    /// Keeps losses under a key.
    ///
    /// # Errors
    /// Whatever keeps them from being kept.
    fn keep(&self, key: &str, losses: &[f64]) -> crate::Result<()>;
    /// Says what goes on: stage, how many of how many are done.
    fn progress(&self, stage: &str, done: usize, of: usize);
}
