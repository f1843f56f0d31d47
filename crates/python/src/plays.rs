//! Frames of play-by-play: scored, their games, their fourth downs.

use crate::error::to_python;
use crate::frame::of;
use crate::model::Model;
use crate::table::Table;
use crate::work;
use football::decide::{self, season};
use football::plays::frame::Columns;
use football::plays::{Plays, RawTable, Schedule, Seasons, Sidelines, SpreadFrom, clean, frame};
use football::ratings::Parameters;
use football::score::{Scorer, columns, summaries};
use pyo3::prelude::*;
use tables::Batches;

/// A frame and its schedule, read under the interpreter's lock.
pub struct Given {
    pub frame: Batches,
    schedule: Schedule,
    sidelines: Sidelines,
}

impl Given {
    pub fn of(
        plays: &Bound<'_, PyAny>,
        schedule: Option<&Bound<'_, PyAny>>,
        spread: SpreadFrom,
    ) -> PyResult<Self> {
        let listed = schedule.map(|s| of(s, "the schedule")).transpose()?;
        Ok(Self {
            frame: of(plays, "the plays")?,
            schedule: match &listed {
                Some(listed) => {
                    frame::schedule(listed, spread, &Parameters::shipped()).map_err(to_python)?
                }
                None => Schedule::default(),
            },
            sidelines: match &listed {
                Some(listed) => frame::sidelines(listed).map_err(to_python)?,
                None => Sidelines::default(),
            },
        })
    }

    /// The columns that the football reads, and `extra` ones.
    pub fn raw(&self, extra: &[String]) -> PyResult<RawTable> {
        frame::raw(&self.frame, extra).map_err(to_python)
    }

    /// The clean table of a frame's columns; of some seasons, where they are named.
    pub fn clean(
        &self,
        py: Python<'_>,
        raw: &RawTable,
        seasons: Option<Vec<u16>>,
    ) -> PyResult<Plays> {
        let seasons = seasons.and_then(Seasons::from_list);
        work::alone(py, || clean::table(raw, &self.schedule, seasons.as_ref()))
    }

    /// The clean table of all its seasons.
    fn cleaned(&self, py: Python<'_>) -> PyResult<Plays> {
        self.clean(py, &self.raw(&[])?, None)
    }
}

/// The columns that `score` adds, one row a row of the frame: as `wp score`.
#[pyfunction]
#[pyo3(signature = (model, plays, schedule=None, level=0.9, progress=None))]
pub fn score_columns(
    py: Python<'_>,
    model: &Bound<'_, Model>,
    plays: &Bound<'_, PyAny>,
    schedule: Option<&Bound<'_, PyAny>>,
    level: f64,
    progress: Option<&Bound<'_, PyAny>>,
) -> PyResult<Table> {
    let given = Given::of(plays, schedule, SpreadFrom::LineOrRatings)?;
    let rows = given.frame.rows();
    let plays = given.cleaned(py)?;
    let saved = model.get().saved();
    let columns = work::watched(py, progress, |watch| {
        Ok(columns::columns(&Scorer::new(saved, level)?, &plays, rows, watch)?.0)
    })?;
    Table::new(columns)
}

/// One row a game that has a probability: result, excitement, comeback, swing.
#[pyfunction]
#[pyo3(signature = (model, plays, schedule=None, progress=None))]
pub fn games_table(
    py: Python<'_>,
    model: &Bound<'_, Model>,
    plays: &Bound<'_, PyAny>,
    schedule: Option<&Bound<'_, PyAny>>,
    progress: Option<&Bound<'_, PyAny>>,
) -> PyResult<Table> {
    let plays = Given::of(plays, schedule, SpreadFrom::LineOrRatings)?.cleaned(py)?;
    let saved = model.get().saved();
    let games = work::watched(py, progress, |watch| {
        let timeline = Scorer::new(saved, LEVEL)?.timeline_watched(&plays, watch)?;
        Ok(summaries(&plays, &timeline))
    })?;
    Table::new(columns::games(&games))
}

/// Every fourth down: what each choice is worth, and what was done.
#[pyfunction]
#[pyo3(signature = (model, plays, schedule=None, level=0.9, intervals=true, progress=None))]
pub fn fourth_downs_table(
    py: Python<'_>,
    model: &Bound<'_, Model>,
    plays: &Bound<'_, PyAny>,
    schedule: Option<&Bound<'_, PyAny>>,
    level: f64,
    intervals: bool,
    progress: Option<&Bound<'_, PyAny>>,
) -> PyResult<Table> {
    let given = Given::of(plays, schedule, SpreadFrom::LineOrRatings)?;
    let plays = given.cleaned(py)?;
    let saved = model.get().saved();
    let decisions = work::watched(py, progress, |watch| {
        season::of_plays(&plays, &given.sidelines, saved, level, intervals, watch)
    })?;
    Table::new(decide::columns(&plays, &decisions))
}

/// Level of intervals that nobody sees.
const LEVEL: f64 = 0.9;
