//! One situation or several in a request's JSON.

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::Value;
use utoipa::ToSchema;

/// One situation, or a list.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(
    untagged,
    expecting = "`situation` must be words, an object of keys, or a list of these"
)]
pub(crate) enum Situations {
    /// One: the answer stands alone.
    One(Situation),
    /// Several: the answers come as a list.
    List(Vec<Situation>),
}

/// A situation, from the side of the team with the ball.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(untagged, expecting = "a situation must be words or an object of keys")]
pub(crate) enum Situation {
    /// In words, shorthand or `key=value`: "4&2 opp35 -3 Q4 2:10".
    Words(String),
    /// By nflverse's names: `{"down": 4, "ydstogo": 2, …}`.
    Keys(Keys),
}

/// The members of a situation's object, repeated ones included: the football
/// refuses those.
#[derive(Debug, ToSchema)]
#[schema(value_type = BTreeMap<String, Value>)]
pub(crate) struct Keys(Vec<(String, Value)>);

impl<'de> Deserialize<'de> for Keys {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Members;
        impl<'de> Visitor<'de> for Members {
            type Value = Keys;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object of keys")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Keys, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Keys(members))
            }
        }
        from.deserialize_map(Members)
    }
}

impl Situation {
    /// As the football reads it.
    pub fn text(self) -> String {
        match self {
            Self::Words(words) => words,
            Self::Keys(Keys(members)) => {
                let members: Vec<String> = members
                    .into_iter()
                    .map(|(name, value)| format!("{}:{value}", Value::String(name)))
                    .collect();
                format!("{{{}}}", members.join(","))
            }
        }
    }
}
