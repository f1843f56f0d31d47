//! Plays as arrays, with the only ways to split them: by season and by game.

use super::{FeatureSet, NextScore};
use crate::error::{Error, Result};
use crate::forest::generator::mix;
use crate::plays::Seasons;
use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Axis};

/// A model's matrix with its label and the game and season of each play.
///
/// Plays of a game share one label, so a split that puts plays of one game on
/// both sides would test a model on what it was told. This type has no split
/// by play: its fields are private, and [`PlaySet::seasons`],
/// [`PlaySet::without_seasons`] and [`PlaySet::folds`] are all there is.
#[derive(Debug, Clone)]
pub struct PlaySet {
    columns: Vec<Column>,
    x: Array2<f32>,
    y: Array1<bool>,
    game: Array1<u32>,
    season: Array1<u16>,
    quarter: Array1<u8>,
    seconds: Array1<u16>,
    next_score: Array1<NextScore>,
    row: Vec<usize>,
}

/// A column of a matrix: its name and the sign of its effect (see
/// [`Feature::monotone`](super::Feature::monotone)).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// A feature's name, or what a transformer calls what it made.
    pub name: String,
    /// +1, 0 or −1.
    pub monotone: i8,
}

impl FeatureSet {
    /// The set as columns of a matrix.
    #[must_use]
    pub fn columns(&self) -> Vec<Column> {
        self.iter()
            .map(|f| Column {
                name: f.name.to_owned(),
                monotone: f.monotone,
            })
            .collect()
    }
}

/// One fold of a cross-validation by game.
#[derive(Debug)]
pub struct Fold {
    /// All games but those of `test`.
    pub train: PlaySet,
    /// The games that `train` lacks.
    pub test: PlaySet,
    /// For each play of `test`, its position in the whole set.
    pub test_positions: Vec<usize>,
}

/// The columns of a [`PlaySet`]; all of the same length.
#[derive(Default)]
pub(crate) struct Rows {
    pub x: Array2<f32>,
    pub y: Vec<bool>,
    pub game: Vec<u32>,
    pub season: Vec<u16>,
    pub quarter: Vec<u8>,
    pub seconds: Vec<u16>,
    pub next_score: Vec<NextScore>,
    pub row: Vec<usize>,
}

impl PlaySet {
    pub(crate) fn new(columns: Vec<Column>, rows: Rows) -> Self {
        Self {
            columns,
            x: rows.x,
            y: rows.y.into(),
            game: rows.game.into(),
            season: rows.season.into(),
            quarter: rows.quarter.into(),
            seconds: rows.seconds.into(),
            next_score: rows.next_score.into(),
            row: rows.row,
        }
    }

    /// From arrays: `x` is plays × features, everything else one value a play.
    ///
    /// # Errors
    /// [`Error::Shape`] where lengths differ.
    pub fn from_arrays(
        features: &FeatureSet,
        x: Array2<f32>,
        y: Array1<bool>,
        game: Array1<u32>,
        season: Array1<u16>,
    ) -> Result<Self> {
        let n = x.nrows();
        for (what, len) in [
            ("labels", y.len()),
            ("games", game.len()),
            ("seasons", season.len()),
        ] {
            if len != n {
                return Err(Error::Shape {
                    what,
                    expected: format!("{n} values, one per play"),
                    found: len.to_string(),
                });
            }
        }
        if x.ncols() != features.len() {
            return Err(Error::Shape {
                what: "matrix",
                expected: format!("{} columns, one per feature", features.len()),
                found: x.ncols().to_string(),
            });
        }
        let clock = features.position("game_seconds_remaining");
        let seconds: Array1<u16> = (0..n)
            .map(|i| clock.map_or(3600.0, |c| x[[i, c]]).clamp(0.0, 3600.0) as u16)
            .collect();
        let quarter = seconds.mapv(|s| 4 - (s.saturating_sub(1) / 900) as u8);
        Ok(Self {
            columns: features.columns(),
            y,
            game,
            season,
            quarter,
            seconds,
            next_score: Array1::from_elem(n, NextScore::UNKNOWN),
            row: (0..n).collect(),
            x,
        })
    }

    /// Plays.
    #[must_use]
    pub fn len(&self) -> usize {
        self.y.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.y.is_empty()
    }

    /// The columns' declarations.
    #[must_use]
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The position of a column.
    #[must_use]
    pub fn position(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|c| c.name == name)
    }

    /// The same plays under another matrix, as a transformer makes it.
    ///
    /// # Errors
    /// [`Error::Shape`] where it has another number of rows or columns.
    pub fn with_x(&self, x: Array2<f32>, columns: Vec<Column>) -> Result<Self> {
        if x.dim() != (self.len(), columns.len()) {
            return Err(Error::Shape {
                what: "matrix",
                expected: format!("{} × {}", self.len(), columns.len()),
                found: format!("{} × {}", x.nrows(), x.ncols()),
            });
        }
        Ok(Self {
            columns,
            x,
            ..self.clone_without_x()
        })
    }

    /// The same plays with their next scores, see [`super::next_scores`].
    ///
    /// # Errors
    /// [`Error::Shape`] where there is not one a play.
    pub fn with_next_score(self, next_score: Array1<NextScore>) -> Result<Self> {
        if next_score.len() != self.len() {
            return Err(Error::Shape {
                what: "next scores",
                expected: format!("{} values, one per play", self.len()),
                found: next_score.len().to_string(),
            });
        }
        Ok(Self { next_score, ..self })
    }

    /// The same plays dealt out to as many made-up games of like size at random.
    /// What resamples these games resamples plays, as if each had a result of
    /// its own: for showing what comes of that.
    pub fn shuffled(&self, seed: u64) -> Self {
        let mut order: Vec<usize> = (0..self.len()).collect();
        order.sort_by_key(|&i| mix(seed ^ mix(i as u64)));
        let shuffled = self.take(&order);
        Self {
            game: self.game.clone(),
            ..shuffled
        }
    }

    fn clone_without_x(&self) -> Self {
        Self {
            columns: Vec::new(),
            x: Array2::zeros((0, 0)),
            y: self.y.clone(),
            game: self.game.clone(),
            season: self.season.clone(),
            quarter: self.quarter.clone(),
            seconds: self.seconds.clone(),
            next_score: self.next_score.clone(),
            row: self.row.clone(),
        }
    }

    /// Checks that there is something to learn.
    ///
    /// # Errors
    /// [`Error::Fit`] for no plays and for plays that all have one outcome.
    pub fn check_trainable(&self) -> Result<()> {
        let wins = self.y.iter().filter(|&&y| y).count();
        let problem = if self.is_empty() {
            "there are no plays".to_owned()
        } else if wins == 0 || wins == self.len() {
            let what = if wins == 0 { "lost" } else { "won" };
            format!("all {} plays are by teams that {what}", self.len())
        } else {
            return Ok(());
        };
        Err(Error::Fit {
            problem,
            hint: "train on full games of at least one season".into(),
        })
    }

    /// Plays × features; NaN where unknown.
    #[must_use]
    pub fn x(&self) -> ArrayView2<'_, f32> {
        self.x.view()
    }

    /// Whether the team with the ball won.
    #[must_use]
    pub fn y(&self) -> ArrayView1<'_, bool> {
        self.y.view()
    }

    /// The game of each play, as a number that means nothing else.
    #[must_use]
    pub fn game(&self) -> ArrayView1<'_, u32> {
        self.game.view()
    }

    /// The season of each play.
    #[must_use]
    pub fn season(&self) -> ArrayView1<'_, u16> {
        self.season.view()
    }

    /// The quarter of each play.
    #[must_use]
    pub fn quarter(&self) -> ArrayView1<'_, u8> {
        self.quarter.view()
    }

    /// Seconds of the game left before each play, 0–3600.
    #[must_use]
    pub fn seconds(&self) -> ArrayView1<'_, u16> {
        self.seconds.view()
    }

    /// The next score of the half, see [`super::next_scores`].
    #[must_use]
    pub fn next_score(&self) -> ArrayView1<'_, NextScore> {
        self.next_score.view()
    }

    /// The row of each play in [`Plays::rows`](crate::plays::Plays::rows).
    #[must_use]
    pub fn row(&self) -> &[usize] {
        &self.row
    }

    /// Number of different games.
    #[must_use]
    pub fn games(&self) -> usize {
        let mut games = self.game.to_vec();
        games.sort_unstable();
        games.dedup();
        games.len()
    }

    /// The different seasons, ascending.
    #[must_use]
    pub fn season_list(&self) -> Vec<u16> {
        let mut seasons = self.season.to_vec();
        seasons.sort_unstable();
        seasons.dedup();
        seasons
    }

    /// The plays of some seasons.
    #[must_use]
    pub fn seasons(&self, seasons: &Seasons) -> Self {
        self.take(&self.positions(|i| seasons.contains(self.season[i])))
    }

    /// The plays of all seasons but some.
    #[must_use]
    pub fn without_seasons(&self, seasons: &Seasons) -> Self {
        self.take(&self.positions(|i| !seasons.contains(self.season[i])))
    }

    /// `count` folds of whole games, each game in exactly one test set. A
    /// game's fold depends on its number and the seed only.
    ///
    /// # Errors
    /// [`Error::Parameter`] for fewer than 2 folds or more than there are games.
    pub fn folds(&self, count: usize, seed: u64) -> Result<Vec<Fold>> {
        let games = self.games();
        if count < 2 || count > games {
            return Err(Error::parameter(
                "folds",
                format!("between 2 and the {games} games"),
                count,
            ));
        }
        let fold = self.fold_of_games(count, seed);
        Ok((0..count)
            .map(|f| {
                let test_positions = self.positions(|i| fold[i] == f);
                Fold {
                    train: self.take(&self.positions(|i| fold[i] != f)),
                    test: self.take(&test_positions),
                    test_positions,
                }
            })
            .collect())
    }

    /// The fold of each play: games are shuffled by the seed and dealt out in turn.
    pub(crate) fn fold_of_games(&self, count: usize, seed: u64) -> Vec<usize> {
        let mut games = self.game.to_vec();
        games.sort_unstable();
        games.dedup();
        games.sort_by_key(|&g| mix(seed ^ mix(u64::from(g))));
        let fold: std::collections::HashMap<u32, usize> = games
            .iter()
            .enumerate()
            .map(|(i, &g)| (g, i % count))
            .collect();
        self.game.iter().map(|g| fold[g]).collect()
    }

    fn positions(&self, keep: impl Fn(usize) -> bool) -> Vec<usize> {
        (0..self.len()).filter(|&i| keep(i)).collect()
    }

    fn take(&self, positions: &[usize]) -> Self {
        Self {
            columns: self.columns.clone(),
            x: self.x.select(Axis(0), positions),
            y: self.y.select(Axis(0), positions),
            game: self.game.select(Axis(0), positions),
            season: self.season.select(Axis(0), positions),
            quarter: self.quarter.select(Axis(0), positions),
            seconds: self.seconds.select(Axis(0), positions),
            next_score: self.next_score.select(Axis(0), positions),
            row: positions.iter().map(|&i| self.row[i]).collect(),
        }
    }

    /// The same plays with some features made unknown (NaN): what a model for
    /// situations without them is trained on.
    #[must_use]
    pub fn with_unknown(&self, names: &[&str]) -> Self {
        let mut copy = self.clone();
        for name in names {
            if let Some(column) = self.position(name) {
                copy.x.column_mut(column).fill(f32::NAN);
            }
        }
        copy
    }
}
