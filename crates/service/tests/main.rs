//! The service as its clients meet it: over TCP.

mod answers;
mod common;
mod infer;
mod operations;
mod problems;
