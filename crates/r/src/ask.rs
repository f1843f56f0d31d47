//! Questions about one situation.

use crate::model::{self, Model};
use crate::value::Value;
use crate::work::Args;
use football::ask::{FourthDownQuestion, Prediction, SimulationSettings, simulate_words};
use football::situation::{Item, Unknown};
use football::table::{Column, Table};
use football::{Error, Result};
use serde::Serialize;

/// One row a situation.
pub fn predict(args: Args<'_>) -> Result<Value> {
    let texts = args.texts("situation")?;
    let level = args.number("level")?;
    let many = texts.len() > 1;
    let answers = model::of(args)?.ask(level, |advisor| {
        let one = |(at, text): (usize, &&str)| {
            let answer = advisor.predict_words(text);
            answer.map_err(|e| if many { numbered(e, at + 1) } else { e })
        };
        texts
            .iter()
            .enumerate()
            .map(one)
            .collect::<Result<Vec<_>>>()
    })?;
    Ok(table(&texts, &answers).into())
}

/// Which of many situations an error is about.
fn numbered(error: Error, number: usize) -> Error {
    match error {
        Error::Situation { problem, hint } => Error::Situation {
            problem: format!("situation {number}: {problem}"),
            hint,
        },
        other => other,
    }
}

fn table(texts: &[&str], answers: &[Prediction]) -> Table {
    let number = |of: &dyn Fn(&Prediction) -> Option<f32>| {
        Column::Float(answers.iter().map(|a| of(a).unwrap_or(f32::NAN)).collect())
    };
    let text = |of: &dyn Fn(&Prediction) -> String| {
        Column::Text(answers.iter().map(|a| Some(of(a))).collect())
    };
    vec![
        (
            "situation",
            Column::Text(texts.iter().map(|t| Some((*t).to_owned())).collect()),
        ),
        ("wp", number(&|a| Some(a.estimate.wp))),
        ("wp_lower", number(&|a| a.estimate.lower)),
        ("wp_upper", number(&|a| a.estimate.upper)),
        ("win", number(&|a| a.estimate.win)),
        ("tie", number(&|a| a.estimate.tie)),
        ("loss", number(&|a| a.estimate.loss)),
        ("understood", text(&|a| understood(&a.said.understood))),
        ("assumed", text(&|a| assumed(&a.said.unknown))),
    ]
}

fn understood(items: &[Item]) -> String {
    let said = items.iter().map(|i| format!("{}: {}", i.field, i.value));
    said.collect::<Vec<_>>().join("; ")
}

fn assumed(unknown: &[Unknown]) -> String {
    let left = unknown
        .iter()
        .map(|u| format!("{}: {}", u.field, u.assumed));
    left.collect::<Vec<_>>().join("; ")
}

/// An answer as it serializes.
fn answered(answer: &impl Serialize) -> Result<Value> {
    serde_json::to_value(answer)
        .map(Value::from)
        .map_err(|e| Error::Fit {
            problem: format!("the answer cannot be handed over: {e}"),
            hint: String::new(),
        })
}

/// The decision that `question` names.
pub fn ask(args: Args<'_>) -> Result<Value> {
    let (text, level) = (args.text("situation")?, args.number("level")?);
    let model: &Model = model::of(args)?;
    match args.text("question")? {
        "fourth_down" => {
            let question = FourthDownQuestion {
                indoors: args.optional_flag("indoors")?,
                ..FourthDownQuestion::default()
            };
            answered(&model.ask(level, |a| a.fourth_down_words(text, question))?)
        }
        "two_point" => answered(&model.ask(level, |a| a.two_point_words(text))?),
        "kickoff" => answered(&model.ask(level, |a| a.kickoff_words(text))?),
        "timeout" => {
            let games = args.optional_count("n")?;
            let games = games.map(|n| u32::try_from(n).unwrap_or(u32::MAX));
            let seed = args.count("seed")? as u64;
            answered(&model.ask(level, |a| a.timeout_words(text, games, seed))?)
        }
        other => Err(Error::parameter("question", "a kind of decision", other)),
    }
}

/// A situation played out.
pub fn simulate(args: Args<'_>) -> Result<Value> {
    let games = args.count("n")?;
    if games == 0 {
        return Err(Error::parameter("n", "at least 1", 0));
    }
    let settings = SimulationSettings {
        games: u32::try_from(games).unwrap_or(u32::MAX),
        seed: args.count("seed")? as u64,
        table: None,
    };
    answered(&simulate_words(args.text("situation")?, settings)?)
}
