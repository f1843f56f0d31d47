//! `--spread`: where spreads come from, and what is said where ratings stand in.

use super::output;
use crate::plays::{Game, Plays, SpreadFrom};

/// The flag.
#[derive(Debug, Clone, Copy, Default, clap::Args)]
pub struct SpreadArgs {
    /// Where spread and total come from: the betting line, the ratings of
    /// results alone (docs/ratings.md), or neither. Default: the line, and the
    /// ratings where there is none.
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

/// A spread in words: "home by 2.5 ± 4.9".
#[must_use]
pub fn words(home: &str, away: &str, spread: f64, sd: f64) -> String {
    match spread {
        s if s.abs() < 0.05 => format!("even ± {sd:.1}"),
        s if s > 0.0 => format!("{home} by {s:.1} ± {sd:.1}"),
        s => format!("{away} by {:.1} ± {sd:.1}", -s),
    }
}

/// Says on stderr where ratings stand in for the spread.
pub fn note(plays: &Plays) {
    let rated = || plays.games().iter().filter(|g| g.spread_sd.is_some());
    let one = |g: &Game| {
        let (spread, sd) = (g.spread_line?, g.spread_sd?);
        let said = words(&g.home_team, &g.away_team, spread.into(), sd.into());
        Some(format!(
            "ratings before the game say {said} (one standard deviation)"
        ))
    };
    match (rated().count(), plays.games().len()) {
        (0, _) => {}
        (1, 1) => {
            if let Some(said) = rated().find_map(one) {
                output::note(format_args!("note: no betting line is used; {said}"));
            }
        }
        (n, all) => output::note(format_args!(
            "note: no betting line is used in {n} of {all} games; ratings before each game stand in (docs/ratings.md)"
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn a_spread_in_words_names_the_favorite() {
        assert_eq!(words("KC", "BUF", 2.46, 4.9), "KC by 2.5 ± 4.9");
        assert_eq!(words("KC", "BUF", -3.0, 4.9), "BUF by 3.0 ± 4.9");
        assert_eq!(words("KC", "BUF", 0.01, 4.9), "even ± 4.9");
    }
}
