//! What there is to say of a game besides its line: where it turned, and what its
//! fourth downs cost; and of a season, whose fourth downs cost most.

use super::{Facts, Games, lock, timeline};
use crate::model::Loaded;
use crate::problem::Problem;
use football::decide::season::{self, Decision};
use football::decide::tables::{Tally, tally};
use football::decide::{Choice, OptionAnswer};
use football::estimator::unwatched;
use football::plays::Plays;
use football::score::{Basis, LiveGame, Scored};
use football::turning::{self, Prior, turning_points};
use serde::Serialize;
use std::sync::Arc;
use utoipa::ToSchema;

/// Where a game turned, and what its fourth downs cost.
#[derive(Debug, Clone, Default, Serialize, ToSchema)]
pub(crate) struct Review {
    /// nflverse's `game_id`.
    pub game_id: String,
    /// The game's revision that it is of.
    pub revision: u64,
    /// Plays after which the probability stayed elsewhere, in order.
    pub turns: Vec<TurningPlay>,
    /// Fourth downs, in order.
    pub fourth_downs: Vec<FourthDownTaken>,
}

/// A play with which the home team's probability came to another level.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct TurningPlay {
    /// The play.
    pub play_id: i32,
    /// How likely it is that the level changed with it or within three plays of it.
    pub probability: f64,
    /// The home team's level before.
    pub before: f64,
    /// And after.
    pub after: f64,
}

/// A fourth down: what was best, what was done, and what that cost.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct FourthDownTaken {
    /// The play.
    pub play_id: i32,
    /// The team that decided.
    pub team: String,
    /// Its head coach, where somebody said.
    pub coach: Option<String>,
    /// Quarter.
    pub qtr: u8,
    /// Seconds left in it.
    pub quarter_seconds_remaining: u16,
    /// Yards to go.
    pub ydstogo: u8,
    /// Yards to the opponent's goal line.
    pub yardline_100: u8,
    /// The team's points less the other's.
    pub score_differential: i16,
    /// All choices, the best first.
    pub options: Vec<OptionAnswer>,
    /// Whether the best one is clearly so; null without intervals.
    pub clear: Option<bool>,
    /// What was done; null for a foul before the play counted, a kneel-down, a spike.
    pub done: Option<Choice>,
    /// WP of the best choice less that of the one taken.
    pub given_up: Option<f64>,
}

/// Fourth downs of a season's games by who decided.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct CoachTable {
    /// The season; null where there are no games.
    pub season: Option<u16>,
    /// Seasons of which there are games, the last first.
    pub seasons: Vec<u16>,
    /// By coach, or by team where nobody said who that is; who gave up most a game
    /// first.
    pub coaches: Vec<Tally>,
}

/// A review, and the decisions that it lists.
pub(crate) struct Reviewed {
    pub review: Review,
    model: String,
    decisions: Vec<Decision>,
}

impl Games {
    /// A game's review.
    ///
    /// # Errors
    /// 404 where there is no such game.
    pub fn review(&self, id: &str, model: &Loaded) -> Result<Arc<Reviewed>, Problem> {
        let game = self.get(id)?;
        let (live, facts, revision) = {
            let mut game = lock(&game);
            self.bring_up_to(&mut game, model)?;
            let revision = game.record.revision;
            if let Some((of, reviewed)) = &game.reviewed
                && *of == revision
                && reviewed.model == model.version()
            {
                return Ok(reviewed.clone());
            }
            (game.live.clone(), game.record.facts.clone(), revision)
        };
        // Plays go on coming meanwhile.
        let reviewed = Arc::new(review(&live, &facts, revision, model)?);
        lock(&game).reviewed = Some((revision, reviewed.clone()));
        Ok(reviewed)
    }

    /// The fourth downs of a season's games, added up; of the last one, where none is
    /// named.
    ///
    /// # Errors
    /// Where a line cannot be worked out.
    pub fn coaches(&self, season: Option<u16>, model: &Loaded) -> Result<CoachTable, Problem> {
        let ids: Vec<String> = lock(&self.all).keys().cloned().collect();
        let of = |id: &str| id.get(..4).and_then(|s| s.parse().ok());
        let mut seasons: Vec<u16> = ids.iter().filter_map(|id| of(id)).collect();
        seasons.sort_unstable_by(|a, b| b.cmp(a));
        seasons.dedup();
        let season = season.or(seasons.first().copied());
        let mut decisions = Vec::new();
        for (at, id) in ids.iter().filter(|id| of(id) == season).enumerate() {
            // One may have been forgotten meanwhile.
            let Ok(reviewed) = self.review(id, model) else {
                continue;
            };
            // Each review counts its own game as the first.
            let own = reviewed.decisions.iter().cloned();
            decisions.extend(own.map(|d| Decision {
                game: at as u32,
                ..d
            }));
        }
        let mut coaches = tally(&decisions, |d| {
            Some(d.coach.clone().unwrap_or_else(|| d.team.clone()))
        });
        coaches.sort_by(|a, b| b.a_game().total_cmp(&a.a_game()));
        Ok(CoachTable {
            season,
            seasons,
            coaches,
        })
    }
}

fn review(
    live: &LiveGame,
    facts: &Facts,
    revision: u64,
    model: &Loaded,
) -> Result<Reviewed, Problem> {
    let mut reviewed = Reviewed {
        review: Review {
            game_id: live.game_id().to_owned(),
            revision,
            ..Review::default()
        },
        model: model.version().to_owned(),
        decisions: Vec::new(),
    };
    let Some((plays, scored)) = timeline(live, facts, model)? else {
        return Ok(reviewed);
    };
    reviewed.review.turns = turns(&plays, &scored)?;
    let sidelines = facts.sidelines(live.game_id());
    let level = model.advisor().level();
    let intervals = model.model().has_intervals();
    let mut decisions = season::of_plays(
        &plays,
        &sidelines,
        model.model(),
        level,
        intervals,
        &unwatched,
    )?;
    for option in decisions.iter_mut().flat_map(|d| &mut d.answer.options) {
        // Nobody looks at these again.
        option.members = Vec::new();
    }
    reviewed.review.fourth_downs = decisions.iter().map(|d| taken(&plays, d)).collect();
    reviewed.decisions = decisions;
    Ok(reviewed)
}

fn turns(plays: &Plays, scored: &[Scored]) -> football::Result<Vec<TurningPlay>> {
    let own = |s: &Scored| matches!(s.basis, Basis::Own | Basis::Result) && !s.home_wp.is_nan();
    let series: Vec<usize> = (0..scored.len()).filter(|&at| own(&scored[at])).collect();
    if series.len() < 2 || series.len() > turning::MOST_PLAYS {
        return Ok(Vec::new());
    }
    let p: Vec<f64> = series
        .iter()
        .map(|&at| f64::from(scored[at].home_wp))
        .collect();
    let turning = turning_points(&p, &Prior::default())?;
    let play = |at: usize| plays.rows()[series[at - 1]].play_id;
    Ok(turning
        .turns
        .iter()
        .map(|turn| TurningPlay {
            play_id: play(turn.at),
            probability: turn.probability,
            before: turn.before,
            after: turn.after,
        })
        .collect())
}

fn taken(plays: &Plays, decision: &Decision) -> FourthDownTaken {
    let state = &decision.situation.state;
    FourthDownTaken {
        play_id: plays.rows()[decision.row].play_id,
        team: decision.team.clone(),
        coach: decision.coach.clone(),
        qtr: state.qtr,
        quarter_seconds_remaining: state.quarter_seconds_remaining,
        ydstogo: state.ydstogo,
        yardline_100: state.yardline_100,
        score_differential: state.score_differential,
        options: decision.answer.options.clone(),
        clear: decision.answer.clear,
        done: decision.done,
        given_up: decision.given_up(),
    }
}
