//! What is refused: the exact message, which quotes the words, and the exact
//! hint, which shows the right form.

use wp::error::Error;
use wp::situation::{EXAMPLE, parse};

const WHOLE: &str = r#"a complete situation: "4th and 2 at the opp 35, down 3, 2:10 left in Q4, 2 timeouts to 1, favored by 3""#;
const NUMBER_2: &str = r#"say what "2" is: yards as in "4th and 2", a yard line as in "opp 35", points as in "down 3", time as in "2:10 left", timeouts as in "2 timeouts""#;
const KEYS: &str = "the keys are down, ydstogo, yardline_100, goal_to_go, score_differential, posteam_score, defteam_score, qtr, quarter, clock, time, quarter_seconds_remaining, half_seconds_remaining, game_seconds_remaining, game_half, posteam_timeouts_remaining, defteam_timeouts_remaining, timeouts, posteam_spread, spread_line, spread, total_line, total, site, posteam_type, receive_2h_ko, season, playoffs, overtime_possession, posteam, defteam, home_team, away_team and week";

/// Words, message, hint.
#[rustfmt::skip]
const REFUSED: &[(&str, &str, &str)] = &[
    ("3rd and long at opp 35", r#""3rd and long": the yards to go must be a number"#, r#"write "3rd and 12", or "4th and inches" for less than a yard"#),
    ("5/10 own 25 tied Q1 15:00", r#""5/10": this is not a down and distance"#, r#"write it as in "1st and 10" or "4&2"; timeouts as in "2 timeouts to 1""#),
    ("4&2 at the 3 tied Q1 15:00", r#""at the 3": on which side of midfield?"#, r#"write "own 3" or "opp 3""#),
    ("21-17 4&2 opp 35 Q4 2:10", r#""21-17": who leads?"#, r#"write "up 21-17" or "down 17-21", for the team with the ball"#),
    ("down a field goal or more", r#""down a field goal": the points must be a number"#, r#"write it as in "down 3" or "up 7""#),
    ("down a touchdown or more", r#""down a touchdown": the points must be a number"#, r#"write "down 6", "down 7" or "down 8""#),
    ("favroed by 3", r#"don't understand "favroed by 3""#, r#"did you mean "favored", as in "favored by 3"?"#),
    ("purple Chiefs down 3", r#"don't understand "purple""#, WHOLE),
    ("4&2 opp 35 Q4 16:00", r#""16:00": a quarter has 15:00, so no more can be left"#, r#"give the time left, as in "2:10 left in Q4""#),
    ("5th and 2 opp 35 ", r#""5th and 2": there is no such down"#, r#"downs are 1st to 4th, as in "4th and 2""#),
    ("4th and 20 at the opponent's 3, tied Q4 2:10", r#""4th and 20" with "at the opponent's 3": 20 yards to go, but only 3 to the goal line"#, r#"from there it is "4th and goal at the 3""#),
    ("1st and 10 at opp 5 tied Q4 2:10", r#""1st and 10" with "at opp 5": 10 yards to go, but only 5 to the goal line"#, r#"from there it is "1st and goal at the 5""#),
    ("4 timeouts", r#""4 timeouts": each team has 0 to 3 timeouts a half"#, r#"write "2 timeouts to 1": the team with the ball first"#),
    ("down 3, up 7", r#""down 3" and "up 7" disagree about the score"#, "keep only the correct one"),
    ("Q4 2:10 3:10", r#""2:10" and "3:10" disagree about the clock"#, "keep only the correct one"),
    ("opening kickoff", r#""opening kickoff": a kickoff is not a play from scrimmage, and only those have an answer here"#, r#"give the play after it, as in "1st and 10 at own 25, tied, 15:00 left in Q1"; use `wp kickoff` for kickoffs"#),
    ("halftime", r#""halftime": no play is run at halftime; only plays from scrimmage have an answer"#, r#"give the first play after it, as in "1st and 10 at own 25, tied, start of the 3rd quarter""#),
    ("red zone", r#""red zone": the field position must be a yard line"#, r#"write "opp 18", "own 25" or "at midfield""#),
    ("4&2 opp 35 tied", "the quarter and the clock are missing", r#"add "Q4" or "OT" and "2:10 left"; a complete situation: "4th and 2 at the opp 35, down 3, 2:10 left in Q4""#),
    ("4&2 opp 35 tied 2:10", "the quarter is missing", r#"add "Q4" or "OT"; a complete situation: "4th and 2 at the opp 35, down 3, 2:10 left in Q4""#),
    ("spread 3", r#""spread 3": who is favored?"#, r#"write "favored by 3" or "underdog by 3", for the team with the ball"#),
    ("", "the text does not describe a play", r#"a complete situation: "4th and 2 at the opp 35, down 3, 2:10 left in Q4""#),
    ("4&2 opp35 tied Q1 two minute warning", r#""two minute warning": Q1 has none"#, "the two-minute warning comes in Q2, in Q4 and in OT"),
    ("they have 1 timeout", r#""they": which team is meant?"#, r#"describe everything from the side of the team with the ball; use "opponent" for the other, as in "opponent has 1 timeout""#),
    ("4th and 2, 4th", r#""4th": a down or a quarter?"#, r#"write "4th and 2" for a down, "4th quarter" or "Q4" for a quarter"#),
    ("yardline=35", r#""yardline=35": unknown key "yardline""#, r#"did you mean "yardline_100"? Write it as in "yardline_100=35""#),
    ("yradline_100=35", r#""yradline_100=35": unknown key "yradline_100""#, r#"did you mean "yardline_100"? Write it as in "yardline_100=35""#),
    ("10 to go in Q4", r#""10 to go in": yards, minutes or seconds?"#, r#"write "2 yards to go" or "2:10 to go in Q4""#),
    ("down 99999999999999999999999999999999999999", r#""down 99999999999999999999999999999999999999": there is no such score"#, r#"a lead or deficit is at most 100 points, as in "up 7" or "down 3""#),
    ("4rd and 2", r#"don't understand "4rd and 2""#, r#"did you mean "4th"?"#),
    ("opp 35 -", "the down, the distance, the score, the quarter and the clock are missing", r#"add "4th", "and 2", "down 3", "up 7" or "tied", "Q4" or "OT" and "2:10 left"; a complete situation: "4th and 2 at the opp 35, down 3, 2:10 left in Q4""#),
    ("and", r#"don't understand "and""#, WHOLE),
    ("spread-3", r#""spread": who is favored, and by how many points?"#, r#"write "favored by 3" or "underdog by 3", for the team with the ball"#),
    ("spread_line=3 4&2 opp35 tied q4 1:00", r#""spread_line=3": is that the team with the ball?"#, r#"spread_line is positive when the home team is favored, so add "at home" or "on the road" too, or give posteam_spread, positive when the team with the ball is favored"#),
    ("no timeouts to 1 ", "the text does not describe a play", r#"a complete situation: "4th and 2 at the opp 35, down 3, 2:10 left in Q4""#),
    ("out of timeouts and opp has 2 4&2 opp35 tied q4 1:00", r#"don't understand "opp has 2""#, r#"use "opp" as in "opp 35""#),
    ("4&2 opp35 down 3 scores Q4 2:10", r#""down 3 scores": the points must be a number"#, r#"write it as in "down 3" or "up 7""#),
    ("4&2 opp35 down 1 score Q4 2:10", r#""down 1 score": by how many points, 1 to 8?"#, r#"write it as in "down 3" or "up 7""#),
    ("4&2 opp35 Q4 2:10 home team up 7", r#""home team up": is that the team with the ball?"#, r#"describe everything from the side of the team with the ball, as in "at home, up 7", or use "opponent""#),
    ("4&2 opp35 Q4 2:10 the home team leads by 7", r#""the home team leads": is that the team with the ball?"#, r#"describe everything from the side of the team with the ball, as in "at home, up 7", or use "opponent""#),
    ("4&2 opp35 Q4 2:10 -3 opponent -3", r#"don't understand "opponent""#, r#"use "opponent" as in "opp 35""#),
    ("4&2 opp35 Q4 2:10 not down 3", r#"don't understand "not""#, r#"use "not" as in "will kick off the second half""#),
    ("4&2 opp35 Q4 2:10 down about 3", r#""down": the points must be a number"#, r#"write it as in "down 3" or "up 7""#),
    ("4&2 opp35 Q4 2:10 down 3 or 4", r#"don't understand "or 4""#, WHOLE),
    ("4&2 opp35 Q4 2:10 opponent trailing", r#""opponent trailing": the points must be a number"#, r#"write it as in "down 3" or "up 7""#),
    ("4&2 on the +35 Q4 2:10 down 3", r#""+35" and "down 3" disagree about the score"#, "keep only the correct one"),
    ("4&2 opp35 -3 2nd half 2:10", "the quarter is missing", r#"add "Q4" or "OT"; a complete situation: "4th and 2 at the opp 35, down 3, 2:10 left in Q4""#),
    ("4&2 opp35 -3 2nd half 2:10 two-minute warning", r#""2:10" and "two-minute warning" disagree about the clock"#, "keep only the correct one"),
    ("4&2 opp35 -3 3OT 7:00", r#""3OT": overtime periods are not numbered"#, r#"write "OT" and the time left in the period, as in "7:00 left in OT""#),
    ("4&2 opp35 -3 2:10 4th", r#""4th": a down or a quarter?"#, r#"write "4th and 2" for a down, "4th quarter" or "Q4" for a quarter"#),
    ("4&2 opp35 -3 4th 2:10", r#""4th": a down or a quarter?"#, r#"write "4th and 2" for a down, "4th quarter" or "Q4" for a quarter"#),
    ("4&2 opp35 -3 Q4 2:1", r#""2:1": this is not a clock time"#, r#"write minutes and two digits of seconds, as in "2:10", "0:45" or ":45""#),
    ("4&2 opp35 -3 Q4 2:75", r#""2:75": a minute has 60 seconds"#, r#"seconds run from 00 to 59, as in "2:10""#),
    ("4&2 opp35 -3 Q4 2:10:30", r#""2:10:30": this is not a clock time"#, r#"write minutes and two digits of seconds, as in "2:10", "0:45" or ":45""#),
    ("4&2 opp35 -3 Q4 -2:10", r#"don't understand ":10""#, WHOLE),
    ("4&2 opp35 -3 Q6 2:10", r#""Q6": there is no such quarter"#, "quarters are Q1 to Q4, and OT"),
    ("4&2 opp35 -3 Q0 2:10", r#""Q0": there is no such quarter"#, "quarters are Q1 to Q4, and OT"),
    ("4&2 opp35 -3 Q4 20 minutes left", r#""20 minutes left": a quarter has 15:00, so no more can be left"#, r#"give the time left, as in "2:10 left in Q4""#),
    ("4&2 opp35 -3 Q4 2.5 minutes left", r#""2.5 minutes left": this must be a whole number"#, r#"give the time left, as in "2:10 left in Q4""#),
    ("4&2 opp35 -3 Q4 2:10pm", r#"don't understand "pm""#, WHOLE),
    ("0th and 2 opp35", r#""0th and 2": there is no such down"#, r#"downs are 1st to 4th, as in "4th and 2""#),
    ("4th and 0 opp35 -3 Q4 2:10", r#""4th and 0": yards to go are from 1 to 99"#, r#"for less than a yard write "4th and inches""#),
    ("4th and 2.5 opp35 -3 Q4 2:10", r#""4th and 2.5": this must be a whole number"#, r#"yards to go are whole numbers from 1 to 99, as in "4th and 2""#),
    ("4th and 200 opp35 -3 Q4 2:10", r#""4th and 200": yards to go are from 1 to 99"#, r#"yards to go are whole numbers from 1 to 99, as in "4th and 2""#),
    ("4th and -2 opp35 -3 Q4 2:10", r#""4th and -2": yards to go are from 1 to 99"#, r#"write it as in "4th and 2""#),
    ("4&2 opp 0 -3 Q4 2:10", r#""opp 0": there is no such yard line"#, r#"each side of the field has yard lines 1 to 50, as in "own 25" or "opp 35""#),
    ("4&2 opp 65 -3 Q4 2:10", r#""opp 65": there is no such yard line"#, r#"each side of the field has yard lines 1 to 50, as in "own 25" or "opp 35""#),
    ("4&2 opp 35.5 -3 Q4 2:10", r#""opp 35.5": this must be a whole number"#, r#"each side of the field has yard lines 1 to 50, as in "own 25" or "opp 35""#),
    ("4&2 opp -35 -3 Q4 2:10", r#"don't understand "opp""#, r#"use "opp" as in "opp 35""#),
    ("4&2 KC 35 -3 Q4 2:10", r#""KC 35": which team has the ball?"#, r#"add "Chiefs ball", or write "own 25", "opp 35" and "opponent""#),
    ("4&2 opp35 -3 Q4 2:10 2 to 1", r#""2 to 1": score or timeouts?"#, r#"write a score as in "up 21-17", timeouts as in "2 timeouts to 1""#),
    ("4&2 opp35 -3 Q4 2:10 2-1", r#""2-1": who leads?"#, r#"write "up 2-1" or "down 1-2", for the team with the ball; write timeouts as in "timeouts 2-1"; a down as in "2&1""#),
    ("4&2 opp35 -3 Q4 2:10 they have 2 timeouts", r#""they": which team is meant?"#, r#"describe everything from the side of the team with the ball; use "opponent" for the other, as in "opponent has 1 timeout""#),
    ("4&2 opp35 -3 Q4 2:10 timeouts 4-1", r#""timeouts 4-1": each team has 0 to 3 timeouts a half"#, r#"write "2 timeouts to 1": the team with the ball first"#),
    ("4&2 opp35 -3 Q4 2:10 -1 timeouts", r#""-1 timeouts": timeouts cannot be negative or signed"#, r#"write "2 timeouts to 1": the team with the ball first"#),
    ("4&2 opp35 -3 Q4 2:10 heavy favorites", r#"don't understand "heavy""#, WHOLE),
    ("4&2 opp35 -3 Q4 2:10 favorites", r#""favorites": by how many points?"#, r#"write "favored by 3", "underdog by 7" or pick'em"#),
    ("4&2 opp35 -3 Q4 2:10 favored by -3", r#""favored by -3": by how many points?"#, r#"write "favored by 3", "underdog by 7" or pick'em"#),
    ("4&2 opp35 -3 Q4 2:10 favored by 99", r#""favored by 99": a spread is at most 60 points"#, r#"write "favored by 3" or "underdog by 7""#),
    ("4&2 opp35 -3 Q4 2:10 favored by 3 underdog by 3", r#""favored by 3" and "underdog by 3" disagree about the spread"#, "keep only the correct one"),
    ("4&2 opp35 -3 Q4 2:10 -3 underdogs", r#""-3 underdogs": the sign contradicts the word"#, r#"write "favored by 3" or "underdog by 3", for the team with the ball"#),
    ("4&2 opp35 -3 Q4 2:10 spread", r#""spread": who is favored, and by how many points?"#, r#"write "favored by 3" or "underdog by 3", for the team with the ball"#),
    ("4&2 opp35 -3 Q4 2:10 spread=3", r#""spread=3": who is favored?"#, r#"write "favored by 3", "underdog by 3", or "posteam_spread=3", positive when the team with the ball is favored"#),
    ("4&2 opp35 -3 Q4 2:10 total", r#""total": the total must be a number"#, r#"write "total 44.5""#),
    ("4&2 opp35 -3 Q4 2:10 total 4", r#""total 4": a total is from 10 to 120 points"#, r#"it is the over/under for both teams together, as in "total 44.5""#),
    ("4&2 opp35 -3 Q4 2:10 home and away", r#""home" and "away" disagree about the site"#, "keep only the correct one"),
    ("4&2 opp35 -3 Q4 2:10 in London", r#"don't understand "London""#, WHOLE),
    ("4&2 opp35 -3 Q4 2:10 halftime", r#""Q4" and "halftime" disagree about the quarter"#, "keep only the correct one"),
    ("1st and goal at own 25 -3 Q4 2:10", r#""1st and goal" with "at own 25": goal to go is impossible on a team's own side of the field"#, r#"give the yards to go, as in "1st and 10""#),
    ("1st and goal at the 3 ydstogo=2 -3 Q4 2:10", r#""1st and goal" and "ydstogo=2" disagree about the distance"#, "keep only the correct one"),
    ("1st and goal at the 3 opp 5 -3 Q4 2:10", r#""opp 5" and "at the 3" disagree about the yard line"#, "keep only the correct one"),
    ("4&2 opp35 -3 game_seconds_remaining=1000 qtr=4", r#""game_seconds_remaining=1000" and "qtr=4" contradict each other: in Q4 the game has 0:00 to 15:00 left"#, r#"give the quarter and the time left in it, as in "2:10 left in Q4""#),
    ("4&2 opp35 -3 2:10 left in the half", "the quarter is missing", r#"add "Q4" or "OT"; a complete situation: "4th and 2 at the opp 35, down 3, 2:10 left in Q4""#),
    ("4&2 opp35 -3 OT 2nd half 2:10", r#""OT" and "2nd half" disagree about the quarter"#, "keep only the correct one"),
    ("4&2 opp35 -3 Q1 two-minute warning", r#""two-minute warning": Q1 has none"#, "the two-minute warning comes in Q2, in Q4 and in OT"),
    ("4&2 opp35 posteam_score=17 Q4 2:10", r#""posteam_score=17" is only one team's score"#, r#"give posteam_score and defteam_score, or write "down 3", "up 7" or "tied""#),
    ("4&2 opp35 up 17-21 Q4 2:10", r#""up 17-21": the team that leads has the higher score"#, r#"write "up 21-17" or "down 17-21", for the team with the ball"#),
    ("4&2 opp35 tied 17-21 Q4 2:10", r#""tied 17-21": this is not a tie"#, r#"write "up 21-17" or "down 17-21""#),
    ("4&2 opp35 up 7 4&2 own 35", r#""opp35" and "own 35" disagree about the yard line"#, "keep only the correct one"),
    ("4&2 opp35 down 101 Q4 2:10", r#""down 101": there is no such score"#, r#"a lead or deficit is at most 100 points, as in "up 7" or "down 3""#),
    ("4&2 opp35 -3.5 Q4 2:10", r#""-3.5": this must be a whole number"#, r#"scores are whole numbers, as in "down 3"; write a spread as in "favored by 3.5""#),
    ("qtr", r#"don't understand "qtr""#, r#"use "qtr" as in "Q4""#),
    ("qtr=", r#""qtr=": the value is missing"#, r#"write it as in "qtr=4""#),
    ("qtr=four", r#""qtr=four": the value must be a number"#, r#"write it as in "qtr=4""#),
    ("down=5", r#""down=5": there is no such down"#, r#"downs are 1st to 4th, as in "4th and 2""#),
    ("clock=130", r#""clock=130": this is not a clock time"#, r#"write minutes and two digits of seconds, as in "2:10", "0:45" or ":45""#),
    ("receive_2h_ko=maybe", r#""receive_2h_ko=maybe": the value must be 1 or 0"#, r#"write it as in "receive_2h_ko=1""#),
    ("foo=bar", r#""foo=bar": unknown key "foo""#, KEYS),
    ("tume 2:10", r#"don't understand "tume""#, r#"did you mean "time", as in "2:10 left in Q4"?"#),
    ("4&2 opp35 -3 Q4 2:10 timouts 2-1", r#"don't understand "timouts""#, r#"did you mean "timeouts", as in "2 timeouts to 1"?"#),
    ("4&2 oppnent 35 -3 Q4 2:10", r#"don't understand "oppnent 35""#, r#"did you mean "opponent", as in "opp 35"?"#),
    ("trialing by 3", r#"don't understand "trialing by 3""#, r#"did you mean "trailing", as in "down 3"?"#),
    ("donw 3", r#"don't understand "donw 3""#, r#"did you mean "down", as in "down 3"?"#),
    ("4&2 opp35 Q4 2:10, up 3, favroed by 3", r#"don't understand "favroed by 3""#, r#"did you mean "favored", as in "favored by 3"?"#),
    ("forth and 2", r#"don't understand "forth and 2""#, r#"did you mean "fourth"?"#),
    ("4&2 opp35 -3 Q4 2:10 😀", r#"don't understand "😀""#, WHOLE),
    ("4&2 opp35 -3 Q4 2:10 $5", r#"don't understand "$5""#, WHOLE),
    ("in overtime start of OT", "the down, the distance and the yard line are missing", r#"add "4th", "and 2" and "at the opp 35" or "at the own 25"; a complete situation: "4th and 2 at the opp 35, down 3, 2:10 left in Q4""#),
    ("end of the 3rd quarter", r#""end of the 3rd quarter": the clock must be a number"#, r#"give the time left, as in "0:05 left in Q4""#),
    ("2:10 into the 4th quarter", r#""2:10 into": is this time elapsed or time left?"#, r#"give the time left, as in "2:10 left in Q4""#),
    ("end of Q3", r#""end of Q3": the clock must be a number"#, r#"give the time left, as in "0:05 left in Q4""#),
    ("punt", r#"don't understand "punt""#, r#"use "punt" as in "after a touchdown on the first possession""#),
    ("extra point", r#""extra point": a conversion attempt is not a play from scrimmage, and only those have an answer here"#, r#"give a play from scrimmage, as in "4th and 2 at the opp 35, down 3, 2:10 left in Q4"; use `wp two-point` for conversion attempts"#),
    ("two-point conversion", r#""two-point conversion": a conversion attempt is not a play from scrimmage, and only those have an answer here"#, r#"give a play from scrimmage, as in "4th and 2 at the opp 35, down 3, 2:10 left in Q4"; use `wp two-point` for conversion attempts"#),
    ("inside the 5", r#""inside the 5": the field position must be a yard line"#, r#"write "opp 18", "own 25" or "at midfield""#),
    ("at the goal line", r#""at the goal line": the field position must be a yard line"#, r#"write it as in "1st and goal at the 1""#),
    ("4th and short", r#""4th and short": the yards to go must be a number"#, r#"write "3rd and 12", or "4th and inches" for less than a yard"#),
    ("double overtime", r#""double overtime": overtime periods are not numbered"#, r#"write "OT" and the time left in the period, as in "7:00 left in OT""#),
    ("4&2 opp35 -3 Q4", "the clock is missing", r#"add "2:10 left"; a complete situation: "4th and 2 at the opp 35, down 3, 2:10 left in Q4""#),
    ("opp35 -3 Q4 2:10", "the down and the distance are missing", r#"add "4th" and "and 2"; a complete situation: "4th and 2 at the opp 35, down 3, 2:10 left in Q4""#),
    ("4&2 -3 Q4 2:10", "the yard line is missing", r#"add "at the opp 35" or "at the own 25"; a complete situation: "4th and 2 at the opp 35, down 3, 2:10 left in Q4""#),
    ("and, with", r#"don't understand "and""#, WHOLE),
    ("4&2 opp35 -3 Q4 2:10 with", r#"don't understand "with""#, WHOLE),
    ("4&2 opp35 -3 Q4 2:10 with 2", r#"don't understand "2""#, NUMBER_2),
    ("4&2 opp35 -3 Q4 2:10 each", r#"don't understand "each""#, r#"use "each" as in "3 timeouts each""#),
    ("4&2 opp35 -3 Q4 2:10 4 timeouts", r#""4 timeouts": each team has 0 to 3 timeouts a half"#, r#"write "2 timeouts to 1": the team with the ball first"#),
    ("4&2 opp35 -3 Q4 2:10 spread 3", r#""spread 3": who is favored?"#, r#"write "favored by 3" or "underdog by 3", for the team with the ball"#),
    ("4&2 opp35 -3 Q4 2:10 favroed by 3", r#"don't understand "favroed by 3""#, r#"did you mean "favored", as in "favored by 3"?"#),
    ("4&2 opp35 -3 Q4 2:10, spread_line=3", r#""spread_line=3": is that the team with the ball?"#, r#"spread_line is positive when the home team is favored, so add "at home" or "on the road" too, or give posteam_spread, positive when the team with the ball is favored"#),
    ("4&2 opp35 -3 Q4 2:10, spread_line=3 neutral site", r#""spread_line=3": is that the team with the ball?"#, r#"spread_line is positive when the home team is favored, so add "at home" or "on the road" too, or give posteam_spread, positive when the team with the ball is favored"#),
    ("4&2 opp35 down a field goal and a touchdown Q4 2:10", r#""down a field goal": the points must be a number"#, r#"write it as in "down 3" or "up 7""#),
    ("4&2 opp35 up a touchdown and two Q4 2:10", r#""up a touchdown": the points must be a number"#, r#"write "up 6", "up 7" or "up 8""#),
    ("4&2 opp35 -3 Q4 2:10 ydstogo=3", r#""4&2" and "ydstogo=3" disagree about the distance"#, "keep only the correct one"),
    ("4&2 opp35 -3 Q4 2:10 posteam_timeouts_remaining=4", r#""posteam_timeouts_remaining=4": each team has 0 to 3 timeouts a half"#, r#"write "2 timeouts to 1": the team with the ball first"#),
    ("4&2 opp35 -3 Q4 2:10 quarter_seconds_remaining=901", r#""quarter_seconds_remaining=901": a quarter has 15:00, so no more can be left"#, r#"give the time left, as in "2:10 left in Q4""#),
    ("4&2 opp35 -3 Q4 99999999999999999999999999999:10", r#""99999999999999999999999999999:10": a quarter has 15:00, so no more can be left"#, r#"give the time left, as in "2:10 left in Q4""#),
    ("4&2 opp35 -3 Q4 2:10 5000 seconds left in the game", r#""5000 seconds left in the game": a game has 60:00, so no more can be left"#, r#"give the time left, as in "2:10 left in Q4""#),
    ("1st and 10 at the 3, -3, Q4 2:10", r#""at the 3": on which side of midfield?"#, r#"write "own 3" or "opp 3""#),
    ("1st and ten at the opponent's five, tied, 2:10 left in Q4", r#""1st and ten" with "at the opponent's five": 10 yards to go, but only 5 to the goal line"#, r#"from there it is "1st and goal at the 5""#),
    ("the Chiefs are down 3", r#""the Chiefs are down 3": which team has the ball?"#, r#"add "Chiefs ball", or write "own 25", "opp 35" and "opponent""#),
    ("fourth and too", r#""fourth": a down or a quarter?"#, r#"write "4th and 2" for a down, "4th quarter" or "Q4" for a quarter"#),
    ("4&2 opp35 tied Q4 2:10 oevrtime", r#"don't understand "oevrtime""#, r#"did you mean "overtime", as in "OT"?"#),
    ("4&2 opp35 -3 Q4 2:10 \u{202e} evil", r#"don't understand "� evil""#, WHOLE),
];

#[test]
fn messages_and_hints() {
    for &(text, problem, hint) in REFUSED {
        let Err(error) = parse(text) else {
            panic!("{text:?} was understood");
        };
        assert!(matches!(error, Error::Situation { .. }), "{text:?}");
        assert_eq!(error.to_string(), problem, "{text:?}");
        assert_eq!(error.hint(), Some(hint), "{text:?}");
        assert_eq!(error.exit_code(), 2);
    }
}

#[test]
fn endless_numbers_are_refused() {
    let endless = "9".repeat(400);
    for form in [
        "4th and #",
        "#th and 2",
        "opp #",
        "down #",
        "up 21-#",
        "Q#",
        "#:10",
        "0:#",
        "# seconds left",
        "# timeouts",
        "timeouts 2-#",
        "favored by #",
        "spread -#",
        "total #",
        "# minutes left in Q4",
        "down=#",
        "qtr=#",
        "clock=#:10",
        "posteam_spread=-#",
        "total_line=#",
        "half_seconds_remaining=#",
    ] {
        let text = form.replace('#', &endless);
        let error = parse(&text).expect_err(form);
        let message = error.to_string();
        assert!(
            message.len() < 300 && !message.contains("missing"),
            "{form}: {message}"
        );
    }
}

#[test]
fn the_example_is_fine_and_none_of_its_parts_can_be_doubled_with_another_value() {
    parse(EXAMPLE).unwrap();
    for more in [
        "3rd and 2",
        "4th and 3",
        "opp 36",
        "own 35",
        "tied",
        "up 3",
        "Q3",
        "OT",
        "2:11",
        "first half",
        "1 timeout",
        "3 timeouts each",
        "opponent has 2 timeouts",
        "favored by 3.5",
        "pick'em",
        "game_seconds_remaining=131",
        "quarter_seconds_remaining=131",
        "score_differential=3",
    ] {
        let error = parse(&format!("{EXAMPLE}, {more}"))
            .expect_err(more)
            .to_string();
        assert!(error.contains(&format!("\"{more}\"")), "{more}: {error}");
        let same = parse(&format!("{EXAMPLE}, {EXAMPLE}")).unwrap();
        assert_eq!(same.understood, parse(EXAMPLE).unwrap().understood);
    }
}
