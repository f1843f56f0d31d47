//! `wp predict`.

use super::output;
use crate::error::{Error, Result};
use crate::estimator::{Uncertain, check_level};
use crate::situation::{self, Understood};
use crate::value::{Outcome, Valuer};
use serde_json::json;
use std::io::BufRead;
use std::path::PathBuf;
use std::process::ExitCode;

/// Flags of `wp predict`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Situation, from the side of the team with the ball; `-` reads one per
    /// line from stdin and prints one JSON object per line.
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    situation: String,

    /// Model file [default: $WP_MODEL, else the built-in model].
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,

    /// Confidence level.
    #[arg(long, value_name = "P", default_value_t = 0.9)]
    level: f64,

    /// Print JSON.
    #[arg(long)]
    json: bool,
}

const EXAMPLES: &str = r#"Examples:
  wp predict --situation "4th and 2 at the opp 35, down 3, 2:10 left in Q4, 2 timeouts to 1, favored by 3"
  wp predict --situation "4&2 opp35 -3 Q4 2:10"
  wp predict --situation "down=4 ydstogo=2 yardline_100=35 score_differential=-3 qtr=4 clock=2:10"
  wp predict --situation - < situations.txt"#;

pub fn run(args: &Args) -> Result<ExitCode> {
    check_level(args.level)?;
    let (saved, _) = super::model(args.model.as_deref())?;
    let valuer = Valuer::new(&saved);
    if args.situation == "-" {
        return lines(&valuer, args.level);
    }
    let understood = situation::parse(&args.situation)?;
    let (p, outcome) = valuer.uncertain(&understood.state, args.level)?;
    if args.json {
        output::json(&answer(&understood, p, outcome))?;
    } else {
        output::print(text(&understood, p, outcome))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// A line in, a line out; a line that cannot be answered gets its error in
/// its place, so that none is lost.
fn lines(valuer: &Valuer<'_>, level: f64) -> Result<ExitCode> {
    let mut code = ExitCode::SUCCESS;
    for (number, line) in std::io::stdin().lock().lines().enumerate() {
        let line = line.map_err(|e| Error::io("read", "stdin", e))?;
        if line.trim().is_empty() {
            continue;
        }
        let result = situation::parse_line(&line).and_then(|u| {
            let (p, outcome) = valuer.uncertain(&u.state, level)?;
            Ok(answer(&u, p, outcome))
        });
        let value = result.unwrap_or_else(|e| {
            code = ExitCode::from(2);
            json!({"line": number + 1, "situation": line, "error": e.to_string(), "hint": e.hint()})
        });
        output::line(value)?;
    }
    Ok(code)
}

fn answer(understood: &Understood, p: Uncertain, outcome: Option<Outcome>) -> serde_json::Value {
    let mut answer = json!({
        "wp": p.wp,
        "team": "the team with the ball",
        "situation": understood.state,
        "understood": understood.understood,
        "unknown": understood.unknown,
    });
    if let Some(outcome) = outcome {
        answer["win"] = json!(outcome.win);
        answer["tie"] = json!(outcome.tie);
        answer["loss"] = json!(outcome.loss());
    }
    if let Some(band) = p.band {
        answer["lower"] = json!(band.lower);
        answer["upper"] = json!(band.upper);
        answer["level"] = json!(band.level);
    }
    answer
}

fn text(understood: &Understood, p: Uncertain, outcome: Option<Outcome>) -> String {
    let other = output::percent(1.0 - p.wp);
    let mut text = match p.band {
        None => format!(
            "{}  WP of the team with the ball (opponent {other})\n",
            output::percent(p.wp)
        ),
        Some(band) => format!(
            "{} ({})  WP of the team with the ball (opponent {other})\nBrackets: {:.0}% confidence interval.\n",
            output::percent(p.wp),
            output::range(band.lower, band.upper),
            100.0 * band.level,
        ),
    };
    if let Some(o) = outcome {
        text.push_str(&format!(
            "win {}, tie {}, loss {}; a tie counts as half a win\n",
            output::percent(o.win),
            output::percent(o.tie),
            output::percent(o.loss())
        ));
    }
    text.push_str(&output::understood(understood));
    text
}
