//! The page of `wp fourth-down report`: pictures, tables, numbers.

use crate::cli::output::thousands;
use crate::decide::check::{Checked, Tenth};
use crate::decide::observed::Observed;
use crate::decide::season::Decision;
use crate::decide::tables::{self, Form, Held, Off, Paid, Tally};
use crate::decide::{SubModels, field_goal};
use crate::error::{Error, Result};
use crate::plays::{Plays, Seasons};
use crate::report::Labels;
use crate::report::fourth_downs::{self as pictures, Bar, Distance, Panel, Point, Season};
use serde_json::json;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

/// Games below which a coach is not ranked.
const FEWEST_GAMES: usize = 32;
/// Coaches at either end of the picture.
const SHOWN: usize = 14;

/// What the page is about.
pub struct About<'a> {
    /// The folder for the page, its pictures and numbers.
    pub out: &'a Path,
    /// Seasons to report on.
    pub seasons: &'a Seasons,
    /// Confidence level.
    pub level: f64,
}

pub fn write(
    about: &About<'_>,
    plays: &Plays,
    seen: &[Observed],
    checked: &[Checked],
    decisions: &[Decision],
    simulated: bool,
) -> Result<()> {
    let out = about.out;
    let games = |games: BTreeSet<u32>| games.len();
    let labels = |model: &str, plays: usize, games: usize| Labels {
        model: model.to_owned(),
        seasons: about.seasons.to_string(),
        plays: plays as u64,
        games,
        simulated,
    };
    let of_decisions = labels(
        "fourth downs",
        decisions.len(),
        games(decisions.iter().map(|d| d.game).collect()),
    );
    let reported: Vec<&Observed> = seen
        .iter()
        .filter(|s| about.seasons.contains(s.season))
        .collect();
    let kicks: Vec<&Observed> = reported
        .iter()
        .copied()
        .filter(|s| field_goal::made(s).is_some())
        .collect();
    let [of_downs, of_kicks] =
        [("third and fourth downs", reported), ("field goals", kicks)].map(|(name, plays)| {
            let games = games(plays.iter().map(|s| s.game).collect());
            labels(name, plays.len(), games)
        });
    let panels: Vec<Panel> = checked.iter().map(panel).collect();
    pictures::calibration(&panels, about.level, &of_downs, &out.join("sub-models.png"))?;
    pictures::field_goals(
        &distances(seen, about)?,
        &of_kicks,
        &out.join("field-goals.png"),
    )?;
    let mut coaches = tables::tally(decisions, |d| d.coach.clone());
    coaches.retain(|t| t.games >= FEWEST_GAMES);
    coaches.sort_by(|a, b| a.a_game().total_cmp(&b.a_game()));
    if coaches.len() > 1 {
        let note = format!(
            "Percentage points of WP given up per game, relative to the best choice. Coaches \
             with at least {FEWEST_GAMES} games: the {} who gave up least and most.",
            SHOWN.min(coaches.len() / 2)
        );
        pictures::coaches(
            &bars(&coaches),
            &note,
            &of_decisions,
            &out.join("coaches.png"),
        )?;
    }
    let by_season = tables::tally(decisions, |d| Some(d.season.to_string()));
    let seasons: Vec<Season> = by_season
        .iter()
        .filter_map(|t| {
            Some(Season {
                season: t.name.parse().ok()?,
                points: t.a_game(),
                went: t.boldness(),
            })
        })
        .collect();
    pictures::seasons(&seasons, &of_decisions, &out.join("seasons.png"))?;
    let held = tables::held(decisions, about.level)?;
    let times = tables::jointly(decisions, &held, about.level);
    let paid = tables::paid(decisions, about.level);
    let form = tables::by_form(decisions, about.level);
    let teams = tables::tally(decisions, |d| Some(d.team.clone()));
    let numbers = json!({
        "seasons": about.seasons.to_string(),
        "level": about.level,
        "fourth_downs": decisions.len(),
        "sub_models": checked,
        "taken_against_results": held,
        "jointly_times_as_wide": times,
        "punts_by_form": form,
        "what_following_brought": paid,
        "coaches": coaches,
        "teams": teams,
        "by_season": by_season,
    });
    let text = serde_json::to_string_pretty(&numbers)
        .map_err(|e| Error::io("write", out, std::io::Error::other(e)))?;
    crate::file::write_whole(&out.join("decisions.json"), |f| writeln!(f, "{text}"))?;
    let page = page(
        about,
        plays,
        checked,
        decisions,
        (&held, times),
        &form,
        &paid,
        &coaches,
        &by_season,
        simulated,
    );
    crate::file::write_whole(&out.join("README.md"), |f| f.write_all(page.as_bytes()))
}

fn panel(c: &Checked) -> Panel {
    Panel {
        title: format!("{} ({})", c.what, thousands(c.plays)),
        points: c
            .tenths
            .iter()
            .map(|t| Point {
                predicted: t.predicted,
                observed: t.observed,
                interval: t.interval,
            })
            .collect(),
    }
}

fn distances(seen: &[Observed], about: &About<'_>) -> Result<Vec<Distance>> {
    let models = SubModels::fit(seen)?;
    let made = |y: u8, indoors: bool| {
        models.field_goal.p_made(&field_goal::Kick {
            yardline_100: f64::from(y),
            indoors: Some(indoors),
            season: None,
        })
    };
    Ok((1..=57)
        .map(|y: u8| {
            let kicks: Vec<bool> = seen
                .iter()
                .filter(|s| s.yardline_100 == y && about.seasons.contains(s.season))
                .filter_map(field_goal::made)
                .collect();
            let good = kicks.iter().filter(|&&m| m).count();
            Distance {
                yards: f64::from(y + field_goal::BEHIND),
                made: (made(y, false), made(y, true)),
                observed: (!kicks.is_empty())
                    .then(|| (good as f64 / kicks.len() as f64, kicks.len())),
            }
        })
        .collect())
}

fn bars(coaches: &[Tally]) -> Vec<Bar> {
    let each = SHOWN.min(coaches.len() / 2);
    let ends = coaches[..each]
        .iter()
        .chain(&coaches[coaches.len() - each..]);
    ends.map(|t| Bar {
        name: t.name.clone(),
        points: t.a_game(),
        games: t.games,
    })
    .collect()
}

#[allow(clippy::too_many_arguments)]
fn page(
    about: &About<'_>,
    plays: &Plays,
    checked: &[Checked],
    decisions: &[Decision],
    held: (&[Held], f64),
    form: &[Form],
    paid: &[Paid],
    coaches: &[Tally],
    by_season: &[Tally],
    simulated: bool,
) -> String {
    let mut page = String::from("# Fourth downs\n\n");
    if simulated {
        page += "**Simulated games: nothing here is about real teams.**\n\n";
    }
    let games: BTreeSet<u32> = decisions.iter().map(|d| d.game).collect();
    let clear = decisions
        .iter()
        .filter(|d| d.answer.clear == Some(true))
        .count();
    let _ = writeln!(
        page,
        "All {} fourth downs of {} games ({}). Each season uses a model and component models \
         trained on earlier seasons only. Intervals are at the {:.0}% level, games resampled. \
         {:.0}% of the decisions are clear: the interval of the gain excludes 0. It includes \
         half of the model-error allowance on each side.\n\n\
         `make fourth-downs` regenerates this page.\n",
        thousands(decisions.len()),
        thousands(games.len()),
        about.seasons,
        100.0 * about.level,
        100.0 * clear as f64 / decisions.len().max(1) as f64,
    );
    come_true(&mut page, held.0, held.1, about.level);
    formed(&mut page, form);
    followed(&mut page, paid);
    page += "\n## WP given up by coach\n\n![By coach](coaches.png)\n\n\
             | coach | games | fourth downs | WP points per game | clear mistakes | went for it when best |\n\
             | --- | --- | --- | --- | --- | --- |\n";
    rows(&mut page, coaches);
    page += "\n![By season](seasons.png)\n\n\
             | season | team games | fourth downs | WP points per game | clear mistakes | went for it when best |\n\
             | --- | --- | --- | --- | --- | --- |\n";
    rows(&mut page, by_season);
    page += "\n## The worst decisions\n\n\
             | game | situation | choice | best | WP given up |\n| --- | --- | --- | --- | --- |\n";
    let mut worst: Vec<&Decision> = decisions
        .iter()
        .filter(|d| d.given_up().is_some())
        .collect();
    worst.sort_by(|a, b| {
        b.given_up()
            .unwrap_or(0.0)
            .total_cmp(&a.given_up().unwrap_or(0.0))
    });
    for d in worst.iter().take(12) {
        let _ = writeln!(
            page,
            "| {} ({}) | {} | {} | {} | {:.1} |",
            plays.game(&plays.rows()[d.row]).game_id,
            d.coach.as_deref().unwrap_or(&d.team),
            crate::situation::describe(&d.situation.state),
            d.done.map_or("", |c| c.words()),
            d.answer.best().words(),
            100.0 * d.given_up().unwrap_or(0.0),
        );
    }
    page += "\n## Are the component models calibrated?\n\n![Calibration](sub-models.png)\n\n\
             Deciles of the predictions against outcomes, in percentage points: the largest \
             decile gap with its interval, the largest gap expected by chance among ten \
             calibrated deciles (median over resampled games), and the deciles whose whole \
             interval is more than 2 points off.\n\n\
             | event | plays | log loss | forest's log loss | largest gap | by chance | significantly off by more than 2 |\n\
             | --- | --- | --- | --- | --- | --- | --- |\n";
    for c in checked {
        let _ = writeln!(
            page,
            "| {} | {} | {:.4} | {} | {} | {:.1} | {} of {} |",
            c.what,
            thousands(c.plays),
            c.log_loss,
            c.forest_log_loss
                .map_or(String::new(), |l| format!("{l:.4}")),
            c.worst_tenth().map_or(String::new(), Tenth::words),
            100.0 * c.chance,
            c.beyond(),
            c.tenths.len()
        );
    }
    page += "\n![Field goals](field-goals.png)\n";
    page
}

/// The table of what was said and what was won.
fn come_true(page: &mut String, held: &[Held], times: f64, level: f64) {
    *page += "## Is the WP of the choice made calibrated?\n\n\
              Predicted: mean WP of the choice made. Next play: mean WP, by the same model, \
              before the next play from scrimmage; a difference from the prediction points to \
              the component models. The rest of the gap to the games won comes from the WP model \
              itself. The last interval also includes the sampling error of the models. \
              Penalties that gave a first down before the snap count as going for it in \
              proportion to how likely that was.\n\n\
              | choice made | best choice was | fourth downs | predicted | next play | games won | next play − predicted | won − predicted |\n\
              | --- | --- | --- | --- | --- | --- | --- | --- |\n";
    for h in held {
        let clear = match h.clear {
            None => "any",
            Some(true) => "clear",
            Some(false) => "close",
        };
        let _ = writeln!(
            page,
            "| {} | {clear} | {} | {:.1}% | {:.1}% | {:.1}% | {} | {} |",
            h.choice.words(),
            thousands(h.plays),
            100.0 * h.predicted,
            100.0 * h.followed,
            100.0 * h.observed,
            off(&h.by_choice),
            off(&h.difference),
        );
    }
    let all: Vec<&Off> = held
        .iter()
        .flat_map(|h| [&h.by_choice, &h.difference])
        .collect();
    let _ = writeln!(
        page,
        "\nEach interval is at {:.0}% on its own: under perfect calibration {:.1} of these {} \
         would exclude 0 by chance; {} do. For all of them to hold simultaneously at that level \
         they would have to be {times:.2} times as wide, and {} would exclude 0.",
        100.0 * level,
        (1.0 - level) * all.len() as f64,
        all.len(),
        all.iter().filter(|off| !off.holds()).count(),
        match all.iter().filter(|off| !off.holds_within(times)).count() {
            0 => "none".to_owned(),
            some => some.to_string(),
        }
    );
}

/// A difference in percentage points with its interval, and whether that leaves
/// out 0.
fn off(o: &Off) -> String {
    format!(
        "{:+.1} ({:+.1} to {:+.1}){}",
        100.0 * o.value,
        100.0 * o.interval.low,
        100.0 * o.interval.high,
        if o.holds() { "" } else { " **no**" }
    )
}

/// The table of punts by how the game had gone.
fn formed(page: &mut String, form: &[Form]) {
    if form.is_empty() {
        return;
    }
    *page += "\nThe WP model knows the score and the spread, not the run of play. A term for \
              punts so far, fitted on earlier seasons, does not help (docs/modelling.md). Games \
              resampled, models fixed:\n\n\
              | punting team had punted | punts | won − predicted |\n| --- | --- | --- |\n";
    for f in form {
        let _ = writeln!(
            page,
            "| {} | {} | {} |",
            f.before,
            thousands(f.plays),
            off(&f.difference)
        );
    }
}

/// The table of what it brought to do what was best.
fn followed(page: &mut String, paid: &[Paid]) {
    if paid.is_empty() {
        return;
    }
    *page += "\n## Did the best choice pay?\n\n\
              Where some teams made the best choice and others did not: the WP points the others \
              gave up, as predicted, and as observed (games won beyond the prediction for the \
              choice each made). Teams also chose when to go for it, which this comparison \
              cannot undo.\n\n\
              | best | gain over the next | chose it | did not | given up, predicted | observed (interval) |\n\
              | --- | --- | --- | --- | --- | --- |\n";
    for p in paid {
        let gain = if p.to < 1.0 {
            format!("{:.0} to {:.0} points", 100.0 * p.from, 100.0 * p.to)
        } else {
            format!("{:.0} points or more", 100.0 * p.from)
        };
        let _ = writeln!(
            page,
            "| {} | {gain} | {} | {} | {:.1} | {:+.1} ({:+.1} to {:+.1}) |",
            p.best.words(),
            thousands(p.did),
            thousands(p.did_not),
            100.0 * p.said,
            100.0 * p.seen,
            100.0 * p.interval.low,
            100.0 * p.interval.high,
        );
    }
}

fn rows(page: &mut String, tallies: &[Tally]) {
    for t in tallies {
        let _ = writeln!(
            page,
            "| {} | {} | {} | {:.2} | {} of {} | {:.0}% |",
            t.name,
            t.games,
            thousands(t.decisions),
            t.a_game(),
            t.clear_mistakes,
            t.clear,
            100.0 * t.boldness()
        );
    }
}
