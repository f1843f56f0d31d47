//! What can go wrong: small, and the same for every function of the crate.

/// `Result` with this crate's [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Everything that can go wrong in the forest.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A parameter outside its range.
    #[error("{name} must be {rule}, but was {value}")]
    Parameter {
        /// The parameter's name.
        name: &'static str,
        /// The rule, as in "between 1 and 12".
        rule: String,
        /// The value that was given.
        value: String,
    },
    /// An array of the wrong shape.
    #[error("{what}: expected {expected}, found {found}")]
    Shape {
        /// Which array.
        what: &'static str,
        /// The shape that was needed.
        expected: String,
        /// The shape that was there.
        found: String,
    },
    /// Training data from which nothing can be learned.
    #[error("cannot fit: {problem}")]
    Fit {
        /// Why not.
        problem: String,
        /// What to do.
        hint: String,
    },
    /// Something that would work but would mislead.
    #[error("{problem}")]
    Refused {
        /// What was asked for and why it is refused.
        problem: String,
        /// How to do it right.
        hint: String,
    },
    /// The caller's progress function said to stop.
    #[error("cancelled")]
    Cancelled,
    /// An error of linfa's (its `Fit` trait asks for this conversion).
    #[cfg(feature = "linfa")]
    #[error(transparent)]
    Linfa(#[from] linfa::error::Error),
}

impl Error {
    /// An [`Error::Parameter`]: `name` must be `rule`, but was `value`.
    pub fn parameter(
        name: &'static str,
        rule: impl Into<String>,
        value: impl std::fmt::Display,
    ) -> Self {
        Self::Parameter {
            name,
            rule: rule.into(),
            value: value.to_string(),
        }
    }
}

/// Refuses an array that does not have one value a row.
pub(crate) fn check_length(what: &'static str, rows: usize, found: usize) -> Result<()> {
    if rows == found {
        return Ok(());
    }
    Err(Error::Shape {
        what,
        expected: format!("{rows} values, one a row"),
        found: found.to_string(),
    })
}
