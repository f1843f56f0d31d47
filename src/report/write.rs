//! Writes an evaluation: pictures, page, numbers.

use super::page::{content, html, markdown};
use super::{
    EvaluationReport, Labels, calibration, calibration_against, calibration_by_quarter, confusion,
    files, importance, plays_by_time, through_game,
};
use crate::error::{Error, Result};
use rayon::prelude::*;
use std::io::Write;
use std::path::{Path, PathBuf};

type Drawing<'a> = (&'a str, Box<dyn Fn(&Path) -> Result<()> + Sync + 'a>);

impl EvaluationReport {
    /// Writes the pictures, `index.html`, `README.md` and `metrics.json` into
    /// `dir`, which is created where it does not exist, each under a temporary
    /// name first; returns what was written, the page first.
    ///
    /// # Errors
    /// [`Error::Draw`] and [`Error::Io`].
    pub fn write(&self, dir: &Path) -> Result<Vec<PathBuf>> {
        std::fs::create_dir_all(dir).map_err(|e| Error::io("create", dir, e))?;
        let pages = [
            ("index.html", self.html().into_bytes()),
            ("README.md", self.markdown().into_bytes()),
            ("metrics.json", self.json()?),
        ];
        let drawings = self.drawings();
        drawings
            .par_iter()
            .try_for_each(|(name, draw)| draw(&dir.join(name)))?;
        for (name, bytes) in &pages {
            crate::file::write_whole(&dir.join(name), |file| file.write_all(bytes))?;
        }
        let names = pages
            .iter()
            .map(|p| p.0)
            .chain(drawings.iter().map(|d| d.0));
        Ok(names.map(|name| dir.join(name)).collect())
    }

    /// The page as HTML, which refers to the pictures beside it.
    #[must_use]
    pub fn html(&self) -> String {
        html::page(&content::blocks(self), &content::title(self))
    }

    /// The page as Markdown.
    #[must_use]
    pub fn markdown(&self) -> String {
        markdown::page(&content::blocks(self), &content::title(self))
    }

    fn json(&self) -> Result<Vec<u8>> {
        let mut bytes = serde_json::to_vec_pretty(self).map_err(|e| Error::Draw {
            what: "metrics.json".into(),
            problem: e.to_string(),
        })?;
        bytes.push(b'\n');
        Ok(bytes)
    }

    fn drawings(&self) -> Vec<Drawing<'_>> {
        let (labels, e) = (&self.labels, &self.evaluation);
        let level = e.settings.level;
        let mut all: Vec<Drawing<'_>> = vec![
            (
                files::CALIBRATION,
                Box::new(move |path| {
                    calibration::draw(&e.calibration, self.bands.as_ref(), level, labels, path)
                }),
            ),
            (
                files::BY_QUARTER,
                Box::new(move |path| {
                    calibration_by_quarter::draw(&e.calibration_by_quarter, level, labels, path)
                }),
            ),
            (
                files::CONFUSION,
                Box::new(move |path| confusion::draw(&e.overall.confusion, level, labels, path)),
            ),
            (
                files::THROUGH_GAME,
                Box::new(move |path| {
                    let series = [(labels.model.as_str(), &e.through_game)];
                    through_game::draw(&series, level, labels, path)
                }),
            ),
            (
                files::PLAYS,
                Box::new(move |path| {
                    let labels = Labels {
                        model: String::new(),
                        ..labels.clone()
                    };
                    plays_by_time::draw(&self.plays_by_time, &labels, path)
                }),
            ),
        ];
        if !self.importance.is_empty() {
            all.push((
                files::IMPORTANCE,
                Box::new(move |path| {
                    importance::draw(&self.importance, &self.importance_spread, labels, path)
                }),
            ));
        }
        if let Some(comparison) = &self.comparison {
            let labels = move || Labels {
                model: format!("{} and {}", comparison.a.name, comparison.b.name),
                plays: comparison.plays,
                games: comparison.games,
                ..labels.clone()
            };
            all.push((
                files::AGAINST,
                Box::new(move |path| calibration_against::draw(comparison, &labels(), path)),
            ));
            all.push((
                files::THROUGH_AGAINST,
                Box::new(move |path| {
                    let (a, b) = (&comparison.a, &comparison.b);
                    let series = [
                        (a.name.as_str(), &a.through_game),
                        (b.name.as_str(), &b.through_game),
                    ];
                    through_game::draw(&series, comparison.level, &labels(), path)
                }),
            ));
        }
        all
    }
}
