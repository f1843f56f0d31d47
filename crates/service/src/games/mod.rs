//! Games in progress: their plays, their lines, and who follows them.

mod facts;
mod review;
mod store;
mod told;

pub(crate) use facts::Facts;
pub(crate) use review::{CoachTable, Review};
pub(crate) use told::{Changed, Event, GameLine, GameSummary, Told};

use crate::model::Loaded;
use crate::problem::Problem;
use axum::http::StatusCode;
use football::plays::Plays;
use football::score::{self, LiveGame, LivePlay, Scored, Scorer};
use review::Reviewed;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard};
use store::{Change, Record, Store};
use tokio::sync::broadcast;

/// Games that are kept at most.
const GAMES: usize = 2000;
/// Plays of a game at most; real ones have about 180.
const PLAYS: usize = 1000;
/// Events that a slow follower may be behind before it starts over.
const BEHIND: usize = 64;

/// All games.
pub(crate) struct Games {
    store: Store,
    all: Mutex<BTreeMap<String, Arc<Mutex<Game>>>>,
}

/// One game, as of its last change.
pub(crate) struct Game {
    live: LiveGame,
    record: Record,
    line: Vec<LivePlay>,
    /// What it was like so far.
    summary: Option<score::GameSummary>,
    /// Its last review, with the revision that it is of.
    reviewed: Option<(u64, Arc<Reviewed>)>,
    is_forgotten: bool,
    /// Whether `line` is that of the plays.
    worked_out: bool,
    told: broadcast::Sender<Told>,
}

/// What is to be done with a play.
#[derive(Debug, Clone)]
pub(crate) enum Edit {
    Put(Map<String, Value>),
    Remove(i32),
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(|e| e.into_inner())
}

impl Games {
    /// Those of the file, or none.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn open(path: Option<&Path>) -> football::Result<Self> {
        let store = Store::open(path)?;
        let mut all = BTreeMap::new();
        for (id, record) in store.games()? {
            let mut live = LiveGame::new(&id)?;
            for play in store.plays(&id)? {
                live.put(&play)?;
            }
            all.insert(id, Arc::new(Mutex::new(Game::new(live, record))));
        }
        Ok(Self {
            store,
            all: Mutex::new(all),
        })
    }

    fn get(&self, id: &str) -> Result<Arc<Mutex<Game>>, Problem> {
        lock(&self.all).get(id).cloned().ok_or_else(|| missing(id))
    }

    fn get_or_begin(&self, id: &str) -> Result<Arc<Mutex<Game>>, Problem> {
        let mut all = lock(&self.all);
        if let Some(game) = all.get(id) {
            return Ok(game.clone());
        }
        let live = LiveGame::new(id)?;
        if all.len() >= GAMES {
            return Err(Problem::new(
                StatusCode::INSUFFICIENT_STORAGE,
                format!("there are {GAMES} games already"),
                "DELETE /v1/games/{id} forgets one",
            ));
        }
        let game = Arc::new(Mutex::new(Game::new(live, Record::default())));
        all.insert(id.to_owned(), game.clone());
        Ok(game)
    }

    /// All games in short.
    ///
    /// # Errors
    /// Where a line cannot be worked out.
    pub fn list(&self, model: &Loaded) -> Result<Vec<GameSummary>, Problem> {
        let all: Vec<_> = lock(&self.all).values().cloned().collect();
        all.iter()
            .map(|game| {
                let mut game = lock(game);
                self.bring_up_to(&mut game, model)?;
                Ok(game.summary())
            })
            .collect()
    }

    /// A game's line.
    ///
    /// # Errors
    /// 404 where there is no such game.
    pub fn line(&self, id: &str, model: &Loaded) -> Result<GameLine, Problem> {
        let game = self.get(id)?;
        let mut game = lock(&game);
        self.bring_up_to(&mut game, model)?;
        Ok(game.whole())
    }

    /// States a game's facts.
    ///
    /// # Errors
    /// 422 for facts or an id that cannot be.
    pub fn put(&self, id: &str, facts: Facts, model: &Loaded) -> Result<Changed, Problem> {
        facts.check()?;
        let game = self.get_or_begin(id)?;
        let mut game = lock(&game);
        let facts = facts.or_coaches(&game.record.facts);
        let new = game.record.revision == 0;
        if !new && game.record.facts == facts {
            return Ok(game.unchanged());
        }
        self.change(&mut game, Some(facts), &[], model)
    }

    /// Takes plays in, all or none.
    ///
    /// # Errors
    /// 422 for a play or an id that cannot be.
    pub fn edit(&self, id: &str, edits: &[Edit], model: &Loaded) -> Result<Changed, Problem> {
        let game = self.get_or_begin(id)?;
        let mut game = lock(&game);
        let done = self.change(&mut game, None, edits, model);
        if done.is_err() && game.record.revision == 0 {
            // Nothing is remembered of a game that began with an error.
            game.is_forgotten = true;
            lock(&self.all).remove(id);
        }
        done
    }

    /// Takes a play back.
    ///
    /// # Errors
    /// 404 where there is no such game or play.
    pub fn remove(&self, id: &str, play: i32, model: &Loaded) -> Result<Changed, Problem> {
        let game = self.get(id)?;
        let mut game = lock(&game);
        if !game.live.clone().remove(play) {
            return Err(Problem::not_found(
                format!("{id} has no play {play}"),
                "GET /v1/games/{id} lists its plays",
            ));
        }
        self.change(&mut game, None, &[Edit::Remove(play)], model)
    }

    /// Forgets a game.
    ///
    /// # Errors
    /// 404 where there is none.
    pub fn forget(&self, id: &str) -> Result<(), Problem> {
        let game = self.get(id)?;
        let mut game = lock(&game);
        self.store.forget(id)?;
        // Who waits for the game begins a new one.
        game.is_forgotten = true;
        lock(&self.all).remove(id);
        Ok(())
    }

    /// What happened after a revision, and what will; the whole line first where that
    /// is not known any more.
    ///
    /// # Errors
    /// 404 where there is no such game.
    pub fn follow(
        &self,
        id: &str,
        after: Option<u64>,
        model: &Loaded,
    ) -> Result<(Vec<Told>, broadcast::Receiver<Told>), Problem> {
        let game = self.get(id)?;
        let mut game = lock(&game);
        self.bring_up_to(&mut game, model)?;
        // Nothing changes while the game is locked: no event is missed or told twice.
        let next = game.told.subscribe();
        let known = after.filter(|r| *r <= game.record.revision);
        let missed = match known {
            Some(after) => self.store.events(id, after)?,
            None => None,
        };
        let first = match missed {
            Some(events) => events
                .into_iter()
                .map(|(revision, event)| Told {
                    revision,
                    event: event.into(),
                })
                .collect(),
            None => {
                let whole = Event::Line(game.whole());
                vec![Told {
                    revision: game.record.revision,
                    event: whole.text()?.into(),
                }]
            }
        };
        Ok((first, next))
    }

    /// Works a game's line out where that has not been done, or by another model.
    fn bring_up_to(&self, game: &mut Game, model: &Loaded) -> Result<(), Problem> {
        if game.is_forgotten || (game.worked_out && game.record.model == model.version()) {
            return Ok(());
        }
        (game.line, game.summary) = line(&game.live, &game.record.facts, model)?;
        game.worked_out = true;
        if game.record.model == model.version() || game.record.revision == 0 {
            game.record.model = model.version().to_owned();
            return Ok(());
        }
        // Followers have the old model's values.
        game.record.model = model.version().to_owned();
        game.record.revision += 1;
        let event: Arc<str> = Event::Line(game.whole()).text()?.into();
        self.store.keep(
            game.live.game_id(),
            &Change {
                record: &game.record,
                put: &[],
                removed: &[],
                event: &event,
            },
        )?;
        game.tell(event);
        Ok(())
    }

    /// Works out what a change makes of a game, keeps it, and tells of it.
    fn change(
        &self,
        game: &mut Game,
        facts: Option<Facts>,
        edits: &[Edit],
        model: &Loaded,
    ) -> Result<Changed, Problem> {
        if game.is_forgotten {
            return Err(Problem::new(
                StatusCode::CONFLICT,
                format!("{} was forgotten meanwhile", game.live.game_id()),
                "send it again to begin it anew",
            ));
        }
        self.bring_up_to(game, model)?;
        let mut live = game.live.clone();
        let (mut put, mut removed) = (Vec::new(), Vec::new());
        for (at, edit) in edits.iter().enumerate() {
            match edit {
                Edit::Put(row) => {
                    let id = live.put(row).map_err(|e| numbered(at, edits.len(), e))?;
                    put.retain(|(other, _)| *other != id);
                    removed.retain(|other| *other != id);
                    put.push((id, row.clone()));
                }
                Edit::Remove(id) => {
                    live.remove(*id);
                    put.retain(|(other, _)| other != id);
                    removed.push(*id);
                }
            }
        }
        if live.len() > PLAYS {
            return Err(Problem::too_large(
                format!("a game has at most {PLAYS} plays"),
                "does each play keep its `play_id` when it is corrected?",
            ));
        }
        // Told twice, or nothing in it that is read.
        if facts.is_none() && game.record.revision > 0 && game.live.is_same(&live) {
            return Ok(game.unchanged());
        }
        let mut record = game.record.clone();
        if let Some(facts) = &facts {
            record.facts = facts.clone();
        }
        put.iter().for_each(|(_, row)| record.facts.learn(row));
        let (line, summary) = line(&live, &record.facts, model)?;
        let gone: Vec<i32> = ids(&game.line)
            .filter(|id| !ids(&line).any(|i| i == *id))
            .collect();
        let plays: Vec<LivePlay> = line
            .iter()
            .filter(|p| !game.line.contains(p))
            .cloned()
            .collect();
        record.revision += 1;
        let changed = Changed {
            game_id: live.game_id().to_owned(),
            revision: record.revision,
            over: live.is_over(),
            plays,
            removed: gone,
        };
        let event: Arc<str> = Event::Change(changed.clone()).text()?.into();
        self.store.keep(
            live.game_id(),
            &Change {
                record: &record,
                put: &put,
                removed: &removed,
                event: &event,
            },
        )?;
        game.live = live;
        game.record = record;
        game.line = line;
        game.summary = summary;
        game.tell(event);
        Ok(changed)
    }
}

impl Game {
    fn new(live: LiveGame, record: Record) -> Self {
        Self {
            live,
            record,
            line: Vec::new(),
            summary: None,
            reviewed: None,
            is_forgotten: false,
            worked_out: false,
            told: broadcast::Sender::new(BEHIND),
        }
    }

    fn tell(&self, event: Arc<str>) {
        // Nobody listening is no error.
        let _ = self.told.send(Told {
            revision: self.record.revision,
            event,
        });
    }

    fn unchanged(&self) -> Changed {
        Changed {
            game_id: self.live.game_id().to_owned(),
            revision: self.record.revision,
            over: self.live.is_over(),
            plays: Vec::new(),
            removed: Vec::new(),
        }
    }

    fn whole(&self) -> GameLine {
        GameLine {
            game_id: self.live.game_id().to_owned(),
            revision: self.record.revision,
            over: self.live.is_over(),
            model: self.record.model.clone(),
            facts: self.record.facts.clone(),
            plays: self.line.clone(),
        }
    }

    fn summary(&self) -> GameSummary {
        let last = self.line.last();
        let scored = self.line.iter().rev().find(|p| p.home_score.is_some());
        GameSummary {
            game_id: self.live.game_id().to_owned(),
            revision: self.record.revision,
            plays: self.line.len(),
            over: self.live.is_over(),
            home_wp: last.and_then(|p| p.home_wp),
            home_score: scored.and_then(|p| p.home_score),
            away_score: scored.and_then(|p| p.away_score),
            qtr: last.and_then(|p| p.qtr),
            quarter_seconds_remaining: last.and_then(|p| p.quarter_seconds_remaining),
            excitement: self.summary.as_ref().map(|s| s.excitement),
            comeback: self.summary.as_ref().and_then(|s| s.comeback),
            swing: self.summary.as_ref().and_then(|s| s.swing.clone()),
        }
    }
}

/// A game's clean plays and their timeline; `None` where there are none.
fn timeline(
    live: &LiveGame,
    facts: &Facts,
    model: &Loaded,
) -> Result<Option<(Plays, Vec<Scored>)>, Problem> {
    let Some(plays) = live.clean(&facts.schedule(live.game_id()))? else {
        return Ok(None);
    };
    let scorer = Scorer::new(model.model(), model.advisor().level())?;
    let scored = scorer.timeline(&plays)?;
    Ok(Some((plays, scored)))
}

type Line = (Vec<LivePlay>, Option<score::GameSummary>);

fn line(live: &LiveGame, facts: &Facts, model: &Loaded) -> Result<Line, Problem> {
    let Some((plays, scored)) = timeline(live, facts, model)? else {
        return Ok((Vec::new(), None));
    };
    let summary = score::summaries(&plays, &scored).pop();
    Ok((score::line_of(&plays, &scored), summary))
}

fn ids(line: &[LivePlay]) -> impl Iterator<Item = i32> + '_ {
    line.iter().map(|p| p.play_id)
}

fn numbered(at: usize, of: usize, error: football::Error) -> Problem {
    let mut problem = Problem::from(error);
    if of > 1 {
        problem.detail = format!("play {} of {of}: {}", at + 1, problem.detail);
    }
    problem
}

fn missing(id: &str) -> Problem {
    Problem::not_found(
        format!("there is no game {id}"),
        "PUT /v1/games/{id} or POST /v1/games/{id}/plays begins one",
    )
}
