//! What hangs on the season: tables with a row for each season's regular season and
//! playoffs.

use super::sheet::{Sheet, Val};
use super::states::States;
use crate::book::SubModels;
use crate::book::field_goal::Kick;
use crate::game::GameState;
use crate::rules::Rules;
use crate::value::kickoffs::kick_spots;
use crate::value::options::FARTHEST_KICK;
use crate::value::{Overtimes, Tables};
use rayon::prelude::*;
use std::sync::LazyLock;

/// Ways in which a kickoff goes on: a touchback, five returns, the kicking side
/// recovers, a touchdown; an onside kick fails, is recovered; the second half begins
/// with the side of the state receiving, or the other, and both after a touchdown.
pub(super) const KICKS: usize = 14;
/// Of which these are a deep kick's.
pub(super) const DEEP: usize = 8;
/// Half points of a spread, on either side of none.
const SPREADS: i32 = 120;

/// Columns: spots and seconds of [`KICKS`], shares of a deep kick, seconds of its
/// return, P(an onside kick is recovered), tries.
const COLUMNS: usize = 2 * KICKS + DEEP + 5;

/// The tables of all seasons.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seasons<'a> {
    numbers: Val<'a>,
    overtime: Val<'a>,
    kicks: Val<'a>,
}

/// What holds in the season of each row.
#[derive(Debug, Clone, Copy)]
pub(super) struct Season<'a> {
    /// Where the ball is then, rows × [`KICKS`].
    pub spots: Val<'a>,
    /// Seconds that it takes.
    pub seconds: Val<'a>,
    /// Shares of what a deep kick leads to, rows × [`DEEP`].
    pub deep: Val<'a>,
    /// Seconds of a return.
    pub returned: Val<'a>,
    /// P(an onside kick is recovered).
    pub recovered: Val<'a>,
    /// P(the kick after a touchdown is good).
    pub kick: Val<'a>,
    /// P(two points).
    pub two: Val<'a>,
    /// P(the other side scores two instead).
    pub against: Val<'a>,
}

fn spot(yardline: f64) -> f64 {
    yardline.round().clamp(1.0, 99.0)
}

/// A season's row of numbers.
fn numbers(tables: &Tables, season: u16, playoffs: bool) -> Vec<f64> {
    let rules = Rules::of(season, playoffs);
    let (kick, onside) = (tables.kickoffs(season), tables.onsides(season));
    let tries = tables.tries(season);
    let touchback = f64::from(rules.kickoff.touchback_yardline_100());
    let settled = 1.0 - kick.touchdown - kick.lost;
    let back = kick.touchback / settled;
    let mut spots: Vec<f64> = Vec::with_capacity(KICKS);
    let mut shares: Vec<f64> = Vec::with_capacity(DEEP);
    for (i, (yardline, share)) in kick_spots(kick, rules).into_iter().enumerate() {
        let share = if i == 0 {
            back
        } else {
            share / (1.0 - kick.touchback) * (1.0 - back)
        };
        spots.push(spot(yardline));
        shares.push(share * settled);
    }
    // All tables have as many returns; fewer would have no share.
    spots.resize(DEEP - 2, touchback);
    shares.resize(DEEP - 2, 0.0);
    spots.extend([spot(kick.lost_at), touchback]);
    shares.extend([kick.lost, kick.touchdown]);
    spots.extend([spot(onside.failed_at), spot(onside.recovered_at)]);
    spots.resize(KICKS, touchback);
    let (returned, tried) = (kick.seconds.round(), onside.seconds.round());
    let mut seconds = vec![0.0];
    seconds.resize(DEEP - 1, returned);
    seconds.extend([13.0, tried, tried]);
    seconds.resize(KICKS, 0.0);
    let single = |p: f64| f64::from(p as f32);
    let against = if rules.try_.defence_scores {
        tries.returned
    } else {
        0.0
    };
    let mut row = spots;
    row.extend(seconds);
    row.extend(shares.into_iter().map(single));
    row.extend([
        returned,
        single(onside.recovered),
        single(tries.kick),
        single(tries.two),
        single(against),
    ]);
    row
}

/// Seasons, each with its regular season and its playoffs.
fn seasons() -> impl Iterator<Item = (u16, bool)> {
    let seasons = Rules::first_season()..=Rules::latest_season();
    seasons.flat_map(|season| [(season, false), (season, true)])
}

/// What a tie at the end of regulation is worth by the tables that come with `wp`:
/// seasons × half points of the spread. It takes a second to work out.
static OVERTIME: LazyLock<Vec<f32>> = LazyLock::new(|| {
    let overtimes = Overtimes::new(Tables::shipped());
    let state = |half_points: i32, season, playoffs| GameState {
        posteam_spread: Some(half_points as f32 / 2.0),
        season: Some(season),
        playoffs: Some(playoffs),
        ..GameState::kickoff_touchback()
    };
    // Both sides of a spread are worked out together.
    let columns: Vec<Vec<[f32; 2]>> = (0..=SPREADS)
        .into_par_iter()
        .map(|n| {
            let both = |(season, playoffs)| {
                [-n, n].map(|n| overtimes.before(&state(n, season, playoffs), season).wp())
            };
            seasons().map(both).collect()
        })
        .collect();
    let rows = (0..seasons().count()).flat_map(|row| {
        let behind = columns[1..].iter().rev().map(move |c| c[row][0]);
        behind.chain(columns.iter().map(move |c| c[row][1]))
    });
    rows.collect()
});

impl<'a> Seasons<'a> {
    /// Writes the tables down.
    pub fn new(sheet: &'a Sheet, tables: &Tables, models: &SubModels) -> Self {
        let all = seasons().flat_map(|(s, p)| numbers(tables, s, p));
        let kicks = seasons().flat_map(|(season, _)| {
            (1..=FARTHEST_KICK).map(move |y| {
                models.field_goal.p_made(&Kick {
                    yardline_100: f64::from(y),
                    indoors: None,
                    season: Some(season),
                })
            })
        });
        Self {
            numbers: sheet.table(COLUMNS, all.collect()),
            overtime: sheet.floats(1, OVERTIME.clone()),
            kicks: sheet.table(1, kicks.collect()),
        }
    }

    /// The row of each season, from its year and whether it is the playoffs.
    pub fn row(season: Val<'a>, playoffs: Val<'a>) -> Val<'a> {
        let first = f64::from(Rules::first_season());
        let latest = f64::from(Rules::latest_season());
        let year = season.or_else(latest).round().clip(first, latest) - first;
        year * 2.0 + playoffs.gt(0.0).double()
    }

    /// What holds for the rows of some situations.
    pub fn of(&self, states: &States<'a>) -> Season<'a> {
        let all = self.numbers.look_up(states.season);
        let shares = 2 * KICKS;
        let one = |k: usize| all.column(shares + DEEP + k);
        Season {
            spots: all.columns(0, KICKS),
            seconds: all.columns(KICKS, shares),
            deep: all.columns(shares, shares + DEEP),
            returned: one(0),
            recovered: one(1),
            kick: one(2),
            two: one(3),
            against: one(4),
        }
    }

    /// What a tie at the end of regulation is worth.
    pub fn overtime(&self, states: &States<'a>) -> Val<'a> {
        // What being at home is usually worth.
        let usual = (states.home.or_else(0.5) * 2.0 - 1.0) * crate::value::overtime::HOME;
        let spread = states.spread.finite().pick(states.spread, usual);
        let half_points = (spread.clip(-60.0, 60.0) * 2.0).round();
        let columns = f64::from(2 * SPREADS + 1);
        let at = states.season * columns + half_points + f64::from(SPREADS);
        self.overtime.look_up(at).double()
    }

    /// What a lead is worth when regulation is over; `lead` may have more columns.
    pub fn result(&self, states: &States<'a>, lead: Val<'a>) -> Val<'a> {
        let won = lead.gt(0.0).double();
        lead.is(0.0).pick(self.overtime(states), won)
    }

    /// P(a field goal from there is good).
    pub fn field_goal(&self, states: &States<'a>) -> Val<'a> {
        let last = f64::from(FARTHEST_KICK);
        let at = states.season * last + states.yard.min(last) - 1.0;
        self.kicks.look_up(at)
    }
}
