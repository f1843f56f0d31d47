//! Lists of games.

use super::{ok, sample, text};
use crate::common::sample_plays;
use serde_json::Value;
use wp::score::{summaries, timeline};

#[test]
fn numbers_are_those_of_the_path() {
    let plays = sample_plays();
    let scored = timeline(plays, &super::timeline::shipped()).unwrap();
    let games = summaries(plays, &scored);
    assert_eq!(games.len(), plays.games().len());
    let mut rest = scored.as_slice();
    for (game, rows) in games
        .iter()
        .zip(plays.rows().chunk_by(|a, b| a.game == b.game))
    {
        let (own, later) = rest.split_at(rows.len());
        rest = later;
        let known = plays.game(&rows[0]);
        assert_eq!(game.game_id, known.game_id);
        assert_eq!(
            game.home_score.unwrap() - game.away_score.unwrap(),
            known.result.unwrap()
        );
        // No path is shorter than the way from its start to the result.
        let worth = match known.result.unwrap() {
            0 => 0.5,
            r => f32::from(u8::from(r > 0)),
        };
        assert!(game.excitement > (worth - own[0].home_wp).abs() - 1e-4);
        let swing = game.swing.as_ref().unwrap();
        assert!(own.iter().all(|s| s.home_wpa.abs() <= swing.wpa));
        let of_winner = |home_wp: f32| match known.result.unwrap() > 0 {
            true => home_wp,
            false => 1.0 - home_wp,
        };
        match game.comeback {
            None => assert_eq!(known.result, Some(0)),
            Some(lowest) => assert!(own.iter().all(|s| of_winner(s.home_wp) >= lowest)),
        }
    }
}

fn list(sort: &str) -> Vec<Value> {
    let sample = sample();
    let args = [
        "games",
        "--data",
        text(&sample),
        "--season",
        "3002",
        "--sort",
        sort,
        "--json",
    ];
    serde_json::from_str(&ok(&args)).unwrap()
}

#[test]
fn lists_are_sorted_as_asked() {
    let falls = |games: &[Value], key: fn(&Value) -> f64| {
        games.windows(2).all(|g| key(&g[0]) >= key(&g[1]))
    };
    let exciting = list("excitement");
    assert!(exciting.len() > 100);
    assert!(exciting.iter().all(|g| g["season"] == 3002));
    assert!(falls(&exciting, |g| g["excitement"].as_f64().unwrap()));
    let comebacks = list("comeback");
    assert!(falls(&comebacks, |g| -g["comeback"]
        .as_f64()
        .unwrap_or(2.0)));
    let swings = list("swing");
    assert!(falls(&swings, |g| g["swing"]["wpa"].as_f64().unwrap()));
    let dates = list("date");
    assert!(falls(&dates, |g| -g["week"].as_f64().unwrap()));
    assert_eq!(dates.len(), exciting.len());
}

#[test]
fn the_table_is_short_where_it_is_asked_to_be() {
    let sample = sample();
    let data = text(&sample);
    let team = list("date")[0]["home_team"].as_str().unwrap().to_owned();
    let table = ok(&[
        "games",
        "--data",
        data,
        "--team",
        &team.to_lowercase(),
        "--top",
        "3",
    ]);
    let lines: Vec<&str> = table.lines().collect();
    assert_eq!(lines.len(), 4, "{table}");
    assert!(lines[0].contains("comeback") && lines[0].contains("largest swing"));
    assert!(lines[1..].iter().all(|l| l.contains(&team)), "{table}");
}
