//! Cleaning: a rule for everything that is odd, and each rule seen at work.

use crate::common::{real_plays, real_seasons};
use std::fs;
use wp::game::Site;
use wp::pbp::{LoadOptions, Source, each, load};
use wp::plays::{Audit, Drop, Outcome, Plays, Role, Seasons};

const HEADER: &str = "game_id,play_id,home_team,away_team,posteam,game_seconds_remaining,down,ydstogo,yardline_100,posteam_score,defteam_score,play_type,posteam_timeouts_remaining,defteam_timeouts_remaining,result,spread_line";

/// A game of AAA at home against BBB from some rows.
fn clean(header: &str, rows: &[&str]) -> wp::Result<Plays> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("play_by_play_2015.csv");
    fs::write(&path, format!("{header}\n{}\n", rows.join("\n"))).unwrap();
    load(&Source::open(folder.path())?, &LoadOptions::default()).map(|(plays, _)| plays)
}

fn roles(plays: &Plays) -> Vec<Role> {
    plays.rows().iter().map(|p| p.role).collect()
}

const KICKOFF: &str = "2015_01_BBB_AAA,1,AAA,BBB,BBB,3600,NA,0,35,0,0,kickoff,3,3,7,2.5";
const FIRST: &str = "2015_01_BBB_AAA,2,AAA,BBB,BBB,3600,1,10,75,0,0,run,3,3,7,2.5";

#[test]
fn a_play_is_seen_from_the_side_with_the_ball() {
    let plays = clean(HEADER, &[KICKOFF, FIRST]).unwrap();
    assert_eq!(roles(&plays), [Role::Not(Drop::Kickoff), Role::Train]);
    let play = &plays.rows()[1];
    let state = plays.state(play).unwrap();
    assert_eq!((state.qtr, state.quarter_seconds_remaining), (1, 900));
    assert_eq!(state.posteam_spread, Some(-2.5));
    assert_eq!(state.site, Some(Site::Away));
    assert_eq!(state.receive_2h_ko, Some(false));
    assert_eq!(plays.outcome(play), Some(Outcome::Loss));
}

#[test]
fn every_odd_row_has_its_reason() {
    let cases = [
        (
            "2015_01_BBB_AAA,2,AAA,BBB,BBB,3500,1,10,75,0,0,run,3,3,7,2",
            None,
        ),
        (
            "2015_01_BBB_AAA,3,AAA,BBB,NA,3500,NA,0,NA,NA,NA,NA,NA,NA,7,2",
            Some(Drop::NoTeam),
        ),
        (
            "2015_01_BBB_AAA,4,AAA,BBB,CCC,3500,1,10,75,0,0,run,3,3,7,2",
            Some(Drop::UnknownTeam),
        ),
        (
            "2015_01_BBB_AAA,5,AAA,BBB,AAA,3500,NA,0,35,0,0,kickoff,3,3,7,2",
            Some(Drop::Kickoff),
        ),
        (
            "2015_01_BBB_AAA,6,AAA,BBB,AAA,3500,NA,0,15,6,0,extra_point,3,3,7,2",
            Some(Drop::Try),
        ),
        (
            "2015_01_BBB_AAA,7,AAA,BBB,AAA,3500,NA,0,2,6,0,pass,3,3,7,2",
            Some(Drop::Try),
        ),
        (
            "2015_01_BBB_AAA,8,AAA,BBB,AAA,3500,NA,0,50,6,0,NA,3,3,7,2",
            Some(Drop::NoDown),
        ),
        (
            "2015_01_BBB_AAA,9,AAA,BBB,AAA,NaN,1,10,75,0,0,run,3,3,7,2",
            Some(Drop::NoClock),
        ),
        (
            "2015_01_BBB_AAA,10,AAA,BBB,AAA,-5,1,10,75,0,0,run,3,3,7,2",
            Some(Drop::BadClock),
        ),
        (
            "2015_01_BBB_AAA,11,AAA,BBB,AAA,3500,5,10,75,0,0,run,3,3,7,2",
            Some(Drop::BadDown),
        ),
        (
            "2015_01_BBB_AAA,12,AAA,BBB,AAA,3500,1,10,0,0,0,run,3,3,7,2",
            Some(Drop::BadSpot),
        ),
        (
            "2015_01_BBB_AAA,13,AAA,BBB,AAA,3500,1,10,NA,0,0,run,3,3,7,2",
            Some(Drop::BadSpot),
        ),
        (
            "2015_01_BBB_AAA,14,AAA,BBB,AAA,3500,1,0,75,0,0,run,3,3,7,2",
            Some(Drop::BadDistance),
        ),
        (
            "2015_01_BBB_AAA,15,AAA,BBB,AAA,3500,1,10,75,NA,0,run,3,3,7,2",
            Some(Drop::NoScore),
        ),
        (
            "2015_01_BBB_AAA,16,AAA,BBB,AAA,3400,1,10,75,0,0,qb_kneel,3,3,7,2",
            None,
        ),
        (
            "2015_01_BBB_AAA,17,AAA,BBB,AAA,3400,1,10,75,0,0,NA,3,3,7,2",
            Some(Drop::OtherPlay),
        ),
        (
            "2015_01_BBB_AAA,2,AAA,BBB,BBB,3500,1,10,75,0,0,run,3,3,7,2",
            Some(Drop::Duplicate),
        ),
    ];
    let rows: Vec<&str> = cases.iter().map(|(row, _)| *row).collect();
    let plays = clean(HEADER, &rows).unwrap();
    for (play, (row, reason)) in plays.rows().iter().zip(cases) {
        assert_eq!(play.role, reason.map_or(Role::Train, Role::Not), "{row}");
    }
    let audit = Audit::of(&plays);
    let season = &audit.seasons[&2015];
    assert_eq!(season.kept, 2);
    assert_eq!(
        season.kept + season.dropped.values().sum::<usize>(),
        season.rows
    );
}

#[test]
fn ties_are_kept_and_marked() {
    let row = FIRST.replace(",7,2.5", ",0,2.5");
    let plays = clean(HEADER, &[&row]).unwrap();
    assert_eq!(roles(&plays), [Role::Not(Drop::Tie)]);
    assert_eq!(plays.outcome(&plays.rows()[0]), Some(Outcome::Tie));
    assert!(plays.state(&plays.rows()[0]).is_some());
}

#[test]
fn repairs_are_counted() {
    let rows = [
        "2015_01_BBB_AAA,2,AAA,BBB,BBB,3500,1,10,5,0,0,run,3,3,7,2",
        "2015_01_BBB_AAA,3,AAA,BBB,BBB,3490,2,5,5,0,0,run,7,3,7,2",
    ];
    let plays = clean(HEADER, &rows).unwrap();
    assert_eq!(roles(&plays), [Role::Train, Role::Train]);
    assert_eq!(plays.rows()[0].ydstogo, 5);
    assert_eq!(plays.rows()[1].posteam_timeouts_remaining, None);
    let audit = Audit::of(&plays);
    assert_eq!(audit.seasons[&2015].distances_taken_as_goal_to_go, 1);
    assert_eq!(audit.seasons[&2015].timeouts_taken_as_unknown, 1);
}

#[test]
fn the_quarter_follows_from_the_clock() {
    let row = |id: u32, clock: u32, kind: &str| {
        let down = if kind == "kickoff" { "NA" } else { "1" };
        format!("2015_01_BBB_AAA,{id},AAA,BBB,BBB,{clock},{down},10,75,0,0,{kind},3,3,7,2")
    };
    let rows = [
        row(1, 3600, "kickoff"),
        row(2, 2701, "run"),
        row(3, 2700, "run"),
        row(4, 1801, "run"),
        // An untimed down: the first half is not over before the kickoff.
        row(5, 1800, "field_goal"),
        row(6, 1800, "kickoff"),
        row(7, 1800, "run"),
        row(8, 900, "run"),
        row(9, 0, "field_goal"),
        row(10, 600, "kickoff"),
        row(11, 595, "run"),
    ];
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let plays = clean(HEADER, &rows).unwrap();
    let quarters: Vec<u8> = plays.rows().iter().map(|p| p.qtr).collect();
    assert_eq!(quarters, [1, 1, 2, 2, 2, 3, 3, 4, 4, 5, 5]);
    let left: Vec<u16> = plays
        .rows()
        .iter()
        .map(|p| p.quarter_seconds_remaining)
        .collect();
    assert_eq!(left, [900, 1, 900, 1, 0, 900, 900, 900, 0, 600, 595]);
    assert_eq!(plays.rows()[10].role, Role::Not(Drop::Overtime));
}

#[test]
fn rows_out_of_order_are_put_in_order() {
    let rows: Vec<String> = (0..40)
        .map(|i| {
            format!(
                "2015_01_BBB_AAA,{},AAA,BBB,BBB,{},1,10,75,0,0,run,3,3,7,2",
                i + 1,
                3600 - 30 * i
            )
        })
        .collect();
    let mut shuffled: Vec<&str> = rows.iter().map(String::as_str).collect();
    shuffled.reverse();
    shuffled.swap(3, 20);
    let plays = clean(HEADER, &shuffled).unwrap();
    let ids: Vec<i32> = plays.rows().iter().map(|p| p.play_id).collect();
    assert_eq!(ids, (1..=40).collect::<Vec<_>>());
}

#[test]
fn one_late_entry_keeps_the_files_order() {
    let mut rows: Vec<String> = (0..40)
        .map(|i| {
            format!(
                "2015_01_BBB_AAA,{},AAA,BBB,BBB,{},1,10,75,0,0,run,3,3,7,2",
                i + 1,
                3600 - 30 * i
            )
        })
        .collect();
    rows[10] = rows[10].replace(",11,AAA", ",999,AAA");
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let plays = clean(HEADER, &rows).unwrap();
    assert_eq!(plays.rows()[10].play_id, 999);
}

#[test]
fn moved_franchises_have_todays_code() {
    let row = "2015_01_SD_OAK,2,OAK,SD,LAC,3500,1,10,75,0,0,run,3,3,7,2";
    let plays = clean(HEADER, &[row]).unwrap();
    assert_eq!(plays.games()[0].home_team, "LV");
    assert_eq!(plays.rows()[0].home_has_ball, Some(false));
}

#[test]
fn a_missing_column_is_named() {
    let header = HEADER.replace("yardline_100", "yards");
    let error = clean(&header, &[FIRST]).unwrap_err().to_string();
    assert!(error.contains("play_by_play_2015.csv"), "{error}");
    assert!(error.contains("needs a column `yardline_100`"), "{error}");
    assert!(error.contains("yards"), "{error}");
}

#[test]
fn text_where_a_number_should_be_is_named() {
    let row = FIRST.replace(",1,10,75,", ",first,10,75,");
    let error = clean(HEADER, &[&row]).unwrap_err().to_string();
    assert!(error.contains("down") && error.contains("first"), "{error}");
}

#[test]
fn a_broken_file_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("play_by_play_2015.parquet");
    fs::write(
        &path,
        b"PAR1 is how it begins, but then it goes on like this",
    )
    .unwrap();
    let error = load(
        &Source::open(folder.path()).unwrap(),
        &LoadOptions::default(),
    )
    .unwrap_err();
    assert!(
        error.to_string().contains("play_by_play_2015.parquet"),
        "{error}"
    );
    assert!(error.hint().is_some());
}

#[test]
fn the_same_game_in_two_files_counts_once() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["play_by_play_2015.csv", "play_by_play_2015_again.csv"] {
        fs::write(folder.path().join(name), format!("{HEADER}\n{FIRST}\n")).unwrap();
    }
    let source = Source::open(folder.path()).unwrap();
    let (plays, _) = load(&source, &LoadOptions::default()).unwrap();
    assert_eq!(roles(&plays), [Role::Train, Role::Not(Drop::Duplicate)]);
    assert_eq!(plays.games().len(), 1);
}

#[test]
fn seasons_are_read_and_written() {
    let seasons: Seasons = "2009-2011,2014".parse().unwrap();
    assert_eq!(seasons.iter().collect::<Vec<_>>(), [2009, 2010, 2011, 2014]);
    assert_eq!(seasons.to_string(), "2009–2011, 2014");
    for bad in ["", "2022-2009", "20x2", "2009-", "1066", "2009,,2010"] {
        let error = bad.parse::<Seasons>().unwrap_err().to_string();
        assert!(error.contains("years"), "{bad}: {error}");
    }
}

#[test]
fn an_absent_season_is_named() {
    let Some(folder) = real_seasons("an_absent_season_is_named") else {
        return;
    };
    let options = LoadOptions {
        seasons: Some("2008-2010".parse().unwrap()),
        ..LoadOptions::default()
    };
    let error = load(&Source::open(folder).unwrap(), &options).unwrap_err();
    assert!(
        error.to_string().contains("it lacks season 2008"),
        "{error}"
    );
    assert!(error.hint().unwrap().contains("2009–2023"));
}

#[test]
fn the_published_schema_is_read() {
    let Some(folder) = real_seasons("the_published_schema_is_read") else {
        return;
    };
    let parquet = folder.join("nflverse_full_schema_2021_weeks_1_2.parquet");
    let options = LoadOptions {
        extra: vec!["vegas_wp".into()],
        ..LoadOptions::default()
    };
    let (plays, _) = load(&Source::open(&parquet).unwrap(), &options).unwrap();
    assert_eq!(plays.rows().len(), 5721);
    let published = plays.extra("vegas_wp").unwrap();
    let known = published.iter().filter(|p| p.is_finite()).count();
    assert!(known > 5000, "{known}");
}

#[test]
fn real_seasons_come_out_whole() {
    let Some(plays) = real_plays("real_seasons_come_out_whole") else {
        return;
    };
    let audit = Audit::of(plays);
    assert_eq!(audit.seasons.len(), 15);
    for (year, season) in &audit.seasons {
        assert_eq!(
            season.kept + season.dropped.values().sum::<usize>(),
            season.rows,
            "{year}"
        );
        assert!(
            (37_000..43_000).contains(&season.kept),
            "{year}: {}",
            season.kept
        );
        assert!(
            (255..=285).contains(&season.games),
            "{year}: {}",
            season.games
        );
    }
    // Counted apart in polars-python: 554,743, which takes the 106 plays after
    // a wrong clock of 2020_01_LV_CAR for overtime.
    let to_2022: usize = audit.seasons.range(..=2022).map(|(_, s)| s.kept).sum();
    assert_eq!(to_2022, 554_743 + 106);
    for (_, play) in plays.trained() {
        plays.state(play).unwrap().validate().unwrap();
    }
}

#[test]
fn derived_columns_agree_with_those_that_are_there() {
    let Some(folder) = real_seasons("derived_columns_agree_with_those_that_are_there") else {
        return;
    };
    // The rebuilt seasons carry qtr and receive_2h_ko; 2021's full file carries
    // qtr and half clocks. Without them the same must come out.
    for (file, season) in [
        ("play_by_play_2012.parquet", 2012),
        ("nflverse_full_schema_2021_weeks_1_2.parquet", 2021),
    ] {
        let options = LoadOptions {
            extra: vec![
                "qtr".into(),
                "half_seconds_remaining".into(),
                "receive_2h_ko".into(),
            ],
            ..LoadOptions::default()
        };
        let (plays, _) = load(&Source::open(folder.join(file)).unwrap(), &options).unwrap();
        let half = plays.extra("half_seconds_remaining").unwrap();
        let receive = plays.extra("receive_2h_ko").unwrap();
        let mut checked = 0;
        for (i, play) in plays.trained() {
            let state = plays.state(play).unwrap();
            assert_eq!(
                f32::from(state.half_seconds_remaining()),
                half[i],
                "{season} row {i}"
            );
            if receive[i].is_finite() && play.qtr <= 2 {
                checked += 1;
                assert_eq!(
                    state.receive_2h_ko,
                    Some(receive[i] == 1.0),
                    "{season} row {i}"
                );
            }
        }
        assert!(season == 2021 || checked > 15_000);
    }
}

/// R writes yes and no as words, names its rows, and quotes text.
#[test]
fn a_csv_from_r_is_read_as_what_it_says() {
    let header = format!("\"\",{HEADER},home_opening_kickoff");
    let rows = [KICKOFF, FIRST].map(|row| {
        let quoted = row.replace("BBB,BBB", "\"BBB\",\"BBB\"");
        format!("\"1\",{quoted},TRUE")
    });
    let r = clean(&header, &rows.each_ref().map(String::as_str)).unwrap();
    let numbers = [KICKOFF, FIRST].map(|row| format!("{row},1"));
    let plain = format!("{HEADER},home_opening_kickoff");
    let plain = clean(&plain, &numbers.each_ref().map(String::as_str)).unwrap();
    assert_eq!(roles(&r), roles(&plain));
    assert_eq!(r.state(&r.rows()[1]), plain.state(&plain.rows()[1]));
    // Other words are errors still.
    let odd = format!("{FIRST},MAYBE");
    let error = clean(&format!("{HEADER},home_opening_kickoff"), &[&odd]).unwrap_err();
    assert!(
        error.to_string().contains("home_opening_kickoff"),
        "{error}"
    );
}

#[test]
fn files_of_other_kinds_say_how_to_convert_them() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("play_by_play_2021.rds");
    fs::write(&path, [0x1f, 0x8b, 8, 0]).unwrap();
    for root in [path.as_path(), folder.path()] {
        let error = Source::open(root).unwrap_err();
        assert!(error.hint().unwrap().contains("readRDS"), "{error}");
    }
    // Decimals, which polars here would panic at.
    let decimal = fs::read("tests/golden/decimal.parquet").unwrap();
    fs::write(folder.path().join("play_by_play_2021.parquet"), decimal).unwrap();
    let source = Source::open(folder.path()).unwrap();
    let error = load(&source, &LoadOptions::default()).unwrap_err();
    assert!(error.to_string().contains("spread_line"), "{error}");
    assert!(error.hint().unwrap().contains("DOUBLE"), "{error}");
}

#[test]
fn rows_whose_clock_runs_backward_are_counted() {
    let rows = [
        "2015_01_BBB_AAA,2,AAA,BBB,BBB,3500,1,10,75,0,0,run,3,3,7,2",
        "2015_01_BBB_AAA,3,AAA,BBB,BBB,3503,2,5,70,0,0,run,3,3,7,2",
        "2015_01_BBB_AAA,4,AAA,BBB,BBB,3560,3,5,70,0,0,run,3,3,7,2",
    ];
    let audit = Audit::of(&clean(HEADER, &rows).unwrap());
    assert_eq!(audit.seasons[&2015].out_of_order, 1);
}

/// Some of nflverse's columns of two drives in turn, as feeds of 2009 to 2018 have them:
/// the running score follows the file's order.
#[test]
fn interleaved_drives_are_put_in_the_order_of_play() {
    let header = "game_id,play_id,home_team,away_team,posteam,qtr,quarter_seconds_remaining,drive,down,ydstogo,yardline_100,posteam_score,defteam_score,play_type,result";
    let row =
        |id: u32, team: &str, clock: u16, drive: u8, down: u8, score: (u8, u8), kind: &str| {
            format!(
                "2011_13_BBB_AAA,{id},AAA,BBB,{team},2,{clock},{drive},{down},10,60,{},{},{kind},7",
                score.0, score.1
            )
        };
    let rows = [
        row(1, "AAA", 800, 5, 1, (0, 0), "run"),
        row(2, "BBB", 700, 6, 1, (0, 0), "pass"),
        row(3, "AAA", 770, 5, 2, (0, 0), "run"),
        row(4, "BBB", 670, 6, 2, (0, 0), "pass"),
        row(5, "AAA", 740, 5, 3, (0, 0), "field_goal"),
        row(6, "BBB", 640, 6, 3, (0, 3), "pass"),
    ];
    let plays = clean(header, &rows.each_ref().map(String::as_str)).unwrap();
    let ids: Vec<i32> = plays.rows().iter().map(|p| p.play_id).collect();
    assert_eq!(ids, [1, 3, 5, 2, 4, 6]);
    // The field goal was kicked before BBB had the ball.
    let leads: Vec<i16> = plays.rows().iter().map(|p| p.score_differential).collect();
    assert_eq!(leads, [0, 0, 0, -3, -3, -3]);
    let audit = Audit::of(&plays);
    let season = &audit.seasons[&2011];
    assert_eq!((season.put_in_order, season.out_of_order), (2, 0));
    // Where the file says its order, that is the order.
    let numbered: Vec<String> = (1..)
        .zip(&rows)
        .map(|(i, row)| format!("{row},{i}"))
        .collect();
    let header = format!("{header},order_sequence");
    let numbered: Vec<&str> = numbered.iter().map(String::as_str).collect();
    let audit = Audit::of(&clean(&header, &numbered).unwrap());
    let season = &audit.seasons[&2011];
    assert_eq!((season.put_in_order, season.out_of_order), (0, 2));
}

/// Games whose drives the feed interleaves: clock, drive and downs agree after cleaning.
#[test]
fn real_games_out_of_order_are_repaired_or_counted() {
    let Some(plays) = real_plays("real_games_out_of_order_are_repaired_or_counted") else {
        return;
    };
    let audit = Audit::of(plays);
    let sum = |of: &dyn Fn(&wp::plays::audit::SeasonAudit) -> usize| {
        audit.seasons.values().map(of).sum::<usize>()
    };
    let (put, left) = (sum(&|s| s.put_in_order), sum(&|s| s.out_of_order));
    assert!(put > 300 && left < 350, "{put} put in order, {left} left");
    for id in [
        "2011_13_DET_NO",
        "2012_06_CIN_CLE",
        "2011_09_BAL_PIT",
        "2009_07_BUF_CAR",
        "2010_05_GB_WAS",
    ] {
        let game = plays.only(id).unwrap();
        let one = &Audit::of(&game).seasons[&game.games()[0].season];
        assert!(one.out_of_order <= 4, "{id}: {}", one.out_of_order);
        let scores: Vec<_> = game.rows().iter().filter_map(|p| p.score).collect();
        let falls = scores
            .windows(2)
            .filter(|s| s[1].0 < s[0].0 || s[1].1 < s[0].1);
        assert_eq!(falls.count(), 0, "{id}: points are taken back");
    }
}

#[test]
fn preseason_is_scored_and_not_trained_on() {
    let header = format!("{HEADER},season_type");
    let rows = [KICKOFF, FIRST].map(|row| format!("{row},PRE"));
    let plays = clean(&header, &rows.each_ref().map(String::as_str)).unwrap();
    assert_eq!(roles(&plays)[1], Role::Not(Drop::Preseason));
    assert!(plays.state(&plays.rows()[1]).is_some());
}

#[test]
fn a_file_of_1999_is_read() {
    // No spread, no timeouts, numbers as doubles, teams of the day.
    let header = "play_id,game_id,home_team,away_team,season_type,week,posteam,game_date,quarter_seconds_remaining,half_seconds_remaining,game_seconds_remaining,qtr,down,ydstogo,yardline_100,play_type,posteam_score,defteam_score,home_score,away_score,location";
    let rows = [
        "35.0,1999_01_STL_OAK,OAK,STL,REG,1.0,STL,1999-09-12,900.0,1800.0,3600.0,1.0,,0.0,30.0,kickoff,,,17.0,20.0,Home",
        "60.0,1999_01_STL_OAK,OAK,STL,REG,1.0,STL,1999-09-12,895.0,1795.0,3595.0,1.0,1.0,10.0,77.0,pass,0.0,0.0,17.0,20.0,Home",
        "82.0,1999_01_STL_OAK,OAK,STL,REG,1.0,STL,1999-09-12,860.0,1760.0,3560.0,1.0,2.0,6.0,73.0,run,0.0,0.0,17.0,20.0,Home",
    ];
    let plays = clean(header, &rows).unwrap();
    let game = &plays.games()[0];
    assert_eq!(
        (game.season, game.week, game.result),
        (1999, Some(1), Some(-3))
    );
    assert_eq!(
        (game.home_team.as_str(), game.away_team.as_str()),
        ("LV", "LA")
    );
    assert_eq!(plays.trained().count(), 2);
    let state = plays.state(&plays.rows()[1]).unwrap();
    assert_eq!(
        (state.posteam_spread, state.posteam_timeouts_remaining),
        (None, None)
    );
    state.validate().unwrap();
}

/// Suspended for an hour at halftime by lightning, then played to its end.
#[test]
fn a_suspended_and_resumed_game_is_one_game() {
    let Some(plays) = real_plays("a_suspended_and_resumed_game_is_one_game") else {
        return;
    };
    let game = plays.only("2021_05_BUF_KC").unwrap();
    assert_eq!(game.games()[0].final_score, Some((20, 38)));
    let audit = Audit::of(&game);
    assert_eq!(audit.seasons[&2021].out_of_order, 0);
    let quarters: Vec<u8> = game
        .rows()
        .iter()
        .map(|p| p.qtr)
        .filter(|q| *q > 0)
        .collect();
    assert!(quarters.is_sorted() && quarters.contains(&1) && quarters.contains(&4));
    let scored =
        wp::score::timeline(&game, &wp::shipped_model().unwrap().without_intervals()).unwrap();
    let sum: f32 = scored
        .iter()
        .filter(|s| !s.home_wpa.is_nan())
        .map(|s| s.home_wpa)
        .sum();
    assert!((scored[0].home_wp + sum).abs() < 1e-4, "Buffalo won: {sum}");
}

#[test]
fn a_line_without_an_end_is_named() {
    let long = FIRST.replace(",run,", &format!(",{},", "x".repeat(17 << 20)));
    let error = clean(HEADER, &[KICKOFF, &long]).unwrap_err();
    assert!(error.to_string().contains("line 3 is longer than 16 MB"));
    assert!(error.hint().unwrap().contains("quote"));
}

/// File by file the same rows as all at once, with a game that is in two files.
#[test]
fn files_one_by_one_are_the_rows_of_all_together() {
    let folder = tempfile::tempdir().unwrap();
    let other = FIRST.replace("2015_01_BBB_AAA", "2016_01_BBB_AAA");
    for (year, rows) in [
        (2015, [KICKOFF, FIRST].join("\n")),
        (2016, [other.as_str(), FIRST].join("\n")),
    ] {
        let path = folder.path().join(format!("play_by_play_{year}.csv"));
        fs::write(path, format!("{HEADER}\n{rows}\n")).unwrap();
    }
    let source = Source::open(folder.path()).unwrap();
    let options = LoadOptions::default();
    let (all, _) = load(&source, &options).unwrap();
    assert!(roles(&all).contains(&Role::Not(Drop::Duplicate)));
    let mut rows = Vec::new();
    let mut most = 0;
    let read = each(&source, &options, |plays| {
        most = most.max(plays.rows().len());
        rows.extend(plays.rows().iter().map(|p| (p.role, p.game, p.play_id)));
        Ok(())
    })
    .unwrap();
    let expected: Vec<_> = all
        .rows()
        .iter()
        .map(|p| (p.role, p.game, p.play_id))
        .collect();
    assert_eq!(rows, expected);
    assert_eq!(most, 2);
    assert_eq!(read.games.games().len(), all.games().len());
    let (found, expected) = (read.audit, Audit::of(&all));
    let value = |audit: &Audit| serde_json::to_value(audit).unwrap();
    assert_eq!(value(&found), value(&expected));
}
