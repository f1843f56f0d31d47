//! What coaches do, and how long it takes.

use super::super::choice::{
    behind_late, class, go_distance, odds_cell, pass_cell, spot_class, timeout_cell,
};
use super::super::clock::Tempo;
use super::super::log::{Event, Log};
use super::super::state::State;
use super::super::table::Distributions;
use super::gains::replace;
use super::smooth::{Rate, range, round};
use crate::plays::PlayType;

pub(super) fn fit(log: &Log, t: &mut Distributions) {
    seconds(log, t);
    passes(log, t);
    fourth_downs(log, t);
    timeouts(log, t);
}

fn events(log: &Log) -> impl Iterator<Item = Event<'_>> {
    log.games.iter().flat_map(|game| game.events())
}

fn timeouts_left(s: &State) -> u8 {
    s.timeouts[0] + s.timeouts[1]
}

/// Time between snaps. A run in bounds lets the clock run: what it takes
/// itself is set (the files have the clock at the snap only), the rest is the
/// way to the next snap.
fn seconds(log: &Log, t: &mut Distributions) {
    let (mut incomplete, mut punt, mut kick, mut back) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut tempo: [Vec<i32>; 4] = Default::default();
    let play = (t.seconds.play.0 + t.seconds.play.1) / 2;
    for e in events(log) {
        let (s, row) = (&e.row.state, e.row);
        let (Some(used), Some(next)) = (e.seconds(), e.next) else {
            continue;
        };
        let stopped = timeouts_left(s) != timeouts_left(&next.state);
        match row.kind {
            PlayType::Pass
                if row.complete == Some(false)
                    && row.sack == Some(false)
                    && !row.interception
                    && !row.penalty
                    && (1..=15).contains(&used) =>
            {
                incomplete.push(used);
            }
            PlayType::Pass if row.complete == Some(false) && row.sack == Some(false) => {}
            PlayType::Punt if (1..=25).contains(&used) && e.points == 0 => punt.push(used),
            PlayType::FieldGoal if (1..=12).contains(&used) && e.points == 3 => kick.push(used),
            PlayType::Kickoff if (1..=15).contains(&used) && e.points == 0 => back.push(used),
            PlayType::Run | PlayType::Pass
                if !row.penalty && row.yards > 0 && e.kept().is_some() && e.points == 0 =>
            {
                let after = State {
                    clock: s.clock.saturating_sub(6),
                    ..next.state
                };
                let (k, least) = match after.tempo() {
                    Tempo::Burn => (0, 20),
                    Tempo::Normal => (1, 20),
                    Tempo::Brisk => (2, 15),
                    Tempo::Hurry => (3, 11),
                };
                // Without timeouts in the file, a stop is no run-off.
                let sure = k == 1 || (row.timeouts_known && !stopped);
                // After a catch at leisure, the clock may have stopped out of bounds.
                let sure = sure && (k >= 2 || row.kind == PlayType::Run);
                if sure && next.kind != PlayType::Spike && (least..=52).contains(&used) {
                    tempo[k].push(used - play);
                }
            }
            _ => {}
        }
    }
    let at = &mut t.seconds;
    replace(&mut at.incomplete, range(&incomplete, 2, 15));
    replace(&mut at.punt, range(&punt, 3, 25));
    replace(&mut at.field_goal, range(&kick, 2, 10));
    replace(&mut at.kick_return, range(&back, 2, 15));
    let [burn, normal, brisk, hurry] = tempo.map(|values| range(&values, 5, 46));
    replace(&mut at.burn, burn);
    replace(&mut at.normal, normal);
    replace(&mut at.brisk, brisk);
    replace(&mut at.hurry, hurry);
}

/// First the shares by down and distance in ordinary times, then the factors on
/// the odds that explain what is passed otherwise.
fn passes(log: &Log, t: &mut Distributions) {
    let calls: Vec<(&State, bool)> = events(log)
        .filter(|e| e.row.state.down > 0)
        .filter_map(|e| match e.row.kind {
            PlayType::Run => Some((&e.row.state, false)),
            PlayType::Pass => Some((&e.row.state, true)),
            _ => None,
        })
        .collect();
    let mut base = [[Rate::default(); 8]; 4];
    for (s, pass) in calls.iter().filter(|(s, _)| s.yardline > 2) {
        let (time, lead) = odds_cell(s);
        if time == 4 && (1..=5).contains(&lead) {
            let (down, distance) = pass_cell(s);
            base[down][distance].count(*pass);
        }
    }
    let c = &mut t.choices;
    for (row, rates) in c.pass.iter_mut().zip(base) {
        for (p, rate) in row.iter_mut().zip(rates) {
            *p = rate.shrunk(*p, 15.0);
        }
    }
    let odds = |p: f64| p / (1.0 - p).max(1e-6);
    let share = |s: &State, pass: &[[f64; 8]; 4]| {
        let (down, distance) = pass_cell(s);
        pass[down][distance]
    };
    let mut cells: Vec<Vec<(f64, bool)>> = vec![Vec::new(); 42];
    let mut goal: [Vec<(f64, bool)>; 2] = Default::default();
    for (s, pass) in &calls {
        let (time, lead) = odds_cell(s);
        let own = odds(share(s, &c.pass));
        match s.yardline {
            0..=2 => goal[usize::from(s.yardline == 2)].push((own, *pass)),
            _ => cells[time * 7 + lead].push((own, *pass)),
        }
    }
    let factors = c.pass_odds.as_flattened_mut().iter_mut();
    for (factor, seen) in factors.zip(&cells) {
        *factor = explain(seen, *factor);
    }
    for (factor, seen) in c.goal_line_pass_odds.iter_mut().zip(&goal) {
        *factor = explain(seen, *factor);
    }
}

/// The factor on the odds with which the expected number of passes is the one
/// seen; ten plays more with the odds of `prior` keep it near that.
fn explain(seen: &[(f64, bool)], prior: f64) -> f64 {
    let typical = seen.iter().map(|(odds, _)| odds).sum::<f64>() / (seen.len().max(1) as f64);
    let p = |odds: f64, factor: f64| odds * factor / (1.0 + odds * factor);
    let passes = seen.iter().filter(|(_, pass)| *pass).count() as f64 + 10.0 * p(typical, prior);
    let (mut low, mut high) = (1e-3_f64, 1e3_f64);
    for _ in 0..60 {
        let middle = (low * high).sqrt();
        let expected = seen.iter().map(|(odds, _)| p(*odds, middle)).sum::<f64>();
        if expected + 10.0 * p(typical, middle) < passes {
            low = middle;
        } else {
            high = middle;
        }
    }
    round((low * high).sqrt(), 3)
}

fn fourth_downs(log: &Log, t: &mut Distributions) {
    let mut go = [[Rate::default(); 6]; 9];
    let mut behind = [[[Rate::default(); 3]; 4]; 4];
    let mut kick = [Rate::default(); 9];
    for e in events(log).filter(|e| e.row.state.down == 4) {
        let s = &e.row.state;
        let went = match e.row.kind {
            PlayType::Run | PlayType::Pass => true,
            PlayType::Punt | PlayType::FieldGoal => false,
            _ => continue,
        };
        // The last seconds of a half have rules of their own.
        if s.ends_half() && s.clock <= 15 {
            continue;
        }
        let spot = spot_class(s);
        if let Some((time, deficit)) = behind_late(s) {
            behind[time][deficit][class(s.yardline, &[37, 60])].count(went);
        } else if s.qtr != 4 || s.clock > 300 {
            go[spot][go_distance(s)].count(went);
            if !went {
                kick[spot].count(e.row.kind == PlayType::FieldGoal);
            }
        }
    }
    let c = &mut t.choices;
    for (row, rates) in c.go.iter_mut().zip(go) {
        for (p, rate) in row.iter_mut().zip(rates) {
            *p = rate.shrunk(*p, 10.0);
        }
    }
    let priors = c.go_behind.as_flattened_mut().as_flattened_mut().iter_mut();
    for (p, rate) in priors.zip(behind.as_flattened().as_flattened()) {
        *p = rate.shrunk(*p, 6.0);
    }
    for (p, rate) in c.kick.iter_mut().zip(kick) {
        *p = rate.shrunk(*p, 10.0);
    }
}

/// Timeouts before snaps, apart for a clock that runs and one that stands.
/// Whether a play in bounds or out of bounds ended it is not in the files: so
/// many plays as leave the field are taken off those after which it runs.
fn timeouts(log: &Log, t: &mut Distributions) {
    let mut idle = [[Rate::default(); 2]; 2];
    let mut halves = [[[[Rate::default(); 8]; 8]; 2]; 2];
    let play = (t.seconds.play.0 + t.seconds.play.1) / 2;
    for e in events(log) {
        let (s, row) = (&e.row.state, e.row);
        let Some(next) = e
            .next
            .filter(|n| row.timeouts_known && n.state.qtr == s.qtr && n.state.down > 0)
        else {
            continue;
        };
        let in_play = row.kind == PlayType::Run
            || row.complete == Some(true)
            || row.sack == Some(true)
            || (row.complete.is_none() && row.kind == PlayType::Pass && row.yards != 0);
        let runs = in_play && s.down > 0 && e.kept().is_some() && e.points == 0 && !row.penalty;
        let elapsed = u16::try_from(play).unwrap_or(0);
        let after = State {
            clock: match runs {
                true => s.clock.saturating_sub(elapsed).max(next.state.clock),
                false => next.state.clock,
            },
            ..next.state
        };
        let weight = match (runs, after.tempo()) {
            (false, _) => 1.0,
            (true, Tempo::Hurry) => 1.0 - t.choices.out_of_bounds[1],
            (true, _) => 1.0 - t.choices.out_of_bounds[0],
        };
        for (who, side) in [after.offence, after.defence()].into_iter().enumerate() {
            let before = s.timeouts[side.index()];
            if before == 0 {
                continue;
            }
            let rate = match s.qtr {
                1 | 3 => &mut idle[usize::from(!runs)][who],
                2 | 4 => {
                    let (situation, clock) = timeout_cell(&after, side);
                    &mut halves[usize::from(!runs)][who][situation][clock]
                }
                _ => continue,
            };
            rate.trials += weight;
            rate.hits += f64::from(u8::from(next.state.timeouts[side.index()] < before));
        }
    }
    let c = &mut t.choices;
    for (p, rate) in c
        .idle_timeout
        .as_flattened_mut()
        .iter_mut()
        .zip(idle.as_flattened())
    {
        *p = rate.shrunk(*p, 100.0);
    }
    let [runs, stands] = halves;
    for (table, rates) in [
        (&mut c.running_timeout, runs),
        (&mut c.standing_timeout, stands),
    ] {
        let table = table.as_flattened_mut().as_flattened_mut();
        let rates = rates.as_flattened().as_flattened();
        for (p, rate) in table.iter_mut().zip(rates) {
            *p = rate.shrunk(*p, 10.0).min(1.0);
        }
    }
}
