//! Tables out: named columns of plain types, which Python and R make data frames of.

/// A column: NaN and `None` are missing.
#[derive(Debug, Clone, PartialEq)]
pub enum Column {
    /// Numbers of single precision.
    Float(Vec<f32>),
    /// Numbers of double precision.
    Double(Vec<f64>),
    /// Whole numbers.
    Whole(Vec<Option<i64>>),
    /// Whole numbers that are all there.
    Id(Vec<i32>),
    /// Text.
    Text(Vec<Option<String>>),
    /// Yes or no.
    Flag(Vec<Option<bool>>),
}

/// Columns of equal length, in order.
pub type Table = Vec<(&'static str, Column)>;

/// Under which names columns stand beside others that take some of their names:
/// `original_…`, once more where that is there already.
#[must_use]
pub fn set_aside(names: &[String], taken: impl Fn(&str) -> bool) -> Vec<String> {
    let mut out = names.to_vec();
    for at in 0..names.len() {
        if taken(&names[at]) {
            let mut new = format!("original_{}", names[at]);
            while out.contains(&new) {
                new.insert_str(0, "original_");
            }
            out[at] = new;
        }
    }
    out
}

/// Makes columns from rows, one function of a row a column.
pub(crate) struct Rows<'a, T>(pub &'a [T]);

impl<T> Rows<'_, T> {
    pub fn text(&self, of: impl Fn(&T) -> Option<String>) -> Column {
        Column::Text(self.0.iter().map(of).collect())
    }

    pub fn whole(&self, of: impl Fn(&T) -> Option<i64>) -> Column {
        Column::Whole(self.0.iter().map(of).collect())
    }

    pub fn id(&self, of: impl Fn(&T) -> i32) -> Column {
        Column::Id(self.0.iter().map(of).collect())
    }

    pub fn flag(&self, of: impl Fn(&T) -> Option<bool>) -> Column {
        Column::Flag(self.0.iter().map(of).collect())
    }

    pub fn float(&self, of: impl Fn(&T) -> Option<f32>) -> Column {
        let value = |row| of(row).unwrap_or(f32::NAN);
        Column::Float(self.0.iter().map(value).collect())
    }

    pub fn double(&self, of: impl Fn(&T) -> Option<f64>) -> Column {
        let value = |row| of(row).unwrap_or(f64::NAN);
        Column::Double(self.0.iter().map(value).collect())
    }
}
