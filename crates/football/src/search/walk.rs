//! Scores by walking forward, and differences paired by group.

use super::estimators::{Estimator, Part};
use super::{Table, Term, Watch};
use crate::error::Result;
use crate::forest::generator::mix;
use crate::math::Portable;
use serde::{Deserialize, Serialize};

/// What is fitted: terms and estimator.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Spec {
    /// The terms.
    pub terms: Vec<Term>,
    /// The estimator.
    pub estimator: Estimator,
}

impl Spec {
    /// The same with one term more.
    pub(super) fn with(&self, term: &Term) -> Self {
        let mut more = self.clone();
        more.terms.push(term.clone());
        more
    }

    /// The same without a term.
    pub(super) fn without(&self, term: &Term) -> Self {
        let mut less = self.clone();
        less.terms.retain(|t| t != term);
        less
    }

    /// In words.
    #[must_use]
    pub fn words(&self) -> String {
        let terms: Vec<String> = self.terms.iter().map(Term::name).collect();
        let terms = match terms.is_empty() {
            true => "nothing".to_owned(),
            false => terms.join(", "),
        };
        format!("{terms}; {}", self.estimator.words())
    }
}

/// A gain in log loss, with its standard error clustered by group: above 0 is
/// better. Nats a row.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Gain {
    /// Log loss before less after.
    pub gain: f64,
    /// Its standard error.
    pub error: f64,
}

/// The groups of a rung: a fixed part of them, the same at every call.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Rung {
    /// One in this many groups.
    pub one_in: u64,
}

impl Rung {
    pub const ALL: Self = Self { one_in: 1 };

    fn holds(self, group: u32) -> bool {
        mix(u64::from(group)).is_multiple_of(self.one_in)
    }
}

/// Walks over some periods.
pub(super) struct Walk<'a> {
    pub table: &'a Table,
    pub watch: &'a dyn Watch,
    /// Periods to predict, each from all earlier ones of the table.
    pub tested: Vec<u32>,
    pub rung: Rung,
}

impl Walk<'_> {
    /// Sum of the log loss over each group's tested rows; 0 for groups that are
    /// not tested here.
    pub fn losses(&self, spec: &Spec) -> Result<Vec<f64>> {
        let key = format!(
            "{}|{:?}|{}",
            serde_json::to_string(spec).unwrap_or_default(),
            self.tested,
            self.rung.one_in
        );
        let known = self.watch.recall(&key);
        if let Some(losses) = known.filter(|l| l.len() == self.table.groups()) {
            return Ok(losses);
        }
        let mut losses = vec![0.0; self.table.groups()];
        for &period in &self.tested {
            let train = self.part(spec, |p| p < period);
            let test = self.part(spec, |p| p == period);
            if test.y.is_empty() || train.y.is_empty() {
                continue;
            }
            let predicted = spec.estimator.predict(&train, &test)?;
            for ((p, &won), &group) in predicted.iter().zip(&test.y).zip(&test.group) {
                let p = p.clamp(1e-6, 1.0 - 1e-6);
                losses[group as usize] -= if won { p.ln_() } else { (1.0 - p).ln_() };
            }
        }
        // Kept in 32 bits: what is computed and what is recalled are the same.
        for loss in &mut losses {
            *loss = f64::from(*loss as f32);
        }
        self.watch.keep(&key, &losses)?;
        Ok(losses)
    }

    fn part(&self, spec: &Spec, keep: impl Fn(u32) -> bool) -> Part {
        let table = self.table;
        let rows: Vec<u32> = (0u32..)
            .take(table.len())
            .filter(|&r| {
                keep(table.period()[r as usize]) && self.rung.holds(table.group()[r as usize])
            })
            .collect();
        Part {
            columns: spec.terms.iter().map(|t| t.values(table, &rows)).collect(),
            offset: rows.iter().map(|&r| table.offset(r as usize)).collect(),
            has_offset: table.has_offset(),
            y: rows.iter().map(|&r| table.label()[r as usize]).collect(),
            group: rows.iter().map(|&r| table.group()[r as usize]).collect(),
        }
    }

    /// Tested rows of each group.
    pub fn rows(&self) -> Vec<f64> {
        let mut rows = vec![0.0; self.table.groups()];
        for (&period, &group) in self.table.period().iter().zip(self.table.group()) {
            if self.tested.contains(&period) && self.rung.holds(group) {
                rows[group as usize] += 1.0;
            }
        }
        rows
    }
}

/// What `after` gains on `before`: the difference of mean losses and its
/// standard error from sums over groups (ratio estimate).
pub(super) fn gain(before: &[f64], after: &[f64], rows: &[f64]) -> Gain {
    let n: f64 = rows.iter().sum();
    let groups = rows.iter().filter(|&&r| r > 0.0).count() as f64;
    if n == 0.0 || groups < 2.0 {
        return Gain {
            gain: 0.0,
            error: f64::INFINITY,
        };
    }
    let total: f64 = before.iter().zip(after).map(|(b, a)| b - a).sum();
    let mean = total / n;
    let squares: f64 = before
        .iter()
        .zip(after)
        .zip(rows)
        .map(|((b, a), r)| (b - a - mean * r).powi(2))
        .sum();
    Gain {
        gain: mean,
        error: (squares * groups / (groups - 1.0)).sqrt() / n,
    }
}
