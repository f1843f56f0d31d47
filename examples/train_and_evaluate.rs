//! Trains on some seasons and tests on one that the model has not seen.
//!
//! `cargo run --release --example train_and_evaluate [FOLDER TRAIN TEST]`, by
//! default the bundled sample (which is simulated): `data/sample 3001-3002 3003`.

use wp::prelude::*;

fn main() -> Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [folder, train, test] = match words.as_slice() {
        [folder, train, test] => [folder.as_str(), train, test],
        _ => ["data/sample", "3001-3002", "3003"],
    };
    let source = Source::open(folder)?;
    let seasons = |text: &str| -> Result<Plays> {
        let options = LoadOptions {
            seasons: Some(text.parse()?),
            ..LoadOptions::default()
        };
        Ok(load(&source, &options)?.0)
    };

    // Called after each tree; returning false would cancel the fit.
    let progress = |done: usize, of: usize| {
        if done == of {
            println!("{of} trees");
        }
        true
    };
    let model = Training::default().run(&seasons(train)?, &progress)?;
    let tested = model.evaluate(&seasons(test)?, &EvaluationSettings::default())?;
    let log_loss = tested.overall.log_loss;
    println!(
        "log loss on {test}: {:.4?} (90% interval {:.4?})",
        log_loss.value, log_loss.interval
    );
    Ok(())
}
