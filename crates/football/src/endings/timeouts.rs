//! How many timeouts teams have left, where a situation does not say.

use serde::{Deserialize, Serialize};

/// Middles of the classes of time, in seconds; straight lines in between.
const TIMES: [f32; 7] = [15.0, 45.0, 75.0, 105.0, 150.0, 210.0, 300.0];
/// Classes of the lead, and all leads together.
const LEADS: usize = 6;
/// Own × the opponent's timeouts.
const BOTH: usize = 16;
/// Plays that each class has before any is counted.
const PRIOR: f32 = 3.0;

/// A play and the timeouts before it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Left {
    /// Seconds of the game that are left.
    pub seconds: u16,
    /// Lead of the team with the ball.
    pub lead: i16,
    /// Its timeouts, 0–3.
    pub own: u8,
    /// The opponent's.
    pub their: u8,
}

/// How often teams have so many timeouts, by time and lead.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Timeouts(Vec<[f32; BOTH]>);

fn time(seconds: u16) -> usize {
    let edges = TIMES.windows(2).map(|pair| (pair[0] + pair[1]) / 2.0);
    edges.filter(|&edge| edge < f32::from(seconds)).count()
}

/// All leads are class 0.
fn class(lead: i16) -> usize {
    match lead {
        ..=-9 => 1,
        -8..=-1 => 2,
        0 => 3,
        1..=8 => 4,
        _ => 5,
    }
}

impl Timeouts {
    /// Counts; what was seen little is drawn to what is common.
    #[must_use]
    pub fn of(plays: impl IntoIterator<Item = Left>) -> Self {
        let mut counts = vec![[0.0_f32; BOTH]; TIMES.len() * LEADS];
        let mut all = [0.1_f32; BOTH];
        for play in plays {
            let both = usize::from(play.own.min(3)) * 4 + usize::from(play.their.min(3));
            for lead in [0, class(play.lead)] {
                counts[time(play.seconds) * LEADS + lead][both] += 1.0;
            }
            all[both] += 1.0;
        }
        let sum: f32 = all.iter().sum();
        for cell in &mut counts {
            let seen: f32 = cell.iter().sum();
            for (n, a) in cell.iter_mut().zip(&all) {
                *n = (*n + PRIOR * a / sum) / (seen + PRIOR);
            }
        }
        Self(counts)
    }

    /// The fractions at a time, of all leads or of those like one; own timeouts
    /// first.
    pub(super) fn at(&self, seconds: u16, lead: Option<i16>) -> [f32; BOTH] {
        self.of_class(seconds, lead.map_or(0, class))
    }

    /// The fractions of all leads, then of each class of leads.
    pub(super) fn all_at(&self, seconds: u16) -> Vec<f32> {
        let classes = (0..LEADS).flat_map(|class| self.of_class(seconds, class));
        classes.collect()
    }

    fn of_class(&self, seconds: u16, lead: usize) -> [f32; BOTH] {
        let t = f32::from(seconds).clamp(TIMES[0], TIMES[TIMES.len() - 1]);
        let high = TIMES.partition_point(|&m| m < t).max(1);
        let low = high - 1;
        let up = (t - TIMES[low]) / (TIMES[high] - TIMES[low]);
        let [a, b] = [low, high].map(|k| &self.0[k * LEADS + lead]);
        std::array::from_fn(|k| a[k] + up * (b[k] - a[k]))
    }

    pub(super) fn is_sound(&self) -> bool {
        let one = |cell: &[f32; BOTH]| (cell.iter().sum::<f32>() - 1.0).abs() < 1e-3;
        self.0.len() == TIMES.len() * LEADS && self.0.iter().all(one)
    }
}
