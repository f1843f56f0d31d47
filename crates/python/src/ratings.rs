//! Ratings of teams from results alone.

use crate::frame::of;
use crate::table::Table;
use crate::work;
use football::estimator::check_level;
use football::plays::Results;
use football::ratings::{Strength, quantile};
use football::table::Column;
use pyo3::prelude::*;

/// The teams' strengths before a week, the best first: as `wp ratings`.
#[pyfunction]
#[pyo3(signature = (schedule, season=None, week=None, level=0.9))]
pub fn ratings_table(
    py: Python<'_>,
    schedule: &Bound<'_, PyAny>,
    season: Option<u16>,
    week: Option<u8>,
    level: f64,
) -> PyResult<Table> {
    let schedule = of(schedule, "the schedule")?;
    let (week, names) = work::alone(py, || {
        check_level(level)?;
        let results = Results::of(&schedule)?;
        Ok((results.strengths(season, week)?, results.quarterbacks()))
    })?;
    let teams = &week.teams;
    let reach = quantile(0.5 + level / 2.0);
    let number = |of: &dyn Fn(&Strength) -> f64| Column::Double(teams.iter().map(of).collect());
    let quarterback = |s: &Strength| {
        let id = s.quarterback.as_ref()?;
        Some(names.get(id).unwrap_or(id).clone())
    };
    Table::new(vec![
        ("season", Column::Id(vec![week.season.into(); teams.len()])),
        ("week", Column::Id(vec![week.week.into(); teams.len()])),
        (
            "team",
            Column::Text(teams.iter().map(|s| Some(s.team.clone())).collect()),
        ),
        ("rating", number(&|s| s.overall)),
        ("lower", number(&|s| s.overall - reach * s.overall_sd)),
        ("upper", number(&|s| s.overall + reach * s.overall_sd)),
        ("offense", number(&|s| s.offense)),
        ("defense", number(&|s| s.defense)),
        (
            "quarterback",
            Column::Text(teams.iter().map(quarterback).collect()),
        ),
        (
            "quarterback_value",
            number(&|s| s.quarterback_value.unwrap_or(f64::NAN)),
        ),
    ])
}
