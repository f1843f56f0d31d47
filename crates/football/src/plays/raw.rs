//! A table's columns in plain types, before they are cleaned.

use sha2::{Digest, Sha256};
use std::collections::HashMap;

/// A column of text: one buffer for all rows, so that a column costs no
/// allocation a row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TextColumn {
    bytes: String,
    /// End of each row's text in `bytes`.
    ends: Vec<usize>,
    missing: Vec<bool>,
}

impl TextColumn {
    /// Text of a row; `None` where it is missing.
    #[must_use]
    pub fn get(&self, row: usize) -> Option<&str> {
        if *self.missing.get(row)? {
            return None;
        }
        let start = row.checked_sub(1).map_or(0, |before| self.ends[before]);
        Some(&self.bytes[start..self.ends[row]])
    }

    /// Rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are no rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }
}

impl<'a> FromIterator<Option<&'a str>> for TextColumn {
    fn from_iter<I: IntoIterator<Item = Option<&'a str>>>(rows: I) -> Self {
        let rows = rows.into_iter();
        let mut column = Self::default();
        column.ends.reserve(rows.size_hint().0);
        column.missing.reserve(rows.size_hint().0);
        for text in rows {
            column.bytes.push_str(text.unwrap_or_default());
            column.ends.push(column.bytes.len());
            column.missing.push(text.is_none());
        }
        column
    }
}

/// Columns under nflverse's names: text as it is, every number as `f64` with
/// NaN for missing.
#[derive(Debug, Clone, Default)]
pub struct RawTable {
    name: String,
    len: usize,
    text: HashMap<&'static str, TextColumn>,
    numbers: HashMap<String, Vec<f64>>,
    extra: Vec<String>,
}

impl RawTable {
    /// Columns of `len` values each; `name` is for messages. Text columns are
    /// those of [`TEXT`](super::schema::TEXT), numbers those of
    /// [`NUMBERS`](super::schema::NUMBERS) and `extra`, which are carried along
    /// unchanged ([`Plays::extra`](super::Plays::extra)).
    #[must_use]
    pub fn new(
        name: &str,
        len: usize,
        text: impl IntoIterator<Item = (&'static str, TextColumn)>,
        numbers: impl IntoIterator<Item = (String, Vec<f64>)>,
        extra: &[String],
    ) -> Self {
        let text: HashMap<_, _> = text.into_iter().collect();
        let numbers: HashMap<_, _> = numbers.into_iter().collect();
        debug_assert!(text.values().all(|c| c.len() == len));
        debug_assert!(numbers.values().all(|c| c.len() == len));
        Self {
            name: name.to_owned(),
            len,
            text,
            numbers,
            extra: extra.to_vec(),
        }
    }

    /// The table's name, for messages.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are no rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// SHA-256 of the columns, in hexadecimal: what a data frame has for a file's.
    #[must_use]
    pub fn sha256(&self) -> String {
        let mut hash = Sha256::new();
        for name in self.column_names() {
            hash.update(name);
            for value in self.numbers(name).unwrap_or_default() {
                hash.update(value.to_bits().to_le_bytes());
            }
            let text = self.text(name);
            for row in 0..text.map_or(0, TextColumn::len) {
                let value = text.and_then(|t| t.get(row));
                hash.update(value.map_or([0, 0], |v| [1, v.len() as u8]));
                hash.update(value.unwrap_or_default());
            }
        }
        hash.finalize().iter().map(|b| format!("{b:02x}")).collect()
    }

    /// A text column.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&TextColumn> {
        self.text.get(name)
    }

    /// A number column; NaN where missing.
    #[must_use]
    pub fn numbers(&self, name: &str) -> Option<&[f64]> {
        self.numbers.get(name).map(Vec::as_slice)
    }

    /// The columns that were read, in the order of their names.
    #[must_use]
    pub fn column_names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.text.keys().copied().collect();
        names.extend(self.numbers.keys().map(String::as_str));
        names.sort_unstable();
        names
    }

    /// The names of the further columns that were asked for.
    #[must_use]
    pub fn extra_names(&self) -> &[String] {
        &self.extra
    }

    /// The further columns that were asked for, in that order; `None` where
    /// this table has no such column.
    pub fn extra(&self) -> impl Iterator<Item = Option<&[f64]>> {
        self.extra.iter().map(|name| self.numbers(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_text_is_not_empty_text() {
        let column: TextColumn = [Some("KC"), None, Some(""), Some("Ü")]
            .into_iter()
            .collect();
        assert_eq!(column.len(), 4);
        let read: Vec<_> = (0..5).map(|row| column.get(row)).collect();
        assert_eq!(read, [Some("KC"), None, Some(""), Some("Ü"), None]);
    }
}
