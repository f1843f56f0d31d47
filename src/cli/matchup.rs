//! Teams in a situation, and what the ratings say of their game.
//!
//! `home_team=KC away_team=BUF posteam=KC season=2023 week=14` beside (or in)
//! the words of a situation name the game; where its spread is not said, the
//! ratings' forecast before that week stands in.

use super::data::DataArgs;
use super::spread::SpreadArgs;
use crate::error::{Error, Result};
use crate::game::Site;
use crate::plays::Results;
use crate::plays::SpreadFrom;
use crate::ratings::{Forecast, Game, History, Rater, StandIn, words};
use crate::situation::{Item, Teams, Understood};

/// Home team, away team and whether the home team has the ball.
fn sides(teams: &Teams, site: Option<Site>) -> Result<(&str, &str, bool)> {
    let (Some(home), Some(away)) = (&teams.home, &teams.away) else {
        return Err(bad(
            "a game has a home and an away team",
            "name both, as in home_team=KC away_team=BUF posteam=KC season=2023 week=14",
        ));
    };
    // The parser has made sure that names and site agree.
    match (teams.offense.as_deref(), site) {
        (Some(offense), _) => Ok((home, away, offense == home)),
        (None, Some(Site::Home)) => Ok((home, away, true)),
        (None, Some(Site::Away)) => Ok((home, away, false)),
        (None, _) => Err(bad(
            "it is not said who has the ball",
            format!("say posteam={home} or posteam={away}"),
        )),
    }
}

fn bad(problem: impl Into<String>, hint: impl Into<String>) -> Error {
    Error::Situation {
        problem: problem.into(),
        hint: hint.into(),
    }
}

/// Puts the ratings' forecast in place of a spread that is not said (or, with
/// `--spread ratings`, of any); returns the standard deviation of what is not
/// known of it. Without teams nothing happens.
///
/// # Errors
/// [`Error::Situation`] for teams that do not fit together or that nobody
/// knows; [`Error::Data`] where there are no results to go by.
pub fn stand_in(said: &mut Understood, data: &DataArgs, from: SpreadArgs) -> Result<Option<f32>> {
    let from = from.from();
    if from == SpreadFrom::None {
        (said.state.posteam_spread, said.state.total_line) = (None, None);
        return Ok(None);
    }
    let teams = said
        .teams
        .clone()
        .filter(|t| t.home.is_some() || t.away.is_some());
    let Some(teams) = teams else { return Ok(None) };
    let (home, away, home_has_ball) = sides(&teams, said.state.site)?;
    if said.state.site.is_none() {
        let (site, words) = match home_has_ball {
            true => (Site::Home, "at home"),
            false => (Site::Away, "on the road"),
        };
        said.state.site = Some(site);
        said.unknown.retain(|u| u.field != "site");
        said.understood.push(Item {
            field: "site".into(),
            value: words.to_owned(),
            words: format!("{away} at {home}"),
        });
    }
    let wanted = match from {
        SpreadFrom::Ratings => true,
        SpreadFrom::LineOrRatings => said.state.posteam_spread.is_none(),
        _ => false,
    };
    if !wanted {
        return Ok(None);
    }
    let neutral = said.state.site == Some(Site::Neutral);
    let results = crate::pbp::require_results(&data.source()?)?;
    let latest = results.games.iter().map(|g| g.season).max().unwrap_or(0);
    let season = said.state.season.unwrap_or(latest);
    let game = Game {
        season,
        week: teams.week.unwrap_or(1),
        home: home.to_owned(),
        away: away.to_owned(),
        neutral,
        ..Game::default()
    };
    let forecast = forecast(&results, &game)?;
    let rated = StandIn::from(&forecast);
    let side = if home_has_ball { 1.0 } else { -1.0 };
    said.state.season = Some(season);
    said.state.posteam_spread = Some((side * rated.spread).clamp(-60.0, 60.0));
    let total_known = said.state.total_line.is_some();
    if !total_known {
        said.state.total_line = Some(rated.total.clamp(10.0, 120.0));
    }
    said.unknown
        .retain(|u| u.field != "spread" && (total_known || u.field != "total"));
    let when = format!("ratings before week {} of {season}", game.week);
    let mut item = |field: &'static str, value: String| {
        said.understood.push(Item {
            field: field.into(),
            value,
            words: when.clone(),
        });
    };
    let said = words(home, away, forecast.margin, forecast.margin_sd);
    item("spread", said);
    if !total_known {
        item("total", format!("{:.1}", forecast.total));
    }
    Ok(Some(rated.spread_sd))
}

/// The ratings before a week.
///
/// # Errors
/// [`Error::Data`] for a week without results before it, and for one that is
/// too far ahead.
pub fn rater(results: &Results, season: u16, week: u8) -> Result<Rater> {
    let known = results.before(season, week);
    let last = known.iter().rev().find(|g| g.score.is_some());
    let Some(last) = last else {
        return Err(Error::data(
            "the schedule",
            format!("has no results before week {week} of {season}"),
            "ask about a later week, or fetch earlier seasons with `wp fetch`",
        ));
    };
    if season > last.season + 1 {
        return Err(Error::data(
            "the schedule",
            format!(
                "has no results after {}: {season} is too far ahead",
                last.season
            ),
            format!("ask about seasons up to {}", last.season + 1),
        ));
    }
    Ok(History::of(known, &results.numbers)?.rater)
}

/// What the ratings expect of a game before its week; quarterbacks, rest and
/// roof are the schedule's where it lists the game.
///
/// # Errors
/// As [`rater`], and [`Error::Data`] for a team without results.
fn forecast(results: &Results, asked: &Game) -> Result<Forecast> {
    let mut rater = rater(results, asked.season, asked.week)?;
    for name in [&asked.home, &asked.away] {
        if !rater.knows(name) {
            let all = rater.strengths();
            let mut codes: Vec<&str> = all.iter().map(|s| s.team.as_str()).collect();
            codes.sort_unstable();
            return Err(Error::data(
                "the schedule",
                format!(
                    "there is no team {name} with results before {}",
                    asked.season
                ),
                format!("its teams are {}", codes.join(", ")),
            ));
        }
    }
    let same = |g: &&Game| {
        (g.season, g.week) == (asked.season, asked.week)
            && (&g.home, &g.away) == (&asked.home, &asked.away)
    };
    let game = results.games.iter().find(same).unwrap_or(asked);
    rater.forecast(game)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::situation::parse_line;

    const PLAY: &str = "4&2 opp35 -3 Q4 2:10";

    #[test]
    fn teams_are_taken_out_of_words_and_of_json() {
        let text = format!("home_team=KC {PLAY} away_team=oak posteam=KC week=14");
        let teams = parse_line(&text).unwrap().teams.unwrap();
        assert_eq!(sides(&teams, None).unwrap(), ("KC", "LV", true));
        assert_eq!(teams.week, Some(14));
        let json = r#"{"down":4,"ydstogo":2,"yardline_100":35,"score_differential":-3,"qtr":4,
            "quarter_seconds_remaining":130,"home_team":"KC","away_team":"SD","site":"away","week":3}"#;
        let said = parse_line(json).unwrap();
        let teams = said.teams.unwrap();
        assert_eq!(
            sides(&teams, said.state.site).unwrap(),
            ("KC", "LAC", false)
        );
        assert_eq!(parse_line(PLAY).unwrap().teams, None);
    }

    #[test]
    fn teams_that_do_not_fit_are_errors() {
        for (text, word) in [
            ("home_team=KC", "home and an away"),
            ("home_team=KC away_team=BUF", "which team has the ball"),
            ("home_team=KC away_team=BUF posteam=NE", "a third team"),
            (
                "home_team=KC away_team=BUF posteam=KC on the road",
                "disagree about the site",
            ),
            ("home_team=KC away_team=BUF week=0", "no such week"),
        ] {
            let said = parse_line(&format!("{PLAY} {text}"));
            let of = |said: Understood| {
                sides(&said.teams.unwrap_or_default(), said.state.site).map(|_| ())
            };
            let error = said.and_then(of).unwrap_err().to_string();
            assert!(error.contains(word), "{text}: {error}");
        }
    }
}
