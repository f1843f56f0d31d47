//! Schedules as data frames.

use super::{Columns, lacks};
use crate::error::Result;
use crate::plays::schema::{NUMBERS, TEXT};
use crate::plays::{
    Listed, Results, Schedule, Sideline, Sidelines, SpreadFrom, TextColumn, results,
};
use crate::ratings::{History, Parameters, StandIn};

/// The columns that are looked at, of play-by-play and of schedules: all that
/// needs to be handed over.
#[must_use]
pub fn columns_read() -> Vec<&'static str> {
    let mut all: Vec<&str> = TEXT.iter().chain(NUMBERS).copied().collect();
    for more in [SCHEDULE, results::READ] {
        let new: Vec<&str> = more.iter().copied().filter(|n| !all.contains(n)).collect();
        all.extend(new);
    }
    all
}

/// Columns of a schedule that the play-by-play does not have.
const SCHEDULE: &[&str] = &["gameday", "week", "home_coach", "away_coach", "roof"];

/// nflverse's schedule: results and lines by game. Where spreads are to come from
/// the ratings, all its games are rated on the way with these `numbers`, each before it was played; a
/// schedule without teams or seasons has no ratings.
///
/// # Errors
/// As [`raw`](super::raw).
pub fn schedule(frame: &dyn Columns, from: SpreadFrom, numbers: &Parameters) -> Result<Schedule> {
    let games = listed(frame)?;
    let open = || games.iter().any(|(_, listed)| listed.spread_line.is_none());
    let rated = match from {
        SpreadFrom::Line | SpreadFrom::None => false,
        SpreadFrom::LineOrRatings => open(),
        SpreadFrom::Ratings => true,
    };
    let schedule: Schedule = games.into_iter().collect();
    if !rated || !Results::placed(frame) {
        return Ok(schedule.with_spread(from, []));
    }
    let results = Results::of(frame)?;
    let history = History::of(&results.games, numbers)?;
    let ids = results.listed.into_iter().map(|l| l.game_id);
    let stand_ins = ids.zip(history.forecasts.iter().map(StandIn::from));
    // Before the first result there is nothing to go by.
    let settled = results.games.iter().position(|g| g.score.is_some());
    let first = settled.map_or(usize::MAX, |i| i + 1);
    Ok(schedule.with_spread(from, stand_ins.skip(first)))
}

fn listed(frame: &dyn Columns) -> Result<Vec<(String, Listed)>> {
    let ids = ids(frame)?;
    let (places, days) = (frame.text("location")?, frame.text("gameday")?);
    let number = |name| -> Result<_> {
        let column = frame.numbers(name)?;
        Ok(move |row: usize| column.as_ref().map(|c| c[row]).filter(|v| v.is_finite()))
    };
    // Some schedules name the weeks of the playoffs in words.
    let weeks = frame.text("week")?;
    let (home, away) = (number("home_score")?, number("away_score")?);
    let (result, spread) = (number("result")?, number("spread_line")?);
    let total = number("total_line")?;
    let text = |column: &Option<TextColumn>, row: usize| {
        column.as_ref().and_then(|c| c.get(row)).map(str::to_owned)
    };
    let games = (0..frame.rows()).filter_map(|row| {
        let week = text(&weeks, row).and_then(|w| w.trim().parse::<f64>().ok());
        let listed = Listed {
            result: result(row).map(|v| v as i16),
            score: home(row).zip(away(row)).map(|(h, a)| (h as i16, a as i16)),
            spread_line: spread(row).map(|v| v as f32),
            total_line: total(row).map(|v| v as f32),
            neutral: text(&places, row).map(|p| p == "Neutral"),
            week: week.filter(|w| (1.0..=30.0).contains(w)).map(|w| w as u8),
            date: text(&days, row),
        };
        Some((ids.get(row)?.to_owned(), listed))
    });
    Ok(games.collect())
}

/// Coaches and roofs by game, from the same schedule.
///
/// # Errors
/// As [`raw`](super::raw).
pub fn sidelines(frame: &dyn Columns) -> Result<Sidelines> {
    let ids = ids(frame)?;
    let (home, away) = (frame.text("home_coach")?, frame.text("away_coach")?);
    let roofs = frame.text("roof")?;
    let named = |column: &Option<TextColumn>, row: usize| {
        let name = column.as_ref()?.get(row)?;
        (!name.is_empty()).then(|| name.to_owned())
    };
    let games = (0..frame.rows()).filter_map(|row| {
        let sideline = Sideline {
            home_coach: named(&home, row),
            away_coach: named(&away, row),
            indoors: match roofs.as_ref().and_then(|r| r.get(row)) {
                Some("dome" | "closed") => Some(true),
                Some("outdoors" | "open") => Some(false),
                _ => None,
            },
        };
        Some((ids.get(row)?.to_owned(), sideline))
    });
    Ok(games.collect())
}

fn ids(frame: &dyn Columns) -> Result<TextColumn> {
    frame
        .text("game_id")?
        .ok_or_else(|| lacks(frame, "game_id", &[]))
}
