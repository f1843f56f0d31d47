//! Times the forest engine on the matrix of nflfastR's twelve features.
//!
//! `make bench` prints everything; `bench/peers.py` starts this program with
//! `serve` and asks for one measurement a line between those of other
//! libraries, so that all of them see the same machine. Data are those of `wp`:
//! `WP_DATA`, else data/pbp, else the simulated sample; the last season is the
//! test season, the others are trained on.
//!
//! | measurement | words |
//! | --- | --- |
//! | fit, and its log loss on the test season | `fit THREADS TREES SEED LEAF DRAW` |
//! | predict all plays | `predict THREADS TREES` |
//! | one row | `row TREES` |
//! | load a model's file | `load` |
//! | files to the matrix, all seasons | `clean` |
//! | rows × FACTOR | `scale FACTOR TREES LEAF THREADS` |
//!
//! DRAW is 0 for a bootstrap of games, 1 for one of rows, 2 for 63.2 % of the
//! rows: what other libraries can do, for comparing like with like.
//!
//! Seconds are of the clock and of the processor (user and system, all
//! threads; Linux only, in steps of 10 ms).

use ndarray::{Array1, Array2, ArrayView1, Axis, concatenate};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::error::Error;
use std::hint::black_box;
use std::io::{BufRead, Write};
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;
use wp::features::{FeatureSet, PlaySet, play_set};
use wp::forest::{Bins, Forest, ForestParams, Resample, Target, fit, fit_binned};
use wp::pbp::{self, LoadOptions, Source};
use wp::plays::Seasons;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

const MTRY: usize = 4;
const LEAF: u32 = 200;

fn main() -> Result<()> {
    // cargo adds `--bench`.
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words
        .iter()
        .map(String::as_str)
        .filter(|w| !w.starts_with("--"))
        .collect();
    let mut bench = Bench::load()?;
    match words.as_slice() {
        [] => {
            for line in [
                "fit 1 100 1 200 0",
                "fit 2 100 1 200 0",
                "predict 1 500",
                "predict 2 500",
                "row 500",
                "load",
                "clean",
                "scale 1 20 200 2",
                "scale 10 20 200 2",
                "scale 10 20 2000 2",
            ] {
                println!("{line:<20} {}", bench.answer(line)?);
            }
        }
        ["serve"] => {
            for line in std::io::stdin().lock().lines() {
                println!("{}", bench.answer(&line?)?);
                std::io::stdout().flush()?;
            }
        }
        words => println!("{}", bench.answer(&words.join(" "))?),
    }
    Ok(())
}

/// The data, and what earlier measurements left behind.
struct Bench {
    train: PlaySet,
    test: PlaySet,
    forests: HashMap<usize, Forest>,
}

impl Bench {
    fn load() -> Result<Self> {
        let all = matrix()?;
        let last = *all.season_list().last().ok_or("no seasons")?;
        let test = Seasons::from_list(vec![last]).ok_or("no seasons")?;
        Ok(Self {
            train: all.without_seasons(&test),
            test: all.seasons(&test),
            forests: HashMap::new(),
        })
    }

    fn answer(&mut self, line: &str) -> Result<Value> {
        let words: Vec<&str> = line.split_whitespace().collect();
        let (what, numbers) = words.split_first().ok_or("no words")?;
        let numbers: Vec<usize> = numbers
            .iter()
            .map(|w| w.parse())
            .collect::<std::result::Result<_, _>>()?;
        match (*what, numbers.as_slice()) {
            ("fit", &[threads, trees, seed, leaf, draw]) => {
                self.fit(params(threads, trees, leaf).seed(seed as u64), draw)
            }
            ("predict", &[threads, trees]) => self.predict(threads, trees),
            ("row", &[trees]) => self.row(trees),
            ("load", []) => load(),
            ("clean", []) => clean(),
            ("scale", &[factor, trees, leaf, threads]) => self.scale(factor, trees, leaf, threads),
            _ => Err(format!("not a measurement: {line}").into()),
        }
    }

    fn fit(&mut self, params: ForestParams, draw: usize) -> Result<Value> {
        let y = self.train.y().to_vec();
        let group = match draw {
            0 => self.train.game().to_vec(),
            _ => (0..self.train.len() as u32).collect(),
        };
        let resample = match draw {
            2 => Resample::Subsample(0.632),
            _ => Resample::Bootstrap,
        };
        let params = params.resample(resample).out_of_bag(false).check()?;
        let trees = params.trees();
        let (binned, binning) = timed(|| {
            let bins = Arc::new(Bins::from_quantiles(self.train.x(), params.max_bins())?);
            bins.apply(self.train.x())
        });
        let binned = binned?;
        let (fitted, growing) =
            timed(|| fit_binned(&params, &binned, Target::Binary(&y), &group, &|_| true));
        let forest = fitted?.forest;
        let p = forest.predict_proba(self.test.x(), None)?;
        let answer = json!({
            "rows": self.train.len(), "trees": trees, "threads": params.threads(), "draw": draw,
            "leaves_per_tree": forest.leaves() as f64 / trees as f64,
            "log_loss": log_loss(&p, self.test.y()),
            "binning": binning.json(),
            "growing": growing.json(),
            "seconds_per_tree": growing.wall / trees as f64,
            "cpu_seconds_per_tree": growing.cpu.map(|c| c / trees as f64),
        });
        if draw == 0 {
            self.forests.insert(trees, forest);
        }
        Ok(answer)
    }

    /// A forest of `trees` trees, grown now if there is none yet.
    fn forest(&mut self, trees: usize) -> Result<Forest> {
        if !self.forests.contains_key(&trees) {
            let params = params(2, trees, LEAF as usize).out_of_bag(false).check()?;
            let (y, group) = (self.train.y().to_vec(), self.train.game().to_vec());
            let fitted = fit(&params, self.train.x(), Target::Binary(&y), &group, &|_| {
                true
            })?;
            self.forests.insert(trees, fitted.forest);
        }
        Ok(self.forests[&trees].clone())
    }

    fn predict(&mut self, threads: usize, trees: usize) -> Result<Value> {
        let forest = self.forest(trees)?;
        let x = concatenate(Axis(0), &[self.train.x(), self.test.x()])?;
        let (result, spent) = timed(|| forest.predict_proba(x.view(), Some(threads)));
        let checksum = result?.sum();
        let cells = (x.nrows() * trees) as f64;
        Ok(json!({
            "rows": x.nrows(), "trees": trees, "threads": threads, "spent": spent.json(),
            "ns_per_row_tree": spent.wall / cells * 1e9,
            "core_ns_per_row_tree": spent.cpu.map(|c| c / cells * 1e9),
            "mean": checksum / x.nrows() as f32,
        }))
    }

    /// One row a call, another row each time.
    fn row(&mut self, trees: usize) -> Result<Value> {
        let forest = self.forest(trees)?;
        let x = self.test.x();
        let mut micros = Vec::new();
        for i in (0..x.nrows()).step_by(7).take(5000) {
            let row = x.row(i).to_vec();
            let start = Instant::now();
            black_box(forest.predict_row(black_box(&row))?);
            micros.push(start.elapsed().as_secs_f64() * 1e6);
        }
        Ok(
            json!({"trees": trees, "calls": micros.len(), "median_us": quantile(&mut micros, 0.5),
            "p90_us": quantile(&mut micros, 0.9)}),
        )
    }

    /// The games `factor` times over, under new ids.
    fn scale(&mut self, factor: usize, trees: usize, leaf: usize, threads: usize) -> Result<Value> {
        let n = self.train.len();
        let games = self.train.game().iter().max().map_or(0, |g| g + 1);
        let x = Array2::from_shape_fn((n * factor, self.train.x().ncols()), |(i, j)| {
            self.train.x()[[i % n, j]]
        });
        let y: Vec<bool> = (0..n * factor).map(|i| self.train.y()[i % n]).collect();
        let group: Vec<u32> = (0..n * factor)
            .map(|i| self.train.game()[i % n] + (i / n) as u32 * games)
            .collect();
        let params = params(threads, trees, leaf).out_of_bag(false).check()?;
        // A peak that counts from here.
        let reset = std::fs::write("/proc/self/clear_refs", "5").is_ok();
        let before = status("VmRSS");
        let (fitted, spent) =
            timed(|| fit(&params, x.view(), Target::Binary(&y), &group, &|_| true));
        let forest = fitted?.forest;
        let peak = status("VmHWM").filter(|_| reset);
        let above = peak.zip(before).map(|(p, b)| (p - b) / (n * factor) as f64);
        Ok(json!({
            "factor": factor, "rows": n * factor, "trees": trees, "leaf": leaf, "threads": threads,
            "leaves_per_tree": forest.leaves() as f64 / trees as f64,
            "spent": spent.json(), "bytes_per_row_above_matrix": above,
        }))
    }
}

fn params(threads: usize, trees: usize, leaf: usize) -> ForestParams {
    ForestParams::new()
        .trees(trees)
        .min_leaf(leaf as u32)
        .mtry(MTRY)
        .threads(Some(threads))
        .resample(Resample::Bootstrap)
}

/// Files to the matrix with its label.
fn matrix() -> Result<PlaySet> {
    let named = std::env::var_os("WP_DATA").filter(|v| !v.is_empty());
    let root = match &named {
        Some(path) => Path::new(path),
        None if Path::new("data/pbp").is_dir() => Path::new("data/pbp"),
        None => Path::new("data/sample"),
    };
    let (plays, _) = pbp::load(&Source::open(root)?, &LoadOptions::default())?;
    Ok(play_set(&plays, &FeatureSet::nflfastr()))
}

fn clean() -> Result<Value> {
    let (all, spent) = timed(matrix);
    Ok(json!({"plays": all?.len(), "spent": spent.json()}))
}

/// Reading the shipped model from disk, warm.
fn load() -> Result<Value> {
    let path = Path::new("data/model/wp.model");
    let mut millis = Vec::new();
    for _ in 0..50 {
        let start = Instant::now();
        black_box(wp::file::read_model(path)?);
        millis.push(start.elapsed().as_secs_f64() * 1e3);
    }
    let without = wp::file::read_model(path)?
        .without_intervals()
        .to_bytes()?
        .len();
    Ok(json!({
        "bytes": std::fs::metadata(path)?.len(), "bytes_without_intervals": without,
        "median_ms": quantile(&mut millis, 0.5),
    }))
}

fn log_loss(p: &Array1<f32>, win: ArrayView1<'_, bool>) -> f64 {
    let loss = |p: f64, win: bool| -(if win { p } else { 1.0 - p }).ln();
    let sum: f64 = p
        .iter()
        .zip(win)
        .map(|(&p, &win)| loss(f64::from(p).clamp(1e-7, 1.0 - 1e-7), win))
        .sum();
    sum / p.len() as f64
}

struct Spent {
    wall: f64,
    cpu: Option<f64>,
}

impl Spent {
    fn json(&self) -> Value {
        json!({"wall": self.wall, "cpu": self.cpu})
    }
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, Spent) {
    let cpu = processor_seconds();
    let start = Instant::now();
    let result = work();
    let wall = start.elapsed().as_secs_f64();
    let cpu = processor_seconds().zip(cpu).map(|(b, a)| b - a);
    (result, Spent { wall, cpu })
}

/// User and system seconds of this process, from Linux's /proc (100 ticks a second).
fn processor_seconds() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let mut fields = stat.rsplit(')').next()?.split_whitespace().skip(11);
    let user: f64 = fields.next()?.parse().ok()?;
    let system: f64 = fields.next()?.parse().ok()?;
    Some((user + system) / 100.0)
}

/// A value of /proc/self/status in bytes.
fn status(key: &str) -> Option<f64> {
    let text = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = text.lines().find(|l| l.starts_with(key))?;
    let kib: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kib * 1024.0)
}

fn quantile(values: &mut [f64], q: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    values[((values.len() - 1) as f64 * q) as usize]
}
