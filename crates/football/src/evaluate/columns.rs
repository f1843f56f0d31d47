//! Metrics and calibration as tables.

use super::{Curve, Estimate, Evaluation, Metrics};
use crate::table::{Rows, Table};

/// One metric of all.
type Of = fn(&Metrics) -> &Estimate;

/// One row a metric and quarter ("all" first): value, ends of its interval.
#[must_use]
pub fn metrics(evaluation: &Evaluation) -> Table {
    let of: [(&str, Of); 6] = [
        ("log_loss", |m| &m.log_loss),
        ("brier", |m| &m.brier.brier),
        ("accuracy", |m| &m.accuracy),
        ("auc", |m| &m.auc),
        ("calibration_error", |m| &m.calibration_error),
        ("ece", |m| &m.ece),
    ];
    let quarters = evaluation
        .by_quarter
        .iter()
        .map(|q| (q.quarter.name(), &q.metrics));
    let groups: Vec<_> = std::iter::once(("all", &evaluation.overall))
        .chain(quarters)
        .collect();
    let rows: Vec<(&str, &str, &Estimate)> = of
        .iter()
        .flat_map(|(name, of)| groups.iter().map(move |(group, m)| (*name, *group, of(m))))
        .collect();
    let of = Rows(&rows);
    vec![
        ("metric", of.text(|r| Some(r.0.to_owned()))),
        ("quarter", of.text(|r| Some(r.1.to_owned()))),
        ("value", of.double(|r| r.2.value)),
        ("lower", of.double(|r| r.2.interval.as_ref().map(|i| i.low))),
        (
            "upper",
            of.double(|r| r.2.interval.as_ref().map(|i| i.high)),
        ),
    ]
}

/// One row a bin: predicted and observed win rates, plays, games, interval.
#[must_use]
pub fn calibration(curve: &Curve) -> Table {
    let of = Rows(&curve.bins);
    vec![
        ("predicted", of.double(|b| Some(b.predicted))),
        ("observed", of.double(|b| Some(b.observed))),
        ("plays", of.whole(|b| Some(b.plays as i64))),
        ("games", of.whole(|b| Some(b.games as i64))),
        ("lower", of.double(|b| b.interval.as_ref().map(|i| i.low))),
        ("upper", of.double(|b| b.interval.as_ref().map(|i| i.high))),
    ]
}
