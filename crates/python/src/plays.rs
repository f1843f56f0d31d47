//! Frames of play-by-play: scored, their games, their fourth downs.

use crate::frame::Frame;
use crate::model::Model;
use crate::table::{Column, Table};
use crate::work;
use football::decide::season::{self, Decision};
use football::decide::{Choice, Decider, GameValuer, SubModels};
use football::estimator::check_level;
use football::plays::{Plays, RawTable, Schedule, Seasons, Sidelines, clean};
use football::score::{GameSummary, Scorer, summaries};
use pyo3::prelude::*;

/// A frame and its schedule, read under the interpreter's lock.
pub struct Given {
    pub frame: Frame,
    schedule: Schedule,
    sidelines: Sidelines,
}

impl Given {
    pub fn of(plays: &Bound<'_, PyAny>, schedule: Option<&Bound<'_, PyAny>>) -> PyResult<Self> {
        let listed = schedule.map(|s| Frame::of(s, "the schedule")).transpose()?;
        Ok(Self {
            frame: Frame::of(plays, "the plays")?,
            schedule: match &listed {
                Some(listed) => listed.schedule()?,
                None => Schedule::default(),
            },
            sidelines: match &listed {
                Some(listed) => listed.sidelines()?,
                None => Sidelines::default(),
            },
        })
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
        self.clean(py, &self.frame.raw(&[])?, None)
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
    let given = Given::of(plays, schedule)?;
    let rows = given.frame.rows();
    let plays = given.cleaned(py)?;
    let saved = model.get().saved();
    let intervals = saved.has_intervals();
    let columns = work::watched(py, progress, |watch| {
        let scorer = Scorer::new(saved, level)?;
        let mut columns = vec![vec![f32::NAN; rows]; if intervals { 5 } else { 3 }];
        let timeline = scorer.timeline_watched(&plays, watch)?;
        for (play, scored) in plays.rows().iter().zip(timeline) {
            let mut cells = vec![scored.wp(), scored.home_wp];
            if intervals {
                cells.extend(scored.interval().unwrap_or([f32::NAN; 2]));
            }
            cells.push(scored.wpa());
            for (column, cell) in columns.iter_mut().zip(cells) {
                column[play.row as usize] = cell;
            }
        }
        Ok(columns)
    })?;
    let names: &[&str] = if intervals {
        &["wp", "home_wp", "wp_lower", "wp_upper", "wpa"]
    } else {
        &["wp", "home_wp", "wpa"]
    };
    Table::new(
        names
            .iter()
            .zip(columns)
            .map(|(&name, values)| (name, Column::Float(values)))
            .collect(),
    )
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
    let plays = Given::of(plays, schedule)?.cleaned(py)?;
    let saved = model.get().saved();
    let games = work::watched(py, progress, |watch| {
        let timeline = Scorer::new(saved, LEVEL)?.timeline_watched(&plays, watch)?;
        Ok(summaries(&plays, &timeline))
    })?;
    let text =
        |of: &dyn Fn(&GameSummary) -> Option<String>| Column::Text(games.iter().map(of).collect());
    let whole =
        |of: &dyn Fn(&GameSummary) -> Option<i64>| Column::Whole(games.iter().map(of).collect());
    let number = |of: &dyn Fn(&GameSummary) -> Option<f32>| {
        let value = |g| of(g).unwrap_or(f32::NAN);
        Column::Float(games.iter().map(value).collect())
    };
    Table::new(vec![
        ("game_id", text(&|g| Some(g.game_id.clone()))),
        ("season", whole(&|g| Some(g.season.into()))),
        ("week", whole(&|g| g.week.map(Into::into))),
        (
            "playoffs",
            Column::Flag(games.iter().map(|g| Some(g.playoffs)).collect()),
        ),
        ("date", text(&|g| g.date.clone())),
        ("away_team", text(&|g| Some(g.away_team.clone()))),
        ("home_team", text(&|g| Some(g.home_team.clone()))),
        ("away_score", whole(&|g| g.away_score.map(Into::into))),
        ("home_score", whole(&|g| g.home_score.map(Into::into))),
        ("excitement", number(&|g| Some(g.excitement))),
        ("comeback", number(&|g| g.comeback)),
        (
            "swing_play_id",
            whole(&|g| g.swing.as_ref().map(|s| s.play_id.into())),
        ),
        (
            "swing_team",
            text(&|g| g.swing.as_ref().map(|s| s.team.clone())),
        ),
        ("swing_wpa", number(&|g| g.swing.as_ref().map(|s| s.wpa))),
    ])
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
    let given = Given::of(plays, schedule)?;
    let plays = given.cleaned(py)?;
    let saved = model.get().saved();
    let decisions = work::watched(py, progress, |watch| {
        check_level(level)?;
        let questions = season::questions(&plays, &given.sidelines);
        let valuer = GameValuer::new(saved);
        let decider = Decider::new(SubModels::shipped()?, &valuer, level, intervals);
        let mut decisions = Vec::with_capacity(questions.len());
        for some in questions.chunks(AT_ONCE) {
            decisions.extend(season::decide(
                &plays,
                &given.sidelines,
                some,
                &decider,
                &|_| {},
            )?);
            if !watch(decisions.len(), questions.len()) {
                return Err(football::Error::Cancelled);
            }
        }
        Ok(decisions)
    })?;
    Table::new(decision_columns(&plays, &decisions))
}

/// Fourth downs between two looks at Ctrl-C: as many as are answered at once.
const AT_ONCE: usize = 1000;

/// Level of intervals that nobody sees.
const LEVEL: f64 = 0.9;

fn decision_columns(plays: &Plays, decisions: &[Decision]) -> Vec<(&'static str, Column)> {
    let text =
        |of: &dyn Fn(&Decision) -> Option<String>| Column::Text(decisions.iter().map(of).collect());
    let number = |of: &dyn Fn(&Decision) -> Option<f64>| {
        let value = |d| of(d).map_or(f32::NAN, |v| v as f32);
        Column::Float(decisions.iter().map(value).collect())
    };
    let whole = |of: &dyn Fn(&Decision) -> i32| Column::Id(decisions.iter().map(of).collect());
    let row = |d: &Decision| &plays.rows()[d.row];
    let wp = |choice: Choice| move |d: &Decision| d.answer.option(choice).map(|o| o.wp);
    let gain = |d: &Decision| d.answer.gain.interval;
    let state = |d: &Decision| d.situation.state.clone();
    vec![
        (
            "game_id",
            text(&|d| Some(plays.game(row(d)).game_id.clone())),
        ),
        ("play_id", whole(&|d| row(d).play_id)),
        ("season", whole(&|d| d.season.into())),
        ("posteam", text(&|d| Some(d.team.clone()))),
        ("coach", text(&|d| d.coach.clone())),
        ("qtr", whole(&|d| state(d).qtr.into())),
        (
            "quarter_seconds_remaining",
            whole(&|d| state(d).quarter_seconds_remaining.into()),
        ),
        ("ydstogo", whole(&|d| state(d).ydstogo.into())),
        ("yardline_100", whole(&|d| state(d).yardline_100.into())),
        (
            "score_differential",
            whole(&|d| state(d).score_differential.into()),
        ),
        ("wp_go", number(&wp(Choice::Go))),
        ("wp_field_goal", number(&wp(Choice::FieldGoal))),
        ("wp_punt", number(&wp(Choice::Punt))),
        ("wp_safety", number(&wp(Choice::Safety))),
        ("p_convert", number(&|d| Some(d.answer.p_convert.value))),
        (
            "break_even",
            number(&|d| d.answer.break_even.map(|k| k.value)),
        ),
        ("p_make", number(&|d| d.answer.p_make.map(|k| k.value))),
        ("best", text(&|d| Some(choice(d.answer.best()).to_owned()))),
        ("gain", number(&|d| Some(d.answer.gain.value))),
        ("gain_low", number(&|d| gain(d).map(|b| b.lower.into()))),
        ("gain_high", number(&|d| gain(d).map(|b| b.upper.into()))),
        (
            "verdict",
            text(&|d| {
                let clear = d.answer.clear?;
                Some(if clear { "clear" } else { "close" }.to_owned())
            }),
        ),
        ("done", text(&|d| Some(choice(d.done?).to_owned()))),
        ("given_up", number(&Decision::given_up)),
    ]
}

/// A choice's name in tables.
fn choice(choice: Choice) -> &'static str {
    match choice {
        Choice::Go => "go",
        Choice::FieldGoal => "field_goal",
        Choice::Punt => "punt",
        Choice::Safety => "safety",
    }
}
