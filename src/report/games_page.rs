//! Games as a page: one row each, with its small chart. It stands alone and needs no
//! script.

use super::game_chart::{Strip, spark, svg_shapes};
use crate::error::Result;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use std::io::Write;
use std::path::Path;

const STYLE: &str = include_str!("game_page/page.css");
/// What the small charts need beside the page's style.
const OWN: &str = "
.ownfill { fill-opacity: .17 } .ownfill, .own.a { stroke: none }
@media (prefers-color-scheme: dark) {
  .own { fill: var(--d) } .own.l { fill: none; stroke: var(--d) } .ownfill { fill-opacity: .3 }
}
body { max-width: 82rem; } td { vertical-align: middle; } svg.spark { width: 15rem; height: 3.6rem; display: block; }
th[scope=row] { font-weight: 600; white-space: nowrap; color: inherit; }
";
/// A small chart's size.
const SIZE: (f64, f64) = (240.0, 58.0);

/// The whole page as text.
#[must_use]
pub fn page(strip: &Strip) -> String {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (strip.title) " – win probability" }
                style { (PreEscaped(STYLE)) (PreEscaped(OWN)) }
            }
            body {
                main {
                    @if strip.simulated {
                        p class="warning" role="alert" {
                            "SIMULATED SAMPLE DATA: these are not real games"
                        }
                    }
                    h1 { (strip.title) }
                    p class="lesser" { (strip.subtitle) }
                    div class="scroll" tabindex="0" role="region" aria-label="Games" { (table(strip)) }
                    p class="lesser" {
                        "Excitement: sum of the absolute WPA of all plays. Comeback: lowest WP of the winner. "
                        "Largest swing: the play with the largest WPA."
                    }
                    @for note in &strip.notes { p class="lesser" { (note) } }
                    p class="lesser" { "Made by wp. A game's own page: wp chart --game ID --out game.html" }
                }
            }
        }
    }
    .into_string()
}

fn table(strip: &Strip) -> Markup {
    html! {
        table {
            thead {
                tr {
                    @for head in ["game", "date", "result", "win probability"] { th scope="col" { (head) } }
                    @for head in ["excitement", "comeback"] { th scope="col" class="n" { (head) } }
                    th scope="col" { "largest swing" }
                }
            }
            tbody {
                @for game in &strip.games {
                    tr {
                        th scope="row" { (game.week) br; (game.opponent) br; span class="lesser" { (game.game_id) } }
                        td class="w" { (game.date) }
                        td class="w" { (game.result) }
                        td {
                            svg class="spark" viewBox={ "0 0 " (SIZE.0) " " (SIZE.1) } role="img"
                                aria-label={ "Win probability, " (game.week) ", " (game.opponent) ", " (game.result) } {
                                (svg_shapes(&spark(game, SIZE)))
                            }
                        }
                        td class="n" { (format!("{:.2}", game.excitement)) }
                        td class="n" { (game.comeback) }
                        td { (game.swing) }
                    }
                }
            }
        }
    }
}

/// Writes the page whole.
///
/// # Errors
/// [`Error::Io`](crate::error::Error::Io).
pub fn write(strip: &Strip, path: &Path) -> Result<()> {
    crate::file::write_whole(path, |file| file.write_all(page(strip).as_bytes()))
}
