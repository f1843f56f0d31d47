//! Long work without the interpreter's lock: threads of one's own that survive
//! a fork, Ctrl-C, progress.

use crate::error::{of_forest, to_python};
use grouped_forest::pool;
use pyo3::prelude::*;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

/// How long Ctrl-C waits to be noticed, and progress to be shown.
const LOOK: Duration = Duration::from_millis(50);

/// How many threads work is done on.
#[pyfunction]
pub fn get_threads() -> usize {
    pool::threads()
}

/// Sets how many threads work is done on; `None` for all cores.
#[pyfunction]
#[pyo3(signature = (threads=None))]
pub fn set_threads(threads: Option<usize>) -> PyResult<()> {
    pool::set_threads(threads).map_err(of_forest)
}

/// Does short work on this process's threads, without the interpreter's lock.
pub fn alone<T: Send>(
    py: Python<'_>,
    work: impl FnOnce() -> football::Result<T> + Send,
) -> PyResult<T> {
    let pool = pool::of_process().map_err(of_forest)?;
    py.detach(|| pool.install(work)).map_err(to_python)
}

/// Does one question's work on this thread, without the interpreter's lock: handing it
/// over would take longer.
pub fn here<T: Send>(
    py: Python<'_>,
    work: impl FnOnce() -> football::Result<T> + Send,
) -> PyResult<T> {
    py.detach(work).map_err(to_python)
}

/// What long work tells of itself: steps done of how many; `false` says to stop.
pub type Watch<'a> = &'a (dyn Fn(usize, usize) -> bool + Sync);

/// Does long work on this process's threads, without the interpreter's lock,
/// while this thread looks out for Ctrl-C and hands progress on to `progress`,
/// a Python function of steps done and steps in all.
pub fn watched<T: Send>(
    py: Python<'_>,
    progress: Option<&Bound<'_, PyAny>>,
    work: impl FnOnce(Watch<'_>) -> football::Result<T> + Send,
) -> PyResult<T> {
    let pool = pool::of_process().map_err(of_forest)?;
    let (stop, done, of) = (
        AtomicBool::new(false),
        AtomicUsize::new(0),
        AtomicUsize::new(0),
    );
    let watch = |now: usize, all: usize| {
        done.fetch_max(now, Ordering::Relaxed);
        of.store(all, Ordering::Relaxed);
        !stop.load(Ordering::Relaxed)
    };
    let mut failed = None;
    let waiting = std::thread::current();
    let result = std::thread::scope(|scope| {
        let worker = scope.spawn(|| {
            let result = pool.install(|| work(&watch));
            waiting.unpark();
            result
        });
        let mut told = 0;
        while !worker.is_finished() {
            py.detach(|| std::thread::park_timeout(LOOK));
            if failed.is_some() {
                continue;
            }
            let mut look = || {
                py.check_signals()?;
                let now = done.load(Ordering::Relaxed);
                if let Some(progress) = progress.filter(|_| now > told) {
                    progress.call1((now, of.load(Ordering::Relaxed)))?;
                    told = now;
                }
                Ok(())
            };
            if let Err(error) = look() {
                failed = Some(error);
                stop.store(true, Ordering::Relaxed);
            }
        }
        worker.join()
    });
    if let Some(error) = failed {
        return Err(error);
    }
    match result {
        Ok(result) => {
            let result = result.map_err(to_python)?;
            if let Some(progress) = progress {
                let all = of.load(Ordering::Relaxed);
                progress.call1((all, all))?;
            }
            Ok(result)
        }
        Err(panic) => std::panic::resume_unwind(panic),
    }
}
