//! `wp score`: a probability on every play, of files or as they come.

use super::data::{self, DataArgs};
use super::spread::SpreadArgs;
use super::{lines, output};
use crate::error::{Error, Result};
use crate::export::{Columns, Done, Export};
use crate::feed;
use crate::file;
use crate::model_file::SavedModel;
use crate::pbp::Format;
use crate::plays::Schedule;
use crate::score::{FeedGame, Follower, Scorer};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Flags of `wp score`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(flatten)]
    data: DataArgs,

    #[command(flatten)]
    spread: SpreadArgs,

    /// Model file [default: $WP_MODEL, else the built-in model].
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,

    /// Output file: .parquet, .csv or .jsonl; `-` for stdout.
    #[arg(long, value_name = "FILE", required_unless_present = "follow")]
    out: Option<PathBuf>,

    /// Output format [default: by file extension; csv for stdout]; with --follow, espn
    /// reads summaries of ESPN's feed instead of plays.
    #[arg(long, value_enum)]
    format: Option<FormatName>,

    /// Columns to add: wp, home_wp, wpa and the interval (own), or nflverse's whole
    /// family of WP and expected points, all from this model (nflverse). Others of the
    /// family in the input are renamed to original_….
    #[arg(long, value_enum, default_value_t = ColumnsName::Own)]
    columns: ColumnsName,

    /// Prefix for the added columns, such as `my_` for my_wp.
    #[arg(long, value_name = "TEXT", default_value = "")]
    prefix: String,

    /// Confidence level of the intervals, if the model has them.
    #[arg(long, value_name = "P", default_value_t = 0.9)]
    level: f64,

    /// Omit the intervals: half the time.
    #[arg(long)]
    no_intervals: bool,

    /// Read a live feed from stdin, one JSON object per play, and answer each
    /// line at once. --data is the schedule file with spreads.
    #[arg(long, conflicts_with_all = ["out", "prefix", "columns", "seasons", "audit"])]
    follow: bool,
}

const EXAMPLES: &str = r#"Examples:
  wp score --data data/pbp --seasons 2021-2023 --out scored.parquet
  wp score --data play_by_play_2023.csv.gz --out - --format jsonl | head -1
  wp score --data data/pbp --seasons 2023 --columns nflverse --out pbp_2023.parquet
  feed | wp score --follow

Which row gets which value: docs/scoring.md"#;

/// Sets of columns by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum ColumnsName {
    Own,
    Nflverse,
}

impl From<ColumnsName> for Columns {
    fn from(name: ColumnsName) -> Self {
        match name {
            ColumnsName::Own => Self::Own,
            ColumnsName::Nflverse => Self::Nflverse,
        }
    }
}

/// Formats by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum FormatName {
    Parquet,
    Csv,
    Jsonl,
    Espn,
}

impl FormatName {
    /// As a format of files.
    fn of_files(self) -> Result<Format> {
        match self {
            Self::Parquet => Ok(Format::Parquet),
            Self::Csv => Ok(Format::Csv),
            Self::Jsonl => Ok(Format::JsonLines),
            Self::Espn => Err(Error::parameter(
                "--format",
                "parquet, csv or jsonl for files; espn goes with --follow",
                "espn",
            )),
        }
    }
}

pub fn run(args: &Args) -> Result<ExitCode> {
    let Some(out) = &args.out else {
        return follow(args);
    };
    let stdout = out.as_os_str() == "-";
    let format = match args.format {
        Some(name) => name.of_files()?,
        None if stdout => Format::Csv,
        None => Format::of(out)?,
    };
    if stdout && args.data.audit {
        return Err(Error::parameter(
            "--audit",
            "used with a file as --out",
            "used with `-`, where the rows go to stdout",
        ));
    }
    if stdout && format == Format::Parquet && io::stdout().is_terminal() {
        return Err(Error::Refused {
            problem: "Parquet is binary and cannot go to a terminal".into(),
            hint: "use --out FILE, or --format csv or jsonl".into(),
        });
    }
    let (mut saved, _) = super::model(args.model.as_deref())?;
    let columns = Columns::from(args.columns);
    // nflverse's family has no intervals.
    if args.no_intervals || columns == Columns::Nflverse {
        saved = saved.without_intervals();
    }
    let source = args.data.source()?;
    let seasons = args.data.seasons.as_ref();
    if !stdout {
        let same = |p: &PathBuf| p.canonicalize().ok() == out.canonicalize().ok();
        let inputs = source.files(seasons)?;
        if out.exists() && inputs.iter().any(same) {
            return Err(Error::Refused {
                problem: format!("{} is one of the input files", out.display()),
                hint: "choose another file with --out".into(),
            });
        }
        file::check_writable(out)?;
    }
    let export = Export::new(
        &source,
        seasons,
        &saved,
        args.level,
        format,
        (columns, &args.prefix),
    )?
    .with_spread(args.spread.from());
    let renamed = export.renamed();
    if let Some((old, new)) = renamed.first() {
        let more = match renamed.len() - 1 {
            0 => String::new(),
            n => format!(", and {n} more likewise"),
        };
        output::note(format_args!(
            "note: the input column `{old}` is written as `{new}`{more}; use --prefix to rename the added columns instead"
        ));
    }
    let done = if stdout {
        let mut to = BufWriter::with_capacity(1 << 16, io::stdout().lock());
        export
            .write(&mut to)?
            .and_then(|done| to.flush().map(|()| done))
            .map_err(|e| Error::io("write to", "stdout", e))?
    } else {
        write_file(&export, out)?
    };
    if args.data.audit {
        data::print_audit(&done.audit)?;
    }
    output::note(format_args!(
        "{} rows of {} games{}; {} have their own WP, {} carry another row's value or the result, {} have none",
        output::thousands(done.rows),
        output::thousands(done.games),
        if stdout {
            String::new()
        } else {
            format!(" in {}", out.display())
        },
        output::thousands(done.own),
        output::thousands(done.carried),
        output::thousands(done.unknown),
    ));
    Ok(ExitCode::SUCCESS)
}

/// Whole or not at all, whether the reading or the writing fails.
fn write_file(export: &Export, out: &Path) -> Result<Done> {
    let mut read = None;
    let written = file::write_whole(out, |to| match export.write(to) {
        Ok(written) => {
            read = Some(Ok(written?));
            Ok(())
        }
        Err(error) => {
            read = Some(Err(error));
            Err(io::Error::other("the rows could not be read"))
        }
    });
    match read {
        Some(Err(error)) => Err(error),
        Some(Ok(done)) => written.map(|()| done),
        None => written.map(|()| Done::default()),
    }
}

/// A line in, a line out, at once; a line that cannot be answered gets its
/// error in its place.
fn follow(args: &Args) -> Result<ExitCode> {
    let (saved, _): (SavedModel, _) = super::model(args.model.as_deref())?;
    let schedule = match &args.data.data {
        Some(_) => crate::pbp::load_schedule(&args.data.source()?, args.spread.from())?,
        None => Schedule::default(),
    };
    match args.format {
        None | Some(FormatName::Jsonl) => {}
        Some(FormatName::Espn) => return follow_feed(&saved, &schedule, args.level),
        Some(_) => {
            return Err(Error::parameter(
                "--format",
                "jsonl or espn with --follow",
                "another",
            ));
        }
    }
    let mut follower = Follower::new(&saved, &schedule, args.level)?;
    let mut code = ExitCode::SUCCESS;
    lines::each(io::stdin().lock(), |number, line| {
        let answered = line.map_or_else(
            || Err(lines::too_long()),
            |line| follower.answer(line, number),
        );
        let text = match answered {
            Ok(answer) => serde_json::to_string(&answer),
            Err(e) => {
                code = ExitCode::from(2);
                Ok(json!({"line": number, "error": e.to_string(), "hint": e.hint()}).to_string())
            }
        };
        output::line(text.map_err(|e| Error::io("write to", "stdout", io::Error::other(e)))?)
    })?;
    Ok(code)
}

/// A summary of the feed in, a line for every play whose value it changed out.
fn follow_feed(saved: &SavedModel, schedule: &Schedule, level: f64) -> Result<ExitCode> {
    let scorer = Scorer::new(saved, level)?;
    let mut games: BTreeMap<String, FeedGame> = BTreeMap::new();
    let mut code = ExitCode::SUCCESS;
    let documents = serde_json::Deserializer::from_reader(io::stdin().lock()).into_iter::<Value>();
    for (number, document) in (1..).zip(documents) {
        let mut answer = || -> Result<Vec<Value>> {
            let document = document
                .as_ref()
                .map_err(|e| Error::data("stdin", e.to_string(), "send whole documents"))?;
            let summary = feed::summary(&document.to_string())?;
            let game = match games.entry(summary.game_id.clone()) {
                Entry::Occupied(game) => game.into_mut(),
                Entry::Vacant(new) => new.insert(FeedGame::new(&summary.game_id)?),
            };
            let taken = game.take(&summary, &scorer, schedule)?;
            let gone = taken.removed.iter();
            let mut lines: Vec<Value> = gone
                .map(|id| json!({"game_id": summary.game_id, "play_id": id, "deleted": true}))
                .collect();
            for play in &taken.plays {
                lines.push(json!({"game_id": summary.game_id, "play": output::value(play)?}));
            }
            Ok(lines)
        };
        match answer() {
            Ok(lines) => lines.iter().try_for_each(output::line)?,
            Err(e) => {
                code = ExitCode::from(2);
                let hint = e.hint();
                output::line(json!({"line": number, "error": e.to_string(), "hint": hint}))?;
            }
        }
    }
    Ok(code)
}
