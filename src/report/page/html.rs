//! The page as one HTML file.

use super::Block;
use maud::{DOCTYPE, Markup, PreEscaped, html};

const STYLE: &str = "
:root { color-scheme: light dark; --ink: #222; --lesser: #555; --ground: #fff; --line: #d8d8d8;
  --head: #f3f5f7; --link: #0072b2; --warn: #b34700; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8e8e8; --lesser: #b0b0b0;
  --ground: #16191d; --line: #3a4048; --head: #22272e; --link: #56b4e9; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 62rem; padding: 1.5rem 1rem 4rem; background: var(--ground);
  color: var(--ink); font: 16px/1.55 system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif; }
h1 { font-size: 1.7rem; line-height: 1.25; margin: 0 0 .5rem; }
h2 { font-size: 1.25rem; margin: 2.4rem 0 .6rem; border-bottom: 1px solid var(--line);
  padding-bottom: .25rem; }
p, li { max-width: 48rem; }
.warning { background: var(--warn); color: #fff; font-weight: bold; padding: .7rem 1rem;
  border-radius: 6px; max-width: none; }
.scroll { overflow-x: auto; margin: 1rem 0; }
table { border-collapse: collapse; font-size: .92rem; font-variant-numeric: tabular-nums; }
th, td { padding: .35rem .7rem; border-bottom: 1px solid var(--line); text-align: left;
  vertical-align: top; }
.whole { white-space: nowrap; }
thead th { background: var(--head); }
tbody th { font-weight: 600; }
figure { margin: 1.2rem 0 2rem; }
img { display: block; width: 100%; max-width: 960px; height: auto; background: #fff;
  border: 1px solid var(--line); border-radius: 6px; }
figcaption { color: var(--lesser); font-size: .92rem; margin-top: .5rem; max-width: 48rem; }
pre { background: var(--head); padding: .7rem 1rem; border-radius: 6px; white-space: pre-wrap;
  overflow-wrap: anywhere; }
";

/// The whole page; it loads nothing but the pictures beside it.
pub(in crate::report) fn page(blocks: &[Block], title: &str) -> String {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                main {
                    h1 { (title) }
                    @for b in blocks { (block(b)) }
                }
            }
        }
    }
    .into_string()
}

/// A short cell breaks between a value and its interval only.
fn unbroken(cell: &str) -> Markup {
    if cell.chars().count() > 30 {
        return html! { (cell) };
    }
    let (value, interval) = cell.split_once(" (").unwrap_or((cell, ""));
    html! {
        span class="whole" { (value) }
        @if !interval.is_empty() { " " span class="whole" { "(" (interval) } }
    }
}

fn block(block: &Block) -> Markup {
    html! {
        @match block {
            Block::Heading(words) => h2 { (words) },
            Block::Warning(words) => p class="warning" role="alert" { (words) },
            Block::Paragraph(words) => p { (words) },
            Block::List(points) => ul { @for point in points { li { (point) } } },
            Block::Command(words) => pre { code { (words) } },
            Block::Picture { file, words } => figure {
                img src=(file) alt=(words);
                figcaption { (words) }
            },
            Block::Table { columns, rows } => div class="scroll" {
                table {
                    thead { tr { @for column in columns { th scope="col" { (column) } } } }
                    tbody {
                        @for row in rows {
                            tr {
                                @for (k, cell) in row.iter().enumerate() {
                                    @if k == 0 { th scope="row" { (cell) } }
                                    @else { td { (unbroken(cell)) } }
                                }
                            }
                        }
                    }
                }
            },
        }
    }
}
