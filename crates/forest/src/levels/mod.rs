//! Growing where the rows are: a forest whose rows lie in parts on many machines.
//!
//! The driver ([`Growth`]) knows no row. For each depth of a batch of trees it
//! sends one [`Level`]: the trees so far. Whoever holds a part of the rows, coded
//! once ([`code_block`]), answers with whole-number histograms of the open nodes
//! ([`Level::count`]); these are added up and searched by the functions that grow
//! trees on one machine ([`Level::solve`]), and the splits go back to the driver.
//! Which groups a tree sees, which features a node tries and which rows are scouts
//! follow from the seed and from numbers that all know, so nothing else is sent,
//! and the forest is the same to the last bit as [`fit_binned`](crate::fit_binned)
//! makes of all rows together, however they are cut into parts. Where open nodes have
//! few rows left, these can be brought together by tree and the trees grown to their
//! ends ([`Level::gather`], [`Level::grow`]).
//!
//! Everything that travels is bytes. A worker may keep where its rows are
//! ([`Counted::places`]); without, it finds them by walking the trees so far. So a
//! worker that is lost costs time and nothing else.

mod block;
mod count;
mod gather;
mod growth;
mod level;
mod places;
mod solve;
mod wire;

pub use block::{code_block, code_targets};
pub use count::Counted;
pub use growth::{GroupRows, Growth};
pub use level::Level;
pub use solve::merge;

use crate::error::Error;

/// What does not read as it should.
fn broken(what: &'static str, found: impl Into<String>) -> Error {
    Error::Shape {
        what,
        expected: "what another process of the same fit wrote".to_owned(),
        found: found.into(),
    }
}
