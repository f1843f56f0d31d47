//! Which play-by-play a command reads.

use super::{config, output};
use crate::error::Result;
use crate::pbp::{self, LoadOptions, LoadTimes, Source};
use crate::plays::{Audit, Plays, Seasons, SpreadFrom};
use std::path::{Path, PathBuf};

/// Flags of every command that reads play-by-play.
#[derive(Debug, clap::Args)]
pub struct DataArgs {
    /// Folder (or one file) of nflverse play-by-play: Parquet, CSV or CSV.gz
    /// [default: $WP_DATA, else data/pbp, else the simulated data/sample].
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,

    /// Seasons, such as 2009-2022 or 2019,2021 [default: all in the folder].
    #[arg(long, alias = "season", value_name = "SEASONS")]
    pub seasons: Option<Seasons>,

    /// Print how many rows were dropped, by reason and season.
    #[arg(long)]
    pub audit: bool,
}

impl DataArgs {
    /// Finds the data, and says on stderr which they are when nobody named them.
    pub fn source(&self) -> Result<Source> {
        if let Some(path) = config::data(self.data.as_deref()) {
            return Source::open(path.value);
        }
        let fetched = Path::new("data/pbp");
        // A fetch that got nothing leaves its own notes there.
        let is_file = |name: std::ffi::OsString| !name.as_encoded_bytes().starts_with(b".");
        if std::fs::read_dir(fetched).is_ok_and(|all| all.flatten().any(|f| is_file(f.file_name())))
        {
            return Source::open(fetched);
        }
        let sample = Path::new("data/sample");
        let bundled = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/data/sample"));
        let source = Source::open(if sample.is_dir() { sample } else { bundled })?;
        output::note(
            "note: no play-by-play given (--data DIR or WP_DATA); using the bundled sample, which is simulated, not real; `wp fetch` downloads real seasons",
        );
        Ok(source)
    }

    /// Reads and cleans, and prints the audit where it was asked for.
    pub fn load(&self, extra: &[String]) -> Result<(Source, Plays, LoadTimes)> {
        self.load_with(extra, SpreadFrom::Line)
    }

    /// [`DataArgs::load`] with spreads from the betting line or elsewhere; where
    /// ratings stand in, stderr says so.
    pub fn load_with(
        &self,
        extra: &[String],
        spread: SpreadFrom,
    ) -> Result<(Source, Plays, LoadTimes)> {
        let source = self.source()?;
        let options = LoadOptions {
            seasons: self.seasons.clone(),
            extra: extra.to_vec(),
            spread,
        };
        let (plays, times) = pbp::load(&source, &options)?;
        super::spread::note(&plays);
        if self.audit {
            print_audit(&Audit::of(&plays))?;
        }
        Ok((source, plays, times))
    }

    /// [`DataArgs::load_with`], file by file: see [`pbp::each`].
    pub fn each(
        &self,
        source: &Source,
        spread: SpreadFrom,
        take: impl FnMut(&Plays) -> Result<()>,
    ) -> Result<Plays> {
        let options = LoadOptions {
            seasons: self.seasons.clone(),
            extra: Vec::new(),
            spread,
        };
        let read = pbp::each(source, &options, take)?;
        super::spread::note(&read.games);
        if self.audit {
            print_audit(&read.audit)?;
        }
        Ok(read.games)
    }
}

/// Seasons in words: "2009–2022".
#[must_use]
pub fn label(seasons: &[u16]) -> String {
    Seasons::from_list(seasons.to_vec()).map_or_else(String::new, |s| s.to_string())
}

/// Prints the table of `--audit`.
pub fn print_audit(audit: &Audit) -> Result<()> {
    let years: Vec<String> = audit.seasons.keys().map(u16::to_string).collect();
    let mut header = vec!["rows"];
    header.extend(years.iter().map(String::as_str));
    header.push("all");
    let mut table = output::table(&header);
    let mut row = |what: &str, count: &dyn Fn(&crate::plays::audit::SeasonAudit) -> usize| {
        let counts: Vec<usize> = audit.seasons.values().map(count).collect();
        let mut cells = vec![what.to_owned()];
        cells.extend(counts.iter().map(usize::to_string));
        cells.push(counts.iter().sum::<usize>().to_string());
        table.add_row(cells);
    };
    row("in the files", &|s| s.rows);
    row("trained and tested on", &|s| s.kept);
    for reason in audit.reasons() {
        row(reason, &|s| s.dropped.get(reason).copied().unwrap_or(0));
    }
    row("(timeouts outside 0–3 treated as unknown)", &|s| {
        s.timeouts_taken_as_unknown
    });
    row(
        "(yards to go past the goal line treated as goal to go)",
        &|s| s.distances_taken_as_goal_to_go,
    );
    row("(clock behind the row before it: put in order)", &|s| {
        s.put_in_order
    });
    row("(clock behind the row before it: order doubtful)", &|s| {
        s.out_of_order
    });
    output::numbers_right(&mut table, 1);
    output::line(output::shown(&table))
}
