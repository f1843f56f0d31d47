//! A report as tables of text, for the terminal and for Markdown alike.

use super::report::{Against, Report, Row};
use crate::evaluate::Interval;

/// A table of text; the first column is words, the rest are numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// What it shows.
    pub title: String,
    /// Names of the columns.
    pub header: Vec<String>,
    /// Cells.
    pub rows: Vec<Vec<String>>,
}

fn minus(text: String) -> String {
    text.replace('-', "−")
}

fn number(value: f64) -> String {
    minus(format!("{value:.4}"))
}

fn signed(value: f64) -> String {
    minus(format!("{value:+.4}"))
}

fn interval(i: Option<Interval>) -> String {
    i.map_or_else(
        || "–".into(),
        |i| format!("{} to {}", signed(i.low), signed(i.high)),
    )
}

fn season(row: &Row) -> String {
    row.season.map_or_else(|| "pool".into(), |s| s.to_string())
}

impl Report {
    /// The seasons, the pool, and the differences.
    #[must_use]
    pub fn tables(&self) -> Vec<Table> {
        vec![self.quality(), self.pooled(), self.differences()]
    }

    fn rows(&self) -> impl Iterator<Item = &Row> {
        self.by_season.iter().chain([&self.pool])
    }

    fn quality(&self) -> Table {
        let mut header: Vec<String> = [
            "season",
            "trained on",
            "plays",
            "games",
            "forest",
            "interval",
            "Brier",
            "calibration",
        ]
        .map(str::to_owned)
        .to_vec();
        header.extend(self.names().iter().map(ToString::to_string));
        let rows = self
            .rows()
            .map(|row| {
                let mut cells = vec![
                    season(row),
                    row.trained_on.map_or_else(String::new, |n| n.to_string()),
                    row.plays.to_string(),
                    row.games.to_string(),
                    number(row.log_loss.value),
                    row.log_loss.interval.map_or_else(
                        || "–".into(),
                        |i| format!("{} to {}", number(i.low), number(i.high)),
                    ),
                    number(row.forest.brier),
                    row.forest.calibration_error.map_or("–".into(), number),
                ];
                cells.extend(self.names().iter().map(|name| {
                    Self::against(row, name).map_or("–".into(), |a| {
                        let part = if a.plays < row.plays { "*" } else { "" };
                        number(a.quality.log_loss) + part
                    })
                }));
                cells
            })
            .collect();
        Table {
            title: format!(
                "Log loss of the forest (with its {:.0}% interval), Brier score and calibration \
                 error; log loss of the other models (*: not on all plays)",
                100.0 * self.level
            ),
            header,
            rows,
        }
    }

    fn pooled(&self) -> Table {
        let header = [
            "pool",
            "plays",
            "log loss",
            "Brier",
            "calibration",
            "forest − model",
            "interval",
            "standard error",
            "in standard errors",
        ];
        let forest = &self.pool.forest;
        let mut rows = vec![vec![
            "forest".to_owned(),
            self.pool.plays.to_string(),
            number(forest.log_loss),
            number(forest.brier),
            forest.calibration_error.map_or("–".into(), number),
            String::new(),
            String::new(),
            String::new(),
            String::new(),
        ]];
        rows.extend(self.pool.against.iter().map(|a| {
            let error = a.difference.standard_error;
            vec![
                a.name.clone(),
                a.plays.to_string(),
                number(a.quality.log_loss),
                number(a.quality.brier),
                a.quality.calibration_error.map_or("–".into(), number),
                signed(a.difference.difference),
                interval(a.difference.interval),
                error.map_or("–".into(), |e| format!("{e:.5}")),
                error.map_or("–".into(), |e| {
                    minus(format!("{:+.1}", a.difference.difference / e))
                }),
            ]
        }));
        Table {
            title: format!(
                "All seasons pooled, paired on the same plays; negative: the forest is better; \
                 standard errors clustered by game, {:.0}% intervals, games resampled",
                100.0 * self.level
            ),
            header: header.map(str::to_owned).to_vec(),
            rows,
        }
    }

    fn differences(&self) -> Table {
        let mut header = vec!["season".to_owned()];
        header.extend(self.names().iter().map(|n| format!("minus {n}")));
        let cell = |a: &Against| {
            let error = a.difference.standard_error;
            let error = error.map_or(String::new(), |e| format!(" ± {e:.4}"));
            let range = a.difference.interval.map_or(String::new(), |i| {
                format!(" ({}, {})", signed(i.low), signed(i.high))
            });
            format!("{}{error}{range}", signed(a.difference.difference))
        };
        let rows = self
            .rows()
            .map(|row| {
                let mut cells = vec![season(row)];
                cells.extend(
                    self.names()
                        .iter()
                        .map(|name| Self::against(row, name).map_or("–".into(), cell)),
                );
                cells
            })
            .collect();
        Table {
            title: format!(
                "Log loss of the forest minus that of each model ± standard error ({:.0}% \
                 interval)",
                100.0 * self.level
            ),
            header,
            rows,
        }
    }

    /// The posterior of a change, a row a season.
    #[must_use]
    pub fn changes(&self) -> Table {
        let mut rows = vec![vec![
            "never".to_owned(),
            format!("{:.3}", self.changepoint.no_change),
            String::new(),
        ]];
        rows.extend(self.changepoint.before.iter().map(|c| {
            vec![
                format!("from {} on", c.season),
                format!("{:.3}", c.probability),
                format!("{} ± {:.4}", signed(c.shift), c.shift_sd),
            ]
        }));
        Table {
            title: "Lasting change in the forest's log loss".into(),
            header: ["change", "posterior probability", "shift, if it changed"]
                .map(str::to_owned)
                .to_vec(),
            rows,
        }
    }
}

impl Table {
    /// As Markdown.
    #[must_use]
    pub fn markdown(&self) -> String {
        let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
        let mut rule = vec!["---".to_owned()];
        rule.resize(self.header.len(), "---:".to_owned());
        let mut text = format!("## {}\n\n{}{}", self.title, line(&self.header), line(&rule));
        self.rows.iter().for_each(|row| text += &line(row));
        text
    }
}
