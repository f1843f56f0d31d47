//! The table that is searched.

use crate::error::{Error, Result};
use crate::math::Portable;

/// Columns, label, groups and periods; checked.
#[derive(Debug, Clone)]
pub struct Table {
    names: Vec<String>,
    columns: Vec<Vec<f32>>,
    label: Vec<bool>,
    group: Vec<u32>,
    period: Vec<u32>,
    offset: Option<Vec<f64>>,
    groups: usize,
}

impl Table {
    /// From columns of equal length. `group` numbers groups from 0; `period`
    /// orders them in time; `offset` is a probability for each row that every
    /// model starts from.
    ///
    /// # Errors
    /// [`Error::Shape`] for lengths that differ; [`Error::Data`] for a table
    /// without rows, with one outcome only, a group in two periods, a name
    /// twice, fewer than two periods, or an offset outside 0–1.
    pub fn new(
        columns: Vec<(String, Vec<f32>)>,
        label: Vec<bool>,
        group: Vec<u32>,
        period: Vec<u32>,
        offset: Option<Vec<f32>>,
    ) -> Result<Self> {
        let n = label.len();
        let bad = |problem: String, hint: &str| Err(Error::data("the table", problem, hint));
        let lengths = columns
            .iter()
            .map(|(name, c)| (name.as_str(), c.len()))
            .chain([("group", group.len()), ("period", period.len())])
            .chain(offset.iter().map(|o| ("offset", o.len())));
        for (name, found) in lengths {
            if found != n {
                return Err(Error::Shape {
                    what: "column of the table",
                    expected: format!("{n} values, one a row"),
                    found: format!("{found} in {name}"),
                });
            }
        }
        let wins = label.iter().filter(|&&y| y).count();
        if wins == 0 || wins == n {
            return bad(
                format!("all {n} rows have one label"),
                "a label is yes in some rows and no in others",
            );
        }
        let (names, columns): (Vec<String>, Vec<Vec<f32>>) = columns.into_iter().unzip();
        for (i, name) in names.iter().enumerate() {
            if names[..i].contains(name) {
                return bad(format!("has two columns {name}"), "name each column once");
            }
        }
        let groups = group.iter().max().map_or(0, |&g| g as usize + 1);
        let mut of_group = vec![u32::MAX; groups];
        for (&g, &p) in group.iter().zip(&period) {
            let seen = &mut of_group[g as usize];
            if *seen != u32::MAX && *seen != p {
                return bad(
                    format!("a group has rows of the periods {seen} and {p}"),
                    "a group's rows share a label's noise and belong to one period",
                );
            }
            *seen = p;
        }
        let offset = match offset {
            None => None,
            Some(p) => {
                if let Some(p) = p.iter().find(|p| !(0.0..=1.0).contains(*p)) {
                    return bad(
                        format!("has an offset of {p}"),
                        "an offset is a probability in 0–1, known in every row",
                    );
                }
                Some(p.iter().map(|&p| logit(f64::from(p))).collect())
            }
        };
        let table = Self {
            names,
            columns,
            label,
            group,
            period,
            offset,
            groups,
        };
        if table.periods().len() < 2 {
            return bad(
                "has one period only".into(),
                "each period is predicted from earlier ones: two at least",
            );
        }
        Ok(table)
    }

    /// Rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.label.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.label.is_empty()
    }

    /// Number of groups.
    #[must_use]
    pub fn groups(&self) -> usize {
        self.groups
    }

    /// The columns' names.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// A column's place.
    #[must_use]
    pub fn position(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|n| n == name)
    }

    /// The periods, ascending.
    #[must_use]
    pub fn periods(&self) -> Vec<u32> {
        let mut periods = self.period.clone();
        periods.sort_unstable();
        periods.dedup();
        periods
    }

    pub(super) fn column(&self, i: usize) -> &[f32] {
        &self.columns[i]
    }

    pub(super) fn label(&self) -> &[bool] {
        &self.label
    }

    pub(super) fn group(&self) -> &[u32] {
        &self.group
    }

    pub(super) fn period(&self) -> &[u32] {
        &self.period
    }

    /// Log odds that every model starts from: 0 where nothing is given.
    pub(super) fn offset(&self, row: usize) -> f64 {
        self.offset.as_ref().map_or(0.0, |o| o[row])
    }

    pub(super) fn has_offset(&self) -> bool {
        self.offset.is_some()
    }
}

/// Log odds, of probabilities no nearer to 0 and 1 than 1e-6.
pub(super) fn logit(p: f64) -> f64 {
    let p = p.clamp(1e-6, 1.0 - 1e-6);
    (p / (1.0 - p)).ln_()
}
