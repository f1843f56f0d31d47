//! A small feed made by hand, with the traps of real ones.

use serde_json::{Map, Value, json};
use wp::feed::{Progress, scoreboard, summary};

fn play(id: u32, kind: &str, clock: &str, score: [i16; 2], start: Value, end: Value) -> Value {
    json!({
        "id": format!("77{id}"),
        "sequenceNumber": (100 * id).to_string(),
        "type": {"text": kind},
        "homeScore": score[0],
        "awayScore": score[1].to_string(),
        "period": {"number": 1},
        "clock": {"displayValue": clock},
        "scoringPlay": kind.contains("Touchdown") || kind.contains("Good"),
        "modified": "2024-09-08T17:00Z",
        "start": start,
        "end": end,
    })
}

fn at(team: &str, down: i32, distance: i32, line: i32, words: &str) -> Value {
    json!({"team": {"id": team}, "down": down, "distance": distance, "yardLine": line,
           "yardsToEndzone": 1, "possessionText": words})
}

fn none() -> Value {
    json!({"down": -1, "distance": 0})
}

fn document(state: &str, plays: &[Value]) -> Value {
    let (all, current) = plays.split_at(plays.len().saturating_sub(2));
    json!({
        "header": {
            "id": "77",
            "season": {"year": 2024, "type": 3},
            "week": 5,
            "competitions": [{
                "neutralSite": true,
                "status": {"type": {"state": state}, "period": 1, "displayClock": "9:30"},
                "competitors": [
                    {"homeAway": "home", "id": "28", "team": {"abbreviation": "WSH"}},
                    {"homeAway": "away", "id": "14", "team": {"abbreviation": "LAR"}},
                ],
            }],
        },
        // The current drive stands twice.
        "drives": {"previous": [{"plays": all}, {"plays": current}], "current": {"plays": current}},
        "pickcenter": [{"spread": "EVEN"}, {"spread": "-3.5", "overUnder": "47"}],
    })
}

fn rows(document: &Value) -> Vec<Map<String, Value>> {
    summary(&document.to_string()).unwrap().rows
}

fn find(rows: &[Map<String, Value>], id: i64) -> &Map<String, Value> {
    rows.iter().find(|r| r["play_id"] == id).unwrap()
}

fn drive() -> Vec<Value> {
    vec![
        play(
            1,
            "Kickoff",
            "15:00",
            [0, 0],
            at("28", 0, 0, 35, ""),
            at("14", 1, 10, 70, "LAR 30"),
        ),
        play(
            5,
            "Rush",
            "15:00",
            [0, 0],
            at("14", 1, 10, 70, "LAR 30"),
            at("14", 2, 6, 66, "LAR 34"),
        ),
        // The numbers are the play's end or nonsense; the words are right.
        play(
            8,
            "Pass Incompletion",
            "14:20",
            [0, 0],
            at("14", 2, 6, 20, "LAR 34"),
            at("14", 3, 6, 12, "WSH 12"),
        ),
    ]
}

#[test]
fn the_head_gives_the_game_and_its_lines_as_nflverse_has_them() {
    let all = summary(&document("in", &drive()).to_string()).unwrap();
    assert_eq!(all.game_id, "2024_22_LA_WAS", "the Super Bowl");
    assert_eq!((all.event.as_str(), all.progress), ("77", Progress::On));
    assert_eq!((all.spread_line, all.total_line), (Some(3.5), Some(47.0)));
    assert!(all.neutral);
    assert_eq!(all.rows[0]["season_type"], "POST");
}

#[test]
fn words_are_believed_before_numbers_and_kickoffs_belong_to_the_receiver() {
    let rows = rows(&document("in", &drive()));
    assert_eq!(find(&rows, 1)["posteam"], "LA");
    assert_eq!(find(&rows, 1)["yardline_100"], 35);
    assert_eq!(find(&rows, 8)["yardline_100"], 66);
    // Next: the ball lies where it was; the head's clock has run on.
    let next = rows.last().unwrap();
    assert_eq!(
        (&next["down"], &next["yardline_100"]),
        (&json!(3), &json!(66))
    );
    assert_eq!(next["quarter_seconds_remaining"], 570);
    assert!(!next.contains_key("play_type_nfl"));
}

#[test]
fn a_touchdown_has_a_try_and_the_score_before_it() {
    let mut plays = drive();
    plays.push(play(
        12,
        "Passing Touchdown",
        "13:40",
        [0, 6],
        at("14", 3, 6, 66, "LAR 34"),
        none(),
    ));
    let live = rows(&document("in", &plays));
    assert_eq!(find(&live, 12)["posteam_score"], 0);
    assert_eq!(
        find(&live, 12)["quarter_seconds_remaining"],
        826,
        "six seconds earlier"
    );
    // The try is still to come.
    assert_eq!(find(&live, 13)["posteam_score"], 6);
    assert_eq!(find(&live, 13)["posteam"], "LA");
    // Later the touchdown's row has the try's points in it.
    plays[3]["awayScore"] = json!("8");
    plays.push(play(
        20,
        "Kickoff",
        "13:40",
        [0, 8],
        at("14", 0, 0, 65, ""),
        at("28", 1, 10, 30, "WSH 30"),
    ));
    let later = rows(&document("in", &plays));
    assert_eq!(find(&later, 13)["play_type"], "two_point");
    assert_eq!(find(&later, 20)["posteam"], "WAS");
    assert_eq!(find(&later, 20)["defteam_score"], 8);
}

#[test]
fn timeouts_stand_where_they_were_called_and_are_counted() {
    let mut plays = drive();
    let mut timeout = play(
        30,
        "Timeout",
        "14:10",
        [0, 0],
        at("14", 2, 6, 66, ""),
        at("14", 2, 6, 66, "LAR 34"),
    );
    timeout["text"] = json!("Timeout #1 by WSH at 14:25.");
    plays.push(timeout);
    // A challenge cost the second: no row says so.
    let mut third = play(31, "Timeout", "13:00", [0, 0], none(), none());
    third["text"] = json!("Timeout #3 by WAS at 13:00.");
    plays.push(third);
    plays.push(play(
        40,
        "Rush",
        "12:50",
        [0, 0],
        at("14", 3, 6, 66, "LAR 34"),
        at("14", 4, 1, 61, "LAR 39"),
    ));
    let rows = rows(&document("in", &plays));
    let ids: Vec<i64> = rows
        .iter()
        .map(|r| r["play_id"].as_i64().unwrap())
        .collect();
    assert_eq!(ids[..6], [1, 5, 30, 8, 31, 40]);
    let mut sorted = rows.clone();
    sorted.sort_by(|a, b| {
        a["order_sequence"]
            .as_f64()
            .partial_cmp(&b["order_sequence"].as_f64())
            .unwrap()
    });
    assert_eq!(sorted, rows, "the rows say their order");
    let left = |id| find(&rows, id)["home_timeouts_remaining"].clone();
    assert_eq!(
        (left(30), left(8), left(40)),
        (json!(3), json!(2), json!(0))
    );
    assert_eq!(find(&rows, 30).get("posteam"), None);
}

#[test]
fn doubled_unknown_and_broken_plays_stop_nothing() {
    let mut plays = drive();
    let mut again = plays[1].clone();
    again["modified"] = json!("2024-09-08T18:00Z");
    again["start"]["distance"] = json!(9);
    plays.push(again);
    plays.push(play(
        50,
        "Something New",
        "13:00",
        [0, 0],
        at("14", 3, 6, 66, "LAR 34"),
        none(),
    ));
    plays.push(json!({"id": "77"}));
    plays.push(json!({"id": "9951", "type": {"text": "Rush"}}));
    plays.push(json!(null));
    let rows = rows(&document("in", &plays));
    assert_eq!(rows.iter().filter(|r| r["play_id"] == 5).count(), 1);
    assert_eq!(find(&rows, 5)["ydstogo"], 9, "the later version");
    assert_eq!(find(&rows, 50)["play_type"], "run");
}

#[test]
fn a_game_ends_when_its_head_says_so() {
    let mut plays = drive();
    plays.push(play(99, "End of Game", "0:00", [0, 3], none(), none()));
    let over = rows(&document("post", &plays));
    assert_eq!(find(&over, 99)["play_type_nfl"], "END_GAME");
    assert_eq!(find(&over, 99)["away_score"], 3);
    // Overtime follows: the row came too early.
    let on = rows(&document("in", &plays));
    assert!(!find(&on, 99).contains_key("play_type_nfl"));
    // The row never came.
    let over = rows(&document("post", &plays[..3]));
    assert_eq!(over.last().unwrap()["play_type_nfl"], "END_GAME");
}

#[test]
fn what_is_no_summary_says_what_is_wrong() {
    let whole = document("in", &drive()).to_string();
    let error = |text: &str| summary(text).unwrap_err().to_string();
    assert!(error(&whole[..whole.len() / 2]).contains("only a part of it"));
    assert!(error("{}").contains("header.competitions"));
    let mut preseason = document("in", &drive());
    preseason["header"]["season"]["type"] = json!(1);
    assert!(error(&preseason.to_string()).contains("preseason"));
    // Nothing that is JSON makes it panic.
    for at in 0..whole.len() {
        let mut bytes = whole.clone().into_bytes();
        bytes[at] = b'0';
        let _ = summary(&String::from_utf8_lossy(&bytes));
    }
}

#[test]
fn a_scoreboard_lists_games_and_how_far_they_are() {
    let mut event = document("in", &[])["header"].clone();
    event["week"] = json!({"number": 2});
    event["season"]["type"] = json!(2);
    let board = json!({"events": [event, {"id": "3"}]}).to_string();
    let games = scoreboard(&board).unwrap();
    assert_eq!(games.len(), 1);
    assert_eq!(games[0].game_id, "2024_02_LA_WAS");
    assert_eq!(games[0].progress, Progress::On);
    assert!(scoreboard("{}").is_err());
}
