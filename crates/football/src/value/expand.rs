//! A moment's tree of what it leads to, by the rules and the tables.

use super::kickoffs::kick_spots;
use super::leaves::Leaves;
use super::node::Node;
use super::tables::Tables;
use super::{Attempt, Kick, Moment, Outcome, turned};
use crate::game::{GameState, Possession};
use crate::rules::Rules;

/// Builds trees and collects their leaves.
pub(super) struct Expander<'a> {
    pub tables: &'a Tables,
    /// For states that name no season, and no kind of game.
    pub season: u16,
    pub leaves: Leaves,
    /// Overtime's answers: a situation, after a kick-off, before the toss.
    pub overtime: &'a dyn Fn(Ask<'_>) -> Outcome,
}

/// What is asked of overtime.
pub(super) enum Ask<'s> {
    Situation(&'s GameState),
    Kicked(&'s GameState),
    Before(&'s GameState),
}

/// Where the clock leads to.
enum After {
    Play(GameState),
    SecondHalf,
    RegulationEnd,
}

/// The state `seconds` later; the quarter may change.
fn later(state: &GameState, seconds: f64) -> After {
    let mut next = state.clone();
    let seconds = seconds.round() as u16;
    if state.is_overtime() || seconds < state.quarter_seconds_remaining {
        next.quarter_seconds_remaining = state.quarter_seconds_remaining.saturating_sub(seconds);
        return After::Play(next);
    }
    match state.qtr {
        2 => After::SecondHalf,
        4 => After::RegulationEnd,
        qtr => {
            next.qtr = qtr + 1;
            next.quarter_seconds_remaining = crate::game::QUARTER_SECONDS;
            After::Play(next)
        }
    }
}

/// Whether a side can do no better than to score a touchdown at once: it is near
/// the goal line late in the game, and three points are not enough. The model
/// adds the points that a possession is worth on average to the lead, and thinks
/// too well of sides that are to make up more than those.
pub(super) fn needs_touchdown(state: &GameState) -> bool {
    state.qtr == 4 && (-8..=-4).contains(&state.score_differential) && state.yardline_100 <= 10
}

impl Expander<'_> {
    fn rules(&self, state: &GameState) -> &'static Rules {
        Rules::of(self.season_of(state), state.playoffs.unwrap_or(false))
    }

    fn season_of(&self, state: &GameState) -> u16 {
        state.season.unwrap_or(self.season)
    }

    pub fn node(&mut self, moment: &Moment) -> Node {
        match moment {
            Moment::Scrimmage(state) => self.scrimmage(state.clone()),
            Moment::Kickoff(state, kick) => self.kickoff(state, *kick),
            Moment::FreeKick(state) => self.free_kick(state),
            Moment::Try(state, attempt) => self.try_(state, *attempt),
            Moment::RegulationEnd(state) => self.regulation_end(state),
            Moment::Over { lead } => Node::Known(Outcome::of_lead(*lead)),
        }
    }

    fn scrimmage(&mut self, state: GameState) -> Node {
        if state.is_overtime() {
            return Node::Known((self.overtime)(Ask::Situation(&state)));
        }
        if state.down == 4
            && let Some(options) = self.fourth_down(&state)
        {
            return options;
        }
        self.snap(state)
    }

    /// A play from scrimmage, for the model.
    pub(super) fn snap(&mut self, state: GameState) -> Node {
        if state.is_overtime() {
            return Node::Known((self.overtime)(Ask::Situation(&state)));
        }
        let scored = needs_touchdown(&state).then(|| GameState {
            score_differential: state.score_differential + 6,
            ..state.clone()
        });
        let leaf = Node::Leaf(self.leaves.place_of(state));
        let Some(scored) = scored else {
            return leaf;
        };
        // Never more than with the touchdown made: what is less for this side is
        // what the other would choose.
        let made = self.try_(&scored, Attempt::Best);
        let either = [leaf, made].map(|n| Node::Flip(Box::new(n)));
        Node::Flip(Box::new(Node::Choice(either.into())))
    }

    fn regulation_end(&self, state: &GameState) -> Node {
        Node::Known(match state.score_differential {
            0 => (self.overtime)(Ask::Before(state)),
            lead => Outcome::of_lead(lead),
        })
    }

    /// First and ten there, `seconds` later.
    fn first_down(&mut self, state: &GameState, yardline: f64, seconds: f64) -> Node {
        match later(state, seconds) {
            After::Play(mut next) => {
                next.down = 1;
                next.yardline_100 = yardline.round().clamp(1.0, 99.0) as u8;
                next.ydstogo = next.yardline_100.min(10);
                self.scrimmage(next)
            }
            After::RegulationEnd => self.regulation_end(state),
            After::SecondHalf => self.second_half(state),
        }
    }

    /// The kick-off after halftime; who kicks follows from who received first.
    fn second_half(&mut self, state: &GameState) -> Node {
        let rules = self.rules(state);
        let start = |receives: bool| {
            let side = if receives {
                state.clone()
            } else {
                turned(state)
            };
            GameState {
                qtr: 3,
                quarter_seconds_remaining: rules.clock.quarter,
                posteam_timeouts_remaining: Some(rules.clock.timeouts),
                defteam_timeouts_remaining: Some(rules.clock.timeouts),
                down: 1,
                ydstogo: 10,
                yardline_100: rules.kickoff.touchback_yardline_100(),
                ..side
            }
        };
        let (received, kicked) = (start(true), start(false));
        match state.receive_2h_ko {
            Some(true) => self.scrimmage(received),
            Some(false) => Node::Flip(Box::new(self.scrimmage(kicked))),
            None => {
                let one = self.scrimmage(received);
                let other = Node::Flip(Box::new(self.scrimmage(kicked)));
                Node::Mix(vec![(0.5, one), (0.5, other)])
            }
        }
    }

    /// Seen by the side that receives.
    fn kickoff(&mut self, state: &GameState, kick: Kick) -> Node {
        if state.is_overtime() {
            return Node::Known((self.overtime)(Ask::Kicked(state)));
        }
        let rules = self.rules(state);
        let kicker_leads = -state.score_differential;
        let may = rules.kickoff.onside.allowed(kicker_leads, state.qtr);
        // Nobody gives up forty yards for a small chance before he must.
        let late = state.qtr == 4 && kicker_leads < 0 && state.quarter_seconds_remaining <= 600;
        match kick {
            Kick::Deep => self.deep(state),
            Kick::Onside => self.onside(state),
            Kick::Failed => self.failed(state),
            Kick::Recovered => self.recovered(state),
            Kick::Best if may && late => {
                let options = [self.deep(state), self.onside(state)];
                // The choice is the kicking side's.
                let kicker = options.map(|n| Node::Flip(Box::new(n)));
                Node::Flip(Box::new(Node::Choice(kicker.into())))
            }
            Kick::Best => self.deep(state),
        }
    }

    fn deep(&mut self, state: &GameState) -> Node {
        let table = self.tables.kickoffs(self.season_of(state));
        let rules = self.rules(state);
        let mut mix = Vec::with_capacity(table.returned.len() + 3);
        let settled = 1.0 - table.touchdown - table.lost;
        let touchback = table.touchback / settled;
        for (i, (yardline, share)) in kick_spots(table, rules).into_iter().enumerate() {
            // Touchbacks are counted among all kicks, returns among the rest.
            let share = if i == 0 {
                touchback
            } else {
                share / (1.0 - table.touchback) * (1.0 - touchback)
            };
            let seconds = if i == 0 { 0.0 } else { table.seconds };
            let node = self.first_down(state, yardline, seconds);
            mix.push(((share * settled) as f32, node));
        }
        let node = self.first_down(&turned(state), table.lost_at, table.seconds);
        mix.push((table.lost as f32, Node::Flip(Box::new(node))));
        mix.push((table.touchdown as f32, self.returned(state)));
        Node::Mix(mix)
    }

    /// A return for a touchdown, with the point after it as it usually ends; the
    /// kickoff after it goes to the touchback.
    fn returned(&mut self, state: &GameState) -> Node {
        let mut scored = state.clone();
        scored.score_differential = (scored.score_differential + 7).min(100);
        match later(&scored, 13.0) {
            After::RegulationEnd => self.regulation_end(&scored),
            After::SecondHalf => self.second_half(&scored),
            After::Play(next) => {
                let spot = f64::from(self.rules(state).kickoff.touchback_yardline_100());
                let node = self.first_down(&turned(&next), spot, 0.0);
                Node::Flip(Box::new(node))
            }
        }
    }

    fn onside(&mut self, state: &GameState) -> Node {
        let p = self.tables.onsides(self.season_of(state)).recovered as f32;
        let (failed, recovered) = (self.failed(state), self.recovered(state));
        Node::Mix(vec![(1.0 - p, failed), (p, recovered)])
    }

    fn failed(&mut self, state: &GameState) -> Node {
        let table = self.tables.onsides(self.season_of(state));
        self.first_down(state, table.failed_at, table.seconds)
    }

    fn recovered(&mut self, state: &GameState) -> Node {
        let table = self.tables.onsides(self.season_of(state));
        let node = self.first_down(&turned(state), table.recovered_at, table.seconds);
        Node::Flip(Box::new(node))
    }

    fn free_kick(&mut self, state: &GameState) -> Node {
        if state.is_overtime() {
            // A safety ends every overtime.
            return Node::Known(Outcome::of_lead(state.score_differential));
        }
        let seconds = self.tables.kickoffs(self.season_of(state)).seconds;
        let spots = &self.tables.free_kick;
        let mix = spots
            .iter()
            .map(|&[yardline, share]| (share as f32, self.first_down(state, yardline, seconds)))
            .collect();
        Node::Mix(mix)
    }

    /// Seen by the side that scored.
    fn try_(&mut self, state: &GameState, attempt: Attempt) -> Node {
        match attempt {
            Attempt::Kick => {
                let missed = self.after_try(state, 0);
                self.kicked_try(state, missed)
            }
            Attempt::Two => {
                let failed = self.after_try(state, 0);
                self.two_points(state, failed)
            }
            Attempt::Made(points) => self.after_try(state, points),
            Attempt::Best => {
                // No point is worth the same after either.
                let none = self.after_try(state, 0);
                let kick = self.kicked_try(state, none.clone());
                let two = self.two_points(state, none);
                Node::Choice(vec![kick, two])
            }
        }
    }

    fn kicked_try(&mut self, state: &GameState, missed: Node) -> Node {
        let good = self.tables.tries(self.season_of(state)).kick as f32;
        Node::Mix(vec![(good, self.after_try(state, 1)), (1.0 - good, missed)])
    }

    fn two_points(&mut self, state: &GameState, failed: Node) -> Node {
        let table = self.tables.tries(self.season_of(state));
        let (two, returned) = (table.two as f32, table.returned as f32);
        let mut mix = vec![(two, self.after_try(state, 2))];
        if self.rules(state).try_.defence_scores {
            mix.push((returned, self.after_try(state, -2)));
            mix.push((1.0 - two - returned, failed));
        } else {
            mix.push((1.0 - two, failed));
        }
        Node::Mix(mix)
    }

    /// The kick-off after a try that changed the lead by `points`; seen by the
    /// side that tried.
    pub fn after_try(&mut self, state: &GameState, points: i16) -> Node {
        let mut scored = state.clone();
        scored.score_differential = (scored.score_differential + points).clamp(-100, 100);
        if state.is_overtime() {
            return self.after_overtime_try(&scored);
        }
        if state.quarter_seconds_remaining == 0 {
            match state.qtr {
                4 => return self.regulation_end(&scored),
                2 => return self.second_half(&scored),
                _ => {}
            }
        }
        let kick = self.kickoff(&turned(&scored), Kick::Best);
        Node::Flip(Box::new(kick))
    }

    /// A try in overtime: on the first possession where both sides possess the
    /// other answers; on the second a tie goes on, all else is over.
    fn after_overtime_try(&mut self, scored: &GameState) -> Node {
        let lead = scored.score_differential;
        let possession = match scored.overtime_possession {
            Some(Possession::First) if lead > 0 => Possession::Second,
            _ if lead == 0 => Possession::Later,
            _ => return Node::Known(Outcome::of_lead(lead)),
        };
        let mut kick = turned(scored);
        kick.overtime_possession = Some(possession);
        Node::Flip(Box::new(self.kickoff(&kick, Kick::Deep)))
    }
}
