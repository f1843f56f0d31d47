//! Every fourth down of real seasons: what was best, and what was done.

use super::answer::{Answer, Decider, OptionAnswer};
use super::{GameValuer, SubModels};
use crate::book::intent::{Intent, unknown};
use crate::book::observed::{Observed, observe};
use crate::error::{Error, Result};
use crate::estimator::{Watch, check_level};
use crate::game::GameState;
use crate::model_file::SavedModel;
use crate::plays::{Outcome, PlayType, Plays, Sidelines};
use crate::value::Moment;
use crate::value::options::{Choice, Situation};

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
    /// Where a foul gave a first down, so that nothing was done: how likely it
    /// is that the side was going.
    pub went: Option<f64>,
    /// The team that decided.
    pub team: String,
    /// Its head coach, where the schedule says.
    pub coach: Option<String>,
    /// WP of that team before the next play from scrimmage of the game; its
    /// result where none follows.
    pub followed: Option<f64>,
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
        Some(self.option_taken()?.wp)
    }

    /// A choice and how likely it is that it was taken: 1 for what was done.
    #[must_use]
    pub fn share_of(&self, choice: Choice) -> Option<(&OptionAnswer, f64)> {
        let share = match (self.done, self.went) {
            (Some(done), _) if done == choice => 1.0,
            (None, Some(went)) if choice == Choice::Go => went,
            _ => return None,
        };
        Some((self.answer.option(choice)?, share))
    }

    /// The choice that was taken, with its numbers.
    #[must_use]
    pub fn option_taken(&self) -> Option<&OptionAnswer> {
        self.answer.option(self.done?)
    }
}

/// A question of a real fourth down, before it is answered.
#[derive(Debug, Clone)]
pub struct Question {
    /// What was seen.
    pub seen: Observed,
    /// The situation.
    pub situation: Situation,
    /// See [`Decision::went`].
    pub went: Option<f64>,
}

/// All fourth downs of `plays`, in the order of the rows.
#[must_use]
pub fn questions(plays: &Plays, sidelines: &Sidelines) -> Vec<Question> {
    let seen = observe(plays, sidelines);
    // Of too few plays no such foul counts.
    let intent = Intent::fit(&seen).ok();
    seen.into_iter()
        .filter(|s| s.down == 4)
        .filter_map(|seen| {
            let mut state = plays.state(&plays.rows()[seen.row])?;
            state.ydstogo = seen.ydstogo;
            let indoors = seen.indoors;
            let fouled = intent.as_ref().filter(|_| unknown(&seen));
            let went = fouled.map(|i| i.weight(&seen));
            Some(Question {
                seen,
                situation: Situation { state, indoors },
                went,
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
        let next: Vec<_> = batch.iter().map(|q| next(plays, q.seen.row)).collect();
        let moments: Vec<Moment> = next
            .iter()
            .flatten()
            .map(|(state, _)| Moment::Scrimmage(state.clone()))
            .collect();
        let mut values = decider.value(&moments)?.into_iter();
        for ((question, answer), next) in batch.iter().zip(answers).zip(next) {
            let mut decision = one(plays, sidelines, question, answer);
            if let Some(((_, same), wp)) = next.and_then(|n| Some((n, values.next()?))) {
                decision.followed = Some(f64::from(if same { wp } else { 1.0 - wp }));
            }
            decisions.push(decision);
        }
        watch(decisions.len());
    }
    Ok(decisions)
}

/// Answers all fourth downs of `plays` by `model`, with intervals of a level
/// where they are wanted and the model has them.
///
/// # Errors
/// Those of [`decide`], [`Error::Parameter`] for the level, [`Error::Cancelled`].
pub fn of_plays(
    plays: &Plays,
    sidelines: &Sidelines,
    model: &SavedModel,
    level: f64,
    intervals: bool,
    watch: Watch<'_>,
) -> Result<Vec<Decision>> {
    check_level(level)?;
    let questions = questions(plays, sidelines);
    let valuer = GameValuer::new(model);
    let decider = Decider::new(SubModels::shipped()?, &valuer, level, intervals);
    let mut decisions = Vec::with_capacity(questions.len());
    for some in questions.chunks(BATCH) {
        decisions.extend(decide(plays, sidelines, some, &decider, &|_| {})?);
        if !watch(decisions.len(), questions.len()) {
            return Err(Error::Cancelled);
        }
    }
    Ok(decisions)
}

/// The next play from scrimmage of the game, and whether the same side has the
/// ball.
fn next(plays: &Plays, row: usize) -> Option<(GameState, bool)> {
    let play = &plays.rows()[row];
    let mut later = plays.rows()[row + 1..]
        .iter()
        .take_while(|p| p.game == play.game);
    later.find_map(|p| {
        let state = plays.state(p).filter(|s| s.validate().is_ok())?;
        Some((state, p.home_has_ball == play.home_has_ball))
    })
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
    let result = plays.outcome(play).map(|o| match o {
        Outcome::Win => 1.0,
        Outcome::Tie => 0.5,
        Outcome::Loss => 0.0,
    });
    Decision {
        row: seen.row,
        game: seen.game,
        season: seen.season,
        situation: question.situation.clone(),
        done,
        went: question.went,
        answer,
        team: team.clone(),
        coach: coach.clone(),
        followed: result,
        result,
    }
}
