//! A set of seasons, as in `2009-2022,2024`.

use crate::error::{Error, Result};
use std::fmt;
use std::str::FromStr;

/// Seasons, in order and without repetition. Never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seasons(Vec<u16>);

impl Seasons {
    /// From a list of seasons; `None` when it is empty.
    #[must_use]
    pub fn from_list(mut list: Vec<u16>) -> Option<Self> {
        list.sort_unstable();
        list.dedup();
        (!list.is_empty()).then_some(Self(list))
    }

    /// Whether `season` is one of them.
    #[must_use]
    pub fn contains(&self, season: u16) -> bool {
        self.0.binary_search(&season).is_ok()
    }

    /// In ascending order.
    pub fn iter(&self) -> impl Iterator<Item = u16> + '_ {
        self.0.iter().copied()
    }

    /// The seasons that both have.
    #[must_use]
    pub fn overlap(&self, other: &[u16]) -> Option<Self> {
        Self::from_list(self.iter().filter(|s| other.contains(s)).collect())
    }
}

impl FromStr for Seasons {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let bad = || {
            Error::parameter(
                "seasons",
                "years and ranges of years such as 2009-2022 or 2019,2021-2023",
                format!("`{text}`"),
            )
        };
        let year = |s: &str| {
            let y: u16 = s.trim().parse().map_err(|_| bad())?;
            // Simulated seasons are numbered from 3001.
            if (1920..=9999).contains(&y) {
                Ok(y)
            } else {
                Err(bad())
            }
        };
        let mut list = Vec::new();
        for part in text.split(',') {
            match part.split_once(['-', '–']) {
                None => list.push(year(part)?),
                Some((from, to)) => {
                    let (from, to) = (year(from)?, year(to)?);
                    if from > to {
                        let rule =
                            format!("ranges of years with the earlier first, as in {to}-{from}");
                        return Err(Error::parameter("seasons", rule, format!("`{part}`")));
                    }
                    list.extend(from..=to);
                }
            }
        }
        Self::from_list(list).ok_or_else(bad)
    }
}

/// Writes runs as ranges: `2009–2022, 2024`.
impl fmt::Display for Seasons {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut first = true;
        for run in self.0.chunk_by(|a, b| a + 1 == *b) {
            if !std::mem::take(&mut first) {
                f.write_str(", ")?;
            }
            match run {
                [one] => write!(f, "{one}")?,
                [a, .., b] => write!(f, "{a}–{b}")?,
                [] => {}
            }
        }
        Ok(())
    }
}
