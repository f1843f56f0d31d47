//! `key=value` in nflverse's names; the members of a JSON object are the same.

use super::draft::{Fact, Team};
use super::number::{self, Num};
use super::say::{self, Bad, quote};
use super::suggest;
use super::values::{self, Counts};
use crate::error::{Error, Result};
use crate::game::{Possession, Site};
use crate::teams;

/// A key, a value that it can have, and how the value is read.
struct Key {
    name: &'static str,
    example: &'static str,
    read: fn(&str) -> std::result::Result<Vec<Fact>, Bad>,
}

/// All keys. The values follow nflverse's meaning and units.
const KEYS: [Key; 34] = [
    key("down", "4", |v| one(values::down(number(v)?))),
    key("ydstogo", "2", |v| one(values::yards(number(v)?))),
    key("yardline_100", "35", |v| one(values::yardline(number(v)?))),
    key("goal_to_go", "1", |v| {
        Ok(vec![if yes_or_no(v)? {
            Fact::Goal
        } else {
            Fact::NotGoal
        }])
    }),
    key("score_differential", "-3", |v| {
        one(values::score(number(v)?, 1))
    }),
    key("posteam_score", "17", |v| {
        Ok(vec![Fact::OwnPoints(values::points(number(v)?)?)])
    }),
    key("defteam_score", "20", |v| {
        Ok(vec![Fact::OppPoints(values::points(number(v)?)?)])
    }),
    key("qtr", "4", |v| one(values::quarter(number(v)?))),
    key("quarter", "4", |v| one(values::quarter(number(v)?))),
    key("clock", "2:10", |v| {
        one(Counts::Quarter.seconds(values::clock(v)?))
    }),
    key("time", "2:10", |v| {
        one(Counts::Quarter.seconds(values::clock(v)?))
    }),
    key("quarter_seconds_remaining", "130", |v| {
        one(Counts::Quarter.seconds(number(v)?))
    }),
    key("half_seconds_remaining", "130", |v| {
        one(Counts::Half.seconds(number(v)?))
    }),
    key("game_seconds_remaining", "130", |v| {
        one(Counts::Game.seconds(number(v)?))
    }),
    key("game_half", "Half2", game_half),
    key("posteam_timeouts_remaining", "2", |v| {
        Ok(vec![Fact::OwnTimeouts(values::timeouts(number(v)?)?)])
    }),
    key("defteam_timeouts_remaining", "1", |v| {
        Ok(vec![Fact::OppTimeouts(values::timeouts(number(v)?)?)])
    }),
    key("timeouts", "2-1", both_timeouts),
    key("posteam_spread", "3", |v| {
        one(values::spread(number(v)?, 1.0))
    }),
    key("spread_line", "3", |v| {
        Ok(match values::spread(number(v)?, 1.0)? {
            Fact::Spread(s) => vec![Fact::HomeSpread(s)],
            other => vec![other],
        })
    }),
    key("spread", "-3", betting_spread),
    key("total_line", "44.5", |v| one(values::total(number(v)?))),
    key("total", "44.5", |v| one(values::total(number(v)?))),
    key("site", "home", site),
    key("posteam_type", "home", site),
    key("receive_2h_ko", "1", |v| {
        Ok(vec![Fact::Receives(yes_or_no(v)?)])
    }),
    key("season", "2016", |v| one(values::season(number(v)?))),
    key("playoffs", "1", |v| Ok(vec![Fact::Playoffs(yes_or_no(v)?)])),
    key("overtime_possession", "first", overtime_possession),
    key("posteam", "KC", |v| Ok(vec![Fact::Offense(team(v)?)])),
    key("defteam", "PHI", |v| Ok(vec![Fact::Defense(team(v)?)])),
    key("home_team", "KC", |v| Ok(vec![Fact::HomeTeam(team(v)?)])),
    key("away_team", "PHI", |v| Ok(vec![Fact::AwayTeam(team(v)?)])),
    key("week", "14", |v| {
        let hint = "weeks are 1 to 22, playoffs counted on, as in week=14";
        one(values::week(number(v)?, hint))
    }),
];

const fn key(
    name: &'static str,
    example: &'static str,
    read: fn(&str) -> std::result::Result<Vec<Fact>, Bad>,
) -> Key {
    Key {
        name,
        example,
        read,
    }
}

/// Whether there is such a key.
pub(super) fn is_known(name: &str) -> bool {
    KEYS.iter().any(|k| k.name == name)
}

/// What `name=value` says; nothing if the value is `NA`. `words` is how it was
/// written.
pub(super) fn facts(name: &str, value: &str, words: &str) -> Result<Vec<Fact>> {
    let Some(key) = KEYS.iter().find(|k| k.name == name) else {
        return Err(unknown(name, words));
    };
    if value.is_empty() {
        let bad = Bad::new("the value is missing", form(key));
        return Err(bad.about(words));
    }
    if value.eq_ignore_ascii_case("na") || value.eq_ignore_ascii_case("null") {
        return Ok(Vec::new());
    }
    (key.read)(value).map_err(|bad| {
        let bad = if bad.hint.is_empty() {
            Bad {
                hint: form(key),
                ..bad
            }
        } else {
            bad
        };
        bad.about(words)
    })
}

/// The error for a key that does not exist.
fn unknown(name: &str, words: &str) -> Error {
    let known = KEYS.iter().map(|k| k.name);
    let begun = KEYS
        .iter()
        .find(|k| name.len() > 3 && k.name.starts_with(name));
    let near = begun
        .map(|k| k.name)
        .or_else(|| suggest::nearest(name, known));
    let hint = match near {
        Some(near) => {
            let example = KEYS
                .iter()
                .find(|k| k.name == near)
                .map_or("", |k| k.example);
            format!(
                "did you mean {}? Write it as in \"{near}={example}\"",
                quote(near)
            )
        }
        None => {
            let names: Vec<&str> = KEYS.iter().map(|k| k.name).collect();
            format!("the keys are {}", say::list(&names))
        }
    };
    say::error(
        format!("{}: unknown key {}", quote(words), quote(name)),
        hint,
    )
}

fn form(key: &Key) -> String {
    format!("write it as in \"{}={}\"", key.name, key.example)
}

fn one(fact: values::Checked) -> std::result::Result<Vec<Fact>, Bad> {
    fact.map(|f| vec![f])
}

/// No hint: [`facts`] shows the right form of the key.
fn bad(problem: &str) -> Bad {
    Bad::new(problem, "")
}

fn number(value: &str) -> std::result::Result<Num, Bad> {
    number::whole_text(value).ok_or_else(|| bad("the value must be a number"))
}

fn yes_or_no(value: &str) -> std::result::Result<bool, Bad> {
    match value.to_ascii_lowercase().as_str() {
        "1" | "1.0" | "true" | "yes" => Ok(true),
        "0" | "0.0" | "false" | "no" => Ok(false),
        _ => Err(bad("the value must be 1 or 0")),
    }
}

fn game_half(value: &str) -> std::result::Result<Vec<Fact>, Bad> {
    match value.to_ascii_lowercase().as_str() {
        "half1" | "1" => Ok(vec![Fact::Half(1)]),
        "half2" | "2" => Ok(vec![Fact::Half(2)]),
        "overtime" => Ok(vec![Fact::Quarter(5)]),
        _ => Err(bad("the value must be Half1, Half2 or Overtime")),
    }
}

fn site(value: &str) -> std::result::Result<Vec<Fact>, Bad> {
    let site = match value.to_ascii_lowercase().as_str() {
        "home" => Site::Home,
        "away" | "road" => Site::Away,
        "neutral" => Site::Neutral,
        _ => return Err(bad("the value must be home, away or neutral")),
    };
    Ok(vec![Fact::Site(site)])
}

fn overtime_possession(value: &str) -> std::result::Result<Vec<Fact>, Bad> {
    let which = match value.to_ascii_lowercase().as_str() {
        "first" | "1" => Possession::First,
        "second" | "2" => Possession::Second,
        "later" | "3" => Possession::Later,
        _ => return Err(bad("the value must be first, second or later")),
    };
    Ok(vec![Fact::OvertimePossession(which)])
}

/// A team's code of today; codes of simulated teams stay as they are.
fn team(value: &str) -> std::result::Result<Team, Bad> {
    let code = value.to_ascii_uppercase();
    if value.is_empty() || !code.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return Err(bad("the value must be a team's code"));
    }
    Ok(teams::today(&code).to_owned().into())
}

fn both_timeouts(value: &str) -> std::result::Result<Vec<Fact>, Bad> {
    let Some((own, opp)) = value.split_once(number::is_dash) else {
        return Ok(vec![Fact::OwnTimeouts(values::timeouts(number(value)?)?)]);
    };
    Ok(vec![
        Fact::OwnTimeouts(values::timeouts(number(own)?)?),
        Fact::OppTimeouts(values::timeouts(number(opp)?)?),
    ])
}

/// The bookmakers' sign: minus for the favorite.
fn betting_spread(value: &str) -> std::result::Result<Vec<Fact>, Bad> {
    let num = number(value)?;
    if num.negative.is_none() && num.size != 0.0 {
        return Err(Bad::new(
            "who is favored?",
            "write \"favored by 3\", \"underdog by 3\", or \"posteam_spread=3\", positive when the \
             team with the ball is favored",
        ));
    }
    one(values::spread(num, -1.0))
}
