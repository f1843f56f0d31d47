//! What of the games is kept on disk: their facts, their plays, and what changed.
//!
//! Every change is one transaction that is on disk before it is acknowledged.

use super::facts::Facts;
use football::{Error, Result};
use redb::backends::InMemoryBackend;
use redb::{Database, ReadableDatabase, ReadableTable, TableDefinition};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::path::{Path, PathBuf};

/// Facts by game.
const GAMES: TableDefinition<'_, &str, &[u8]> = TableDefinition::new("games");
/// Plays by game and `play_id`.
const PLAYS: TableDefinition<'_, (&str, i32), &[u8]> = TableDefinition::new("plays");
/// What was told to followers, by game and revision.
const EVENTS: TableDefinition<'_, (&str, u64), &[u8]> = TableDefinition::new("events");

/// How many events of a game are kept for followers that come back.
const REMEMBERED: u64 = 1024;

/// A game as it is kept.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Record {
    pub revision: u64,
    pub facts: Facts,
    /// The model that the line is by.
    pub model: String,
}

/// What changes in a game at once.
pub(crate) struct Change<'a> {
    pub record: &'a Record,
    pub put: &'a [(i32, Map<String, Value>)],
    pub removed: &'a [i32],
    /// What followers are told, as JSON.
    pub event: &'a str,
}

pub(crate) struct Store {
    data: Database,
    path: PathBuf,
}

impl Store {
    /// Opens or makes the file; without one the games are gone when the service ends.
    ///
    /// # Errors
    /// [`Error::Data`] for a file that cannot be opened, or is another service's.
    pub fn open(path: Option<&Path>) -> Result<Self> {
        let name = path.unwrap_or("the live games".as_ref()).to_path_buf();
        let opened = match path {
            Some(path) => Database::create(path),
            None => Database::builder().create_with_backend(InMemoryBackend::new()),
        };
        let data = opened.map_err(|e| {
            Error::data(
                name.display(),
                format!("the live games cannot be opened: {e}"),
                "one service may use a file at a time; --games names another file",
            )
        })?;
        let store = Self { data, path: name };
        // Tables that are not there cannot be read.
        store.write(|write| {
            write.open_table(GAMES)?;
            write.open_table(PLAYS)?;
            write.open_table(EVENTS)?;
            Ok(())
        })?;
        Ok(store)
    }

    fn failed(&self, error: &redb::Error) -> Error {
        Error::data(
            self.path.display(),
            format!("the live games cannot be kept: {error}"),
            "is the disk full, or the file another service's?",
        )
    }

    fn write(
        &self,
        change: impl FnOnce(&redb::WriteTransaction) -> std::result::Result<(), redb::Error>,
    ) -> Result<()> {
        let whole = || -> std::result::Result<(), redb::Error> {
            let write = self.data.begin_write()?;
            change(&write)?;
            write.commit()?;
            Ok(())
        };
        whole().map_err(|e| self.failed(&e))
    }

    fn read<T>(
        &self,
        look: impl FnOnce(&redb::ReadTransaction) -> std::result::Result<T, redb::Error>,
    ) -> Result<T> {
        let whole = || look(&self.data.begin_read()?);
        whole().map_err(|e| self.failed(&e))
    }

    /// Keeps a change: on disk when this returns.
    ///
    /// # Errors
    /// [`Error::Data`] where it cannot be written; then nothing of it is kept.
    pub fn keep(&self, id: &str, change: &Change<'_>) -> Result<()> {
        let record = json(change.record)?;
        let plays: Vec<(i32, Vec<u8>)> = change
            .put
            .iter()
            .map(|(play, row)| Ok((*play, json(row)?)))
            .collect::<Result<_>>()?;
        let revision = change.record.revision;
        self.write(|write| {
            write.open_table(GAMES)?.insert(id, record.as_slice())?;
            let mut table = write.open_table(PLAYS)?;
            for play in change.removed {
                table.remove((id, *play))?;
            }
            for (play, row) in &plays {
                table.insert((id, *play), row.as_slice())?;
            }
            let mut events = write.open_table(EVENTS)?;
            events.insert((id, revision), change.event.as_bytes())?;
            if let Some(old) = revision.checked_sub(REMEMBERED) {
                events.remove((id, old))?;
            }
            Ok(())
        })
    }

    /// Forgets a game.
    ///
    /// # Errors
    /// [`Error::Data`] where that cannot be written.
    pub fn forget(&self, id: &str) -> Result<()> {
        self.write(|write| {
            write.open_table(GAMES)?.remove(id)?;
            let mut plays = write.open_table(PLAYS)?;
            plays.retain_in((id, i32::MIN)..=(id, i32::MAX), |_, _| false)?;
            let mut events = write.open_table(EVENTS)?;
            events.retain_in((id, 0)..=(id, u64::MAX), |_, _| false)?;
            Ok(())
        })
    }

    /// All games, in the order of their ids.
    ///
    /// # Errors
    /// [`Error::Data`] for a file that cannot be read.
    pub fn games(&self) -> Result<Vec<(String, Record)>> {
        let all = self.read(|read| {
            let mut all = Vec::new();
            for entry in read.open_table(GAMES)?.iter()? {
                let (id, bytes) = entry?;
                all.push((id.value().to_owned(), bytes.value().to_vec()));
            }
            Ok(all)
        })?;
        all.into_iter()
            .map(|(id, bytes)| Ok((id, self.parsed(&bytes)?)))
            .collect()
    }

    /// A game's plays.
    ///
    /// # Errors
    /// As [`Store::games`].
    pub fn plays(&self, id: &str) -> Result<Vec<Map<String, Value>>> {
        let all = self.read(|read| {
            let mut all = Vec::new();
            let table = read.open_table(PLAYS)?;
            for entry in table.range((id, i32::MIN)..=(id, i32::MAX))? {
                all.push(entry?.1.value().to_vec());
            }
            Ok(all)
        })?;
        all.iter().map(|bytes| self.parsed(bytes)).collect()
    }

    /// What followers were told after a revision; `None` where the next of them is not
    /// kept any more.
    ///
    /// # Errors
    /// As [`Store::games`].
    pub fn events(&self, id: &str, after: u64) -> Result<Option<Vec<(u64, String)>>> {
        let all = self.read(|read| {
            let mut all = Vec::new();
            let table = read.open_table(EVENTS)?;
            for entry in table.range((id, after.saturating_add(1))..=(id, u64::MAX))? {
                let (key, bytes) = entry?;
                let text = String::from_utf8_lossy(bytes.value()).into_owned();
                all.push((key.value().1, text));
            }
            Ok(all)
        })?;
        let whole = all.first().is_none_or(|(first, _)| *first == after + 1);
        Ok(whole.then_some(all))
    }

    fn parsed<T: serde::de::DeserializeOwned>(&self, bytes: &[u8]) -> Result<T> {
        serde_json::from_slice(bytes).map_err(|e| {
            Error::data(
                self.path.display(),
                format!("a live game cannot be read: {e}"),
                "was the file written by a later version of wp?",
            )
        })
    }
}

fn json(value: &impl Serialize) -> Result<Vec<u8>> {
    serde_json::to_vec(value).map_err(|e| Error::Shape {
        what: "live game",
        expected: "JSON".into(),
        found: e.to_string(),
    })
}
