//! The model's numbers: what `data/ratings.toml` says.

use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

/// The numbers of the model. Points, unless said otherwise; standard
/// deviations where they end in `_sd`, `_summer` or `_week`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// Standard deviation of a game's margin around what strengths make of it.
    pub margin_noise: f64,
    /// The same of the points of both teams.
    pub total_noise: f64,
    /// Fraction of an offense's strength that is left after a summer: 0–1.
    pub offense_kept: f64,
    /// Fraction of a defense's.
    pub defense_kept: f64,
    /// What a summer changes an offense by.
    pub offense_summer: f64,
    /// What a summer changes a defense by.
    pub defense_summer: f64,
    /// Correlation of the two: −1 to 1.
    pub summer_correlation: f64,
    /// What a week changes an offense by.
    pub offense_week: f64,
    /// What a week changes a defense by.
    pub defense_week: f64,
    /// Correlation of the two: −1 to 1.
    pub week_correlation: f64,
    /// What a new head coach changes offense and defense by.
    pub coach: f64,
    /// What a summer changes home field by.
    pub home_summer: f64,
    /// What a summer changes the league's points a game by.
    pub points_summer: f64,
    /// Expected value of a quarterback whose first start is in weeks 1 or 2,
    /// beside the average of all starts.
    pub opening_quarterback: f64,
    /// The same of one whose first start comes later in a season.
    pub relief_quarterback: f64,
    /// Standard deviation of newcomers around these.
    pub quarterback_sd: f64,
    /// Fraction of a quarterback's value that is left after a summer.
    pub quarterback_kept: f64,
    /// What a summer changes a quarterback by.
    pub quarterback_summer: f64,
    /// What a week changes a quarterback by.
    pub quarterback_week: f64,
}

/// A parameter's place, range and what is thought of it before the fit.
pub(super) struct Declared {
    pub name: &'static str,
    pub range: (f64, f64),
    /// Median and log standard deviation of a log-normal prior; none where the
    /// results alone decide.
    pub prior: Option<(f64, f64)>,
    /// First step of the search.
    pub step: f64,
    pub get: fn(&Parameters) -> f64,
    pub set: fn(&mut Parameters, f64),
}

macro_rules! declared {
    ($($field:ident $low:literal .. $high:literal step $step:literal prior $prior:expr;)*) => {
        pub(super) static DECLARED: &[Declared] = &[$(Declared {
            name: stringify!($field),
            range: ($low, $high),
            prior: $prior,
            step: $step,
            get: |p| p.$field,
            set: |p, value| p.$field = value,
        }),*];
    };
}

declared! {
    margin_noise 5.0..25.0 step 1.0 prior None;
    total_noise 5.0..25.0 step 1.0 prior None;
    offense_kept 0.0..0.97 step 0.1 prior None;
    defense_kept 0.0..0.97 step 0.1 prior None;
    offense_summer 0.05..10.0 step 0.5 prior Some((2.0, 0.5));
    defense_summer 0.05..10.0 step 0.5 prior Some((1.6, 0.5));
    summer_correlation -0.95..0.95 step 0.2 prior None;
    offense_week 0.01..3.0 step 0.1 prior Some((0.3, 0.7));
    defense_week 0.01..3.0 step 0.1 prior Some((0.5, 0.5));
    week_correlation -0.95..0.95 step 0.2 prior None;
    coach 0.01..5.0 step 0.2 prior Some((0.5, 1.0));
    home_summer 0.01..2.0 step 0.1 prior Some((0.3, 0.5));
    points_summer 0.01..5.0 step 0.2 prior Some((0.5, 0.7));
    opening_quarterback -8.0..8.0 step 0.5 prior None;
    relief_quarterback -8.0..8.0 step 0.5 prior None;
    quarterback_sd 0.05..8.0 step 0.5 prior Some((2.0, 0.5));
    quarterback_kept 0.5..1.0 step 0.02 prior None;
    quarterback_summer 0.01..5.0 step 0.2 prior Some((0.7, 0.5));
    quarterback_week 0.001..1.0 step 0.05 prior Some((0.1, 0.7));
}

static SHIPPED: LazyLock<Parameters> = LazyLock::new(|| {
    // A test reads the file; it cannot be wrong at run time.
    Parameters::from_toml(include_str!("../../data/ratings.toml")).unwrap_or_else(|e| {
        unreachable!("data/ratings.toml: {e}");
    })
});

/// Those that come with `wp`.
impl Default for Parameters {
    fn default() -> Self {
        Self::shipped()
    }
}

impl Parameters {
    /// Those that come with `wp`, fitted to the seasons of 2003–2013.
    #[must_use]
    pub fn shipped() -> Self {
        *SHIPPED
    }

    /// From the text of a file such as `data/ratings.toml`.
    ///
    /// # Errors
    /// [`Error::Data`] for what is no such file, [`Error::Parameter`] for a
    /// number outside its range.
    pub fn from_toml(text: &str) -> Result<Self> {
        let read: Self = toml::from_str(text).map_err(|e| {
            Error::data(
                "the ratings' numbers",
                e.message().to_owned(),
                "`wp ratings fit --out FILE` writes such a file",
            )
        })?;
        read.check()?;
        Ok(read)
    }

    /// As a file such as `data/ratings.toml`, under a comment.
    #[must_use]
    pub fn to_toml(&self, comment: &str) -> String {
        let mut text: String = comment.lines().map(|l| format!("# {l}\n")).collect();
        text.push('\n');
        for d in DECLARED {
            text.push_str(&format!("{} = {:.4}\n", d.name, (d.get)(self)));
        }
        text
    }

    /// Checks each number's range.
    ///
    /// # Errors
    /// [`Error::Parameter`].
    pub fn check(&self) -> Result<()> {
        for d in DECLARED {
            let (value, (low, high)) = ((d.get)(self), d.range);
            if !(low..=high).contains(&value) {
                let rule = format!("between {low} and {high}");
                return Err(Error::parameter(d.name, rule, value));
            }
        }
        Ok(())
    }
}
