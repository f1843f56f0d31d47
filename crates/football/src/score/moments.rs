//! What each row asks: the moment before it, as a mixture of few moments.
//!
//! A kickoff in the middle of a quarter is asked as the situation at the spot
//! to which such kicks lead on average, a try as the kickoffs that follow it.
//! Near the end of a half, where the clock bends what a spot is worth, the
//! whole tree of [`crate::value`] is asked.

use super::path;
use crate::game::{GameState, Possession};
use crate::plays::{Drop, Play, PlayType, Plays, Role};
use crate::rules::Rules;
use crate::value::{Attempt, Kick, Moment, Tables, turned};

/// One moment that a row asks, and what share of the row it is.
#[derive(Clone)]
pub(super) struct Part {
    pub row: usize,
    pub share: f32,
    /// Whether the home team is the side that the moment is seen by.
    pub home: bool,
    pub moment: Moment,
}

/// Seconds to the end of a half below which a kick is asked in full.
const LATE: u16 = 120;

/// Adds what row `row` asks; nothing where it has no situation.
pub(super) fn asks(plays: &Plays, row: usize, tables: &Tables, parts: &mut Vec<Part>) {
    let play = &plays.rows()[row];
    let Some(home) = play.home_has_ball else {
        return;
    };
    let mut ask = |share: f32, moment: Moment, home: bool| {
        parts.push(Part {
            row,
            share,
            home,
            moment,
        });
    };
    match play.role {
        Role::Not(Drop::Kickoff) => {
            let Some(mut state) = kick_state(plays, row) else {
                return;
            };
            if is_free_kick(plays, row) {
                ask(1.0, Moment::FreeKick(state), home);
            } else if state.is_overtime() {
                state.overtime_possession = Some(follows(plays, row));
                ask(1.0, Moment::Kickoff(state, Kick::Best), home);
            } else if is_late(&state) {
                ask(1.0, Moment::Kickoff(state, Kick::Best), home);
            } else {
                ask(1.0, Moment::Scrimmage(kicked(state, tables)), home);
            }
        }
        Role::Not(Drop::Try) => {
            let Some(mut state) = kick_state(plays, row) else {
                return;
            };
            let attempt = match play.play_type {
                PlayType::ExtraPoint => Attempt::Kick,
                _ => Attempt::Two,
            };
            if state.is_overtime() {
                state.overtime_possession = Some(now(plays, row));
            }
            if state.is_overtime() || is_late(&state) {
                ask(1.0, Moment::Try(state, attempt), home);
                return;
            }
            let table = tables.tries(state.season.unwrap_or(u16::MAX));
            let (points, good) = match attempt {
                Attempt::Kick => (1, table.kick),
                _ => (2, table.two),
            };
            for (points, share) in [(points, good), (0, 1.0 - good)] {
                let mut after = turned(&state);
                after.score_differential -= points;
                let moment = Moment::Scrimmage(kicked(after, tables));
                ask(share as f32, moment, !home);
            }
        }
        _ => {
            let state = plays.state(play).filter(|_| path::counts(play));
            if let Some(state) = state.filter(|s| s.validate().is_ok()) {
                ask(1.0, Moment::Scrimmage(state), home);
            }
        }
    }
}

/// The state before a kickoff or try, where score and clock are known.
pub(super) fn kick_state(plays: &Plays, row: usize) -> Option<GameState> {
    let play = &plays.rows()[row];
    play.score?;
    let state = plays.state_as(
        play,
        // Not read before a kick; any spot that can be does.
        (1, 10, 75),
    )?;
    // Overtime's possession is set by whoever asks.
    let state = GameState {
        overtime_possession: None,
        ..state
    };
    state.validate().is_ok().then_some(state)
}

fn is_late(state: &GameState) -> bool {
    matches!(state.qtr, 2 | 4) && state.quarter_seconds_remaining <= LATE
}

/// First and ten where a kickoff leads on average, seen by its receiver.
pub(super) fn kicked(state: GameState, tables: &Tables) -> GameState {
    let season = state.season.unwrap_or(u16::MAX);
    let table = tables.kickoffs(season);
    let rules = Rules::of(season, state.playoffs.unwrap_or(false));
    let touchback = f64::from(rules.kickoff.touchback_yardline_100());
    let returned: f64 = table.returned.iter().map(|&[y, share]| y * share).sum();
    let spot = table.touchback * touchback + (1.0 - table.touchback) * returned;
    let seconds = ((1.0 - table.touchback) * table.seconds).round() as u16;
    GameState {
        down: 1,
        ydstogo: 10,
        yardline_100: spot.round().clamp(11.0, 99.0) as u8,
        quarter_seconds_remaining: state.quarter_seconds_remaining.saturating_sub(seconds),
        ..state
    }
}

/// A kickoff from the own 20 that follows no try: the one after a safety.
fn is_free_kick(plays: &Plays, row: usize) -> bool {
    let before = row.checked_sub(1).map(|i| plays.rows()[i].role);
    let kick = &plays.rows()[row];
    matches!(kick.yardline_100, 20 | 80) && before != Some(Role::Not(Drop::Try))
}

/// The game's last possession of overtime before a row.
fn last(plays: &Plays, row: usize) -> Option<Possession> {
    let rows = plays.rows();
    let game = rows[row].game;
    rows[..row]
        .iter()
        .rev()
        .take_while(|p| p.game == game && p.qtr > 4)
        .find_map(|p: &Play| p.overtime_possession)
}

/// The possession of a try in overtime: the one that scored. Whoever leads by
/// more than the touchdown had led before, which only a second possession does.
fn now(plays: &Plays, row: usize) -> Possession {
    match (last(plays, row), plays.rows()[row].score_differential) {
        (Some(possession), _) => possession,
        (None, 6) => Possession::First,
        (None, _) => Possession::Second,
    }
}

/// The possession that follows a kickoff in overtime.
fn follows(plays: &Plays, row: usize) -> Possession {
    if plays.rows()[row].score_differential != 0 {
        return Possession::Second;
    }
    match last(plays, row) {
        None => Possession::First,
        Some(Possession::First) => Possession::Second,
        Some(_) => Possession::Later,
    }
}
