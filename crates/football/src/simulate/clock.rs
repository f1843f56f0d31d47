//! The clock between two plays: run-off, timeouts, the two-minute warning.

use super::choice::timeout_cell;
use super::engine::Engine;
use super::play::{Kind, Play, Sink};
use super::state::{Next, Side, Snap, State, Ticking};

/// How fast an offence wants to play.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tempo {
    /// Ahead late: uses the whole play clock.
    Burn,
    /// As usual.
    Normal,
    /// Behind late.
    Brisk,
    /// The two-minute drill.
    Hurry,
}

/// Seconds left at which a side stops the clock for its last play.
const KICK_AT: i32 = 3;
/// The two-minute warning, in seconds.
const WARNING: u16 = 120;
/// From here on a timeout is called as soon as the play is over, to save time.
const LATE: u16 = 360;

impl State {
    /// How fast the offence wants to play.
    pub(super) fn tempo(&self) -> Tempo {
        let lead = self.lead(self.offence);
        match self.qtr {
            2 if self.clock <= WARNING => {
                if self.yardline > 85 || (lead > 0 && self.yardline > 75 && self.clock < 40) {
                    Tempo::Normal
                } else if self.yardline <= 50 && self.clock > 60 {
                    // Near enough, no time is to be left to the other side.
                    Tempo::Brisk
                } else {
                    Tempo::Hurry
                }
            }
            1..=3 => Tempo::Normal,
            _ if self.sets_up_kick() => Tempo::Burn,
            _ => match lead {
                1.. if self.clock <= 360 => Tempo::Burn,
                9.. if self.clock <= 720 => Tempo::Burn,
                ..=0 if self.clock <= WARNING => Tempo::Hurry,
                ..=-1 if self.clock <= 200 => Tempo::Brisk,
                ..=-9 if self.clock <= 600 => Tempo::Brisk,
                _ => Tempo::Normal,
            },
        }
    }

    /// Whether the offence only wants to kick the field goal that wins (or
    /// ties) as the last play: late, level or up to three behind, close enough.
    pub(super) fn sets_up_kick(&self) -> bool {
        let near = match self.lead(self.offence) {
            -2..=0 => self.yardline <= 20 || (self.yardline <= 28 && self.clock <= 50),
            -3 => self.yardline <= 15 && self.clock <= 30,
            _ => false,
        };
        near && self.qtr >= 4 && self.clock <= 120 && (self.qtr == 4 || !self.rules.no_ties)
    }

    /// Whether leaving the field stops the clock until the snap (last two
    /// minutes of the first half, last five of the second).
    pub(super) fn bounds_stop_clock(&self) -> bool {
        match self.qtr {
            1 | 3 => false,
            2 => self.clock <= WARNING,
            _ => self.clock <= 300,
        }
    }

    /// Seconds the offence can burn by kneeling on this and its further downs
    /// up to the third; `running`: between two plays, the clock running.
    pub(super) fn seconds_to_kneel(&self, running: bool) -> u16 {
        let kneels = u16::from(4_u8.saturating_sub(self.down));
        let warning = u16::from(!self.warned && self.clock > WARNING);
        let stops = u16::from(self.timeouts[self.defence().index()]) + warning;
        2 * kneels + 40 * (kneels + u16::from(running)).saturating_sub(stops)
    }
}

impl Engine<'_> {
    /// Lets the clock run to the next snap, with timeouts and the warning.
    pub(super) fn until_snap<S: Sink>(&mut self, s: &mut State, sink: &mut S) -> Snap {
        let tempo = s.tempo();
        let timeout = self.timeout(s);
        if s.ticking == Ticking::Stopped {
            return match timeout {
                Some(side) => self.stop(s, 0, Kind::Timeout(side), sink),
                None => Snap::Play,
            };
        }
        let table = self.table;
        let seconds = &table.seconds;
        let full = match tempo {
            Tempo::Burn => seconds.burn,
            Tempo::Normal => seconds.normal,
            Tempo::Brisk => seconds.brisk,
            Tempo::Hurry => seconds.hurry,
        };
        let kneeling = self.wants_to_kneel(s, true);
        let range = match s.ticking {
            _ if kneeling => seconds.kneel,
            Ticking::OnSignal if tempo != Tempo::Hurry => seconds.signal,
            _ => full,
        };
        if let Some(side) = timeout {
            // At leisure it comes when the play clock runs down.
            let used = if s.ends_half() && s.clock <= LATE {
                self.seconds(seconds.timeout)
            } else {
                self.seconds(range) / 2
            };
            return self.stop(s, used, Kind::Timeout(side), sink);
        }
        let used = self.seconds(range);
        if s.ends_half() && !s.warned && s.clock > WARNING {
            let left = i32::from(s.clock - WARNING);
            if used >= left {
                return self.stop(s, left, Kind::TwoMinuteWarning, sink);
            }
        }
        let sets_up_kick = s.sets_up_kick();
        if sets_up_kick && s.timeouts[s.offence.index()] > 0 {
            // The clock runs down to a kick that leaves no time for an answer.
            let left = (i32::from(s.clock) - KICK_AT).max(0);
            if used >= left {
                return self.stop(s, left, Kind::Timeout(s.offence), sink);
            }
        }
        // An offence that needs time snaps the ball before it runs out.
        let needs_time = tempo == Tempo::Hurry || sets_up_kick;
        let used = match i32::from(s.clock) {
            clock @ 13.. if needs_time => used.min(clock - KICK_AT),
            _ => used,
        };
        s.elapse(used);
        if s.clock == 0 {
            return Snap::PeriodOver;
        }
        Snap::Play
    }

    /// Whether the offence spikes the ball: only with a running clock. Decided
    /// from the state at the snap, so that a roll-out from there has it too.
    pub(super) fn wants_to_spike(&mut self, s: &State) -> bool {
        s.ticking != Ticking::Stopped
            && s.tempo() == Tempo::Hurry
            && s.down <= 2
            && s.clock <= 60
            && (s.clock <= 25 || s.timeouts[s.offence.index()] == 0)
            && self.rng.chance(self.table.choices.spike)
    }

    /// Stops the clock after `seconds` for a timeout or the warning.
    fn stop<S: Sink>(&mut self, s: &mut State, seconds: i32, kind: Kind, sink: &mut S) -> Snap {
        // A team never lets the period run out into its own timeout.
        s.elapse(seconds.min(i32::from(s.clock) - 1));
        if s.ends_half() && s.clock <= WARNING {
            s.warned = true;
        }
        let before = *s;
        if let Kind::Timeout(side) = kind {
            s.timeouts[side.index()] -= 1;
        }
        s.ticking = Ticking::Stopped;
        sink.row(&before, &Play::new(kind), s);
        Snap::Play
    }

    /// Who takes a timeout before the snap.
    fn timeout(&mut self, s: &State) -> Option<Side> {
        let choices = &self.table.choices;
        let stands = s.ticking == Ticking::Stopped;
        for (k, side) in [s.defence(), s.offence].into_iter().enumerate() {
            // The table has the offence first; the defence, whose timeouts save
            // most, is asked first.
            let who = 1 - k;
            if s.timeouts[side.index()] == 0 {
                continue;
            }
            let runs_it_down =
                !stands && (self.wants_to_kneel(s, true) || (s.sets_up_kick() && s.clock > 15));
            let p = if side == s.offence && runs_it_down {
                0.0
            } else if !s.ends_half() {
                choices.idle_timeout[usize::from(stands)][who]
            } else {
                let (situation, clock) = timeout_cell(s, side);
                if stands {
                    choices.standing_timeout[who][situation][clock]
                } else {
                    choices.running_timeout[who][situation][clock]
                }
            };
            if p > 0.0 && self.rng.chance(p) {
                return Some(side);
            }
        }
        None
    }

    /// The two-minute warning when it came during the play that began at `from`.
    pub(super) fn warn_after_play<S: Sink>(&mut self, s: &mut State, from: u16, sink: &mut S) {
        let passed = from > WARNING && s.clock <= WARNING;
        if !passed || s.warned || !s.ends_half() || matches!(s.next, Next::Over) {
            return;
        }
        s.warned = true;
        s.ticking = Ticking::Stopped;
        if s.next == Next::Try {
            return; // the warning falls together with the stop for the try
        }
        let before = *s;
        sink.row(&before, &Play::new(Kind::TwoMinuteWarning), s);
    }
}
