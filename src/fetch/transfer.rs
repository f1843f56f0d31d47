//! One file, from the first question to its final name.

use super::client::{Answer, Ask, Trouble};
use super::part::{Begun, Note, Part};
use super::version::Version;
use super::{Entry, Event, Outcome, Shared, State, Wanted, locked, wait};
use crate::error::{Error, Result};
use crate::pbp::verify;
use std::fs::File;
use std::io::{ErrorKind, Read, Write};
use std::time::{Duration, Instant};

/// No season comes near this; a server that sends more is no friend.
const MOST_BYTES: u64 = 4 << 30;

/// A try that brought this many bytes was no failure, and the count of
/// failures in a row begins anew.
const PROGRESS: u64 = 256 << 10;

/// Fewer bytes than this in the time that an answer may be silent count as
/// silence.
const DRIBBLE: u64 = 1 << 10;

/// How one try ended.
enum Step {
    Done(State),
    Missing,
    Stopped,
}

/// Why one try failed.
enum Failure {
    Network(Trouble),
    /// What came is not what it should be.
    Content(String),
    /// The part that is there is of no use; it goes better without.
    Stale(String),
    Local(Error),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Local(error)
    }
}

impl From<Trouble> for Failure {
    fn from(trouble: Trouble) -> Self {
        Self::Network(trouble)
    }
}

/// An outcome without any work.
pub fn without(shared: &Shared, wanted: &Wanted, state: State) -> Outcome {
    Outcome {
        wanted: wanted.clone(),
        url: url(shared, wanted),
        state,
        missing: false,
        entry: None,
        received: 0,
        retries: 0,
        time: Duration::ZERO,
    }
}

fn url(shared: &Shared, wanted: &Wanted) -> String {
    format!("{}/{}", shared.options.base, wanted.path)
}

/// Fetches one file.
pub fn one(shared: &Shared, wanted: &Wanted, say: &mut dyn FnMut(Event)) -> Outcome {
    let start = Instant::now();
    let mut transfer = Transfer {
        shared,
        wanted,
        url: url(shared, wanted),
        part: Part::of(&shared.options.folder, &wanted.name),
        say,
        known: None,
        entry: None,
        from: None,
        received: 0,
        furthest: 0,
        retries: 0,
    };
    let (state, missing) = transfer.run();
    Outcome {
        wanted: wanted.clone(),
        state,
        missing,
        entry: transfer.entry,
        received: transfer.received,
        retries: transfer.retries,
        time: start.elapsed(),
        url: transfer.url,
    }
}

struct Transfer<'a> {
    shared: &'a Shared,
    wanted: &'a Wanted,
    url: String,
    part: Part,
    say: &'a mut dyn FnMut(Event),
    /// What is in the folder, as it was fetched.
    known: Option<Entry>,
    /// What is in the folder at the end.
    entry: Option<Entry>,
    /// Bytes that an earlier answer had brought, once they are used.
    from: Option<u64>,
    received: u64,
    /// How far any try has come.
    furthest: u64,
    retries: u32,
}

impl Transfer<'_> {
    /// What becomes of it, and whether the server says that there is none.
    fn run(&mut self) -> (State, bool) {
        match self.tries() {
            Ok(Step::Done(state)) => (state, false),
            Ok(Step::Missing) => (State::Failed(self.missing()), true),
            Ok(Step::Stopped) => (State::Stopped, false),
            Err(error) => (State::Failed(error), false),
        }
    }

    /// Tries until it is there or hopeless.
    fn tries(&mut self) -> Result<Step> {
        let options = &self.shared.options;
        if options.force {
            if !options.dry_run {
                self.part.discard()?;
            }
        } else {
            let manifest = locked(&self.shared.manifest).clone();
            self.known = manifest
                .intact(&options.folder, &self.wanted.name, &self.url)?
                .cloned();
        }
        let mut failures = 0;
        let mut anew = 0;
        loop {
            if self.shared.stopped() || !self.sleep(self.shared.gate.closed_for()) {
                return Ok(Step::Stopped);
            }
            let before = self.furthest;
            let (problem, asked) = match self.attempt() {
                Ok(step) => return Ok(step),
                Err(Failure::Stale(why)) => {
                    self.part.discard()?;
                    anew += 1;
                    // Once is a part gone stale; more is a server gone mad.
                    if anew <= 2 {
                        self.retries += 1;
                        continue;
                    }
                    (why, None)
                }
                Err(Failure::Local(error)) => return Err(error),
                Err(Failure::Content(problem)) => {
                    self.part.discard()?;
                    return Err(self.error(
                        format!("the download is not the file: {problem}"),
                        "the previous file is untouched; check the address (--url, WP_FETCH_URL) or try again later",
                    ));
                }
                Err(Failure::Network(Trouble::Fatal { problem, hint })) => {
                    return Err(self.error(problem, hint));
                }
                Err(Failure::Network(Trouble::Again { problem, wait })) => (problem, wait),
            };
            if self.furthest >= before.saturating_add(PROGRESS) {
                failures = 0;
            }
            failures += 1;
            if failures > options.retries {
                if !self.shared.client.was_answered() {
                    // Nobody is there; the other files need not find that out too.
                    self.shared.call_off();
                }
                return Err(self.error(
                    match failures {
                        1 => problem,
                        n => format!("{problem} (after {n} attempts)"),
                    },
                    if self.part.begun(&self.url)?.is_some() {
                        "run it again to resume"
                    } else {
                        "check the network, the address (--url, WP_FETCH_URL) and the proxy settings, or try again later"
                    },
                ));
            }
            let wait = wait::back_off(options.back_off, failures);
            if let Some(asked) = asked {
                if asked > options.longest_wait {
                    return Err(self.error(
                        format!("{problem} and asked to wait {} s", asked.as_secs()),
                        "run it again after that, or raise --max-wait",
                    ));
                }
                self.shared.gate.close_for(asked);
            }
            let wait = wait.max(asked.unwrap_or_default());
            self.retries += 1;
            (self.say)(Event::Waiting { why: problem, wait });
            if !self.sleep(wait) {
                return Ok(Step::Stopped);
            }
        }
    }

    /// Waits; false when the work was called off meanwhile.
    fn sleep(&self, wait: Duration) -> bool {
        let until = Instant::now() + wait;
        loop {
            if self.shared.stopped() {
                return false;
            }
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return true;
            }
            std::thread::sleep(left.min(Duration::from_millis(50)));
        }
    }

    fn attempt(&mut self) -> Result<Step, Failure> {
        let options = &self.shared.options;
        let begun = self.part.begun(&self.url)?;
        if options.dry_run {
            return self.look(begun.as_ref().filter(|_| !options.force));
        }
        let known = self.known.clone();
        let ask = match (&begun, &known) {
            (Some(part), _) if part.is_whole() => {
                unless_still(&part.note.version.etag, &part.note.version.last_modified)
            }
            (Some(part), _) => Ask::Rest(part),
            (None, Some(entry)) => unless_still(&entry.etag, &entry.last_modified),
            (None, None) => Ask::Whole,
        };
        match (self.shared.client.ask(&self.url, &ask)?, begun) {
            (Answer::Absent, _) => Ok(Step::Missing),
            (Answer::PartIsUseless { why }, _) => Err(Failure::Stale(why)),
            (Answer::Unchanged, Some(part)) => {
                self.from = Some(part.len);
                self.finish(part.note, true)
            }
            (Answer::Unchanged, None) => {
                self.part.discard()?;
                self.entry = known;
                Ok(Step::Done(State::Unchanged))
            }
            (Answer::Rest { body }, Some(part)) => {
                self.from.get_or_insert(part.len);
                let file = self.part.append()?;
                self.copy(body, file, part.len, part.note, true)
            }
            // The client gives this answer to no other question.
            (Answer::Rest { .. }, None) => Err(unasked()),
            (
                Answer::Whole {
                    version,
                    total,
                    body,
                },
                _,
            ) => {
                let note = Note {
                    url: self.url.clone(),
                    version,
                    total,
                };
                self.from = None;
                let file = self.part.begin(&note)?;
                self.copy(body, file, 0, note, false)
            }
        }
    }

    /// A dry run: what the server has, but none of its bytes.
    fn look(&mut self, begun: Option<&Begun>) -> Result<Step, Failure> {
        let known = self.known.clone();
        let ask = known
            .as_ref()
            .map_or(Ask::Whole, |e| unless_still(&e.etag, &e.last_modified));
        match self.shared.client.ask(&self.url, &ask)? {
            Answer::Absent => Ok(Step::Missing),
            Answer::Whole { version, total, .. } => {
                let from = begun
                    .filter(|b| b.note.version.exact() == version.exact())
                    .map_or(0, |b| b.len);
                self.entry = total.map(|total| self.noted(&version, total, 0, String::new()));
                Ok(Step::Done(State::WouldFetch { from }))
            }
            Answer::Unchanged => {
                self.entry = known;
                Ok(Step::Done(State::Unchanged))
            }
            Answer::Rest { .. } | Answer::PartIsUseless { .. } => Err(unasked()),
        }
    }

    /// Takes the bytes to the disk, and the file to its name when they are all.
    fn copy(
        &mut self,
        mut body: Box<dyn Read>,
        mut file: File,
        start: u64,
        note: Note,
        assembled: bool,
    ) -> Result<Step, Failure> {
        if note.total.is_some_and(|t| t > MOST_BYTES) {
            return Err(too_big());
        }
        let mut at = start;
        (self.say)(Event::Began {
            at,
            total: note.total,
        });
        let mut buffer = vec![0; 1 << 16];
        let (mut window, mut in_window) = (Instant::now(), 0);
        loop {
            if self.shared.stopped() {
                return Ok(Step::Stopped);
            }
            let n = match body.read(&mut buffer) {
                Ok(0) => break,
                Ok(n) => n,
                Err(e) if e.kind() == ErrorKind::Interrupted => continue,
                Err(e) => return Err(self.shared.client.broken_off(e).into()),
            };
            file.write_all(&buffer[..n])
                .map_err(|e| Error::io("write", &self.part.path, e))?;
            at += n as u64;
            self.received += n as u64;
            self.furthest = self.furthest.max(at);
            (self.say)(Event::At(at));
            if at > MOST_BYTES {
                return Err(too_big());
            }
            in_window += n as u64;
            if window.elapsed() >= self.shared.options.idle_timeout {
                if in_window < DRIBBLE {
                    return Err(Failure::Network(Trouble::Again {
                        problem: format!("only {in_window} bytes in {:?}", window.elapsed()),
                        wait: None,
                    }));
                }
                (window, in_window) = (Instant::now(), 0);
            }
        }
        drop(file);
        if let Some(total) = note.total.filter(|t| *t != at) {
            let problem = format!("the connection broke after {at} of {total} bytes");
            return Err(Failure::Network(Trouble::Again {
                problem,
                wait: None,
            }));
        }
        self.finish(note, assembled)
    }

    /// Checks what came and gives it its name.
    fn finish(&mut self, note: Note, assembled: bool) -> Result<Step, Failure> {
        (self.say)(Event::Checking);
        let size = self.part.len()?;
        let checked = {
            let _one_at_a_time = locked(&self.shared.check);
            verify::parquet(&self.part.path, self.wanted.content)
        };
        let rows = match checked {
            Ok(rows) => rows,
            // Pieces of it may have been damaged on the way or by a power cut;
            // once more from the start tells that from a bad file.
            Err(Error::Data { problem, .. }) if assembled => return Err(Failure::Stale(problem)),
            Err(Error::Data { problem, .. }) => return Err(Failure::Content(problem)),
            Err(other) => return Err(other.into()),
        };
        let sha256 = crate::file::sha256(&self.part.path)?;
        let folder = &self.shared.options.folder;
        let part = std::mem::replace(&mut self.part, Part::of(folder, &self.wanted.name));
        part.finish(&folder.join(&self.wanted.name))?;
        let entry = self.noted(&note.version, size, rows, sha256);
        let mut manifest = locked(&self.shared.manifest);
        manifest
            .files
            .insert(self.wanted.name.clone(), entry.clone());
        manifest.write(folder)?;
        let from = self.from.unwrap_or(0);
        self.entry = Some(entry);
        Ok(Step::Done(State::Fetched { from }))
    }

    /// For the manifest.
    fn noted(&self, version: &Version, size: u64, rows: u64, sha256: String) -> Entry {
        Entry {
            url: self.url.clone(),
            season: self.wanted.season(),
            etag: version.etag.clone(),
            last_modified: version.last_modified.clone(),
            size,
            rows,
            sha256,
            fetched: wait::now(),
        }
    }

    fn error(&self, problem: impl Into<String>, hint: &str) -> Error {
        Error::Fetch {
            address: self.url.clone(),
            problem: problem.into(),
            hint: hint.into(),
        }
    }

    fn missing(&self) -> Error {
        let (problem, hint) = match self.wanted.season() {
            Some(season) => (
                format!("season {season} is not published"),
                "a season is published after its first game; try again then, or leave it out",
            ),
            None => (
                "the schedule is not published".to_owned(),
                "check the address (--url, WP_FETCH_URL)",
            ),
        };
        self.error(problem, hint)
    }
}

fn too_big() -> Failure {
    Failure::Content(format!("it has more than {MOST_BYTES} bytes"))
}

fn unasked() -> Failure {
    Failure::Content("the server sent a range that was not requested".into())
}

/// Asks for a file unless it is still the one with these marks; where the
/// server gave none, there is nothing to compare.
fn unless_still<'a>(etag: &'a Option<String>, last_modified: &'a Option<String>) -> Ask<'a> {
    if etag.is_none() && last_modified.is_none() {
        return Ask::Whole;
    }
    Ask::UnlessStill {
        etag: etag.as_deref(),
        last_modified: last_modified.as_deref(),
    }
}
