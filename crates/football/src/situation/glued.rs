//! Words run together, as hashtags, speech and file names have them:
//! `4thand2attheopp35down3`.
//!
//! Where a text is not understood as it stands, each run of letters and digits is
//! cut into words of the grammar, numbers and clock times, the fewest pieces first.
//! The likeliest division that the grammar takes whole is read. Where another one
//! is nearly as likely and says something else, both are shown and neither is read.

use super::grammar::{self, GRAMMAR};
use super::say::{self, quote};
use super::{drafted, facts_of, number};
use crate::error::Result;
use crate::teams;
use std::collections::HashMap;
use std::sync::LazyLock;

/// Longer texts are not divided, nor longer runs.
const LONGEST_TEXT: usize = 400;
const LONGEST_RUN: usize = 120;
/// A run of letters alone is divided from this length on, where nothing else is
/// run together and where something is: shorter ones are words that are not known.
const LETTERS: usize = 10;
const LETTERS_BESIDE: usize = 6;
/// Divisions of a run, and of a text, that are looked at.
const OF_RUN: usize = 8;
const OF_TEXT: usize = 64;
/// A division that costs no more than this above the best is as likely: less than
/// a piece more.
const NEAR: f64 = 0.75;

/// A way to divide, with what it costs.
type Division = (f64, String);

/// What can be a piece of letters, and what it costs.
static WORDS: LazyLock<HashMap<&'static str, f64>> = LazyLock::new(|| {
    let cost = |word: &str| match word.len() {
        1 => 1.5,
        2 => 1.25,
        _ => 1.0,
    };
    let units = ["q", "h", "g"];
    let names = teams::names().flat_map(|name| name.split(' '));
    GRAMMAR
        .words()
        .chain(grammar::fillers())
        .chain(number::vocabulary())
        .filter(|word| word.len() > 1 || units.contains(word))
        .chain(names.filter(|word| word.len() > 1 && word.bytes().all(|b| b.is_ascii_lowercase())))
        .map(|word| (word, cost(word)))
        .collect()
});

/// The text with spaces between its words, if there is one likeliest way.
///
/// # Errors
/// [`Error::Situation`](crate::Error::Situation) with both readings where two are
/// near.
pub(super) fn divided(text: &str) -> Result<Option<String>> {
    if text.len() > LONGEST_TEXT || !text.is_ascii() {
        return Ok(None);
    }
    let parts = || text.split_inclusive(|c: char| c.is_whitespace() || ",;()_".contains(c));
    let cut = |part: &str| {
        part.trim_end_matches(|c: char| " \t\n\r,;()_".contains(c))
            .len()
    };
    let any =
        parts().any(|part| !of_run(part[..cut(part)].trim_start_matches('#'), LETTERS).is_empty());
    if !any {
        return Ok(None);
    }
    let mut all: Vec<Division> = vec![(0.0, String::new())];
    for part in parts() {
        let (run, rest) = part.split_at(cut(part));
        let rest = if rest == "_" { " " } else { rest };
        let ways = of_run(run.strip_prefix('#').unwrap_or(run), LETTERS_BESIDE);
        let ways = if ways.is_empty() {
            vec![(0.0, run.to_owned())]
        } else {
            ways
        };
        let mut longer: Vec<Division> = Vec::new();
        for (cost, text) in &all {
            let joined = ways
                .iter()
                .map(|(more, run)| (cost + more, format!("{text}{run}{rest}")));
            longer.extend(joined);
        }
        longer.sort_by(|a, b| a.0.total_cmp(&b.0));
        longer.truncate(OF_TEXT);
        all = longer;
    }
    let mut understood = all
        .into_iter()
        .filter(|(_, text)| drafted(text).is_ok())
        .filter_map(|(cost, text)| Some((cost, facts_of(&text).ok()?, text)));
    let Some((cost, facts, best)) = understood.next() else {
        return Ok(None);
    };
    let rival = understood.find(|(other, said, _)| {
        *other <= cost + NEAR
            && !(said.len() == facts.len() && said.iter().all(|fact| facts.contains(fact)))
    });
    match rival {
        Some((_, _, other)) => Err(say::error(
            format!("{}: {} or {}?", quote(text), quote(&best), quote(&other)),
            "put spaces between the words",
        )),
        None => Ok(Some(best)),
    }
}

/// The likeliest divisions of a run, the likeliest first; none where it is no run
/// of words.
fn of_run(run: &str, least: usize) -> Vec<Division> {
    let letters = run.bytes().filter(u8::is_ascii_alphabetic).count();
    let digits = run.bytes().filter(u8::is_ascii_digit).count();
    let dividable = letters > 0 && (digits > 0 || letters >= least);
    if !dividable || run.len() > LONGEST_RUN || run.contains('=') {
        return Vec::new();
    }
    let lower = run.to_ascii_lowercase();
    let mut ways: Vec<Vec<Division>> = vec![Vec::new(); lower.len() + 1];
    ways[0].push((0.0, String::new()));
    for at in 0..lower.len() {
        if ways[at].is_empty() {
            continue;
        }
        ways[at].sort_by(|a, b| a.0.total_cmp(&b.0));
        ways[at].truncate(OF_RUN);
        let here = std::mem::take(&mut ways[at]);
        for (cost, len) in pieces(&lower, at) {
            let piece = run[at..at + len].trim_start_matches(|c: char| c == '-' && cost == 0.0);
            for (before, text) in &here {
                let space = if text.is_empty() || piece.is_empty() {
                    ""
                } else {
                    " "
                };
                ways[at + len].push((before + cost, format!("{text}{space}{piece}")));
            }
        }
        ways[at] = here;
    }
    let mut whole = ways.pop().unwrap_or_default();
    // "within" is no "with in": words that say nothing are no reading of a word.
    let says = |text: &str| text.split(' ').any(|word| !grammar::is_filler(word));
    whole.retain(|(_, text)| digits > 0 || says(&text.to_ascii_lowercase()));
    whole.sort_by(|a, b| a.0.total_cmp(&b.0));
    whole.truncate(OF_RUN);
    whole
}

/// What can stand at a place: cost and length.
fn pieces(run: &str, at: usize) -> Vec<(f64, usize)> {
    let rest = &run[at..];
    let bytes = rest.as_bytes();
    let digits = |from: usize| {
        let tail = bytes.get(from..).unwrap_or_default();
        tail.iter().take_while(|b| b.is_ascii_digit()).count()
    };
    let before = at.checked_sub(1).and_then(|i| run.as_bytes().get(i));
    let after_digit = before.is_some_and(u8::is_ascii_digit);
    let mut found = Vec::new();
    match bytes.first() {
        Some(b) if b.is_ascii_alphabetic() => {
            let letters = bytes.iter().take_while(|b| b.is_ascii_alphabetic()).count();
            for len in 1..=letters {
                // A lone letter belongs to a number: Q4, 4Q.
                let lone = len == 1 && !after_digit && digits(1) == 0;
                if let Some(&cost) = WORDS.get(&rest[..len]).filter(|_| !lone) {
                    found.push((cost, len));
                }
            }
        }
        Some(b) if b.is_ascii_digit() => {
            let most = digits(0);
            for len in 1..=most.min(2) {
                let value: u32 = rest[..len].parse().unwrap_or(0);
                let more = &rest[len..];
                let large = if value > 50 { 1.0 } else { 0.0 };
                found.push((1.0 + large, len));
                if more.starts_with(':') && digits(len + 1) >= 2 && value <= 15 {
                    found.push((1.0, len + 3));
                }
                if more.starts_with('-') && (1..=2).contains(&digits(len + 1)) {
                    found.push((1.2, len + 1 + digits(len + 1)));
                }
                if more.starts_with(".5") && digits(len + 1) == 1 {
                    found.push((1.0, len + 2));
                }
                if more.starts_with(number::suffix(value)) {
                    found.push((1.0, len + 2));
                }
            }
        }
        Some(b':') if digits(1) >= 2 => found.push((1.5, 3)),
        // A minus after a number, else a hyphen between words.
        Some(b'-' | b'+') if after_digit && digits(1) > 0 => {
            for len in 1..=digits(1).min(2) {
                found.push((1.0, 1 + len));
            }
        }
        Some(b'-') if ["spread", "score"].iter().all(|w| !run[..at].ends_with(w)) => {
            found.push((0.0, 1));
        }
        Some(b'&' | b'@' | b'/' | b'\'' | b'.') => found.push((0.1, 1)),
        _ => {}
    }
    found
}
