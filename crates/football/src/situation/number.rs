//! Numbers: in digits, in words, with a sign, with halves. A number of any
//! length is read; whether it makes sense is for [`super::values`] to say.

/// A number as it was written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Num {
    /// Its value without the sign; infinite if it has hundreds of digits.
    pub size: f64,
    /// The same, rounded once from the digits, as spreads and totals want it.
    pub size32: f32,
    /// `Some(true)` for a minus, `Some(false)` for a plus.
    pub negative: Option<bool>,
    /// In letters.
    spelled: bool,
}

impl Num {
    const fn spelled(n: u8) -> Self {
        Self {
            size: n as f64,
            size32: n as f32,
            negative: None,
            spelled: true,
        }
    }

    /// The value with its sign.
    pub fn value(&self) -> f64 {
        if self.negative == Some(true) {
            -self.size
        } else {
            self.size
        }
    }

    /// The value with its sign, in single precision.
    pub fn value32(&self) -> f32 {
        if self.negative == Some(true) {
            -self.size32
        } else {
            self.size32
        }
    }

    /// A half more, as in "3 1/2".
    pub fn and_a_half(self) -> Self {
        Self {
            size: self.size + 0.5,
            size32: self.size32 + 0.5,
            ..self
        }
    }

    /// `thirty` with `five` is 35.
    pub fn with_units(&self, units: &Self) -> Option<Self> {
        let tens = self.spelled && self.size >= 20.0 && self.size % 10.0 == 0.0;
        let ones = units.spelled && (1.0..10.0).contains(&units.size);
        (tens && ones).then_some(Self {
            size: self.size + units.size,
            size32: self.size32 + units.size32,
            ..*self
        })
    }
}

/// Reads the number at the start of `text`, of which the first `sign` bytes are
/// its sign, and says how many bytes it takes.
pub(super) fn scan(text: &str, sign: usize) -> (Num, usize) {
    let body = &text[sign..];
    let digits = |s: &str| s.bytes().take_while(u8::is_ascii_digit).count();
    let mut len = digits(body);
    if body[len..].starts_with('.') {
        let fraction = digits(&body[len + 1..]);
        if fraction > 0 {
            len += 1 + fraction;
        }
    }
    // A decimal comma: only halves have one here, and nothing else may follow, except
    // that a half may end its clause.
    let comma = [",5", ",0"].into_iter().find(|end| {
        let after = body[len..].strip_prefix(end);
        let joined = |c: char| c.is_alphanumeric() || ":&/@,.½".contains(c);
        let ends = |rest: &str| {
            let clause = rest.strip_prefix([',', '.']).filter(|_| *end == ",5");
            !clause.unwrap_or(rest).starts_with(joined)
        };
        len > 0 && after.is_some_and(ends)
    });
    let mut size: f64 = body[..len].parse().unwrap_or(0.0);
    let mut size32: f32 = body[..len].parse().unwrap_or(0.0);
    if let Some(end) = comma {
        let half = if end == ",5" { 0.5 } else { 0.0 };
        len += end.len();
        size += half;
        size32 += half as f32;
    }
    if body[len..].starts_with('½') && size.fract() == 0.0 {
        len += '½'.len_utf8();
        size += 0.5;
        size32 += 0.5;
    }
    let negative = text[..sign].chars().next().map(is_dash);
    let num = Num {
        size,
        size32,
        negative,
        spelled: false,
    };
    (num, sign + len)
}

/// The whole of `text` as a number, as in `-3` or `44.5`.
pub(super) fn whole_text(text: &str) -> Option<Num> {
    let first = text.chars().next()?;
    let sign = if is_dash(first) || first == '+' {
        first.len_utf8()
    } else {
        0
    };
    if !text[sign..].starts_with(|c: char| c.is_ascii_digit() || c == '.' || c == '½') {
        return None;
    }
    let (num, len) = scan(text, sign);
    (len == text.len()).then_some(num)
}

const SMALL: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const TENS: [&str; 8] = [
    "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
];
const ORDINALS: [&str; 5] = ["first", "second", "third", "fourth", "fifth"];

/// All words for numbers, for "did you mean".
pub(super) fn vocabulary() -> impl Iterator<Item = &'static str> {
    ORDINALS.iter().chain(&SMALL).chain(&TENS).copied()
}

/// `two` is 2, `thirty` is 30.
pub(super) fn word(word: &str) -> Option<Num> {
    let n = match SMALL.iter().position(|&w| w == word) {
        Some(n) => n,
        None => 20 + 10 * TENS.iter().position(|&w| w == word)?,
    };
    u8::try_from(n).ok().map(Num::spelled)
}

/// `fourth` is 4.
pub(super) fn ordinal_word(word: &str) -> Option<u32> {
    let n = ORDINALS.iter().position(|&w| w == word)?;
    u32::try_from(n + 1).ok()
}

/// The letters after an ordinal: 1st, 2nd, 3rd, 4th, 11th, 21st.
pub(super) fn suffix(n: u32) -> &'static str {
    match (n % 10, n % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    }
}

impl Num {
    /// A number that was worked out.
    pub fn plain(size: f64) -> Self {
        #[allow(clippy::cast_possible_truncation)] // a clock has no need of the digits
        Self {
            size,
            size32: size as f32,
            negative: None,
            spelled: false,
        }
    }
}

/// Hyphens, dashes and minus signs of all kinds.
pub(super) fn is_dash(c: char) -> bool {
    matches!(c, '-' | '‐'..='―' | '−' | '﹘' | '﹣' | '－')
}
