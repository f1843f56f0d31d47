//! Frames of play-by-play and of schedules.

use crate::frame::Frame;
use crate::model;
use crate::value::Value;
use crate::work::Args;
use football::decide::nfl4th;
use football::estimator::Watch;
use football::plays::{
    Plays, RawTable, Results, Schedule, Seasons, Sidelines, SpreadFrom, clean, frame,
};
use football::ratings::{History, Parameters, Strength, quantile};
use football::score::{Scorer, columns as scores, summaries};
use football::simulate::log::EXTRA;
use football::table::Column;
use football::{Error, Result, decide, estimator};

/// Level of intervals that nobody sees.
const LEVEL: f64 = 0.9;

/// The columns that R has to hand over.
pub fn columns() -> Value {
    let read = frame::columns_read();
    Value::Text(read.into_iter().chain(EXTRA).map(Some).collect())
}

/// A frame of plays and its schedule.
pub struct Given<'a> {
    frame: Frame<'a>,
    schedule: Schedule,
    sidelines: Sidelines,
    seasons: Option<Seasons>,
}

impl<'a> Given<'a> {
    /// The arguments `plays`, `rows`, `schedule`, `schedule_rows` and `seasons`.
    pub fn of(args: Args<'a>, spread: SpreadFrom) -> Result<Self> {
        let listed = match args.has("schedule") {
            true => Some(schedule(args)?),
            false => None,
        };
        let seasons = args.numbers("seasons")?.into_iter();
        Ok(Self {
            frame: Frame::of("the plays", args.list("plays")?, args.count("rows")?)?,
            schedule: listed.as_ref().map_or_else(
                || Ok(Schedule::default()),
                |f| frame::schedule(f, spread, &Parameters::shipped()),
            )?,
            sidelines: listed
                .as_ref()
                .map_or_else(|| Ok(Sidelines::default()), |f| frame::sidelines(f))?,
            seasons: Seasons::from_list(seasons.map(|s| s as u16).collect()),
        })
    }

    /// The columns that the football reads, and `extra` ones.
    pub fn raw(&self, extra: &[String]) -> Result<RawTable> {
        frame::raw(&self.frame, extra)
    }

    /// The clean table of a frame's columns.
    pub fn clean(&self, raw: &RawTable) -> Result<Plays> {
        clean::table(raw, &self.schedule, self.seasons.as_ref())
    }

    /// The clean table.
    pub fn cleaned(&self) -> Result<Plays> {
        self.clean(&self.raw(&[])?)
    }
}

fn schedule(args: Args<'_>) -> Result<Frame<'_>> {
    let rows = args.count("schedule_rows")?;
    Frame::of("the schedule", args.list("schedule")?, rows)
}

/// The columns that `wp score` adds, one row a row of the frame.
pub fn score(args: Args<'_>, watch: Watch<'_>) -> Result<Value> {
    let scorer = Scorer::new(model::of(args)?.saved(), args.number("level")?)?;
    let plays = Given::of(args, SpreadFrom::LineOrRatings)?.cleaned()?;
    Ok(
        scores::columns(&scorer, &plays, args.count("rows")?, watch)?
            .0
            .into(),
    )
}

/// One row a game.
pub fn games(args: Args<'_>, watch: Watch<'_>) -> Result<Value> {
    let scorer = Scorer::new(model::of(args)?.saved(), LEVEL)?;
    let plays = Given::of(args, SpreadFrom::LineOrRatings)?.cleaned()?;
    let timeline = scorer.timeline_watched(&plays, watch)?;
    Ok(scores::games(&summaries(&plays, &timeline)).into())
}

/// One row a fourth down.
pub fn fourth_downs(args: Args<'_>, watch: Watch<'_>) -> Result<Value> {
    let given = Given::of(args, SpreadFrom::LineOrRatings)?;
    let plays = given.cleaned()?;
    let (level, intervals) = (args.number("level")?, args.flag("intervals")?);
    let saved = model::of(args)?.saved();
    let decisions =
        decide::season::of_plays(&plays, &given.sidelines, saved, level, intervals, watch)?;
    Ok(decide::columns(&plays, &decisions).into())
}

/// nfl4th's columns beside the frame: those of fourth downs, or with `tries` those of
/// tries after touchdowns.
pub fn nfl4th(args: Args<'_>, watch: Watch<'_>) -> Result<Value> {
    let given = Given::of(args, SpreadFrom::LineOrRatings)?;
    let plays = given.cleaned()?;
    let saved = model::of(args)?.saved();
    let (cells, names) = if args.flag("tries")? {
        (nfl4th::tries(&plays, saved)?, &nfl4th::TRY[..])
    } else {
        let sidelines = &given.sidelines;
        let decisions = decide::season::of_plays(&plays, sidelines, saved, LEVEL, false, watch)?;
        let cells = decisions.iter().map(nfl4th::of_decision).collect();
        (cells, &nfl4th::FOURTH_DOWN[..])
    };
    let mut table = nfl4th::beside(&plays, &cells, args.count("rows")?);
    table.retain(|(name, _)| names.contains(name));
    Ok(table.into())
}

/// Every team's strength before a week, or after the last result of a season.
pub fn ratings(args: Args<'_>) -> Result<Value> {
    let level = args.number("level")?;
    estimator::check_level(level)?;
    let frame = schedule(args)?;
    let results = Results::of(&frame)?;
    let games = results.played();
    let Some(last) = games.last().map(|g| g.season) else {
        return Err(Error::data(
            "the schedule",
            "has no game with a result",
            "give nflreadr::load_schedules(), with home_score and away_score",
        ));
    };
    let season = args.optional_count("season")?;
    let season = season.map_or(last, |s| u16::try_from(s).unwrap_or(0));
    let mut weeks = History::weeks(games, &Parameters::shipped(), |s| s == season)?;
    let range = |weeks: &[football::ratings::Week]| match (weeks.first(), weeks.last()) {
        (Some(a), Some(b)) => format!("a week of {season} that has come: {} to {}", a.week, b.week),
        _ => format!("a week of {season}, of which the schedule has no results"),
    };
    let known = range(&weeks);
    if let Some(week) = args.optional_count("week")? {
        weeks.retain(|w| usize::from(w.week) == week);
        if weeks.is_empty() {
            return Err(Error::parameter("week", known, week));
        }
    }
    let Some(now) = weeks.pop() else {
        return Err(Error::parameter(
            "season",
            format!("one with results, up to {last}"),
            season,
        ));
    };
    let out = quantile(0.5 + level / 2.0);
    let teams = &now.teams;
    let number = |of: &dyn Fn(&Strength) -> Option<f64>| {
        Column::Double(teams.iter().map(|t| of(t).unwrap_or(f64::NAN)).collect())
    };
    let text =
        |of: &dyn Fn(&Strength) -> Option<String>| Column::Text(teams.iter().map(of).collect());
    Ok(vec![
        ("season", Column::Id(vec![now.season.into(); teams.len()])),
        ("week", Column::Id(vec![now.week.into(); teams.len()])),
        ("team", text(&|t| Some(t.team.clone()))),
        ("rating", number(&|t| Some(t.overall))),
        (
            "rating_lower",
            number(&|t| Some(t.overall - out * t.overall_sd)),
        ),
        (
            "rating_upper",
            number(&|t| Some(t.overall + out * t.overall_sd)),
        ),
        ("rating_sd", number(&|t| Some(t.overall_sd))),
        ("offense", number(&|t| Some(t.offense))),
        ("offense_sd", number(&|t| Some(t.offense_sd))),
        ("defense", number(&|t| Some(t.defense))),
        ("defense_sd", number(&|t| Some(t.defense_sd))),
        ("quarterback_id", text(&|t| t.quarterback.clone())),
        ("quarterback_value", number(&|t| t.quarterback_value)),
    ]
    .into())
}
