//! Published play-by-play, from nflverse's releases into a folder.
//!
//! Each file comes under a temporary name (`NAME.part`) and takes its own only
//! when it is whole, on the disk, and has been read from end to end as the
//! Parquet it should be. What broke off is continued by range, if the server
//! still has the same version (`If-Range`); what has not changed since is not
//! fetched again (`If-None-Match`). The process may end at any moment, by
//! Ctrl-C, a power cut or SIGKILL: a file is there whole or not at all.
//!
//! What came from where, with its SHA-256, is kept in the folder's
//! [`Manifest`].
//!
//! The rules of the protocol are those of RFC 9110, HTTP Semantics.

mod client;
mod headers;
mod manifest;
mod part;
mod poll;
mod post;
mod proxy;
mod transfer;
mod trust;
mod version;
mod wait;

pub use client::base;
pub use manifest::{Entry, Manifest};
pub use poll::{Poll, Polled};
pub use post::Post;

use crate::error::{Error, Result};
use crate::pbp::verify::Content;
use crate::plays::Seasons;
use std::fs::{File, TryLockError};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Where nflverse publishes.
pub const NFLVERSE: &str = "https://github.com/nflverse/nflverse-data/releases/download";

/// The first season that nflverse publishes.
pub const FIRST_SEASON: u16 = 1999;

/// A file to fetch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Name in the folder.
    pub name: String,
    /// Where it is below the base address.
    pub path: String,
    /// What it should hold.
    pub content: Content,
}

impl Wanted {
    /// The schedule of all seasons.
    #[must_use]
    pub fn schedule() -> Self {
        Self {
            name: "games.parquet".into(),
            path: "schedules/games.parquet".into(),
            content: Content::Schedule,
        }
    }

    /// The play-by-play of a season.
    #[must_use]
    pub fn plays(season: u16) -> Self {
        let name = format!("play_by_play_{season}.parquet");
        Self {
            path: format!("pbp/{name}"),
            name,
            content: Content::Plays { season },
        }
    }

    /// The schedule, and the play-by-play of some seasons.
    ///
    /// # Errors
    /// [`Error::Parameter`] for seasons that nflverse cannot have.
    pub fn of(seasons: &Seasons) -> Result<Vec<Self>> {
        // Years more, for clocks that are behind.
        let last = wait::this_year() + 3;
        if let Some(season) = seasons.iter().find(|s| !(FIRST_SEASON..=last).contains(s)) {
            return Err(Error::parameter(
                "a season to fetch",
                format!("{FIRST_SEASON} or later (nflverse starts there), and not to come"),
                season,
            ));
        }
        let plays = seasons.iter().map(Self::plays);
        Ok(std::iter::once(Self::schedule()).chain(plays).collect())
    }

    /// The season; `None` for the schedule.
    #[must_use]
    pub fn season(&self) -> Option<u16> {
        match self.content {
            Content::Plays { season } => Some(season),
            Content::Schedule => None,
        }
    }
}

/// How to fetch.
#[derive(Debug, Clone)]
pub struct Options {
    /// The address that the files are below, as [`base`] gives it.
    pub base: String,
    /// The folder that they go to.
    pub folder: PathBuf,
    /// Connections at once.
    pub jobs: usize,
    /// Fetch what has not changed as well, and from the start.
    pub force: bool,
    /// Only ask the server; write nothing.
    pub dry_run: bool,
    /// How often a file is tried again after failures in a row.
    pub retries: u32,
    /// For a name to be found, and for a connection to be made.
    pub connect_timeout: Duration,
    /// For the answer to begin, and between its bytes.
    pub idle_timeout: Duration,
    /// The wait after the first failure; doubled after each further one.
    pub back_off: Duration,
    /// The longest wait that a server may ask for.
    pub longest_wait: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            base: NFLVERSE.into(),
            folder: PathBuf::from("data/pbp"),
            jobs: 3,
            force: false,
            dry_run: false,
            retries: 5,
            connect_timeout: Duration::from_secs(10),
            idle_timeout: Duration::from_secs(30),
            back_off: Duration::from_millis(500),
            longest_wait: Duration::from_secs(120),
        }
    }
}

impl Options {
    fn check(&self) -> Result<()> {
        if !(1..=16).contains(&self.jobs) {
            let rule = "between 1 and 16 parallel connections";
            return Err(Error::parameter("jobs", rule, self.jobs));
        }
        for (name, timeout) in [
            ("the connection timeout", self.connect_timeout),
            ("the timeout", self.idle_timeout),
        ] {
            if timeout.is_zero() {
                return Err(Error::parameter(name, "more than 0 s", "0 s"));
            }
        }
        Ok(())
    }
}

/// What became of a file.
#[derive(Debug)]
pub enum State {
    /// It was fetched.
    Fetched {
        /// Bytes that were there from an earlier try.
        from: u64,
    },
    /// It is there and the server has no other.
    Unchanged,
    /// It would be fetched (dry run).
    WouldFetch {
        /// Bytes that are there from an earlier try.
        from: u64,
    },
    /// It was not fetched.
    Failed(Error),
    /// It was not fetched, since the work was stopped before.
    Stopped,
}

/// What became of a file, and what it is.
#[derive(Debug)]
pub struct Outcome {
    /// The file.
    pub wanted: Wanted,
    /// Where it is published.
    pub url: String,
    /// What became of it.
    pub state: State,
    /// Whether the server says that there is none.
    pub missing: bool,
    /// What is in the folder now under its name (in a dry run, without rows,
    /// hash and time: what would be).
    pub entry: Option<Entry>,
    /// Bytes that came over the network.
    pub received: u64,
    /// How often it was tried again.
    pub retries: u32,
    /// Time spent on it.
    pub time: Duration,
}

/// What happens to a file on its way.
#[derive(Debug)]
pub enum Event {
    /// Bytes begin to come.
    Began {
        /// Bytes that are there already.
        at: u64,
        /// Bytes of the whole file, where the server says so.
        total: Option<u64>,
    },
    /// This many bytes are there.
    At(u64),
    /// They are being checked.
    Checking,
    /// It will be tried again.
    Waiting {
        /// What went wrong.
        why: String,
        /// How long from now.
        wait: Duration,
    },
}

/// Someone who watches and may call it off.
pub trait Watch {
    /// Something happened to a file, by its place in the list.
    fn event(&mut self, file: usize, event: &Event);
    /// A file is dealt with.
    fn done(&mut self, file: usize, outcome: &Outcome);
    /// Whether to stop.
    fn cancelled(&self) -> bool;
}

/// Everything that the connections share.
struct Shared {
    options: Options,
    client: client::Client,
    manifest: Mutex<Manifest>,
    gate: wait::Gate,
    /// One file is checked at a time, which bounds memory.
    check: Mutex<()>,
    stop: AtomicBool,
    next: AtomicUsize,
    /// Held until the last connection has ended.
    _lock: Option<File>,
}

impl Shared {
    fn stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    fn call_off(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}

/// A lock whose data are whole between any two statements that hold it, so
/// that a thread that died is no reason to stop.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

enum Message {
    Event(usize, Event),
    Done(usize, Box<Outcome>),
}

/// How long connections may take to end once the work is called off. One that
/// hangs on a silent server is left to itself: it writes nothing any more but
/// to its part.
const GRACE: Duration = Duration::from_secs(1);

/// Fetches files; one outcome for each, in their order.
///
/// A file that fails does not keep the others from being fetched, but a folder
/// that cannot be written to (a full disk) does, and a server that never
/// answers.
///
/// # Errors
/// [`Error::Parameter`] for options out of range, [`Error::Io`] for a folder
/// that cannot be written to, [`Error::Refused`] while another process fetches
/// into it, [`Error::Data`] for a manifest that is none.
pub fn fetch(files: &[Wanted], options: &Options, watch: &mut dyn Watch) -> Result<Vec<Outcome>> {
    options.check()?;
    let client = client::Client::new(options)?;
    let lock = if options.dry_run {
        None
    } else {
        let lock = lock(&options.folder)?;
        sweep(&options.folder)?;
        Some(lock)
    };
    for wanted in files {
        let path = options.folder.join(&wanted.name);
        if path.is_dir() {
            let reason = std::io::Error::from(std::io::ErrorKind::IsADirectory);
            return Err(Error::io("write", path, reason));
        }
    }
    let shared = Arc::new(Shared {
        manifest: Mutex::new(Manifest::read(&options.folder)?),
        options: options.clone(),
        client,
        gate: wait::Gate::default(),
        check: Mutex::new(()),
        stop: AtomicBool::new(false),
        next: AtomicUsize::new(0),
        _lock: lock,
    });
    let (sender, receiver) = mpsc::channel();
    for _ in 0..options.jobs.min(files.len()) {
        let (shared, sender, files) = (Arc::clone(&shared), sender.clone(), files.to_vec());
        std::thread::Builder::new()
            .name("fetch".into())
            .spawn(move || work(&shared, &files, &sender))
            .map_err(|e| Error::io("start a thread for", &options.folder, e))?;
    }
    drop(sender);

    let mut outcomes: Vec<Option<Outcome>> = files.iter().map(|_| None).collect();
    let mut called_off: Option<Instant> = None;
    loop {
        match receiver.recv_timeout(Duration::from_millis(50)) {
            Ok(Message::Event(file, event)) => watch.event(file, &event),
            Ok(Message::Done(file, outcome)) => {
                watch.done(file, &outcome);
                outcomes[file] = Some(*outcome);
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => break,
        }
        if called_off.is_none() && watch.cancelled() {
            shared.call_off();
            called_off = Some(Instant::now());
        }
        if called_off.is_some_and(|since| since.elapsed() > GRACE) {
            break;
        }
    }
    let outcomes = outcomes.into_iter().zip(files).enumerate();
    Ok(outcomes
        .map(|(file, (outcome, wanted))| {
            outcome.unwrap_or_else(|| {
                let stopped = transfer::without(&shared, wanted, State::Stopped);
                watch.done(file, &stopped);
                stopped
            })
        })
        .collect())
}

/// One connection: takes the next file until there is none.
fn work(shared: &Shared, files: &[Wanted], sender: &mpsc::Sender<Message>) {
    loop {
        let file = shared.next.fetch_add(1, Ordering::Relaxed);
        let Some(wanted) = files.get(file) else { break };
        let outcome = if shared.stopped() {
            transfer::without(shared, wanted, State::Stopped)
        } else {
            // Whoever no longer listens has called it off.
            let mut say = |event| drop(sender.send(Message::Event(file, event)));
            catch_unwind(AssertUnwindSafe(|| transfer::one(shared, wanted, &mut say)))
                .unwrap_or_else(|_| {
                    let error = Error::Fetch {
                        address: wanted.name.clone(),
                        problem: "wp crashed on it; this is a bug in wp".into(),
                        hint: String::new(),
                    };
                    transfer::without(shared, wanted, State::Failed(error))
                })
        };
        if matches!(&outcome.state, State::Failed(Error::Io { .. })) {
            shared.call_off();
        }
        if sender.send(Message::Done(file, Box::new(outcome))).is_err() {
            break;
        }
    }
}

/// Removes what a killed process left of the books it was writing: names such
/// as `.play_by_play_2023.parquet.part.json.Ab3dE9`, which nothing reads.
fn sweep(folder: &Path) -> Result<()> {
    let listed = |e| Error::io("list", folder, e);
    for entry in std::fs::read_dir(folder).map_err(listed)? {
        let entry = entry.map_err(listed)?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let of_manifest = name.starts_with(&format!(".{}.", manifest::NAME));
        let of_part = name.starts_with('.') && name.contains(part::NOTE_INFIX);
        if of_manifest || of_part {
            part::remove(&entry.path())?;
        }
    }
    Ok(())
}

/// Makes the folder and keeps other processes from fetching into it. The
/// system releases the lock when the process ends, however it ends.
fn lock(folder: &Path) -> Result<File> {
    std::fs::create_dir_all(folder).map_err(|e| Error::io("create", folder, e))?;
    let path = folder.join(".wp-fetch.lock");
    let file = File::create(&path).map_err(|e| Error::io("write", &path, e))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(Error::Refused {
            problem: format!("another wp fetch is running in {}", folder.display()),
            hint: "wait for it to finish, or use another folder with --dir".into(),
        }),
        // Some network file systems have no locks; a person who fetches twice
        // at a time on one of them is on his own.
        Err(TryLockError::Error(e)) if e.kind() == std::io::ErrorKind::Unsupported => Ok(file),
        Err(TryLockError::Error(e)) => Err(Error::io("lock", path, e)),
    }
}
