//! Files in, the same rows out, with their scores beside them.

use crate::error::{Error, Result};
use crate::estimator::unwatched;
use crate::model_file::SavedModel;
use crate::pbp::wide::{Block, Blocks, Layout};
use crate::pbp::{self, Source};
use crate::pbp::{Format, write::TableWriter};
use crate::plays::{Audit, Plays, Schedule, Seasons, SpreadFrom};
use crate::score::{Basis, Scored, Scorer, columns, family};
use crate::table::Column;
use rayon::prelude::*;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

/// Which columns are added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Columns {
    /// [`ADDED`].
    #[default]
    Own,
    /// nflverse's whole family: [`family::WP`] and [`family::EP`].
    Nflverse,
}

/// The columns that [`Columns::Own`] adds, in order; the ends of the interval only
/// where the model has intervals.
pub const ADDED: [&str; 5] = ["wp", "home_wp", "wp_lower", "wp_upper", "wpa"];

impl Columns {
    /// The names that are added.
    fn added(self, intervals: bool) -> Vec<&'static str> {
        match self {
            Self::Own => {
                let here = |name: &&str| intervals || !name.ends_with("er");
                ADDED.into_iter().filter(here).collect()
            }
            Self::Nflverse => [&family::WP[..], &family::EP[..]].concat(),
        }
    }

    /// The rest of the family, which is another model's and must not stand beside
    /// them under its own name.
    fn others(self) -> Vec<&'static str> {
        match self {
            Self::Own => [&family::WP[..], &family::OTHER_WP[..]].concat(),
            Self::Nflverse => [&family::OTHER_WP[..], &family::OTHER_EP[..]].concat(),
        }
    }
}

/// What is scored, and how.
pub struct Export<'a> {
    source: &'a Source,
    seasons: Option<&'a Seasons>,
    scorer: Scorer<'a>,
    format: Format,
    files: Vec<PathBuf>,
    layout: Layout,
    columns: Columns,
    spread: SpreadFrom,
}

/// What was done.
#[derive(Debug, Clone, Default)]
pub struct Done {
    /// Rows written.
    pub rows: usize,
    /// Games.
    pub games: usize,
    /// Rows with a probability of their own.
    pub own: usize,
    /// Rows that carry another row's, or the result.
    pub carried: usize,
    /// Rows of which nothing is known.
    pub unknown: usize,
    /// The rows' roles, by season.
    pub audit: Audit,
}

/// Blocks that may wait for the writer, and files' scores for the reader.
const WAITING: usize = 1;
/// Files that are cleaned and predicted at once, at most: each takes memory.
const AT_ONCE: usize = 4;

impl<'a> Export<'a> {
    /// Looks at the files' columns. `prefix` goes before the names of the added
    /// columns; `level` is the share of the truth that intervals are to hold.
    ///
    /// # Errors
    /// [`Error::Data`] for files that cannot be read, or where there are none.
    pub fn new(
        source: &'a Source,
        seasons: Option<&'a Seasons>,
        model: &'a SavedModel,
        level: f64,
        format: Format,
        (columns, prefix): (Columns, &str),
    ) -> Result<Self> {
        let files = source.files(seasons)?;
        let added: Vec<String> = columns
            .added(model.has_intervals())
            .iter()
            .map(|name| format!("{prefix}{name}"))
            .collect();
        // Under a prefix nothing is taken for another model's.
        let others = if prefix.is_empty() {
            columns.others()
        } else {
            Vec::new()
        };
        let layout = Layout::of(&files, format, &added, &others)?;
        Ok(Self {
            source,
            seasons,
            scorer: Scorer::new(model, level)?,
            columns,
            spread: SpreadFrom::Line,
            format,
            files,
            layout,
        })
    }

    /// The same with spreads and totals from elsewhere than the betting lines.
    #[must_use]
    pub fn with_spread(self, spread: SpreadFrom) -> Self {
        Self { spread, ..self }
    }

    /// Columns of the files that are written under another name, since an
    /// added column has theirs: old and new.
    #[must_use]
    pub fn renamed(&self) -> Vec<(String, String)> {
        self.layout.renamed()
    }

    /// Scores file by file and writes block by block: some threads clean and
    /// predict the next files while one reads all columns of this one and one
    /// writes. The output does not depend on the number of threads.
    ///
    /// # Errors
    /// As [`pbp::load_one`]; `Err` inside `Ok` is what the output said.
    pub fn write(&self, to: impl Write) -> Result<io::Result<Done>> {
        let schedule = crate::pbp::load_schedule(self.source, self.spread)?;
        let (hand_on, scored) = sync_channel(WAITING);
        let (send, blocks) = sync_channel(WAITING);
        std::thread::scope(|scope| {
            scope.spawn(|| self.score(&schedule, hand_on));
            let reader = scope.spawn(|| self.read(scored, send));
            let written = self.write_blocks(to, blocks);
            let read = reader
                .join()
                .map_err(|_| Error::data(self.source.root().display(), "a thread crashed", ""))?;
            match (written, read) {
                // The reader only stops early where the writer did.
                (Err(e), _) => Ok(Err(e)),
                (Ok(()), done) => done.map(Ok),
            }
        })
    }

    fn write_blocks(&self, to: impl Write, blocks: Receiver<Option<Block>>) -> io::Result<()> {
        let mut writer = TableWriter::new(to, self.format, &self.layout)?;
        let mut whole = false;
        for block in blocks {
            match block {
                Some(block) => writer.write(&block)?,
                None => whole = true,
            }
        }
        // A table that could not be read to its end gets none.
        if whole { writer.finish() } else { Ok(()) }
    }

    /// The scores of each file in order, of as many at once as there are threads.
    fn score(&self, schedule: &Schedule, hand_on: SyncSender<Result<FileScores>>) {
        let at_once = rayon::current_num_threads().clamp(1, AT_ONCE);
        for paths in self.files.chunks(at_once) {
            let scores: Vec<_> = paths
                .par_iter()
                .map(|path| self.file_scores(path, schedule))
                .collect();
            for one in scores {
                // Whoever listens stops at the first error.
                if hand_on.send(one).is_err() {
                    return;
                }
            }
        }
    }

    fn read(
        &self,
        scored: Receiver<Result<FileScores>>,
        blocks: SyncSender<Option<Block>>,
    ) -> Result<Done> {
        let mut done = Done::default();
        for (path, scores) in self.files.iter().zip(scored) {
            let scores = scores?;
            if !self.send(path, &scores, &blocks)? {
                return Ok(done);
            }
            done.add(scores.done);
        }
        if done.rows == 0 {
            return Err(Error::data(
                self.source.root().display(),
                match self.seasons {
                    Some(seasons) => format!("it has no plays of {seasons}"),
                    None => "it has no plays".to_owned(),
                },
                format!("it has {}", self.source.summary()),
            ));
        }
        // Nobody listens any more where the writer failed, which says so itself.
        let _ = blocks.send(None);
        Ok(done)
    }

    /// A file's rows with their scores to the writer; whether it still listens.
    fn send(
        &self,
        path: &Path,
        columns: &FileScores,
        blocks: &SyncSender<Option<Block>>,
    ) -> Result<bool> {
        let mut wide = Blocks::open(path)?;
        let mut at = 0;
        while let Some(block) = wide.advance()? {
            let here = at..(at + block.rows()).min(columns.keep.len());
            if here.len() < block.rows() {
                return Err(changed(path));
            }
            at = here.end;
            let added: Vec<&[f32]> = columns.values.iter().map(|c| &c[here.clone()]).collect();
            let keep = self.seasons.map(|_| &columns.keep[here]);
            let block = self.layout.join(path, block, &added, keep)?;
            if blocks.send(Some(block)).is_err() {
                return Ok(false);
            }
        }
        if at < columns.keep.len() {
            return Err(changed(path));
        }
        Ok(true)
    }

    /// The added columns of a file, in the order of its rows.
    fn file_scores(&self, path: &Path, schedule: &Schedule) -> Result<FileScores> {
        let (plays, rows) = pbp::load_one(path, schedule, self.seasons)?;
        let (values, timeline) = self.values(&plays, rows)?;
        let mut scores = FileScores {
            values,
            keep: vec![false; rows],
            done: Done {
                games: plays.games().len(),
                audit: Audit::of(&plays),
                ..Done::default()
            },
        };
        let done = &mut scores.done;
        for (play, scored) in plays.rows().iter().zip(timeline) {
            scores.keep[play.row as usize] = true;
            match scored.basis {
                Basis::Own => done.own += 1,
                Basis::Unknown => done.unknown += 1,
                _ => done.carried += 1,
            }
        }
        let kept = scores.keep.iter().filter(|k| **k).count();
        // Rows without a game stay where no seasons are asked for.
        done.rows = if self.seasons.is_some() { kept } else { rows };
        done.unknown += done.rows - kept;
        Ok(scores)
    }

    /// The added columns of a file's `rows` rows, and its timeline.
    fn values(&self, plays: &Plays, rows: usize) -> Result<(Vec<Vec<f32>>, Vec<Scored>)> {
        let (table, timeline) = match self.columns {
            Columns::Own => columns::columns(&self.scorer, plays, rows, &unwatched)?,
            Columns::Nflverse => family::columns(&self.scorer, plays, rows, &unwatched)?,
        };
        let values = table.into_iter().filter_map(|(_, column)| match column {
            Column::Float(values) => Some(values),
            _ => None,
        });
        Ok((values.collect(), timeline))
    }
}

/// Parquet for the service: what `wp score` makes of the same bytes as a file.
#[derive(Debug)]
pub struct ScoresParquet;

impl ScoresParquet {
    /// The bytes as a file of a folder of its own, for as long as the work takes. Messages
    /// say "the body" where a file would be named.
    fn with_file<T>(bytes: &[u8], work: impl FnOnce(&Path) -> Result<T>) -> Result<T> {
        let folder = tempfile::tempdir().map_err(|e| Error::io("create", "a folder", e))?;
        let path = folder.path().join("plays.parquet");
        std::fs::write(&path, bytes).map_err(|e| Error::io("write", &path, e))?;
        let name = path.display().to_string();
        work(&path).map_err(|error| match error {
            Error::Io { .. } => error,
            _ => Error::Refused {
                problem: error.to_string().replace(&name, "the body"),
                hint: error.hint().unwrap_or_default().replace(&name, "the body"),
            },
        })
    }
}

impl service::Parquet for ScoresParquet {
    fn rows(&self, bytes: &[u8]) -> Result<usize> {
        pbp::wide::parquet_rows(bytes).map_err(|e| {
            Error::data(
                "the body",
                format!("it cannot be read as Parquet: {e}"),
                "expected a Parquet file of nflverse's rows",
            )
        })
    }

    fn score(&self, bytes: &[u8], model: &SavedModel, level: f64) -> Result<Vec<u8>> {
        Self::with_file(bytes, |path| {
            let source = Source::open(path)?;
            let own = (Columns::Own, "");
            let export = Export::new(&source, None, model, level, Format::Parquet, own)?;
            let mut out = Vec::new();
            let written = export.write(&mut out)?;
            written.map_err(|e| Error::io("write", path, e))?;
            Ok(out)
        })
    }
}

/// What one file gets.
struct FileScores {
    /// The added columns.
    values: Vec<Vec<f32>>,
    /// Rows of a season that was asked for.
    keep: Vec<bool>,
    done: Done,
}

impl Done {
    fn add(&mut self, other: Self) {
        self.rows += other.rows;
        self.games += other.games;
        self.own += other.own;
        self.carried += other.carried;
        self.unknown += other.unknown;
        self.audit.add(other.audit);
    }
}

fn changed(path: &Path) -> Error {
    Error::data(
        path.display(),
        "it changed while being read",
        "score it again when nothing is writing to it",
    )
}
