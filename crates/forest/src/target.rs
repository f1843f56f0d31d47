//! What a forest is fitted to.

use serde::{Deserialize, Serialize};

/// What a forest was fitted to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum TargetKind {
    /// Yes or no: leaf values v are probabilities v / 65535.
    Binary,
    /// Numbers in [-1, 1]: leaf values v mean v / 32767 - 1.
    Bounded,
}

impl TargetKind {
    /// The largest target while fitting; the smallest is 0.
    #[must_use]
    pub const fn top_target(self) -> u16 {
        match self {
            Self::Binary => 1,
            Self::Bounded => 32_766,
        }
    }

    /// The largest leaf value; the smallest is 0.
    #[must_use]
    pub const fn top_value(self) -> u16 {
        match self {
            Self::Binary => 65_535,
            Self::Bounded => 65_534,
        }
    }

    /// The prediction that `sum`, over `trees` leaf values, stands for.
    pub(super) fn mean(self, sum: u32, trees: usize) -> f32 {
        let share = f64::from(sum) / (trees as f64 * f64::from(self.top_value()));
        match self {
            Self::Binary => share as f32,
            Self::Bounded => (2.0 * share - 1.0) as f32,
        }
    }
}
