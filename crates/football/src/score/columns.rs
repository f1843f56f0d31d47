//! Scores and games as tables: what `wp score` adds, what `wp games` lists.

use super::{GameSummary, Scored, Scorer};
use crate::error::Result;
use crate::plays::Plays;
use crate::table::{Column, Rows, Table};

/// The columns that `wp score` adds, for a frame of `rows` rows of which `plays`
/// are the clean ones; ends of intervals only where the model has them. `watch`
/// is told of the work done and of all, and says `false` to stop.
///
/// # Errors
/// Those of [`Scorer::timeline_watched`].
pub fn columns(
    scorer: &Scorer<'_>,
    plays: &Plays,
    rows: usize,
    watch: &(dyn Fn(usize, usize) -> bool + Sync),
) -> Result<Table> {
    Ok(with_timeline(scorer, plays, rows, watch)?.0)
}

/// [`columns`], and the timeline that they are of.
///
/// # Errors
/// As [`columns`].
pub fn with_timeline(
    scorer: &Scorer<'_>,
    plays: &Plays,
    rows: usize,
    watch: &(dyn Fn(usize, usize) -> bool + Sync),
) -> Result<(Table, Vec<Scored>)> {
    let intervals = scorer.has_intervals();
    let names: &[&'static str] = match intervals {
        true => &["wp", "home_wp", "wp_lower", "wp_upper", "wpa"],
        false => &["wp", "home_wp", "wpa"],
    };
    let mut columns = vec![vec![f32::NAN; rows]; names.len()];
    let timeline = scorer.timeline_watched(plays, watch)?;
    for (play, scored) in plays.rows().iter().zip(&timeline) {
        let [lower, upper] = scored.interval().unwrap_or([f32::NAN; 2]);
        let (wp, wpa) = (scored.wp(), scored.wpa());
        let all = [wp, scored.home_wp, lower, upper, wpa];
        let plain = [wp, scored.home_wp, wpa];
        let cells: &[f32] = if intervals { &all } else { &plain };
        for (column, &cell) in columns.iter_mut().zip(cells) {
            column[play.row as usize] = cell;
        }
    }
    let columns = columns.into_iter().map(Column::Float);
    Ok((names.iter().copied().zip(columns).collect(), timeline))
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
