//! The service as its clients meet it: over TCP.

mod answers;
mod common;
mod games;
mod infer;
mod operations;
mod problems;
mod score;
