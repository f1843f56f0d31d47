//! A situation played out many times.

use crate::error::Result;
use crate::game::GameState;
use crate::simulate::{Distributions, Ends, Start, opening, play_out};
use crate::situation::{self, Understood};
use serde::Serialize;
use std::collections::BTreeMap;

/// How to play a situation out.
#[derive(Debug, Clone, Copy)]
pub struct SimulationSettings<'a> {
    /// Games.
    pub games: u32,
    /// Seed: the same seed gives the same games.
    pub seed: u64,
    /// The football; `None` for what comes with `wp`.
    pub table: Option<&'a Distributions>,
}

impl Default for SimulationSettings<'_> {
    fn default() -> Self {
        Self {
            games: 10_000,
            seed: 1,
            table: None,
        }
    }
}

/// How the games ended for the team with the ball (before a kickoff: the team
/// that receives).
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Finishes {
    /// Games played out.
    pub games: u32,
    /// Their seed.
    pub seed: u64,
    /// Whose view the numbers are.
    pub team: &'static str,
    /// Games won.
    pub win: Rate,
    /// Games tied.
    pub tie: Rate,
    /// Games lost.
    pub loss: Rate,
    /// Won, ties counting half.
    pub wp: Rate,
    /// Games that went to overtime.
    pub overtime: Rate,
    /// Final margins.
    pub margin: Margins,
    /// The situation.
    pub situation: GameState,
    /// What was not said, and what was assumed.
    pub assumed: Vec<Assumed>,
    /// Whether it began with a kickoff.
    #[serde(skip)]
    pub kickoff: bool,
    /// The team's spread, positive: favored.
    #[serde(skip)]
    pub spread: f64,
    /// The total line.
    #[serde(skip)]
    pub total: f64,
}

/// A share of the games.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Rate {
    /// The share, 0 to 1.
    pub p: f64,
    /// Its standard error.
    pub standard_error: f64,
}

/// Final margins of the team with the ball, in points.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Margins {
    /// The average.
    pub mean: f64,
    /// Quantiles 0.05, 0.25, 0.5, 0.75 and 0.95.
    pub quantiles: BTreeMap<&'static str, i16>,
    /// Games by margin.
    #[serde(serialize_with = "by_text")]
    pub games: BTreeMap<i16, u32>,
}

/// Something that the words left open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Assumed {
    /// What.
    pub field: &'static str,
    /// What was assumed.
    pub taken_as: String,
}

fn by_text<S: serde::Serializer>(
    games: &BTreeMap<i16, u32>,
    to: S,
) -> std::result::Result<S::Ok, S::Error> {
    to.collect_map(games.iter().map(|(margin, n)| (margin.to_string(), n)))
}

impl Rate {
    /// Of `k` games of `n`.
    #[must_use]
    pub fn of(k: u32, n: u32) -> Self {
        let (p, n) = (f64::from(k) / f64::from(n), f64::from(n));
        Self {
            p,
            standard_error: (p * (1.0 - p) / n).sqrt(),
        }
    }
}

impl Margins {
    fn of(ends: &Ends) -> Self {
        let n = f64::from(ends.tally.games());
        let sum: f64 = ends
            .margins
            .iter()
            .map(|(m, k)| f64::from(*m) * f64::from(*k))
            .sum();
        let games: BTreeMap<i16, u32> = ends.margins.iter().map(|(m, k)| (*m, *k)).collect();
        let mut margins = Self {
            mean: sum / n,
            quantiles: BTreeMap::new(),
            games,
        };
        margins.quantiles = [
            ("0.05", 0.05),
            ("0.25", 0.25),
            ("0.5", 0.5),
            ("0.75", 0.75),
            ("0.95", 0.95),
        ]
        .map(|(name, q)| (name, margins.quantile(q)))
        .into();
        margins
    }

    /// The margin that a share `q` of the games does not exceed.
    #[must_use]
    pub fn quantile(&self, q: f64) -> i16 {
        let all: u32 = self.games.values().sum();
        let limit = q * f64::from(all);
        let mut seen = 0.0;
        for (margin, games) in &self.games {
            seen += f64::from(*games);
            if seen >= limit {
                return *margin;
            }
        }
        0
    }

    /// The commonest margins with their share of the games, the commonest first.
    #[must_use]
    pub fn likeliest(&self, most: usize) -> Vec<(i16, Rate)> {
        let all: u32 = self.games.values().sum();
        let mut likely: Vec<(i16, u32)> = self.games.iter().map(|(m, k)| (*m, *k)).collect();
        likely.sort_by_key(|&(m, k)| (std::cmp::Reverse(k), m));
        likely
            .into_iter()
            .take(most)
            .map(|(m, k)| (m, Rate::of(k, all)))
            .collect()
    }
}

/// Plays a situation in words out; words that begin with "kickoff" start at the
/// opening kickoff.
///
/// # Errors
/// [`Error::Situation`](crate::Error::Situation) that quotes the words,
/// [`Error::Parameter`](crate::Error::Parameter) for no games or more than a
/// million.
pub fn simulate_words(text: &str, settings: SimulationSettings<'_>) -> Result<Finishes> {
    let (said, kickoff) = parse(text)?;
    simulate(&said.state, kickoff, settings)
}

/// Plays a situation out; `kickoff`: it begins with one, and the state is that
/// of the team that receives.
///
/// # Errors
/// As [`simulate_words`].
pub fn simulate(
    state: &GameState,
    kickoff: bool,
    settings: SimulationSettings<'_>,
) -> Result<Finishes> {
    let table = settings.table.unwrap_or_else(|| Distributions::shipped());
    let start = Start::new(state, kickoff, table)?;
    let ends = play_out(table, &start, settings.games, settings.seed)?;
    let tally = ends.tally;
    let n = tally.games();
    Ok(Finishes {
        games: n,
        seed: settings.seed,
        team: "the team with the ball",
        win: Rate::of(tally.wins, n),
        tie: Rate::of(tally.ties, n),
        loss: Rate::of(tally.losses, n),
        wp: Rate {
            p: tally.wp(),
            standard_error: tally.error(),
        },
        overtime: Rate::of(ends.overtime, n),
        margin: Margins::of(&ends),
        situation: state.clone(),
        assumed: start
            .assumed
            .iter()
            .map(|(field, taken)| Assumed {
                field,
                taken_as: taken.clone(),
            })
            .collect(),
        kickoff,
        spread: start.spread,
        total: start.total,
    })
}

fn parse(text: &str) -> Result<(Understood, bool)> {
    let plain = text.trim().to_lowercase();
    let rest = ["opening kickoff", "opening kick-off", "kickoff", "kick-off"]
        .iter()
        .find_map(|word| plain.strip_prefix(word));
    let Some(rest) = rest else {
        return Ok((situation::parse_line(text)?, false));
    };
    let rest = rest.trim_start_matches([',', ' ', ';']);
    // The words of a kickoff are those of the snap after a touchback.
    let words = format!("1st and 10 at own 25, tied, 15:00 left in Q1, {rest}");
    let mut said = situation::parse(words.trim_end_matches([',', ' ']))?;
    said.state = GameState {
        posteam_timeouts_remaining: Some(3),
        defteam_timeouts_remaining: Some(3),
        receive_2h_ko: Some(false),
        posteam_spread: said.state.posteam_spread,
        total_line: said.state.total_line,
        site: said.state.site,
        season: said.state.season,
        playoffs: said.state.playoffs,
        ..opening()
    };
    Ok((said, true))
}
