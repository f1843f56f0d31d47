//! The game's rules by season: what `data/rules.toml` says.
//!
//! All code that needs a rule asks [`Rules::of`]. The file is compiled in and
//! read once.

use crate::error::{Error, Result};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

/// What decides an overtime.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum OvertimeFormat {
    /// The first score wins.
    #[serde(rename = "sudden death")]
    SuddenDeath,
    /// A touchdown on the first possession wins; a field goal there can be
    /// answered; then the first score wins.
    #[serde(rename = "field goal answered")]
    FieldGoalAnswered,
    /// Both sides have the ball once; then the first score wins.
    #[serde(rename = "both possess")]
    BothPossess,
}

impl OvertimeFormat {
    /// In words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::SuddenDeath => "sudden death",
            Self::FieldGoalAnswered => "a field goal on the first possession can be answered",
            Self::BothPossess => "both teams possess the ball once",
        }
    }
}

/// Rules of overtime.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Overtime {
    /// What decides it.
    pub format: OvertimeFormat,
    /// Seconds of a period.
    pub period: u16,
    /// Periods after which the game is a tie; 0: played until somebody wins.
    pub periods: u8,
    /// Timeouts of each side.
    pub timeouts: u8,
}

impl Overtime {
    /// Whether the game can end in a tie.
    #[must_use]
    pub fn can_tie(&self) -> bool {
        self.periods > 0
    }
}

/// When a side may try an onside kick.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Onside {
    /// At any kickoff.
    #[serde(rename = "any")]
    Any,
    /// While behind.
    #[serde(rename = "trailing")]
    Trailing,
    /// While behind in the fourth quarter (or later).
    #[serde(rename = "trailing in the fourth quarter")]
    TrailingLate,
}

impl Onside {
    /// Whether a side that leads by `lead` may try one in quarter `qtr`.
    #[must_use]
    pub fn allowed(self, lead: i16, qtr: u8) -> bool {
        match self {
            Self::Any => true,
            Self::Trailing => lead < 0,
            Self::TrailingLate => lead < 0 && qtr >= 4,
        }
    }
}

/// The landing zone of kickoffs since 2024: a ball that comes down in it must be
/// played. Spots are yards from the receiving team's own goal line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LandingZone {
    /// Where the zone ends, seen from the goal line.
    pub yards: u8,
    /// Where a touchback puts a ball that came down in the zone first.
    pub touchback: u8,
    /// Where a ball goes that came down short of the zone.
    pub short: u8,
}

/// Rules of kickoffs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kickoff {
    /// Yards from the kicking side's goal line to the tee.
    pub kicked_from: u8,
    /// Yards from the receiving side's own goal line after a touchback (of a
    /// ball that reached the end zone in the air, where there is a landing zone).
    pub touchback: u8,
    /// The same after a kick out of bounds.
    pub out_of_bounds: u8,
    /// The landing zone, where there is one.
    #[serde(default)]
    pub landing_zone: Option<LandingZone>,
    /// When an onside kick may be tried.
    pub onside: Onside,
    /// Whether an onside kick must be declared before it.
    #[serde(default)]
    pub declared: bool,
}

impl Kickoff {
    /// Yards to the opponent's goal line after a touchback.
    #[must_use]
    pub fn touchback_yardline_100(&self) -> u8 {
        100 - self.touchback
    }
}

/// What is published about kickoffs of seasons that no table was fitted on: a
/// prior, not a rule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KickoffPrior {
    /// First season.
    pub from: u16,
    /// Share of kickoffs that are returned.
    pub returned: f64,
    /// Share of touchbacks. The rest is placed as a kick out of bounds is.
    pub touchbacks: f64,
    /// Mean start after a return, yards from the receiving team's goal line.
    pub start: f64,
    /// Who published it, and when.
    pub source: String,
}

/// Rules of the free kick after a safety.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FreeKick {
    /// Yards from the kicking side's goal line.
    pub kicked_from: u8,
}

/// Rules of the try after a touchdown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Try {
    /// Yards to the goal line for the kick (its distance is 18 more).
    pub kick_line: u8,
    /// Yards to the goal line for two points.
    pub two_point_line: u8,
    /// Whether the defense scores two points by returning the ball.
    pub defence_scores: bool,
}

/// Rules of the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clock {
    /// Seconds of a quarter.
    pub quarter: u16,
    /// Timeouts of each side a half.
    pub timeouts: u8,
    /// Seconds left in a half at the two-minute warning.
    pub two_minute_warning: u16,
    /// Seconds that the side with the ball may let run between plays.
    pub play_clock: u16,
}

/// The rules of one season's regular season or playoffs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub struct Rules {
    /// Kickoffs.
    pub kickoff: Kickoff,
    /// The free kick after a safety.
    pub free_kick: FreeKick,
    /// The try after a touchdown.
    #[serde(rename = "try")]
    pub try_: Try,
    /// Overtime.
    pub overtime: Overtime,
    /// The clock.
    pub clock: Clock,
}

/// Which games an entry is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Games {
    #[default]
    All,
    Regular,
    Playoffs,
}

impl Games {
    fn holds(self, playoffs: bool) -> bool {
        match self {
            Self::All => true,
            Self::Regular => !playoffs,
            Self::Playoffs => playoffs,
        }
    }
}

/// An entry of a list: a rule, since when, and for which games.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(try_from = "toml::Table", bound = "T: DeserializeOwned")]
struct Since<T> {
    from: u16,
    games: Games,
    rule: T,
}

/// By hand, since serde's `flatten` would pass over misspelt fields.
impl<T: DeserializeOwned> TryFrom<toml::Table> for Since<T> {
    type Error = toml::de::Error;

    fn try_from(mut entry: toml::Table) -> Result<Self, Self::Error> {
        let from = entry
            .remove("from")
            .ok_or_else(|| serde::de::Error::missing_field("from"))?;
        let games = entry.remove("games").map(Games::deserialize).transpose()?;
        Ok(Self {
            from: u16::deserialize(from)?,
            games: games.unwrap_or_default(),
            rule: T::deserialize(entry)?,
        })
    }
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    first_season: u16,
    kickoff: Vec<Since<Kickoff>>,
    #[serde(default)]
    kickoff_prior: Vec<KickoffPrior>,
    free_kick: Vec<Since<FreeKick>>,
    #[serde(rename = "try")]
    try_: Vec<Since<Try>>,
    overtime: Vec<Since<Overtime>>,
    clock: Vec<Since<Clock>>,
}

/// The rules of all seasons, by season and whether playoffs.
#[derive(Debug, Clone)]
pub struct RuleBook {
    first: u16,
    /// Regular season and playoffs of each season from `first` to the last
    /// that brought a change.
    seasons: Vec<[Rules; 2]>,
    priors: Vec<KickoffPrior>,
}

/// The rules that `wp` comes with.
const SHIPPED: &str = include_str!("../data/rules.toml");

static BOOK: LazyLock<RuleBook> = LazyLock::new(|| match RuleBook::read(SHIPPED) {
    Ok(book) => book,
    // The text is part of the program and a test reads it.
    Err(e) => unreachable!("data/rules.toml: {e}"),
});

impl Rules {
    /// The rules of a season's regular season or playoffs. A season after the
    /// last change has the latest rules (so have simulated seasons), one before
    /// the file begins its first.
    ///
    /// ```
    /// use football::rules::{OvertimeFormat, Rules};
    /// assert_eq!(Rules::of(2015, false).kickoff.touchback, 20);
    /// assert_eq!(Rules::of(2016, false).kickoff.touchback, 25);
    /// assert_eq!(Rules::of(2021, true).overtime.format, OvertimeFormat::FieldGoalAnswered);
    /// assert_eq!(Rules::of(2022, true).overtime.format, OvertimeFormat::BothPossess);
    /// ```
    #[must_use]
    pub fn of(season: u16, playoffs: bool) -> &'static Self {
        BOOK.of(season, playoffs)
    }

    /// The rules of the latest season that the file knows of.
    #[must_use]
    pub fn latest(playoffs: bool) -> &'static Self {
        BOOK.of(u16::MAX, playoffs)
    }

    /// The latest season that brought a change.
    #[must_use]
    pub fn latest_season() -> u16 {
        BOOK.first + u16::try_from(BOOK.seasons.len()).unwrap_or(1) - 1
    }

    /// What is published about kickoffs of the latest seasons, in their order.
    #[must_use]
    pub fn kickoff_priors() -> &'static [KickoffPrior] {
        BOOK.kickoff_priors()
    }

    /// The first season that the file covers.
    #[must_use]
    pub fn first_season() -> u16 {
        BOOK.first
    }
}

impl RuleBook {
    /// Reads and checks the text of a rules file.
    ///
    /// # Errors
    /// [`Error::Data`] that names the list, the season and what is wrong.
    pub fn read(text: &str) -> Result<Self> {
        let file: File = toml::from_str(text).map_err(|e| bad(e.to_string()))?;
        let first = file.first_season;
        if !(1920..=2100).contains(&first) {
            return Err(bad(format!("first_season = {first} is not a season")));
        }
        in_order("kickoff", &file.kickoff)?;
        in_order("free_kick", &file.free_kick)?;
        in_order("try", &file.try_)?;
        in_order("overtime", &file.overtime)?;
        in_order("clock", &file.clock)?;
        let froms = (file.kickoff.iter().map(|s| s.from))
            .chain(file.free_kick.iter().map(|s| s.from))
            .chain(file.try_.iter().map(|s| s.from))
            .chain(file.overtime.iter().map(|s| s.from))
            .chain(file.clock.iter().map(|s| s.from));
        let last = froms.max().unwrap_or(first).max(first);
        if last > first + 500 {
            return Err(bad(format!("from = {last} is not a season")));
        }
        let seasons = (first..=last)
            .map(|season| Ok([file.of(season, false)?, file.of(season, true)?]))
            .collect::<Result<_>>()?;
        check_priors(&file.kickoff_prior)?;
        Ok(Self {
            first,
            seasons,
            priors: file.kickoff_prior,
        })
    }

    /// What is published about kickoffs of the latest seasons, in their order.
    #[must_use]
    pub fn kickoff_priors(&self) -> &[KickoffPrior] {
        &self.priors
    }

    /// The rules of a season, as [`Rules::of`].
    #[must_use]
    pub fn of(&self, season: u16, playoffs: bool) -> &Rules {
        let last = self.seasons.len() - 1;
        let season = usize::from(season.saturating_sub(self.first)).min(last);
        &self.seasons[season][usize::from(playoffs)]
    }
}

fn bad(problem: String) -> Error {
    Error::data(
        "rules",
        problem,
        "see data/rules.toml for the lists and their fields",
    )
}

/// A list must be in the order of seasons, without two entries for the same
/// season and games.
fn in_order<T>(list: &str, entries: &[Since<T>]) -> Result<()> {
    for (i, entry) in entries.iter().enumerate() {
        for before in &entries[..i] {
            let both = [false, true]
                .iter()
                .any(|&p| entry.games.holds(p) && before.games.holds(p));
            if entry.from < before.from || (both && entry.from == before.from) {
                return Err(bad(format!(
                    "[[{list}]] from = {} comes after from = {}",
                    entry.from, before.from
                )));
            }
        }
    }
    Ok(())
}

/// Priors must be in the order of seasons and say shares and a spot.
fn check_priors(priors: &[KickoffPrior]) -> Result<()> {
    for p in priors {
        let share = |v: f64| (0.0..=1.0).contains(&v);
        let sum = p.returned + p.touchbacks;
        if !share(p.returned)
            || !share(p.touchbacks)
            || sum > 1.0
            || !(1.0..=99.0).contains(&p.start)
        {
            return Err(bad(format!(
                "[[kickoff_prior]] from = {}: returned = {} and touchbacks = {} must be shares of at most 1 together, and start = {} a yard line",
                p.from, p.returned, p.touchbacks, p.start
            )));
        }
    }
    if let Some(pair) = priors.windows(2).find(|w| w[1].from <= w[0].from) {
        return Err(bad(format!(
            "[[kickoff_prior]] from = {} comes after from = {}",
            pair[1].from, pair[0].from
        )));
    }
    Ok(())
}

/// The entry that holds.
fn holding<T: Copy>(list: &str, entries: &[Since<T>], season: u16, playoffs: bool) -> Result<T> {
    let mut holding = entries
        .iter()
        .filter(|e| e.from <= season && e.games.holds(playoffs));
    let games = if playoffs {
        "playoffs"
    } else {
        "regular season"
    };
    holding
        .next_back()
        .map(|e| e.rule)
        .ok_or_else(|| bad(format!("no [[{list}]] covers the {games} of {season}")))
}

impl File {
    fn of(&self, season: u16, playoffs: bool) -> Result<Rules> {
        let rules = Rules {
            kickoff: holding("kickoff", &self.kickoff, season, playoffs)?,
            free_kick: holding("free_kick", &self.free_kick, season, playoffs)?,
            try_: holding("try", &self.try_, season, playoffs)?,
            overtime: holding("overtime", &self.overtime, season, playoffs)?,
            clock: holding("clock", &self.clock, season, playoffs)?,
        };
        rules.check().map_err(|what| {
            let games = if playoffs {
                "playoffs"
            } else {
                "regular season"
            };
            bad(format!("{what} in the {games} of {season}"))
        })?;
        Ok(rules)
    }
}

impl Rules {
    /// What is out of range.
    fn check(&self) -> Result<(), String> {
        let within = |name: &str, value: u16, low: u16, high: u16| {
            if (low..=high).contains(&value) {
                Ok(())
            } else {
                Err(format!(
                    "{name} must be between {low} and {high}, but was {value}"
                ))
            }
        };
        within(
            "kickoff.kicked_from",
            self.kickoff.kicked_from.into(),
            1,
            99,
        )?;
        within("kickoff.touchback", self.kickoff.touchback.into(), 1, 50)?;
        let of_kickoff = self.kickoff;
        within(
            "kickoff.out_of_bounds",
            of_kickoff.out_of_bounds.into(),
            1,
            50,
        )?;
        if let Some(zone) = of_kickoff.landing_zone {
            within("kickoff.landing_zone.yards", zone.yards.into(), 1, 49)?;
            within(
                "kickoff.landing_zone.touchback",
                zone.touchback.into(),
                1,
                50,
            )?;
            within("kickoff.landing_zone.short", zone.short.into(), 1, 50)?;
        }
        within(
            "free_kick.kicked_from",
            self.free_kick.kicked_from.into(),
            1,
            99,
        )?;
        within("try.kick_line", self.try_.kick_line.into(), 1, 50)?;
        within("try.two_point_line", self.try_.two_point_line.into(), 1, 50)?;
        within(
            "overtime.period",
            self.overtime.period,
            60,
            self.clock.quarter,
        )?;
        within("overtime.periods", self.overtime.periods.into(), 0, 9)?;
        within("overtime.timeouts", self.overtime.timeouts.into(), 0, 3)?;
        within("clock.quarter", self.clock.quarter, 900, 900)?;
        within("clock.timeouts", self.clock.timeouts.into(), 0, 3)?;
        within(
            "clock.two_minute_warning",
            self.clock.two_minute_warning,
            0,
            self.clock.quarter,
        )?;
        within("clock.play_clock", self.clock.play_clock, 1, 60)
    }
}
