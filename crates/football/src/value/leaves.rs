//! The plays from scrimmage that moments lead to, each once.

use crate::game::GameState;
use rustc_hash::{FxBuildHasher, FxHashMap};

/// Situations for the model, in the order in which they were first met. Many ways
/// lead to the same kickoff's returns: what is the same is asked once.
#[derive(Debug, Default)]
pub(super) struct Leaves {
    states: Vec<GameState>,
    /// Where a situation like that was seen last.
    seen: FxHashMap<Like, usize>,
}

/// Most of a situation: what the rest differs in is looked at.
type Like = (u8, u16, [u8; 3], i16, [Option<u8>; 2]);

fn like(state: &GameState) -> Like {
    (
        state.qtr,
        state.quarter_seconds_remaining,
        [state.down, state.ydstogo, state.yardline_100],
        state.score_differential,
        [
            state.posteam_timeouts_remaining,
            state.defteam_timeouts_remaining,
        ],
    )
}

/// Whether nothing tells them apart, not even the sign of a zero.
fn same(a: &GameState, b: &GameState) -> bool {
    let bits = |s: &GameState| [s.posteam_spread, s.total_line].map(|v| v.map(f32::to_bits));
    a == b && bits(a) == bits(b)
}

impl Leaves {
    /// With room for so many.
    pub fn with_capacity(states: usize) -> Self {
        Self {
            states: Vec::with_capacity(states),
            seen: FxHashMap::with_capacity_and_hasher(states, FxBuildHasher),
        }
    }

    /// Where a situation stands; it is added where it is new.
    pub fn place_of(&mut self, state: GameState) -> u32 {
        let here = self.seen.entry(like(&state)).or_insert(usize::MAX);
        let known = self.states.get(*here);
        if known.is_none_or(|known| !same(known, &state)) {
            *here = self.states.len();
            self.states.push(state);
        }
        u32::try_from(*here).unwrap_or(u32::MAX)
    }

    /// All of them.
    pub fn into_states(self) -> Vec<GameState> {
        self.states
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_situation_stands_once_and_others_for_themselves() {
        let a = GameState::kickoff_touchback();
        let favored = |spread| GameState {
            posteam_spread: Some(spread),
            ..a.clone()
        };
        let late = GameState {
            qtr: 4,
            ..a.clone()
        };
        let mut leaves = Leaves::default();
        let all = [
            a.clone(),
            late.clone(),
            a.clone(),
            favored(0.0),
            favored(-0.0),
            late,
        ];
        let places = all.map(|state| leaves.place_of(state));
        assert_eq!(places, [0, 1, 0, 2, 3, 1]);
        assert_eq!(leaves.into_states().len(), 4);
    }
}
