//! Plain loops over numbers, compiled twice: for any processor, and for AVX2,
//! which takes twice as many numbers at a time. Both give the same bits: AVX2
//! alone neither fuses nor reorders what it computes.

/// Work that is worth compiling for AVX2: `run` and what matters of what it
/// calls must be `#[inline(always)]`.
pub trait Wide {
    /// What comes out.
    type Out;

    /// Does it.
    fn run(self) -> Self::Out;
}

/// Does `work` by the widest instructions that this processor has.
#[inline]
pub fn wide<W: Wide>(work: W) -> W::Out {
    #[cfg(target_arch = "x86_64")]
    if super::simd::available() {
        return super::simd::run(work);
    }
    work.run()
}
