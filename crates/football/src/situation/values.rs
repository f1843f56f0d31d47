//! The range of each value. Every number that enters a situation, from words,
//! from `key=value` or from JSON, passes here once.

use super::draft::Fact;
use super::number::Num;
use super::say::Bad;
use crate::game::Possession;
use crate::game::QUARTER_SECONDS;

/// A fact, or what is wrong with the value.
pub(super) type Checked = Result<Fact, Bad>;

/// The number as a whole one within `low..=high`, or `problem` with `hint`.
fn whole(num: Num, low: i32, high: i32, problem: &str, hint: &str) -> Result<i32, Bad> {
    let value = num.value();
    let inside = value >= f64::from(low) && value <= f64::from(high);
    if inside && value.fract() == 0.0 {
        #[allow(clippy::cast_possible_truncation)] // within two i32, and whole
        return Ok(value as i32);
    }
    let problem = if inside {
        "this must be a whole number"
    } else {
        problem
    };
    Err(Bad::new(problem, hint))
}

/// [`whole`] for small ranges from zero up.
fn small(num: Num, low: u8, high: u8, problem: &str, hint: &str) -> Result<u8, Bad> {
    let value = whole(num, low.into(), high.into(), problem, hint)?;
    Ok(u8::try_from(value).unwrap_or(high))
}

/// A down, 1–4.
pub(super) fn down(num: Num) -> Checked {
    let hint = "downs are 1st to 4th, as in \"4th and 2\"";
    small(num, 1, 4, "there is no such down", hint).map(Fact::Down)
}

/// Yards to go, 1–99.
pub(super) fn yards(num: Num) -> Checked {
    let hint = if num.size == 0.0 {
        "for less than a yard write \"4th and inches\""
    } else {
        "yards to go are whole numbers from 1 to 99, as in \"4th and 2\""
    };
    small(num, 1, 99, "yards to go are from 1 to 99", hint).map(Fact::Yards)
}

/// Yards to the opponent's goal line, 1–99.
pub(super) fn yardline(num: Num) -> Checked {
    let hint = "it is measured to the opponent's goal line: yardline_100=35 is the opponent's 35, \
                yardline_100=75 is a team's own 25";
    small(num, 1, 99, "yards to the goal line are from 1 to 99", hint).map(Fact::Yardline)
}

/// A yard line of one half of the field, 1–50, made into a fact by `side`.
pub(super) fn line(num: Num, side: fn(u8) -> Fact) -> Checked {
    let hint = "each side of the field has yard lines 1 to 50, as in \"own 25\" or \"opp 35\"";
    small(num, 1, 50, "there is no such yard line", hint).map(side)
}

/// A lead (or, with a minus, a deficit) of at most 100 points.
pub(super) fn score(num: Num, sign: i16) -> Checked {
    let hint = if num.size.fract() == 0.0 {
        "a lead or deficit is at most 100 points, as in \"up 7\" or \"down 3\""
    } else {
        "scores are whole numbers, as in \"down 3\"; write a spread as in \"favored by 3.5\""
    };
    let value = whole(num, -100, 100, "there is no such score", hint)?;
    Ok(Fact::Score(i16::try_from(value).unwrap_or(0) * sign))
}

/// Both scores; which is whose is for the caller to know.
pub(super) fn points(num: Num) -> Result<i16, Bad> {
    let hint = "points are whole numbers from 0 to 100, as in \"up 21-17\"";
    let value = whole(num, 0, 100, "there is no such score", hint)?;
    Ok(i16::try_from(value).unwrap_or(0))
}

/// A quarter, 1–4, or 5 for overtime.
pub(super) fn quarter(num: Num) -> Checked {
    let hint = "quarters are Q1 to Q4, and OT";
    small(num, 1, 5, "there is no such quarter", hint).map(Fact::Quarter)
}

/// A half, 1–2.
pub(super) fn half(num: Num) -> Checked {
    let hint = "a game has a first and a second half, and OT";
    small(num, 1, 2, "there is no such half", hint).map(Fact::Half)
}

/// Timeouts left, 0–3.
pub(super) fn timeouts(num: Num) -> Result<u8, Bad> {
    let hint = "write \"2 timeouts to 1\": the team with the ball first";
    small(num, 0, 3, "each team has 0 to 3 timeouts a half", hint)
}

/// Points of a spread, at most 60.
pub(super) fn spread(num: Num, sign: f32) -> Checked {
    let value = num.value32() * sign;
    if value.abs() <= 60.0 {
        // Adding zero makes -0 a 0.
        return Ok(Fact::Spread(value + 0.0));
    }
    Err(Bad::new(
        "a spread is at most 60 points",
        "write \"favored by 3\" or \"underdog by 7\"",
    ))
}

/// Points of both teams together, 10–120.
pub(super) fn total(num: Num) -> Checked {
    let value = num.value32();
    if (10.0..=120.0).contains(&value) {
        return Ok(Fact::Total(value));
    }
    Err(Bad::new(
        "a total is from 10 to 120 points",
        "it is the over/under for both teams together, as in \"total 44.5\"",
    ))
}

/// A season, for its rules.
pub(super) fn season(num: Num) -> Checked {
    let hint = "a season is a year, as in \"season 2016\" or \"2016 rules\"";
    let value = whole(num, 1920, 9999, "there is no such season", hint)?;
    Ok(Fact::Season(u16::try_from(value).unwrap_or(9999)))
}

/// A week of the schedule.
pub(super) fn week(num: Num, hint: &str) -> Checked {
    small(num, 1, 25, "there is no such week", hint).map(Fact::Week)
}

/// A possession of overtime, counted from the first.
pub(super) fn possession(num: Num) -> Checked {
    let hint = "write \"first possession\", \"second possession\" or \"later possession\"";
    let value = whole(num, 1, 99, "there is no such possession", hint)?;
    Ok(Fact::OvertimePossession(match value {
        1 => Possession::First,
        2 => Possession::Second,
        _ => Possession::Later,
    }))
}

/// What a clock counts down to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Counts {
    /// The end of the quarter or, late, of the game.
    Unsaid,
    /// The end of the quarter.
    Quarter,
    /// The end of the half.
    Half,
    /// The end of regulation.
    Game,
}

impl Counts {
    /// So many seconds left, checked.
    pub fn seconds(self, num: Num) -> Checked {
        let (most, what) = match self {
            Self::Unsaid | Self::Quarter => (QUARTER_SECONDS, "a quarter has 15:00"),
            Self::Half => (2 * QUARTER_SECONDS, "a half has 30:00"),
            Self::Game => (4 * QUARTER_SECONDS, "a game has 60:00"),
        };
        let problem = format!("{what}, so no more can be left");
        let hint = "give the time left, as in \"2:10 left in Q4\"";
        let value = whole(num, 0, most.into(), &problem, hint)?;
        let value = u16::try_from(value).unwrap_or(most);
        Ok(match self {
            Self::Unsaid => Fact::Left(value),
            Self::Quarter => Fact::QuarterClock(value),
            Self::Half => Fact::HalfClock(value),
            Self::Game => Fact::GameClock(value),
        })
    }
}

/// Seconds of `2:10`, `:45`, `15:00`.
pub(super) fn clock(text: &str) -> Result<Num, Bad> {
    let bad = || {
        Bad::new(
            "this is not a clock time",
            "write minutes and two digits of seconds, as in \"2:10\", \"0:45\" or \":45\"",
        )
    };
    let (minutes, seconds) = text.split_once(':').ok_or_else(bad)?;
    let all_digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    if seconds.len() != 2 || !all_digits(seconds) || !all_digits(minutes) {
        return Err(bad());
    }
    let seconds: u8 = seconds.parse().map_err(|_| bad())?;
    if seconds > 59 {
        return Err(Bad::new(
            "a minute has 60 seconds",
            "seconds run from 00 to 59, as in \"2:10\"",
        ));
    }
    // Minutes of any length: an endless number is merely too long a time.
    let minutes: f64 = if minutes.is_empty() {
        0.0
    } else {
        minutes.parse().map_err(|_| bad())?
    };
    Ok(Num::plain(minutes * 60.0 + f64::from(seconds)))
}

/// Minutes and seconds in words.
pub(super) fn minutes(minutes: Num, seconds: Option<Num>) -> Result<Num, Bad> {
    let bad = |problem| {
        Err(Bad::new(
            problem,
            "give the time left, as in \"2:10 left in Q4\"",
        ))
    };
    if minutes.size.fract() != 0.0 || seconds.is_some_and(|s| s.size.fract() != 0.0) {
        return bad("this must be a whole number");
    }
    if seconds.is_some_and(|s| s.size > 59.0) {
        return bad("a minute has 60 seconds");
    }
    Ok(Num::plain(
        minutes.size * 60.0 + seconds.map_or(0.0, |s| s.size),
    ))
}
