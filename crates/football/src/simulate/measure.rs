//! What makes a season: the same measures of real and of simulated games.

use super::log::{Event, GameLog, Log};
use crate::plays::PlayType;

/// A ratio over games: what is counted, and of what.
type Count = fn(&GameLog) -> (f64, f64);

/// One measure of a log.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Value {
    /// The measure.
    pub value: f64,
    /// Its standard error, games being the unit; NaN where nothing counts.
    pub error: f64,
}

/// A measure: its group, name, unit and how a game counts.
#[derive(Debug, Clone, Copy)]
pub struct Measure {
    /// What it belongs to: "per game", "the result", …
    pub group: &'static str,
    /// Its name.
    pub name: &'static str,
    /// Whether it is a share, shown in percent.
    pub share: bool,
    count: Count,
}

impl Measure {
    /// The measure of a log.
    #[must_use]
    pub fn of(&self, log: &Log) -> Value {
        let counts: Vec<(f64, f64)> = log.games.iter().map(self.count).collect();
        ratio(&counts)
    }
}

/// Sum over sum, with the error of resampled games (linearised).
fn ratio(counts: &[(f64, f64)]) -> Value {
    let hits: f64 = counts.iter().map(|c| c.0).sum();
    let all: f64 = counts.iter().map(|c| c.1).sum();
    let value = hits / all;
    let off = |&(h, a): &(f64, f64)| (h - value * a).powi(2);
    let error = counts.iter().map(off).sum::<f64>().sqrt() / all;
    Value { value, error }
}

fn is(value: bool) -> f64 {
    f64::from(u8::from(value))
}

fn plays(game: &GameLog, which: impl Fn(&Event<'_>) -> bool) -> f64 {
    game.events().filter(which).count() as f64
}

fn scrimmage(kind: PlayType) -> bool {
    use PlayType::{FieldGoal, Kneel, Pass, Punt, Run, Spike};
    matches!(kind, Run | Pass | Punt | FieldGoal | Kneel | Spike)
}

fn kinds(game: &GameLog, kind: PlayType) -> f64 {
    plays(game, |e| e.row.kind == kind)
}

/// Plays from scrimmage of a game.
pub(super) fn from_scrimmage(game: &GameLog) -> f64 {
    plays(game, |e| scrimmage(e.row.kind))
}

/// Plays of a game that a foul cancelled.
pub(super) fn cancelled(game: &GameLog) -> f64 {
    kinds(game, PlayType::NoPlay)
}

/// Series of snaps of one team, within a half.
fn drives(game: &GameLog) -> f64 {
    let snaps = game.rows.iter().filter(|row| scrimmage(row.kind));
    let mut last = None;
    let new = snaps.filter(|row| {
        let key = Some((row.state.offence, row.state.qtr.div_ceil(2)));
        std::mem::replace(&mut last, key) != key
    });
    new.count() as f64
}

fn total(game: &GameLog) -> f64 {
    f64::from(game.score[0] + game.score[1])
}

fn margin_is(game: &GameLog, margins: std::ops::RangeInclusive<i16>) -> (f64, f64) {
    (is(margins.contains(&game.margin().abs())), 1.0)
}

fn quarter(game: &GameLog, qtr: u8) -> (f64, f64) {
    let sum = |[a, b]: [i16; 2]| f64::from(a + b);
    (
        sum(game.score_before(qtr + 1)) - sum(game.score_before(qtr)),
        1.0,
    )
}

/// The favourite's margin and the spread's size; `None` of a pick'em.
fn favourite(game: &GameLog) -> Option<(f64, f64)> {
    let spread = game.spread.filter(|s| *s != 0.0)?;
    Some((f64::from(game.margin()) * spread.signum(), spread.abs()))
}

fn fourth(game: &GameLog, which: fn(&Event<'_>) -> bool, hit: fn(PlayType) -> bool) -> (f64, f64) {
    use PlayType::{FieldGoal, Pass, Punt, Run};
    let decisions = game.events().filter(|e| {
        e.row.state.down == 4 && matches!(e.row.kind, Run | Pass | Punt | FieldGoal) && which(e)
    });
    decisions.fold((0.0, 0.0), |(h, n), e| (h + is(hit(e.row.kind)), n + 1.0))
}

fn goes(kind: PlayType) -> bool {
    matches!(kind, PlayType::Run | PlayType::Pass)
}

/// Field goals from `yards` to the goal line, good of all.
fn kicks(game: &GameLog, yards: std::ops::RangeInclusive<u8>) -> (f64, f64) {
    let tried = game
        .events()
        .filter(|e| e.row.kind == PlayType::FieldGoal && yards.contains(&e.row.state.yardline));
    tried.fold((0.0, 0.0), |(h, n), e| (h + is(e.points == 3), n + 1.0))
}

fn third(game: &GameLog) -> (f64, f64) {
    let tried = game
        .events()
        .filter(|e| e.row.state.down == 3 && goes(e.row.kind));
    tried.fold((0.0, 0.0), |(h, n), e| {
        let first = e.kept().is_some_and(|next| next.state.down == 1) || e.points >= 6;
        (h + is(first), n + 1.0)
    })
}

fn yards(game: &GameLog, kind: PlayType) -> (f64, f64) {
    let snaps = game
        .events()
        .filter(|e| e.row.kind == kind && e.row.state.down > 0);
    snaps.fold((0.0, 0.0), |(h, n), e| {
        (h + f64::from(e.row.yards), n + 1.0)
    })
}

/// Passes on which `hit`, of those where the file tells completions.
fn passes(game: &GameLog, hit: fn(&Event<'_>) -> bool) -> (f64, f64) {
    let known = game.events().filter(|e| {
        e.row.kind == PlayType::Pass && e.row.state.down > 0 && e.row.complete.is_some()
    });
    known.fold((0.0, 0.0), |(h, n), e| (h + is(hit(&e)), n + 1.0))
}

fn tries(game: &GameLog, of: Option<PlayType>, hit: fn(&Event<'_>) -> bool) -> (f64, f64) {
    let all = game.events().filter(|e| {
        matches!(e.row.kind, PlayType::ExtraPoint | PlayType::TwoPoint)
            && of.is_none_or(|kind| e.row.kind == kind)
    });
    all.fold((0.0, 0.0), |(h, n), e| (h + is(hit(&e)), n + 1.0))
}

/// Timeouts used, where the file has them.
fn timeouts(game: &GameLog) -> (f64, f64) {
    if !game.rows.iter().all(|row| row.timeouts_known) {
        return (0.0, 0.0);
    }
    let left = |s: &super::state::State| f64::from(s.timeouts[0] + s.timeouts[1]);
    let used = game
        .events()
        .filter_map(|e| Some(left(&e.row.state) - left(&e.next?.state)))
        .filter(|n| *n > 0.0);
    (used.sum(), 1.0)
}

macro_rules! measures {
    ($($group:literal { $( $name:literal $share:literal $count:expr; )* })*) => {
        &[ $($( Measure { group: $group, name: $name, share: $share, count: $count }, )*)* ]
    };
}

/// All measures, in the order of the report.
pub const MEASURES: &[Measure] = measures! {
    "per game" {
        "plays from scrimmage" false |g| (from_scrimmage(g), 1.0);
        "drives" false |g| (drives(g), 1.0);
        "runs" false |g| (plays(g, |e| e.row.kind == PlayType::Run && e.row.state.down > 0), 1.0);
        "passes" false |g| (plays(g, |e| e.row.kind == PlayType::Pass && e.row.state.down > 0), 1.0);
        "punts" false |g| (kinds(g, PlayType::Punt), 1.0);
        "field goal attempts" false |g| (kinds(g, PlayType::FieldGoal), 1.0);
        "kickoffs" false |g| (kinds(g, PlayType::Kickoff), 1.0);
        "kneel-downs" false |g| (kinds(g, PlayType::Kneel), 1.0);
        "spikes" false |g| (kinds(g, PlayType::Spike), 1.0);
        "plays nullified by penalties" false |g| (cancelled(g), 1.0);
        "timeouts (where known)" false timeouts;
    }
    "points" {
        "points per game" false |g| (total(g), 1.0);
        "points above the total" false |g| g.total_line.map_or((0.0, 0.0), |t| (total(g) - t, 1.0));
        "first quarter" false |g| quarter(g, 1);
        "second quarter" false |g| quarter(g, 2);
        "third quarter" false |g| quarter(g, 3);
        "fourth quarter" false |g| quarter(g, 4);
    }
    "the result" {
        "margin of 3" true |g| margin_is(g, 3..=3);
        "margin of 7" true |g| margin_is(g, 7..=7);
        "margin of 6" true |g| margin_is(g, 6..=6);
        "margin of 10" true |g| margin_is(g, 10..=10);
        "margin of 1 or 2" true |g| margin_is(g, 1..=2);
        "margin of 17 or more" true |g| margin_is(g, 17..=200);
        "overtime" true |g| (is(g.overtime()), 1.0);
        "ties, regular season" true |g| (is(!g.play_off && g.margin() == 0), is(!g.play_off));
        "home team wins" true |g| (is(g.margin() > 0), 1.0);
        "favorite wins" true |g| favourite(g).map_or((0.0, 0.0), |(m, _)| (is(m > 0.0), 1.0));
        "favorite by 7 or more wins" true |g| favourite(g).filter(|f| f.1 >= 7.0).map_or((0.0, 0.0), |(m, _)| (is(m > 0.0), 1.0));
        "favorite covers the spread" true |g| favourite(g).filter(|f| f.0 != f.1).map_or((0.0, 0.0), |(m, s)| (is(m > s), 1.0));
        "variance of margin around the spread" false |g| g.spread.map_or((0.0, 0.0), |s| ((f64::from(g.margin()) - s).powi(2), 1.0));
        "variance of points around the total" false |g| g.total_line.map_or((0.0, 0.0), |t| ((total(g) - t).powi(2), 1.0));
    }
    "plays" {
        "yards per run" false |g| yards(g, PlayType::Run);
        "yards per pass" false |g| yards(g, PlayType::Pass);
        "passes completed" true |g| passes(g, |e| e.row.complete == Some(true));
        "passers sacked" true |g| passes(g, |e| e.row.sack == Some(true));
        "passes intercepted" true |g| passes(g, |e| e.row.interception);
        "third downs converted" true third;
    }
    "fourth down" {
        "goes for it" true |g| fourth(g, |_| true, goes);
        "goes for it, 1 to go" true |g| fourth(g, |e| e.row.state.togo == 1, goes);
        "goes for it, 2–3 to go" true |g| fourth(g, |e| (2..=3).contains(&e.row.state.togo), goes);
        "goes for it, 4 or more to go" true |g| fourth(g, |e| e.row.state.togo > 3, goes);
        "kicks a field goal" true |g| fourth(g, |_| true, |k| k == PlayType::FieldGoal);
        "punts on fourth down" true |g| fourth(g, |_| true, |k| k == PlayType::Punt);
    }
    "kicks and conversions" {
        "field goals good" true |g| kicks(g, 0..=99);
        "from under 40 yards" true |g| kicks(g, 0..=21);
        "from 40 to 49" true |g| kicks(g, 22..=31);
        "from 50 or more" true |g| kicks(g, 32..=99);
        "extra points good" true |g| tries(g, Some(PlayType::ExtraPoint), |e| e.points == 1);
        "two-point attempts" true |g| tries(g, None, |e| e.row.kind == PlayType::TwoPoint);
        "two-point attempts good" true |g| tries(g, Some(PlayType::TwoPoint), |e| e.points == 2);
    }
};

/// Shares (or means) by class, for the pictures.
#[derive(Debug, Clone)]
pub struct Classes {
    /// Names of the classes.
    pub labels: Vec<String>,
    /// The value of each.
    pub values: Vec<Value>,
}

fn classes(log: &Log, of: impl Fn(&GameLog) -> Vec<(f64, f64)>, labels: Vec<String>) -> Classes {
    let games: Vec<Vec<(f64, f64)>> = log.games.iter().map(of).collect();
    let values = (0..labels.len())
        .map(|k| ratio(&games.iter().map(|game| game[k]).collect::<Vec<_>>()))
        .collect();
    Classes { labels, values }
}

/// Share of games by the size of the margin, 0 to 30; the last has all above.
#[must_use]
pub fn margins(log: &Log) -> Classes {
    let label = |k: i16| if k == 30 { "30+".into() } else { k.to_string() };
    let of = |g: &GameLog| {
        (0..=30)
            .map(|k| (is(g.margin().abs().min(30) == k), 1.0))
            .collect()
    };
    classes(log, of, (0..=30).map(label).collect())
}

/// Share of games by the points of both teams, in fives.
#[must_use]
pub fn totals(log: &Log) -> Classes {
    let bins = 2..=15;
    let label = |k: i32| match k {
        2 => "<15".into(),
        15 => "75+".into(),
        k => format!("{}–{}", 5 * k, 5 * k + 4),
    };
    let bin = |g: &GameLog| (total(g) as i32 / 5).clamp(2, 15);
    let of = |g: &GameLog| bins.clone().map(|k| (is(bin(g) == k), 1.0)).collect();
    classes(log, of, bins.clone().map(label).collect())
}

/// Mean points by quarter and in overtime.
#[must_use]
pub fn quarters(log: &Log) -> Classes {
    let of = |g: &GameLog| {
        let overtime = total(g) - g.score_before(5).iter().map(|&p| f64::from(p)).sum::<f64>();
        (1..=4)
            .map(|q| quarter(g, q))
            .chain([(overtime, 1.0)])
            .collect()
    };
    classes(
        log,
        of,
        ["Q1", "Q2", "Q3", "Q4", "overtime"]
            .map(String::from)
            .into(),
    )
}

/// How often the home team wins (a tie: half), by its spread.
#[must_use]
pub fn wins_by_spread(log: &Log) -> Classes {
    const EDGES: [f64; 8] = [-10.0, -7.0, -4.0, -1.0, 2.0, 5.0, 8.0, 11.0];
    let bin = |s: f64| EDGES.iter().filter(|e| s >= **e).count();
    let of = |g: &GameLog| {
        let won = 0.5 + 0.5 * f64::from(g.margin().signum());
        (0..=EDGES.len())
            .map(|k| {
                let inside = is(g.spread.is_some_and(|s| bin(s) == k));
                (won * inside, inside)
            })
            .collect()
    };
    let mut labels = vec![format!("< {}", EDGES[0])];
    labels.extend(
        EDGES
            .windows(2)
            .map(|e| format!("{} to {}", e[0], e[1] - 0.5)),
    );
    labels.push(format!("{} +", EDGES[EDGES.len() - 1]));
    classes(
        log,
        of,
        labels.into_iter().map(|l| l.replace('-', "−")).collect(),
    )
}

/// Field goals good by distance of the kick, in fives.
#[must_use]
pub fn field_goals(log: &Log) -> Classes {
    let bin = |e: &Event<'_>| ((usize::from(e.row.state.yardline) + 18) / 5).clamp(4, 12);
    let of = |g: &GameLog| {
        let mut counts = vec![(0.0, 0.0); 9];
        for e in g.events().filter(|e| e.row.kind == PlayType::FieldGoal) {
            let count = &mut counts[bin(&e) - 4];
            count.0 += is(e.points == 3);
            count.1 += 1.0;
        }
        counts
    };
    let label = |k: usize| match k {
        4 => "< 25".into(),
        12 => "60 +".into(),
        k => format!("{}–{}", 5 * k, 5 * k + 4),
    };
    classes(log, of, (4..=12).map(label).collect())
}

/// How often a team goes for it on fourth down, by yards to go.
#[must_use]
pub fn fourth_downs(log: &Log) -> Classes {
    let of = |g: &GameLog| {
        let mut counts = vec![(0.0, 0.0); 10];
        for e in g.events().filter(|e| e.row.state.down == 4) {
            use PlayType::{FieldGoal, Pass, Punt, Run};
            if matches!(e.row.kind, Run | Pass | FieldGoal | Punt) {
                let count = &mut counts[usize::from(e.row.state.togo.clamp(1, 10)) - 1];
                count.0 += is(goes(e.row.kind));
                count.1 += 1.0;
            }
        }
        counts
    };
    let label = |k: usize| {
        if k == 10 {
            "10 +".into()
        } else {
            k.to_string()
        }
    };
    classes(log, of, (1..=10).map(label).collect())
}
