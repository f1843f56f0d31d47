//! Yards, completions, sacks, turnovers, penalties.

use super::super::choice::class;
use super::super::log::{Event, Log};
use super::super::scrimmage::passing_class;
use super::super::table::Distributions;
use super::smooth::{Rate, curve, round};
use crate::plays::PlayType;

/// A run or pass on which nobody fumbled and that nobody intercepted.
fn clean(e: &Event<'_>) -> bool {
    !e.row.fumble && !e.row.interception
}

pub(super) fn fit(log: &Log, t: &mut Distributions) {
    runs(log, t);
    passes(log, t);
    turnovers(log, t);
    penalties(log, t);
}

fn events(log: &Log, kind: PlayType) -> impl Iterator<Item = Event<'_>> {
    log.games
        .iter()
        .flat_map(|game| game.events())
        .filter(move |e| e.row.kind == kind && e.row.state.down > 0)
}

fn runs(log: &Log, t: &mut Distributions) {
    let (mut open, mut short, mut goal) = (Vec::new(), Vec::new(), Vec::new());
    let mut scores = vec![Rate::default(); t.goal_line.len()];
    for e in events(log, PlayType::Run).filter(clean) {
        let (s, yards) = (&e.row.state, e.row.yards);
        if s.yardline > 40 && s.togo > 2 {
            open.push(yards);
        } else if s.yardline > 10 && s.togo <= 2 {
            short.push(yards);
        }
        if let Some(k) = t.goal_line.iter().position(|g| s.yardline <= g.yardline) {
            scores[k].count(e.row.touchdown);
            if s.yardline > 2 && !e.row.touchdown {
                goal.push(yards);
            }
        }
    }
    replace(&mut t.run, curve(open, -12, 99));
    replace(&mut t.run_short, curve(short, -10, 80));
    replace(&mut t.run_goal_line, curve(goal, -8, 9));
    for (line, rate) in t.goal_line.iter_mut().zip(scores) {
        line.run = rate.shrunk(line.run, 20.0);
    }
}

pub(super) fn replace<T>(place: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *place = value;
    }
}

fn passes(log: &Log, t: &mut Distributions) {
    let mut ends = [[0.0_f64; 4]; 5];
    let mut gains: [Vec<i32>; 5] = Default::default();
    let mut sacks = Vec::new();
    let mut scores = vec![Rate::default(); t.goal_line.len()];
    // Completions seen and expected by spot.
    let mut near = [(0.0, 0.0); 5];
    let known = |e: &Event<'_>| e.row.complete.is_some() && e.row.sack.is_some();
    let ended = |e: &Event<'_>| match (e.row.sack, e.row.interception, e.row.complete) {
        (Some(true), ..) => 0,
        (_, true, _) => 1,
        (.., Some(true)) => 2,
        _ => 3,
    };
    for e in events(log, PlayType::Pass).filter(known) {
        let (s, how) = (&e.row.state, ended(&e));
        let k = passing_class(s.down, s.togo);
        if s.yardline > 40 {
            ends[k][how] += 1.0;
        }
        match how {
            0 if clean(&e) => sacks.push(e.row.yards),
            2 if clean(&e) => {
                if s.yardline > 40 {
                    gains[k].push(e.row.yards);
                }
                if let Some(k) = t.goal_line.iter().position(|g| s.yardline <= g.yardline) {
                    scores[k].count(e.row.touchdown);
                }
            }
            _ => {}
        }
    }
    replace(&mut t.sack, curve(sacks, -20, 0));
    for ((passing, ends), gains) in t.passing.iter_mut().zip(ends).zip(gains) {
        let of = |k: usize, prior: f64| {
            let trials = ends.iter().sum();
            let hits = ends[k];
            Rate { hits, trials }.shrunk(prior, 40.0)
        };
        passing.sack = of(0, passing.sack);
        passing.interception = of(1, passing.interception);
        passing.complete = of(2, passing.complete);
        replace(&mut passing.gain, curve(gains, -10, 99));
    }
    for e in events(log, PlayType::Pass).filter(known) {
        let s = &e.row.state;
        if let Some(near) = near.get_mut(class(s.yardline, &[2, 5, 10, 20, 40])) {
            near.0 += f64::from(u8::from(ended(&e) == 2));
            near.1 += t.passing[passing_class(s.down, s.togo)].complete;
        }
    }
    for (factor, (seen, expected)) in t.completion_by_spot.iter_mut().zip(near) {
        *factor = round((seen + 30.0 * *factor) / (expected + 30.0), 3).min(1.0);
    }
    for (line, rate) in t.goal_line.iter_mut().zip(scores) {
        line.completion = rate.shrunk(line.completion, 20.0);
    }
}

fn turnovers(log: &Log, t: &mut Distributions) {
    let (mut runs, mut gains, mut sacks) = (Rate::default(), Rate::default(), Rate::default());
    let (mut intercepted, mut fumbled) = (Rate::default(), Rate::default());
    let (mut interception_net, mut fumble_net) = (Vec::new(), Vec::new());
    let at = &mut t.turnovers;
    for e in log.games.iter().flat_map(|game| game.events()) {
        let (s, row) = (&e.row.state, e.row);
        if s.down == 0 || !matches!(row.kind, PlayType::Run | PlayType::Pass) {
            continue;
        }
        if row.interception {
            intercepted.count(e.points <= -6);
        } else if let Some(lost) = row.fumble_lost {
            match (row.kind, row.sack, row.complete, row.yards) {
                (PlayType::Run, ..) => runs.count(lost),
                // Where sacks are not known, a pass that lost yards was one.
                (_, Some(true), ..) | (_, None, _, ..=-1) => sacks.count(lost),
                (_, _, Some(true), _) | (_, _, None, 1..) => gains.count(lost),
                _ => {}
            }
            if lost {
                fumbled.count(e.points <= -6);
            }
        }
        let Some(next) = e.lost().filter(|n| n.state.down == 1) else {
            continue;
        };
        // Yards from the goal line that the offence attacked.
        let spot = 100 - i32::from(next.state.yardline);
        let from = i32::from(s.yardline);
        if row.interception {
            // On its 20 after a deep pass: a touchback, in the end zone.
            let spot = if spot == 20 && from <= 60 { 0 } else { spot };
            interception_net.push(from - spot);
        } else if row.fumble_lost == Some(true) {
            fumble_net.push(from - row.yards - spot);
        }
    }
    at.run_fumble = runs.shrunk(at.run_fumble, 200.0);
    at.pass_fumble = gains.shrunk(at.pass_fumble, 200.0);
    at.sack_fumble = sacks.shrunk(at.sack_fumble, 100.0);
    at.interception_touchdown = intercepted.shrunk(at.interception_touchdown, 50.0);
    at.fumble_touchdown = fumbled.shrunk(at.fumble_touchdown, 50.0);
    replace(&mut at.interception_net, curve(interception_net, -70, 70));
    replace(&mut at.fumble_net, curve(fumble_net, -60, 40));
}

/// Penalties are told apart by what they did to the ball: the files do not
/// name them.
fn penalties(log: &Log, t: &mut Distributions) {
    let (mut cancelled, mut fouls) = (Rate::default(), Rate::default());
    let mut kinds = vec![0.0; t.penalties.len()];
    for e in log.games.iter().flat_map(|game| game.events()) {
        let (s, row) = (&e.row.state, e.row);
        if s.down == 0 {
            continue;
        }
        let Some(next) = e.kept().filter(|n| n.state.down > 0) else {
            if matches!(row.kind, PlayType::Run | PlayType::Pass) {
                cancelled.count(false);
            }
            continue;
        };
        let moved = i32::from(s.yardline) - i32::from(next.state.yardline);
        let first = next.state.down == 1 && (s.down > 1 || next.state.togo >= s.togo.min(10));
        match row.kind {
            PlayType::Run | PlayType::Pass => {
                cancelled.count(false);
                let foul = row.penalty && (moved - row.yards - 15).abs() <= 1;
                fouls.count(foul && next.state.down == 1);
            }
            PlayType::NoPlay if moved != 0 && s.down < 4 => {
                cancelled.count(true);
                let kind = match moved {
                    ..=-13 => 2,
                    -12..=-8 => 1,
                    -7..=-1 => 0,
                    14..=15 if first => 6,
                    6.. => 5,
                    _ if first && i32::from(s.togo) > moved => 3,
                    _ => 4,
                };
                if let Some(n) = kinds.get_mut(kind) {
                    *n += 1.0;
                }
            }
            _ => {}
        }
    }
    if cancelled.hits < 100.0 {
        return;
    }
    t.penalty = cancelled.shrunk(t.penalty, 200.0);
    t.personal_foul = fouls.shrunk(t.personal_foul, 500.0);
    let all: f64 = kinds.iter().sum();
    let mut left = 1.0;
    let last = t.penalties.len() - 1;
    for (k, (penalty, n)) in t.penalties.iter_mut().zip(kinds).enumerate() {
        penalty.share = if k == last {
            round(left, 4)
        } else {
            round(n / all, 4)
        };
        left -= penalty.share;
    }
}
