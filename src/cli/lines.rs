//! Lines of standard input: none holds up the others, whatever it is.

use crate::error::{Error, Result};
use std::io::{BufRead, Read};

/// A line that is longer holds no situation and no play.
const LONGEST: u64 = 1 << 20;

/// Calls `each` with the number (from 1) and the text of every line that is not
/// empty; `None` for one longer than a megabyte. Bytes that are no text are replaced.
///
/// # Errors
/// [`Error::Io`] where the input cannot be read, and what `each` fails with.
pub fn each(
    mut input: impl BufRead,
    mut each: impl FnMut(usize, Option<&str>) -> Result<()>,
) -> Result<()> {
    let failed = |e| Error::io("read", "stdin", e);
    let mut bytes = Vec::new();
    for number in 1.. {
        bytes.clear();
        let mut some = input.by_ref().take(LONGEST);
        if some.read_until(b'\n', &mut bytes).map_err(failed)? == 0 {
            break;
        }
        if bytes.len() as u64 == LONGEST && bytes.last() != Some(&b'\n') {
            skip_line(&mut input).map_err(failed)?;
            each(number, None)?;
            continue;
        }
        let line = String::from_utf8_lossy(&bytes);
        let line = line.trim();
        if !line.is_empty() {
            each(number, Some(line))?;
        }
    }
    Ok(())
}

fn skip_line(input: &mut impl BufRead) -> std::io::Result<()> {
    loop {
        let buffer = input.fill_buf()?;
        let (used, done) = match buffer.iter().position(|&b| b == b'\n') {
            Some(at) => (at + 1, true),
            None => (buffer.len(), buffer.is_empty()),
        };
        input.consume(used);
        if done {
            return Ok(());
        }
    }
}

/// What is said of a line that is too long.
pub fn too_long() -> Error {
    Error::parameter("a line", "at most a megabyte", "longer")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_line_and_one_that_is_no_text_hold_up_nothing() {
        let mut input = b"one\n\n".to_vec();
        input.extend(std::iter::repeat_n(b'x', 3 << 20));
        input.extend(b"\nth\xffree\nfour");
        let mut seen = Vec::new();
        each(input.as_slice(), |number, line| {
            seen.push((number, line.map(str::to_owned)));
            Ok(())
        })
        .unwrap();
        let text = |s: &str| Some(s.to_owned());
        assert_eq!(
            seen,
            [
                (1, text("one")),
                (3, None),
                (4, text("th\u{fffd}ree")),
                (5, text("four"))
            ]
        );
    }
}
