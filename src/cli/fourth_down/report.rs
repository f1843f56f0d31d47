//! `wp fourth-down report`: tables and pictures of real seasons, by models
//! that have not seen them.

use super::page;
use crate::cli::data::DataArgs;
use crate::cli::output;
use crate::decide::season::{self, Decision, Question};
use crate::decide::{Decider, GameValuer, SubModels, check, observed};
use crate::error::{Error, Result};
use crate::model_file::SavedModel;
use crate::plays::{Plays, Seasons, Sidelines};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

/// Flags of `wp fourth-down report`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Models written by `wp train --intervals` on earlier seasons. Each
    /// season uses the latest model trained only on seasons before it.
    #[arg(long, value_name = "FILE", value_delimiter = ',', required = true)]
    models: Vec<PathBuf>,

    /// Folder of nflverse play-by-play [default: $WP_DATA, else data/pbp, else
    /// the simulated data/sample].
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,

    /// Seasons to report on.
    #[arg(long, value_name = "SEASONS", default_value = "2014-2023")]
    seasons: Seasons,

    /// Output folder for the page, plots and numbers.
    #[arg(long, value_name = "DIR", default_value = "reports/fourth-downs")]
    out: PathBuf,

    /// Confidence level.
    #[arg(long, value_name = "P", default_value_t = 0.9)]
    level: f64,
}

pub fn run(args: &Args) -> Result<ExitCode> {
    let begin = Instant::now();
    crate::estimator::check_level(args.level)?;
    crate::file::check_writable(&args.out.join("README.md"))?;
    let saved = args
        .models
        .iter()
        .map(|path| crate::file::read_model(path))
        .collect::<Result<Vec<_>>>()?;
    let data = DataArgs {
        data: args.data.clone(),
        seasons: None,
        audit: false,
    };
    let (source, plays, _) = data.load(&[])?;
    let sidelines = crate::pbp::load_sidelines(&source)?;
    let seen = observed::observe(&plays, &sidelines);
    let checked = check::check(&seen, &args.seasons, args.level)?;
    let start = Instant::now();
    let decisions = decide(args, &saved, &plays, &sidelines, &seen)?;
    let seconds = start.elapsed().as_secs_f64();
    let simulated = plays.simulated();
    page::write(
        &page::About {
            out: &args.out,
            seasons: &args.seasons,
            level: args.level,
        },
        &plays,
        &seen,
        &checked,
        &decisions,
        simulated,
    )?;
    output::note(format_args!(
        "{} fourth downs in {seconds:.1} seconds, {:.1} in total: {}",
        output::thousands(decisions.len()),
        begin.elapsed().as_secs_f64(),
        args.out.join("README.md").display()
    ));
    Ok(ExitCode::SUCCESS)
}

/// Season by season, with component models of all earlier seasons.
fn decide(
    args: &Args,
    saved: &[SavedModel],
    plays: &Plays,
    sidelines: &Sidelines,
    seen: &[observed::Observed],
) -> Result<Vec<Decision>> {
    let questions = season::questions(plays, sidelines);
    let mut all = Vec::new();
    let bar = output::bar(questions.len(), "deciding");
    for season in plays.seasons() {
        if !args.seasons.contains(season) {
            bar.inc(questions.iter().filter(|q| q.seen.season == season).count() as u64);
            continue;
        }
        let before: Vec<_> = seen.iter().filter(|s| s.season < season).cloned().collect();
        let models = SubModels::fit(&before)?;
        let model = unseen(saved, season)?;
        let valuer = GameValuer::new(model);
        let decider = Decider::new(&models, &valuer, args.level, true);
        let mine: Vec<Question> = questions
            .iter()
            .filter(|q| q.seen.season == season)
            .cloned()
            .collect();
        let done = bar.position();
        all.extend(season::decide(plays, sidelines, &mine, &decider, &|n| {
            bar.set_position(done + n as u64);
        })?);
    }
    bar.finish_and_clear();
    Ok(all)
}

/// The model that saw the latest season before `season`, and none from it on.
fn unseen(saved: &[SavedModel], season: u16) -> Result<&SavedModel> {
    let last = |m: &SavedModel| m.card.provenance.seasons.iter().max().copied();
    saved
        .iter()
        .filter(|m| last(m).is_some_and(|s| s < season))
        .max_by_key(|m| last(m))
        .ok_or_else(|| Error::Refused {
            problem: format!("all models were trained on {season} or later seasons"),
            hint: format!("train one on earlier seasons: `wp train --seasons 2009-{} --intervals --model FILE`", season - 1),
        })
}
