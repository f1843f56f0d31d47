//! The kept corpus and some mutants of it, in every build: `make fuzz` is the long run.
//! `WP_FUZZ_MUTANTS=10000000 WP_FUZZ_TARGET=keys cargo test --release -p wp-fuzz` takes
//! more of them, of one target, at full speed.

use rand_pcg::Pcg64Mcg;
use rand_pcg::rand_core::{Rng, SeedableRng};
use std::fs;
use std::path::Path;

/// Mutants of each target, unless `WP_FUZZ_MUTANTS` says otherwise.
const MUTANTS: usize = 2000;
/// Longest input.
const LONGEST: usize = 4096;

fn corpus(target: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("corpus")
        .join(target);
    let mut paths: Vec<_> = fs::read_dir(&folder)
        .unwrap_or_else(|e| panic!("{}: {e}", folder.display()))
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    paths.iter().map(|p| fs::read(p).unwrap()).collect()
}

struct Mutator(Pcg64Mcg);

impl Mutator {
    fn below(&mut self, n: usize) -> usize {
        (self.0.next_u64() % n.max(1) as u64) as usize
    }

    /// One to eight changes: bytes set, flipped, cut, doubled, or taken from another input.
    fn mutant(&mut self, inputs: &[Vec<u8>]) -> Vec<u8> {
        let mut input = inputs[self.below(inputs.len())].clone();
        for _ in 0..=self.below(8) {
            let at = self.below(input.len());
            let to = (at + 1 + self.below(16)).min(input.len());
            match self.below(6) {
                _ if input.is_empty() => input.push(self.below(256) as u8),
                0 => input[at] = self.below(256) as u8,
                1 => input[at] ^= 1 << self.below(8),
                2 => drop(input.drain(at..to)),
                3 => {
                    let again = input[at..to].to_vec();
                    let place = self.below(input.len());
                    input.splice(place..place, again);
                }
                4 => input.truncate(at),
                _ => {
                    let other = &inputs[self.below(inputs.len())];
                    let from = self.below(other.len()).min(other.len());
                    let part: Vec<u8> = other[from..].iter().copied().take(32).collect();
                    input.splice(at..at, part);
                }
            }
            input.truncate(LONGEST);
        }
        input
    }
}

#[test]
fn nothing_panics_on_the_corpus_and_its_mutants() {
    let said = |name: &str| std::env::var(name).ok().filter(|v| !v.is_empty());
    let mutants = said("WP_FUZZ_MUTANTS").map_or(MUTANTS, |n| n.parse().unwrap());
    let only = said("WP_FUZZ_TARGET");
    for (name, target) in wp_fuzz::TARGETS {
        if only.as_ref().is_some_and(|only| only != name) {
            continue;
        }
        let inputs = corpus(name);
        assert!(inputs.len() >= 5, "{name} has a corpus of {}", inputs.len());
        inputs.iter().for_each(|input| target(input));
        let mut mutator = Mutator(Pcg64Mcg::seed_from_u64(25));
        for i in 0..mutants {
            let input = mutator.mutant(&inputs);
            let run = std::panic::catch_unwind(|| target(&input));
            assert!(
                run.is_ok(),
                "{name}, mutant {i}: {:?}",
                String::from_utf8_lossy(&input)
            );
        }
    }
}
