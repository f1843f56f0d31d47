//! `wp fourth-down --seasons … --out FILE`: every fourth down of real seasons.

use super::situation::{Ask, ColumnsName};
use crate::cli::output;
use crate::decide::season::{self, Decision};
use crate::decide::{self, Decider, GameValuer, nfl4th, tables};
use crate::error::{Error, Result};
use crate::pbp::{
    Format,
    write::{self, Values},
};
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

pub fn run(ask: &Ask, out: &Path) -> Result<ExitCode> {
    let begin = Instant::now();
    Format::of(out)?;
    crate::file::check_writable(out)?;
    let (saved, _) = crate::cli::model(ask.model.as_deref())?;
    let models = super::sub_models(ask.sub_models.sub_models.as_deref())?;
    let (source, plays, _) = ask.data.load_with(&[], ask.spread.from())?;
    let sidelines = crate::pbp::load_sidelines(&source)?;
    let questions = season::questions(&plays, &sidelines);
    if questions.is_empty() {
        return Err(Error::data(
            source.root().display(),
            "it has no fourth downs",
            "choose play-by-play with --data and --seasons",
        ));
    }
    let valuer = GameValuer::new(&saved);
    let decider = Decider::new(&models, &valuer, ask.level, !ask.no_intervals);
    let bar = output::bar(questions.len(), "deciding");
    let decisions = season::decide(&plays, &sidelines, &questions, &decider, &|done| {
        bar.set_position(done as u64);
    })?;
    bar.finish_and_clear();
    let table = match ask.columns {
        ColumnsName::Own => decide::columns(&plays, &decisions),
        ColumnsName::Nfl4th => {
            let mut cells: Vec<_> = decisions.iter().map(nfl4th::of_decision).collect();
            cells.extend(nfl4th::tries(&plays, &saved)?);
            nfl4th::table(&plays, &cells)
        }
    };
    let columns = table.into_iter().map(|(name, c)| (name, Values::from(c)));
    write::table(out, columns.collect())?;
    output::print(teams(&decisions))?;
    output::note(format_args!(
        "{} fourth downs in {:.1} seconds: {}",
        output::thousands(decisions.len()),
        begin.elapsed().as_secs_f64(),
        out.display()
    ));
    Ok(ExitCode::SUCCESS)
}

/// The teams, the best first.
fn teams(decisions: &[Decision]) -> String {
    let mut tallies = tables::tally(decisions, |d| Some(d.team.clone()));
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
