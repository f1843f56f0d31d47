//! Overtime's model on real overtimes: every prediction from tables that were
//! fitted without the season of the game.

use super::{Outcome, Overtimes, Tables, fit};
use crate::book::{
    SubModels,
    observed::{self, Observed},
};
use crate::error::{Error, Result};
use crate::evaluate::{FEWEST_GAMES, Interval, ratio_interval};
use crate::game::Possession;
use crate::math::Portable;
use crate::plays::{self, Plays, SeasonType, Sidelines};
use crate::rules::{OvertimeFormat, Rules};

/// A play of overtime, what was said of it and how its game ended.
#[derive(Debug, Clone)]
pub struct Said {
    /// Number of the game among the overtimes.
    pub game: u32,
    /// The game's id, such as `2014_06_CAR_CIN`.
    pub game_id: String,
    /// nflverse's number of the play.
    pub play_id: i64,
    /// Down, 1–4.
    pub down: u8,
    /// Lead of the team with the ball.
    pub lead: i16,
    /// Season.
    pub season: u16,
    /// Play-offs.
    pub playoffs: bool,
    /// The first play from scrimmage of its overtime.
    pub opening: bool,
    /// Which possession.
    pub possession: Option<Possession>,
    /// The model's answer.
    pub outcome: Outcome,
    /// What the spread alone says: N(spread, 13.45) above 0.
    pub spread: f32,
    /// nflfastR's published `vegas_wp` and `wp`, where the file has them.
    pub published: [Option<f32>; 2],
    /// How the game ended for the side with the ball.
    pub result: plays::Outcome,
}

/// Standard deviation of the final margin around the spread (Stern 1991 and
/// since).
const MARGIN: f64 = 13.45;

/// Φ, by a rational approximation (Abramowitz and Stegun 7.1.26; error below
/// 1.5e-7).
fn normal(z: f64) -> f64 {
    let x = z.abs() / std::f64::consts::SQRT_2;
    let t = 1.0 / (1.0 + 0.327_591_1 * x);
    let poly = t
        * (0.254_829_592
            + t * (-0.284_496_736
                + t * (1.421_413_741 + t * (-1.453_152_027 + t * 1.061_405_429))));
    let erf = 1.0 - poly * (-x * x).exp_();
    0.5 * (1.0 + if z < 0.0 { -erf } else { erf })
}

/// Predicts every play of every overtime of `plays`, each season with tables
/// fitted without it. `watch` hears of each season that is done, and stops the
/// work by returning false.
///
/// # Errors
/// [`Error::Fit`] for fewer than three seasons or none with an overtime,
/// [`Error::Cancelled`].
pub fn predictions(plays: &Plays, watch: &dyn Fn(usize, usize) -> bool) -> Result<Vec<Said>> {
    let seasons = plays.seasons();
    if seasons.len() < 3 {
        return Err(Error::Fit {
            problem: format!("{} seasons are too few to hold one out", seasons.len()),
            hint: "use more seasons, such as --seasons 2009-2023".into(),
        });
    }
    let seen = observed::observe(plays, &Sidelines::default());
    let mut said = Vec::new();
    let mut game = 0_u32;
    for (done, &season) in seasons.iter().enumerate() {
        if !watch(done, seasons.len()) {
            return Err(Error::Cancelled);
        }
        let fitted = Fitted::without(plays, &seen, season)?;
        said_of(plays, season, &fitted, &mut game, &mut said);
    }
    watch(seasons.len(), seasons.len());
    if said.is_empty() {
        return Err(Error::Fit {
            problem: "no game in these seasons went to overtime".into(),
            hint: "use more seasons, such as --seasons 2009-2023".into(),
        });
    }
    Ok(said)
}

/// Predicts every play of overtime of `theirs` that has a published value, with
/// tables fitted to `plays` without its season: for files that `plays` lack the
/// columns of.
///
/// # Errors
/// [`Error::Fit`] where `theirs` has no such play.
pub fn published(plays: &Plays, theirs: &Plays) -> Result<Vec<Said>> {
    let seen = observed::observe(plays, &Sidelines::default());
    let mut said = Vec::new();
    let mut game = 0_u32;
    for season in theirs.seasons() {
        let fitted = Fitted::without(plays, &seen, season)?;
        said_of(theirs, season, &fitted, &mut game, &mut said);
    }
    said.retain(|s| s.published.iter().any(Option::is_some));
    if said.is_empty() {
        return Err(Error::Fit {
            problem: "the published file has no `wp` or `vegas_wp` on any overtime play".into(),
            hint: "use a file with nflfastR's columns and a game that went to overtime".into(),
        });
    }
    Ok(said)
}

/// Everything that was fitted without a season.
struct Fitted {
    tables: Tables,
    models: SubModels,
}

impl Fitted {
    /// `seen` are the third and fourth downs of `plays`.
    fn without(plays: &Plays, seen: &[Observed], season: u16) -> Result<Self> {
        let rest: Vec<Observed> = seen
            .iter()
            .filter(|s| s.season != season)
            .cloned()
            .collect();
        Ok(Self {
            tables: fit::fit(plays, &|s| s != season)?,
            models: SubModels::fit(&rest)?,
        })
    }
}

fn said_of(plays: &Plays, season: u16, fitted: &Fitted, game: &mut u32, said: &mut Vec<Said>) {
    let overtimes = Overtimes::with_models(&fitted.tables, &fitted.models);
    let extra = ["vegas_wp", "wp"].map(|name| plays.extra(name));
    let mut current = None;
    for (i, play) in plays.rows().iter().enumerate() {
        let of = plays.game(play);
        if of.season != season || play.qtr != 5 {
            continue;
        }
        let (Some(state), Some(result)) = (plays.state(play), plays.outcome(play)) else {
            continue;
        };
        let opening = current != Some(play.game);
        if opening {
            *game += u32::from(current.is_some() || !said.is_empty());
            current = Some(play.game);
        }
        said.push(Said {
            game: *game,
            game_id: of.game_id.clone(),
            play_id: play.play_id.into(),
            down: state.down,
            lead: state.score_differential,
            season,
            playoffs: of.season_type == SeasonType::Post,
            opening,
            possession: state.overtime_possession,
            outcome: overtimes.outcome(&state, season),
            spread: normal(f64::from(state.posteam_spread.unwrap_or(0.0)) / MARGIN) as f32,
            published: extra.map(|c| c.map(|c| c[i]).filter(|v| v.is_finite())),
            result,
        });
    }
}

/// A mean over plays and its interval.
#[derive(Debug, Clone, Copy)]
pub struct Mean {
    /// The mean.
    pub value: f64,
    /// Its interval; none for a handful of games.
    pub interval: Option<Interval>,
}

/// Level of the intervals.
pub const LEVEL: f64 = 0.9;

/// The mean of a number a play, games resampled.
#[must_use]
pub fn mean(said: &[&Said], value: &dyn Fn(&Said) -> f64) -> Mean {
    let mut games: Vec<(u32, f64, f64)> = Vec::new();
    for s in said {
        match games.last_mut().filter(|g| g.0 == s.game) {
            Some(g) => {
                g.1 += value(s);
                g.2 += 1.0;
            }
            None => games.push((s.game, value(s), 1.0)),
        }
    }
    let sums: Vec<(f64, f64)> = games.iter().map(|g| (g.1, g.2)).collect();
    let interval = (sums.len() >= FEWEST_GAMES).then(|| ratio_interval(&sums, LEVEL));
    let (sum, plays) = sums.iter().fold((0.0, 0.0), |a, g| (a.0 + g.0, a.1 + g.1));
    Mean {
        value: sum / f64::max(plays, 1.0),
        interval,
    }
}

/// What a result counts: 1, ½, 0.
#[must_use]
pub fn counted(said: &Said) -> f64 {
    match said.result {
        plays::Outcome::Win => 1.0,
        plays::Outcome::Tie => 0.5,
        plays::Outcome::Loss => 0.0,
    }
}

/// Log loss and Brier score of a prediction.
#[must_use]
pub fn losses(said: &Said, p: f32) -> [f64; 2] {
    let (y, p) = (counted(said), f64::from(p).clamp(1e-4, 1.0 - 1e-4));
    [-y * p.ln_() - (1.0 - y) * (1.0 - p).ln_(), (y - p).powi(2)]
}

/// Log loss of win, tie and loss apart.
#[must_use]
pub fn three_way(said: &Said, outcome: &Outcome) -> f64 {
    let p = match said.result {
        plays::Outcome::Win => outcome.win,
        plays::Outcome::Tie => outcome.tie,
        plays::Outcome::Loss => outcome.loss(),
    };
    -f64::from(p).max(1e-4).ln_()
}

/// The format of a play's overtime in words.
#[must_use]
pub fn format_of(said: &Said) -> &'static str {
    let rules = Rules::of(said.season, said.playoffs).overtime;
    match (rules.format, said.playoffs, rules.period) {
        (OvertimeFormat::SuddenDeath, ..) => "sudden death",
        (OvertimeFormat::FieldGoalAnswered, true, _) => "field goal answered, playoffs",
        (OvertimeFormat::FieldGoalAnswered, false, 900) => "field goal answered, 15 minutes",
        (OvertimeFormat::FieldGoalAnswered, ..) => "field goal answered, 10 minutes",
        (OvertimeFormat::BothPossess, ..) => "both possess",
    }
}

impl Said {
    /// The header of [`Said::csv`].
    pub const CSV_HEADER: &'static str = "game_id,play_id,down,lead,possession,win,tie,wp,result";

    /// One line of a table: which play, what was predicted, how it ended (1 for
    /// a win, ½ for a tie).
    #[must_use]
    pub fn csv(&self) -> String {
        let possession = match self.possession {
            Some(Possession::First) => "first",
            Some(Possession::Second) => "second",
            Some(Possession::Later) => "later",
            None => "",
        };
        format!(
            "{},{},{},{},{possession},{:.6},{:.6},{:.6},{}",
            self.game_id,
            self.play_id,
            self.down,
            self.lead,
            self.outcome.win,
            self.outcome.tie,
            self.outcome.wp(),
            counted(self)
        )
    }
}
