//! The numbers of the game: one plain struct, every distribution a field.
//!
//! The engine reads everything it does not owe to the rule book from here, and
//! `wp simulate fit` writes it as a file. The numbers that ship are in
//! [`Distributions::shipped`].

use super::curve::Curve;
use serde::{Deserialize, Serialize};

/// How a pass ends, for one class of down and distance. What is left of the
/// probability is an incomplete pass.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Passing {
    /// Probability that the passer is sacked.
    pub sack: f64,
    /// Probability of an interception.
    pub interception: f64,
    /// Probability of a completion outside the opponent's 20.
    pub complete: f64,
    /// Yards of a completion, return of the receiver included.
    pub gain: Curve,
}

/// Near the goal line gains end at the goal: touchdowns by the spot.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GoalLine {
    /// Up to this many yards from the goal line.
    pub yardline: u8,
    /// Probability that a run scores.
    pub run: f64,
    /// Probability that a completed pass scores.
    pub completion: f64,
}

/// A penalty that cancels the play.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Penalty {
    /// Share of all such penalties; the shares sum to 1.
    pub share: f64,
    /// Fewest yards towards the goal; negative: against the offence.
    pub least: i16,
    /// Most yards towards the goal.
    pub most: i16,
    /// Whether it brings a first down whatever the yards.
    pub first_down: bool,
    /// Seconds that pass.
    pub seconds: i32,
}

/// Kick-offs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kickoffs {
    /// Probability of a touchback where it brings the ball to the 25 or farther.
    pub touchback: f64,
    /// The same where it brings the ball to the 20 (until 2015).
    pub touchback_at_20: f64,
    /// Where the receiver starts after a return: yards to the goal it attacks.
    pub start: Curve,
    /// The same after the free kick that follows a safety.
    pub start_after_safety: Curve,
    /// Probability of a touchdown by the receiver.
    pub touchdown: f64,
    /// Probability that the kicking team recovers an ordinary kick-off.
    pub muffed: f64,
    /// Probability that it recovers an onside kick.
    pub onside: f64,
}

/// Punts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Punts {
    /// Net yards of a punt with the whole field ahead.
    pub net: Curve,
    /// From here on (yards to the goal line) a punt is not shortened.
    pub full_from: u8,
    /// Share of the net yards that a punt at the goal line would have.
    pub shortest: f64,
    /// Of punts that would pass the 3, the share that end as touchbacks.
    pub touchback: f64,
    /// Probability that a punt is returned for a touchdown.
    pub touchdown: f64,
    /// Probability that the punting team recovers a muff.
    pub muffed: f64,
    /// Probability of a penalty against the returning team (block in the back,
    /// holding): ten yards back, or half the distance to its goal line.
    pub penalty: f64,
}

/// How often a team goes for two.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GoForTwo {
    /// Points ahead after the touchdown, before the try.
    pub lead: i16,
    /// Share of tries for two: before the fourth quarter; then to 5:00 left;
    /// then to the end.
    pub share: [f64; 3],
}

/// Tries after a touchdown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tries {
    /// Probability that an extra-point kick from the 15 (since 2015) is good.
    pub kick: f64,
    /// The same from the 2 (until 2014).
    pub kick_close: f64,
    /// Probability that a two-point try succeeds.
    pub two_points: f64,
    /// Probability of going for two by the lead that the touchdown brought.
    pub go_for_two: Vec<GoForTwo>,
    /// Probability of going for two at any other lead.
    pub whim: f64,
    /// Share of two-point tries that are passes.
    pub pass: f64,
}

/// Turnovers and what follows them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Turnovers {
    /// Probability that a run ends in a lost fumble.
    pub run_fumble: f64,
    /// The same for a completed pass.
    pub pass_fumble: f64,
    /// The same for a sack.
    pub sack_fumble: f64,
    /// Yards towards the thrower's target, return included, of an interception.
    pub interception_net: Curve,
    /// Yards towards the fumbler's target, return included, after the fumble.
    pub fumble_net: Curve,
    /// Probability that an interception is returned for a touchdown.
    pub interception_touchdown: f64,
    /// The same for a lost fumble.
    pub fumble_touchdown: f64,
}

/// How long things take, in seconds; pairs are the ends of a uniform range.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seconds {
    /// A run, a completion, a sack.
    pub play: (i32, i32),
    /// An incomplete pass.
    pub incomplete: (i32, i32),
    /// A punt.
    pub punt: (i32, i32),
    /// A field-goal attempt.
    pub field_goal: (i32, i32),
    /// A kick-off that is returned.
    pub kick_return: (i32, i32),
    /// A return after a turnover, on top of the play.
    pub turnover_return: (i32, i32),
    /// A running clock until the snap: the leader late, to burn the clock.
    pub burn: (i32, i32),
    /// The same in general.
    pub normal: (i32, i32),
    /// The same, trailing in the last minutes before the two-minute warning.
    pub brisk: (i32, i32),
    /// The same in the two-minute drill.
    pub hurry: (i32, i32),
    /// From the referee's signal to the snap.
    pub signal: (i32, i32),
    /// From the end of a play to a timeout by the team that wants to save time.
    pub timeout: (i32, i32),
    /// Between a kneel-down and the next.
    pub kneel: (i32, i32),
}

/// What coaches do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choices {
    /// Share of passes among runs and passes, `[down − 1][distance class]`;
    /// distances 1, 2, 3–4, 5–6, 7–9, 10, 11–14, 15 and more.
    pub pass: [[f64; 8]; 4],
    /// Factor on the odds of a pass, `[time][lead]`: times Q4 or overtime to
    /// 2:00, 5:00, 10:00, 15:00 left, any other time, Q2 to 2:00; leads
    /// ≤ −9, −8…−4, −3…−1, 0, 1…3, 4…8, ≥ 9.
    pub pass_odds: [[f64; 7]; 6],
    /// Factor on the odds of a pass 1 and 2 yards from the goal.
    pub goal_line_pass_odds: [f64; 2],
    /// The same while a last-second field goal is being set up.
    pub set_up_pass_odds: f64,
    /// Fourth down, probability of going for it, `[spot][distance]`: spots up
    /// to 5, 30, 35, 38, 42, 50, 60, 75, 99; distances 1, 2, 3, 4–5, 6–9, more.
    pub go: [[f64; 6]; 9],
    /// Fourth down in Q4 behind, `[time][deficit][spot]`: 2:00, 4:00, 6:00,
    /// 10:00 left; behind by 1–3, 4–8, 9–16, more; spots up to 37, 60, 99.
    pub go_behind: [[[f64; 3]; 4]; 4],
    /// Fourth down, not gone for: probability of a field goal by the same
    /// nine spots, else a punt.
    pub kick: [f64; 9],
    /// Probability of a timeout before a snap of the first and third quarter:
    /// `[clock runs, clock stands][offence, defence]`.
    pub idle_timeout: [[f64; 2]; 2],
    /// Probability of a timeout before a snap of the second and fourth quarter
    /// while the clock runs, `[offence, defence][situation][clock]`: second
    /// quarter from own territory on third or fourth down, on first or second
    /// down, from midfield on; fourth quarter behind by 17 or more, 9–16, 1–8,
    /// level, ahead; clock up to 0:15, 0:40, 1:20, 2:00, 2:40, 4:00, 6:00, more.
    pub running_timeout: [[[f64; 8]; 8]; 2],
    /// The same while it stands: to settle something, not for the clock.
    pub standing_timeout: [[[f64; 8]; 8]; 2],
    /// Probability of a spike when a running clock leaves a minute or less and
    /// the offence needs time.
    pub spike: f64,
    /// Probability that a play ends out of bounds: `[in general, in a hurry]`.
    pub out_of_bounds: [f64; 2],
}

/// What one point of strength is worth on each play.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Strength {
    /// Added to the tilt of gains (see `GameRng::tilted`) per point a game.
    pub tilt: f64,
    /// Added to the probability of a completion per point a game.
    pub complete: f64,
    /// Share by which sacks and turnovers fall per point a game.
    pub mistakes: f64,
    /// What a point of total is worth in points of strength: both offences
    /// share the clock, so that a point more for both takes more than one each.
    pub total: f64,
    /// Points a game by which an offence plays worse for each point it leads by
    /// (better when behind), up to 20 points, by quarter: leaders protect,
    /// defences that lead give up yards for time.
    pub comfort: [f64; 4],
    /// Standard deviation of true strength (home margin) about the spread.
    pub spread_noise: f64,
    /// Standard deviation of true total about the total line.
    pub total_noise: f64,
    /// Standard deviation of a team's rating within a season, in points.
    pub rating: f64,
    /// Points the home team is favoured by between equal teams.
    pub home: f64,
    /// Mean and standard deviation of the total line.
    pub total_line: (f64, f64),
    /// Points of both teams a game that the tables alone would give.
    pub base_total: f64,
}

/// All numbers of the simulated game.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Distributions {
    /// Yards of a run with three or more yards to go.
    pub run: Curve,
    /// Yards of a run with one or two yards to go.
    pub run_short: Curve,
    /// Yards of a run that does not score, within 10 yards of the goal.
    pub run_goal_line: Curve,
    /// Yards of a sack.
    pub sack: Curve,
    /// Passes: downs 1–2; downs 3–4 with up to 3, 4–9, 10–14, more yards to go.
    pub passing: [Passing; 5],
    /// Factor on the completion rate by yards to the goal: up to 2, 5, 10, 20, 40.
    pub completion_by_spot: [f64; 5],
    /// Added to the tilt of completions inside the 20.
    pub red_zone_tilt: f64,
    /// Touchdowns near the goal line, nearest first.
    pub goal_line: Vec<GoalLine>,
    /// Probability that a snap is cancelled by a penalty.
    pub penalty: f64,
    /// What such a penalty is.
    pub penalties: Vec<Penalty>,
    /// Probability of 15 yards against the defence on top of a run or pass.
    pub personal_foul: f64,
    /// Interceptions and fumbles.
    pub turnovers: Turnovers,
    /// Kick-offs.
    pub kickoffs: Kickoffs,
    /// Punts.
    pub punts: Punts,
    /// Probability that a field goal is good, at points (yards to the goal, p).
    pub field_goal: Vec<(f64, f64)>,
    /// Share of the failed field goals that are blocked.
    pub field_goal_blocked: f64,
    /// Tries.
    pub tries: Tries,
    /// The clock.
    pub seconds: Seconds,
    /// The coaches.
    pub choices: Choices,
    /// The teams.
    pub strength: Strength,
}
