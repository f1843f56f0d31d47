//! `wp fetch` against a real server on this machine.

mod command;
mod encrypted;
mod killed;
mod polite;
mod resume;
mod server;
mod whole;

use server::Server;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Mutex;
use std::time::Duration;
use wp::fetch::{self, Event, Options, Outcome, State, Wanted, Watch};
use wp::pbp::write::{self, Values};

/// A folder and how to fetch into it from a server.
pub struct Case {
    _folder: tempfile::TempDir,
    pub options: Options,
}

impl Case {
    pub fn new(server: &Server) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let options = Options {
            base: fetch::base(&server.address).unwrap(),
            folder: folder.path().join("pbp"),
            jobs: 1,
            retries: 3,
            connect_timeout: Duration::from_secs(5),
            idle_timeout: Duration::from_secs(20),
            back_off: Duration::from_millis(2),
            ..Options::default()
        };
        Self {
            _folder: folder,
            options,
        }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.options.folder.join(name)
    }

    pub fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.path(name)).unwrap()
    }

    /// Names in the folder, but those of wp's own books.
    pub fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = std::fs::read_dir(&self.options.folder)
            .unwrap()
            .map(|e| e.unwrap().file_name().to_string_lossy().into_owned())
            .filter(|n| !n.starts_with(".wp-fetch."))
            .collect();
        names.sort();
        names
    }

    /// Fetches one season's file.
    pub fn one(&self) -> Outcome {
        self.seen().0
    }

    /// Fetches one season's file and tells what was seen on the way.
    pub fn seen(&self) -> (Outcome, Vec<Event>) {
        let mut seen = Seen::default();
        let outcomes = fetch::fetch(&[Wanted::plays(2020)], &self.options, &mut seen);
        let outcome = outcomes.unwrap().pop().unwrap();
        (outcome, seen.events.into_inner().unwrap())
    }

    /// Fetches the schedule and some seasons.
    pub fn all(&self, seasons: &str) -> Vec<Outcome> {
        let wanted = Wanted::of(&seasons.parse().unwrap()).unwrap();
        fetch::fetch(&wanted, &self.options, &mut Seen::default()).unwrap()
    }
}

/// Remembers what happened.
#[derive(Default)]
pub struct Seen {
    events: Mutex<Vec<Event>>,
}

impl Watch for Seen {
    fn event(&mut self, _: usize, event: &Event) {
        let event = match event {
            Event::Began { at, total } => Event::Began {
                at: *at,
                total: *total,
            },
            Event::At(at) => Event::At(*at),
            Event::Checking => Event::Checking,
            Event::Waiting { why, wait } => Event::Waiting {
                why: why.clone(),
                wait: *wait,
            },
        };
        self.events.lock().unwrap().push(event);
    }

    fn done(&mut self, _: usize, _: &Outcome) {}

    fn cancelled(&self) -> bool {
        false
    }
}

pub const NAME: &str = "play_by_play_2020.parquet";

/// A season's file: a table of noise, so that it does not compress.
pub fn season(season: u16, rows: usize, seed: u64) -> Vec<u8> {
    static MADE: Mutex<BTreeMap<(u16, usize, u64), Vec<u8>>> = Mutex::new(BTreeMap::new());
    let mut made = MADE.lock().unwrap();
    made.entry((season, rows, seed))
        .or_insert_with(|| make(season, rows, seed))
        .clone()
}

fn make(season: u16, rows: usize, seed: u64) -> Vec<u8> {
    let mut state = seed;
    let mut noise = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 40) as f32 / 1000.0
    };
    let text = |value: &str| Values::Text(vec![Some(value.to_owned().into()); rows]);
    let int = |value: i32| Values::Int(vec![Some(value); rows].into());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.parquet");
    let columns = vec![
        ("game_id", text(&format!("{season}_01_AAA_BBB"))),
        (
            "play_id",
            Values::Int((1..=rows as i32).map(Some).collect()),
        ),
        ("season", int(season.into())),
        ("home_team", text("BBB")),
        ("away_team", text("AAA")),
        ("posteam", text("AAA")),
        ("game_seconds_remaining", int(900)),
        ("down", int(1)),
        ("ydstogo", int(10)),
        ("yardline_100", int(75)),
        ("score_differential", int(0)),
        ("noise", Values::Float((0..rows).map(|_| noise()).collect())),
    ];
    write::table(&path, columns).unwrap();
    std::fs::read(path).unwrap()
}

/// A season's file of about 640 kB.
pub fn big(seed: u64) -> Vec<u8> {
    season(2020, 160_000, seed)
}

/// A season's file of some kilobytes.
pub fn small(year: u16) -> Vec<u8> {
    season(year, 2_000, u64::from(year))
}

pub fn failed(outcome: &Outcome) -> String {
    match &outcome.state {
        State::Failed(error) => format!("{error} | {}", error.hint().unwrap_or_default()),
        other => panic!("not failed: {other:?}"),
    }
}

pub fn waits(events: &[Event]) -> Vec<(String, Duration)> {
    let waiting = events.iter().filter_map(|e| match e {
        Event::Waiting { why, wait } => Some((why.clone(), *wait)),
        _ => None,
    });
    waiting.collect()
}
