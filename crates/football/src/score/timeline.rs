//! One probability a row, one path a game.

use super::moments::{self, Part};
use super::path;
use super::scored::{Scored, Value};
use crate::error::{Error, Result};
use crate::estimator::{self, Watch};
use crate::game::GameState;
use crate::model_file::SavedModel;
use crate::plays::Plays;
use crate::ratings::{StandIn, widened};
use crate::value::{Moment, Tables, Valuer};

/// The share of the truth that intervals hold where nobody says.
const LEVEL: f64 = 0.9;

/// Rows that are worked out together: bounds the memory of a long file.
const BLOCK: usize = 1 << 15;

/// Scores every row of `plays`, in their order. A game's values do not depend
/// on which other games are there. Intervals hold 90% of the truth.
///
/// # Errors
/// [`Error::Shape`](crate::Error::Shape) where model and features do not fit.
pub fn timeline(plays: &Plays, model: &SavedModel) -> Result<Vec<Scored>> {
    timeline_at(plays, model, LEVEL)
}

/// [`timeline`] with intervals of another level (above 0, below 1).
///
/// # Errors
/// As [`timeline`], and [`Error::Parameter`](crate::Error::Parameter) for the level.
pub fn timeline_at(plays: &Plays, model: &SavedModel, level: f64) -> Result<Vec<Scored>> {
    Scorer::new(model, level)?.timeline(plays)
}

fn timeline_of(plays: &Plays, values: &Scorer<'_>, watch: Watch<'_>) -> Result<Vec<Scored>> {
    let all: Vec<usize> = (0..plays.rows().len()).collect();
    let mut own = Vec::with_capacity(all.len());
    for rows in all.chunks(BLOCK) {
        own.extend(values.of(plays, rows)?);
        if !watch(own.len(), all.len()) {
            return Err(Error::Cancelled);
        }
    }
    let mut scored = Vec::with_capacity(own.len());
    let mut rest = own.as_slice();
    for rows in plays.rows().chunk_by(|a, b| a.game == b.game) {
        let (own, later) = rest.split_at(rows.len());
        rest = later;
        scored.extend(path::of_game(plays.game(&rows[0]), rows, own));
    }
    Ok(scored)
}

/// A model, ready to score many tables.
#[derive(Debug)]
pub struct Scorer<'a> {
    model: &'a SavedModel,
    valuer: Valuer<'a>,
    level: f64,
}

impl<'a> Scorer<'a> {
    /// With intervals of a level above 0 and below 1.
    ///
    /// # Errors
    /// [`Error::Parameter`](crate::Error::Parameter) for the level.
    pub fn new(model: &'a SavedModel, level: f64) -> Result<Self> {
        estimator::check_level(level)?;
        Ok(Self {
            model,
            valuer: Valuer::new(model),
            level,
        })
    }

    /// Whether what it scores has intervals.
    #[must_use]
    pub fn has_intervals(&self) -> bool {
        self.model.has_intervals()
    }

    /// As [`timeline`].
    ///
    /// # Errors
    /// As [`timeline`].
    pub fn timeline(&self, plays: &Plays) -> Result<Vec<Scored>> {
        timeline_of(plays, self, &estimator::unwatched)
    }

    /// As [`timeline`], telling `watch` now and then how many rows of how many
    /// are done.
    ///
    /// # Errors
    /// As [`timeline`], and [`Error::Cancelled`] where `watch` says to stop.
    pub fn timeline_watched(&self, plays: &Plays, watch: Watch<'_>) -> Result<Vec<Scored>> {
        timeline_of(plays, self, watch)
    }

    pub(super) fn tables(&self) -> &'a Tables {
        self.valuer.tables()
    }

    pub(super) fn model(&self) -> &'a SavedModel {
        self.model
    }

    /// The value of each of some rows; `None` where it has no situation.
    ///
    /// # Errors
    /// As [`timeline`].
    pub(super) fn of(&self, plays: &Plays, rows: &[usize]) -> Result<Vec<Option<Value>>> {
        let mut parts = Vec::with_capacity(rows.len());
        for (at, &row) in rows.iter().enumerate() {
            let before = parts.len();
            moments::asks(plays, row, self.valuer.tables(), &mut parts);
            for part in &mut parts[before..] {
                part.row = at;
            }
        }
        let sds: Vec<f32> = rows
            .iter()
            .map(|&row| plays.game(&plays.rows()[row]).spread_sd.unwrap_or(0.0))
            .collect();
        self.widened(parts, &sds)
    }

    /// [`Scorer::mixed`] with intervals widened by what is not known of each
    /// row's spread.
    fn widened(&self, parts: Vec<Part>, spread_sd: &[f32]) -> Result<Vec<Option<Value>>> {
        if !self.model.has_intervals() || spread_sd.iter().all(|&sd| sd <= 0.0) {
            return self.mixed(parts, spread_sd.len());
        }
        let ends = [-1.0, 1.0].map(|side| self.shifted(&parts, spread_sd, side));
        let [low, high] = ends;
        let (low, high) = (low?, high?);
        let mut values = self.mixed(parts, spread_sd.len())?;
        for (row, value) in values.iter_mut().enumerate() {
            let Some(value) = value else { continue };
            if let Some(interval) = value.interval.filter(|_| spread_sd[row] > 0.0) {
                value.interval = Some(widened(value.wp, interval, [low[row], high[row]]));
            }
        }
        Ok(values)
    }

    /// The home team's probability of rows whose spread is not known, were it
    /// at one end of its interval.
    fn shifted(&self, parts: &[Part], spread_sd: &[f32], side: f32) -> Result<Vec<f32>> {
        let open: Vec<&Part> = parts.iter().filter(|p| spread_sd[p.row] > 0.0).collect();
        let asked: Vec<Moment> = open
            .iter()
            .map(|p| {
                let points = side * StandIn::reach(spread_sd[p.row], self.level);
                shifted(&p.moment, if p.home { points } else { -points })
            })
            .collect();
        let mut out = vec![0.0; spread_sd.len()];
        for (part, outcome) in open.iter().zip(self.valuer.outcomes(&asked)?) {
            let wp = outcome.wp();
            out[part.row] += part.share * if part.home { wp } else { 1.0 - wp };
        }
        Ok(out)
    }

    /// What a situation is worth to the side with the ball.
    ///
    /// # Errors
    /// [`Error::Situation`](crate::Error::Situation) for an impossible one.
    pub(super) fn of_situation(&self, state: GameState) -> Result<Option<Value>> {
        let part = Part {
            row: 0,
            share: 1.0,
            home: true,
            moment: Moment::Scrimmage(state),
        };
        Ok(self.mixed(vec![part], 1)?[0])
    }

    /// The sum of each row's parts.
    fn mixed(&self, parts: Vec<Part>, rows: usize) -> Result<Vec<Option<Value>>> {
        let (whose, asked): (Vec<_>, Vec<_>) = parts
            .into_iter()
            .map(|p| ((p.row, p.share, p.home), p.moment))
            .unzip();
        let seen = |home: bool, wp: f32| if home { wp } else { 1.0 - wp };
        let (outcomes, members) = if self.model.has_intervals() {
            let (outcomes, members) = self.valuer.outcomes_and_members(&asked)?;
            (outcomes, Some(members))
        } else {
            (self.valuer.outcomes(&asked)?, None)
        };
        let mut values: Vec<Option<Value>> = vec![None; rows];
        for (&(row, share, home), outcome) in whose.iter().zip(outcomes) {
            let value = values[row].get_or_insert(Value {
                wp: 0.0,
                interval: None,
            });
            value.wp += share * seen(home, outcome.wp());
        }
        for value in values.iter_mut().flatten() {
            // Shares add up to 1 but for the last digit.
            value.wp = value.wp.clamp(0.0, 1.0);
        }
        let Some(members) = members else {
            return Ok(values);
        };
        // A row's parts stand together; what one row asks is few.
        let mut mine = Vec::with_capacity(members.ncols());
        let mut at = 0;
        for row in whose.chunk_by(|a, b| a.0 == b.0) {
            let parts = at..at + row.len();
            at = parts.end;
            mine.clear();
            mine.resize(members.ncols(), 0.0);
            // The model of overtime has no members.
            let of_model = parts.filter(|&part| !is_overtime(&asked[part]));
            let mut any = false;
            for part in of_model {
                let (_, share, home) = whose[part];
                for (sum, &p) in mine.iter_mut().zip(members.row(part)) {
                    *sum += share * seen(home, p);
                }
                any = true;
            }
            if let Some(value) = values[row[0].0].as_mut().filter(|_| any) {
                let members = mine.iter().map(|p: &f32| p.clamp(0.0, 1.0));
                let seconds = asked[at - 1].seconds();
                let margin = self.model.margin().at(value.wp, seconds);
                let band = estimator::interval(value.wp, members, margin, self.level)?;
                value.interval = Some([band.lower, band.upper]);
            }
        }
        Ok(values)
    }
}

/// The moment with another spread, `points` more for the side that it is seen by.
fn shifted(moment: &Moment, points: f32) -> Moment {
    let mut moment = moment.clone();
    match &mut moment {
        Moment::Scrimmage(s)
        | Moment::Kickoff(s, _)
        | Moment::FreeKick(s)
        | Moment::Try(s, _)
        | Moment::RegulationEnd(s) => {
            s.posteam_spread = s.posteam_spread.map(|p| (p + points).clamp(-60.0, 60.0));
        }
        Moment::Over { .. } => {}
    }
    moment
}

fn is_overtime(moment: &Moment) -> bool {
    match moment {
        Moment::Scrimmage(s) | Moment::Kickoff(s, _) | Moment::FreeKick(s) | Moment::Try(s, _) => {
            s.is_overtime()
        }
        Moment::RegulationEnd(_) | Moment::Over { .. } => false,
    }
}
