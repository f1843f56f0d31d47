//! Phrasings with the exact state they mean: clock, timeouts, betting lines, site.

use super::phrasings::{base, check_in_place};
use wp::game::{GameState, Site};

#[test]
fn quarters_and_clocks() {
    for (phrase, qtr, seconds) in [
        ("2:10 left in Q4", 4, 130),
        ("Q4 2:10", 4, 130),
        ("Q4, 2:10", 4, 130),
        ("2:10 Q4", 4, 130),
        ("2:10 4Q", 4, 130),
        ("4Q 2:10", 4, 130),
        ("2:10 in the 4th", 4, 130),
        ("2:10 in the fourth quarter", 4, 130),
        ("4th quarter 2:10", 4, 130),
        ("4th qtr., 2:10 remaining", 4, 130),
        ("with 1:30 to go in the second quarter", 2, 90),
        ("quarter 3, 14:59", 3, 899),
        ("two minutes left in the fourth", 4, 120),
        ("2 minutes and 10 seconds left in Q4", 4, 130),
        ("2 min 10 sec left, Q4", 4, 130),
        ("2m10s Q4", 4, 130),
        ("a minute left in Q2", 2, 60),
        ("45 seconds left, Q4", 4, 45),
        ("one second left in Q4", 4, 1),
        ("45 second left in Q4", 4, 45),
        (":45 Q4", 4, 45),
        ("Q4 with :45 on the clock", 4, 45),
        ("0:45 left in Q4", 4, 45),
        ("00:45 left in Q4", 4, 45),
        ("0:00 left in Q1", 1, 0),
        ("15:00 left in Q1", 1, 900),
        ("OT 7:00", 5, 420),
        ("overtime 7:00", 5, 420),
        ("7:00 left in overtime", 5, 420),
        ("in OT with 7 minutes to play", 5, 420),
        ("Q5 7:00", 5, 420),
        ("two-minute warning in the fourth", 4, 120),
        ("at the 2 minute warning, Q2", 2, 120),
        ("two‑minute warning of the first half", 2, 120),
        ("start of the 3rd quarter", 3, 900),
        ("start of the fourth", 4, 900),
        ("beginning of Q2", 2, 900),
        ("start of the second half", 3, 900),
        ("start of the game", 1, 900),
        ("12:10 left in the first half", 2, 730),
        ("17:10 left in the first half", 1, 130),
        ("1:30 before halftime", 2, 90),
        ("20:00 left in the half, 3rd quarter", 3, 300),
        ("50:00 left in the game", 1, 300),
        ("qtr=4 quarter_seconds_remaining=130", 4, 130),
        ("qtr=5 clock=7:00", 5, 420),
        ("quarter=4 time=2:10", 4, 130),
        ("half_seconds_remaining=1000 qtr=1", 1, 100),
        ("half_seconds_remaining=1000 game_half=Half1", 1, 100),
        ("half_seconds_remaining=900 game_half=Half2", 4, 900),
        ("half_seconds_remaining=900 qtr=3", 3, 0),
        ("half_seconds_remaining=300 qtr=5", 5, 300),
        ("game_seconds_remaining=3600", 1, 900),
        ("game_seconds_remaining=2701", 1, 1),
        ("game_seconds_remaining=2700", 2, 900),
        ("game_seconds_remaining=2700 qtr=1", 1, 0),
        ("game_seconds_remaining=1800", 3, 900),
        ("game_seconds_remaining=1800 game_half=Half1", 2, 0),
        ("game_seconds_remaining=1000", 3, 100),
        ("game_seconds_remaining=900", 4, 900),
        ("game_seconds_remaining=0", 4, 0),
        ("game_seconds_remaining=300 qtr=5", 5, 300),
        ("game_seconds_remaining=300 game_half=Overtime", 5, 300),
    ] {
        let expected = GameState {
            qtr,
            quarter_seconds_remaining: seconds,
            ..base()
        };
        check_in_place(phrase, ["4&2, opp 35", "down 3"], &expected);
    }
}

#[test]
fn timeouts() {
    for (phrase, own, opp) in [
        ("2 timeouts to 1", Some(2), Some(1)),
        ("2 timeouts left to 1", Some(2), Some(1)),
        ("2 time-outs to opponent's 1", Some(2), Some(1)),
        ("2 TO vs 1", Some(2), Some(1)),
        ("2 TOs vs. 1", Some(2), Some(1)),
        ("2 TO to 1", Some(2), Some(1)),
        ("2 timeouts versus 1 timeout", Some(2), Some(1)),
        ("timeouts 3-2", Some(3), Some(2)),
        ("timeouts: 3-2", Some(3), Some(2)),
        ("timeouts 3 to 2", Some(3), Some(2)),
        ("3-2 timeouts", Some(3), Some(2)),
        ("three to two timeouts", Some(3), Some(2)),
        ("3–2 TO, ", Some(3), Some(2)),
        ("TO 3-2", Some(3), Some(2)),
        ("3-2 TO", Some(3), Some(2)),
        ("2 TOs vs their 1", Some(2), Some(1)),
        ("no timeouts", Some(0), None),
        ("with no timeouts left", Some(0), None),
        ("out of timeouts", Some(0), None),
        ("w/o timeouts", Some(0), None),
        ("zero timeouts", Some(0), None),
        ("no timeouts to 1", Some(0), Some(1)),
        ("1 timeout to none", Some(1), Some(0)),
        ("2 timeouts", Some(2), None),
        ("with 2 timeouts remaining", Some(2), None),
        ("we have 2 timeouts", Some(2), None),
        ("a timeout left", Some(1), None),
        ("all three timeouts", Some(3), None),
        ("all of our timeouts", Some(3), None),
        ("opponent has 1 timeout", None, Some(1)),
        ("opp 1 timeout", None, Some(1)),
        ("the defense has 2 TOs left", None, Some(2)),
        ("opponent has no timeouts", None, Some(0)),
        ("opponent is out of timeouts", None, Some(0)),
        ("opponent has all three timeouts", None, Some(3)),
        ("2 timeouts, opponent has 1 timeout", Some(2), Some(1)),
        ("3 timeouts each", Some(3), Some(3)),
        ("2 TO each", Some(2), Some(2)),
        ("both teams have 2 timeouts", Some(2), Some(2)),
        ("all three timeouts each", Some(3), Some(3)),
        ("no timeouts for either team", Some(0), Some(0)),
        ("posteam_timeouts_remaining=2", Some(2), None),
        ("defteam_timeouts_remaining=2", None, Some(2)),
        ("timeouts=2", Some(2), None),
    ] {
        let expected = GameState {
            posteam_timeouts_remaining: own,
            defteam_timeouts_remaining: opp,
            ..base()
        };
        check_in_place(phrase, ["4&2 opp35", "down 3, Q4 2:10"], &expected);
    }
}

#[test]
fn spreads_and_totals() {
    for (phrase, spread) in [
        ("favored by 3", 3.0),
        ("favoured by 3.5", 3.5),
        ("favored by 3½", 3.5),
        ("favored by .5", 0.5),
        ("favorites by 7 points", 7.0),
        ("3 point favorites", 3.0),
        ("a 3-point favourite", 3.0),
        ("-3 favorites", 3.0),
        ("underdog by 7", -7.0),
        ("underdogs by 6.5", -6.5),
        ("7-point underdogs", -7.0),
        ("7 pt dogs", -7.0),
        ("+7 underdogs", -7.0),
        ("opponent favored by 3", -3.0),
        ("opponent is a 7-point underdog", 7.0),
        ("pick'em", 0.0),
        ("pick ’em", 0.0),
        ("pickem", 0.0),
        ("favored by 0", 0.0),
        ("spread -3", 3.0),
        ("spread of −3.5", 3.5),
        ("spread +3", -3.0),
        ("-3.5 spread", 3.5),
        ("spread 0", 0.0),
        ("spread=-3", 3.0),
        ("posteam_spread=3", 3.0),
        ("posteam_spread=-2.5", -2.5),
    ] {
        let expected = GameState {
            posteam_spread: Some(spread),
            ..base()
        };
        check_in_place(phrase, ["4&2 opp35", "down 3, Q4 2:10"], &expected);
    }
    for (phrase, total) in [
        ("total 44.5", 44.5),
        ("total of 44.5 points", 44.5),
        ("over/under 44", 44.0),
        ("over-under 44", 44.0),
        ("o/u 47", 47.0),
        ("O/U of 47½", 47.5),
        ("47 total", 47.0),
        ("total_line=44.5", 44.5),
        ("total: 44.5", 44.5),
    ] {
        let expected = GameState {
            total_line: Some(total),
            ..base()
        };
        check_in_place(phrase, ["4&2 opp35", "down 3, Q4 2:10"], &expected);
    }
}

#[test]
fn sites() {
    for (phrase, site, spread) in [
        ("at home", Site::Home, None),
        ("home", Site::Home, None),
        ("away", Site::Away, None),
        ("on the road", Site::Away, None),
        ("neutral site", Site::Neutral, None),
        ("at a neutral site", Site::Neutral, None),
        ("on a neutral field", Site::Neutral, None),
        ("opponent at home", Site::Away, None),
        ("site=away", Site::Away, None),
        ("posteam_type=home", Site::Home, None),
        ("3-point home favorites", Site::Home, Some(3.0)),
        ("7 point road underdogs", Site::Away, Some(-7.0)),
        ("spread_line=3 at home", Site::Home, Some(3.0)),
        ("spread_line=3 on the road", Site::Away, Some(-3.0)),
        ("spread_line=-2.5 site=away", Site::Away, Some(2.5)),
    ] {
        let expected = GameState {
            site: Some(site),
            posteam_spread: spread,
            ..base()
        };
        check_in_place(phrase, ["4&2 opp35", "down 3, Q4 2:10"], &expected);
    }
}

#[test]
fn second_half_kickoffs() {
    for (phrase, receives) in [
        ("will receive the second half kickoff", true),
        ("receives the 2nd-half kick-off", true),
        ("will get the second half kickoff", true),
        ("gets the ball after the half", true),
        ("gets the ball after halftime", true),
        ("will get the ball to start the second half", true),
        ("kicked off first", true),
        ("kicked off to start the game", true),
        ("deferred", true),
        ("opponent received first", true),
        ("opponent received the opening kickoff", true),
        ("receive_2h_ko=1", true),
        ("receive_2h_ko=true", true),
        ("received first", false),
        ("received the opening kickoff", false),
        ("got the ball first", false),
        ("kicks off the second half", false),
        ("will kick off the second half", false),
        ("will kick off to start the second half", false),
        ("won't receive the second half kickoff", false),
        ("opponent will receive the second half kickoff", false),
        ("opponent gets the ball after the half", false),
        ("opponent kicked off first", false),
        ("receive_2h_ko=0", false),
    ] {
        let expected = GameState {
            receive_2h_ko: Some(receives),
            qtr: 2,
            ..base()
        };
        check_in_place(phrase, ["4&2 opp35", "down 3, Q2 2:10"], &expected);
    }
}
