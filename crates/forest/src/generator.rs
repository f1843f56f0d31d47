//! A tiny counter-based generator: every random number is a function of a key
//! and a position, so the order of the work never matters.
//!
//! The mixing function is the finaliser of SplitMix64 (Steele, Lea & Flood,
//! "Fast splittable pseudorandom number generators", OOPSLA 2014).

const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

/// What a stream of numbers is for; streams of one seed do not overlap.
#[derive(Debug, Clone, Copy)]
pub enum Stream {
    /// Which groups a tree sees.
    Groups = 1,
    /// Which features a node tries.
    Features = 2,
    /// Which rows swap values in permutation importance.
    Permutation = 3,
    /// Which groups a bag holds.
    Bags = 4,
    /// Which groups nodes of very many rows are searched on.
    Scouts = 5,
    /// Whether a row's weight is rounded up or down in a tree.
    Weights = 6,
}

/// SplitMix64's step and finaliser: adds the golden constant and scrambles.
#[must_use]
pub fn mix(value: u64) -> u64 {
    let mut z = value.wrapping_add(GOLDEN);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// The key of one stream: `mix(mix(mix(seed) ^ stream) ^ index)`, where
/// `index` is a tree's number, for instance.
#[must_use]
pub fn key(seed: u64, stream: Stream, index: u64) -> u64 {
    mix(mix(mix(seed) ^ stream as u64) ^ index)
}

/// The key of a node's child: `mix(key + 1)` for the left one, `mix(key + 2)`
/// for the right one.
#[must_use]
pub fn child_key(key: u64, right: bool) -> u64 {
    mix(key.wrapping_add(1 + u64::from(right)))
}

/// Numbers drawn in order under one key: the i-th is `mix(key + i * golden)`,
/// which is SplitMix64 started at `key`.
#[derive(Debug, Clone)]
pub struct Draws {
    state: u64,
}

impl Draws {
    /// Starts at the key.
    #[must_use]
    pub fn new(key: u64) -> Self {
        Self { state: key }
    }

    /// 64 random bits.
    pub fn bits(&mut self) -> u64 {
        let drawn = mix(self.state);
        self.state = self.state.wrapping_add(GOLDEN);
        drawn
    }

    /// A number in `0..limit`: the upper 32 bits times `limit`, divided by
    /// 2^32. The bias, below `limit` / 2^32, is far under what a forest's
    /// noise could show.
    pub fn below(&mut self, limit: u32) -> u32 {
        (((self.bits() >> 32) * u64::from(limit)) >> 32) as u32
    }
}

/// Draws `wanted` different features of `all` under `key`, in rising order,
/// into `chosen`: the first `wanted` steps of a Fisher–Yates shuffle of
/// `0..all`, then sorted. `chosen` must hold at least `wanted`.
pub(super) fn choose_features(key: u64, all: usize, wanted: usize, chosen: &mut [u8]) {
    let mut deck = [0u8; 256];
    for (place, card) in deck.iter_mut().take(all).enumerate() {
        *card = place as u8;
    }
    let mut draws = Draws::new(key);
    for step in 0..wanted {
        let other = step + draws.below((all - step) as u32) as usize;
        deck.swap(step, other);
    }
    chosen[..wanted].copy_from_slice(&deck[..wanted]);
    chosen[..wanted].sort_unstable();
}
