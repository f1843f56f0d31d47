//! Groups of rows and the sample of groups that each tree sees.

use super::generator::{Draws, Stream, key, mix};
use super::params::{Bags, Resample};

/// Neighbouring rows of one group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Run {
    /// First row.
    pub start: u32,
    /// One past the last row.
    pub end: u32,
    /// Number of the group, 0 to `Groups::count`, in the order of the caller's
    /// ids.
    pub group: u32,
}

/// How the rows divide into groups.
#[derive(Debug, Clone)]
pub(super) struct Groups {
    runs: Vec<Run>,
    count: usize,
}

impl Groups {
    /// Numbers the groups by rising id; so neither the order of the rows nor
    /// gaps between ids change the forest.
    pub fn new(ids: &[u32]) -> Self {
        let mut groups = GroupsBuilder::default();
        groups.push(ids);
        groups.finish()
    }

    /// The runs, in the order of the rows.
    pub fn runs(&self) -> &[Run] {
        &self.runs
    }

    /// The runs that touch the rows from `start` to before `end`.
    pub fn runs_between(&self, start: u32, end: u32) -> &[Run] {
        let first = self.runs.partition_point(|run| run.end <= start);
        let last = self.runs.partition_point(|run| run.start < end);
        &self.runs[first..last]
    }

    /// How many groups there are.
    pub fn count(&self) -> usize {
        self.count
    }
}

/// Groups of rows that come in parts.
#[derive(Debug, Default)]
pub(super) struct GroupsBuilder {
    /// By the caller's ids.
    runs: Vec<Run>,
    rows: u32,
}

impl GroupsBuilder {
    /// Appends rows; all together fewer than 2³².
    pub fn push(&mut self, ids: &[u32]) {
        for &id in ids {
            let row = self.rows;
            self.rows += 1;
            match self.runs.last_mut() {
                Some(run) if run.group == id => run.end = row + 1,
                _ => self.runs.push(Run {
                    start: row,
                    end: row + 1,
                    group: id,
                }),
            }
        }
    }

    /// See [`Groups::new`].
    pub fn finish(self) -> Groups {
        let mut runs = self.runs;
        let mut known: Vec<u32> = runs.iter().map(|run| run.group).collect();
        known.sort_unstable();
        known.dedup();
        for run in &mut runs {
            run.group = known.partition_point(|&id| id < run.group) as u32;
        }
        Groups {
            runs,
            count: known.len(),
        }
    }
}

/// How many of `groups` a fraction is.
pub(super) fn share(fraction: f64, groups: u32) -> u32 {
    ((fraction * f64::from(groups)).round() as u32).clamp(1, groups)
}

/// Takes a fraction of the groups without replacement (Knuth's algorithm S).
pub(super) fn subsample(draws: &mut Draws, fraction: f64, weights: &mut [u8]) {
    let groups = weights.len() as u32;
    let mut wanted = share(fraction, groups);
    for (left, weight) in (1..=groups).rev().zip(weights) {
        let taken = draws.below(left) < wanted;
        *weight = u8::from(taken);
        wanted -= u32::from(taken);
    }
}

/// How often tree `tree` sees each group, written to `weights` (one place a
/// group).
///
/// * [`Resample::Bootstrap`]: for each of as many draws as there are groups,
///   `below(groups)` names the group; a group counts at most 255 times.
/// * [`Resample::Subsample`]: `round(fraction * groups)` groups, at least one;
///   going through the groups in order, a group is taken when
///   `below(groups left) < groups still wanted` (Knuth's algorithm S);
/// * [`Resample::Bags`]: see [`bag_weights`]; of the groups of the tree's bag,
///   each as often as it is in it, as many draws as the bag is large.
pub(super) fn draw_weights(resample: Resample, seed: u64, tree: u64, weights: &mut [u8]) {
    let groups = weights.len() as u32;
    let mut draws = Draws::new(key(seed, Stream::Groups, tree));
    match resample {
        Resample::Bootstrap => {
            weights.fill(0);
            for _ in 0..groups {
                let weight = &mut weights[draws.below(groups) as usize];
                *weight = weight.saturating_add(1);
            }
        }
        Resample::Subsample(fraction) => subsample(&mut draws, fraction, weights),
        Resample::None => weights.fill(1),
        Resample::Bags(bags) => {
            let bag = bag_weights(&bags, seed, tree / bags.trees.max(1) as u64, weights.len());
            let held: Vec<usize> = bag
                .iter()
                .enumerate()
                .flat_map(|(group, &times)| std::iter::repeat_n(group, usize::from(times)))
                .collect();
            weights.fill(0);
            for _ in 0..held.len() {
                let weight = &mut weights[held[draws.below(held.len() as u32) as usize]];
                *weight = weight.saturating_add(1);
            }
        }
    }
}

/// Which groups are scouts of tree `tree`, whose sample has so many different
/// `rows`, so that the scouts have about `wanted` rows: none where all rows are
/// at most twice as many, else each group with a chance of `wanted / rows`, by
/// the high half of `mix(key ^ group)`.
pub(super) fn scouts_below(
    seed: u64,
    tree: u64,
    wanted: usize,
    rows: usize,
) -> impl Fn(u32) -> bool {
    let key = key(seed, Stream::Scouts, tree);
    let below = match rows {
        rows if rows > 2 * wanted => ((wanted as u64) << 32) / rows as u64,
        _ => 0,
    };
    move |group| mix(key ^ u64::from(group)) >> 32 < below
}

/// How often bag `bag` holds each of `groups` groups, in the order of their
/// ids. With replacement at most 255 times.
///
/// Whatever else is fitted on the same samples (a model that the forest
/// corrects) can be drawn with this, and varies along with the bag's trees.
#[must_use]
pub fn bag_weights(bags: &Bags, seed: u64, bag: u64, groups: usize) -> Vec<u8> {
    let mut weights = vec![0u8; groups];
    let mut draws = Draws::new(key(seed, Stream::Bags, bag));
    if bags.replacement {
        let all = groups as u32;
        for _ in 0..share(bags.fraction, all.max(1)) {
            if let Some(weight) = weights.get_mut(draws.below(all) as usize) {
                *weight = weight.saturating_add(1);
            }
        }
    } else if groups > 0 {
        subsample(&mut draws, bags.fraction, &mut weights);
    }
    weights
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_are_numbered_by_id_and_rows_may_be_mixed() {
        let groups = Groups::new(&[70, 70, 3, 70, 9]);
        assert_eq!(groups.count(), 3);
        let seen: Vec<_> = groups
            .runs()
            .iter()
            .map(|r| (r.start, r.end, r.group))
            .collect();
        assert_eq!(seen, [(0, 2, 2), (2, 3, 0), (3, 4, 2), (4, 5, 1)]);
        assert_eq!(groups.runs_between(1, 3).len(), 2);
        assert_eq!(groups.runs_between(5, 9).len(), 0);
    }

    #[test]
    fn samples_have_the_promised_size() {
        let mut weights = vec![0u8; 1000];
        draw_weights(Resample::Bootstrap, 1, 2, &mut weights);
        assert_eq!(weights.iter().map(|&w| u32::from(w)).sum::<u32>(), 1000);
        let seen = weights.iter().filter(|&&w| w > 0).count();
        assert!((590..680).contains(&seen), "{seen} of 1000 groups seen");
        draw_weights(Resample::Subsample(0.5), 1, 2, &mut weights);
        assert_eq!(weights.iter().map(|&w| u32::from(w)).sum::<u32>(), 500);
        draw_weights(Resample::Subsample(1e-9), 1, 2, &mut weights);
        assert_eq!(weights.iter().map(|&w| u32::from(w)).sum::<u32>(), 1);
    }

    #[test]
    fn bags_hold_the_promised_share() {
        let mut bags = Bags {
            trees: 4,
            fraction: 0.5,
            replacement: false,
        };
        let weights = bag_weights(&bags, 1, 3, 1001);
        assert_eq!(weights.iter().map(|&w| u32::from(w)).sum::<u32>(), 501);
        assert!(weights.iter().all(|&w| w <= 1));
        assert_ne!(weights, bag_weights(&bags, 1, 4, 1001));
        assert_ne!(weights, bag_weights(&bags, 2, 3, 1001));
        bags.replacement = true;
        let weights = bag_weights(&bags, 1, 3, 1001);
        assert_eq!(weights.iter().map(|&w| u32::from(w)).sum::<u32>(), 501);
        assert!(weights.iter().any(|&w| w > 1));
        assert!(bag_weights(&bags, 1, 3, 0).is_empty());
    }
}
