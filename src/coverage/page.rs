//! The study in words and tables.

use super::study::{Method, Outcome, Row, Study};
use crate::evaluate::Covered;
use std::fmt::Write;

/// No tenth should have less coverage at a level of 0.9.
pub const LEAST: f64 = 0.85;

impl Method {
    /// What a reader sees.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Members => "wp's intervals",
            Self::BootstrapGames => "bootstrap of games, percentiles",
            Self::BootstrapPlays => "bootstrap of plays, percentiles",
        }
    }
}

/// A study's page; `command` is what was typed, `picture` stands beside it.
#[must_use]
pub fn markdown(study: &Study, outcome: &Outcome, command: &str, picture: &str) -> String {
    let mut text = String::from("# Interval coverage on simulated football\n\n");
    let i = &study.intervals;
    let _ = writeln!(
        text,
        "**Simulated football.** {} leagues of {} games each train the model of `wp train --intervals` \
         ({}). All models predict the same {} plays of another league, one per game, whose true WP is \
         known from {} rollouts (standard error {:.4}, root mean square). Nothing is hidden from the \
         model: team strength is the spread and the total. Games that end in a tie are excluded from \
         both.\n\n\
         Intervals: {:.0}% level, from {} resamples of {:.0}% of the games{}, plus {}.\n\n\
         Written by `{command}`.\n\n![Coverage and width]({picture})\n",
        outcome.rows.first().map_or(0, |r| r.leagues),
        study.games,
        study.forest.in_bags(i).words(),
        outcome.plays,
        thousands(outcome.rollouts),
        outcome.truth_error,
        100.0 * study.level,
        i.groups,
        100.0 * i.games,
        if i.replacement {
            ", drawn with replacement"
        } else {
            ""
        },
        i.margin,
    );
    text.push_str(
        "| intervals | leagues | coverage | worst decile | mean width |\n| --- | --- | --- | --- | --- |\n",
    );
    for row in &outcome.rows {
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} | {:.3} |",
            row.method.title(),
            row.leagues,
            share(&row.table.all),
            number(worst(row), 2),
            row.table.all.width,
        );
    }
    for row in &outcome.rows {
        let _ = writeln!(
            text,
            "\n## {}\n\n\
             | true WP | plays | coverage | mean width | bias | misfit | error |\n\
             | --- | --- | --- | --- | --- | --- | --- |",
            row.method.title()
        );
        for (k, c) in row.table.tenths.iter().enumerate() {
            line(&mut text, &format!("{}–{}%", 10 * k, 10 * (k + 1)), c);
        }
        line(&mut text, "all", &row.table.all);
    }
    text.push_str(
        "\nCoverage: fraction of intervals that contain the true WP, with its standard error over leagues. \
         Bias: mean of prediction minus true WP. Error: root mean square of that. Misfit: the same for the \
         mean prediction of all leagues' models, which more games would not reduce: what the model's terms \
         cannot express (plus noise of the true WP and, with few leagues, of the models).\n\n\
         The plain bootstraps are the usual ones: as many games (or plays) as there are, drawn with \
         replacement, and the 5th and 95th percentiles of the replicates. All plays of a game share one \
         result, so intervals from resampled plays are far too narrow (Brill, Yurko and Wyner 2025 find \
         coverage of .60 for plays and .71 for games with XGBoost).\n",
    );
    text
}

/// The lowest coverage of a tenth with plays.
#[must_use]
pub fn worst(row: &Row) -> f64 {
    let tenths = row.table.tenths.iter().filter(|c| c.plays > 0);
    tenths.map(|c| c.coverage).fold(f64::NAN, f64::min)
}

fn line(text: &mut String, label: &str, c: &Covered) {
    let _ = writeln!(
        text,
        "| {label} | {} | {} | {} | {} | {} | {} |",
        c.plays,
        share(c),
        number(c.width, 3),
        number(c.bias, 4),
        number(c.misfit, 4),
        number(c.error, 4),
    );
}

fn share(c: &Covered) -> String {
    if c.coverage_error.is_finite() {
        format!("{:.3} ± {:.3}", c.coverage, c.coverage_error)
    } else {
        number(c.coverage, 3)
    }
}

/// A number, or a dash where there is none: one league has no spread.
#[must_use]
pub fn number(value: f64, digits: usize) -> String {
    if value.is_finite() {
        format!("{value:.digits$}").replace('-', "−")
    } else {
        "–".to_owned()
    }
}

fn thousands(n: u64) -> String {
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
