//! Teams by code and by name, of every era (`data/teams.toml`).

use serde::Deserialize;
use std::collections::HashMap;
use std::sync::LazyLock;

/// The name of a team from some season on.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Era {
    from: u16,
    city: String,
    nickname: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    code: String,
    colors: [String; 2],
    #[serde(default)]
    codes: Vec<String>,
    /// Newest first.
    names: Vec<Era>,
    #[serde(default)]
    also: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Shared {
    name: String,
    teams: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    team: Vec<Entry>,
    shared: Vec<Shared>,
}

#[derive(Debug)]
struct Table {
    entries: Vec<Entry>,
    /// Full names under which a team played in an era, spelled out.
    full: Vec<Vec<String>>,
    codes: HashMap<String, usize>,
    names: HashMap<String, Vec<usize>>,
}

/// All codes of today.
pub const CODES: [&str; 32] = [
    "ARI", "ATL", "BAL", "BUF", "CAR", "CHI", "CIN", "CLE", "DAL", "DEN", "DET", "GB", "HOU",
    "IND", "JAX", "KC", "LA", "LAC", "LV", "MIA", "MIN", "NE", "NO", "NYG", "NYJ", "PHI", "PIT",
    "SEA", "SF", "TB", "TEN", "WAS",
];

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    // The file is compiled in; a test reads it.
    let file: File = toml::from_str(include_str!("../data/teams.toml")).unwrap_or(File {
        team: Vec::new(),
        shared: Vec::new(),
    });
    Table::of(file)
});

impl Table {
    fn of(file: File) -> Self {
        let entries = file.team;
        let mut codes = HashMap::new();
        let mut names: HashMap<String, Vec<usize>> = HashMap::new();
        for (i, entry) in entries.iter().enumerate() {
            for code in std::iter::once(&entry.code).chain(&entry.codes) {
                codes.insert(code.clone(), i);
                names.insert(spelled(code), vec![i]);
            }
        }
        // Of those who have had a name, who has it today, else who had it last.
        let mut holders: HashMap<String, (bool, u16, Vec<usize>)> = HashMap::new();
        for (i, entry) in entries.iter().enumerate() {
            for (age, era) in entry.names.iter().enumerate() {
                let mut give = |name: String| {
                    let (today, from, teams) = holders.entry(name).or_default();
                    let key = (age == 0, if age == 0 { 0 } else { era.from });
                    if teams.is_empty() || key > (*today, *from) {
                        (*today, *from, *teams) = (key.0, key.1, vec![i]);
                    } else if key == (*today, *from) && !teams.contains(&i) {
                        teams.push(i);
                    }
                };
                give(spelled(&era.city));
                if !era.nickname.contains(' ') {
                    give(spelled(&era.nickname));
                }
                names.insert(spelled(&format!("{} {}", era.city, era.nickname)), vec![i]);
            }
            for name in &entry.also {
                names.insert(spelled(name), vec![i]);
            }
        }
        for (name, (_, _, teams)) in holders {
            names.entry(name).or_insert(teams);
        }
        for shared in &file.shared {
            let teams = shared.teams.iter().filter_map(|c| codes.get(c).copied());
            names.insert(spelled(&shared.name), teams.collect());
        }
        let full = entries.iter().map(|e| {
            let eras = e.names.iter();
            eras.map(|era| format!("{} {}", era.city, era.nickname))
                .collect()
        });
        Self {
            full: full.collect(),
            entries,
            codes,
            names,
        }
    }
}

/// A name as it is looked up: lower case, words with one space between them.
fn spelled(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.chars() {
        match c {
            ' ' | '-' => out.push(' '),
            c if c.is_alphanumeric() => out.extend(c.to_lowercase()),
            _ => {}
        }
    }
    out
}

/// The code of today of whatever code a file has; one that nobody knows stays
/// as it is.
#[must_use]
pub fn today(code: &str) -> &str {
    match TABLE.codes.get(code) {
        Some(&i) => &TABLE.entries[i].code,
        None => code,
    }
}

/// Codes of today of the teams that are called so, by code, city, nickname, both
/// or a short form, in lower case with single spaces and without punctuation;
/// several where teams share the name.
///
/// ```
/// assert_eq!(football::teams::called("oakland raiders"), ["LV"]);
/// assert_eq!(football::teams::called("new york"), ["NYG", "NYJ"]);
/// assert!(football::teams::called("purple chiefs").is_empty());
/// ```
#[must_use]
pub fn called(name: &str) -> Vec<&'static str> {
    let table: &'static Table = &TABLE;
    let teams = table.names.get(name).into_iter().flatten();
    teams.map(|&i| table.entries[i].code.as_str()).collect()
}

/// Most words of a name.
pub const LONGEST: usize = 3;

/// All names that [`called`] knows.
pub fn names() -> impl Iterator<Item = &'static str> {
    let table: &'static Table = &TABLE;
    table.names.keys().map(String::as_str)
}

/// The name under which a team played in a season, by its code of today.
#[must_use]
pub fn team_name(code: &str, season: u16) -> Option<&'static str> {
    let table: &'static Table = &TABLE;
    let &i = table.codes.get(code)?;
    let eras = &table.entries[i].names;
    let era = eras.iter().position(|era| era.from <= season);
    let name = table.full[i].get(era.unwrap_or(eras.len().saturating_sub(1)))?;
    Some(name)
}

/// The nickname that a team has today, by its code of today.
#[must_use]
pub fn nickname(code: &str) -> Option<&'static str> {
    let table: &'static Table = &TABLE;
    let &i = table.codes.get(code)?;
    Some(&table.entries[i].names.first()?.nickname)
}

/// Red, green and blue.
pub type Rgb = [u8; 3];

/// A team's colors of today, the first one first, by its code of today.
///
/// ```
/// assert_eq!(football::teams::colors("KC"), Some([[227, 24, 55], [255, 182, 18]]));
/// ```
#[must_use]
pub fn colors(code: &str) -> Option<[Rgb; 2]> {
    let table: &'static Table = &TABLE;
    let &i = table.codes.get(code)?;
    let [one, two] = &table.entries[i].colors;
    Some([rgb(one)?, rgb(two)?])
}

/// "#E31837" as numbers.
fn rgb(text: &str) -> Option<Rgb> {
    let n = u32::from_str_radix(text.strip_prefix('#').filter(|t| t.len() == 6)?, 16).ok()?;
    let [_, r, g, b] = n.to_be_bytes();
    Some([r, g, b])
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_whole() {
        let file: File = toml::from_str(include_str!("../data/teams.toml")).unwrap();
        let codes: Vec<&str> = file.team.iter().map(|t| t.code.as_str()).collect();
        assert_eq!(codes, CODES);
        let table = Table::of(file);
        for entry in &table.entries {
            assert!(entry.names.windows(2).all(|w| w[0].from > w[1].from));
        }
        assert!(table.names.keys().all(|n| n.split(' ').count() <= LONGEST));
        assert!(CODES.iter().all(|code| colors(code).is_some()));
    }

    #[test]
    fn names_of_every_era() {
        for (name, code) in [
            ("oilers", "TEN"),
            ("titans", "TEN"),
            ("texans", "HOU"),
            ("houston", "HOU"),
            ("baltimore", "BAL"),
            ("baltimore colts", "IND"),
            ("redskins", "WAS"),
            ("washington football team", "WAS"),
            ("oakland", "LV"),
            ("st louis", "LA"),
            ("san diego chargers", "LAC"),
            ("49ers", "SF"),
            ("niners", "SF"),
            ("sdg", "LAC"),
            ("lar", "LA"),
            ("jac", "JAX"),
        ] {
            assert_eq!(called(name), [code], "{name}");
        }
        assert_eq!(called("la"), ["LA", "LAC"]);
        assert_eq!(called("los angeles"), ["LA", "LAC"]);
        assert!(called("football team").is_empty());
    }

    #[test]
    fn codes_and_names_by_season() {
        assert_eq!(today("OAK"), "LV");
        assert_eq!(today("S01"), "S01");
        assert_eq!(team_name("LV", 2019), Some("Oakland Raiders"));
        assert_eq!(team_name("WAS", 2021), Some("Washington Football Team"));
        assert_eq!(team_name("WAS", 2023), Some("Washington Commanders"));
        assert_eq!(team_name("S01", 2023), None);
        assert_eq!(nickname("PHI"), Some("Eagles"));
    }
}
