//! Times whole games: all files to scores, and single plays as they come.
//!
//! `cargo bench --bench score`. Data are those of `wp`: `WP_DATA`, else
//! data/pbp, else the simulated sample.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::time::Instant;
use wp::export::{Columns, Export};
use wp::pbp::Format;
use wp::pbp::Source;
use wp::plays::Schedule;
use wp::score::Follower;

fn main() -> Result<(), Box<dyn Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let named = std::env::var_os("WP_DATA").map(PathBuf::from);
    let fetched = Some(root.join("data/pbp")).filter(|f| f.is_dir());
    let folder = named
        .or(fetched)
        .unwrap_or_else(|| root.join("data/sample"));
    let model = wp::file::read_model(&root.join("data/model/wp.model"))?;
    let source = Source::open(&folder)?;
    for (name, format) in [
        ("parquet", Format::Parquet),
        ("csv", Format::Csv),
        ("jsonl", Format::JsonLines),
    ] {
        let start = Instant::now();
        let export = Export::new(&source, None, &model, 0.9, format, (Columns::Own, "wp_"))?;
        let done = export.write(std::io::sink())??;
        let seconds = start.elapsed().as_secs_f64();
        println!("score to {name}: {} rows in {seconds:.2} s", done.rows);
    }
    let mut lines = Vec::new();
    let first = source.files(None)?.into_iter().take(1);
    for file in first {
        let one = Source::open(file)?;
        Export::new(
            &one,
            None,
            &model,
            0.9,
            Format::JsonLines,
            (Columns::Own, "wp_"),
        )?
        .write(&mut lines)??;
    }
    let schedule = Schedule::default();
    let mut follower = Follower::new(&model, &schedule, 0.9)?;
    let mut times = Vec::new();
    for (number, line) in std::str::from_utf8(&lines)?.lines().take(5000).enumerate() {
        let start = Instant::now();
        follower.answer(line, number + 1)?;
        times.push(start.elapsed().as_secs_f64() * 1e3);
    }
    times.sort_by(f64::total_cmp);
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
    println!(
        "follow: {} plays, median {:.3} ms, 99 % below {:.3} ms, slowest {:.3} ms",
        times.len(),
        at(0.5),
        at(0.99),
        at(1.0)
    );
    Ok(())
}
