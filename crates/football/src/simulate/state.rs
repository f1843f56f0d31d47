//! The state of a game: all that the next play depends on.

use crate::game::{GameState, Site};
use crate::rules::OvertimeFormat;

/// What the time before a snap led to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Snap {
    /// The period ran out.
    PeriodOver,
    /// An ordinary snap.
    Play,
}

/// One of the two teams.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    /// The home team.
    Home,
    /// The visiting team.
    Away,
}

impl Side {
    /// The other team.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::Home => Self::Away,
            Self::Away => Self::Home,
        }
    }

    /// Index into `[home, away]`.
    #[must_use]
    pub fn index(self) -> usize {
        self as usize
    }
}

/// What comes next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// A kick-off; [`State::offence`] receives.
    Kickoff,
    /// The free kick after a safety; [`State::offence`] receives.
    FreeKick,
    /// The try after a touchdown by [`State::offence`].
    Try,
    /// A play from scrimmage.
    Snap,
    /// Nothing: the game is over.
    Over,
}

/// Whether the game clock runs between two plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ticking {
    /// Until the snap it stands.
    Stopped,
    /// It starts on the referee's signal: a shorter run-off.
    OnSignal,
    /// It runs.
    Running,
}

/// Seconds in a quarter.
pub const QUARTER: u16 = 900;

/// The rules that a game in progress depends on, from [`crate::rules`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules {
    /// Length of an overtime period in seconds.
    pub overtime_seconds: u16,
    /// Timeouts of each team in overtime.
    pub overtime_timeouts: u8,
    /// What decides overtime.
    pub overtime: OvertimeFormat,
    /// Overtime goes on until there is a winner.
    pub no_ties: bool,
    /// Yards to the opponent's goal line after a kick-off's touchback.
    pub touchback: u8,
    /// Yards to the goal line of a try by a kick: 2 until 2014, then 15.
    pub kick_line: u8,
}

/// The season whose rules simulated games have unless another is asked for:
/// the last that the numbers know the habits of.
pub const RULES_OF: u16 = 2023;

impl Rules {
    /// The rules of a season's regular season or play-offs.
    #[must_use]
    pub fn of(season: u16, play_off: bool) -> Self {
        let rules = crate::rules::Rules::of(season, play_off);
        Self {
            overtime_seconds: rules.overtime.period,
            overtime_timeouts: rules.overtime.timeouts,
            overtime: rules.overtime.format,
            no_ties: !rules.overtime.can_tie(),
            touchback: rules.kickoff.touchback_yardline_100(),
            kick_line: rules.try_.kick_line,
        }
    }

    /// The regular season of [`RULES_OF`]: ten minutes of overtime, two
    /// timeouts, a touchdown wins at once, ties stand.
    #[must_use]
    pub fn regular_season() -> Self {
        Self::of(RULES_OF, false)
    }

    /// The play-offs of [`RULES_OF`]: fifteen minutes a period, three timeouts,
    /// both teams get the ball, no ties.
    #[must_use]
    pub fn play_offs() -> Self {
        Self::of(RULES_OF, true)
    }
}

/// A game at one moment, before the next play. Arrays are `[home, away]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct State {
    /// 1–4; 5 and more in overtime.
    pub qtr: u8,
    /// Seconds left in the period.
    pub clock: u16,
    /// Whether the clock runs until the next snap.
    pub ticking: Ticking,
    /// What comes next.
    pub next: Next,
    /// The team with the ball; before a kick the team that receives.
    pub offence: Side,
    /// 1–4.
    pub down: u8,
    /// Yards to go, 1 to `yardline`.
    pub togo: u8,
    /// Yards to the opponent's goal line, 1–99.
    pub yardline: u8,
    /// Points.
    pub score: [i16; 2],
    /// Timeouts left in this half.
    pub timeouts: [u8; 2],
    /// Who receives the kick-off of the second half.
    pub second_half: Side,
    /// The two-minute warning of this half has been given.
    pub warned: bool,
    /// Overtime: the team has had the ball, and has it no longer.
    pub had_ball: [bool; 2],
    /// Rules of overtime and ties.
    pub rules: Rules,
}

impl State {
    /// Before the opening kick-off, which `receiver` receives.
    #[must_use]
    pub fn kickoff(receiver: Side, rules: Rules) -> Self {
        Self {
            qtr: 1,
            clock: QUARTER,
            ticking: Ticking::Stopped,
            next: Next::Kickoff,
            offence: receiver,
            down: 1,
            togo: 10,
            yardline: 75,
            score: [0, 0],
            timeouts: [3, 3],
            second_half: receiver.other(),
            warned: false,
            had_ball: [false, false],
            rules,
        }
    }

    /// The team without the ball.
    #[must_use]
    pub fn defence(&self) -> Side {
        self.offence.other()
    }

    /// Points of `side` less those of the other.
    #[must_use]
    pub fn lead(&self, side: Side) -> i16 {
        self.score[side.index()] - self.score[side.other().index()]
    }

    /// Whether this is overtime.
    #[must_use]
    pub fn is_overtime(&self) -> bool {
        self.qtr > 4
    }

    /// Seconds left in the half; in overtime, in the period.
    #[must_use]
    pub fn half_seconds(&self) -> u16 {
        self.clock
            + if matches!(self.qtr, 1 | 3) {
                QUARTER
            } else {
                0
            }
    }

    /// Seconds left in regulation; in overtime, in the period.
    #[must_use]
    pub fn game_seconds(&self) -> u16 {
        self.clock + QUARTER * u16::from(4_u8.saturating_sub(self.qtr))
    }

    /// Whether the end of the period ends the half or the game.
    #[must_use]
    pub fn ends_half(&self) -> bool {
        !matches!(self.qtr, 1 | 3)
    }

    /// The situation as the predictor knows it, without lines and place;
    /// `None` unless a play from scrimmage comes next.
    #[must_use]
    pub fn situation(&self) -> Option<GameState> {
        (self.next == Next::Snap).then(|| GameState {
            qtr: self.qtr.min(5),
            quarter_seconds_remaining: self.clock,
            down: self.down,
            ydstogo: self.togo,
            yardline_100: self.yardline,
            score_differential: self.lead(self.offence),
            posteam_timeouts_remaining: Some(self.timeouts[self.offence.index()]),
            defteam_timeouts_remaining: Some(self.timeouts[self.defence().index()]),
            posteam_spread: None,
            total_line: None,
            site: Some(match self.offence {
                Side::Home => Site::Home,
                Side::Away => Site::Away,
            }),
            receive_2h_ko: (self.qtr <= 2).then_some(self.second_half == self.offence),
            season: None,
            playoffs: None,
            overtime_possession: None,
        })
    }

    /// Takes `seconds` off the clock, at most what is left.
    pub fn elapse(&mut self, seconds: i32) {
        let seconds = seconds.clamp(0, i32::from(self.clock));
        self.clock -= seconds as u16;
    }

    /// First down for `side`, `yardline` yards from the goal it attacks.
    pub fn first_down(&mut self, side: Side, yardline: i32) {
        self.offence = side;
        self.next = Next::Snap;
        self.yardline = yardline.clamp(1, 99) as u8;
        self.down = 1;
        self.togo = self.yardline.min(10);
    }

    /// The offence loses the ball; the other team starts `yardline` yards
    /// from the goal it attacks, with the clock stopped.
    pub fn turnover(&mut self, yardline: i32) {
        self.had_ball[self.offence.index()] = true;
        self.ticking = Ticking::Stopped;
        self.first_down(self.defence(), yardline);
    }

    /// Moves the ball `yards` ahead (back, when negative), short of the goal
    /// lines; the next down, a first down, or the ball to the other team.
    pub fn advance(&mut self, yards: i32) {
        let spot = (i32::from(self.yardline) - yards).clamp(1, 99);
        let togo = i32::from(self.togo) - (i32::from(self.yardline) - spot);
        if togo <= 0 {
            self.first_down(self.offence, spot);
        } else if self.down == 4 {
            self.turnover(100 - spot);
        } else {
            self.down += 1;
            self.yardline = spot as u8;
            self.togo = togo as u8;
        }
    }

    /// Touchdown of `side`, with the offence's possession over: a try comes
    /// next, unless the game is decided without it.
    pub fn touchdown(&mut self, side: Side) {
        self.had_ball[self.offence.index()] = true;
        self.score[side.index()] += 6;
        self.ticking = Ticking::Stopped;
        self.offence = side;
        let lead = self.lead(side);
        let decided = if self.is_overtime() {
            let other_had_it = self.had_ball[side.other().index()];
            self.rules.overtime != OvertimeFormat::BothPossess || (lead > 0 && other_had_it)
        } else {
            self.qtr == 4 && self.clock == 0 && !(-2..=0).contains(&lead)
        };
        self.next = if decided { Next::Over } else { Next::Try };
    }

    /// Points for `side`, after which `receiver` gets the ball by `next`.
    pub fn points(&mut self, side: Side, points: i16, receiver: Side, next: Next) {
        self.had_ball[self.offence.index()] = true;
        self.score[side.index()] += points;
        self.ticking = Ticking::Stopped;
        self.offence = receiver;
        self.next = next;
    }

    /// Ends overtime when a team leads and the other has had the ball (or need
    /// not have it).
    pub fn settle_overtime(&mut self) {
        if !self.is_overtime() || matches!(self.next, Next::Try | Next::Over) {
            return;
        }
        let sudden = self.rules.overtime == OvertimeFormat::SuddenDeath;
        if sudden && self.score[0] != self.score[1] {
            self.next = Next::Over;
        }
        for side in [Side::Home, Side::Away] {
            if self.lead(side) < 0 && self.had_ball[side.index()] {
                self.next = Next::Over;
            }
        }
    }

    /// The period is over: the next one, or the end of the game.
    /// `coin` receives the kick-off of overtime.
    pub fn end_period(&mut self, coin: Side) {
        match self.qtr {
            1 | 3 => self.start_period(QUARTER),
            2 => {
                self.start_half(3, QUARTER);
                self.offence = self.second_half;
            }
            4 if self.score[0] == self.score[1] => {
                self.start_half(self.rules.overtime_timeouts, self.rules.overtime_seconds);
                self.offence = coin;
            }
            q if q > 4 && self.rules.no_ties => {
                self.start_period(self.rules.overtime_seconds);
                if self.qtr % 2 == 1 {
                    self.timeouts = [self.rules.overtime_timeouts; 2];
                    self.warned = false;
                }
            }
            _ => self.next = Next::Over,
        }
    }

    fn start_period(&mut self, seconds: u16) {
        self.qtr += 1;
        self.clock = seconds;
        self.ticking = Ticking::Stopped;
    }

    fn start_half(&mut self, timeouts: u8, seconds: u16) {
        self.start_period(seconds);
        self.timeouts = [timeouts; 2];
        self.warned = false;
        self.next = Next::Kickoff;
    }
}
