//! `wp fourth-down --seasons … --out FILE`: every fourth down of real seasons.

use super::situation::Ask;
use crate::cli::output;
use crate::decide::season::{self, Decision};
use crate::decide::{Choice, Decider, GameValuer, tables};
use crate::error::{Error, Result};
use crate::pbp::{
    Format,
    write::{self, Values},
};
use crate::plays::Plays;
use std::borrow::Cow;
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
    write::table(out, columns(&plays, &decisions))?;
    output::print(teams(&decisions))?;
    output::note(format_args!(
        "{} fourth downs in {:.1} seconds: {}",
        output::thousands(decisions.len()),
        begin.elapsed().as_secs_f64(),
        out.display()
    ));
    Ok(ExitCode::SUCCESS)
}

/// One row a fourth down.
pub fn columns(plays: &Plays, decisions: &[Decision]) -> Vec<(&'static str, Values<'static>)> {
    let text = |of: &dyn Fn(&Decision) -> Option<String>| {
        Values::Text(decisions.iter().map(|d| of(d).map(Cow::Owned)).collect())
    };
    let number = |of: &dyn Fn(&Decision) -> Option<f64>| {
        let value = |d| of(d).map_or(f32::NAN, |v| v as f32);
        Values::Float(decisions.iter().map(value).collect())
    };
    let whole = |of: &dyn Fn(&Decision) -> i32| Values::Whole(decisions.iter().map(of).collect());
    let row = |d: &Decision| &plays.rows()[d.row];
    let wp = |choice: Choice| move |d: &Decision| d.answer.option(choice).map(|o| o.wp);
    let gain = |d: &Decision| d.answer.gain.interval;
    vec![
        (
            "game_id",
            text(&|d| Some(plays.game(row(d)).game_id.clone())),
        ),
        ("play_id", whole(&|d| row(d).play_id)),
        ("season", whole(&|d| i32::from(d.season))),
        ("posteam", text(&|d| Some(d.team.clone()))),
        ("coach", text(&|d| d.coach.clone())),
        ("qtr", whole(&|d| i32::from(d.situation.state.qtr))),
        (
            "quarter_seconds_remaining",
            whole(&|d| i32::from(d.situation.state.quarter_seconds_remaining)),
        ),
        ("ydstogo", whole(&|d| i32::from(d.situation.state.ydstogo))),
        (
            "yardline_100",
            whole(&|d| i32::from(d.situation.state.yardline_100)),
        ),
        (
            "score_differential",
            whole(&|d| i32::from(d.situation.state.score_differential)),
        ),
        ("wp_go", number(&wp(Choice::Go))),
        ("wp_field_goal", number(&wp(Choice::FieldGoal))),
        ("wp_punt", number(&wp(Choice::Punt))),
        ("wp_safety", number(&wp(Choice::Safety))),
        ("p_convert", number(&|d| Some(d.answer.p_convert.value))),
        (
            "break_even",
            number(&|d| d.answer.break_even.map(|k| k.value)),
        ),
        ("p_make", number(&|d| d.answer.p_make.map(|k| k.value))),
        ("best", text(&|d| Some(name(d.answer.best()).to_owned()))),
        ("gain", number(&|d| Some(d.answer.gain.value))),
        ("gain_low", number(&|d| gain(d).map(|b| f64::from(b.lower)))),
        (
            "gain_high",
            number(&|d| gain(d).map(|b| f64::from(b.upper))),
        ),
        (
            "verdict",
            text(&|d| {
                d.answer
                    .clear
                    .map(|c| if c { "clear" } else { "close" }.to_owned())
            }),
        ),
        ("done", text(&|d| d.done.map(|c| name(c).to_owned()))),
        ("given_up", number(&|d| d.given_up())),
    ]
}

/// A choice's name in tables.
fn name(choice: Choice) -> &'static str {
    match choice {
        Choice::Go => "go",
        Choice::FieldGoal => "field_goal",
        Choice::Punt => "punt",
        Choice::Safety => "safety",
    }
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
