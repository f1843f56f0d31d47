//! From a situation in the predictor's terms to games played out from it.

use super::engine::{Engine, Offences};
use super::rng::{GameRng, Stream};
use super::state::{Next, QUARTER, RULES_OF, Rules, Side, State, Ticking};
use super::table::Distributions;
use super::truth::Tally;
use crate::error::{Error, Result};
use crate::game::{GameState, Possession, Site};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Games that share a generator: the result does not depend on the threads.
const CHUNK: u32 = 250;
/// Most games that [`play_out`] plays.
const MOST_GAMES: u32 = 100_000_000;

/// A situation made ready to be played out.
#[derive(Debug, Clone)]
pub struct Start {
    /// The state at the snap (or before the kick-off).
    pub state: State,
    /// The team that the situation is told of.
    pub side: Side,
    /// Its spread, positive: favoured.
    pub spread: f64,
    /// The total line.
    pub total: f64,
    /// Who receives the second half is not known: drawn for every game.
    toss: bool,
    /// What was not said, and what was taken for it.
    pub assumed: Vec<(&'static str, String)>,
}

/// How many games ended how, for the team that the situation is told of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ends {
    /// Wins, ties and losses.
    pub tally: Tally,
    /// Games by final margin, ascending.
    pub margins: BTreeMap<i16, u32>,
    /// Games that went (or were) in overtime.
    pub overtime: u32,
}

impl Start {
    /// From a situation before a snap; what is unknown is taken as even teams,
    /// an average total, full timeouts, and a coin for the second half. With
    /// `kickoff`, the team receives a kick-off instead of having the ball.
    ///
    /// # Errors
    /// [`Error::Situation`] for one that cannot occur or in which the game is over.
    pub fn new(said: &GameState, kickoff: bool, table: &Distributions) -> Result<Self> {
        said.validate()?;
        let mut assumed = Vec::new();
        let rules = Rules::of(said.season.unwrap_or(RULES_OF), said.playoffs == Some(true));
        if said.season.is_none() {
            assumed.push(("season", format!("rules of {RULES_OF}")));
        }
        let side = match said.site {
            Some(Site::Away) => Side::Away,
            _ => Side::Home,
        };
        let spread = said.posteam_spread.map_or_else(
            || {
                assumed.push(("spread", "even teams (spread 0)".into()));
                0.0
            },
            f64::from,
        );
        let total = said.total_line.map_or_else(
            || {
                let total = (table.strength.total_line.0 * 2.0).round() / 2.0;
                assumed.push(("total", format!("an average total line of {total}")));
                total
            },
            f64::from,
        );
        let full = if said.is_overtime() {
            rules.overtime_timeouts
        } else {
            3
        };
        let timeouts = [
            said.posteam_timeouts_remaining,
            said.defteam_timeouts_remaining,
        ];
        if timeouts.contains(&None) {
            assumed.push(("timeouts", format!("{full} if not given")));
        }
        let [us, them] = timeouts.map(|n| n.unwrap_or(full));
        let lead = said.score_differential;
        let [ahead, behind] = [lead.max(0), (-lead).max(0)];
        let toss = said.qtr <= 2 && said.receive_2h_ko.is_none();
        if toss {
            assumed.push(("second half", "either team receives, by coin flip".into()));
        }
        let pair = |us, them| match side {
            Side::Home => [us, them],
            Side::Away => [them, us],
        };
        let [home, away] = match side {
            Side::Home => [us, them],
            Side::Away => [them, us],
        };
        let mut state = State {
            qtr: said.qtr,
            clock: said.quarter_seconds_remaining,
            ticking: Ticking::Stopped,
            next: if kickoff { Next::Kickoff } else { Next::Snap },
            offence: side,
            down: said.down,
            togo: said.ydstogo,
            yardline: said.yardline_100,
            score: pair(ahead, behind),
            timeouts: [home, away],
            second_half: match said.receive_2h_ko {
                Some(false) => side.other(),
                _ => side,
            },
            warned: matches!(said.qtr, 2 | 4..) && said.quarter_seconds_remaining <= 120,
            had_ball: [false, false],
            rules,
        };
        if said.is_overtime() {
            overtime(said, &mut state, &mut assumed)?;
        }
        Ok(Self {
            state,
            side,
            spread,
            total,
            toss,
            assumed,
        })
    }

    fn offences(&self, table: &Distributions) -> Offences {
        let home = match self.side {
            Side::Home => self.spread,
            Side::Away => -self.spread,
        };
        Offences::expected(home, self.total, &table.strength)
    }
}

/// What overtime needs: who has had the ball, and a clock within the period.
fn overtime(
    said: &GameState,
    state: &mut State,
    assumed: &mut Vec<(&'static str, String)>,
) -> Result<()> {
    let most = state.rules.overtime_seconds;
    if state.clock > most {
        return Err(Error::Situation {
            problem: format!(
                "{}:{:02} left in overtime is more than its {} minutes",
                state.clock / 60,
                state.clock % 60,
                most / 60
            ),
            hint: "write \"playoffs\" or a season with a longer overtime (15:00 until 2016)".into(),
        });
    }
    let us = state.offence.index();
    let possession = said.overtime_possession.unwrap_or_else(|| {
        let (possession, words) = match said.score_differential {
            0 if most - state.clock < 300 => (Possession::First, "the first possession"),
            0 => (Possession::Later, "both teams have had the ball"),
            _ => (
                Possession::Second,
                "the second possession, in answer to the first",
            ),
        };
        assumed.push(("overtime", words.into()));
        possession
    });
    state.had_ball[1 - us] = possession != Possession::First;
    state.had_ball[us] = possession == Possession::Later;
    let before = state.next;
    state.settle_overtime();
    if state.next != before || said.score_differential > 0 {
        return Err(Error::Situation {
            problem: "under these rules the game would already be over".into(),
            hint: "tied, or trailing by what the first possession scored (where the rules give the other team a possession)".into(),
        });
    }
    Ok(())
}

/// Before the opening kick-off, received by the team that the situation is of.
#[must_use]
pub fn opening() -> GameState {
    GameState {
        quarter_seconds_remaining: QUARTER,
        ..GameState::kickoff_touchback()
    }
}

/// Plays `n` games out from `start` on the threads of the current pool; the
/// same seed gives the same ends on any number of them.
///
/// # Errors
/// [`Error::Parameter`] for `n` of 0 or above 100 million.
pub fn play_out(table: &Distributions, start: &Start, n: u32, seed: u64) -> Result<Ends> {
    if !(1..=MOST_GAMES).contains(&n) {
        return Err(Error::parameter(
            "-n",
            format!("between 1 and {MOST_GAMES}"),
            n,
        ));
    }
    let offences = start.offences(table);
    let chunk = |c: u32| {
        let rng = GameRng::new(seed, 0, Stream::RollOut, u64::from(c));
        let mut engine = Engine::new(table, offences, rng);
        let mut ends = Ends::default();
        for game in c * CHUNK..n.min((c + 1) * CHUNK) {
            let mut state = start.state;
            if start.toss && game % 2 == 1 {
                state.second_half = state.second_half.other();
            }
            let end = engine.play_from(state, &mut ());
            let margin = end.lead(start.side);
            ends.tally.count(margin);
            *ends.margins.entry(margin).or_default() += 1;
            ends.overtime += u32::from(end.is_overtime());
        }
        ends
    };
    let chunks: Vec<Ends> = (0..n.div_ceil(CHUNK)).into_par_iter().map(chunk).collect();
    Ok(chunks.into_iter().fold(Ends::default(), |mut all, some| {
        all.tally += some.tally;
        all.overtime += some.overtime;
        for (margin, games) in some.margins {
            *all.margins.entry(margin).or_default() += games;
        }
        all
    }))
}
