//! The win probability of a situation in words, with its confidence interval.
//!
//! `cargo run --release --example predict ["4th and 2 at the opp 35, down 3, 2:10 left in Q4"]`

use wp::prelude::*;

fn main() -> Result<()> {
    let text = std::env::args()
        .nth(1)
        .unwrap_or_else(|| "4th and 2 at the opp 35, down 3, 2:10 left in Q4".to_owned());
    let model = shipped_model()?;
    let said = parse(&text)?;
    let p = Advisor::new(&model).predict(&said.state)?;
    println!("{text}: {:.1}% to win", 100.0 * p.wp);
    if let (Some(lower), Some(upper)) = (p.lower, p.upper) {
        println!(
            "90% confidence interval: {:.1}% to {:.1}%",
            100.0 * lower,
            100.0 * upper
        );
    }
    for unknown in &said.unknown {
        println!("not said: {} (taken as {})", unknown.field, unknown.assumed);
    }
    Ok(())
}
