//! `wp fourth-down --situation`.

use super::SubModelArgs;
use crate::ask::{Advisor, FourthDownQuestion};
use crate::cli::data::DataArgs;
use crate::cli::matchup;
use crate::cli::output;
use crate::cli::spread::SpreadArgs;
use crate::decide::{Answer, Choice, words};
use crate::error::Result;
use crate::situation::parse_line;
use std::path::PathBuf;
use std::process::ExitCode;

/// Sets of columns by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum ColumnsName {
    Own,
    Nfl4th,
}

/// Flags of a question.
#[derive(Debug, clap::Args)]
pub struct Ask {
    /// Situation, from the side of the team with the ball.
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true, conflicts_with_all = ["seasons", "audit", "out"])]
    pub situation: Option<String>,

    #[command(flatten)]
    pub data: DataArgs,

    /// Evaluate every fourth down of the seasons and write them to this file:
    /// .parquet, .csv or .jsonl.
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,

    /// Columns of --out: this program's, or nfl4th's with those of conversion attempts.
    #[arg(long, value_enum, default_value_t = ColumnsName::Own, requires = "out")]
    pub columns: ColumnsName,

    /// Indoor or outdoor kick [default: unknown].
    #[arg(long, value_name = "ROOF", requires = "situation")]
    roof: Option<Roof>,

    #[command(flatten)]
    pub spread: SpreadArgs,

    /// Model file [default: $WP_MODEL, else the built-in model].
    #[arg(long, value_name = "FILE")]
    pub model: Option<PathBuf>,

    #[command(flatten)]
    pub sub_models: SubModelArgs,

    /// Confidence level.
    #[arg(long, value_name = "P", default_value_t = 0.9)]
    pub level: f64,

    /// Omit the intervals.
    #[arg(long)]
    pub no_intervals: bool,

    /// Print JSON.
    #[arg(long, conflicts_with = "text")]
    json: bool,

    /// Print one plain-language sentence.
    #[arg(long)]
    text: bool,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Roof {
    Indoors,
    Outdoors,
}

pub fn run(ask: &Ask, text: &str) -> Result<ExitCode> {
    let (saved, _) = crate::cli::model(ask.model.as_deref())?;
    let models = super::sub_models(ask.sub_models.sub_models.as_deref())?;
    let mut understood = parse_line(text)?;
    matchup::stand_in(&mut understood, &ask.data, ask.spread)?;
    let question = FourthDownQuestion {
        indoors: ask.roof.map(|r| matches!(r, Roof::Indoors)),
        sub_models: Some(&models),
        no_intervals: ask.no_intervals,
    };
    let decision = Advisor::new(&saved)
        .with_level(ask.level)?
        .fourth_down(understood, question)?;
    if ask.json {
        output::json(&decision)?;
    } else if ask.text {
        output::line(&decision.sentence)?;
    } else {
        output::print(shown(&decision.answer))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn shown(answer: &Answer) -> String {
    let mut table = output::table(&["", "WP", "outcomes"]);
    for option in &answer.options {
        table.add_row([
            option.choice.words().to_owned(),
            words::with_interval(option.wp, option.interval.as_ref()),
            facts(answer, option.choice),
        ]);
    }
    let table = output::shown(&table);
    format!("{}\n\n{table}\n", words::verdict(answer))
}

/// What is behind a choice, in words.
fn facts(answer: &Answer, choice: Choice) -> String {
    let known = |k: &crate::decide::Known| words::with_interval(k.value, k.interval.as_ref());
    match choice {
        Choice::Go => {
            let converts = known(&answer.p_convert);
            let needed = match &answer.break_even {
                _ if words::decided(answer).is_some() => return format!("conversion {converts}"),
                Some(k) => format!("break-even {}", known(k)),
                None if answer.best() == Choice::Go => "best at any conversion rate".to_owned(),
                None => "not best at any conversion rate".to_owned(),
            };
            format!("conversion {converts}; {needed}")
        }
        Choice::FieldGoal => match &answer.p_make {
            Some(p) => format!("good {}", known(p)),
            None => String::new(),
        },
        Choice::Punt => match answer.punt_spot {
            Some(y) => format!("opponent takes over around {}", words::spot(y)),
            None => String::new(),
        },
        Choice::Safety => "two points and a free kick".to_owned(),
    }
}
