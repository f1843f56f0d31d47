//! `wp fourth-down --seasons … --out FILE`: every fourth down of real seasons.

use super::situation::{Ask, ColumnsName};
use crate::cli::output;
use crate::decide::season;
use crate::decide::{self, Decider, GameValuer, nfl4th, tables};
use crate::error::{Error, Result};
use crate::pbp::{
    Format,
    write::{self, Values},
};
use crate::plays::Plays;
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

pub fn run(ask: &Ask, out: &Path) -> Result<ExitCode> {
    let begin = Instant::now();
    Format::of(out)?;
    crate::file::check_writable(out)?;
    let (saved, _) = crate::cli::model(ask.model.as_deref())?;
    let models = super::sub_models(ask.sub_models.sub_models.as_deref())?;
    let source = ask.data.source()?;
    let sidelines = crate::pbp::load_sidelines(&source)?;
    let valuer = GameValuer::new(&saved);
    let decider = Decider::new(&models, &valuer, ask.level, !ask.no_intervals);
    let files = source.files(ask.data.seasons.as_ref())?.len();
    let bar = output::bar(files, "deciding");
    let mut tallies = tables::Tallies::default();
    let mut count = 0;
    write::parts(out, |put| {
        let take = |plays: &Plays| {
            let questions = season::questions(plays, &sidelines);
            let decisions = season::decide(plays, &sidelines, &questions, &decider, &|_| {})?;
            let table = match ask.columns {
                ColumnsName::Own => decide::columns(plays, &decisions),
                ColumnsName::Nfl4th => {
                    let mut cells: Vec<_> = decisions.iter().map(nfl4th::of_decision).collect();
                    cells.extend(nfl4th::tries(plays, &saved)?);
                    nfl4th::table(plays, &cells)
                }
            };
            tallies.add(&decisions, |d| Some(d.team.clone()));
            count += decisions.len();
            bar.inc(1);
            let columns = table.into_iter().map(|(name, c)| (name, Values::from(c)));
            put(columns.collect())
        };
        ask.data.each(&source, ask.spread.from(), take)?;
        if count == 0 {
            return Err(Error::data(
                source.root().display(),
                "it has no fourth downs",
                "choose play-by-play with --data and --seasons",
            ));
        }
        Ok(())
    })?;
    bar.finish_and_clear();
    output::print(teams(tallies.finish()))?;
    output::note(format_args!(
        "{} fourth downs in {:.1} seconds: {}",
        output::thousands(count),
        begin.elapsed().as_secs_f64(),
        out.display()
    ));
    Ok(ExitCode::SUCCESS)
}

/// The teams, the best first.
fn teams(mut tallies: Vec<tables::Tally>) -> String {
    tallies.sort_by(|a, b| a.a_game().total_cmp(&b.a_game()));
    let mut table = output::table(&[
        "team",
        "games",
        "fourth downs",
        "WP points given up per game",
        "clear mistakes",
        "went for it when best",
    ]);
    for t in &tallies {
        table.add_row([
            t.name.clone(),
            t.games.to_string(),
            t.decisions.to_string(),
            format!("{:.2}", t.a_game()),
            format!("{} of {}", t.clear_mistakes, t.clear),
            format!("{:.0}%", 100.0 * t.boldness()),
        ]);
    }
    output::numbers_right(&mut table, 1);
    format!("{}\n", output::shown(&table))
}
