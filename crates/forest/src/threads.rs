//! Running work on a given number of threads.

use crate::error::{Error, Result};

/// No more threads than this are started, whatever is asked for.
const MOST: usize = 256;

/// How many threads `wanted` means: `None` is all cores.
///
/// # Errors
/// [`Error::Parameter`] for 0.
pub(super) fn resolve(wanted: Option<usize>) -> Result<usize> {
    match wanted {
        Some(0) => Err(Error::parameter("threads", "at least 1", 0)),
        Some(threads) => Ok(threads.min(MOST)),
        None => Ok(std::thread::available_parallelism().map_or(1, |n| n.get().min(MOST))),
    }
}

/// A pool of `threads` threads.
pub(super) fn pool(threads: usize) -> Result<rayon::ThreadPool> {
    rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .thread_name(|number| format!("forest-{number}"))
        .build()
        .map_err(|error| Error::Fit {
            problem: format!("no {threads} threads to be had: {error}"),
            hint: "ask for fewer threads".to_owned(),
        })
}
