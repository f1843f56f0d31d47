//! Scores and games as tables: what `wp score` adds, what `wp games` lists.

use super::{GameSummary, Scored, Scorer};
use crate::error::Result;
use crate::plays::{Play, Plays};
use crate::table::{Column, Rows, Table};

/// The columns that `wp score` adds, for a frame of `rows` rows of which `plays`
/// are the clean ones, and the timeline that they are of; ends of intervals only where
/// the model has them. `watch` is told of the work done and of all, and says `false` to
/// stop.
///
/// # Errors
/// Those of [`Scorer::timeline_watched`].
pub fn columns(
    scorer: &Scorer<'_>,
    plays: &Plays,
    rows: usize,
    watch: &(dyn Fn(usize, usize) -> bool + Sync),
) -> Result<(Table, Vec<Scored>)> {
    let timeline = scorer.timeline_watched(plays, watch)?;
    let table = if scorer.has_intervals() {
        let names = ["wp", "home_wp", "wp_lower", "wp_upper", "wpa"];
        placed(names, plays, rows, |i, _| {
            let scored = &timeline[i];
            let [lower, upper] = scored.interval().unwrap_or([f32::NAN; 2]);
            [scored.wp(), scored.home_wp, lower, upper, scored.wpa()]
        })
    } else {
        placed(["wp", "home_wp", "wpa"], plays, rows, |i, _| {
            let scored = &timeline[i];
            [scored.wp(), scored.home_wp, scored.wpa()]
        })
    };
    Ok((table, timeline))
}

/// Named columns of a frame of `rows` rows, each play's cells at its row; NaN elsewhere.
pub(super) fn placed<const N: usize>(
    names: [&'static str; N],
    plays: &Plays,
    rows: usize,
    mut cells: impl FnMut(usize, &Play) -> [f32; N],
) -> Table {
    let mut columns = vec![vec![f32::NAN; rows]; N];
    for (i, play) in plays.rows().iter().enumerate() {
        for (column, cell) in columns.iter_mut().zip(cells(i, play)) {
            column[play.row as usize] = cell;
        }
    }
    let columns = columns.into_iter().map(Column::Float);
    names.into_iter().zip(columns).collect()
}

/// One row a game: result, excitement, comeback, swing.
#[must_use]
pub fn games(games: &[GameSummary]) -> Table {
    let of = Rows(games);
    let swing = |g: &GameSummary| g.swing.clone();
    vec![
        ("game_id", of.text(|g| Some(g.game_id.clone()))),
        ("season", of.whole(|g| Some(g.season.into()))),
        ("week", of.whole(|g| g.week.map(Into::into))),
        ("playoffs", of.flag(|g| Some(g.playoffs))),
        ("date", of.text(|g| g.date.clone())),
        ("away_team", of.text(|g| Some(g.away_team.clone()))),
        ("home_team", of.text(|g| Some(g.home_team.clone()))),
        ("away_score", of.whole(|g| g.away_score.map(Into::into))),
        ("home_score", of.whole(|g| g.home_score.map(Into::into))),
        ("excitement", of.float(|g| Some(g.excitement))),
        ("comeback", of.float(|g| g.comeback)),
        (
            "swing_play_id",
            of.whole(|g| Some(swing(g)?.play_id.into())),
        ),
        ("swing_team", of.text(|g| Some(swing(g)?.team))),
        ("swing_wpa", of.float(|g| Some(swing(g)?.wpa))),
    ]
}
