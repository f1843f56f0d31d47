//! The simulator: rules, repeatability, and averages inside wide bands.

mod league;
mod params;
mod repeatable;
mod rows;
mod rules;
