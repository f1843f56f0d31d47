//! The numbers that the fit starts from, written by hand.
//!
//! *Real* marks averages of the real seasons (nflverse and the league's feeds,
//! 2015–2018 for the clock and the kicks, 2020–2023 for gains and fourth
//! downs), rounded; *set* marks what was chosen so that the whole game comes
//! out right (points, plays, margins).

mod habits;
mod kicks;
mod passing;

use super::curve::Curve;
use super::table::{Distributions, GoalLine, Penalty, Strength, Tries, Turnovers};
use habits::{choices, seconds};
use kicks::{kickoffs, punts};
use passing::passing;

/// The numbers that come with `wp` ([`Distributions::shipped`]).
impl Default for Distributions {
    fn default() -> Self {
        Self::shipped().clone()
    }
}

impl Distributions {
    /// Numbers written by hand from averages of real seasons: where the fit
    /// starts from, and what it keeps where the files tell nothing.
    #[must_use]
    pub fn hand_written() -> Self {
        Self {
            // Real 2020–2023, outside the opponent's 40: 32,673 runs, mean 5.0.
            run: Curve::new(&[
                (-10, 0.0004),
                (-7, 0.0017),
                (-5, 0.0063),
                (-3, 0.0245),
                (-1, 0.0782),
                (0, 0.1475),
                (1, 0.2466),
                (2, 0.3706),
                (3, 0.4916),
                (4, 0.5998),
                (5, 0.6852),
                (6, 0.7493),
                (8, 0.8330),
                (10, 0.8843),
                (13, 0.9329),
                (16, 0.9574),
                (20, 0.9736),
                (30, 0.9890),
                (40, 0.9939),
                (60, 0.9983),
                (99, 1.0),
            ]),
            // Real 2020–2023, 4,288 runs with one or two to go, mean 4.2.
            run_short: Curve::new(&[
                (-7, 0.0016),
                (-4, 0.0110),
                (-2, 0.0371),
                (-1, 0.0716),
                (0, 0.1987),
                (1, 0.3022),
                (2, 0.4844),
                (3, 0.6252),
                (4, 0.7178),
                (5, 0.7775),
                (7, 0.8563),
                (10, 0.9118),
                (15, 0.9573),
                (20, 0.9718),
                (30, 0.9876),
                (50, 0.9963),
                (80, 1.0),
            ]),
            // Real 2020–2023, 3,684 runs from the 3 to the 10, mean 2.6.
            run_goal_line: Curve::new(&[
                (-5, 0.0060),
                (-3, 0.0304),
                (-1, 0.1012),
                (0, 0.1976),
                (1, 0.3279),
                (2, 0.4919),
                (3, 0.6612),
                (4, 0.7858),
                (6, 0.9150),
                (10, 1.0),
            ]),
            // Real 2020–2023: 5,316 sacks, mean −6.7.
            sack: Curve::new(&[
                (-16, 0.0100),
                (-10, 0.1902),
                (-7, 0.5651),
                (-5, 0.7468),
                (-3, 0.8536),
                (-1, 0.9379),
                (0, 1.0),
            ]),
            passing: passing(),
            // Real 2020–2023: completion rate there over the rate further out.
            completion_by_spot: [0.87, 0.79, 0.80, 0.91, 0.97],
            red_zone_tilt: -0.15, // set
            goal_line: goal_line(),
            penalty: 0.063, // real: 0.055 (2020–2023) to 0.063 (2015–2018)
            penalties: penalties(),
            personal_foul: 0.007, // real: 0.006
            turnovers: turnovers(),
            kickoffs: kickoffs(),
            punts: punts(),
            // Real 2009–2018, 9,200 attempts in steps of three yards, raised by
            // 0.01–0.03 for the seasons since (set).
            field_goal: vec![
                (1.0, 0.995),
                (5.0, 0.980),
                (10.0, 0.965),
                (13.0, 0.950),
                (16.0, 0.925),
                (19.0, 0.885),
                (22.0, 0.865),
                (25.0, 0.815),
                (28.0, 0.790),
                (31.0, 0.725),
                (34.0, 0.690),
                (37.0, 0.610),
                (40.0, 0.490),
                (44.0, 0.300),
                (50.0, 0.050),
                (55.0, 0.0),
            ],
            field_goal_blocked: 0.13, // real: 2 % of attempts
            tries: Tries {
                kick: 0.943,            // real 2015–2018
                two_points: 0.48,       // real 2015–2018: 0.49 of 397
                kick_close: 0.994,      // real 2009–2014
                go_for_two: Vec::new(), // fitted
                whim: 0.015,            // set
                pass: 0.72,             // set
            },
            seconds: seconds(),
            choices: choices(),
            strength: Strength {
                tilt: 0.034,                      // set: one point a game for one of strength
                complete: 0.0062,                 // set
                mistakes: 0.027,                  // set
                total: 1.45,                      // set: one point a game for one of the total
                comfort: [0.0, 0.01, 0.01, 0.12], // set: final margin about the spread has sd 13.2
                spread_noise: 0.0,                // set: see `truth`
                total_noise: 0.0,                 // set
                rating: 4.2,                      // set: the spread has sd 6.0
                home: 2.15,                       // real mean of the spread 2009–2023
                total_line: (45.0, 4.4),          // real mean and sd 2009–2023
                base_total: 46.2,                 // set
            },
        }
    }
}

/// Real 2020–2023.
fn goal_line() -> Vec<GoalLine> {
    [
        (1, 0.587, 0.92),
        (2, 0.467, 0.90),
        (5, 0.293, 0.81),
        (10, 0.127, 0.517),
    ]
    .map(|(yardline, run, completion)| GoalLine {
        yardline,
        run,
        completion,
    })
    .into()
}

/// Real 2020–2023: where the ball went after 9,167 cancelled plays. Pass
/// interference is the last but one; the seconds are set.
fn penalties() -> Vec<Penalty> {
    [
        (0.375, -5, -5, false, 0),
        (0.205, -10, -10, false, 5),
        (0.012, -15, -15, false, 5),
        (0.130, 5, 5, true, 5),
        (0.100, 5, 5, false, 0),
        (0.128, 6, 40, true, 6),
        (0.050, 15, 15, true, 5),
    ]
    .map(|(share, least, most, first_down, seconds)| Penalty {
        share,
        least,
        most,
        first_down,
        seconds,
    })
    .into()
}

/// Real 2015–2018, but the sack's fumbles and the touchdowns, which are set.
fn turnovers() -> Turnovers {
    Turnovers {
        run_fumble: 0.0064,
        pass_fumble: 0.0052,
        sack_fumble: 0.055,
        interception_net: Curve::new(&[
            (-45, 0.01),
            (-25, 0.05),
            (-17, 0.10),
            (-7, 0.25),
            (4, 0.50),
            (15, 0.75),
            (28, 0.90),
            (38, 0.95),
            (55, 1.0),
        ]),
        fumble_net: Curve::new(&[
            (-50, 0.01),
            (-18, 0.05),
            (-7, 0.15),
            (-2, 0.30),
            (0, 0.65),
            (4, 0.85),
            (10, 0.95),
            (30, 1.0),
        ]),
        interception_touchdown: 0.085,
        fumble_touchdown: 0.075,
    }
}
