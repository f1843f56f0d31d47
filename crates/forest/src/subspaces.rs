//! Which features the trees look at where there are more than a forest can have.
//!
//! Every few trees see others (random subspaces: Ho, 1998). Where few of many
//! features tell anything, most trees would see none of them. So shallow trees on
//! one block of features after the other tell first how much each feature gains,
//! and half of what the trees then see is drawn by that ("enriched" forests:
//! Amaratunga, Cabrera & Lee, 2008); the other half is dealt to all in turn, for
//! what tells something only beside others.

use crate::generator::Draws;
use crate::params::MAX_FEATURES;

/// Trees that share their features.
const SHARED: usize = 4;
/// Shallow trees of each block.
pub(crate) const PILOTS: usize = 8;
/// Their depth: deeper splits gain by chance.
pub(crate) const PILOT_DEPTH: u32 = 5;

/// All features, in blocks that a forest can have.
pub(crate) fn blocks(features: usize, seed: u64) -> Vec<Vec<u32>> {
    let mut deck = Deck::new(features, seed);
    let count = features.div_ceil(MAX_FEATURES);
    (0..count)
        .map(|block| {
            let size = features * (block + 1) / count - features * block / count;
            deck.deal(size, Vec::new())
        })
        .collect()
}

/// How many trees look at which features, by what each of these gained.
pub(crate) fn parts(trees: usize, gains: &[f64], seed: u64) -> Vec<(usize, Vec<u32>)> {
    let mut sorted = gains.to_vec();
    sorted.sort_by(f64::total_cmp);
    let usual = sorted[sorted.len() / 2];
    let told: Vec<f64> = gains.iter().map(|g| (g - usual).max(0.0)).collect();
    let count = trees.div_ceil(SHARED);
    let mut deck = Deck::new(gains.len(), seed);
    (0..count)
        .map(|part| {
            let drawn = deck.draw(MAX_FEATURES / 2, &told);
            let mine = deck.deal(MAX_FEATURES, drawn);
            (trees * (part + 1) / count - trees * part / count, mine)
        })
        .collect()
}

/// Features in an order of chance; shuffled anew when all were dealt.
struct Deck {
    features: usize,
    cards: Vec<u32>,
    draws: Draws,
}

impl Deck {
    fn new(features: usize, seed: u64) -> Self {
        Self {
            features,
            cards: Vec::new(),
            draws: Draws::new(seed),
        }
    }

    /// Deals until there are `count`, in rising order.
    fn deal(&mut self, count: usize, mut mine: Vec<u32>) -> Vec<u32> {
        while mine.len() < count.min(self.features) {
            if self.cards.is_empty() {
                self.cards = (0..self.features as u32).collect();
                for last in (1..self.cards.len()).rev() {
                    let other = self.draws.below(last as u32 + 1) as usize;
                    self.cards.swap(last, other);
                }
            }
            if let Some(card) = self.cards.pop().filter(|c| !mine.contains(c)) {
                mine.push(card);
            }
        }
        mine.sort_unstable();
        mine
    }

    /// Draws at most `count` without replacement, by weight (Efraimidis &
    /// Spirakis, 2006).
    fn draw(&mut self, count: usize, weights: &[f64]) -> Vec<u32> {
        let mut keyed: Vec<(f64, u32)> = (0..)
            .zip(weights)
            .map(|(feature, &weight)| {
                let u = ((self.draws.bits() >> 11) as f64 + 0.5) / (1_u64 << 53) as f64;
                (-u.ln() / weight, feature)
            })
            .filter(|(key, _)| key.is_finite())
            .collect();
        keyed.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        keyed.truncate(count);
        keyed.into_iter().map(|(_, feature)| feature).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_hold_every_feature_once() {
        for features in [125, 248, 249, 1000] {
            let blocks = blocks(features, 7);
            assert!(blocks.iter().all(|b| b.len() <= MAX_FEATURES));
            let mut all = blocks.concat();
            all.sort_unstable();
            assert!(all.into_iter().eq(0..features as u32));
        }
    }

    #[test]
    fn what_gains_is_seen_by_most_trees_and_all_have_their_turn() {
        let gains: Vec<f64> = (0..1000)
            .map(|f| {
                if f % 100 == 3 {
                    50.0
                } else {
                    f64::from(f) / 1e4
                }
            })
            .collect();
        let parts = parts(102, &gains, 1);
        assert_eq!(parts.iter().map(|p| p.0).sum::<usize>(), 102);
        let mut seen = vec![0; 1000];
        for (_, columns) in &parts {
            assert_eq!(columns.len(), MAX_FEATURES);
            assert!(columns.windows(2).all(|pair| pair[0] < pair[1]));
            columns.iter().for_each(|&c| seen[c as usize] += 1);
        }
        assert!(seen.iter().all(|&n| n > 0));
        assert!((0..10).all(|k| seen[3 + 100 * k] == parts.len()));
    }

    #[test]
    fn nothing_gained_is_dealt_by_chance() {
        let parts = parts(8, &[0.0; 300], 5);
        assert!(
            parts
                .iter()
                .all(|(_, columns)| columns.len() == MAX_FEATURES)
        );
        assert_ne!(parts[0].1, parts[1].1);
    }
}
