//! nflverse's columns of win probability and expected points, all from one model.
//!
//! `vegas_*` know the spread and the total, the others do not, as in nflfastR.

use super::columns::placed;
use super::expected_points::{self, Points};
use super::{Scored, Scorer};
use crate::error::Result;
use crate::plays::{Play, PlayType, Plays};
use crate::table::Table;

/// nflverse's columns of win probability, which [`columns`] fills.
pub const WP: [&str; 15] = [
    "wp",
    "def_wp",
    "home_wp",
    "away_wp",
    "wpa",
    "vegas_wp",
    "vegas_home_wp",
    "vegas_wpa",
    "vegas_home_wpa",
    "home_wp_post",
    "away_wp_post",
    "total_home_rush_wpa",
    "total_away_rush_wpa",
    "total_home_pass_wpa",
    "total_away_pass_wpa",
];

/// nflverse's columns of expected points, which [`columns`] fills.
pub const EP: [&str; 8] = [
    "ep",
    "epa",
    "total_home_epa",
    "total_away_epa",
    "total_home_rush_epa",
    "total_away_rush_epa",
    "total_home_pass_epa",
    "total_away_pass_epa",
];

/// nflverse's further columns of win probability, which split a pass into its
/// flight and the run after it: nothing here fills them.
pub const OTHER_WP: [&str; 12] = [
    "air_wpa",
    "yac_wpa",
    "comp_air_wpa",
    "comp_yac_wpa",
    "total_home_comp_air_wpa",
    "total_away_comp_air_wpa",
    "total_home_comp_yac_wpa",
    "total_away_comp_yac_wpa",
    "total_home_raw_air_wpa",
    "total_away_raw_air_wpa",
    "total_home_raw_yac_wpa",
    "total_away_raw_yac_wpa",
];

/// The same of expected points, with the chances of the next score that nflverse's
/// model makes them of.
pub const OTHER_EP: [&str; 23] = [
    "air_epa",
    "yac_epa",
    "comp_air_epa",
    "comp_yac_epa",
    "total_home_comp_air_epa",
    "total_away_comp_air_epa",
    "total_home_comp_yac_epa",
    "total_away_comp_yac_epa",
    "total_home_raw_air_epa",
    "total_away_raw_air_epa",
    "total_home_raw_yac_epa",
    "total_away_raw_yac_epa",
    "qb_epa",
    "xyac_epa",
    "no_score_prob",
    "opp_fg_prob",
    "opp_safety_prob",
    "opp_td_prob",
    "fg_prob",
    "safety_prob",
    "td_prob",
    "extra_point_prob",
    "two_point_conversion_prob",
];

/// The columns [`WP`] and [`EP`] for a frame of `rows` rows of which `plays` are the
/// clean ones, NaN where unknown, and the timeline with the line. Intervals have no place
/// in them: a scorer without is several times faster. `watch` is told of the work done
/// and of all, and says `false` to stop.
///
/// # Errors
/// Those of [`Scorer::timeline_watched`].
pub fn columns(
    scorer: &Scorer<'_>,
    plays: &Plays,
    rows: usize,
    watch: &(dyn Fn(usize, usize) -> bool + Sync),
) -> Result<(Table, Vec<Scored>)> {
    let half = plays.rows().len();
    let all = 2 * half;
    let with_line = scorer.timeline_watched(plays, &|done, _| watch(done, all))?;
    let blind = plays.without_lines();
    let without = scorer.timeline_watched(&blind, &|done, _| watch(half + done, all))?;
    let points = expected_points::of(plays, scorer.model(), scorer.tables())?;
    let mut names = [""; WP.len() + EP.len()];
    names[..WP.len()].copy_from_slice(&WP);
    names[WP.len()..].copy_from_slice(&EP);
    let mut sums = Sums::default();
    let mut game = None;
    let table = placed(names, plays, rows, |i, play| {
        if game.replace(play.game) != Some(play.game) {
            sums = Sums::default();
        }
        sums.cells(play, &with_line[i], &without[i], points[i])
    });
    Ok((table, with_line))
}

/// Sums over a game's rows so far, as the home team sees them.
#[derive(Debug, Default)]
struct Sums {
    rush_wpa: f32,
    pass_wpa: f32,
    epa: f32,
    rush_epa: f32,
    pass_epa: f32,
}

impl Sums {
    /// A row's cells, in the order of [`WP`] and [`EP`].
    fn cells(
        &mut self,
        play: &Play,
        vegas: &Scored,
        plain: &Scored,
        points: Points,
    ) -> [f32; WP.len() + EP.len()] {
        // What is not known adds nothing.
        let known = |v: f32| if v.is_nan() { 0.0 } else { v };
        let (wpa, epa) = (known(plain.home_wpa), known(points.home_epa));
        self.epa += epa;
        match play.play_type {
            PlayType::Run => {
                self.rush_wpa += wpa;
                self.rush_epa += epa;
            }
            PlayType::Pass => {
                self.pass_wpa += wpa;
                self.pass_epa += epa;
            }
            _ => {}
        }
        let seen = |home: f32| match plain.home_side {
            Some(true) => home,
            Some(false) => 0.0 - home,
            None => f32::NAN,
        };
        let post = plain.home_wp + plain.home_wpa;
        // Subtracting from zero makes no -0.
        let away = |home: f32| 0.0 - home;
        [
            plain.wp(),
            1.0 - plain.wp(),
            plain.home_wp,
            1.0 - plain.home_wp,
            plain.wpa(),
            vegas.wp(),
            vegas.home_wp,
            vegas.wpa(),
            vegas.home_wpa,
            post,
            1.0 - post,
            self.rush_wpa,
            away(self.rush_wpa),
            self.pass_wpa,
            away(self.pass_wpa),
            seen(points.home_ep),
            seen(points.home_epa),
            self.epa,
            away(self.epa),
            self.rush_epa,
            away(self.rush_epa),
            self.pass_epa,
            away(self.pass_epa),
        ]
    }
}
