//! The path of a game: what it adds up to, where it may not jump.

use crate::common::{real_plays, sample_plays};
use std::path::Path;
use wp::model_file::SavedModel;
use wp::pbp::{LoadOptions, Source, load};
use wp::plays::{Plays, Role};
use wp::score::{Basis, Scored, timeline};

pub fn shipped() -> SavedModel {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/model/wp.model");
    wp::file::read_model(&path).unwrap()
}

/// Every game's rows with their scores.
fn by_game<'a>(
    plays: &'a Plays,
    scored: &'a [Scored],
) -> impl Iterator<Item = (&'a [wp::plays::Play], &'a [Scored])> {
    let mut rest = scored;
    plays
        .rows()
        .chunk_by(|a, b| a.game == b.game)
        .map(move |rows| {
            let (own, later) = rest.split_at(rows.len());
            rest = later;
            (rows, own)
        })
}

/// Start plus all changes is the result; between rows there is no other change.
fn adds_up(plays: &Plays) -> usize {
    let scored = timeline(plays, &shipped()).unwrap();
    assert_eq!(scored.len(), plays.rows().len());
    let mut ended = 0;
    for (rows, scored) in by_game(plays, &scored) {
        let game = plays.game(&rows[0]);
        for pair in scored.windows(2) {
            let change = pair[0].home_wp + pair[0].home_wpa;
            assert!(
                pair[0].home_wpa.is_nan() || (change - pair[1].home_wp).abs() < 1e-6,
                "{}: {pair:?}",
                game.game_id
            );
        }
        for (row, s) in rows.iter().zip(scored) {
            assert!((0.0..=1.0).contains(&s.home_wp), "{}", game.game_id);
            let own = s.basis == Basis::Own;
            assert!(own || row.role != Role::Train, "{}: {row:?}", game.game_id);
        }
        if scored.iter().any(|s| s.home_wpa.is_nan()) {
            eprintln!("{} breaks off", game.game_id);
            continue;
        }
        let worth = match game.result.unwrap() {
            0 => 0.5,
            r => f64::from(u8::from(r > 0)),
        };
        let sum: f64 = scored.iter().map(|s| f64::from(s.home_wpa)).sum();
        let start = f64::from(scored[0].home_wp);
        assert!(
            (start + sum - worth).abs() < 1e-4,
            "{}: {start} + {sum} is not {worth}",
            game.game_id
        );
        ended += 1;
    }
    ended
}

#[test]
fn changes_add_up_to_the_result_in_the_sample() {
    let games = sample_plays().games().len();
    assert_eq!(adds_up(sample_plays()), games);
}

#[test]
fn changes_add_up_to_the_result_in_every_real_game() {
    let Some(plays) = real_plays("changes_add_up_to_the_result_in_every_real_game") else {
        return;
    };
    let ended = adds_up(plays);
    // One feed breaks off in the fourth quarter: 2012_20_SF_ATL.
    assert!(ended + 1 >= plays.games().len(), "{ended}");
}

const HEADER: &str = "game_id,play_id,home_team,away_team,posteam,qtr,quarter_seconds_remaining,down,ydstogo,yardline_100,posteam_score,defteam_score,play_type,result";

fn plays(rows: &[&str]) -> Plays {
    let folder = tempfile::tempdir().unwrap();
    let rows: Vec<String> = rows
        .iter()
        .map(|r| format!("2015_01_BBB_AAA,{r}"))
        .collect();
    let path = folder.path().join("play_by_play_2015.csv");
    std::fs::write(&path, format!("{HEADER}\n{}\n", rows.join("\n"))).unwrap();
    let source = Source::open(folder.path()).unwrap();
    load(&source, &LoadOptions::default()).unwrap().0
}

fn bases(scored: &[Scored]) -> Vec<Basis> {
    scored.iter().map(|s| s.basis).collect()
}

#[test]
fn marks_in_the_feed_carry_what_comes_next() {
    let plays = plays(&[
        "1,AAA,BBB,NA,1,900,NA,0,NA,NA,NA,NA,7",
        "2,AAA,BBB,BBB,1,890,1,10,75,0,0,run,7",
        "3,AAA,BBB,NA,1,860,NA,0,NA,NA,NA,no_play,7",
        "4,AAA,BBB,BBB,1,860,2,4,69,0,0,pass,7",
        "5,AAA,BBB,AAA,4,5,4,4,30,7,0,qb_kneel,7",
        "6,AAA,BBB,NA,4,0,NA,0,NA,NA,NA,NA,7",
    ]);
    let scored = timeline(&plays, &shipped()).unwrap();
    use Basis::{Next, Own, Result};
    assert_eq!(bases(&scored), [Next, Own, Next, Own, Own, Result]);
    assert_eq!(scored[0].home_wp, scored[1].home_wp);
    assert_eq!(scored[2].home_wp, scored[3].home_wp);
    assert_eq!(scored[2].home_wpa, 0.0);
    assert_eq!(scored[5].home_wp, 1.0);
    // The timeout is seen by the side that has the ball next, as in nflverse.
    let sides: Vec<_> = scored.iter().map(|s| s.home_side).collect();
    let away = Some(false);
    assert_eq!(sides, [away, away, away, away, Some(true), Some(true)]);
    assert_eq!(scored[1].wp(), 1.0 - scored[1].home_wp);
    assert_eq!(scored[1].wpa(), -scored[1].home_wpa);
}

#[test]
fn the_result_is_not_set_against_a_part_of_a_game() {
    let plays = plays(&[
        "2,AAA,BBB,BBB,1,890,1,10,75,0,0,run,7",
        "4,AAA,BBB,BBB,1,860,2,4,69,0,0,pass,7",
        "5,AAA,BBB,NA,1,840,NA,0,NA,NA,NA,no_play,7",
    ]);
    let scored = timeline(&plays, &shipped()).unwrap();
    assert_eq!(bases(&scored), [Basis::Own, Basis::Own, Basis::Last]);
    assert!(scored[0].home_wpa.abs() < 0.2);
    assert!(scored[1].home_wpa.is_nan() && scored[2].home_wpa.is_nan());
    assert_eq!(scored[2].home_wp, scored[1].home_wp);
}

#[test]
fn a_tie_ends_at_one_half() {
    let plays = plays(&[
        "2,AAA,BBB,BBB,4,890,1,10,75,0,0,run,0",
        "4,AAA,BBB,BBB,4,20,2,4,69,0,0,pass,0",
        "5,AAA,BBB,NA,4,0,NA,0,NA,NA,NA,NA,0",
    ]);
    let scored = timeline(&plays, &shipped()).unwrap();
    assert_eq!(scored[2].home_wp, 0.5);
}

#[test]
fn a_game_is_scored_as_if_it_were_alone() {
    let all = sample_plays();
    let model = shipped();
    let together = timeline(all, &model).unwrap();
    for (rows, scored) in by_game(all, &together).step_by(97) {
        let game = &all.game(&rows[0]).game_id;
        let alone = all.only(game).unwrap();
        assert!(timeline(&alone, &model).unwrap() == scored, "{game}");
    }
    assert!(all.only("3001_01_NO_SUCH").is_none());
}
