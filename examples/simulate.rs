//! Plays a situation out many times.
//!
//! `cargo run --release --example simulate ["1st and 10 at own 25, tied, 2:00 left in Q4"]`

use wp::prelude::*;

fn main() -> Result<()> {
    let text = std::env::args()
        .nth(1)
        .unwrap_or_else(|| "1st and 10 at own 25, tied, 2:00 left in Q4".to_owned());
    let finishes = simulate_words(&text, SimulationSettings::default())?;
    println!(
        "{} games: won {:.1}%, overtime {:.1}%",
        finishes.games,
        100.0 * finishes.win.p,
        100.0 * finishes.overtime.p
    );
    for (margin, rate) in finishes.margin.likeliest(3) {
        println!("  {margin:+} in {:.1}%", 100.0 * rate.p);
    }
    Ok(())
}
