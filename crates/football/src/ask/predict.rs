//! How likely the team with the ball is to win.

use super::Advisor;
use crate::error::Result;
use crate::game::GameState;
use crate::ratings::{StandIn, widened};
use crate::situation::{self, Understood};
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

    /// [`Advisor::predict`] where the spread is a rating's, whose standard
    /// deviation `spread_sd` is in points: the interval is wider by it.
    ///
    /// # Errors
    /// As [`Advisor::predict`].
    pub fn predict_rated(&self, state: &GameState, spread_sd: f32) -> Result<WpEstimate> {
        let estimate = self.predict(state)?;
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
            *end = self.predict(&shifted)?.wp;
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
        let said = situation::parse_line(text)?;
        Ok(Prediction {
            estimate: self.predict(&said.state)?,
            team: "the team with the ball",
            said: said.into(),
        })
    }
}
