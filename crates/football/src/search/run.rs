//! The search itself.

use super::walk::{Rung, Walk, gain};
use super::{Estimator, Gain, Spec, Table, Term, Watch};
use crate::error::{Error, Result};
use serde::Serialize;

/// What is searched, and how.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Columns that are always in.
    pub base: Vec<String>,
    /// Columns that may come in, as they are or transformed.
    pub candidates: Vec<String>,
    /// Columns whose products with candidates are tried too.
    pub partners: Vec<String>,
    /// Estimators; the first is used while terms are chosen.
    pub estimators: Vec<Estimator>,
    /// Last periods that take no part in the search.
    pub kept_out: usize,
    /// First periods that are only trained on.
    pub trained_on: usize,
    /// Most terms that are added.
    pub most: usize,
}

/// Why a candidate went no further.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Among the lesser two thirds of its rung.
    Halved,
    /// On all groups it gained no more than one standard error.
    NotClear,
    /// Better ones, or simpler ones as good, were taken.
    NotTaken,
    /// Taken.
    Taken,
    /// Dropped again: the rest does as well without it.
    Dropped,
}

/// A candidate that was tried.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Tried {
    /// Round, from 1.
    pub round: usize,
    /// What was changed.
    pub change: String,
    /// One in this many groups was used.
    pub one_in: u64,
    /// What it gained on what was there.
    pub gain: Gain,
    /// What became of it.
    pub verdict: Verdict,
}

/// What a search found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Outcome {
    /// What it began with.
    pub base: Spec,
    /// What it ended with.
    pub found: Spec,
    /// Every candidate of every round.
    pub tried: Vec<Tried>,
    /// The gain on the base in the periods that were searched; that of the best
    /// of many, and so too good.
    pub searched: Gain,
    /// The gain in the periods that were kept out.
    pub survived: Gain,
    /// Mean log loss of the base in the periods kept out.
    pub base_loss: f64,
    /// Mean log loss of what was found there.
    pub found_loss: f64,
    /// The periods that were predicted in the search.
    pub searched_periods: Vec<u32>,
    /// The periods kept out.
    pub kept_out: Vec<u32>,
    /// Whether the time was up before the search was through.
    pub out_of_time: bool,
}

/// Rungs: one in so many groups.
const RUNGS: [u64; 3] = [9, 3, 1];
/// Of each rung one in so many candidates goes on.
const KEPT: usize = 3;
/// With fewer candidates halving does not pay.
const FEW: usize = 3;

struct Search<'a> {
    table: &'a Table,
    watch: &'a dyn Watch,
    periods: Vec<u32>,
    tried: Vec<Tried>,
    out_of_time: bool,
}

/// A candidate's change and its gain on a rung.
struct Ranked {
    change: String,
    complexity: u8,
    spec: Spec,
    gain: Gain,
    at: usize,
}

/// Searches. The same table and settings give the same outcome, unless the
/// time runs out; what was computed before is recalled.
///
/// # Errors
/// [`Error::Parameter`] for columns that are not there, no estimator, or too
/// few periods; those of the estimators and of [`Watch::keep`].
pub fn search(table: &Table, settings: &Settings, watch: &dyn Watch) -> Result<Outcome> {
    for name in settings
        .base
        .iter()
        .chain(&settings.candidates)
        .chain(&settings.partners)
    {
        if table.position(name).is_none() {
            let rule = format!("columns of the table: {}", table.names().join(", "));
            return Err(Error::parameter("a column", rule, name));
        }
    }
    let Some(&first) = settings.estimators.first() else {
        return Err(Error::parameter("estimators", "at least one", "none"));
    };
    let all = table.periods();
    let kept_out = settings.kept_out;
    if settings.trained_on < 1 || settings.trained_on + kept_out >= all.len() || kept_out < 1 {
        return Err(Error::parameter(
            "periods",
            format!(
                "at least 1 to train on, 1 to search on and 1 to keep out, of the {} there are",
                all.len()
            ),
            format!("{} to train on, {kept_out} kept out", settings.trained_on),
        ));
    }
    let (searched, kept) = all.split_at(all.len() - kept_out);
    let base = Spec {
        terms: settings.base.iter().cloned().map(Term::Column).collect(),
        estimator: first,
    };
    let mut search = Search {
        table,
        watch,
        periods: searched[settings.trained_on..].to_vec(),
        tried: Vec::new(),
        out_of_time: false,
    };
    let mut found = base.clone();
    let candidates = Term::candidates(table, &settings.candidates, &settings.partners);
    let mut round = 0;
    while round < settings.most && !search.out_of_time {
        round += 1;
        let open: Vec<(String, u8, Spec)> = candidates
            .iter()
            .filter(|t| !found.terms.contains(t))
            .map(|t| (format!("+ {}", t.name()), t.complexity(), found.with(t)))
            .collect();
        match search.best(round, &found, open)? {
            Some(better) => found = better,
            None => break,
        }
    }
    round += 1;
    found = search.backward(round, &base, found)?;
    round += 1;
    let others: Vec<(String, u8, Spec)> = settings
        .estimators
        .iter()
        .filter(|e| **e != found.estimator)
        .map(|&estimator| {
            let spec = Spec {
                estimator,
                ..found.clone()
            };
            (estimator.words(), 0, spec)
        })
        .collect();
    if let Some(better) = search.best(round, &found, others)? {
        found = better;
    }
    let compare = |tested: Vec<u32>| -> Result<(Gain, f64, f64)> {
        let walk = Walk {
            table,
            watch,
            tested,
            rung: Rung::ALL,
        };
        let (before, after) = (walk.losses(&base)?, walk.losses(&found)?);
        let rows = walk.rows();
        let n: f64 = rows.iter().sum();
        let mean = |l: &[f64]| l.iter().sum::<f64>() / n;
        Ok((gain(&before, &after, &rows), mean(&before), mean(&after)))
    };
    let (searched_gain, ..) = compare(search.periods.clone())?;
    let (survived, base_loss, found_loss) = compare(kept.to_vec())?;
    Ok(Outcome {
        base,
        found,
        tried: search.tried,
        searched: searched_gain,
        survived,
        base_loss,
        found_loss,
        searched_periods: search.periods,
        kept_out: kept.to_vec(),
        out_of_time: search.out_of_time,
    })
}

impl Search<'_> {
    fn walk(&self, one_in: u64) -> Walk<'_> {
        Walk {
            table: self.table,
            watch: self.watch,
            tested: self.periods.clone(),
            rung: Rung { one_in },
        }
    }

    /// The change to take, by successive halving and the rule of one standard
    /// error; `None` where none is clear.
    fn best(
        &mut self,
        round: usize,
        now: &Spec,
        open: Vec<(String, u8, Spec)>,
    ) -> Result<Option<Spec>> {
        let mut alive: Vec<Ranked> = open
            .into_iter()
            .map(|(change, complexity, spec)| Ranked {
                change,
                complexity,
                spec,
                gain: Gain {
                    gain: 0.0,
                    error: f64::INFINITY,
                },
                at: usize::MAX,
            })
            .collect();
        for &one_in in &RUNGS {
            if one_in > 1 && alive.len() <= FEW {
                continue;
            }
            let walk = self.walk(one_in);
            let (before, rows) = (walk.losses(now)?, walk.rows());
            let of = alive.len();
            let mut done = 0;
            for ranked in &mut alive {
                if !self.watch.goes_on() {
                    break;
                }
                ranked.gain = gain(&before, &walk.losses(&ranked.spec)?, &rows);
                done += 1;
                let stage = format!("round {round}, one game in {one_in}");
                self.watch.progress(&stage, done, of);
            }
            if done < of {
                // What was not tried on this rung cannot be compared.
                self.out_of_time = true;
                return Ok(None);
            }
            alive.sort_by(|a, b| {
                let by_gain = b.gain.gain.total_cmp(&a.gain.gain);
                by_gain.then_with(|| a.change.cmp(&b.change))
            });
            for ranked in &mut alive {
                ranked.at = self.tried.len();
                self.tried.push(Tried {
                    round,
                    change: ranked.change.clone(),
                    one_in,
                    gain: ranked.gain,
                    verdict: match one_in {
                        1 => Verdict::NotClear,
                        _ => Verdict::Halved,
                    },
                });
            }
            if one_in > 1 {
                let kept = alive.len().div_ceil(KEPT).max(FEW);
                alive.truncate(kept);
                // Those that go on are said of on the next rung.
                for ranked in &alive {
                    self.tried[ranked.at].verdict = Verdict::NotTaken;
                }
            }
        }
        let clear = |r: &&Ranked| r.gain.gain > r.gain.error;
        let Some(best) = alive.iter().find(clear) else {
            return Ok(None);
        };
        let within = best.gain.gain - best.gain.error;
        let taken = alive
            .iter()
            .filter(clear)
            .filter(|r| r.gain.gain >= within)
            .min_by(|a, b| {
                let simpler = a.complexity.cmp(&b.complexity);
                simpler.then_with(|| b.gain.gain.total_cmp(&a.gain.gain))
            });
        for ranked in alive.iter().filter(clear) {
            self.tried[ranked.at].verdict = Verdict::NotTaken;
        }
        let Some(taken) = taken else { return Ok(None) };
        self.tried[taken.at].verdict = Verdict::Taken;
        Ok(Some(taken.spec.clone()))
    }

    /// Drops terms without which the rest does as well, within one standard
    /// error, the least needed first.
    fn backward(&mut self, round: usize, base: &Spec, mut found: Spec) -> Result<Spec> {
        loop {
            let walk = self.walk(1);
            let (now, rows) = (walk.losses(&found)?, walk.rows());
            let mut least: Option<(Term, Gain)> = None;
            for term in &found.terms {
                // The last one taken was found needed just now.
                if base.terms.contains(term) || found.terms.len() == base.terms.len() + 1 {
                    continue;
                }
                let without = walk.losses(&found.without(term))?;
                let loss = gain(&without, &now, &rows);
                let free = loss.gain < loss.error;
                if free && least.as_ref().is_none_or(|(_, l)| loss.gain < l.gain) {
                    least = Some((term.clone(), loss));
                }
            }
            let Some((term, loss)) = least else {
                return Ok(found);
            };
            self.tried.push(Tried {
                round,
                change: format!("− {}", term.name()),
                one_in: 1,
                gain: Gain {
                    gain: -loss.gain,
                    error: loss.error,
                },
                verdict: Verdict::Dropped,
            });
            found = found.without(&term);
        }
    }
}
