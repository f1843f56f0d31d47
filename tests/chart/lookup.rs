//! Which game is meant.

use proptest::prelude::*;
use wp::chart::lookup::{Wanted, find};
use wp::plays::Game;

fn game(id: &str, away: &str, home: &str) -> Game {
    let mut parts = id.split('_');
    let mut number = || parts.next().unwrap().parse::<u16>().unwrap();
    Game {
        game_id: id.into(),
        season: number(),
        week: Some(number() as u8),
        home_team: home.into(),
        away_team: away.into(),
        // Nothing else matters here.
        ..crate::common::sample_plays().games()[0].clone()
    }
}

fn games() -> Vec<Game> {
    vec![
        game("2016_01_SD_KC", "LAC", "KC"),
        game("2016_05_OAK_KC", "LV", "KC"),
        game("2016_14_KC_OAK", "KC", "LV"),
        game("2016_21_NE_ATL", "NE", "ATL"),
        game("2017_07_ATL_NE", "ATL", "NE"),
    ]
}

fn found(typed: &str) -> Result<String, String> {
    let games = games();
    find(&games, &Wanted::of(typed))
        .map(|g| g.game_id.clone())
        .map_err(|e| format!("{e}\n{}", e.hint().unwrap_or_default()))
}

#[test]
fn ids_and_words() {
    for (typed, id) in [
        ("2016_21_NE_ATL", "2016_21_NE_ATL"),
        ("2016_21_ne_atl", "2016_21_NE_ATL"),
        ("  2016_21_NE_ATL ", "2016_21_NE_ATL"),
        ("NE ATL 2016", "2016_21_NE_ATL"),
        ("ATL NE, 2017", "2017_07_ATL_NE"),
        ("patriots at falcons 2016", "2016_21_NE_ATL"),
        ("Chargers Chiefs", "2016_01_SD_KC"),
        ("2016_01_LAC_KC", "2016_01_SD_KC"),
        ("OAK KC 2016 week 14", "2016_14_KC_OAK"),
        ("LV KC 2016 w5", "2016_05_OAK_KC"),
    ] {
        assert_eq!(found(typed).as_deref(), Ok(id), "{typed}");
    }
}

#[test]
fn several_are_listed() {
    let message = found("KC LV 2016").unwrap_err();
    for part in ["2 games match", "2016_05_OAK_KC", "2016_14_KC_OAK"] {
        assert!(message.contains(part), "{message}");
    }
}

#[test]
fn near_misses_get_the_nearest() {
    for (typed, id) in [
        ("2016_21_NE_ALT", "2016_21_NE_ATL"),
        ("2016_20_NE_ATL", "2016_21_NE_ATL"),
        ("2015_21_NE_ATL", "2016_21_NE_ATL"),
        ("2016_NE_ALT", "2016_21_NE_ATL"),
        ("201621NEATL", "2016_21_NE_ATL"),
    ] {
        let message = found(typed).unwrap_err();
        assert!(message.contains("did you mean"), "{typed}: {message}");
        assert!(message.contains(id), "{typed}: {message}");
        assert!(message.contains("wp games"), "{message}");
    }
    let message = found("foo").unwrap_err();
    assert!(message.contains("an ID looks like"), "{message}");
    assert!(find(&[], &Wanted::of("2016_21_NE_ATL")).is_err());
}

proptest! {
    #[test]
    fn no_text_breaks_it(typed in ".{0,80}") {
        let _ = found(&typed);
    }
}
