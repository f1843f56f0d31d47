//! What the fitted sub-models must hold to.

use wp::decide::SubModels;
use wp::decide::conversion::Attempt;
use wp::decide::field_goal::{Kick, spot_of_miss};

fn shipped() -> &'static SubModels {
    SubModels::shipped().unwrap()
}

fn attempt(distance: f64, yardline_100: f64) -> Attempt {
    Attempt {
        distance,
        yardline_100,
        fourth: true,
        spread: 0.0,
        total: 44.0,
        behind: 0.0,
        ahead: 0.0,
    }
}

#[test]
fn a_longer_distance_never_converts_more_often() {
    let go = &shipped().conversion;
    for yardline_100 in 1..=99 {
        let mut before = 1.0;
        for distance in 1..=yardline_100 {
            let p = go.p_converts(&attempt(f64::from(distance), f64::from(yardline_100)));
            assert!(p > 0.0 && p < 0.99, "{distance} at {yardline_100}: {p}");
            assert!(p <= before, "{distance} at {yardline_100}: {p} > {before}");
            before = p;
        }
    }
}

#[test]
fn a_closer_kick_is_never_worse_and_there_is_no_cliff() {
    let kick = |yardline_100: f64, indoors: Option<bool>| {
        shipped().field_goal.p_made(&Kick {
            yardline_100,
            indoors,
            season: None,
        })
    };
    for indoors in [None, Some(false), Some(true)] {
        for y in 1..99 {
            let (near, far) = (kick(f64::from(y), indoors), kick(f64::from(y + 1), indoors));
            assert!(far <= near, "{y}: {near} < {far}");
            // No yard more costs so much that it could be a cliff.
            assert!(near - far < 0.06, "{y}: {near} to {far}");
            assert!(far > 0.0 && near < 1.0);
        }
    }
    // An extra-point kick, and one from midfield.
    assert!(kick(2.0, None) > 0.97);
    assert!(kick(50.0, None) < 0.25);
    assert!(kick(35.0, Some(true)) > kick(35.0, Some(false)));
}

#[test]
fn a_miss_gives_the_ball_at_the_spot_of_the_kick_or_the_20() {
    // From the 30: held at the 38, so that 62 yards are left.
    assert!((spot_of_miss(30.0) - 62.0).abs() < 1e-9);
    assert!((spot_of_miss(5.0) - 80.0).abs() < 1e-9);
}

#[test]
fn ends_of_a_punt_add_up_and_starts_lie_on_the_field() {
    let punt = &shipped().punt;
    for yardline_100 in 25..=99 {
        let ends = punt.ends(f64::from(yardline_100));
        let sum = ends.p_starts + ends.touchback + ends.kept.0;
        let sum = sum + ends.returned + ends.scored + ends.safety;
        assert!((sum - 1.0).abs() < 1e-9, "{yardline_100}: {sum}");
        assert!(ends.p_starts > 0.5);
        assert!(
            ends.starts
                .values()
                .iter()
                .all(|v| (1.0..=99.0).contains(v))
        );
    }
    // From deep the other side starts nearer to the goal than from midfield.
    assert!(punt.ends(95.0).mean() + 20.0 < punt.ends(50.0).mean());
    assert!(punt.ends(45.0).touchback > 0.1);
    assert!(punt.ends(90.0).touchback < 0.01);
}

#[test]
fn where_a_play_ends_lies_on_the_field() {
    let go = &shipped().conversion;
    for yardline_100 in 1..=99 {
        for distance in 1..=yardline_100.min(30) {
            let a = attempt(f64::from(distance), f64::from(yardline_100));
            for y in go.first_down_at(&a, 5) {
                // At goal to go it is a foul: half the distance.
                let most = match yardline_100 - distance {
                    0 => f64::from(yardline_100),
                    room => f64::from(room),
                };
                assert!(y >= 1.0 && y <= most, "{a:?}: {y}");
            }
            for y in go.taken_over_at(&a, 5) {
                assert!((1.0..=99.0).contains(&y), "{a:?}: {y}");
            }
            let p = go.p_scores(&a);
            assert!((0.0..=1.0).contains(&p));
            assert!(p > 0.8 || distance < yardline_100, "{a:?}: {p}");
        }
    }
}

#[test]
fn what_is_written_is_read_back_and_anything_else_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("decide.json");
    wp::file::write_sub_models(shipped(), &path).unwrap();
    let back = wp::file::read_sub_models(&path).unwrap();
    assert_eq!(back.seasons, shipped().seasons);
    assert_eq!(&back, shipped());
    let text = std::fs::read_to_string(&path).unwrap();
    for (from, to) in [
        ("\"format\": 4", "\"format\": 9"),
        ("\"returned\": 0.", "\"returned\": 7."),
        ("\"converts\"", "\"convertz\""),
    ] {
        let broken = text.replacen(from, to, 1);
        assert_ne!(broken, text, "{from}");
        let error = SubModels::from_json(&broken, &path).unwrap_err();
        assert!(
            error.hint().unwrap().contains("wp fourth-down fit"),
            "{error}"
        );
    }
}

#[test]
fn late_in_the_game_who_is_behind_converts_less_on_fourth_down() {
    use wp::decide::intent::pressed;
    assert_eq!(pressed(3, 10, -20), (0.0, 0.0));
    assert_eq!(pressed(4, 60, 0), (0.0, 0.0));
    let (early, late) = (pressed(4, 900, -3).0, pressed(4, 30, -3).0);
    assert!(early < 0.06 && late > 0.9 && pressed(4, 30, -3).1 == 0.0);
    assert!((pressed(4, 30, 3).1 - late).abs() < 1e-12);
    let go = &shipped().conversion;
    for distance in [3.0, 5.0] {
        let calm = attempt(distance, 60.0);
        let hurried = Attempt {
            behind: late,
            ..calm
        };
        assert!(go.p_converts(&hurried) < go.p_converts(&calm), "{distance}");
    }
}

#[test]
fn a_foul_at_the_goal_line_converts_and_is_no_touchdown() {
    let go = &shipped().conversion;
    let at_goal = attempt(3.0, 3.0);
    let scores = go.p_scores(&at_goal);
    assert!(scores > 0.8 && scores < 1.0, "{scores}");
    for yards in [1.0, 3.0, 10.0] {
        let at = go.first_down_at(&attempt(yards, yards), 5);
        assert!(!at.is_empty() && at.iter().all(|&y| y >= 1.0 && y <= yards));
    }
}
