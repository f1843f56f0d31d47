//! Play-by-play in, one clean table out.
//!
//! [`Source`] finds the files, [`read`] brings nflverse's columns into one set
//! of types with polars, [`clean`] turns each game's rows into [`Play`]s, and
//! [`Audit`] counts every row that is not used, under its reason.
//!
//! This is the only room that knows polars.

pub mod describe;
pub mod details;
mod format;
mod frame;
mod labeled;
pub mod peer;
pub mod read;
mod schedule;
pub mod source;
mod text;
pub mod verify;
pub mod wide;
mod words;
pub mod write;

pub use format::Format;
pub use labeled::{Labeled, read_labeled};
pub use schedule::{load_results, load_schedule, load_sidelines, require_results};
pub use source::Source;

use crate::error::Result;
use crate::plays::{Audit, Plays, Schedule, Seasons, SpreadFrom, clean};
use rayon::prelude::*;
use std::path::Path;
use std::time::{Duration, Instant};

/// What to read besides the columns that every clean table has.
#[derive(Debug, Clone, Default)]
pub struct LoadOptions {
    /// Seasons to keep; `None` keeps all.
    pub seasons: Option<Seasons>,
    /// Further number columns to carry along unchanged, such as `vegas_wp`.
    pub extra: Vec<String>,
    /// Where spreads and totals come from.
    pub spread: SpreadFrom,
}

/// How long a table took to read.
#[derive(Debug, Clone, Copy, Default)]
pub struct LoadTimes {
    /// From the files to the clean table, on the clock.
    pub all: Duration,
}

/// Reads and cleans one file; also says how many rows it has.
///
/// # Errors
/// As [`load`], but a file without plays is none.
pub fn load_one(
    path: &Path,
    schedule: &Schedule,
    seasons: Option<&Seasons>,
) -> Result<(Plays, usize)> {
    let raw = read::file(path, &[])?;
    Ok((clean::table(&raw, schedule, seasons)?, raw.len()))
}

/// Reads and cleans all files of `source`.
///
/// Files are read in parallel and joined in the order of their names, so the
/// table does not depend on the number of threads.
///
/// # Errors
/// [`Error::Io`](crate::Error::Io) and [`Error::Data`](crate::Error::Data) for
/// files that cannot be read, [`Error::MissingColumn`](crate::Error::MissingColumn)
/// where a column is absent that nothing can stand in for.
pub fn load(source: &Source, options: &LoadOptions) -> Result<(Plays, LoadTimes)> {
    let start = Instant::now();
    let schedule = load_schedule(source, options.spread)?;
    let files = source.files(options.seasons.as_ref())?;
    let mut all = Plays::empty(&options.extra);
    // Some files at a time, so that no second copy of all plays is held.
    let some = 2 * rayon::current_num_threads();
    for (done, paths) in files.chunks(some).enumerate() {
        let parts = paths
            .par_iter()
            .map(|path| {
                let raw = read::file(path, &options.extra)?;
                clean::table(&raw, &schedule, options.seasons.as_ref())
            })
            .collect::<Result<Vec<_>>>()?;
        parts.into_iter().for_each(|plays| all.append(plays));
        // Seasons are of like length; room that is not used is no memory.
        let read = files.len().min((done + 1) * some);
        all.reserve(all.rows().len() * (files.len() - read) / read * 5 / 4);
    }
    if all.rows().is_empty() {
        return Err(no_plays(source, options));
    }
    let times = LoadTimes {
        all: start.elapsed(),
    };
    Ok((all, times))
}

/// What [`each`] has read, without the rows.
#[derive(Debug, Default)]
pub struct Read {
    /// All games.
    pub games: Plays,
    /// All rows, counted by role and season.
    pub audit: Audit,
}

/// As [`load`], one file after the other: `take` is handed a table with all games so
/// far and the rows of one file, so that memory does not grow with the files.
///
/// # Errors
/// As [`load`], and those of `take`.
pub fn each(
    source: &Source,
    options: &LoadOptions,
    mut take: impl FnMut(&Plays) -> Result<()>,
) -> Result<Read> {
    let schedule = load_schedule(source, options.spread)?;
    let mut read = Read {
        games: Plays::empty(&options.extra),
        audit: Audit::default(),
    };
    let mut rows = 0;
    for path in source.files(options.seasons.as_ref())? {
        let raw = read::file(&path, &options.extra)?;
        let known = read.games.games().len();
        read.games
            .append(clean::table(&raw, &schedule, options.seasons.as_ref())?);
        drop(raw);
        rows += read.games.rows().len();
        let mut audit = Audit::of(&read.games);
        for game in &read.games.games()[..known] {
            // Those of earlier files were counted there.
            if let Some(season) = audit.seasons.get_mut(&game.season) {
                season.games -= 1;
            }
        }
        read.audit.add(audit);
        take(&read.games)?;
        read.games.clear_rows();
    }
    if rows == 0 {
        return Err(no_plays(source, options));
    }
    Ok(read)
}

fn no_plays(source: &Source, options: &LoadOptions) -> crate::Error {
    let wanted = options
        .seasons
        .as_ref()
        .map_or(String::new(), |s| format!(" of {s}"));
    crate::Error::data(
        source.root().display(),
        format!("it has no plays{wanted}"),
        format!(
            "it has {}; choose other seasons with --seasons or another folder with --data",
            source.summary()
        ),
    )
}
