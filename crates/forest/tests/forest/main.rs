//! The forest engine against a slow reference, and at its limits.

mod coded;
mod data;
mod growth;
mod importance;
mod levels;
mod limits;
mod monotone;
mod predictions;
mod raw;
mod reference;
mod sketch;
mod weights;
