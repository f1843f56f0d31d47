//! What must hold on every row and between rows, over games of any seed.

use proptest::prelude::*;
use wp::simulate::{self, PlayColumns, Season};

/// Rows of one game.
fn games(plays: &PlayColumns) -> Vec<std::ops::Range<usize>> {
    let mut ranges = Vec::new();
    let mut start = 0;
    for i in 1..=plays.len() {
        if i == plays.len() || plays.game_id[i] != plays.game_id[start] {
            ranges.push(start..i);
            start = i;
        }
    }
    ranges
}

fn half(qtr: i32) -> i32 {
    if qtr > 4 { qtr } else { (qtr + 1) / 2 }
}

fn score_changes_legally(season: &Season, game: std::ops::Range<usize>) {
    let (p, d) = (&season.plays, &season.details);
    let mut score = [0, 0];
    for i in game.clone() {
        if let (Some(us), Some(them)) = (p.posteam_score[i], p.defteam_score[i]) {
            let home = d.posteam_type[i] == Some("home");
            let [h, a] = if home { [us, them] } else { [them, us] };
            assert_eq!([h, a], score, "score before row {i}");
            assert_eq!(p.score_differential[i], Some(us - them));
        }
        let after = [d.total_home_score[i], d.total_away_score[i]];
        let gained = [after[0] - score[0], after[1] - score[1]];
        assert!(gained.contains(&0), "both teams scored on row {i}");
        let expected = if d.touchdown[i] == 1 {
            6
        } else if d.field_goal_result[i] == Some("made") {
            3
        } else if d.safety[i] == 1 || d.two_point_conv_result[i] == Some("success") {
            2
        } else {
            i32::from(d.extra_point_result[i] == Some("good"))
        };
        assert_eq!(gained[0] + gained[1], expected, "points on row {i}");
        if let Some(team) = d.td_team[i] {
            assert_eq!(team == p.home_team[i], gained[0] == 6);
        }
        score = after;
    }
    let last = game.end - 1;
    assert_eq!(
        score,
        [p.home_score[last], p.away_score[last]],
        "final score"
    );
    assert_eq!(p.result[last], score[0] - score[1]);
}

fn clock_and_timeouts_fall(season: &Season, game: std::ops::Range<usize>) {
    let (p, d) = (&season.plays, &season.details);
    for i in game.clone() {
        let (qtr, clock) = (p.qtr[i], p.quarter_seconds_remaining[i]);
        let most = if qtr > 4 && p.season_type[i] == "REG" {
            600
        } else {
            900
        };
        assert!(
            (0..=most).contains(&clock),
            "clock {clock} in quarter {qtr}"
        );
        let later = (4 - qtr).max(0) * 900;
        assert_eq!(p.game_seconds_remaining[i], clock + later);
        let more = if matches!(qtr, 1 | 3) { 900 } else { 0 };
        assert_eq!(p.half_seconds_remaining[i], clock + more);
        let timeouts = [d.home_timeouts_remaining[i], d.away_timeouts_remaining[i]];
        assert!(timeouts.iter().all(|n| (0..=3).contains(n)));
        if i + 1 == game.end {
            break;
        }
        let next = i + 1;
        assert!(p.play_id[next] > p.play_id[i], "play_id rises");
        assert!(p.qtr[next] == qtr || p.qtr[next] == qtr + 1);
        if p.qtr[next] == qtr {
            assert!(
                p.quarter_seconds_remaining[next] <= clock,
                "clock rises at row {next}"
            );
        } else {
            assert_eq!(clock, 0, "quarter {qtr} ended early");
        }
        if half(p.qtr[next]) == half(qtr) {
            let later = [
                d.home_timeouts_remaining[next],
                d.away_timeouts_remaining[next],
            ];
            let used = timeouts[0] - later[0] + timeouts[1] - later[1];
            assert!(later[0] <= timeouts[0] && later[1] <= timeouts[1]);
            assert_eq!(used, d.timeout[next], "timeouts only fall on their own row");
        }
    }
}

fn downs_follow(season: &Season, game: std::ops::Range<usize>) {
    let (p, d) = (&season.plays, &season.details);
    let mut before: Option<usize> = None;
    for i in game {
        if p.play_type[i].is_none() {
            assert!(p.posteam[i].is_none() && p.down[i].is_none() && p.yardline_100[i].is_none());
            assert_eq!(p.ydstogo[i], 0);
            continue;
        }
        let (us, them) = (p.posteam[i].unwrap(), p.defteam[i].unwrap());
        assert!(us != them && [p.home_team[i], p.away_team[i]].contains(&us));
        let Some(down) = p.down[i] else {
            before = None;
            continue;
        };
        let spot = p.yardline_100[i].unwrap();
        assert!((1..=4).contains(&down) && (1..=99).contains(&spot));
        assert!(
            (1..=spot).contains(&p.ydstogo[i]),
            "{} to go at {spot}",
            p.ydstogo[i]
        );
        assert_eq!(d.goal_to_go[i] == 1, p.ydstogo[i] == spot);
        let yards = p.yards_gained[i].unwrap();
        assert!(yards <= spot && yards >= spot - 100);

        let Some(b) = before
            .replace(i)
            .filter(|&b| half(p.qtr[b]) == half(p.qtr[i]))
        else {
            assert_eq!(down, 1, "a series begins with first down (row {i})");
            continue;
        };
        let (was, togo) = (p.yardline_100[b].unwrap(), p.ydstogo[b]);
        let gained = p.yards_gained[b].unwrap();
        let kept = p.posteam[b] == p.posteam[i];
        let kick = matches!(p.play_type[b], Some("punt" | "field_goal"));
        let lost = d.interception[b] == 1 || d.fumble_lost[b] == 1;
        let stopped = p.down[b] == Some(4) && gained < togo && p.play_type[b] != Some("no_play");
        if kick {
            assert_eq!(
                kept,
                p.play_type[b] == Some("punt") && lost,
                "after a kick, row {i}"
            );
            assert_eq!(down, 1);
        } else if lost || stopped {
            assert!(!kept && down == 1, "the ball goes over at row {i}");
            if stopped && !lost {
                assert_eq!(spot, 100 - (was - gained));
            }
        } else {
            assert!(kept, "the ball goes over for no reason at row {i}");
            if d.penalty[b] == 1 {
                assert!(down == 1 || Some(down) == p.down[b]);
            } else {
                let first = gained >= togo;
                let expected = if first { 1 } else { p.down[b].unwrap() + 1 };
                assert_eq!((down, spot), (expected, was - gained), "row {i}");
                let to_go = if first { spot.min(10) } else { togo - gained };
                assert_eq!(p.ydstogo[i], to_go);
            }
        }
    }
}

/// What may follow a score, and who receives.
fn kicks_follow(season: &Season, game: std::ops::Range<usize>) {
    let (p, d) = (&season.plays, &season.details);
    let first = p.play_type[game.clone()]
        .iter()
        .position(|t| *t == Some("kickoff"))
        .unwrap();
    let second = game
        .clone()
        .find(|&i| p.qtr[i] == 3 && p.play_type[i] == Some("kickoff"))
        .expect("a kickoff of the second half");
    assert_ne!(
        p.posteam[game.start + first],
        p.posteam[second],
        "both halves received"
    );
    assert_eq!(p.quarter_seconds_remaining[second], 900);
    let opened = d.posteam_type[game.start + first] == Some("home");
    assert_eq!(d.home_opening_kickoff[game.start] == 1, opened);

    let plays: Vec<usize> = game.filter(|&i| p.play_type[i].is_some()).collect();
    for pair in plays.windows(2) {
        let (i, next) = (pair[0], pair[1]);
        let try_next = d.extra_point_result[next].is_some() || d.two_point_attempt[next] == 1;
        if d.touchdown[i] == 1 {
            assert!(try_next, "a try follows a touchdown (row {i})");
            assert_eq!(p.posteam[next], d.td_team[i]);
        } else {
            assert!(!try_next);
        }
        let tried = d.extra_point_result[i].is_some() || d.two_point_attempt[i] == 1;
        if half(p.qtr[i]) != half(p.qtr[next]) {
            continue;
        }
        if tried || d.field_goal_result[i] == Some("made") || d.safety[i] == 1 {
            assert_eq!(
                p.play_type[next],
                Some("kickoff"),
                "a kick follows points (row {i})"
            );
            let scorer_receives = d.safety[i] == 1;
            let scorer = if d.safety[i] == 1 {
                p.defteam[i]
            } else {
                p.posteam[i]
            };
            assert_eq!(p.posteam[next] == scorer, scorer_receives);
        }
    }
}

fn check(season: &Season) {
    let plays = &season.plays;
    for (n, game) in games(plays).into_iter().enumerate() {
        assert_eq!(plays.game_id[game.start], season.schedule.game_id[n]);
        assert_eq!(plays.result[game.start], season.schedule.result[n]);
        let over = plays.qtr[game.end - 1] > 4;
        assert_eq!(season.schedule.overtime[n] == 1, over);
        score_changes_legally(season, game.clone());
        clock_and_timeouts_fall(season, game.clone());
        downs_follow(season, game.clone());
        kicks_follow(season, game);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn rules_hold_on_every_row(seed: u64, year in 3001_u16..=9999) {
        check(&simulate::season(year, 16, seed).unwrap());
    }
}

#[test]
fn rules_hold_in_whole_seasons_with_play_offs() {
    for seed in 0..4 {
        check(&simulate::season(3001, simulate::SEASON_GAMES, seed).unwrap());
    }
}

#[test]
fn columns_are_all_of_one_length_and_named_once() {
    let season = simulate::season(3001, 3, 1).unwrap();
    let length = |column: &simulate::Column<'_>| match column {
        simulate::Column::Id(v) => v.len(),
        simulate::Column::Text(v) => v.len(),
        simulate::Column::OptText(v) => v.len(),
        simulate::Column::Int(v) => v.len(),
        simulate::Column::OptInt(v) => v.len(),
        simulate::Column::Real(v) => v.len(),
    };
    for (columns, rows) in [
        (season.plays.columns(), season.plays.len()),
        (season.details.columns(), season.plays.len()),
        (season.schedule.columns(), season.schedule.len()),
    ] {
        let mut names: Vec<_> = columns.iter().map(|(name, _)| *name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), columns.len());
        for (name, column) in &columns {
            assert_eq!(length(column), rows, "{name}");
        }
    }
}
