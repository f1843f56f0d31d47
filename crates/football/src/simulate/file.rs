//! The file of the numbers: TOML that a person can read. All numbers are fitted
//! but those with a comment "set by hand", which says why.

use super::table::Distributions;
use crate::error::{Error, Result};
use std::fmt::Write as _;
use std::sync::LazyLock;

/// The numbers that come with `wp`: `data/simulator.toml`.
const SHIPPED: &str = include_str!("../../data/simulator.toml");

static TABLE: LazyLock<Distributions> = LazyLock::new(|| {
    match Distributions::from_toml(SHIPPED, "data/simulator.toml") {
        Ok(table) => table,
        // The text is part of the program and a test reads it.
        Err(error) => unreachable!("data/simulator.toml: {error}"),
    }
});

/// Numbers that the files cannot tell, with what is known of them.
const SET: &[(&str, &str)] = &[
    (
        "red_zone_tilt",
        "shorter gains inside the 20, so that touchdowns there come out right",
    ),
    (
        "field_goal_blocked",
        "2 % of attempts; the files do not tell blocked from missed",
    ),
    ("kickoffs.start_after_safety", "too few free kicks"),
    ("punts.full_from", "where the punter need not hold back"),
    (
        "punts.shortest",
        "so that starts near the goal come out right",
    ),
    (
        "punts.touchback",
        "so that starts near the goal come out right",
    ),
    (
        "punts.penalty",
        "12 % of punts have one, some of them on the kick",
    ),
    ("tries.pass", "the files do not tell runs from passes"),
    ("seconds.play", "the clock is known at the snap only"),
    (
        "seconds.turnover_return",
        "the clock is known at the snap only",
    ),
    ("seconds.signal", "steps out of bounds are not in the files"),
    ("seconds.kneel", "who runs the clock out lets all of it run"),
    ("seconds.timeout", "the clock is known at the snap only"),
    ("choices.set_up_pass_odds", "too few kicks are set up"),
    ("choices.spike", "whether the clock ran is not in the files"),
    (
        "choices.out_of_bounds",
        "steps out of bounds are not in the files",
    ),
    (
        "strength.spread_noise",
        "none: strength is the spread, see football::simulate::true_wp",
    ),
    ("strength.total_noise", "none: strength is the total line"),
    (
        "penalties.least",
        "kinds of penalty; only their shares are fitted",
    ),
];

impl Distributions {
    /// The numbers that come with `wp`, fitted from real seasons.
    #[must_use]
    pub fn shipped() -> &'static Self {
        &TABLE
    }

    /// Reads and checks the text of a file; `name` is what messages call it.
    ///
    /// # Errors
    /// [`Error::Data`] that names the key that is missing, unknown, of the
    /// wrong form, or out of its range.
    pub fn from_toml(text: &str, name: &str) -> Result<Self> {
        let hint = "`wp simulate fit` writes a whole file; data/simulator.toml is an example";
        let table: Self = toml::from_str(text)
            .map_err(|e| Error::data(name, e.to_string().trim_end().to_owned(), hint))?;
        table
            .check()
            .map_err(|e| Error::data(name, e.to_string(), hint))?;
        Ok(table)
    }

    /// The text of a file; `head` is put before it, a comment a line.
    ///
    /// # Errors
    /// [`Error::Data`] for numbers that TOML cannot hold.
    pub fn to_toml(&self, head: &str) -> Result<String> {
        let failed =
            |e: toml::ser::Error| Error::data("the simulator's numbers", e.to_string(), "");
        let table = toml::Table::try_from(self).map_err(failed)?;
        let mut out = String::new();
        for line in head.lines() {
            let _ = writeln!(out, "# {line}");
        }
        write_table(&mut out, "", &table);
        Ok(out)
    }
}

/// Plain values first, then the tables: TOML's own order.
fn write_table(out: &mut String, path: &str, table: &toml::Table) {
    let below = |key: &str| match path {
        "" => key.to_owned(),
        _ => format!("{path}.{key}"),
    };
    for (key, value) in table {
        if is_plain(value) {
            let _ = writeln!(out, "{}{key} = {}", mark(&below(key)), plain(value));
        }
    }
    for (key, value) in table {
        match value {
            toml::Value::Table(inner) => {
                let path = below(key);
                let _ = writeln!(out, "\n[{path}]");
                write_table(out, &path, inner);
            }
            toml::Value::Array(items) if !is_plain(value) => {
                let path = below(key);
                for item in items.iter().filter_map(toml::Value::as_table) {
                    let _ = writeln!(out, "\n[[{path}]]");
                    write_table(out, &path, item);
                }
            }
            _ => {}
        }
    }
}

/// The comment above a number that was set by hand; all others are fitted.
fn mark(path: &str) -> String {
    match SET.iter().find(|(key, _)| *key == path) {
        Some((_, why)) => format!("# set by hand: {why}\n"),
        None => String::new(),
    }
}

/// Whether a value is written after `key =`: anything but tables and lists of
/// tables.
fn is_plain(value: &toml::Value) -> bool {
    match value {
        toml::Value::Table(_) => false,
        toml::Value::Array(items) => !items.iter().any(toml::Value::is_table),
        _ => true,
    }
}

/// A value on one line, or, where it holds lists, a line for each few of them.
fn plain(value: &toml::Value) -> String {
    let items = match value {
        toml::Value::Array(items) => items,
        toml::Value::Integer(n) => return n.to_string(),
        // Always with a point, or it would be read as an integer.
        toml::Value::Float(x) => return format!("{x:?}"),
        toml::Value::Boolean(yes) => return yes.to_string(),
        other => return format!("{other:?}"),
    };
    let nested = items.iter().any(toml::Value::is_array);
    let words: Vec<String> = items.iter().map(plain).collect();
    if !nested {
        return format!("[{}]", words.join(", "));
    }
    let mut text = String::from("[");
    let mut width = usize::MAX;
    for word in words {
        let word = word.replace('\n', "\n  ");
        if width.saturating_add(word.len()) > 90 {
            text.push_str("\n  ");
            width = 2;
        } else {
            text.push(' ');
        }
        width += word.len() + 2;
        text.push_str(&word);
        text.push(',');
    }
    text.push_str("\n]");
    text
}
