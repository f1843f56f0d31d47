//! `wp evaluate`: test a model on seasons that it was not trained on.

mod drift;

use super::data::{self, DataArgs};
use super::output;
use crate::error::{Error, Result};
use crate::estimator::{Classifier, EstimatorKind, Uncertain};
use crate::evaluate::{self, Bands, Evaluation, Interval, Paired, PlaysByTime, Scored};
use crate::features::{PlaySet, play_set};
use crate::forest::permutation_importance;
use crate::model_file::{DataFile, Provenance, SavedModel};
use crate::plays::Seasons;
use crate::report::{self, EvaluationReport, Importance, Labels};
use crate::value::Valuer;
use std::path::PathBuf;
use std::process::ExitCode;

/// Flags of `wp evaluate`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    data: DataArgs,

    /// Model file [default: $WP_MODEL, else the built-in model].
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,

    /// Output folder for plots and the page.
    #[arg(long, value_name = "DIR", default_value = "reports/evaluation")]
    out: PathBuf,

    /// Play-by-play column with another model's WP for the offense, compared
    /// on the same plays.
    #[arg(long, value_name = "COLUMN")]
    against: Option<String>,

    /// WP at or above which the offense is predicted to win.
    #[arg(long, value_name = "P", default_value_t = 0.5)]
    threshold: f64,

    /// Confidence level, of the metrics and of the model's own intervals.
    #[arg(long, value_name = "P", default_value_t = 0.9)]
    level: f64,

    /// Bootstrap resamples of games for the intervals.
    #[arg(long, value_name = "N", default_value_t = 1000)]
    resamples: usize,

    /// Evaluate even on seasons the model was trained on.
    #[arg(long)]
    in_sample: bool,

    /// Print the full report as JSON.
    #[arg(long)]
    json: bool,
}

/// How often each feature is permuted to measure its importance.
const PERMUTATIONS: usize = 3;

pub fn run(args: &Args) -> Result<ExitCode> {
    let settings = evaluate::Settings {
        threshold: args.threshold,
        level: args.level,
        resamples: args.resamples,
        ..evaluate::Settings::default()
    };
    settings.check()?;
    let (saved, path) = super::model(args.model.as_deref())?;
    let trained = &saved.card.provenance;
    if let Some(seasons) = args.data.seasons.as_ref().filter(|_| !args.in_sample) {
        saved.refuse_trained_on(seasons)?;
    }
    let extra: Vec<String> = args.against.iter().cloned().collect();
    let (source, plays, _) = args.data.load(&extra)?;
    let seasons = plays.seasons();
    let tested = Seasons::from_list(seasons.clone());
    if let Some(seasons) = tested.as_ref().filter(|_| !args.in_sample) {
        saved.refuse_trained_on(seasons)?;
    }
    let set = play_set(&plays, saved.features());
    set.check_trainable()?;
    let answers = if saved.endings().is_some() {
        let rows = set.row().iter();
        let states: Vec<_> = rows
            .filter_map(|&row| plays.state(&plays.rows()[row]))
            .collect();
        Valuer::new(&saved).all_uncertain(&states, args.level)?
    } else {
        saved.predict_proba_with_interval(set.x(), args.level)?
    };
    let p: Vec<f32> = answers.iter().map(|a| a.wp).collect();
    let bands = bands(&answers, &p, args.level)?;
    let columns = Columns::of(&set);
    let evaluation = evaluate::evaluate(&columns.scored(&p), &settings)?;
    let drift = drift::measure(&saved, &source, (&set, &p), &settings)?;
    let comparison = match &args.against {
        None => None,
        Some(column) => {
            let all = plays.extra(column).unwrap_or_default();
            let theirs: Vec<f32> = set
                .row()
                .iter()
                .map(|&i| all.get(i).copied().unwrap_or(f32::NAN))
                .collect();
            if theirs.iter().all(|v| v.is_nan()) {
                return Err(Error::data(
                    source.root().display(),
                    format!("no play has a value in column `{column}`"),
                    "nflverse's published files have wp and vegas_wp; `wp describe` lists the columns",
                ));
            }
            let paired = Paired {
                a: &p,
                b: &theirs,
                y: &columns.y,
                game: &columns.game,
                quarter: &columns.quarter,
                seconds: &columns.seconds,
                names: (saved.card.settings.kind().name(), column),
            };
            Some(evaluate::compare(&paired, &settings)?)
        }
    };
    let files: Vec<DataFile> = source
        .files(args.data.seasons.as_ref())?
        .iter()
        .map(|f| crate::file::fingerprint(f))
        .collect::<Result<_>>()?;
    let tested_on = data::label(&seasons);
    let report = EvaluationReport {
        labels: Labels {
            model: format!(
                "the {} trained on {}",
                saved.card.settings.kind().name(),
                data::label(&trained.seasons)
            ),
            seasons: tested_on.clone(),
            plays: set.len() as u64,
            games: set.games(),
            simulated: plays.simulated(),
        },
        provenance: report::Provenance {
            command: command(args, &path),
            version: env!("CARGO_PKG_VERSION").into(),
            model_settings: vec![("estimator".into(), saved.card.settings.words())],
            trained_on: data::label(&trained.seasons),
            tested_on,
            overlap: tested.is_some_and(|s| s.overlap(&trained.seasons).is_some()),
            training_data_hash: trained.fingerprint(),
            test_data_hash: Provenance {
                files,
                ..trained.clone()
            }
            .fingerprint(),
        },
        plays_by_time: PlaysByTime::from_seconds(&columns.seconds, &columns.quarter, 30)?,
        importance: importance(&saved, &set, &columns)?,
        importance_spread: "± one standard error, clustered by game".into(),
        evaluation,
        drift,
        bands,
        comparison,
    };
    let written = report.write(&args.out)?;
    if args.json {
        output::json(&report)?;
    } else {
        print(&report.evaluation)?;
        if let Some(drift) = &report.drift {
            output::line(format_args!(
                "\n{}",
                report::drift_in_words(drift, args.level)
            ))?;
        }
        if let Some(bands) = &report.bands {
            output::line(format_args!(
                "\nThe model's own {:.0}% intervals are {:.1} points of WP wide on average.",
                100.0 * bands.level,
                100.0 * bands.width
            ))?;
        }
        if let Some(comparison) = &report.comparison {
            output::line(format_args!("\n{}", comparison.verdict))?;
        }
    }
    if let Some(page) = written.first() {
        output::note(format_args!("plots and page: {}", page.display()));
    }
    Ok(ExitCode::SUCCESS)
}

/// The model's own intervals, where it has any.
fn bands(answers: &[Uncertain], p: &[f32], level: f64) -> Result<Option<Bands>> {
    let ends: Vec<(f32, f32)> = answers
        .iter()
        .filter_map(|a| a.band.map(|b| (b.lower, b.upper)))
        .collect();
    if ends.is_empty() {
        return Ok(None);
    }
    let (lower, upper): (Vec<f32>, Vec<f32>) = ends.into_iter().unzip();
    Bands::new(p, &lower, &upper, level).map(Some)
}

/// The columns of a [`PlaySet`] as slices.
struct Columns {
    y: Vec<bool>,
    game: Vec<u32>,
    quarter: Vec<u8>,
    seconds: Vec<u16>,
}

impl Columns {
    fn of(set: &PlaySet) -> Self {
        Self {
            y: set.y().to_vec(),
            game: set.game().to_vec(),
            quarter: set.quarter().to_vec(),
            seconds: set.seconds().to_vec(),
        }
    }

    fn scored<'a>(&'a self, p: &'a [f32]) -> Scored<'a> {
        Scored {
            p,
            y: &self.y,
            game: &self.game,
            quarter: &self.quarter,
            seconds: &self.seconds,
        }
    }
}

/// The command without what differs from machine to machine (`--data`).
fn command(args: &Args, model: &std::path::Path) -> String {
    let mut words = vec!["wp evaluate".to_owned()];
    if let Some(seasons) = &args.data.seasons {
        words.push(format!(
            "--seasons {}",
            seasons.to_string().replace('–', "-").replace(' ', "")
        ));
    }
    if args.model.is_some() {
        words.push(format!("--model {}", model.display()));
    }
    if let Some(column) = &args.against {
        words.push(format!("--against {column}"));
    }
    words.push(format!("--out {}", args.out.display()));
    words.join(" ")
}

fn importance(saved: &SavedModel, set: &PlaySet, columns: &Columns) -> Result<Vec<Importance>> {
    if saved.card.settings.kind() == EstimatorKind::Spread {
        return Ok(Vec::new());
    }
    let predict = |x: ndarray::ArrayView2<'_, f32>| saved.model.predict_proba(x);
    let measured = permutation_importance(
        predict,
        set.x(),
        &columns.y,
        &columns.game,
        PERMUTATIONS,
        2009,
    )?;
    Ok(saved
        .features()
        .iter()
        .zip(measured)
        .map(|(feature, m)| Importance {
            feature: feature.name.to_owned(),
            increase: m.mean,
            spread: Some(Interval {
                low: m.mean - m.standard_error,
                high: m.mean + m.standard_error,
            }),
        })
        .collect())
}

/// One metric of all.
type Of = fn(&evaluate::Metrics) -> &evaluate::Estimate;

fn print(evaluation: &Evaluation) -> Result<()> {
    let level = format!(
        "{:.0}% interval (games resampled)",
        100.0 * evaluation.settings.level
    );
    let mut header = vec!["metric", "all", level.as_str()];
    let quarters: Vec<String> = evaluation
        .by_quarter
        .iter()
        .map(|q| q.quarter.name().to_owned())
        .collect();
    header.extend(quarters.iter().map(String::as_str));
    let mut table = output::table(&header);
    let metrics: [(&str, Of); 6] = [
        ("log loss", |m| &m.log_loss),
        ("Brier score", |m| &m.brier.brier),
        ("accuracy", |m| &m.accuracy),
        ("AUC", |m| &m.auc),
        ("calibration error (nflfastR's)", |m| &m.calibration_error),
        ("ECE", |m| &m.ece),
    ];
    let number = |e: &evaluate::Estimate| e.value.map_or("–".to_owned(), |v| format!("{v:.4}"));
    for (name, of) in metrics {
        let all = of(&evaluation.overall);
        let mut row = vec![name.to_owned(), number(all)];
        row.push(
            all.interval
                .as_ref()
                .map_or("–".into(), |i| format!("{:.4}–{:.4}", i.low, i.high)),
        );
        row.extend(evaluation.by_quarter.iter().map(|q| number(of(&q.metrics))));
        table.add_row(row);
    }
    output::numbers_right(&mut table, 1);
    output::line(output::shown(&table))?;
    let c = &evaluation.overall.confusion;
    let mut table = output::table(&["threshold", "won", "lost"]);
    table.add_row([
        format!("{:.2}: predicted win", c.threshold),
        c.true_positive.to_string(),
        c.false_positive.to_string(),
    ]);
    table.add_row([
        "predicted loss".to_owned(),
        c.false_negative.to_string(),
        c.true_negative.to_string(),
    ]);
    output::numbers_right(&mut table, 1);
    output::line(format_args!("\n{}", output::shown(&table)))
}
