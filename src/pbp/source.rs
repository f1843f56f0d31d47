//! Where the play-by-play is.

use crate::error::{Error, Result};
use crate::plays::Seasons;
use std::path::{Path, PathBuf};

/// A folder (or one file) of play-by-play.
#[derive(Debug, Clone)]
pub struct Source {
    root: PathBuf,
    plays: Vec<PathBuf>,
    schedule: Option<PathBuf>,
    passed_over: Vec<PathBuf>,
}

const ENDINGS: [&str; 3] = [".parquet", ".csv", ".csv.gz"];

impl Source {
    /// Looks into a folder, or takes one file.
    ///
    /// In a folder, files named `play_by_play_<season>` are the plays; where
    /// there is none of that name, all data files are. `games` (or
    /// `schedules`) is the schedule. A single file brings the schedule of its
    /// folder along.
    ///
    /// # Errors
    /// [`Error::Data`] where there is nothing to read, [`Error::Io`] where the
    /// folder cannot be listed.
    pub fn open(root: impl AsRef<Path>) -> Result<Self> {
        let root = root.as_ref();
        if !root.exists() {
            return Err(Error::data(
                root.display(),
                "no such file or folder",
                "set the play-by-play folder with --data DIR or WP_DATA",
            ));
        }
        let folder = if root.is_dir() {
            root
        } else {
            match root.parent() {
                Some(p) if !p.as_os_str().is_empty() => p,
                _ => Path::new("."),
            }
        };
        let mut found = Vec::new();
        let entries = std::fs::read_dir(folder).map_err(|e| Error::io("list", folder, e))?;
        for entry in entries {
            let path = entry.map_err(|e| Error::io("list", folder, e))?.path();
            if path.is_file() && stem(&path).is_some() {
                found.push(path);
            }
        }
        found.sort();
        let is_schedule =
            |p: &PathBuf| matches!(stem(p).as_deref(), Some("games" | "schedules" | "schedule"));
        let schedule = found.iter().find(|p| is_schedule(p)).cloned();
        if root.is_file() {
            return if stem(root).is_none() {
                Err(Error::data(
                    root.display(),
                    "not a .parquet, .csv or .csv.gz file",
                    convert(root).unwrap_or("use nflverse play-by-play in one of these formats"),
                ))
            } else {
                Ok(Self {
                    root: root.to_path_buf(),
                    plays: vec![root.to_path_buf()],
                    schedule: schedule.filter(|s| s != root),
                    passed_over: Vec::new(),
                })
            };
        }
        found.retain(|p| !is_schedule(p));
        let (named, others): (Vec<_>, Vec<_>) = found
            .into_iter()
            .partition(|p| stem(p).is_some_and(|s| s.starts_with("play_by_play")));
        let (plays, passed_over) = if named.is_empty() {
            (others, Vec::new())
        } else {
            (named, others)
        };
        if plays.is_empty() {
            if let Some((name, hint)) = convertible(root) {
                return Err(Error::data(
                    root.display(),
                    format!("it contains no play-by-play that can be read, but {name}"),
                    hint,
                ));
            }
            return Err(Error::data(
                root.display(),
                "it contains no play-by-play",
                "it needs files such as play_by_play_2023.parquet (or .csv, .csv.gz) as published by nflverse; `wp fetch --seasons 2009-2023` downloads them",
            ));
        }
        Ok(Self {
            root: root.to_path_buf(),
            plays,
            schedule,
            passed_over,
        })
    }

    /// The folder or file it was opened with.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The schedule, where there is one.
    #[must_use]
    pub fn schedule(&self) -> Option<&Path> {
        self.schedule.as_deref()
    }

    /// Data files that are not play-by-play by their name and are not read.
    #[must_use]
    pub fn passed_over(&self) -> &[PathBuf] {
        &self.passed_over
    }

    /// The play-by-play files that can hold any of `seasons`, by name. A file
    /// whose name has no year is always one of them.
    ///
    /// # Errors
    /// [`Error::Data`] that names the seasons that have no file.
    pub fn files(&self, seasons: Option<&Seasons>) -> Result<Vec<PathBuf>> {
        let Some(wanted) = seasons else {
            return Ok(self.plays.clone());
        };
        let with_year: Vec<_> = self.plays.iter().map(|p| (year(p), p)).collect();
        let unnamed = with_year.iter().any(|(y, _)| y.is_none());
        let absent = Seasons::from_list(
            wanted
                .iter()
                .filter(|s| !with_year.iter().any(|(y, _)| *y == Some(*s)))
                .collect(),
        );
        if let Some(absent) = absent.filter(|_| !unnamed) {
            return Err(Error::data(
                self.root.display(),
                format!("it lacks season {absent}"),
                format!("it has {}", self.summary()),
            ));
        }
        Ok(with_year
            .into_iter()
            .filter(|(y, _)| y.is_none_or(|y| wanted.contains(y)))
            .map(|(_, p)| p.clone())
            .collect())
    }

    /// What is there, in words: "seasons 2009–2023" or file names.
    #[must_use]
    pub fn summary(&self) -> String {
        let years: Vec<u16> = self.plays.iter().filter_map(|p| year(p)).collect();
        match Seasons::from_list(years) {
            Some(s) => format!("seasons {s}"),
            None => self
                .plays
                .iter()
                .filter_map(|p| p.file_name())
                .map(|n| n.to_string_lossy().into_owned())
                .collect::<Vec<_>>()
                .join(", "),
        }
    }
}

/// How to make a file of another kind readable, for kinds that play-by-play comes in.
fn convert(path: &Path) -> Option<&'static str> {
    let ending = path.extension()?.to_str()?.to_ascii_lowercase();
    Some(match ending.as_str() {
        "rds" => {
            "convert it in R: arrow::write_parquet(readRDS(\"FILE.rds\"), \"FILE.parquet\"), \
             or fetch nflverse's Parquet files with `wp fetch`"
        }
        "qs" => {
            "convert it in R: arrow::write_parquet(qs::qread(\"FILE.qs\"), \"FILE.parquet\"), \
             or fetch nflverse's Parquet files with `wp fetch`"
        }
        "rda" | "rdata" => {
            "convert it in R: load() it, then arrow::write_parquet(the data frame, \"FILE.parquet\")"
        }
        "feather" | "arrow" | "ipc" => {
            "convert it in Python: polars.read_ipc(\"FILE\").write_parquet(\"FILE.parquet\")"
        }
        "xlsx" | "xls" | "json" | "jsonl" | "sqlite" | "db" => {
            "save it as .csv or .parquet; `wp score --follow` reads JSON lines"
        }
        _ => return None,
    })
}

/// A file of a folder that could be converted, and how.
fn convertible(folder: &Path) -> Option<(String, &'static str)> {
    let entries = std::fs::read_dir(folder).ok()?.flatten();
    let mut paths: Vec<PathBuf> = entries.map(|e| e.path()).collect();
    paths.sort();
    paths.iter().find_map(|path| {
        let name = path.file_name()?.to_string_lossy().into_owned();
        let plays = name.to_ascii_lowercase().contains("play_by_play");
        plays.then(|| Some((name, convert(path)?))).flatten()
    })
}

/// The name without its data ending; `None` for files of another kind.
fn stem(path: &Path) -> Option<String> {
    let name = path.file_name()?.to_str()?.to_ascii_lowercase();
    ENDINGS
        .iter()
        .rev()
        .find_map(|e| name.strip_suffix(e).map(str::to_owned))
}

/// The season in a file's name: `play_by_play_2023.parquet` → 2023.
#[must_use]
pub fn year(path: &Path) -> Option<u16> {
    let stem = stem(path)?;
    let tail = stem.strip_prefix("play_by_play_")?;
    (tail.len() == 4).then(|| tail.parse().ok()).flatten()
}
