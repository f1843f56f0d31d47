//! Games in progress.

use crate::app::App;
use crate::ask::body::{self, Written};
use crate::file::File;
use crate::games::{Changed, CoachTable, Edit, Event, Facts, GameLine, GameSummary, Games, Review};
use crate::model::{Loaded, etag};
use crate::problem::Problem;
use crate::routes::problems::{Problems, Reads};
use axum::Json;
use axum::extract::{Path, Query, Request, State};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::sse::{self, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream::{self, Stream};
use serde::Serialize;
use serde_json::{Map, Value};
use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::Arc;
use tokio::sync::broadcast::error::RecvError;

/// Works with the games off the threads that talk to clients.
async fn with<T: Send + 'static>(
    app: &App,
    work: impl FnOnce(&Games, &Loaded) -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    let model = app.models.now();
    let shared = app.clone();
    app.gate.run(move || work(&shared.games, &model)).await?
}

fn tagged(value: &impl Serialize, headers: &HeaderMap) -> Result<Response, Problem> {
    let text = serde_json::to_string(value).map_err(Problem::internal)?;
    let tag = etag(&[text.as_bytes()]);
    Ok(File::json(text).with_etag(tag).answer(headers))
}

/// Which game.
#[derive(Debug, serde::Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct GameId {
    /// nflverse's game_id: 2016_21_NE_ATL
    #[param(pattern = "^[0-9]{4}_[0-9]{2}_[A-Z0-9]{2,3}_[A-Z0-9]{2,3}$")]
    id: String,
}

/// All games in progress
#[utoipa::path(get, path = "/v1/games", tag = "games",
    responses((status = 200, description = "In the order of their ids", body = Vec<GameSummary>),
              (status = 304, description = "The list that If-None-Match names"), Reads))]
pub(crate) async fn list(State(app): State<App>, headers: HeaderMap) -> Result<Response, Problem> {
    let all = with(&app, |games, model| games.list(model)).await?;
    tagged(&all, &headers)
}

/// A game's line: every play's probability
#[utoipa::path(get, path = "/v1/games/{id}", tag = "games",
    params(GameId),
    responses((status = 200, description = "The line", body = GameLine),
              (status = 304, description = "The line that If-None-Match names"),
              (status = 404, description = "There is no such game", body = Problem,
               content_type = "application/problem+json"), Reads))]
pub(crate) async fn line(
    State(app): State<App>,
    Path(GameId { id }): Path<GameId>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let line = with(&app, move |games, model| games.line(&id, model)).await?;
    tagged(&line, &headers)
}

/// Where a game turned, and what its fourth downs cost
#[utoipa::path(get, path = "/v1/games/{id}/review", tag = "games",
    params(GameId),
    responses((status = 200, description = "The review of the plays so far", body = Review),
              (status = 304, description = "The review that If-None-Match names"),
              (status = 404, description = "There is no such game", body = Problem,
               content_type = "application/problem+json"), Reads))]
pub(crate) async fn review(
    State(app): State<App>,
    Path(GameId { id }): Path<GameId>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let done = with(&app, move |games, model| games.review(&id, model)).await?;
    tagged(&done.review, &headers)
}

/// Which season's fourth downs.
#[derive(Debug, serde::Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct SeasonQuery {
    /// The season; by default the last of which there are games.
    season: Option<u16>,
}

/// A season's fourth downs by coach
///
/// Of the games that this service has.
#[utoipa::path(get, path = "/v1/coaches", tag = "games",
    params(SeasonQuery),
    responses((status = 200, description = "Who gave up most a game first", body = CoachTable),
              (status = 304, description = "The table that If-None-Match names"),
              (status = 400, description = "The season is no number", body = Problem,
               content_type = "application/problem+json"), Reads))]
pub(crate) async fn coaches(
    State(app): State<App>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let asked: SeasonQuery = Query::try_from_uri(&uri)
        .map(|q| q.0)
        .map_err(|e| Problem::malformed(e.body_text(), "name a season, as in ?season=2023"))?;
    let table = with(&app, move |games, model| games.coaches(asked.season, model)).await?;
    tagged(&table, &headers)
}

/// Begin a game, or state its spread and total
#[utoipa::path(put, path = "/v1/games/{id}", tag = "games",
    params(GameId),
    request_body = Facts,
    responses((status = 200, description = "What that changed", body = Changed),
              (status = 409, description = "The game was forgotten meanwhile", body = Problem,
               content_type = "application/problem+json"),
              (status = 507, description = "There are too many games", body = Problem,
               content_type = "application/problem+json"), Problems))]
pub(crate) async fn put(
    State(app): State<App>,
    Path(GameId { id }): Path<GameId>,
    request: Request,
) -> Result<Json<Changed>, Problem> {
    let (parts, body) = request.into_parts();
    Written::of(&parts.headers, &[Written::Json])?;
    let bytes = body::read(&parts.headers, body, app.settings.limits.body).await?;
    let facts: Facts = body::object(&bytes).map_err(|e| {
        Problem::malformed(
            format!("the body does not state a game: {e}"),
            r#"expected {"spread_line": 3.5, "total_line": 44}, or {}"#,
        )
    })?;
    let done = with(&app, move |games, model| games.put(&id, facts, model)).await?;
    Ok(Json(done))
}

/// Forget a game
#[utoipa::path(delete, path = "/v1/games/{id}", tag = "games",
    params(GameId),
    responses((status = 204, description = "It is forgotten"),
              (status = 404, description = "There is no such game", body = Problem,
               content_type = "application/problem+json"), Reads))]
pub(crate) async fn forget(
    State(app): State<App>,
    Path(GameId { id }): Path<GameId>,
) -> Result<StatusCode, Problem> {
    with(&app, move |games, _| games.forget(&id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Plays as they come
///
/// One play or a list, each an object with nflverse's names and a `play_id`. A play whose
/// `play_id` is there already takes its place; `{"play_id": 7, "deleted": true}` takes one
/// back. Plays may come late and twice: their place in the game is that of
/// `order_sequence`, else of `play_id`. All are taken or none, and kept before this
/// answers. A game that is not there begins.
#[utoipa::path(post, path = "/v1/games/{id}/plays", tag = "games",
    params(GameId),
    request_body(content(
        (PlaysBody = "application/json"),
        (String = "application/x-ndjson"),
    )),
    responses((status = 200, description = "What that changed", body = Changed),
              (status = 409, description = "The game was forgotten meanwhile", body = Problem,
               content_type = "application/problem+json"),
              (status = 507, description = "There are too many games", body = Problem,
               content_type = "application/problem+json"), Problems))]
pub(crate) async fn plays(
    State(app): State<App>,
    Path(GameId { id }): Path<GameId>,
    request: Request,
) -> Result<Json<Changed>, Problem> {
    let (parts, body) = request.into_parts();
    let written = Written::of(&parts.headers, &[Written::Json, Written::Lines])?;
    let bytes = body::read(&parts.headers, body, app.settings.limits.body).await?;
    let edits = edits(written, &bytes)?;
    let rows = edits.len() as u64;
    let done = with(&app, move |games, model| games.edit(&id, &edits, model)).await?;
    app.metrics.rows("/v1/games/{id}/plays", rows);
    Ok(Json(done))
}

/// Take a play back
#[utoipa::path(delete, path = "/v1/games/{id}/plays/{play_id}", tag = "games",
    params(GameId,
           ("play_id" = i32, Path, description = "The play")),
    responses((status = 200, description = "What that changed", body = Changed),
              (status = 400, description = "The play is no number", body = Problem,
               content_type = "application/problem+json"),
              (status = 404, description = "There is no such game or play", body = Problem,
               content_type = "application/problem+json"), Reads))]
pub(crate) async fn remove(
    State(app): State<App>,
    Path((id, play)): Path<(String, String)>,
) -> Result<Json<Changed>, Problem> {
    let play = play.parse().map_err(|_| {
        Problem::malformed(
            format!("\"{play}\" is no play_id"),
            "a play_id is a whole number",
        )
    })?;
    let done = with(&app, move |games, model| games.remove(&id, play, model)).await?;
    Ok(Json(done))
}

/// One play, or several.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(
    untagged,
    expecting = "expected a play or a list of plays, each an object"
)]
pub(crate) enum PlaysBody {
    /// One.
    One(PlayRow),
    /// Several.
    Several(Vec<PlayRow>),
}

/// A play: nflverse's names, with a `play_id`.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(transparent)]
#[schema(value_type = Object)]
pub(crate) struct PlayRow(Map<String, Value>);

fn edits(written: Written, bytes: &[u8]) -> Result<Vec<Edit>, Problem> {
    let malformed = |e: String| {
        Problem::malformed(
            format!("the body holds no plays: {e}"),
            "each play is an object with nflverse's names, such as {\"play_id\": 1, \"posteam\": \
             \"BAL\", \"qtr\": 1, \"time\": \"15:00\", \"play_type\": \"kickoff\"}",
        )
    };
    let rows = match written {
        Written::Lines => {
            let text = std::str::from_utf8(bytes).map_err(|e| malformed(e.to_string()))?;
            text.lines()
                .filter(|l| !l.trim().is_empty())
                .map(serde_json::from_str)
                .collect::<Result<Vec<_>, _>>()
                .map_err(|e| malformed(e.to_string()))?
        }
        _ => match serde_json::from_slice(bytes).map_err(|e| malformed(e.to_string()))? {
            PlaysBody::One(row) => vec![row],
            PlaysBody::Several(rows) => rows,
        },
    };
    if rows.is_empty() {
        return Err(malformed("it is empty".into()));
    }
    rows.into_iter().map(|row| edit(row.0)).collect()
}

fn edit(row: Map<String, Value>) -> Result<Edit, Problem> {
    if row.get("deleted") != Some(&Value::Bool(true)) {
        return Ok(Edit::Put(row));
    }
    let id = row.get("play_id").and_then(Value::as_i64);
    id.and_then(|id| i32::try_from(id).ok())
        .map(Edit::Remove)
        .ok_or_else(|| {
            Problem::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "a play that is to be deleted has no `play_id`",
                "name it, as in {\"play_id\": 7, \"deleted\": true}",
            )
        })
}

/// Follow a game: Server-Sent Events
///
/// Each event is what a change did to the line, with the game's revision as its id. A
/// client that comes back with `Last-Event-ID` is told what it missed, else the whole line
/// first. Comments keep the connection open.
#[utoipa::path(get, path = "/v1/games/{id}/events", tag = "games",
    params(GameId,
           ("last-event-id" = Option<String>, Header, description = "The last revision that was seen")),
    responses((status = 200, description = "Events without end", body = Event,
               content_type = "text/event-stream"),
              (status = 404, description = "There is no such game", body = Problem,
               content_type = "application/problem+json"), Reads))]
pub(crate) async fn events(
    State(app): State<App>,
    Path(GameId { id }): Path<GameId>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let last = headers.get("last-event-id");
    let last = last.and_then(|v| v.to_str().ok()?.trim().parse::<u64>().ok());
    let stream = follow(app, id, last).await?;
    Ok(Sse::new(stream)
        .keep_alive(KeepAlive::default())
        .into_response())
}

/// Counts a follower for as long as it follows.
struct Following(App);

impl Drop for Following {
    fn drop(&mut self) {
        self.0.metrics.streams.dec();
    }
}

async fn follow(
    app: App,
    id: String,
    last: Option<u64>,
) -> Result<impl Stream<Item = Result<sse::Event, Infallible>>, Problem> {
    let id: Arc<str> = id.into();
    let open = {
        let id = id.clone();
        move |games: &Games, model: &Loaded| games.follow(&id, last, model)
    };
    let (first, next) = with(&app, open).await?;
    app.metrics.streams.inc();
    let closing = app.closing.subscribe();
    let following = Following(app);
    let state = (VecDeque::from(first), next, closing, following, last);
    Ok(stream::unfold(state, move |state| {
        let id = id.clone();
        async move {
            let (mut waiting, mut next, mut closing, following, mut seen) = state;
            loop {
                if let Some(told) = waiting.pop_front() {
                    seen = Some(told.revision);
                    let event = sse::Event::default()
                        .id(told.revision.to_string())
                        .data(&*told.event);
                    return Some((Ok(event), (waiting, next, closing, following, seen)));
                }
                let told = tokio::select! {
                    told = next.recv() => told,
                    // The service stops: the client comes back to another one.
                    _ = closing.wait_for(|closing| *closing) => return None,
                };
                match told {
                    Ok(told) => waiting.push_back(told),
                    // The game was forgotten.
                    Err(RecvError::Closed) => return None,
                    // Too slow: what was missed is read again.
                    Err(RecvError::Lagged(_)) => {
                        let id = id.clone();
                        let again =
                            move |games: &Games, model: &Loaded| games.follow(&id, seen, model);
                        let (missed, anew) = with(&following.0, again).await.ok()?;
                        waiting = missed.into();
                        next = anew;
                    }
                }
            }
        }
    }))
}
