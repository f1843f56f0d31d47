//! The page: what it says ([`content`]), and how it is set ([`html`],
//! [`markdown`]), from the same blocks.

pub(super) mod content;
mod definitions;
pub(super) mod html;
pub(super) mod markdown;
mod tables;

/// A piece of the page.
#[derive(Debug, Clone)]
pub(super) enum Block {
    /// A heading of a section.
    Heading(String),
    /// Something the reader must not miss.
    Warning(String),
    /// A paragraph.
    Paragraph(String),
    /// Points of a list.
    List(Vec<String>),
    /// A table; the first column names the row.
    Table {
        columns: Vec<String>,
        rows: Vec<Vec<String>>,
    },
    /// A picture beside the page.
    Picture { file: &'static str, words: String },
    /// What is typed at a prompt.
    Command(String),
}
