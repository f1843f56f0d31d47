//! The compiled part of the R package `nflwp`: what a user sees is in `r/`.
//!
//! R is spoken by C (`r/src/nflwp.c`), so that an error of R's, which jumps, never
//! jumps over Rust. C hands over a tree of values ([`value`]) and the name of an
//! operation ([`work`]); a thread does it ([`job`]) while R looks out for
//! interrupts; C takes the tree that comes back.

mod ask;
mod forest;
mod frame;
mod job;
mod model;
mod plays;
mod train;
mod value;
mod work;

pub use job::*;
pub use value::*;
