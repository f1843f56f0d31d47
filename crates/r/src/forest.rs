//! The engine on any matrix: names, factors and formulas are R's.

use crate::value::{Held, Value};
use crate::work::Args;
use football::estimator::Watch;
use football::{Error, Result};
use grouped_forest::{Ensemble, EnsembleSettings, Resample, pool};
use ndarray::{Array2, ArrayView2, ShapeBuilder};
use std::sync::Arc;

/// R's matrix, column by column, as the engine's, row by row.
fn matrix(args: Args<'_>) -> Result<Array2<f32>> {
    let (rows, columns) = (args.count("rows")?, args.count("columns")?);
    let x = args.numbers("x")?;
    let view = ArrayView2::from_shape((rows, columns).f(), &x).map_err(|_| Error::Shape {
        what: "matrix",
        expected: format!("{rows} × {columns} numbers"),
        found: x.len().to_string(),
    })?;
    // A matrix that begins column by column would stay so.
    let mut own = Array2::zeros((rows, columns));
    own.zip_mut_with(&view, |to, &from| *to = from as f32);
    Ok(own)
}

/// Fits: the forest, its bytes, gains, and out-of-bag predictions.
pub fn fit(args: Args<'_>, watch: Watch<'_>) -> Result<Value> {
    let x = matrix(args)?;
    let y = args.numbers("y")?;
    let group: Vec<u32> = args.numbers("group")?.iter().map(|&g| g as u32).collect();
    let weights = match args.has("weights") {
        true => Some(
            args.numbers("weights")?
                .iter()
                .map(|&w| w as f32)
                .collect::<Vec<_>>(),
        ),
        false => None,
    };
    let fraction = args.number("sample_fraction")?;
    let resample = match (args.flag("replace")?, fraction) {
        (true, _) => Resample::Bootstrap,
        (false, 1.0) => Resample::None,
        (false, fraction) => Resample::Subsample(fraction),
    };
    let settings = EnsembleSettings {
        trees: args.count("trees")?,
        min_leaf: u32::try_from(args.count("min_leaf")?).unwrap_or(u32::MAX),
        mtry: args.count("mtry")?,
        max_depth: args
            .optional_count("max_depth")?
            .map(|d| u32::try_from(d).unwrap_or(u32::MAX)),
        max_bins: args.count("max_bins")?,
        seed: args.count("seed")? as u64,
        threads: Some(pool::threads()),
        resample,
        monotone: args.numbers("monotone")?.iter().map(|&s| s as i8).collect(),
        shrinkage: args.number("shrinkage")? as f32,
        out_of_bag: args.flag("out_of_bag")?,
    };
    let classes = args.count("classes")?;
    let fitted = Ensemble::fit(
        &settings,
        x.view(),
        &y,
        classes,
        &group,
        weights.as_deref(),
        watch,
    )?;
    let bytes = postcard::to_stdvec(&fitted.ensemble).map_err(|e| Error::Fit {
        problem: format!("the forest cannot be written down: {e}"),
        hint: String::new(),
    })?;
    let unseen = fitted.out_of_bag.into_iter().map(f64::from).collect();
    Ok(Value::list([
        ("bytes", Value::Bytes(bytes.into())),
        ("nodes", Value::number(fitted.ensemble.nodes() as f64)),
        ("gains", Value::Numbers(fitted.gains.into())),
        ("out_of_bag", Value::Numbers(unseen)),
        ("held", Value::Held(Held::Forest(Arc::new(fitted.ensemble)))),
    ]))
}

/// From the bytes that R kept.
pub fn read(args: Args<'_>) -> Result<Value> {
    let forest: Ensemble = postcard::from_bytes(args.bytes("bytes")?).map_err(|e| {
        Error::data(
            "the forest",
            format!("its bytes are damaged: {e}"),
            "fit it again",
        )
    })?;
    Ok(Value::Held(Held::Forest(Arc::new(forest))))
}

/// Probabilities or numbers, row after row.
pub fn predict(args: Args<'_>) -> Result<Value> {
    let Held::Forest(forest) = args.held("forest")? else {
        return Err(Error::data(
            "the argument forest",
            "is a model of win probability, not a forest",
            "fit one with grouped_forest()",
        ));
    };
    let predicted = forest.predict(matrix(args)?.view(), Some(pool::threads()))?;
    let numbers = predicted.into_iter().map(f64::from).collect();
    Ok(Value::Numbers(numbers))
}
