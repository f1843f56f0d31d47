//! `--spread`: where spreads come from, and what is said where ratings stand in.

use super::output;
use crate::plays::{Game, Plays, SpreadFrom};
use crate::ratings::words;

/// The flag.
#[derive(Debug, Clone, Copy, Default, clap::Args)]
pub struct SpreadArgs {
    /// Source of spread and total: the betting line, ratings from results
    /// alone (docs/ratings.md), or neither [default: the line, else ratings].
    #[arg(long = "spread", value_enum, value_name = "FROM")]
    from: Option<From>,
}

/// Its values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum From {
    /// Both unknown.
    None,
    /// Forecasts from results before the game.
    Ratings,
    /// The betting line.
    Line,
}

impl std::convert::From<From> for SpreadFrom {
    fn from(from: From) -> Self {
        match from {
            From::None => Self::None,
            From::Ratings => Self::Ratings,
            From::Line => Self::Line,
        }
    }
}

impl SpreadArgs {
    /// Where from.
    pub fn from(self) -> SpreadFrom {
        self.from.map_or(SpreadFrom::LineOrRatings, Into::into)
    }
}

/// Says on stderr where ratings stand in for the spread.
pub fn note(plays: &Plays) {
    let rated = || plays.games().iter().filter(|g| g.spread_sd.is_some());
    let one = |g: &Game| {
        let (spread, sd) = (g.spread_line?, g.spread_sd?);
        let said = words(&g.home_team, &g.away_team, spread.into(), sd.into());
        Some(format!(
            "ratings before the game: {said} (one standard deviation)"
        ))
    };
    match (rated().count(), plays.games().len()) {
        (0, _) => {}
        (1, 1) => {
            if let Some(said) = rated().find_map(one) {
                output::note(format_args!("note: no betting line; {said}"));
            }
        }
        (n, all) => output::note(format_args!(
            "note: no betting line in {n} of {all} games; ratings before each game are used instead (docs/ratings.md)"
        )),
    }
}
