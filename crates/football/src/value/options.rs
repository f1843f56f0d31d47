//! The choices of a fourth down, and what each can lead to.

use super::Tables;
use super::after_play::{Ask, Field, Ways};
use crate::book::SubModels;
use crate::book::clock::Mood;
use crate::book::conversion::Attempt;
use crate::book::field_goal::Kick;
use crate::book::intent::pressed;
use crate::book::punt;
use crate::endings::FASTEST;
use crate::game::{GameState, Possession};
use crate::rules::Rules;
use serde::{Deserialize, Serialize};

/// What can be done on fourth down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    /// Go for it.
    Go,
    /// Kick a field goal.
    FieldGoal,
    /// Punt.
    Punt,
    /// Give up two points and kick free.
    Safety,
}

impl Choice {
    /// In words, as in "punt: +1.2 %".
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Go => "go",
            Self::FieldGoal => "field goal",
            Self::Punt => "punt",
            Self::Safety => "take the safety",
        }
    }

    /// Its name in tables, as in "field_goal".
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Go => "go",
            Self::FieldGoal => "field_goal",
            Self::Punt => "punt",
            Self::Safety => "safety",
        }
    }
}

/// A fourth down with what else matters to kicks.
#[derive(Debug, Clone, PartialEq)]
pub struct Situation {
    /// The situation.
    pub state: GameState,
    /// Under a roof; `None` is unknown.
    pub indoors: Option<bool>,
}

impl Situation {
    /// What the sub-model of conversions sees.
    #[must_use]
    pub fn attempt(&self) -> Attempt {
        let s = &self.state;
        let (behind, ahead) = pressed(s.qtr, s.quarter_seconds_remaining, s.score_differential);
        Attempt {
            behind,
            ahead,
            distance: f64::from(self.state.ydstogo),
            yardline_100: f64::from(self.state.yardline_100),
            fourth: true,
            spread: self.state.posteam_spread.map_or(f64::NAN, f64::from),
            total: self.state.total_line.map_or(f64::NAN, f64::from),
        }
    }

    /// What the sub-model of field goals sees.
    #[must_use]
    pub fn kick(&self) -> Kick {
        Kick {
            yardline_100: f64::from(self.state.yardline_100),
            indoors: self.indoors,
            season: self.state.season,
        }
    }
}

/// A way in which a choice can end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum End {
    /// Go: touchdown.
    Touchdown,
    /// Go: a first down short of the goal line.
    FirstDown,
    /// Go: the other side takes over.
    Failed,
    /// Go: a safety.
    Safety,
    /// Field goal made.
    Made,
    /// Field goal missed or blocked.
    Missed,
    /// Punt: the other side starts somewhere.
    Punted,
    /// Punt: touchback.
    Touchback,
    /// Punt: the kicking side keeps the ball.
    Kept,
    /// The other side scores a touchdown (any choice).
    Returned,
    /// The safety that was chosen.
    Given,
}

/// An end, how likely it is, and the moments that follow.
#[derive(Debug, Clone, PartialEq)]
pub struct Branch {
    /// Which end.
    pub end: End,
    /// Its probability; those of a choice add up to 1.
    pub p: f64,
    /// Shares of the moments, which add up to 1.
    pub ways: Ways,
}

/// A choice with its branches.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// Which choice.
    pub choice: Choice,
    /// How it can end.
    pub branches: Vec<Branch>,
}

/// Most yards from the goal line from which a field goal is an option: a kick
/// of 75 yards.
pub const FARTHEST_KICK: u8 = 57;
/// Fewest from which a punt is.
pub const NEAREST_PUNT: u8 = 25;
/// Yards from the goal line (of the other side) from which a safety may be
/// taken: the own 10 and behind.
pub const DEEP: u8 = 90;

/// The ends of going for it with their probabilities, in a fixed order.
#[must_use]
pub fn go_ends(models: &SubModels, situation: &Situation) -> [(End, f64); 5] {
    let (a, go) = (situation.attempt(), &models.conversion);
    let (p, scores) = (go.p_converts(&a), go.p_scores(&a));
    let safety = go.p_safety(&a);
    let fails = 1.0 - p;
    let rest = 1.0 - go.returned - safety;
    [
        (End::Touchdown, p * scores),
        (End::FirstDown, p * (1.0 - scores)),
        (End::Failed, fails * rest),
        (End::Returned, fails * go.returned),
        (End::Safety, fails * safety),
    ]
}

/// The ends of a field goal with their probabilities, in a fixed order.
#[must_use]
pub fn kick_ends(models: &SubModels, situation: &Situation) -> [(End, f64); 3] {
    let kick = &models.field_goal;
    let made = kick.p_made(&situation.kick());
    [
        (End::Made, made),
        (End::Missed, (1.0 - made) * (1.0 - kick.returned)),
        (End::Returned, (1.0 - made) * kick.returned),
    ]
}

/// The choices of a situation; the moments that can follow go into `asks`. Where
/// a tied overtime does not say which possession it is, both that it can be are
/// asked for.
pub fn plans(models: &SubModels, situation: &Situation, asks: &mut Vec<Ask>) -> Vec<Plan> {
    let state = &situation.state;
    let unsaid =
        state.is_overtime() && state.score_differential == 0 && state.overtime_possession.is_none();
    if !unsaid {
        return said_plans(models, situation, asks);
    }
    let mut of = |possession| {
        let state = GameState {
            overtime_possession: Some(possession),
            ..state.clone()
        };
        let situation = Situation {
            state,
            ..situation.clone()
        };
        said_plans(models, &situation, asks)
    };
    let mut plans = of(Possession::First);
    let later = of(Possession::Later);
    let first = Tables::shipped().first_possession_share(overtime_elapsed(state));
    // What differs is what follows, not how a choice ends.
    for (plan, other) in plans.iter_mut().zip(later) {
        for (branch, other) in plan.branches.iter_mut().zip(other.branches) {
            branch.ways.iter_mut().for_each(|w| w.0 *= first);
            let rest = other
                .ways
                .into_iter()
                .map(|(p, at)| (p * (1.0 - first), at));
            branch.ways.extend(rest);
        }
    }
    plans
}

fn said_plans(models: &SubModels, situation: &Situation, asks: &mut Vec<Ask>) -> Vec<Plan> {
    let spot = situation.state.yardline_100;
    let mut field = Field::new(&situation.state, asks);
    let mut plans = vec![go(models, situation, &mut field)];
    if spot <= FARTHEST_KICK {
        plans.push(kick(models, situation, &mut field));
    }
    if spot >= NEAREST_PUNT {
        plans.push(punt(models, situation, &mut field));
    }
    if spot >= DEEP {
        plans.push(give(models, &mut field));
    }
    plans
}

/// Seconds of overtime that are played.
fn overtime_elapsed(state: &GameState) -> f64 {
    let playoffs = state.playoffs == Some(true);
    let rules = match state.season {
        Some(season) => Rules::of(season, playoffs),
        None => Rules::latest(playoffs),
    };
    f64::from(rules.overtime.period) - f64::from(state.quarter_seconds_remaining)
}

/// Each way at each of some equally likely values of seconds.
fn over(seconds: &[f64], mut ways: impl FnMut(f64) -> Ways) -> Ways {
    let share = 1.0 / seconds.len().max(1) as f64;
    seconds
        .iter()
        .flat_map(|&s| ways(s))
        .map(|(p, at)| (p * share, at))
        .collect()
}

/// Seconds at which a side that is in a hurry and has a timeout stops the
/// clock after a first down.
pub(super) const QUICK: f64 = 7.0;

fn go(models: &SubModels, situation: &Situation, field: &mut Field<'_>) -> Plan {
    let (a, go, clock) = (situation.attempt(), &models.conversion, &models.clock);
    let state = &situation.state;
    let lead = field.lead();
    let play = field.seconds(&clock.failure);
    let rare = field.seconds_by_the_end(&clock.failure);
    let score = field.seconds_by_the_end(&clock.touchdown);
    let mood = Mood::of(state.qtr, lead, state.defteam_timeouts_remaining);
    let next = field.seconds(clock.to_next_snap(field.half_seconds(), mood));
    let hurried = matches!(mood, Mood::FirstHalf | Mood::Behind | Mood::Level);
    let has_timeout = state.posteam_timeouts_remaining.is_some_and(|t| t > 0);
    let stops = field.half_seconds() <= 40 && hurried && has_timeout;
    // Fewer places where the clock is told finely.
    let places = if next.len() > 1 { 3 } else { 5 };
    let branches = go_ends(models, situation)
        .into_iter()
        .filter(|(_, p)| *p > 0.0)
        .map(|(end, p)| {
            let ways = match end {
                End::Touchdown => over(&score, |s| field.touchdown(true, s)),
                End::FirstDown => {
                    let at = go.first_down_at(&a, places);
                    // At goal to go it is a foul of the defence, on which no half ends.
                    let fouled = a.distance >= a.yardline_100;
                    let left = f64::from(field.half_seconds());
                    over(&at, |y| {
                        over(if fouled { &play } else { &next }, |s| {
                            if fouled {
                                field.first_down(true, y, lead, s.min(left - 1.0).max(0.0))
                            } else if stops && s > QUICK {
                                field.first_down_with_timeout(y, lead, QUICK)
                            } else if hurried && s >= left {
                                // Nobody who needs time lets the half run out: a last snap
                                // is got off, by those who are fast enough.
                                let last = FASTEST.map(|fastest| (fastest as f64).max(left - 3.0));
                                over(&last, |s| field.first_down(true, y, lead, s))
                            } else {
                                field.first_down(true, y, lead, s)
                            }
                        })
                    })
                }
                End::Returned => over(&rare, |s| field.rare_touchdown(false, s + 4.0)),
                End::Safety => over(&rare, |s| field.safety(s)),
                _ => {
                    let at = go.taken_over_at(&a, places);
                    over(&at, |y| {
                        over(&play, |s| field.first_down(false, y, lead, s))
                    })
                }
            };
            Branch { end, p, ways }
        })
        .collect();
    Plan {
        choice: Choice::Go,
        branches,
    }
}

fn kick(models: &SubModels, situation: &Situation, field: &mut Field<'_>) -> Plan {
    let seconds = field.seconds_by_the_end(&models.clock.field_goal);
    let lead = field.lead();
    let spot = f64::from(situation.state.yardline_100);
    let missed_at = models.field_goal.missed_at(spot);
    let branches = kick_ends(models, situation)
        .into_iter()
        .filter(|(_, p)| *p > 0.0)
        .map(|(end, p)| {
            let ways = over(&seconds, |s| match end {
                End::Made => field.field_goal(s),
                End::Returned => field.rare_touchdown(false, s + 6.0),
                _ => field.first_down(false, missed_at, lead, s),
            });
            Branch { end, p, ways }
        })
        .collect();
    Plan {
        choice: Choice::FieldGoal,
        branches,
    }
}

fn punt(models: &SubModels, situation: &Situation, field: &mut Field<'_>) -> Plan {
    let seconds = field.seconds(&models.clock.punt);
    let rare = field.seconds_by_the_end(&models.clock.punt);
    let lead = field.lead();
    let spot = f64::from(situation.state.yardline_100);
    let ends = models.punt.ends(spot);
    let places = if seconds.len() > 1 { 5 } else { 10 };
    let starts: Vec<f64> = ends
        .starts
        .values()
        .chunks(ends.starts.values().len() / places)
        .map(|c| c.iter().sum::<f64>() / c.len() as f64)
        .collect();
    let branches = [
        (End::Punted, ends.p_starts),
        (End::Touchback, ends.touchback),
        (End::Kept, ends.kept.0),
        (End::Returned, ends.returned),
        (End::Touchdown, ends.scored),
        (End::Safety, ends.safety),
    ]
    .into_iter()
    .filter(|(_, p)| *p > 0.0)
    .map(|(end, p)| {
        let common = end == End::Punted;
        let ways = over(if common { &seconds } else { &rare }, |s| match end {
            End::Punted => over(&starts, |y| field.first_down(false, y, lead, s)),
            End::Touchback => field.first_down(false, punt::TOUCHBACK, lead, s),
            End::Kept => field.first_down(true, ends.kept.1, lead, s),
            End::Returned => field.rare_touchdown(false, s + 4.0),
            End::Touchdown => field.rare_touchdown(true, s),
            _ => field.safety(s),
        });
        Branch { end, p, ways }
    })
    .collect();
    Plan {
        choice: Choice::Punt,
        branches,
    }
}

fn give(models: &SubModels, field: &mut Field<'_>) -> Plan {
    // The runner may go about for as long as a failed play lasts.
    let seconds = field.seconds(&models.clock.failure);
    Plan {
        choice: Choice::Safety,
        branches: vec![Branch {
            end: End::Given,
            p: 1.0,
            ways: over(&seconds, |s| field.safety(s)),
        }],
    }
}
