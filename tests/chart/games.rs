//! Whole games: everything is drawn, nothing overlaps or is cut off.

use super::chart_of;
use crate::common::{real_plays, sample_plays};
use rayon::prelude::*;
use wp::plays::Plays;
use wp::report::game_chart::{Format, GameChart, Rect, Shape, draw, laid_out};
use wp::report::game_page;

const SIZES: [(f64, f64); 5] = [
    (1200.0, 720.0),
    (2400.0, 1400.0),
    (760.0, 480.0),
    (400.0, 560.0),
    (400.0, 400.0),
];

/// What must hold for every picture.
fn check(chart: &GameChart, sizes: &[(f64, f64)]) {
    let id = &chart.game_id;
    let length = chart.length();
    let moments = &chart.moments;
    assert!(!moments.is_empty(), "{id}");
    assert!(
        moments.windows(2).all(|w| w[0].elapsed <= w[1].elapsed),
        "{id}"
    );
    for m in moments {
        assert!((0.0..=1.0).contains(&m.home_wp), "{id} {m:?}");
        assert!((0.0..=length).contains(&m.elapsed), "{id} {m:?}");
        assert!(!m.what.is_empty() && !m.short.is_empty(), "{id} {m:?}");
    }
    // The changes add up to the end less the start.
    let sum: f64 = moments.iter().filter_map(|m| m.home_wpa).sum();
    let (first, last) = (&moments[0], &moments[moments.len() - 1]);
    assert!((sum - (last.home_wp - first.home_wp)).abs() < 1e-9, "{id}");
    // The scores lead to the result.
    if let (Some(end), Some(s)) = (last.score, chart.scorings.last()) {
        assert_eq!(end, s.score, "{id}");
    }
    for pair in chart.scorings.windows(2) {
        assert!(pair[0].score.0 <= pair[1].score.0, "{id}");
        assert!(pair[0].score.1 <= pair[1].score.1, "{id}");
    }
    for &(width, height) in sizes {
        let (scene, frame) = laid_out(chart, width, height);
        let whole = Rect {
            left: 0.0,
            top: 0.0,
            right: width,
            bottom: height,
        };
        let texts: Vec<(Rect, &str)> = scene
            .shapes
            .iter()
            .filter_map(|s| match s {
                Shape::Text { words, .. } => Some((s.text_box()?, words.as_str())),
                _ => None,
            })
            .collect();
        for (i, (rect, words)) in texts.iter().enumerate() {
            assert!(
                whole.encloses(rect),
                "{id} {width}: `{words}` is cut off: {rect:?}"
            );
            // Glyphs are lower than their line.
            let tight = Rect {
                top: rect.top + 2.0,
                bottom: rect.bottom - 2.0,
                left: rect.left + 0.5,
                right: rect.right - 0.5,
            };
            for (other, others) in &texts[..i] {
                assert!(
                    !tight.overlaps(other),
                    "{id} {width}: `{words}` and `{others}` overlap: {rect:?} {other:?}"
                );
            }
        }
        for s in &scene.shapes {
            let points: &[(f64, f64)] = match s {
                Shape::Path { points, .. } | Shape::Area { points, .. } => points,
                Shape::Disc { at, .. } => std::slice::from_ref(at),
                Shape::Text { .. } => continue,
            };
            for &(x, y) in points {
                assert!(x.is_finite() && y.is_finite(), "{id}");
                assert!(whole.grown(8.0).contains((x, y)), "{id} {width}: {x} {y}");
            }
        }
        assert!(frame.plot.bottom - frame.plot.top >= 60.0, "{id}");
    }
}

fn check_all(plays: &Plays, ids: &[&str], sizes: &[(f64, f64)]) -> usize {
    ids.par_iter()
        .map(|id| {
            let chart = chart_of(plays, id);
            check(&chart, sizes);
            usize::from(!chart.turns.is_empty())
        })
        .sum()
}

#[test]
fn simulated_games_are_drawn_without_overlaps() {
    let plays = sample_plays();
    let all: Vec<&str> = plays.games().iter().map(|g| g.game_id.as_str()).collect();
    let ids: Vec<&str> = all.iter().copied().step_by(10).collect();
    let turned = check_all(plays, &ids, &SIZES);
    assert!(
        ids.len() >= 50 && turned > ids.len() / 4,
        "{turned} of {}",
        ids.len()
    );
}

#[test]
fn remarkable_real_games_are_drawn_without_overlaps() {
    let Some(plays) = real_plays("remarkable_real_games_are_drawn_without_overlaps") else {
        return;
    };
    let mut ids = vec![
        // A comeback into overtime, two overtimes, ties, 54–51, a safety to
        // start, clocks that are wrong, a blowout, the newest rules.
        "2016_21_NE_ATL",
        "2012_19_BAL_DEN",
        "2018_01_PIT_CLE",
        "2016_07_SEA_ARI",
        "2018_11_KC_LA",
        "2013_21_SEA_DEN",
        "2020_01_LV_CAR",
        "2020_20_BUF_KC",
        "2022_15_IND_MIN",
        "2023_22_SF_KC",
        "2021_20_BUF_KC",
    ];
    let known = |id: &&str| plays.games().iter().any(|g| g.game_id == *id);
    ids.retain(known);
    assert!(ids.len() >= 8, "{ids:?}");
    check_all(plays, &ids, &SIZES);
}

#[test]
fn the_super_bowl_is_told_right() {
    let Some(plays) = real_plays("the_super_bowl_is_told_right") else {
        return;
    };
    let chart = chart_of(plays, "2016_21_NE_ATL");
    assert_eq!(
        chart.title,
        "New England Patriots 34, Atlanta Falcons 28 (overtime)"
    );
    assert!(
        chart.subtitle.contains("Super Bowl LI"),
        "{}",
        chart.subtitle
    );
    assert!(
        chart.subtitle.contains("5 February 2017"),
        "{}",
        chart.subtitle
    );
    let scores: Vec<(i16, i16)> = chart.scorings.iter().map(|s| s.score).collect();
    let expected = [
        (7, 0),
        (14, 0),
        (21, 0),
        (21, 3),
        (28, 3),
        (28, 9),
        (28, 12),
        (28, 20),
        (28, 28),
        (28, 34),
    ];
    assert_eq!(scores, expected);
    // It turned for Atlanta in the second quarter, and back in the fourth.
    let turned = |clock: &str| {
        chart
            .turns
            .iter()
            .any(|t| chart.moments[t.moment].clock.starts_with(clock) && t.probability > 0.8)
    };
    assert!(turned("Q2") && turned("Q4"), "{:?}", chart.turns);
    assert!(chart.never_turned.unwrap() < 0.01);
}

#[test]
fn a_part_of_a_game_is_drawn_too() {
    let plays = sample_plays();
    let only = plays.only(&plays.games()[0].game_id).unwrap();
    let scored = wp::score::timeline(&only, super::model()).unwrap();
    assert_eq!(scored.len(), only.rows().len());
    let mut chart = chart_of(plays, &plays.games()[0].game_id);
    for keep in [1, 2, 7] {
        chart.moments.truncate(keep);
        chart.scorings.retain(|s| s.after < keep);
        chart.turns.retain(|t| t.moment < keep);
        chart.biggest.retain(|&i| i < keep);
        for (width, height) in SIZES {
            let (scene, _) = laid_out(&chart, width, height);
            assert!(!scene.shapes.is_empty());
        }
        game_page::page(&chart).unwrap();
    }
}

#[test]
fn pictures_are_what_their_names_say() {
    let plays = sample_plays();
    let chart = chart_of(plays, &plays.games()[3].game_id);
    let folder = tempfile::tempdir().unwrap();
    let png = folder.path().join("a.png");
    let side = |bytes: &[u8], at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap());
    for scale in [1, 2] {
        draw(&chart, (800, 500), Format::Png(scale), &png).unwrap();
        let bytes = std::fs::read(&png).unwrap();
        assert_eq!(&bytes[1..4], b"PNG");
        assert_eq!(
            (side(&bytes, 16), side(&bytes, 20)),
            (800 * scale, 500 * scale)
        );
    }
    let svg = folder.path().join("a.svg");
    draw(&chart, (800, 500), Format::Svg, &svg).unwrap();
    let text = std::fs::read_to_string(&svg).unwrap();
    assert!(
        text.contains("<svg") && text.contains("SIMULATED"),
        "{text}"
    );
    assert!(!text.contains("NaN") && !text.contains("inf"), "{text}");
    for (size, format) in [
        ((100, 500), Format::Svg),
        ((800, 9000), Format::Svg),
        ((800, 500), Format::Png(0)),
        ((4000, 3000), Format::Png(4)),
    ] {
        assert!(draw(&chart, size, format, &png).is_err(), "{size:?}");
    }
}

/// The bar of the chart: run with
/// `cargo test --release every_real_game_charts -- --ignored --nocapture`.
#[test]
#[ignore = "takes minutes: every game of 2009–2023"]
fn every_real_game_charts() {
    let Some(plays) = real_plays("every_real_game_charts") else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let counts: Vec<(usize, usize)> = plays
        .games()
        .par_iter()
        .enumerate()
        .map(|(i, game)| {
            let chart = chart_of(plays, &game.game_id);
            check(&chart, &SIZES[..4]);
            game_page::page(&chart).unwrap();
            let path = |ending: &str| folder.path().join(format!("{i}.{ending}"));
            draw(&chart, (1200, 720), Format::Svg, &path("svg")).unwrap();
            if i % 10 == 0 {
                draw(&chart, (1200, 720), Format::Png(1), &path("png")).unwrap();
            }
            (chart.turns.len(), chart.moments.len())
        })
        .collect();
    let turns: usize = counts.iter().map(|c| c.0).sum();
    let never = counts.iter().filter(|c| c.0 == 0).count();
    println!(
        "{} games drawn, {:.2} turning points per game, {never} games with none, {} to {} rows",
        counts.len(),
        turns as f64 / counts.len() as f64,
        counts.iter().map(|c| c.1).min().unwrap(),
        counts.iter().map(|c| c.1).max().unwrap(),
    );
}
