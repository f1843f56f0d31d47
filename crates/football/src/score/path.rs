//! One game's path from its rows' own values: docs/scoring.md as code.

use super::scored::{Basis, Scored, Value};
use crate::model_file::SavedModel;
use crate::plays::{Drop, Game, Play, Role};

/// Whether a row is a play with a situation of its own to be valued. A row
/// with a down but no play is a mark in the feed, whose clock and timeouts may
/// be those of before or after it.
pub(super) fn counts(play: &Play) -> bool {
    play.role != Role::Not(Drop::OtherPlay)
}

/// Whether a row is a play of which nothing can be said: it stands in the
/// game, but what stands in it cannot be read.
fn is_broken(play: &Play) -> bool {
    matches!(
        play.role,
        Role::Not(
            Drop::NoClock
                | Drop::BadClock
                | Drop::BadDown
                | Drop::BadSpot
                | Drop::BadDistance
                | Drop::NoScore
                | Drop::Overtime
        )
    )
}

/// Whether the rows show the game to its end, so that its result may be set
/// against them: a file may hold a part of a game only. Some feeds of games
/// that are knelt out stop their clock at the two-minute warning.
pub(super) fn is_whole(rows: &[Play]) -> bool {
    rows.iter()
        .any(|p| p.qtr > 4 || (p.qtr == 4 && p.quarter_seconds_remaining <= 120))
}

/// What the home team's result counts: 1, 0, or 0.5 for a tie.
fn worth(result: i16) -> f32 {
    match result {
        0 => 0.5,
        r if r > 0 => 1.0,
        _ => 0.0,
    }
}

/// The value of a game that is over.
pub(super) fn over(result: i16, model: &SavedModel) -> Value {
    let wp = worth(result);
    let interval = model.has_intervals().then_some([wp; 2]);
    Value { wp, interval }
}

/// Scores one game's rows, which stand in the order of play.
pub(super) fn of_game(game: &Game, rows: &[Play], own: &[Option<Value>]) -> Vec<Scored> {
    let mut scored = vec![Scored::UNKNOWN; rows.len()];
    let Some(last) = own.iter().rposition(Option::is_some) else {
        return scored;
    };
    let unreadable = rows.iter().rposition(is_broken).unwrap_or(0);
    let end = game.result.filter(|_| is_whole(rows)).map(worth);
    let mut following = None;
    for (i, row) in scored.iter_mut().enumerate().rev() {
        let (value, basis) = match (own[i], following, own[last], end) {
            (Some(value), ..) => {
                following = Some(value);
                (Some(value), Basis::Own)
            }
            (None, Some(value), ..) => (Some(value), Basis::Next),
            (None, None, _, Some(result)) if i > unreadable => {
                // Nothing is as certain as a result.
                let interval = own.iter().flatten().any(|v| v.interval.is_some());
                let interval = interval.then_some([result; 2]);
                let wp = result;
                (Some(Value { wp, interval }), Basis::Result)
            }
            (None, None, value, _) => (value, Basis::Last),
        };
        if let Some(value) = value {
            row.home_wp = value.wp;
            row.home_interval = value.interval;
            row.basis = basis;
        }
    }
    let mut after = end.unwrap_or(f32::NAN);
    for (i, row) in scored.iter_mut().enumerate().rev() {
        // Without its end, nobody knows what the last play changed.
        row.home_wpa = if end.is_none() && i >= last {
            f32::NAN
        } else {
            after - row.home_wp
        };
        after = row.home_wp;
    }
    sides(rows, &mut scored);
    scored
}

/// Each row's side: its own team with the ball, else the next, else the last.
fn sides(rows: &[Play], scored: &mut [Scored]) {
    let mut side = None;
    for (play, row) in rows.iter().zip(scored.iter_mut()).rev() {
        side = play.home_has_ball.or(side);
        row.home_side = side;
    }
    for (play, row) in rows.iter().zip(scored) {
        side = play.home_has_ball.or(side);
        row.home_side = row.home_side.or(side);
    }
}
