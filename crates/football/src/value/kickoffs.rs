//! Where kickoffs lead to. For seasons that no table was fitted on: the rules' touchback spot
//! with what is published about returns.
//!
//! The priors stand in `data/rules.toml` (`[[kickoff_prior]]`), each with its
//! source. Only the league-wide rates and the mean start are taken from there;
//! how far returns spread around their mean, and how often they score or are
//! lost, stays as it was in the last seasons that were counted.

use super::tables::{KickoffTable, Tables};
use crate::rules::{KickoffPrior, Rules};

impl Tables {
    /// Adds a table for each prior of a season after the last fitted one.
    pub(super) fn expect_kickoffs(&mut self) {
        let last = self.seasons[1];
        let Some(counted) = self.kickoff.iter().rfind(|k| k.from <= last).cloned() else {
            return;
        };
        for prior in Rules::kickoff_priors().iter().filter(|p| p.from > last) {
            self.kickoff.push(expected(&counted, prior));
        }
    }
}

/// What kickoffs lead to by a prior; `kicks` is 0, for none was counted.
fn expected(counted: &KickoffTable, prior: &KickoffPrior) -> KickoffTable {
    let rules = Rules::of(prior.from, false).kickoff;
    // Rare ends come with returns.
    let returns = f64::max(1.0 - counted.touchback, 1e-9);
    let rarer = prior.returned / returns;
    let placed = 1.0 - prior.touchbacks - prior.returned;
    let placed_at = 100.0 - f64::from(rules.out_of_bounds);
    let start = 100.0 - prior.start;
    let mean = (prior.returned * start + placed * placed_at) / (prior.returned + placed);
    let before: f64 = counted.returned.iter().map(|[y, p]| y * p).sum();
    KickoffTable {
        from: prior.from,
        kicks: 0,
        touchback: prior.touchbacks,
        touchdown: counted.touchdown * rarer,
        lost: counted.lost * rarer,
        returned: counted
            .returned
            .iter()
            .map(|&[y, p]| [(y + mean - before).clamp(1.0, 99.0), p])
            .collect(),
        ..counted.clone()
    }
}

/// Spots after a kickoff under the rules of a season, with shares.
pub(super) fn kick_spots(table: &KickoffTable, rules: &Rules) -> Vec<(f64, f64)> {
    let mut spots = vec![(
        f64::from(rules.kickoff.touchback_yardline_100()),
        table.touchback,
    )];
    let rest = 1.0 - table.touchback;
    spots.extend(table.returned.iter().map(|&[y, p]| (y, rest * p)));
    spots
}
