//! Models: what answers questions in words and scores plays.

use crate::error::{bad, to_python};
use crate::{json, work};
use football::ask::{Advisor, FourthDownQuestion, SimulationSettings, simulate_words};
use football::model_file::SavedModel;
use football::value::graph::state_of;
use football::value::{Moment, Valuer};
use numpy::{PyArray1, PyArray2, PyReadonlyArray1, PyReadonlyArray2};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyType};
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

/// The model that comes with the package.
static BYTES: &[u8] = include_bytes!("../../../data/model/wp.model");
static SHIPPED: OnceLock<SavedModel> = OnceLock::new();
/// It keeps what it worked out for overtimes.
static ADVISOR: OnceLock<Advisor<'static>> = OnceLock::new();

fn shipped() -> PyResult<&'static SavedModel> {
    if let Some(model) = SHIPPED.get() {
        return Ok(model);
    }
    let model = SavedModel::from_bytes(BYTES, "the shipped model".as_ref()).map_err(to_python)?;
    Ok(SHIPPED.get_or_init(|| model))
}

/// A model of win probability.
#[pyclass(module = "nflwp._nflwp", frozen)]
pub struct Model {
    held: Held,
}

enum Held {
    Shipped(&'static SavedModel),
    Own(Arc<SavedModel>),
}

impl Model {
    pub fn own(model: SavedModel) -> Self {
        Self {
            held: Held::Own(Arc::new(model)),
        }
    }

    pub fn saved(&self) -> &SavedModel {
        match &self.held {
            Held::Shipped(model) => model,
            Held::Own(model) => model,
        }
    }

    /// Asks something, without the interpreter's lock.
    fn ask<T: Send>(
        &self,
        py: Python<'_>,
        level: f64,
        question: impl FnOnce(&Advisor<'_>) -> football::Result<T> + Send,
    ) -> PyResult<T> {
        work::alone(py, || self.answer(level, question))
    }

    fn answer<T>(
        &self,
        level: f64,
        question: impl FnOnce(&Advisor<'_>) -> football::Result<T>,
    ) -> football::Result<T> {
        match &self.held {
            Held::Shipped(model) => {
                let advisor = ADVISOR.get_or_init(|| Advisor::new(model));
                if advisor.level() == level {
                    question(advisor)
                } else {
                    question(&advisor.clone().with_level(level)?)
                }
            }
            Held::Own(model) => question(&Advisor::new(model).with_level(level)?),
        }
    }
}

#[pymethods]
impl Model {
    /// The model that comes with the package.
    #[classmethod]
    fn shipped(_class: &Bound<'_, PyType>) -> PyResult<Self> {
        Ok(Self {
            held: Held::Shipped(shipped()?),
        })
    }

    /// Reads a model's file.
    #[classmethod]
    fn load(_class: &Bound<'_, PyType>, py: Python<'_>, path: PathBuf) -> PyResult<Self> {
        let model = py.detach(|| {
            let bytes = std::fs::read(&path)
                .map_err(|e| football::Error::io("read the model", &path, e))?;
            SavedModel::from_bytes(&bytes, &path)
        });
        Ok(Self::own(model.map_err(to_python)?))
    }

    /// Takes a model's bytes.
    #[classmethod]
    fn from_bytes(_class: &Bound<'_, PyType>, bytes: &[u8]) -> PyResult<Self> {
        let model = SavedModel::from_bytes(bytes, "model".as_ref()).map_err(to_python)?;
        Ok(Self::own(model))
    }

    /// The model's bytes, as its file has them.
    fn to_bytes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        let bytes = py.detach(|| self.saved().to_bytes()).map_err(to_python)?;
        Ok(PyBytes::new(py, &bytes))
    }

    /// The bytes of an ONNX file.
    fn to_onnx<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        let bytes = py.detach(|| wp_onnx::of_model(self.saved()));
        Ok(PyBytes::new(py, &bytes.map_err(to_python)?))
    }

    /// P(win) of a matrix of features as the forest model has it, and by each
    /// member where there are any: what [`Model::to_onnx`] begins with.
    #[expect(clippy::type_complexity, reason = "Python takes them apart at once")]
    fn regulation<'py>(
        &self,
        py: Python<'py>,
        x: PyReadonlyArray2<'py, f32>,
    ) -> PyResult<(Bound<'py, PyArray1<f32>>, Option<Bound<'py, PyArray2<f32>>>)> {
        let x = x.as_array();
        let saved = self.saved();
        let answered = work::alone(py, || match saved.model.predict_with_members(x)? {
            Some((wp, members)) => Ok((wp, Some(members))),
            None => Ok((saved.predict_proba(x)?, None)),
        });
        let (wp, members) = answered?;
        let members = members.map(|m| PyArray2::from_owned_array(py, m));
        Ok((PyArray1::from_owned_array(py, wp), members))
    }

    /// P(win) of the snaps that rows of features tell, and by each member (or once
    /// more): what [`Model::to_onnx`] holds.
    #[expect(clippy::type_complexity, reason = "Python takes them apart at once")]
    fn snaps<'py>(
        &self,
        py: Python<'py>,
        x: PyReadonlyArray2<'py, f32>,
        season: PyReadonlyArray1<'py, u16>,
        playoffs: PyReadonlyArray1<'py, bool>,
    ) -> PyResult<(Bound<'py, PyArray1<f32>>, Bound<'py, PyArray2<f32>>)> {
        let (x, season, playoffs) = (x.as_array(), season.as_array(), playoffs.as_array());
        let saved = self.saved();
        let moments: Vec<Moment> = x
            .rows()
            .into_iter()
            .zip(season.iter().zip(playoffs))
            .map(|(row, (&season, &playoffs))| {
                let row = row.to_vec();
                Moment::Scrimmage(state_of(saved.features(), &row, season, playoffs))
            })
            .collect();
        let answered = work::alone(py, || Valuer::new(saved).outcomes_and_members(&moments));
        let (outcomes, members) = answered?;
        let wp = outcomes.iter().map(|o| o.wp()).collect();
        Ok((
            PyArray1::from_vec(py, wp),
            PyArray2::from_owned_array(py, members),
        ))
    }

    /// Settings, data and metrics of its training, as a dictionary.
    #[getter]
    fn card<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        json::to_python(py, &self.saved().card)
    }

    /// Whether predictions carry intervals.
    #[getter]
    fn has_intervals(&self) -> bool {
        self.saved().has_intervals()
    }

    /// The same model, answering without intervals, which takes half the time.
    fn without_intervals(&self) -> Self {
        Self::own(self.saved().clone().without_intervals())
    }

    fn __reduce__<'py>(
        slf: &Bound<'py, Self>,
        py: Python<'py>,
    ) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyAny>)> {
        let class = slf.get_type();
        let this = slf.get();
        Ok(match this.held {
            Held::Shipped(_) => (
                class.getattr("shipped")?,
                pyo3::types::PyTuple::empty(py).into_any(),
            ),
            Held::Own(_) => (
                class.getattr("from_bytes")?,
                (this.to_bytes(py)?,).into_pyobject(py)?.into_any(),
            ),
        })
    }

    /// Whether their files are the same.
    fn __eq__(&self, other: &Bound<'_, PyAny>) -> PyResult<bool> {
        let Ok(other) = other.cast::<Self>() else {
            return Ok(false);
        };
        let bytes = |model: &SavedModel| model.to_bytes().map_err(to_python);
        Ok(bytes(self.saved())? == bytes(other.get().saved())?)
    }

    fn __hash__(&self) -> usize {
        let card = &self.saved().card;
        card.features.len() + card.provenance.plays as usize
    }

    fn __repr__(&self) -> String {
        let card = &self.saved().card;
        let seasons = match card.provenance.seasons.as_slice() {
            [] => "no seasons".to_owned(),
            [one] => one.to_string(),
            [first, .., last] => format!("{first}–{last}"),
        };
        format!(
            "Model({}, {seasons}, {} plays{})",
            card.settings.kind().name(),
            card.provenance.plays,
            if self.has_intervals() {
                ", intervals"
            } else {
                ""
            }
        )
    }

    /// `predict` as a dictionary.
    fn ask_predict<'py>(
        &self,
        py: Python<'py>,
        text: &str,
        level: f64,
    ) -> PyResult<Bound<'py, PyAny>> {
        let answer = work::here(py, || self.answer(level, |a| a.predict_words(text)))?;
        json::to_python(py, &answer)
    }

    /// `fourth_down` as a dictionary.
    #[pyo3(signature = (text, level, indoors=None))]
    fn ask_fourth_down<'py>(
        &self,
        py: Python<'py>,
        text: &str,
        level: f64,
        indoors: Option<bool>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let question = FourthDownQuestion {
            indoors,
            ..FourthDownQuestion::default()
        };
        let answer = self.ask(py, level, |a| a.fourth_down_words(text, question))?;
        json::to_python(py, &answer)
    }

    /// `two_point` as a dictionary.
    fn ask_two_point<'py>(
        &self,
        py: Python<'py>,
        text: &str,
        level: f64,
    ) -> PyResult<Bound<'py, PyAny>> {
        let answer = self.ask(py, level, |a| a.two_point_words(text))?;
        json::to_python(py, &answer)
    }

    /// `kickoff` as a dictionary.
    fn ask_kickoff<'py>(
        &self,
        py: Python<'py>,
        text: &str,
        level: f64,
    ) -> PyResult<Bound<'py, PyAny>> {
        let answer = self.ask(py, level, |a| a.kickoff_words(text))?;
        json::to_python(py, &answer)
    }

    /// `timeout` as a dictionary.
    #[pyo3(signature = (text, level, games=None, seed=1))]
    fn ask_timeout<'py>(
        &self,
        py: Python<'py>,
        text: &str,
        level: f64,
        games: Option<u32>,
        seed: u64,
    ) -> PyResult<Bound<'py, PyAny>> {
        let answer = self.ask(py, level, |a| a.timeout_words(text, games, seed))?;
        json::to_python(py, &answer)
    }
}

/// `simulate` as a dictionary.
#[pyfunction]
pub fn ask_simulate<'py>(
    py: Python<'py>,
    text: &str,
    games: u32,
    seed: u64,
) -> PyResult<Bound<'py, PyAny>> {
    if games == 0 {
        return Err(bad("n must be at least 1, but was 0"));
    }
    let settings = SimulationSettings {
        games,
        seed,
        table: None,
    };
    let answer = work::watched(py, None, |_| simulate_words(text, settings))?;
    json::to_python(py, &answer)
}
