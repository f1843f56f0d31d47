//! The filter against a batch solution, on made-up leagues, and its edges.

use super::*;
use rand_pcg::Pcg64;
use rand_pcg::rand_core::Rng;

fn game(season: u16, week: u8, home: &str, away: &str, score: Option<(i16, i16)>) -> Game {
    Game {
        season,
        week,
        home: home.into(),
        away: away.into(),
        score,
        ..Game::default()
    }
}

/// Solves `a x = b` by Gaussian elimination.
fn solve(mut a: Vec<Vec<f64>>, mut b: Vec<f64>) -> Vec<f64> {
    let n = b.len();
    for i in 0..n {
        let pivot = (i..n)
            .max_by(|&p, &q| a[p][i].abs().total_cmp(&a[q][i].abs()))
            .unwrap();
        a.swap(i, pivot);
        b.swap(i, pivot);
        for r in i + 1..n {
            let factor = a[r][i] / a[i][i];
            let (above, below) = a.split_at_mut(r);
            for (to, from) in below[0].iter_mut().zip(&above[i]).skip(i) {
                *to -= factor * from;
            }
            b[r] -= factor * b[i];
        }
    }
    for i in (0..n).rev() {
        let known: f64 = (i + 1..n).map(|c| a[i][c] * b[c]).sum();
        b[i] = (b[i] - known) / a[i][i];
    }
    b
}

/// Within one week nothing drifts: the filter's answer is that of one big
/// least-squares problem with the priors as further observations.
#[test]
fn a_week_is_a_least_squares_problem() {
    let p = Parameters {
        summer_correlation: 0.0,
        ..Parameters::shipped()
    };
    let teams = ["A", "B", "C", "D"];
    let results = [
        (0, 1, 24, 17),
        (2, 3, 10, 31),
        (1, 2, 20, 20),
        (3, 0, 13, 27),
        (0, 2, 35, 14),
    ];
    let games: Vec<Game> = results
        .iter()
        .map(|&(h, a, x, y)| game(2000, 1, teams[h], teams[a], Some((x, y))))
        .collect();
    let rater = History::of(&games, &p).unwrap().rater;

    // home, points, four offenses, four defenses
    let settled = |sd: f64, kept: f64| sd * sd / (1.0 - kept * kept);
    let mut precision = vec![1.0, 1.0 / 9.0];
    precision.extend([1.0 / settled(p.offense_summer, p.offense_kept); 4]);
    precision.extend([1.0 / settled(p.defense_summer, p.defense_kept); 4]);
    let mut a = vec![vec![0.0; 10]; 10];
    let mut b = vec![0.0; 10];
    for (i, weight) in precision.iter().enumerate() {
        a[i][i] = *weight;
    }
    (b[0], b[1]) = (2.5, 42.0 / 9.0);
    for &(h, w, x, y) in &results {
        let mut margin = vec![0.0; 10];
        let mut total = vec![0.0; 10];
        (margin[0], total[1]) = (1.0, 1.0);
        for (team, side) in [(h, 1.0), (w, -1.0)] {
            margin[2 + team] = side;
            margin[6 + team] = side;
            total[2 + team] = 1.0;
            total[6 + team] = -1.0;
        }
        let seen = [f64::from(x - y), f64::from(x + y)];
        for ((row, seen), noise) in [margin, total]
            .iter()
            .zip(seen)
            .zip([p.margin_noise, p.total_noise])
        {
            let weight = 1.0 / (noise * noise);
            for i in 0..10 {
                b[i] += weight * row[i] * seen;
                for j in 0..10 {
                    a[i][j] += weight * row[i] * row[j];
                }
            }
        }
    }
    let expected = solve(a, b);
    assert!((rater.home_field().0 - expected[0]).abs() < 1e-9);
    for s in rater.strengths() {
        let i = teams.iter().position(|t| *t == s.team).unwrap();
        assert!((s.offense - expected[2 + i]).abs() < 1e-9, "{s:?}");
        assert!((s.defense - expected[6 + i]).abs() < 1e-9, "{s:?}");
        assert!((s.overall - s.offense - s.defense).abs() < 1e-12);
    }
}

/// Draws of a standard normal distribution (Box and Muller).
struct Normal(Pcg64);

impl Normal {
    fn draw(&mut self) -> f64 {
        let mut uniform = || (self.0.next_u64() >> 11) as f64 / (1u64 << 53) as f64;
        let (u, v) = (1.0 - uniform(), uniform());
        (-2.0 * u.ln()).sqrt() * (std::f64::consts::TAU * v).cos()
    }
}

/// A season of a league whose teams are drawn from the model: who is how good,
/// and who beat whom.
fn league(seed: u128, p: &Parameters) -> (Vec<(f64, f64)>, Vec<Game>) {
    let mut normal = Normal(Pcg64::new(seed, 7));
    let offense = p.offense_summer / (1.0 - p.offense_kept.powi(2)).sqrt();
    let defense = p.defense_summer / (1.0 - p.defense_kept.powi(2)).sqrt();
    let teams: Vec<(f64, f64)> = (0..16)
        .map(|_| (offense * normal.draw(), defense * normal.draw()))
        .collect();
    let mut games = Vec::new();
    for week in 1..=15u8 {
        // Everybody meets everybody (Berger's tables).
        for pair in 0..8 {
            let at = |i: usize| {
                if i == 0 {
                    15
                } else {
                    (i + usize::from(week)) % 15
                }
            };
            let (h, a) = (at(pair), at(15 - pair));
            let (h, a) = if week % 2 == 0 { (h, a) } else { (a, h) };
            let margin = teams[h].0 + teams[h].1 - teams[a].0 - teams[a].1
                + 2.5
                + p.margin_noise * normal.draw();
            let total = 42.0 + teams[h].0 - teams[h].1 + teams[a].0 - teams[a].1
                + p.total_noise * normal.draw();
            let points = |x: f64| x.round().max(0.0) as i16;
            let score = (
                points((total + margin) / 2.0),
                points((total - margin) / 2.0),
            );
            games.push(game(
                2000,
                week,
                &h.to_string(),
                &a.to_string(),
                Some(score),
            ));
        }
    }
    (teams, games)
}

#[test]
fn intervals_of_ratings_hold_the_true_strength_nine_times_in_ten() {
    let p = Parameters {
        summer_correlation: 0.0,
        offense_week: 0.01,
        defense_week: 0.01,
        ..Parameters::shipped()
    };
    let (mut held, mut all, mut squares, mut prior) = (0, 0, 0.0, 0.0);
    let reach = quantile(0.95);
    for seed in 0..40 {
        let (teams, games) = league(seed, &p);
        for s in History::of(&games, &p).unwrap().rater.strengths() {
            let (offense, defense) = teams[s.team.parse::<usize>().unwrap()];
            let miss = offense + defense - s.overall;
            held += usize::from(miss.abs() <= reach * s.overall_sd);
            all += 1;
            squares += miss * miss;
            prior += (offense + defense).powi(2);
        }
    }
    let share = f64::from(held as u32) / f64::from(all);
    assert!((0.87..0.93).contains(&share), "{share} of {all}");
    // And they are not merely wide: two thirds of the variance is explained.
    assert!(squares < 0.5 * prior, "{squares} of {prior}");
}

#[test]
fn a_forecast_knows_nothing_of_what_comes_later() {
    let (_, games) = league(3, &Parameters::shipped());
    let p = Parameters::shipped();
    let before = History::of(&games, &p).unwrap().forecasts;
    let mut other = games.clone();
    for g in &mut other[60..] {
        g.score = Some((0, 60));
    }
    let after = History::of(&other, &p).unwrap().forecasts;
    assert_eq!(before[..61], after[..61]);
    assert_ne!(before[100], after[100]);
    let whole: Vec<u64> = before.iter().map(|f| f.margin.to_bits()).collect();
    let again = History::of(&games, &p).unwrap().forecasts;
    assert_eq!(
        whole,
        again.iter().map(|f| f.margin.to_bits()).collect::<Vec<_>>()
    );
}

#[test]
fn a_game_without_a_result_is_forecast_and_teaches_nothing() {
    let p = Parameters::shipped();
    let played = [
        game(2000, 1, "A", "B", Some((30, 10))),
        game(2000, 3, "B", "A", Some((10, 30))),
    ];
    let open = game(2000, 2, "A", "B", None);
    let with = [played[0].clone(), open, played[1].clone()];
    let a = History::of(&played, &p).unwrap();
    let b = History::of(&with, &p).unwrap();
    // But for the last digits: two weeks of drift at once, or one and one.
    let (one, two) = (&a.forecasts[1], &b.forecasts[2]);
    assert!((one.margin - two.margin).abs() < 1e-9);
    assert!((one.margin_sd - two.margin_sd).abs() < 1e-9);
    assert!((one.total - two.total).abs() < 1e-9);
    assert!(b.forecasts[1].margin > 2.5 && b.forecasts[1].margin_sd > 0.0);
}

#[test]
fn quarterbacks_carry_their_value_to_another_team_and_are_not_forgotten_in_vain() {
    let p = Parameters::shipped();
    let with = |mut g: Game, home: &str, away: &str| {
        g.home_staff.quarterback = Some(home.into());
        g.away_staff.quarterback = Some(away.into());
        g
    };
    let mut games = Vec::new();
    for week in 1..=16 {
        games.push(with(
            game(2000, week, "A", "B", Some((38, 10))),
            "good",
            "bad",
        ));
    }
    // The next season the two have changed places.
    let next = with(game(2001, 1, "A", "B", None), "bad", "good");
    let same = with(game(2001, 1, "A", "B", None), "good", "bad");
    let rater = History::of(&games, &p).unwrap().rater;
    let margin = |g: &Game| rater.clone().forecast(g).unwrap().margin;
    assert!(margin(&same) > margin(&next) + 1.0);
    // Someone new in his place is expected to be about average.
    let new = with(game(2001, 9, "A", "B", None), "new", "bad");
    let between = margin(&new);
    assert!(between < margin(&same));
    // Gone for years, he comes back as what he was.
    let away: Vec<Game> = (2001..2006)
        .map(|s| with(game(s, 1, "C", "D", Some((20, 20))), "x", "y"))
        .collect();
    let mut rater = rater.clone();
    for g in &away {
        rater.update(g).unwrap();
    }
    let back = with(game(2006, 1, "E", "F", None), "good", "x");
    let unknown = with(game(2006, 1, "E", "F", None), "nobody", "x");
    let value = |g: &Game| rater.clone().forecast(g).unwrap().margin;
    assert!(value(&back) > value(&unknown));
}

#[test]
fn games_out_of_order_and_teams_against_themselves_are_errors() {
    let p = Parameters::shipped();
    let games = [game(2000, 2, "A", "B", None), game(2000, 1, "A", "B", None)];
    let error = History::of(&games, &p).unwrap_err().to_string();
    assert!(
        error.contains("week 1 of 2000 comes after week 2 of 2000"),
        "{error}"
    );
    let error = History::of(&[game(2000, 1, "A", "A", None)], &p).unwrap_err();
    assert!(error.to_string().contains("A meets itself"), "{error}");
}

#[test]
fn parameters_are_a_file_that_reads_back() {
    let p = Parameters::shipped();
    let again = Parameters::from_toml(&p.to_toml("Made by a test.")).unwrap();
    assert_eq!(p, again);
    let error = Parameters::from_toml("margin_noise = 12").unwrap_err();
    assert!(error.to_string().contains("total_noise"), "{error}");
    let high = p
        .to_toml("")
        .replace("offense_kept = 0", "offense_kept = 1");
    let error = Parameters::from_toml(&high).unwrap_err().to_string();
    assert!(
        error.contains("offense_kept must be between 0 and 0.97"),
        "{error}"
    );
}

#[test]
fn a_fit_finds_the_noise_and_asks_for_enough_results() {
    let truth = Parameters {
        margin_noise: 9.0,
        ..Parameters::shipped()
    };
    let mut games = Vec::new();
    for (i, season) in (2000..2006).enumerate() {
        let (_, mut year) = league(i as u128, &truth);
        year.iter_mut().for_each(|g| g.season = season);
        games.extend(year);
    }
    let fitted = fit(&games, 2002, 2005, &Parameters::shipped()).unwrap();
    assert!(
        (fitted.parameters.margin_noise - 9.0).abs() < 1.0,
        "{fitted:?}"
    );
    let error = fit(&games, 2001, 2005, &truth).unwrap_err().to_string();
    assert!(error.contains("has not 2 seasons before 2001"), "{error}");
    let error = fit(&games, 2006, 2007, &truth).unwrap_err().to_string();
    assert!(error.contains("fewer than 100 results"), "{error}");
}

#[test]
fn weeks_are_the_strengths_before_each() {
    let p = Parameters::shipped();
    let (_, games) = league(1, &p);
    let weeks = History::weeks(&games, &p, |_| true).unwrap();
    assert_eq!(weeks.len(), 15);
    assert_eq!((weeks[0].week, weeks[14].week), (2, 16));
    let end = games.partition_point(|g| g.week < 9);
    let mut rater = History::of(&games[..end], &p).unwrap().rater;
    rater.advance(2000, 9).unwrap();
    assert_eq!(weeks[7].teams, rater.strengths());
}

#[test]
fn forecasts_are_checked_against_the_line() {
    let p = Parameters::shipped();
    let mut games = Vec::new();
    for (i, season) in (2000..2004).enumerate() {
        let (_, mut year) = league(i as u128, &p);
        year.iter_mut().for_each(|g| g.season = season);
        games.extend(year);
    }
    let history = History::of(&games, &p).unwrap();
    // A line that knows the result.
    let lines: Vec<Option<f64>> = games
        .iter()
        .map(|g| g.score.map(|(h, a)| f64::from(h - a) + 0.25))
        .collect();
    let checked = check::checked(&games, &history.forecasts, &lines, (2002, 2003));
    let rows = check::rows(&checked);
    assert_eq!(rows.len(), 3);
    assert_eq!(rows[2].games, checked.len());
    assert!((rows[2].line.rms - 0.25).abs() < 1e-9);
    assert!(rows[2].difference > 0.3 && rows[2].ratings.rms > 10.0);
    let deciles = check::deciles(&checked);
    assert_eq!(
        deciles.iter().map(|d| d.games).sum::<usize>(),
        checked.len()
    );
    assert!(deciles.windows(2).all(|d| d[0].predicted <= d[1].predicted));
    let [line, rating] = check::beside_the_line(&checked).unwrap();
    assert!((line.0 - 1.0).abs() < 0.05 && rating.0.abs() < 0.05);
}
