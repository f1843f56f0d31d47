//! The last minutes of regulation, solved by backward induction.

mod grid;
mod moves;
mod solve;

/// Seconds of regulation that are solved.
pub const HORIZON: usize = 360;

/// What teams tend to do, where the book has no number for it.
#[derive(Debug)]
pub struct Conduct {
    pub last_play: fn(f64) -> f32,
    pub touchback: f32,
    pub bounds: [f32; 2],
    pub urgent: [f32; 2],
    pub own_timeout: f32,
    pub their_timeout: f32,
    pub run_down: f32,
    pub spike: f32,
    pub kneel: f32,
    pub rare: f32,
    pub two: f32,
    pub least: f32,
}

impl Default for Conduct {
    fn default() -> Self {
        Self {
            last_play: |_| 0.1,
            touchback: 75.0,
            bounds: [0.1, 0.5],
            urgent: [0.12, 1.2],
            own_timeout: 0.15,
            their_timeout: 0.2,
            run_down: 0.1,
            spike: 0.1,
            kneel: 0.05,
            rare: 0.03,
            two: 0.1,
            least: 0.02,
        }
    }
}

/// The values of the last minutes, in full.
pub struct Full {
    /// By second, cell, lane.
    values: Vec<Vec<[f32; grid::LANES]>>,
}

impl Full {
    /// Solves the last minutes.
    pub fn solve(book: &crate::simulate::Distributions, conduct: &Conduct) -> Self {
        let mut values = Vec::new();
        solve::Solver::new(book, conduct).solve(|_, v| values.push(v.to_vec()));
        Self { values }
    }

    /// Value of a snap of first to third down.
    pub fn value(&self, t: usize, down: u8, togo: f32, yardline: f32, lead: i16, own: u8, their: u8) -> f32 {
        let lane = grid::lane(lead, own, their);
        let v = &self.values[t.min(HORIZON)];
        grid::cells(down, togo, yardline).iter().map(|&(c, w)| w * v[usize::from(c)][lane]).sum()
    }
}
