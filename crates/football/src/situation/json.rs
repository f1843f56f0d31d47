//! A situation as a JSON object.

use super::draft::Draft;
use super::{Understood, keys, resolve, say};
use crate::error::Result;
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::Value;
use std::borrow::Cow;

/// A situation from a JSON object with nflverse's names, the same that
/// [`parse`](super::parse) takes as `key=value`. `null` is unknown.
///
/// ```
/// let line = r#"{"down": 4, "ydstogo": 2, "yardline_100": 35, "score_differential": -3,
///                "qtr": 4, "quarter_seconds_remaining": 130, "total_line": null}"#;
/// assert_eq!(football::situation::from_json(line)?.state.down, 4);
/// # Ok::<(), football::Error>(())
/// ```
///
/// # Errors
/// [`Error::Situation`](crate::error::Error::Situation) for text that is no JSON
/// object, for unknown, repeated and conflicting members, and for all that
/// [`parse`](super::parse) refuses.
pub fn from_json(text: &str) -> Result<Understood> {
    resolve::resolve(&drafted(text)?, super::MomentKind::Scrimmage)
}

/// What an object says, member by member.
pub(super) fn drafted(text: &str) -> Result<Draft<'_>> {
    let members: Members = serde_json::from_str(text).map_err(|e| {
        say::error(
            format!("not a situation in JSON: {e}"),
            "expected an object such as {\"down\": 4, \"ydstogo\": 2, \"yardline_100\": 35, \
             \"score_differential\": -3, \"qtr\": 4, \"quarter_seconds_remaining\": 130}",
        )
    })?;
    let mut draft = Draft::default();
    for (name, value) in &members.0 {
        let (value, shown) = match value {
            Value::Null => ("NA".to_owned(), "null".to_owned()),
            Value::String(s) => (s.trim().to_owned(), s.clone()),
            other => (other.to_string(), other.to_string()),
        };
        let words = format!("{name}={shown}");
        let facts = keys::facts(name, &value, &words)?;
        for fact in facts {
            draft.add(fact, Cow::Owned(words.clone()))?;
        }
    }
    draft.settle_teams()?;
    Ok(draft)
}

/// The members of an object in their order, repeated ones included (a map would
/// keep the last and say nothing).
struct Members(Vec<(String, Value)>);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        deserializer.deserialize_map(Object)
    }
}

struct Object;

impl<'de> Visitor<'de> for Object {
    type Value = Members;

    fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> std::result::Result<Members, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = map.next_entry()? {
            members.push(member);
        }
        Ok(Members(members))
    }
}
