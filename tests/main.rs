//! All integration tests as one binary: each more would link polars again.

mod backtest;
mod chart;
mod common;
mod estimators;
mod evaluate;
mod features;
mod forest;
mod house;
mod model_file;
mod pbp;
mod rules;
mod score;
mod simulate;
mod situation;

mod cli;
