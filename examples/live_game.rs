//! Follows a game as it is played: a JSON object a play in, a probability out.
//!
//! `cargo run --release --example live_game [FILE]`: JSON Lines with nflverse's
//! column names; without a file, three plays of the end of a game.

use wp::plays::Schedule;
use wp::prelude::*;

const PLAYS: &str = r#"{"game_id":"2021_01_BAL_LV","play_id":1,"posteam":"BAL","qtr":4,"time":"02:10","down":1,"ydstogo":10,"yardline_100":75,"posteam_score":24,"defteam_score":24}
{"game_id":"2021_01_BAL_LV","play_id":2,"posteam":"BAL","qtr":4,"time":"01:35","down":2,"ydstogo":3,"yardline_100":68,"posteam_score":24,"defteam_score":24}
{"game_id":"2021_01_BAL_LV","play_id":3,"posteam":"BAL","qtr":4,"time":"00:42","down":1,"ydstogo":10,"yardline_100":31,"posteam_score":24,"defteam_score":24}"#;

fn main() -> Result<()> {
    let plays = match std::env::args().nth(1) {
        Some(path) => std::fs::read_to_string(&path).map_err(|e| Error::io("read", &path, e))?,
        None => PLAYS.to_owned(),
    };
    let (model, schedule) = (shipped_model()?, Schedule::default());
    let mut follower = Follower::new(&model, &schedule, 0.9)?;
    for (number, line) in plays.lines().enumerate() {
        let answer = follower.answer(line, number + 1)?;
        println!(
            "play {:?}: home team wins with {:.3?}",
            answer.play_id, answer.home_wp
        );
    }
    Ok(())
}
