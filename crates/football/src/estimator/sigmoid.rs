//! Log-odds to probabilities and back, without the system's `exp` and `ln`: those
//! differ from library to library in the last digit, and take one number at a time.

/// ln 2 in two parts, the first of few digits.
const LN_2: [f32; 2] = [0.693_359_4, -2.121_944_4e-4];

/// 1 / (1 + e^−x), within two units in the last place; the same on every machine.
#[inline(always)]
pub fn probability(log_odds: f32) -> f32 {
    1.0 / (1.0 + exp(-log_odds))
}

/// e^x, by a power of two and a polynomial in the rest (Moshier, Cephes, expf).
/// Plain arithmetic without a branch, so that compilers take several numbers at a
/// time. Beyond ±87 the value there.
#[inline(always)]
fn exp(x: f32) -> f32 {
    /// Added and taken away again, it rounds to whole numbers.
    const ROUND: f32 = 12_582_912.0;
    const POLYNOMIAL: [f32; 5] = [
        1.398_2e-3,
        8.333_452e-3,
        4.166_579_6e-2,
        1.666_666_5e-1,
        0.5,
    ];
    let x = x.clamp(-87.0, 87.0);
    let rounded = x * std::f32::consts::LOG2_E + ROUND;
    let twos = rounded - ROUND;
    let rest = x - twos * LN_2[0] - twos * LN_2[1];
    let sum = POLYNOMIAL
        .iter()
        .fold(1.987_569_1e-4, |sum, term| sum * rest + term);
    let near = sum * rest * rest + rest + 1.0;
    // The whole number stands in the last digits: moved to where exponents stand.
    near * f32::from_bits((rounded.to_bits() << 23).wrapping_add(1.0f32.to_bits()))
}

/// ln(p / (1 − p)) of a probability that is neither 0 nor 1; the same on every machine.
#[inline(always)]
pub fn log_odds(p: f32) -> f32 {
    ln(p / (1.0 - p))
}

/// ln x of a normal number above 0, by its power of two and a polynomial in the rest
/// (Moshier, Cephes, logf), as [`exp`] is.
#[inline(always)]
fn ln(x: f32) -> f32 {
    /// √½, the least of what is left without the power of two.
    const LEAST: u32 = std::f32::consts::FRAC_1_SQRT_2.to_bits();
    const POLYNOMIAL: [f32; 8] = [
        -1.151_461e-1,
        1.167_699_9e-1,
        -1.242_014_1e-1,
        1.424_932_3e-1,
        -1.666_805_8e-1,
        2.000_071_5e-1,
        -2.499_999_4e-1,
        3.333_333e-1,
    ];
    let above = x.to_bits().wrapping_sub(LEAST);
    let twos = ((above as i32) >> 23) as f32;
    let rest = f32::from_bits((above & 0x007f_ffff) + LEAST) - 1.0;
    let sum = POLYNOMIAL
        .iter()
        .fold(7.037_683_6e-2, |sum, term| sum * rest + term);
    let square = rest * rest;
    let small = sum * rest * square + twos * LN_2[1] - 0.5 * square;
    rest + small + twos * LN_2[0]
}

/// P(win) of a side that can kneel the clock out: one less the chance of a lost
/// snap.
pub(super) const KNELT_OUT: f32 = 0.9995;

/// The least P(win) of a side that can kneel the clock out.
#[inline(always)]
pub(super) fn knelt_out(p: f32, can_kneel: bool) -> f32 {
    if can_kneel { p.max(KNELT_OUT) } else { p }
}

/// `p` with a correction that takes away at most half of what is left to
/// either end, so that certainty stays certainty.
#[inline(always)]
pub(super) fn corrected(p: f32, correction: f32) -> f32 {
    let room = 0.5 * p.min(1.0 - p);
    // `clamp` would look whether its bounds are in order, one number at a time.
    p + correction.max(-room).min(room)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn probabilities_are_those_of_the_exponential() {
        for step in -200_000..=200_000 {
            let x = step as f32 * 1e-4 * 1.37;
            let exact = 1.0 / (1.0 + (-f64::from(x)).exp());
            let found = f64::from(probability(x));
            assert!(
                (found - exact).abs() <= 3e-7 * exact,
                "{x}: {found} {exact}"
            );
        }
        assert_eq!(probability(0.0), 0.5);
        assert!(probability(1e30) == 1.0 && probability(-1e30) < 1e-37);
        assert!(probability(f32::INFINITY) == 1.0 && probability(f32::NAN).is_nan());
    }

    #[test]
    fn log_odds_are_those_of_the_logarithm() {
        for step in 1..1_000_000 {
            let p = step as f32 * 1e-6;
            let exact = f64::from(p / (1.0 - p)).ln();
            let found = f64::from(log_odds(p));
            assert!(
                (found - exact).abs() <= 2e-7 * exact.abs().max(1.0),
                "{p}: {found} {exact}"
            );
        }
        assert_eq!(log_odds(0.5), 0.0);
        for x in [1e-30, 1e-6, 0.7, 0.708, 1.0, 1.414, 1.415, 2.0, 1e6, 1e30] {
            let exact = f64::from(x).ln();
            assert!(
                (f64::from(ln(x)) - exact).abs() <= 2e-7 * exact.abs().max(0.1),
                "{x}"
            );
        }
    }

    #[test]
    fn more_log_odds_are_never_less_likely() {
        let mut before = 0.0;
        for step in -1_000_000..=1_000_000 {
            let p = probability(step as f32 * 2e-5);
            assert!(p >= before, "{step}: {p} after {before}");
            before = p;
        }
    }
}
