//! Turning points: against all divisions written out, and on series whose
//! turning points are known.

use proptest::prelude::*;
use wp::turning::{NEAR, Prior, Turning, turning_points};

/// A generator for the tests' noise: splitmix64, Box and Muller.
struct Noise(u64);

impl Noise {
    fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
    }

    fn normal(&mut self) -> f64 {
        let radius = (-2.0 * (1.0 - self.uniform()).ln()).sqrt();
        radius * (std::f64::consts::TAU * self.uniform()).cos()
    }
}

/// Levels on the stretched scale, `each` plays long, with persistent noise, as
/// probabilities.
fn series(levels: &[f64], each: usize, persistence: f64, step: f64, seed: u64) -> Vec<f64> {
    let mut noise = Noise(seed);
    let mut all = Vec::new();
    for level in levels {
        let mut u = noise.normal() * step / (1.0 - persistence * persistence).sqrt();
        for _ in 0..each {
            all.push(level + u);
            u = persistence * u + step * noise.normal();
        }
    }
    let back = |y: f64| {
        (y.clamp(0.0, 1.0) * std::f64::consts::FRAC_PI_2)
            .sin()
            .powi(2)
    };
    all.into_iter().map(back).collect()
}

fn scale(p: f64) -> f64 {
    p.sqrt().asin() / std::f64::consts::FRAC_PI_2
}

/// Log density of a stretch: its covariance written out (level shared, noise
/// autoregressive) and factored.
fn dense(y: &[f64], persistence: f64, step: f64, level_sd: f64) -> f64 {
    let n = y.len();
    let stationary = step * step / (1.0 - persistence * persistence);
    let mut l = vec![vec![0.0f64; n]; n];
    let mut log_density = -0.5 * n as f64 * std::f64::consts::TAU.ln();
    let mut z = vec![0.0; n];
    for i in 0..n {
        for j in 0..=i {
            let cov = level_sd * level_sd + stationary * persistence.powi((i - j) as i32);
            let known: f64 = (0..j).map(|k| l[i][k] * l[j][k]).sum();
            l[i][j] = if i == j {
                (cov - known).sqrt()
            } else {
                (cov - known) / l[j][j]
            };
        }
        let known: f64 = (0..i).map(|k| l[i][k] * z[k]).sum();
        z[i] = (y[i] - 0.5 - known) / l[i][i];
        log_density -= l[i][i].ln() + 0.5 * z[i] * z[i];
    }
    log_density
}

/// The posterior by going through every division of every cell of the grid.
fn slow(p: &[f64], prior: &Prior) -> (Vec<f64>, f64, f64, impl Fn(usize) -> f64) {
    let y: Vec<f64> = p.iter().map(|&p| scale(p)).collect();
    let n = y.len();
    let mut weights: Vec<(u32, f64)> = Vec::new();
    for &persistence in &prior.persistence {
        for &step in &prior.step {
            for division in 0u32..1 << (n - 1) {
                let mut log = 0.0;
                let mut from = 0;
                for t in 1..=n {
                    let cut = t == n || division >> (t - 1) & 1 == 1;
                    if cut {
                        log += dense(&y[from..t], persistence, step, prior.level_sd);
                        from = t;
                    }
                    if t < n {
                        log += if cut { prior.rate } else { 1.0 - prior.rate }.ln();
                    }
                }
                weights.push((division, log));
            }
        }
    }
    let top = weights
        .iter()
        .map(|w| w.1)
        .fold(f64::NEG_INFINITY, f64::max);
    let all: f64 = weights.iter().map(|w| (w.1 - top).exp()).sum();
    let cells = (prior.persistence.len() * prior.step.len()) as f64;
    let log_evidence = top + all.ln() - cells.ln();
    for w in &mut weights {
        w.1 = (w.1 - top).exp() / all;
    }
    let sum = move |of: &dyn Fn(u32) -> bool| -> f64 {
        weights.iter().filter(|w| of(w.0)).map(|w| w.1).sum()
    };
    let mut change = vec![0.0];
    change.extend((1..n).map(|t| sum(&|d| d >> (t - 1) & 1 == 1)));
    let never = sum(&|d| d == 0);
    let near = move |at: usize| {
        let (from, to) = (at.saturating_sub(NEAR).max(1), (at + NEAR).min(n - 1));
        sum(&|d| (from..=to).any(|t| d >> (t - 1) & 1 == 1))
    };
    (change, never, log_evidence, near)
}

fn agrees(p: &[f64], prior: &Prior) {
    let fast = turning_points(p, prior).unwrap();
    let (change, never, log_evidence, near) = slow(p, prior);
    for (t, (a, b)) in fast.change.iter().zip(&change).enumerate() {
        assert!((a - b).abs() < 1e-7, "{t}: {a} {b} of {p:?}");
    }
    assert!((fast.never - never).abs() < 1e-7, "{} {never}", fast.never);
    assert!((fast.log_evidence - log_evidence).abs() < 1e-6);
    for turn in &fast.turns {
        let expected = near(turn.at);
        assert!(
            (turn.probability - expected).abs() < 1e-7,
            "{turn:?} {expected}"
        );
        assert!((turn.exactly - change[turn.at]).abs() < 1e-7);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn all_divisions_at_once_are_all_divisions_one_by_one(
        p in proptest::collection::vec(0.0f64..=1.0, 1..9),
        rate in 0.01f64..0.5,
        step in 0.01f64..0.2,
        persistence in 0.0f64..0.97,
    ) {
        let prior = Prior {
            rate,
            level_sd: 0.3,
            persistence: vec![0.0, persistence],
            step: vec![step, 0.05],
        };
        agrees(&p, &prior);
    }

    #[test]
    fn both_teams_see_the_same_turns(seed in 0u64..1000) {
        let p = series(&[0.4, 0.8, 0.3], 20, 0.8, 0.03, seed);
        let other: Vec<f64> = p.iter().map(|p| 1.0 - p).collect();
        let [one, two] = [p, other].map(|p| turning_points(&p, &Prior::default()).unwrap());
        prop_assert_eq!(one.turns.len(), two.turns.len());
        for (a, b) in one.turns.iter().zip(&two.turns) {
            prop_assert_eq!(a.at, b.at);
            prop_assert!((a.probability - b.probability).abs() < 1e-6);
            prop_assert!((a.before + b.before - 1.0).abs() < 1e-6);
        }
    }
}

#[test]
fn a_step_is_found_by_hand_sized_series_too() {
    agrees(
        &[0.2, 0.2, 0.25, 0.2, 0.8, 0.85, 0.8, 0.8],
        &Prior {
            persistence: vec![0.0, 0.5],
            step: vec![0.02, 0.05],
            ..Prior::default()
        },
    );
}

fn near(found: &Turning, at: usize) -> bool {
    found.turns.iter().any(|t| t.at.abs_diff(at) <= NEAR)
}

#[test]
fn known_turns_are_found_where_they_are() {
    let (mut found, mut spurious) = (0, 0);
    for seed in 0..40 {
        let p = series(&[0.5, 0.75, 0.35], 50, 0.8, 0.02, seed);
        let turning = turning_points(&p, &Prior::default()).unwrap();
        found += [50, 100].iter().filter(|&&at| near(&turning, at)).count();
        spurious += turning
            .turns
            .iter()
            .filter(|t| t.at.abs_diff(50).min(t.at.abs_diff(100)) > NEAR)
            .count();
        assert!(turning.never < 0.01, "{}", turning.never);
    }
    assert!(found >= 76, "{found} of 80");
    assert!(spurious <= 6, "{spurious} in 40 games");
}

#[test]
fn a_game_that_only_wanders_did_not_turn() {
    let mut with_turns = 0;
    for seed in 100..140 {
        let persistence = if seed % 2 == 0 { 0.8 } else { 0.95 };
        let p = series(&[0.55], 150, persistence, 0.02, seed);
        let turning = turning_points(&p, &Prior::default()).unwrap();
        with_turns += usize::from(!turning.turns.is_empty());
    }
    assert!(with_turns <= 4, "{with_turns} of 40");
}

#[test]
fn posterior_probabilities_are_those_of_the_truth() {
    // Games drawn from the prior itself: what is said with probability p is
    // true in a share p of the cases.
    let prior = Prior {
        rate: 0.03,
        level_sd: 0.2,
        persistence: vec![0.8],
        step: vec![0.03],
    };
    let (mut said, mut happened, mut plays) = (0.0, 0.0, 0.0);
    let (mut sure_said, mut sure_happened) = (0.0, 0.0);
    for seed in 0..120u64 {
        let mut noise = Noise(9000 + seed);
        let mut y: Vec<f64> = Vec::new();
        let mut changed = Vec::new();
        let (mut level, mut u) = (0.0, 0.0);
        for t in 0..60 {
            let change = t > 0 && noise.uniform() < prior.rate;
            if t == 0 || change {
                level = 0.5 + prior.level_sd * noise.normal();
                u = noise.normal() * 0.03 / (1.0f64 - 0.64).sqrt();
            } else {
                u = 0.8 * u + 0.03 * noise.normal();
            }
            changed.push(change);
            y.push(level + u);
        }
        if y.iter().any(|y| !(0.0..=1.0).contains(y)) {
            continue;
        }
        let back = |y: &f64| (y * std::f64::consts::FRAC_PI_2).sin().powi(2);
        let p: Vec<f64> = y.iter().map(back).collect();
        let turning = turning_points(&p, &prior).unwrap();
        for (c, was) in turning.change.iter().zip(&changed).skip(1) {
            let was = f64::from(u8::from(*was));
            said += c;
            happened += was;
            plays += 1.0;
            if *c > 0.5 {
                sure_said += c;
                sure_happened += was;
            }
        }
    }
    assert!(plays > 3000.0, "{plays}");
    let spread = 4.0 * happened.sqrt();
    assert!((said - happened).abs() < spread, "{said} {happened}");
    assert!(sure_said > 30.0, "{sure_said}");
    assert!(
        (sure_said - sure_happened).abs() < 4.0 * sure_said.sqrt() * 0.5 + 3.0,
        "{sure_said} {sure_happened}"
    );
}

#[test]
fn the_last_play_can_turn_a_game() {
    let mut p = series(&[0.35], 120, 0.8, 0.015, 7);
    p.push(1.0);
    let turning = turning_points(&p, &Prior::default()).unwrap();
    let last = turning.turns.last().unwrap();
    assert_eq!(last.at, 120);
    assert!(last.probability > 0.9, "{last:?}");
    assert!(last.after > 0.95 && last.before < 0.5, "{last:?}");
}

#[test]
fn a_series_of_one_never_changed() {
    let turning = turning_points(&[0.5], &Prior::default()).unwrap();
    assert_eq!(turning.turns.len(), 0);
    assert_eq!(turning.never, 1.0);
}

#[test]
fn certain_games_are_no_matter() {
    for p in [vec![0.0; 50], vec![1.0; 50]] {
        let turning = turning_points(&p, &Prior::default()).unwrap();
        assert!(turning.turns.is_empty(), "{turning:?}");
    }
}

#[test]
fn what_cannot_be_is_refused() {
    let prior = Prior::default();
    for (p, part) in [
        (vec![], "1 to"),
        (vec![0.5; 2001], "2001"),
        (vec![0.5, 1.5], "1.5"),
        (vec![f64::NAN], "NaN"),
    ] {
        let message = turning_points(&p, &prior).unwrap_err().to_string();
        assert!(message.contains(part), "{message}");
    }
    for bad in [
        Prior {
            rate: 0.0,
            ..prior.clone()
        },
        Prior {
            level_sd: -1.0,
            ..prior.clone()
        },
        Prior {
            persistence: vec![1.0],
            ..prior.clone()
        },
        Prior {
            step: vec![0.0],
            ..prior.clone()
        },
        Prior {
            step: vec![],
            ..prior.clone()
        },
    ] {
        assert!(turning_points(&[0.5, 0.6], &bad).is_err(), "{bad:?}");
    }
}

/// How the default prior was chosen; prints a table. Run with
/// `cargo test --release priors_compared -- --ignored --nocapture`.
#[test]
#[ignore = "takes minutes; prints what docs/charts.md quotes"]
fn priors_compared() {
    use rayon::prelude::*;
    let Some(plays) = crate::common::real_plays("priors_compared") else {
        return;
    };
    let ids: Vec<&str> = plays
        .games()
        .iter()
        .filter(|g| g.season <= 2018)
        .step_by(13)
        .map(|g| g.game_id.as_str())
        .collect();
    let games: Vec<Vec<f64>> = ids
        .par_iter()
        .map(|id| {
            let chart = super::chart_of(plays, id);
            chart.moments.iter().map(|m| m.home_wp).collect()
        })
        .collect();
    let total: usize = games.iter().map(Vec::len).sum();
    println!(
        "{} games of 2009–2018, {total} rows; nats a row, turning points per game",
        games.len()
    );
    for rate in [0.005, 0.01, 0.02, 0.03, 0.05] {
        for level_sd in [0.2, 0.3, 0.5] {
            let prior = Prior {
                rate,
                level_sd,
                ..Prior::default()
            };
            let found: Vec<Turning> = games
                .par_iter()
                .map(|p| turning_points(p, &prior).unwrap())
                .collect();
            let nats: f64 = found.iter().map(|f| f.log_evidence).sum::<f64>() / total as f64;
            let turns: usize = found.iter().map(|f| f.turns.len()).sum();
            println!(
                "rate {rate:<6} level_sd {level_sd:<4} {nats:.4} {:.2}",
                turns as f64 / games.len() as f64
            );
        }
    }
    for persistence in Prior::default().persistence {
        let prior = Prior {
            persistence: vec![persistence],
            ..Prior::default()
        };
        let nats: f64 = games
            .par_iter()
            .map(|p| turning_points(p, &prior).unwrap().log_evidence)
            .sum::<f64>()
            / total as f64;
        println!("persistence {persistence} alone: {nats:.4}");
    }
}
