//! `wp search`: which features and models help, on any table with a label.

mod page;

use super::output;
use crate::backtest::Cache;
use crate::error::{Error, Result};
use crate::file;
use crate::model_file::DataFile;
use crate::pbp::{Labeled, read_labeled};
use crate::search::{Estimator, Settings, Watch, search};
use indicatif::ProgressBar;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// Flags of `wp search`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Table: Parquet or CSV, one row per example.
    #[arg(long, value_name = "FILE")]
    table: PathBuf,

    /// Column to predict: boolean, or 0 and 1.
    #[arg(long, value_name = "COLUMN")]
    label: String,

    /// Column that groups rows, such as game_id.
    #[arg(long, value_name = "COLUMN")]
    groups: String,

    /// Column of time periods, such as season [default: deciles of the groups
    /// in file order].
    #[arg(long, value_name = "COLUMN")]
    periods: Option<String>,

    /// Column with another model's probability, used as offset by all models.
    #[arg(long, value_name = "COLUMN")]
    offset: Option<String>,

    /// Columns that are always included.
    #[arg(long, value_name = "COLUMNS", value_delimiter = ',')]
    base: Vec<String>,

    /// Candidate columns [default: all numeric columns].
    #[arg(long, value_name = "COLUMNS", value_delimiter = ',')]
    columns: Vec<String>,

    /// Columns whose products with the candidates are tried as well.
    #[arg(long, value_name = "COLUMNS", value_delimiter = ',')]
    with: Vec<String>,

    /// Also try random forests, once the features are chosen.
    #[arg(long)]
    forests: bool,

    /// First periods, used for training only [default: a quarter].
    #[arg(long, value_name = "N")]
    train_on: Option<usize>,

    /// Last periods, held out of the search [default: a quarter].
    #[arg(long, value_name = "N")]
    keep_out: Option<usize>,

    /// Maximum number of features to add.
    #[arg(long, value_name = "N", default_value_t = 6)]
    most: usize,

    /// Time limit in minutes; run it again to resume.
    #[arg(long, value_name = "M", default_value_t = 20.0)]
    minutes: f64,

    /// Cache folder.
    #[arg(long, value_name = "DIR", default_value = "target/search")]
    cache: PathBuf,

    /// Output folder for the page (README.md) and search.json.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,

    /// Print JSON.
    #[arg(long)]
    json: bool,
}

const EXAMPLES: &str = r#"Examples:
  wp search --table mine.parquet --label win --groups game_id --periods season
  wp search --table plays.parquet --label win --groups game_id --periods season \
    --offset wp --columns wind,temp,rest --with game_seconds_remaining --minutes 30

A candidate is added if it gains more than one standard error, paired by group, in
a walk-forward test; the held-out last periods show how much of the gain remains."#;

/// Settings that are tried; the first is used while features are chosen.
const RIDGES: [f64; 3] = [10.0, 1.0, 1000.0];
const FORESTS: [(usize, u32); 2] = [(100, 200), (100, 1000)];

struct Kept {
    cache: Cache,
    groups: usize,
    end: Instant,
    cancelled: &'static AtomicBool,
    bar: ProgressBar,
    computed: AtomicUsize,
    recalled: AtomicUsize,
}

impl Watch for Kept {
    fn goes_on(&self) -> bool {
        Instant::now() < self.end && !self.cancelled.load(Ordering::Relaxed)
    }

    fn recall(&self, key: &str) -> Option<Vec<f64>> {
        let kept = self.cache.get("search", 0, key, self.groups)?;
        self.recalled.fetch_add(1, Ordering::Relaxed);
        Some(kept.into_iter().map(f64::from).collect())
    }

    fn keep(&self, key: &str, losses: &[f64]) -> Result<()> {
        self.computed.fetch_add(1, Ordering::Relaxed);
        let kept: Vec<f32> = losses.iter().map(|&l| l as f32).collect();
        self.cache.put("search", 0, key, &kept)
    }

    fn progress(&self, stage: &str, done: usize, of: usize) {
        self.bar.set_message(stage.to_owned());
        self.bar.set_length(of as u64);
        self.bar.set_position(done as u64);
    }
}

pub fn run(args: &Args) -> Result<ExitCode> {
    if !(args.minutes > 0.0 && args.minutes <= 100_000.0) {
        return Err(Error::parameter("--minutes", "above 0", args.minutes));
    }
    if let Some(out) = &args.out {
        file::check_writable(&out.join("search.json"))?;
    }
    let begin = Instant::now();
    let table = read_labeled(
        &args.table,
        Labeled {
            label: &args.label,
            groups: &args.groups,
            periods: args.periods.as_deref(),
            offset: args.offset.as_deref(),
        },
    )?;
    let periods = table.periods().len();
    let columns = if args.columns.is_empty() {
        let used = |n: &&String| !args.base.contains(n);
        table.names().iter().filter(used).cloned().collect()
    } else {
        args.columns.clone()
    };
    let mut estimators: Vec<Estimator> = RIDGES
        .iter()
        .map(|&ridge| Estimator::Logistic { ridge })
        .collect();
    if args.forests {
        let forest = |&(trees, min_leaf): &(usize, u32)| Estimator::Forest { trees, min_leaf };
        estimators.extend(FORESTS.iter().map(forest));
    }
    let settings = Settings {
        base: args.base.clone(),
        candidates: columns,
        partners: args.with.clone(),
        estimators,
        kept_out: args.keep_out.unwrap_or((periods / 4).max(1)),
        trained_on: args.train_on.unwrap_or((periods / 4).max(1)),
        most: args.most,
    };
    let DataFile { name, sha256 } = file::fingerprint(&args.table)?;
    let what = format!(
        "{}\n{name} {sha256}\n{} {} {:?} {:?}",
        super::program()?,
        args.label,
        args.groups,
        args.periods,
        args.offset
    );
    let watch = Kept {
        cache: Cache::new(&args.cache, what),
        groups: table.groups(),
        end: begin + Duration::from_secs_f64(60.0 * args.minutes),
        cancelled: super::interrupt::cancelled(),
        bar: output::bar(1, "searching"),
        computed: AtomicUsize::new(0),
        recalled: AtomicUsize::new(0),
    };
    let outcome = search(&table, &settings, &watch)?;
    watch.bar.finish_and_clear();
    let about = page::About {
        rows: table.len(),
        groups: table.groups(),
        group: &args.groups,
        period: args.periods.as_deref().unwrap_or("decile of the file"),
        table: &name,
        label: &args.label,
        offset: args.offset.as_deref(),
    };
    if let Some(out) = &args.out {
        let whole = |name: &str, text: &str| {
            file::write_whole(&out.join(name), |f| f.write_all(text.as_bytes()))
        };
        whole("README.md", &page::markdown(&outcome, &about))?;
        let json = serde_json::to_string_pretty(&outcome)
            .map_err(|e| Error::io("write", out.join("search.json"), std::io::Error::other(e)))?;
        whole("search.json", &(json + "\n"))?;
    }
    if args.json {
        output::json(&outcome)?;
    } else {
        output::print(page::text(&outcome, &about))?;
    }
    if outcome.out_of_time {
        output::note("note: time limit reached before the search finished; run it again to resume");
    }
    output::note(format_args!(
        "{} scores computed, {} taken from {}; {:.0} seconds",
        watch.computed.into_inner(),
        watch.recalled.into_inner(),
        args.cache.display(),
        begin.elapsed().as_secs_f64()
    ));
    Ok(ExitCode::SUCCESS)
}
