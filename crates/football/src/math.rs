//! Elementary functions that give the same bits on every machine: the system's own
//! differ in the last digit from library to library, and a browser has others.

/// Logarithms, exponentials and the like by the crate `libm`, which is plain
/// arithmetic.
pub(crate) trait Portable: Sized {
    /// eˣ.
    fn exp_(self) -> Self;
    /// The natural logarithm.
    fn ln_(self) -> Self;
    /// ln(1 + x).
    fn ln_1p_(self) -> Self;
    /// x to the power y.
    fn powf_(self, y: Self) -> Self;
    /// The hyperbolic tangent.
    fn tanh_(self) -> Self;
    /// The sine.
    fn sin_(self) -> Self;
    /// The cosine.
    fn cos_(self) -> Self;
    /// √(x² + y²).
    fn hypot_(self, y: Self) -> Self;
}

macro_rules! portable {
    ($float:ty, $exp:ident, $ln:ident, $ln_1p:ident, $powf:ident, $tanh:ident, $sin:ident, $cos:ident, $hypot:ident) => {
        impl Portable for $float {
            fn exp_(self) -> Self {
                libm::$exp(self)
            }

            fn ln_(self) -> Self {
                libm::$ln(self)
            }

            fn ln_1p_(self) -> Self {
                libm::$ln_1p(self)
            }

            fn powf_(self, y: Self) -> Self {
                libm::$powf(self, y)
            }

            fn tanh_(self) -> Self {
                libm::$tanh(self)
            }

            fn sin_(self) -> Self {
                libm::$sin(self)
            }

            fn cos_(self) -> Self {
                libm::$cos(self)
            }

            fn hypot_(self, y: Self) -> Self {
                libm::$hypot(self, y)
            }
        }
    };
}

portable!(f64, exp, log, log1p, pow, tanh, sin, cos, hypot);
portable!(f32, expf, logf, log1pf, powf, tanhf, sinf, cosf, hypotf);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_are_the_functions_that_they_are_called() {
        for step in 1..2000 {
            let x = f64::from(step) * 0.01;
            for (portable, system) in [
                (x.exp_(), x.exp()),
                (x.ln_(), x.ln()),
                (x.ln_1p_(), x.ln_1p()),
                (x.powf_(1.7), x.powf(1.7)),
                (x.tanh_(), x.tanh()),
                (x.sin_(), x.sin()),
                (x.cos_(), x.cos()),
                (x.hypot_(2.0), x.hypot(2.0)),
            ] {
                let scale = system.abs().max(1e-3);
                assert!(
                    (portable - system).abs() < 1e-14 * scale,
                    "{x}: {portable} {system}"
                );
            }
            let x = x as f32;
            assert!((x.exp_() - x.exp()).abs() <= 2e-7 * x.exp());
            assert!((x.ln_() - x.ln()).abs() <= 2e-7 * x.ln().abs().max(1e-3));
        }
    }
}
