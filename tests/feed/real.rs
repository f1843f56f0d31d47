//! A real game, where it is there (../shared/feeds or WP_FEEDS): every snap's down,
//! distance, spot, clock, score and side is nflverse's, or the difference is listed here
//! with its reason.

use crate::common::real_seasons;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use wp::feed::{Progress, Summary, summary};
use wp::pbp::{LoadOptions, Source, load};
use wp::plays::{Plays, Schedule, Seasons};
use wp::score::{Basis, LiveGame, Scorer, timeline};

/// The feed's plays as the public summary would hold them.
fn real_summary(test: &str) -> Option<String> {
    let named = std::env::var_os("WP_FEEDS").map(PathBuf::from);
    let folder =
        named.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/feeds"));
    let Ok(text) = std::fs::read_to_string(folder.join("espn_plays_401220181.json")) else {
        let _ = writeln!(
            std::io::stderr(),
            "SKIPPED {test}: there is no real feed in {}",
            folder.display()
        );
        return None;
    };
    let plays: Value = serde_json::from_str(&text).unwrap();
    Some(
        json!({
            "header": {
                "id": "401220181",
                "season": {"year": 2020, "type": 2},
                "week": 2,
                "competitions": [{
                    "neutralSite": false,
                    "status": {"type": {"state": "post"}},
                    "competitors": [
                        {"homeAway": "home", "id": "34", "team": {"abbreviation": "HOU"}},
                        {"homeAway": "away", "id": "33", "team": {"abbreviation": "BAL"}},
                    ],
                }],
            },
            "drives": {"previous": [{"plays": plays}]},
            "pickcenter": [{"spread": "off"}, {"spread": 7.5, "overUnder": 50.5}],
        })
        .to_string(),
    )
}

fn real(test: &str) -> Option<(Summary, Plays)> {
    let text = real_summary(test)?;
    let folder = real_seasons(test)?;
    let options = LoadOptions {
        seasons: Some("2020".parse::<Seasons>().unwrap()),
        ..LoadOptions::default()
    };
    let plays = load(&Source::open(folder).unwrap(), &options).unwrap().0;
    let game = plays.only("2020_02_BAL_HOU").unwrap();
    Some((summary(&text).unwrap(), game))
}

fn number(row: &Map<String, Value>, key: &str) -> Option<i64> {
    row.get(key).and_then(Value::as_i64)
}

/// Seconds by which the feed's clock is later than nflverse's, by play: what is left when
/// the clock of scores has been set back by what such plays take.
const CLOCKS: &[(i32, i64, &str)] = &[
    (519, -1, "the feed's clock is a second behind"),
    (1097, 1, "touchdown: 5 seconds, not 6"),
    (869, 1, "touchdown: 5 seconds, not 6"),
    (1401, -4, "touchdown on a long return: 10 seconds, not 6"),
    (1738, -1, "the feed's clock is a second behind"),
    (1899, -2, "the feed's clock is the one after the catch"),
    (1958, -8, "the feed's clock is the one after the catch"),
    (2034, -1, "the feed's clock is the one after the spike"),
    (2150, -4, "first snap after a touchback: the clock after it"),
    (2838, -7, "a penalty's clock is that of the next snap"),
    (2875, -2, "the clock after the incompletion"),
    (2898, 1, "field goal: 3 seconds, not 4"),
    (3732, 1, "field goal: 3 seconds, not 4"),
    (
        3919,
        44,
        "a kneel-down: the feed's clock stopped at the two-minute warning",
    ),
    (3940, -4, "the last kneel-down: the clock after it"),
];

#[test]
fn every_snap_is_nflverse_s_or_the_difference_is_explained() {
    let Some((feed, game)) = real("every_snap_is_nflverse_s") else {
        return;
    };
    assert_eq!(feed.game_id, "2020_02_BAL_HOU");
    assert_eq!(feed.progress, Progress::Over);
    assert_eq!(
        (feed.spread_line, feed.total_line),
        (Some(-7.5), Some(50.5))
    );
    let rows: BTreeMap<i64, &Map<String, Value>> = feed
        .rows
        .iter()
        .map(|r| (number(r, "play_id").unwrap(), r))
        .collect();
    assert_eq!(rows.len(), feed.rows.len());
    let (mut snaps, mut clocks) = (0, Vec::new());
    for play in game.rows().iter().filter(|p| p.down > 0) {
        snaps += 1;
        let row = rows[&i64::from(play.play_id)];
        let home = play.home_has_ball.unwrap();
        let (h, a) = play.score.unwrap();
        let (own, other) = if home { (h, a) } else { (a, h) };
        let side = if home { "HOU" } else { "BAL" };
        assert_eq!(row["posteam"], side, "{}", play.play_id);
        for (key, expected) in [
            ("down", i64::from(play.down)),
            ("ydstogo", i64::from(play.ydstogo)),
            ("yardline_100", i64::from(play.yardline_100)),
            ("posteam_score", i64::from(own)),
            ("defteam_score", i64::from(other)),
            ("qtr", i64::from(play.qtr)),
        ] {
            assert_eq!(
                number(row, key),
                Some(expected),
                "{} of {}",
                key,
                play.play_id
            );
        }
        let clock = number(row, "quarter_seconds_remaining").unwrap();
        let late = clock - i64::from(play.quarter_seconds_remaining);
        if late != 0 {
            clocks.push((play.play_id, late));
        }
    }
    assert_eq!(snaps, 139);
    let mut known: Vec<(i32, i64)> = CLOCKS.iter().map(|(id, late, _)| (*id, *late)).collect();
    known.sort_unstable();
    clocks.sort_unstable();
    assert_eq!(clocks, known);
    // The season's file has no timeouts; the feed's own words count them: nobody takes a
    // fourth one, and each half begins with three.
    let timeouts = |id: i64| {
        let left = |side| number(rows[&id], side).unwrap();
        (
            left("home_timeouts_remaining"),
            left("away_timeouts_remaining"),
        )
    };
    assert_eq!(timeouts(39), (3, 3));
    assert_eq!(timeouts(747), (3, 2));
    assert_eq!(timeouts(1738), (1, 2));
    assert_eq!(timeouts(2034), (0, 1));
    assert_eq!(timeouts(2117), (3, 3));
    assert_eq!(timeouts(3919), (0, 1));
}

#[test]
fn a_game_followed_through_the_feed_ends_near_the_finished_game() {
    let Some((feed, game)) = real("a_game_followed_through_the_feed") else {
        return;
    };
    let model = wp::shipped_model().unwrap();
    let mut live = LiveGame::new(&feed.game_id).unwrap();
    for row in &feed.rows {
        live.put(row).unwrap();
    }
    assert!(live.is_over());
    let scorer = Scorer::new(&model, 0.9).unwrap();
    let line = live.line(&scorer, &schedule()).unwrap();
    let scored = timeline(&game, &model).unwrap();
    let mut compared = 0;
    for (play, s) in game.rows().iter().zip(&scored) {
        if play.down == 0 {
            continue;
        }
        let mine = line.iter().find(|p| p.play_id == play.play_id).unwrap();
        assert_eq!(mine.basis, Basis::Own);
        let off = (mine.home_wp.unwrap() - s.home_wp).abs();
        // The feed knows the timeouts, the file does not; the spread is another one.
        assert!(
            off < 0.12,
            "{}: {} and {}",
            play.play_id,
            mine.home_wp.unwrap(),
            s.home_wp
        );
        compared += 1;
    }
    assert_eq!(compared, 139);
    assert_eq!(line.last().unwrap().home_wp, Some(0.0));
}

/// With the line that the season's schedule has.
fn schedule() -> Schedule {
    let listed = wp::plays::Listed {
        spread_line: Some(-7.5),
        total_line: Some(50.5),
        ..wp::plays::Listed::default()
    };
    Schedule::from_iter([("2020_02_BAL_HOU".to_owned(), listed)])
}
