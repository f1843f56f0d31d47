//! A small, honest random football.
//!
//! Plays whole games, play by play, and writes them as nflverse-like columns:
//! for the bundled sample data and for tests, where the truth must be known.
//! **Nothing here ever happened**: the teams are called `S01` to `S32` and the
//! seasons begin at 3001, so that no row can be taken for a real one.
//!
//! # How a game is played
//! [`State`] holds all that the next play depends on. [`Engine`] asks the
//! offence for a call, draws the outcome from [`Distributions`], moves the
//! state on by the rules, and hands every row to a [`Sink`]; the columns are
//! one sink, `()` (for roll-outs) is another. The spread and the total line
//! are the strength of the teams (see [`Matchup`]) and shift each play a little
//! (see [`Offences`]): nothing is hidden, so that roll-outs give the true
//! probability ([`true_wp`]).
//!
//! # Same seed, same rows
//! Each game has a generator of its own, keyed by seed, season and number of
//! the game (see [`GameRng`]), so that the rows do not depend on the number of
//! threads, nor on how many games or seasons are asked for: the first 100 games
//! of a season are the same 100, whether 100 or 285 are played.
//!
//! # Example
//! ```
//! let season = football::simulate::season(3001, 16, 7)?;
//! assert_eq!(season.schedule.len(), 16);
//! assert!(season.plays.len() > 16 * 120);
//! assert_eq!(season, football::simulate::season(3001, 16, 7)?);
//! # Ok::<(), football::Error>(())
//! ```
//!
//! # Where the numbers come from
//! [`fit::fit`] counts and smooths them from real seasons; data/simulator.toml
//! ([`Distributions::shipped`]) has them, with a mark on those that the files
//! cannot tell and that were set by hand. Rules are those of a season
//! ([`Rules::of`]); simulated seasons have those of [`RULES_OF`], and habits are
//! an average of the fitted seasons in all eras.
//!
//! # What is left out
//! Weather, injuries, onside kicks by surprise, fair-catch kicks, laterals,
//! two-point returns. An untimed down is played with one second on the clock.

mod check;
mod choice;
mod clock;
mod columns;
mod curve;
mod engine;
mod file;
pub mod fit;
mod kicks;
pub mod log;
pub mod measure;
mod numbers;
mod play;
mod rng;
mod schedule;
mod scrimmage;
mod season;
mod start;
mod state;
mod table;
mod truth;

pub use choice::{class, lead_class};
pub use columns::{Column, DetailColumns, PlayColumns, ScheduleColumns};
pub use curve::{Curve, interpolate};
pub use engine::{Engine, Offences};
pub use play::{FieldGoal, Kind, Play, Sink};
pub use rng::{GameRng, Stream};
pub use schedule::{
    Fixture, Matchup, PLAY_OFF_GAMES, PlayOffs, REGULAR_GAMES, TEAMS, ratings, regular_season,
};
pub use scrimmage::passing_class;
pub use season::{Season, Truth, game};
pub use start::{Ends, Start, opening, play_out};
pub use state::{Next, QUARTER, RULES_OF, Rules, Side, State, Ticking};
pub use table::{
    Choices, Distributions, GoForTwo, GoalLine, Kickoffs, Passing, Penalty, Punts, Seconds,
    Strength, Tries, Turnovers,
};
pub use truth::{Tally, true_wp};

use crate::error::{Error, Result};
use rayon::prelude::*;
use season::one_season;

/// First season that may be simulated: far from any real one.
pub const FIRST_SEASON: u16 = 3001;
/// Last season that may be simulated.
pub const LAST_SEASON: u16 = 9999;
/// Games of a whole season, play-offs included.
pub const SEASON_GAMES: usize = REGULAR_GAMES + PLAY_OFF_GAMES;

/// What to simulate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SimulateParams {
    /// Games a season, 1 to [`SEASON_GAMES`]; those beyond the 272 of the
    /// regular season are play-offs.
    pub games: usize,
    /// Number of seasons, from 1.
    pub seasons: usize,
    /// The first season, [`FIRST_SEASON`] to [`LAST_SEASON`].
    pub first_season: u16,
    /// Seed; the same seed gives the same rows.
    pub seed: u64,
    /// Threads, 1 to 1024; 0 for as many as there are cores.
    pub threads: usize,
    /// Games by which the true win probability of every snap is found
    /// ([`Season::truth`]), at most a million; 0 for none.
    pub truth: u32,
    /// Most seconds of regulation that a snap whose truth is found may have left;
    /// snaps of overtime count as 0.
    pub truth_last: u16,
    /// Whether [`Season::details`] are filled.
    pub details: bool,
}

impl Default for SimulateParams {
    fn default() -> Self {
        Self {
            games: SEASON_GAMES,
            seasons: 1,
            first_season: FIRST_SEASON,
            seed: 1,
            threads: 0,
            truth: 0,
            truth_last: u16::MAX,
            details: true,
        }
    }
}

impl SimulateParams {
    /// Checks the ranges.
    ///
    /// # Errors
    /// [`Error::Parameter`] that names the parameter, its rule and the value.
    pub fn check(&self) -> Result<()> {
        if !(1..=SEASON_GAMES).contains(&self.games) {
            let rule = format!("between 1 and {SEASON_GAMES} a season");
            return Err(Error::parameter("games", rule, self.games));
        }
        if !(FIRST_SEASON..=LAST_SEASON).contains(&self.first_season) {
            let rule = format!(
                "between {FIRST_SEASON} and {LAST_SEASON} (simulated seasons lie far from real ones)"
            );
            return Err(Error::parameter("first_season", rule, self.first_season));
        }
        let most = usize::from(LAST_SEASON - self.first_season) + 1;
        if !(1..=most).contains(&self.seasons) {
            let rule = format!("between 1 and {most}, for seasons up to {LAST_SEASON}");
            return Err(Error::parameter("seasons", rule, self.seasons));
        }
        if self.threads > 1024 {
            return Err(Error::parameter(
                "threads",
                "between 0 and 1024",
                self.threads,
            ));
        }
        if self.truth > 1_000_000 {
            let rule = "at most 1000000 games a play";
            return Err(Error::parameter("truth", rule, self.truth));
        }
        Ok(())
    }
}

/// The first `games` games of a season, on the threads of the current pool.
///
/// # Errors
/// [`Error::Parameter`] for a season or a number of games out of range.
pub fn season(season: u16, games: usize, seed: u64) -> Result<Season> {
    let params = SimulateParams {
        games,
        first_season: season,
        seed,
        ..SimulateParams::default()
    };
    season_with(&Distributions::default(), &params)
}

/// The first season of `params`, with other numbers, on the threads of the
/// current pool.
///
/// # Errors
/// Those of [`SimulateParams::check`] and of [`Distributions::check`].
pub fn season_with(table: &Distributions, params: &SimulateParams) -> Result<Season> {
    params.check()?;
    table.check()?;
    let mut all = Season::default();
    for game in one_season(table, params.first_season, params) {
        all.append(game);
    }
    Ok(all)
}

/// All seasons of `params`, one after the other.
///
/// # Errors
/// [`Error::Parameter`] for a parameter out of range, or when the system
/// refuses to start that many threads.
pub fn simulate(params: &SimulateParams) -> Result<Season> {
    simulate_with(&Distributions::default(), params)
}

/// Like [`simulate`], with other numbers.
///
/// # Errors
/// Those of [`simulate`] and of [`Distributions::check`].
pub fn simulate_with(table: &Distributions, params: &SimulateParams) -> Result<Season> {
    params.check()?;
    table.check()?;
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(params.threads)
        .build()
        .map_err(|error| {
            Error::parameter("threads", format!("startable ({error})"), params.threads)
        })?;
    let seasons: Vec<u16> = (params.first_season..).take(params.seasons).collect();
    let mut all = Season::default();
    // A season a thread at a time: the memory of their games is used again.
    for some in seasons.chunks(pool.current_num_threads()) {
        let one = |&year: &u16| one_season(table, year, params);
        let played: Vec<Vec<Season>> = pool.install(|| some.par_iter().map(one).collect());
        played
            .into_iter()
            .flatten()
            .for_each(|game| all.append(game));
    }
    Ok(all)
}
