//! `wp train`.

use super::data::DataArgs;
use super::output;
use crate::error::Result;
use crate::estimator::{Asked, EstimatorKind};
use crate::model_file::{DataFile, Training};
use crate::pbp::Source;
use crate::simulate::log::EXTRA;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::atomic::Ordering;
use std::time::Instant;

/// Flags of `wp train`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    data: DataArgs,

    /// Estimator to train.
    #[arg(long, value_parser = estimators(), default_value = EstimatorKind::Forest.name())]
    estimator: EstimatorKind,

    /// Number of trees [default: 120; linfa-trees: 10].
    #[arg(long, value_name = "N")]
    trees: Option<usize>,

    /// Minimum plays per leaf [default: 570; linfa-trees: 200].
    #[arg(long, value_name = "N")]
    min_leaf: Option<usize>,

    /// Features considered at each split (mtry) [default: 5].
    #[arg(long, value_name = "N")]
    mtry: Option<usize>,

    /// Also fit resampled replicates, so that predictions carry intervals.
    #[arg(long)]
    intervals: bool,

    /// Resamples of games for the intervals [default: 40].
    #[arg(long, value_name = "G", requires = "intervals")]
    groups: Option<usize>,

    /// Fraction of games in a resample; a smaller fraction gives wider intervals.
    #[arg(long, value_name = "FRACTION", requires = "intervals")]
    games: Option<f64>,

    /// Random seed; the same seed gives the same model, byte for byte.
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,

    /// Output file.
    #[arg(long, value_name = "FILE", default_value = "wp.model")]
    model: PathBuf,

    /// Print settings, row counts, timings and metrics as JSON.
    #[arg(long)]
    json: bool,
}

/// The estimators by name.
fn estimators() -> impl clap::builder::TypedValueParser<Value = EstimatorKind> {
    use clap::builder::TypedValueParser;
    clap::builder::PossibleValuesParser::new(EstimatorKind::ALL.map(|kind| kind.name())).try_map(
        |name| {
            EstimatorKind::ALL
                .into_iter()
                .find(|k| k.name() == name)
                .ok_or("no such estimator")
        },
    )
}

impl Args {
    /// As it was asked for.
    fn asked(&self) -> Result<Asked> {
        Ok(Asked {
            estimator: self.estimator.name().to_owned(),
            trees: self.trees,
            min_leaf: self.min_leaf,
            mtry: self.mtry,
            intervals: self.intervals,
            resamples: self.groups,
            games: self.games,
            seed: self.seed,
            threads: output::threads()?,
        })
    }
}

pub fn run(args: &Args) -> Result<ExitCode> {
    let begin = Instant::now();
    let asked = args.asked()?;
    let (settings, intervals) = (asked.settings()?, asked.interval_settings()?);
    // A folder that cannot be written to should not cost a training.
    crate::file::check_writable(&args.model)?;
    let (source, plays, times) = args.data.load(&EXTRA.map(str::to_owned))?;
    let rows = plays.rows().len();

    let start = Instant::now();
    let cancelled = super::interrupt::cancelled();
    let bar = output::bar(1, "training");
    let watch = |done: usize, of: usize| {
        bar.set_length(of as u64);
        bar.set_position(done as u64);
        !cancelled.load(Ordering::Relaxed)
    };
    let training = Training {
        estimator: settings,
        intervals,
        files: fingerprints(&source, args)?,
    };
    let saved = training.run_owned(plays, &watch)?;
    bar.finish_and_clear();
    let fit_time = start.elapsed();

    let start = Instant::now();
    crate::file::write_model(&saved, &args.model)?;
    let write_time = start.elapsed();
    let bytes = std::fs::metadata(&args.model).map(|m| m.len()).unwrap_or(0);

    let seconds = [
        ("read and clean", times.all),
        ("fit", fit_time),
        ("write", write_time),
        ("all", begin.elapsed()),
    ];
    let data = &saved.card.provenance;
    if args.json {
        let seconds: serde_json::Map<_, _> = seconds
            .iter()
            .map(|(k, v)| ((*k).to_owned(), v.as_secs_f64().into()))
            .collect();
        let metrics: serde_json::Map<_, _> = saved
            .card
            .metrics
            .iter()
            .map(|(k, v)| (k.clone(), (*v).into()))
            .collect();
        output::json(&serde_json::json!({
            "model": args.model, "bytes": bytes, "settings": saved.card.settings,
            "features": saved.card.features, "seasons": data.seasons,
            "rows": rows, "plays": data.plays, "games": data.games,
            "simulated": data.simulated, "data_fingerprint": data.fingerprint(),
            "seconds": seconds, "out_of_bag": metrics,
        }))?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut table = output::table(&["trained", ""]);
    table.add_row([
        "model",
        &format!(
            "{} ({} bytes)",
            args.model.display(),
            output::thousands(bytes as usize)
        ),
    ]);
    table.add_row([
        "estimator",
        &format!("{}: {}", args.estimator.name(), saved.card.settings.words()),
    ]);
    let kind = if data.simulated {
        "simulated seasons"
    } else {
        "seasons"
    };
    let seasons = crate::plays::Seasons::from_list(data.seasons.clone())
        .map_or_else(String::new, |s| s.to_string());
    table.add_row([kind, &seasons]);
    table.add_row(["plays", &output::thousands(data.plays as usize)]);
    table.add_row(["games", &output::thousands(data.games as usize)]);
    for (name, value) in &saved.card.metrics {
        table.add_row([name.clone(), format!("{value:.4}")]);
    }
    for (what, time) in seconds {
        table.add_row([
            format!("seconds: {what}"),
            format!("{:.2}", time.as_secs_f64()),
        ]);
    }
    output::line(output::shown(&table))?;
    Ok(ExitCode::SUCCESS)
}

/// The files that were read, for the model's card.
fn fingerprints(source: &Source, args: &Args) -> Result<Vec<DataFile>> {
    let mut files = source.files(args.data.seasons.as_ref())?;
    files.extend(source.schedule().map(std::path::Path::to_path_buf));
    files.iter().map(|f| crate::file::fingerprint(f)).collect()
}
