//! Fourth downs and tries in the columns that nfl4th has for them.
//!
//! Names and units are nfl4th's (Baldwin): boosts in percentage points, `go` 100 or
//! 0, everything else 0 to 1, all from the side of the offense.

use super::season::Decision;
use super::{Choice, End, OptionAnswer};
use crate::error::Result;
use crate::game::GameState;
use crate::model_file::SavedModel;
use crate::plays::{Drop, Plays, Role};
use crate::table::{Column, Rows, Table};
use crate::value::{self, Attempt, Moment, Outcome};

/// Columns of a fourth down.
pub const FOURTH_DOWN: [&str; 11] = [
    "go_boost",
    "first_down_prob",
    "wp_fail",
    "wp_succeed",
    "go_wp",
    "fg_make_prob",
    "miss_fg_wp",
    "make_fg_wp",
    "fg_wp",
    "punt_wp",
    "go",
];

/// Columns of a try after a touchdown. All but the last are nfl4th's; the boost is
/// made as its `go_boost` is.
pub const TRY: [&str; 8] = [
    "wp_0",
    "wp_1",
    "wp_2",
    "conv_1pt",
    "conv_2pt",
    "wp_go1",
    "wp_go2",
    "two_pt_boost",
];

/// One row's numbers, NaN where it has none.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cells {
    /// Its row in [`Plays::rows`].
    pub row: usize,
    /// Those of [`FOURTH_DOWN`].
    pub fourth_down: [f32; FOURTH_DOWN.len()],
    /// Those of [`TRY`].
    pub attempt: [f32; TRY.len()],
}

/// A fourth down's numbers.
#[must_use]
pub fn of_decision(decision: &Decision) -> Cells {
    let option = |choice| decision.answer.option(choice);
    let wp = |choice| option(choice).map_or(f64::NAN, |o| o.wp);
    // Probability of some ends, and what they are worth.
    let ends = |option: Option<&OptionAnswer>, of: &[End], not: bool| {
        let some = || {
            let ends = option.into_iter().flat_map(|o| &o.ends);
            ends.filter(move |e| of.contains(&e.end) != not)
        };
        let p: f64 = some().map(|e| e.p).sum();
        (p, some().map(|e| e.p * e.wp).sum::<f64>() / p)
    };
    const CONVERTED: [End; 2] = [End::Touchdown, End::FirstDown];
    let go = option(Choice::Go);
    let (first_down, succeed) = ends(go, &CONVERTED, false);
    let (_, fail) = ends(go, &CONVERTED, true);
    let kick = option(Choice::FieldGoal);
    let (made, make) = ends(kick, &[End::Made], false);
    let (_, miss) = ends(kick, &[End::Made], true);
    let [go_wp, fg_wp, punt_wp] = [Choice::Go, Choice::FieldGoal, Choice::Punt].map(wp);
    // The larger of two of which one may be unknown.
    let other = fg_wp.max(punt_wp);
    let went = match decision.done {
        Some(Choice::Go) => 100.0,
        Some(_) => 0.0,
        None => f64::NAN,
    };
    let fg_make_prob = kick.map_or(f64::NAN, |_| made);
    let cells = [
        100.0 * (go_wp - other),
        first_down,
        fail,
        succeed,
        go_wp,
        fg_make_prob,
        miss,
        make,
        fg_wp,
        punt_wp,
        went,
    ];
    Cells {
        row: decision.row,
        fourth_down: cells.map(|v| v as f32),
        attempt: [f32::NAN; TRY.len()],
    }
}

/// The numbers of all tries of `plays`.
///
/// # Errors
/// [`Error::Shape`](crate::Error::Shape) where model and features do not fit.
pub fn tries(plays: &Plays, model: &SavedModel) -> Result<Vec<Cells>> {
    const ASKED: [Attempt; 5] = [
        Attempt::Made(0),
        Attempt::Made(1),
        Attempt::Made(2),
        Attempt::Kick,
        Attempt::Two,
    ];
    let valuer = value::Valuer::new(model);
    let states: Vec<(usize, GameState)> = plays
        .rows()
        .iter()
        .enumerate()
        .filter(|(_, play)| play.role == Role::Not(Drop::Try) && play.score.is_some())
        // Not read before a try; any play that can be does.
        .filter_map(|(row, play)| Some((row, plays.state_as(play, (1, 10, 75))?)))
        .filter(|(_, state)| state.validate_try().is_ok())
        .collect();
    let moments: Vec<Moment> = states
        .iter()
        .flat_map(|(_, state)| ASKED.map(|attempt| Moment::Try(state.clone(), attempt)))
        .collect();
    let worth: Vec<f32> = valuer.outcomes(&moments)?.iter().map(Outcome::wp).collect();
    let rows = states.iter().zip(worth.chunks_exact(ASKED.len()));
    Ok(rows
        .map(|((row, state), wp)| {
            let rates = valuer.tables().tries(valuer.season_of(state));
            let [none, one, two, kick, go] = [0, 1, 2, 3, 4].map(|i| wp[i]);
            let boost = 100.0 * (go - kick);
            Cells {
                row: *row,
                fourth_down: [f32::NAN; FOURTH_DOWN.len()],
                attempt: [
                    none,
                    one,
                    two,
                    rates.kick as f32,
                    rates.two as f32,
                    kick,
                    go,
                    boost,
                ],
            }
        })
        .collect())
}

/// The columns beside a frame of `rows` rows, of which `plays` are the clean ones.
#[must_use]
pub fn beside(plays: &Plays, cells: &[Cells], rows: usize) -> Table {
    let names = FOURTH_DOWN.iter().chain(&TRY);
    let mut columns: Vec<Vec<f32>> = names.clone().map(|_| vec![f32::NAN; rows]).collect();
    for one in cells {
        let row = plays.rows()[one.row].row as usize;
        let values = one.fourth_down.iter().chain(&one.attempt);
        for (column, &value) in columns.iter_mut().zip(values) {
            column[row] = value;
        }
    }
    let columns = columns.into_iter().map(Column::Float);
    names.copied().zip(columns).collect()
}

/// One row a fourth down or try, with the keys to join it by.
#[must_use]
pub fn table(plays: &Plays, cells: &[Cells]) -> Table {
    let mut cells = cells.to_vec();
    cells.sort_by_key(|c| c.row);
    let of = Rows(&cells);
    let row = |c: &Cells| &plays.rows()[c.row];
    let team = |c: &Cells| {
        let game = plays.game(row(c));
        let home = row(c).home_has_ball?;
        Some(
            if home {
                &game.home_team
            } else {
                &game.away_team
            }
            .clone(),
        )
    };
    let mut table = vec![
        (
            "game_id",
            of.text(|c| Some(plays.game(row(c)).game_id.clone())),
        ),
        ("play_id", of.id(|c| row(c).play_id)),
        ("season", of.id(|c| plays.game(row(c)).season.into())),
        ("posteam", of.text(team)),
    ];
    for (i, name) in FOURTH_DOWN.into_iter().enumerate() {
        table.push((name, of.float(|c| Some(c.fourth_down[i]))));
    }
    for (i, name) in TRY.into_iter().enumerate() {
        table.push((name, of.float(|c| Some(c.attempt[i]))));
    }
    table
}
