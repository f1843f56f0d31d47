//! `wp predict` at a terminal without a situation: asks for one, line by line.

use crate::error::{Error, Result};
use crate::situation::lacks;
use std::io::{BufRead, IsTerminal};

/// Whether there is somebody to ask.
pub fn possible() -> bool {
    std::io::stdin().is_terminal() && std::io::stdout().is_terminal()
}

/// Asks until the input ends: `say` is for the questions, `show` for the answers.
///
/// # Errors
/// Where input or output fails.
pub fn run(
    input: impl BufRead,
    say: impl Fn(String),
    show: impl Fn(String) -> Result<()>,
    answer: impl Fn(&str) -> Result<String>,
) -> Result<()> {
    say("Describe the situation from the side of the team with the ball, a line at a time,".into());
    say("as in: 4th and 2 at the opp 35. A later line replaces what it contradicts.".into());
    say("An empty line starts again; Ctrl-D ends.".into());
    let mut lines: Vec<String> = Vec::new();
    for line in input.lines() {
        let line = line.map_err(|e| Error::io("read", "stdin", e))?;
        let line = line.trim().to_owned();
        if line.is_empty() {
            lines.clear();
            say("Starting again.".into());
            continue;
        }
        let next = match accept(&lines, &line) {
            Ok((kept, replaced)) => {
                if let Some(old) = replaced {
                    say(format!("(instead of \"{old}\")"));
                }
                kept
            }
            Err(error) => {
                refuse(&error, &say);
                continue;
            }
        };
        let text = next.join(", ");
        let missing = lacks(&text)?;
        if missing.is_empty() {
            match answer(&text) {
                Ok(shown) => {
                    show(shown)?;
                    lines = next;
                }
                Err(error) => refuse(&error, &say),
            }
        } else {
            let names: Vec<&str> = missing.iter().map(|(name, _)| *name).collect();
            let (_, example) = missing[0];
            say(format!(
                "still needed: {} (next: {example})",
                names.join(", ")
            ));
            lines = next;
        }
    }
    Ok(())
}

/// The lines with the new one, and the old line that it replaces, if it does.
fn accept(lines: &[String], line: &str) -> Result<(Vec<String>, Option<String>)> {
    let with = |without: Option<usize>| {
        let kept = lines.iter().enumerate();
        let kept = kept.filter(|(i, _)| Some(*i) != without);
        let mut all: Vec<String> = kept.map(|(_, l)| l.clone()).collect();
        all.push(line.to_owned());
        all
    };
    let all = with(None);
    let Err(error) = lacks(&all.join(", ")) else {
        return Ok((all, None));
    };
    // A line that is wrong by itself replaces nothing.
    lacks(line)?;
    for i in (0..lines.len()).rev() {
        let all = with(Some(i));
        if lacks(&all.join(", ")).is_ok() {
            return Ok((all, Some(lines[i].clone())));
        }
    }
    Err(error)
}

fn refuse(error: &Error, say: &impl Fn(String)) {
    say(error.to_string());
    if let Some(hint) = error.hint() {
        say(format!("hint: {hint}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::RefCell;

    fn talk(input: &str) -> Vec<String> {
        let out = RefCell::new(Vec::new());
        let say = |text: String| out.borrow_mut().push(text);
        let show = |text: String| {
            out.borrow_mut().push(text);
            Ok(())
        };
        let answer = |text: &str| Ok(format!("answer to {text}"));
        run(input.as_bytes(), say, show, answer).unwrap();
        out.into_inner().split_off(3)
    }

    #[test]
    fn it_asks_for_what_is_missing_and_answers_as_one_goes() {
        let said = talk("4th and 2 at the opp 35\ndown 3\nQ4 2:10\nfavored by 3\n");
        assert_eq!(
            said[0],
            "still needed: the score, the quarter, the clock (next: \"down 3\", \"up 7\" or \"tied\")"
        );
        assert!(said[1].starts_with("still needed: the quarter"));
        assert_eq!(
            said[2],
            "answer to 4th and 2 at the opp 35, down 3, Q4 2:10"
        );
        assert_eq!(
            said[3],
            "answer to 4th and 2 at the opp 35, down 3, Q4 2:10, favored by 3"
        );
    }

    #[test]
    fn a_line_replaces_what_it_contradicts_and_nonsense_changes_nothing() {
        let said = talk("4&2 opp35 Q4 2:10\ndown 3\ndown 7\nxyzzy\nup 1\n\ndown 3\n");
        assert_eq!(said[2], "(instead of \"down 3\")");
        assert_eq!(said[3], "answer to 4&2 opp35 Q4 2:10, down 7");
        assert!(said[4].contains("xyzzy") && said[5].starts_with("hint"));
        assert_eq!(said[7], "answer to 4&2 opp35 Q4 2:10, up 1");
        assert_eq!(said[8], "Starting again.");
        assert!(said[9].starts_with("still needed: the down"));
    }
}
