//! Rows of play-by-play in, the same rows with their probabilities out.

use crate::app::App;
use crate::ask::LevelOptions;
use crate::ask::body::{self, Written};
use crate::model::Loaded;
use crate::problem::Problem;
use crate::routes::games::PlayRow;
use crate::routes::problems::Problems;
use axum::extract::{Query, Request, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use football::plays::Schedule;
use football::score::{Scored, Scorer, score_rows};
use serde_json::{Map, Value};

/// A row of play-by-play, by nflverse's names.
type Row = Map<String, Value>;

/// The columns that are added, as in `wp score`.
const ADDED: [&str; 5] = ["wp", "home_wp", "wp_lower", "wp_upper", "wpa"];

/// WP on every row of play-by-play
///
/// Rows with nflverse's names, of any games, each with its `game_id`; the same rows with
/// `wp`, `home_wp`, `wp_lower`, `wp_upper` and `wpa`, as `wp score` writes them. A list is
/// answered by a list, lines by lines, CSV by CSV.
#[utoipa::path(post, path = "/v1/score", tag = "games",
    params(LevelOptions),
    request_body(content(
        (Vec<PlayRow> = "application/json"),
        (String = "application/x-ndjson"),
        (String = "text/csv"),
    )),
    responses((status = 200, description = "The rows with their probabilities", content(
                (Vec<PlayRow> = "application/json"),
                (String = "application/x-ndjson"),
                (String = "text/csv"),
              )), Problems))]
pub(crate) async fn score(State(app): State<App>, request: Request) -> Result<Response, Problem> {
    let (parts, body) = request.into_parts();
    let known = [Written::Json, Written::Lines, Written::Csv];
    let written = Written::of(&parts.headers, &known)?;
    let options: LevelOptions = Query::try_from_uri(&parts.uri)
        .map(|q| q.0)
        .map_err(|e| Problem::malformed(e.body_text(), "the options are listed at /docs"))?;
    // A row of play-by-play is longer than a situation.
    let bytes = body::read(&parts.headers, body, 4 * app.settings.limits.body).await?;
    let model = app.models.now();
    let most = app.settings.limits.rows;
    let level = options.level();
    let (text, rows) = app
        .gate
        .run(move || answer(&model, written, &bytes, most, level))
        .await??;
    app.metrics.rows("/v1/score", rows as u64);
    Ok(([(header::CONTENT_TYPE, written.name())], text).into_response())
}

fn answer(
    model: &Loaded,
    written: Written,
    bytes: &[u8],
    most: usize,
    level: Option<f64>,
) -> Result<(Vec<u8>, usize), Problem> {
    let (header, mut rows) = match written {
        Written::Csv => csv_rows(bytes)?,
        Written::Lines => (Vec::new(), lines(bytes)?),
        _ => (
            Vec::new(),
            serde_json::from_slice(bytes).map_err(|e| malformed(&e))?,
        ),
    };
    if rows.len() > most {
        return Err(Problem::too_large(
            format!("{} rows are more than {most}", rows.len()),
            "send some games at a time; `wp score` takes whole seasons",
        ));
    }
    let level = level.unwrap_or(model.advisor().level());
    let scorer = Scorer::new(model.model(), level)?;
    let scored = score_rows(&rows, &scorer, &Schedule::default())?;
    let intervals = model.model().has_intervals();
    for (row, scored) in rows.iter_mut().zip(&scored) {
        add(row, scored, intervals);
    }
    let n = rows.len();
    let text = match written {
        Written::Csv => csv_text(header, &rows, intervals)?,
        Written::Lines => {
            let mut text = Vec::new();
            for row in &rows {
                serde_json::to_writer(&mut text, row).map_err(Problem::internal)?;
                text.push(b'\n');
            }
            text
        }
        _ => serde_json::to_vec(&rows).map_err(Problem::internal)?,
    };
    Ok((text, n))
}

fn malformed(error: &impl std::fmt::Display) -> Problem {
    Problem::malformed(
        format!("the body holds no rows: {error}"),
        "expected nflverse's rows: a list of objects, one object a line, or CSV with a header",
    )
}

fn lines(bytes: &[u8]) -> Result<Vec<Row>, Problem> {
    let text = std::str::from_utf8(bytes).map_err(|e| malformed(&e))?;
    let lines = text.lines().filter(|l| !l.trim().is_empty());
    lines
        .map(|line| serde_json::from_str(line).map_err(|e| malformed(&e)))
        .collect()
}

/// The header, and each row as an object of texts.
fn csv_rows(bytes: &[u8]) -> Result<(Vec<String>, Vec<Row>), Problem> {
    let mut reader = csv::Reader::from_reader(bytes);
    let header = reader.headers().map_err(|e| malformed(&e))?;
    let header: Vec<String> = header.iter().map(str::to_owned).collect();
    if !header.iter().any(|name| name == "game_id") {
        return Err(malformed(&"the header has no `game_id`"));
    }
    let row = |record: Result<csv::StringRecord, csv::Error>| {
        let record = record.map_err(|e| malformed(&e))?;
        let cells = header.iter().zip(record.iter());
        Ok(cells
            .map(|(name, cell)| (name.clone(), Value::from(cell)))
            .collect())
    };
    let rows = reader.records().map(row).collect::<Result<_, Problem>>()?;
    Ok((header, rows))
}

fn csv_text(mut header: Vec<String>, rows: &[Row], intervals: bool) -> Result<Vec<u8>, Problem> {
    header.retain(|name| !ADDED.contains(&name.as_str()));
    header.extend(
        ADDED
            .iter()
            .filter(|name| intervals || !name.ends_with("er"))
            .map(|name| (*name).to_owned()),
    );
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(&header).map_err(Problem::internal)?;
    for row in rows {
        let cells = header.iter().map(|name| match row.get(name) {
            Some(Value::String(text)) => text.clone(),
            None | Some(Value::Null) => String::new(),
            Some(other) => other.to_string(),
        });
        writer.write_record(cells).map_err(Problem::internal)?;
    }
    writer.into_inner().map_err(Problem::internal)
}

fn add(row: &mut Row, scored: &Scored, intervals: bool) {
    let interval = scored.interval();
    let values = [
        Some(scored.wp()),
        Some(scored.home_wp),
        interval.map(|i| i[0]),
        interval.map(|i| i[1]),
        Some(scored.wpa()),
    ];
    for (name, value) in ADDED.iter().zip(values) {
        if intervals || !name.ends_with("er") {
            row.insert((*name).to_owned(), number(value));
        }
    }
}

/// With the digits that a 32-bit number needs, as `wp score` writes it.
fn number(value: Option<f32>) -> Value {
    let shortest = value.filter(|v| v.is_finite()).map(|v| v.to_string());
    shortest
        .and_then(|text| text.parse::<f64>().ok())
        .map_or(Value::Null, Value::from)
}
