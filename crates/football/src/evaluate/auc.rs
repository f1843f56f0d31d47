//! Area under the ROC curve, exact, with ties counted half.

/// Plays in the order of their probability, packed so that a resample walks
/// them once: game, outcome, and whether the next play has another probability.
#[derive(Debug)]
pub(super) struct Ranked {
    plays: Vec<u32>,
}

const WON: u32 = 1;
const LAST_OF_TIE: u32 = 2;

impl Ranked {
    /// Of the plays `rows`; `game` numbers are below 2³⁰.
    pub fn new(p: &[f32], y: &[bool], game: &[u32], mut rows: Vec<u32>) -> Self {
        // Probabilities are not negative, so their bits are in their order;
        // -0.0 is made 0.0 by the addition.
        rows.sort_unstable_by_key(|&i| (p[i as usize] + 0.0).to_bits());
        let pack = |(k, &i): (usize, &u32)| {
            let i = i as usize;
            let last = rows.get(k + 1).is_none_or(|&next| p[next as usize] != p[i]);
            game[i] << 2 | (u32::from(last) * LAST_OF_TIE) | (u32::from(y[i]) * WON)
        };
        let plays = rows.iter().enumerate().map(pack).collect();
        Self { plays }
    }

    /// AUC with each play counted as often as `weights` says of its game; NaN
    /// where one class is absent.
    ///
    /// Counts in integers, doubled so that half a tie is whole: exact.
    pub fn auc(&self, weights: &[u32]) -> f64 {
        let (mut lost_below, mut wins, mut doubled) = (0u64, 0u64, 0u64);
        let (mut lost, mut won) = (0u64, 0u64);
        for &play in &self.plays {
            let weight = u64::from(weights[(play >> 2) as usize]);
            let is_won = u64::from(play & WON);
            won += weight * is_won;
            lost += weight * (1 - is_won);
            if play & LAST_OF_TIE != 0 {
                doubled += won * (2 * lost_below + lost);
                lost_below += lost;
                wins += won;
                (lost, won) = (0, 0);
            }
        }
        let pairs = lost_below * wins;
        if pairs == 0 {
            f64::NAN
        } else {
            doubled as f64 / (2.0 * pairs as f64)
        }
    }
}

/// The share of pairs (a play that was won, one that was lost) in which the won
/// one has the higher probability, ties counted half; `None` where one of the
/// classes is absent. `p` in 0–1, `y` as long.
///
/// # Panics
/// If `p` and `y` differ in length.
#[must_use]
pub fn auc(p: &[f32], y: &[bool]) -> Option<f64> {
    assert_eq!(p.len(), y.len(), "one outcome for each probability");
    let rows = (0..p.len() as u32).collect();
    let auc = Ranked::new(p, y, &vec![0; p.len()], rows).auc(&[1]);
    (!auc.is_nan()).then_some(auc)
}
