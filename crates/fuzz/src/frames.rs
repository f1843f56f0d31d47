//! Plays as rows of columns: those of files, and those of data frames of any library
//! (Arrow's among them), which come as text or numbers.

use football::Result;
use football::plays::frame::{self, Columns};
use football::plays::schema::{NUMBERS, TEXT};
use football::plays::{Audit, Plays, Schedule, SpreadFrom, TextColumn, clean};
use football::ratings::Parameters;

/// Bytes that are drawn one after the other; 0 where there are no more.
struct Drawn<'a>(&'a [u8]);

impl Drawn<'_> {
    fn next(&mut self) -> u8 {
        let (first, rest) = self.0.split_first().unwrap_or((&0, &[]));
        self.0 = rest;
        *first
    }

    /// A number as files have them: small ones, clocks, nothing, and what is no number.
    fn number(&mut self) -> f64 {
        const ODD: [f64; 12] = [
            f64::NAN,
            f64::INFINITY,
            f64::NEG_INFINITY,
            -1.0,
            1e300,
            -1e300,
            0.5,
            65536.0,
            2147483648.0,
            3600.0,
            1800.0,
            1e-300,
        ];
        match self.next() {
            byte @ 0..200 => f64::from(byte % 120),
            byte @ 200..224 => f64::from(u16::from(byte) << 8 | u16::from(self.next())) / 10.0,
            byte => ODD[usize::from(byte) % ODD.len()],
        }
    }

    fn text(&mut self, column: &str) -> Option<String> {
        let choices: &[&str] = match column {
            "game_id" => &[
                "2021_05_BUF_KC",
                "2021_05_BUF_KC",
                "2009_01_A_B",
                "x",
                "",
                "１９９９_1",
            ],
            "home_team" => &["KC", "KC", "", "Ω"],
            "away_team" => &["BUF", "BUF", "KC"],
            "posteam" => &["KC", "BUF", "", "NYJ"],
            "season_type" => &["REG", "POST", "PRE", "?"],
            "play_type" => &[
                "run",
                "pass",
                "punt",
                "field_goal",
                "no_play",
                "kickoff",
                "extra_point",
                "qb_kneel",
                "qb_spike",
                "two_point",
                "",
            ],
            "location" => &["Home", "Neutral"],
            _ => &["2021-10-10", "", "yesterday"],
        };
        let byte = usize::from(self.next());
        (byte < 240).then(|| choices[byte % choices.len()].to_owned())
    }
}

/// A frame of up to 24 rows, of which some columns are missing.
struct Frame {
    rows: usize,
    text: Vec<(&'static str, Vec<Option<String>>)>,
    numbers: Vec<(&'static str, Vec<f64>)>,
    /// Whether numbers come as text.
    as_text: bool,
}

impl Frame {
    fn of(bytes: &[u8]) -> Self {
        let mut drawn = Drawn(bytes);
        let (rows, flags) = (usize::from(drawn.next() % 24), drawn.next());
        let missing = [drawn.next(), drawn.next()];
        let there = |i: usize| !missing.contains(&(i as u8));
        let column = |i: usize, name: &&'static str| there(i).then_some(*name);
        let text = TEXT.iter().enumerate().filter_map(|(i, n)| column(i, n));
        let text: Vec<_> = text
            .map(|name| (name, (0..rows).map(|_| drawn.text(name)).collect()))
            .collect();
        let numbers = NUMBERS
            .iter()
            .enumerate()
            .filter_map(|(i, n)| column(i + 16, n));
        let numbers = numbers
            .map(|name| (name, (0..rows).map(|_| drawn.number()).collect()))
            .collect();
        Self {
            rows,
            text,
            numbers,
            as_text: flags & 1 == 1,
        }
    }
}

impl Columns for Frame {
    fn name(&self) -> &str {
        "a frame"
    }

    fn rows(&self) -> usize {
        self.rows
    }

    fn names(&self) -> Vec<String> {
        let text = self.text.iter().map(|(n, _)| (*n).to_owned());
        text.chain(self.numbers.iter().map(|(n, _)| (*n).to_owned()))
            .collect()
    }

    fn has(&self, column: &str) -> bool {
        self.names().iter().any(|n| n == column)
    }

    fn text(&self, column: &str) -> Result<Option<TextColumn>> {
        let found = self.text.iter().find(|(n, _)| *n == column);
        Ok(found.map(|(_, rows)| rows.iter().map(Option::as_deref).collect()))
    }

    fn numbers(&self, column: &str) -> Result<Option<Vec<f64>>> {
        let Some((_, numbers)) = self.numbers.iter().find(|(n, _)| *n == column) else {
            return Ok(None);
        };
        if !self.as_text {
            return Ok(Some(numbers.clone()));
        }
        let written = numbers.iter().map(|n| n.to_string());
        let read = written.map(|n| frame::number(Some(&n)));
        let read = read.collect::<std::result::Result<_, _>>();
        read.map(Some)
            .map_err(|text| self.not(column, "a number", &text))
    }
}

fn cleaned(frame: &Frame) -> Option<Plays> {
    let raw = frame::raw(frame, &[]).ok()?;
    clean::table(&raw, &Schedule::default(), None).ok()
}

/// Cleans the rows: each has a role, and those that are kept are situations.
pub fn play_rows(bytes: &[u8]) {
    let frame = Frame::of(bytes);
    let Some(plays) = cleaned(&frame) else { return };
    let audit = Audit::of(&plays);
    let counted: usize = (audit.seasons.values())
        .map(|s| s.kept + s.dropped.values().sum::<usize>())
        .sum();
    assert_eq!(counted, plays.rows().len());
    let mut rows: Vec<u32> = plays.rows().iter().map(|p| p.row).collect();
    rows.sort_unstable();
    rows.dedup();
    assert_eq!(rows.len(), plays.rows().len(), "a row is there twice");
    for (_, play) in plays.trained() {
        let state = plays.state(play);
        let valid = state.as_ref().map(football::game::GameState::validate);
        assert!(matches!(valid, Some(Ok(()))), "{state:?}: {valid:?}");
    }
}

/// Reads a frame as plays and as a schedule, and scores it with the small model.
pub fn frames(bytes: &[u8]) {
    let frame = Frame::of(bytes);
    let _ = frame::schedule(&frame, SpreadFrom::LineOrRatings, &Parameters::shipped());
    let _ = frame::sidelines(&frame);
    let Some(plays) = cleaned(&frame) else { return };
    let Ok(scored) = football::score::timeline(&plays, &crate::models::SMALL) else {
        return;
    };
    for one in &scored {
        let wp = one.home_wp;
        assert!(wp.is_nan() || (0.0..=1.0).contains(&wp), "WP of {wp}");
    }
    let _ = football::score::summaries(&plays, &scored);
}
