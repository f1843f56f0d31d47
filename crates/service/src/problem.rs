//! What is wrong, as `application/problem+json` (RFC 9457) with the command's
//! words and hints.

use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};
use axum::response::IntoResponse;
use serde::Serialize;
use utoipa::ToSchema;

/// What is wrong with a request, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Problem {
    /// The status in words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What is wrong: the words of the command.
    pub detail: String,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// Seconds after which to try again.
    #[serde(skip)]
    pub retry_after: Option<u32>,
}

impl Problem {
    /// With a hint; an empty one is none.
    pub fn new(status: StatusCode, detail: impl Into<String>, hint: impl Into<String>) -> Self {
        let hint = hint.into();
        Self {
            title: status.canonical_reason().unwrap_or("Error").to_owned(),
            status: status.as_u16(),
            detail: detail.into(),
            hint: (!hint.is_empty()).then_some(hint),
            retry_after: None,
        }
    }

    /// The same, to be tried again after some seconds.
    #[must_use]
    pub fn retry(self, seconds: u32) -> Self {
        Self {
            retry_after: Some(seconds),
            ..self
        }
    }

    /// A body that is not what it should be.
    pub fn malformed(detail: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, detail, hint)
    }

    /// Something that is not there.
    pub fn not_found(detail: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, detail, hint)
    }

    /// More than a limit allows.
    pub fn too_large(detail: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, detail, hint)
    }

    /// Something that should not happen; the details are in the log.
    pub fn internal(what: impl std::fmt::Display) -> Self {
        tracing::error!(%what, "internal error");
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "the service failed to answer",
            "its log says why; please report it with the request",
        )
    }
}

impl From<football::Error> for Problem {
    fn from(error: football::Error) -> Self {
        use football::Error as E;
        match &error {
            E::Situation { .. }
            | E::Parameter { .. }
            | E::Shape { .. }
            | E::Data { .. }
            | E::MissingColumn { .. }
            | E::Refused { .. } => Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                error.to_string(),
                error.hint().unwrap_or_default(),
            ),
            _ => Self::internal(error),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response<Body> {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let text = serde_json::to_vec(&self).unwrap_or_default();
        let mut response = (
            status,
            [(header::CONTENT_TYPE, "application/problem+json")],
            text,
        )
            .into_response();
        let headers = response.headers_mut();
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

/// Settings that are refused.
pub(crate) struct Refusal;

impl Refusal {
    /// Whether a text can be an origin: "https://example.org".
    pub fn origin(text: &str) -> football::Result<HeaderValue> {
        let host = text
            .strip_prefix("https://")
            .or_else(|| text.strip_prefix("http://"));
        host.filter(|h| !h.is_empty() && !h.contains('/'))
            .and_then(|_| HeaderValue::from_str(text).ok())
            .ok_or_else(|| {
                football::Error::parameter(
                    "--allow-origin",
                    "an origin such as https://example.org, without a path",
                    text,
                )
            })
    }
}

pub(crate) fn stopping() -> Problem {
    Problem::new(
        StatusCode::SERVICE_UNAVAILABLE,
        "the service is stopping",
        "ask another instance, or again when it is back",
    )
    .retry(2)
}
