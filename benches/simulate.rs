//! Times the simulator: `cargo bench --bench simulate`, or `make bench-simulate`.
//!
//! One thread; rows are plays and the few administrative rows between them.
//! Each line is the best of five runs, in millions of rows a second: played
//! only (roll-outs), as columns, and the seconds that 10,000 games from the
//! opening kick-off take on one and on two threads.

use std::time::Instant;
use wp::simulate::{
    Distributions, Engine, GameRng, Offences, Play, Rules, SimulateParams, Sink, Start, State,
    Stream, opening, play_out, season_with,
};

struct Count(usize);

impl Sink for Count {
    fn row(&mut self, _: &State, _: &Play, _: &State) {
        self.0 += 1;
    }
}

/// Shortest of five runs, in seconds.
fn best(mut run: impl FnMut()) -> f64 {
    (0..5)
        .map(|_| {
            let start = Instant::now();
            run();
            start.elapsed().as_secs_f64()
        })
        .fold(f64::INFINITY, f64::min)
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let table = Distributions::default();
    let offences = Offences::expected(3.0, 45.0, &table.strength);
    let mut rows = 0;
    let seconds = best(|| {
        let mut count = Count(0);
        for game in 0..3000 {
            let rng = GameRng::new(1, 3001, Stream::RollOut, game);
            Engine::new(&table, offences, rng).game(Rules::regular_season(), &mut count);
        }
        rows = count.0;
    });
    println!(
        "played only:  {:5.2} million rows a second and core",
        rows as f64 / seconds / 1e6
    );

    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build()?;
    let params = SimulateParams::default();
    let mut columns = 0;
    let seconds = best(|| {
        let season = one.install(|| season_with(&table, &params));
        columns = season.map_or(0, |season| season.plays.len());
    });
    println!(
        "as columns:   {:5.2} million rows a second and core",
        columns as f64 / seconds / 1e6
    );

    let start = Start::new(&opening(), true, &table)?;
    for threads in [1, 2] {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()?;
        let mut wp = 0.0;
        let seconds = best(|| {
            let ends = pool.install(|| play_out(&table, &start, 10_000, 1));
            wp = ends.map_or(f64::NAN, |ends| ends.tally.wp());
        });
        println!(
            "10,000 games from the kick-off, {threads} threads: {seconds:.2} s (wins {wp:.3})"
        );
    }
    Ok(())
}
