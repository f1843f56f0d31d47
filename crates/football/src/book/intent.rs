//! Fouls on fourth down that gave a first down: on an attempt, or on a kick?
//!
//! Such a row says neither who was on the field nor what the play was to be.
//! Counted as attempts, all of them, the fouls on punts (one in a hundred, and
//! there are many punts) would make it look easy to go on fourth and ten.
//! Left out, attempts would lose the twentieth that a foul converts. So each
//! counts as an attempt with the probability that it was one: by how often
//! sides go in such a situation (a logistic regression), and by how often
//! attempts (seen on third down) and kicks end in such a foul.

use super::logit::{Logit, Sample, logistic};
use super::observed::Observed;
use crate::error::Result;
use crate::math::Portable;
use crate::plays::PlayType;

/// How likely a fourth down that a foul made a first down was an attempt.
#[derive(Debug, Clone)]
pub struct Intent {
    /// P(an attempt) of plays that are known to be one or a kick.
    goes: Logit,
    /// Share of attempts that end in such a foul, up to [`OFFSIDE`] yards and beyond.
    attempts: [f64; 2],
    /// The same of kicks.
    kicks: [f64; 2],
}

/// Up to so many yards a defence that moves early gives the first down, whatever
/// was to be played.
const OFFSIDE: u8 = 5;

const TERMS: usize = 14;

fn terms(s: &Observed) -> [f64; TERMS] {
    let (d, y) = (f64::from(s.ydstogo.max(1)), f64::from(s.yardline_100));
    let (behind, ahead) = pressed(s.qtr, s.quarter_seconds_remaining, s.lead);
    // Too far for a kick, too near for a punt.
    let between = (-((y - 39.0) / 9.0).powi(2)).exp_();
    let chase = behind * (f64::from(-s.lead) / 8.0).clamp(0.0, 2.0);
    [
        1.0,
        d.ln_(),
        f64::from(u8::from(d < 1.5)),
        y / 100.0,
        (y - 60.0).max(0.0) / 10.0,
        (5.0 - y).max(0.0) / 5.0,
        between,
        between * d.ln_(),
        behind,
        chase,
        chase * d.ln_(),
        ahead,
        // Sides have gone ever more often.
        (f64::from(s.season) - 2016.0).max(-4.0) / 5.0,
        f64::from(u8::from(s.half_seconds_remaining() < 40)),
    ]
}

fn class(s: &Observed) -> usize {
    usize::from(s.ydstogo > OFFSIDE)
}

/// A fourth down that a foul made a first down.
#[must_use]
pub fn unknown(s: &Observed) -> bool {
    s.down == 4 && s.play_type == PlayType::NoPlay && (s.first_down() || s.touchdown())
}

/// How little time is left to a side that is behind, and to one that is ahead,
/// 0 to 1: who is behind goes for it whatever is to go, against a defence that
/// knows it; who is ahead wants the clock to run.
#[must_use]
pub fn pressed(qtr: u8, quarter_seconds: u16, lead: i16) -> (f64, f64) {
    let late = match qtr {
        4 => (-f64::from(quarter_seconds) / 300.0).exp_(),
        5.. => 1.0,
        _ => 0.0,
    };
    match lead {
        0 => (0.0, 0.0),
        1.. => (0.0, late),
        _ => (late, 0.0),
    }
}

impl Intent {
    /// Fits to real third and fourth downs.
    ///
    /// # Errors
    /// [`Error::Fit`](crate::Error::Fit) where there are too few.
    pub fn fit(seen: &[Observed]) -> Result<Self> {
        let mut sample = Sample::default();
        let (mut went, mut kicked, mut fouls) = ([0.0; 2], [0.0; 2], [0.0; 2]);
        let (mut thirds, mut by_foul) = ([0.0; 2], [0.0; 2]);
        for s in seen {
            let k = class(s);
            match (s.down, s.play_type) {
                (4, PlayType::Run | PlayType::Pass) => {
                    went[k] += 1.0;
                    sample.push(&terms(s), true, s.game);
                }
                (4, PlayType::Punt | PlayType::FieldGoal) => {
                    kicked[k] += 1.0;
                    sample.push(&terms(s), false, s.game);
                }
                (4, _) => fouls[k] += f64::from(u8::from(unknown(s))),
                (_, PlayType::Run | PlayType::Pass) => thirds[k] += 1.0,
                _ => by_foul[k] += f64::from(u8::from(s.went())),
            }
        }
        // Fouls a play that was played out.
        let attempts = [0, 1].map(|k| by_foul[k] / f64::max(thirds[k], 1.0));
        let kicks = [0, 1].map(|k| {
            let rest = fouls[k] - attempts[k] * went[k];
            rest.max(0.0) / f64::max(kicked[k], 1.0)
        });
        Ok(Self {
            goes: sample.fit(TERMS, 1.0, "an attempt on fourth down")?,
            attempts,
            kicks,
        })
    }

    /// What a play counts for as an attempt: 1 but for fouls of an
    /// [`unknown`] kind.
    #[must_use]
    pub fn weight(&self, s: &Observed) -> f64 {
        if !unknown(s) {
            return 1.0;
        }
        let p = logistic(self.goes.log_odds(&terms(s)));
        let k = class(s);
        let (go, kick) = (p * self.attempts[k], (1.0 - p) * self.kicks[k]);
        go / f64::max(go + kick, 1e-12)
    }
}
