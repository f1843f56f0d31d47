//! Possessions of overtime.

use super::table::{Play, PlayType};
use crate::game::Possession;

/// Which sides have had the ball in overtime, row by row.
#[derive(Default)]
pub(super) struct OvertimeSoFar {
    /// The side that has the ball, and how many possessions came before.
    now: Option<(bool, u8)>,
    /// The last play kicked the ball away: the next possession is a new one,
    /// even if the other side lost the ball in catching it.
    kicked: bool,
}

impl OvertimeSoFar {
    /// Says of a row in overtime which possession it is.
    pub(super) fn see(&mut self, play: &mut Play) {
        let (5, Some(home)) = (play.qtr, play.home_has_ball) else {
            return;
        };
        if play.down == 0 {
            return;
        }
        let before = match self.now {
            None => 0,
            Some((side, before)) if side == home && !self.kicked => before,
            // A kick that came back: the other side has had its chance.
            Some((side, before)) if side == home => before + 2,
            Some((_, before)) => before + 1,
        };
        self.now = Some((home, before));
        self.kicked = play.play_type == PlayType::Punt;
        play.overtime_possession = Some(match before {
            _ if play.score_differential != 0 => Possession::Second,
            0 => Possession::First,
            1 => Possession::Second,
            _ => Possession::Later,
        });
    }
}
