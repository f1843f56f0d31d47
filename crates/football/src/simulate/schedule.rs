//! Who meets whom: teams, ratings, lines, the regular season, the play-offs.

use super::rng::{GameRng, Stream};
use super::state::Rules;
use super::table::Strength;

/// Codes of the 32 invented teams. No real team has such a code.
pub const TEAMS: [&str; 32] = [
    "S01", "S02", "S03", "S04", "S05", "S06", "S07", "S08", "S09", "S10", "S11", "S12", "S13",
    "S14", "S15", "S16", "S17", "S18", "S19", "S20", "S21", "S22", "S23", "S24", "S25", "S26",
    "S27", "S28", "S29", "S30", "S31", "S32",
];

/// Weeks of the regular season.
pub const WEEKS: usize = 17;
/// Games a week.
pub const GAMES_A_WEEK: usize = TEAMS.len() / 2;
/// Games of the regular season.
pub const REGULAR_GAMES: usize = WEEKS * GAMES_A_WEEK;
/// Games of the play-offs.
pub const PLAY_OFF_GAMES: usize = 13;

/// One game before it is played.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fixture {
    /// Season.
    pub season: u16,
    /// Number of the game in the season, from 0; part of its random key.
    pub index: usize,
    /// Week, from 1.
    pub week: u8,
    /// `REG`, `WC`, `DIV`, `CON` or `SB`.
    pub game_type: &'static str,
    /// Index of the home team into [`TEAMS`].
    pub home: usize,
    /// Index of the visiting team.
    pub away: usize,
    /// Neither team plays at home.
    pub neutral: bool,
}

/// What is known of a game before it (the lines) and what is not (the truth).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Matchup {
    /// Point spread in half points; positive when the home team is favoured.
    pub spread_line: f32,
    /// Line for the points of both teams, in half points.
    pub total_line: f32,
    /// Points by which the home team is really expected to win.
    pub margin: f64,
    /// Points really expected of both teams.
    pub total: f64,
}

impl Fixture {
    /// `SEASON_WEEK_AWAY_HOME`.
    #[must_use]
    pub fn game_id(&self) -> String {
        let (away, home) = (TEAMS[self.away], TEAMS[self.home]);
        format!("{}_{:02}_{away}_{home}", self.season, self.week)
    }

    /// Whether this is a game of the play-offs.
    #[must_use]
    pub fn is_play_off(&self) -> bool {
        self.game_type != "REG"
    }

    /// Rules of overtime and ties.
    #[must_use]
    pub fn rules(&self) -> Rules {
        Rules::of(super::state::RULES_OF, self.is_play_off())
    }

    /// `Home` or `Neutral`.
    #[must_use]
    pub fn location(&self) -> &'static str {
        if self.neutral { "Neutral" } else { "Home" }
    }

    /// Roof of the home team's stadium: about the real shares.
    #[must_use]
    pub fn roof(&self) -> &'static str {
        match self.home {
            3 | 11 | 17 | 23 | 29 => "dome",
            6 | 14 | 20 | 30 => "closed",
            _ => "outdoors",
        }
    }

    /// Lines and true strength. The spread knows the two ratings and the home
    /// field; the truth lies about it with [`Strength::spread_noise`].
    #[must_use]
    pub fn matchup(&self, ratings: &[f64; 32], strength: &Strength, seed: u64) -> Matchup {
        let mut rng = GameRng::new(seed, self.season, Stream::Matchup, self.index as u64);
        let home = if self.neutral { 0.0 } else { strength.home };
        let expected = ratings[self.home] - ratings[self.away] + home;
        let (mean, sd) = strength.total_line;
        let spread = half_points(expected).clamp(-25.0, 25.0);
        let total = half_points(mean + sd * rng.normal()).clamp(28.0, 65.0);
        Matchup {
            spread_line: spread as f32,
            total_line: total as f32,
            margin: spread + strength.spread_noise * rng.normal(),
            total: total + strength.total_noise * rng.normal(),
        }
    }
}

fn half_points(points: f64) -> f64 {
    (points * 2.0).round() / 2.0
}

/// Ratings of the teams in a season, in points against an average team.
#[must_use]
pub fn ratings(season: u16, strength: &Strength, seed: u64) -> [f64; 32] {
    std::array::from_fn(|team| {
        let mut rng = GameRng::new(seed, season, Stream::Rating, team as u64);
        strength.rating * rng.normal()
    })
}

/// The first `games` fixtures of the regular season: a round robin of the 32
/// teams in random order, cut after 17 weeks.
#[must_use]
pub fn regular_season(season: u16, games: usize, seed: u64) -> Vec<Fixture> {
    let mut rng = GameRng::new(seed, season, Stream::Fixtures, 0);
    let mut order: [usize; 32] = std::array::from_fn(|team| team);
    rng.shuffle(&mut order);
    let last = order.len() - 1;
    let mut fixtures = Vec::with_capacity(REGULAR_GAMES);
    for week in 0..WEEKS {
        for pair in 0..GAMES_A_WEEK {
            // The circle method: the last team stays, the others move round.
            let first = order[(week + pair) % last];
            let second = match pair {
                0 => order[last],
                _ => order[(week + last - pair) % last],
            };
            let at_first = rng.chance(0.5);
            let (home, away) = if at_first {
                (first, second)
            } else {
                (second, first)
            };
            fixtures.push(Fixture {
                season,
                index: fixtures.len(),
                week: week as u8 + 1,
                game_type: "REG",
                home,
                away,
                neutral: false,
            });
        }
    }
    fixtures.truncate(games);
    fixtures
}

/// Standings and the rounds of the play-offs: teams `S01`–`S16` and
/// `S17`–`S32` are the two conferences, seven of each go on, the best of each
/// has the first round off.
#[derive(Debug, Clone)]
pub struct PlayOffs {
    season: u16,
    next_index: usize,
    round: usize,
    /// Teams still in, by conference, best seed first.
    alive: [Vec<usize>; 2],
}

impl PlayOffs {
    /// From the regular season: fixtures with their results (home points less
    /// away points). Half the wins and ties, then points, then the code decide.
    #[must_use]
    pub fn new(season: u16, played: &[(Fixture, i32)]) -> Self {
        let mut standing = [(0_i32, 0_i32); 32];
        for (fixture, result) in played {
            for (team, margin) in [(fixture.home, *result), (fixture.away, -result)] {
                standing[team].0 += 1 + margin.signum();
                standing[team].1 += margin;
            }
        }
        let seeds = |teams: std::ops::Range<usize>| {
            let mut teams: Vec<usize> = teams.collect();
            teams.sort_by_key(|&team| (std::cmp::Reverse(standing[team]), team));
            teams.truncate(7);
            teams
        };
        Self {
            season,
            next_index: played.len(),
            round: 0,
            alive: [seeds(0..16), seeds(16..32)],
        }
    }

    /// The fixtures of the next round; empty when there is a champion.
    pub fn next_round(&mut self) -> Vec<Fixture> {
        const ROUNDS: [&str; 4] = ["WC", "DIV", "CON", "SB"];
        let Some(&game_type) = ROUNDS.get(self.round) else {
            return Vec::new();
        };
        let mut pairs = Vec::new();
        if game_type == "SB" {
            pairs.push((self.alive[0][0], self.alive[1][0]));
        } else {
            for teams in &self.alive {
                // With seven teams the first seed rests; best meets worst.
                let playing = &teams[teams.len() % 2..];
                let n = playing.len();
                pairs.extend((0..n / 2).map(|i| (playing[i], playing[n - 1 - i])));
            }
        }
        let fixture = |(n, (home, away)): (usize, (usize, usize))| Fixture {
            season: self.season,
            index: self.next_index + n,
            week: (WEEKS + 1 + self.round) as u8,
            game_type,
            home,
            away,
            neutral: game_type == "SB",
        };
        let fixtures: Vec<_> = pairs.into_iter().enumerate().map(fixture).collect();
        self.round += 1;
        self.next_index += fixtures.len();
        fixtures
    }

    /// Takes the losers out.
    pub fn eliminate(&mut self, played: &[(Fixture, i32)]) {
        for (fixture, result) in played {
            let loser = if *result > 0 {
                fixture.away
            } else {
                fixture.home
            };
            for teams in &mut self.alive {
                teams.retain(|&team| team != loser);
            }
        }
    }
}
