//! Kick-offs, punts, field goals, tries.

use super::super::curve::interpolate;
use super::super::log::{Event, Log};
use super::super::table::{Distributions, GoForTwo};
use super::gains::replace;
use super::smooth::{Rate, curve, falling, round};
use crate::plays::PlayType;
use std::collections::BTreeMap;

pub(super) fn fit(log: &Log, t: &mut Distributions) {
    kickoffs(log, t);
    punts(log, t);
    field_goals(log, t);
    tries(log, t);
}

fn events(log: &Log, kind: PlayType) -> impl Iterator<Item = Event<'_>> {
    let all = log.games.iter().flat_map(|game| game.events());
    all.filter(move |e| e.row.kind == kind)
}

fn kickoffs(log: &Log, t: &mut Distributions) {
    let mut touchback = [Rate::default(), Rate::default()];
    let (mut touchdown, mut muffed, mut onside) =
        (Rate::default(), Rate::default(), Rate::default());
    let mut start = Vec::new();
    for e in events(log, PlayType::Kickoff) {
        let s = &e.row.state;
        let Some(next) = e.next else { continue };
        let spot = next.state.yardline;
        let kept = e.kept().is_some();
        // The kicker is behind late and the ball stays near midfield.
        let behind = s.qtr == 4 && s.clock <= 300 && s.lead(s.offence) > 0;
        if behind && (38..=60).contains(&spot) && next.state.down == 1 {
            onside.count(!kept);
            continue;
        }
        let era = usize::from(s.rules.touchback >= 80);
        let back = kept && spot == s.rules.touchback && e.seconds() == Some(0);
        touchback[era].count(back);
        touchdown.count(e.points >= 6);
        let lost = !kept && next.state.down == 1 && e.points == 0;
        muffed.count(lost);
        if kept && !back && next.state.down == 1 && e.points == 0 {
            start.push(i32::from(spot));
        }
    }
    let k = &mut t.kickoffs;
    k.touchback = touchback[0].shrunk(k.touchback, 50.0);
    k.touchback_at_20 = touchback[1].shrunk(k.touchback_at_20, 50.0);
    k.touchdown = touchdown.shrunk(k.touchdown, 200.0);
    k.muffed = muffed.shrunk(k.muffed, 200.0);
    k.onside = onside.shrunk(k.onside, 20.0);
    replace(&mut k.start, curve(start, 5, 98));
}

fn punts(log: &Log, t: &mut Distributions) {
    let (mut touchdown, mut muffed) = (Rate::default(), Rate::default());
    let mut net = Vec::new();
    for e in events(log, PlayType::Punt) {
        let s = &e.row.state;
        touchdown.count(e.points <= -6);
        if let Some(next) = e.kept() {
            muffed.count(next.state.down == 1 && !e.row.penalty);
        }
        if let Some(next) = e.lost().filter(|n| n.state.down == 1) {
            muffed.count(false);
            if s.yardline >= t.punts.full_from && !e.row.penalty {
                let spot = 100 - i32::from(next.state.yardline);
                net.push(i32::from(s.yardline) - spot);
            }
        }
    }
    let p = &mut t.punts;
    p.touchdown = touchdown.shrunk(p.touchdown, 200.0);
    p.muffed = muffed.shrunk(p.muffed, 200.0);
    replace(&mut p.net, curve(net, -20, 80));
}

/// Shares by three yards, never rising with the distance; where there are few
/// tries the numbers from before stand in.
fn field_goals(log: &Log, t: &mut Distributions) {
    let mut good: BTreeMap<u8, Rate> = BTreeMap::new();
    for e in events(log, PlayType::FieldGoal) {
        let bin = (e.row.state.yardline + 1) / 3;
        good.entry(bin).or_default().count(e.points == 3);
    }
    let before = t.field_goal.clone();
    let prior = |yards: f64| interpolate(&before, yards);
    let centre = |bin: u8| f64::from(bin) * 3.0;
    let far = |bin: &u8| centre(*bin) <= 42.0;
    let (bins, rates): (Vec<u8>, Vec<Rate>) = good.into_iter().filter(|(b, _)| far(b)).unzip();
    let drawn: Vec<Rate> = bins
        .iter()
        .zip(rates)
        .map(|(&bin, rate)| Rate {
            hits: rate.hits + 20.0 * prior(centre(bin)),
            trials: rate.trials + 20.0,
        })
        .collect();
    if drawn.len() < 5 {
        return;
    }
    let mut points: Vec<(f64, f64)> = bins
        .iter()
        .zip(falling(&drawn))
        .map(|(&bin, p)| (centre(bin).max(1.0), round(p, 4)))
        .collect();
    points.dedup_by(|b, a| a.0 >= b.0);
    // Beyond the longest tries: straight to nothing at 55 (a kick of 73 yards).
    let last = points.last().copied().unwrap_or((42.0, 0.3));
    points.push((48.0_f64.max(last.0 + 3.0), round(last.1 * 0.35, 4)));
    points.push((55.0, 0.0));
    t.field_goal = points;
}

fn tries(log: &Log, t: &mut Distributions) {
    let mut kick = [Rate::default(), Rate::default()];
    let mut two = Rate::default();
    let mut all = [Rate::default(); 3];
    let mut chart: BTreeMap<i16, [Rate; 3]> = BTreeMap::new();
    for game in &log.games {
        for e in game.events() {
            let s = &e.row.state;
            let is_two = e.row.kind == PlayType::TwoPoint;
            if !is_two && e.row.kind != PlayType::ExtraPoint {
                continue;
            }
            if is_two {
                two.count(e.points == 2);
            } else {
                kick[usize::from(s.rules.kick_line < 10)].count(e.points == 1);
            }
            let period = match (s.qtr, s.clock) {
                (1..=3, _) => 0,
                (_, 301..) => 1,
                _ => 2,
            };
            if s.qtr > 4 || (s.qtr == 4 && s.clock == 0) {
                continue;
            }
            all[period].count(is_two);
            chart.entry(s.lead(s.offence)).or_default()[period].count(is_two);
        }
    }
    let at = &mut t.tries;
    at.kick = kick[0].shrunk(at.kick, 50.0);
    at.kick_close = kick[1].shrunk(at.kick_close, 50.0);
    at.two_points = two.shrunk(at.two_points, 30.0);
    at.whim = all[0].share(at.whim);
    let whim = at.whim;
    at.go_for_two = chart
        .into_iter()
        .filter(|(lead, _)| (-24..=24).contains(lead))
        .map(|(lead, rates)| GoForTwo {
            lead,
            share: rates.map(|rate| round(rate.shrunk(whim, 6.0), 3)),
        })
        .collect();
}
