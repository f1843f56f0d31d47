//! The schedule (`games.parquet`) into its plain types.

use super::frame::Table;
use super::source::Source;
use crate::error::{Error, Result};
use football::plays::frame::{self, Columns};
use football::plays::{Results, Schedule, Sidelines, SpreadFrom};
use football::ratings::Parameters;

/// Reads the source's schedule, if it has one. Where spreads are to come from
/// the ratings, all its games are rated on the way, each before it was played.
///
/// # Errors
/// [`Error::Data`](crate::Error::Data) for a schedule that cannot be read.
pub fn load_schedule(source: &Source, from: SpreadFrom) -> Result<Schedule> {
    match source.schedule() {
        Some(path) => frame::schedule(&Table::read(path)?, from, &rating_numbers(source)?),
        None => Ok(Schedule::default().with_spread(from, [])),
    }
}

/// Reads the columns `home_coach`, `away_coach` and `roof` of the source's
/// schedule; nothing where it has no schedule or no such columns.
///
/// # Errors
/// [`Error::Data`](crate::Error::Data) for a schedule that cannot be read.
pub fn load_sidelines(source: &Source) -> Result<Sidelines> {
    let Some(path) = source.schedule() else {
        return Ok(Sidelines::default());
    };
    let table = Table::read(path)?;
    if !table.has("game_id") {
        return Ok(Sidelines::default());
    }
    frame::sidelines(&table)
}

/// The ratings' numbers: of `ratings.toml` in the source's folder, where a league of
/// one's own may have it (`wp ratings fit` writes it), else those that come with `wp`.
fn rating_numbers(source: &Source) -> Result<Parameters> {
    let path = match source.root() {
        root if root.is_dir() => root.join("ratings.toml"),
        file => file.with_file_name("ratings.toml"),
    };
    if !path.is_file() {
        return Ok(Parameters::shipped());
    }
    let text = std::fs::read_to_string(&path)
        .map_err(|e| Error::io("cannot read the ratings' numbers", &path, e))?;
    Parameters::from_toml(&text)
        .map_err(|e| Error::data(path.display(), e.to_string(), "see docs/ratings.md"))
}

/// The games of the source's schedule as the ratings see them; none where it has
/// no schedule.
///
/// # Errors
/// [`Error::Data`] for a schedule that cannot be read, and
/// [`Error::MissingColumn`] where a game cannot be placed without it.
pub fn load_results(source: &Source) -> Result<Results> {
    match source.schedule() {
        Some(path) => Ok(Results {
            numbers: rating_numbers(source)?,
            ..Results::of(&Table::read(path)?)?
        }),
        None => Ok(Results::default()),
    }
}

/// [`load_results`], for commands that can do nothing without results.
///
/// # Errors
/// As [`load_results`], and [`Error::Data`] for a source without a single
/// result.
pub fn require_results(source: &Source) -> Result<Results> {
    let read = load_results(source)?;
    if read.games.iter().all(|g| g.score.is_none()) {
        return Err(Error::data(
            source.root().display(),
            "there is no schedule with results in it",
            "ratings need games.parquet (or games.csv) beside the play-by-play; `wp fetch` gets it",
        ));
    }
    Ok(read)
}
