//! `wp features`: the model's matrix as a file.

use super::data::DataArgs;
use super::output;
use super::spread::SpreadArgs;
use crate::error::Result;
use crate::features::{FeatureSet, PlaySet, play_set};
use crate::pbp::{
    Format,
    write::{self, Values},
};
use crate::plays::Plays;
use std::path::PathBuf;
use std::process::ExitCode;

/// Flags of `wp features`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    data: DataArgs,

    #[command(flatten)]
    spread: SpreadArgs,

    /// Feature set: wp's, or nflfastR's twelve.
    #[arg(long, value_enum, default_value_t = Set::Wp)]
    set: Set,

    /// Output file: .parquet or .csv.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Set {
    Wp,
    Nflfastr,
}

pub fn run(args: &Args) -> Result<ExitCode> {
    // Before the work, so that a wrong ending does not cost any.
    Format::of(&args.out)?;
    let source = args.data.source()?;
    let set = match args.set {
        Set::Wp => FeatureSet::default_set(),
        Set::Nflfastr => FeatureSet::nflfastr(),
    };
    let (mut rows, mut games) = (0, 0);
    write::parts(&args.out, |put| {
        let take = |plays: &Plays| {
            let matrix = play_set(plays, &set);
            rows += matrix.len();
            games += matrix.games();
            put(columns(plays, &matrix, &set))
        };
        args.data.each(&source, args.spread.from(), take).map(drop)
    })?;
    output::note(format_args!(
        "{} plays of {} games × {} features in {}",
        output::thousands(rows),
        output::thousands(games),
        set.len(),
        args.out.display()
    ));
    Ok(ExitCode::SUCCESS)
}

fn columns<'a>(plays: &'a Plays, matrix: &'a PlaySet, set: &'a FeatureSet) -> write::Columns<'a> {
    let row = |i: usize| &plays.rows()[matrix.row()[i]];
    let all = 0..matrix.len();
    let mut columns = vec![
        (
            "game_id",
            Values::Text(
                all.clone()
                    .map(|i| Some(plays.game(row(i)).game_id.as_str().into()))
                    .collect(),
            ),
        ),
        (
            "play_id",
            Values::Whole(all.clone().map(|i| row(i).play_id).collect()),
        ),
        (
            "season",
            Values::Whole(matrix.season().iter().map(|&s| i32::from(s)).collect()),
        ),
        ("win", Values::Bool(matrix.y().to_vec())),
    ];
    for (feature, column) in set.iter().zip(matrix.x().columns()) {
        columns.push((feature.name, Values::Float(column.to_vec().into())));
    }
    columns
}
