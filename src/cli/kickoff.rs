//! `wp kickoff`.

use super::choices::{self, Flags, bad, break_even};
use super::output;
use crate::error::Result;
use crate::rules::Rules;
use crate::situation::{Kind, parse_as};
use crate::value::compare::{Choice, compare};
use crate::value::{Kick, Moment, Valuer, turned};
use serde_json::json;
use std::process::ExitCode;

/// Flags of `wp kickoff`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(flatten)]
    flags: Flags,
}

const EXAMPLES: &str = r#"Describe the situation from the side of the kicking team.

Examples:
  wp kickoff --situation "down 3, 1:50 left in Q4, no timeouts to 2"
  wp kickoff --situation "down 8, 2:30 left in Q4, 3 timeouts each, season 2023""#;

pub fn run(args: &Args) -> Result<ExitCode> {
    let flags = &args.flags;
    let saved = flags.model()?;
    let said = parse_as(Kind::Kickoff, &flags.situation)?;
    let valuer = Valuer::new(&saved);
    let state = &said.state;
    if state.is_overtime() {
        return Err(bad(
            "overtime has no kickoff decision: only deep kickoffs have a value",
            "use `wp predict` for the play after it, as in \"1st and 10 at own 25, tied, 10:00 left in OT\"",
        ));
    }
    let season = valuer.season_of(state);
    let rules = Rules::of(season, state.playoffs.unwrap_or(false));
    let may = rules
        .kickoff
        .onside
        .allowed(state.score_differential, state.qtr);
    let receiver = turned(state);
    let choice = |name, kick| Choice {
        name,
        moment: Moment::Kickoff(receiver.clone(), kick),
        theirs: true,
    };
    let all = compare(
        &valuer,
        &[
            choice("kick deep", Kick::Deep),
            choice("kick onside", Kick::Onside),
            choice("recovered", Kick::Recovered),
            choice("not recovered", Kick::Failed),
        ],
        flags.level,
    )?;
    let [deep, onside, recovered, failed] = all.as_slice() else {
        return Ok(ExitCode::FAILURE);
    };
    let (best, other) = if may && onside.wp > deep.wp {
        (onside, deep)
    } else {
        (deep, onside)
    };
    let gain = best.over(other, flags.level)?;
    let verdict = if may {
        gain.verdict(best.name)
    } else {
        format!("kick deep: the {season} rules do not allow an onside kick here")
    };
    let needed = break_even(deep.wp, failed.wp, recovered.wp);
    let table_of = valuer.tables().onsides(season);
    if flags.json {
        output::json(&json!({
            "best": best.name,
            "verdict": verdict,
            "onside_allowed": may,
            "difference": choices::gained(&gain),
            "options": [choices::option(deep), choices::option(onside)],
            "break_even": needed,
            "recovery": table_of.recovered,
            "after": {"recovered": recovered.wp, "not_recovered": failed.wp},
            "season": season,
            "situation": said.state,
            "understood": said.understood,
            "unknown": said.unknown,
        }))?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut table = output::table(&["option", "win probability", "succeeds", "then", "else"]);
    table.add_row(["kick deep", &choices::shown(deep), "", "", ""]);
    table.add_row([
        "kick onside",
        &choices::shown(onside),
        &output::percent(table_of.recovered as f32),
        &output::percent(recovered.wp),
        &output::percent(failed.wp),
    ]);
    let needed = match needed {
        Some(p) if p <= 1.0 => format!(
            "Break-even recovery rate of an onside kick: {}.\n",
            output::percent(p)
        ),
        _ => "An onside kick does not pay at any recovery rate.\n".to_owned(),
    };
    output::print(format_args!(
        "{verdict}\n\n{}\n\n{needed}{}{}",
        output::shown(&table),
        choices::about(&all[..2]),
        output::understood(&said)
    ))?;
    Ok(ExitCode::SUCCESS)
}
