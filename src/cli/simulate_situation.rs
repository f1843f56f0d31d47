//! `wp simulate --situation`: one situation played out many times.

use super::output;
use crate::ask::{Finishes, SimulationSettings, simulate_words};
use crate::error::{Error, Result};
use crate::report::Labels;
use crate::report::bars::{self, Bars, Series};
use crate::simulate::Distributions;
use std::path::Path;
use std::process::ExitCode;

/// Flags of `wp simulate --situation`.
#[derive(Debug, clap::Args)]
pub struct SituationArgs {
    /// Play one situation out, told from the side of the team with the ball, as
    /// for `wp predict`; beginning with "kickoff", from the opening kickoff of
    /// the team that receives it.
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    situation: Option<String>,

    /// With --situation: games to play.
    #[arg(
        short = 'n',
        long = "rollouts",
        value_name = "N",
        default_value_t = 10_000,
        requires = "situation"
    )]
    n: u32,

    /// With --situation: print JSON.
    #[arg(long, requires = "situation")]
    json: bool,
}

impl SituationArgs {
    pub(super) fn is_asked(&self) -> bool {
        self.situation.is_some()
    }
}

pub(super) fn run(
    args: &SituationArgs,
    table: &Distributions,
    seed: u64,
    out: Option<&Path>,
) -> Result<ExitCode> {
    let text = args.situation.as_deref().unwrap_or_default();
    if let Some(path) = out {
        let png = path
            .extension()
            .is_some_and(|e| e.eq_ignore_ascii_case("png"));
        if !png {
            let rule = "a .png file with --situation";
            return Err(Error::parameter("--out", rule, path.display()));
        }
        crate::file::check_writable(path)?;
    }
    let settings = SimulationSettings {
        games: args.n,
        seed,
        table: Some(table),
    };
    let finishes = simulate_words(text, settings)?;
    if let Some(path) = out {
        draw(text, &finishes, path)?;
    }
    if args.json {
        output::json(&finishes)?;
    } else {
        output::print(shown(&finishes))?;
    }
    if let Some(path) = out {
        output::note(format_args!("wrote {}", path.display()));
    }
    Ok(ExitCode::SUCCESS)
}

fn percent(p: f64) -> String {
    format!("{:.1}%", 100.0 * p)
}

fn shown(finishes: &Finishes) -> String {
    let who = if finishes.kickoff {
        "the team that receives"
    } else {
        "the team with the ball"
    };
    let games = output::thousands(finishes.games as usize);
    let mut table = output::table(&[&format!("{games} games"), "", ""]);
    for (name, rate) in [
        ("wins", finishes.win),
        ("ties", finishes.tie),
        ("loses", finishes.loss),
        ("overtime", finishes.overtime),
    ] {
        table.add_row([
            name.to_owned(),
            percent(rate.p),
            format!("± {:.1}", 100.0 * rate.standard_error),
        ]);
    }
    output::numbers_right(&mut table, 1);
    let margin = &finishes.margin;
    let mut text = format!(
        "{} ± {:.1}  WP of {who} (ties count half; ± is one standard error)\n\n{}\n\n",
        percent(finishes.wp.p),
        100.0 * finishes.wp.standard_error,
        output::shown(&table)
    );
    text.push_str(&format!(
        "final margin: mean {:+.1}, median {:+}, middle 50% of games {:+} to {:+}, middle 90% {:+} to {:+}\n",
        margin.mean,
        margin.quantile(0.5),
        margin.quantile(0.25),
        margin.quantile(0.75),
        margin.quantile(0.05),
        margin.quantile(0.95)
    ));
    let likely: Vec<String> = margin
        .likeliest(5)
        .into_iter()
        .map(|(m, rate)| format!("{m:+} ({})", percent(rate.p)))
        .collect();
    text.push_str(&format!("most likely: {}\n", likely.join(", ")));
    if !finishes.assumed.is_empty() {
        let mut table = output::table(&["not given", "treated as"]);
        for assumed in &finishes.assumed {
            table.add_row([assumed.field, &assumed.taken_as]);
        }
        text.push_str(&format!("\n{}\n", output::shown(&table)));
    }
    text
}

/// The margins, in the picture's range; the ends have all beyond.
fn draw(words: &str, finishes: &Finishes, path: &Path) -> Result<()> {
    let margin = &finishes.margin;
    let (low, high) = (
        margin.quantile(0.005).min(-7),
        margin.quantile(0.995).max(7),
    );
    let mut values = vec![0.0; usize::from((high - low) as u16) + 1];
    for (margin, k) in &margin.games {
        values[usize::from(((*margin).clamp(low, high) - low) as u16)] +=
            f64::from(*k) / f64::from(finishes.games);
    }
    let classes = (low..=high).map(|m| match m {
        m if m == low => format!("≤{m:+}"),
        m if m == high => format!("≥{m:+}"),
        m => format!("{m:+}"),
    });
    let bars = Bars {
        title: format!("How the game ends: \"{}\"", words.trim()),
        note: format!(
            "Wins {}, ties {}, loses {} (± {:.1}). Spread {:+}, total line {}.",
            percent(finishes.win.p),
            percent(finishes.tie.p),
            percent(finishes.loss.p),
            100.0 * finishes.win.standard_error,
            finishes.spread,
            finishes.total
        )
        .replace('-', "−"),
        x: "Final margin of the team with the ball".into(),
        y: "Share of games".into(),
        percent: true,
        classes: classes.map(|c| c.replace('-', "−")).collect(),
        series: vec![Series {
            name: "simulated".into(),
            errors: vec![0.0; values.len()],
            values,
        }],
    };
    let labels = Labels {
        model: format!(
            "{} simulated games",
            output::thousands(finishes.games as usize)
        ),
        ..Labels::default()
    };
    bars::draw(&bars, &labels, path)
}
