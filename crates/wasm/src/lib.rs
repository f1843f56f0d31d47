//! `wp` in a browser: questions and answers as JSON.
//!
//! [`Engine::answer`] takes a request such as
//!
//! ```json
//! {"ask": "predict", "situation": "4th and 2 at the opp 35, down 3, 2:10 left in Q4"}
//! ```
//!
//! and returns `{"answer": …}`, which is what the command prints with `--json`,
//! or `{"error": …, "hint": …}`. `ask` is one of predict, fourth-down, two-point,
//! kickoff, timeout and simulate. The exported functions below (`wp_alloc`,
//! `wp_load`, `wp_ask`, `wp_free`) hand bytes over; `wp.mjs` beside this crate
//! calls them.

mod exports;

use football::ask::{Advisor, FourthDownQuestion, SimulationSettings, simulate_words};
use football::model_file::SavedModel;
use football::{Error, Result};
use self_cell::self_cell;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

self_cell!(
    /// A model that answers, and what it has worked out.
    pub struct Engine {
        owner: SavedModel,
        #[covariant]
        dependent: Advisor,
    }

    impl {Debug}
);

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Request {
    ask: Ask,
    situation: String,
    level: Option<f64>,
    games: Option<u32>,
    seed: Option<u64>,
    indoors: Option<bool>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Ask {
    Predict,
    FourthDown,
    TwoPoint,
    Kickoff,
    Timeout,
    Simulate,
}

impl Engine {
    /// From the bytes of a model's file.
    ///
    /// # Errors
    /// [`Error::ModelFile`] for what is no whole model.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        let model = SavedModel::from_bytes(bytes, "the model".as_ref())?;
        Ok(Self::new(model, |model| Advisor::new(model)))
    }

    /// Answers a request; never fails, since an error is an answer too.
    #[must_use]
    pub fn answer(&self, request: &str) -> String {
        let answer = match self.try_answer(request) {
            Ok(answer) => json!({"answer": answer}),
            Err(error) => json!({"error": error.to_string(), "hint": error.hint()}),
        };
        answer.to_string()
    }

    fn try_answer(&self, request: &str) -> Result<Value> {
        let request: Request = serde_json::from_str(request).map_err(|e| Error::Situation {
            problem: format!("this is no request: {e}"),
            hint: r#"a request is {"ask": "predict", "situation": "…"}"#.into(),
        })?;
        let text = request.situation.as_str();
        let mut advisor = self.borrow_dependent().clone();
        if let Some(level) = request.level {
            advisor = advisor.with_level(level)?;
        }
        let seed = request.seed.unwrap_or(1);
        match request.ask {
            Ask::Predict => value(&advisor.predict_words(text)?),
            Ask::FourthDown => {
                let question = FourthDownQuestion {
                    indoors: request.indoors,
                    ..FourthDownQuestion::default()
                };
                value(&advisor.fourth_down_words(text, question)?)
            }
            Ask::TwoPoint => value(&advisor.two_point_words(text)?),
            Ask::Kickoff => value(&advisor.kickoff_words(text)?),
            Ask::Timeout => value(&advisor.timeout_words(text, request.games, seed)?),
            Ask::Simulate => {
                let settings = SimulationSettings {
                    games: request.games.unwrap_or(2_000),
                    seed,
                    ..SimulationSettings::default()
                };
                value(&simulate_words(text, settings)?)
            }
        }
    }
}

fn value(answer: &impl Serialize) -> Result<Value> {
    serde_json::to_value(answer).map_err(|e| Error::Shape {
        what: "answer",
        expected: "JSON".into(),
        found: e.to_string(),
    })
}
