//! Possessions that must score: the team with the ball trails in overtime and
//! has nothing to save it for, so that it uses four downs.
//!
//! A fitted regression of how possessions end knows only teams that could punt.
//! Here the possession is played down by down: what a play gains comes from the
//! table of series ([`Tables::series`](super::Tables)), fourth downs from the
//! component models of `wp fourth-down`, and how often a kick that ties is tried
//! from the table of fourth-down choices. By backward induction over the plays
//! that are left, every situation gets P(touchdown) and P(field goal); the clock
//! says how many plays those are.

use super::habits::{self, Weights};
use super::possession::{Need, Snap};
use super::tables::{Series, Tables};
use crate::book::conversion::Attempt;
use crate::book::{SubModels, field_goal::Kick};
use crate::math::Portable;

/// Plays after which more time changes nothing.
const PLAYS: usize = 24;
/// Yards to go are told apart up to here.
const TO_GO: usize = 25;
/// Spots, 1–99 yards to the goal line.
const SPOTS: usize = 100;
/// Yards to the goal line from which a kick is tried at all.
const RANGE: f64 = 45.0;
/// Places at which a fourth down that converts is told apart.
const PLACES: usize = 5;
/// Seconds that a play takes at least: one that starts with time left counts.
const A_PLAY: f64 = 6.0;

/// P(touchdown) and P(field goal) of a possession.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Scores {
    pub touchdown: f64,
    pub field_goal: f64,
}

impl Scores {
    fn mixed(&self, share: f64, other: &Self) -> Self {
        let of = |a: f64, b: f64| share * a + (1.0 - share) * b;
        Self {
            touchdown: of(self.touchdown, other.touchdown),
            field_goal: of(self.field_goal, other.field_goal),
        }
    }
}

/// What both needs score from a place: P(touchdown) where only that helps;
/// P(touchdown) and P(field goal) where a field goal helps too.
type Both = [f32; 3];

/// Solved: `plays[n - 1]` with `n` plays left.
#[derive(Debug)]
pub(super) struct MustScore {
    plays: Vec<Vec<Both>>,
}

/// A situation's place in the table; first downs have ten to go or the goal.
fn at(down: usize, to_go: usize, spot: usize) -> usize {
    ((down - 1) * (TO_GO + 1) + to_go) * SPOTS + spot
}

/// Where a play leads to: the next situation's place and its share. What is
/// missing to 1 has lost the ball.
struct Play {
    touchdown: f64,
    next: Vec<(f64, usize)>,
}

/// How a play on one of the first three downs ends.
fn play(series: &Series, down: usize, to_go: usize, spot: usize) -> Play {
    let (lost, gains) = series.play(down as u8, to_go as f64, spot as f64);
    let share = (1.0 - lost) / gains.len().max(1) as f64;
    let mut play = Play {
        touchdown: 0.0,
        next: Vec::with_capacity(gains.len()),
    };
    for gain in gains {
        let left = (spot as f64 - gain).round();
        if left < 1.0 {
            play.touchdown += share;
        } else if left < 100.0 {
            let (left, gained) = (left as usize, gain.round());
            let place = if gained >= to_go as f64 {
                at(1, left.min(10), left)
            } else {
                let more = (to_go as f64 - gained).clamp(1.0, TO_GO as f64) as usize;
                at(down + 1, more.min(left), left)
            };
            // Gains rise, so that those that lead to the same place follow
            // one another.
            match play.next.last_mut().filter(|last| last.1 == place) {
                Some(last) => last.0 += share,
                None => play.next.push((share, place)),
            }
        }
    }
    play
}

/// Fourth down with so many yards to go.
fn attempt(to_go: usize, spot: usize) -> Attempt {
    Attempt {
        distance: to_go as f64,
        yardline_100: spot as f64,
        fourth: true,
        spread: f64::NAN,
        total: f64::NAN,
        behind: 1.0,
        ahead: 0.0,
    }
}

/// How going for it ends, if it converts with probability `p`.
fn go(models: &SubModels, p: f64, to_go: usize, spot: usize) -> Play {
    let attempt = attempt(to_go, spot);
    let scores = models.conversion.p_scores(&attempt);
    let places = models.conversion.first_down_at(&attempt, PLACES);
    let share = p * (1.0 - scores) / places.len().max(1) as f64;
    Play {
        touchdown: p * scores,
        next: places
            .into_iter()
            .map(|left| {
                let left = left.round().clamp(1.0, 99.0) as usize;
                (share, at(1, left.min(10), left))
            })
            .collect(),
    }
}

/// What a play leads to is worth, from what follows.
fn scores(touchdown: f64, next: impl Iterator<Item = (f32, usize)>, later: &[Both]) -> Both {
    let mut sum = [touchdown as f32, touchdown as f32, 0.0];
    for (share, place) in next {
        for (s, v) in sum.iter_mut().zip(later[place]) {
            *s += share * v;
        }
    }
    sum
}

impl Play {
    fn next(&self) -> impl Iterator<Item = (f32, usize)> {
        self.next
            .iter()
            .map(|&(share, place)| (share as f32, place))
    }
}

/// A place that a possession can be in, and what is done there.
struct Played {
    here: usize,
    /// P(a field goal is good), and how often one is tried.
    made: f32,
    kicks: f32,
    /// P(touchdown) of a play.
    touchdown: f64,
    /// Where its other ways on end in the list of all.
    ways: usize,
}

/// Every place that a possession can be in.
fn places() -> impl Iterator<Item = (usize, usize, usize)> {
    (1..=4).flat_map(|down| {
        (1..SPOTS).flat_map(move |spot| {
            let to_go = if down == 1 { spot.min(10) } else { 1 };
            let most = if down == 1 { to_go } else { spot.min(TO_GO) };
            (to_go..=most).map(move |to_go| (down, to_go, spot))
        })
    })
}

impl MustScore {
    /// Solves for teams that a field goal helps, and for those that it does not.
    pub fn new(tables: &Tables, models: &SubModels) -> Self {
        let converts: Vec<Vec<f64>> = (0..SPOTS)
            .map(|spot| models.conversion.all_convert(&attempt(TO_GO, spot)))
            .collect();
        let made: Vec<f32> = (0..SPOTS)
            .map(|spot| {
                let kick = Kick {
                    yardline_100: spot as f64,
                    indoors: None,
                    season: None,
                };
                let near = spot as f64 <= RANGE;
                if near {
                    models.field_goal.p_made(&kick) as f32
                } else {
                    0.0
                }
            })
            .collect();
        // All ways on in one list: each place has its part of it.
        let mut ways: Vec<(f32, u32)> = Vec::with_capacity(1 << 17);
        let played: Vec<Played> = places()
            .map(|(down, to_go, spot)| {
                let play = if down < 4 {
                    play(&tables.series, down, to_go, spot)
                } else {
                    go(models, converts[spot][to_go - 1], to_go, spot)
                };
                ways.extend(play.next().map(|(share, place)| (share, place as u32)));
                let kicks = if down == 4 && made[spot] > 0.0 {
                    kick_share(&tables.fourth_weights, to_go as f64, spot as f64) as f32
                } else {
                    0.0
                };
                Played {
                    here: at(down, to_go, spot),
                    made: made[spot],
                    kicks,
                    touchdown: play.touchdown,
                    ways: ways.len(),
                }
            })
            .collect();
        let nothing = vec![Both::default(); at(4, TO_GO, SPOTS - 1) + 1];
        let mut plays: Vec<Vec<Both>> = Vec::with_capacity(PLAYS);
        for n in 1..=PLAYS {
            let later = plays.last().unwrap_or(&nothing);
            let mut now = vec![Both::default(); nothing.len()];
            let mut first = 0;
            for play in &played {
                let next = ways[first..play.ways]
                    .iter()
                    .map(|&(p, at)| (p, at as usize));
                first = play.ways;
                let [only, touchdown, field_goal] = scores(play.touchdown, next, later);
                let (kick, kicks) = (play.made, play.kicks);
                now[play.here] = if n == 1 && kick > touchdown + field_goal {
                    // With one play left the kick comes on any down.
                    [only, 0.0, kick]
                } else {
                    let goes = 1.0 - kicks;
                    [only, goes * touchdown, kicks * kick + goes * field_goal]
                };
            }
            plays.push(now);
        }
        Self { plays }
    }

    /// How a possession that must score ends from there.
    pub fn scores(&self, tables: &Tables, snap: &Snap) -> Scores {
        let left = plays_left(tables, snap);
        if left < 1.0 {
            return Scores::default();
        }
        let n = left.floor() as usize;
        let of = |n: usize| self.with(tables, snap, n.min(PLAYS));
        let less = of(n);
        if n >= PLAYS {
            return less;
        }
        of(n + 1).mixed(left.fract(), &less)
    }

    /// With `n` plays left; shifted by the spread as other possessions are.
    fn with(&self, tables: &Tables, snap: &Snap, n: usize) -> Scores {
        let helped = |&[only, touchdown, field_goal]: &Both| {
            let [touchdown, field_goal] = match snap.need {
                Need::FieldGoal => [touchdown, field_goal],
                _ => [only, 0.0],
            };
            Scores {
                touchdown: touchdown.into(),
                field_goal: field_goal.into(),
            }
        };
        let spot = snap.yardline.clamp(1.0, 99.0);
        let (low, share) = (spot.floor() as usize, spot.fract());
        let of = |spot: usize| {
            let to_go = (snap.ydstogo.round() as usize).clamp(1, spot);
            let now = &self.plays[n - 1];
            // First downs with other yards to go (after a penalty) are played
            // from here, since the table has none.
            if snap.down == 1 && to_go != spot.min(10) {
                let nothing;
                let later = if n > 1 {
                    &self.plays[n - 2]
                } else {
                    nothing = vec![Both::default(); now.len()];
                    &nothing
                };
                let play = play(&tables.series, 1, to_go, spot);
                return helped(&scores(play.touchdown, play.next(), later));
            }
            helped(&now[at(usize::from(snap.down.clamp(1, 4)), to_go.min(TO_GO), spot)])
        };
        let mut scores = of(low);
        if share > 0.0 {
            scores = of((low + 1).min(99)).mixed(share, &scores);
        }
        let shift = tables.spread_shift(snap);
        let p = scores.touchdown.clamp(1e-9, 1.0 - 1e-9);
        let odds = p / (1.0 - p) * shift.exp_();
        let touchdown = if scores.touchdown > 0.0 {
            odds / (1.0 + odds)
        } else {
            0.0
        };
        let left = (1.0 - touchdown) / (1.0 - p);
        Scores {
            touchdown,
            field_goal: scores.field_goal * left,
        }
    }
}

/// How often a team that a field goal ties kicks on fourth down, rather than go.
fn kick_share(weights: &Weights, to_go: f64, spot: f64) -> f64 {
    let snap = Snap {
        down: 4,
        ydstogo: to_go,
        yardline: spot,
        seconds: 600.0,
        spread: 0.0,
        need: Need::FieldGoal,
        timeouts: f64::NAN,
    };
    let shares = habits::shares(weights, &snap, habits::TYPICAL_SEASON);
    shares.field_goal / (shares.go + shares.field_goal)
}

/// How many plays the clock leaves, this one included; a part of one is the
/// chance of one more.
fn plays_left(tables: &Tables, snap: &Snap) -> f64 {
    if snap.seconds <= 0.0 {
        return 0.0;
    }
    let [pace, saved] = tables.hurry;
    let timeouts = if snap.timeouts.is_finite() {
        snap.timeouts
    } else {
        1.0
    };
    // Timeouts save time between plays; no play takes less than its own.
    let with_stops = 1.0 + (snap.seconds - A_PLAY + saved * timeouts) / pace.max(1.0);
    let at_most = 1.0 + (snap.seconds - 1.0) / A_PLAY;
    with_stops.min(at_most).clamp(1.0, PLAYS as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Tables;
    use std::sync::LazyLock;

    static SOLVED: LazyLock<MustScore> = LazyLock::new(|| {
        let models = SubModels::shipped().expect("the component models are shipped");
        MustScore::new(Tables::shipped(), models)
    });

    fn scores(need: Need, snap: &Snap) -> Scores {
        SOLVED.scores(Tables::shipped(), &Snap { need, ..*snap })
    }

    fn snap(down: u8, ydstogo: f64, yardline: f64, seconds: f64, timeouts: f64) -> Snap {
        Snap {
            down,
            ydstogo,
            yardline,
            seconds,
            spread: 0.0,
            need: Need::Touchdown,
            timeouts,
        }
    }

    #[test]
    fn more_of_anything_helps() {
        let p = |s: &Snap| scores(Need::Touchdown, s).touchdown;
        for yardline in [8.0, 25.0, 50.0, 75.0, 95.0] {
            let to_go = f64::min(10.0, yardline);
            let by_down: Vec<f64> = (1..=4)
                .map(|down| p(&snap(down, to_go, yardline, 600.0, 2.0)))
                .collect();
            assert!(by_down.windows(2).all(|d| d[0] > d[1]), "{by_down:?}");
            let by_time: Vec<f64> = [2.0, 10.0, 30.0, 60.0, 120.0, 300.0]
                .map(|t| p(&snap(1, to_go, yardline, t, 1.0)))
                .to_vec();
            assert!(
                by_time.windows(2).all(|d| d[0] <= d[1] + 1e-9),
                "{by_time:?}"
            );
            let by_timeouts: Vec<f64> = (0..=2)
                .map(|t| p(&snap(1, to_go, yardline, 40.0, f64::from(t))))
                .collect();
            assert!(by_timeouts.windows(2).all(|d| d[0] <= d[1] + 1e-9));
        }
        assert!(p(&snap(1, 10.0, 75.0, 40.0, 2.0)) > 1.2 * p(&snap(1, 10.0, 75.0, 40.0, 0.0)));
        assert_eq!(p(&snap(1, 10.0, 75.0, 0.0, 2.0)), 0.0);
    }

    #[test]
    fn four_downs_beat_three() {
        // Sides with four downs score a touchdown from their own 25 about a
        // third of the time or more; possessions with a punt, one in four.
        let p = scores(Need::Touchdown, &snap(1, 10.0, 75.0, 600.0, 2.0)).touchdown;
        assert!((0.27..0.50).contains(&p), "{p}");
    }

    #[test]
    fn a_kick_that_ties_helps_in_range() {
        let near = snap(4, 8.0, 20.0, 300.0, 2.0);
        let with = scores(Need::FieldGoal, &near);
        let without = scores(Need::Touchdown, &near);
        assert!(with.touchdown + with.field_goal > without.touchdown + 0.2);
        assert_eq!(without.field_goal, 0.0);
        // On the last play it is tried on any down.
        let last = snap(1, 10.0, 20.0, 3.0, 0.0);
        assert!(scores(Need::FieldGoal, &last).field_goal > 0.8);
    }
}
