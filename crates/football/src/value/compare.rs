//! Decisions: options side by side, with paired intervals.

use super::{Moment, Valuer};
use crate::error::Result;
use crate::estimator::{Band, difference, interval};

/// An option to be compared: what it leads to, and whether that is seen by the
/// other side.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// Its name.
    pub name: &'static str,
    /// What it leads to.
    pub moment: Moment,
    /// The moment is seen by the side that does not choose.
    pub theirs: bool,
}

/// How much of the margin of a probability the interval of a difference has on
/// either side. Members tell what more games would; what the model's terms
/// cannot express is in both options, and half of it is taken to be shared.
/// (With none of it 73 % of all fourth downs of 2014–2023 were called clear, and
/// what was won by following such calls varies more than that; see
/// reports/fourth-downs.)
const OF_A_DIFFERENCE: f32 = 0.5;

/// The interval of the difference of two probabilities of winning, from paired
/// members and the `margin` of one of them.
///
/// # Errors
/// As [`difference`].
pub fn apart(
    a: (f32, impl IntoIterator<Item = f32>),
    b: (f32, impl IntoIterator<Item = f32>),
    margin: f32,
    level: f64,
) -> Result<Band> {
    let mut band = difference(a, b, level)?;
    band.lower = (band.lower - OF_A_DIFFERENCE * margin).max(-1.0);
    band.upper = (band.upper + OF_A_DIFFERENCE * margin).min(1.0);
    Ok(band)
}

/// An option and its value.
#[derive(Debug, Clone, PartialEq)]
pub struct Valued {
    /// Its name.
    pub name: &'static str,
    /// The probability of winning, a tie counting half.
    pub wp: f32,
    /// Its interval, where the model has one.
    pub interval: Option<Band>,
    members: Vec<f32>,
    margin: f32,
}

impl Valued {
    /// How much more than `other` it is worth, with the paired interval.
    ///
    /// # Errors
    /// [`Error::Parameter`](crate::Error::Parameter) for a level outside 0–1.
    pub fn over(&self, other: &Self, level: f64) -> Result<Gain> {
        let band = if self.members.len() > 1 {
            Some(apart(
                (self.wp, self.members.iter().copied()),
                (other.wp, other.members.iter().copied()),
                self.margin,
                level,
            )?)
        } else {
            None
        };
        Ok(Gain {
            value: self.wp - other.wp,
            interval: band,
        })
    }
}

/// A difference of probabilities.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gain {
    /// Its value.
    pub value: f32,
    /// Its interval, where the model has one.
    pub interval: Option<Band>,
}

impl Gain {
    /// Whether the interval leaves 0 out; `None` where there is no interval.
    #[must_use]
    pub fn is_clear(&self) -> Option<bool> {
        self.interval.map(|b| b.lower > 0.0 || b.upper < 0.0)
    }

    /// "+1.2 points of WP (+0.3 to +2.2)".
    #[must_use]
    pub fn words(&self) -> String {
        gain_words(self.value, self.interval.map(|b| (b.lower, b.upper)))
    }

    /// "go for two: +1.2 points of WP (+0.3 to +2.2), clear", "toss-up: …".
    #[must_use]
    pub fn verdict(&self, best: &str) -> String {
        match self.is_clear() {
            Some(true) => format!("{best}: {}, clear", self.words()),
            Some(false) => format!("toss-up: {best} {}", self.words()),
            None => format!("{best}: {}", self.words()),
        }
    }
}

/// "+1.2 points of WP (+0.3 to +2.2)": a difference and the ends of its interval.
pub(crate) fn gain_words(value: f32, ends: Option<(f32, f32)>) -> String {
    let value = signed(value);
    match ends {
        Some((lower, upper)) => format!(
            "{value} points of WP ({} to {})",
            plain(lower),
            plain(upper)
        ),
        None => format!("{value} points of WP"),
    }
}

/// Percentage points; two decimals where one says nothing.
fn decimals(p: f32) -> usize {
    if p.abs() < 0.0005 { 2 } else { 1 }
}

fn signed(p: f32) -> String {
    let text = format!("{:+.*}", decimals(p), 100.0 * p);
    if text == "-0.00" {
        "+0.00".into()
    } else {
        text.replace('-', "−")
    }
}

fn plain(p: f32) -> String {
    let text = format!("{:+.1}", 100.0 * p);
    if text == "-0.0" || text == "+0.0" {
        "0.0".into()
    } else {
        text.replace('-', "−")
    }
}

/// Values every option, in their order.
///
/// # Errors
/// Those of [`Valuer::outcomes`], and for a level outside 0–1.
pub fn compare(valuer: &Valuer<'_>, choices: &[Choice], level: f64) -> Result<Vec<Valued>> {
    let moments: Vec<Moment> = choices.iter().map(|c| c.moment.clone()).collect();
    let (outcomes, members) = valuer.outcomes_and_members(&moments)?;
    choices
        .iter()
        .zip(&outcomes)
        .zip(members.rows())
        .map(|((choice, outcome), row)| {
            let side = |wp: f32| if choice.theirs { 1.0 - wp } else { wp };
            let wp = side(outcome.wp());
            let members: Vec<f32> = row.iter().map(|&m| side(m)).collect();
            let margin = valuer.margin().at(wp, choice.moment.seconds());
            let interval = if members.len() > 1 {
                Some(interval(wp, members.iter().copied(), margin, level)?)
            } else {
                None
            };
            Ok(Valued {
                name: choice.name,
                wp,
                interval,
                members,
                margin,
            })
        })
        .collect()
}
