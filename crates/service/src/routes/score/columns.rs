//! Tables of columns: Parquet by the program around the service, Arrow here.

use super::{Answer, Level};
use crate::model::Loaded;
use crate::problem::Problem;
use crate::settings::Parquet;
use football::estimator::unwatched;
use football::plays::frame::{self, Columns};
use football::plays::{Schedule, clean};
use football::score::{Scorer, columns};
use std::panic::{AssertUnwindSafe, catch_unwind};
use tables::ipc::{self, Layout};

/// What tables are called in messages.
const BODY: &str = "the body";

pub(super) fn arrow(
    model: &Loaded,
    bytes: Vec<u8>,
    Level { level, most }: Level,
) -> Result<Answer, Problem> {
    let (table, layout) = readable(|| ipc::read(BODY, bytes))?;
    let rows = table.rows();
    super::enough(rows, most)?;
    let raw = frame::raw(&table, &[])?;
    let plays = clean::table(&raw, &Schedule::default(), None)?;
    let scorer = Scorer::new(model.model(), level)?;
    let added = columns::columns(&scorer, &plays, rows, &unwatched)?.0;
    Ok(Answer {
        kind: match layout {
            Layout::Stream => "application/vnd.apache.arrow.stream",
            Layout::File => "application/vnd.apache.arrow.file",
        },
        bytes: ipc::write(&table.beside(added)?, layout)?,
        rows,
    })
}

pub(super) fn parquet(
    model: &Loaded,
    by: &dyn Parquet,
    bytes: &[u8],
    Level { level, most }: Level,
) -> Result<Answer, Problem> {
    let rows = readable(|| by.rows(bytes))?;
    super::enough(rows, most)?;
    let bytes = readable(|| by.score(bytes, model.model(), level))?;
    Ok(Answer {
        kind: "application/vnd.apache.parquet",
        bytes,
        rows,
    })
}

/// Libraries that read what others wrote may break on it, which is the sender's mistake.
fn readable<T>(read: impl FnOnce() -> football::Result<T>) -> Result<T, Problem> {
    match catch_unwind(AssertUnwindSafe(read)) {
        Ok(done) => Ok(done?),
        Err(_) => Err(Problem::malformed(
            "the body cannot be read: it contradicts itself",
            "write it again with another library or version",
        )),
    }
}
