//! The forest engine and its errors, as they are in wp.

pub use error::{Error, Result};

#[path = "../../../src/error.rs"]
pub mod error;
#[path = "../../../src/forest/mod.rs"]
pub mod forest;
