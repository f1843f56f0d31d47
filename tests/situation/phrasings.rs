//! Phrasings with the exact state they mean: the play and the score.

use wp::game::GameState;
use wp::situation::parse;

/// Fourth and two at the opponent's 35, down 3, 2:10 left in Q4.
pub(super) fn base() -> GameState {
    GameState {
        qtr: 4,
        quarter_seconds_remaining: 130,
        down: 4,
        ydstogo: 2,
        yardline_100: 35,
        score_differential: -3,
        ..GameState::kickoff_touchback()
    }
}

fn check(text: &str, expected: &GameState) {
    match parse(text) {
        Ok(said) => assert_eq!(&said.state, expected, "{text:?}"),
        Err(e) => panic!("{text:?}: {e} (hint: {:?})", e.hint()),
    }
}

/// Each phrase stands first, last and in the middle of the rest of a situation,
/// with and without separators.
pub(super) fn check_in_place(phrase: &str, rest: [&str; 2], expected: &GameState) {
    let [a, b] = rest;
    check(&format!("{phrase}, {a}, {b}"), expected);
    check(&format!("{a}; {b}; {phrase}"), expected);
    check(&format!("{a} {phrase} {b}"), expected);
    check(&format!("{phrase} {a} {b}").to_uppercase(), expected);
}

#[test]
fn whole_situations() {
    let two_to_one = GameState {
        posteam_timeouts_remaining: Some(2),
        defteam_timeouts_remaining: Some(1),
        posteam_spread: Some(3.0),
        ..base()
    };
    for text in [
        "4th and 2 at the opp 35, down 3, 2:10 left in Q4",
        "4&2 opp35 -3 Q4 2:10",
        "Q4 2:10 -3 opp35 4&2",
        "2:10 4Q, opp 35, 4-and-2, down 3",
        "4–and–2 opp‑35 −3 Q4—2:10",
        "“4th and 2” at the ‘opponent’s 35’, down 3, 2:10 left in Q4.",
        "Fourth and two at the opponent's thirty-five, trailing by three, 2:10 left in the fourth quarter",
        "We're down 3, facing a 4th & 2 on their 35 with 2:10 to go in the 4th",
        "4TH AND 2\tAT THE OPP 35\nDOWN 3\r\n2:10 LEFT IN Q4",
        "  4th   and 2   at the opp. 35 ;; down 3 pts. , , 2:10 left in Q4!  ",
        "down=4 ydstogo=2 yardline_100=35 score_differential=-3 qtr=4 quarter_seconds_remaining=130",
        "down=4, ydstogo=2, yardline_100=35, posteam_score=17, defteam_score=20, qtr=4, clock=2:10",
        "down = 4; ydstogo = 2; yardline_100 = 35; score_differential = −3; qtr = 4; clock = '2:10'",
        "4th and 2 yardline_100=35 down 3 game_seconds_remaining=130",
        "4&2 opp35 -3 half_seconds_remaining=130 qtr=4",
        "4&2 opp35 -3 half_seconds_remaining=130 game_half=Half2",
        "4&2 opp35 -3 2:10 left in the game",
        "4&2 opp35 -3 2:10 left in regulation",
        "4&2 opp35 -3 2:10 left in the second half",
        "4&2 opp35 -3 2:10 left in the half, Q4",
        "4&2 opp35 -3 2:10 left in Q4, 2:10 left in the game, 2:10 left in the half, second half",
        "down: 4, ydstogo: 2, yardline_100: 35, score: -3, qtr: 4, clock: 2:10",
        "4&2 opp35 -3 Q4 2:10 posteam_spread=NA total_line=NA",
        "it is 4th and 2, the ball is at the opp 35, and we are down 3 with 2:10 on the clock in the 4th quarter",
        "4&2 opp35 -3 Q4 2:10, 4th and 2, down 3, at the opponent's 35 yard line",
        "4th and 2 (opp 35) down 3 [2:10 left in Q4]",
        "\u{feff}4th\u{a0}and\u{202f}2 opp\u{200b}35 -3 Q4 2:10",
    ] {
        check(text, &base());
    }
    for text in [
        "4th and 2 at the opp 35, down 3, 2:10 left in Q4, 2 timeouts to 1, favored by 3",
        "4&2 opp35 -3 Q4 2:10 timeouts 2-1 -3 spread",
        "favoured by 3 2 timeouts vs. 1 2:10 left in Q4 down 3 at the opp 35 4th and 2",
        "4&2 opp35 -3 Q4 2:10 posteam_timeouts_remaining=2 defteam_timeouts_remaining=1 posteam_spread=3",
        "4&2 opp35 -3 Q4 2:10 timeouts=2-1 spread=-3",
    ] {
        check(text, &two_to_one);
    }
}

#[test]
fn down_and_distance() {
    for (phrase, down, ydstogo) in [
        ("4th and 2", 4, 2),
        ("4th & 2", 4, 2),
        ("4&2", 4, 2),
        ("4 & 2", 4, 2),
        ("4-and-2", 4, 2),
        ("4th-and-2", 4, 2),
        ("4 and 2", 4, 2),
        ("fourth and two", 4, 2),
        ("fourth-and-two", 4, 2),
        ("fourth down and two yards to go", 4, 2),
        ("4th and 2 to go", 4, 2),
        ("4th and 2 yards", 4, 2),
        ("2nd down and 7", 2, 7),
        ("2nd down, 7 to go", 2, 7),
        ("second and seven", 2, 7),
        ("third down with 4 to go", 3, 4),
        ("3rd down; 4 yards to go", 3, 4),
        ("1st-and-10", 1, 10),
        ("1st&10", 1, 10),
        ("first and ten", 1, 10),
        ("3rd and twenty-one", 3, 21),
        ("4th and inches", 4, 1),
        ("4th down and inches", 4, 1),
        ("fourth & a foot", 4, 1),
        ("4th and a yard", 4, 1),
        ("down=3 ydstogo=12", 3, 12),
        ("4th down ydstogo=3", 4, 3),
    ] {
        let expected = GameState {
            down,
            ydstogo,
            ..base()
        };
        check_in_place(phrase, ["opp 35, -3", "Q4 2:10"], &expected);
    }
}

#[test]
fn spots() {
    for (phrase, yardline_100) in [
        ("at the opp 35", 35),
        ("opp35", 35),
        ("opp-35", 35),
        ("opponent 35", 35),
        ("the opponent's 35", 35),
        ("at the opponents’ 35-yard line", 35),
        ("on their 35", 35),
        ("on the opposing 35 yard line", 35),
        ("from the other team's 35", 35),
        ("@ opp 35", 35),
        ("ball on the opp 35", 35),
        ("35 yards from the goal line", 35),
        ("35 yards to the end zone", 35),
        ("own 25", 75),
        ("own25", 75),
        ("at our 25", 75),
        ("on their own 25", 75),
        ("at its own twenty-five yard line", 75),
        ("own 1", 99),
        ("opp 2", 2),
        ("at midfield", 50),
        ("the 50", 50),
        ("on the 50 yard line", 50),
        ("own 50", 50),
        ("opp 50", 50),
        ("yardline_100=35", 35),
        ("yardline_100=75", 75),
    ] {
        let expected = GameState {
            yardline_100,
            ..base()
        };
        check_in_place(phrase, ["4&2", "-3, Q4 2:10"], &expected);
    }
}

#[test]
fn goal_to_go() {
    for (phrase, down, yardline_100) in [
        ("1st & goal at the 3", 1, 3),
        ("1st and goal from the 3", 1, 3),
        ("first and goal at the three", 1, 3),
        ("first-and-goal on the 3 yard line", 1, 3),
        ("4&G opp 1", 4, 1),
        ("4th and goal at the 1", 4, 1),
        ("at the 7: 2nd and goal", 2, 7),
        ("3rd down, goal to go, opp 12", 3, 12),
        ("3rd and goal at the opp 12", 3, 12),
        ("3rd and 12 goal_to_go=1 at the 12", 3, 12),
        ("1st and 10 at the opp 10", 1, 10),
        ("1st and goal yardline_100=8", 1, 8),
    ] {
        let expected = GameState {
            down,
            yardline_100,
            ydstogo: yardline_100,
            ..base()
        };
        check_in_place(phrase, ["down 3", "Q4 2:10"], &expected);
    }
}

#[test]
fn scores() {
    for (phrase, score_differential) in [
        ("down 3", -3),
        ("down by 3", -3),
        ("down by 3 points", -3),
        ("-3", -3),
        ("−3", -3),
        ("–3", -3),
        ("trailing by 3", -3),
        ("trailing 3 points", -3),
        ("behind by three", -3),
        ("losing by 3", -3),
        ("3 points down", -3),
        ("a 3-point deficit", -3),
        ("opponent up 3", -3),
        ("opponent is leading by 3", -3),
        ("the opponent leads 21-18", -3),
        ("up 7", 7),
        ("+7", 7),
        ("up by seven", 7),
        ("leading by 10", 10),
        ("ahead by 10 pts", 10),
        ("winning by 14", 14),
        ("with a 7-point lead", 7),
        ("a lead of 7", 7),
        ("opp down 7", 7),
        ("leading 21-17", 4),
        ("up 21-17", 4),
        ("up 21 - 17", 4),
        ("up 21–17", 4),
        ("ahead 21 to 17", 4),
        ("trailing 17-21", -4),
        ("down 17-21", -4),
        ("down 21-17", -4),
        ("trailing 21–17", -4),
        ("tied", 0),
        ("tie", 0),
        ("tie game", 0),
        ("the score is tied", 0),
        ("tied at 17", 0),
        ("tied 17-17", 0),
        ("17-17", 0),
        ("17 all", 0),
        ("all tied up", 0),
        ("scoreless", 0),
        ("score_differential=-17", -17),
        ("posteam_score=24 defteam_score=10", 14),
        ("down 28", -28),
    ] {
        let expected = GameState {
            score_differential,
            ..base()
        };
        check_in_place(phrase, ["4th and 2, opp 35", "Q4 2:10"], &expected);
    }
}
