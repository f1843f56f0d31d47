//! Before a kickoff: deep or onside.

use super::Advisor;
use super::options::{Difference, OptionValue, break_even, exactly};
use super::predict::Said;
use crate::error::{Error, Result};
use crate::rules::Rules;
use crate::situation::{MomentKind, Understood, parse_line_as};
use crate::value::compare::{Choice, compare};
use crate::value::{Kick, Moment, turned};
use serde::Serialize;

/// Kick deep or onside.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KickoffDecision {
    /// Name of the better option that the rules allow.
    pub best: &'static str,
    /// The decision in words.
    pub verdict: String,
    /// Whether the season's rules allow an onside kick here.
    pub onside_allowed: bool,
    /// The better option over the other.
    pub difference: Difference,
    /// "kick deep" and "kick onside".
    pub options: [OptionValue; 2],
    /// Recovery rate at which an onside kick breaks even; `None` where it never
    /// does.
    pub break_even: Option<f32>,
    /// How often onside kicks are recovered.
    pub recovery: f64,
    /// Probability of winning after an onside kick.
    pub after: AfterOnside,
    /// The season whose rules hold.
    pub season: u16,
    /// What was asked.
    #[serde(flatten)]
    pub said: Said,
}

/// Probability of winning after an onside kick.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AfterOnside {
    /// The kicking team has it.
    pub recovered: f32,
    /// The receiving team has it.
    pub not_recovered: f32,
}

impl Advisor<'_> {
    /// Kick deep or onside, for the team that kicks.
    ///
    /// # Errors
    /// [`Error::Situation`] for an impossible situation, or one in overtime.
    pub fn kickoff(&self, said: Understood) -> Result<KickoffDecision> {
        let state = &said.state;
        if state.is_overtime() {
            return Err(Error::Situation {
                problem: "overtime has no kickoff decision: only deep kickoffs have a value".into(),
                hint: "use `wp predict` for the play after it, as in \"1st and 10 at own 25, \
                       tied, 10:00 left in OT\""
                    .into(),
            });
        }
        let season = self.valuer.season_of(state);
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
            &self.valuer,
            &[
                choice("kick deep", Kick::Deep),
                choice("kick onside", Kick::Onside),
                choice("recovered", Kick::Recovered),
                choice("not recovered", Kick::Failed),
            ],
            self.level,
        )?;
        let [deep, onside, recovered, failed] = exactly(all)?;
        let (best, other) = if may && onside.wp > deep.wp {
            (&onside, &deep)
        } else {
            (&deep, &onside)
        };
        let gain = best.over(other, self.level)?;
        Ok(KickoffDecision {
            best: best.name,
            verdict: if may {
                gain.verdict(best.name)
            } else {
                format!("kick deep: the {season} rules do not allow an onside kick here")
            },
            onside_allowed: may,
            difference: (&gain).into(),
            options: [(&deep).into(), (&onside).into()],
            break_even: break_even(deep.wp, failed.wp, recovered.wp),
            recovery: self.valuer.tables().onsides(season).recovered,
            after: AfterOnside {
                recovered: recovered.wp,
                not_recovered: failed.wp,
            },
            season,
            said: said.into(),
        })
    }

    /// [`Advisor::kickoff`] of a situation in words.
    ///
    /// # Errors
    /// [`Error::Situation`] that quotes the words.
    pub fn kickoff_words(&self, text: &str) -> Result<KickoffDecision> {
        self.kickoff(parse_line_as(MomentKind::Kickoff, text)?)
    }
}
