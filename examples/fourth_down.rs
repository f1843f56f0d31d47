//! Go for it, kick or punt: the sentence for a person, and each option.
//!
//! `cargo run --release --example fourth_down ["4&1 own45 tied Q2 10:00"]`

use wp::prelude::*;

fn main() -> Result<()> {
    let text = std::env::args()
        .nth(1)
        .unwrap_or_else(|| "4&2 opp35 -3 Q4 2:10".to_owned());
    let model = shipped_model()?;
    let decision = Advisor::new(&model).fourth_down_words(&text, Default::default())?;
    println!("{}", decision.sentence);
    for option in &decision.answer.options {
        println!("  {:12} {:.1}%", option.choice.words(), 100.0 * option.wp);
    }
    Ok(())
}
