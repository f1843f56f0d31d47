//! The page as Markdown (GitHub's tables).

use super::Block;

/// The whole page.
pub(in crate::report) fn page(blocks: &[Block], title: &str) -> String {
    let mut text = format!("# {}\n", escaped(title));
    for block in blocks {
        text.push('\n');
        text.push_str(&of(block));
        text.push('\n');
    }
    text
}

fn of(block: &Block) -> String {
    match block {
        Block::Heading(words) => format!("## {}", escaped(words)),
        Block::Warning(words) => format!("> **{}**", escaped(words)),
        Block::Paragraph(words) => escaped(words),
        Block::List(points) => points
            .iter()
            .map(|p| format!("- {}", escaped(p)))
            .collect::<Vec<_>>()
            .join("\n"),
        // A tilde fence: the command may hold backticks.
        Block::Command(words) => format!("~~~sh\n{words}\n~~~"),
        Block::Picture { file, words } => {
            format!("![{0}]({file})\n\n*{0}*", escaped(words))
        }
        Block::Table { columns, rows } => {
            let line = |cells: &[String]| {
                let cells: Vec<String> = cells.iter().map(|c| escaped(c)).collect();
                format!("| {} |", cells.join(" | "))
            };
            let rule = format!("|{}", " --- |".repeat(columns.len()));
            let mut lines = vec![line(columns), rule];
            lines.extend(rows.iter().map(|row| line(row)));
            lines.join("\n")
        }
    }
}

/// With a backslash before what Markdown would take for markup.
fn escaped(words: &str) -> String {
    let mut text = String::with_capacity(words.len());
    for c in words.chars() {
        if matches!(c, '\\' | '`' | '*' | '[' | ']' | '<' | '>' | '|') {
            text.push('\\');
        }
        text.push(if c == '\n' { ' ' } else { c });
    }
    text
}
