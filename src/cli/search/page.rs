//! What a search found, in words and as a page.

use crate::cli::output;
use crate::search::{Gain, Outcome, Tried, Verdict};

/// What was searched.
pub struct About<'a> {
    pub rows: usize,
    pub groups: usize,
    pub group: &'a str,
    pub period: &'a str,
    pub table: &'a str,
    pub label: &'a str,
    pub offset: Option<&'a str>,
}

/// Signed thousandths of a nat: log loss moves by little.
fn gain(g: Gain) -> String {
    format!("{:+.3} ± {:.3}", 1000.0 * g.gain, 1000.0 * g.error).replace('-', "−")
}

fn verdict(tried: &Tried) -> &'static str {
    match tried.verdict {
        Verdict::Halved => "halved",
        Verdict::NotClear => "not clear",
        Verdict::NotTaken if tried.one_in > 1 => "went on",
        Verdict::NotTaken => "not taken",
        Verdict::Taken => "taken",
        Verdict::Dropped => "dropped",
    }
}

fn span(periods: &[u32]) -> String {
    match (periods.first(), periods.last()) {
        (Some(a), Some(b)) if a != b => format!("{a}–{b}"),
        (Some(a), _) => a.to_string(),
        _ => "none".to_owned(),
    }
}

/// How many times its standard error a gain is, in words.
fn judged(outcome: &Outcome) -> String {
    if outcome.found == outcome.base {
        return "Nothing helped by more than one standard error.".to_owned();
    }
    let s = outcome.survived;
    let left = match outcome.searched.gain {
        g if g > 0.0 => format!(" ({:.0}% of the gain in the search)", 100.0 * s.gain / g),
        _ => String::new(),
    };
    match s.gain / s.error {
        t if t > 2.0 => format!("The gain holds on what was kept out{left}."),
        t if t > 0.0 => format!("Little of it is clear on what was kept out{left}."),
        _ => "On what was kept out nothing is left of the gain.".to_owned(),
    }
}

/// For the terminal.
pub fn text(outcome: &Outcome, about: &About<'_>) -> String {
    let mut table = output::table(&["round", "change", "gain", "became"]);
    for tried in outcome.tried.iter().filter(|t| t.one_in == 1) {
        table.add_row([
            tried.round.to_string(),
            tried.change.clone(),
            gain(tried.gain),
            verdict(tried).to_owned(),
        ]);
    }
    output::column_right(&mut table, 2);
    let body = match outcome.tried.is_empty() {
        true => "Nothing was tried.\n".to_owned(),
        false => format!("{}\n", output::shown(&table)),
    };
    format!(
        "Gains in thousandths of a nat a row, paired by {}, on {} {}\n\n{body}\n{}",
        about.group,
        about.period,
        span(&outcome.searched_periods),
        summary(outcome, about)
    )
}

fn summary(outcome: &Outcome, about: &About<'_>) -> String {
    format!(
        "begun with  {}\nended with  {}\nin the search   {}\nkept out ({} {})  {}: log loss {:.5} → {:.5}\n{}\n",
        outcome.base.words(),
        outcome.found.words(),
        gain(outcome.searched),
        about.period,
        span(&outcome.kept_out),
        gain(outcome.survived),
        outcome.base_loss,
        outcome.found_loss,
        judged(outcome)
    )
}

/// The page.
pub fn markdown(outcome: &Outcome, about: &About<'_>) -> String {
    let offset = about.offset.map_or(String::new(), |o| {
        format!(" Every model builds on the log odds of `{o}`.")
    });
    let mut text = format!(
        "# What helps to predict `{}`?\n\n`wp search` on {} ({} rows, {} of `{}`).{offset} Candidates \
         are scored walking forward over {} {} and compared on the same rows; ± is one standard error \
         of the difference, clustered by `{}`. Gains are in thousandths of a nat a row: above 0 is \
         better.\n\n```\n{}```\n\n## All that was tried\n\n\
         | round | change | groups | gain | became |\n| ---: | --- | --- | ---: | --- |\n",
        about.label,
        about.table,
        output::thousands(about.rows),
        output::thousands(about.groups),
        about.group,
        about.period,
        span(&outcome.searched_periods),
        about.group,
        summary(outcome, about)
    );
    for tried in &outcome.tried {
        let groups = match tried.one_in {
            1 => "all".to_owned(),
            n => format!("one in {n}"),
        };
        text += &format!(
            "| {} | {} | {groups} | {} | {} |\n",
            tried.round,
            tried.change,
            gain(tried.gain),
            verdict(tried)
        );
    }
    text += "\nhalved: among the lesser two thirds of its round on part of the groups; went on: among the \
             best third there; not clear: gained no more than one standard error; not taken: another \
             one was better, or as good and simpler.\n";
    if outcome.out_of_time {
        text += "\nThe time was up before the search was through.\n";
    }
    text
}
