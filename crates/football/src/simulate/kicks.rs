//! Kick-offs, punts, field goals and tries.

use super::curve::interpolate;
use super::engine::Engine;
use super::play::{FieldGoal, Kind, Play};
use super::state::{Next, State, Ticking};

/// Where the receiver stands after an onside kick, in yards to the goal the
/// kicking team attacks from there.
const ONSIDE_SPOT: i32 = 53;

impl Engine<'_> {
    /// A kick-off, or the free kick after a safety; [`State::offence`] receives.
    pub(super) fn kickoff(&mut self, s: &mut State) -> Play {
        let table = self.table;
        let kicks = &table.kickoffs;
        let mut play = Play::new(Kind::Kickoff);
        let free_kick = s.next == Next::FreeKick;
        s.ticking = Ticking::Stopped;
        if !free_kick && self.wants_onside(s) {
            if self.rng.chance(kicks.onside) {
                s.turnover(ONSIDE_SPOT);
            } else {
                s.first_down(s.offence, 100 - ONSIDE_SPOT);
            }
            let time = self.seconds((1, 4));
            s.elapse(time);
            return play;
        }
        let u = self.rng.uniform();
        let touchback = if s.rules.touchback >= 80 {
            kicks.touchback_at_20
        } else {
            kicks.touchback
        };
        if !free_kick && u < touchback {
            s.first_down(s.offence, s.rules.touchback.into());
            return play;
        }
        let time = self.seconds(table.seconds.kick_return);
        s.elapse(time);
        if u > 1.0 - kicks.touchdown {
            play.touchdown = true;
            play.return_touchdown = true;
            s.elapse(6);
            s.touchdown(s.offence);
        } else if u > 1.0 - kicks.touchdown - kicks.muffed {
            play.fumble_lost = true;
            let spot = self.rng.between(18, 35);
            s.turnover(spot);
        } else {
            let start = if free_kick {
                &kicks.start_after_safety
            } else {
                &kicks.start
            };
            let yardline = start.draw(&mut self.rng, 0.0);
            s.first_down(s.offence, yardline);
        }
        play
    }

    /// Whether the kicking team needs the ball back at once.
    fn wants_onside(&mut self, s: &State) -> bool {
        if s.qtr != 4 {
            return false;
        }
        let deficit = s.lead(s.offence);
        let stops = u16::from(s.timeouts[s.defence().index()]) + u16::from(s.clock > 120);
        let needs = match deficit {
            1..=8 => s.clock <= 60 + 40 * stops,
            9..=16 => s.clock <= 150 + 40 * stops,
            17..=24 => s.clock <= 300,
            _ => false,
        };
        needs && self.rng.chance(0.8)
    }

    pub(super) fn punt(&mut self, s: &mut State) -> Play {
        let table = self.table;
        let punts = &table.punts;
        let mut play = Play::new(Kind::Punt);
        let time = self.seconds(table.seconds.punt);
        s.elapse(time);
        let to_goal = i32::from(s.yardline);
        if self.rng.chance(punts.touchdown) {
            play.touchdown = true;
            play.return_touchdown = true;
            s.elapse(4);
            s.touchdown(s.defence());
            return play;
        }
        let share = (f64::from(s.yardline) / f64::from(punts.full_from)).min(1.0);
        let shortened = punts.shortest + (1.0 - punts.shortest) * share;
        let net = f64::from(punts.net.draw(&mut self.rng, 0.0)) * shortened;
        let spot = to_goal - net as i32;
        if spot <= 2 {
            if self.rng.chance(punts.touchback) {
                s.turnover(80);
            } else {
                let pinned = self.rng.between(2, 8);
                s.turnover(100 - pinned);
            }
        } else if self.rng.chance(punts.muffed) {
            play.fumble_lost = true;
            s.ticking = Ticking::Stopped;
            // The receiver had the ball, and its possession is over as well.
            s.had_ball = [true, true];
            s.first_down(s.offence, spot);
        } else {
            let start = 100 - spot;
            play.penalty = self.rng.chance(punts.penalty);
            let back = if play.penalty {
                (100 - start).min(20) / 2
            } else {
                0
            };
            s.turnover(start + back);
        }
        play
    }

    pub(super) fn field_goal(&mut self, s: &mut State) -> Play {
        let table = self.table;
        let time = self.seconds(table.seconds.field_goal);
        s.elapse(time);
        let p = interpolate(&table.field_goal, f64::from(s.yardline));
        let result = if self.rng.chance(p) {
            s.points(s.offence, 3, s.defence(), Next::Kickoff);
            FieldGoal::Made
        } else {
            // Spot of the kick, seven yards behind the line; the 20 at the least.
            let spot = (100 - i32::from(s.yardline) - 7).min(80);
            s.turnover(spot);
            if self.rng.chance(table.field_goal_blocked) {
                FieldGoal::Blocked
            } else {
                FieldGoal::Missed
            }
        };
        Play {
            field_goal: Some(result),
            ..Play::new(Kind::FieldGoal)
        }
    }

    /// The try after a touchdown: no time passes, a kick-off follows.
    pub(super) fn extra_points(&mut self, s: &mut State) -> Play {
        let table = self.table;
        let tries = &table.tries;
        let (kind, points, p) = if self.goes_for_two(s) {
            let pass = self.rng.chance(tries.pass);
            let kind = if pass {
                Kind::TwoPointPass
            } else {
                Kind::TwoPointRun
            };
            (kind, 2, tries.two_points)
        } else {
            let close = s.rules.kick_line < 10;
            let kick = if close { tries.kick_close } else { tries.kick };
            (Kind::ExtraPoint, 1, kick)
        };
        let good = self.rng.chance(p);
        if good {
            s.score[s.offence.index()] += points;
        }
        s.offence = s.defence();
        s.next = Next::Kickoff;
        s.ticking = Ticking::Stopped;
        Play {
            good,
            ..Play::new(kind)
        }
    }
}
