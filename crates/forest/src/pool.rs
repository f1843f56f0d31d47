//! Threads for libraries inside other programs (Python, R): a number that the user
//! sets, and a pool that survives a fork.

use crate::error::{Error, Result};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// Most threads that may be asked for.
const MOST: usize = 256;

static THREADS: AtomicUsize = AtomicUsize::new(0);
static POOL: Mutex<Option<Held>> = Mutex::new(None);

/// Threads that belong to one process: those of a parent do not exist in its
/// fork, where work given to them would wait forever.
struct Held {
    process: u32,
    threads: usize,
    pool: Arc<rayon::ThreadPool>,
}

/// How many threads work is done on.
pub fn threads() -> usize {
    match THREADS.load(Ordering::Relaxed) {
        0 => std::thread::available_parallelism().map_or(1, |n| n.get().min(MOST)),
        threads => threads,
    }
}

/// Sets how many threads work is done on; `None` for all cores.
///
/// # Errors
/// [`Error::Parameter`] for 0 and for more than 256.
pub fn set_threads(threads: Option<usize>) -> Result<()> {
    if let Some(wrong) = threads.filter(|n| !(1..=MOST).contains(n)) {
        let rule = format!("between 1 and {MOST}");
        return Err(Error::parameter("threads", rule, wrong));
    }
    THREADS.store(threads.unwrap_or(0), Ordering::Relaxed);
    Ok(())
}

/// This process's threads.
///
/// # Errors
/// [`Error::Fit`] where the system has no threads left.
pub fn of_process() -> Result<Arc<rayon::ThreadPool>> {
    let (process, threads) = (std::process::id(), threads());
    let mut held = POOL.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = &*held
        && (known.process, known.threads) == (process, threads)
    {
        return Ok(Arc::clone(&known.pool));
    }
    let pool = Arc::new(crate::threads::pool(threads)?);
    let before = held.replace(Held {
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
