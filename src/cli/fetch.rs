//! `wp fetch`: nflverse's published play-by-play into a folder.

use super::interrupt;
use super::output;
use crate::error::{Error, Result};
use crate::fetch::{self, Event, Manifest, Options, Outcome, State, Wanted, Watch};
use crate::plays::Seasons;
use indicatif::{DecimalBytes, MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Flags of `wp fetch`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Seasons, such as 1999-2022 or 2019,2021 [default: those already in the
    /// folder].
    #[arg(long, value_name = "SEASONS")]
    seasons: Option<Seasons>,

    /// Folder to download into.
    #[arg(long, value_name = "DIR", default_value = "data/pbp")]
    dir: PathBuf,

    /// Base URL, such as a mirror [default: $WP_FETCH_URL, else nflverse's
    /// releases].
    #[arg(long, value_name = "URL")]
    url: Option<String>,

    /// Parallel connections.
    #[arg(long, value_name = "N", default_value_t = 3)]
    jobs: usize,

    /// Download everything again, even if unchanged.
    #[arg(long)]
    force: bool,

    /// Only check what would be downloaded.
    #[arg(long)]
    dry_run: bool,

    /// Retries per file after consecutive failures.
    #[arg(long, value_name = "N", default_value_t = 5)]
    retries: u32,

    /// Seconds without data before a connection times out.
    #[arg(long, value_name = "SECONDS", default_value_t = 30)]
    timeout: u32,

    /// Longest Retry-After to honor before giving up on a file.
    #[arg(long, value_name = "SECONDS", default_value_t = 120)]
    max_wait: u32,

    /// Print one JSON object per file, one per line.
    #[arg(long)]
    json: bool,
}

impl Args {
    fn options(&self) -> Result<Options> {
        let from_environment = || std::env::var("WP_FETCH_URL").ok().filter(|v| !v.is_empty());
        let base = match self.url.clone().or_else(from_environment) {
            Some(url) => fetch::base(&url)?,
            None => fetch::NFLVERSE.to_owned(),
        };
        let defaults = Options::default();
        Ok(Options {
            base,
            folder: self.dir.clone(),
            jobs: self.jobs,
            force: self.force,
            dry_run: self.dry_run,
            retries: self.retries,
            connect_timeout: defaults
                .connect_timeout
                .min(Duration::from_secs(self.timeout.into())),
            idle_timeout: Duration::from_secs(self.timeout.into()),
            back_off: defaults.back_off,
            longest_wait: Duration::from_secs(self.max_wait.into()),
        })
    }

    fn files(&self) -> Result<Vec<Wanted>> {
        if let Some(seasons) = &self.seasons {
            return Wanted::of(seasons);
        }
        let fetched = Manifest::read(&self.dir)?;
        let seasons = fetched.files.values().filter_map(|e| e.season).collect();
        match Seasons::from_list(seasons) {
            Some(seasons) => Wanted::of(&seasons),
            None => Err(Error::parameter(
                "--seasons",
                "given the first time, such as --seasons 1999-2023",
                "left out",
            )),
        }
    }
}

pub fn run(args: &Args) -> Result<ExitCode> {
    let start = Instant::now();
    let files = args.files()?;
    let options = args.options()?;
    let interrupted = interrupt::cancelled();
    let mut screen = Screen::new(args, &files, interrupted);
    let outcomes = fetch::fetch(&files, &options, &mut screen)?;
    screen.end()?;

    if !args.json && !output::is_quiet() {
        print_table(&outcomes, start.elapsed())?;
    }
    for outcome in &outcomes {
        if let State::Failed(error) = &outcome.state {
            output::report(error);
        }
    }
    if interrupted.load(Ordering::Relaxed) {
        output::note(
            "canceled; complete files are kept, and the rest resumes when you run it again",
        );
        return Ok(ExitCode::from(130));
    }
    if outcomes
        .iter()
        .any(|o| matches!(o.state, State::Failed(_) | State::Stopped))
    {
        return Ok(ExitCode::FAILURE);
    }
    if !output::is_quiet() && !args.json && !args.dry_run {
        where_it_is(args);
    }
    Ok(ExitCode::SUCCESS)
}

/// Says so where the other commands would not look into the folder.
fn where_it_is(args: &Args) {
    let named = super::config::data(None);
    let read = named
        .as_ref()
        .map_or_else(|| PathBuf::from("data/pbp"), |s| s.value.clone());
    let same = match (args.dir.canonicalize(), read.canonicalize()) {
        (Ok(a), Ok(b)) => a == b,
        _ => false,
    };
    if !same {
        let why = match named {
            Some(set) => format!("{} is {}", set.from, set.value.display()),
            None => "the default folder is data/pbp".into(),
        };
        output::note(format_args!(
            "note: {why}; use --data {} to read these files with other commands",
            args.dir.display()
        ));
    }
}

/// In a word or two, what became of a file.
fn word(outcome: &Outcome) -> &'static str {
    match outcome.state {
        State::Fetched { from: 0 } => "fetched",
        State::Fetched { .. } => "resumed",
        State::Unchanged => "unchanged",
        State::WouldFetch { from: 0 } => "would fetch",
        State::WouldFetch { .. } => "would resume",
        State::Failed(_) if outcome.missing => "not published",
        State::Failed(_) => "failed",
        State::Stopped => "stopped",
    }
}

fn print_table(outcomes: &[Outcome], time: Duration) -> Result<()> {
    let mut table = output::table(&["file", "", "size", "rows", "sha256"]);
    for outcome in outcomes {
        let entry = outcome.entry.as_ref();
        let known = entry.filter(|e| !e.sha256.is_empty());
        table.add_row([
            outcome.wanted.name.clone(),
            word(outcome).to_owned(),
            entry.map_or_else(String::new, |e| DecimalBytes(e.size).to_string()),
            known.map_or_else(String::new, |e| output::thousands(e.rows as usize)),
            known.map_or_else(String::new, |e| e.sha256.chars().take(12).collect()),
        ]);
    }
    output::numbers_right(&mut table, 2);
    output::line(output::shown(&table))?;
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for word in outcomes.iter().map(word) {
        match counts.iter_mut().find(|(w, _)| *w == word) {
            Some((_, n)) => *n += 1,
            None => counts.push((word, 1)),
        }
    }
    let counts: Vec<String> = counts.iter().map(|(w, n)| format!("{n} {w}")).collect();
    let received = outcomes.iter().map(|o| o.received).sum();
    output::line(format_args!(
        "\n{}; {} received in {:.1} s",
        counts.join(", "),
        DecimalBytes(received),
        time.as_secs_f64()
    ))
}

fn json(outcome: &Outcome) -> serde_json::Value {
    let entry = outcome.entry.as_ref();
    let known = entry.filter(|e| !e.sha256.is_empty());
    let from = match outcome.state {
        State::Fetched { from } | State::WouldFetch { from } => Some(from),
        _ => None,
    };
    let mut object = serde_json::json!({
        "file": outcome.wanted.name,
        "season": outcome.wanted.season(),
        "status": word(outcome),
        "url": outcome.url,
        "size": entry.map(|e| e.size),
        "rows": known.map(|e| e.rows),
        "sha256": known.map(|e| &e.sha256),
        "etag": entry.and_then(|e| e.etag.as_ref()),
        "last_modified": entry.and_then(|e| e.last_modified.as_ref()),
        "fetched": known.map(|e| &e.fetched),
        "resumed_from": from,
        "received": outcome.received,
        "retries": outcome.retries,
        "seconds": outcome.time.as_secs_f64(),
    });
    if let State::Failed(error) = &outcome.state {
        object["error"] = error.to_string().into();
        object["hint"] = error.hint().into();
    }
    object
}

/// What is shown while files come: a bar each and one in all on a terminal,
/// notes about failures elsewhere, JSON lines in the order of the files.
struct Screen {
    names: Vec<String>,
    bars: MultiProgress,
    all: ProgressBar,
    each: Vec<Option<ProgressBar>>,
    /// Bytes that have come.
    came: u64,
    /// How far each file is.
    at: Vec<u64>,
    notes: bool,
    json: Option<Lines>,
    interrupted: &'static AtomicBool,
}

/// Lines that wait for those before them.
struct Lines {
    ready: Vec<Option<String>>,
    next: usize,
    printed: Result<()>,
}

impl Screen {
    fn new(args: &Args, files: &[Wanted], interrupted: &'static AtomicBool) -> Self {
        let target = if output::is_quiet() {
            ProgressDrawTarget::hidden()
        } else {
            ProgressDrawTarget::stderr()
        };
        let bars = MultiProgress::with_draw_target(target);
        let all = bars.add(ProgressBar::new(files.len() as u64));
        if let Ok(style) =
            ProgressStyle::with_template("{pos} of {len} files [{bar:40}] {msg} in {elapsed}")
        {
            all.set_style(style.progress_chars("=> "));
        }
        // Drawn at once, and while nothing comes.
        all.enable_steady_tick(Duration::from_millis(200));
        let notes = !output::is_quiet() && bars.is_hidden();
        Self {
            names: files.iter().map(|f| f.name.clone()).collect(),
            bars,
            all,
            each: vec![None; files.len()],
            came: 0,
            at: vec![0; files.len()],
            notes,
            json: args.json.then(|| Lines {
                ready: vec![None; files.len()],
                next: 0,
                printed: Ok(()),
            }),
            interrupted,
        }
    }

    /// Takes the bars away; an error where stdout was closed meanwhile.
    fn end(self) -> Result<()> {
        self.all.finish_and_clear();
        let _ = self.bars.clear();
        self.json.map_or(Ok(()), |lines| lines.printed)
    }

    fn bar(&mut self, file: usize) -> &ProgressBar {
        let (bars, all, name) = (&self.bars, &self.all, &self.names[file]);
        self.each[file].get_or_insert_with(|| {
            let bar = bars.insert_before(all, ProgressBar::no_length());
            let template = "{prefix} [{bar:24}] {decimal_bytes}/{decimal_total_bytes} {decimal_bytes_per_sec} {msg}";
            if let Ok(style) = ProgressStyle::with_template(template) {
                bar.set_style(style.progress_chars("=> "));
            }
            bar.set_prefix(name.clone());
            bar
        })
    }
}

impl Watch for Screen {
    fn event(&mut self, file: usize, event: &Event) {
        if let (Event::Waiting { why, wait }, true) = (event, self.notes) {
            output::note(format_args!(
                "{}: {why}; retrying in {:.1} s",
                self.names[file],
                wait.as_secs_f64()
            ));
        }
        match event {
            Event::Began { at, .. } => self.at[file] = *at,
            Event::At(at) => {
                self.came += at.saturating_sub(self.at[file]);
                self.at[file] = *at;
                self.all.set_message(DecimalBytes(self.came).to_string());
            }
            Event::Checking | Event::Waiting { .. } => {}
        }
        let bar = self.bar(file);
        match event {
            Event::Began { at, total } => {
                if let Some(total) = total {
                    bar.set_length(*total);
                }
                bar.set_position(*at);
                // What was there before did not come with this speed.
                bar.reset_eta();
                bar.set_message("");
            }
            Event::At(at) => bar.set_position(*at),
            Event::Checking => bar.set_message("checking"),
            Event::Waiting { why, wait } => {
                bar.set_message(format!("{why}; retrying in {:.1} s", wait.as_secs_f64()));
            }
        }
    }

    fn done(&mut self, file: usize, outcome: &Outcome) {
        if let Some(bar) = self.each[file].take() {
            bar.finish_and_clear();
        }
        self.all.inc(1);
        if let Some(lines) = &mut self.json {
            lines.ready[file] = Some(json(outcome).to_string());
            while let Some(line) = lines.ready.get_mut(lines.next).and_then(Option::take) {
                lines.next += 1;
                if lines.printed.is_ok() {
                    lines.printed = output::line(line);
                }
            }
        }
    }

    fn cancelled(&self) -> bool {
        let closed = self.json.as_ref().is_some_and(|l| l.printed.is_err());
        closed || self.interrupted.load(Ordering::Relaxed)
    }
}
