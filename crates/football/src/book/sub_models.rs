//! All sub-models in one readable file.

use super::clock::Clock;
use super::conversion::Conversion;
use super::field_goal::FieldGoal;
use super::observed::Observed;
use super::punt::Punt;
use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};
use std::path::Path;
use std::sync::LazyLock;

/// The layout that this version writes and reads.
const FORMAT: u32 = 4;

/// What happens on fourth down, whatever is chosen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SubModels {
    /// Layout of the file.
    pub format: u32,
    /// What they were fitted on, in words: "2009–2023".
    pub seasons: String,
    /// Third and fourth downs that were seen.
    pub plays: usize,
    /// Games.
    pub games: usize,
    /// Going for it.
    pub conversion: Conversion,
    /// Kicking a field goal.
    pub field_goal: FieldGoal,
    /// Punting.
    pub punt: Punt,
    /// Seconds that plays take.
    pub clock: Clock,
}

/// The sub-models that `wp` comes with.
const SHIPPED: &str = include_str!("../../data/decide.json");

static MODELS: LazyLock<Option<SubModels>> =
    LazyLock::new(|| SubModels::from_json(SHIPPED, Path::new("data/decide.json")).ok());

impl SubModels {
    /// Those that `wp` comes with.
    ///
    /// # Errors
    /// [`Error::ModelFile`] if the program was built with a file that it cannot read.
    pub fn shipped() -> Result<&'static Self> {
        MODELS.as_ref().ok_or_else(|| {
            bad(
                Path::new("data/decide.json"),
                "it does not match this version of wp".into(),
            )
        })
    }

    /// Fits all to real third and fourth downs.
    ///
    /// # Errors
    /// [`Error::Fit`] where there are too few of some kind of play.
    pub fn fit(seen: &[Observed]) -> Result<Self> {
        let mut seasons: Vec<u16> = seen.iter().map(|s| s.season).collect();
        seasons.dedup();
        seasons.sort_unstable();
        seasons.dedup();
        let mut games: Vec<u32> = seen.iter().map(|s| s.game).collect();
        games.dedup();
        let words = match (seasons.first(), seasons.last()) {
            (Some(a), Some(b)) if a == b => a.to_string(),
            (Some(a), Some(b)) => format!("{a}–{b}"),
            _ => String::new(),
        };
        let ((conversion, field_goal), (punt, clock)) = rayon::join(
            || (Conversion::fit(seen), FieldGoal::fit(seen)),
            || (Punt::fit(seen), Clock::fit(seen)),
        );
        Ok(Self {
            format: FORMAT,
            seasons: words,
            plays: seen.len(),
            games: games.len(),
            conversion: conversion?,
            field_goal: field_goal?,
            punt: punt?,
            clock: clock?,
        })
    }

    /// From the text of a file; `path` is for messages.
    ///
    /// # Errors
    /// [`Error::ModelFile`] for what is no such file, or one whose parts do not
    /// fit together.
    pub fn from_json(text: &str, path: &Path) -> Result<Self> {
        let models: Self = serde_json::from_str(text).map_err(|e| bad(path, e.to_string()))?;
        if models.format != FORMAT {
            let problem = format!(
                "it has format {}; this version of wp reads {FORMAT}",
                models.format
            );
            return Err(bad(path, problem));
        }
        let sound = models.conversion.is_sound()
            && models.field_goal.is_sound()
            && models.punt.is_sound()
            && models.clock.is_sound();
        if !sound {
            return Err(bad(path, "its parts are inconsistent".into()));
        }
        Ok(models)
    }

    /// The text of a file, as [`SubModels::from_json`] reads it.
    ///
    /// # Errors
    /// [`Error::ModelFile`] for numbers that JSON cannot hold.
    pub fn to_json(&self) -> Result<String> {
        let failed = |e: serde_json::Error| bad(Path::new("the component models"), e.to_string());
        let rounded = rounded(serde_json::to_value(self).map_err(failed)?);
        let mut text = serde_json::to_string_pretty(&rounded).map_err(failed)?;
        text.push('\n');
        Ok(text)
    }
}

/// Seven digits: more than the data can tell, and fewer that differ between
/// machines.
fn rounded(value: serde_json::Value) -> serde_json::Value {
    use serde_json::Value;
    match value {
        Value::Array(values) => values.into_iter().map(rounded).collect(),
        Value::Object(fields) => fields.into_iter().map(|(k, v)| (k, rounded(v))).collect(),
        Value::Number(n) if n.is_f64() => {
            let short = n
                .as_f64()
                .and_then(|v| format!("{v:.6e}").parse::<f64>().ok());
            short.map_or(Value::Number(n), Value::from)
        }
        other => other,
    }
}

fn bad(path: &Path, problem: String) -> Error {
    Error::ModelFile {
        path: path.to_path_buf(),
        problem: format!("not a file of fourth-down component models: {problem}"),
        hint: "create one with `wp fourth-down fit --out FILE`".into(),
    }
}
