//! Teams by name.

/// The name under which a team played in a season, by its code of today.
#[must_use]
pub fn team_name(code: &str, season: u16) -> Option<&'static str> {
    Some(match code {
        "ARI" => "Arizona Cardinals",
        "ATL" => "Atlanta Falcons",
        "BAL" => "Baltimore Ravens",
        "BUF" => "Buffalo Bills",
        "CAR" => "Carolina Panthers",
        "CHI" => "Chicago Bears",
        "CIN" => "Cincinnati Bengals",
        "CLE" => "Cleveland Browns",
        "DAL" => "Dallas Cowboys",
        "DEN" => "Denver Broncos",
        "DET" => "Detroit Lions",
        "GB" => "Green Bay Packers",
        "HOU" => "Houston Texans",
        "IND" => "Indianapolis Colts",
        "JAX" => "Jacksonville Jaguars",
        "KC" => "Kansas City Chiefs",
        "LA" if season < 2016 => "St. Louis Rams",
        "LA" => "Los Angeles Rams",
        "LAC" if season < 2017 => "San Diego Chargers",
        "LAC" => "Los Angeles Chargers",
        "LV" if season < 2020 => "Oakland Raiders",
        "LV" => "Las Vegas Raiders",
        "MIA" => "Miami Dolphins",
        "MIN" => "Minnesota Vikings",
        "NE" => "New England Patriots",
        "NO" => "New Orleans Saints",
        "NYG" => "New York Giants",
        "NYJ" => "New York Jets",
        "PHI" => "Philadelphia Eagles",
        "PIT" => "Pittsburgh Steelers",
        "SEA" => "Seattle Seahawks",
        "SF" => "San Francisco 49ers",
        "TB" => "Tampa Bay Buccaneers",
        "TEN" => "Tennessee Titans",
        "WAS" if season < 2020 => "Washington Redskins",
        "WAS" if season < 2022 => "Washington Football Team",
        "WAS" => "Washington Commanders",
        _ => return None,
    })
}

/// All codes of today, for looking a team up by words of its name.
pub const CODES: [&str; 32] = [
    "ARI", "ATL", "BAL", "BUF", "CAR", "CHI", "CIN", "CLE", "DAL", "DEN", "DET", "GB", "HOU",
    "IND", "JAX", "KC", "LA", "LAC", "LV", "MIA", "MIN", "NE", "NO", "NYG", "NYJ", "PHI", "PIT",
    "SEA", "SF", "TB", "TEN", "WAS",
];

/// The code under which a team played in a season, as older files and the
/// people who remember them have it: OAK, SD, STL.
#[must_use]
pub fn code_then(code: &str, season: u16) -> &str {
    match code {
        "LV" if season < 2020 => "OAK",
        "LAC" if season < 2017 => "SD",
        "LA" if season < 2016 => "STL",
        other => other,
    }
}
