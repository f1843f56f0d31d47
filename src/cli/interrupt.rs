//! Ctrl-C and SIGTERM: nothing half written stays, and a fit may end in its own way.

use crate::file;
use std::process::exit;
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether the work looks at [`CANCELLED`].
static CANCELLABLE: AtomicBool = AtomicBool::new(false);
static CANCELLED: AtomicBool = AtomicBool::new(false);

/// From here on a signal removes what is being written and ends the program, with
/// exit code 130 (Ctrl-C) or 143 (SIGTERM).
pub fn clean_up() {
    // Without a handler a signal just ends the process; the next run of the same
    // output then removes what is left.
    let _ = ctrlc::set_handler(|| asked_to_end(130));
    #[cfg(unix)]
    if let Ok(mut signals) = signal_hook::iterator::Signals::new([signal_hook::consts::SIGTERM]) {
        std::thread::spawn(move || {
            for _ in signals.forever() {
                asked_to_end(143);
            }
        });
    }
}

fn asked_to_end(code: i32) {
    let stops = CANCELLABLE.load(Ordering::Relaxed);
    if stops && !CANCELLED.swap(true, Ordering::Relaxed) {
        return;
    }
    file::remove_unfinished();
    exit(code);
}

/// The first signal asks the work to stop, the second ends the process at once.
pub fn cancelled() -> &'static AtomicBool {
    CANCELLABLE.store(true, Ordering::Relaxed);
    &CANCELLED
}
