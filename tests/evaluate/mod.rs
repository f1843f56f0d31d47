//! Metrics against hand-computed answers, slow references and properties;
//! reports against what a reader must find in them.

mod comparison;
mod known_answers;
mod properties;
mod reference;
mod report;
mod resampling;

use wp::evaluate::{Scored, Settings};

/// Plays to evaluate, owned.
#[derive(Debug, Clone, Default)]
pub struct Plays {
    pub p: Vec<f32>,
    pub y: Vec<bool>,
    pub game: Vec<u32>,
    pub quarter: Vec<u8>,
    pub seconds: Vec<u16>,
}

impl Plays {
    pub fn scored(&self) -> Scored<'_> {
        Scored {
            p: &self.p,
            y: &self.y,
            game: &self.game,
            quarter: &self.quarter,
            seconds: &self.seconds,
        }
    }

    pub fn push(&mut self, p: f32, y: bool, game: u32, quarter: u8, seconds: u16) {
        self.p.push(p);
        self.y.push(y);
        self.game.push(game);
        self.quarter.push(quarter);
        self.seconds.push(seconds);
    }

    /// The plays `rows`, in that order.
    pub fn rows(&self, rows: impl IntoIterator<Item = usize>) -> Self {
        let mut plays = Self::default();
        for i in rows {
            plays.push(
                self.p[i],
                self.y[i],
                self.game[i],
                self.quarter[i],
                self.seconds[i],
            );
        }
        plays
    }

    /// Made-up games whose probabilities drift toward the outcome; some
    /// probabilities are rounded, so that there are ties.
    pub fn made_up(games: u32, plays: u32, seed: u64) -> Self {
        let mut state = seed;
        let mut random = move || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            ((state >> 33) as f64) / f64::from(1u32 << 31)
        };
        let mut made = Self::default();
        for game in 0..games {
            let home_wins = random() < 0.55;
            for k in 0..plays {
                let share = f64::from(k) / f64::from(plays);
                let y = (random() < 0.5) == home_wins;
                let truth = if y { 0.9 } else { 0.1 };
                let p = 0.5 + (truth - 0.5) * share + (random() - 0.5) * 0.5;
                let p = p.clamp(0.0, 1.0) as f32;
                let p = if k % 3 == 0 {
                    (p * 50.0).round() / 50.0
                } else {
                    p
                };
                let quarter = 1 + (share * 4.0) as u8;
                let seconds = 3600 - (share * 3600.0) as u16;
                // One game in eight goes to overtime.
                if game % 8 == 0 && k + 5 > plays {
                    made.push(p, y, game * 7 + 3, 5, 600 - k as u16);
                } else {
                    made.push(p, y, game * 7 + 3, quarter, seconds);
                }
            }
        }
        made
    }
}

/// Without intervals.
pub fn points_only() -> Settings {
    Settings {
        resamples: 0,
        ..Settings::default()
    }
}

/// Asserts that two numbers are as good as equal.
#[track_caller]
pub fn close(a: f64, b: f64) {
    assert!(
        (a - b).abs() <= 1e-9 * (1.0 + a.abs().max(b.abs())),
        "{a} is not {b}"
    );
}
