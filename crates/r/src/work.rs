//! The operations by name, and what goes wrong in them.

use crate::value::{Held, Value};
use crate::{ask, forest, model, plays, train};
use football::estimator::Watch;
use football::{Error, Result};
use grouped_forest::pool;

/// What went wrong, as R signals it.
pub struct Failure {
    kind: &'static str,
    message: String,
    hint: String,
}

impl Failure {
    /// A fault of this library's.
    pub fn internal(problem: &str) -> Self {
        Self {
            kind: "internal",
            message: format!("an error inside nflwp: {problem}"),
            hint: "please report it with what you called".to_owned(),
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let kind = match error {
            Error::Situation { .. } => "situation",
            Error::Parameter { .. } => "parameter",
            Error::MissingColumn { .. } => "column",
            Error::Data { .. } => "data",
            Error::Fit { .. } => "fit",
            Error::ModelFile { .. } => "model",
            Error::Refused { .. } => "refused",
            Error::Shape { .. } => "shape",
            Error::Cancelled => "cancelled",
            _ => "other",
        };
        Self {
            kind,
            message: error.to_string(),
            hint: error.hint().unwrap_or_default().to_owned(),
        }
    }
}

impl From<Failure> for Value {
    fn from(failure: Failure) -> Self {
        Self::list([
            ("kind", Self::text(failure.kind)),
            ("message", Self::text(&failure.message)),
            ("hint", Self::text(&failure.hint)),
        ])
    }
}

/// Does what R asks for.
pub fn run(operation: &str, args: &Value, watch: Watch<'_>) -> std::result::Result<Value, Failure> {
    let args = Args(args);
    let work: fn(Args<'_>, Watch<'_>) -> Result<Value> = match operation {
        "columns" => |_, _| Ok(plays::columns()),
        "threads" => |args, _| threads(args),
        "predict" => |args, _| ask::predict(args),
        "ask" => |args, _| ask::ask(args),
        "simulate" => |args, _| ask::simulate(args),
        "model" => |args, _| model::read(args),
        "card" => |args, _| model::card(args),
        "plain" => |args, _| model::without_intervals(args),
        "score" => plays::score,
        "games" => plays::games,
        "fourth_downs" => plays::fourth_downs,
        "nfl4th" => plays::nfl4th,
        "ratings" => |args, _| plays::ratings(args),
        "train" => train::train,
        "evaluate" => |args, _| train::evaluate(args),
        "forest" => forest::fit,
        "forest_read" => |args, _| forest::read(args),
        "forest_predict" => |args, _| forest::predict(args),
        other => return Err(Failure::internal(&format!("no operation {other}"))),
    };
    let pool = pool::of_process().map_err(Error::from)?;
    Ok(pool.install(|| work(args, watch))?)
}

fn threads(args: Args<'_>) -> Result<Value> {
    if args.has("threads") {
        let wanted = args.count("threads")?;
        pool::set_threads(Some(wanted).filter(|&n| n > 0))?;
    }
    Ok(Value::number(pool::threads() as f64))
}

/// The named arguments of an operation; `NULL` is as if it were not there.
#[derive(Clone, Copy)]
pub struct Args<'a>(&'a Value);

impl<'a> Args<'a> {
    /// An argument.
    pub fn get(self, name: &'static str) -> Option<&'a Value> {
        let Value::List(items) = self.0 else {
            return None;
        };
        let (_, value) = items.iter().find(|(n, _)| n == name)?;
        (!matches!(value, Value::Null)).then_some(value)
    }

    /// Whether it is there.
    pub fn has(self, name: &'static str) -> bool {
        self.get(name).is_some()
    }

    fn not(name: &'static str, what: &str) -> Error {
        Error::parameter(name, what, "something else")
    }

    /// A list of named values, such as a data frame.
    pub fn list(self, name: &'static str) -> Result<&'a [(String, Value)]> {
        match self.get(name) {
            Some(Value::List(items)) => Ok(items),
            _ => Err(Self::not(name, "a data frame")),
        }
    }

    /// Numbers.
    pub fn numbers(self, name: &'static str) -> Result<Vec<f64>> {
        match self.get(name) {
            Some(Value::Numbers(v)) => Ok(v.to_vec()),
            Some(Value::Whole(v) | Value::Flags(v)) => Ok(v
                .iter()
                .map(|&v| if v == i32::MIN { f64::NAN } else { v.into() })
                .collect()),
            None => Ok(Vec::new()),
            _ => Err(Self::not(name, "numbers")),
        }
    }

    /// One number.
    pub fn number(self, name: &'static str) -> Result<f64> {
        match *self.numbers(name)? {
            [one] if !one.is_nan() => Ok(one),
            _ => Err(Self::not(name, "one number")),
        }
    }

    /// One whole number from 0 on.
    pub fn count(self, name: &'static str) -> Result<usize> {
        let number = self.number(name)?;
        if number < 0.0 || number.fract() != 0.0 || number > 1e15 {
            return Err(Error::parameter(name, "a whole number", number));
        }
        Ok(number as usize)
    }

    /// One whole number, where it is there.
    pub fn optional_count(self, name: &'static str) -> Result<Option<usize>> {
        self.has(name).then(|| self.count(name)).transpose()
    }

    /// Yes or no; no where it is not there or not known.
    pub fn flag(self, name: &'static str) -> Result<bool> {
        Ok(self.optional_flag(name)?.unwrap_or(false))
    }

    /// Yes, no, or not known.
    pub fn optional_flag(self, name: &'static str) -> Result<Option<bool>> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::Flags(v)) if v.len() == 1 => Ok((v[0] != i32::MIN).then_some(v[0] != 0)),
            _ => Err(Self::not(name, "TRUE or FALSE")),
        }
    }

    /// Texts; NA is refused.
    pub fn texts(self, name: &'static str) -> Result<Vec<&'a str>> {
        let Some(Value::Text(texts)) = self.get(name) else {
            return Err(Self::not(name, "text"));
        };
        (0..texts.len())
            .map(|i| {
                texts
                    .get(i)
                    .ok_or_else(|| Self::not(name, "text, but has NA"))
            })
            .collect()
    }

    /// One text.
    pub fn text(self, name: &'static str) -> Result<&'a str> {
        match *self.texts(name)? {
            [one] => Ok(one),
            _ => Err(Self::not(name, "one text")),
        }
    }

    /// Bytes.
    pub fn bytes(self, name: &'static str) -> Result<&'a [u8]> {
        match self.get(name) {
            Some(Value::Bytes(bytes)) => Ok(bytes),
            _ => Err(Self::not(name, "raw bytes")),
        }
    }

    /// What R holds.
    pub fn held(self, name: &'static str) -> Result<&'a Held> {
        match self.get(name) {
            Some(Value::Held(held)) => Ok(held),
            _ => Err(Self::not(name, "a model or a forest")),
        }
    }
}
