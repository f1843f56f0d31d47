//! Which game is meant: its id, or teams and a season in words.

use crate::error::{Error, Result};
use crate::plays::Game;
use crate::teams::{CODES, called, code_then, today};

/// What was typed, taken apart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// The words as they were typed.
    pub typed: String,
    /// A season.
    pub season: Option<u16>,
    /// A week.
    pub week: Option<u8>,
    /// Codes of today of one or two teams.
    pub teams: Vec<String>,
    /// Words that mean nothing.
    pub unknown: Vec<String>,
}

impl Wanted {
    /// Takes "2016_21_NE_ATL", "NE ATL 2016" or "patriots at falcons, 2016 week 21" apart.
    #[must_use]
    pub fn of(typed: &str) -> Self {
        let mut wanted = Self {
            typed: typed.trim().to_owned(),
            ..Self::default()
        };
        let is_id = typed.contains('_');
        let words = typed.split(|c: char| c.is_whitespace() || "_,;@/()".contains(c));
        let mut week_next = false;
        for word in words.filter(|w| !w.is_empty()) {
            let lower = word.to_ascii_lowercase();
            let bare = lower
                .strip_prefix("week")
                .or_else(|| lower.strip_prefix('w'));
            match lower.as_str() {
                "at" | "vs" | "vs." | "v" | "and" | "season" | "in" | "-" => continue,
                "week" | "wk" => {
                    week_next = true;
                    continue;
                }
                _ => {}
            }
            if let Ok(number) = lower.parse::<u16>() {
                match number {
                    1920..=9999 if wanted.season.is_none() => wanted.season = Some(number),
                    1..=30 if week_next || is_id => wanted.week = Some(number as u8),
                    _ => wanted.unknown.push(word.to_owned()),
                }
            } else if let Some(week) = bare.and_then(|w| w.parse().ok()) {
                wanted.week = Some(week);
            } else if let Some(code) = code_of(word) {
                if !wanted.teams.contains(&code) {
                    wanted.teams.push(code);
                }
            } else {
                wanted.unknown.push(word.to_owned());
            }
            week_next = false;
        }
        wanted
    }

    /// The season whose file alone needs to be read for an exact id.
    #[must_use]
    pub fn season_of_id(&self) -> Option<u16> {
        self.season.filter(|_| self.typed.contains('_'))
    }
}

/// A team's code of today, from a code or a word of its name.
fn code_of(word: &str) -> Option<String> {
    let upper = word.to_ascii_uppercase();
    if CODES.contains(&today(&upper)) {
        return Some(today(&upper).to_owned());
    }
    // The simulator's teams: S01–S32.
    let number = upper.strip_prefix('S').and_then(|n| n.parse::<u8>().ok());
    if number.is_some_and(|n| (1..=32).contains(&n)) && upper.len() == 3 {
        return Some(upper);
    }
    match called(&word.to_lowercase()).as_slice() {
        [code] => Some((*code).to_owned()),
        _ => None,
    }
}

/// The one game that is meant.
///
/// # Errors
/// [`Error::Situation`] (typed wrong) with the nearest games as a hint where
/// none or several fit.
pub fn find<'a>(games: &'a [Game], wanted: &Wanted) -> Result<&'a Game> {
    if let Some(game) = games.iter().find(|g| g.game_id == wanted.typed) {
        return Ok(game);
    }
    let case = games
        .iter()
        .find(|g| g.game_id.eq_ignore_ascii_case(&wanted.typed));
    if let Some(game) = case {
        return Ok(game);
    }
    let fits: Vec<&Game> = if wanted.unknown.is_empty() && wanted.teams.len() <= 2 {
        games.iter().filter(|g| matches(g, wanted)).collect()
    } else {
        Vec::new()
    };
    let exact = wanted.season.is_some() || wanted.week.is_some() || wanted.teams.len() == 2;
    match fits.as_slice() {
        [game] if exact => Ok(game),
        [] => Err(Error::Situation {
            problem: format!("no game `{}` in these plays", wanted.typed),
            hint: suggestion(games, wanted),
        }),
        several => Err(Error::Situation {
            problem: format!("{} games match `{}`", several.len(), wanted.typed),
            hint: format!("choose one of: {}", listed(several)),
        }),
    }
}

/// Up to six games in words.
fn listed(games: &[&Game]) -> String {
    let mut words: Vec<String> = games.iter().take(6).map(|g| g.game_id.clone()).collect();
    if games.len() > 6 {
        words.push(format!(
            "… ({} in all; add a season or a week)",
            games.len()
        ));
    }
    words.join(", ")
}

fn week(game: &Game) -> Option<u8> {
    game.week
        .or_else(|| game.game_id.split('_').nth(1)?.parse().ok())
}

fn matches(game: &Game, wanted: &Wanted) -> bool {
    let plays = |code: &String| [&game.home_team, &game.away_team].contains(&code);
    let any = wanted.season.is_some() || wanted.week.is_some() || !wanted.teams.is_empty();
    any && wanted.season.is_none_or(|s| s == game.season)
        && wanted.week.is_none_or(|w| week(game) == Some(w))
        && wanted.teams.iter().all(plays)
}

/// The nearest ids, by what they share with what was typed.
fn suggestion(games: &[Game], wanted: &Wanted) -> String {
    let list = "`wp games` lists all games";
    let score = |game: &Game| {
        let shared = wanted
            .teams
            .iter()
            .filter(|t| [&game.home_team, &game.away_team].contains(t))
            .count() as i32;
        let season = i32::from(wanted.season == Some(game.season));
        let week = i32::from(wanted.week.is_some() && week(game) == wanted.week);
        let slips = distance(&wanted.typed.to_ascii_uppercase(), &game.game_id) as i32;
        4 * shared + 2 * season + week - slips
    };
    let mut best: Vec<(i32, &Game)> = games.iter().map(|g| (score(g), g)).collect();
    best.sort_by_key(|(score, _)| -score);
    let Some(&(top, _)) = best.first() else {
        return list.into();
    };
    let near: Vec<String> = best
        .iter()
        .take(3)
        .filter(|(score, _)| *score >= -3 && *score >= top - 2)
        .map(|(_, g)| g.game_id.clone())
        .collect();
    if near.is_empty() {
        let example = games.first().map_or("2016_21_NE_ATL", |g| &g.game_id);
        return format!("an ID looks like {example}; {list}");
    }
    format!("did you mean {}? {list}", near.join(" or "))
}

/// Letters that are wrong, missing or too many.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    // Nothing that long is a slip of the keyboard.
    for (i, x) in a.chars().take(64).enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let changed = diagonal + usize::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = changed.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

/// A game's id in words for messages: the codes of its day.
#[must_use]
pub fn then(game: &Game) -> (String, String) {
    let code = |team: &str| code_then(team, game.season).to_owned();
    (code(&game.home_team), code(&game.away_team))
}
