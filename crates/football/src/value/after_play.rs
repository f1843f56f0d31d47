//! What follows what: the moment after a play ended in some way, with the
//! clock, the end of a half, tries, kick-offs and overtime.

use super::{Attempt, Kick, Moment, turned};
use crate::book::Slots;
use crate::game::{GameState, Possession};
use crate::rules::{OvertimeFormat, Rules};

/// A moment, and whether it is seen by the side that decides.
#[derive(Debug, Clone, PartialEq)]
pub struct Ask {
    /// The moment.
    pub moment: Moment,
    /// Whether its side is the one that decides.
    pub ours: bool,
}

/// Ways on: (share, position in the batch).
pub type Ways = Vec<(f64, usize)>;

/// The situation of a decision and the batch that its outcomes go into.
pub struct Field<'a> {
    state: &'a GameState,
    rules: &'static Rules,
    asks: &'a mut Vec<Ask>,
}

/// The clock after a play.
enum Time {
    Left { qtr: u8, seconds: u16 },
    HalfOver,
}

impl<'a> Field<'a> {
    /// Outcomes of a decision in `state`.
    pub fn new(state: &'a GameState, asks: &'a mut Vec<Ask>) -> Self {
        let playoffs = state.playoffs == Some(true);
        let rules = match state.season {
            Some(season) => Rules::of(season, playoffs),
            None => Rules::latest(playoffs),
        };
        Self { state, rules, asks }
    }

    /// Seconds left in the half.
    pub fn half_seconds(&self) -> u16 {
        self.state.half_seconds_remaining()
    }

    /// Lead of the side that decides.
    pub fn lead(&self) -> i16 {
        self.state.score_differential
    }

    /// Seconds of a play as few values as matter: far from the end of a half
    /// their mean.
    pub fn seconds(&self, slots: &Slots) -> Vec<f64> {
        if self.half_seconds() > 150 {
            vec![slots.mean()]
        } else {
            slots.values().to_vec()
        }
    }

    /// The same of a play after which the clock stands, or that is rare: a few
    /// seconds more or less matter only where they may end the half.
    pub fn seconds_by_the_end(&self, slots: &Slots) -> Vec<f64> {
        if self.half_seconds() > 30 {
            vec![slots.mean()]
        } else {
            slots.values().to_vec()
        }
    }

    fn after(&self, seconds: f64) -> Time {
        let left =
            i32::from(self.state.quarter_seconds_remaining) - seconds.round().max(0.0) as i32;
        let qtr = self.state.qtr;
        match qtr {
            _ if left > 0 => Time::Left {
                qtr,
                seconds: left as u16,
            },
            1 | 3 => Time::Left {
                qtr: qtr + 1,
                seconds: (left + i32::from(self.rules.clock.quarter)).max(1) as u16,
            },
            _ => Time::HalfOver,
        }
    }

    fn ask(&mut self, moment: Moment, ours: bool) -> Ways {
        self.asks.push(Ask { moment, ours });
        vec![(1.0, self.asks.len() - 1)]
    }

    /// The situation with another clock and lead, from the side that decides.
    fn with(&self, qtr: u8, seconds: u16, lead: i16) -> GameState {
        GameState {
            qtr,
            quarter_seconds_remaining: seconds,
            score_differential: lead,
            down: 1,
            ydstogo: 10,
            yardline_100: 75,
            receive_2h_ko: self.state.receive_2h_ko.filter(|_| qtr <= 2),
            ..self.state.clone()
        }
    }

    /// A first down at `yardline_100` of the side that has the ball then.
    pub fn first_down(&mut self, ours: bool, yardline_100: f64, lead: i16, seconds: f64) -> Ways {
        let possession = self.state.overtime_possession;
        if self.state.is_overtime() && !ours {
            return self.overtime_possession_over(yardline_100, lead, seconds);
        }
        self.snap(ours, yardline_100, lead, seconds, possession)
    }

    fn snap(
        &mut self,
        ours: bool,
        yardline_100: f64,
        lead: i16,
        seconds: f64,
        possession: Option<Possession>,
    ) -> Ways {
        let Time::Left { qtr, seconds } = self.after(seconds) else {
            return self.half_over(lead);
        };
        let yardline_100 = yardline_100.round().clamp(1.0, 99.0) as u8;
        let mut state = self.with(qtr, seconds, lead);
        if !ours {
            state = turned(&state);
        }
        state.yardline_100 = yardline_100;
        state.ydstogo = yardline_100.min(10);
        state.overtime_possession = possession;
        self.ask(Moment::Scrimmage(state), ours)
    }

    /// As [`Field::first_down`] of the side that decides, after it stopped the
    /// clock with a timeout.
    pub fn first_down_with_timeout(&mut self, yardline_100: f64, lead: i16, seconds: f64) -> Ways {
        let ways = self.first_down(true, yardline_100, lead, seconds);
        for &(_, at) in &ways {
            if let Moment::Scrimmage(state) = &mut self.asks[at].moment {
                state.posteam_timeouts_remaining = state
                    .posteam_timeouts_remaining
                    .map(|t| t.saturating_sub(1));
            }
        }
        ways
    }

    /// The other side takes over in overtime: its first possession, or a later
    /// one, or the game was lost with ours.
    fn overtime_possession_over(&mut self, yardline_100: f64, lead: i16, seconds: f64) -> Ways {
        let next = match self.possession() {
            Possession::First => Possession::Second,
            Possession::Second if lead < 0 => return self.ask(Moment::Over { lead }, true),
            Possession::Second | Possession::Later => Possession::Later,
        };
        self.snap(false, yardline_100, lead, seconds, Some(next))
    }

    /// Which possession of overtime this is; where nobody said, what the score
    /// tells.
    fn possession(&self) -> Possession {
        match self.state.overtime_possession {
            Some(p) => p,
            None if self.lead() != 0 => Possession::Second,
            None => Possession::Later,
        }
    }

    /// Points for one side in overtime that end the game, or leave it to the
    /// answer of the other.
    fn overtime_is_over(&self, ours: bool, touchdown: bool, lead: i16) -> bool {
        if !ours {
            // Points without the ball (a return, a safety) win in every format.
            return lead < 0;
        }
        match (self.possession(), self.rules.overtime.format) {
            (Possession::First, OvertimeFormat::SuddenDeath) => lead > 0,
            (Possession::First, OvertimeFormat::FieldGoalAnswered) => touchdown && lead > 0,
            (Possession::First, OvertimeFormat::BothPossess) => false,
            (Possession::Second | Possession::Later, _) => {
                lead != 0 && !(touchdown && (-2..0).contains(&lead))
            }
        }
    }

    /// Three points, and the kick-off.
    pub fn field_goal(&mut self, seconds: f64) -> Ways {
        let lead = self.lead() + 3;
        if self.state.is_overtime() && self.overtime_is_over(true, false, lead) {
            return self.ask(Moment::Over { lead }, true);
        }
        self.kickoff(true, lead, seconds)
    }

    /// A kick-off of one side.
    fn kickoff(&mut self, ours: bool, lead: i16, seconds: f64) -> Ways {
        let Time::Left { qtr, seconds } = self.after(seconds) else {
            return self.half_over(lead);
        };
        let mut state = self.with(qtr, seconds, lead);
        if ours {
            state = turned(&state);
        }
        if state.is_overtime() {
            state.overtime_possession = Some(match self.possession() {
                Possession::First => Possession::Second,
                Possession::Second | Possession::Later => Possession::Later,
            });
        }
        self.ask(Moment::Kickoff(state, Kick::Best), !ours)
    }

    /// A touchdown of one side (six points), and its try. The try is played
    /// even when the time is over, if it can still matter.
    pub fn touchdown(&mut self, ours: bool, seconds: f64) -> Ways {
        let lead = self.lead() + if ours { 6 } else { -6 };
        let overtime = self.state.is_overtime();
        if overtime && self.overtime_is_over(ours, true, lead) {
            return self.ask(Moment::Over { lead }, true);
        }
        if overtime && self.possession() == Possession::First {
            // The other side answers: a point behind or two is a detail.
            return self.kickoff(ours, lead + 1, seconds);
        }
        let (qtr, seconds) = match self.after(seconds) {
            Time::Left { qtr, seconds } => (qtr, seconds),
            Time::HalfOver => {
                let theirs = if ours { lead } else { -lead };
                if self.state.qtr >= 4 && !(-2..=0).contains(&theirs) {
                    return self.half_over(lead);
                }
                (self.state.qtr, 0)
            }
        };
        let mut state = self.with(qtr, seconds, lead);
        if !ours {
            state = turned(&state);
        }
        // Two points are an option worth its price late only.
        let attempt = if qtr >= 4 {
            Attempt::Best
        } else {
            Attempt::Kick
        };
        self.ask(Moment::Try(state, attempt), ours)
    }

    /// A touchdown that comes once in a hundred plays: as [`Field::touchdown`],
    /// but with seven
    /// points where time is left, and a touchback where it is early.
    pub fn rare_touchdown(&mut self, ours: bool, seconds: f64) -> Ways {
        if self.state.is_overtime() || matches!(self.after(seconds), Time::HalfOver) {
            return self.touchdown(ours, seconds);
        }
        let lead = self.lead() + if ours { 7 } else { -7 };
        if self.state.qtr == 4 && self.half_seconds() <= 300 {
            // The kick may be an onside kick.
            return self.kickoff(ours, lead, seconds);
        }
        let spot = self.rules.kickoff.touchback_yardline_100();
        self.first_down(!ours, f64::from(spot), lead, seconds)
    }

    /// Two points for the other side, and our free kick.
    pub fn safety(&mut self, seconds: f64) -> Ways {
        let lead = self.lead() - 2;
        if self.state.is_overtime() && self.overtime_is_over(false, false, lead) {
            return self.ask(Moment::Over { lead }, true);
        }
        let Time::Left { qtr, seconds } = self.after(seconds) else {
            return self.half_over(lead);
        };
        let state = turned(&self.with(qtr, seconds, lead));
        self.ask(Moment::FreeKick(state), false)
    }

    /// The half, the game or the overtime period is over.
    fn half_over(&mut self, lead: i16) -> Ways {
        let timeouts = self.rules.clock.timeouts;
        let overtime = self.rules.overtime;
        match self.state.qtr {
            1 | 2 => {
                let mut state = self.with(3, self.rules.clock.quarter, lead);
                state.posteam_timeouts_remaining = Some(timeouts);
                state.defteam_timeouts_remaining = Some(timeouts);
                match self.state.receive_2h_ko {
                    Some(true) => self.received(&state, true),
                    Some(false) => self.received(&state, false),
                    None => self.either(&state),
                }
            }
            3 | 4 if lead != 0 => self.ask(Moment::Over { lead }, true),
            3 | 4 => {
                let state = self.with(4, 0, 0);
                self.ask(Moment::RegulationEnd(state), true)
            }
            _ if overtime.can_tie() || lead != 0 => self.ask(Moment::Over { lead }, true),
            // Play-offs go on: both sides have had the ball in a whole period.
            _ => {
                let mut state = self.with(5, overtime.period, 0);
                state.overtime_possession = Some(Possession::Later);
                self.either(&state)
            }
        }
    }

    /// A kick-off that the side that decides receives, or the other.
    fn received(&mut self, state: &GameState, ours: bool) -> Ways {
        let state = if ours { state.clone() } else { turned(state) };
        self.ask(Moment::Kickoff(state, Kick::Deep), ours)
    }

    /// Ours or theirs, by the toss of a coin.
    fn either(&mut self, state: &GameState) -> Ways {
        let mut ways = self.received(state, true);
        ways.extend(self.received(state, false));
        ways.iter().map(|&(p, at)| (p / 2.0, at)).collect()
    }
}
