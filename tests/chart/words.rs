//! Words for plays.

use wp::chart::words::{Happened, sentence, short, situation};
use wp::pbp::details::Detail;
use wp::plays::{Drop, Play, PlayType, Role};

fn play(play_type: PlayType) -> Play {
    Play {
        play_type,
        role: Role::Train,
        home_has_ball: Some(false),
        qtr: 2,
        down: 3,
        ydstogo: 6,
        yardline_100: 23,
        ..crate::common::sample_plays().rows()[1].clone()
    }
}

fn said(play: &Play, detail: Detail, points: (i16, i16), next: Option<bool>) -> String {
    short(&Happened {
        play,
        detail: &detail,
        points,
        next_home_ball: next,
        codes: ("ATL", "NE"),
    })
}

fn yards(yards_gained: i32) -> Detail {
    Detail {
        yards_gained: Some(yards_gained),
        ..Detail::default()
    }
}

#[test]
fn passes_and_runs() {
    let pass = play(PlayType::Pass);
    let run = play(PlayType::Run);
    let on = Some(false);
    for (play, detail, points, next, expected) in [
        (&pass, yards(12), (0, 0), on, "NE 12-yd pass, 3rd & 6"),
        (&pass, yards(0), (0, 0), on, "NE incomplete, 3rd & 6"),
        (&pass, yards(-8), (0, 0), on, "NE sack, 8 yds, 3rd & 6"),
        (&pass, yards(23), (0, 6), None, "NE 23-yd TD pass"),
        (&run, yards(0), (0, 6), None, "NE TD run"),
        (&run, yards(-2), (0, 0), on, "NE run, loss of 2, 3rd & 6"),
        (&run, Detail::default(), (0, 0), on, "NE run, 3rd & 6"),
        (&pass, yards(82), (6, 0), None, "NE turnover, ATL TD return"),
        (&run, yards(-3), (2, 0), None, "NE safety"),
        (&pass, yards(5), (0, 0), Some(true), "NE turnover"),
    ] {
        assert_eq!(said(play, detail, points, next), expected);
    }
    let intercepted = Detail {
        interception: Some(true),
        ..yards(0)
    };
    assert_eq!(
        said(&pass, intercepted.clone(), (0, 0), Some(true)),
        "NE interception"
    );
    assert_eq!(
        said(&pass, intercepted, (6, 0), None),
        "NE interception, ATL TD return"
    );
    let fourth = Play {
        down: 4,
        ydstogo: 1,
        ..run.clone()
    };
    assert_eq!(
        said(&fourth, yards(0), (0, 0), Some(true)),
        "NE stopped on 4th & 1"
    );
}

#[test]
fn kicks() {
    let kick = play(PlayType::FieldGoal);
    let made = |result: &str| Detail {
        field_goal_result: Some(result.into()),
        ..Detail::default()
    };
    for (detail, points, expected) in [
        (made("made"), (0, 3), "NE 41-yd field goal"),
        (Detail::default(), (0, 3), "NE 41-yd field goal"),
        (made("missed"), (0, 0), "NE 41-yd field goal missed"),
        (Detail::default(), (0, 0), "NE 41-yd field goal missed"),
        (
            made("blocked"),
            (6, 0),
            "NE 41-yd field goal blocked, return TD",
        ),
    ] {
        assert_eq!(said(&kick, detail, points, None), expected);
    }
    let punt = play(PlayType::Punt);
    assert_eq!(
        said(&punt, Detail::default(), (0, 0), Some(true)),
        "NE punt"
    );
    assert_eq!(
        said(&punt, Detail::default(), (0, 0), Some(false)),
        "NE punt, keeps the ball"
    );
    assert_eq!(
        said(&punt, Detail::default(), (6, 0), None),
        "NE punt, return TD"
    );
    let kickoff = play(PlayType::Kickoff);
    assert_eq!(
        said(&kickoff, Detail::default(), (0, 6), None),
        "NE kickoff return TD"
    );
    assert_eq!(
        said(&kickoff, Detail::default(), (0, 0), Some(true)),
        "NE kickoff, ATL recovers"
    );
}

#[test]
fn tries() {
    let attempt = Play {
        role: Role::Not(Drop::Try),
        down: 0,
        ..play(PlayType::Pass)
    };
    assert_eq!(
        said(&attempt, yards(0), (0, 2), None),
        "NE two-point attempt good"
    );
    assert_eq!(
        said(&attempt, yards(0), (0, 0), None),
        "NE two-point attempt failed"
    );
    let kick = play(PlayType::ExtraPoint);
    assert_eq!(
        said(&kick, Detail::default(), (0, 1), None),
        "NE extra point good"
    );
    assert_eq!(
        said(&kick, Detail::default(), (0, 0), None),
        "NE extra point missed"
    );
}

#[test]
fn the_leagues_own_sentence_goes_first() {
    let pass = play(PlayType::Pass);
    let detail = Detail {
        desc: Some("(2:36) T.Brady pass intercepted by R.Alford".into()),
        ..yards(0)
    };
    let happened = Happened {
        play: &pass,
        detail: &detail,
        points: (6, 0),
        next_home_ball: None,
        codes: ("ATL", "NE"),
    };
    assert!(sentence(&happened).contains("R.Alford"));
    assert!(short(&happened).len() < 40);
}

#[test]
fn situations() {
    let codes = ("ATL", "NE");
    let mut p = play(PlayType::Run);
    assert_eq!(situation(&p, codes), "3rd & 6 at ATL 23");
    p.yardline_100 = 50;
    assert_eq!(situation(&p, codes), "3rd & 6 at midfield");
    p.yardline_100 = 75;
    assert_eq!(situation(&p, codes), "3rd & 6 at NE 25");
    (p.down, p.ydstogo, p.yardline_100) = (1, 4, 4);
    assert_eq!(situation(&p, codes), "1st & goal at ATL 4");
    p.down = 0;
    assert_eq!(situation(&p, codes), "");
}
