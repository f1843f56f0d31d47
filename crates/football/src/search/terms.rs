//! Features made of columns.

use super::Table;
use crate::math::Portable;
use serde::{Deserialize, Serialize};

/// A feature: a column, a simple transform of one, or the product of two.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Term {
    /// The column as it is.
    Column(String),
    /// Its square.
    Square(String),
    /// The logarithm of one more than its size, with its sign.
    Log(String),
    /// Whether it is missing.
    Missing(String),
    /// The product of two columns.
    Product(String, String),
}

impl Term {
    /// Its name, as in `wind`, `wind²`, `wind × seconds`.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::Column(c) => c.clone(),
            Self::Square(c) => format!("{c}²"),
            Self::Log(c) => format!("log {c}"),
            Self::Missing(c) => format!("{c} missing"),
            Self::Product(a, b) => format!("{a} × {b}"),
        }
    }

    /// How simple it is: a column is simpler than what is made of one.
    pub(super) fn complexity(&self) -> u8 {
        match self {
            Self::Column(_) => 0,
            Self::Square(_) | Self::Log(_) | Self::Missing(_) => 1,
            Self::Product(..) => 2,
        }
    }

    /// The value in each of some rows; NaN where a column is missing. Empty for
    /// a column that is not there.
    pub(super) fn values(&self, table: &Table, rows: &[u32]) -> Vec<f32> {
        let of = |name: &str| table.position(name).map(|i| table.column(i));
        let each = |name: &str, f: fn(f32) -> f32| {
            let column = of(name).unwrap_or_default();
            rows.iter().map(|&r| f(column[r as usize])).collect()
        };
        match self {
            Self::Column(c) => each(c, |x| x),
            Self::Square(c) => each(c, |x| x * x),
            Self::Log(c) => each(c, |x| x.abs().ln_1p_() * x.signum()),
            Self::Missing(c) => each(c, |x| f32::from(u8::from(x.is_nan()))),
            Self::Product(a, b) => {
                let (a, b) = (of(a).unwrap_or_default(), of(b).unwrap_or_default());
                rows.iter()
                    .map(|&r| a[r as usize] * b[r as usize])
                    .collect()
            }
        }
    }

    /// All candidates from some columns: themselves, their transforms where
    /// these say something new, and their products with `partners`.
    pub(super) fn candidates(table: &Table, columns: &[String], partners: &[String]) -> Vec<Self> {
        let mut terms = Vec::new();
        for name in columns {
            let Some(column) = table.position(name).map(|i| table.column(i)) else {
                continue;
            };
            let known = || column.iter().filter(|x| !x.is_nan());
            let (mut low, mut high, mut two) = (f32::INFINITY, f32::NEG_INFINITY, true);
            for &x in known() {
                two &= x == low || x == high || low == high || low > high;
                low = low.min(x);
                high = high.max(x);
            }
            if low < high {
                terms.push(Self::Column(name.clone()));
                if !two {
                    terms.push(Self::Square(name.clone()));
                    terms.push(Self::Log(name.clone()));
                }
            }
            let missing = column.iter().filter(|x| x.is_nan()).count();
            if missing > 0 && missing < column.len() {
                terms.push(Self::Missing(name.clone()));
            }
            let others = partners.iter().filter(|p| *p != name);
            terms.extend(others.map(|p| Self::Product(name.clone(), p.clone())));
        }
        terms
    }
}
