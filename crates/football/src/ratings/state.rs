//! A Gaussian over numbers that come and go: mean and covariance.

/// What is believed of a list of numbers.
#[derive(Debug, Clone, Default)]
pub(super) struct State {
    n: usize,
    stride: usize,
    mean: Vec<f64>,
    cov: Vec<f64>,
}

/// Numbers by which the covariance's rows grow at a time.
const GROWTH: usize = 64;

/// A linear combination of the numbers: (index, factor).
pub(super) type Terms = [(usize, f64)];

/// What a [`Terms`] is expected to be.
pub(super) struct Expected {
    pub mean: f64,
    pub variance: f64,
    /// Its covariance with each number.
    pub with: Vec<f64>,
}

impl State {
    pub fn len(&self) -> usize {
        self.n
    }

    pub fn mean(&self, i: usize) -> f64 {
        self.mean[i]
    }

    pub fn variance(&self, i: usize) -> f64 {
        self.cov[i * self.stride + i]
    }

    /// A new number, independent of the others; its index.
    pub fn add(&mut self, mean: f64, variance: f64) -> usize {
        if self.n == self.stride {
            let stride = self.stride + GROWTH;
            let mut cov = vec![0.0; stride * stride];
            for i in 0..self.n {
                cov[i * stride..i * stride + self.n].copy_from_slice(self.row(i));
            }
            (self.cov, self.stride) = (cov, stride);
            self.mean.resize(stride, 0.0);
        }
        let i = self.n;
        self.n += 1;
        self.mean[i] = mean;
        for j in 0..self.n {
            self.cov[i * self.stride + j] = 0.0;
            self.cov[j * self.stride + i] = 0.0;
        }
        self.add_variance(i, variance);
        i
    }

    /// Keeps only some numbers, in the given order.
    pub fn keep(&mut self, kept: &[usize]) {
        let mut to = Self::default();
        for &i in kept {
            to.add(self.mean[i], 0.0);
        }
        for (a, &i) in kept.iter().enumerate() {
            for (b, &j) in kept.iter().enumerate() {
                to.cov[a * to.stride + b] = self.cov[i * self.stride + j];
            }
        }
        *self = to;
    }

    /// Multiplies a number by a factor.
    pub fn scale(&mut self, i: usize, factor: f64) {
        self.mean[i] *= factor;
        for j in 0..self.n {
            self.cov[i * self.stride + j] *= factor;
        }
        for j in 0..self.n {
            self.cov[j * self.stride + i] *= factor;
        }
    }

    /// Adds independent noise to a number.
    pub fn add_variance(&mut self, i: usize, variance: f64) {
        self.cov[i * self.stride + i] += variance;
    }

    /// Adds covariance of noise that two numbers share.
    pub fn add_covariance(&mut self, i: usize, j: usize, covariance: f64) {
        self.cov[i * self.stride + j] += covariance;
        self.cov[j * self.stride + i] += covariance;
    }

    /// What a combination of the numbers is expected to be.
    pub fn expected(&self, terms: &Terms) -> Expected {
        let mut with = vec![0.0; self.n];
        let mut mean = 0.0;
        for &(i, factor) in terms {
            mean += factor * self.mean[i];
            for (sum, c) in with.iter_mut().zip(self.row(i)) {
                *sum += factor * c;
            }
        }
        let variance = terms.iter().map(|&(i, factor)| factor * with[i]).sum();
        Expected {
            mean,
            variance,
            with,
        }
    }

    /// Learns that the combination was `surprise` more than expected, with a
    /// measurement's own variance (Kalman's update).
    pub fn observe(&mut self, expected: &Expected, noise: f64, surprise: f64) {
        let variance = expected.variance + noise;
        for (i, &c) in expected.with.iter().enumerate() {
            let gain = c / variance;
            if gain == 0.0 {
                continue;
            }
            self.mean[i] += gain * surprise;
            let row = &mut self.cov[i * self.stride..i * self.stride + self.n];
            for (cell, other) in row.iter_mut().zip(&expected.with) {
                *cell -= gain * other;
            }
        }
    }

    fn row(&self, i: usize) -> &[f64] {
        &self.cov[i * self.stride..i * self.stride + self.n]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The posterior by brute force: a grid over two numbers.
    #[test]
    fn updates_as_a_grid_does() {
        let mut state = State::default();
        let (a, b) = (state.add(1.0, 4.0), state.add(-0.5, 2.25));
        state.add_covariance(a, b, 0.9);
        let terms = [(a, 1.0), (b, -1.0)];
        let expected = state.expected(&terms);
        let seen = 4.0;
        state.observe(&expected, 2.0, seen - expected.mean);

        let det = 4.0 * 2.25 - 0.81;
        let (mut sum, mut ma, mut mb, mut vaa) = (0.0, 0.0, 0.0, 0.0);
        let step = 0.02;
        let grid = || (-600..=600).map(|i| f64::from(i) * step);
        for x in grid() {
            for y in grid() {
                let (dx, dy) = (x - 1.0, y + 0.5);
                let prior = (2.25 * dx * dx - 1.8 * dx * dy + 4.0 * dy * dy) / det;
                let miss = seen - (x - y);
                let p = (-0.5 * (prior + miss * miss / 2.0)).exp();
                sum += p;
                ma += p * x;
                mb += p * y;
                vaa += p * x * x;
            }
        }
        let (ma, mb) = (ma / sum, mb / sum);
        assert!((state.mean(a) - ma).abs() < 1e-6);
        assert!((state.mean(b) - mb).abs() < 1e-6);
        assert!((state.variance(a) - (vaa / sum - ma * ma)).abs() < 1e-6);
    }

    #[test]
    fn keeping_some_numbers_keeps_what_is_known_of_them() {
        let mut state = State::default();
        for i in 0..70 {
            state.add(f64::from(i), 1.0 + f64::from(i));
        }
        state.add_covariance(3, 69, 0.5);
        state.keep(&[69, 3]);
        assert_eq!(state.len(), 2);
        assert_eq!((state.mean(0), state.variance(0)), (69.0, 70.0));
        let sum = state.expected(&[(0, 1.0), (1, 1.0)]);
        assert_eq!(sum.variance, 70.0 + 4.0 + 2.0 * 0.5);
    }
}
