//! The normal distribution.

use crate::math::Portable;

/// P(a standard normal variable is at most `x`), to within 1e-7.
///
/// The complementary error function by the Chebyshev fit of Press et al.,
/// *Numerical Recipes* (relative error below 1.2e-7 everywhere).
#[must_use]
pub fn cdf(x: f64) -> f64 {
    let z = x.abs() / std::f64::consts::SQRT_2;
    let t = 1.0 / (1.0 + 0.5 * z);
    let series = [
        0.170_872_77,
        -0.822_152_23,
        1.488_515_87,
        -1.135_203_98,
        0.278_868_07,
        -0.186_288_06,
        0.096_784_18,
        0.374_091_96,
        1.000_023_68,
        -1.265_512_23,
    ];
    let power = series.iter().fold(0.0, |sum, c| sum * t + c);
    let upper = 0.5 * t * (-z * z + power).exp_();
    if x >= 0.0 { 1.0 - upper } else { upper }
}

/// The `x` with [`cdf`]`(x) = p`, for `p` in 0–1 (clamped to within 1e-9 of the
/// ends).
#[must_use]
pub fn quantile(p: f64) -> f64 {
    let p = p.clamp(1e-9, 1.0 - 1e-9);
    let (mut low, mut high) = (-6.5, 6.5);
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        if cdf(middle) < p {
            low = middle;
        } else {
            high = middle;
        }
    }
    0.5 * (low + high)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_values() {
        for (x, p) in [
            (0.0, 0.5),
            (1.0, 0.841_344_746),
            (-1.644_853_627, 0.05),
            (1.959_963_985, 0.975),
            (3.0, 0.998_650_102),
        ] {
            assert!((cdf(x) - p).abs() < 2e-7, "cdf({x}) = {}", cdf(x));
            assert!((quantile(p) - x).abs() < 2e-5, "quantile({p})");
        }
    }
}
