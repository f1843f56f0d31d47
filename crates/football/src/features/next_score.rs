//! The next score of the half: what expected points are fitted to.

use crate::plays::Plays;

/// The next score of a half, from the side of the team with the ball.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NextScore {
    /// ±7 for a touchdown (its try taken as one point), ±3, ±2, 0 for none
    /// before the half ends, and NaN where the rows do not tell.
    pub points: f32,
    /// Seconds that are left of the half after it; 0 without a score.
    pub seconds_left: f32,
}

impl NextScore {
    /// None before the half ends.
    pub const NONE: Self = Self {
        points: 0.0,
        seconds_left: 0.0,
    };

    /// Where the rows do not tell.
    pub const UNKNOWN: Self = Self {
        points: f32::NAN,
        seconds_left: 0.0,
    };

    /// As one side sees it, where `self` is how the home side does.
    pub fn seen(self, by_home: bool) -> Self {
        let points = if by_home { self.points } else { -self.points };
        Self { points, ..self }
    }

    /// Whether the rows tell.
    #[must_use]
    pub fn is_known(&self) -> bool {
        self.points.is_finite()
    }
}

/// The next score of the same half, one a row of `plays`.
///
/// Scores are read off the change of the margin between rows, since files
/// differ in which scoring columns they have. The value of the next score is
/// the target of expected points since Burke and nflscrapR (Yurko, Ventura and
/// Horowitz 2019).
#[must_use]
pub fn next_scores(plays: &Plays) -> Vec<NextScore> {
    let rows = plays.rows();
    let mut out = vec![NextScore::UNKNOWN; rows.len()];
    let mut end = rows.len();
    while end > 0 {
        let game = rows[end - 1].game;
        let start = rows[..end]
            .iter()
            .rposition(|p| p.game != game)
            .map_or(0, |i| i + 1);
        one_game(plays, start..end, &mut out);
        end = start;
    }
    out
}

fn half(qtr: u8) -> u8 {
    match qtr {
        1 | 2 => 1,
        3 | 4 => 2,
        _ => 3,
    }
}

fn one_game(plays: &Plays, range: std::ops::Range<usize>, out: &mut [NextScore]) {
    let rows = plays.rows();
    let result = plays.games()[rows[range.start].game as usize].result;
    // Going back in time: the margin (home less away) before the row after, its
    // half and the seconds left of it, and the next score of that half from the
    // home side. After the last row stands the result.
    let mut after: Option<(i16, u8, u16)> = None;
    let mut next: Option<NextScore> = None;
    for i in range.rev() {
        let play = &rows[i];
        let Some((home, away)) = play.score.filter(|_| play.qtr > 0) else {
            continue;
        };
        let margin = home - away;
        let now = half(play.qtr);
        let (later, later_half, later_seconds) = match after {
            Some(known) => known,
            None => match result {
                Some(r) => (r, now + 1, 0),
                None => (margin, now, 0),
            },
        };
        if after.is_none() && result.is_none() {
            next = None;
        } else if later_half != now {
            next = Some(NextScore::NONE);
        }
        match later - margin {
            0 => {}
            d => {
                let points = match d.abs() {
                    6.. => 7.0,
                    3 | 4 => 3.0,
                    2 => 2.0,
                    // The point after, which belongs to the touchdown before it.
                    _ => 0.0,
                };
                let tries = matches!(
                    play.play_type,
                    crate::plays::PlayType::ExtraPoint | crate::plays::PlayType::TwoPoint
                ) || play.down == 0
                    && d.abs() <= 2
                    && play.play_type != crate::plays::PlayType::Kickoff;
                if points > 0.0 && !tries {
                    let left = if later_half == now { later_seconds } else { 0 };
                    next = Some(NextScore {
                        points: if d > 0 { points } else { -points },
                        seconds_left: f32::from(left),
                    });
                }
            }
        }
        if let (Some(next), Some(home_ball)) = (next, play.home_has_ball) {
            out[i] = next.seen(home_ball);
        }
        let more = if matches!(play.qtr, 1 | 3) { 900 } else { 0 };
        after = Some((margin, now, play.quarter_seconds_remaining + more));
    }
}
