//! `wp score`: a probability on every play.

use super::data::DataArgs;
use super::output;
use crate::error::Result;
use crate::estimator::Classifier;
use crate::pbp::write::{self, Format, Values};
use ndarray::Array2;
use std::path::PathBuf;
use std::process::ExitCode;

/// Flags of `wp score`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    data: DataArgs,

    /// The model's file. Default: $WP_MODEL, else the shipped model.
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,

    /// The file to write: .parquet or .csv.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

pub fn run(args: &Args) -> Result<ExitCode> {
    Format::of(&args.out)?;
    let (saved, _) = super::model(args.model.as_deref())?;
    let (_, plays, _) = args.data.load(&[])?;
    let features = saved.features();
    let rows = plays.rows();
    let states: Vec<_> = rows
        .iter()
        .map(|p| plays.state(p).filter(|s| !s.is_overtime()))
        .collect();
    let mut x = Array2::zeros((states.iter().flatten().count(), features.len()));
    for (state, mut row) in states.iter().flatten().zip(x.rows_mut()) {
        if let Some(slice) = row.as_slice_mut() {
            features.write_row(state, slice);
        }
    }
    let p = saved.model.predict_proba(x.view())?;
    let mut next = p.iter();
    let wp: Vec<f32> = states
        .iter()
        .map(|s| {
            s.as_ref()
                .and_then(|_| next.next())
                .copied()
                .unwrap_or(f32::NAN)
        })
        .collect();
    let home_wp = wp
        .iter()
        .zip(rows)
        .map(|(&p, play)| {
            if play.home_has_ball == Some(false) {
                1.0 - p
            } else {
                p
            }
        })
        .collect();
    let answered = p.len();
    let columns = vec![
        (
            "game_id",
            Values::Text(
                rows.iter()
                    .map(|r| Some(plays.game(r).game_id.clone()))
                    .collect(),
            ),
        ),
        (
            "play_id",
            Values::Int(rows.iter().map(|r| Some(r.play_id)).collect()),
        ),
        ("wp", Values::Float(wp)),
        ("home_wp", Values::Float(home_wp)),
    ];
    write::table(&args.out, columns)?;
    output::note(format_args!(
        "{} rows in {}; {} have a situation from scrimmage and a probability, the others (kick-offs, tries, overtime, administrative rows) have none",
        output::thousands(rows.len()),
        args.out.display(),
        output::thousands(answered),
    ));
    Ok(ExitCode::SUCCESS)
}
