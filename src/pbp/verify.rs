//! Whether a Parquet file is whole and what it should be.

use crate::error::{Error, Result};
use crate::plays::schema::NEEDED;
use polars::prelude::*;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

/// What a file should hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    /// The play-by-play of one season.
    Plays {
        /// The season.
        season: u16,
    },
    /// The schedule of all seasons.
    Schedule,
}

/// Columns that are decoded at a time: a season of 372 columns would take
/// several hundred megabytes at once.
const BATCH: usize = 32;

/// Opens a Parquet file whatever its name, decodes every value in it, and
/// checks that it holds what it should; gives the number of rows.
///
/// A footer that can be read says nothing of the pages before it, and a file
/// that was put together from several answers can be wrong in its middle: so
/// all of it is decoded.
///
/// # Errors
/// [`Error::Io`] where it cannot be read, [`Error::Data`] that says what is
/// wrong with it.
pub fn parquet(path: &Path, content: Content) -> Result<u64> {
    magic(path)?;
    // Some damage makes polars panic; that is the file's fault, not wp's.
    catch_unwind(AssertUnwindSafe(|| decode(path, content))).unwrap_or_else(|_| {
        let problem = "it is damaged: its values cannot be decoded";
        Err(Error::data(path.display(), problem, ""))
    })
}

/// [`parquet`], with every value.
fn decode(path: &Path, content: Content) -> Result<u64> {
    let wrong = |problem: String| Error::data(path.display(), problem, "");
    let damaged = |e: PolarsError| {
        let text = e.to_string();
        wrong(format!(
            "it is damaged: {}",
            text.lines().next().unwrap_or_default()
        ))
    };
    let args = ScanArgsParquet {
        glob: false,
        ..Default::default()
    };
    let mut lazy = PlRefPath::try_from_path(path)
        .and_then(|p| LazyFrame::scan_parquet(p, args))
        .map_err(damaged)?;
    let schema = lazy.collect_schema().map_err(damaged)?;
    let needed: Vec<(&str, &[&str])> = match content {
        Content::Plays { .. } => NEEDED.to_vec(),
        Content::Schedule => vec![("game_id", &[])],
    };
    for (column, stand_ins) in needed {
        let has = |c: &str| schema.contains(c);
        if !has(column) && !stand_ins.iter().any(|c| has(c)) {
            return Err(wrong(format!("it has no column `{column}`")));
        }
    }
    let names: Vec<&str> = schema.iter_names().map(PlSmallStr::as_str).collect();
    let mut rows = 0;
    for batch in names.chunks(BATCH) {
        let columns: Vec<Expr> = batch.iter().map(|c| col(*c)).collect();
        let frame = lazy.clone().select(columns).collect().map_err(damaged)?;
        rows = frame.height();
        if rows == 0 {
            break;
        }
        if let (Content::Plays { season }, Ok(found)) = (content, frame.column("season")) {
            of_season(found, season).map_err(wrong)?;
        }
    }
    if rows == 0 {
        return Err(wrong("it has no rows".into()));
    }
    Ok(rows as u64)
}

/// Parquet begins and ends with the same four letters.
fn magic(path: &Path) -> Result<()> {
    let failed = |e| Error::io("read", path, e);
    let mut file = File::open(path).map_err(failed)?;
    let mut head = Vec::new();
    file.by_ref()
        .take(24)
        .read_to_end(&mut head)
        .map_err(failed)?;
    let wrong = |problem: String| Err(Error::data(path.display(), problem, ""));
    if head.is_empty() {
        return wrong("it is empty".into());
    }
    if !head.starts_with(b"PAR1") {
        let shown: String = String::from_utf8_lossy(&head)
            .chars()
            .map(|c| if c.is_control() { '·' } else { c })
            .collect();
        return wrong(format!("it is not Parquet: it starts with `{shown}`"));
    }
    let mut tail = [0; 4];
    let length = file.seek(SeekFrom::End(0)).map_err(failed)?;
    if length >= 12 {
        file.seek(SeekFrom::End(-4)).map_err(failed)?;
        file.read_exact(&mut tail).map_err(failed)?;
    }
    if &tail != b"PAR1" {
        return wrong(format!("it is truncated: no footer after {length} bytes"));
    }
    Ok(())
}

/// A mirror that serves another season under this name would go unnoticed
/// until a model had been trained on it.
fn of_season(column: &Column, season: u16) -> std::result::Result<(), String> {
    let bounds = column
        .strict_cast(&DataType::Float64)
        .and_then(|c| Ok((c.f64()?.min(), c.f64()?.max())));
    match bounds {
        Ok((Some(low), Some(high))) if low == f64::from(season) && low == high => Ok(()),
        Ok((Some(low), Some(high))) if low == high => {
            Err(format!("it is season {low}, not {season}"))
        }
        Ok((Some(low), Some(high))) => Err(format!(
            "it has seasons from {low} to {high}, not {season} alone"
        )),
        Ok(_) | Err(_) => Err("its column `season` is not numeric".into()),
    }
}
