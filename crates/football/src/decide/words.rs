//! An answer in words.

use super::answer::{Answer, OptionAnswer};
use crate::estimator::Band;
use crate::value::options::{Choice, Situation};

/// "Go for it: +2.1 points of WP (+0.4 to +3.9), clear", "Toss-up: go for it +0.3
/// points of WP (−1.0 to +1.6)".
#[must_use]
pub fn verdict(answer: &Answer) -> String {
    let best = answer.best().words();
    let gain = points(answer.gain.value);
    let between = answer.gain.interval.as_ref().map(|b| {
        let (low, high) = (bare(b.lower), bare(b.upper));
        format!(" ({low} to {high})")
    });
    if answer.options.len() < 2 {
        return format!("{best}: the only choice");
    }
    if decided(answer).is_some() {
        return format!("{best}: {gain} of WP; the game is decided");
    }
    match (answer.clear, between) {
        (Some(true), Some(between)) => format!("{best}: {gain} of WP{between}, clear"),
        (Some(false), Some(between)) => format!("toss-up: {best} {gain} of WP{between}"),
        _ => format!("{best}: {gain} of WP"),
    }
}

/// Whether no choice matters any more, since all win (`true`) or lose nearly for
/// sure.
#[must_use]
pub fn decided(answer: &Answer) -> Option<bool> {
    let all = |f: fn(f64) -> bool| answer.options.iter().all(|o| f(o.wp));
    if all(|wp| wp < 0.001) {
        Some(false)
    } else {
        all(|wp| wp > 0.999).then_some(true)
    }
}

/// A difference of probabilities in percentage points, with its sign.
#[must_use]
pub fn points(difference: f64) -> String {
    format!("{} points", signed(100.0 * difference))
}

fn bare(difference: f32) -> String {
    let text = format!("{:+.1}", 100.0 * difference);
    if text
        .trim_start_matches(['-', '+'])
        .trim_matches(['0', '.'])
        .is_empty()
    {
        return "0.0".into();
    }
    text.replace('-', "−")
}

fn signed(v: f64) -> String {
    let text = format!("{v:+.1}");
    if text == "-0.0" {
        "+0.0".into()
    } else {
        text.replace('-', "−")
    }
}

/// "41.3 %".
#[must_use]
pub fn percent(p: f64) -> String {
    let p = 100.0 * p;
    if p > 0.0 && p < 0.1 {
        "<0.1%".into()
    } else if p < 100.0 && p > 99.9 {
        ">99.9%".into()
    } else {
        format!("{p:.1}%")
    }
}

/// "41.3 % (38.0–44.5)".
#[must_use]
pub fn with_interval(p: f64, interval: Option<&Band>) -> String {
    match interval {
        Some(b) => format!(
            "{} ({:.1}–{:.1})",
            percent(p),
            100.0 * b.lower,
            100.0 * b.upper
        ),
        None => percent(p),
    }
}

/// A spot from yards to the goal of the side that has the ball there: "its own
/// 22", "midfield", "the other side's 40".
#[must_use]
pub fn spot(yardline_100: f64) -> String {
    let y = yardline_100.round() as i32;
    match y {
        50 => "midfield".into(),
        51.. => format!("its own {}", 100 - y),
        _ => format!("the opponent's {y}"),
    }
}

fn down(situation: &Situation) -> String {
    let s = &situation.state;
    let to_go = if s.ydstogo == s.yardline_100 {
        "goal".to_owned()
    } else {
        s.ydstogo.to_string()
    };
    let at = match s.yardline_100 {
        50 => "at midfield".to_owned(),
        y @ 51.. => format!("on your own {}", 100 - y),
        y => format!("on their {y}"),
    };
    format!("Fourth and {to_go} {at}")
}

fn said(option: &OptionAnswer) -> String {
    let name = match option.choice {
        Choice::Go => "going for it",
        Choice::FieldGoal => "the field goal",
        Choice::Punt => "punting",
        Choice::Safety => "taking the safety",
    };
    format!("{name} {}", percent(option.wp))
}

/// One sentence for a person.
#[must_use]
pub fn sentence(situation: &Situation, answer: &Answer) -> String {
    let opening = down(situation);
    let Some(best) = answer.options.first() else {
        return opening;
    };
    let Some(next) = answer.options.get(1) else {
        return format!("{opening}: there is only one choice.");
    };
    if let Some(won) = decided(answer) {
        let game = if won { "won" } else { "lost" };
        return format!(
            "{opening}: the game is all but {game}, so the choice hardly matters ({}, {}).",
            said(best),
            said(next)
        );
    }
    let advice = match (best.choice, answer.clear) {
        (_, Some(false)) | (_, None) if answer.gain.value < 0.002 => "a coin flip".to_owned(),
        (_, Some(false)) => format!(
            "a toss-up, leaning toward {}",
            match best.choice {
                Choice::Go => "going for it",
                Choice::FieldGoal => "kicking",
                Choice::Punt => "punting",
                Choice::Safety => "giving up the two points",
            }
        ),
        (Choice::Go, _) => "keep the offense on the field".to_owned(),
        (Choice::FieldGoal, _) => "kick the field goal".to_owned(),
        (Choice::Punt, _) => "punt it away".to_owned(),
        (Choice::Safety, _) => "step out of the end zone and take the safety".to_owned(),
    };
    let why = match (best.choice, &answer.break_even) {
        (Choice::Go, Some(needed)) => format!(
            "you need to convert {} of the time and should convert {}",
            percent(needed.value),
            percent(answer.p_convert.value)
        ),
        (Choice::Go, None) => format!(
            "you convert {} of the time and lose little when you don't",
            percent(answer.p_convert.value)
        ),
        (Choice::FieldGoal, _) => format!(
            "it is good {} of the time",
            answer.p_make.map_or_else(String::new, |p| percent(p.value))
        ),
        (Choice::Punt, _) => answer.punt_spot.map_or_else(String::new, |y| {
            format!("it puts the opponent at about {}", spot(y))
        }),
        (Choice::Safety, _) => "the two points cost less than the field position".to_owned(),
    };
    format!(
        "{opening}: {advice}; {why} ({}, {}).",
        said(best),
        said(next)
    )
}
