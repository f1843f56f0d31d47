//! Work on a thread of its own, while R looks out for interrupts.

use crate::value::Value;
use crate::work::{self, Failure};
use std::any::Any;
use std::ffi::{CStr, c_char, c_int};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::ptr;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

/// Work that was begun.
#[derive(Debug)]
pub struct Job {
    shared: Arc<Shared>,
    worker: Option<JoinHandle<()>>,
}

#[derive(Debug, Default)]
struct Shared {
    stop: AtomicBool,
    done: AtomicUsize,
    all: AtomicUsize,
    result: Mutex<Option<Value>>,
    finished: Condvar,
}

impl Shared {
    fn run(&self, operation: &str, args: Value) {
        let watch = |done: usize, all: usize| {
            self.done.fetch_max(done, Ordering::Relaxed);
            self.all.store(all, Ordering::Relaxed);
            !self.stop.load(Ordering::Relaxed)
        };
        let worked = catch_unwind(AssertUnwindSafe(|| work::run(operation, &args, &watch)));
        let value = match worked {
            Ok(Ok(value)) => Value::list([("value", value)]),
            Ok(Err(failure)) => failure.into(),
            Err(panic) => Failure::internal(said(&*panic)).into(),
        };
        // What R lent is given back before R goes on.
        drop(args);
        *self.result.lock().unwrap_or_else(PoisonError::into_inner) = Some(value);
        self.finished.notify_all();
    }
}

/// What a panic says of itself.
fn said(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref().copied())
        .unwrap_or("no message")
}

/// Begins an operation on `args`, which it takes. What R lent in them must stay
/// until [`nflwp_end`].
///
/// # Safety
/// `operation` must be a C string, `args` a value of this library's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn nflwp_start(operation: *const c_char, args: *mut Value) -> *mut Job {
    // SAFETY: the caller's.
    let (operation, args) = unsafe { (CStr::from_ptr(operation), Box::from_raw(args)) };
    let operation = operation.to_string_lossy().into_owned();
    let shared = Arc::new(Shared::default());
    let own = Arc::clone(&shared);
    let worker = std::thread::Builder::new()
        .name("nflwp".to_owned())
        .spawn(move || own.run(&operation, *args));
    let worker = match worker {
        Ok(worker) => Some(worker),
        Err(error) => {
            let failure = Failure::internal(&format!("no thread to be had: {error}"));
            *shared.result.lock().unwrap_or_else(PoisonError::into_inner) = Some(failure.into());
            None
        }
    };
    Box::into_raw(Box::new(Job { shared, worker }))
}

/// Waits for so many milliseconds at most; 1 where the work is done.
///
/// # Safety
/// `job` must come from [`nflwp_start`] and not be ended.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn nflwp_wait(job: *const Job, milliseconds: c_int) -> c_int {
    // SAFETY: the caller's.
    let shared = &unsafe { &*job }.shared;
    let result = shared.result.lock().unwrap_or_else(PoisonError::into_inner);
    let time = Duration::from_millis(milliseconds.max(0).unsigned_abs().into());
    let waited = shared
        .finished
        .wait_timeout_while(result, time, |r| r.is_none());
    let (result, _) = waited.unwrap_or_else(PoisonError::into_inner);
    result.is_some().into()
}

/// Steps done, and steps in all (0 where nothing is known yet).
///
/// # Safety
/// As [`nflwp_wait`]; `done` and `all` must be writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn nflwp_progress(job: *const Job, done: *mut f64, all: *mut f64) {
    // SAFETY: the caller's.
    let shared = &unsafe { &*job }.shared;
    // SAFETY: the caller's.
    unsafe {
        *done = shared.done.load(Ordering::Relaxed) as f64;
        *all = shared.all.load(Ordering::Relaxed) as f64;
    }
}

/// What came out, once: a list with `value`, or with `kind`, `message` and `hint`
/// of an error. Null where it is not done or was taken.
///
/// # Safety
/// As [`nflwp_wait`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn nflwp_take(job: *const Job) -> *mut Value {
    // SAFETY: the caller's.
    let shared = &unsafe { &*job }.shared;
    let mut result = shared.result.lock().unwrap_or_else(PoisonError::into_inner);
    result
        .take()
        .map_or(ptr::null_mut(), |v| Box::into_raw(Box::new(v)))
}

/// Stops the work, waits for its end, and frees the job.
///
/// # Safety
/// As [`nflwp_wait`]; the job is gone after that.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn nflwp_end(job: *mut Job) {
    // SAFETY: the caller's.
    let mut job = unsafe { Box::from_raw(job) };
    job.shared.stop.store(true, Ordering::Relaxed);
    if let Some(worker) = job.worker.take() {
        // A panic was caught inside.
        drop(worker.join());
    }
}
