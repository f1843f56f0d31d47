//! Long work without the interpreter's lock: threads of one's own that survive
//! a fork, Ctrl-C, progress.

use crate::error::{bad, to_python};
use pyo3::prelude::*;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// How long Ctrl-C waits to be noticed, and progress to be shown.
const LOOK: Duration = Duration::from_millis(50);

/// Most threads that may be asked for.
const MOST: usize = 256;

static THREADS: AtomicUsize = AtomicUsize::new(0);
static POOL: Mutex<Option<Pool>> = Mutex::new(None);

/// Threads that belong to one process: those of a parent do not exist in its
/// fork, where work given to them would wait forever.
struct Pool {
    process: u32,
    threads: usize,
    pool: Arc<rayon::ThreadPool>,
}

/// How many threads work is done on.
#[pyfunction]
pub fn get_threads() -> usize {
    match THREADS.load(Ordering::Relaxed) {
        0 => std::thread::available_parallelism().map_or(1, |n| n.get().min(MOST)),
        threads => threads,
    }
}

/// Sets how many threads work is done on; `None` for all cores.
#[pyfunction]
#[pyo3(signature = (threads=None))]
pub fn set_threads(threads: Option<usize>) -> PyResult<()> {
    if threads.is_some_and(|n| !(1..=MOST).contains(&n)) {
        return Err(bad(format!("threads must be between 1 and {MOST}")));
    }
    THREADS.store(threads.unwrap_or(0), Ordering::Relaxed);
    Ok(())
}

/// This process's threads.
fn pool() -> PyResult<Arc<rayon::ThreadPool>> {
    let (process, threads) = (std::process::id(), get_threads());
    let mut held = POOL.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = &*held
        && (known.process, known.threads) == (process, threads)
    {
        return Ok(Arc::clone(&known.pool));
    }
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .thread_name(|number| format!("nflwp-{number}"))
        .build()
        .map_err(|e| bad(format!("no {threads} threads to be had: {e}")))?;
    let pool = Arc::new(pool);
    let before = held.replace(Pool {
        process,
        threads,
        pool: Arc::clone(&pool),
    });
    if let Some(parents) = before.filter(|p| p.process != process) {
        // Ending threads that are not there would wait for them.
        std::mem::forget(parents);
    }
    Ok(pool)
}

/// Does short work on this process's threads, without the interpreter's lock.
pub fn alone<T: Send>(
    py: Python<'_>,
    work: impl FnOnce() -> football::Result<T> + Send,
) -> PyResult<T> {
    let pool = pool()?;
    py.detach(|| pool.install(work)).map_err(to_python)
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
    let pool = pool()?;
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
