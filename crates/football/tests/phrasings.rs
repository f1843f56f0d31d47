//! Two hundred things that people type, each with what it must mean, or with the
//! question that it must be answered with (`phrasings.txt`).

use football::situation::{Moment, Understood, describe, parse_moment};

/// A line of the file: the moment, the situation and the teams, or the error.
fn reading(text: &str) -> String {
    match parse_moment(text) {
        Ok((moment, said)) => format!(
            "{}{}{}",
            kind(moment),
            situation(&moment, &said),
            teams(&said)
        ),
        Err(error) => format!("? {error}"),
    }
}

fn kind(moment: Moment) -> String {
    match moment {
        Moment::Scrimmage => String::new(),
        Moment::Kickoff(kicker) => format!("kickoff ({}): ", kicker.words()),
        Moment::Try(how) => format!("try ({}): ", how.map_or("either", |k| k.words())),
    }
}

/// The situation in words; of a kickoff or a try without the play.
fn situation(moment: &Moment, said: &Understood) -> String {
    let words = describe(&said.state);
    match (moment, words.split_once(", ")) {
        (Moment::Kickoff(_) | Moment::Try(_), Some((_, rest))) => rest.to_owned(),
        _ => words,
    }
}

fn teams(said: &Understood) -> String {
    let Some(teams) = &said.teams else {
        return String::new();
    };
    let name = |team: &Option<String>| team.clone().unwrap_or_else(|| "?".into());
    format!(
        " [{} against {}]",
        name(&teams.offense),
        name(&teams.defense)
    )
}

#[test]
fn each_phrasing_means_what_it_says() {
    let lines: Vec<&str> = include_str!("phrasings.txt")
        .lines()
        .filter(|l| !l.is_empty() && !l.starts_with("# "))
        .collect();
    assert!(lines.len() >= 200, "{}", lines.len());
    let mut wrong = Vec::new();
    for line in lines {
        let (text, expected) = line.split_once(" => ").unwrap_or((line, ""));
        let found = reading(text);
        if found != expected {
            wrong.push(format!("{text} => {found}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// With spaces left out a text means the same, or is refused: never something else.
#[test]
fn run_together_they_mean_the_same_or_are_refused() {
    let mut understood = 0;
    let mut wrong = Vec::new();
    for line in include_str!("phrasings.txt").lines() {
        let Some((text, _)) = line.split_once(" => ") else {
            continue;
        };
        let Ok((_, whole)) = parse_moment(text) else {
            continue;
        };
        let spaces: Vec<usize> = text.match_indices(' ').map(|(i, _)| i).collect();
        // All of them, and each alone.
        let mut glued = vec![text.replace(' ', "")];
        glued.extend(
            spaces
                .iter()
                .map(|&i| format!("{}{}", &text[..i], &text[i + 1..])),
        );
        for text in glued {
            match parse_moment(&text) {
                Ok((_, said)) if said.state == whole.state => understood += 1,
                Ok((_, said)) => wrong.push(format!("{text} => {}", describe(&said.state))),
                Err(_) => {}
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(understood > 1000, "{understood}");
}
