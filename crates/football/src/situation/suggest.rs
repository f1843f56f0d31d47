//! "Did you mean": the known word that is a slip or two away.

/// Words longer than this are no slips of the keyboard.
const LONGEST: usize = 32;

/// The nearest of the known words, if it is near enough: one slip in a short
/// word, two in one of six letters or more.
pub(super) fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let letters: Vec<char> = word.chars().take(LONGEST + 1).collect();
    let allowed = match letters.len() {
        0..=2 => return None,
        3..=5 => 1,
        n if n > LONGEST => return None,
        _ => 2,
    };
    let mut best: Option<(usize, &str)> = None;
    for candidate in known.filter(|k| k.len().abs_diff(letters.len()) <= allowed && k.len() > 2) {
        let slips = distance(&letters, candidate);
        if slips <= allowed && best.is_none_or(|(b, _)| slips < b) {
            best = Some((slips, candidate));
        }
    }
    best.map(|(_, word)| word)
}

/// Slips between two words: a letter wrong, missing, too many, or two swapped
/// (optimal string alignment).
fn distance(a: &[char], b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let width = b.len() + 1;
    let mut table = vec![0_usize; (a.len() + 1) * width];
    for (j, cell) in table.iter_mut().take(width).enumerate() {
        *cell = j;
    }
    for i in 1..=a.len() {
        table[i * width] = i;
        for j in 1..width {
            let here = i * width + j;
            let wrong = usize::from(a[i - 1] != b[j - 1]);
            let mut least = (table[here - width] + 1)
                .min(table[here - 1] + 1)
                .min(table[here - width - 1] + wrong);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(table[here - 2 * width - 2] + 1);
            }
            table[here] = least;
        }
    }
    table[a.len() * width + b.len()]
}
