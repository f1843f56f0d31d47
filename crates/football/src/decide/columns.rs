//! Real fourth downs as a table: what `wp fourth-down --out` writes.

use super::Choice;
use super::season::Decision;
use crate::plays::Plays;
use crate::table::{Rows, Table};

/// One row a fourth down.
#[must_use]
pub fn columns(plays: &Plays, decisions: &[Decision]) -> Table {
    let of = Rows(decisions);
    let number =
        |value: &dyn Fn(&Decision) -> Option<f64>| of.float(|d| value(d).map(|v| v as f32));
    let row = |d: &Decision| &plays.rows()[d.row];
    let wp = |choice: Choice| of.float(|d| d.answer.option(choice).map(|o| o.wp as f32));
    let gain = |d: &Decision| d.answer.gain.interval;
    vec![
        (
            "game_id",
            of.text(|d| Some(plays.game(row(d)).game_id.clone())),
        ),
        ("play_id", of.id(|d| row(d).play_id)),
        ("season", of.id(|d| d.season.into())),
        ("posteam", of.text(|d| Some(d.team.clone()))),
        ("coach", of.text(|d| d.coach.clone())),
        ("qtr", of.id(|d| d.situation.state.qtr.into())),
        (
            "quarter_seconds_remaining",
            of.id(|d| d.situation.state.quarter_seconds_remaining.into()),
        ),
        ("ydstogo", of.id(|d| d.situation.state.ydstogo.into())),
        (
            "yardline_100",
            of.id(|d| d.situation.state.yardline_100.into()),
        ),
        (
            "score_differential",
            of.id(|d| d.situation.state.score_differential.into()),
        ),
        ("wp_go", wp(Choice::Go)),
        ("wp_field_goal", wp(Choice::FieldGoal)),
        ("wp_punt", wp(Choice::Punt)),
        ("wp_safety", wp(Choice::Safety)),
        ("p_convert", number(&|d| Some(d.answer.p_convert.value))),
        (
            "break_even",
            number(&|d| d.answer.break_even.map(|k| k.value)),
        ),
        ("p_make", number(&|d| d.answer.p_make.map(|k| k.value))),
        ("best", of.text(|d| Some(d.answer.best().name().to_owned()))),
        ("gain", number(&|d| Some(d.answer.gain.value))),
        ("gain_low", of.float(|d| gain(d).map(|b| b.lower))),
        ("gain_high", of.float(|d| gain(d).map(|b| b.upper))),
        (
            "verdict",
            of.text(|d| {
                let clear = d.answer.clear?;
                Some(if clear { "clear" } else { "close" }.to_owned())
            }),
        ),
        ("done", of.text(|d| Some(d.done?.name().to_owned()))),
        ("given_up", number(&Decision::given_up)),
    ]
}
