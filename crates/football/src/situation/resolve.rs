//! What was said → a whole, possible situation, or what is missing or wrong.

use super::describe::{self, field};
use super::draft::Start;
use super::draft::{Draft, Given, Slot, conflict};
use super::say::{self, SHORTEST, quote};
use super::{Item, Kicker, Moment, MomentKind, Teams, Understood, period, sides};
use crate::error::Result;
use crate::game::{GameState, Site};
use std::borrow::Cow;

/// The whole situation of the moment that the words are about, with who kicks or
/// what is tried.
pub(super) fn spoken(draft: &Draft, moment: Moment) -> Result<Understood> {
    let (kind, words) = match moment {
        Moment::Scrimmage => return resolve(draft, MomentKind::Scrimmage),
        Moment::Kickoff(_) => (MomentKind::Kickoff, draft.moment.as_ref().map(|m| &m.words)),
        Moment::Try(_) => (MomentKind::Try, draft.moment.as_ref().map(|m| &m.words)),
    };
    let words = words.or(draft.start.as_ref().map(|s| &s.words));
    let words = words.or(draft.touchdown.as_ref().map(|t| &t.words));
    of_kind(draft, kind)?;
    let mut out = off_scrimmage(draft, kind)?;
    let name = match moment {
        Moment::Try(how) => how.map_or("conversion attempt (the better of both)", |k| k.words()),
        _ => match draft.start.as_ref().map(|s| s.value) {
            Some(Start::Game) => "start of the game",
            Some(Start::Halftime | Start::Half) => "start of the 2nd half",
            Some(Start::Overtime) => "start of overtime",
            None => "kickoff",
        },
    };
    let words = words.map_or("", |w| w.as_ref());
    out.understood.insert(
        0,
        Item {
            field: short(field::MOMENT).into(),
            value: name.to_owned(),
            words: words.to_owned(),
        },
    );
    if let Moment::Kickoff(kicker) = moment {
        let said = draft.kick_side.as_ref().map(|k| &k.words);
        let said = said.or(draft.receives.as_ref().map(|r| &r.words));
        if kicker == Kicker::Unknown {
            out.unknown.insert(
                0,
                super::Unknown {
                    field: "kickoff".into(),
                    assumed: kicker.words().into(),
                },
            );
        } else {
            out.understood.insert(
                1,
                Item {
                    field: "kickoff".into(),
                    value: kicker.words().to_owned(),
                    words: said.map_or(words, |w| w.as_ref()).to_owned(),
                },
            );
        }
    }
    Ok(out)
}

/// The whole situation of some kind from what was said.
pub(super) fn resolve(draft: &Draft, kind: MomentKind) -> Result<Understood> {
    of_kind(draft, kind)?;
    if kind != MomentKind::Scrimmage {
        kicks(draft)?;
        return off_scrimmage(draft, kind);
    }
    let spot = spot(draft)?;
    let score = score(draft)?;
    let period = period::resolve(draft)?;
    let down = draft.down.clone();
    let distance = draft.yards.is_some() || is_goal(draft);
    let (Some(down), true, Some(spot), Some(score), Some(qtr), Some(clock)) = (
        down,
        distance,
        &spot,
        &score,
        &period.quarter,
        &period.clock,
    ) else {
        return Err(missing(&needed(draft, kind)?, kind));
    };
    let (ydstogo, distance_words) = distance_at(draft, spot)?;
    let spread = spread(draft)?;
    let state = GameState {
        down: down.value,
        ydstogo,
        yardline_100: spot.value,
        ..common(draft, qtr, clock, score, &spread)
    };
    state.validate()?;

    let mut out = Understood {
        state,
        understood: Vec::with_capacity(12),
        unknown: Vec::new(),
        teams: teams(draft),
    };
    out.required(field::DOWN, describe::ordinal(down.value), &down.words);
    let yards = format!("{ydstogo} yard{}", if ydstogo == 1 { "" } else { "s" });
    let goal = if is_goal(draft) {
        format!("goal, {yards}")
    } else {
        yards
    };
    out.required(field::DISTANCE, goal, distance_words);
    out.required(field::SPOT, describe::spot(spot.value), &spot.words);
    out.shared(draft, qtr, clock, score, &spread, kind);
    Ok(out)
}

/// A kickoff or a try: what a play from scrimmage needs but for down, distance
/// and spot.
fn off_scrimmage(draft: &Draft, kind: MomentKind) -> Result<Understood> {
    let score = score(draft)?;
    let period = period::resolve(draft)?;
    let (Some(score), Some(qtr), Some(clock)) = (&score, &period.quarter, &period.clock) else {
        return Err(missing(&needed(draft, kind)?, kind));
    };
    let spread = spread(draft)?;
    let state = common(draft, qtr, clock, score, &spread);
    if kind == MomentKind::Try {
        state.validate_try()?;
    } else {
        state.validate()?;
    }
    let mut out = Understood {
        state,
        understood: Vec::with_capacity(9),
        unknown: Vec::new(),
        teams: teams(draft),
    };
    out.shared(draft, qtr, clock, score, &spread, MomentKind::Kickoff);
    Ok(out)
}

/// Refuses a receiving team where the side that kicks is asked about.
fn kicks(draft: &Draft) -> Result<()> {
    use super::draft::KickSide;
    match &draft.kick_side {
        Some(said) if said.value != KickSide::Kicks => Err(say::error(
            format!(
                "{}: describe it from the side of the team that kicks",
                quote(&said.words)
            ),
            "give the score, quarter and clock, as in \"down 3, 1:50 left in Q4\"",
        )),
        _ => Ok(()),
    }
}

/// Refuses words about another kind of moment than is asked about.
fn of_kind(draft: &Draft, kind: MomentKind) -> Result<()> {
    let said = draft.moment.as_ref();
    if kind == MomentKind::Scrimmage {
        if let Some(start) = draft.start.as_ref().filter(|s| s.value == Start::Halftime) {
            return Err(say::error(
                format!(
                    "{}: no play is run at halftime; only plays from scrimmage have an answer",
                    quote(&start.words)
                ),
                "give the first play after it, as in \"1st and 10 at own 25, tied, start of the 3rd quarter\"",
            ));
        }
        if let Some(said) = &draft.kick_side {
            return Err(say::error(
                format!("{}: which kickoff?", quote(&said.words)),
                "write \"will receive the second half kickoff\" or \"will kick off the second half\"",
            ));
        }
        let (words, what, hint) = match (said, &draft.touchdown) {
            (Some(m), _) if m.value == MomentKind::Kickoff => (
                &m.words,
                "a kickoff",
                "give the play after it, as in \"1st and 10 at own 25, tied, 15:00 left in Q1\"; \
                 use `wp kickoff` for kickoffs",
            ),
            (Some(Given { words, .. }), _) | (None, Some(Given { words, .. })) => (
                words,
                "a conversion attempt",
                "give a play from scrimmage, as in \"4th and 2 at the opp 35, down 3, 2:10 left in \
                 Q4\"; use `wp two-point` for conversion attempts",
            ),
            (None, None) => return Ok(()),
        };
        return Err(say::error(
            format!(
                "{}: {what} is not a play from scrimmage, and only those have an answer here",
                quote(words)
            ),
            hint,
        ));
    }
    let (name, command) = if kind == MomentKind::Kickoff {
        ("a kickoff", "use `wp two-point` for conversion attempts")
    } else {
        ("a conversion attempt", "use `wp kickoff` for kickoffs")
    };
    if let Some(other) = said.filter(|m| m.value != kind) {
        return Err(say::error(
            format!("{}: this command is about {name}", quote(&other.words)),
            command,
        ));
    }
    let words = [
        draft.down.as_ref().map(|g| &g.words),
        draft.yards.as_ref().map(|g| &g.words),
        draft.goal.as_ref().map(|g| &g.words),
        draft.yardline.as_ref().map(|g| &g.words),
        draft.bare_line.as_ref().map(|g| &g.words),
    ];
    match words.into_iter().flatten().next() {
        Some(words) => Err(say::error(
            format!(
                "{}: {name} has no down, distance or yard line",
                quote(words)
            ),
            "give the score, quarter and clock, as in \"up 6, 4:00 left in Q4\"",
        )),
        None => Ok(()),
    }
}

/// Who plays, where the words say so.
fn teams(draft: &Draft) -> Option<Teams> {
    let code = |slot: &Slot<Cow<'static, str>>| slot.as_ref().map(|t| t.value.to_string());
    let teams = Teams {
        offense: code(&draft.offense),
        defense: code(&draft.defense),
        home: code(&draft.home_team),
        away: code(&draft.away_team),
        week: value(&draft.week),
    };
    (teams != Teams::default()).then_some(teams)
}

/// What all kinds of moments have; down, distance and spot of a touchback.
fn common(
    draft: &Draft,
    qtr: &Given<u8>,
    clock: &Given<u16>,
    score: &Given<i16>,
    spread: &Slot<f32>,
) -> GameState {
    GameState {
        qtr: qtr.value,
        quarter_seconds_remaining: clock.value,
        score_differential: score.value,
        posteam_timeouts_remaining: value(&draft.own_timeouts),
        defteam_timeouts_remaining: value(&draft.opp_timeouts),
        posteam_spread: value(spread),
        total_line: value(&draft.total),
        site: value(&draft.site),
        receive_2h_ko: value(&draft.receives),
        season: value(&draft.season),
        playoffs: value(&draft.playoffs),
        overtime_possession: value(&draft.overtime_possession),
        ..GameState::kickoff_touchback()
    }
}

impl Understood {
    /// The items of what all kinds of moments have.
    fn shared(
        &mut self,
        draft: &Draft,
        qtr: &Given<u8>,
        clock: &Given<u16>,
        score: &Given<i16>,
        spread: &Slot<f32>,
        kind: MomentKind,
    ) {
        let out = self;
        for (name, team) in [
            (field::DEFENSE, &draft.defense),
            (field::OFFENSE, &draft.offense),
        ] {
            if let Some(team) = team {
                out.required(name, sides::shown(&team.value), &team.words);
                out.understood.rotate_right(1);
            }
        }
        out.required(field::SCORE, describe::score(score.value), &score.words);
        let said = draft.quarter.is_some() || draft.half.is_some() || draft.game_clock.is_some();
        let quarter = match qtr.value {
            5.. => "overtime".to_owned(),
            4 if !said => "Q4 (none given: time left in the game)".to_owned(),
            n => format!("Q{n}"),
        };
        out.required(field::QUARTER, quarter, &qtr.words);
        let left = format!("{} left", describe::clock(clock.value));
        out.required(field::CLOCK, left, &clock.words);
        let number = "unknown (0 to 3)";
        out.optional(
            field::OWN_TIMEOUTS,
            &draft.own_timeouts,
            |n| n.to_string(),
            number,
        );
        out.optional(
            field::OPP_TIMEOUTS,
            &draft.opp_timeouts,
            |n| n.to_string(),
            number,
        );
        let favored = |points: &f32| describe::spread(*points, "favored");
        out.optional(
            field::SPREAD,
            spread,
            favored,
            "unknown (averaged over typical spreads)",
        );
        out.optional(field::TOTAL, &draft.total, |t| t.to_string(), "unknown");
        let site = |site: &Site| describe::site(*site).to_owned();
        out.optional(
            field::SITE,
            &draft.site,
            site,
            "unknown (home, away or neutral)",
        );
        if draft.receives.is_some() || qtr.value <= 2 {
            let said = |&yes: &bool| if yes { "receives it" } else { "kicks it" }.to_owned();
            out.optional(
                field::RECEIVES,
                &draft.receives,
                said,
                "unknown (either team)",
            );
        }
        out.rules(draft, qtr.value > 4, kind);
    }

    /// Whose rules hold: asked for where they matter.
    fn rules(&mut self, draft: &Draft, overtime: bool, kind: MomentKind) {
        if draft.overtime_possession.is_some() || overtime {
            self.optional(
                field::POSSESSION,
                &draft.overtime_possession,
                |&which| describe::possession(which).to_owned(),
                "unknown (weighted by how common each is at that time)",
            );
        }
        let matters = overtime || kind != MomentKind::Scrimmage;
        if draft.playoffs.is_some() || matters {
            let said = |&yes: &bool| if yes { "playoffs" } else { "regular season" }.to_owned();
            self.optional(field::PLAYOFFS, &draft.playoffs, said, "regular season");
        }
        if draft.season.is_some() || matters {
            self.optional(
                field::SEASON,
                &draft.season,
                |s| s.to_string(),
                "current rules",
            );
        }
    }
}

fn value<T: Copy>(slot: &Slot<T>) -> Option<T> {
    slot.as_ref().map(|g| g.value)
}

impl Understood {
    fn required(&mut self, field: &'static str, value: String, words: &str) {
        self.understood.push(Item {
            field: short(field).into(),
            value,
            words: words.to_owned(),
        });
    }

    fn optional<T>(
        &mut self,
        field: &'static str,
        slot: &Slot<T>,
        value: impl Fn(&T) -> String,
        assumed: &'static str,
    ) {
        match slot {
            Some(given) => self.required(field, value(&given.value), &given.words),
            None => self.unknown.push(super::Unknown {
                field: short(field).into(),
                assumed: assumed.into(),
            }),
        }
    }
}

/// A field's name without its article.
fn short(field: &'static str) -> &'static str {
    field.strip_prefix("the ").unwrap_or(field)
}

/// What a moment needs: whether it is there, its name, how to say it.
pub(super) fn needed(
    draft: &Draft,
    kind: MomentKind,
) -> Result<Vec<(bool, &'static str, &'static str)>> {
    let period = period::resolve(draft)?;
    let mut all = Vec::with_capacity(6);
    if kind == MomentKind::Scrimmage {
        all.push((draft.down.is_some(), field::DOWN, "\"4th\""));
        let distance = draft.yards.is_some() || is_goal(draft);
        all.push((distance, field::DISTANCE, "\"and 2\""));
        let form = "\"at the opp 35\" or \"at the own 25\"";
        all.push((spot(draft)?.is_some(), field::SPOT, form));
    }
    let form = "\"down 3\", \"up 7\" or \"tied\"";
    all.push((score(draft)?.is_some(), field::SCORE, form));
    all.push((period.quarter.is_some(), field::QUARTER, "\"Q4\" or \"OT\""));
    all.push((period.clock.is_some(), field::CLOCK, "\"2:10 left\""));
    Ok(all)
}

/// The error that names what is missing: whether it is there, its name, how to
/// say it.
fn missing(fields: &[(bool, &str, &str)], kind: MomentKind) -> crate::error::Error {
    let whole = match kind {
        MomentKind::Scrimmage => SHORTEST,
        MomentKind::Kickoff => "kickoff, down 3, 0:40 left in Q4",
        MomentKind::Try => "two-point try, down 2, 0:40 left in Q4",
    };
    let absent = || fields.iter().filter(|(there, ..)| !there);
    let names: Vec<_> = absent().map(|(_, name, _)| *name).collect();
    if names.len() == fields.len() && kind == MomentKind::Scrimmage {
        return say::error(
            "the text does not describe a play",
            format!("a complete situation: \"{whole}\""),
        );
    }
    let forms: Vec<_> = absent().map(|(_, _, form)| *form).collect();
    say::error(
        format!(
            "{} {} missing",
            say::list(&names),
            if names.len() == 1 { "is" } else { "are" }
        ),
        format!(
            "add {}; a complete situation: \"{whole}\"",
            say::list(&forms)
        ),
    )
}

fn is_goal(draft: &Draft) -> bool {
    draft.goal.as_ref().is_some_and(|g| g.value)
}

/// The spot; "at the 3" is the opponent's when it is goal to go.
fn spot<'a>(draft: &Draft<'a>) -> Result<Slot<'a, u8>> {
    let Some(bare) = &draft.bare_line else {
        return Ok(draft.yardline.clone());
    };
    match &draft.yardline {
        Some(full) if full.value == bare.value || full.value == 100 - bare.value => {
            Ok(Some(full.clone()))
        }
        Some(full) => Err(conflict(field::SPOT, &full.words, &bare.words)),
        None if is_goal(draft) => Ok(Some(bare.clone())),
        None => Err(say::error(
            format!("{}: on which side of midfield?", quote(&bare.words)),
            format!("write \"own {0}\" or \"opp {0}\"", bare.value),
        )),
    }
}

/// The score, from the lead or from the points of both.
fn score<'a>(draft: &Draft<'a>) -> Result<Slot<'a, i16>> {
    let (Some(own), Some(opp)) = (&draft.own_points, &draft.opp_points) else {
        if let (None, Some(one)) = (
            &draft.score,
            draft.own_points.as_ref().or(draft.opp_points.as_ref()),
        ) {
            return Err(say::error(
                format!("{} is only one team's score", quote(&one.words)),
                "give posteam_score and defteam_score, or write \"down 3\", \"up 7\" or \"tied\"",
            ));
        }
        return Ok(draft.score.clone());
    };
    let worked_out = Given {
        value: own.value - opp.value,
        words: format!("{} {}", own.words, opp.words).into(),
    };
    match &draft.score {
        Some(said) if said.value != worked_out.value => {
            Err(conflict(field::SCORE, &said.words, &worked_out.words))
        }
        Some(said) => Ok(Some(said.clone())),
        None => Ok(Some(worked_out)),
    }
}

/// Yards to go from there, and the words that say so.
fn distance_at<'d>(draft: &'d Draft, spot: &Given<u8>) -> Result<(u8, &'d str)> {
    let goal = draft.goal.as_ref().filter(|g| g.value);
    if let Some(goal) = goal {
        if spot.value > 50 {
            return Err(say::error(
                format!(
                    "{} with {}: goal to go is impossible on a team's own side of the field",
                    quote(&goal.words),
                    quote(&spot.words)
                ),
                "give the yards to go, as in \"1st and 10\"",
            ));
        }
        return match &draft.yards {
            Some(yards) if yards.value != spot.value => {
                Err(conflict(field::DISTANCE, &goal.words, &yards.words))
            }
            _ => Ok((spot.value, &goal.words)),
        };
    }
    let Some(yards) = &draft.yards else {
        return Ok((0, "")); // the caller has seen to it that one of them is there
    };
    if yards.value > spot.value {
        let down = draft.down.as_ref().map_or(1, |d| d.value);
        return Err(say::error(
            format!(
                "{} with {}: {} yards to go, but only {} to the goal line",
                quote(&yards.words),
                quote(&spot.words),
                yards.value,
                spot.value
            ),
            format!(
                "from there it is \"{} and goal at the {}\"",
                describe::ordinal(down),
                spot.value
            ),
        ));
    }
    Ok((yards.value, &yards.words))
}

/// The spread; nflverse's, which is the home team's, needs the site.
fn spread<'a>(draft: &Draft<'a>) -> Result<Slot<'a, f32>> {
    let Some(home) = &draft.home_spread else {
        return Ok(draft.spread.clone());
    };
    let value = match value(&draft.site) {
        Some(Site::Home) => home.value,
        Some(Site::Away) => 0.0 - home.value,
        _ => {
            return Err(say::error(
                format!("{}: is that the team with the ball?", quote(&home.words)),
                "spread_line is positive when the home team is favored, so add \"at home\" or \
                 \"on the road\" too, or give posteam_spread, positive when the team with the \
                 ball is favored",
            ));
        }
    };
    let words = home.words.clone();
    match &draft.spread {
        Some(said) if said.value != value => Err(conflict(field::SPREAD, &said.words, &words)),
        Some(said) => Ok(Some(said.clone())),
        None => Ok(Some(Given { value, words })),
    }
}
