//! Overtime: formats, the clock, and a slow reference.

use super::{close, play, valuer};
use wp::game::{GameState, Possession};
use wp::rules::Rules;
use wp::value::{Moment, Need, Outcome, Snap, Tables, turned};

fn of(state: GameState) -> Outcome {
    valuer().outcome(&Moment::Scrimmage(state)).unwrap()
}

fn opening(season: u16, playoffs: bool) -> GameState {
    let rules = Rules::of(season, playoffs);
    GameState {
        qtr: 5,
        quarter_seconds_remaining: rules.overtime.period,
        yardline_100: 75,
        posteam_spread: Some(0.0),
        season: Some(season),
        playoffs: Some(playoffs),
        overtime_possession: Some(Possession::First),
        ..GameState::kickoff_touchback()
    }
}

#[test]
fn three_probabilities_in_every_format() {
    for season in [2009, 2010, 2012, 2017, 2022, 2025] {
        for playoffs in [false, true] {
            for possession in [
                Some(Possession::First),
                Some(Possession::Second),
                Some(Possession::Later),
                None,
            ] {
                for seconds in [0, 5, 60, 400, 600] {
                    for yardline_100 in [1, 30, 60, 99] {
                        for down in [1, 4] {
                            let o = of(GameState {
                                overtime_possession: possession,
                                quarter_seconds_remaining: seconds,
                                yardline_100,
                                ydstogo: yardline_100.min(10),
                                down,
                                ..opening(season, playoffs)
                            });
                            let all = [o.win, o.tie, o.loss()];
                            assert!(all.iter().all(|p| (0.0..=1.0).contains(p)), "{o:?}");
                            close(all.iter().sum(), 1.0, 1e-5);
                            assert!(!playoffs || o.tie == 0.0, "{o:?}");
                        }
                    }
                }
            }
        }
    }
}

#[test]
fn a_clock_that_has_run_out_is_a_tie() {
    let o = of(GameState {
        quarter_seconds_remaining: 0,
        overtime_possession: Some(Possession::Later),
        yardline_100: 99,
        ..opening(2018, false)
    });
    assert!(o.tie > 0.95, "{o:?}");
    // Behind, it is a loss.
    let state = play(
        "1st and 10 at own 1 after a field goal on the first possession, 0:01 left in OT, season 2018",
    );
    let o = of(state);
    assert!(o.tie < 0.02 && o.loss() > 0.95, "{o:?}");
    // With less time ties are likelier.
    let tie = |seconds| {
        of(GameState {
            quarter_seconds_remaining: seconds,
            overtime_possession: Some(Possession::Later),
            ..opening(2018, false)
        })
        .tie
    };
    assert!(tie(30) > tie(120) && tie(120) > tie(300) && tie(300) > tie(590));
}

#[test]
fn the_rules_make_the_difference() {
    let near = |season, playoffs| {
        of(GameState {
            yardline_100: 2,
            ydstogo: 2,
            ..opening(season, playoffs)
        })
        .wp()
    };
    // A touchdown is near: it ends the game but where it can be answered.
    assert!(near(2016, false) > near(2025, false) + 0.1);
    assert!(near(2021, true) > near(2022, true) + 0.1);
    // The opening possession is worth most in sudden death.
    let receives = |season, playoffs| of(opening(season, playoffs)).wp();
    assert!(receives(2011, false) > receives(2012, false));
    // In field-goal range a field goal wins sudden death and is answered later.
    let range = |season| {
        of(GameState {
            yardline_100: 15,
            down: 4,
            ydstogo: 10,
            ..opening(season, false)
        })
        .wp()
    };
    assert!(
        range(2011) > 0.9 && range(2012) < 0.85,
        "{} {}",
        range(2011),
        range(2012)
    );
}

#[test]
fn an_answer_needs_what_the_first_side_scored() {
    let answer = |lead| {
        of(GameState {
            overtime_possession: Some(Possession::Second),
            score_differential: lead,
            ..opening(2025, false)
        })
    };
    let mut last = 2.0;
    for lead in [0, -3, -6, -7, -8] {
        let wp = answer(lead).wp();
        assert!(wp < last, "{lead}: {wp} after {last}");
        last = wp;
    }
    // Behind by eight only a tie is to be had at once.
    assert!(answer(-8).win < answer(-7).win);
    // At the goal line, behind by six: the touchdown ties, the kick wins.
    let o = of(GameState {
        overtime_possession: Some(Possession::Second),
        score_differential: -6,
        yardline_100: 1,
        ydstogo: 1,
        ..opening(2025, false)
    });
    assert!(o.win > 0.7, "{o:?}");
}

#[test]
fn a_better_spot_and_a_better_team_are_worth_more() {
    for season in [2010, 2016, 2018, 2025] {
        let mut last = 2.0;
        for yardline_100 in [10, 25, 50, 75, 95] {
            let wp = of(GameState {
                yardline_100,
                ..opening(season, false)
            })
            .wp();
            assert!(wp < last, "{season}, {yardline_100}: {wp} after {last}");
            last = wp;
        }
        let mut last = -1.0;
        for spread in [-10.0, -3.0, 0.0, 3.0, 10.0] {
            let wp = of(GameState {
                posteam_spread: Some(spread),
                ..opening(season, false)
            })
            .wp();
            assert!(wp > last, "{season}, spread {spread}");
            last = wp;
        }
        let by_down: Vec<f32> = (1..=4)
            .map(|down| {
                of(GameState {
                    down,
                    ..opening(season, false)
                })
                .wp()
            })
            .collect();
        assert!(
            by_down.windows(2).all(|p| p[1] < p[0] + 0.01),
            "{by_down:?}"
        );
    }
}

#[test]
fn before_the_toss_both_sides_add_up() {
    for season in [2010, 2016, 2018, 2025] {
        for spread in [-6.0, 0.0, 4.5] {
            let state = GameState {
                posteam_spread: Some(spread),
                score_differential: 0,
                qtr: 4,
                quarter_seconds_remaining: 0,
                overtime_possession: None,
                ..opening(season, false)
            };
            let one = valuer()
                .outcome(&Moment::RegulationEnd(state.clone()))
                .unwrap();
            let other = valuer()
                .outcome(&Moment::RegulationEnd(turned(&state)))
                .unwrap();
            close(one.win + other.win + one.tie, 1.0, 1e-5);
            close(one.tie, other.tie, 1e-5);
            if spread == 0.0 {
                close(one.wp(), 0.5, 1e-5);
            }
        }
    }
}

#[test]
fn an_unsaid_possession_lies_between() {
    let with = |possession| {
        of(GameState {
            overtime_possession: possession,
            quarter_seconds_remaining: 420,
            ..opening(2018, false)
        })
        .wp()
    };
    let (first, later, any) = (
        with(Some(Possession::First)),
        with(Some(Possession::Later)),
        with(None),
    );
    assert!(any >= first.min(later) && any <= first.max(later));
    // Behind, it can only be the second.
    let behind = |possession| {
        of(GameState {
            score_differential: -3,
            overtime_possession: possession,
            ..opening(2018, false)
        })
    };
    assert_eq!(behind(None), behind(Some(Possession::Second)));
}

/// A small generator (xorshift), so that the reference shares nothing with
/// what it checks.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// Sudden death without a clock, played out possession by possession.
#[test]
fn playing_it_out_gives_the_same() {
    let tables = Tables::shipped();
    for (season, spread, yardline) in [(2009, 0.0, 80), (2009, 6.0, 60), (2009, -3.0, 35)] {
        let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
        let rounds = 60_000;
        let mut won = 0;
        for _ in 0..rounds {
            let (mut spot, mut own) = (f64::from(yardline), true);
            loop {
                let snap = Snap {
                    down: 1,
                    ydstogo: spot.min(10.0),
                    yardline: spot,
                    seconds: 1e6,
                    spread: if own { spread } else { -spread },
                    need: Need::AnyScore,
                    timeouts: f64::NAN,
                };
                let ends = tables.ends(&snap);
                let roll = dice.roll();
                if roll < ends.touchdown + ends.field_goal {
                    won += u32::from(own);
                    break;
                }
                if roll < ends.touchdown + ends.field_goal + ends.against {
                    won += u32::from(!own);
                    break;
                }
                let far = spot / 100.0;
                let next = &tables.flow.next;
                let mean = (next[0] + next[1] * far + next[2] * far * far).clamp(3.0, 97.0);
                let part = [-1.2247, 0.0, 1.2247][(3.0 * dice.roll()) as usize % 3];
                spot = (mean + part * tables.flow.next_spread).clamp(1.0, 99.0);
                own = !own;
            }
        }
        let played = won as f32 / rounds as f32;
        let solved = of(GameState {
            yardline_100: yardline,
            posteam_spread: Some(spread as f32),
            overtime_possession: Some(Possession::Later),
            ..opening(season, true)
        });
        // Four standard errors of the play-outs, and the grid's error.
        close(solved.wp(), played, 0.012);
    }
}
