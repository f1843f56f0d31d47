//! Asks the engine as native code what `tests/same.mjs` asks it as WebAssembly:
//! `native MODEL N` prints N lines of `{"request": …, "answer": …}`.

use draws::Draws;
use serde_json::{Value, json};
use std::io::{BufWriter, Write};
use wp_wasm::Engine;

/// A small generator: the same questions every time.
mod draws {
    pub struct Draws(u64);

    impl Draws {
        pub fn new(seed: u64) -> Self {
            Self(seed)
        }

        /// A whole number from `low` to `high`.
        pub fn between(&mut self, low: i64, high: i64) -> i64 {
            self.0 = self
                .0
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let span = (high - low + 1) as u64;
            low + ((self.0 >> 33) % span) as i64
        }
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut words = std::env::args().skip(1);
    let model = words.next().ok_or("usage: native MODEL N")?;
    let n: usize = words.next().ok_or("usage: native MODEL N")?.parse()?;
    let engine = Engine::from_bytes(&std::fs::read(model)?)?;
    let mut draws = Draws::new(7);
    let mut out = BufWriter::new(std::io::stdout().lock());
    for i in 0..n {
        let request = request(i, &mut draws).to_string();
        let answer = engine.answer(&request);
        writeln!(out, "{}", json!({"request": request, "answer": answer}))?;
    }
    Ok(out.flush()?)
}

fn request(i: usize, draws: &mut Draws) -> Value {
    let lead = match draws.between(-20, 20) {
        0 => "tied".to_owned(),
        n if n > 0 => format!("up {n}"),
        n => format!("down {}", -n),
    };
    let quarter = draws.between(1, 4);
    let clock = draws.between(0, 900);
    let clock = format!("{}:{:02} left in Q{quarter}", clock / 60, clock % 60);
    let timeouts = format!(
        "{} timeouts to {}",
        draws.between(0, 3),
        draws.between(0, 3)
    );
    let spread = match draws.between(-10, 10) {
        0 => "pick'em".to_owned(),
        n if n > 0 => format!("favored by {n}"),
        n => format!("underdog by {}", -n),
    };
    let tail = format!("{lead}, {clock}, {timeouts}, {spread}");
    let play = |down: i64, draws: &mut Draws| {
        let yards = draws.between(1, 99);
        let to_go = draws.between(1, yards.min(15));
        let spot = if yards > 50 {
            format!("own {}", 100 - yards)
        } else {
            format!("opp {yards}")
        };
        let down = ["1st", "2nd", "3rd", "4th"][(down - 1) as usize];
        format!("{down} and {to_go} at the {spot}, {tail}")
    };
    match i % 100 {
        0..=14 => json!({"ask": "fourth-down", "situation": play(4, draws)}),
        15..=19 => json!({"ask": "two-point", "situation": format!("after a touchdown, {tail}")}),
        20..=24 => json!({"ask": "kickoff", "situation": format!("before the kickoff, {tail}")}),
        25 => json!({"ask": "timeout", "situation": play(2, draws), "games": 50}),
        26 => json!({"ask": "simulate", "situation": play(1, draws), "games": 50, "seed": i}),
        _ => {
            let down = draws.between(1, 4);
            json!({"ask": "predict", "situation": play(down, draws)})
        }
    }
}
