//! The same claims by a random forest: does it beat the regressions?

use crate::book::conversion::converted;
use crate::book::field_goal::made;
use crate::book::observed::Observed;
use crate::error::Result;
use crate::forest::{Forest, ForestParams, Target, fit};
use ndarray::Array2;

/// Forests on the inputs of the regressions.
pub struct Rival {
    conversion: Forest,
    field_goal: Forest,
}

fn conversion(s: &Observed) -> [f32; 5] {
    [
        f32::from(s.ydstogo),
        f32::from(s.yardline_100),
        f32::from(u8::from(s.down == 4)),
        s.spread,
        s.total,
    ]
}

fn field_goal(s: &Observed) -> [f32; 3] {
    let roof = s.indoors.map_or(f32::NAN, |i| f32::from(u8::from(i)));
    [f32::from(s.yardline_100), roof, f32::from(s.season)]
}

fn forest<const N: usize>(
    seen: &[Observed],
    happened: fn(&Observed) -> Option<bool>,
    inputs: fn(&Observed) -> [f32; N],
    min_leaf: u32,
) -> Result<Forest> {
    let rows: Vec<(&Observed, bool)> = seen
        .iter()
        .filter_map(|s| Some((s, happened(s)?)))
        .collect();
    let mut x = Array2::zeros((rows.len(), N));
    for (mut row, (s, _)) in x.rows_mut().into_iter().zip(&rows) {
        row.assign(&ndarray::ArrayView1::from(&inputs(s)));
    }
    let y: Vec<bool> = rows.iter().map(|(_, y)| *y).collect();
    let game: Vec<u32> = rows.iter().map(|(s, _)| s.game).collect();
    let params = ForestParams::new()
        .trees(200)
        .min_leaf(min_leaf)
        .mtry(2)
        .seed(1)
        .check()?;
    Ok(fit(&params, x.view(), Target::Binary(&y), &game, &|_| true)?.forest)
}

impl Rival {
    /// Fits both.
    ///
    /// # Errors
    /// [`Error::Fit`](crate::Error::Fit) where there are too few plays.
    pub fn fit(seen: &[Observed]) -> Result<Self> {
        Ok(Self {
            conversion: forest(seen, converted, conversion, 300)?,
            field_goal: forest(seen, made, field_goal, 150)?,
        })
    }

    /// P(first down or touchdown).
    ///
    /// # Errors
    /// None of a fitted forest.
    pub fn p_converts(&self, s: &Observed) -> Result<f64> {
        Ok(f64::from(self.conversion.predict_row(&conversion(s))?))
    }

    /// P(made).
    ///
    /// # Errors
    /// As [`Rival::p_converts`].
    pub fn p_made(&self, s: &Observed) -> Result<f64> {
        Ok(f64::from(self.field_goal.predict_row(&field_goal(s))?))
    }
}
