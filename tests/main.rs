//! All integration tests as one binary: each more would link polars again.

mod backtest;
mod chart;
mod common;
mod decide;
mod documentation;
mod estimators;
mod evaluate;
mod features;
mod feed;
mod fetch;
mod first_attempts;
mod house;
mod intervals;
mod manners;
mod model_file;
mod pbp;
mod ratings;
mod rules;
mod score;
mod simulate;
mod situation;
mod value;

mod cli;
