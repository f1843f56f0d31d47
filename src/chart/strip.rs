//! Games side by side: which, whose probability, in which words.

use super::{clock, colors, final_wp};
use crate::plays::{Game, Plays};
use crate::report::colors::Pair;
use crate::report::game_chart::{Line, Small, Strip};
use crate::score::{GameSummary, Scored, Swing, summaries};
use crate::teams;

/// Puts the games of `plays` that have a probability side by side, those of `team` from
/// its side, any others from the home team's. `scored` is their
/// [`timeline`](crate::score::timeline()).
#[must_use]
pub fn of(plays: &Plays, scored: &[Scored], team: Option<&str>) -> Vec<Small> {
    let told = summaries(plays, scored);
    let mut games = Vec::with_capacity(told.len());
    let mut rest = scored;
    for rows in plays.rows().chunk_by(|a, b| a.game == b.game) {
        let (own, later) = rest.split_at(rows.len().min(rest.len()));
        rest = later;
        let game = plays.game(&rows[0]);
        let Some(summary) = told.iter().find(|s| s.game_id == game.game_id) else {
            continue;
        };
        let home = team != Some(game.away_team.as_str());
        let times = clock::times(rows);
        let length = times.ends.last().copied().unwrap_or(3600.0);
        let seen = |home_wp: f64| if home { home_wp } else { 1.0 - home_wp };
        let mut points: Vec<(f64, f64)> = (times.elapsed.iter().zip(own))
            .filter(|(_, s)| s.home_wp.is_finite())
            .map(|(&t, s)| (t, seen(f64::from(s.home_wp).clamp(0.0, 1.0))))
            .collect();
        points.dedup();
        points.extend(final_wp(own).map(|end| (length, seen(end))));
        let won = game.result.filter(|r| *r != 0).map(|r| (r > 0) == home);
        let line = Line {
            points,
            length,
            won,
        };
        games.push(small(game, summary, (home, team.is_none()), line));
    }
    games.sort_by(|a, b| (&a.date, &a.game_id).cmp(&(&b.date, &b.game_id)));
    games
}

/// A game from the side of the home team or the away team, `alone` if it is not among
/// others of that team.
fn small(game: &Game, summary: &GameSummary, (home, alone): (bool, bool), line: Line) -> Small {
    let Pair {
        home: own,
        away: other,
    } = match (alone, home) {
        (true, _) => colors(game),
        (false, true) => Pair::of_one(
            teams::colors(&game.home_team),
            teams::colors(&game.away_team),
        ),
        (false, false) => Pair::of_one(
            teams::colors(&game.away_team),
            teams::colors(&game.home_team),
        ),
    };
    let [h, a] = [&game.home_team, &game.away_team].map(|c| teams::code_then(c, game.season));
    let place = if game.neutral { "vs" } else { "at" };
    let opponent = match (alone, home) {
        (true, _) => format!("{a} {place} {h}"),
        (false, false) => format!("{place} {h}"),
        (false, true) if game.neutral => format!("{place} {a}"),
        (false, true) => a.to_owned(),
    };
    let result = match game.final_score {
        None => String::new(),
        Some((h, a)) if alone => format!("{a}–{h}"),
        Some((h, a)) => {
            let (own, other) = if home { (h, a) } else { (a, h) };
            let letter = match own.cmp(&other) {
                std::cmp::Ordering::Greater => "W",
                std::cmp::Ordering::Less => "L",
                std::cmp::Ordering::Equal => "T",
            };
            format!("{letter} {own}–{other}")
        }
    };
    Small {
        game_id: game.game_id.clone(),
        date: game.date.clone().unwrap_or_default(),
        week: match (summary.playoffs, game.week) {
            (_, None) => String::new(),
            (true, Some(week)) => format!("Playoffs, week {week}"),
            (false, Some(week)) => format!("Week {week}"),
        },
        opponent,
        result,
        result_color: match line.won {
            Some(true) => Some(own),
            Some(false) if alone => Some(other),
            _ => None,
        },
        line,
        own,
        other,
        excitement: summary.excitement,
        comeback: summary.comeback.map(percent).unwrap_or_default(),
        swing: summary.swing.as_ref().map(swing).unwrap_or_default(),
    }
}

/// "11–6", "9–7–1".
fn record<'a>(games: impl Iterator<Item = &'a Small>) -> Option<String> {
    let mut counts = [0; 3];
    for game in games.filter(|g| !g.result.is_empty()) {
        let place = match game.line.won {
            Some(true) => 0,
            Some(false) => 1,
            None => 2,
        };
        counts[place] += 1;
    }
    let [won, lost, tied] = counts;
    let ties = if tied > 0 {
        format!("–{tied}")
    } else {
        String::new()
    };
    (won + lost + tied > 0).then(|| format!("{won}–{lost}{ties}"))
}

/// A team's season, or all games that were asked for, with a title.
#[must_use]
pub fn titled(games: Vec<Small>, team: Option<&str>, seasons: &[u16]) -> Strip {
    let simulated = seasons.iter().any(|s| *s >= 3000);
    let years = match seasons {
        [one] => one.to_string(),
        [first, .., last] => format!("{first}–{last}"),
        [] => String::new(),
    };
    let title = match team {
        Some(code) => {
            let season = seasons.last().copied().unwrap_or_default();
            let name = teams::team_name(code, season).unwrap_or(code);
            let (post, regular): (Vec<&Small>, Vec<&Small>) =
                games.iter().partition(|g| g.week.starts_with("Playoffs"));
            let post = record(post.into_iter()).map(|r| format!("playoffs {r}"));
            let records: Vec<String> = record(regular.into_iter())
                .into_iter()
                .chain(post)
                .collect();
            format!("{name}, {years}: {}", records.join(", "))
        }
        None => format!("{} games, {years}", games.len()),
    };
    let whose = match team {
        Some(code) => code.to_owned(),
        None => "the home team".to_owned(),
    };
    let mut notes = Vec::new();
    if !simulated {
        notes.push("Data: nflverse (CC BY 4.0). WP before each play.".to_owned());
    }
    Strip {
        title,
        subtitle: format!(
            "Win probability of {whose} from kickoff to the end, middle line 50%; disc: won, diamond: lost"
        ),
        games,
        notes,
        simulated,
    }
}

/// "KC +33.1%, Q4 2:10, KC 3rd and 15 (play 3914)".
#[must_use]
pub fn swing(swing: &Swing) -> String {
    let clock = swing.quarter_seconds_remaining;
    let when = match swing.qtr {
        0 => String::new(),
        5.. => format!(", OT {}:{:02}", clock / 60, clock % 60),
        q => format!(", Q{q} {}:{:02}", clock / 60, clock % 60),
    };
    let down = match (&swing.posteam, swing.down) {
        (Some(team), down @ 1..) => {
            let th = ["1st", "2nd", "3rd", "4th"][usize::from(down.min(4)) - 1];
            format!(", {team} {th} and {}", swing.ydstogo)
        }
        _ => String::new(),
    };
    format!(
        "{} +{}{when}{down} (play {})",
        swing.team,
        percent(swing.wpa),
        swing.play_id
    )
}

/// One decimal; below 1% two, and never nothing.
#[must_use]
pub fn percent(p: f32) -> String {
    let p = 100.0 * f64::from(p);
    match p {
        p if p < 0.01 => "<0.01%".to_owned(),
        p if p < 1.0 => format!("{p:.2}%"),
        p => format!("{p:.1}%"),
    }
}
