//! The different values of a column of numbers or text, and their numbers in order.

use arrow_array::Array;
use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, Int64Type};
use std::collections::HashMap;
use std::hash::Hash;

/// What was seen of a column; no value is missing.
#[derive(Default)]
pub struct Labels {
    seen: Seen,
}

#[derive(Default)]
enum Seen {
    #[default]
    Nothing,
    /// By their bits.
    Floats(HashMap<u64, u32>),
    Integers(HashMap<i64, u32>),
    Strings(HashMap<String, u32>),
}

impl Labels {
    /// Looks at values: those of Float64, Int64 or text, always the same kind.
    pub fn learn(&mut self, column: &dyn Array) {
        if let Some(floats) = column.as_primitive_opt::<Float64Type>() {
            if let Seen::Nothing = self.seen {
                self.seen = Seen::Floats(HashMap::new());
            }
            if let Seen::Floats(seen) = &mut self.seen {
                each_run(floats.values().iter().map(|&v| bits(v)), |v, _| {
                    seen.entry(v).or_default();
                });
            }
        } else if let Some(integers) = column.as_primitive_opt::<Int64Type>() {
            if let Seen::Nothing = self.seen {
                self.seen = Seen::Integers(HashMap::new());
            }
            if let Seen::Integers(seen) = &mut self.seen {
                each_run(integers.values().iter().copied(), |v, _| {
                    seen.entry(v).or_default();
                });
            }
        } else if let Some(strings) = column.as_string_opt::<i64>() {
            if let Seen::Nothing = self.seen {
                self.seen = Seen::Strings(HashMap::new());
            }
            if let Seen::Strings(seen) = &mut self.seen {
                let values = (0..strings.len()).map(|i| strings.value(i));
                each_run(values, |v, _| {
                    if !seen.contains_key(v) {
                        seen.insert(v.to_owned(), 0);
                    }
                });
            }
        }
    }

    /// Numbers all values seen, in their order.
    pub fn sort(&mut self) {
        match &mut self.seen {
            Seen::Nothing => {}
            Seen::Floats(seen) => number(seen, |&a, &b| {
                f64::total_cmp(&f64::from_bits(a), &f64::from_bits(b))
            }),
            Seen::Integers(seen) => number(seen, Ord::cmp),
            Seen::Strings(seen) => number(seen, Ord::cmp),
        }
    }

    /// The numbers of a column's values; `None` where one was not seen.
    pub fn numbers_of(&self, column: &dyn Array) -> Option<Vec<u32>> {
        let mut numbers = Vec::with_capacity(column.len());
        let mut known = true;
        let mut put = |number: Option<&u32>, times: usize| {
            known &= number.is_some();
            let number = number.copied().unwrap_or_default();
            numbers.resize(numbers.len() + times, number);
        };
        match &self.seen {
            Seen::Nothing => {}
            Seen::Floats(seen) => {
                let values = column.as_primitive_opt::<Float64Type>()?.values();
                each_run(values.iter().map(|&v| bits(v)), |v, n| {
                    put(seen.get(&v), n);
                });
            }
            Seen::Integers(seen) => {
                let values = column.as_primitive_opt::<Int64Type>()?.values();
                each_run(values.iter().copied(), |v, n| put(seen.get(&v), n));
            }
            Seen::Strings(seen) => {
                let strings = column.as_string_opt::<i64>()?;
                let values = (0..strings.len()).map(|i| strings.value(i));
                each_run(values, |v, n| put(seen.get(v), n));
            }
        }
        (known && numbers.len() == column.len()).then_some(numbers)
    }

    /// How many different values were seen.
    pub fn len(&self) -> usize {
        match &self.seen {
            Seen::Nothing => 0,
            Seen::Floats(seen) => seen.len(),
            Seen::Integers(seen) => seen.len(),
            Seen::Strings(seen) => seen.len(),
        }
    }

    /// The values in order, where they are text.
    pub fn strings(&self) -> Option<Vec<String>> {
        match &self.seen {
            Seen::Strings(seen) => Some(in_order(seen)),
            _ => None,
        }
    }

    /// The values in order, where they are no text.
    pub fn floats(&self) -> Vec<f64> {
        match &self.seen {
            Seen::Nothing | Seen::Strings(_) => Vec::new(),
            Seen::Floats(seen) => in_order(seen).into_iter().map(f64::from_bits).collect(),
            Seen::Integers(seen) => in_order(seen).into_iter().map(|v| v as f64).collect(),
        }
    }
}

/// Zeros of both signs are one value.
fn bits(value: f64) -> u64 {
    (value + 0.0).to_bits()
}

/// Neighbors that are equal, and how many: groups lie together, and a look-up for
/// each is enough.
fn each_run<T: PartialEq + Copy>(values: impl Iterator<Item = T>, mut with: impl FnMut(T, usize)) {
    let mut run: Option<(T, usize)> = None;
    for value in values {
        match &mut run {
            Some((last, times)) if *last == value => *times += 1,
            _ => {
                if let Some((last, times)) = run.replace((value, 1)) {
                    with(last, times);
                }
            }
        }
    }
    if let Some((last, times)) = run {
        with(last, times);
    }
}

fn number<T: Eq + Hash + Clone>(
    seen: &mut HashMap<T, u32>,
    order: impl Fn(&T, &T) -> std::cmp::Ordering,
) {
    let mut all: Vec<(&T, &mut u32)> = seen.iter_mut().collect();
    all.sort_unstable_by(|a, b| order(a.0, b.0));
    (0..)
        .zip(all)
        .for_each(|(number, (_, place))| *place = number);
}

fn in_order<T: Clone>(seen: &HashMap<T, u32>) -> Vec<T> {
    let mut all: Vec<(&T, &u32)> = seen.iter().collect();
    all.sort_unstable_by_key(|(_, number)| **number);
    all.into_iter().map(|(value, _)| value.clone()).collect()
}
