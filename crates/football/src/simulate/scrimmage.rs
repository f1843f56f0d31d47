//! Runs, passes, kneel-downs and what can go wrong with them.

use super::choice::{Call, class};
use super::clock::Tempo;
use super::engine::Engine;
use super::play::{Kind, Play};
use super::state::{Next, State, Ticking};

/// Index into [`Distributions::passing`](super::table::Distributions).
#[must_use]
pub fn passing_class(down: u8, togo: u8) -> usize {
    match (down, togo) {
        (1 | 2, _) => 0,
        (_, 1..=3) => 1,
        (_, 4..=9) => 2,
        (_, 10..=14) => 3,
        _ => 4,
    }
}

impl Engine<'_> {
    /// One play from scrimmage.
    pub(super) fn scrimmage(&mut self, s: &mut State) -> Play {
        if self.wants_to_spike(s) {
            return self.spike(s);
        }
        match self.call(s) {
            Call::Kneel => self.kneel(s),
            Call::Punt => self.punt(s),
            Call::FieldGoal => self.field_goal(s),
            Call::Run | Call::Pass if self.rng.chance(self.table.penalty) => self.cancelled(s),
            Call::Run => self.run(s),
            Call::Pass => self.pass(s),
        }
    }

    fn kneel(&mut self, s: &mut State) -> Play {
        s.elapse(2);
        s.ticking = Ticking::Running;
        s.advance(-1);
        Play {
            yards: -1,
            ..Play::new(Kind::Kneel)
        }
    }

    /// A snap cancelled by a penalty.
    fn cancelled(&mut self, s: &mut State) -> Play {
        let mut u = self.rng.uniform();
        let penalties = &self.table.penalties;
        let mut penalty = &penalties[penalties.len() - 1];
        for candidate in penalties {
            if u < candidate.share {
                penalty = candidate;
                break;
            }
            u -= candidate.share;
        }
        let yards = self.rng.between(penalty.least.into(), penalty.most.into());
        // A half does not end with a foul of the defence: the untimed down that
        // follows is played with a second on the clock.
        let most = if yards > 0 {
            i32::from(s.clock) - 1
        } else {
            i32::from(s.clock)
        };
        s.elapse(penalty.seconds.min(most));
        s.ticking = if s.bounds_stop_clock() {
            Ticking::Stopped
        } else {
            Ticking::OnSignal
        };
        self.walk_off(s, yards, penalty.first_down);
        Play {
            penalty: true,
            ..Play::new(Kind::NoPlay)
        }
    }

    /// Moves the ball by a penalty, at most half the distance to the goal; the
    /// down is repeated unless the yards or the rule give a first down.
    fn walk_off(&mut self, s: &mut State, yards: i32, first_down: bool) {
        let to_goal = i32::from(s.yardline);
        let spot = if yards > 0 {
            // Interference is spotted where it happened: at the 1 at the nearest.
            to_goal - yards.min(if yards > 15 { to_goal - 1 } else { to_goal / 2 })
        } else {
            to_goal + (-yards).min((100 - to_goal) / 2)
        };
        let togo = i32::from(s.togo) + spot - to_goal;
        if first_down || togo <= 0 {
            s.first_down(s.offence, spot);
        } else {
            s.yardline = spot as u8;
            s.togo = togo as u8;
        }
    }

    fn run(&mut self, s: &mut State) -> Play {
        let table = self.table;
        let offence = self.shift(s);
        let mut play = Play::new(Kind::Run);
        play.yards = match table.goal_line.iter().find(|g| s.yardline <= g.yardline) {
            Some(goal) => {
                if self.rng.chance(goal.run * (1.0 + 0.5 * offence.tilt)) {
                    i32::from(s.yardline)
                } else {
                    self.short_of_goal(s, &table.run_goal_line, offence.tilt)
                }
            }
            None if s.togo <= 2 => table.run_short.draw(&mut self.rng, offence.tilt),
            None => table.run.draw(&mut self.rng, offence.tilt),
        };
        let time = self.seconds(table.seconds.play);
        s.elapse(time);
        if self
            .rng
            .chance(table.turnovers.run_fumble * offence.mistakes)
        {
            return self.fumble(s, play);
        }
        let bounds = table.choices.out_of_bounds[0];
        self.finish(s, play, bounds)
    }

    fn pass(&mut self, s: &mut State) -> Play {
        let table = self.table;
        let offence = self.shift(s);
        let passing = &table.passing[passing_class(s.down, s.togo)];
        let mut play = Play::new(Kind::Pass);
        let sack = passing.sack * offence.mistakes;
        let interception = passing.interception * offence.mistakes;
        let by_spot = class(s.yardline, &[2, 5, 10, 20, 40]);
        let factor = table
            .completion_by_spot
            .get(by_spot)
            .copied()
            .unwrap_or(1.0);
        let complete = (passing.complete + offence.complete) * factor;
        let u = self.rng.uniform();
        if u < sack {
            play.sack = true;
            let back = table.sack.draw(&mut self.rng, 0.0);
            play.yards = back.max(i32::from(s.yardline) - 100);
            let time = self.seconds(table.seconds.play);
            s.elapse(time);
            if self.rng.chance(table.turnovers.sack_fumble) {
                return self.fumble(s, play);
            }
            return self.finish(s, play, 0.0);
        }
        if u < sack + interception {
            let time = self.seconds(table.seconds.play);
            s.elapse(time);
            return self.intercepted(s, play);
        }
        if u >= sack + interception + complete {
            let time = self.seconds(table.seconds.incomplete);
            s.elapse(time);
            s.ticking = Ticking::Stopped;
            s.advance(0);
            return play;
        }
        play.complete = true;
        play.yards = match table.goal_line.iter().find(|g| s.yardline <= g.yardline) {
            Some(goal) => {
                if self
                    .rng
                    .chance(goal.completion * (1.0 + 0.3 * offence.tilt))
                {
                    i32::from(s.yardline)
                } else {
                    self.short_of_goal(s, &passing.gain, offence.tilt)
                }
            }
            None => {
                let red_zone = if s.yardline <= 20 {
                    table.red_zone_tilt
                } else {
                    0.0
                };
                passing.gain.draw(&mut self.rng, offence.tilt + red_zone)
            }
        };
        let time = self.seconds(table.seconds.play);
        s.elapse(time);
        if self
            .rng
            .chance(table.turnovers.pass_fumble * offence.mistakes)
        {
            return self.fumble(s, play);
        }
        let hurry = matches!(s.tempo(), Tempo::Hurry | Tempo::Brisk);
        let bounds = table.choices.out_of_bounds[usize::from(hurry)];
        self.finish(s, play, bounds)
    }

    /// A gain that ends before the goal line.
    fn short_of_goal(&mut self, s: &State, gain: &super::curve::Curve, tilt: f64) -> i32 {
        let most = i32::from(s.yardline) - 1;
        let yards = gain.draw(&mut self.rng, tilt);
        if yards <= most {
            return yards;
        }
        self.rng.between(0, most)
    }

    /// Spots the ball after a gain in the field: touchdown, safety, or the
    /// next down, perhaps with a personal foul on top.
    fn finish(&mut self, s: &mut State, mut play: Play, bounds: f64) -> Play {
        let to_goal = i32::from(s.yardline);
        if play.yards >= to_goal {
            play.yards = to_goal;
            play.touchdown = true;
            s.touchdown(s.offence);
            return play;
        }
        if to_goal - play.yards >= 100 {
            play.yards = to_goal - 100;
            play.safety = true;
            s.points(s.defence(), 2, s.defence(), Next::FreeKick);
            return play;
        }
        let out = bounds > 0.0 && self.rng.chance(bounds);
        s.ticking = match (out, s.bounds_stop_clock()) {
            (false, _) => Ticking::Running,
            (true, true) => Ticking::Stopped,
            (true, false) => Ticking::OnSignal,
        };
        let offence = s.offence;
        s.advance(play.yards);
        if s.offence == offence && self.rng.chance(self.table.personal_foul) {
            play.penalty = true;
            self.walk_off(s, 15, true);
        }
        play
    }

    /// A lost fumble at the end of the gain.
    fn fumble(&mut self, s: &mut State, mut play: Play) -> Play {
        play.fumble_lost = true;
        let to_goal = i32::from(s.yardline);
        play.yards = play.yards.clamp(to_goal - 99, to_goal - 1);
        let net = self.table.turnovers.fumble_net.draw(&mut self.rng, 0.0);
        let touchdown = self.table.turnovers.fumble_touchdown;
        let spot = to_goal - play.yards - net;
        self.returned(s, play, spot, touchdown)
    }

    fn intercepted(&mut self, s: &mut State, mut play: Play) -> Play {
        play.interception = true;
        let net = self
            .table
            .turnovers
            .interception_net
            .draw(&mut self.rng, 0.0);
        let touchdown = self.table.turnovers.interception_touchdown;
        let spot = i32::from(s.yardline) - net;
        self.returned(s, play, spot, touchdown)
    }

    /// The defence has the ball: a touchdown, or first down `spot` yards from
    /// the goal the offence attacked (in its end zone: a touchback).
    fn returned(&mut self, s: &mut State, mut play: Play, spot: i32, touchdown: f64) -> Play {
        let time = self.seconds(self.table.seconds.turnover_return);
        s.elapse(time);
        if self.rng.chance(touchdown) {
            play.touchdown = true;
            play.return_touchdown = true;
            s.touchdown(s.defence());
        } else if spot <= 0 {
            s.turnover(80);
        } else {
            s.turnover(100 - spot);
        }
        play
    }
}
