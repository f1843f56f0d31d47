//! A request's body, whatever it is written in.

use super::kinds::Question;
use super::situations::{Situation, Situations};
use super::{Asked, Options, Texts};
use crate::problem::Problem;
use crate::settings::Limits;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, StatusCode, header};
use serde::de::DeserializeOwned;
use std::time::Duration;

/// How long a client may take to send a body.
const PATIENCE: Duration = Duration::from_secs(20);

/// The largest seed that can be asked for.
const LARGEST_SEED: u64 = (1 << 53) - 1;

/// What a body is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Written {
    Json,
    Lines,
    Text,
    Csv,
    Parquet,
    Arrow,
}

impl Written {
    /// By the content type. Without one, and with the one that `curl -d` sends
    /// unasked, it is text.
    ///
    /// # Errors
    /// 415 for anything else.
    pub fn of(headers: &HeaderMap, known: &[Self]) -> Result<Self, Problem> {
        let named = headers.get(header::CONTENT_TYPE).map(|v| v.to_str());
        let kind = match named {
            None => Some(Self::Text),
            Some(Ok(text)) => {
                let kind = text.split(';').next().unwrap_or_default().trim();
                match kind.to_ascii_lowercase().as_str() {
                    "application/json" => Some(Self::Json),
                    "application/x-ndjson" | "application/jsonl" => Some(Self::Lines),
                    "text/plain" | "application/x-www-form-urlencoded" => Some(Self::Text),
                    "text/csv" => Some(Self::Csv),
                    "application/vnd.apache.parquet" => Some(Self::Parquet),
                    "application/vnd.apache.arrow.stream" | "application/vnd.apache.arrow.file" => {
                        Some(Self::Arrow)
                    }
                    _ => None,
                }
            }
            Some(Err(_)) => None,
        };
        kind.filter(|k| known.contains(k)).ok_or_else(|| {
            let names: Vec<&str> = known.iter().map(|k| k.name()).collect();
            Problem::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                match named {
                    Some(Ok(text)) => format!("the content type is \"{text}\""),
                    _ => "the content type cannot be used here".into(),
                },
                format!("send {}", names.join(", or ")),
            )
        })
    }

    /// The content type.
    pub fn name(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Lines => "application/x-ndjson",
            Self::Text => "text/plain",
            Self::Csv => "text/csv",
            Self::Parquet => "application/vnd.apache.parquet",
            Self::Arrow => "application/vnd.apache.arrow.stream",
        }
    }
}

/// All of a body, within the limits of size and time.
///
/// # Errors
/// 413 for too many bytes, 408 where they take too long, 400 where they stop.
pub(crate) async fn read(headers: &HeaderMap, body: Body, most: usize) -> Result<Bytes, Problem> {
    let too_large = || {
        Problem::too_large(
            format!("the body has more than {most} bytes"),
            "split it into several requests",
        )
    };
    let length = headers.get(header::CONTENT_LENGTH);
    let length = length.and_then(|v| v.to_str().ok()?.parse::<u64>().ok());
    if length.is_some_and(|n| n > most as u64) {
        return Err(too_large());
    }
    match tokio::time::timeout(PATIENCE, axum::body::to_bytes(body, most)).await {
        Ok(Ok(bytes)) => Ok(bytes),
        // The limit is the only error with a cause of its own.
        Ok(Err(e)) if is_length(&e) => Err(too_large()),
        Ok(Err(e)) => Err(Problem::malformed(format!("the body ended early: {e}"), "")),
        Err(_) => Err(Problem::new(
            StatusCode::REQUEST_TIMEOUT,
            format!(
                "the body did not arrive within {} seconds",
                PATIENCE.as_secs()
            ),
            "send it faster, or less of it",
        )),
    }
}

fn is_length(error: &axum::Error) -> bool {
    error.to_string().contains("length limit")
}

/// What a body asks.
///
/// # Errors
/// 400 for what cannot be read, 413 for too many situations, 422 for an option
/// out of range.
pub(crate) fn asked<Q: Question>(
    written: Written,
    query: Option<&str>,
    bytes: &[u8],
    limits: &Limits,
) -> Result<Asked, Problem> {
    let query: Q::Query = axum::extract::Query::try_from_uri(&uri(query)?)
        .map(|q| q.0)
        .map_err(|e| Problem::malformed(e.body_text(), "the options are listed at /docs"))?;
    let text = std::str::from_utf8(bytes)
        .map_err(|e| Problem::malformed(format!("the body is not UTF-8: {e}"), ""))?;
    let (situations, options) = match written {
        Written::Json => json::<Q>(text)?,
        Written::Lines => (lines(text)?, Options::default()),
        _ => (Texts::One(text.trim().to_owned()), Options::default()),
    };
    let asked = Asked {
        situations,
        options: options.or(query.into()),
    };
    if asked.situations.len() > limits.rows {
        return Err(Problem::too_large(
            format!(
                "{} situations are more than {}",
                asked.situations.len(),
                limits.rows
            ),
            "split them into several requests",
        ));
    }
    if let Some(games) = asked.options.games
        && !(1..=limits.games).contains(&games)
    {
        let rule = format!("between 1 and {}", limits.games);
        return Err(football::Error::parameter("games", rule, games).into());
    }
    // JSON's whole numbers are exact up to there everywhere.
    if let Some(seed) = asked.options.seed.filter(|seed| *seed > LARGEST_SEED) {
        let rule = format!("between 0 and {LARGEST_SEED}");
        return Err(football::Error::parameter("seed", rule, seed).into());
    }
    Ok(asked)
}

/// Reads an object: for serde a list of its members' values would do as well.
///
/// # Errors
/// What is wrong with it.
pub(crate) fn object<T: DeserializeOwned>(text: &[u8]) -> Result<T, String> {
    match text.trim_ascii_start().first() {
        Some(b'{') => serde_json::from_slice(text).map_err(|e| e.to_string()),
        Some(_) => Err("it is not an object".into()),
        None => Err("it is empty".into()),
    }
}

fn uri(query: Option<&str>) -> Result<axum::http::Uri, Problem> {
    format!("/?{}", query.unwrap_or_default())
        .parse()
        .map_err(|e| Problem::malformed(format!("the address cannot be read: {e}"), ""))
}

fn json<Q: Question>(text: &str) -> Result<(Texts, Options), Problem> {
    let request: Q::Request = object(text.as_bytes()).map_err(|e| {
        Problem::malformed(
            format!("the body is no question: {e}"),
            r#"expected {"situation": "4&2 opp35 -3 Q4 2:10"}, its keys, or a list of situations"#,
        )
    })?;
    let (situations, options): (Situations, Options) = request.into();
    let texts = match situations {
        Situations::One(one) => Texts::One(one.text()),
        Situations::List(all) => Texts::List(all.into_iter().map(Situation::text).collect()),
    };
    Ok((texts, options))
}

/// Each line is words, an object of keys, or either as the member `situation`.
fn lines(text: &str) -> Result<Texts, Problem> {
    let lines = text.lines().map(str::trim).filter(|l| !l.is_empty());
    let one = |line: &str| match line.as_bytes().first() {
        Some(b'"') => serde_json::from_str(line).map_err(|e| {
            Problem::malformed(
                format!("a line is neither words nor JSON: {line}: {e}"),
                "each line is one situation: words, a JSON string, or an object of keys",
            )
        }),
        _ => Ok(line.to_owned()),
    };
    lines.map(one).collect::<Result<_, _>>().map(Texts::Lines)
}
