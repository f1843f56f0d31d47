//! Plays a game from any state to its end.

use super::play::{Kind, Play, Sink};
use super::rng::GameRng;
use super::state::{Next, Side, Snap, State, Ticking};
use super::table::{Distributions, Strength};

/// Strength of the two offences, each against the other's defence.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Offences {
    /// Points a game more than an average offence scores, `[home, away]`.
    pub points: [f64; 2],
}

impl Offences {
    /// The offences of a game in which the home team is expected to win by
    /// `margin` and both teams to score `total`.
    #[must_use]
    pub fn expected(margin: f64, total: f64, strength: &Strength) -> Self {
        let extra = (total - strength.base_total) * strength.total;
        Self {
            points: [extra + margin, extra - margin].map(|points| points / 2.0),
        }
    }
}

/// How strength and score shift one play.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Shift {
    /// Tilt of gains, within ±0.9.
    pub(super) tilt: f64,
    /// Added to the probability of a completion.
    pub(super) complete: f64,
    /// Factor on sacks, interceptions and fumbles.
    pub(super) mistakes: f64,
}

/// One game in play: the numbers, the two offences, the dice.
#[derive(Debug)]
pub struct Engine<'a> {
    pub(super) table: &'a Distributions,
    pub(super) offences: Offences,
    pub(super) rng: GameRng,
}

impl<'a> Engine<'a> {
    /// An engine for one game.
    #[must_use]
    pub fn new(table: &'a Distributions, offences: Offences, rng: GameRng) -> Self {
        Self {
            table,
            offences,
            rng,
        }
    }

    /// A whole game, with its first and last row, from the opening coin toss.
    pub fn game<S: Sink>(&mut self, rules: super::state::Rules, sink: &mut S) -> State {
        let start = State::kickoff(self.coin(), rules);
        sink.row(&start, &Play::new(Kind::GameStart), &start);
        let end = self.play_out(start, sink);
        sink.row(&end, &Play::new(Kind::EndGame), &end);
        end
    }

    /// Plays from `state`, taken at the very snap (nothing more runs off the
    /// clock before it), to the end of the game: from the first [`State`] of a
    /// [`Sink::row`] as a row of play-by-play shows it. Other states (kick-offs,
    /// tries, periods that are over) are as in [`Engine::play_out`].
    pub fn play_from<S: Sink>(&mut self, state: State, sink: &mut S) -> State {
        let mut s = state;
        if s.next == Next::Snap && s.clock > 0 {
            self.step(&mut s, sink, Self::scrimmage);
        }
        self.play_out(s, sink)
    }

    /// Plays from `state`, right after the play before, to the end of the game
    /// and returns the last state.
    pub fn play_out<S: Sink>(&mut self, state: State, sink: &mut S) -> State {
        let mut s = state;
        while s.next != Next::Over {
            if s.clock == 0 && s.next != Next::Try {
                let before = s;
                let coin = self.coin();
                s.end_period(coin);
                sink.row(&before, &Play::new(Kind::EndQuarter), &s);
                continue;
            }
            match s.next {
                Next::Kickoff | Next::FreeKick => self.step(&mut s, sink, Self::kickoff),
                Next::Try => self.step(&mut s, sink, Self::extra_points),
                Next::Snap => match self.until_snap(&mut s, sink) {
                    Snap::PeriodOver => {}
                    Snap::Play => self.step(&mut s, sink, Self::scrimmage),
                },
                Next::Over => {}
            }
        }
        s
    }

    /// One play, its row, and what the rules make of it.
    fn step<S: Sink>(
        &mut self,
        s: &mut State,
        sink: &mut S,
        play: fn(&mut Self, &mut State) -> Play,
    ) {
        let before = *s;
        let play = play(self, s);
        s.settle_overtime();
        sink.row(&before, &play, s);
        self.warn_after_play(s, before.clock, sink);
    }

    fn coin(&mut self) -> Side {
        if self.rng.chance(0.5) {
            Side::Home
        } else {
            Side::Away
        }
    }

    /// How this play is shifted by the strength of the offence and its lead.
    #[inline]
    pub(super) fn shift(&self, s: &State) -> Shift {
        let strength = &self.table.strength;
        let lead = f64::from(s.lead(s.offence)).clamp(-20.0, 20.0);
        let points = self.offences.points[s.offence.index()]
            - strength.comfort[usize::from(s.qtr.clamp(1, 4)) - 1] * lead;
        let points = points.clamp(-20.0, 20.0);
        Shift {
            tilt: (points * strength.tilt).clamp(-0.9, 0.9),
            complete: points * strength.complete,
            mistakes: (1.0 - points * strength.mistakes).clamp(0.3, 1.7),
        }
    }

    /// Seconds drawn evenly from a range of the table.
    #[inline]
    pub(super) fn seconds(&mut self, range: (i32, i32)) -> i32 {
        self.rng.between(range.0, range.1)
    }

    /// A spike: one second, a down, the clock stands.
    pub(super) fn spike(&mut self, s: &mut State) -> Play {
        s.elapse(1);
        s.ticking = Ticking::Stopped;
        s.advance(0);
        Play::new(Kind::Spike)
    }
}
