//! Answers that stay the same: their bytes, with an entity tag.

use crate::model::etag;
use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// Something that is there as it is, and changes only with the program.
#[derive(Debug, Clone)]
pub(crate) struct File {
    kind: &'static str,
    body: Bytes,
    etag: HeaderValue,
}

impl File {
    pub fn new(kind: &'static str, body: Bytes) -> Self {
        let etag = etag(&[&body]);
        Self { kind, body, etag }
    }

    pub fn json(text: String) -> Self {
        Self::new("application/json", Bytes::from(text))
    }

    pub fn with_etag(self, etag: HeaderValue) -> Self {
        Self { etag, ..self }
    }

    /// The file, or that the client has it already.
    pub fn answer(&self, headers: &HeaderMap) -> Response {
        let known = headers.get(header::IF_NONE_MATCH);
        let known = known.and_then(|v| v.to_str().ok()).unwrap_or_default();
        let mine = self.etag.to_str().unwrap_or_default();
        let has = known
            .split(',')
            .any(|t| t.trim().trim_start_matches("W/") == mine || t.trim() == "*");
        let common = [
            (header::ETAG, self.etag.clone()),
            (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
            (
                header::X_CONTENT_TYPE_OPTIONS,
                HeaderValue::from_static("nosniff"),
            ),
        ];
        if has {
            return (StatusCode::NOT_MODIFIED, common).into_response();
        }
        let kind = [(header::CONTENT_TYPE, self.kind)];
        (common, kind, self.body.clone()).into_response()
    }
}
