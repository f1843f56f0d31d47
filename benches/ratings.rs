//! Times the ratings: `cargo bench --bench ratings`, on WP_DATA's schedule or else on
//! simulated seasons. Milliseconds, the best of five: all games rated, one game more (a
//! forecast and an update), and the nineteen numbers fitted to eleven seasons (once).

use std::time::Instant;
use wp::pbp::{Source, load_results};
use wp::ratings::{History, fit};

/// Shortest of five runs, in milliseconds.
fn best(mut run: impl FnMut()) -> f64 {
    (0..5)
        .map(|_| {
            let start = Instant::now();
            run();
            1e3 * start.elapsed().as_secs_f64()
        })
        .fold(f64::INFINITY, f64::min)
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::var("WP_DATA").unwrap_or_else(|_| "data/sample".into());
    let results = load_results(&Source::open(std::path::Path::new(&folder))?)?;
    let (games, numbers) = (&results.games, &results.numbers);
    let seasons: std::collections::BTreeSet<u16> = games.iter().map(|g| g.season).collect();
    println!("{} games of {} seasons", games.len(), seasons.len());
    let history = History::of(games, numbers)?;
    println!(
        "all rated:     {:8.1} ms",
        best(|| drop(History::of(games, numbers)))
    );
    let Some(last) = results.played().last() else {
        return Err("no results".into());
    };
    let rater = history.rater;
    let update = best(|| {
        let mut rater = rater.clone();
        for _ in 0..100 {
            drop(rater.update(last));
        }
    });
    println!("one game more: {:8.3} ms", update / 100.0);
    let last = seasons
        .iter()
        .nth(14)
        .or(seasons.last())
        .copied()
        .unwrap_or(0);
    match seasons.iter().nth(4).filter(|first| **first < last) {
        Some(&first) => {
            let start = Instant::now();
            let fitted = fit(games, first, last, numbers)?;
            let (seconds, rounds) = (start.elapsed().as_secs_f64(), fitted.rounds);
            println!(
                "numbers fitted: {:7.1} ms ({rounds} rounds, {first}–{last})",
                1e3 * seconds
            );
        }
        None => println!("numbers fitted: too few seasons"),
    }
    Ok(())
}
