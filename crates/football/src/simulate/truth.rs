//! The true win probability of a situation: play it out many times.
//!
//! # What is true
//! A model sees the situation and the lines; its probability can only be judged
//! against P(win | situation, spread, total). In the football that ships, the
//! strength of both teams *is* the spread and the total
//! ([`spread_noise`](super::Strength::spread_noise) and `total_noise` are 0):
//! nothing is hidden, a game's past says nothing that its state does not, and
//! roll-outs from a state with [`Offences`] of the two lines give exactly that
//! probability. With a hidden part they would not: what was seen of the game
//! would tell something of it, and a roll-out would have to draw strengths given
//! all plays so far. Real football does not ask for one: over 2009–2018 the
//! second half's margin *falls* by 0.12 points for each point of the first
//! half's (given the spread; nearly all of it in the fourth quarter), where a hidden strength would make it rise.

use super::engine::{Engine, Offences};
use super::rng::GameRng;
use super::state::{Side, State};
use super::table::Distributions;
use std::ops::AddAssign;

/// How roll-outs ended for one team.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Games won.
    pub wins: u32,
    /// Games tied.
    pub ties: u32,
    /// Games lost.
    pub losses: u32,
}

impl Tally {
    /// All games.
    #[must_use]
    pub fn games(&self) -> u32 {
        self.wins + self.ties + self.losses
    }

    /// Counts one game that ended with this lead.
    pub fn count(&mut self, lead: i16) {
        match lead.signum() {
            1 => self.wins += 1,
            0 => self.ties += 1,
            _ => self.losses += 1,
        }
    }

    /// Win probability, a tie counted as half a win; NaN of no games.
    #[must_use]
    pub fn wp(&self) -> f64 {
        (f64::from(self.wins) + 0.5 * f64::from(self.ties)) / f64::from(self.games())
    }

    /// Probability of a win among the games that were decided (what a model
    /// learns that is trained without ties); NaN when none was.
    #[must_use]
    pub fn decided(&self) -> f64 {
        f64::from(self.wins) / f64::from(self.wins + self.losses)
    }

    /// Monte Carlo standard error of [`Tally::wp`].
    #[must_use]
    pub fn error(&self) -> f64 {
        let n = f64::from(self.games());
        let [win, tie] = [self.wins, self.ties].map(|k| f64::from(k) / n);
        let mean = win + 0.5 * tie;
        ((win + 0.25 * tie - mean * mean).max(0.0) / n).sqrt()
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, more: Self) {
        self.wins += more.wins;
        self.ties += more.ties;
        self.losses += more.losses;
    }
}

/// Plays `n` games out from `state` (at the snap, see [`Engine::play_from`])
/// and counts how they ended for `side`. The same `rng` gives the same tally.
#[must_use]
pub fn true_wp(
    table: &Distributions,
    offences: Offences,
    state: &State,
    side: Side,
    n: u32,
    rng: GameRng,
) -> Tally {
    let mut engine = Engine::new(table, offences, rng);
    let mut tally = Tally::default();
    for _ in 0..n {
        tally.count(engine.play_from(*state, &mut ()).lead(side));
    }
    tally
}
