//! Seasons of simulated football as tables.

use crate::table::Table;
use crate::work;
use football::simulate::{Column, Distributions, SimulateParams, season_with};
use football::table::{self, Column as Plain};
use pyo3::prelude::*;

/// The first `games` games of a season: its plays and its schedule, in the columns
/// that `wp simulate` writes.
#[pyfunction]
pub fn simulated_season(
    py: Python<'_>,
    season: u16,
    games: usize,
    seed: u64,
) -> PyResult<(Table, Table)> {
    let params = SimulateParams {
        games,
        first_season: season,
        seed,
        details: false,
        ..SimulateParams::default()
    };
    let season = work::alone(py, || season_with(Distributions::shipped(), &params))?;
    let plays = plain(&season.plays.columns());
    Ok((
        Table::new(plays)?,
        Table::new(plain(&season.schedule.columns()))?,
    ))
}

fn plain(columns: &[(&'static str, Column<'_>)]) -> table::Table {
    let text = |word: &str| Some(word.to_owned());
    let column = |column: &Column<'_>| match *column {
        Column::Id(v) => Plain::Text(v.iter().map(|v| text(v)).collect()),
        Column::Text(v) => Plain::Text(v.iter().map(|v| text(v)).collect()),
        Column::OptText(v) => Plain::Text(v.iter().map(|v| v.and_then(text)).collect()),
        Column::Int(v) => Plain::Id(v.to_vec()),
        Column::OptInt(v) => Plain::Whole(v.iter().map(|v| v.map(i64::from)).collect()),
        Column::Real(v) => Plain::Float(v.to_vec()),
    };
    let columns = columns.iter();
    columns.map(|(name, c)| (*name, column(c))).collect()
}
