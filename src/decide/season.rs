//! Every fourth down of real seasons: what was best, and what was done.

use super::answer::{Answer, Decider};
use super::observed::{Observed, observe};
use super::options::{Choice, Situation};
use crate::error::Result;
use crate::pbp::{Outcome, PlayType, Plays, Sidelines};

/// A real fourth down.
#[derive(Debug, Clone)]
pub struct Decision {
    /// Its row in [`Plays::rows`].
    pub row: usize,
    /// Its game in [`Plays::games`].
    pub game: u32,
    /// Season.
    pub season: u16,
    /// The situation.
    pub situation: Situation,
    /// What the choices are worth.
    pub answer: Answer,
    /// What was done; `None` for a foul before the play counted, a kneel-down,
    /// a spike.
    pub done: Option<Choice>,
    /// The team that decided.
    pub team: String,
    /// Its head coach, where the schedule says.
    pub coach: Option<String>,
    /// What the game brought it: 1, ½ or 0.
    pub result: Option<f64>,
}

impl Decision {
    /// WP of the best choice less that of the one taken: 0 for the best, `None`
    /// where none was taken.
    #[must_use]
    pub fn given_up(&self) -> Option<f64> {
        let taken = self.answer.option(self.done?)?;
        Some(self.answer.options.first()?.wp - taken.wp)
    }

    /// WP of the choice that was taken.
    #[must_use]
    pub fn taken(&self) -> Option<f64> {
        Some(self.answer.option(self.done?)?.wp)
    }
}

/// A question of a real fourth down, before it is answered.
#[derive(Debug, Clone)]
pub struct Question {
    /// What was seen.
    pub seen: Observed,
    /// The situation.
    pub situation: Situation,
}

/// All fourth downs of `plays`, in the order of the rows.
#[must_use]
pub fn questions(plays: &Plays, sidelines: &Sidelines) -> Vec<Question> {
    observe(plays, sidelines)
        .into_iter()
        .filter(|s| s.down == 4)
        .filter_map(|seen| {
            let mut state = plays.state(&plays.rows()[seen.row])?;
            state.ydstogo = seen.ydstogo;
            let indoors = seen.indoors;
            Some(Question {
                seen,
                situation: Situation { state, indoors },
            })
        })
        .collect()
}

/// Fourth downs that are answered in one batch: bounds the memory.
const BATCH: usize = 1000;

/// Answers real fourth downs. `watch` is told how many are done.
///
/// # Errors
/// Those of [`Decider::answer`].
pub fn decide(
    plays: &Plays,
    sidelines: &Sidelines,
    questions: &[Question],
    decider: &Decider<'_>,
    watch: &dyn Fn(usize),
) -> Result<Vec<Decision>> {
    let mut decisions = Vec::with_capacity(questions.len());
    for batch in questions.chunks(BATCH) {
        let situations: Vec<Situation> = batch.iter().map(|q| q.situation.clone()).collect();
        let answers = decider.answer(&situations)?;
        for (question, answer) in batch.iter().zip(answers) {
            decisions.push(one(plays, sidelines, question, answer));
        }
        watch(decisions.len());
    }
    Ok(decisions)
}

fn one(plays: &Plays, sidelines: &Sidelines, question: &Question, answer: Answer) -> Decision {
    let seen = &question.seen;
    let play = &plays.rows()[seen.row];
    let game = plays.game(play);
    let listed = sidelines.get(&game.game_id);
    let (team, coach) = if play.home_has_ball == Some(true) {
        (&game.home_team, &listed.home_coach)
    } else {
        (&game.away_team, &listed.away_coach)
    };
    let done = match seen.play_type {
        PlayType::Run | PlayType::Pass => Some(Choice::Go),
        PlayType::FieldGoal => Some(Choice::FieldGoal),
        PlayType::Punt => Some(Choice::Punt),
        _ => None,
    };
    Decision {
        row: seen.row,
        game: seen.game,
        season: seen.season,
        situation: question.situation.clone(),
        done,
        answer,
        team: team.clone(),
        coach: coach.clone(),
        result: plays.outcome(play).map(|o| match o {
            Outcome::Win => 1.0,
            Outcome::Tie => 0.5,
            Outcome::Loss => 0.0,
        }),
    }
}
