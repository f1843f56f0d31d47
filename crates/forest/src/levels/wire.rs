//! Numbers as bytes: seven bits a byte, the lowest first.

use super::broken;
use crate::error::Result;

/// Appends a number.
pub(super) fn put(into: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        into.push(number as u8 | 0x80);
        number >>= 7;
    }
    into.push(number as u8);
}

/// Bytes that are read from the front.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reader<'a> {
    bytes: &'a [u8],
    what: &'static str,
}

impl<'a> Reader<'a> {
    /// `what` is how messages call the bytes.
    pub fn new(bytes: &'a [u8], what: &'static str) -> Self {
        Self { bytes, what }
    }

    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// How many bytes are left.
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    pub fn byte(&mut self) -> Result<u8> {
        let (&first, rest) = self.bytes.split_first().ok_or_else(|| self.short())?;
        self.bytes = rest;
        Ok(first)
    }

    pub fn take(&mut self, count: usize) -> Result<&'a [u8]> {
        let (taken, rest) = self
            .bytes
            .split_at_checked(count)
            .ok_or_else(|| self.short())?;
        self.bytes = rest;
        Ok(taken)
    }

    /// A number of at most 63 bits.
    #[inline]
    pub fn number(&mut self) -> Result<u64> {
        let mut number = 0;
        for (place, &byte) in self.bytes.iter().take(9).enumerate() {
            number |= u64::from(byte & 0x7f) << (7 * place);
            if byte < 0x80 {
                self.bytes = &self.bytes[place + 1..];
                return Ok(number);
            }
        }
        Err(self.short())
    }

    /// A number that fits.
    pub fn small<T: TryFrom<u64>>(&mut self) -> Result<T> {
        let number = self.number()?;
        T::try_from(number).map_err(|_| broken(self.what, format!("the number {number}")))
    }

    /// A count of things that take at least a byte each.
    pub fn count(&mut self) -> Result<usize> {
        let count: usize = self.small()?;
        if count > self.len() {
            return Err(self.short());
        }
        Ok(count)
    }

    /// Eight bytes.
    pub fn whole(&mut self) -> Result<u64> {
        let bytes = self.take(8)?;
        Ok(bytes
            .first_chunk()
            .map_or(0, |bytes| u64::from_le_bytes(*bytes)))
    }

    fn short(&self) -> crate::error::Error {
        broken(self.what, "an end too soon")
    }
}

/// A number that changes with any of the bytes; no protection against intent.
pub(super) fn checksum(bytes: &[u8]) -> u64 {
    const PRIME: u64 = 0x0000_0100_0000_01b3;
    let (words, rest) = bytes.as_chunks::<8>();
    let mut sums = [0xcbf2_9ce4_8422_2325_u64; 4];
    for (place, word) in words.iter().enumerate() {
        let sum = &mut sums[place % 4];
        *sum = (*sum ^ u64::from_le_bytes(*word)).wrapping_mul(PRIME);
        *sum ^= *sum >> 29;
    }
    let mut sum = bytes.len() as u64;
    for part in sums.into_iter().chain(rest.iter().map(|&b| u64::from(b))) {
        sum = crate::generator::mix(sum ^ part);
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back_and_short_bytes_are_refused() {
        let numbers = [0, 1, 127, 128, 300, 1 << 24, (1 << 40) + 7, (1 << 63) - 1];
        let mut bytes = Vec::new();
        numbers.iter().for_each(|&n| put(&mut bytes, n));
        let mut reader = Reader::new(&bytes, "numbers");
        assert!(numbers.iter().all(|&n| reader.number().unwrap() == n));
        assert!(reader.is_empty() && reader.number().is_err());
        assert!(Reader::new(&[0xff; 20], "numbers").number().is_err());
    }

    #[test]
    fn any_byte_changes_the_checksum() {
        let bytes: Vec<u8> = (0..53).collect();
        let sum = checksum(&bytes);
        for place in 0..bytes.len() {
            let mut other = bytes.clone();
            other[place] ^= 0x10;
            assert_ne!(checksum(&other), sum, "byte {place}");
        }
        assert_ne!(checksum(&bytes[..52]), sum);
    }
}
