//! Rows of play-by-play in, the same rows with their probabilities out.

mod columns;
mod rows;

use crate::app::App;
use crate::ask::LevelOptions;
use crate::ask::body::{self, Written};
use crate::problem::Problem;
use crate::routes::games::PlayRow;
use crate::routes::problems::Problems;
use axum::extract::{Query, Request, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

/// WP on every row of play-by-play
///
/// Rows with nflverse's names, of any games, each with its `game_id`; the same rows with
/// `wp`, `home_wp`, `wp_lower`, `wp_upper` and `wpa`, as `wp score` writes them. A list is
/// answered by a list, lines by lines, CSV by CSV, Parquet by Parquet, Arrow (a stream or a
/// file, without compression) by Arrow. Columns that hold another model's win probability
/// come back as `original_…`.
#[utoipa::path(post, path = "/v1/score", tag = "games",
    params(LevelOptions),
    request_body(content(
        (Vec<PlayRow> = "application/json"),
        (String = "application/x-ndjson"),
        (String = "text/csv"),
        (Vec<u8> = "application/vnd.apache.parquet"),
        (Vec<u8> = "application/vnd.apache.arrow.stream"),
        (Vec<u8> = "application/vnd.apache.arrow.file"),
    )),
    responses((status = 200, description = "The rows with their probabilities", content(
                (Vec<PlayRow> = "application/json"),
                (String = "application/x-ndjson"),
                (String = "text/csv"),
                (Vec<u8> = "application/vnd.apache.parquet"),
                (Vec<u8> = "application/vnd.apache.arrow.stream"),
                (Vec<u8> = "application/vnd.apache.arrow.file"),
        (Vec<u8> = "application/vnd.apache.parquet"),
        (Vec<u8> = "application/vnd.apache.arrow.stream"),
        (Vec<u8> = "application/vnd.apache.arrow.file"),
              )), Problems))]
pub(crate) async fn score(State(app): State<App>, request: Request) -> Result<Response, Problem> {
    let (parts, body) = request.into_parts();
    let mut known = vec![Written::Json, Written::Lines, Written::Csv, Written::Arrow];
    let parquet = app.settings.parquet.clone();
    known.extend(parquet.as_ref().map(|_| Written::Parquet));
    let written = Written::of(&parts.headers, &known)?;
    let options: LevelOptions = Query::try_from_uri(&parts.uri)
        .map(|q| q.0)
        .map_err(|e| Problem::malformed(e.body_text(), "the options are listed at /docs"))?;
    // A row of play-by-play is longer than a situation.
    let bytes = body::read(&parts.headers, body, 4 * app.settings.limits.body).await?;
    let model = app.models.now();
    let level = Level {
        level: options.level().unwrap_or(model.advisor().level()),
        most: app.settings.limits.rows,
    };
    let of = model.clone();
    let work = move || match (written, &parquet) {
        (Written::Parquet, Some(by)) => columns::parquet(&of, &**by, &bytes, level),
        (Written::Arrow, _) => columns::arrow(&of, bytes.into(), level),
        _ => rows::answer(&of, written, &bytes, level),
    };
    let done = app.gate.run(work).await??;
    app.metrics.rows("/v1/score", done.rows as u64);
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(done.kind)),
        (header::ETAG, model.etag(&done.bytes)),
    ];
    Ok((headers, done.bytes).into_response())
}

/// Rows with their probabilities.
struct Answer {
    kind: &'static str,
    bytes: Vec<u8>,
    rows: usize,
}

/// How to answer: the level of the intervals, and how many rows are too many.
#[derive(Clone, Copy)]
struct Level {
    level: f64,
    most: usize,
}

fn enough(rows: usize, most: usize) -> Result<(), Problem> {
    if rows <= most {
        return Ok(());
    }
    Err(Problem::too_large(
        format!("{rows} rows are more than {most}"),
        "send some games at a time; `wp score` takes whole seasons",
    ))
}
