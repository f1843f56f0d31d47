//! How likely the team with the ball is to win.

use super::Advisor;
use crate::error::Result;
use crate::estimator::interval;
use crate::game::{GameState, Possession, QUARTER_SECONDS};
use crate::ratings::{StandIn, widened};
use crate::situation::{self, Kicker, Moment as Spoken, TryKind, Understood};
use crate::value::{Attempt, Kick, Moment, Outcome, turned};
use serde::Serialize;

/// The probability that the team with the ball wins, a tie counting half.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WpEstimate {
    /// P(win) + P(tie) / 2, 0 to 1.
    pub wp: f32,
    /// P(win), where the game may be tied at the end: in overtime, and late in
    /// a tied game.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub win: Option<f32>,
    /// P(tie), where `win` is there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tie: Option<f32>,
    /// P(loss), where `win` is there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub loss: Option<f32>,
    /// Lower end of the confidence interval, where the model has intervals.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lower: Option<f32>,
    /// Upper end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub upper: Option<f32>,
    /// Confidence level.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<f64>,
}

/// A [`WpEstimate`] of a situation in words, and how the words were understood.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Prediction {
    /// The answer.
    #[serde(flatten)]
    pub estimate: WpEstimate,
    /// Whose probability it is.
    pub team: &'static str,
    /// The moment: a play from scrimmage, a kickoff or a try.
    pub moment: Spoken,
    /// What was understood.
    #[serde(flatten)]
    pub said: Said,
}

/// How a situation in words was understood.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Said {
    /// The situation.
    pub situation: GameState,
    /// What was said, field by field.
    pub understood: Vec<situation::Item>,
    /// What was not said, and what is assumed.
    pub unknown: Vec<situation::Unknown>,
}

impl From<Understood> for Said {
    fn from(said: Understood) -> Self {
        Self {
            situation: said.state,
            understood: said.understood,
            unknown: said.unknown,
        }
    }
}

/// A moment whose value is asked, and whether the opponent sees it.
#[derive(Debug, Clone)]
struct Part {
    moment: Moment,
    theirs: bool,
}

/// Which of several moments counts.
#[derive(Debug, Clone, Copy)]
enum Pick {
    /// All, in equal shares.
    Mean,
    /// The best for the team.
    Most,
    /// The worst.
    Least,
}

/// Whose probability a prediction is.
#[must_use]
pub fn team(moment: Spoken) -> &'static str {
    match moment {
        Spoken::Scrimmage => "the team with the ball",
        Spoken::Kickoff(Kicker::This) => "the kicking team",
        Spoken::Kickoff(Kicker::Opponent) => "the receiving team",
        Spoken::Kickoff(_) => "this team",
        Spoken::Try(_) => "the team that scored",
    }
}

/// Whether a kickoff is the game's first.
fn starts_game(state: &GameState) -> bool {
    state.qtr == 1 && state.quarter_seconds_remaining == QUARTER_SECONDS
}

/// The possession of overtime that follows a kickoff.
fn following(state: &GameState) -> Option<Possession> {
    match state.overtime_possession {
        _ if !state.is_overtime() => None,
        Some(possession) => Some(possession),
        None if state.score_differential != 0 => Some(Possession::Second),
        None => Some(Possession::Later),
    }
}

impl Advisor<'_> {
    /// How likely the team with the ball is to win.
    ///
    /// # Errors
    /// [`Error::Situation`](crate::Error::Situation) for an impossible situation.
    pub fn predict(&self, state: &GameState) -> Result<WpEstimate> {
        let (known, outcome) = self.valuer.uncertain(state, self.level)?;
        Ok(WpEstimate {
            wp: known.wp,
            win: outcome.map(|o| o.win),
            tie: outcome.map(|o| o.tie),
            loss: outcome.map(|o| o.loss()),
            lower: known.band.map(|b| b.lower),
            upper: known.band.map(|b| b.upper),
            level: known.band.map(|b| b.level),
        })
    }

    /// [`Advisor::predict_moment`] where the spread is a rating's, whose standard
    /// deviation `spread_sd` is in points: the interval is wider by it.
    ///
    /// # Errors
    /// As [`Advisor::predict`].
    pub fn predict_rated(
        &self,
        moment: Spoken,
        state: &GameState,
        spread_sd: f32,
    ) -> Result<WpEstimate> {
        let estimate = self.predict_moment(moment, state)?;
        let (Some(lower), Some(upper), Some(spread)) =
            (estimate.lower, estimate.upper, state.posteam_spread)
        else {
            return Ok(estimate);
        };
        let reach = StandIn::reach(spread_sd, self.level);
        let mut ends = [0.0; 2];
        for (end, points) in ends.iter_mut().zip([-reach, reach]) {
            let shifted = GameState {
                posteam_spread: Some((spread + points).clamp(-60.0, 60.0)),
                ..state.clone()
            };
            *end = self.predict_moment(moment, &shifted)?.wp;
        }
        let [lower, upper] = widened(estimate.wp, [lower, upper], ends);
        Ok(WpEstimate {
            lower: Some(lower),
            upper: Some(upper),
            ..estimate
        })
    }

    /// [`Advisor::predict`] of a situation in words, keys or a JSON object.
    ///
    /// # Errors
    /// [`Error::Situation`](crate::Error::Situation) that quotes the words.
    pub fn predict_words(&self, text: &str) -> Result<Prediction> {
        let (moment, said) = situation::parse_moment(text)?;
        Ok(Prediction {
            estimate: self.predict_moment(moment, &said.state)?,
            team: team(moment),
            moment,
            said: said.into(),
        })
    }

    /// How likely the team that a moment is described by is to win: before a play
    /// from scrimmage, a kickoff or a try.
    ///
    /// A kickoff of which it is not said who kicks is half of each; a choice (of the
    /// toss, of the try) is made as is better for the team that has it.
    ///
    /// # Errors
    /// [`Error::Situation`](crate::Error::Situation) for an impossible situation.
    pub fn predict_moment(&self, moment: Spoken, state: &GameState) -> Result<WpEstimate> {
        let kickoff = |kicks: bool| {
            let receiver = if kicks { turned(state) } else { state.clone() };
            let receiver = GameState {
                overtime_possession: following(state),
                // Whoever kicks off the game receives the second half.
                receive_2h_ko: if starts_game(state) {
                    Some(false)
                } else {
                    receiver.receive_2h_ko
                },
                ..receiver
            };
            Part {
                moment: Moment::Kickoff(receiver, Kick::Best),
                theirs: kicks,
            }
        };
        let both = [kickoff(true), kickoff(false)];
        let (parts, pick) = match moment {
            Spoken::Scrimmage => return self.predict(state),
            Spoken::Kickoff(Kicker::This) => (vec![kickoff(true)], Pick::Mean),
            Spoken::Kickoff(Kicker::Opponent) => (vec![kickoff(false)], Pick::Mean),
            Spoken::Kickoff(Kicker::Unknown) => (both.to_vec(), Pick::Mean),
            Spoken::Kickoff(Kicker::ThisChooses) => (both.to_vec(), Pick::Most),
            Spoken::Kickoff(Kicker::OpponentChooses) => (both.to_vec(), Pick::Least),
            Spoken::Try(how) => {
                let attempt = match how {
                    Some(TryKind::Kick) => Attempt::Kick,
                    Some(TryKind::Two) => Attempt::Two,
                    None => Attempt::Best,
                };
                let part = Part {
                    moment: Moment::Try(state.clone(), attempt),
                    theirs: false,
                };
                (vec![part], Pick::Mean)
            }
        };
        self.predict_parts(&parts, pick, state)
    }

    fn predict_parts(&self, parts: &[Part], pick: Pick, state: &GameState) -> Result<WpEstimate> {
        let moments: Vec<Moment> = parts.iter().map(|p| p.moment.clone()).collect();
        let (outcomes, members) = self.valuer.outcomes_and_members(&moments)?;
        let sides = || parts.iter().map(|p| p.theirs);
        let mut all: Vec<(Outcome, Vec<f32>)> = outcomes
            .iter()
            .zip(members.rows())
            .zip(sides())
            .map(|((outcome, members), theirs)| {
                let turn = |p: f32| if theirs { 1.0 - p } else { p };
                let outcome = if theirs { outcome.flipped() } else { *outcome };
                (outcome, members.iter().map(|&p| turn(p)).collect())
            })
            .collect();
        all.sort_by(|a, b| b.0.wp().total_cmp(&a.0.wp()));
        match pick {
            Pick::Most => all.truncate(1),
            Pick::Least => drop(all.drain(..all.len().saturating_sub(1))),
            Pick::Mean => {}
        }
        let mean = |values: &mut dyn Iterator<Item = f32>| values.sum::<f32>() / all.len() as f32;
        let win = mean(&mut all.iter().map(|(o, _)| o.win));
        let tie = mean(&mut all.iter().map(|(o, _)| o.tie));
        let outcome = Outcome { win, tie };
        let wp = outcome.wp();
        let width = all.first().map_or(0, |(_, m)| m.len());
        let band = if width > 1 && !state.is_overtime() {
            let seconds = f32::from(state.game_seconds_remaining());
            let margin = self.valuer.margin().at(wp, seconds);
            let by_member = (0..width).map(|g| mean(&mut all.iter().map(|(_, m)| m[g])));
            Some(interval(wp, by_member, margin, self.level)?)
        } else {
            None
        };
        let known = state.is_overtime() || tie > 0.0;
        Ok(WpEstimate {
            wp,
            win: known.then_some(win),
            tie: known.then_some(tie),
            loss: known.then(|| outcome.loss()),
            lower: band.map(|b| b.lower),
            upper: band.map(|b| b.upper),
            level: band.map(|b| b.level),
        })
    }
}
