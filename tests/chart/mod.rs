//! `wp chart`: turning points, the game's chart, its page, the command.

mod browser;
mod clock;
mod command;
mod games;
mod lookup;
mod page;
mod turning;
mod words;

use std::path::Path;
use std::sync::OnceLock;
use wp::chart::{Parts, assemble};
use wp::model_file::SavedModel;
use wp::pbp::details::GameDetails;
use wp::plays::Plays;
use wp::report::game_chart::GameChart;
use wp::score::timeline;

/// The shipped model.
fn model() -> &'static SavedModel {
    static MODEL: OnceLock<SavedModel> = OnceLock::new();
    MODEL.get_or_init(|| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/model/wp.model");
        wp::file::read_model(&path).unwrap()
    })
}

/// The chart of one of `plays`' games.
fn chart_of(plays: &Plays, game_id: &str) -> GameChart {
    let only = plays.only(game_id).unwrap();
    let scored = timeline(&only, model()).unwrap();
    assemble(&Parts {
        plays: &only,
        scored: &scored,
        details: &GameDetails::default(),
        model: "wp",
        against: None,
        level: 0.9,
        in_sample: false,
    })
    .unwrap()
}
