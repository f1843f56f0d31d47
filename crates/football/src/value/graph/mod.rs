//! The whole model of a regulation snap as a graph of ONNX's operators: what
//! [`Valuer`](super::Valuer) computes, for programs that are not this one.
//!
//! As there, situations are led to the snaps that follow (kickoffs, tries and fourth
//! downs lead to many), all snaps are valued at once by the model and the solved last
//! minutes, and the values are put together again. Lists have as many rows as a batch
//! needs: a batch without fourth downs pays for none.

mod book;
mod fourth;
mod kicks;
mod leaves;
mod pool;
mod seasons;
mod sheet;
mod slots;
mod states;
mod tries;

use crate::book::SubModels;
use crate::estimator::Model;
use crate::estimator::graph::{At, Graph};
use crate::features::FeatureSet;
use crate::game::{GameState, QUARTER_SECONDS, Site};
use crate::model_file::SavedModel;
use crate::rules::Rules;
use crate::value::Tables;
use book::Book;
use fourth::Fourth;
use kicks::Kicks;
use leaves::Snaps;
use pool::Pool;
use seasons::Seasons;
use sheet::{Sheet, Val};
use states::{FEATURES, States};
use tries::Tries;

/// What a snap of regulation is worth, of a matrix of the model's features: output `wp`
/// and, of a model with members, `members`. Three more inputs may be left out: `season`
/// (a year; today's rules), `playoffs` (0 or 1), and `qtr`, which only tells the end of
/// the third quarter from the start of the fourth.
///
/// `None` where the features do not tell a situation; [`Model`]'s own graph holds what
/// can be said then.
#[must_use]
pub fn graph(saved: &SavedModel) -> Option<Graph> {
    let Model::Forest(model) = &saved.model else {
        return None;
    };
    let names: Vec<&str> = saved.features().iter().map(|f| f.name).collect();
    let same = names.len() == FEATURES.len() && FEATURES.iter().all(|f| names.contains(f));
    let models = SubModels::shipped().ok().filter(|_| same)?;
    let tables = Tables::shipped();
    let (mut graph, x) = Graph::of_matrix(names.len());
    let season = graph.setting("season", f32::from(Rules::latest_season()));
    let playoffs = graph.setting("playoffs", 0.0);
    let qtr = graph.setting("qtr", 0.0);
    let sheet = Sheet::new(graph);
    let snaps = Snaps::new(&sheet, model, saved.features(), saved.endings(), tables);
    let seasons = Seasons::new(&sheet, tables, models);
    let book = Book::new(&sheet, models);
    let order: Vec<usize> = FEATURES
        .iter()
        .filter_map(|f| names.iter().position(|n| n == f))
        .collect();
    let asked = Input {
        x,
        season,
        playoffs,
        qtr,
    };
    let all = worth(
        &sheet,
        &asked.states(&sheet, &order),
        x,
        &snaps,
        &seasons,
        &book,
        tables,
    );
    let members = model.intervals().map_or(0, crate::estimator::Members::len);
    let wp = all.column(0).float().flat().at();
    let by_member = (members > 0).then(|| all.columns(1, 1 + members).float().at());
    sheet.write(|g| {
        g.output("wp", wp, None);
        if let Some(by_member) = by_member {
            g.output("members", by_member, Some(members));
        }
    });
    Some(sheet.finish())
}

/// The situation that a row of features tells, as [`graph`] reads it: whole numbers
/// within their ranges, and of two quarters at once (the end of one is the start of
/// the next) the later one, but for halftime, where both clocks tell.
#[must_use]
pub fn state_of(features: &FeatureSet, row: &[f32], season: u16, playoffs: bool) -> GameState {
    let value = |k: usize| {
        let at = features.position(FEATURES[k]);
        let value = at.and_then(|at| row.get(at)).copied();
        value.filter(|v| v.is_finite())
    };
    let known = |k: usize, usual: f32, low: f32, high: f32| {
        value(k).unwrap_or(usual).round().clamp(low, high)
    };
    let count = |k: usize| value(k).map(|n| n.round().clamp(0.0, 3.0) as u8);
    let seconds = known(1, 1800.0, 0.0, 3600.0) as u16;
    let half = known(2, 900.0, 0.0, 1800.0) as u16;
    let early = seconds > 1800 || (seconds == 1800 && half == 0);
    let (quarter, left) = if half > QUARTER_SECONDS {
        (1, half - QUARTER_SECONDS)
    } else {
        (2, half)
    };
    let yardline_100 = known(5, 65.0, 1.0, 99.0) as u8;
    GameState {
        qtr: if early { quarter } else { quarter + 2 },
        quarter_seconds_remaining: left,
        down: known(3, 1.0, 1.0, 4.0) as u8,
        ydstogo: (known(4, 10.0, 1.0, 99.0) as u8).min(yardline_100),
        yardline_100,
        score_differential: known(0, 0.0, -100.0, 100.0) as i16,
        posteam_timeouts_remaining: count(6),
        defteam_timeouts_remaining: count(7),
        posteam_spread: value(10).map(|s| s.clamp(-60.0, 60.0)),
        total_line: value(11).map(|t| t.clamp(10.0, 120.0)),
        site: value(9).map(|home| match home {
            h if h > 0.75 => Site::Home,
            h if h < 0.25 => Site::Away,
            _ => Site::Neutral,
        }),
        receive_2h_ko: value(8).filter(|_| early).map(|r| r > 0.5),
        season: Some(season),
        playoffs: Some(playoffs),
        overtime_possession: None,
    }
}

/// What comes in.
struct Input {
    x: At,
    season: At,
    playoffs: At,
    qtr: At,
}

/// Fifteen minutes before the end, in the third quarter: past what counts as the fourth
/// by less than what [`States::first_down`] rounds off.
const THIRD_QUARTERS_END: f64 = 900.25;

impl Input {
    /// The rows as situations that there can be: whole numbers within their ranges,
    /// what is unknown and must be known its usual value.
    fn states<'a>(&self, sheet: &'a Sheet, order: &[usize]) -> States<'a> {
        let x = sheet.val(self.x).ordered(order).double();
        let setting = |at: At| sheet.val(at).double().shaped(&[-1, 1]);
        let known = |k: usize, usual: f64, low: f64, high: f64| {
            x.column(k).or_else(usual).round().clip(low, high)
        };
        let lead = known(0, 0.0, -100.0, 100.0);
        let row = Seasons::row(setting(self.season), setting(self.playoffs));
        let some = |k: usize, low: f64, high: f64| {
            let value = x.column(k);
            value.finite().pick(value.clip(low, high), f64::NAN)
        };
        let yard = known(5, 65.0, 1.0, 99.0);
        let seconds = known(1, 1800.0, 0.0, 3600.0);
        let third = setting(self.qtr).is(3.0).and(seconds.is(900.0));
        States::from_matrix(
            sheet,
            sheet.beside(&[
                lead,
                third.pick(THIRD_QUARTERS_END, seconds),
                known(2, 900.0, 0.0, 1800.0),
                known(3, 1.0, 1.0, 4.0),
                known(4, 10.0, 1.0, 99.0).min(yard),
                yard,
                some(6, 0.0, 3.0),
                some(7, 0.0, 3.0),
                some(8, 0.0, 1.0),
                some(9, 0.0, 1.0),
                some(10, -60.0, 60.0),
                some(11, 10.0, 120.0),
                lead * 0.0 + row,
            ]),
        )
    }
}

/// What the rows are worth: rows × (1 + members).
fn worth<'a>(
    sheet: &'a Sheet,
    rows: &States<'a>,
    x: At,
    snaps: &Snaps<'a, '_>,
    seasons: &Seasons<'a>,
    book: &Book<'a>,
    tables: &Tables,
) -> Val<'a> {
    let fourths = rows.down.is(4.0).places();
    let mut fourth = Fourth::new(&rows.take(fourths), book, seasons);
    let (after, kicks, tries) = fourth.leads_to(seasons);
    let every = States::joined(&[*rows, after]);
    // A side that must score a touchdown is worth no more than with it made.
    let needs = every
        .lead
        .ge(-8.0)
        .and(every.lead.le(-4.0))
        .and(every.yard.le(10.0));
    let needs = needs.and(every.seconds.le(900.0)).places();
    let scored = every.take(needs);
    let must = Tries {
        best: scored.lead.le(0.0),
        states: States {
            lead: scored.lead + 6.0,
            ..scored
        },
    };
    let (tried, after_tries) = Tries::joined(sheet, &[must, tries]).lead_to(sheet, seasons);
    let all_kicks = Kicks::joined(sheet, &[after_tries, kicks]);
    let mut pool = Pool::new(sheet, *rows, sheet.val(x));
    let after = pool.add(after);
    let kicked = all_kicks.lead_to(&mut pool, seasons, tables);
    let valued = pool.value(snaps, seasons);
    // And back.
    let kicks = kicked.worth(&valued);
    let tries = tried.worth(kicks);
    let (must, tries) = split(tries, must.best.count());
    let snaps = sheet.below(&[valued.of(0), valued.of(after)]);
    let few = snaps.take(needs);
    let less = must.column(0).lt(few.column(0)).pick(must, few);
    let snaps = snaps.put(needs, less);
    let (own, after) = split(snaps, rows.lead.count());
    let (_, kicks) = split(kicks, after_tries.best.count());
    own.put(fourths, fourth.worth(after, kicks, tries))
}

/// The first rows, so many of them, and the rest.
fn split<'a>(of: Val<'a>, count: Val<'a>) -> (Val<'a>, Val<'a>) {
    let none = count * count.same(0);
    (of.rows(none, count), of.rows(count, of.count()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_come_back_from_their_features() {
        let features = FeatureSet::from_names(&FEATURES).expect("they are declared");
        for (qtr, left) in [
            (1, 900),
            (1, 1),
            (2, 900),
            (2, 0),
            (3, 900),
            (3, 5),
            (4, 900),
            (4, 0),
        ] {
            for playoffs in [false, true] {
                let state = GameState {
                    qtr,
                    quarter_seconds_remaining: left,
                    down: 3,
                    ydstogo: 4,
                    yardline_100: 38,
                    score_differential: -3,
                    posteam_timeouts_remaining: Some(2),
                    posteam_spread: Some(-2.5),
                    site: Some(Site::Away),
                    receive_2h_ko: (qtr < 3).then_some(true),
                    season: Some(2014),
                    playoffs: Some(playoffs),
                    ..GameState::kickoff_touchback()
                };
                assert_eq!(
                    state_of(&features, &features.row(&state), 2014, playoffs),
                    state
                );
            }
        }
    }

    #[test]
    fn rows_that_are_none_are_read_as_situations_that_there_can_be() {
        let features = FeatureSet::from_names(&FEATURES).expect("they are declared");
        for value in [f32::NAN, f32::INFINITY, -1e9, 0.0, 0.5, 1e9] {
            let state = state_of(&features, &[value; 12], 2020, false);
            assert!(state.validate().is_ok(), "{value}: {state:?}");
        }
    }

    #[test]
    fn the_shipped_model_is_whole_and_others_with_its_features_are_too() {
        let bytes = include_bytes!("../../../../../data/model/wp.model");
        let saved = SavedModel::from_bytes(bytes, "the model".as_ref()).expect("it reads");
        let whole = graph(&saved).expect("it has all features");
        let names: Vec<&str> = whole.outputs().iter().map(|o| o.0).collect();
        assert_eq!(names, ["wp", "members"]);
        let settings: Vec<&str> = whole.settings().iter().map(|s| s.0).collect();
        assert_eq!(settings, ["season", "playoffs", "qtr"]);
        let without = graph(&saved.with_endings(None)).expect("it has all features");
        assert!(without.nodes().len() < whole.nodes().len());
    }
}
