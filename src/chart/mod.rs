//! One game, from its rows to what its chart shows.
//!
//! [`lookup`] finds the game, [`assemble`] puts rows, probabilities and words
//! together: the time axis, the changes of the score, the biggest plays, the
//! turning points. `report` draws the result.

pub mod clock;
mod game;
pub mod lookup;
pub mod strip;
pub mod words;

pub use game::{Request, of_game};

use crate::error::{Error, Result};
use crate::pbp::details::{Detail, GameDetails};
use crate::plays::{Drop, Game, Play, PlayType, Plays, Role, SeasonType};
use crate::report::colors::Pair;
use crate::report::game_chart::{GameChart, Moment, Period, Scoring, Team, TurningPoint};
use crate::score::{Basis, Scored};
use crate::teams;
use crate::turning::{self, Prior, Turning};
use words::Happened;

/// A play that changes less than this is not called big.
const BIG: f64 = 0.03;
/// So many biggest plays are kept.
const BIGGEST: usize = 10;

/// What the chart is made of.
#[derive(Debug, Clone, Copy)]
pub struct Parts<'a> {
    /// One game's plays ([`Plays::only`]).
    pub plays: &'a Plays,
    /// The probability of each row.
    pub scored: &'a [Scored],
    /// What the files tell of the plays.
    pub details: &'a GameDetails,
    /// The model, in a few words.
    pub model: &'a str,
    /// A column that was read along ([`crate::pbp::LoadOptions::extra`]).
    pub against: Option<&'a str>,
    /// Level of the intervals.
    pub level: f64,
    /// Whether the model was trained on the game's season.
    pub in_sample: bool,
}

/// Puts a game's chart together.
///
/// # Errors
/// [`Error::Data`] where no row has a probability, or none has one in the
/// column to compare with.
pub fn assemble(parts: &Parts<'_>) -> Result<GameChart> {
    let rows = parts.plays.rows();
    let Some(game) = parts.plays.games().first() else {
        return Err(Error::data("these plays", "they contain no game", ""));
    };
    let others = match parts.against {
        Some(column) => others(parts.plays, game, column)?,
        None => vec![None; rows.len()],
    };
    let times = clock::times(rows);
    let scores = scores(rows, game);
    let final_wp = final_wp(parts.scored);
    let periods = periods(&times.ends);
    let overtimes = times.ends.len() - 4;
    let (home, away) = lookup::then(game);
    let nothing = Detail::default();
    let mut chart = GameChart {
        game_id: game.game_id.clone(),
        title: title(game, scores.last().copied().flatten(), final_wp, overtimes),
        subtitle: subtitle(game),
        home: named(&game.home_team, &home, game.season),
        away: named(&game.away_team, &away, game.season),
        colors: colors(game),
        model: parts.model.to_owned(),
        against: parts.against.map(str::to_owned),
        level: parts.level,
        periods,
        simulated: game.season >= 3000,
        ..GameChart::default()
    };
    // Which rows are shown: [moment] = row.
    let mut shown = Vec::new();
    for (i, play) in rows.iter().enumerate() {
        let points = points(&scores, i);
        if !parts.scored[i].home_wp.is_finite() || is_administrative(play, points) {
            continue;
        }
        let happened = Happened {
            play,
            detail: parts.details.get(&play.play_id).unwrap_or(&nothing),
            points,
            next_home_ball: next_ball(rows, i).filter(|_| points == (0, 0)),
            codes: (&home, &away),
        };
        let interval = parts.scored[i]
            .home_interval
            .map(|ends| ends.map(f64::from));
        shown.push(i);
        chart.moments.push(Moment {
            elapsed: times.elapsed[i],
            clock: clock::words(play, times.overtime[i], overtimes),
            score: scores[i],
            situation: words::situation(play, (&home, &away)),
            home_has_ball: play.home_has_ball,
            what: words::sentence(&happened),
            short: words::short(&happened),
            home_wp: f64::from(parts.scored[i].home_wp).clamp(0.0, 1.0),
            interval,
            other: others[i],
            home_wpa: None,
        });
    }
    if chart.moments.is_empty() {
        return Err(Error::data(
            &game.game_id,
            "no play of this game has a WP",
            "its rows may lack the clock or the score; `wp describe --audit` lists what was dropped and why",
        ));
    }
    if let Some(result) = final_wp {
        chart.moments.push(Moment {
            elapsed: chart.length(),
            clock: "Final".into(),
            score: scores.last().copied().flatten(),
            what: "End of the game".into(),
            short: "final".into(),
            home_wp: result,
            other: chart.moments.last().and_then(|m| m.other).map(|_| result),
            ..Moment::default()
        });
    }
    for i in 1..chart.moments.len() {
        let change = chart.moments[i].home_wp - chart.moments[i - 1].home_wp;
        chart.moments[i - 1].home_wpa = Some(change);
    }
    chart.scorings = scorings(&chart.moments);
    chart.biggest = biggest(&chart.moments);
    let own: Vec<usize> = shown
        .iter()
        .enumerate()
        .filter(|(_, row)| parts.scored[**row].basis == Basis::Own)
        .map(|(moment, _)| moment)
        .collect();
    turns(&mut chart, own, final_wp.is_some())?;
    chart.notes = notes(parts, rows, &chart);
    Ok(chart)
}

/// Rows that no play belongs to: timeouts, ends of quarters, duplicates.
fn is_administrative(play: &Play, points: (i16, i16)) -> bool {
    let no_team = matches!(
        play.role,
        Role::Not(Drop::NoTeam | Drop::UnknownTeam | Drop::Duplicate)
    );
    no_team || (play.play_type == PlayType::Other && play.down == 0 && points == (0, 0))
}

/// Another system's probability of the home team, row by row.
fn others(plays: &Plays, game: &Game, column: &str) -> Result<Vec<Option<f64>>> {
    let values = plays.extra(column).unwrap_or_default();
    let bad = |problem: String| {
        Error::data(
            &game.game_id,
            problem,
            "--against needs a column with a win probability: nflverse's published files have wp, vegas_wp, home_wp and vegas_home_wp",
        )
    };
    let mut others = Vec::with_capacity(plays.rows().len());
    for (i, play) in plays.rows().iter().enumerate() {
        let p = values
            .get(i)
            .copied()
            .filter(|p| !p.is_nan())
            .map(f64::from);
        if let Some(p) = p.filter(|p| !(0.0..=1.0).contains(p)) {
            let id = play.play_id;
            return Err(bad(format!("`{column}` is {p} at play {id}, outside 0–1")));
        }
        let of_home = if column.contains("home") {
            Some(true)
        } else if column.contains("away") {
            Some(false)
        } else if column.starts_with("def") {
            play.home_has_ball.map(|home| !home)
        } else {
            play.home_has_ball
        };
        others.push(
            p.zip(of_home)
                .map(|(p, home)| if home { p } else { 1.0 - p }),
        );
    }
    if others.iter().all(Option::is_none) {
        return Err(bad(format!(
            "no play of this game has a value in column `{column}`"
        )));
    }
    Ok(others)
}

/// Home and away points before each row, and at the end. Where a row does not
/// say, those of the next one that does.
fn scores(rows: &[Play], game: &Game) -> Vec<Option<(i16, i16)>> {
    let mut scores: Vec<Option<(i16, i16)>> = rows.iter().map(|r| r.score).collect();
    let last = scores.iter().rev().copied().flatten().next();
    // What the last play brought is not in any row.
    let end = game.final_score.or_else(|| {
        let ((home, away), result) = last.zip(game.result)?;
        let missing = result - (home - away);
        Some((home + missing.max(0), away + (-missing).max(0)))
    });
    scores.push(end.or(last));
    let mut next = None;
    for score in scores.iter_mut().rev() {
        if let Some(known) = score {
            // Points that are taken back later were never scored.
            let (home, away) = next.unwrap_or(*known);
            *known = (known.0.min(home), known.1.min(away));
        }
        *score = score.or(next);
        next = *score;
    }
    scores
}

/// What a row added to the score.
fn points(scores: &[Option<(i16, i16)>], row: usize) -> (i16, i16) {
    match (scores[row], scores[row + 1]) {
        (Some(before), Some(after)) => (after.0 - before.0, after.1 - before.1),
        _ => (0, 0),
    }
}

/// Who has the ball at the next play from scrimmage of the same half.
fn next_ball(rows: &[Play], row: usize) -> Option<bool> {
    let half = |play: &Play| match play.qtr {
        0 => None,
        q => Some(if q > 4 { 3 } else { q.div_ceil(2) }),
    };
    let next = rows[row + 1..]
        .iter()
        .find(|p| p.home_has_ball.is_some() && (p.down > 0 || p.play_type == PlayType::Kickoff))?;
    if next.play_type == PlayType::Kickoff || half(next) != half(&rows[row]) {
        return None;
    }
    next.home_has_ball
}

/// The result as the home team's probability, where the rows reach the end.
fn final_wp(scored: &[Scored]) -> Option<f64> {
    let last = scored.last()?;
    let end = f64::from(last.home_wp + last.home_wpa);
    // Written as half points: sums of floats are off by a little.
    end.is_finite().then(|| (2.0 * end).round() / 2.0)
}

fn periods(ends: &[f64]) -> Vec<Period> {
    let overtimes = ends.len() - 4;
    let mut from = 0.0;
    ends.iter()
        .enumerate()
        .map(|(i, &to)| {
            let name = match i {
                0..=3 => format!("Q{}", i + 1),
                _ => clock::overtime_name(i - 3, overtimes),
            };
            let period = Period { name, from, to };
            from = to;
            period
        })
        .collect()
}

/// The changes of the score; a touchdown and its try are one.
fn scorings(moments: &[Moment]) -> Vec<Scoring> {
    let mut found: Vec<Scoring> = Vec::new();
    for after in 1..moments.len() {
        let (Some(old), Some(new)) = (moments[after - 1].score, moments[after].score) else {
            continue;
        };
        let (home, away) = (new.0 - old.0, new.1 - old.1);
        if (home, away) == (0, 0) {
            continue;
        }
        let by_home = home > 0;
        let points = if by_home { home } else { away };
        let tried = found.last_mut().filter(|last| {
            points <= 2
                && last.home == by_home
                && last.what == "touchdown"
                && after <= last.after + 4
        });
        if let Some(touchdown) = tried {
            touchdown.score = new;
            touchdown.after = after;
            touchdown.what = match points {
                1 => "touchdown and kick",
                _ => "touchdown and two points",
            }
            .into();
            continue;
        }
        found.push(Scoring {
            moment: after - 1,
            after,
            home: by_home,
            score: new,
            what: match points {
                1 => "kick after touchdown",
                2 => "two points",
                3 => "field goal",
                6 => "touchdown",
                7 => "touchdown and kick",
                8 => "touchdown and two points",
                _ => "points",
            }
            .into(),
        });
    }
    // Two points that are no try are a safety.
    for scoring in &mut found {
        if scoring.what == "two points" && !moments[scoring.moment].situation.is_empty() {
            scoring.what = "safety".into();
        }
    }
    found
}

fn biggest(moments: &[Moment]) -> Vec<usize> {
    let size = |i: usize| moments[i].home_wpa.map_or(0.0, f64::abs);
    let mut order: Vec<usize> = (0..moments.len()).filter(|&i| size(i) >= BIG).collect();
    order.sort_by(|&a, &b| size(b).total_cmp(&size(a)));
    order.truncate(BIGGEST);
    order
}

/// The turning points of the plays that have a probability of their own, and
/// of the result.
fn turns(chart: &mut GameChart, mut series: Vec<usize>, to_the_end: bool) -> Result<()> {
    if to_the_end {
        series.push(chart.moments.len() - 1);
    }
    if series.len() < 2 || series.len() > turning::MOST_PLAYS {
        return Ok(());
    }
    let p: Vec<f64> = series.iter().map(|&i| chart.moments[i].home_wp).collect();
    let Turning { turns, never, .. } = turning::turning_points(&p, &Prior::default())?;
    chart.never_turned = Some(never);
    for turn in turns {
        // Between two plays with a value there can be a try and a kickoff.
        let moment = (series[turn.at - 1]..series[turn.at]).max_by(|&a, &b| {
            let towards = |i: usize| {
                chart.moments[i].home_wpa.unwrap_or(0.0) * (turn.after - turn.before).signum()
            };
            towards(a).total_cmp(&towards(b)).then(b.cmp(&a))
        });
        chart.turns.push(TurningPoint {
            moment: moment.unwrap_or(series[turn.at - 1]),
            probability: turn.probability,
            exactly: turn.exactly,
            before: turn.before,
            after: turn.after,
        });
    }
    Ok(())
}

/// The colors in which a game is drawn.
fn colors(game: &Game) -> Pair {
    let [home, away] = [&game.home_team, &game.away_team].map(|code| teams::colors(code));
    Pair::of(home, away)
}

fn named(code: &str, then: &str, season: u16) -> Team {
    Team {
        code: then.to_owned(),
        name: teams::team_name(code, season).unwrap_or(then).to_owned(),
    }
}

fn title(
    game: &Game,
    score: Option<(i16, i16)>,
    final_wp: Option<f64>,
    overtimes: usize,
) -> String {
    let name = |code: &str| {
        teams::team_name(code, game.season)
            .unwrap_or(code)
            .to_owned()
    };
    let (home, away) = (name(&game.home_team), name(&game.away_team));
    let overtime = if overtimes > 0 { " (overtime)" } else { "" };
    match (score, final_wp) {
        (Some((h, a)), Some(_)) if h > a => format!("{home} {h}, {away} {a}{overtime}"),
        (Some((h, a)), Some(_)) if h < a => format!("{away} {a}, {home} {h}{overtime}"),
        (Some((h, a)), Some(_)) => format!("{away} {a}, {home} {h} (tie)"),
        _ => format!("{away} at {home}"),
    }
}

fn subtitle(game: &Game) -> String {
    let mut parts = vec![match (round(game), game.week) {
        (Some(round), _) => format!("{} season, {round}", game.season),
        (None, Some(week)) => format!("{} season, week {week}", game.season),
        (None, None) => format!("{} season", game.season),
    }];
    parts.extend(game.date.as_deref().map(day));
    if game.neutral {
        parts.push("neutral field".into());
    }
    parts.push(game.game_id.clone());
    parts.join(" · ")
}

/// The playoff round: four of them, since 2021 a week later.
fn round(game: &Game) -> Option<String> {
    if game.season_type != SeasonType::Post || game.season >= 3000 {
        return None;
    }
    let regular = if game.season >= 2021 { 18 } else { 17 };
    Some(match game.week?.checked_sub(regular)? {
        1 => "wild-card round".into(),
        2 => "divisional round".into(),
        3 => "conference championship".into(),
        // Super Bowl 50 alone had no Roman number.
        4 if game.season == 2015 => "Super Bowl 50".into(),
        4 => format!("Super Bowl {}", roman(game.season.checked_sub(1965)?)),
        _ => return None,
    })
}

fn roman(mut n: u16) -> String {
    const PARTS: [(u16, &str); 9] = [
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    let mut out = String::new();
    for (value, letters) in PARTS {
        while n >= value {
            out += letters;
            n -= value;
        }
    }
    out
}

/// "2017-02-05" as "5 February 2017"; as it is where it is none.
fn day(date: &str) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let mut parts = date.splitn(3, '-');
    let mut next = || parts.next()?.parse::<usize>().ok();
    match (next(), next(), next()) {
        (Some(y), Some(m @ 1..=12), Some(d @ 1..=31)) => format!("{d} {} {y}", MONTHS[m - 1]),
        _ => date.to_owned(),
    }
}

fn notes(parts: &Parts<'_>, rows: &[Play], chart: &GameChart) -> Vec<String> {
    let mut notes = Vec::new();
    if parts.in_sample {
        notes.push(
            "The model was trained on this season, so its line has seen how this game ended."
                .to_owned(),
        );
    }
    let overtime_unknown = rows
        .iter()
        .zip(parts.scored)
        .any(|(play, scored)| play.qtr > 4 && play.down > 0 && scored.basis != Basis::Own);
    if overtime_unknown {
        notes.push("This model has no WP for overtime plays.".into());
    }
    if chart.moments.last().is_none_or(|m| m.clock != "Final") {
        notes.push("The plays end before the game does, or the result is unknown.".into());
    }
    if !chart.simulated {
        notes.push("Data: nflverse (CC BY 4.0). WP before each play.".into());
    }
    notes
}
