//! The six kinds of questions.

use super::Options;
use super::situations::Situations;
use football::Result;
use football::ask::{
    Advisor, Finishes, FourthDown as FourthDownAnswer, FourthDownQuestion, KickoffDecision,
    Prediction, SimulationSettings, TimeoutValue, TwoPointDecision, simulate_words,
};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use utoipa::{IntoParams, ToSchema};

/// A kind of question about a situation.
pub(crate) trait Question: Send + Sync + 'static {
    /// What it is called, for counting.
    const NAME: &'static str;
    /// Whether one answer takes less than a millisecond, most of them far less: handing
    /// such a question to another thread would take longer than answering it.
    const IS_QUICK: bool;
    /// The body in JSON.
    type Request: DeserializeOwned + Into<(Situations, Options)>;
    /// The options in the address.
    type Query: DeserializeOwned + Into<Options>;
    /// The answer.
    type Answer: serde::Serialize + Send;

    /// Answers a situation.
    fn answer(advisor: &Advisor<'_>, text: &str, options: &Options) -> Result<Self::Answer>;
}

/// The options of some questions, once for the address and once for the body.
macro_rules! options {
    ($query:ident, $request:ident { $($(#[$doc:meta])* $field:ident: $type:ty,)* }) => {
        /// Options in the address; the body's go before them.
        #[derive(Debug, Deserialize, IntoParams)]
        #[serde(deny_unknown_fields)]
        #[into_params(parameter_in = Query)]
        pub(crate) struct $query {
            $($(#[$doc])* $field: Option<$type>,)*
        }

        /// A question in JSON.
        #[derive(Debug, Deserialize, ToSchema)]
        #[serde(deny_unknown_fields)]
        pub(crate) struct $request {
            /// The situation, or a list of situations.
            situation: Situations,
            $($(#[$doc])* $field: Option<$type>,)*
        }

        impl From<$query> for Options {
            fn from(q: $query) -> Self {
                Self { $($field: q.$field,)* ..Self::default() }
            }
        }

        impl From<$request> for (Situations, Options) {
            fn from(r: $request) -> Self {
                (r.situation, Options { $($field: r.$field,)* ..Options::default() })
            }
        }
    };
}

options!(
    LevelOptions,
    SituationRequest {
        /// Confidence level of the intervals, between 0 and 1; 0.9 by default.
        level: f64,
    }
);
options!(
    FourthDownOptions,
    FourthDownRequest {
        /// Confidence level of the intervals, between 0 and 1; 0.9 by default.
        level: f64,
        /// Whether kicks are made under a roof; unknown by default.
        indoors: bool,
    }
);
options!(
    TimeoutOptions,
    TimeoutRequest {
        /// Confidence level of the intervals, between 0 and 1; 0.9 by default.
        level: f64,
        /// Games to play out for each number of timeouts; by default 100,000 in the
        /// last ten minutes, else 25,000.
        games: u32,
        /// Seed of the games, up to 2⁵³ − 1; 1 by default.
        seed: u64,
    }
);
options!(
    SimulateOptions,
    SimulateRequest {
        /// Games to play out; 2,000 by default.
        games: u32,
        /// Seed of the games, up to 2⁵³ − 1; 1 by default.
        seed: u64,
    }
);

impl LevelOptions {
    /// The level, if one is named.
    pub fn level(&self) -> Option<f64> {
        self.level
    }
}

macro_rules! question {
    ($(#[$doc:meta])* $name:ident, $label:literal, $quick:literal, $query:ident, $request:ident, $answer:ident,
     |$advisor:ident, $text:ident, $options:ident| $do:expr) => {
        $(#[$doc])*
        pub(crate) struct $name;

        impl Question for $name {
            const NAME: &'static str = $label;
            const IS_QUICK: bool = $quick;
            type Request = $request;
            type Query = $query;
            type Answer = $answer;

            fn answer($advisor: &Advisor<'_>, $text: &str, $options: &Options) -> Result<$answer> {
                $do
            }
        }
    };
}

question!(
    /// How likely the team with the ball is to win.
    Predict, "/v1/predict", true, LevelOptions, SituationRequest, Prediction,
    |advisor, text, _options| advisor.predict_words(text)
);
question!(
    /// Go for it, kick or punt.
    FourthDown, "/v1/fourth-down", false, FourthDownOptions, FourthDownRequest, FourthDownAnswer,
    |advisor, text, options| advisor.fourth_down_words(text, FourthDownQuestion {
        indoors: options.indoors,
        ..FourthDownQuestion::default()
    })
);
question!(
    /// Go for two or kick.
    TwoPoint, "/v1/two-point", true, LevelOptions, SituationRequest, TwoPointDecision,
    |advisor, text, _options| advisor.two_point_words(text)
);
question!(
    /// Kick deep or onside.
    Kickoff, "/v1/kickoff", true, LevelOptions, SituationRequest, KickoffDecision,
    |advisor, text, _options| advisor.kickoff_words(text)
);
question!(
    /// What a timeout is worth.
    Timeout, "/v1/timeout", false, TimeoutOptions, TimeoutRequest, TimeoutValue,
    |advisor, text, options| advisor.timeout_words(text, options.games, options.seed.unwrap_or(1))
);
question!(
    /// The rest of the game, played out.
    Simulate, "/v1/simulate", false, SimulateOptions, SimulateRequest, Finishes,
    |_advisor, text, options| simulate_words(text, SimulationSettings {
        games: options.games.unwrap_or(2_000),
        seed: options.seed.unwrap_or(1),
        ..SimulationSettings::default()
    })
);
