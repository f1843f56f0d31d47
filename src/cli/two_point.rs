//! `wp two-point`.

use super::choices::{self, Flags};
use super::output;
use crate::ask::{Advisor, TwoPointCard};
use crate::error::Result;
use crate::report;
use std::path::PathBuf;
use std::process::ExitCode;

/// Flags of `wp two-point`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Situation in words or key=value, from the side of the team that decides.
    #[arg(
        long,
        value_name = "TEXT",
        allow_hyphen_values = true,
        required_unless_present = "chart"
    )]
    situation: Option<String>,

    /// Print the card of the fourth quarter instead: go for two or kick, by
    /// lead and minutes left.
    #[arg(long, conflicts_with = "situation")]
    chart: bool,

    /// Spread of the team that scored, for the card; positive when favored.
    #[arg(
        long,
        value_name = "POINTS",
        default_value_t = 0.0,
        allow_hyphen_values = true,
        requires = "chart"
    )]
    spread: f32,

    /// Also write the card as a picture.
    #[arg(long, value_name = "FILE.png", requires = "chart")]
    out: Option<PathBuf>,

    #[command(flatten)]
    flags: Flags,
}

const EXAMPLES: &str = r#"The score includes the six points of the touchdown.

Examples:
  wp two-point --situation "up 6 after a touchdown, 4:00 left in Q4"
  wp two-point --situation "down 8 after a touchdown, 6:00 left in Q4, favored by 3"
  wp two-point --chart --spread 3 --out card.png
  wp two-point --situation "down 2, extra point, 0:40 left in Q4, 1 timeout to 2""#;

pub fn run(args: &Args) -> Result<ExitCode> {
    let flags = &args.flags;
    let saved = flags.model()?;
    let advisor = Advisor::new(&saved).with_level(flags.level)?;
    let Some(situation) = &args.situation else {
        return card(&advisor, args);
    };
    let answer = advisor.two_point_words(situation)?;
    if flags.json {
        output::json(&answer)?;
        return Ok(ExitCode::SUCCESS);
    }
    let [two, kick] = &answer.options;
    let mut table = output::table(&["option", "WP", "success rate", "WP if good", "WP if not"]);
    for (option, rate, made) in [
        (two, answer.conversion.two, answer.after.two),
        (kick, answer.conversion.kick, answer.after.one),
    ] {
        table.add_row([
            option.option,
            &choices::shown(option),
            &output::percent(rate as f32),
            &output::percent(made),
            &output::percent(answer.after.none),
        ]);
    }
    let needed = match answer.break_even {
        Some(p) if p <= 1.0 => format!(
            "Break-even conversion rate of the two-point attempt: {}.\n",
            output::percent(p)
        ),
        _ => "The two-point attempt does not pay at any conversion rate.\n".to_owned(),
    };
    output::print(format_args!(
        "{}\n\n{}\n\n{needed}{}{}",
        answer.verdict,
        output::shown(&table),
        choices::about(&answer.difference),
        output::understood(&answer.said)
    ))?;
    Ok(ExitCode::SUCCESS)
}

/// `wp two-point --chart`.
fn card(advisor: &Advisor<'_>, args: &Args) -> Result<ExitCode> {
    let card = advisor.two_point_card(args.spread)?;
    if let Some(path) = &args.out {
        report::two_point_card::draw(&card, path)?;
    }
    if args.flags.json {
        output::json(&card)?;
        return Ok(ExitCode::SUCCESS);
    }
    let times: Vec<String> = card
        .seconds
        .iter()
        .map(|&s| TwoPointCard::clock(s))
        .collect();
    let mut heads = vec!["after the touchdown"];
    heads.extend(times.iter().map(String::as_str));
    let mut table = output::table(&heads);
    for row in &card.rows {
        let mut cells = vec![row.words()];
        cells.extend(row.cells.iter().map(|cell| cell.words()));
        table.add_row(cells);
    }
    let picture = args
        .out
        .as_ref()
        .map_or_else(String::new, |path| format!("Picture: {}\n", path.display()));
    output::print(format_args!(
        "Go for two or kick, by time left in the fourth quarter ({})\n\n{}\n\n\
         2: go for two, 1: kick, with what that is worth in points of WP; ·: less than 0.1 apart.\n\
         The lead counts the touchdown's six points. Two-point attempts are good {} of the time, kicks {}.\n{picture}",
        report::two_point_card::teams(&card),
        output::shown(&table),
        output::percent(card.two as f32),
        output::percent(card.kick as f32),
    ))?;
    Ok(ExitCode::SUCCESS)
}
