//! `wp predict`.

use super::data::DataArgs;
use super::spread::SpreadArgs;
use super::{dialogue, lines, matchup, output};
use crate::ask::{Advisor, Prediction, team};
use crate::error::Result;
use crate::situation::parse_moment;
use serde_json::json;
use std::path::PathBuf;
use std::process::ExitCode;

/// Flags of `wp predict`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Situation, from the side of the team with the ball; `-` reads one per
    /// line from stdin and prints one JSON object per line.
    /// At a terminal, without it, wp asks for one.
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true, required = !dialogue::possible())]
    situation: Option<String>,

    #[command(flatten)]
    spread: SpreadArgs,

    /// Folder of the schedule, for the ratings of teams that the situation names
    /// [default: $WP_DATA, else data/pbp, else the simulated data/sample]
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,

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
  wp predict 4th and 2 at the opp 35, down 3, 2:10 left in Q4
  wp predict --situation "4&2 opp35 -3 Q4 2:10"
  wp predict --situation "down=4 ydstogo=2 yardline_100=35 score_differential=-3 qtr=4 clock=2:10"
  wp predict --situation "4&2 opp35 -3 Q4 2:10 home_team=KC away_team=BUF posteam=KC season=2023 week=14"
  wp predict --situation "Chiefs ball, 4th and 2 at the Eagles' 34, down 3, 2:10 left in Q4"
  wp predict --situation "halftime, down 4, receives"
  wp predict --situation - < situations.txt
  wp predict                                   # asks, line by line"#;

pub fn run(args: &Args) -> Result<ExitCode> {
    let (saved, _) = super::model(args.model.as_deref())?;
    let advisor = Advisor::new(&saved).with_level(args.level)?;
    let situation = match args.situation.as_deref() {
        Some("-") => return answer_lines(&advisor, args),
        Some(text) => text,
        None => {
            let answer = |text: &str| answer(&advisor, text, args).map(|p| self::text(&p));
            dialogue::run(std::io::stdin().lock(), output::note, output::line, answer)?;
            return Ok(ExitCode::SUCCESS);
        }
    };
    let prediction = answer(&advisor, situation, args)?;
    if args.json {
        output::json(&prediction)?;
    } else {
        output::print(text(&prediction))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// A situation's answer; where it names teams and no spread, the ratings' is used.
fn answer(advisor: &Advisor<'_>, text: &str, args: &Args) -> Result<Prediction> {
    let (moment, mut understood) = parse_moment(text)?;
    let data = DataArgs {
        data: args.data.clone(),
        seasons: None,
        audit: false,
    };
    let rated = matchup::stand_in(&mut understood, &data, args.spread)?;
    let estimate = match rated {
        Some(spread_sd) => advisor.predict_rated(moment, &understood.state, spread_sd)?,
        None => advisor.predict_moment(moment, &understood.state)?,
    };
    Ok(Prediction {
        estimate,
        team: team(moment),
        moment,
        said: understood.into(),
    })
}

/// One situation a line, one JSON object a line; a line that cannot be answered
/// says why and the others go on.
fn answer_lines(advisor: &Advisor<'_>, args: &Args) -> Result<ExitCode> {
    let mut code = ExitCode::SUCCESS;
    lines::each(std::io::stdin().lock(), |number, line| {
        let answered = line.map_or_else(
            || Err(lines::too_long()),
            |line| answer(advisor, line, args),
        );
        let value = match answered {
            Ok(prediction) => output::value(&prediction)?,
            Err(e) => {
                code = ExitCode::from(2);
                json!({"line": number, "situation": line, "error": e.to_string(), "hint": e.hint()})
            }
        };
        output::line(value)
    })?;
    Ok(code)
}

fn text(prediction: &Prediction) -> String {
    let p = prediction.estimate;
    let other = output::percent(1.0 - p.wp);
    let team = prediction.team;
    let mut text = match (p.lower, p.upper, p.level) {
        (Some(lower), Some(upper), Some(level)) => format!(
            "{} ({})  WP of {team} (opponent {other})\nBrackets: {:.0}% confidence interval.\n",
            output::percent(p.wp),
            output::range(lower, upper),
            100.0 * level,
        ),
        _ => format!(
            "{}  WP of {team} (opponent {other})\n",
            output::percent(p.wp)
        ),
    };
    if let (Some(win), Some(tie), Some(loss)) = (p.win, p.tie, p.loss) {
        text.push_str(&format!(
            "win {}, tie {}, loss {}; a tie counts as half a win\n",
            output::percent(win),
            output::percent(tie),
            output::percent(loss)
        ));
    }
    text.push_str(&output::understood(&prediction.said));
    text
}
