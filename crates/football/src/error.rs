//! The one error type of the football and of the tool.
//!
//! Every message says what was wrong, with which value and where; [`Error::hint`]
//! says what to do about it. The command line prints both and exits with
//! [`Error::exit_code`].

use std::path::{Path, PathBuf};

/// `Result` with this crate's [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Everything that can go wrong in `wp`.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The operating system refused to read or write something.
    #[error("cannot {action} {path}: {source}", path = path.display())]
    Io {
        /// What was tried: "read", "write", "create", …
        action: &'static str,
        /// On which file or folder.
        path: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// A play-by-play file or schedule lacks a column that cannot be derived.
    #[error("{file}: needs a column `{column}`; it has only: {found}")]
    MissingColumn {
        /// The file.
        file: String,
        /// The column, and what it could be derived from.
        column: String,
        /// The columns that are there.
        found: String,
    },
    /// Data that cannot be used as they are.
    #[error("{file}: {problem}")]
    Data {
        /// The file (or other source) of the data.
        file: String,
        /// What is wrong with them.
        problem: String,
        /// What to do.
        hint: String,
    },
    /// A situation that is impossible or cannot be understood.
    #[error("{problem}")]
    Situation {
        /// What is wrong, with the words or values it is about.
        problem: String,
        /// The right form.
        hint: String,
    },
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
    /// A model file that is not one, or not a whole one.
    #[error("{path}: {problem}", path = path.display())]
    ModelFile {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        problem: String,
        /// What to do.
        hint: String,
    },
    /// Something that could not be fetched from another machine.
    #[error("{address}: {problem}")]
    Fetch {
        /// Its address.
        address: String,
        /// What went wrong.
        problem: String,
        /// What to do.
        hint: String,
    },
    /// Something that would work but would mislead.
    #[error("{problem}")]
    Refused {
        /// What was asked for and why it is refused.
        problem: String,
        /// How to do it right, or how to insist.
        hint: String,
    },
    /// A picture or page that could not be made.
    #[error("cannot draw {what}: {problem}")]
    Draw {
        /// The picture.
        what: String,
        /// What the drawing library said.
        problem: String,
    },
    /// The user pressed Ctrl-C; nothing was written.
    #[error("canceled; nothing was written")]
    Cancelled,
    /// An error of linfa's (its `Fit` trait asks for this conversion).
    #[cfg(feature = "linfa")]
    #[error(transparent)]
    Linfa(#[from] linfa::error::Error),
}

impl Error {
    /// An [`Error::Io`].
    pub fn io(action: &'static str, path: impl AsRef<Path>, source: std::io::Error) -> Self {
        Self::Io {
            action,
            path: path.as_ref().to_path_buf(),
            source,
        }
    }

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

    /// An [`Error::Data`].
    pub fn data(
        file: impl std::fmt::Display,
        problem: impl Into<String>,
        hint: impl Into<String>,
    ) -> Self {
        Self::Data {
            file: file.to_string(),
            problem: problem.into(),
            hint: hint.into(),
        }
    }

    /// What the user can do about it, where there is something to say.
    #[must_use]
    pub fn hint(&self) -> Option<&str> {
        match self {
            Self::Data { hint, .. }
            | Self::Situation { hint, .. }
            | Self::Fit { hint, .. }
            | Self::ModelFile { hint, .. }
            | Self::Fetch { hint, .. }
            | Self::Refused { hint, .. }
                if !hint.is_empty() =>
            {
                Some(hint)
            }
            _ => None,
        }
    }

    /// The exit code of the process: 2 for what the user typed wrong, 1 for
    /// what failed.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Situation { .. } | Self::Parameter { .. } => 2,
            Self::Cancelled => 130,
            _ => 1,
        }
    }
}

impl From<grouped_forest::Error> for Error {
    fn from(error: grouped_forest::Error) -> Self {
        use grouped_forest::Error as Forest;
        match error {
            Forest::Parameter { name, rule, value } => Self::Parameter { name, rule, value },
            Forest::Shape {
                what,
                expected,
                found,
            } => Self::Shape {
                what,
                expected,
                found,
            },
            Forest::Fit { problem, hint } => Self::Fit { problem, hint },
            Forest::Refused { problem, hint } => Self::Refused { problem, hint },
            Forest::Cancelled => Self::Cancelled,
            #[cfg(feature = "linfa")]
            Forest::Linfa(error) => Self::Linfa(error),
            other => Self::Fit {
                problem: other.to_string(),
                hint: String::new(),
            },
        }
    }
}
