//! Real seasons: every fourth down has an answer, the component models are calibrated.

use crate::common::{real_plays, real_seasons, sample_plays};
use wp::decide::intent::{self, Intent};
use wp::decide::season::{decide, questions};
use wp::decide::{Decider, GameValuer, SubModels, check, observed, tables};
use wp::model_file::SavedModel;
use wp::pbp::Source;
use wp::plays::Sidelines;

fn model() -> SavedModel {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/data/model/wp.model");
    wp::file::read_model(path.as_ref()).unwrap()
}

#[test]
fn fourth_downs_of_the_sample_are_all_answered() {
    let plays = sample_plays();
    let sidelines = Sidelines::default();
    let all = questions(plays, &sidelines);
    assert!(all.len() > 200, "{}", all.len());
    let some = &all[..200];
    let saved = model();
    let valuer = GameValuer::new(&saved);
    let decider = Decider::new(SubModels::shipped().unwrap(), &valuer, 0.9, false);
    let decisions = decide(plays, &sidelines, some, &decider, &|_| ()).unwrap();
    assert_eq!(decisions.len(), 200);
    for d in &decisions {
        assert!(d.given_up().is_none_or(|g| (0.0..1.0).contains(&g)));
        assert!(d.answer.options.len() >= 2);
    }
    let teams = tables::tally(&decisions, |d| Some(d.team.clone()));
    let counted: usize = teams.iter().map(|t| t.decisions).sum();
    assert_eq!(
        counted,
        decisions.iter().filter(|d| d.done.is_some()).count()
    );
}

#[test]
fn intervals_that_hold_all_at_once_are_wider_the_more_there_are() {
    let plays = sample_plays();
    let sidelines = Sidelines::default();
    let all = questions(plays, &sidelines);
    let saved = model();
    let valuer = GameValuer::new(&saved);
    let decider = Decider::new(SubModels::shipped().unwrap(), &valuer, 0.9, true);
    let some = &all[..400];
    let mut decisions = decide(plays, &sidelines, some, &decider, &|_| ()).unwrap();
    let held = tables::held(&decisions, 0.9).unwrap();
    assert!(held.len() > 6, "{}", held.len());
    let times: Vec<f64> = (1..=held.len())
        .map(|n| tables::jointly(&decisions, &held[..n], 0.9))
        .collect();
    assert!(times.windows(2).all(|two| two[0] <= two[1]), "{times:?}");
    // One group has two differences; of eighteen that have nothing to do with each
    // other, 2.76 / 1.64 times as much would do.
    assert!(times[0] > 1.0 && times[0] < 1.3, "{times:?}");
    let last = times[times.len() - 1];
    assert!(last > 1.3 && last < 2.0, "{times:?}");
    // No matter in which order.
    decisions.reverse();
    let again = tables::jointly(&decisions, &held, 0.9);
    assert!((again - last).abs() < 1e-9, "{again} {last}");
    for off in held.iter().map(|h| h.difference) {
        assert!(off.holds_within(2.0) || !off.holds());
        let needed = (off.value / (off.value - off.interval.low)).max(0.0);
        let other = (-off.value / (off.interval.high - off.value)).max(0.0);
        assert!(off.holds_within(needed.max(other) + 1e-9));
    }
}

#[test]
fn conversions_are_calibrated_within_two_points_on_seasons_not_fitted_on() {
    let test = "conversions_are_calibrated_within_two_points_on_seasons_not_fitted_on";
    let (Some(plays), Some(folder)) = (real_plays(test), real_seasons(test)) else {
        return;
    };
    let sidelines = wp::pbp::load_sidelines(&Source::open(folder).unwrap()).unwrap();
    let seen = observed::observe(plays, &sidelines);
    let seasons = "2014-2023".parse().unwrap();
    let checked = check::check(&seen, &seasons, 0.9).unwrap();
    let first_downs = checked
        .iter()
        .find(|c| c.what.starts_with("first down or"))
        .unwrap();
    assert!(first_downs.plays > 30_000);
    assert!(first_downs.worst() < 0.02, "{}", first_downs.worst());
    for c in &checked {
        // A tenth of the fourth downs alone is a few hundred plays.
        assert!(c.worst() < 0.08, "{}: {}", c.what, c.worst());
    }
}

#[test]
fn fouls_in_front_of_punts_are_hardly_attempts() {
    let test = "fouls_in_front_of_punts_are_hardly_attempts";
    let (Some(plays), Some(folder)) = (real_plays(test), real_seasons(test)) else {
        return;
    };
    let sidelines = wp::pbp::load_sidelines(&Source::open(folder).unwrap()).unwrap();
    let seen = observed::observe(plays, &sidelines);
    let intent = Intent::fit(&seen).unwrap();
    let mean = |far: bool| {
        let early = |s: &&observed::Observed| s.qtr < 4 && s.half_seconds_remaining() > 120;
        let like = |s: &&observed::Observed| match far {
            true => s.ydstogo > 5 && s.yardline_100 > 60,
            false => s.ydstogo == 1 && (35..50).contains(&s.yardline_100),
        };
        let fouls = || seen.iter().filter(|s| intent::unknown(s)).filter(early);
        let weights: Vec<f64> = fouls().filter(like).map(|s| intent.weight(s)).collect();
        assert!(weights.len() > 10, "{}", weights.len());
        weights.iter().sum::<f64>() / weights.len() as f64
    };
    assert!(mean(true) < 0.35, "{}", mean(true));
    assert!(mean(false) > 0.7, "{}", mean(false));
    // What was played counts whole.
    let played = seen.iter().find(|s| !intent::unknown(s)).unwrap();
    assert!((intent.weight(played) - 1.0).abs() < 1e-12);
}
