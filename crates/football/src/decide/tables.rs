//! Decisions added up: by coach, team and season, and against what happened.

use super::answer::OptionAnswer;
use super::season::Decision;
use crate::error::Result;
use crate::estimator::difference;
use crate::evaluate::{Interval, draws, quantile, ratio_difference, ratio_interval};
use crate::math::Portable;
use crate::value::options::Choice;
use rayon::prelude::*;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Decisions of one coach, team or season.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Tally {
    /// Whose.
    pub name: String,
    /// Games (of one side each).
    pub games: usize,
    /// Fourth downs on which something was chosen.
    pub decisions: usize,
    /// Of these, those with a clearly best choice that was not taken.
    pub clear_mistakes: usize,
    /// Those with a clearly best choice.
    pub clear: usize,
    /// WP given up, all decisions together, in games (1 is a whole game).
    pub given_up: f64,
    /// Of decisions where going was best: how many.
    pub should_go: usize,
    /// And on how many of them the side went.
    pub went: usize,
}

impl Tally {
    /// Percentage points of WP given up a game.
    #[must_use]
    pub fn a_game(&self) -> f64 {
        100.0 * self.given_up / self.games.max(1) as f64
    }

    /// Share of the fourth downs on which going was best on which it was done.
    #[must_use]
    pub fn boldness(&self) -> f64 {
        self.went as f64 / self.should_go.max(1) as f64
    }
}

/// Tallies by a name; decisions without one are left out.
#[must_use]
pub fn tally(decisions: &[Decision], name: impl Fn(&Decision) -> Option<String>) -> Vec<Tally> {
    let mut tallies = Tallies::default();
    tallies.add(decisions, name);
    tallies.finish()
}

/// Tallies of decisions that come in parts.
#[derive(Debug, Default)]
pub struct Tallies {
    tallies: BTreeMap<String, Tally>,
    seen: BTreeMap<String, BTreeSet<(u32, String)>>,
}

impl Tallies {
    /// Adds decisions; those without a name are left out.
    pub fn add(&mut self, decisions: &[Decision], name: impl Fn(&Decision) -> Option<String>) {
        for d in decisions {
            let (Some(name), Some(given_up), Some(done)) = (name(d), d.given_up(), d.done) else {
                continue;
            };
            self.seen
                .entry(name.clone())
                .or_default()
                .insert((d.game, d.team.clone()));
            let t = self.tallies.entry(name.clone()).or_default();
            t.name = name;
            t.decisions += 1;
            t.given_up += given_up;
            let (right, clear) = (d.answer.best() == done, d.answer.clear == Some(true));
            t.clear += usize::from(clear);
            t.clear_mistakes += usize::from(clear && !right);
            let go = d.answer.best() == Choice::Go;
            t.should_go += usize::from(go);
            t.went += usize::from(go && right);
        }
    }

    /// One a name, by name.
    #[must_use]
    pub fn finish(mut self) -> Vec<Tally> {
        for (name, t) in &mut self.tallies {
            t.games = self.seen.get(name).map_or(0, BTreeSet::len);
        }
        self.tallies.into_values().collect()
    }
}

/// A difference of means over plays, and its interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Off {
    /// The difference.
    pub value: f64,
    /// Its interval.
    pub interval: Interval,
}

impl Off {
    /// Whether the interval holds 0.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.holds_within(1.0)
    }

    /// Whether it would, were it some times as wide.
    #[must_use]
    pub fn holds_within(&self, times: f64) -> bool {
        let Interval { low, high } = self.interval;
        self.value - times * (self.value - low) <= 0.0
            && self.value + times * (high - self.value) >= 0.0
    }
}

/// The WP of what was done against what the games brought.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Held {
    /// The choice that was taken.
    pub choice: Choice,
    /// Whether the best choice was clear; `None` for all together.
    pub clear: Option<bool>,
    /// Fourth downs.
    pub plays: usize,
    /// Mean WP of the choice that was taken.
    pub predicted: f64,
    /// Mean WP before the next play from scrimmage.
    pub followed: f64,
    /// Share of games won (a tie counts half).
    pub observed: f64,
    /// `followed` less `predicted`: what the sub-models and the rules of what
    /// follows are off by. Interval from resampled games.
    pub by_choice: Off,
    /// `observed` less `predicted`. Its interval adds to resampled games that
    /// the models, too, were fitted to a sample of games.
    pub difference: Off,
}

/// By choice and by clear or close.
///
/// # Errors
/// Those of [`difference`].
pub fn held(decisions: &[Decision], level: f64) -> Result<Vec<Held>> {
    let mut out = Vec::new();
    for (choice, clear) in GROUPS {
        let of: Vec<&Decision> = decisions
            .iter()
            .filter(|d| in_group(d, choice, clear))
            .collect();
        out.extend(one(&of, choice, clear, level)?);
    }
    Ok(out)
}

/// How [`held`] parts the decisions: by what was done, and whether the best was
/// clear.
const GROUPS: [(Choice, Option<bool>); 9] = [
    (Choice::Go, None),
    (Choice::Go, Some(true)),
    (Choice::Go, Some(false)),
    (Choice::FieldGoal, None),
    (Choice::FieldGoal, Some(true)),
    (Choice::FieldGoal, Some(false)),
    (Choice::Punt, None),
    (Choice::Punt, Some(true)),
    (Choice::Punt, Some(false)),
];

/// Followed less said and won less said of a choice, and how far it counts as
/// taken, which both are times.
fn off(d: &Decision, choice: Choice) -> Option<[f64; 3]> {
    let (option, share) = d.share_of(choice)?;
    let by_choice = share * (d.followed? - option.wp);
    Some([by_choice, share * (d.result? - option.wp), share])
}

fn in_group(d: &Decision, choice: Choice, clear: Option<bool>) -> bool {
    d.share_of(choice).is_some() && (clear.is_none() || d.answer.clear == clear)
}

/// How many times as wide the intervals of [`held`] would have to be for all of
/// them at once to hold the truth at `level`, instead of each by itself.
///
/// Over resampled games, the largest distance of a difference from the measured
/// one, in halves of its own interval: its quantile at `level` (the largest
/// modulus of Stone, and Westfall and Young 1993). What the models' own games add
/// to an interval is taken to be spread as the rest is.
#[must_use]
pub fn jointly(decisions: &[Decision], held: &[Held], level: f64) -> f64 {
    let mut games: Vec<u32> = decisions.iter().map(|d| d.game).collect();
    games.sort_unstable();
    games.dedup();
    let count = held.len();
    // By game and group: both differences, and plays.
    let mut sums = vec![[0.0; 3]; games.len() * count];
    for d in decisions {
        let game = games.partition_point(|&g| g < d.game);
        for (k, h) in held.iter().enumerate() {
            if let (true, Some(off)) = (in_group(d, h.choice, h.clear), off(d, h.choice)) {
                let sum = &mut sums[game * count + k];
                (0..3).for_each(|i| sum[i] += off[i]);
            }
        }
    }
    let of = |drawn: &mut dyn Iterator<Item = usize>| -> Vec<f64> {
        let mut total = vec![[0.0; 3]; count];
        for game in drawn {
            for (t, s) in total.iter_mut().zip(&sums[game * count..]) {
                (0..3).for_each(|i| t[i] += s[i]);
            }
        }
        let both = |t: &[f64; 3]| [t[0], t[1]].map(|v| v / f64::max(t[2], 1e-9));
        total.iter().flat_map(both).collect()
    };
    let measured = of(&mut (0..games.len()));
    let drawn: Vec<Vec<f64>> = (0..RESAMPLES)
        .into_par_iter()
        .map(|b| of(&mut draws(games.len(), 3, b)))
        .collect();
    // Half of each difference's own interval, from the same resamples.
    let tails = [(1.0 - level) / 2.0, f64::midpoint(1.0, level)];
    let half: Vec<f64> = (0..measured.len())
        .map(|k| {
            let mut values: Vec<f64> = drawn.iter().map(|d| d[k]).collect();
            values.sort_unstable_by(f64::total_cmp);
            let [low, high] = tails.map(|at| quantile(&values, at));
            f64::max((high - low) / 2.0, 1e-12)
        })
        .collect();
    let mut largest: Vec<f64> = drawn
        .iter()
        .map(|d| {
            let off = d.iter().zip(&measured).zip(&half);
            off.map(|((d, m), half)| (d - m).abs() / half)
                .fold(0.0, f64::max)
        })
        .collect();
    largest.sort_unstable_by(f64::total_cmp);
    quantile(&largest, level).max(1.0)
}

/// Resamples of [`jointly`].
const RESAMPLES: usize = 2000;

fn one(
    decisions: &[&Decision],
    choice: Choice,
    clear: Option<bool>,
    level: f64,
) -> Result<Option<Held>> {
    let mut sums: BTreeMap<u32, [f64; 3]> = BTreeMap::new();
    let (mut predicted, mut followed, mut observed) = (0.0, 0.0, 0.0);
    let mut seasons: BTreeMap<u16, Vec<&OptionAnswer>> = BTreeMap::new();
    let (mut plays, mut counted) = (0, 0.0);
    for d in decisions {
        let (Some((option, share)), Some(off), Some(next), Some(result)) =
            (d.share_of(choice), off(d, choice), d.followed, d.result)
        else {
            continue;
        };
        predicted += share * option.wp;
        followed += share * next;
        observed += share * result;
        let sum = sums.entry(d.game).or_default();
        (0..3).for_each(|i| sum[i] += off[i]);
        counted += share;
        plays += 1;
        seasons.entry(d.season).or_default().push(option);
    }
    if plays == 0 || counted <= 0.0 {
        return Ok(None);
    }
    let difference_of = |k: usize| {
        let games: Vec<(f64, f64)> = sums.values().map(|s| (s[k], s[2])).collect();
        let value = games.iter().map(|g| g.0).sum::<f64>() / counted;
        let interval = ratio_interval(&games, level);
        Off { value, interval }
    };
    // The models of two seasons saw mostly the same games: what they are off by
    // is taken to be the same, so that it does not average out.
    let mut fitted = 0.0;
    for options in seasons.values() {
        fitted += reach(options, level)? * options.len() as f64 / plays as f64;
    }
    let mut difference = difference_of(1);
    let Interval { low, high } = difference.interval;
    difference.interval = Interval {
        low: difference.value - (difference.value - low).hypot_(fitted),
        high: difference.value + (high - difference.value).hypot_(fitted),
    };
    let mean = |sum: f64| sum / counted;
    Ok(Some(Held {
        choice,
        clear,
        plays,
        predicted: mean(predicted),
        followed: mean(followed),
        observed: mean(observed),
        by_choice: difference_of(0),
        difference,
    }))
}

/// Half the interval of the mean WP of options, for the games that the model
/// was fitted to; 0 without members.
fn reach(options: &[&OptionAnswer], level: f64) -> Result<f64> {
    let members = options.iter().map(|o| o.members.len()).min().unwrap_or(0);
    if members == 0 {
        return Ok(0.0);
    }
    let off = (0..members).map(|g| {
        let sum: f64 = options.iter().map(|o| f64::from(o.members[g]) - o.wp).sum();
        (sum / options.len() as f64) as f32
    });
    let nothing = std::iter::repeat_n(0.0, members);
    let band = difference((0.0, off), (0.0, nothing), level)?;
    Ok(f64::from(band.upper))
}

/// What it brought to do what was best, by how much better it was said to be.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Paid {
    /// The best choice.
    pub best: Choice,
    /// The gain over the next choice is at least this, and below `to`.
    pub from: f64,
    /// See `from`.
    pub to: f64,
    /// Fourth downs on which it was done.
    pub did: usize,
    /// Those on which something else was.
    pub did_not: usize,
    /// Mean WP that the latter gave up, by what was said.
    pub said: f64,
    /// The same by what was won: what those who did it won beyond the WP of the
    /// other choices, on fourth downs such as those of the latter.
    pub seen: f64,
    /// Interval of `seen`, from resampled games.
    pub interval: Interval,
}

/// Gains at which [`paid`] parts the decisions.
const GAINS: [f64; 4] = [0.0, 0.01, 0.02, 0.04];
/// Fewest decisions on either side for a row of [`paid`].
const FEWEST: usize = 100;

/// Where some sides did what was best and others did not: was it worth what was
/// said?
#[must_use]
pub fn paid(decisions: &[Decision], level: f64) -> Vec<Paid> {
    let mut out = Vec::new();
    for best in [Choice::Go, Choice::FieldGoal, Choice::Punt] {
        for (k, &from) in GAINS.iter().enumerate() {
            let to = GAINS.get(k + 1).copied().unwrap_or(1.0);
            // Result less WP of what was done, and plays: who did, who did not.
            let mut games: BTreeMap<u32, [f64; 4]> = BTreeMap::new();
            let (mut did, mut did_not, mut said) = (0, 0, 0.0);
            for d in decisions {
                let matches = d.answer.best() == best && (from..to).contains(&d.answer.gain.value);
                let (true, Some(wp), Some(result), Some(given)) =
                    (matches, d.taken(), d.result, d.given_up())
                else {
                    continue;
                };
                let sums = games.entry(d.game).or_default();
                let side = if d.done == Some(best) {
                    did += 1;
                    0
                } else {
                    did_not += 1;
                    said += given;
                    2
                };
                sums[side] += result - wp;
                sums[side + 1] += 1.0;
            }
            if did < FEWEST || did_not < FEWEST {
                continue;
            }
            let games: Vec<[f64; 4]> = games.into_values().collect();
            let mean = |k: usize, n: usize| games.iter().map(|g| g[k]).sum::<f64>() / n as f64;
            let said = said / did_not as f64;
            let Interval { low, high } = ratio_difference(&games, level);
            out.push(Paid {
                best,
                from,
                to,
                did,
                did_not,
                said,
                seen: said + mean(0, did) - mean(2, did_not),
                interval: Interval {
                    low: said + low,
                    high: said + high,
                },
            });
        }
    }
    out
}

/// Punts by how the game had gone, as far as punts tell.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Form {
    /// Punts of the side before, against those of the other.
    pub before: &'static str,
    /// Punts.
    pub plays: usize,
    /// Games won less what was said.
    pub difference: Off,
}

/// What punts brought beyond what was said, by who had punted more often in the
/// game: the model of WP does not know how a game has gone. `decisions` are all
/// of their games, in order.
#[must_use]
pub fn by_form(decisions: &[Decision], level: f64) -> Vec<Form> {
    const NAMES: [&str; 3] = ["less often than the other", "as often", "more often"];
    let mut sums: [BTreeMap<u32, (f64, f64)>; 3] = Default::default();
    let mut punts: BTreeMap<(u32, &str), i32> = BTreeMap::new();
    let mut of_game: BTreeMap<u32, i32> = BTreeMap::new();
    for d in decisions.iter().filter(|d| d.done == Some(Choice::Punt)) {
        let own = punts.entry((d.game, &d.team)).or_default();
        let all = of_game.entry(d.game).or_default();
        let more = 2 * *own - *all;
        *own += 1;
        *all += 1;
        if let (Some(wp), Some(result)) = (d.taken(), d.result) {
            let sum = sums[(more.signum() + 1) as usize]
                .entry(d.game)
                .or_default();
            sum.0 += result - wp;
            sum.1 += 1.0;
        }
    }
    NAMES
        .iter()
        .zip(sums)
        .filter(|(_, sums)| !sums.is_empty())
        .map(|(before, sums)| {
            let games: Vec<(f64, f64)> = sums.into_values().collect();
            let plays = games.iter().map(|g| g.1).sum::<f64>();
            Form {
                before,
                plays: plays as usize,
                difference: Off {
                    value: games.iter().map(|g| g.0).sum::<f64>() / plays,
                    interval: ratio_interval(&games, level),
                },
            }
        })
        .collect()
}
