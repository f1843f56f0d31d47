//! The filter: what is believed of every team, week by week.

use super::state::{Expected, State};
use super::{Forecast, Game, Parameters, Staff};
use crate::error::{Error, Result};
use serde::Serialize;
use std::collections::BTreeMap;

/// Margins beyond this say no more than it does: the rest is garbage time.
const MOST_MARGIN: f64 = 35.0;
/// Surprises of a total beyond this count as it.
const MOST_SURPRISE: f64 = 30.0;
/// Days of rest beyond this say no more than it does.
const MOST_REST: f64 = 4.0;
/// Summers after which a quarterback who has not started is no longer followed.
const REMEMBERED: u16 = 2;
/// The last week in which a first start is the season's plan, not a relief.
const OPENING: u8 = 2;

/// A team's strength before a week, in points beside an average team at a
/// neutral site.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Strength {
    /// The team.
    pub team: String,
    /// Points by which it beats an average team.
    pub overall: f64,
    /// Standard deviation of `overall`.
    pub overall_sd: f64,
    /// Points that it scores beyond an average team's, with its quarterback.
    pub offense: f64,
    /// Standard deviation of `offense`.
    pub offense_sd: f64,
    /// Points by which it holds opponents below an average team's.
    pub defense: f64,
    /// Standard deviation of `defense`.
    pub defense_sd: f64,
    /// The quarterback who started last, where known.
    pub quarterback: Option<String>,
    /// What he is part of `offense`.
    pub quarterback_value: Option<f64>,
}

/// A combination of the state's numbers: (index, factor).
type Weights = Vec<(usize, f64)>;

#[derive(Debug, Clone)]
struct Team {
    offense: usize,
    defense: usize,
    coach: Option<String>,
    quarterback: Option<String>,
}

#[derive(Debug, Clone, Copy)]
struct Starter {
    at: usize,
    last: u16,
}

/// A quarterback who is no longer followed.
#[derive(Debug, Clone, Copy)]
struct Archived {
    mean: f64,
    variance: f64,
    last: u16,
}

/// The filter. Games come in the order of play: [`Rater::forecast`] before a
/// game, [`Rater::update`] after it.
#[derive(Debug, Clone)]
pub struct Rater {
    p: Parameters,
    state: State,
    home: usize,
    points: usize,
    division: usize,
    rest: usize,
    indoors: usize,
    teams: BTreeMap<String, Team>,
    quarterbacks: BTreeMap<String, Starter>,
    archive: BTreeMap<String, Archived>,
    first: u16,
    now: Option<(u16, u8)>,
}

impl Rater {
    /// Nothing is known yet of any team.
    ///
    /// # Errors
    /// [`Error::Parameter`] for parameters out of range.
    pub fn new(p: &Parameters) -> Result<Self> {
        p.check()?;
        let mut state = State::default();
        Ok(Self {
            p: *p,
            home: state.add(2.5, 1.0),
            points: state.add(42.0, 9.0),
            division: state.add(0.0, 0.25),
            rest: state.add(0.0, 0.04),
            indoors: state.add(0.0, 4.0),
            state,
            teams: BTreeMap::new(),
            quarterbacks: BTreeMap::new(),
            archive: BTreeMap::new(),
            first: 0,
            now: None,
        })
    }

    /// Season and week that the beliefs are about; `None` before the first game.
    #[must_use]
    pub fn now(&self) -> Option<(u16, u8)> {
        self.now
    }

    /// Whether a team has played.
    #[must_use]
    pub fn knows(&self, team: &str) -> bool {
        self.teams.contains_key(team)
    }

    /// Home field in points, and its standard deviation.
    #[must_use]
    pub fn home_field(&self) -> (f64, f64) {
        (
            self.state.mean(self.home),
            self.state.variance(self.home).sqrt(),
        )
    }

    /// Lets time pass until a week: strengths drift, and over a summer they
    /// also fall back toward the average.
    ///
    /// # Errors
    /// [`Error::Data`] for a week that is over.
    pub fn advance(&mut self, season: u16, week: u8) -> Result<()> {
        let Some((mut s, mut w)) = self.now else {
            self.first = season;
            self.now = Some((season, week));
            return Ok(());
        };
        if (season, week) < (s, w) {
            return Err(Error::data(
                "the schedule",
                format!("week {week} of {season} comes after week {w} of {s}"),
                "games must be in the order of play",
            ));
        }
        while s < season {
            s += 1;
            w = if s == season { week } else { 1 };
            self.summer(s);
        }
        if w < week {
            self.weeks(f64::from(week - w));
        }
        self.now = Some((season, week));
        Ok(())
    }

    fn summer(&mut self, season: u16) {
        let p = self.p;
        for team in self.teams.values() {
            self.state.scale(team.offense, p.offense_kept);
            self.state.scale(team.defense, p.defense_kept);
        }
        self.drift(
            (p.offense_summer, p.defense_summer, p.summer_correlation),
            1.0,
        );
        self.state
            .add_variance(self.home, p.home_summer * p.home_summer);
        self.state
            .add_variance(self.points, p.points_summer * p.points_summer);
        self.state.add_variance(self.indoors, 0.01);
        self.forget(season);
        for starter in self.quarterbacks.values() {
            self.state.scale(starter.at, p.quarterback_kept);
            let changed = p.quarterback_summer * p.quarterback_summer;
            self.state.add_variance(starter.at, changed);
        }
    }

    fn weeks(&mut self, weeks: f64) {
        let p = self.p;
        self.drift((p.offense_week, p.defense_week, p.week_correlation), weeks);
        let changed = p.quarterback_week * p.quarterback_week * weeks;
        for starter in self.quarterbacks.values() {
            self.state.add_variance(starter.at, changed);
        }
    }

    fn drift(&mut self, (offense, defense, correlation): (f64, f64, f64), times: f64) {
        for team in self.teams.values() {
            let state = &mut self.state;
            state.add_variance(team.offense, offense * offense * times);
            state.add_variance(team.defense, defense * defense * times);
            let shared = correlation * offense * defense * times;
            state.add_covariance(team.offense, team.defense, shared);
        }
    }

    /// Puts quarterbacks away who have not started for some seasons.
    fn forget(&mut self, season: u16) {
        let gone = |s: &Starter| s.last + REMEMBERED < season;
        if !self.quarterbacks.values().any(gone) {
            return;
        }
        let mut kept: Vec<usize> = (0..self.state.len()).collect();
        for (name, starter) in self.quarterbacks.iter().filter(|(_, s)| gone(s)) {
            let known = Archived {
                mean: self.state.mean(starter.at),
                variance: self.state.variance(starter.at),
                last: starter.last,
            };
            self.archive.insert(name.clone(), known);
            kept[starter.at] = usize::MAX;
        }
        self.quarterbacks.retain(|_, s| !gone(s));
        kept.retain(|&i| i != usize::MAX);
        let mut moved = vec![0; self.state.len()];
        for (to, &from) in kept.iter().enumerate() {
            moved[from] = to;
        }
        self.state.keep(&kept);
        for starter in self.quarterbacks.values_mut() {
            starter.at = moved[starter.at];
        }
        for team in self.teams.values_mut() {
            team.offense = moved[team.offense];
            team.defense = moved[team.defense];
        }
    }

    /// Makes room for a team's quarterback and notes a change of coach.
    fn prepare(&mut self, name: &str, staff: &Staff, (season, week): (u16, u8)) {
        let p = self.p;
        if !self.teams.contains_key(name) {
            let settled = |sd: f64, kept: f64| sd * sd / (1.0 - kept * kept);
            let (offense, defense) = (
                settled(p.offense_summer, p.offense_kept),
                settled(p.defense_summer, p.defense_kept),
            );
            let team = Team {
                offense: self.state.add(0.0, offense),
                defense: self.state.add(0.0, defense),
                coach: None,
                quarterback: None,
            };
            let shared = p.summer_correlation * p.offense_summer * p.defense_summer
                / (1.0 - p.offense_kept * p.defense_kept);
            self.state
                .add_covariance(team.offense, team.defense, shared);
            self.teams.insert(name.to_owned(), team);
        }
        let Some(team) = self.teams.get_mut(name) else {
            return;
        };
        if let Some(coach) = &staff.coach {
            if team.coach.as_ref().is_some_and(|c| c != coach) {
                self.state.add_variance(team.offense, p.coach * p.coach);
                self.state.add_variance(team.defense, p.coach * p.coach);
            }
            team.coach = Some(coach.clone());
        }
        if let Some(quarterback) = &staff.quarterback {
            team.quarterback = Some(quarterback.clone());
        }
        let Some(quarterback) = team.quarterback.clone() else {
            return;
        };
        if let Some(starter) = self.quarterbacks.get_mut(&quarterback) {
            starter.last = season;
            return;
        }
        let (mean, variance) = match self.archive.remove(&quarterback) {
            Some(known) => {
                let summers = i32::from(season - known.last);
                let changed = p.quarterback_summer * p.quarterback_summer;
                (
                    known.mean * p.quarterback_kept.powi(summers),
                    known.variance + changed * f64::from(summers),
                )
            }
            None => (
                match week {
                    // Of the first season nobody knows who is new.
                    _ if season == self.first => 0.0,
                    w if w <= OPENING => p.opening_quarterback,
                    _ => p.relief_quarterback,
                },
                p.quarterback_sd * p.quarterback_sd,
            ),
        };
        let at = self.state.add(mean, variance);
        let starter = Starter { at, last: season };
        self.quarterbacks.insert(quarterback, starter);
    }

    /// The terms of margin and total.
    fn terms(&self, game: &Game) -> (Weights, Weights) {
        let (mut margin, mut total) = (Vec::new(), vec![(self.points, 1.0)]);
        for (name, side) in [(&game.home, 1.0), (&game.away, -1.0)] {
            let Some(team) = self.teams.get(name) else {
                continue;
            };
            margin.extend([(team.offense, side), (team.defense, side)]);
            total.extend([(team.offense, 1.0), (team.defense, -1.0)]);
            let starter = team.quarterback.as_ref();
            if let Some(starter) = starter.and_then(|q| self.quarterbacks.get(q)) {
                margin.push((starter.at, side));
                total.push((starter.at, 1.0));
            }
        }
        if !game.neutral {
            margin.push((self.home, 1.0));
            if game.division {
                margin.push((self.division, 1.0));
            }
        }
        margin.push((self.rest, game.rest.clamp(-MOST_REST, MOST_REST)));
        if game.indoors {
            total.push((self.indoors, 1.0));
        }
        (margin, total)
    }

    /// What is expected of a game before it is played. Time passes until its
    /// week; a team or quarterback that is new comes in with the average of
    /// such.
    ///
    /// # Errors
    /// [`Error::Data`] for a game of a week that is over, and for a team that
    /// meets itself.
    pub fn forecast(&mut self, game: &Game) -> Result<Forecast> {
        Ok(self.look(game)?.0)
    }

    fn look(&mut self, game: &Game) -> Result<(Forecast, Expected, Weights)> {
        if game.home == game.away {
            return Err(Error::data(
                "the schedule",
                format!(
                    "{} meets itself in week {} of {}",
                    game.home, game.week, game.season
                ),
                "a game has two teams",
            ));
        }
        self.advance(game.season, game.week)?;
        let when = (game.season, game.week);
        self.prepare(&game.home, &game.home_staff, when);
        self.prepare(&game.away, &game.away_staff, when);
        let (margin, total) = self.terms(game);
        let (m, t) = (self.state.expected(&margin), self.state.expected(&total));
        let forecast = Forecast {
            margin: m.mean,
            margin_sd: m.variance.max(0.0).sqrt(),
            margin_noise: self.p.margin_noise,
            total: t.mean,
            total_sd: t.variance.max(0.0).sqrt(),
            total_noise: self.p.total_noise,
        };
        Ok((forecast, m, total))
    }

    /// Learns a game's result, if it has one; the forecast is that before it.
    ///
    /// # Errors
    /// As [`Rater::forecast`].
    pub fn update(&mut self, game: &Game) -> Result<Forecast> {
        let (forecast, margin, total) = self.look(game)?;
        if let Some((home, away)) = game.score {
            let (home, away) = (f64::from(home), f64::from(away));
            // Level after sixty minutes is what overtime says of strength.
            let seen = if game.overtime { 0.0 } else { home - away };
            let seen = seen.clamp(-MOST_MARGIN, MOST_MARGIN);
            let noise = self.p.margin_noise * self.p.margin_noise;
            self.state.observe(&margin, noise, seen - margin.mean);
            // The two noises are independent: one after the other is both at once.
            let total = self.state.expected(&total);
            let surprise = (home + away - total.mean).clamp(-MOST_SURPRISE, MOST_SURPRISE);
            let noise = self.p.total_noise * self.p.total_noise;
            self.state.observe(&total, noise, surprise);
        }
        Ok(forecast)
    }

    /// Every team's strength now, the best first.
    #[must_use]
    pub fn strengths(&self) -> Vec<Strength> {
        let mut all: Vec<Strength> = self
            .teams
            .iter()
            .map(|(name, team)| self.strength(name, team))
            .collect();
        all.sort_by(|a, b| b.overall.total_cmp(&a.overall).then(a.team.cmp(&b.team)));
        all
    }

    fn strength(&self, name: &str, team: &Team) -> Strength {
        let starter = team
            .quarterback
            .as_ref()
            .and_then(|q| self.quarterbacks.get(q));
        let mut offense = vec![(team.offense, 1.0)];
        offense.extend(starter.map(|s| (s.at, 1.0)));
        let mut overall = offense.clone();
        overall.push((team.defense, 1.0));
        let of = |terms: &[(usize, f64)]| {
            let e = self.state.expected(terms);
            (e.mean, e.variance.max(0.0).sqrt())
        };
        let ((overall, overall_sd), (offense, offense_sd)) = (of(&overall), of(&offense));
        Strength {
            team: name.to_owned(),
            overall,
            overall_sd,
            offense,
            offense_sd,
            defense: self.state.mean(team.defense),
            defense_sd: self.state.variance(team.defense).max(0.0).sqrt(),
            quarterback: starter.and(team.quarterback.clone()),
            quarterback_value: starter.map(|s| self.state.mean(s.at)),
        }
    }
}
