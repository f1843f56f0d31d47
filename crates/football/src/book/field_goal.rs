//! Field goals: the chance to make one, and what follows a miss.
//!
//! A logistic regression on distance (its slope may change at three
//! distances), a roof, and the season, for kickers have got better; earlier
//! seasons weigh less, since it is not only the trend that changes. What is
//! past the longest tries goes on with the slope of the longest ones: no cliff.

use super::logit::{Logit, Sample, logistic};
use super::observed::Observed;
use crate::error::Result;
use crate::math::Portable;
use crate::plays::PlayType;
use serde::{Deserialize, Serialize};

/// Yards from the line of scrimmage through the end zone and back to the
/// holder: a kick's distance is this much more than `yardline_100`.
pub const BEHIND: u8 = 18;

/// A kick as the sub-model sees it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Kick {
    /// Yards from the line of scrimmage to the goal line.
    pub yardline_100: f64,
    /// Under a roof; `None` is unknown.
    pub indoors: Option<bool>,
    /// Season; `None` for the last that was fitted on.
    pub season: Option<u16>,
}

/// The fitted sub-model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FieldGoal {
    /// P(made).
    pub made: Logit,
    /// Share of kicks under a roof: stands for an unknown roof.
    pub indoors: f64,
    /// First and last season that it was fitted on.
    pub seasons: (u16, u16),
    /// P(touchdown of the other side | miss): returns of blocks and misses.
    pub returned: f64,
    /// Mean yards from the rule's spot that the other side starts nearer to
    /// its goal after a miss that is not returned all the way.
    pub nearer: f64,
}

const TERMS: usize = 8;

/// Seasons after which a kick counts half.
const HALF_LIFE: f64 = 4.0;

impl FieldGoal {
    fn terms(&self, kick: &Kick) -> [f64; TERMS] {
        let roof = kick
            .indoors
            .map_or(self.indoors, |i| f64::from(u8::from(i)));
        terms(
            kick.yardline_100,
            roof,
            kick.season.unwrap_or(self.seasons.1),
            self.seasons,
        )
    }

    /// Fits to real kicks (on any down from the third on).
    ///
    /// # Errors
    /// [`Error::Fit`](crate::Error::Fit) where there are too few.
    pub fn fit(seen: &[Observed]) -> Result<Self> {
        let kicks = || seen.iter().filter_map(|s| Some((s, made(s)?)));
        let season = || kicks().map(|(s, _)| s.season);
        let seasons = (season().min().unwrap_or(0), season().max().unwrap_or(0));
        let roofs: Vec<bool> = kicks().filter_map(|(s, _)| s.indoors).collect();
        let indoors = roofs.iter().filter(|&&r| r).count() as f64 / roofs.len().max(1) as f64;
        let mut sample = Sample::default();
        let (mut misses, mut returned, mut nearer, mut placed) = (0.0, 0.0, 0.0, 0.0);
        for (s, made) in kicks() {
            let roof = s.indoors.map_or(indoors, |i| f64::from(u8::from(i)));
            let terms = terms(f64::from(s.yardline_100), roof, s.season, seasons);
            let weight = 0.5f64.powf_(f64::from(seasons.1 - s.season) / HALF_LIFE);
            sample.push_weighted(&terms, made, s.game, weight);
            if !made {
                misses += 1.0;
                returned += f64::from(u8::from(s.touchdown_against()));
                if let Some(at) = s.taken_over_at() {
                    nearer += spot_of_miss(f64::from(s.yardline_100)) - f64::from(at);
                    placed += 1.0;
                }
            }
        }
        Ok(Self {
            made: sample.fit(TERMS, 0.5, "a field goal")?,
            indoors,
            seasons,
            returned: returned / f64::max(misses, 1.0),
            nearer: nearer / f64::max(placed, 1.0),
        })
    }

    /// Whether all parts fit together.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.made.is_sound(TERMS)
            && (0.0..=1.0).contains(&self.indoors)
            && (0.0..=1.0).contains(&self.returned)
            && self.nearer.is_finite()
            && self.seasons.0 <= self.seasons.1
    }

    /// P(made). A longer kick never has the better chance.
    #[must_use]
    pub fn p_made(&self, kick: &Kick) -> f64 {
        let of = |yardline_100: f64| {
            let kick = Kick {
                yardline_100,
                ..*kick
            };
            self.made.log_odds(&self.terms(&kick))
        };
        let mut least = of(kick.yardline_100);
        let mut nearer = kick.yardline_100 - 1.0;
        while nearer >= 1.0 {
            least = least.min(of(nearer));
            nearer -= 1.0;
        }
        logistic(least)
    }

    /// Yards from its goal at which the other side starts after a miss.
    #[must_use]
    pub fn missed_at(&self, yardline_100: f64) -> f64 {
        (spot_of_miss(yardline_100) - self.nearer).clamp(1.0, 99.0)
    }

    /// With the regression's weights moved by standard normal numbers.
    #[must_use]
    pub fn moved(&self, normal: impl FnMut() -> f64) -> Self {
        Self {
            made: self.made.moved(normal),
            ..self.clone()
        }
    }
}

fn terms(yardline_100: f64, roof: f64, season: u16, seasons: (u16, u16)) -> [f64; TERMS] {
    let y = yardline_100;
    // The trend stands still outside the seasons it was seen in.
    let season = f64::from(season.clamp(seasons.0, seasons.1));
    // Kickers got better fast around 2010 and hardly since.
    let years = 1.0 - (-(season - 2008.0).max(0.0) / 4.0).exp_();
    let hinge = |from: f64| (y - from).max(0.0) / 10.0;
    [
        1.0,
        y / 10.0,
        hinge(12.0),
        hinge(28.0),
        hinge(38.0),
        roof,
        years,
        years * (y - 20.0) / 10.0,
    ]
}

/// The rule: the other side's ball where it was kicked (eight yards behind the
/// line of scrimmage), or at its 20 if that is nearer to its goal line.
#[must_use]
pub fn spot_of_miss(yardline_100: f64) -> f64 {
    (92.0 - yardline_100).clamp(1.0, 80.0)
}

/// Whether a field goal was made; `None` for what is none, or counts not.
#[must_use]
pub fn made(s: &Observed) -> Option<bool> {
    if s.play_type != PlayType::FieldGoal {
        return None;
    }
    match s.points {
        (3, 0) => Some(true),
        // The half may end with the miss.
        (0, 0) if s.half_over => Some(false),
        (0, 0) => s.next.filter(|n| !n.same).map(|_| false),
        (0, _) => Some(false),
        _ => None,
    }
}
