//! Expected points of every row, and what each row added to them.

use super::moments::{kick_state, kicked};
use super::path;
use crate::error::Result;
use crate::game::GameState;
use crate::model_file::SavedModel;
use crate::plays::{Drop, Play, PlayType, Plays, Role};
use crate::value::{Tables, turned};

/// One row's expected points as the home team sees them; NaN where unknown.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Points {
    /// Before the play.
    pub home_ep: f32,
    /// Points scored on the play plus the next row's less this one's.
    pub home_epa: f32,
}

impl Points {
    const UNKNOWN: Self = Self {
        home_ep: f32::NAN,
        home_epa: f32::NAN,
    };
}

/// A situation that a row is worth, less what is certain.
struct Asked {
    row: usize,
    home: bool,
    state: GameState,
    /// Points that are expected before it, for the side that it is seen by.
    before: f32,
}

/// Expected points of each row of `plays`, in their order; unknown for a model
/// that has none.
///
/// A kickoff is worth what its receiver can expect from where such kicks lead, a
/// try its own points less the kickoff after it; other rows without a situation
/// carry the next row's of their half. At the end of a half nothing is expected
/// any more, so that over a half what is added is what was scored, less what was
/// expected at its start.
pub(super) fn of(plays: &Plays, model: &SavedModel, tables: &Tables) -> Result<Vec<Points>> {
    let asked: Vec<Asked> = (0..plays.rows().len())
        .filter_map(|row| ask(plays, row, tables))
        .collect();
    let mut own = vec![None; plays.rows().len()];
    for block in asked.chunks(1 << 15) {
        let states: Vec<GameState> = block.iter().map(|a| a.state.clone()).collect();
        let Some(points) = model.expected_points(&states)? else {
            return Ok(vec![Points::UNKNOWN; own.len()]);
        };
        for (asked, ep) in block.iter().zip(points) {
            let ep = ep + asked.before;
            own[asked.row] = Some(if asked.home { ep } else { 0.0 - ep });
        }
    }
    let mut out = Vec::with_capacity(own.len());
    let mut rest = own.as_slice();
    for rows in plays.rows().chunk_by(|a, b| a.game == b.game) {
        let (own, later) = rest.split_at(rows.len());
        rest = later;
        let result = plays.game(&rows[0]).result;
        out.extend(of_game(rows, own, result.filter(|_| path::is_whole(rows))));
    }
    Ok(out)
}

fn ask(plays: &Plays, row: usize, tables: &Tables) -> Option<Asked> {
    let play = &plays.rows()[row];
    let home = play.home_has_ball?;
    let asked = |home, state, before| {
        Some(Asked {
            row,
            home,
            state,
            before,
        })
    };
    match play.role {
        Role::Not(Drop::Kickoff) => asked(home, kicked(kick_state(plays, row)?, tables), 0.0),
        Role::Not(Drop::Try) => {
            let state = kick_state(plays, row)?;
            let rates = tables.tries(state.season.unwrap_or(u16::MAX));
            let points = match play.play_type {
                PlayType::ExtraPoint => rates.kick,
                _ => 2.0 * rates.two,
            };
            // Seen by the side that receives the kickoff after it.
            asked(!home, kicked(turned(&state), tables), 0.0 - points as f32)
        }
        _ => {
            let state = plays.state(play).filter(|_| path::counts(play))?;
            state.validate().is_ok().then_some(())?;
            asked(home, state, 0.0)
        }
    }
}

fn half(play: &Play) -> u8 {
    play.qtr.div_ceil(2)
}

fn of_game(rows: &[Play], own: &[Option<f32>], result: Option<i16>) -> Vec<Points> {
    let mut out = vec![Points::UNKNOWN; rows.len()];
    // Going back in time: of the row after, its margin, half and expected points.
    let mut after: Option<(i16, u8, f32)> = None;
    for i in (0..rows.len()).rev() {
        let play = &rows[i];
        let Some((home, away)) = play.score.filter(|_| play.qtr > 0) else {
            // A timeout or the end of a quarter: nothing changes.
            if let Some((_, later, ep)) = after {
                let home_ep = if later == half(play) { ep } else { 0.0 };
                out[i] = Points {
                    home_ep,
                    home_epa: 0.0,
                };
            }
            continue;
        };
        let margin = home - away;
        let same = after.filter(|(_, later, _)| *later == half(play));
        let next = same.map_or(0.0, |(.., ep)| ep);
        // The file may end before the half does.
        let cut = after.is_none() && result.is_none();
        let ep = match own[i] {
            Some(ep) => ep,
            None if cut => f32::NAN,
            None => next,
        };
        let then = after.map(|(margin, ..)| margin).or(result);
        out[i] = Points {
            home_ep: ep,
            home_epa: then.map_or(f32::NAN, |then| f32::from(then - margin) + next - ep),
        };
        after = Some((margin, half(play), ep));
    }
    out
}
