//! The feed's teams under nflverse's codes.

use crate::plays::schema;

/// nflverse's codes by the feed's team ids, which do not change with names and places.
const BY_ID: [&str; 35] = [
    "", "ATL", "BUF", "CHI", "CIN", "CLE", "DAL", "DEN", "DET", "GB", "TEN", "IND", "KC", "LV",
    "LA", "MIA", "MIN", "NE", "NO", "NYG", "NYJ", "PHI", "ARI", "PIT", "LAC", "SF", "SEA", "TB",
    "WAS", "CAR", "JAX", "", "", "BAL", "HOU",
];

/// nflverse's code of a team, by its id, else by any code that is or was in use.
pub(super) fn code(id: &str, abbreviation: &str) -> Option<String> {
    let by_id = id.parse::<usize>().ok().and_then(|i| BY_ID.get(i));
    let known = by_id.copied().filter(|c| !c.is_empty());
    let code = known.unwrap_or_else(|| schema::team(abbreviation));
    let is_code = (2..=3).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_uppercase());
    is_code.then(|| code.to_owned())
}

/// Both teams.
#[derive(Debug, Clone)]
pub(super) struct Teams {
    pub home: Team,
    pub away: Team,
}

#[derive(Debug, Clone)]
pub(super) struct Team {
    pub id: String,
    pub code: String,
}

impl Teams {
    /// Whether a team of the feed is the home team.
    pub fn is_home(&self, id: &str) -> Option<bool> {
        match id {
            "" => None,
            id if id == self.home.id => Some(true),
            id if id == self.away.id => Some(false),
            _ => None,
        }
    }

    /// Whether a code, however old, is the home team's.
    pub fn named(&self, code: &str) -> Option<bool> {
        match self::code("", code)? {
            code if code == self.home.code => Some(true),
            code if code == self.away.code => Some(false),
            _ => None,
        }
    }

    pub fn code(&self, home: bool) -> &str {
        if home {
            &self.home.code
        } else {
            &self.away.code
        }
    }
}
