//! Searches in which the answer is known.

use super::*;
use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

#[derive(Default)]
struct Memory {
    kept: Mutex<HashMap<String, Vec<f64>>>,
    computed: AtomicUsize,
    most: Option<usize>,
}

impl Watch for Memory {
    fn goes_on(&self) -> bool {
        self.most
            .is_none_or(|most| self.computed.load(Ordering::Relaxed) < most)
    }

    fn recall(&self, key: &str) -> Option<Vec<f64>> {
        self.kept.lock().unwrap().get(key).cloned()
    }

    fn keep(&self, key: &str, losses: &[f64]) -> crate::Result<()> {
        self.computed.fetch_add(1, Ordering::Relaxed);
        self.kept
            .lock()
            .unwrap()
            .insert(key.to_owned(), losses.to_vec());
        Ok(())
    }

    fn progress(&self, _: &str, _: usize, _: usize) {}
}

fn uniform(i: usize, salt: u64) -> f32 {
    let mut z =
        (i as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ salt.wrapping_mul(0xd134_2543_de82_ef95);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((z ^ (z >> 31)) >> 40) as f32 / (1 << 24) as f32
}

/// Rows in groups of ten, eight periods; `signal` and the product of `a` and
/// `b` matter, the rest is noise.
fn table(rows: usize, strength: f32) -> Table {
    let column =
        |salt: u64| -> Vec<f32> { (0..rows).map(|i| 2.0 * uniform(i, salt) - 1.0).collect() };
    let mut columns: Vec<(String, Vec<f32>)> = ["signal", "a", "b", "n1", "n2", "n3", "n4", "n5"]
        .iter()
        .enumerate()
        .map(|(i, name)| ((*name).to_owned(), column(i as u64 + 1)))
        .collect();
    // Half of a noise column is missing.
    for (i, x) in columns[4].1.iter_mut().enumerate() {
        if uniform(i, 50) < 0.5 {
            *x = f32::NAN;
        }
    }
    let label = (0..rows)
        .map(|i| {
            let odds = strength * (1.5 * columns[0].1[i] + 2.5 * columns[1].1[i] * columns[2].1[i]);
            uniform(i, 99) < 1.0 / (1.0 + (-odds).exp())
        })
        .collect();
    let group = (0..rows).map(|i| (i / 10) as u32).collect();
    let period = (0..rows).map(|i| (i * 8 / rows) as u32).collect();
    // Groups end where periods do.
    Table::new(columns, label, group, period, None).unwrap()
}

fn settings(table: &Table) -> Settings {
    Settings {
        base: Vec::new(),
        candidates: table.names().to_vec(),
        partners: vec!["b".into()],
        estimators: vec![
            Estimator::Logistic { ridge: 1.0 },
            Estimator::Forest {
                trees: 10,
                min_leaf: 50,
            },
        ],
        kept_out: 2,
        trained_on: 2,
        most: 4,
    }
}

#[test]
fn what_matters_is_found_and_holds_on_what_was_kept_out() {
    let table = table(16_000, 1.0);
    let outcome = search(&table, &settings(&table), &Memory::default()).unwrap();
    let found = &outcome.found.terms;
    assert!(found.contains(&Term::Column("signal".into())), "{found:?}");
    assert!(
        found.contains(&Term::Product("a".into(), "b".into())),
        "{found:?}"
    );
    assert!(
        outcome.survived.gain > 5.0 * outcome.survived.error,
        "{outcome:?}"
    );
    assert_eq!(outcome.kept_out, [6, 7]);
    assert_eq!(outcome.searched_periods, [2, 3, 4, 5]);
    assert!(!outcome.out_of_time);
    let gone = outcome.base_loss - outcome.found_loss;
    assert!((gone - outcome.survived.gain).abs() < 1e-9);
}

#[test]
fn of_noise_little_is_taken_and_nothing_survives() {
    let table = table(16_000, 0.0);
    let outcome = search(&table, &settings(&table), &Memory::default()).unwrap();
    assert!(outcome.found.terms.len() <= 2, "{:?}", outcome.found);
    assert!(outcome.survived.gain <= 2.0 * outcome.survived.error);
}

#[test]
fn a_search_goes_on_where_it_stopped() {
    let table = table(4000, 1.0);
    let whole = Memory::default();
    let expected = search(&table, &settings(&table), &whole).unwrap();
    let part = Memory {
        most: Some(10),
        ..Memory::default()
    };
    let first = search(&table, &settings(&table), &part).unwrap();
    assert!(first.out_of_time && first.found == first.base);
    let rest = Memory {
        kept: part.kept,
        ..Memory::default()
    };
    let again = search(&table, &settings(&table), &rest).unwrap();
    assert_eq!(again, expected);
    let computed = |m: &Memory| m.computed.load(Ordering::Relaxed);
    assert!(computed(&rest) < computed(&whole));
}

#[test]
fn an_offset_is_built_on() {
    // The offset knows all: nothing else helps.
    let plain = table(8000, 1.0);
    let columns = ["signal", "n1"].map(|name| {
        let at = plain.position(name).unwrap();
        (name.to_owned(), plain.column(at).to_vec())
    });
    let [a, b] = ["a", "b"].map(|n| plain.column(plain.position(n).unwrap()).to_vec());
    let offset = (0..plain.len())
        .map(|i| 1.0 / (1.0 + (-1.5 * columns[0].1[i] - 2.5 * a[i] * b[i]).exp()))
        .collect();
    let table = Table::new(
        columns.to_vec(),
        plain.label().to_vec(),
        plain.group().to_vec(),
        plain.period().to_vec(),
        Some(offset),
    )
    .unwrap();
    let settings = Settings {
        estimators: vec![Estimator::Logistic { ridge: 1.0 }],
        partners: Vec::new(),
        ..settings(&table)
    };
    let outcome = search(&table, &settings, &Memory::default()).unwrap();
    let signal = Term::Column("signal".into());
    assert!(
        !outcome.found.terms.contains(&signal),
        "{:?}",
        outcome.found
    );
    assert!(outcome.base_loss < 0.62);
}

#[test]
fn bad_tables_and_settings_are_errors_that_say_why() {
    let two = |label: Vec<bool>, group: Vec<u32>, period: Vec<u32>| {
        let x = vec![("x".to_owned(), vec![0.0; label.len()])];
        Table::new(x, label, group, period, None)
            .unwrap_err()
            .to_string()
    };
    let said = two(vec![true; 4], vec![0, 0, 1, 1], vec![0, 0, 1, 1]);
    assert!(said.contains("one label"), "{said}");
    let mixed = vec![true, false, true, false];
    let said = two(mixed.clone(), vec![0, 0, 1, 1], vec![0, 1, 1, 1]);
    assert!(said.contains("periods 0 and 1"), "{said}");
    let said = two(mixed.clone(), vec![0, 0, 1, 1], vec![0; 4]);
    assert!(said.contains("one period only"), "{said}");
    let said = two(mixed, vec![0, 0, 1], vec![0; 4]);
    assert!(said.contains("3 in group"), "{said}");
    let table = table(800, 1.0);
    let refused = |change: fn(&mut Settings)| {
        let mut s = settings(&table);
        change(&mut s);
        search(&table, &s, &Memory::default())
            .unwrap_err()
            .to_string()
    };
    let said = refused(|s| s.base = vec!["nothing".into()]);
    assert!(
        said.contains("signal") && said.contains("nothing"),
        "{said}"
    );
    let said = refused(|s| s.kept_out = 7);
    assert!(said.contains("of the 8 there are"), "{said}");
    let said = refused(|s| s.estimators.clear());
    assert!(said.contains("at least one"), "{said}");
}
