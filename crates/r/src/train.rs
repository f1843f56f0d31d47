//! Models trained on frames of play-by-play, and tested on others.

use crate::model;
use crate::plays::Given;
use crate::value::Value;
use crate::work::Args;
use football::Result;
use football::estimator::{Asked, Watch};
use football::evaluate::{Settings, columns};
use football::model_file::{DataFile, Training};
use football::plays::SpreadFrom;
use football::simulate::log::EXTRA;
use grouped_forest::pool;

/// Trains a model; the same frame and settings give the same one.
pub fn train(args: Args<'_>, watch: Watch<'_>) -> Result<Value> {
    let asked = Asked {
        estimator: args.text("estimator")?.to_owned(),
        trees: args.optional_count("trees")?,
        min_leaf: args.optional_count("min_leaf")?,
        mtry: args.optional_count("mtry")?,
        intervals: args.flag("intervals")?,
        resamples: args.optional_count("resamples")?,
        games: None,
        seed: args.count("seed")? as u64,
        threads: Some(pool::threads()),
    };
    let (estimator, intervals) = (asked.settings()?, asked.interval_settings()?);
    let given = Given::of(args, SpreadFrom::Line)?;
    let raw = given.raw(&EXTRA.map(str::to_owned))?;
    let training = Training {
        estimator,
        intervals,
        files: vec![DataFile {
            name: "data frame".to_owned(),
            sha256: raw.sha256(),
        }],
    };
    model::with_bytes(training.run(&given.clean(&raw)?, watch)?)
}

/// Tests a model on seasons that it was not trained on.
pub fn evaluate(args: Args<'_>) -> Result<Value> {
    let settings = Settings {
        threshold: args.number("threshold")?,
        level: args.number("level")?,
        resamples: args.count("resamples")?,
        ..Settings::default()
    };
    let plays = Given::of(args, SpreadFrom::Line)?.cleaned()?;
    let saved = model::of(args)?.saved();
    let evaluation = saved.evaluate_anyway(&plays, &settings, args.flag("in_sample")?)?;
    let c = &evaluation.overall.confusion;
    let counts = [
        c.true_positive,
        c.false_positive,
        c.true_negative,
        c.false_negative,
    ];
    let seasons = plays.seasons().into_iter().map(i32::from).collect();
    Ok(Value::list([
        ("seasons", Value::Whole(seasons)),
        ("plays", Value::number(evaluation.overall.plays as f64)),
        ("games", Value::number(evaluation.overall.games as f64)),
        ("metrics", columns::metrics(&evaluation).into()),
        (
            "calibration",
            columns::calibration(&evaluation.calibration).into(),
        ),
        (
            "confusion",
            Value::Numbers(counts.map(|n| n as f64).to_vec().into()),
        ),
    ]))
}
