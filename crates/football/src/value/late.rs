//! The solved last minutes, from the same plays as the model.

use super::tables::Tables;
use crate::endings::{Conduct, Endings, HORIZON, Left, Timeouts};
use crate::plays::Plays;
use crate::rules::Rules;
use crate::simulate::log::{EXTRA, Log};
use crate::simulate::{Distributions, fit};

/// Solves the last minutes on a book fitted to the plays of some seasons, which
/// must have been read with [`EXTRA`]; on the book that comes with `wp` where
/// they are too few or do not tell what plays gained.
#[must_use]
pub fn solve(plays: &Plays, tables: &Tables, keep: impl Fn(u16) -> bool) -> Endings {
    let told = plays.extra(EXTRA[0]).is_some();
    let fitted = told.then(|| {
        let mut log = Log::of(plays);
        log.games.retain(|game| keep(game.season));
        fit::plays(&log, Distributions::shipped())
    });
    let book = match fitted {
        Some(Ok(book)) => book,
        _ => Distributions::shipped().clone(),
    };
    let last = plays.seasons().into_iter().filter(|&s| keep(s)).max();
    let season = last.map_or_else(Rules::latest_season, |s| s.min(Rules::latest_season()));
    let touchback = Rules::of(season, false).kickoff.touchback_yardline_100();
    let conduct = Conduct::new(tables.last_play, f32::from(touchback));
    let left = plays.rows().iter().filter_map(|play| {
        let seconds = play.quarter_seconds_remaining;
        if play.qtr != 4 || usize::from(seconds) > HORIZON || play.down == 0 {
            return None;
        }
        if !keep(plays.game(play).season) {
            return None;
        }
        let (home, away) = play.score?;
        let lead = if play.home_has_ball? {
            home - away
        } else {
            away - home
        };
        Some(Left {
            seconds,
            lead,
            own: play.posteam_timeouts_remaining?,
            their: play.defteam_timeouts_remaining?,
        })
    });
    Endings::solve(&book, &conduct, Timeouts::of(left))
}
