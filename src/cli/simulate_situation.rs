//! `wp simulate --situation`: one situation played out many times.

use super::output;
use crate::error::{Error, Result};
use crate::report::Labels;
use crate::report::bars::{self, Bars, Series};
use crate::simulate::{Distributions, Ends, Start, opening, play_out};
use crate::situation::{self, Understood};
use serde_json::json;
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
    let (said, kickoff) = parse(text)?;
    let start = Start::new(&said.state, kickoff, table)?;
    let ends = play_out(table, &start, args.n, seed)?;
    if let Some(path) = out {
        draw(text, &start, &ends, path)?;
    }
    if args.json {
        output::json(&answer(&said, &start, &ends, seed))?;
    } else {
        output::print(shown(&start, &ends, kickoff))?;
    }
    if let Some(path) = out {
        output::note(format_args!("wrote {}", path.display()));
    }
    Ok(ExitCode::SUCCESS)
}

/// The situation, and whether it is the opening kickoff.
fn parse(text: &str) -> Result<(Understood, bool)> {
    let plain = text.trim().to_lowercase();
    let rest = ["opening kickoff", "opening kickoff", "kickoff", "kickoff"]
        .iter()
        .find_map(|word| plain.strip_prefix(word));
    let Some(rest) = rest else {
        return Ok((situation::parse_line(text)?, false));
    };
    let rest = rest.trim_start_matches([',', ' ', ';']);
    // The words of a kickoff are those of the snap after a touchback.
    let words = format!("1st and 10 at own 25, tied, 15:00 left in Q1, {rest}");
    let mut said = situation::parse(words.trim_end_matches([',', ' ']))?;
    said.state = crate::game::GameState {
        posteam_timeouts_remaining: Some(3),
        defteam_timeouts_remaining: Some(3),
        receive_2h_ko: Some(false),
        posteam_spread: said.state.posteam_spread,
        total_line: said.state.total_line,
        site: said.state.site,
        season: said.state.season,
        playoffs: said.state.playoffs,
        ..opening()
    };
    Ok((said, true))
}

/// Share and Monte Carlo standard error.
fn share(k: u32, n: u32) -> (f64, f64) {
    let (p, n) = (f64::from(k) / f64::from(n), f64::from(n));
    (p, (p * (1.0 - p) / n).sqrt())
}

/// The margin below which the share `q` of the games ended.
fn quantile(ends: &Ends, q: f64) -> i16 {
    let limit = q * f64::from(ends.tally.games());
    let mut seen = 0.0;
    for (margin, games) in &ends.margins {
        seen += f64::from(*games);
        if seen >= limit {
            return *margin;
        }
    }
    0
}

fn mean(ends: &Ends) -> f64 {
    let sum: f64 = ends
        .margins
        .iter()
        .map(|(m, n)| f64::from(*m) * f64::from(*n))
        .sum();
    sum / f64::from(ends.tally.games())
}

fn answer(said: &Understood, start: &Start, ends: &Ends, seed: u64) -> serde_json::Value {
    let tally = ends.tally;
    let n = tally.games();
    let of = |k: u32| {
        let (p, error) = share(k, n);
        json!({"p": p, "standard_error": error})
    };
    json!({
        "games": n,
        "seed": seed,
        "team": "the team with the ball",
        "win": of(tally.wins),
        "tie": of(tally.ties),
        "loss": of(tally.losses),
        "wp": {"p": tally.wp(), "standard_error": tally.error()},
        "overtime": of(ends.overtime),
        "margin": {
            "mean": mean(ends),
            "quantiles": {
                "0.05": quantile(ends, 0.05), "0.25": quantile(ends, 0.25),
                "0.5": quantile(ends, 0.5), "0.75": quantile(ends, 0.75),
                "0.95": quantile(ends, 0.95),
            },
            "games": ends.margins.iter().map(|(m, k)| (m.to_string(), *k)).collect::<std::collections::BTreeMap<_, _>>(),
        },
        "situation": said.state,
        "assumed": start.assumed.iter().map(|(k, v)| json!({"field": k, "taken_as": v})).collect::<Vec<_>>(),
    })
}

fn percent(p: f64) -> String {
    format!("{:.1}%", 100.0 * p)
}

fn shown(start: &Start, ends: &Ends, kickoff: bool) -> String {
    let tally = ends.tally;
    let n = tally.games();
    let who = if kickoff {
        "the team that receives"
    } else {
        "the team with the ball"
    };
    let mut table = output::table(&[&format!("{} games", output::thousands(n as usize)), "", ""]);
    let rows = [
        ("wins", tally.wins),
        ("ties", tally.ties),
        ("loses", tally.losses),
        ("overtime", ends.overtime),
    ];
    for (name, k) in rows {
        let (p, error) = share(k, n);
        table.add_row([
            name.to_owned(),
            percent(p),
            format!("± {:.1}", 100.0 * error),
        ]);
    }
    output::numbers_right(&mut table, 1);
    let mut text = format!(
        "{} ± {:.1}  WP of {who} (ties count half; ± is one standard error)\n\n{}\n\n",
        percent(tally.wp()),
        100.0 * tally.error(),
        output::shown(&table)
    );
    text.push_str(&format!(
        "final margin: mean {:+.1}, median {:+}, middle 50% of games {:+} to {:+}, middle 90% {:+} to {:+}\n",
        mean(ends),
        quantile(ends, 0.5),
        quantile(ends, 0.25),
        quantile(ends, 0.75),
        quantile(ends, 0.05),
        quantile(ends, 0.95)
    ));
    let mut likely: Vec<(i16, u32)> = ends.margins.iter().map(|(m, k)| (*m, *k)).collect();
    likely.sort_by_key(|&(m, k)| (std::cmp::Reverse(k), m));
    let likely: Vec<String> = likely
        .iter()
        .take(5)
        .map(|(m, k)| format!("{m:+} ({})", percent(share(*k, n).0)))
        .collect();
    text.push_str(&format!("most likely: {}\n", likely.join(", ")));
    if !start.assumed.is_empty() {
        let mut table = output::table(&["unknown", "taken as"]);
        for (field, taken) in &start.assumed {
            table.add_row([*field, taken]);
        }
        text.push_str(&format!("\n{}\n", output::shown(&table)));
    }
    text
}

/// The margins, in the picture's range; the ends have all beyond.
fn draw(words: &str, start: &Start, ends: &Ends, path: &Path) -> Result<()> {
    let n = ends.tally.games();
    let (low, high) = (quantile(ends, 0.005).min(-7), quantile(ends, 0.995).max(7));
    let mut values = vec![0.0; usize::from((high - low) as u16) + 1];
    for (margin, k) in &ends.margins {
        values[usize::from(((*margin).clamp(low, high) - low) as u16)] +=
            f64::from(*k) / f64::from(n);
    }
    let classes = (low..=high).map(|m| match m {
        m if m == low => format!("≤{m:+}"),
        m if m == high => format!("≥{m:+}"),
        m => format!("{m:+}"),
    });
    let tally = ends.tally;
    let bars = Bars {
        title: format!("How the game ends: \"{}\"", words.trim()),
        note: format!(
            "Wins {}, ties {}, loses {} (± {:.1}). Spread {:+}, total line {}.",
            percent(share(tally.wins, n).0),
            percent(share(tally.ties, n).0),
            percent(share(tally.losses, n).0),
            100.0 * tally.error(),
            start.spread,
            start.total
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
        model: format!("{} simulated games", output::thousands(n as usize)),
        ..Labels::default()
    };
    bars::draw(&bars, &labels, path)
}
