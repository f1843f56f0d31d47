//! Which version of a file the other side has.

use super::headers::text;
use super::wait;
use serde::{Deserialize, Serialize};
use ureq::http::HeaderMap;

/// Which version of a file an answer speaks of.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    /// Entity tag.
    pub etag: Option<String>,
    /// Date of the last change.
    pub last_modified: Option<String>,
    /// Whether that date was a minute old when it was given. A younger one
    /// may belong to two versions (RFC 9110, 8.8.2.2).
    pub(super) settled: bool,
}

impl Version {
    pub fn of(headers: &HeaderMap) -> Self {
        let last_modified = text(headers, "last-modified");
        let settled = match (&last_modified, text(headers, "date")) {
            (Some(changed), Some(now)) => wait::seconds_between(changed, &now) >= Some(60),
            _ => false,
        };
        Self {
            etag: text(headers, "etag"),
            last_modified,
            settled,
        }
    }

    /// What names this version byte for byte, as `If-Range` needs it: a strong
    /// entity tag, or else a settled date (RFC 9110, 13.1.5).
    #[must_use]
    pub fn exact(&self) -> Option<&str> {
        match &self.etag {
            Some(tag) if tag.starts_with('"') => Some(tag),
            Some(_) => None,
            None => self.last_modified.as_deref().filter(|_| self.settled),
        }
    }
}
