//! Whole games: paths, files, lines as they come, lists.

mod timeline;
