//! What goes where: results to stdout, everything else to stderr.

use super::config;
use crate::ask::Said;
use crate::error::{Error, Result};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{IsTerminal, Write};
use std::sync::OnceLock;

/// Writes a result to stdout.
///
/// # Errors
/// [`Error::Io`] where stdout is closed; a broken pipe ends the program quietly
/// (see [`is_broken_pipe`]).
pub fn print(text: impl std::fmt::Display) -> Result<()> {
    let mut out = std::io::stdout().lock();
    write!(out, "{text}")
        .and_then(|()| out.flush())
        .map_err(|e| Error::io("write to", "stdout", e))
}

/// [`print`] with a new line.
///
/// # Errors
/// As [`print`].
pub fn line(text: impl std::fmt::Display) -> Result<()> {
    print(format_args!("{text}\n"))
}

/// Prints a value as indented JSON.
///
/// # Errors
/// As [`print`].
pub fn json(value: &impl serde::Serialize) -> Result<()> {
    line(format_args!("{:#}", self::value(value)?))
}

/// A value as JSON whose keys are in the order of the alphabet.
///
/// # Errors
/// As [`print`].
pub fn value(value: &impl serde::Serialize) -> Result<serde_json::Value> {
    serde_json::to_value(value)
        .map_err(|e| Error::io("write to", "stdout", std::io::Error::other(e)))
}

/// How the program speaks: flags of every command.
#[derive(Debug, Clone, Copy, Default, clap::Args)]
pub struct Manners {
    /// Only results and errors: no notes, no progress.
    #[arg(long, short, global = true)]
    quiet: bool,

    /// When messages are in color [default: auto, on a terminal without NO_COLOR].
    #[arg(
        long,
        global = true,
        value_enum,
        value_name = "WHEN",
        default_value_t,
        hide_default_value = true
    )]
    color: When,

    /// Threads [default: $WP_THREADS, else all cores]; results are identical for any
    /// number.
    #[arg(long, global = true, value_name = "N")]
    threads: Option<u64>,
}

/// When something is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum When {
    /// Where it makes sense.
    #[default]
    Auto,
    /// In any case.
    Always,
    /// Not at all.
    Never,
}

static MANNERS: OnceLock<Manners> = OnceLock::new();

/// Sets them for the rest of the program.
pub fn set_manners(mut manners: Manners) {
    manners.quiet |= config::quiet();
    if manners.color == When::Auto {
        manners.color = config::color().unwrap_or_default();
    }
    let _ = MANNERS.set(manners);
}

fn manners() -> Manners {
    MANNERS.get().copied().unwrap_or_default()
}

/// How many threads the work may use: as named, as in the environment or as configured.
///
/// # Errors
/// [`Error::Parameter`] for a number out of range.
pub fn threads() -> Result<Option<usize>> {
    config::threads(manners().threads)
}

/// Whether nothing but results and errors is wanted.
#[must_use]
pub fn is_quiet() -> bool {
    manners().quiet
}

/// Says something on stderr that is no result; nobody needs to hear it.
pub fn note(text: impl std::fmt::Display) {
    if !is_quiet() {
        say(text);
    }
}

fn say(text: impl std::fmt::Display) {
    let _ = writeln!(std::io::stderr(), "{text}");
}

/// Whether stdout was closed by its reader, as `head` does.
#[must_use]
pub fn is_broken_pipe(error: &Error) -> bool {
    matches!(error, Error::Io { source, .. } if source.kind() == std::io::ErrorKind::BrokenPipe)
}

/// An error and what to do about it, on stderr; in color only on a terminal
/// and without `NO_COLOR`.
pub fn report(error: &Error) {
    let color = match manners().color {
        When::Always => true,
        When::Never => false,
        When::Auto => {
            std::io::stderr().is_terminal()
                && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty())
        }
    };
    let (red, cyan, plain) = if color {
        ("\x1b[1;31m", "\x1b[36m", "\x1b[0m")
    } else {
        ("", "", "")
    };
    say(format_args!("{red}error:{plain} {error}"));
    if let Some(hint) = error.hint() {
        say(format_args!("{cyan}hint:{plain} {hint}"));
    }
}

/// A bar with the time left, on stderr; drawn only on a terminal.
#[must_use]
pub fn bar(total: usize, what: &'static str) -> ProgressBar {
    let target = if is_quiet() {
        ProgressDrawTarget::hidden()
    } else {
        ProgressDrawTarget::stderr()
    };
    let bar = ProgressBar::with_draw_target(Some(total as u64), target);
    let template = "{msg} [{bar:40}] {pos}/{len}, {eta} left";
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style.progress_chars("=> "));
    }
    bar.set_message(what);
    bar
}

/// A table in plain lines, readable in a terminal and in a file.
#[must_use]
pub fn table(header: &[&str]) -> comfy_table::Table {
    let mut table = comfy_table::Table::new();
    table.load_preset(comfy_table::presets::NOTHING);
    table.set_header(header.iter().copied());
    table
}

/// A table as text, without the blanks that pad its last column.
#[must_use]
pub fn shown(table: &comfy_table::Table) -> String {
    let text = table.to_string();
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    lines.join("\n")
}

/// All columns but the first `text` ones to the right.
pub fn numbers_right(table: &mut comfy_table::Table, text: usize) {
    for column in table.column_iter_mut().skip(text) {
        column.set_cell_alignment(comfy_table::CellAlignment::Right);
    }
}

/// One column to the right.
pub fn column_right(table: &mut comfy_table::Table, column: usize) {
    if let Some(column) = table.column_mut(column) {
        column.set_cell_alignment(comfy_table::CellAlignment::Right);
    }
}

/// 1234567 as "1,234,567".
#[must_use]
pub fn thousands(n: usize) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

/// A probability as "41.3%": one decimal, two near the ends, and never as
/// certain as a game is not.
#[must_use]
pub fn percent(p: f32) -> String {
    let p = 100.0 * f64::from(p);
    match p {
        p if p < 0.01 => "<0.01%".to_owned(),
        p if p > 99.99 => ">99.99%".to_owned(),
        p if (1.0..=99.0).contains(&p) => format!("{p:.1}%"),
        p => format!("{p:.2}%"),
    }
}

/// How a situation was understood, and what was left open.
#[must_use]
pub fn understood(said: &Said) -> String {
    let mut known = table(&["understood", "", "from"]);
    for item in &said.understood {
        known.add_row([
            item.field.as_ref(),
            &item.value,
            &format!("\"{}\"", item.words),
        ]);
    }
    let mut text = format!("\n{}\n", shown(&known));
    if !said.unknown.is_empty() {
        let mut unknown = table(&["not given", "treated as"]);
        for item in &said.unknown {
            unknown.add_row([item.field.as_ref(), item.assumed.as_ref()]);
        }
        text.push_str(&format!("\n{}\n", shown(&unknown)));
    }
    text
}

/// The ends of an interval of a probability, in percent: whole numbers, as
/// many decimals as it takes to tell the ends apart near 0 and 100.
#[must_use]
pub fn range(lower: f32, upper: f32) -> String {
    let (lower, upper) = (100.0 * f64::from(lower), 100.0 * f64::from(upper));
    let decimals = if lower < 1.0 || upper > 99.0 || upper - lower < 2.0 {
        1 + usize::from(lower < 0.1 || upper > 99.9)
    } else {
        0
    };
    format!("{lower:.decimals$}–{upper:.decimals$}")
}
