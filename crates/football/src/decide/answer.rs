//! Values of moments into an answer: which choice is best, by how much, and
//! how sure that is.

use crate::book::SubModels;
use crate::error::{Error, Result};
use crate::estimator::{Band, Margin, difference, interval};
use crate::forest::generator::mix;
use crate::math::Portable;
use crate::value::Moment;
use crate::value::after_play::Ask;
use crate::value::compare::apart;
use crate::value::options::{Branch, Choice, End, Plan, Situation, go_ends, kick_ends, plans};
use serde::Serialize;

/// Tells what moments are worth.
pub trait Valuer: Sync {
    /// P(win) plus half of P(tie) of the side that each moment is seen by, and
    /// where `members` are wanted those of each member.
    ///
    /// # Errors
    /// For a moment that cannot be valued.
    fn value(&self, moments: &[Moment], members: bool) -> Result<Values>;

    /// How many members [`Valuer::value`] can give; 0 for none.
    fn members(&self) -> usize;

    /// What the interval of a value has on either side beyond its members.
    fn margin(&self) -> Margin {
        Margin::NONE
    }
}

/// Values of a batch of moments.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Values {
    /// One a moment.
    pub wp: Vec<f32>,
    /// Moments × members, one row after the other; empty without members.
    pub members: Vec<f32>,
}

/// A choice with its numbers.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OptionAnswer {
    /// Which.
    pub choice: Choice,
    /// WP of the side with the ball if it is taken.
    pub wp: f64,
    /// Its interval.
    pub interval: Option<Band>,
    /// How it can end: probability and WP then.
    pub ends: Vec<EndAnswer>,
    /// WP by each member, where there are any.
    #[serde(skip)]
    pub members: Vec<f32>,
}

/// An end of a choice.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EndAnswer {
    /// Which.
    pub end: End,
    /// Its probability.
    pub p: f64,
    /// WP then.
    pub wp: f64,
}

/// A number with its interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = NumberWithInterval))]
pub struct Known {
    /// The number.
    pub value: f64,
    /// Its interval, where there are members.
    pub interval: Option<Band>,
}

/// What to do on a fourth down.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = FourthDownAnswer))]
pub struct Answer {
    /// All choices, the best first.
    pub options: Vec<OptionAnswer>,
    /// WP of the best less that of the next.
    pub gain: Known,
    /// Whether the interval of the gain leaves out 0; `None` without one.
    pub clear: Option<bool>,
    /// Chance to convert.
    pub p_convert: Known,
    /// Chance to convert at which going is as good as the best other choice;
    /// `None` where no chance makes it so.
    pub break_even: Option<Known>,
    /// Chance to make the field goal, where it is a choice.
    pub p_make: Option<Known>,
    /// Mean yards from its goal at which the other side starts after a punt.
    pub punt_spot: Option<f64>,
}

impl Answer {
    /// The best choice.
    #[must_use]
    pub fn best(&self) -> Choice {
        self.options.first().map_or(Choice::Go, |o| o.choice)
    }

    /// The numbers of a choice.
    #[must_use]
    pub fn option(&self, choice: Choice) -> Option<&OptionAnswer> {
        self.options.iter().find(|o| o.choice == choice)
    }
}

/// Answers fourth downs in batches.
pub struct Decider<'a> {
    models: &'a SubModels,
    valuer: &'a dyn Valuer,
    level: f64,
    /// The sub-models of each member; empty without intervals.
    moved: Vec<SubModels>,
}

impl<'a> Decider<'a> {
    /// With intervals at `level` where the valuer has members and they are
    /// wanted. Each member of the valuer is paired with a draw of the
    /// sub-models' weights.
    pub fn new(models: &'a SubModels, valuer: &'a dyn Valuer, level: f64, intervals: bool) -> Self {
        let members = if intervals { valuer.members() } else { 0 };
        let moved = (0..members as u64)
            .map(|g| {
                let mut normal = normals(g);
                SubModels {
                    conversion: models.conversion.moved(&mut normal),
                    field_goal: models.field_goal.moved(&mut normal),
                    ..models.clone()
                }
            })
            .collect();
        Self {
            models,
            valuer,
            level,
            moved,
        }
    }

    /// One answer a situation, all valued in one batch.
    ///
    /// # Errors
    /// [`Error::Situation`] for one that is impossible or no fourth down.
    pub fn answer(&self, situations: &[Situation]) -> Result<Vec<Answer>> {
        let mut asks = Vec::new();
        let planned = situations
            .iter()
            .map(|s| {
                check(s)?;
                Ok(plans(self.models, s, &mut asks))
            })
            .collect::<Result<Vec<_>>>()?;
        let worth = self.worth(asks)?;
        situations
            .iter()
            .zip(&planned)
            .map(|(s, p)| self.mix(s, p, &worth))
            .collect()
    }

    /// P(win) plus half of P(tie) of the side that each moment is seen by.
    ///
    /// # Errors
    /// As [`Valuer::value`].
    pub fn value(&self, moments: &[Moment]) -> Result<Vec<f32>> {
        Ok(self.valuer.value(moments, false)?.wp)
    }

    /// Values of all asks for the side that decides.
    fn worth(&self, asks: Vec<Ask>) -> Result<Values> {
        let g = self.moved.len();
        let (moments, ours): (Vec<Moment>, Vec<bool>) =
            asks.into_iter().map(|a| (a.moment, a.ours)).unzip();
        let mut values = self.valuer.value(&moments, g > 0)?;
        if values.wp.len() != moments.len() || values.members.len() != g * moments.len() {
            return Err(Error::Shape {
                what: "values of moments",
                expected: format!("{} and {} by members", moments.len(), g * moments.len()),
                found: format!("{} and {}", values.wp.len(), values.members.len()),
            });
        }
        for (i, _) in ours.iter().enumerate().filter(|(_, ours)| !**ours) {
            values.wp[i] = 1.0 - values.wp[i];
            for p in &mut values.members[i * g..(i + 1) * g] {
                *p = 1.0 - *p;
            }
        }
        Ok(values)
    }

    fn mix(&self, situation: &Situation, plans: &[Plan], worth: &Values) -> Result<Answer> {
        let g = self.moved.len();
        let seconds = f32::from(situation.state.game_seconds_remaining());
        let centre = |at: usize| f64::from(worth.wp[at]);
        let of_member = |m: usize| move |at: usize| f64::from(worth.members[at * g + m]);
        let mut options: Vec<OptionAnswer> = plans
            .iter()
            .map(|plan| {
                let ends: Vec<EndAnswer> = plan
                    .branches
                    .iter()
                    .map(|b| EndAnswer {
                        end: b.end,
                        p: b.p,
                        wp: worth_of(b, &centre),
                    })
                    .collect();
                let wp = ends.iter().map(|e| e.p * e.wp).sum::<f64>();
                let members: Vec<f32> = (0..g)
                    .map(|m| {
                        let p = probabilities(plan, &self.moved[m], situation);
                        let mixed: f64 = plan
                            .branches
                            .iter()
                            .zip(p)
                            .map(|(b, p)| p * worth_of(b, &of_member(m)))
                            .sum();
                        mixed as f32
                    })
                    .collect();
                let margin = self.valuer.margin().at(wp as f32, seconds);
                let interval = self.band(wp, &members, margin)?;
                let choice = plan.choice;
                Ok(OptionAnswer {
                    choice,
                    wp,
                    interval,
                    ends,
                    members,
                })
            })
            .collect::<Result<_>>()?;
        options.sort_by(|a, b| b.wp.total_cmp(&a.wp).then(a.choice.cmp(&b.choice)));
        let gain = self.gain(&options, seconds)?;
        let clear = gain.interval.map(|b| b.lower > 0.0);
        let break_even = self.break_even(plans, &options, situation, worth)?;
        let attempt = situation.attempt();
        let chance = |of: &dyn Fn(&SubModels) -> f64| -> Result<Known> {
            let members: Vec<f32> = self.moved.iter().map(|m| of(m) as f32).collect();
            let value = of(self.models);
            Ok(Known {
                value,
                interval: self.band(value, &members, 0.0)?,
            })
        };
        let p_convert = chance(&|m| m.conversion.p_converts(&attempt))?;
        let has = |choice: Choice| plans.iter().any(|p| p.choice == choice);
        let p_make = has(Choice::FieldGoal)
            .then(|| chance(&|m| m.field_goal.p_made(&situation.kick())))
            .transpose()?;
        let state = &situation.state;
        let punt_spot = has(Choice::Punt).then(|| {
            let from = f64::from(state.yardline_100);
            self.models.punt.ends(from).mean()
        });
        Ok(Answer {
            options,
            gain,
            clear,
            p_convert,
            break_even,
            p_make,
            punt_spot,
        })
    }

    fn band(&self, value: f64, members: &[f32], margin: f32) -> Result<Option<Band>> {
        if members.is_empty() {
            return Ok(None);
        }
        interval(value as f32, members.iter().copied(), margin, self.level).map(Some)
    }

    /// The best over the next. What is clear must also be more than half of the
    /// model's margin: see [`apart`].
    fn gain(&self, options: &[OptionAnswer], seconds: f32) -> Result<Known> {
        let [best, next, ..] = options else {
            return Ok(Known {
                value: 0.0,
                interval: None,
            });
        };
        let band = if best.members.is_empty() {
            None
        } else {
            let a = (best.wp as f32, best.members.iter().copied());
            let b = (next.wp as f32, next.members.iter().copied());
            let margin = self.valuer.margin().at(a.0, seconds);
            Some(apart(a, b, margin, self.level)?)
        };
        Ok(Known {
            value: best.wp - next.wp,
            interval: band,
        })
    }

    /// The chance to convert at which going equals the best other choice.
    fn break_even(
        &self,
        plans: &[Plan],
        options: &[OptionAnswer],
        situation: &Situation,
        worth: &Values,
    ) -> Result<Option<Known>> {
        let go = plans.iter().find(|p| p.choice == Choice::Go);
        let other = options.iter().find(|o| o.choice != Choice::Go);
        let (Some(go), Some(other)) = (go, other) else {
            return Ok(None);
        };
        let g = self.moved.len();
        let centre = |at: usize| f64::from(worth.wp[at]);
        let chance = |models: &SubModels, value: &dyn Fn(usize) -> f64, other: f64| {
            let p = probabilities(go, models, situation);
            let (mut yes, mut no) = ((0.0, 0.0), (0.0, 0.0));
            for (b, p) in go.branches.iter().zip(p) {
                let side = match b.end {
                    End::Touchdown | End::FirstDown => &mut yes,
                    _ => &mut no,
                };
                side.0 += p;
                side.1 += p * worth_of(b, value);
            }
            let (yes, no) = (yes.1 / yes.0.max(1e-12), no.1 / no.0.max(1e-12));
            (other - no) / (yes - no)
        };
        let value = chance(self.models, &centre, other.wp);
        if !(0.0..=1.0).contains(&value) {
            return Ok(None);
        }
        let members: Vec<f32> = (0..g)
            .map(|m| {
                let of = move |at: usize| f64::from(worth.members[at * g + m]);
                let p = chance(&self.moved[m], &of, f64::from(other.members[m]));
                if p.is_finite() {
                    p.clamp(0.0, 1.0) as f32
                } else {
                    value as f32
                }
            })
            .collect();
        // Not in log-odds, as a probability's: a needed chance may well be 0.
        let interval = if members.is_empty() {
            None
        } else {
            let nothing = members.iter().map(|_| 0.0);
            let needed = (value as f32, members.iter().copied());
            let mut band = difference(needed, (0.0, nothing), self.level)?;
            band.lower = band.lower.max(0.0);
            Some(band)
        };
        Ok(Some(Known { value, interval }))
    }
}

fn worth_of(branch: &Branch, value: &(impl Fn(usize) -> f64 + ?Sized)) -> f64 {
    branch.ways.iter().map(|&(p, at)| p * value(at)).sum()
}

/// The probabilities of a plan's branches under other weights.
fn probabilities(plan: &Plan, models: &SubModels, situation: &Situation) -> Vec<f64> {
    let of = |ends: &[(End, f64)]| {
        plan.branches
            .iter()
            .map(|b| {
                ends.iter()
                    .find(|(e, _)| *e == b.end)
                    .map_or(b.p, |(_, p)| *p)
            })
            .collect()
    };
    match plan.choice {
        Choice::Go => of(&go_ends(models, situation)),
        Choice::FieldGoal => of(&kick_ends(models, situation)),
        Choice::Punt | Choice::Safety => of(&[]),
    }
}

fn check(situation: &Situation) -> Result<()> {
    let state = &situation.state;
    state.validate()?;
    if state.down == 4 {
        return Ok(());
    }
    let said = match state.down {
        1 => "1st",
        2 => "2nd",
        _ => "3rd",
    };
    Err(Error::Situation {
        problem: format!("{said} down is not a fourth-down decision"),
        hint:
            "give a fourth down, such as \"4th and 2 at the opp 35\"; `wp predict` takes any down"
                .into(),
    })
}

/// Standard normal numbers of a member, the same wherever they are asked for
/// (Box and Muller).
fn normals(member: u64) -> impl FnMut() -> f64 {
    let mut at = mix(member ^ 0x0f04_27d0);
    move || {
        let mut uniform = || {
            at = mix(at);
            ((at >> 11) as f64 + 0.5) / (1u64 << 53) as f64
        };
        let (u, v) = (uniform(), uniform());
        (-2.0 * u.ln_()).sqrt() * (std::f64::consts::TAU * v).cos_()
    }
}
