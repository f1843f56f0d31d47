//! The tables of the page.

use super::Block;
use crate::evaluate::{Comparison, Estimate, Evaluation, Metrics, PairedDifference};
use crate::report::numbers::{count, level, percent, percent_range, plain, range, signed};

fn table(columns: &[&str], rows: Vec<Vec<String>>) -> Block {
    Block::Table {
        columns: columns.iter().map(|c| (*c).to_string()).collect(),
        rows,
    }
}

fn with_range(estimate: &Estimate, digits: usize) -> String {
    match estimate.interval {
        Some(_) => {
            let range = range(estimate.interval, digits);
            let between = if range.contains('−') { " to " } else { "–" };
            format!(
                "{} ({})",
                plain(estimate, digits),
                range.replace(" to ", between)
            )
        }
        None => plain(estimate, digits),
    }
}

/// Every metric, overall.
pub(super) fn overall(evaluation: &Evaluation) -> Block {
    let m = &evaluation.overall;
    let interval = format!("{} interval", level(evaluation.settings.level));
    let row = |name: &str, estimate: &Estimate, digits: usize, better: &str| {
        let range = match &estimate.reason {
            Some(reason) => reason.clone(),
            None => range(estimate.interval, digits),
        };
        vec![name.into(), plain(estimate, digits), range, better.into()]
    };
    let rows = vec![
        row("Log loss", &m.log_loss, 4, "lower"),
        row("Brier score", &m.brier.brier, 4, "lower"),
        row("— reliability", &m.brier.reliability, 5, "lower"),
        row("— resolution", &m.brier.resolution, 4, "higher"),
        row("— uncertainty", &m.brier.uncertainty, 4, "set by the games"),
        row("— within bins", &m.brier.within_bins, 5, "near 0"),
        row("Accuracy", &m.accuracy, 4, "higher"),
        row("AUC", &m.auc, 4, "higher"),
        row(
            "Calibration error (nflfastR)",
            &m.calibration_error,
            4,
            "lower",
        ),
        row("ECE", &m.ece, 4, "lower"),
    ];
    table(&["metric", "value", &interval, "better"], rows)
}

fn by_quarter(
    evaluation: &Evaluation,
    columns: &[&str],
    cells: impl Fn(&Metrics) -> Vec<String>,
) -> Block {
    let quarters = evaluation
        .by_quarter
        .iter()
        .map(|q| (q.quarter.name(), &q.metrics));
    let row = |(name, metrics): (&str, &Metrics)| {
        std::iter::once(name.to_string())
            .chain(cells(metrics))
            .collect()
    };
    let rows = quarters
        .chain([("all", &evaluation.overall)])
        .map(row)
        .collect();
    let columns: Vec<&str> = std::iter::once("quarter")
        .chain(columns.iter().copied())
        .collect();
    table(&columns, rows)
}

/// Plays and scores by quarter, in three tables that fit a page.
pub(super) fn quarters(evaluation: &Evaluation) -> Vec<Block> {
    vec![
        by_quarter(
            evaluation,
            &[
                "plays",
                "games",
                "log loss",
                "Brier score",
                "accuracy",
                "AUC",
            ],
            |m| {
                vec![
                    count(m.plays),
                    count(m.games as u64),
                    with_range(&m.log_loss, 3),
                    with_range(&m.brier.brier, 3),
                    percent_range(&m.accuracy),
                    with_range(&m.auc, 3),
                ]
            },
        ),
        by_quarter(
            evaluation,
            &[
                "calibration error",
                "ECE",
                "reliability",
                "resolution",
                "uncertainty",
            ],
            |m| {
                let b = &m.brier;
                let mut cells = vec![with_range(&m.calibration_error, 3), with_range(&m.ece, 3)];
                cells.extend(
                    [&b.reliability, &b.resolution, &b.uncertainty].map(|e| with_range(e, 4)),
                );
                cells
            },
        ),
        by_quarter(
            evaluation,
            &[
                "true positive rate",
                "false positive rate",
                "true negative rate",
                "false negative rate",
                "precision",
                "negative predictive value",
            ],
            |m| {
                let r = &m.confusion.rates;
                let rates = [
                    &r.true_positive,
                    &r.false_positive,
                    &r.true_negative,
                    &r.false_negative,
                    &r.precision,
                    &r.negative_predictive_value,
                ];
                rates.map(percent_range).to_vec()
            },
        ),
    ]
}

/// Counts and their rates.
pub(super) fn confusion(evaluation: &Evaluation) -> Vec<Block> {
    let c = &evaluation.overall.confusion;
    let r = &c.rates;
    let cell = |n: u64| {
        let share = n as f64 / c.plays().max(1) as f64;
        format!("{} ({})", count(n), percent(share))
    };
    let row = |name: &str, of: &str, rate: &Estimate| {
        vec![name.to_string(), of.to_string(), percent_range(rate)]
    };
    vec![
        table(
            &["outcome", "predicted win", "predicted loss"],
            vec![
                vec!["won".into(), cell(c.true_positive), cell(c.false_negative)],
                vec!["lost".into(), cell(c.false_positive), cell(c.true_negative)],
            ],
        ),
        table(
            &["rate", "is", "value"],
            vec![
                row(
                    "True positive rate",
                    "predicted wins, of plays won",
                    &r.true_positive,
                ),
                row(
                    "False positive rate",
                    "predicted wins, of plays lost",
                    &r.false_positive,
                ),
                row(
                    "True negative rate",
                    "predicted losses, of plays lost",
                    &r.true_negative,
                ),
                row(
                    "False negative rate",
                    "predicted losses, of plays won",
                    &r.false_negative,
                ),
                row("Precision", "won, of predicted wins", &r.precision),
                row(
                    "Negative predictive value",
                    "lost, of predicted losses",
                    &r.negative_predictive_value,
                ),
            ],
        ),
    ]
}

/// Two models and their paired difference.
pub(super) fn comparison(c: &Comparison) -> Block {
    let row = |name: String, d: &PairedDifference| {
        let interval = match d.interval {
            Some(i) => format!("{} to {}", signed(i.low, 4), signed(i.high, 4)),
            None => "—".into(),
        };
        let error = d
            .standard_error
            .map_or_else(|| "—".into(), |e| format!("{e:.4}"));
        vec![
            name,
            format!("{:.4}", d.a),
            format!("{:.4}", d.b),
            signed(d.difference, 4),
            error,
            interval,
        ]
    };
    let mut rows = vec![
        row("Log loss".into(), &c.log_loss),
        row("Brier score".into(), &c.brier),
    ];
    for (quarter, difference) in &c.by_quarter {
        rows.push(row(format!("Log loss, {}", quarter.name()), difference));
    }
    if let (Some(a), Some(b)) = (c.a.calibration_error, c.b.calibration_error) {
        let name = "Calibration error (nflfastR)".to_string();
        let dash = || "—".to_string();
        rows.push(vec![
            name,
            format!("{a:.4}"),
            format!("{b:.4}"),
            signed(a - b, 4),
            dash(),
            dash(),
        ]);
    }
    let interval = format!("{} interval", level(c.level));
    let columns = [
        "metric",
        &c.a.name,
        &c.b.name,
        "difference",
        "standard error",
        &interval,
    ];
    table(&columns, rows)
}
