//! The simulator: rules, repeatability, and averages inside wide bands.

mod cli;
mod file;
mod fit;
mod league;
mod params;
mod repeatable;
mod rows;
mod rules;
mod start;
