//! Rows of text: JSON, one object a line, or CSV.

use super::{Answer, Level};
use crate::ask::body::Written;
use crate::model::Loaded;
use crate::problem::Problem;
use football::plays::Schedule;
use football::score::{Scored, Scorer, family, score_rows};
use football::table::set_aside;
use serde_json::{Map, Value};

/// A row of play-by-play, by nflverse's names.
type Row = Map<String, Value>;

/// The columns that are added, as in `wp score`.
const ADDED: [&str; 5] = ["wp", "home_wp", "wp_lower", "wp_upper", "wpa"];

pub(super) fn answer(
    model: &Loaded,
    written: Written,
    bytes: &[u8],
    Level { level, most }: Level,
) -> Result<Answer, Problem> {
    let (header, mut rows) = match written {
        Written::Csv => csv_rows(bytes)?,
        Written::Lines => (Vec::new(), lines(bytes)?),
        _ => (
            Vec::new(),
            serde_json::from_slice(bytes).map_err(|e| malformed(&e))?,
        ),
    };
    super::enough(rows.len(), most)?;
    let scorer = Scorer::new(model.model(), level)?;
    let scored = score_rows(&rows, &scorer, &Schedule::default())?;
    let intervals = model.model().has_intervals();
    for (row, scored) in rows.iter_mut().zip(&scored) {
        *row = aside(std::mem::take(row));
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
    Ok(Answer {
        kind: written.name(),
        bytes: text,
        rows: n,
    })
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

fn csv_text(header: Vec<String>, rows: &[Row], intervals: bool) -> Result<Vec<u8>, Problem> {
    let mut header = set_aside(&header, is_another_model_s);
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

/// What is another model's win probability, and would be taken for this one's.
fn is_another_model_s(name: &str) -> bool {
    let mut all = family::WP.iter().chain(&family::OTHER_WP).chain(&ADDED);
    all.any(|n| *n == name)
}

/// The row with another model's columns under other names, as in `wp score`.
fn aside(row: Row) -> Row {
    let names: Vec<String> = row.keys().cloned().collect();
    let names = set_aside(&names, is_another_model_s);
    row.into_iter()
        .zip(names)
        .map(|((_, value), name)| (name, value))
        .collect()
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
