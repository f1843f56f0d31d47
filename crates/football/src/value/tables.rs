//! `data/possessions.toml`: what `wp overtime fit` learned from the seasons.

use super::habits;
use super::possession::{self, Ends, STEPS, Snap, Weight};
pub use super::series::{Series, SeriesRow};
use crate::error::{Error, Result};
use crate::math::Portable;
use serde::Deserialize;
use std::fmt::Write;
use std::sync::LazyLock;

/// Where kick-offs of a time lead to.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KickoffTable {
    /// First season.
    pub from: u16,
    /// Kick-offs that it was counted on.
    pub kicks: usize,
    /// Share of touchbacks (and of what the rules place there).
    pub touchback: f64,
    /// Share returned for a touchdown.
    pub touchdown: f64,
    /// Share that the kicking side gets back.
    pub lost: f64,
    /// Its yards to the goal line then.
    pub lost_at: f64,
    /// Spots after the other kicks; shares among them.
    pub returned: Vec<[f64; 2]>,
    /// Seconds that a return takes.
    pub seconds: f64,
}

/// Onside kicks of a time.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OnsideTable {
    /// First season.
    pub from: u16,
    /// Kicks that it was counted on.
    pub kicks: usize,
    /// Share that the kicking side recovers.
    pub recovered: f64,
    /// Its yards to the goal line then.
    pub recovered_at: f64,
    /// The other side's, if it recovers.
    pub failed_at: f64,
    /// Seconds that it takes.
    pub seconds: f64,
}

/// Tries of a time.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TryTable {
    /// First season.
    pub from: u16,
    /// Kicks and two-point tries that it was counted on.
    pub tries: [usize; 2],
    /// P(the kick is good).
    pub kick: f64,
    /// P(two points).
    pub two: f64,
    /// P(the defence scores two) on a try for two.
    pub returned: f64,
}

/// Time that a possession still takes and where the next one begins.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Flow {
    /// Mean seconds to a touchdown: constant, by yards to the goal / 100, less
    /// on 2nd, 3rd, 4th down.
    pub touchdown: [f64; 5],
    /// To a field goal.
    pub field_goal: [f64; 5],
    /// To the other side's ball.
    pub none: [f64; 5],
    /// Standard deviation of each, as a share of its mean.
    pub spread: [f64; 3],
    /// Mean yards to the goal line where the other side begins: constant, by
    /// yards to the goal / 100 and their square, on 2nd, 3rd, 4th down.
    pub next: [f64; 6],
    /// Standard deviation around it.
    pub next_spread: f64,
}

/// One row of the weights of what teams choose on fourth down.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChoiceWeight {
    /// The term's name.
    pub term: String,
    /// Weights in the log-odds of: it goes; if not, it kicks a field goal.
    pub weights: [f64; 2],
}

/// Everything that was fitted.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tables {
    /// First and last season that it was fitted on.
    pub seasons: [u16; 2],
    /// P(a field goal is good): constant, by (distance − 40) / 10, that beyond
    /// 40, beyond 50 yards, by (season − 2016) / 10.
    pub field_goal: [f64; 5],
    /// P(touchdown on the last play of a half): constant, by the logarithm of
    /// the yards to the goal line.
    pub last_play: [f64; 2],
    /// Share of first possessions among tied plays of overtime, by minute.
    pub first_possession: Vec<f64>,
    /// Log-odds that regulation ends in a tie; see [`to_overtime`].
    pub to_overtime: Vec<f64>,
    /// Time and next spot.
    pub flow: Flow,
    /// Spots after free kicks.
    pub free_kick: Vec<[f64; 2]>,
    /// Kick-offs.
    pub kickoff: Vec<KickoffTable>,
    /// Onside kicks.
    pub onside: Vec<OnsideTable>,
    /// Tries.
    #[serde(rename = "try")]
    pub tries: Vec<TryTable>,
    /// How possessions end.
    pub possession: Vec<Weight>,
    /// Seconds from snap to snap of a team in a hurry, and what a timeout saves.
    pub hurry: [f64; 2],
    /// What teams choose on fourth down.
    pub fourth: Vec<ChoiceWeight>,
    #[serde(rename = "series")]
    pub(super) series_rows: Vec<SeriesRow>,
    /// What plays of a series gain.
    #[serde(skip)]
    pub series: Series,
    #[serde(skip)]
    pub(super) weights: Vec<[f64; STEPS]>,
    #[serde(skip)]
    pub(super) fourth_weights: habits::Weights,
}

const SHIPPED: &str = include_str!("../../data/possessions.toml");

static TABLES: LazyLock<Tables> =
    LazyLock::new(|| match Tables::read(SHIPPED, "data/possessions.toml") {
        Ok(tables) => tables,
        // The text is part of the program and a test reads it.
        Err(e) => unreachable!("{e}"),
    });

/// Leads and times of [`to_overtime`].
pub(super) const LEADS: [i16; 9] = [0, 1, 2, 3, 4, 6, 7, 8, 10];
const TAUS: [f64; 5] = [8.0, 40.0, 150.0, 600.0, 2400.0];
/// How many terms [`to_overtime`] has.
const TO_OVERTIME: usize = 1 + TAUS.len() * (1 + LEADS.len()) + 2;

/// Terms of the log-odds that regulation ends in a tie, for a side that is
/// ahead (or behind) by `lead` with `seconds` left.
pub(super) fn to_overtime(lead: i16, seconds: f64, spread: f64) -> [f64; TO_OVERTIME] {
    let lead = lead.abs();
    let class = LEADS.iter().rposition(|&l| l <= lead).unwrap_or(0);
    let fades = TAUS.map(|tau| (-seconds / tau).exp_());
    let mut terms = [0.0; TO_OVERTIME];
    terms[0] = 1.0;
    terms[1..=TAUS.len()].copy_from_slice(&fades);
    terms[1 + (1 + class) * TAUS.len()..][..TAUS.len()].copy_from_slice(&fades);
    terms[TO_OVERTIME - 2] = (f64::from(lead) / 10.0).min(3.0);
    terms[TO_OVERTIME - 1] = spread.abs() / 10.0;
    terms
}

fn logistic(z: f64) -> f64 {
    1.0 / (1.0 + (-z).exp_())
}

fn dot(terms: &[f64], weights: &[f64]) -> f64 {
    terms.iter().zip(weights).map(|(t, w)| t * w).sum()
}

/// Terms of a field goal of `distance` yards.
pub(super) fn field_goal_terms(distance: f64, season: f64) -> [f64; 5] {
    let x = (distance - 40.0) / 10.0;
    [
        1.0,
        x,
        x.max(0.0),
        (x - 1.0).max(0.0),
        (season - 2016.0) / 10.0,
    ]
}

impl Tables {
    /// Those that `wp` comes with.
    #[must_use]
    pub fn shipped() -> &'static Self {
        &TABLES
    }

    /// Reads and checks a file's text; `name` is for messages.
    ///
    /// # Errors
    /// [`Error::Data`] that says what is wrong.
    pub fn read(text: &str, name: &str) -> Result<Self> {
        let bad = |problem: String| {
            Error::data(
                name,
                problem,
                "`wp overtime fit --out FILE` writes a new one",
            )
        };
        let mut tables: Self = toml::from_str(text).map_err(|e| bad(e.to_string()))?;
        tables.weights = tables.possession.iter().map(|w| w.weights).collect();
        tables.fourth_weights = tables.fourth.iter().map(|w| w.weights).collect();
        tables.series = Series::new(std::mem::take(&mut tables.series_rows)).map_err(bad)?;
        tables.check().map_err(bad)?;
        tables.expect_kickoffs();
        Ok(tables)
    }

    fn check(&self) -> Result<(), String> {
        let share = |name: &str, p: f64| {
            if (0.0..=1.0).contains(&p) {
                Ok(())
            } else {
                Err(format!("{name} = {p} is not a fraction of 1"))
            }
        };
        let spots = |name: &str, spots: &[[f64; 2]]| {
            let sum: f64 = spots.iter().map(|s| s[1]).sum();
            if (sum - 1.0).abs() > 1e-3
                || spots
                    .iter()
                    .any(|s| !(1.0..=99.0).contains(&s[0]) || s[1] < 0.0)
            {
                return Err(format!(
                    "the rates of {name} must sum to 1 but sum to {sum}"
                ));
            }
            Ok(())
        };
        for k in &self.kickoff {
            share("kickoff.touchback", k.touchback)?;
            share("kickoff.touchdown", k.touchdown)?;
            share("kickoff.lost", k.lost)?;
            share("what kickoffs lead to", k.touchback + k.touchdown + k.lost)?;
            spots("kickoff.returned", &k.returned)?;
        }
        for o in &self.onside {
            share("onside.recovered", o.recovered)?;
        }
        for t in &self.tries {
            share("try.kick", t.kick)?;
            share("try.two + returned", t.two + t.returned)?;
        }
        spots("free_kick", &self.free_kick)?;
        for list in [self.kickoff.len(), self.onside.len(), self.tries.len()] {
            if list == 0 {
                return Err(
                    "a list of kickoffs, onside kicks or conversion attempts is empty".into(),
                );
            }
        }
        for p in &self.first_possession {
            share("first_possession", *p)?;
        }
        let names = possession::names();
        let found: Vec<&str> = self.possession.iter().map(|w| w.term.as_str()).collect();
        if found != names {
            return Err(
                "the terms of [[possession]] are not the ones this version of wp uses".into(),
            );
        }
        let found: Vec<&str> = self.fourth.iter().map(|w| w.term.as_str()).collect();
        if found != habits::names() {
            return Err("the terms of [[fourth]] are not those that this wp knows".into());
        }
        if self.hurry[0] < 1.0 || self.hurry[1] < 0.0 {
            return Err(format!("hurry = {:?} are no seconds", self.hurry));
        }
        if self.to_overtime.len() != TO_OVERTIME {
            return Err(format!(
                "to_overtime has {} weights",
                self.to_overtime.len()
            ));
        }
        let finite = self
            .weights
            .iter()
            .flatten()
            .chain(self.fourth_weights.iter().flatten())
            .chain(&self.hurry)
            .chain(&self.to_overtime)
            .chain(&self.field_goal);
        if finite.chain(&self.last_play).any(|w| !w.is_finite()) {
            return Err("a weight is not finite".into());
        }
        Ok(())
    }

    /// The entry of a season: the last that begins by then, else the first.
    fn since<T>(list: &[T], from: impl Fn(&T) -> u16, season: u16) -> &T {
        let at = list.iter().rposition(|t| from(t) <= season).unwrap_or(0);
        &list[at]
    }

    /// Kick-offs of a season.
    #[must_use]
    pub fn kickoffs(&self, season: u16) -> &KickoffTable {
        Self::since(&self.kickoff, |k| k.from, season)
    }

    /// Onside kicks of a season.
    #[must_use]
    pub fn onsides(&self, season: u16) -> &OnsideTable {
        Self::since(&self.onside, |k| k.from, season)
    }

    /// Tries of a season.
    #[must_use]
    pub fn tries(&self, season: u16) -> &TryTable {
        Self::since(&self.tries, |k| k.from, season)
    }

    /// P(a field goal from the line of scrimmage `yardline` yards from the goal
    /// line is good); seasons after the last fitted one count as that one.
    #[must_use]
    pub fn field_goal(&self, yardline: f64, season: u16) -> f64 {
        let season = f64::from(season.clamp(self.seasons[0], self.seasons[1]));
        logistic(dot(
            &field_goal_terms(yardline + 18.0, season),
            &self.field_goal,
        ))
    }

    /// How a possession ends from there.
    #[must_use]
    pub fn ends(&self, snap: &Snap) -> Ends {
        possession::ends(&self.weights, snap)
    }

    /// What the spread adds to the log-odds of a touchdown there.
    pub(super) fn spread_shift(&self, snap: &Snap) -> f64 {
        let of =
            |spread: f64| possession::touchdown_log_odds(&self.weights, &Snap { spread, ..*snap });
        of(snap.spread) - of(0.0)
    }

    /// P(touchdown on the last play of a half).
    #[must_use]
    pub fn last_play_touchdown(&self, yardline: f64) -> f64 {
        logistic(self.last_play[0] + self.last_play[1] * yardline.max(1.0).ln_())
    }

    /// P(regulation ends in a tie).
    #[must_use]
    pub fn overtime_chance(&self, lead: i16, seconds: f64, spread: f64) -> f64 {
        logistic(dot(&to_overtime(lead, seconds, spread), &self.to_overtime))
    }

    /// Log-odds of the same as far as the time and the class of a lead of [`LEADS`]
    /// tell; what the lead and the spread add a point, up to 30 of the lead.
    pub(super) fn overtime_parts(&self, lead: i16, seconds: f64) -> (f64, [f64; 2]) {
        let mut terms = to_overtime(lead, seconds, 0.0);
        terms[TO_OVERTIME - 2] = 0.0;
        let slopes = [TO_OVERTIME - 2, TO_OVERTIME - 1].map(|k| self.to_overtime[k] / 10.0);
        (dot(&terms, &self.to_overtime), slopes)
    }

    /// Share of first possessions, `elapsed` seconds into a tied overtime.
    #[must_use]
    pub fn first_possession_share(&self, elapsed: f64) -> f64 {
        let last = self.first_possession.len().saturating_sub(1);
        let at = ((elapsed / 60.0).max(0.0) as usize).min(last);
        self.first_possession.get(at).copied().unwrap_or(0.5)
    }

    /// The file's text.
    #[must_use]
    pub fn text(&self) -> String {
        let mut t = String::from(
            "# What possessions, kickoffs and tries lead to, counted and fitted on real\n\
             # seasons by `wp overtime fit`. Spots are yards to the goal line of the side that\n\
             # gets the ball; times are seconds. See src/value/tables.rs for each field.\n\n",
        );
        let list = |values: &[f64]| {
            let all: Vec<String> = values.iter().map(|v| format!("{v:.4}")).collect();
            format!("[{}]", all.join(", "))
        };
        let spots = |values: &[[f64; 2]]| {
            let all: Vec<String> = values
                .iter()
                .map(|[y, p]| format!("[{y:.1}, {p:.4}]"))
                .collect();
            format!("[{}]", all.join(", "))
        };
        // Writing to a string does not fail.
        let _ = writeln!(t, "seasons = [{}, {}]", self.seasons[0], self.seasons[1]);
        let _ = writeln!(t, "field_goal = {}", list(&self.field_goal));
        let _ = writeln!(t, "last_play = {}", list(&self.last_play));
        let _ = writeln!(t, "first_possession = {}", list(&self.first_possession));
        let _ = writeln!(t, "to_overtime = {}", list(&self.to_overtime));
        let _ = writeln!(t, "free_kick = {}", spots(&self.free_kick));
        let _ = writeln!(t, "hurry = {}", list(&self.hurry));
        let f = &self.flow;
        let _ = writeln!(t, "\n[flow]");
        for (name, values) in [
            ("touchdown", &f.touchdown[..]),
            ("field_goal", &f.field_goal),
            ("none", &f.none),
            ("spread", &f.spread),
            ("next", &f.next),
        ] {
            let _ = writeln!(t, "{name} = {}", list(values));
        }
        let _ = writeln!(t, "next_spread = {:.4}", f.next_spread);
        // Priors are not written: they come from the rules.
        for k in self.kickoff.iter().filter(|k| k.kicks > 0) {
            let _ = writeln!(
                t,
                "\n[[kickoff]]\nfrom = {}\nkicks = {}\ntouchback = {:.4}\ntouchdown = {:.4}\nlost = {:.4}\nlost_at = {:.1}\nreturned = {}\nseconds = {:.1}",
                k.from,
                k.kicks,
                k.touchback,
                k.touchdown,
                k.lost,
                k.lost_at,
                spots(&k.returned),
                k.seconds
            );
        }
        for o in &self.onside {
            let _ = writeln!(
                t,
                "\n[[onside]]\nfrom = {}\nkicks = {}\nrecovered = {:.4}\nrecovered_at = {:.1}\nfailed_at = {:.1}\nseconds = {:.1}",
                o.from, o.kicks, o.recovered, o.recovered_at, o.failed_at, o.seconds
            );
        }
        for y in &self.tries {
            let _ = writeln!(
                t,
                "\n[[try]]\nfrom = {}\ntries = [{}, {}]\nkick = {:.4}\ntwo = {:.4}\nreturned = {:.4}",
                y.from, y.tries[0], y.tries[1], y.kick, y.two, y.returned
            );
        }
        let _ = writeln!(
            t,
            "\n# Log-odds of: the half ends first, touchdown, field goal, score against."
        );
        for w in &self.possession {
            let _ = writeln!(
                t,
                "[[possession]]\nterm = \"{}\"\nweights = {}",
                w.term,
                list(&w.weights)
            );
        }
        let _ = writeln!(
            t,
            "\n# Log-odds of: a fourth down is gone for; if not, a field goal is tried."
        );
        for w in &self.fourth {
            let _ = writeln!(
                t,
                "[[fourth]]\nterm = \"{}\"\nweights = {}",
                w.term,
                list(&w.weights)
            );
        }
        let _ = writeln!(
            t,
            "\n# Plays of a series: P(the ball is lost), equally likely yards otherwise."
        );
        for r in self.series.rows() {
            let gains: Vec<String> = r.gains.iter().map(|g| format!("{g:.1}")).collect();
            let _ = writeln!(
                t,
                "[[series]]\ndown = {}\nto_go = {:?}\nspot = {:?}\nlost = {:.4}\ngains = [{}]",
                r.down,
                r.to_go,
                r.spot,
                r.lost,
                gains.join(", ")
            );
        }
        t
    }
}
